//! Why a URL is judged as it is: each observation, what it counts for, what is missing and what would reset it.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};

use super::words::{day, minute, text};
use crate::report::Style;
use crate::report::wrap::filled;
use newslint_audit::archived::Archived;
use newslint_audit::verdict::{Explanation, Missing, Standing, Step};
use newslint_audit::{ExplainedCopies, ExplainedReading, LookupAnswer};
use newslint_model::number::{counted, grouped};
use newslint_model::source::{Control, Observation, OwnName, PageRecord, Remark, Tier, TlsFault, Verdict};

/// Columns of a time and what stands around it.
const TIME: usize = 18;

/// Writes the verdict, the observations from the oldest on, and what follows from them. `due` is when the URL is to be
/// visited next; without it that is at once.
pub fn explanation(
    explanation: &Explanation<'_>,
    copies: &ExplainedCopies,
    due: Option<Timestamp>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = ExplanationPrinter { style, out };
    page.head(explanation)?;
    let mut counts = 0;
    for step in &explanation.steps {
        counts += usize::from(matches!(step.standing, Standing::Counts | Standing::Quarantined(_)));
        page.step(step, counts)?;
    }
    page.later(explanation.later)?;
    page.lookups(explanation)?;
    page.copies(copies)?;
    if !explanation.steps.is_empty() {
        writeln!(page.out)?;
    }
    page.tier(explanation)?;
    page.missing(explanation)?;
    page.reset(explanation.judgment.verdict)?;
    let due = due.map_or_else(|| "at once".to_owned(), |due| format!("from {} on", minute(due)));
    page.text(0, &format!("next visit: {due}"))
}

/// What is being written.
struct ExplanationPrinter<'a> {
    style: &'a Style,
    out: &'a mut dyn Write,
}

