//! What to go on with, as commands that a shell takes.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::moment;
use super::store::StoreArgs;
use crate::report::{RunSummary, network_fault};
use crate::setup::Setup;
use newslint_audit::report::{Report, Row};
use newslint_audit::run::Stop;
use newslint_audit::store::{self, StoreLocation};
use newslint_model::diagnostic::sanitize;
use newslint_model::source::Verdict;

/// Says what to go on with: `next: …`, and `then: …` for what comes after that. What cannot be said is `None`.
pub(super) fn tell(steps: impl IntoIterator<Item = Option<String>>) {
    let mut lines = String::new();
    for (step, word) in steps.into_iter().flatten().zip(["next", "then"]) {
        lines.push_str(&format!("{word}: {step}\n"));
    }
    // Nothing depends on whether anybody reads this.
    let _ = io::stderr().write_all(lines.as_bytes());
}

/// `` `newslint audit report --store 'my links.db'` ``. `None` if these words cannot be printed as they are.
fn command<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>) -> Option<String> {
    let words: Option<Vec<String>> = words.into_iter().map(|word| quoted(word.as_ref().to_str()?)).collect();
    Some(format!("`newslint {}`", words?.join(" ")))
}

/// What to go on with after a report: what to cite instead of sources that are gone, and saving those that are there.
pub(super) fn after_report(
    store: &StoreArgs,
    paths: &[PathBuf],
    setup: &Setup,
    location: &StoreLocation,
    report: &Report,
) -> [Option<String>; 2] {
    let is_any_there = report.rows.iter().any(|row| row.verdict() == Verdict::Alive);
    let save = [&["audit".into(), "save".into()], &*store.words(), &*words(paths)].concat();
    let save = command(save).filter(|_| is_any_there);
    let save = save.map(|save| format!("{save} asks the web archive to save what is still there"));
    [mend(store, paths, setup, location, report), save]
}

/// What to go on with after a run: the report, and the next run as soon as it is worth it.
pub(super) fn after_run(
    store: &StoreArgs,
    paths: &[PathBuf],
    summary: &RunSummary<'_>,
    due: Option<Timestamp>,
) -> [Option<String>; 2] {
    let is_over = matches!(summary.outcome.stopped, Some(Stop::Interrupted) | None);
    if !is_over || network_fault(summary.outcome).is_some() {
        return [None, None];
    }
    let report = command([&["audit".into(), "report".into()], &*store.words(), &*words(paths)].concat());
    let report = report.filter(|_| summary.has_seen()).map(|report| format!("{report} says what is gone"));
    let run = command(again(std::env::args_os().skip(1)));
    let run = match due {
        _ if summary.has_left() => run.map(|run| format!("{run} visits the rest")),
        Some(due) => run.map(|run| format!("{run} from {} on, when more is due", moment::day(due))),
        None => None,
    };
    [report, run]
}

/// The words of a command without those that were for one run.
fn again(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    const ONCE: [&str; 2] = ["--recheck", "--now"];
    let mut words = words;
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        let (name, value) = text.split_once('=').map_or((&*text, None), |(name, value)| (name, Some(value)));
        match ONCE.contains(&name) {
            true if value.is_none() => drop(words.next()),
            true => {}
            false => kept.push(word),
        }
    }
    kept
}

/// Paths as words of a command.
fn words(paths: &[PathBuf]) -> Vec<OsString> {
    paths.iter().map(Into::into).collect()
}

fn mend(
    store: &StoreArgs,
    paths: &[PathBuf],
    setup: &Setup,
    location: &StoreLocation,
    report: &Report,
) -> Option<String> {
    let is_to_mend = |row: &Row| {
        let has_copy = || row.copy().is_some_and(|copy| !copy.is_weak);
        row.judgment.repair().is_some() || (row.verdict().is_settled() && has_copy())
    };
    // A check reads files, and no database on a server.
    let StoreLocation::File(file) = location else { return None };
    if !report.rows.iter().any(is_to_mend) {
        return None;
    }
    let mut check: Vec<OsString> = vec!["check".into()];
    check.extend(store.root_words());
    if setup.links.verdicts.as_ref() != Some(file) {
        let below = file.strip_prefix(&setup.root).ok().and_then(Path::to_str);
        check.extend(["--verdicts".into(), below.map_or(file.into(), |below| setup.places().from_here(below).into())]);
    }
    check.extend(["--select", "dead-source", "--unsafe-fixes", "--diff"].map(OsString::from));
    check.extend(words(paths));
    Some(format!("{} shows what to cite instead; with --fix in place of --diff it writes that", command(check)?))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    match () {
        () if sanitize(word) != word || word.contains('`') || has_secret(word) => None,
        () if !word.is_empty() && word.chars().all(is_plain) => Some(word.to_owned()),
        () => Some(format!("'{}'", word.replace('\'', r"'\''"))),
    }
}

/// Whether it is the URL of a store, or an option with one, that has a password in it: that is for nobody's eyes.
fn has_secret(word: &str) -> bool {
    let value = if word.starts_with('-') { word.split_once('=').map_or(word, |(_, value)| value) } else { word };
    store::is_secret(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_the_words_as_they_were() {
        for (words, expected) in [
            (&["audit", "report"][..], Some("`newslint audit report`")),
            (&["audit", "report", "--store", "my links.db"], Some("`newslint audit report --store 'my links.db'`")),
            (&["--store", "it's $(here)", ""], Some(r"`newslint --store 'it'\''s $(here)' ''`")),
            (&["--store", "postgres://a@db.example/x"], Some("`newslint --store postgres://a@db.example/x`")),
            (&["--store", "postgres://a:secret@db.example/x"], None),
            (&["--store=postgres://db.example/x?password=secret"], None),
            (&["--store=postgres://db.example/x?%70assword=secret"], None),
            (&["--store", "postgres://a:secret@one.example:5432,two.example:5433/x"], None),
            (
                &["--store", "postgres://a@one.example:5432,two.example:5433/x"],
                Some("`newslint --store postgres://a@one.example:5432,two.example:5433/x`"),
            ),
            (&["--store", "a\u{1b}[2J"], None),
            (&["--store", "a\nb"], None),
            (&["--store", "`id`"], None),
        ] {
            assert_eq!(command(words).as_deref(), expected);
        }
    }
}
