//! Domains in other hands: what has to be seen on how many of their documents, and what is the owner's.

mod one_page;
mod owners;
mod replaced;

use newslint_audit::verdict::{Policy, judge};
use newslint_audit::{History, Visit};
use newslint_model::source::{Cause, Control, Observation, OwnName, PageRecord, Similarity};
use url::Url;

use super::histories::{Result, history, moment, text};

/// Titles of an owner's documents, and of strangers' pages. No two of them have a long word in common.
const OWN: [&str; 6] = [
    "Harbour bridge opens",
    "Choir wins at Osmund",
    "Mayor steps down",
    "Ferry aground off Marrow",
    "Storm warning for coasts",
    "School gets roof",
];
const STRANGE: [&str; 6] = [
    "Finest deals on garden chairs",
    "Loans approved within minutes",
    "Cheap flights booked today",
    "Radar pictures live view",
    "Recipes everyone should know",
    "Rent tools near your home",
];

/// A page that was seen: `own=N`, `strange=N` or `casino=N`, where another number is another page.
fn page(kind: &str) -> Result<PageRecord> {
    let (kind, number) = kind.split_once('=').unwrap_or((kind, "0"));
    let number: u64 = number.parse()?;
    let (titles, texts, own_name, trade) = match kind {
        "own" => (OWN, 10, OwnName::Shown, 0),
        "strange" => (STRANGE, 20, OwnName::Missing, 0),
        "casino" => (STRANGE, 30, OwnName::Missing, 9),
        _ => return Err(format!("what is {kind}?").into()),
    };
    Ok(PageRecord {
        title: titles[usize::try_from(number)? % titles.len()].to_owned(),
        text: text(texts + number),
        words: 300,
        language: Some("en".to_owned()),
        cited: false,
        own_name,
        trade,
        front: false,
        password: false,
    })
}

/// A visit: `0d strange words=40 alike >http://casino.example/`. The document is there, and the host has nothing for what
/// cannot exist, unless it says otherwise.
fn visit(line: &str) -> Result<Visit> {
    let mut words = line.split(' ');
    let (at, kind) = (moment(words.next().unwrap_or_default())?, words.next().unwrap_or_default());
    let (mut page, mut observation) = (page(kind)?, Observation::new(Cause::Alive));
    observation.control = Some(Control::Honest);
    for word in words {
        match word.split_once('=').unwrap_or((word, "")) {
            ("cause", cause) => observation.cause = cause.parse()?,
            ("repair", url) => observation.repair = Some(url.to_owned()),
            ("different", _) => observation.control = Some(Control::Different),
            ("alike", _) => observation.control = Some(Control::Alike),
            ("title", title) => page.title = title.replace('_', " "),
            ("text", number) => page.text = text(number.parse()?),
            // These bits of the text are others.
            ("bits", bits) => page.text = Similarity(page.text.0 ^ u64::from_str_radix(bits, 16)?),
            ("words", number) => page.words = number.parse()?,
            ("language", language) => page.language = Some(language.to_owned()).filter(|code| !code.is_empty()),
            ("trade", share) => page.trade = share.parse()?,
            ("shown", _) => page.own_name = OwnName::Shown,
            ("unclear", _) => page.own_name = OwnName::Unclear,
            ("missing", _) => page.own_name = OwnName::Missing,
            ("cited", _) => page.cited = true,
            ("front", _) => page.front = true,
            ("password", _) => page.password = true,
            _ => observation.redirects.push(Url::parse(word.strip_prefix('>').ok_or_else(|| format!("{word}?"))?)?),
        }
    }
    observation.page = Some(Box::new(page));
    Ok(Visit { at, vantage: "here".into(), observation })
}

/// The documents of a domain: `1 2: 0d own={}; 7d casino | /: 7d nxdomain`. A number is a document's, and stands for `{}`.
fn domain(told: &str) -> Result<Vec<History>> {
    let mut domain = Vec::new();
    for group in told.split(" | ") {
        let (names, text) = group.split_once(": ").ok_or("of what?")?;
        for name in names.split(' ') {
            let url = match name {
                path if path.starts_with('/') => format!("http://gazette.example{path}"),
                url if url.contains("://") => url.to_owned(),
                number => format!("http://gazette.example/2004/story-{number}"),
            };
            let mut known = history(&url, "")?;
            for line in text.split(';').map(|line| line.trim().replace("{}", name)) {
                known.visits.push(match line.split_once(' ') {
                    Some((_, cause)) if cause.parse::<Cause>().is_ok() => history(&url, &line)?.visits.remove(0),
                    _ => visit(&line)?,
                });
            }
            domain.push(known);
        }
    }
    Ok(domain)
}

/// What the documents come to, one after the other: `usurped foreign-page, alive alive`. What is said of several that
/// follow each other is there once.
fn judged(told: &str, now: &str) -> Result<String> {
    let word = |cause: Option<Cause>| cause.map_or_else(String::new, |cause| cause.token().to_string());
    let judgments = judge(&domain(told)?, &Policy::default(), moment(now)?);
    let mut words: Vec<String> =
        judgments.iter().map(|judgment| format!("{} {}", judgment.verdict, word(judgment.cause))).collect();
    words.dedup();
    Ok(words.join(", "))
}

/// Each page as several documents show it on two days, and what follows.
fn check_shown(documents: &str, before: &str, cases: &[(&str, &str)]) -> Result<()> {
    for (page, expected) in cases {
        let told = format!("{documents}: {before}30d {page}; 37d {page}");
        assert_eq!(judged(&told, "37d")?, *expected, "{told}");
    }
    Ok(())
}

fn check(cases: &[(&str, &str)]) -> Result<()> {
    for (told, expected) in cases {
        assert_eq!(judged(told, "37d")?, *expected, "{told}");
    }
    Ok(())
}

const PAGE: &str = "usurped foreign-page";
const LANDING: &str = "usurped foreign-landing";
const TEXT: &str = "usurped foreign-text";
const ALIVE: &str = "alive alive";
