//! Domains taken over, and what only looks like them: each a domain of its own, visited over months. What an owner
//! does is never taken for strangers' doing, on any day.

mod closed;
mod copies;
pub(super) mod gambling;
mod moved;
mod others;
mod ours;
mod redirected;
mod walls;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;

use super::archive::Audit;
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server, path_of};

/// The days of visits.
const DAYS: [i64; 6] = [0, 7, 14, 21, 30, 60];

/// The documents of a domain, unless it says otherwise.
pub(super) const STORIES: [&str; 5] = [
    "/2004/08/crossing.html",
    "/2005/03/ferry-aground.html",
    "/2006/11/storm-warning.html",
    "/2009/01/mayor-steps-down.html",
    "/news.php?id=77",
];

/// A domain, and what is at it.
#[derive(Clone, Copy)]
pub(super) struct Domain {
    pub name: &'static str,
    /// The addresses that are cited, with a host before the path where that is not the domain's own.
    cited: &'static [&'static str],
    reply: fn(&Request<'_>) -> Reply,
}

/// What a server is asked.
pub(super) struct Request<'a> {
    pub host: &'a str,
    pub path: &'a str,
    pub day: i64,
    pub port: u16,
}

impl Request<'_> {
    pub fn is_story(&self) -> bool {
        STORIES.contains(&self.path)
    }

    /// A temporary redirect to a host that is there too.
    pub fn redirect(&self, host: &str, path: &str) -> Reply {
        Reply::redirect(&format!("http://{host}:{}{path}", self.port))
    }

    /// The same for good.
    pub fn moved(&self, host: &str, path: &str) -> Reply {
        Reply::with(301, &format!("location: http://{host}:{}{path}", self.port))
    }
}

pub(super) fn domain(name: &'static str, reply: fn(&Request<'_>) -> Reply) -> Domain {
    Domain { name, cited: &STORIES, reply }
}

pub(super) fn domain_of(
    name: &'static str,
    cited: &'static [&'static str],
    reply: fn(&Request<'_>) -> Reply,
) -> Domain {
    Domain { name, cited, reply }
}

/// A page in a language; none where that is empty.
pub(super) fn page_in(language: &str, title: &str, body: &str) -> Reply {
    let language = if language.is_empty() { String::new() } else { format!(" lang={language}") };
    let html = format!("<!DOCTYPE html><html{language}><meta charset=utf-8><title>{title}</title><body>{body}");
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ";
    Reply::Bytes(format!("{head}{}\r\n\r\n{html}", html.len()).into_bytes())
}

pub(super) fn page(title: &str, body: &str) -> Reply {
    page_in("en", title, body)
}

pub(super) fn not_found() -> Reply {
    Reply::page(404, "<title>Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server.</p>")
}

/// One of five stories, each of some sixty words, with a heading that no event has.
pub(super) fn story(path: &str) -> (&'static str, &'static str) {
    match STORIES.iter().position(|story| path.ends_with(story)) {
        Some(0) => (
            "New crossing for the old port",
            "<p>Twelve years after the last one sank, a bridge spans the harbour again. The council paid for most of it \
             out of dues, and the rest came from a loan that will be repaid by tolls. Engineers tested each cable \
             twice in winter gales. On Tuesday morning the first lorries crossed, loaded with salt and timber from \
             the northern quarries.</p>",
        ),
        Some(1) => (
            "Ferry aground off Marrow",
            "<p>Forty passengers spent the night on a sandbank when the evening ferry missed the channel in thick fog. \
             Nobody was hurt. The captain had asked twice for a new buoy, which lies in a shed because two \
             departments cannot agree whose it is. A tug from Kestrel Bay pulled her free at the next high \
             water.</p>",
        ),
        Some(2) => (
            "Storm warning for all coasts",
            "<p>The weather office expects gusts of sixty knots from the southwest by Friday noon. Schools on the \
             islands close early, and fishermen have doubled their lines. In Ondine sandbags were handed out behind \
             the fire station until midnight. Older people remember the flood that took the fish market and left \
             boats in the orchard.</p>",
        ),
        Some(3) => (
            "Mayor steps down over waterworks",
            "<p>After nine weeks of questions about a contract that nobody had signed, the mayor told a silent chamber \
             that she would go. Her deputy, a retired harbour pilot, takes the chain until the spring vote. Auditors \
             still look for two million that were meant for pipes in the upper town, where wells ran dry last \
             summer.</p>",
        ),
        _ => (
            "Choir wins at Osmund",
            "<p>Thirty voices from the cannery brought home the silver lyre, the first time that any choir without a \
             conductor has done so. They had rehearsed in the cold store, for its echo. Judges praised the altos. The \
             programme ended with a lullaby in three dialects, at which, the chairman admitted, even the treasurer \
             had wept.</p>",
        ),
    }
}

/// A paper's page for one of the stories.
pub(super) fn paper(name: &str, path: &str) -> Reply {
    let (title, text) = story(path);
    let menu = "<a href=/>Home</a> <a href=/world>World</a> <a href=/sport>Sport</a>";
    page(&format!("{title} | {name}"), &format!("<p>{name}</p>{menu}<h1>{title}</h1>{text}<p>© {name}</p>"))
}

