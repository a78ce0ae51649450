//! The law of fixes: whatever happened to an archive, what fixes leave of each file is what it was, or is right.
//!
//! Valid days are damaged at random, as contributors' hands, editors and merges do it, and fixed. `NEWSLINT_ROUNDS=N`
//! runs N rounds instead of a few seconds' worth of them, and `NEWSLINT_ROUND=N` that one alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::date;
use newslint::setup::{CheckOptions, Run, Setup, What};
use newslint_linter::check::{self, Checked};
use newslint_linter::fix::Outcome;
use newslint_linter::suppress::BaselineFile;
use newslint_model::diagnostic::Safety;
use newslint_model::progress::Progress;
use newslint_model::tree::{Disk, Overlay};

use super::damage::damage;
use crate::synthetic::Synthetic;
use crate::synthetic::random::Random;

/// Texts by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

const ROUNDS: u64 = 30;
const EVENTS: usize = 16;

#[test]
fn what_fixes_leave_is_what_it_was_or_right() {
    let number = |name: &str| std::env::var(name).ok().map(|number| number.parse::<u64>().unwrap());
    let rounds = match number("NEWSLINT_ROUND") {
        Some(round) => round..round + 1,
        None => 0..number("NEWSLINT_ROUNDS").unwrap_or(ROUNDS),
    };
    let mut mended = 0;
    let mut broken: Vec<String> = rounds.clone().flat_map(|seed| round(seed, &mut mended)).collect();
    broken.sort();
    let shown = broken.len().min(12);
    assert!(broken.is_empty(), "{} times broken:\n\n{}", broken.len(), broken[..shown].join("\n\n"));
    assert!(mended > 0 || number("NEWSLINT_ROUND").is_some(), "else this shows nothing");
}

/// One archive, damaged and fixed. Gives what is not as it should be.
fn round(seed: u64, mended: &mut usize) -> Vec<String> {
    let mut random = Random::new(seed);
    let synthetic = match seed % 8 {
        7 => Synthetic::lifelike(EVENTS, seed),
        _ => Synthetic::new(EVENTS, seed),
    };
    let valid: Files = synthetic.files().map(|file| (file.path.clone(), file.text.clone().into_bytes())).collect();
    let mut files = valid.clone();
    let damages = damage(&mut files, &mut random);
    hold_some(&mut files, &mut random);
    let was = check(&files);
    let mut broken = Vec::new();
    for safety in [Safety::Safe, Safety::Unsafe] {
        let mut law = Law { valid: &valid, before: &files, was: &was, broken: Vec::new() };
        *mended += law.look(safety);
        let told = |what: String| format!("round {seed}, {safety:?} fixes, after {damages:?}:\n{what}");
        broken.extend(law.broken.into_iter().map(told));
    }
    broken
}

/// Puts some of what is found into the baseline.
fn hold_some(files: &mut Files, random: &mut Random) {
    if !random.percent(30) {
        return;
    }
    let found = check(files).findings;
    let mut lines = String::new();
    for finding in found.iter().filter(|_| random.percent(50)) {
        let (rule, path) = (finding.diagnostic.rule, finding.path.replace(' ', "%20").replace('é', "%C3%A9"));
        writeln!(lines, "{rule} {path} {:016x}", finding.fingerprint).unwrap();
    }
    files.insert(".newslint-baseline".to_owned(), lines.into_bytes());
}

struct Law<'a> {
    valid: &'a Files,
    before: &'a Files,
    was: &'a Checked,
    broken: Vec<String>,
}

