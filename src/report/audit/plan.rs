//! What a run would do: hosts, how long each takes, and how to share the work.

use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use jiff::Timestamp;

use super::json::left_alone;
use super::words;
use crate::report::Style;
use crate::report::json_value::{List, object, write_line};
use crate::report::wrap::filled;
use newslint_audit::left_alone::LeftAlone;
use newslint_audit::plan::{CopiesPlan, HostPlan, LATENCY, Plan, PlanSuggestion};
use newslint_model::duration;
use newslint_model::number::{counted, grouped};

/// The most hosts that are named. All others are faster.
const HOSTS: usize = 20;

/// The format of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people.
    Full,
    /// One JSON document.
    Json,
}

/// A plan, and what is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanReport {
    /// What is due.
    pub plan: Plan,
    /// What is due and not visited, because the web archive's index knows it.
    pub copies: CopiesPlan,
    /// The time at which it is.
    pub as_of: Timestamp,
    /// URLs that are not due.
    pub later: usize,
    /// When the first of them is.
    pub next: Option<Timestamp>,
    /// URLs that the configuration keeps us from visiting.
    pub never: usize,
    /// The hosts that asked to be left alone.
    pub left_alone: LeftAlone,
}

impl PlanReport {
    pub fn write(&self, format: PlanFormat, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        match format {
            PlanFormat::Full => {
                self.full(style, out)?;
                self.copies(style, out)?;
                words::left_alone(&self.left_alone, HOSTS, out)
            }
            PlanFormat::Json => self.json(out),
        }
    }

    fn full(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let plan = &self.plan;
        let mut line = |words: &str| writeln!(out, "{}", filled(0, words, style));
        let (due, hosts) = (counted(plan.urls(), "URL"), counted(plan.hosts.len(), "host"));
        let due = match plan.hosts.is_empty() {
            true if self.copies.urls > 0 => "nothing to visit".to_owned(),
            true => "nothing is due".to_owned(),
            false => format!("{due} on {hosts} due"),
        };
        line(&format!("{due}{}", self.not_due()))?;
        let Some(longest) = plan.hosts.first().filter(|host| host.requests > 0) else { return Ok(()) };
        line(&format!(
            "about {} with {} at a time, if an answer takes {}",
            time(plan.takes(1)),
            counted(plan.concurrency, "host"),
            duration::name(LATENCY),
        ))?;
        line("")?;
        hosts_table(plan, style, out)?;
        bound(plan, longest, style, out)
    }

    /// Copies that are cited.
    fn copies(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let CopiesPlan { urls, questions, .. } = self.copies;
        if urls == 0 {
            return Ok(());
        }
        let (urls, questions) = (counted(urls, "URL"), counted(questions, "question"));
        let line = format!(
            "{urls} of archived copies due: {questions} to the web archive's index, about {} beside the visits",
            time(self.copies.takes())
        );
        writeln!(out, "\n{}", filled(0, &line, style))
    }

    /// `; 45,000 later, the next from 2026-12-01 04:10 on; 12 never visited by newslint.toml`.
    fn not_due(&self) -> String {
        let mut words = String::new();
        if self.later > 0 {
            words += &format!("; {} later", grouped(self.later));
            let next = self.next.map(|next| format!(", the next from {} on", next.strftime("%F %H:%M")));
            words += &next.unwrap_or_default();
        }
        if self.never > 0 {
            words += &format!("; {} never (newslint.toml)", grouped(self.never));
        }
        words
    }

    /// Version 1. Stable: later versions add members, and change none without counting `version` up. Durations are in
    /// seconds, or as the command line takes them.
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let plan = &self.plan;
        let PlanSuggestion { shards, budget, runs, gap } = plan.suggestion();
        let hosts = plan.hosts.iter().map(|host| {
            object! { host: &host.host, urls: host.urls, requests: host.requests, seconds: host.takes().as_secs() }
        });
        let document = object! {
            version: 1,
            as_of: self.as_of,
            due: plan.urls(),
            later: self.later,
            next: self.next,
            never: self.never,
            concurrency: plan.concurrency,
            seconds: plan.takes(1).as_secs(),
            suggestion: object! { shards, budget: duration::name(budget), runs, host_gap: gap.map(duration::name) },
            hosts: List(hosts),
            // Sources that are copies in the web archive: they are due too, and its index is asked for them.
            copies: object! {
                urls: self.copies.urls,
                questions: self.copies.questions,
                seconds: self.copies.takes().as_secs(),
            },
            left_alone: left_alone(&self.left_alone),
        };
        write_line(&document, out)
    }
}

/// The slowest hosts, and what there is of others.
fn hosts_table(plan: &Plan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let bold = style.path();
    writeln!(out, "{bold}{:>9}  {:>9}  host{bold:#}", "time", "URLs")?;
    let (named, others) = plan.hosts.split_at(plan.hosts.len().min(HOSTS));
    for host in named {
        writeln!(out, "{:>9}  {:>9}  {}", time(host.takes()), grouped(host.urls), words::host(&host.host))?;
    }
    if let Some(longest) = others.first() {
        let urls: usize = others.iter().map(|host| host.urls).sum();
        let most = format!("≤ {}", time(longest.takes()));
        writeln!(out, "{most:>9}  {:>9}  {}", grouped(urls), counted(others.len(), "more host"))?;
    }
    writeln!(out)
}

/// What the run waits for, and what can be done about it.
fn bound(plan: &Plan, longest: &HostPlan, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let PlanSuggestion { shards, budget, runs, gap } = plan.suggestion();
    let mut line = |words: &str| writeln!(out, "{}", filled(0, words, style));
    let name = words::host(&longest.host);
    if plan.takes(shards) == plan.longest() {
        line(&format!("limited by {name}: with a gap of {}, it cannot be faster", duration::name(longest.gap)))?;
    }
    let budget = duration::name(budget);
    match (shards, runs) {
        (1, 1) => line(&format!("suggested: one run with --budget {budget}"))?,
        (1, _) => line(&format!("suggested: {} with --budget {budget}", counted(runs, "run")))?,
        (_, 1) => line(&format!("suggested: --shard 1/{shards} to {shards}/{shards}, each with --budget {budget}"))?,
        _ => line(&format!(
            "suggested: {} with --shard 1/{shards} to {shards}/{shards}, each with --budget {budget}",
            counted(runs, "run")
        ))?,
    }
    match gap {
        Some(gap) => line(&format!("or, if {name} agrees, --host-gap {}: then one run is enough", duration::name(gap))),
        None => Ok(()),
    }
}

/// `3 h 12 m`, `12 m` or `40 s`, rounded up.
fn time(duration: Duration) -> String {
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, _) if seconds < 60 => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} m"),
        (hours, minutes) => format!("{hours} h {minutes:02} m"),
    }
}
