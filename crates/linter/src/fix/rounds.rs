//! The rounds in which one file is fixed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::path::Path;

use super::compare::{is_same_event, is_same_index, unexpected};
use super::edits::{EditSet, Moved};
use crate::check::{Checked, Checker, Files, Sources};
use crate::rules::{self, Levels, is_of_bytes};
use crate::suppress::Baseline;
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::{Edit, Finding, Fix, Position, Safety};
use newslint_model::progress::Progress;
use newslint_model::tree::TextFile;

/// How many bytes are checked for the fixes of one file, in all rounds. A file is checked once for each round, of which
/// there are more than one if fixes overlap, and a few times for each fix that is refused. Real events have at most 10 KB.
const MOST_CHECKED_BYTES: usize = 4 << 20;

/// What to fix.
#[derive(Clone, Copy)]
pub struct Fixer<'a> {
    /// How to find out what is to be fixed.
    pub checker: Checker<'a>,
    /// The rules that a fix must not offend: those of the checker, and those that only this run leaves out.
    pub guards: &'a Levels,
    /// What is known already, and stays as it is.
    pub baseline: &'a Baseline<'a>,
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
    /// A finding that a comment or the baseline holds would be fixed as well.
    Held,
    /// It is not known what stands in the file.
    Encoding,
    /// A sparse checkout leaves the file out, so that there is nothing to write to.
    LeftOut,
    /// So many fixes of this file cannot be applied together that none is.
    TooMany,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { path, position: Position { line, column, .. }, rule, why } = self;
        write!(f, "{path}:{line}:{column}: the fix for {rule} was refused: ")?;
        match why {
            Refusal::OtherEvent => f.write_str("the file would be read as another event"),
            Refusal::Finding(other) => write!(f, "it would cause a finding of {other}"),
            Refusal::Held => f.write_str("it would also fix what the baseline or a comment suppresses"),
            Refusal::Encoding => f.write_str("fix the file's encoding first"),
            Refusal::LeftOut => f.write_str("the file is not in this checkout"),
            Refusal::TooMany => f.write_str("too many fixes for this file conflict"),
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
    pub rules: BTreeSet<&'a str>,
    /// What the baseline knows of it.
    pub known: Baseline<'a>,
}

/// Fixes a file, whose content is `bytes`. The rules have their turns one after the other: what one mends, another may
/// have found as well, and looks at again.
pub fn fix(fixer: &Fixer<'_>, wanted: &Wanted<'_>, bytes: &[u8]) -> Rounds {
    let mut file = FileFixer { fixer, wanted, checked_bytes: 0 };
    let mut draft = file.draft(bytes.to_vec());
    let mut count = 0;
    loop {
        let groups = file.groups(&draft);
        let mut round = Round::default();
        for turn in groups.chunk_by(|a, b| a.turn == b.turn) {
            // If the encoding had its turn in this round, nothing came of it.
            let first = &turn[0];
            let has_waited = groups[0].turn.is_after_encoding || !first.turn.is_after_encoding;
            if !draft.can_be_written(first.turn) || !has_waited {
                round.refused.push(file.refused(&draft, first, Refusal::Encoding));
                break;
            }
            for group in turn.iter().filter(|group| group.is_held) {
                round.refused.push(file.refused(&draft, group, Refusal::Held));
            }
            file.accept(&draft, &mut round, turn);
            if round.next.is_some() {
                break;
            }
        }
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
    /// What a comment or the baseline holds.
    held: Vec<Finding>,
}

impl Draft {
    /// Whether fixes of that turn can be written into the file: into bytes that are text, and but for those of the
    /// encoding only where no byte is left that nobody knows how to mend.
    fn can_be_written(&self, turn: Turn) -> bool {
        let is_unknown = |finding: &Finding| is_of_bytes(finding.diagnostic.rule) && finding.diagnostic.fix.is_none();
        let is_text = self.file.is_utf8() && memchr::memchr(0, self.file.bytes()).is_none();
        is_text && !(turn.is_after_encoding && self.findings.iter().chain(&self.held).any(is_unknown))
    }
}

/// When a fix has its turn: the encoding first, then what is safe, and of that one rule after the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    is_after_encoding: bool,
    safety: Safety,
    rule: Option<usize>,
}

/// The edits of a fix, and the findings of the draft that have this fix.
struct Group<'d> {
    turn: Turn,
    edits: &'d [Edit],
    findings: Vec<usize>,
    /// Whether it would mend as well what is held.
    is_held: bool,
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
        let mut checked = checker.check(&files).unwrap_or_default();
        checked.hold(&self.wanted.known, &archive, checker.today);
        let Checked { findings, held, .. } = checked;
        Draft { file: TextFile::new(bytes), findings, held }
    }

    /// The fixes to apply, in their turns. A fix that a rule attached to several findings is one.
    fn groups<'d>(&self, draft: &'d Draft) -> Vec<Group<'d>> {
        let mut groups: Vec<Group<'d>> = Vec::new();
        let mut known: HashMap<*const Edit, usize> = HashMap::new();
        let held = draft.held.iter().filter_map(|held| held.diagnostic.fix.as_ref());
        let held: HashSet<*const Edit> = held.map(|fix| fix.edits.as_ptr()).collect();
        for (index, finding) in draft.findings.iter().enumerate() {
            let is_wanted = self.wanted.rules.contains(finding.diagnostic.rule);
            let Some(fix) = self.fixer.applicable(finding).filter(|_| is_wanted) else { continue };
            let edits = fix.edits.as_ptr();
            let group = *known.entry(edits).or_insert_with(|| {
                let rule = finding.diagnostic.rule;
                let turn =
                    Turn { is_after_encoding: !is_of_bytes(rule), safety: fix.safety, rule: rules::position(rule) };
                let is_held = held.contains(&edits);
                groups.push(Group { turn, edits: &fix.edits, findings: Vec::new(), is_held });
                groups.len() - 1
            });
            groups[group].findings.push(index);
        }
        groups.sort_by_key(|group| group.turn);
        groups
    }

    /// Adds to `round` as many of `groups` as will do: all that do not overlap an earlier one, else those of each half.
    fn accept<'d>(&mut self, draft: &Draft, round: &mut Round<'d>, groups: &'d [Group<'d>]) {
        let mut edits = EditSet::default();
        for group in &round.accepted {
            edits.add(group.edits);
        }
        let chosen: Vec<&Group<'_>> = groups.iter().filter(|group| !group.is_held && edits.add(group.edits)).collect();
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
        let layout = self.fixer.checker.archive.layout();
        let (old, new) = (draft.file.text(), next.file.text());
        let is_same = match layout.kind(self.wanted.path) {
            PathKind::Index | PathKind::FrontPage => is_same_index(old, new, &moved, layout.day_indexes()),
            _ => is_same_event(old, new, &moved),
        };
        if !is_same {
            return Err(Refusal::OtherEvent);
        }
        if let Some(finding) = unexpected(&draft.findings, &mended(groups), &next.findings, &moved) {
            return Err(Refusal::Finding(finding.diagnostic.rule));
        }
        let holds_the_same =
            draft.held.len() == next.held.len() && unexpected(&draft.held, &[], &next.held, &moved).is_none();
        if holds_the_same { Ok(next) } else { Err(Refusal::Held) }
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
