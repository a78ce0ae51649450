//! What servers do, over months: nothing but death is ever settled dead, and death is.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::archive::{Audit, TITLE};
use crate::harness::server::{Reply, Server};

/// Once a week for three months, and a day more, so that every spacing is kept.
const DAYS: [i64; 12] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88];

/// A host that has a front page and one document, which does this each time, and says 404 of everything else.
fn document(mut reply: impl FnMut(usize) -> Reply + Send + 'static) -> Server {
    let times = AtomicUsize::new(0);
    let reply = std::sync::Mutex::new(move || reply(times.fetch_add(1, Ordering::SeqCst)));
    Server::start(move |path| match path {
        "/bridge" => (*reply.lock().unwrap())(),
        "/" => Reply::page(200, "<title>Gazette</title><p>All the news of Port Ellery."),
        _ => Reply::status(404),
    })
}

fn always(reply: Reply) -> Server {
    document(move |_| reply.clone())
}

/// A host that has a front page, and does this to every other request.
fn soft(reply: Reply) -> Server {
    Server::start(move |path| match path {
        "/robots.txt" => Reply::status(404),
        "/" => Reply::page(200, "<title>Gazette</title><p>All the news of Port Ellery."),
        _ => reply.clone(),
    })
}

/// A host that does this to every request.
fn everywhere(reply: Reply) -> Server {
    Server::start(move |path| if path == "/robots.txt" { Reply::status(404) } else { reply.clone() })
}

fn bytes(head: &str, body: &str) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 {head}\r\n\r\n{body}").into_bytes())
}

fn not_dead() -> Vec<(&'static str, Server)> {
    let refused = [401, 402, 403, 405, 406, 407, 408, 409, 418, 421, 425, 428, 429, 431, 451, 999]
        .map(|status| ("refused", always(Reply::status(status))));
    let odd = [206, 300, 304].map(|status| ("odd", always(Reply::status(status))));
    let transport = [
        Reply::Close,
        Reply::Reset,
        Reply::Silence,
        bytes("2000 What", ""),
        Reply::Bytes(b"HTTP/1.1 404 Not Fou".to_vec()),
    ]
    .map(|reply| ("transport", everywhere(reply)));
    let is_gone = "<title>Page not found</title><p>Error 404: this page is not here any more.";
    let challenge = "<title>Just a moment</title><script>window._cf_chl_opt={}</script>";
    let mut servers = vec![
        ("500 for a day", document(|time| Reply::status(if time < 3 { 500 } else { 200 }))),
        ("404 now and then", document(|time| Reply::status(if time % 3 == 2 { 200 } else { 404 }))),
        ("410 once", document(|time| Reply::status(if time == 0 { 410 } else { 200 }))),
        ("503, later", always(Reply::with(503, "Retry-After: 3600"))),
        ("503, challenge", everywhere(Reply::page(503, challenge))),
        ("404, challenge", everywhere(Reply::page(404, challenge))),
        ("404, mitigated", everywhere(Reply::with(404, "cf-mitigated: challenge"))),
        ("200, words", always(Reply::page(200, is_gone))),
        ("200, sorry, front page too", everywhere(Reply::page(200, "<title>Sorry</title><p>We are busy. Come again."))),
        ("200, nothing", everywhere(bytes("200 OK", ""))),
        ("200, blank", everywhere(Reply::page(200, ""))),
        ("200, title", everywhere(Reply::page(200, &format!("<title>{TITLE}</title><p>It opened.")))),
        ("404, title", everywhere(Reply::page(404, &format!("<title>Gazette</title><h1>{TITLE}</h1><p>It opened.")))),
        ("shell", everywhere(Reply::page(200, "<title>Gazette</title><div id=root></div><script src=/a.js></script>"))),
        ("cut", everywhere(bytes("200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000", is_gone))),
        ("not gzip", everywhere(bytes("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", is_gone))),
        ("endless", everywhere(Reply::Endless)),
        ("nowhere", always(Reply::redirect("mailto:desk@gazette.example"))),
        ("private", always(Reply::redirect("http://printer.local/"))),
        ("consent", always(Reply::redirect("http://consent.gazette.example/?continue=bridge"))),
        (
            "slow robots.txt",
            Server::start(|path| if path == "/robots.txt" { Reply::Silence } else { Reply::status(404) }),
        ),
        (
            "robots.txt",
            Server::start(|path| match path {
                "/robots.txt" => bytes("200 OK", "User-agent: *\nDisallow: /"),
                _ => Reply::status(404),
            }),
        ),
    ];
    servers.extend(refused);
    servers.extend(odd);
    servers.extend(transport);
    servers
}

fn dead() -> Vec<(&'static str, Server)> {
    let sorry =
        "<title>Sorry</title><p>We could not find what you were looking for. Try the search, or the front page.";
    let for_sale = "<title>gazette.example</title><p>This domain is for sale.";
    vec![
        ("404", always(Reply::status(404))),
        ("404, page", always(Reply::page(404, sorry))),
        ("410", always(Reply::status(410))),
        ("404 behind a redirect", always(Reply::with(301, "location: /2004/bridge"))),
        ("404 after a wall of cookies", always(Reply::with(302, "location: /wall\r\nset-cookie: a=b"))),
        ("404 after a year of 200", document(|time| Reply::status(if time == 0 { 200 } else { 404 }))),
        ("soft", soft(Reply::page(200, sorry))),
        ("204", always(Reply::status(204))),
        ("front page", always(Reply::with(302, "location: /"))),
        ("for sale", everywhere(Reply::page(200, for_sale))),
        ("500", everywhere(Reply::status(500))),
        ("500, robots.txt too", Server::start(|_| Reply::status(500))),
        ("404, no robots.txt", Server::start(|path| Reply::status(if path == "/robots.txt" { 500 } else { 404 }))),
        ("circle", everywhere(Reply::redirect("/bridge"))),
    ]
}

/// Visits all of them on each day, and returns what the report says in the end.
fn months(servers: &[(&'static str, Server)], timeout: &str) -> (Audit, Vec<String>) {
    let urls: Vec<String> = servers.iter().map(|(_, server)| server.url("/bridge")).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    for day in DAYS {
        audit.visit_with(day, &["--timeout", timeout, "--recheck", "all"]);
    }
    (audit, urls)
}

#[test]
fn what_is_not_death_is_never_settled() {
    let servers = not_dead();
    // Some never answer.
    let (audit, urls) = months(&servers, "500ms");
    for day in DAYS {
        let report = audit.report(day);
        for row in report["urls"].as_array().unwrap() {
            let position = urls.iter().position(|url| row["url"] == **url).unwrap();
            let verdict = row["verdict"].as_str().unwrap();
            assert!(
                !["usurped", "dead", "soft-404"].contains(&verdict),
                "{}: {row:#} on day {day}",
                servers[position].0
            );
        }
    }
}

#[test]
fn death_is_settled() {
    let servers = dead();
    let (audit, urls) = months(&servers, "60s");
    let report = audit.report(DAYS[11]);
    for ((name, _), url) in servers.iter().zip(&urls) {
        let row = report["urls"].as_array().unwrap().iter().find(|row| row["url"] == **url).unwrap();
        assert!(matches!(row["verdict"].as_str(), Some("usurped" | "dead" | "soft-404")), "{name}: {row:#}");
    }
}
