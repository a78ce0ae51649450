//! The rounds in which one file is fixed.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::Path;

use super::compare::{is_same_event, unexpected};
use super::edits::{EditSet, Moved};
use crate::archive::PathKind;
use crate::check::{Checker, Files, Sources};
use crate::diagnostic::{Edit, Finding, Fix, Position, Safety};
use crate::progress::Progress;
use crate::rules::Levels;
use crate::tree::TextFile;

/// How many bytes are checked for the fixes of one file, in all rounds. A file is checked once for each round, of which
/// there are more than one if fixes overlap, and a few times for each fix that is refused. Real events have at most 10 KB.
const MOST_CHECKED_BYTES: usize = 4 << 20;

/// What to fix.
pub struct Fixer<'a> {
    /// How to find out what is to be fixed.
    pub checker: Checker<'a>,
    /// The rules that a fix must not offend: those of the checker, and those that only this run leaves out.
    pub guards: &'a Levels,
    /// The riskiest fixes to apply.
    pub safety: Safety,
    /// The archive's root on disk.
    pub root: &'a Path,
    /// Which findings are to be mended.
    pub mends: &'a (dyn Fn(&Finding) -> bool + Sync),
}

impl Fixer<'_> {
    /// What mends a finding, if it may be applied.
    pub(super) fn applicable<'f>(&self, finding: &'f Finding) -> Option<&'f Fix> {
        let fix = finding.diagnostic.fix.as_ref().filter(|fix| fix.safety <= self.safety && !fix.edits.is_empty());
        fix.filter(|_| (self.mends)(finding))
    }
}

/// A fix that cannot be applied.
#[derive(Debug)]
pub struct Refused {
    /// The file, relative to the root.
    pub path: String,
    /// Where the finding is once the other fixes are applied.
    pub position: Position,
    /// The rule that proposed it.
    pub rule: &'static str,
    /// Why not.
    pub why: Refusal,
}

/// Why a fix cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file would be read as another event.
    OtherEvent,
    /// This rule would find something that it did not find before.
    Finding(&'static str),
    /// A sparse checkout leaves the file out, so that there is nothing to write to.
    LeftOut,
    /// So many fixes of this file cannot be applied together that none is.
    TooMany,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { path, position: Position { line, column, .. }, rule, why } = self;
        write!(f, "{path}:{line}:{column}: the fix of {rule} is refused: ")?;
        match why {
            Refusal::OtherEvent => f.write_str("the file would be read as another event"),
            Refusal::Finding(other) => write!(f, "it would bring a finding of {other}"),
            Refusal::LeftOut => f.write_str("the file is left out of this checkout"),
            Refusal::TooMany => f.write_str("too many fixes of this file do not go together"),
        }
    }
}

/// What all rounds came to.
pub struct Rounds {
    /// The file's bytes with the fixes.
    pub after: Vec<u8>,
    /// How many findings were fixed.
    pub count: usize,
    /// What cannot be fixed.
    pub refused: Vec<Refused>,
}

/// What to fix in a file.
pub struct Wanted<'a> {
    /// The file, relative to the root.
    pub path: &'a str,
    /// The rules whose fixes are to be applied.
    pub rules: &'a BTreeSet<&'a str>,
}

/// Fixes a file, whose content is `bytes`.
pub fn fix(fixer: &Fixer<'_>, wanted: &Wanted<'_>, bytes: &[u8]) -> Rounds {
    let mut file = FileFixer { fixer, wanted, checked_bytes: 0 };
    let mut draft = file.draft(bytes.to_vec());
    let mut count = 0;
    loop {
        let groups = file.groups(&draft);
        let mut round = Round::default();
        file.accept(&draft, &mut round, &groups);
        if file.checked_bytes > MOST_CHECKED_BYTES {
            let refused = groups.iter().take(1).map(|group| file.refused(&draft, group, Refusal::TooMany));
            return Rounds { after: bytes.to_vec(), count: 0, refused: refused.collect() };
        }
        count += mended(&round.accepted).len();
        match round.next {
            Some(next) => draft = next,
            None => return Rounds { after: draft.file.bytes().to_vec(), count, refused: round.refused },
        }
    }
}

struct FileFixer<'a> {
    fixer: &'a Fixer<'a>,
    wanted: &'a Wanted<'a>,
    checked_bytes: usize,
}

/// The file with the fixes of some rounds, and what is found in it.
struct Draft {
    file: TextFile,
    findings: Vec<Finding>,
}

/// The edits of a fix, and the findings of the draft that have this fix.
struct Group<'d> {
    safety: Safety,
    edits: &'d [Edit],
    findings: Vec<usize>,
}

