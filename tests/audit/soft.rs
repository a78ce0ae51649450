//! Answers that are no documents, whatever their status: soft 404s and what is told from them.

use serde_json::Value;

use super::archive::{Audit, TITLE};
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server};

const STORY: &str = "<p>The mayor cut the ribbon on Tuesday, twelve years after the old one sank in a storm.</p>";
const MISSING: &str = "<title>Ellery Gazette</title><h1>Sorry</h1><p>We cannot find this page any more.</p>";

/// An answer with a page.
fn html(status: u16, body: &str) -> Reply {
    let head = format!("HTTP/1.1 {status} As Told\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ");
    Reply::Bytes(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
}

/// A server without a robots.txt.
fn serve(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |path| if path == "/robots.txt" { Reply::status(404) } else { reply(path) })
}

/// A server with a front page and these pages, and with `other` for whatever is asked for besides.
fn site(pages: &'static [(&str, &str)], other: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Server {
    serve(move |path| match pages.iter().find(|(page, _)| *page == path) {
        Some((_, body)) => html(200, body),
        None if path == "/" => html(200, "<title>Ellery Gazette</title><p>All the news of today.</p>"),
        None => other(path),
    })
}

/// What is thought of a path of a server after one visit.
fn verdict(server: &Server, path: &str) -> String {
    let url = server.url(path);
    Audit::of(&[&url]).after(&[0], &url)
}

/// What the control of the last visit showed.
fn control(audit: &Audit) -> Value {
    let run = audit.run(&["audit", "export"]);
    let line: Value = serde_json::from_str(run.stdout.lines().last().unwrap()).unwrap();
    line["control"].clone()
}

#[test]
fn an_honest_host_is_believed_whatever_its_words() {
    let server = site(&[("/news/bridge.html", MISSING)], |_| html(404, MISSING));
    assert_eq!(verdict(&server, "/news/bridge.html"), "alive alive");
}

#[test]
fn the_answer_for_what_cannot_exist_is_evidence_that_settles_in_three_weeks() {
    let server = site(&[], |_| html(200, MISSING));
    let url = server.url("/news/bridge.html");
    let audit = Audit::of(&[&url]);
    assert_eq!(audit.after(&[0], &url), "suspect soft-404");
    assert_eq!(audit.after(&[7, 21], &url), "soft-404 soft-404");
}

#[test]
fn an_answer_may_repeat_what_was_asked_for_and_tell_the_time() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let server = site(&[], move |path| {
        let count = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        html(
            200,
            &format!("<title>{path}</title><p>There is no {path}. You are visitor {count} since 12:0{count}.</p>"),
        )
    });
    assert_eq!(verdict(&server, "/news/ferry-sinks.html"), "suspect soft-404");
    // Also if that is the title of the event.
    assert_eq!(verdict(&server, "/news/harbour-bridge-opens-in-port-ellery.html"), "suspect soft-404");
    assert_eq!(verdict(&server, "/news.php?id=77"), "suspect soft-404");
}

#[test]
fn a_document_beside_soft_answers_is_alive() {
    let story = "<title>Ellery Gazette</title><h1>Sorry</h1><p>The mayor cut the ribbon on Tuesday.</p>";
    let server =
        Server::start(move |path| if path == "/news/bridge.html" { html(200, story) } else { html(200, MISSING) });
    assert_eq!(verdict(&server, "/news/bridge.html"), "alive alive");
}

#[test]
fn the_cited_title_outweighs_a_control_that_is_alike() {
    let page = format!("<title>{TITLE} | Ellery Gazette</title><p>Watch the film.</p>");
    let server = serve(move |_| html(200, &page));
    assert_eq!(verdict(&server, "/news/bridge.html"), "alive alive");
}

#[test]
fn a_control_that_is_refused_or_fails_says_nothing() {
    for status in [401, 403, 429, 500, 503] {
        let server = site(&[("/news/bridge.html", MISSING)], move |_| html(status, MISSING));
        let url = server.url("/news/bridge.html");
        let audit = Audit::of(&[&url]);
        assert_eq!(audit.after(&[0], &url), "alive alive", "{status}");
        assert_eq!(control(&audit), "unknown", "{status}");
    }
}

