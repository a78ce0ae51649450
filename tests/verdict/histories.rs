//! Histories as short lines of text, and what is concluded from them.

use std::error::Error;

use jiff::{SignedDuration, Timestamp};
use newslint_audit::verdict::{Policy, judge};
use newslint_audit::{Capture, History, Judgment, Lookup, LookupAnswer, Visit};
use newslint_model::source::{Observation, Similarity, Verdict};
use url::Url;

use crate::harness::Random;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The day 0 of all histories.
pub const START: &str = "2026-01-01T00:00:00Z";

/// The moment `text` names, such as `7d` or `167h`, from [`START`] on.
pub fn moment(text: &str) -> Result<Timestamp> {
    let hours = match text.strip_suffix('d') {
        Some(days) => 24 * days.parse::<i64>()?,
        None => text.trim_end_matches('h').parse()?,
    };
    Ok(START.parse::<Timestamp>()? + SignedDuration::from_hours(hours))
}

/// Reads the history of a URL: `0d 404; 7d alive >http://a.example/ @elsewhere; 9d 503 retry=60; 20d captures 3d:404`.
///
/// An observation has a time and a cause; `>` and `=>` stand before a temporary and a permanent redirect, `@` before a
/// vantage, `repair=` before the address at which the document was found instead, and `asks=b.example:60` is what another
/// host asked for. The last form is an answer of the web archive.
pub fn history(url: &str, text: &str) -> Result<History> {
    let mut history = History::new(url.to_owned());
    for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split(' ');
        let at = moment(words.next().unwrap_or_default())?;
        let what = words.next().ok_or("a time alone")?;
        if what == "captures" {
            let captures = words.map(capture).collect::<Result<_>>()?;
            history.lookups.push(Lookup { at, archive: None, answer: LookupAnswer::Captures(captures) });
        } else {
            history.visits.push(entry(at, what, words)?);
        }
    }
    Ok(history)
}

fn entry<'t>(at: Timestamp, cause: &str, words: impl Iterator<Item = &'t str>) -> Result<Visit> {
    let mut vantage = "here";
    let mut observation = Observation::new(cause.parse()?);
    for word in words {
        if let Some(name) = word.strip_prefix('@') {
            vantage = name;
        } else if let Some(url) = word.strip_prefix("=>") {
            observation.redirects.push(Url::parse(url)?);
            observation.permanent += 1;
        } else if let Some(url) = word.strip_prefix('>') {
            observation.redirects.push(Url::parse(url)?);
        } else if let Some(seconds) = word.strip_prefix("retry=") {
            observation.retry_after = Some(seconds.parse()?);
        } else if let Some(url) = word.strip_prefix("repair=") {
            observation.repair = Some(url.to_owned());
        } else if let Some((host, seconds)) = word.strip_prefix("asks=").and_then(|asks| asks.split_once(':')) {
            observation.left_alone.insert(host.to_owned(), seconds.parse()?);
        } else {
            return Err(format!("what is {word}?").into());
        }
    }
    Ok(Visit { at, vantage: vantage.into(), observation })
}

fn capture(text: &str) -> Result<Capture> {
    let (at, status) = text.split_once(':').ok_or("a capture has a status")?;
    let (at, status) = (moment(at)?, status.parse()?);
    Ok(Capture { at, original: "http://a.example/x".to_owned(), status, digest: "D".to_owned(), length: 9000 })
}

/// Texts of which any two have nothing in common, but for those of high numbers.
pub fn text(number: u64) -> Similarity {
    const APART: [u64; 6] = [
        0, 0xaaaa_aaaa_aaaa_aaaa, 0xcccc_cccc_cccc_cccc, 0xf0f0_f0f0_f0f0_f0f0, 0xff00_ff00_ff00_ff00,
        0xffff_0000_ffff_0000,
    ];
    let apart = usize::try_from(number).ok().and_then(|number| APART.get(number).copied());
    Similarity(apart.unwrap_or_else(|| Random(number).below(u64::MAX)))
}

/// Judges one URL that has its host for itself.
pub fn judged(text: &str, now: &str) -> Result<Judgment> {
    one(judge(&[history("http://a.example/x", text)?], &Policy::default(), moment(now)?))
}

/// The only one.
pub fn one(judgments: Vec<Judgment>) -> Result<Judgment> {
    <[Judgment; 1]>::try_from(judgments).map(|[judgment]| judgment).map_err(|_| "not one judgment".into())
}

/// In short: `dead since 0d: 404, 3 page`, or `blocked since 7d: 403`.
pub fn words(judgment: &Judgment) -> Result<String> {
    let mut words = judgment.verdict.to_string();
    if let Some(since) = judgment.since {
        let hours = since.duration_since(START.parse()?).as_hours();
        let since = if hours % 24 == 0 { format!("{}d", hours / 24) } else { format!("{hours}h") };
        words += &format!(" since {since}");
    }
    if let Some(cause) = judgment.cause {
        words += &format!(": {}", cause.token());
    }
    if let Some(tier) = judgment.tier {
        words += &format!(", {} {}", judgment.counted, tier.name());
    }
    Ok(words)
}

/// Whether it says that the document is there.
pub fn is_there(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Alive | Verdict::Redirected)
}
