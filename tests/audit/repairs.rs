//! Documents at the name next door, and hosts next door that have none.

use super::archive::Audit;
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server, path_of};

const FRONT: &str = "<title>Ellery Gazette</title><p>All the news of Port Ellery.";
const STORY: &str =
    "<title>Gazette</title><p>The mayor cut the ribbon on Tuesday, twelve years after the old one sank.</p>";
const SORRY: &str = "<title>Gazette</title><p>We have looked everywhere, and there is none.</p>";

/// Enough visits, far enough apart, for every tier.
const MONTHS: [i64; 9] = [0, 8, 16, 24, 32, 40, 48, 56, 64];

/// A host with what it says to a path, by the name that is asked for.
struct Gazette {
    server: Server,
    audit: Audit,
}

/// With the names that exist. What it says depends on the name, the path and the port.
fn gazette(names: &[&'static str], reply: impl Fn(&str, &str, &str) -> Reply + Send + Sync + 'static) -> Gazette {
    let server = Server::reading(move |head| {
        let host = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
        let host = host.unwrap_or_default();
        match path_of(head) {
            "/robots.txt" => Reply::status(404),
            path => {
                let (name, port) = host.split_once(':').unwrap();
                reply(name, path, port)
            }
        }
    });
    let records: Vec<_> = names.iter().map(|name| (*name, Record::Address(server.ip()))).collect();
    // Where a test knows of no name, there has to be one that shows that the name server works.
    let audit =
        Audit::with_dns(Dns::honest(&[&records[..], &[("there.example", Record::Address(server.ip()))]].concat()));
    Gazette { server, audit }
}

impl Gazette {
    fn url(&self, address: &str) -> String {
        let (host, path) = address.split_once('/').unwrap();
        format!("http://{host}:{}/{path}", self.server.port())
    }

    /// What is thought of an address in the end, and the repair.
    fn in_the_end(&self, address: &str) -> (String, Option<String>) {
        let url = self.url(address);
        self.audit.cite("harbour-bridge-opens", &[&url, &self.url("there.example/")]);
        for day in MONTHS {
            self.audit.visit_with(day, &["--timeout", "60s", "--recheck", "all"]);
        }
        let row = self.audit.row(64, &url);
        let verdict = format!("{} {}", row["verdict"].as_str().unwrap(), row["cause"].as_str().unwrap());
        (verdict, row["repair"].as_str().map(str::to_owned))
    }
}

/// A host that has one document.
fn one_document(path: &str) -> Reply {
    match path {
        "/" => Reply::page(200, FRONT),
        "/news/bridge.html" => Reply::page(200, STORY),
        _ => Reply::status(404),
    }
}

const BOTH: [&str; 2] = ["gazette.example", "www.gazette.example"];

#[test]
fn a_document_is_at_the_name_next_door() {
    // 404 at one name, of which the front page is there.
    let bare = gazette(&BOTH, |host, path, _| match (host, path) {
        ("gazette.example", "/news/bridge.html") => Reply::status(404),
        _ => one_document(path),
    });
    let repair = bare.url("www.gazette.example/news/bridge.html");
    assert_eq!(bare.in_the_end("gazette.example/news/bridge.html"), ("uncertain 404".to_owned(), Some(repair)));
    // A name that does not exist, with and without `www`; a host that fails; a page of its software.
    for (cited, there) in [(BOTH[0], BOTH[1]), (BOTH[1], BOTH[0])] {
        let host = gazette(&[there], |_, path, _| one_document(path));
        for path in ["news/bridge.html", ""] {
            let (cited, repair) = (format!("{cited}/{path}"), host.url(&format!("{there}/{path}")));
            assert_eq!(host.in_the_end(&cited), ("uncertain nxdomain".to_owned(), Some(repair)));
        }
    }
    for (reply, cause) in [
        (Reply::status(503), "503"),
        (Reply::status(410), "410"),
        (Reply::redirect("/"), "front-page"),
        (Reply::page(200, "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>"), "default-page"),
    ] {
        let failing = gazette(&BOTH, move |host, path, _| match (host, path) {
            ("gazette.example", "/") if cause == "front-page" => Reply::page(200, FRONT),
            ("gazette.example", _) => reply.clone(),
            _ => one_document(path),
        });
        let repair = failing.url("www.gazette.example/news/bridge.html");
        let expected = (format!("uncertain {cause}"), Some(repair));
        assert_eq!(failing.in_the_end("gazette.example/news/bridge.html"), expected);
    }
}

/// The death is found, whatever the host next door has an answer for.
#[test]
fn a_host_next_door_that_does_not_have_it_changes_nothing() {
    type Reaction = fn(&str, &str) -> Reply;
    let next_door: [Reaction; 7] = [
        |_, _| Reply::status(404),
        // A catch-all, which shows one page or another each time.
        |_, _| Reply::page(200, SORRY),
        |path, _| {
            Reply::page(200, &format!("<title>Win</title><p>{}", format!("Read {path} and win. ").repeat(path.len())))
        },
        |_, _| Reply::page(200, "<title>gazette.example</title><p>This domain is for sale."),
        |_, _| Reply::status(503),
        |_, _| Reply::redirect("/"),
        |path, port| Reply::redirect(&format!("http://gazette.example:{port}{path}")),
    ];
    for (number, reaction) in next_door.into_iter().enumerate() {
        let host = gazette(&BOTH, move |host, path, port| match (host, path) {
            ("www.gazette.example", "/") if number == 5 => Reply::page(200, FRONT),
            ("www.gazette.example", path) => reaction(path, port),
            (_, "/") => Reply::page(200, FRONT),
            _ => Reply::status(404),
        });
        let found = host.in_the_end("gazette.example/news/bridge.html");
        assert_eq!(found, ("dead 404".to_owned(), None), "{number}");
    }
    let nobody = gazette(&[], |_, path, _| one_document(path));
    assert_eq!(nobody.in_the_end("gazette.example/news/bridge.html"), ("dead nxdomain".to_owned(), None));
}

#[test]
fn what_is_there_is_not_asked_for_next_door() {
    let host = gazette(&BOTH, |_, path, _| one_document(path));
    let expected = ("alive alive".to_owned(), None);
    assert_eq!(host.in_the_end("gazette.example/news/bridge.html"), expected);
    assert!(!host.server.heads().iter().any(|head| head.contains("www.")), "{:?}", host.server.heads());
}

/// A repair ends the evidence before it, and what comes after it counts anew.
#[test]
fn a_repair_ends_the_evidence_until_it_fails_too() {
    let state = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_there = std::sync::Arc::clone(&state);
    let host = gazette(&BOTH, move |host, path, _| match (host, path) {
        ("www.gazette.example", _) if is_there.load(std::sync::atomic::Ordering::SeqCst) => one_document(path),
        (_, "/") => Reply::page(200, FRONT),
        _ => Reply::status(404),
    });
    let url = host.url("gazette.example/news/bridge.html");
    host.audit.cite("harbour-bridge-opens", &[&url]);
    assert_eq!(host.audit.after(&[0, 7, 21], &url), "dead 404");
    let next_door = |is_there| state.store(is_there, std::sync::atomic::Ordering::SeqCst);
    next_door(true);
    assert_eq!(host.audit.after(&[111], &url), "uncertain 404");
    let explained = host.audit.run(&["audit", "explain", &url, "--now", &super::archive::day(111)]).printed();
    assert!(explained.contains("probably meant: http://www.gazette.example"), "{explained}");
    assert!(explained.contains("resets the evidence against it"), "{explained}");
    next_door(false);
    assert_eq!(host.audit.after(&[141], &url), "suspect 404");
    assert!(host.audit.row(141, &url)["repair"].is_null());
    assert_eq!(host.audit.after(&[148, 162], &url), "dead 404");
}

#[test]
fn few_are_looked_for_next_door_where_none_is() {
    let host = gazette(&BOTH, |_, path, _| if path == "/" { Reply::page(200, FRONT) } else { Reply::status(404) });
    let urls: Vec<String> = (0..30).map(|story| host.url(&format!("gazette.example/news/{story}.html"))).collect();
    host.audit.cite("harbour-bridge-opens", &urls.iter().map(String::as_str).collect::<Vec<_>>());
    host.audit.visit(0);
    let asked = host.server.heads().iter().filter(|head| head.to_ascii_lowercase().contains("host: www.")).count();
    // Of 30 documents five, and beside them the robots.txt and the front page.
    assert_eq!(asked, 7);
}

#[test]
fn a_repair_is_offered_as_a_fix() {
    let host = gazette(&[BOTH[1]], |_, path, _| one_document(path));
    let url = host.url("gazette.example/news/bridge.html");
    let repair = host.url("www.gazette.example/news/bridge.html");
    host.in_the_end("gazette.example/news/bridge.html");
    let archive = &host.audit;
    let exported = archive.run(&["audit", "export", "--verdicts", "--now", &super::archive::day(64)]).printed();
    archive.write("verdicts.jsonl", exported);
    let check = ["check", "--select", "dead-source", "--format", "concise"];
    archive.write("newslint.toml", "[links]\nverdicts = \"verdicts.jsonl\"\n");
    let run = archive.run(&check);
    assert_eq!(run.code, 0, "{run:?}");
    let told = format!("warning[dead-source] the source {url} does not lead to its document: the host name does not");
    assert!(run.stdout.contains(&told), "{run:?}");
    let before = archive.text("news/2021/05/3/harbour-bridge-opens.md");
    archive.run(&[&check[..], &["--fix"]].concat());
    assert_eq!(archive.text("news/2021/05/3/harbour-bridge-opens.md"), before);
    archive.run(&[&check[..], &["--fix", "--unsafe-fixes"]].concat());
    let after = archive.text("news/2021/05/3/harbour-bridge-opens.md");
    assert_eq!(after, before.replace(&url, &repair));
}
