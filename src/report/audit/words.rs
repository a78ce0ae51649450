//! What is said of sources, in every format for people. The words are safe to print.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::io::{self, Write};

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;

pub use crate::report::words::text;
use newslint_audit::archived::Archived;
use newslint_audit::left_alone::LeftAlone;
use newslint_audit::report::{Earliest, Filter, News, Period, Report, Row};
use newslint_audit::verdict::Outcome;
use newslint_model::number::{counted, grouped};
use newslint_model::source::{Cause, Remark, Tier, TlsFault, Verdict};

/// What a verdict means, for the end of a line.
pub(super) fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Usurped => "taken over: send no readers there",
        Verdict::Dead => "settled as gone",
        Verdict::Soft404 => "gone, although the server answers",
        Verdict::Suspect => "possibly gone: more visits will tell",
        Verdict::Uncertain => "inconclusive so far",
        Verdict::Blocked => "the server refuses programs",
        Verdict::Redirected => "there, at another address",
        Verdict::Alive => "there",
    }
}

/// The name of a host, or words for texts that have none.
pub(super) fn host(name: &str) -> String {
    if name.is_empty() { "no host".to_owned() } else { text(name) }
}

/// The day of a moment, in UTC.
pub(super) fn day(at: Timestamp) -> String {
    Offset::UTC.to_datetime(at).date().to_string()
}

/// The minute of a moment, in UTC.
pub(super) fn minute(at: Timestamp) -> String {
    Offset::UTC.to_datetime(at).strftime("%F %H:%M").to_string()
}

/// The hosts that asked to be left alone, and until when, for people: nothing if there are none.
pub(super) fn left_alone(left_alone: &LeftAlone, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let hosts = left_alone.hosts();
    if hosts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} asked to be left alone\n", counted(hosts.len(), "host"))?;
    for (name, until) in hosts.iter().take(most) {
        writeln!(out, "  until {}  {}", minute(*until), host(name))?;
    }
    match hosts.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "  and {} more: --format json has all", grouped(more)),
    }
}

/// Why the verdict is what it is: `the server answers 404 Not Found`. What can only be said to be unreachable is said
/// to be.
pub(super) fn cause(row: &Row) -> String {
    let judgment = &row.judgment;
    match (judgment.verdict, judgment.cause) {
        (_, None) => "not visited yet".to_owned(),
        (Verdict::Redirected, _) => "it has moved for good".to_owned(),
        (verdict, Some(cause)) if verdict.is_settled() && judgment.tier == Some(Tier::Unreachable) => {
            format!("unreachable: {cause}")
        }
        (_, Some(cause)) => cause.to_string(),
    }
}

/// `the server answers 404 Not Found, first seen on 2026-03-01`.
pub(super) fn reason(row: &Row) -> String {
    if let Some(Remark::Deviated { since, was, is, .. }) = row.judgment.remark() {
        return format!("it has shown “{}” since {}, instead of “{}”", text(is), day(*since), text(was));
    }
    dated(cause(row), row.judgment.since)
}

/// `settled on 2026-04-01`, of what is.
pub(super) fn settled(row: &Row) -> Option<String> {
    row.judgment.day().map(|day| format!("settled on {day}"))
}

/// `ends at https://gazette.example/consent?url=…`, if the last visit ended elsewhere and nothing else says where.
pub(super) fn landing(row: &Row) -> Option<String> {
    let judgment = &row.judgment;
    let landing = judgment.landing().filter(|landing| judgment.redirect() != Some(landing))?;
    Some(format!("ends at {}", text(landing)))
}

/// The same for all of some rows, with the earliest day, or how many causes there are: `3 causes, first seen on 2026-03-01`.
pub(super) fn common(rows: &[&Row]) -> String {
    dated(common_cause(rows), rows.iter().filter_map(|row| row.judgment.since).min())
}

/// Without the day.
pub(super) fn common_cause(rows: &[&Row]) -> String {
    let causes: BTreeSet<_> = rows.iter().map(|row| cause(row)).collect();
    let mut causes = causes.into_iter();
    match (causes.next(), causes.next()) {
        (Some(cause), None) => cause,
        _ => format!("{} causes", 2 + causes.count()),
    }
}

fn dated(words: String, since: Option<Timestamp>) -> String {
    match since {
        Some(since) => format!("{words}, first seen on {}", day(since)),
        None => words,
    }
}

/// `3,214 links in 2,907 files`.
pub(super) fn places<'r>(rows: impl IntoIterator<Item = &'r Row>) -> String {
    let (links, files) = Report::places(rows);
    format!("{} in {}", counted(links, "link"), counted(files, "file"))
}

/// With what a report compares: `the report of 2026-03-03`, `2026-03-01`.
pub(super) fn previous(period: &Period) -> Option<String> {
    let at = period.previous?;
    match Offset::UTC.to_datetime(at).time() {
        _ if period.is_since_report => Some(format!("the report of {}", day(at))),
        Time::MIN => Some(day(at)),
        _ => Some(minute(at)),
    }
}

