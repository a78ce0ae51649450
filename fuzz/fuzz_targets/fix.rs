//! An archive that is fixed.
//!
//! Laws: fixing twice is fixing once; a file in which nothing can be fixed stays as it is; no line is lost that nothing
//! was found in; nothing is found afterwards that was not found before; what is held stays.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::{archive, pieces};
use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Finding, Safety};
use pieces::Files;

fuzz_target!(init: archive::work_alone(), |input: &[u8]| {
    let files = pieces::files(input);
    let Some(was) = archive::check(&files) else { return };
    for safety in [Safety::Safe, Safety::Unsafe] {
        let Some(fixed) = archive::fix(&files, safety) else { continue };
        for (path, before) in &files {
            let after = &fixed[path];
            if before != after {
                expect_fixable(path, before, after, &was, safety);
            }
        }
        if fixed == files {
            continue;
        }
        let Some(is) = archive::check(&fixed) else { panic!("{safety:?} fixes of what is no event") };
        expect_no_more(&counts(&is.findings), &counts(&was.findings));
        assert_eq!(counts(&is.held), counts(&was.held));
        let again = archive::fix(&fixed, safety);
        assert_eq!(again.as_ref().map(shown), Some(shown(&fixed)), "{safety:?} fixes once more");
    }
});

/// A file that changes had something to be fixed, and has all its other lines afterwards.
fn expect_fixable(path: &str, before: &[u8], after: &[u8], was: &Checked, safety: Safety) {
    let fixable = |finding: &&Finding| {
        let fix = finding.diagnostic.fix.as_ref();
        *finding.path == *path && fix.is_some_and(|fix| fix.safety <= safety && !fix.edits.is_empty())
    };
    let found: Vec<&Finding> = was.findings.iter().filter(fixable).collect();
    // An index follows its events, whose titles may have been fixed before.
    let follows = path.ends_with("index.md") || path.ends_with("README.md");
    assert!(!found.is_empty() || follows, "{path} has nothing to fix:\n{}", shown_text(after));
    let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after)) else { return };
    let touched: BTreeSet<usize> = found
        .iter()
        .flat_map(|finding| {
            let edits = finding.diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
            edits.chain([finding.diagnostic.primary.span]).collect::<Vec<_>>()
        })
        .flat_map(|span| line_at(before, span.start)..=line_at(before, span.end))
        .collect();
    let what_stays = |line| if follows { without_title(line) } else { line };
    let left = counted(lines(after).map(what_stays));
    let kept = lines(before).enumerate().filter(|(at, _)| !touched.contains(at)).map(|(_, line)| what_stays(line));
    for (line, count) in counted(kept) {
        assert!(left.get(line) >= Some(&count), "{path} has lost {line:?}:\n{after:?}");
    }
}

/// A link's destination and what follows it; any other line as it is.
fn without_title(line: &str) -> &str {
    line.find("](").map_or(line, |at| &line[at..])
}

fn line_at(text: &str, offset: usize) -> usize {
    lines(text.get(..offset).unwrap_or(text)).count().max(1) - 1
}

/// The lines without a list's numbers and what ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).map(|line| line.trim().trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// How often each rule finds something in each file.
fn counts(findings: &[Finding]) -> BTreeMap<(&str, &str), usize> {
    counted(findings.iter().map(|finding| (&*finding.path, finding.diagnostic.rule)))
}

fn counted<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

fn expect_no_more(is: &BTreeMap<(&str, &str), usize>, was: &BTreeMap<(&str, &str), usize>) {
    for (key, count) in is {
        assert!(was.get(key) >= Some(count), "{key:?} is found {count} times, and was {:?} times", was.get(key));
    }
}

fn shown(files: &Files) -> BTreeMap<&str, String> {
    files.iter().map(|(path, text)| (path.as_str(), shown_text(text))).collect()
}

fn shown_text(text: &[u8]) -> String {
    text.escape_ascii().to_string().replace("\\n", "\n")
}