#[test]
fn a_front_page_is_exempt() {
    let server = serve(|_| html(200, MISSING));
    assert_eq!(verdict(&server, "/"), "alive alive");
}

#[test]
fn one_control_serves_a_directory_of_dates() {
    let server = site(&[], |_| html(200, MISSING));
    let urls = ["/2004/08/01/a.html", "/2004/08/02/b.html", "/2011/12/31/c.html"].map(|path| server.url(path));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    audit.visit(0);
    let made_up = server.paths().into_iter().filter(|path| !urls.iter().any(|url| url.ends_with(path.as_str())));
    assert_eq!(made_up.filter(|path| path.ends_with(".html")).count(), 1, "{:?}", server.paths());
    for url in &urls {
        assert_eq!(audit.verdict(0, url), "suspect soft-404");
    }
}

/// Redirects that lead away from the document, although the host knows how to say 404.
#[test]
fn front_pages_and_section_pages_are_no_documents() {
    for (to, expected) in [
        ("/", "suspect front-page"),
        ("/index.html?redirected=1", "suspect front-page"),
        ("/en/", "suspect front-page"),
        ("/news/", "suspect section-page"),
        ("/news/2004/", "suspect section-page"),
        ("/error/404.html", "suspect soft-404"),
        ("/news/2004/bridge", "alive alive"),
        ("/archive/bridge-opens.html", "alive alive"),
    ] {
        let server = serve(move |path| match path {
            "/news/2004/bridge.html" => Reply::redirect(to),
            path if path == to => html(200, STORY),
            _ => html(404, MISSING),
        });
        assert_eq!(verdict(&server, "/news/2004/bridge.html"), expected, "{to}");
    }
}

#[test]
fn a_refresh_to_the_front_page_is_a_redirect() {
    let server = site(&[("/news/bridge.html", "<meta http-equiv=refresh content='0; url=/'>")], |_| html(404, MISSING));
    assert_eq!(verdict(&server, "/news/bridge.html"), "suspect front-page");
}

#[test]
fn three_documents_do_not_share_a_new_address() {
    let server = serve(|path| match path {
        "/all/stories.html" => html(200, STORY),
        "/old-1/ferry.html" | "/old-2/storm.html" | "/old-3/harbour.html" => Reply::redirect("/all/stories.html"),
        _ => html(404, MISSING),
    });
    let urls = ["/old-1/ferry.html", "/old-2/storm.html", "/old-3/harbour.html"].map(|path| server.url(path));
    let two = Audit::of(&[&urls[0], &urls[1]]);
    assert_eq!(two.after(&[0], &urls[0]), "alive alive");
    let three = Audit::of(&urls.each_ref().map(String::as_str));
    three.visit(0);
    for url in &urls {
        assert_eq!(three.verdict(0, url), "suspect shared-page");
    }
}

#[test]
fn a_shell_cannot_be_told() {
    let server = serve(|_| html(200, "<title>Gazette</title><div id=root></div><script src=/app.js></script>"));
    assert_eq!(verdict(&server, "/news/bridge"), "uncertain empty-shell");
}

/// The document is named behind a `#`, so the server's answer is the same for all of them.
#[test]
fn a_route_within_an_application_cannot_be_told() {
    let server = site(&[], |path| match path.strip_prefix("/news/") {
        Some(slug) => Reply::redirect(&format!("/#!/news/{slug}")),
        None => html(404, MISSING),
    });
    assert_eq!(verdict(&server, "/news/2004/bridge.html"), "uncertain empty-shell");
}

#[test]
fn a_host_that_has_nothing_at_all_is_likelier_to_block() {
    let server = serve(|_| html(404, MISSING));
    assert_eq!(verdict(&server, "/news/bridge.html"), "suspect 404-everywhere");
    let server = site(&[], |_| html(404, MISSING));
    assert_eq!(verdict(&server, "/news/bridge.html"), "suspect 404");
}