/// A paper's front page.
pub(super) fn front(name: &str) -> Reply {
    let teasers: String = STORIES.map(|path| format!("<h2><a href={path}>{}</a></h2>", story(path).0)).concat();
    page(&format!("{name}: news of the day"), &format!("<p>{name}</p>{teasers}<p>All the news of the islands.</p>"))
}

/// All these domains, cited by one archive each for itself, on one server.
pub(super) struct Stage {
    pub audit: Audit,
    port: u16,
    day: Arc<AtomicI64>,
    domains: Vec<Domain>,
}

impl Stage {
    pub fn of(domains: &[Domain]) -> Self {
        let day = Arc::new(AtomicI64::new(0));
        let (now, known) = (Arc::clone(&day), domains.to_vec());
        let server = Server::reading(move |head| {
            let host =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
            let (host, port) = host.as_deref().and_then(|host| host.rsplit_once(':')).unwrap_or_default();
            let path = path_of(head);
            if path == "/robots.txt" {
                return not_found();
            }
            let request = Request { host, path, day: now.load(Ordering::SeqCst), port: port.parse().unwrap_or(0) };
            let is_own = |domain: &&Domain| host == domain.name || host.ends_with(&format!(".{}", domain.name));
            known.iter().find(is_own).map_or_else(|| elsewhere(&request), |domain| (domain.reply)(&request))
        });
        let address = server.ip();
        let dns = Dns::start(move |name| match name {
            "" | "com" => Record::Zone,
            _ if name.ends_with(".example") || name.ends_with("hugedomains.com") => Record::Address(address),
            _ => Record::NoName,
        });
        let stage = Self { audit: Audit::with_dns(dns), port: server.port(), day, domains: domains.to_vec() };
        for (number, domain) in domains.iter().enumerate() {
            let urls = stage.urls(domain);
            stage.audit.cite(&format!("event-{number}"), &urls.iter().map(String::as_str).collect::<Vec<_>>());
        }
        // It listens until its last handle is gone, and tests are short.
        std::mem::forget(server);
        stage
    }

    pub fn urls(&self, domain: &Domain) -> Vec<String> {
        let url = |cited: &&str| match cited.split_once('/') {
            Some((host @ ("" | "www" | "m" | "news"), path)) => {
                let dot = if host.is_empty() { "" } else { "." };
                format!("http://{host}{dot}{}:{}/{path}", domain.name, self.port)
            }
            _ => unreachable!("{cited}"),
        };
        domain.cited.iter().map(url).collect()
    }

    /// Visits everything on a day, and says of each domain which verdicts its documents have.
    pub fn on(&self, day: i64) -> BTreeMap<&'static str, Vec<String>> {
        self.day.store(day, Ordering::SeqCst);
        self.audit.visit_with(day, &["--timeout", "60s", "--recheck", "all"]);
        let report = self.audit.report(day);
        let verdicts: BTreeMap<&str, &Value> =
            report["urls"].as_array().unwrap().iter().map(|row| (row["url"].as_str().unwrap(), row)).collect();
        let of = |url: &String| {
            let row = verdicts[url.as_str()];
            let words = |member: &str| row[member].as_str().unwrap_or("-").to_owned();
            assert!(row["tier"] != "hands" || (row["redirect"].is_null() && row["repair"].is_null()), "{row:#}");
            format!("{} {}", words("verdict"), words("cause"))
        };
        self.domains.iter().map(|domain| (domain.name, self.urls(domain).iter().map(of).collect())).collect()
    }
}

/// What is at names that are nobody's stage: a casino, a pharmacy, a dealer, an owner of many papers.
fn elsewhere(request: &Request<'_>) -> Reply {
    match request.host {
        "spin-palace.example" => gambling::english("Spin Palace"),
        "lucky-casino.example" => page("Lucky Casino", "<p>Welcome bonus for you"),
        "pills.example" => others::pharmacy(),
        "coin-engine.example" => others::coins(),
        "www.hugedomains.com" => page("A name | HugeDomains", "<p>Buy now, or pay in parts."),
        "islandmedia.example" => moved::owner(request),
        "privacy-desk.example" => walls::consent_desk(),
        "id-desk.example" => page("Sign in", "<form><input name=user><input type=password></form>"),
        _ => not_found(),
    }
}

/// Nothing of these is usurped on any day.
fn are_left_alone(domains: &[Domain]) {
    let stage = Stage::of(domains);
    for day in DAYS {
        for (name, verdicts) in stage.on(day) {
            assert!(
                !verdicts.iter().any(|verdict| verdict.starts_with("usurped")),
                "{name} on day {day}: {verdicts:?}"
            );
        }
    }
}

/// All documents of these are suspect when they are seen first, and usurped a week later.
fn are_found(domains: &[Domain]) {
    are_found_from(0, domains);
}

/// The same for domains that are taken over by that day.
fn are_found_from(start: i64, domains: &[Domain]) {
    let stage = Stage::of(domains);
    let is = |day: i64, expected: &str| {
        for (name, verdicts) in stage.on(day) {
            assert!(verdicts.iter().all(|verdict| verdict.starts_with(expected)), "{name} on day {day}: {verdicts:?}");
        }
    };
    for day in DAYS.into_iter().filter(|day| *day < start) {
        is(day, "alive");
    }
    is(start, "suspect f");
    is(start + 6, "suspect f");
    is(start + 7, "usurped f");
    is(start + 60, "usurped f");
}
