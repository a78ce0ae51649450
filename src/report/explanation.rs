//! Why a URL is judged as it is: each observation, what it counts for, what is missing and what would reset it.

use std::io::{self, Write};

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use textwrap::{Options, WordSeparator, WordSplitter};

use super::Style;
use super::summary::{counted, grouped};
use super::words::text;
use crate::audit::verdict::{Explanation, Missing, Policy, Standing, Step};
use crate::audit::{History, LookupAnswer, Tier, Verdict};
use crate::links::{Control, Observation, TlsFault};

/// Columns of a time and what stands around it.
const TIME: usize = 18;

/// Writes the verdict, the observations from the oldest on, and what follows from them.
pub fn explanation(
    history: &History,
    explanation: &Explanation<'_>,
    policy: &Policy,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { style, out };
    page.head(&history.url, explanation)?;
    let mut counts = 0;
    for step in &explanation.steps {
        counts += usize::from(matches!(step.standing, Standing::Counts | Standing::Quarantined(_)));
        page.step(step, counts)?;
    }
    page.later(explanation.later)?;
    page.lookups(history, explanation)?;
    writeln!(page.out)?;
    page.tier(explanation, policy)?;
    page.missing(explanation)?;
    page.reset(explanation.judgment.verdict)
}

/// What is being written.
struct Page<'a> {
    style: &'a Style,
    out: &'a mut dyn Write,
}

impl Page<'_> {
    /// The URL on a line of its own, whatever its length, so that it can be copied.
    fn head(&mut self, url: &str, explanation: &Explanation<'_>) -> io::Result<()> {
        let (bold, judgment) = (self.style.path(), &explanation.judgment);
        writeln!(self.out, "{bold}{}{bold:#}", text(url))?;
        let verdict = judgment.verdict;
        let words = match (judgment.cause, judgment.since) {
            (Some(cause), Some(since)) => format!("{verdict} since {}: {cause}", day(since)),
            _ => format!("{verdict}: it was not visited yet"),
        };
        self.text(0, &words)?;
        if let Some(redirect) = &judgment.redirect {
            self.text(0, &format!("new address: {}", text(redirect)))?;
        }
        if let Some(repair) = &judgment.repair {
            self.text(0, &format!("probably meant: {}", text(repair)))?;
        }
        writeln!(self.out)
    }

    fn step(&mut self, step: &Step<'_>, counts: usize) -> io::Result<()> {
        let observation = &step.entry.observation;
        self.at(step.entry.at, &step.cause.to_string())?;
        let vantage = text(&step.entry.vantage);
        self.text(TIME, &format!("{}; from {vantage}", standing(step.standing, counts)))?;
        for line in details(observation, step.entry.at) {
            self.text(TIME, &line)?;
        }
        Ok(())
    }

    fn later(&mut self, later: usize) -> io::Result<()> {
        match later {
            0 => Ok(()),
            later => self.text(0, &format!("{} later than now left out", counted(later, "observation"))),
        }
    }

    fn lookups(&mut self, history: &History, explanation: &Explanation<'_>) -> io::Result<()> {
        for lookup in &history.lookups {
            self.at(lookup.at, &format!("the web archive {}", answer(&lookup.answer)))?;
        }
        if explanation.missing_seconded.is_some() {
            self.text(TIME, "it saw the document go, so less is needed")?;
        }
        Ok(())
    }

    /// How much of what is needed there is.
    fn tier(&mut self, explanation: &Explanation<'_>, policy: &Policy) -> io::Result<()> {
        let judgment = &explanation.judgment;
        let (Some(tier), Some(since), Some(last)) = (judgment.tier, judgment.since, judgment.last) else {
            return Ok(());
        };
        let needed = policy.requirement(tier);
        let words = format!(
            "tier {} ({}): {} of {}, {} days apart or more, over {} of {} days",
            tier.name(),
            evidence(tier),
            grouped(judgment.counted),
            counted(needed.observations, "observation"),
            days(needed.apart),
            days(last.duration_since(since)),
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
                self.text(0, &format!("the host is being moved, so nothing is settled by what is seen before {until}"))
            }
            None => Ok(()),
        }
    }

    fn reset(&mut self, verdict: Verdict) -> io::Result<()> {
        self.text(
            0,
            match verdict {
                Verdict::Dead | Verdict::Soft404 | Verdict::Suspect => {
                    "reset by: one visit, from any vantage, that finds the document; refusals and mishaps change nothing"
                }
                Verdict::Uncertain | Verdict::Blocked => "there is no evidence against it, and this never becomes any",
                Verdict::Redirected | Verdict::Alive => "there is no evidence against it",
            },
        )
    }

    /// A line with its time.
    fn at(&mut self, at: Timestamp, words: &str) -> io::Result<()> {
        let filled = self.filled(TIME, words);
        let time = Offset::UTC.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
        writeln!(self.out, "{time}  {}", filled.trim_start())
    }

    fn text(&mut self, indent: usize, words: &str) -> io::Result<()> {
        writeln!(self.out, "{}", self.filled(indent, words))
    }

    /// Wrapped at spaces only: a URL that is cut into lines cannot be copied.
    fn filled(&self, indent: usize, words: &str) -> String {
        let indent = " ".repeat(indent);
        let options = Options::new(self.style.width)
            .initial_indent(&indent)
            .subsequent_indent(&indent)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(words, options)
    }
}

