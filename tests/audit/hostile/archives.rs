//! Web archives that do their worst. They settle nothing, lead nowhere, and hold nobody up.

use super::{Kind, bodies, bytes, peak};
use crate::audit::archive::{Audit, TITLE};
use crate::harness::server::{Reply, Server};

const JSON: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const COLUMNS: &str = r#"["timestamp","original","mimetype","statuscode","digest","length"]"#;

/// A site of whose sources none is there.
fn gone() -> Server {
    Server::start(|path| Reply::status(if path == "/" { 200 } else { 404 }))
}

/// An audit of so many sources of the site, with this archive.
fn audit(site: &Server, sources: usize, archive: &Server) -> (Audit, Vec<String>) {
    let urls: Vec<String> = (0..sources).map(|number| site.url(&format!("/bridge-{number}"))).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let toml = format!("[audit]\narchive-url = \"{}\"\narchive-gap = \"0s\"\n", archive.url(""));
    (audit.configure(&toml), urls)
}

fn says(body: &[u8]) -> Reply {
    let length = format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    Reply::Bytes(bytes(&[JSON, length.as_bytes(), body]))
}

fn flood(headers: &[u8], start: &[u8], rest: &[u8]) -> Reply {
    Reply::Flood(bytes(&[JSON, headers, b"\r\n", start]), rest.repeat(1 + 4096 / rest.len()))
}

/// A page or an answer that unpacks without end.
fn unpacks() -> Reply {
    flood(bodies::GZIPPED, bodies::GZIP, &bodies::bomb())
}

/// What is nearly a mebibyte long, which is the most that is read.
fn long(start: &str, each: &str, end: &str) -> Reply {
    let times = ((1 << 20) - start.len() - end.len()) / each.len();
    says([start, &each.repeat(times), end].concat().as_bytes())
}

/// Answers of an index, and what the run says of them.
fn indexes(elsewhere: &Server) -> Vec<Kind> {
    const LONG: &str = "the web archive's answer is too long";
    const NONSENSE: &str = "the web archive's answer is not a list of captures";
    let row = |number: &str| format!(r#",["20210504120000","http://a.example/{number}","text/html","200","D","9"]"#);
    vec![
        ("without end", flood(b"", b"[", b"[],"), LONG),
        ("a bomb", unpacks(), LONG),
        ("a line of 1 MB", flood(b"", b"[[\"", b"a"), LONG),
        ("texts", long("[[", "\"\",", "0]]"), NONSENSE),
        ("lists in lists", long("", "[", ""), NONSENSE),
        ("objects in objects", long("", "{\"\":", ""), NONSENSE),
        ("objects in a row", long("[[{\"a\":[", "{},", "0]}]]"), NONSENSE),
        ("rows of other sites", long(&format!("[{COLUMNS}"), &row("a"), "]"), NONSENSE),
        ("a redirect", Reply::redirect(&elsewhere.url("/cdx/search/cdx")), "the web archive answers 302 Found"),
        (
            "1 MB of head",
            Reply::Bytes(bytes(&[JSON, b"X-A: ", &[b'a'; 1_000_000], b"\r\n\r\n[]"])),
            "the web archive cannot be reached",
        ),
    ]
}

#[test]
fn an_index_settles_nothing_with_what_is_no_answer() {
    let elsewhere = Server::start(|_| Reply::status(200));
    for (name, reply, told) in indexes(&elsewhere) {
        let (site, archive) = (gone(), Server::start(move |_| reply.clone()));
        let (audit, urls) = audit(&site, 1, &archive);
        let (run, megabytes) = peak(audit.audit_run(0).args(["--timeout", "60s"]));
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        assert!(run.stderr.contains(told), "{name}: {}", run.stderr);
        assert_eq!(audit.verdict(0, &urls[0]), "suspect 404", "{name}");
        assert!(audit.row(0, &urls[0])["archived"].is_null(), "{name}");
        assert!(megabytes < 100, "{name}: {megabytes} MB");
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// Whatever it has to say, it is not waited for again and again.
#[test]
fn a_slow_index_is_left_after_three_questions() {
    let (site, archive) = (gone(), Server::start(|_| Reply::Drip(bytes(&[JSON, b"\r\n["]), b"[],".to_vec(), 3)));
    let (audit, urls) = audit(&site, 20, &archive);
    let told = audit.visit_with(0, &["--timeout", "400ms"]).stderr;
    assert!(told.contains("the web archive does not answer in time"), "{told}");
    assert_eq!(archive.paths().len(), 3, "{told}");
    assert!(urls.iter().all(|url| audit.verdict(0, url) == "suspect 404"));
}

#[test]
fn nobody_is_left_alone_for_ever() {
    let (site, archive) = (gone(), Server::start(|_| Reply::with(429, "Retry-After: 1000000000000000000")));
    let (audit, _) = audit(&site, 3, &archive);
    for (day, questions) in [(0, 1), (29, 1), (31, 2)] {
        audit.visit_with(day, &["--timeout", "60s", "--recheck", "all"]);
        assert_eq!(archive.paths().len(), questions, "on day {day}");
    }
}

/// An archive whose index has a copy of the source, which is this.
fn with_copy(site: &Server, copy: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Server {
    let rows = format!(r#"[{COLUMNS},["20210504120000","{}","text/html","200","D","900"]]"#, site.url("/bridge-0"));
    Server::start(move |path| if path.starts_with("/cdx/") { says(rows.as_bytes()) } else { copy(path) })
}

/// A redirect to the copy of a second later.
fn later(path: &str) -> Reply {
    let (before, rest) = path.split_at("/web/".len());
    let (time, rest) = rest.split_at(14);
    let second: u64 = time.parse().unwrap();
    Reply::redirect(&format!("{before}{}{rest}", second + 1))
}

#[test]
fn a_copy_that_nobody_can_read_is_not_proposed() {
    let elsewhere = Server::start(|_| Reply::page(200, &format!("<title>{TITLE}</title>The bridge is open.")));
    let html = |headers: &[u8], start: &[u8], rest: &[u8]| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
        Reply::Flood(bytes(&[head, headers, b"\r\n", start]), rest.repeat(1 + 4096 / rest.len()))
    };
    let kinds = vec![
        ("without end", html(b"", b"", b"<div>")),
        ("a bomb", unpacks()),
        ("elsewhere", Reply::redirect(&elsewhere.url("/web/20210504120000id_/http://a.example/"))),
        ("itself", Reply::redirect("")),
    ];
    for (name, reply) in kinds {
        let site = gone();
        let archive = with_copy(&site, move |_| reply.clone());
        is_not_proposed(name, &site, &archive);
    }
    assert_eq!(elsewhere.connections(), 0);
    let site = gone();
    let archive = with_copy(&site, later);
    is_not_proposed("a circle", &site, &archive);
    let copies = archive.paths().iter().filter(|path| path.starts_with("/web/")).count();
    assert!((2..30).contains(&copies), "{copies}");
}

fn is_not_proposed(name: &str, site: &Server, archive: &Server) {
    let (audit, urls) = audit(site, 1, archive);
    for day in [0, 7, 14, 21] {
        let (run, megabytes) = peak(audit.audit_run(day).args(["--timeout", "60s"]));
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        assert!(megabytes < 100, "{name}: {megabytes} MB");
    }
    assert!(archive.paths().iter().any(|path| path.starts_with("/web/")), "{name} is read");
    let row = audit.row(21, &urls[0]);
    assert!(row["verdict"] == "dead" && row["archived"].is_null(), "{name}: {row}");
}