#[test]
fn a_404_that_carries_the_document_cannot_be_told() {
    let server = site(&[], |path| match path {
        "/news/bridge.html" => html(404, &format!("<title>Gazette</title><h1>{TITLE}</h1>{STORY}")),
        _ => html(404, MISSING),
    });
    assert_eq!(verdict(&server, "/news/bridge.html"), "uncertain 404-with-title");
    assert_eq!(verdict(&server, "/news/ferry.html"), "suspect 404");
}

/// A page that says so on every path is about the host, and one among others is about itself.
#[test]
fn hosts_at_which_nobody_has_anything() {
    for (body, expected) in [
        ("<h1>gazette.example</h1><p>This domain is for sale!</p>", "suspect for-sale"),
        ("<script>window.onload=function(){window.location.href=\"/lander\"}</script>", "suspect parked"),
        ("<title>Account Suspended</title><p>Contact your hosting provider.</p>", "suspect suspended"),
        ("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>", "suspect default-page"),
    ] {
        let server = serve(move |_| html(200, body));
        assert_eq!(verdict(&server, "/news/bridge.html"), expected, "{body}");
        assert_eq!(verdict(&server, "/"), expected, "{body}");
        let server = serve(move |path| match path {
            "/news/bridge.html" => html(200, body),
            "/" => html(200, STORY),
            _ => html(404, MISSING),
        });
        assert_eq!(verdict(&server, "/news/bridge.html"), "alive alive", "{body}");
    }
}

#[test]
fn challenges_outrank_the_status() {
    const CHALLENGE: &str = "<title>Just a moment...</title><script>window._cf_chl_opt={cvId:'3'}</script>";
    for status in [200, 403, 404, 410, 429, 503] {
        let server = serve(move |_| html(status, CHALLENGE));
        assert_eq!(verdict(&server, "/news/bridge.html"), "blocked challenge", "{status}");
    }
    let refresh = "<meta http-equiv=refresh content='0;/.well-known/sgcaptcha/?r=%2Fnews'>";
    let server = serve(move |path| if path == "/news/bridge.html" { html(202, refresh) } else { html(200, STORY) });
    assert_eq!(verdict(&server, "/news/bridge.html"), "blocked challenge");
}

#[test]
fn an_article_about_challenges_is_none() {
    let text =
        format!("<pre>window._cf_chl_opt</pre><p>Checking your browser before accessing</p>{}", STORY.repeat(12));
    let script = "<script>a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>";
    let body = format!("<title>How walls work</title>{script}{text}");
    let server = serve(move |path| if path == "/news/walls.html" { html(200, &body) } else { html(404, MISSING) });
    assert_eq!(verdict(&server, "/news/walls.html"), "alive alive");
}

#[test]
fn a_form_behind_a_redirect_is_a_login() {
    const FORM: &str = "<form><input name=user><input type=password></form>";
    let server = serve(|path| match path {
        "/news/bridge.html" => Reply::redirect("/login?next=%2Fnews%2Fbridge.html"),
        "/news/ferry.html" => Reply::redirect("/2004/ferry-sinks.html"),
        "/2004/ferry-sinks.html" => html(200, &format!("{FORM}<h1>Ferry sinks</h1>{}", STORY.repeat(12))),
        path if path.starts_with("/login") => html(200, FORM),
        _ => html(404, MISSING),
    });
    assert_eq!(verdict(&server, "/news/bridge.html"), "blocked login");
    assert_eq!(verdict(&server, "/news/ferry.html"), "alive alive");
}

#[test]
fn a_host_that_asks_for_consent_blocks() {
    let wall = serve(|_| html(200, STORY));
    let to = format!("http://consent.gazette.example:{}/collect", wall.port());
    let server = serve(move |_| Reply::redirect(&to));
    let url = server.url("/news/bridge.html");
    let audit = Audit::with_dns(Dns::honest(&[("consent.gazette.example", Record::Address(wall.ip()))]));
    audit.cite("harbour-bridge-opens", &[&url]);
    assert_eq!(audit.after(&[0], &url), "blocked consent");
}
