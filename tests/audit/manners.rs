//! What servers ask of visitors: fewer requests, robots.txt.

use super::archive::Audit;
use crate::harness::server::{Reply, Server};

fn robots(text: &'static str) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len()).into_bytes())
}

#[test]
fn retry_after_is_honoured_in_both_forms() {
    let date = "Retry-After: Thu, 01 Jan 2026 03:00:00 GMT\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT";
    let cases = [
        (429, "Retry-After: 86400", Some(86400), "429"),
        (429, date, Some(10800), "429"),
        (503, "Retry-After: 31536000", Some(31_536_000), "503"),
        (429, "Retry-After: soon", None, "429"),
        (404, "Retry-After: 86400", None, "404"),
    ];
    let servers = cases.map(|(status, header, ..)| {
        Server::start(move |path| match path {
            "/robots.txt" | "/" => Reply::status(200),
            _ => Reply::with(status, header),
        })
    });
    let urls: Vec<String> = servers.iter().map(|server| server.url("/bridge")).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.visit(0);
    for ((_, header, seconds, cause), url) in cases.iter().zip(&urls) {
        let seen = audit.seen(url);
        assert_eq!((seen["retry_after"].as_u64(), seen["cause"].as_str()), (*seconds, Some(*cause)), "{header}");
    }
}

#[test]
fn robots_txt_is_asked_for_once_and_honoured() {
    let server = Server::start(|path| match path {
        "/robots.txt" => robots("User-agent: *\nDisallow: /private\n\nUser-agent: newslint\nDisallow: /news/drafts\n"),
        "/private/a" | "/news/drafts/b" | "/news/c" => Reply::status(200),
        "/moved" => Reply::redirect("/news/drafts/b"),
        _ => Reply::status(404),
    });
    let urls = ["/private/a", "/news/drafts/b", "/moved", "/news/c"].map(|path| server.url(path));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    audit.visit(0);
    for (url, cause) in urls.iter().zip(["alive", "robots", "robots", "alive"]) {
        assert_eq!(audit.cause(url), cause, "{url}");
    }
    let paths = server.paths();
    assert_eq!(paths.iter().filter(|path| *path == "/robots.txt").count(), 1, "{paths:?}");
    assert!(!paths.iter().any(|path| path.starts_with("/news/drafts")), "{paths:?}");
}

#[test]
fn what_robots_txt_cannot_say_is_decided_for_it() {
    let long: &'static str = Box::leak("Disallow: /a\n".repeat(60_000).into_boxed_str());
    let beyond = Box::leak(format!("User-agent: *\n{long}Disallow: /bridge\n").into_boxed_str());
    let cases = [
        ("missing", Reply::status(404), "alive"),
        ("refused", Reply::status(403), "alive"),
        ("gone", Reply::status(410), "alive"),
        ("failing", Reply::status(500), "no-robots"),
        ("failing for now", Reply::with(503, "Retry-After: 3600"), "no-robots"),
        ("too often", Reply::status(429), "429"),
        ("a page", Reply::page(200, "<p>Disallow: /"), "alive"),
        ("beyond the bound", robots(beyond), "alive"),
        ("in a circle", Reply::redirect("/robots.txt"), "alive"),
        ("closed", Reply::Close, "connection-closed"),
        ("elsewhere", Reply::redirect("/elsewhere/robots.txt"), "robots"),
    ];
    let servers = cases.map(|(name, reply, cause)| {
        let server = Server::start(move |path| match path {
            "/robots.txt" => reply.clone(),
            "/elsewhere/robots.txt" => robots("User-agent: *\nDisallow: /"),
            _ => Reply::status(200),
        });
        (name, server, cause)
    });
    let urls: Vec<String> = servers.iter().map(|(_, server, _)| server.url("/bridge")).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.visit(0);
    for ((name, server, cause), url) in servers.iter().zip(&urls) {
        assert_eq!(audit.cause(url), *cause, "{name}");
        let is_asked = server.paths().contains(&"/bridge".to_owned());
        assert_eq!(is_asked, *cause == "alive", "{name}");
    }
}

