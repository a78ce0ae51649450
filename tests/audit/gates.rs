//! Pages that stand before documents, and the pages that say what was not found, which look much the same.

use super::archive::{Audit, TITLE};
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server, path_of};

const GATE: &str = "<title>Ellery Gazette</title><h1>Welcome</h1><p>Choose how you want to read the Gazette today.</p>";
const SORRY: &str = "<title>Ellery Gazette</title><h1>Sorry</h1><p>We have looked everywhere, and there is none.</p>";
const STORY: &str =
    "<title>Gazette</title><p>The mayor cut the ribbon on Tuesday, twelve years after the old one sank.</p>";

/// Enough visits, far enough apart, for every tier.
const MONTHS: [i64; 9] = [0, 8, 16, 24, 32, 40, 48, 56, 64];

/// A server with a front page, whose other pages all do this, unless they begin with `beneath`.
fn sending(beneath: &'static str, page: &'static str, to: impl Fn(&str) -> String + Send + Sync + 'static) -> Server {
    Server::start(move |path| match path {
        "/robots.txt" => Reply::status(404),
        "/" => Reply::page(200, "<title>Ellery Gazette</title><p>All the news of Port Ellery."),
        path if path.starts_with(beneath) => Reply::page(200, page),
        path => Reply::redirect(&to(path)),
    })
}

/// What is thought in the end of a document of a server, and of nothing else.
fn in_the_end(server: &Server, path: &str) -> String {
    let url = server.url(path);
    Audit::of(&[&url]).after(&MONTHS, &url)
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn who_is_sent_to_an_address_with_the_way_back_is_at_a_gate() {
    type Way = fn(&str) -> String;
    let ways: [Way; 6] = [
        |path| format!("/welcome?to={path}"),
        |path| format!("/welcome?a=1&to={}", escaped(path)),
        |path| format!("/welcome?to={}", escaped(&escaped(path))),
        |path| format!("/welcome/{}", escaped(path)),
        |path| format!("/welcome?{}", base64(path)),
        |path| format!("/welcome/{}/in", base64(path)),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let server = sending("/welcome", GATE, way);
        assert_eq!(in_the_end(&server, "/news/bridge.html"), "blocked gate", "{number}");
    }
    let server = sending("/verify", GATE, |path| format!("/verify{path}"));
    assert_eq!(in_the_end(&server, "/news/bridge.html"), "blocked gate");
}

/// Gates on other hosts, where the front page is the gate.
#[test]
fn a_gate_can_have_a_host_of_its_own() {
    let to_host = |name: &'static str, address: fn(&str, &str) -> String| {
        let gate = Server::start(|_| Reply::page(200, GATE));
        let (ip, port) = (gate.ip(), gate.port());
        let server = Server::start(move |path| match path {
            "/robots.txt" => Reply::status(404),
            "/" => Reply::page(200, STORY),
            path => Reply::redirect(&format!("http://{name}:{port}{}", address("http://gazette.example", path))),
        });
        let audit = Audit::with_dns(Dns::honest(&[
            (name, Record::Address(ip)),
            ("gazette.example", Record::Address(server.ip())),
        ]));
        let url = format!("http://gazette.example:{}/news/bridge.html", server.port());
        audit.cite("harbour-bridge-opens", &[&url]);
        let verdict = audit.after(&MONTHS, &url);
        drop((gate, server));
        verdict
    };
    let way_back: fn(&str, &str) -> String = |host, path| format!("/?url={}", escaped(&format!("{host}{path}")));
    let redirect: fn(&str, &str) -> String = |host, path| format!("/?redirect={host}{path}");
    let nothing: fn(&str, &str) -> String = |_, _| "/".to_owned();
    assert_eq!(to_host("pass.provider.example", way_back), "blocked gate");
    assert_eq!(to_host("pass.provider.example", redirect), "blocked gate");
    assert_eq!(to_host("subscribe.gazette.example", nothing), "blocked gate");
    // The front page of another is none.
    assert_eq!(to_host("www.herald.example", nothing), "soft-404 front-page");
}

/// What is told what it did not find is no gate.
#[test]
fn searches_and_error_pages_carry_the_way_back_too() {
    type Way = fn(&str) -> String;
    let ways: [Way; 9] = [
        |path| format!("/search?q={}", path.rsplit('/').next().unwrap()),
        |path| format!("/search?q={path}"),
        |path| format!("/suche{path}"),
        |path| format!("/404?url={path}"),
        |path| format!("/error?aspxerrorpath={path}"),
        |path| format!("/oops.html?from={}", escaped(path)),
        |path| format!("/messages?errorurl={path}"),
        |path| format!("/?from={path}"),
        |path| format!("/en{path}"),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let server = Server::start(move |path| match path {
            "/robots.txt" => Reply::status(404),
            "/" => Reply::page(200, "<title>Ellery Gazette</title><p>All the news of Port Ellery."),
            path if path.starts_with("/news/") => Reply::redirect(&way(path)),
            _ => Reply::page(200, SORRY),
        });
        let verdict = in_the_end(&server, "/news/2004/bridge.html");
        assert!(verdict.starts_with("soft-404 "), "{number}: {verdict}");
    }
    let titled = "<title>Page not found</title><h1>Sorry</h1>";
    let server = sending("/notice", titled, |path| format!("/notice?url={path}"));
    assert_eq!(in_the_end(&server, "/news/2004/bridge.html"), "soft-404 soft-404");
}