/// What is new, in words for the head of a list: `newly gone`.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Usurped => "newly taken over",
        Outcome::Gone => "newly gone",
        Outcome::There => "back again",
    }
}

/// How many sources there are of each kind of news: `1 newly in other hands, 2 newly gone`. Of none, nothing.
pub(super) fn counts_of_news(news: &[(&Row, News)]) -> String {
    let counts = [Outcome::Usurped, Outcome::Gone, Outcome::There].map(|kind| {
        let count = news.iter().filter(|(_, news)| news.outcome == kind).count();
        (count, outcome(kind))
    });
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, what)| format!("{} {what}", grouped(count))).collect::<Vec<_>>().join(", ")
}

/// Since when: `settled on 2026-04-01, after first evidence on 2026-03-02`, `back on 2026-04-01, gone since 2026-03-02`.
pub(super) fn days(row: &Row, news: &News) -> String {
    let (what, before) = match (news.outcome, row.verdict()) {
        (Outcome::Usurped | Outcome::Gone, _) => ("settled", "after first evidence on"),
        (Outcome::There, Verdict::Alive | Verdict::Redirected) => ("back", "after evidence since"),
        (Outcome::There, _) => ("withdrawn", "after evidence since"),
    };
    let evidence = news.evidence.map(|day| format!(", {before} {day}")).unwrap_or_default();
    format!("{what} on {}{evidence}", news.day)
}

/// What there is to be said of a report in which nothing is new.
pub(super) fn no_news(report: &Report) -> String {
    if let Some(previous) = previous(&report.period) {
        return format!("nothing is new since {previous}");
    }
    match &report.earliest {
        Some(Earliest { at, url: Some(url) }) => format!(
            "the first report: the earliest verdict can come on {}, for {} if it stays gone",
            day(*at),
            text(url)
        ),
        Some(Earliest { at, url: None }) => format!(
            "the first report: there is no evidence against any source, and the earliest verdict can come on {}",
            day(*at)
        ),
        None => "the first report: the next one says what is new since this one".to_owned(),
    }
}

/// How archived copies are cited, if there is news of any.
pub(super) fn next_step(news: &[(&Row, News)]) -> Option<&'static str> {
    let is_meant =
        |(row, news): &(&Row, News)| news.outcome != Outcome::There && row.copy().is_some_and(|c| !c.is_weak);
    news.iter().any(is_meant).then_some(
        "with `verdicts` in [links], `newslint check --fix --unsafe-fixes --select dead-source` cites the archived copies",
    )
}

/// What a report is of, if it is not of all: `only dead or soft-404, of 2015..2019`.
pub(super) fn filter(filter: &Filter) -> Option<String> {
    let Filter { verdicts, hosts, causes, years, is_new: _ } = filter;
    let parts = [
        ("", verdicts.iter().map(ToString::to_string).collect::<Vec<_>>()),
        ("at ", hosts.iter().map(|name| host(name)).collect()),
        ("for ", causes.iter().map(|cause| cause.token().into_owned()).collect()),
        ("of ", years.iter().map(ToString::to_string).collect()),
    ];
    let parts = parts.into_iter().filter(|(_, values)| !values.is_empty());
    let parts: Vec<String> = parts.map(|(before, values)| format!("{before}{}", values.join(" or "))).collect();
    (!parts.is_empty()).then(|| format!("only sources {}", parts.join(", ")))
}

/// What to do about a source, if there is anything.
pub(super) fn advice(row: &Row) -> Option<String> {
    let judgment = &row.judgment;
    if let Some(repair) = judgment.repair() {
        return Some(format!("cite {}, which was probably meant", text(repair)));
    }
    match judgment.remark() {
        Some(Remark::Deviated { .. }) => return Some(look_again(row)),
        Some(Remark::Moved { to, .. }) => {
            return Some(format!("cite the new address, {}: the document is the same there", text(to)));
        }
        None => {}
    }
    let words = match row.verdict() {
        Verdict::Usurped | Verdict::Dead | Verdict::Soft404 => return Some(instead(row)),
        Verdict::Redirected => {
            return judgment.redirect().map(|redirect| format!("cite the new address, {}", text(redirect)));
        }
        Verdict::Suspect => match judgment.quarantined_until() {
            Some(until) => {
                return Some(format!(
                    "wait: the whole site disappeared at once, so nothing is settled before {}",
                    day(until)
                ));
            }
            None if judgment.tier == Some(Tier::Hands) => "do not send readers there until the next visit decides",
            None => "wait: the next visits will decide",
        },
        Verdict::Blocked => "open it in a browser: the server refuses programs",
        Verdict::Uncertain => unclear(judgment.cause)?,
        Verdict::Alive => match (judgment.tls, judgment.news()) {
            (Some(fault), _) => certificate(fault),
            (None, Some(_)) => "nothing: it is back",
            (None, None) => return None,
        },
    };
    Some(words.to_owned())
}

