//! The baseline: the file as anybody may have left it, and what is written of findings.
//!
//! Laws: a fault points into the file; a baseline that is read and written says the same; one that has some of the
//! findings silences these and no others.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::{archive, pieces, places};
use newslint_linter::suppress::{BASELINE_FILE, Baseline, Entry};
use newslint_model::diagnostic::Finding;

fuzz_target!(init: archive::work_alone(), |input: &[u8]| {
    let mut files = pieces::files(input);
    if let Some(file) = files.remove(BASELINE_FILE)
        && let Ok(text) = String::from_utf8(file)
    {
        expect_same(&text);
    }
    let Some(all) = archive::check(&files) else { return };
    // Every other one, or every third.
    for step in [1, 2, 3] {
        let (known, others): (Vec<_>, Vec<_>) = all.findings.iter().enumerate().partition(|(at, _)| at % step == 0);
        let entries: Vec<Entry<'_>> = known.iter().map(|(_, finding)| Entry::of(finding)).collect();
        let text = Baseline::of(std::iter::empty()).with(entries.iter());
        expect_same(&text);
        let checked = archive::check(&archive::with_baseline(&files, text.clone())).expect("a baseline");
        let left: Vec<_> = checked.findings.iter().map(key).collect();
        let expected: Vec<_> = others.iter().map(|(_, finding)| key(finding)).collect();
        assert_eq!(left, expected, "{text}");
    }
});

fn key(finding: &Finding) -> (&str, &str, u64) {
    (&finding.path, finding.diagnostic.rule, finding.fingerprint)
}

fn expect_same(text: &str) {
    let path = Path::new(BASELINE_FILE);
    let baseline = match Baseline::parse(path, text) {
        Ok(baseline) => baseline,
        Err(error) => return places::expect_faults(&error),
    };
    baseline.entries.iter().for_each(|entry| places::expect_in(text, entry.span));
    let written = baseline.with(baseline.entries.iter());
    let again = Baseline::parse(path, &written).expect("what is written can be read");
    let says = |baseline: &Baseline<'_>| {
        let mut lines: Vec<String> = baseline.entries.iter().map(ToString::to_string).collect();
        lines.sort();
        lines.dedup();
        lines
    };
    assert_eq!(says(&again), says(&baseline));
    // A file without a line is a new one, and gets a header.
    if !written.is_empty() {
        assert_eq!(again.with(again.entries.iter()), written);
    }
}
