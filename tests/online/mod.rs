//! `newslint check --online` against web servers and name servers that live in this process.

//!
//! Only loopback is ever connected to. Each address of 127.0.0.0/8 is a host of its own, and that all of them exist is
//! so on Linux only.

mod archive;
mod archived;
mod changed;
mod hosts;
mod names;
mod settled;

use std::collections::BTreeSet;

use self::archive::Archive;
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server, closed_port};

/// The options of nearly every run here, with more time than any answer takes.
fn loopback(dns: &Dns) -> Vec<String> {
    within("60s", dns)
}

/// For runs in which somebody does not answer.
fn within(timeout: &str, dns: &Dns) -> Vec<String> {
    let mut options = dns.option();
    options.extend(["--allow-private", "--timeout", timeout].map(str::to_owned));
    options
}

#[test]
fn a_document_is_requested_once() {
    let server = Server::start(|_| Reply::status(404));
    let archive = Archive::new();
    archive.cite("one", &[&server.url("/bridge"), &server.url("/bridge#opening")]);
    archive.cite("two", &[&server.url("/bridge#reactions")]);
    archive.cite("three", &[&server.url("/bridge").replace("://", "://me:secret@")]);

    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!(report.code, 1);
    assert_eq!(report.places("error"), ["one:7", "one:8", "three:7", "two:7"]);
    assert_eq!(server.paths(), ["/bridge"]);
}

#[test]
fn the_request_says_who_asks_and_no_more() {
    let server = Server::start(|_| Reply::status(200));
    let archive = Archive::new();
    archive.cite("one", &[&server.url("/bridge?id=7#opening").replace("://", "://me:secret@")]);

    assert_eq!(archive.check(&loopback(&Dns::honest(&[]))).code, 0);
    let heads = server.heads();
    let head = heads.join("").to_ascii_lowercase();
    assert!(head.starts_with("get /bridge?id=7 http/1.1\r\n"), "{head}");
    assert!(head.contains(concat!("user-agent: newslint/", env!("CARGO_PKG_VERSION"), " (+https://")), "{head}");
    for word in ["authorization", "secret", "cookie", "referer", "opening"] {
        assert!(!head.contains(word), "{head}");
    }
}