/// What came of the fixes of a draft.
#[derive(Default)]
struct Round<'d> {
    accepted: Vec<&'d Group<'d>>,
    /// The draft with all that is accepted.
    next: Option<Draft>,
    refused: Vec<Refused>,
}

impl FileFixer<'_> {
    fn draft(&self, bytes: Vec<u8>) -> Draft {
        let Fixer { checker, guards, .. } = self.fixer;
        let archive = checker.archive.draft(self.wanted.path, bytes.clone());
        let progress = &Progress::new(false);
        let sources = Sources { visit: None, ..checker.sources };
        let checker = Checker { archive: &archive, levels: guards, sources, excerpt_width: None, progress, ..*checker };
        let files = Files { paths: vec![self.wanted.path.into()], ..Files::default() };
        // What audits settled could be read a moment ago. Without it, fewer findings count.
        let findings = checker.check(&files).map(|checked| checked.findings).unwrap_or_default();
        Draft { file: TextFile::new(bytes), findings }
    }

    /// The fixes to apply, safe ones first. A fix that a rule attached to several findings is one.
    fn groups<'d>(&self, draft: &'d Draft) -> Vec<Group<'d>> {
        let mut groups: Vec<Group<'d>> = Vec::new();
        let mut known: HashMap<*const Edit, usize> = HashMap::new();
        for (index, finding) in draft.findings.iter().enumerate() {
            let is_wanted = self.wanted.rules.contains(finding.diagnostic.rule);
            let Some(fix) = self.fixer.applicable(finding).filter(|_| is_wanted) else { continue };
            let group = *known.entry(fix.edits.as_ptr()).or_insert_with(|| {
                groups.push(Group { safety: fix.safety, edits: &fix.edits, findings: Vec::new() });
                groups.len() - 1
            });
            groups[group].findings.push(index);
        }
        groups.sort_by_key(|group| group.safety);
        groups
    }

    /// Adds to `round` as many of `groups` as will do: all that do not overlap an earlier one, else those of each half.
    fn accept<'d>(&mut self, draft: &Draft, round: &mut Round<'d>, groups: &'d [Group<'d>]) {
        let mut edits = EditSet::default();
        for group in &round.accepted {
            edits.add(group.edits);
        }
        let chosen: Vec<&Group<'_>> = groups.iter().filter(|group| edits.add(group.edits)).collect();
        if chosen.is_empty() || self.checked_bytes > MOST_CHECKED_BYTES {
            return;
        }
        let all = [round.accepted.as_slice(), &chosen].concat();
        match self.try_edits(draft, &all, &edits) {
            Ok(next) => (round.accepted, round.next) = (all, Some(next)),
            Err(why) if groups.len() == 1 => round.refused.push(self.refused(draft, &groups[0], why)),
            Err(_) => {
                let (first, second) = groups.split_at(groups.len() / 2);
                self.accept(draft, round, first);
                self.accept(draft, round, second);
            }
        }
    }

    /// The draft with `edits`, which are those of `groups`.
    fn try_edits(&mut self, draft: &Draft, groups: &[&Group<'_>], edits: &EditSet<'_>) -> Result<Draft, Refusal> {
        let moved = Moved::by(edits);
        let bytes = edits.apply(draft.file.bytes());
        self.checked_bytes += bytes.len();
        let next = self.draft(bytes);
        // An index is no event, and what is wrong with one its own rule finds.
        let kind = self.fixer.checker.archive.layout().kind(self.wanted.path);
        let is_event = !matches!(kind, PathKind::Index | PathKind::FrontPage);
        if is_event && !is_same_event(draft.file.text(), next.file.text(), &moved) {
            return Err(Refusal::OtherEvent);
        }
        match unexpected(&draft.findings, &mended(groups), &next.findings, &moved) {
            Some(finding) => Err(Refusal::Finding(finding.diagnostic.rule)),
            None => Ok(next),
        }
    }

    fn refused(&self, draft: &Draft, group: &Group<'_>, why: Refusal) -> Refused {
        let finding = &draft.findings[group.findings[0]];
        Refused {
            path: self.wanted.path.to_owned(),
            position: finding.location.start,
            rule: finding.diagnostic.rule,
            why,
        }
    }
}

/// The findings that have these fixes, sorted.
fn mended(groups: &[&Group<'_>]) -> Vec<usize> {
    let mut findings: Vec<usize> = groups.iter().flat_map(|group| &group.findings).copied().collect();
    findings.sort_unstable();
    findings
}