/// A program that is told by the old address which document to show.
#[test]
fn a_document_at_an_address_that_carries_the_old_one_is_there() {
    let server = Server::start(|path| match path {
        "/robots.txt" => Reply::status(404),
        "/read?path=/news/bridge.html" => Reply::page(200, STORY),
        path if path.starts_with("/read?") => Reply::page(200, SORRY),
        path => Reply::redirect(&format!("/read?path={path}")),
    });
    assert_eq!(in_the_end(&server, "/news/bridge.html"), "alive alive");
    assert_eq!(in_the_end(&server, "/news/ferry.html"), "blocked gate");
}

#[test]
fn redirects_that_set_cookies_without_end_are_a_gate() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let next = move || count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let chains = [
        Server::start(|_| Reply::with(302, "Location: /news/bridge.html\r\nSet-Cookie: a=b")),
        Server::start(move |_| {
            let next = next();
            Reply::with(302, &format!("Location: /news/bridge.html?{next}\r\nSet-Cookie: a={next}"))
        }),
        // The cookie is set by one of two, again and again.
        Server::start(|path| match path {
            "/check" => Reply::redirect("/news/bridge.html"),
            _ => Reply::with(302, "Location: /check\r\nSet-Cookie: a=b; Path=/"),
        }),
    ];
    for server in &chains {
        assert_eq!(in_the_end(server, "/news/bridge.html"), "blocked gate");
    }
    // Circles of dead sites, one of which opens a session.
    let session = |head: &str| {
        let is_known = head.to_ascii_lowercase().contains("cookie: session=1");
        Reply::with(
            302,
            if is_known { "Location: /index.php" } else { "Location: /index.php\r\nSet-Cookie: session=1; Path=/" },
        )
    };
    for server in [Server::start(|_| Reply::redirect("/news/bridge.html")), Server::reading(session)] {
        let verdict = in_the_end(&server, "/news/bridge.html");
        assert_eq!(verdict, "dead redirect-loop", "{:?}", path_of(&server.heads()[0]));
    }
}

/// Three documents of a host that knows what it has not.
fn three_to(target: &'static str, page: &'static str) -> [String; 3] {
    let server = Server::start(move |path| match path {
        path if path == target => Reply::page(200, page),
        "/old-1/ferry.html" | "/old-2/storm.html" | "/old-3/harbour.html" => Reply::redirect(target),
        "/" => Reply::page(200, "<title>Ellery Gazette</title><p>All the news of Port Ellery."),
        _ => Reply::status(404),
    });
    verdicts_of_three(&server)
}

fn verdicts_of_three(server: &Server) -> [String; 3] {
    let urls = ["/old-1/ferry.html", "/old-2/storm.html", "/old-3/harbour.html"].map(|path| server.url(path));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    for day in MONTHS {
        audit.visit_with(day, &["--timeout", "60s", "--recheck", "all"]);
    }
    urls.map(|url| audit.verdict(64, &url))
}

#[test]
fn three_documents_behind_one_wall_are_blocked() {
    for (target, page) in [
        ("/subscribe", GATE),
        ("/abo/angebote.html", GATE),
        ("/account/register", GATE),
        ("/cookie-wall", GATE),
        ("/unavailable-in-your-region", GATE),
        ("/static/451.html", GATE),
        ("/captcha/", GATE),
        ("/notice.html", "<title>Subscribe to read on</title><p>From 2 crowns a week."),
        ("/notice.html", "<title>Gazette: not available in your country</title><p>We are sorry."),
    ] {
        assert_eq!(three_to(target, page), ["blocked gate"; 3], "{target}");
    }
    // Also if what cannot be a document is sent there.
    let server = sending("/subscribe", GATE, |_| "/subscribe".to_owned());
    assert_eq!(verdicts_of_three(&server), ["blocked gate"; 3]);
}

#[test]
fn three_documents_on_another_page_are_gone() {
    for target in ["/all/stories.html", "/region/north.html", "/2004/seven-ways-to-think-about-our-privacy.html"] {
        assert_eq!(three_to(target, GATE), ["soft-404 shared-page"; 3], "{target}");
    }
}

/// Three addresses of one story, say.
#[test]
fn a_page_with_the_cited_title_is_no_shared_page() {
    let page: &str = Box::leak(format!("<title>{TITLE} | Ellery Gazette</title>{STORY}").into_boxed_str());
    assert_eq!(three_to("/2004/12345.html", page), ["alive alive"; 3]);
    assert_eq!(three_to("/", page), ["alive alive"; 3]);
    let server = Server::start(move |path| match path {
        "/old/" => Reply::page(200, page),
        "/old/ferry.html" => Reply::redirect("/old/"),
        _ => Reply::status(404),
    });
    assert_eq!(in_the_end(&server, "/old/ferry.html"), "alive alive");
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(text)
}