#[test]
fn what_is_gone_fails_the_run() {
    let server = Server::start(|path| match path {
        "/gone" => Reply::status(410),
        "/moved" => Reply::redirect("/missing"),
        _ => Reply::status(404),
    });
    let archive = Archive::new();
    archive.cite(
        "one",
        &[
            &server.url("/missing"),
            &server.url("/gone"),
            &server.url("/moved"),
            "http://gone.example/",
            "http://gone.invalid/",
        ],
    );

    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!(report.code, 1);
    assert_eq!(report.places("error"), ["one:7", "one:8", "one:9", "one:10", "one:11"]);
    let words = ["404 Not Found", "410 Gone", "404 Not Found", "does not exist", "does not exist"];
    for (message, word) in report.messages().iter().zip(words) {
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn nothing_else_fails_the_run() {
    let replies = [
        (Reply::status(401), "401"),
        (Reply::status(402), "402"),
        (Reply::status(403), "403"),
        (Reply::status(407), "407"),
        (Reply::status(451), "451"),
        (Reply::status(999), "999"),
        (Reply::status(429), "429"),
        (Reply::status(408), "408"),
        (Reply::status(418), "418"),
        (Reply::status(301), "301"),
        (Reply::status(500), "500"),
        (Reply::status(503), "503"),
        (Reply::with(404, "cf-mitigated: challenge"), "proof that we are human"),
        (Reply::with(202, "x-amzn-waf-action: challenge"), "proof that we are human"),
        (Reply::redirect("/page"), "in a loop"),
        (Reply::redirect(""), "in a loop"),
        (Reply::redirect("mailto:desk@example.org"), "not an http(s) URL"),
        (Reply::redirect("http://"), "not an http(s) URL"),
        (Reply::Bytes(b"220 mail.example ESMTP\r\n".to_vec()), "without a valid answer"),
        (Reply::Bytes(b"HTTP/1.1 404 Not Fou".to_vec()), "without a valid answer"),
        (Reply::Close, "without a valid answer"),
        (Reply::Reset, "without a valid answer"),
    ];
    let servers: Vec<(Server, &str)> =
        replies.into_iter().map(|(reply, words)| (Server::start(move |_| reply.clone()), words)).collect();
    let archive = Archive::new();
    let urls: Vec<String> = servers.iter().map(|(server, _)| server.url("/page")).collect();
    archive.cite("one", &urls.iter().map(String::as_str).collect::<Vec<_>>());

    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!(report.code, 0, "{report:?}");
    assert_eq!(report.places("note").len(), servers.len(), "{report:?}");
    for (message, (_, words)) in report.messages().iter().zip(&servers) {
        assert!(message.contains("could not be checked") && message.contains(words), "{words}: {message}");
    }
}

/// The body of a failure is read, as far as it takes to see that.
#[test]
fn a_challenge_behind_a_failure_is_no_evidence() {
    const CHALLENGE: &str = "<title>Just a moment...</title><script>window._cf_chl_opt={cvId:'3'}</script>";
    let late = format!("{}{CHALLENGE}", "<p>Checking. ".repeat(2000));
    let endless = format!("HTTP/1.1 404 As Told\r\nContent-Type: text/html\r\n\r\n{}", "<p>No. ".repeat(20_000));
    for (reply, expected) in [
        (Reply::page(404, CHALLENGE), "could not be checked: the server asks for proof that we are human"),
        (Reply::page(410, CHALLENGE), "could not be checked: the server asks for proof that we are human"),
        (Reply::page(503, CHALLENGE), "could not be checked: the server asks for proof that we are human"),
        (Reply::page(404, &late), "could not be checked: the server asks for proof that we are human"),
        (Reply::page(404, "<title>Not found</title><p>There is none."), "answers 404 Not Found"),
        (Reply::page(404, "<p>An article on <code>window._cf_chl_opt</code>."), "answers 404 Not Found"),
        (Reply::page(410, ""), "answers 410 Gone"),
        (Reply::Stalls(endless.into_bytes()), "answers 404 Not Found"),
    ] {
        let server = Server::start(move |_| reply.clone());
        let archive = Archive::new();
        archive.cite("one", &[&server.url("/page")]);
        let report = archive.check(&loopback(&Dns::honest(&[])));
        assert_eq!(report.messages(), [format!("the source {} {expected}", server.url("/page"))]);
        assert_eq!(server.paths(), ["/page"]);
    }
}

#[test]
fn a_circle_of_cookies_is_a_gate() {
    let server = Server::start(|_| Reply::with(302, "Location: /page\r\nSet-Cookie: a=b"));
    let archive = Archive::new();
    archive.cite("one", &[&server.url("/page")]);
    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert!(report.messages()[0].ends_with("could not be checked: the server stops us at a gate"));
}

#[test]
fn the_configuration_says_how_to_visit_and_the_command_line_has_the_last_word() {
    let missing = Server::start(|_| Reply::status(404));
    let silent = Server::start(|_| Reply::Silence);
    let archive = Archive::new();
    archive.cite("one", &[&missing.url("/page")]);
    archive.cite("two", &[&silent.url("/page")]);
    archive.write("newslint.toml", "[links]\nallow-private = true\ntimeout = \"500ms\"\nconcurrency = 1\n");
    let dns = Dns::honest(&[]).option();

    let report = archive.check(&dns);
    assert_eq!((report.places("error"), report.places("note")), (vec!["one:7".to_owned()], vec!["two:7".to_owned()]));
    assert!(report.messages()[1].contains("does not answer in time"), "{report:?}");

    let refused = archive.check(&[&dns[..], &["--allow-private=false".to_owned()]].concat());
    assert_eq!((refused.code, refused.places("note").len()), (0, 2), "{refused:?}");
    assert_eq!((missing.paths().len(), silent.paths().len()), (1, 1), "no further request");
}

#[test]
fn silence_is_no_evidence() {
    let server = Server::start(|_| Reply::Silence);
    let archive = Archive::new();
    archive.cite("one", &[&server.url("/page")]);

    let report = archive.check(&within("500ms", &Dns::honest(&[])));
    assert_eq!((report.code, report.places("note")), (0, vec!["one:7".to_owned()]));
    assert!(report.messages()[0].contains("does not answer in time"), "{report:?}");
}

#[test]
fn no_connection_is_no_evidence() {
    let plain = Server::start(|_| Reply::status(404));
    let refused = format!("http://{}/", closed_port());
    let archive = Archive::new();
    archive.cite(
        "one",
        &[
            &refused,
            &plain.url("/").replace("http://", "https://"),
            "http://empty.example/",
            "http://broken.example/",
            "http://hidden.onion/",
            "http://printer.local/",
        ],
    );

    let dns = Dns::honest(&[("empty.example", Record::NoData), ("broken.example", Record::ServFail)]);
    let report = archive.check(&loopback(&dns));
    assert_eq!(report.code, 0, "{report:?}");
    let words = [
        "refuses the connection", "no secure connection", "no address", "with an error", "be requested", "be requested",
    ];
    assert_eq!(report.messages().len(), words.len());
    for (message, words) in report.messages().iter().zip(words) {
        assert!(message.contains(words), "{words}: {message}");
    }
}

#[test]
fn redirects_are_followed_as_servers_write_them() {
    let other = Server::start(|_| Reply::status(200));
    let elsewhere = other.url("/arrived");
    let server = Server::start(move |path| match path {
        "/relative" => Reply::redirect("end"),
        "/spaces" => Reply::redirect("/a b/end"),
        "/latin-1" => Reply::redirect(b"/caf\xe9/end"),
        "/utf-8" => Reply::redirect("/café/end"),
        "/elsewhere" => Reply::redirect(&elsewhere),
        path if path.ends_with("end") => Reply::status(204),
        _ => Reply::status(404),
    });
    let archive = Archive::new();
    let cited = ["/relative", "/spaces", "/latin-1", "/utf-8", "/elsewhere"].map(|path| server.url(path));
    archive.cite("one", &cited.each_ref().map(String::as_str));

    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!((report.code, report.stdout.as_str()), (0, ""));
    let seen = server.paths();
    for path in ["/end", "/a%20b/end", "/caf%E9/end", "/caf%C3%A9/end"] {
        assert!(seen.iter().any(|seen| seen == path), "{path} in {seen:?}");
    }
    assert_eq!(other.paths(), ["/arrived"]);
}

#[test]
fn twenty_redirects_are_followed() {
    let countdown = |path: &str| match path.trim_start_matches(['/', 'a', 'b']).parse::<u32>() {
        Ok(0) | Err(_) => Reply::status(200),
        Ok(left) => Reply::redirect(&format!("/{}{}", &path[1..2], left - 1)),
    };
    let server = Server::start(countdown);
    let archive = Archive::new();
    archive.cite("one", &[&server.url("/a20"), &server.url("/b25")]);

    let report = archive.check(&loopback(&Dns::honest(&[])));
    assert_eq!((report.code, report.places("note")), (0, vec!["one:8".to_owned()]));
    assert!(report.messages()[0].contains("more than 20 times"), "{report:?}");
    assert_eq!(server.paths().iter().filter(|path| path.starts_with("/b")).count(), 21);
}

#[test]
fn an_endless_body_is_not_read() {
    let server = Server::start(|_| Reply::Endless);
    let archive = Archive::new();
    archive.cite("one", &[&server.url("/stream")]);
    assert_eq!(archive.check(&loopback(&Dns::honest(&[]))).stdout, "");
}

#[test]
fn no_proxy_comes_between() {
    let proxy = Server::start(|_| Reply::status(404));
    let server = Server::start(|_| Reply::status(200));
    let archive = Archive::new();
    archive.cite("one", &[&server.url("/")]);

    let report = archive.check_through(&loopback(&Dns::honest(&[])), &proxy.url(""));
    assert_eq!(report.stdout, "");
    assert_eq!((proxy.connections(), server.connections()), (0, 1));
}

#[test]
fn two_runs_print_the_same() {
    let servers: Vec<Server> = (0..8)
        .map(|number| {
            Server::start(move |path| match path {
                "/0" => Reply::status(404),
                "/1" => Reply::redirect("/0"),
                "/2" => Reply::status(500 + number),
                "/3" => Reply::Close,
                _ => Reply::status(200),
            })
        })
        .collect();
    let archive = Archive::new();
    for (number, server) in servers.iter().enumerate() {
        let urls = ["/0", "/1", "/2", "/3", "/4"].map(|path| server.url(path));
        archive.cite(&format!("event-{number}"), &urls.each_ref().map(String::as_str));
    }

    let dns = Dns::honest(&[]);
    let outputs: BTreeSet<String> = (0..3).map(|_| archive.check(&loopback(&dns)).stdout).collect();
    assert_eq!(outputs.len(), 1, "{outputs:?}");
}
