//! Hosts that go as a whole, for some weeks or for good.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::archive::Audit;
use crate::harness::server::{Reply, Server};

const FRONT: &str = "<title>Ellery Gazette</title><p>We are working on our site, and will be back soon.";
const STORY: &str =
    "<title>Gazette</title><p>The mayor cut the ribbon on Tuesday, twelve years after the old one sank.</p>";

/// A host with a front page that is always there, and documents, on the day that the test says.
struct Host {
    server: Server,
    today: Arc<AtomicI64>,
    audit: Audit,
    urls: Vec<String>,
}

impl Host {
    /// What it says of a document is for `reply` to say, from its number and the day. It is honest of all others.
    fn new(documents: usize, reply: impl Fn(usize, i64) -> Reply + Send + Sync + 'static) -> Self {
        let today = Arc::new(AtomicI64::new(0));
        let day = Arc::clone(&today);
        let server = Server::start(move |path| match path.strip_prefix("/story-") {
            Some(number) => match number.parse() {
                Ok(number) if number < documents => reply(number, day.load(Ordering::SeqCst)),
                _ => Reply::status(404),
            },
            None if path == "/" => Reply::page(200, FRONT),
            None => Reply::status(404),
        });
        let urls: Vec<String> = (0..documents).map(|number| server.url(&format!("/story-{number}"))).collect();
        let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
        Self { server, today, audit, urls }
    }

    /// A run on each of these days, of what is due.
    fn run(&self, days: impl IntoIterator<Item = i64>) {
        for day in days {
            self.today.store(day, Ordering::SeqCst);
            self.audit.visit(day);
        }
    }

    fn verdicts(&self, day: i64) -> Vec<String> {
        self.urls.iter().map(|url| self.audit.verdict(day, url)).collect()
    }

    fn are_all(&self, day: i64, verdict: &str) {
        assert_eq!(self.verdicts(day), vec![verdict; self.urls.len()], "day {day}");
    }
}

/// There, gone from a day on, and there again from another.
fn away(reply: Reply, days: std::ops::Range<i64>) -> impl Fn(usize, i64) -> Reply + Send + Sync + 'static {
    move |_, day| if days.contains(&day) { reply.clone() } else { Reply::page(200, STORY) }
}

fn ways_to_be_gone() -> Vec<(Reply, &'static str, &'static str)> {
    vec![
        (Reply::status(404), "404", "dead"),
        (Reply::status(410), "410", "dead"),
        (Reply::redirect("/"), "front-page", "soft-404"),
    ]
}

#[test]
fn a_shutdown_of_some_weeks_settles_nothing() {
    for (reply, cause, _) in ways_to_be_gone() {
        let host = Host::new(2, away(reply.clone(), 40..68));
        host.run([0, 40, 47, 54, 61]);
        host.are_all(61, &format!("suspect {cause}"));
        host.run([68, 75]);
        host.are_all(75, "alive alive");
    }
    let host = Host::new(9, away(Reply::status(404), 40..68));
    host.run([0, 40, 47, 54, 61]);
    host.are_all(61, "suspect 404");
    let explained = host.audit.run(&["audit", "explain", &host.urls[0], "--now", &super::archive::day(61)]).printed();
    assert!(explained.contains("much of the host disappeared at once"), "{explained}");
}

#[test]
fn a_host_that_does_not_come_back_settles_after_a_month() {
    for (reply, cause, verdict) in ways_to_be_gone() {
        let host = Host::new(3, away(reply, 40..1000));
        host.run([0, 40, 47, 54, 61, 68]);
        host.are_all(68, &format!("suspect {cause}"));
        host.run([75, 82]);
        host.are_all(82, &format!("{verdict} {cause}"));
    }
}

/// Nothing waits for documents that nobody has seen.
#[test]
fn what_was_never_there_does_not_wait() {
    let host = Host::new(3, |_, _| Reply::status(404));
    host.run([0, 7, 14, 21]);
    host.are_all(21, "dead 404");
}

/// As long as others are there, each is judged for itself.
#[test]
fn single_deaths_do_not_wait() {
    let host = Host::new(4, |number, day| match number {
        0 | 1 if day >= 40 => Reply::status(404),
        _ => Reply::page(200, STORY),
    });
    for day in [0, 40, 47, 61] {
        host.today.store(day, Ordering::SeqCst);
        host.audit.visit_with(day, &["--timeout", "60s", "--recheck", "all"]);
    }
    assert_eq!(host.verdicts(61), ["dead 404", "dead 404", "alive alive", "alive alive"]);
    // One document alone is no host.
    let host = Host::new(1, away(Reply::status(404), 40..1000));
    host.run([0, 40, 47, 61]);
    host.are_all(61, "dead 404");
}

/// Some answer one thing and some another, and the document that is gone for good is found in the end.
#[test]
fn a_host_that_comes_back_in_part() {
    let host = Host::new(4, |number, day| match (number, day) {
        (_, ..40) => Reply::page(200, STORY),
        (0 | 1, 40..65) => Reply::status(404),
        (2, 40..65) => Reply::status(503),
        (_, 40..65) => Reply::redirect("/"),
        (0, _) => Reply::status(404),
        _ => Reply::page(200, STORY),
    });
    host.run([0, 40, 47, 54, 61, 68]);
    assert_eq!(host.verdicts(68), ["suspect 404", "alive alive", "alive alive", "alive alive"]);
    host.run([75]);
    assert_eq!(host.verdicts(75)[0], "dead 404");
}

#[test]
fn a_host_that_comes_back_is_looked_at_again_at_once() {
    let host = Host::new(4, |number, day| match (number, day) {
        (0, 40..) | (_, 40..100) => Reply::status(404),
        _ => Reply::page(200, STORY),
    });
    host.run([0, 40, 47, 54, 61, 68, 75]);
    host.are_all(75, "dead 404");
    let asked = |day: i64, options: &[&str]| {
        let before = host.server.paths().len();
        host.today.store(day, Ordering::SeqCst);
        host.audit.visit_with(day, &[&["--timeout", "60s"], options].concat());
        let documents = host.urls.iter().map(|url| url.rsplit_once('/').unwrap().1);
        let paths = &host.server.paths()[before..];
        documents.filter(|path| paths.iter().any(|asked| asked.strip_prefix('/') == Some(path))).count()
    };
    // Settled sources have time, and one that is still gone changes nothing.
    assert_eq!(asked(110, &[]), 0);
    let is_back = |day: i64| {
        assert_eq!(asked(day, &["--recheck", "dead", "--max-urls", "1"]), 1);
        host.verdicts(day).contains(&"alive alive".to_owned())
    };
    let day = (111..).find(|day| is_back(*day)).unwrap();
    assert_eq!(asked(day, &[]), 3);
    assert_eq!(host.verdicts(day), ["dead 404", "alive alive", "alive alive", "alive alive"]);
    assert_eq!(asked(day + 1, &[]), 0);
}
