//! Where redirects lead.

use serde_json::json;

use super::archive::Audit;
use crate::harness::server::{Reply, Server, path_of};

/// 301, as pages move.
fn moved(to: &str) -> Reply {
    Reply::with(301, &format!("location: {to}"))
}

fn has_cookie(head: &str, cookie: &str) -> bool {
    head.to_ascii_lowercase().lines().any(|line| line.starts_with("cookie:") && line.contains(cookie))
}

#[test]
fn what_moved_for_good_is_told_up_to_where_that_ends() {
    let server = Server::start(|path| match path {
        "/1999/bridge" => moved("/old/bridge"),
        "/old/bridge" => moved("/new/bridge"),
        "/new/bridge" => Reply::redirect("/new/bridge?edition=1"),
        path if path.starts_with("/new/bridge?") => Reply::status(200),
        _ => Reply::status(404),
    });
    let url = server.url("/1999/bridge");
    let audit = Audit::of(&[&url]);
    assert_eq!(audit.after(&[0], &url), "redirected alive");
    assert_eq!(audit.row(0, &url)["redirect"], server.url("/new/bridge"));
    let seen = audit.seen(&url);
    assert_eq!(seen["permanent"], 2);
    assert_eq!(seen["redirects"].as_array().unwrap().len(), 3);
}

#[test]
fn cookies_are_kept_along_the_way() {
    let server = Server::reading(|head| match path_of(head) {
        "/wall" if !has_cookie(head, "seen=1") => Reply::with(302, "location: /wall\r\nset-cookie: seen=1"),
        "/far" if !has_cookie(head, "seen=2") => Reply::with(302, "location: /check\r\nset-cookie: seen=2; Path=/"),
        "/check" if has_cookie(head, "seen=2") => Reply::redirect("/far"),
        "/wall" | "/far" => Reply::status(200),
        _ => Reply::status(404),
    });
    let (wall, far) = (server.url("/wall"), server.url("/far"));
    let audit = Audit::of(&[&wall, &far]);
    assert_eq!(audit.after(&[0], &wall), "alive alive");
    assert_eq!(audit.verdict(0, &far), "alive alive");
}

#[test]
fn cookies_stay_at_home() {
    let other = Server::start(|_| Reply::status(200));
    let elsewhere = other.url("/arrived");
    let server = Server::start(move |_| Reply::with(302, &format!("location: {elsewhere}\r\nset-cookie: secret=1")));
    let url = server.url("/bridge");
    let audit = Audit::of(&[&url]);
    assert_eq!(audit.after(&[0], &url), "alive alive");
    assert!(other.paths().contains(&"/arrived".to_owned()));
    assert!(other.heads().iter().all(|head| !has_cookie(head, "secret")), "{:?}", other.heads());
}

#[test]
fn locations_are_followed_as_servers_write_them() {
    let server = Server::start(|path| match path {
        "/spaces" => Reply::redirect("/a b/end"),
        "/latin-1" => Reply::redirect(b"/caf\xe9/end"),
        "/utf-8" => Reply::redirect("/caf\u{e9}/end"),
        "/a%20b/end" | "/caf%E9/end" | "/caf%C3%A9/end" => Reply::status(200),
        _ => Reply::status(404),
    });
    let urls = ["/spaces", "/latin-1", "/utf-8"].map(|path| server.url(path));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    audit.visit(0);
    for url in urls {
        assert_eq!(audit.cause(&url), "alive", "{url}");
    }
}

#[test]
fn a_page_that_sends_its_reader_on_is_a_redirect_for_now() {
    let refresh = |to: &str| Reply::page(200, &format!("<meta http-equiv=refresh content='0; url={to}'><p>Moved"));
    let server = Server::start(move |path| match path {
        "/old" => refresh("/new"),
        "/round" => refresh("/round/about"),
        "/round/about" => refresh("/round"),
        "/new" => Reply::page(200, "<title>Harbour bridge opens in Port Ellery</title><p>It opened."),
        _ => Reply::status(404),
    });
    let (old, round) = (server.url("/old"), server.url("/round"));
    let audit = Audit::of(&[&old, &round]);
    assert_eq!(audit.after(&[0], &old), "alive alive");
    assert_eq!(audit.seen(&old)["redirects"], json!([server.url("/new")]));
    assert_eq!(audit.cause(&round), "redirect-loop");
}

#[test]
fn circles_and_long_ways_are_no_page_that_is_gone() {
    let server = Server::start(|path| match path {
        "/circle" => Reply::redirect("/circle/2"),
        "/circle/2" => Reply::redirect("/circle"),
        "/mail" => Reply::redirect("mailto:desk@gazette.example"),
        path => match path.trim_start_matches("/hop/").parse::<u32>() {
            Ok(0) => Reply::status(200),
            Ok(left) => Reply::redirect(&format!("/hop/{}", left - 1)),
            Err(_) => Reply::status(404),
        },
    });
    let audit = Audit::new();
    let urls = ["/circle", "/mail", "/hop/20", "/hop/121"].map(|path| server.url(path));
    audit.cite("one", &urls.each_ref().map(String::as_str));
    audit.visit(0);
    for (url, expected) in urls.iter().zip(["redirect-loop", "bad-redirect", "alive", "too-many-redirects"]) {
        assert_eq!(audit.cause(url), expected, "{url}");
    }
    assert_eq!(audit.seen(&urls[3])["redirects"].as_array().unwrap().len(), 20);
}

#[test]
fn every_hop_passes_the_guard_and_the_configuration() {
    let server = Server::start(|path| match path {
        "/port" => Reply::redirect("http://127.0.0.1:9/"),
        "/never" => Reply::redirect("http://never.example/"),
        "/secret" => Reply::redirect("http://me:secret@gazette.invalid/"),
        _ => Reply::status(404),
    });
    let audit = Audit::new().configure(
        "[audit]\narchive-url = \"http://127.0.0.1:9\"\n\
         [[hosts]]\nhost = \"never.example\"\nreason = \"They asked us not to.\"\nvisit = false\n",
    );
    let (never, secret) = (server.url("/never"), server.url("/secret"));
    audit.cite("one", &[&never, &secret]);
    audit.visit(0);
    let seen = audit.seen(&never);
    assert_eq!((seen["cause"].as_str(), seen["status"].as_u64()), (Some("unsupported"), None));
    assert_eq!(seen["detail"], "the configuration says not to visit the host");
    assert_eq!(audit.seen(&secret)["redirects"], json!(["http://gazette.invalid/"]));
    assert_eq!(audit.cause(&secret), "nxdomain");
}

#[test]
fn what_is_not_acceptable_is_asked_for_once_more() {
    let server = Server::reading(|head| {
        let accepts_all = head.to_ascii_lowercase().contains("accept: */*\r\n");
        match path_of(head) {
            "/picky" if accepts_all => Reply::status(200),
            "/picky" | "/never" => Reply::status(406),
            _ => Reply::status(404),
        }
    });
    let (picky, never) = (server.url("/picky"), server.url("/never"));
    let audit = Audit::of(&[&picky, &never]);
    audit.visit(0);
    assert_eq!((audit.cause(&picky), audit.cause(&never)), ("alive".to_owned(), "406".to_owned()));
    assert_eq!(server.paths().iter().filter(|path| *path == "/never").count(), 2);
    let heads = server.heads().join("").to_ascii_lowercase();
    assert!(!heads.contains("head /"), "{heads}");
    assert!(heads.contains("accept: text/html") && heads.contains("accept-language: en"), "{heads}");
}
