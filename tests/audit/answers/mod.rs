//! What one answer says, over two months: of a document that is there, whatever its page looks like, and of one that is
//! gone, whatever stands in for it.

mod empty;
mod named;
mod one_thing;
mod removed;
mod sections;
mod stores;
mod teasers;
mod texts;

use super::archive::{Audit, TITLE};
use crate::harness::server::{Reply, Server};

/// On which visits are made. They are enough for every tier.
const DAYS: [i64; 6] = [0, 7, 14, 21, 28, 60];

const FRONT: &str = "<title>Ellery Gazette</title><h1>Ellery Gazette</h1><p>All the news of Port Ellery, every day since \
    the harbour was built. Imprint and privacy. Contact the editors.";
const STORY: &str = "<p>The mayor cut the ribbon on Tuesday, twelve years after the old one sank in a storm.</p>";
const MISSING: &str = "<title>Ellery Gazette</title><h1>Sorry</h1><p>We cannot find this page any more.</p>";

/// What a host does, what its document's path is, and what is to be thought of it in the end.
struct Case {
    name: &'static str,
    server: Server,
    path: &'static str,
    expected: &'static str,
}

/// A host that has this answer to requests for anything but its robots.txt.
fn host(
    name: &'static str,
    expected: &'static str,
    path: &'static str,
    reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> Case {
    let server = Server::start(move |path| if path == "/robots.txt" { Reply::status(404) } else { reply(path) });
    Case { name, server, path, expected }
}

/// One with a front page.
fn site(
    name: &'static str,
    expected: &'static str,
    path: &'static str,
    reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> Case {
    host(name, expected, path, move |path| if path == "/" { Reply::page(200, FRONT) } else { reply(path) })
}

/// An answer of this type.
fn typed(status: u16, content_type: &str, body: &str) -> Reply {
    let head = format!("HTTP/1.1 {status} As Told\r\nContent-Type: {content_type}\r\nContent-Length: {}", body.len());
    Reply::Bytes(format!("{head}\r\n\r\n{body}").into_bytes())
}

/// Visits all of them on each day. What is not settled in the end was at no time.
fn check(cases: &[Case]) {
    let urls: Vec<String> = cases.iter().map(|case| case.server.url(case.path)).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    for day in DAYS {
        audit.visit_with(day, &["--timeout", "60s", "--recheck", "all"]);
        for (case, url) in cases.iter().zip(&urls) {
            let verdict = audit.verdict(day, url);
            let is_settled = |verdict: &str| verdict.starts_with("dead ") || verdict.starts_with("soft-404 ");
            assert!(is_settled(case.expected) || !is_settled(&verdict), "{}: {verdict} on day {day}", case.name);
        }
    }
    let last = DAYS[DAYS.len() - 1];
    let found: Vec<String> =
        cases.iter().zip(&urls).map(|(case, url)| format!("{}: {}", case.name, audit.verdict(last, url))).collect();
    let expected: Vec<String> = cases.iter().map(|case| format!("{}: {}", case.name, case.expected)).collect();
    assert_eq!(found, expected);
}
