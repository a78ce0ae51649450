//! What `--statistics` shows: the archive over the years, its outlets, and the findings of each rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use super::json_value::{List, object};
use super::{LEVELS, Style, counts};
use newslint_linter::check::{Checked, Outlet, Statistics, Year};
use newslint_model::diagnostic::{Level, sanitize};
use newslint_model::number::grouped;

/// How many outlets are named.
const OUTLETS: usize = 20;

/// The tables for people.
pub fn statistics(checked: &Checked, style: &Style) -> String {
    let mut text = String::new();
    if let Some(statistics) = checked.statistics.as_ref().filter(|statistics| !statistics.years.is_empty()) {
        years(&mut text, statistics);
        outlets(&mut text, &statistics.outlets, style);
    }
    let rules = counts(by_rule(checked));
    let gap = if text.is_empty() || rules.is_empty() { "" } else { "\n" };
    text + gap + &rules
}

/// How many findings each rule has.
fn by_rule(checked: &Checked) -> BTreeMap<&str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &checked.findings {
        *counts.entry(finding.diagnostic.rule).or_default() += 1;
    }
    counts
}

/// One line a year, and one for all of them.
fn years(text: &mut String, statistics: &Statistics) {
    line(text, "year", ["events", "no source", "sources", "errors", "warnings", "notes"].map(str::to_owned));
    let mut row = |name: &str, year: &Year| {
        let [errors, warnings, notes] = LEVELS.map(|level| year.count(level));
        line(text, name, [year.events, year.without_source, year.sources, errors, warnings, notes].map(grouped));
    };
    for (year, counted) in &statistics.years {
        row(&year.map_or("none".to_owned(), |year| year.to_string()), counted);
    }
    if statistics.years.len() > 1 {
        row("all", &statistics.sum());
    }
}

/// A line that no number of an archive makes longer than 80 columns.
fn line(text: &mut String, name: &str, columns: [String; 6]) {
    let _ = write!(text, "{name:<6}");
    for column in columns {
        let _ = write!(text, "{column:>11}");
    }
    text.push('\n');
}

/// One line an outlet, with as many of its hosts as there is room for.
fn outlets(text: &mut String, outlets: &[Outlet], style: &Style) {
    if outlets.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{:>9}{:>7}  outlet", "citations", "hosts");
    for outlet in outlets.iter().take(OUTLETS) {
        let hosts: Vec<&str> = outlet.hosts.iter().map(|(host, _)| &**host).filter(|host| !host.is_empty()).collect();
        let colon = if hosts.is_empty() { "" } else { ": " };
        let names = format!("{}{colon}{}", sanitize(&outlet.name), sanitize(&hosts.join(", ")));
        let line = format!("{:>9}{:>7}  {names}", grouped(outlet.citations), grouped(hosts.len()));
        text.push_str(&cut(&line, style.width));
        text.push('\n');
    }
}

/// The beginning of a line, as much as there is room for.
pub(super) fn cut(line: &str, width: usize) -> String {
    let columns = |c: char| c.width().unwrap_or_default();
    if line.chars().map(columns).sum::<usize>() <= width {
        return line.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| left.checked_sub(columns(*c)).map(|rest| left = rest).is_some();
    let mut start: String = line.chars().take_while(fits).collect();
    start.push('…');
    start
}

/// The member of a JSON document.
pub(super) fn json<'c>(statistics: &'c Statistics, checked: &'c Checked) -> impl Serialize + use<'c> {
    let year = |(year, counted): (&'c Option<i16>, &'c Year)| {
        object! {
            year: *year,
            events: counted.events,
            without_source: counted.without_source,
            sources: counted.sources,
            errors: counted.count(Level::Error),
            warnings: counted.count(Level::Warning),
            notes: counted.count(Level::Note),
        }
    };
    let host = |(host, citations): &'c (String, usize)| object! { host: host.as_str(), citations: *citations };
    let outlet = move |outlet: &'c Outlet| {
        let hosts = List(outlet.hosts.iter().map(host));
        object! { outlet: outlet.name.as_str(), citations: outlet.citations, hosts }
    };
    object! {
        years: List(statistics.years.iter().map(year)),
        outlets: List(statistics.outlets.iter().take(OUTLETS).map(outlet)),
        rules: by_rule(checked),
    }
}