impl ExplanationPrinter<'_> {
    /// The URL on a line of its own, whatever its length, so that it can be copied.
    fn head(&mut self, explanation: &Explanation<'_>) -> io::Result<()> {
        let (bold, judgment) = (self.style.path(), &explanation.judgment);
        writeln!(self.out, "{bold}{}{bold:#}", self.style.link(explanation.url, &text(explanation.url)))?;
        let verdict = judgment.verdict;
        let words = match (judgment.cause, judgment.since) {
            (Some(cause), Some(since)) => format!("{verdict} since {}: {cause}", day(since)),
            _ => format!("{verdict}: not visited yet"),
        };
        self.text(0, &words)?;
        if let Some(redirect) = &judgment.redirect {
            self.text(0, &format!("new address: {}", text(redirect)))?;
        }
        if let Some(landing) =
            judgment.landing.as_deref().filter(|landing| judgment.redirect.as_deref() != Some(landing))
        {
            self.text(0, &format!("ends at: {}", text(landing)))?;
        }
        if let Some(remark) = judgment.remark.as_deref() {
            self.text(0, &remarked(remark))?;
        }
        if let Some(repair) = &judgment.repair {
            self.text(0, &format!("probably meant: {}", text(repair)))?;
        }
        writeln!(self.out)
    }

    fn step(&mut self, step: &Step<'_>, counts: usize) -> io::Result<()> {
        let observation = &step.visit.observation;
        self.at(step.visit.at, &step.cause.to_string())?;
        let vantage = text(&step.visit.vantage);
        self.text(TIME, &format!("{}; from {vantage}", standing(step.standing, counts)))?;
        for line in details(observation, step.visit.at) {
            self.text(TIME, &line)?;
        }
        Ok(())
    }

    fn later(&mut self, later: usize) -> io::Result<()> {
        match later {
            0 => Ok(()),
            later => self.text(0, &format!("{} later than now ignored", counted(later, "observation"))),
        }
    }

    fn lookups(&mut self, explanation: &Explanation<'_>) -> io::Result<()> {
        for lookup in &explanation.lookups {
            let archive = lookup.archive.as_deref().map_or_else(|| "the web archive".to_owned(), text);
            self.at(lookup.at, &format!("{archive} {}", answer(&lookup.answer)))?;
        }
        if explanation.missing_seconded.is_some() {
            self.text(TIME, "it saw the document disappear, so less is needed")?;
        }
        Ok(())
    }

    /// The copies that were read, and the one to cite.
    fn copies(&mut self, copies: &ExplainedCopies) -> io::Result<()> {
        for ExplainedReading { at, reading, fault } in &copies.readings {
            self.at(*at, &format!("the archived copy of {} was read", minute(reading.captured)))?;
            if let Some(served) = &reading.served {
                let original = text(&served.original);
                self.text(TIME, &format!("the archive served the one of {}, {original}", minute(served.captured)))?;
            }
            if let Some(record) = &reading.page {
                self.text(TIME, &page(record))?;
            }
            match fault {
                Some(fault) => self.text(TIME, &format!("rejected: {fault}"))?,
                None => self.text(TIME, "it is the document")?,
            }
        }
        match &copies.known {
            Archived::Copy(copy) => {
                writeln!(self.out, "archived copy: {}", self.style.link(&copy.url, &text(&copy.url)))
            }
            Archived::Unread => self.text(0, "the preferred archived copy has not been read yet"),
            Archived::Unasked | Archived::None | Archived::Excluded | Archived::Unfit(_) => Ok(()),
        }
    }

    /// How much of what is needed there is.
    fn tier(&mut self, explanation: &Explanation<'_>) -> io::Result<()> {
        let judgment = &explanation.judgment;
        let (Some(tier), Some(needed)) = (judgment.tier, explanation.requirement) else { return Ok(()) };
        let span = judgment.since.zip(judgment.last).map(|(since, last)| last.duration_since(since));
        let words = format!(
            "tier {} ({}): {} of {}, {} days apart or half a day less, over {} of {} days",
            tier.name(),
            evidence(tier),
            grouped(judgment.counted),
            counted(needed.observations, "observation"),
            days(needed.apart),
            days(span.unwrap_or_default()),
            days(needed.span),
        );
        self.text(0, &words)
    }

    fn missing(&mut self, explanation: &Explanation<'_>) -> io::Result<()> {
        let Some(missing) = explanation.missing else { return Ok(()) };
        self.text(0, &format!("missing: {}", needed(missing)))?;
        if let Some(seconded) = explanation.missing_seconded {
            self.text(0, &format!("or, because the web archive saw it go: {}", needed(seconded)))?;
        }
        match explanation.judgment.quarantined_until {
            Some(until) => {
                let until = day(until);
                self.text(
                    0,
                    &format!("much of the host disappeared at once, so nothing seen before {until} settles anything"),
                )
            }
            None => Ok(()),
        }
    }

    fn reset(&mut self, verdict: Verdict) -> io::Result<()> {
        self.text(
            0,
            match verdict {
                Verdict::Usurped | Verdict::Dead | Verdict::Soft404 | Verdict::Suspect => {
                    "reset by: one visit, from any vantage, that finds the document; refusals and failures change \
                    nothing"
                }
                Verdict::Uncertain | Verdict::Blocked => {
                    "no evidence against it; answers that prove nothing never become evidence"
                }
                Verdict::Redirected | Verdict::Alive => "no evidence against it",
            },
        )
    }

    /// A line with its time.
    fn at(&mut self, at: Timestamp, words: &str) -> io::Result<()> {
        let filled = filled(TIME, &self.style.linked(words), self.style);
        writeln!(self.out, "{}  {}", minute(at), filled.trim_start())
    }

    fn text(&mut self, indent: usize, words: &str) -> io::Result<()> {
        writeln!(self.out, "{}", filled(indent, &self.style.linked(words), self.style))
    }
}

/// What there is to say of the address, beside the verdict.
fn remarked(remark: &Remark) -> String {
    match remark {
        Remark::Moved { to, since } => {
            format!("moved for good since {}: the document is the same at {}", day(*since), text(to))
        }
        Remark::Deviated { until, since, was, is } => format!(
            "another document since {}: “{}”; until {} it was “{}”",
            day(*since),
            text(is),
            day(*until),
            text(was)
        ),
    }
}

/// What an observation counts for; `counts` is how many do up to it.
fn standing(standing: Standing, counts: usize) -> String {
    match standing {
        Standing::Alive => "resets the evidence against it".to_owned(),
        Standing::Repaired => {
            "resets the evidence against it: the document is at the address that was probably meant".to_owned()
        }
        Standing::Past => "does not count: the document was there later".to_owned(),
        Standing::Blocked | Standing::Neutral => "neither counts nor resets".to_owned(),
        Standing::Counts => format!("counts ({counts})"),
        Standing::Quarantined(until) => {
            format!(
                "counts ({counts}), but settles nothing before {}: much of the host disappeared at once",
                day(until)
            )
        }
        Standing::TooClose => "does not count: too close to one that does".to_owned(),
        Standing::OtherTier(tier) => format!("does not count: evidence of another tier, {}", tier.name()),
        Standing::Impaired => {
            "does not count: the host refused this vantage, but sent another one a document".to_owned()
        }
    }
}

