//! Where an audit stands after a run.

use std::fmt::{self, Display, Write as _};
use std::time::Duration;

use super::words;
use newslint_audit::run::{RunOutcome, Stop};
use newslint_model::duration;
use newslint_model::number::{counted, grouped};
use newslint_model::source::Deferral;

/// What a run had to do, and what came of it.
pub struct RunSummary<'a> {
    /// How many URLs the archive cites in this shard.
    pub cited: usize,
    /// How many of them the configuration keeps us from visiting.
    pub never: usize,
    /// How many were due, and are to be visited.
    pub due: usize,
    /// How many are due that were not to be visited in this run.
    pub left_out: usize,
    /// How many hosts there are of what is due, and how long one visit of each takes. `None` if there is time for all.
    pub first_visits: Option<(usize, Duration)>,
    /// What came of it.
    pub outcome: &'a RunOutcome,
    /// How long it took.
    pub elapsed: Duration,
}

impl Display for RunSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} in {}", self.visits(), duration::in_words(self.elapsed))?;
        for (reason, count) in &self.outcome.deferred {
            writeln!(f, "  {} postponed: {}", grouped(*count), why(*reason))?;
        }
        if let (late @ 1.., Some((hosts, takes))) = (self.outcome.unreached_hosts, self.first_visits) {
            let (late, hosts, takes) = (grouped(late), counted(hosts, "host"), duration::name(rounded_up(takes)));
            writeln!(f, "  the time was too short for {late} of {hosts}: one visit to each host takes about {takes}")?;
        }
        for (count, what) in [
            (self.left_out, "more are due"),
            (self.never, "never visited, because of newslint.toml"),
            (self.outcome.broken, "stopped unexpectedly, which is a bug in newslint: please report it"),
            (self.outcome.unresolved, "not stored: no name server works here"),
            (self.outcome.written.lost, "not stored"),
            (self.outcome.written.overtaken, "not stored: other workers had taken over their hosts"),
        ] {
            if count > 0 {
                writeln!(f, "  {} {what}", grouped(count))?;
            }
        }
        if let Some(number) = self.outcome.lowered_to {
            writeln!(f, "  too few file descriptors for more than {}: see `ulimit -n`", counted(number, "request"))?;
        }
        if let Some(what) = network_fault(self.outcome) {
            writeln!(f, "  {} discarded: {what}", grouped(self.outcome.written.thrown_away))?;
        }
        self.archive(f)?;
        match &self.outcome.stopped {
            None => Ok(()),
            Some(stop) if self.is_all_stored() => {
                writeln!(
                    f,
                    "stopped: {}; what was seen is stored, and the next run continues from here",
                    run_stop(stop)
                )
            }
            Some(stop) => {
                writeln!(f, "stopped: {}; the next run repeats the unstored visits", run_stop(stop))
            }
        }
    }
}