/// What an observation counts for; `counts` is how many do up to it.
fn standing(standing: Standing, counts: usize) -> String {
    match standing {
        Standing::Alive => "resets what speaks against it".to_owned(),
        Standing::Past => "does not count: the document was there later".to_owned(),
        Standing::Blocked | Standing::Neutral => "neither counts nor resets".to_owned(),
        Standing::Counts => format!("counts ({counts})"),
        Standing::Quarantined(until) => {
            format!("counts ({counts}), and settles nothing: the host is being moved until {}", day(until))
        }
        Standing::TooClose => "does not count: too soon after the last that does".to_owned(),
        Standing::OtherTier(tier) => format!("does not count: evidence of another tier, {}", tier.name()),
        Standing::Impaired => {
            "does not count: this vantage was refused at the host where another was sent a document".to_owned()
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
            Ok(until) => format!("asks to be left alone until {}", Offset::UTC.to_datetime(until).strftime("%F %H:%M")),
            Err(_) => "asks to be left alone for ever".to_owned(),
        });
    }
    lines.extend(observation.repair.as_deref().map(|repair| format!("probably meant: {}", text(repair))));
    lines
}

fn control(control: Control) -> &'static str {
    match control {
        Control::Honest => "not found, so the host is honest",
        Control::Different => "another answer",
        Control::Alike => "the same answer",
        Control::Unknown => "refused or failed, which says nothing",
    }
}

fn certificate(fault: TlsFault) -> &'static str {
    match fault {
        TlsFault::Expired => "expired",
        TlsFault::Untrusted => "signed by nobody who is trusted",
        TlsFault::Misnamed => "for another name",
        TlsFault::Protocol => "the server speaks no protocol that is still spoken",
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
        Tier::Gone => "410",
        Tier::Page => "404, and what amounts to it",
        Tier::Domain => "the host's name is gone or given up",
        Tier::Unreachable => "it cannot be reached",
    }
}

/// `2 more observations, the next from 2026-12-01 on, the last not before 2027-01-05`.
fn needed(missing: Missing) -> String {
    match missing.observations {
        1 => format!("1 more observation, from {} on", day_on(missing.next)),
        more => format!(
            "{} more observations, the next from {} on, the last not before {}",
            grouped(more),
            day_on(missing.next),
            day_on(missing.last)
        ),
    }
}

/// The day of a moment, in UTC.
fn day(at: Timestamp) -> String {
    Offset::UTC.to_datetime(at).date().to_string()
}

/// The day of a moment, with its time unless the day begins with it.
fn day_on(at: Timestamp) -> String {
    let format = if at.as_second().rem_euclid(86_400) == 0 { "%F" } else { "%F %H:%M" };
    Offset::UTC.to_datetime(at).strftime(format).to_string()
}

/// Whole days.
fn days(duration: SignedDuration) -> i64 {
    duration.as_hours() / 24
}