/// What else there is to say of an observation, a line each.
fn details(observation: &Observation, at: Timestamp) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, redirect) in observation.redirects.iter().enumerate() {
        let word = if number < observation.permanent { "moved to" } else { "redirected to" };
        lines.push(format!("{word} {}", text(redirect.as_str())));
    }
    lines.extend(observation.page.as_deref().map(page));
    // What the cause does not say already.
    if let Some(status) =
        observation.status.filter(|status| !observation.cause.to_string().contains(&status.to_string()))
    {
        lines.push(format!("status {status}"));
    }
    lines.extend(observation.control.map(|shown| format!("a document that cannot exist: {}", control(shown))));
    lines.extend(observation.tls.map(|fault| format!("certificate: {}", certificate(fault))));
    lines.extend(observation.detail.as_deref().map(text));
    if let Some(seconds) = observation.retry_after {
        let wait = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
        lines.push(match at.checked_add(wait) {
            Ok(until) => format!("asks to be left alone until {}", minute(until)),
            Err(_) => "asks to be left alone for ever".to_owned(),
        });
    }
    lines.extend(observation.left_alone.iter().map(|(host, seconds)| {
        let hours = SignedDuration::from_secs(i64::try_from(*seconds).unwrap_or(i64::MAX)).as_hours();
        format!("{} asks to be left alone for {} h", text(host), hours.max(1))
    }));
    lines.extend(observation.repair.as_deref().map(|repair| format!("probably meant: {}", text(repair))));
    lines
}

/// `page: “Bridge opens | Gazette”, which is the cited title; 812 words, in en`.
fn page(page: &PageRecord) -> String {
    let title = if page.title.is_empty() { "no title".to_owned() } else { format!("“{}”", text(&page.title)) };
    let cited = if page.cited { ", which is the cited title" } else { "" };
    let words = counted(page.words as usize, "word");
    let language = page.language.as_deref().map(|language| format!(" in {language}")).unwrap_or_default();
    let strange = match page.own_name {
        OwnName::Shown => "",
        OwnName::Unclear => "; perhaps without the host's name",
        OwnName::Missing => "; without the host's name",
    };
    let trade = match page.trade {
        0 => String::new(),
        percent => format!("; {percent} % of it about gambling or pills"),
    };
    format!("page: {title}{cited}; {words}{language}{strange}{trade}")
}

fn control(control: Control) -> &'static str {
    match control {
        Control::Honest => "not found, so the host is honest",
        Control::Different => "a different answer",
        Control::Alike => "the same answer",
        Control::Unknown => "refused or failed, which proves nothing",
    }
}

fn certificate(fault: TlsFault) -> &'static str {
    match fault {
        TlsFault::Expired => "expired",
        TlsFault::Untrusted => "signed by an untrusted authority",
        TlsFault::Misnamed => "for another name",
        TlsFault::Protocol => "the server supports only outdated protocols",
        TlsFault::Other => "not valid",
    }
}

/// `has 3 captures: 1 of a document, the last on 2009-04-01, and 2 of its absence`.
fn answer(answer: &LookupAnswer) -> String {
    let captures = match answer {
        LookupAnswer::Excluded => return "does not show the site".to_owned(),
        LookupAnswer::Captures(captures) if captures.is_empty() => return "has no capture of it".to_owned(),
        LookupAnswer::Captures(captures) => captures,
    };
    let there = captures.iter().filter(|capture| (200..300).contains(&capture.status));
    let gone = captures.iter().filter(|capture| matches!(capture.status, 404 | 410)).count();
    let last = there.clone().map(|capture| capture.at).max();
    let last = last.map(|at| format!(", the last on {}", day(at))).unwrap_or_default();
    let (all, there) = (counted(captures.len(), "capture"), grouped(there.count()));
    format!("has {all}: {there} of a document{last}, and {} of 404 or 410", grouped(gone))
}

fn evidence(tier: Tier) -> &'static str {
    match tier {
        Tier::Hands => "the domain was taken over",
        Tier::Gone => "410",
        Tier::Page => "404 or equivalent",
        Tier::Domain => "the host name is gone or abandoned",
        Tier::Unreachable => "it cannot be reached",
    }
}

/// `2 more observations, the next from 2026-12-01 on, the last not before 2027-01-05`.
fn needed(missing: Missing) -> String {
    match missing.observations {
        1 => format!("1 more observation, from {} on", minute(missing.next)),
        more => format!(
            "{} more observations, the next from {} on, the last not before {}",
            grouped(more),
            minute(missing.next),
            minute(missing.last)
        ),
    }
}

/// Whole days.
fn days(duration: SignedDuration) -> i64 {
    duration.as_hours() / 24
}