impl Law<'_> {
    /// Fixes, and gives how many files are valid again.
    fn look(&mut self, safety: Safety) -> usize {
        let after = fix(self.before, safety);
        if after == *self.before {
            return 0;
        }
        let (was, is) = (self.was, check(&after));
        let mut mended = 0;
        for (path, before) in self.before {
            let Some(after) = after.get(path) else {
                self.broken.push(format!("{path} is gone"));
                continue;
            };
            match before == after {
                true => {}
                false if self.valid.get(path) == Some(after) => mended += 1,
                false => self.look_at(path, before, after, was, safety),
            }
        }
        let found =
            |checked: &Checked| counts_of(checked.findings.iter().map(|found| key(&found.path, found.diagnostic.rule)));
        let held = |checked: &Checked| counts_of(checked.held.iter().map(|held| key(&held.path, held.diagnostic.rule)));
        self.compare("found", &found(was), &found(&is), false);
        self.compare("held", &held(was), &held(&is), true);
        let again = fix(&after, safety);
        for (path, again) in again.iter().filter(|(path, again)| after[*path] != **again) {
            self.broken.push(format!("{path} is fixed once more:\n{}", difference(&after[path], again)));
        }
        mended
    }

    /// Nothing is lost of a file that was changed and is not the valid one again.
    fn look_at(&mut self, path: &str, before: &[u8], after: &[u8], was: &Checked, safety: Safety) {
        let shown = difference(before, after);
        let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after)) else {
            return self.broken.push(format!("{path} was no text, and was written into:\n{shown}"));
        };
        if before.contains("<<<<<<<") || before.contains('\0') {
            return self.broken.push(format!("{path} is not known, and was written into:\n{shown}"));
        }
        if let Some(c) = after.chars().find(|c| hides(*c) && !before.contains(*c)) {
            self.broken.push(format!("{c:?} came into {path}:\n{shown}"));
        }
        if safety == Safety::Safe {
            // A date becomes a link.
            let is_of_links = |word: &str| ["news", "index", "md"].contains(&word);
            let (mut was, mut is) = (words(before), words(after));
            was.retain(|word, _| !is_of_links(word));
            is.retain(|word, _| !is_of_links(word));
            if was != is {
                self.broken.push(format!("{path} has other words:\n{shown}"));
            }
        }
        // What is told of a line may be mended there, also if the other file of the two was damaged.
        let faulty: BTreeSet<usize> = was
            .findings
            .iter()
            .filter(|finding| *finding.path == *path)
            .filter_map(|finding| Some((finding, finding.diagnostic.fix.as_ref()?)))
            .flat_map(|(finding, fix)| {
                let edits = fix.edits.iter().map(|edit| edit.span);
                edits.chain([finding.diagnostic.primary.span]).collect::<Vec<_>>()
            })
            .map(|span| bare_lines(&before[..span.start]).len() - 1)
            .collect();
        let left = counts_of(bare_lines(after).into_iter());
        let kept = bare_lines(before).into_iter().enumerate().filter(|(at, _)| !faulty.contains(at));
        for (line, _) in
            counts_of(kept.map(|(_, line)| line)).iter().filter(|(line, count)| left.get(*line) < Some(count))
        {
            self.broken.push(format!("{path} has lost {line:?}:\n{shown}"));
        }
    }

    fn compare(&mut self, what: &str, was: &Counts, is: &Counts, is_to_stay: bool) {
        for (key, count) in is.iter().filter(|(key, count)| was.get(*key).is_none_or(|was| was < *count)) {
            self.broken.push(format!("{what} {count} times and not before: {} {}", key.0, key.1));
        }
        for (key, count) in was.iter().filter(|(key, count)| is_to_stay && is.get(*key).is_none_or(|is| is < *count)) {
            self.broken.push(format!("{what} no more {count} times: {} {}", key.0, key.1));
        }
    }
}

type Counts = BTreeMap<(String, String), usize>;

fn key(path: &str, rule: &str) -> (String, String) {
    (path.to_owned(), rule.to_owned())
}

fn counts_of<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

/// The lines without what a list's number, a mark of the byte order or a line's end adds to them.
fn bare_lines(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let bare = |line: &str| line.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    text.split('\n').map(bare).collect()
}

/// The words as they are seen, in no order, without those of the file's own path in other forms and as the current version.
fn words(text: &str) -> BTreeMap<String, usize> {
    let is_own = |line: &str, path: &str| {
        let is_form = [".html", ".json", ".xml"].iter().any(|ending| path.ends_with(ending));
        is_form || line.contains("_(Current version)_")
    };
    let without_own = |line: &str| {
        let mut parts = line.split("](/");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |line_before, part| match part.split_once(')') {
            Some((path, rest)) if is_own(line, path) => format!("{line_before}]({rest}"),
            _ => format!("{line_before}](/{part}"),
        })
    };
    let text = text.lines().map(without_own).collect::<Vec<_>>().join("\n");
    let text =
        text.replace("&#39;", "'").replace("&quot;", "\"").replace("&#101;", "e").replace("&amp;", "&").to_lowercase();
    // A word is the same without what a safe fix takes out of it.
    let text = text.replace(['\u{ad}', '\u{200b}', '\u{feff}'], "");
    counts_of(text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned))
}

fn hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The lines that are only in one of two texts.
fn difference(before: &[u8], after: &[u8]) -> String {
    let lines = |bytes: &[u8]| -> Vec<String> {
        bytes.split_inclusive(|byte| *byte == b'\n').map(|line| line.escape_ascii().to_string()).collect()
    };
    let (before, after) = (lines(before), lines(after));
    let only = |sign: char, own: &[String], other: &[String]| -> String {
        own.iter().filter(|line| !other.contains(line)).map(|line| format!("  {sign}{line}\n")).collect()
    };
    only('-', &before, &after) + &only('+', &after, &before)
}

/// Hands the archive of these files over as the command would.
fn with_run<T>(files: &Files, work: impl FnOnce(Run<'_>, &What) -> T) -> T {
    let root = std::env::temp_dir().join("newslint-no-archive");
    let tree = Arc::new(Overlay::new(Arc::new(Disk::new(root.clone())), files.clone()));
    let setup = Setup::over(root.clone(), tree).unwrap();
    let options = CheckOptions {
        settled: None,
        levels: setup.levels.clone(),
        baseline: &BaselineFile::open(setup.archive.tree(), &root, None).unwrap(),
        visit: None,
        excerpt_width: None,
        today: date(2030, 1, 1),
        progress: &Progress::new(false),
        counts: false,
    };
    let what = What::Named(check::Files::of_folder(String::new(), setup.archive.walk()));
    work(Run { setup: &setup, options: &options }, &what)
}

pub fn check(files: &Files) -> Checked {
    with_run(files, |run, what| run.check(what, &run.options.baseline.parse().unwrap()).unwrap())
}

fn fix(files: &Files, safety: Safety) -> Files {
    let mut fixed = files.clone();
    let take = |outcome: Outcome| {
        fixed.extend(outcome.fixed.map(|file| (file.path, file.after)));
        Ok(())
    };
    with_run(files, |run, what| run.fix(what, safety, |fixer, files| fixer.each(files, take))).unwrap();
    fixed
}