impl RunSummary<'_> {
    /// Whether there is anything that was not known before.
    pub fn has_seen(&self) -> bool {
        let RunOutcome { readings, asked, .. } = self.outcome;
        readings.total() + asked.answered + asked.copies + asked.copies_missing > 0
    }

    /// Whether something is due that was not visited.
    pub fn has_left(&self) -> bool {
        self.left_out > 0 || !self.outcome.deferred.is_empty() || self.outcome.stopped.is_some()
    }

    /// `1,204 of 1,310 URLs visited: 1,102 there, 31 refused`.
    fn visits(&self) -> String {
        let readings = &self.outcome.readings;
        let kinds = [
            (readings.alive, "there"),
            (readings.blocked, "refused"),
            (readings.evidence, "possibly gone"),
            (readings.uncertain, "inconclusive"),
        ];
        let visited = readings.total();
        if self.due + self.left_out == 0 {
            let what = if self.has_copies() { "nothing but archived copies" } else { "nothing" };
            return format!("{what} is due of {}", counted(self.cited, "URL"));
        }
        let mut text = format!("{} of {} visited", grouped(visited), counted(self.due, "URL"));
        for (at, (count, kind)) in kinds.into_iter().filter(|(count, _)| *count > 0).enumerate() {
            let before = if at == 0 { ":" } else { "," };
            // Writing to a String does not fail.
            let _ = write!(text, "{before} {} {kind}", grouped(count));
        }
        text
    }

    fn is_all_stored(&self) -> bool {
        let RunOutcome { written, unresolved, stopped, .. } = self.outcome;
        let unstored = written.lost + written.thrown_away + unresolved;
        unstored == 0 && written.outage.is_none() && !matches!(stopped, Some(Stop::LyingResolver | Stop::Full(_)))
    }

    /// Whether copies that are cited were to be looked for.
    fn has_copies(&self) -> bool {
        let asked = &self.outcome.asked;
        asked.copies + asked.copies_missing + asked.copies_left > 0
    }

    fn archive(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = &self.outcome.asked;
        let copies = asked.copies + asked.copies_missing;
        if copies > 0 {
            let (found, copies) = (grouped(asked.copies), counted(copies, "URL"));
            writeln!(f, "  {found} of {copies} of archived copies found in the web archive's index")?;
        }
        if asked.copies_left > 0 {
            writeln!(f, "  {} of archived copies left for another run", counted(asked.copies_left, "URL"))?;
        }
        if asked.covered > 0 {
            let (sources, left) = (counted(asked.covered, "living source"), grouped(asked.uncovered));
            writeln!(f, "  copies of {sources} looked for in the web archive, {left} to go")?;
        }
        match asked.read {
            0 => {}
            1 => writeln!(f, "  1 archived copy read")?,
            read => writeln!(f, "  {} archived copies read", grouped(read))?,
        }
        if asked.answered + asked.left == 0 {
            return match asked.failure.as_deref().filter(|_| asked.copies_left > 0) {
                Some(why) => writeln!(f, "  {}", words::text(why)),
                None => Ok(()),
            };
        }
        write!(f, "  the web archive was asked for {}", counted(asked.answered, "URL"))?;
        if asked.left > 0 {
            write!(f, ", {} left", grouped(asked.left))?;
        }
        match &asked.failure {
            Some(why) => writeln!(f, ": {}", words::text(why)),
            None => writeln!(f),
        }
    }
}

/// What was wrong with the network here, if what was seen meanwhile does not count.
pub(crate) fn network_fault(outcome: &RunOutcome) -> Option<String> {
    let written = &outcome.written;
    match &written.outage {
        Some(outage) => Some(format!("{outage} at the same time, so this network failed")),
        None => (written.thrown_away > 0).then(|| "the control URLs failed at the same time".to_owned()),
    }
}

/// To seconds, or minutes if it takes some.
fn rounded_up(duration: Duration) -> Duration {
    const MINUTE: u64 = 60;
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    Duration::from_secs(if seconds < 5 * MINUTE { seconds } else { seconds.next_multiple_of(MINUTE) })
}

fn why(reason: Deferral) -> &'static str {
    match reason {
        Deferral::Throttled => "the host had asked for fewer requests",
        Deferral::Failing => "the host had failed three times in a row",
        Deferral::OverBudget => "the time was up",
        Deferral::Interrupted => "the run was stopped",
        Deferral::NoFiles => "this process cannot open enough files",
        Deferral::Elsewhere => "other workers are visiting their hosts",
    }
}

/// Why a run ended before its time.
pub fn run_stop(stop: &Stop) -> String {
    match stop {
        Stop::Interrupted => "interrupted".to_owned(),
        Stop::NetworkDown => "this network is not working".to_owned(),
        Stop::LyingResolver => "the name server invents addresses for names that do not exist".to_owned(),
        Stop::Full(error) => error.to_string(),
        Stop::ClockJumped(by) => format!(
            "this machine's clock went {} by {}, or the machine slept; what was seen since then is not stored",
            if by.is_negative() { "back" } else { "forward" },
            duration::in_words(by.unsigned_abs())
        ),
    }
}