/// For a source in whose place there is another document.
fn look_again(row: &Row) -> String {
    let instead = match row.copy() {
        Some(copy) if !copy.is_weak => format!("the archived copy of {}, {}", day(copy.at), distance(copy.days)),
        _ => "an archived copy from before that".to_owned(),
    };
    format!("check whether it still covers the event; if not, cite {instead}")
}

/// How many of some sources have moved to addresses at which they are known to be the same, and what to do about them.
pub(super) fn proven<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Option<String> {
    let is_proven = |row: &&Row| matches!(row.judgment.remark(), Some(Remark::Moved { .. }));
    let proven = rows.into_iter().filter(is_proven).count();
    let is = if proven == 1 { "is" } else { "are" };
    let how = "with `verdicts` in [links], `newslint check --fix --unsafe-fixes --select redirected-source` cites";
    let which = if proven == 1 { "it" } else { "them" };
    (proven > 0).then(|| {
        format!("{} {is} known to be the same at the new address; {how} {which} there", counted(proven, "URL"))
    })
}

/// For a source that is gone.
fn instead(row: &Row) -> String {
    match row.archived() {
        Archived::Copy(copy) if copy.is_weak => {
            let (day, distance) = (day(copy.at), distance(copy.days));
            format!(
                "look for another source, or check whether the archived copy of {day}, {distance}, covers the \
            event"
            )
        }
        Archived::Copy(copy) => format!("cite the archived copy of {}, {}", day(copy.at), distance(copy.days)),
        // A dead address is the last trace of a source. One in other hands is a trap.
        Archived::None | Archived::Excluded if row.verdict() == Verdict::Usurped => {
            "look for another source: the web archive has no copy, and no reader should be sent there".to_owned()
        }
        Archived::Unfit(count) if row.verdict() == Verdict::Usurped => {
            format!("look for another source: {}, and no reader should be sent there", unfit(*count))
        }
        Archived::Unfit(count) => format!("look for another source, and keep the line: {}", unfit(*count)),
        Archived::Unread => "keep the line for now: the archived copy has not been read yet".to_owned(),
        Archived::None => "look for another source, and keep the line: the web archive has no copy".to_owned(),
        Archived::Excluded => {
            "look for another source, and keep the line: the web archive does not show the site".to_owned()
        }
        Archived::Unasked if row.verdict() == Verdict::Usurped => {
            "remove the link for now: no reader should be sent there, and the web archive has not been asked yet"
                .to_owned()
        }
        Archived::Unasked => "keep the line for now: the web archive has not been asked for a copy yet".to_owned(),
    }
}

/// `none of 3 archived copies turned out to be the document, as newslint audit explain tells`.
fn unfit(count: usize) -> String {
    let copies = match count {
        1 => "the only archived copy turned out not".to_owned(),
        count => format!("none of {} archived copies turned out", grouped(count)),
    };
    format!("{copies} to be the document, as `newslint audit explain` shows")
}

/// How far a copy is from the event: `1 day after the event`.
fn distance(days: i32) -> String {
    let count = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    // From two years on, nobody counts in days.
    let distance = if count < 730 { counted(count, "day") } else { counted(count * 100 / 36_525, "year") };
    match days {
        0 => "the day of the event".to_owned(),
        1.. => format!("{distance} after the event"),
        _ => format!("{distance} before the event"),
    }
}

fn unclear(cause: Option<Cause>) -> Option<&'static str> {
    match cause {
        Some(Cause::Invalid) => Some("fix the URL"),
        Some(
            Cause::Unsupported
            | Cause::Tls
            | Cause::EmptyShell
            | Cause::Robots
            | Cause::PrivateAddress
            | Cause::BadPort,
        ) => Some("open it in a browser: programs cannot tell"),
        Some(Cause::NotFoundWithTitle) => Some("open it in a browser: the server says that it is gone, but sends it"),
        _ => None,
    }
}

fn certificate(fault: TlsFault) -> &'static str {
    match fault {
        TlsFault::Expired => "nothing: it is there, with an expired certificate",
        TlsFault::Untrusted => "nothing: it is there, with an untrusted certificate",
        TlsFault::Misnamed => "nothing: it is there, with a certificate for another name",
        TlsFault::Protocol => "nothing: it is there, over a protocol that browsers no longer support",
        TlsFault::Other => "nothing: it is there, over an insecure connection",
    }
}

/// How a number has changed: `+1,203`, `-2`, or `=`.
pub(super) fn change(before: usize, now: usize) -> String {
    match now.cmp(&before) {
        Ordering::Equal => "=".to_owned(),
        Ordering::Greater => format!("+{}", grouped(now - before)),
        Ordering::Less => format!("-{}", grouped(before - now)),
    }
}