/// Of a long one not every rule is kept, and what it forbids is not requested all the same.
#[test]
fn a_long_robots_txt_is_honoured() {
    let shop = (0..18_000).fold(String::new(), |text, number| text + &format!("Disallow: /shop/{number}.html\n"));
    let text: &'static str = Box::leak(format!("User-agent: *\n{shop}Disallow: /news/drafts\n").into_boxed_str());
    assert!((450_000..500 * 1024).contains(&text.len()), "{}", text.len());
    let server = Server::start(move |path| match path {
        "/robots.txt" => robots(text),
        _ => Reply::status(200),
    });
    let urls = ["/shop/3.html", "/shop/17999.html", "/news/drafts/bridge", "/news/bridge", "/shop"];
    let urls = urls.map(|path| server.url(path));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    audit.visit(0);
    for (url, cause) in urls.iter().zip(["robots", "robots", "robots", "alive", "alive"]) {
        assert_eq!(audit.cause(url), cause, "{url}");
    }
}

#[test]
fn a_check_does_not_ask_for_robots_txt() {
    let server = Server::start(|_| Reply::status(200));
    let audit = Audit::of(&[&server.url("/bridge")]);
    audit.run(&["check", "--online", "--allow-private"]);
    assert_eq!(server.paths(), ["/bridge"]);
}

#[test]
fn a_host_that_is_never_visited_is_not_visited_by_a_check_either() {
    let server = Server::start(|_| Reply::status(404));
    let audit = Audit::new().configure(&format!(
        "[[hosts]]\nhost = \"{}\"\nreason = \"They asked us not to.\"\nvisit = false\n",
        server.ip()
    ));
    audit.cite("one", &[&server.url("/bridge")]);
    let run = audit.run(&["check", "--online", "--allow-private", "--select", "dead-source"]);
    assert_eq!((run.code, server.connections()), (0, 0), "{run:?}");
}

#[test]
fn settings_of_a_host_hold_for_it_alone() {
    let other = Server::start(|_| Reply::status(200));
    let elsewhere = other.url("/arrived");
    let server = Server::start(move |path| match path {
        "/moved" => Reply::redirect(&elsewhere),
        "/bridge" => Reply::status(418),
        _ => Reply::status(404),
    });
    let audit = Audit::new().configure(&format!(
        "[audit]\narchive-url = \"http://127.0.0.1:9\"\ncontact = \"desk@archive.example\"\n\
         [[hosts]]\nhost = \"{}\"\nreason = \"It is a teapot.\"\nalive = [418]\nheaders = {{ X-Token = \"TOKEN\" }}\n",
        server.ip()
    ));
    let (bridge, moved) = (server.url("/bridge"), server.url("/moved"));
    audit.cite("one", &[&bridge, &moved]);
    let run = crate::harness::run(audit.audit_run(0).env("TOKEN", "secret"), b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!((audit.cause(&bridge), audit.cause(&moved)), ("alive".to_owned(), "alive".to_owned()));
    // Whoever is on the way could read it.
    let heads = [server.heads(), other.heads()].concat();
    assert!(!heads.is_empty() && !heads.iter().any(|head| head.contains("secret")), "{heads:?}");
    assert!(other.heads().iter().all(|head| head.contains("; desk@archive.example)")));
}

/// RFC 9309 §2.3.1.4: after a reasonably long time a robots.txt that cannot be read counts as none.
#[test]
fn a_robots_txt_that_fails_for_long_counts_as_none() {
    let failing = Server::start(|_| Reply::status(500));
    let there = Server::start(|path| Reply::status(if path == "/robots.txt" { 500 } else { 200 }));
    let (gone, page) = (failing.url("/story"), there.url("/story"));
    let audit = Audit::of(&[&gone, &page]);
    audit.visit(0);
    audit.visit(5);
    assert_eq!(audit.verdict(5, &gone), "uncertain no-robots");
    assert!(!failing.paths().contains(&"/story".to_owned()));
    audit.visit(10);
    assert_eq!(audit.verdict(10, &gone), "suspect 500");
    assert_eq!(audit.verdict(10, &page), "alive alive");
    for day in [20, 30, 41, 55, 71] {
        audit.visit(day);
    }
    assert_eq!(audit.verdict(71, &gone), "dead 500");
    assert_eq!(audit.verdict(71, &page), "alive alive");
}
