//! What is to be saved, and what came of saving it.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io::{self, Write};
use std::time::Duration;

use super::words::{minute, text};
use newslint_audit::FailureKind;
use newslint_audit::save::{GAP, LeftOut, SaveOutcome, SavePlan, SaveStop, unknown_keys};
use newslint_model::duration;
use newslint_model::number::{counted, grouped};

/// The most sources that are named.
const NAMED: usize = 10;

/// What would be saved.
pub struct SavePlanned<'a> {
    /// What is to be done.
    pub plan: &'a SavePlan,
    /// Whether that is of all sources, and not only of those that a change adds.
    pub is_all: bool,
}

impl SavePlanned<'_> {
    /// For people.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let SavePlan { queue, left_out, sources, paused_until, .. } = self.plan;
        let of = if self.is_all { "" } else { " that were added" };
        writeln!(out, "{} of {}{of} to save", grouped(queue.len()), counted(*sources, "source"))?;
        let (new, asked) = (
            queue.iter().filter(|candidate| candidate.risk.is_new()).count(),
            queue.iter().filter(|candidate| candidate.is_asked_first).count(),
        );
        for (count, what) in [(new, "of events of the last 30 days"), (asked, "if the web archive's index has no copy")]
        {
            if count > 0 {
                writeln!(out, "  {} {what}", grouped(count))?;
            }
        }
        write!(out, "{}", left_out_lines(left_out))?;
        if let Some(until) = paused_until {
            writeln!(out, "the service asks to be left alone until {}", minute(*until))?;
        }
        if queue.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n   risk  event       source")?;
        for candidate in queue.iter().take(NAMED) {
            let risk = if candidate.risk.is_new() { "new".to_owned() } else { candidate.risk.points().to_string() };
            writeln!(out, "{risk:>7}  {}  {}", candidate.event, text(&candidate.url))?;
        }
        if let more @ 1.. = queue.len().saturating_sub(NAMED) {
            writeln!(out, "         and {} more", grouped(more))?;
        }
        writeln!(
            out,
            "\nat most {} at 7 a minute, if the account may make that many captures a day",
            takes(queue.len())
        )
    }
}

/// How long so many captures take: `12 min`, `15 days`.
fn takes(captures: usize) -> String {
    const DAY: Duration = Duration::from_secs(86_400);
    let takes = GAP.saturating_mul(u32::try_from(captures).unwrap_or(u32::MAX));
    if takes < DAY {
        return duration::in_words(takes);
    }
    let days = takes.as_secs().div_ceil(DAY.as_secs());
    counted(usize::try_from(days).unwrap_or(usize::MAX), "day")
}

/// Why sources are not saved, one reason a line.
fn left_out_lines(left_out: &BTreeMap<LeftOut, usize>) -> String {
    let line = |(why, count): (&LeftOut, &usize)| format!("  {} not submitted: {}\n", grouped(*count), why_not(*why));
    left_out.iter().map(line).collect()
}

fn why_not(why: LeftOut) -> &'static str {
    match why {
        LeftOut::Copied => "there is a copy from after the event",
        LeftOut::Awaited => "an earlier submission is not yet in the web archive's index",
        LeftOut::Later => "the last try failed not long ago",
        LeftOut::Impossible => "the service cannot capture them",
        LeftOut::Excluded => "the web archive does not show their sites",
        LeftOut::Gone => "gone, or taken over",
        LeftOut::Walled => "their servers refuse programs",
        LeftOut::Unclear => "not known to be there",
        LeftOut::IsCopy => "they are archived copies",
        LeftOut::LeftAlone => "their hosts or newslint.toml ask to leave them alone",
        LeftOut::NotPublic => "they cannot be requested from the public web",
        LeftOut::Undated => "no event that cites them has a date",
    }
}

/// What was to be saved, and what came of it.
pub struct SaveSummary<'a> {
    /// How many sources were looked at.
    pub sources: usize,
    /// Those that were not to be saved, by the reason.
    pub left_out: BTreeMap<LeftOut, usize>,
    /// What came of the others.
    pub outcome: &'a SaveOutcome,
    /// How long it took.
    pub elapsed: Duration,
}

impl Display for SaveSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome;
        let (submitted, sources) = (grouped(outcome.submitted), counted(self.sources, "source"));
        writeln!(f, "{submitted} of {sources} submitted in {}", duration::in_words(self.elapsed))?;
        for (count, what) in [
            (outcome.made, "made, according to the service"),
            (outcome.had, "had a recent copy, according to the service"),
            (outcome.under_way, "under way: the next run asks for them"),
            (outcome.unknown, "may or may not have reached the service: the web archive's index will tell"),
            (outcome.copied, "had a copy, according to the web archive's index"),
            (outcome.excluded, "on sites that the web archive does not show"),
            (outcome.confirmed, "of earlier runs are copies now, according to the web archive's index"),
        ] {
            if count > 0 {
                writeln!(f, "  {} {what}", grouped(count))?;
            }
        }
        for (reason, count) in &outcome.failed {
            let what = match reason.kind() {
                FailureKind::Transient => "failed for now",
                FailureKind::Permanent => "failed permanently",
                FailureKind::Today => "failed for today",
                FailureKind::Unknown => "failed for a reason that newslint does not know",
            };
            writeln!(f, "  {} {what}: {}", grouped(*count), reason.word())?;
        }
        write!(f, "{}", left_out_lines(&self.left_out))?;
        if let Some(why) = &outcome.index_failure {
            writeln!(f, "  the web archive's index was not fully searched: {}", text(why))?;
        }
        if outcome.left > 0 {
            writeln!(f, "  {} left", grouped(outcome.left))?;
        }
        match &outcome.stopped {
            Some(stop) if stop.is_failure() => writeln!(f, "failed: {}", save_stop(stop)),
            Some(stop) => {
                writeln!(f, "stopped: {}; the next `newslint audit save` continues from here", save_stop(stop))
            }
            None if outcome.made + outcome.had + outcome.under_way + outcome.unknown > 0 => writeln!(
                f,
                "next: in six hours or later, `newslint audit save` or `newslint audit run` checks whether the copies \
                are there"
            ),
            None => Ok(()),
        }
    }
}

/// Why saving ended before its time.
pub fn save_stop(stop: &SaveStop) -> String {
    match stop {
        SaveStop::Interrupted => "interrupted".to_owned(),
        SaveStop::OverBudget => "the time was up".to_owned(),
        SaveStop::DayLimit(limit) => {
            let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
            format!("the account may make {} a day, and has made them", counted(limit, "capture"))
        }
        SaveStop::DayOver => "the service makes no more captures today".to_owned(),
        SaveStop::Paused(until) => format!("the service asks to be left alone until {}", minute(*until)),
        SaveStop::Unauthorized => unknown_keys(),
        SaveStop::Down(why) => why.clone(),
        SaveStop::Store(error) => error.to_string(),
    }
}
