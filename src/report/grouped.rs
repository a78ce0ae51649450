//! The report for people: each finding, or where nobody would read them all, the first of each rule.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Style, full, summary};
use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Finding, Level};
use newslint_model::number::{counted, grouped};

/// The most findings that are all shown.
pub(super) const MANY: usize = 200;

/// How many findings are shown of more than that, of all rules together.
const SHOWN: usize = 50;

/// How many of one rule, however many rules there are.
const OF_EACH: usize = 5;

pub(super) fn write(checked: &Checked, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if checked.findings.len() <= MANY {
        return full::write(&checked.findings, style, out);
    }
    let groups = groups(&checked.findings);
    let most = (SHOWN / groups.len()).max(OF_EACH);
    let mut shown = 0;
    for group in &groups {
        let part = &group[..group.len().min(most)];
        write_heading(group, part.len(), style, out)?;
        full::write(part.iter().copied(), style, out)?;
        shown += part.len();
    }
    let (shown, all) = (grouped(shown), grouped(checked.findings.len()));
    writeln!(
        out,
        "showing {shown} of {all} findings: --format concise prints all, --select RULE shows more of one \
    rule\n"
    )
}

/// The findings of each rule: those with the worst ones first, and then the most frequent.
fn groups(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let mut groups: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry(finding.diagnostic.rule).or_default().push(finding);
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|group| Reverse((worst(group), group.len())));
    groups
}

fn worst(group: &[&Finding]) -> Option<Level> {
    group.iter().map(|finding| finding.diagnostic.level).max()
}

/// `related-path: 189 errors in 21 files; the first 10`.
fn write_heading(group: &[&Finding], shown: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = group.first() else { return Ok(()) };
    let (bold, level) = (style.path(), style.level(worst(group).unwrap_or(Level::Note)));
    let found = summary::found(group.iter().copied());
    let files = counted(group.chunk_by(|a, b| a.path == b.path).count(), "file");
    let part = match group.len() - shown {
        0 => String::new(),
        _ => format!("; the first {}", grouped(shown)),
    };
    let rule = style.rule(first.diagnostic.rule);
    writeln!(out, "{bold}{rule}{bold:#}: {level}{found}{level:#} in {files}{part}\n")
}
