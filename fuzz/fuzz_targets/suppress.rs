//! Findings that somebody suppresses, each by a comment above it.
//!
//! Law: where a comment covers a finding it is not found any more, and nothing else goes or comes.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::{archive, pieces, places};
use newslint_linter::suppress::Suppressions;
use newslint_model::diagnostic::{Diagnostic, Finding, Place};
use pieces::Files;

fuzz_target!(init: archive::work_alone(), |input: &[u8]| {
    let files = pieces::files(input);
    let Some(all) = archive::check(&files) else { return };
    places::expect_findings(&all, &files);
    // What is wrong with a comment, no comment suppresses, nor that a file is in the place of a folder.
    let suppressible = all.findings.iter().filter(|finding| finding.diagnostic.rule != "unused-suppression");
    let suppressible = suppressible.filter(|finding| finding.path.ends_with(".md"));
    for finding in suppressible.take(6) {
        let Some(Ok(text)) = files.get(&*finding.path).map(|text| std::str::from_utf8(text)) else { continue };
        for keyword in ["newslint-ignore", "newslint-ignore-file"] {
            let Some(text) = with_comment(text, keyword, &finding.diagnostic) else { continue };
            let mut suppressed = files.clone();
            suppressed.insert(finding.path.to_string(), text.into_bytes());
            expect_silence(finding, &all.findings, &suppressed);
        }
    }
});

/// The text with a comment on the line above what was found, if that covers it there.
fn with_comment(text: &str, keyword: &str, found: &Diagnostic) -> Option<String> {
    let at = match keyword {
        "newslint-ignore" if found.primary.place == Place::Text => {
            text[..found.primary.span.start].rfind('\n').map_or(0, |before| before + 1)
        }
        "newslint-ignore" => return None,
        _ => 0,
    };
    // It parts no paragraph, and nothing that has to be the file's beginning. A file with a comment is not empty.
    let is_between = text[..at].is_empty() || text[..at].ends_with("\n\n");
    let is_between = is_between && !text.starts_with(['\u{feff}', '-', '+']) && !text.trim().is_empty();
    // Nor does anybody write one in UTF-8 into what is UTF-16, and in a comment without an end it would end that.
    let is_hidden = text[..at].rfind("<!--") > text[..at].rfind("-->");
    if !is_between || is_hidden || text.contains('\0') {
        return None;
    }
    let comment = format!("<!-- {keyword}: {} — known to the desk -->\n\n", found.rule);
    let with_comment = format!("{}{comment}{}", &text[..at], &text[at..]);
    let mut moved = found.clone();
    if moved.primary.place == Place::Text {
        moved.primary.span = moved.primary.span.shifted(comment.len());
    }
    Suppressions::read(&with_comment)?.cover(&moved).then_some(with_comment)
}

fn expect_silence(finding: &Finding, before: &[Finding], files: &Files) {
    let (rule, path) = (finding.diagnostic.rule, &*finding.path);
    let after = archive::check(files).expect("the configuration is the same");
    let (was, is) = (counts(before), counts(&after.findings));
    let count =
        |counts: &BTreeMap<(String, &str), usize>| counts.get(&(path.to_owned(), rule)).copied().unwrap_or_default();
    assert!(count(&is) < count(&was), "{rule} is still found in {path}: {:?}", files[path].escape_ascii().to_string());
    let others = |counts: BTreeMap<(String, &'static str), usize>| {
        let is_other = |(other, name): &(String, &str)| (other.as_str(), *name) != (path, rule);
        counts.into_iter().filter(|(key, _)| is_other(key)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(
        others(is),
        others(was),
        "{rule} was suppressed in {path}: {:?}",
        files[path].escape_ascii().to_string()
    );
}

fn counts(findings: &[Finding]) -> BTreeMap<(String, &'static str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry((finding.path.to_string(), finding.diagnostic.rule)).or_default() += 1;
    }
    counts
}
