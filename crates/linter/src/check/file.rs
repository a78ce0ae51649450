//! One file on its way through the stages.

use std::sync::{Arc, Mutex, PoisonError};

use super::checked::Lost;
use super::sources::FileSources;
use crate::rules::{self, Check, Levels, RULES};
use crate::suppress::{NameOf, Suppressions};
use newslint_model::archive::{Archive, Citation, EventFacts, IndexFacts, Target};
use newslint_model::diagnostic::{Diagnostic, Finding, locate};
use newslint_model::tree::TextFile;

/// What is known of a file so far.
#[derive(Default)]
pub(super) struct FileState {
    /// Whether the summary counts it.
    pub counts: bool,
    /// Whether it could not be read.
    pub is_unread: bool,
    pub findings: Vec<Finding>,
    /// What comments suppress.
    pub suppressed: Vec<Finding>,
    /// What later findings are held against, if comments in the file suppress any.
    held: Option<Box<Held>>,
    pub facts: Option<FileFacts>,
    /// The paths of the events that have to be known as well.
    pub neighbours: Vec<String>,
    pub sources: FileSources,
    /// What it cites, if that is asked of the whole archive.
    pub citations: Box<[Citation]>,
}

/// What the later stages need to know of a file.
pub(super) enum FileFacts {
    Event(Arc<EventFacts>),
    Index(IndexFacts),
}

/// A file with comments that suppress findings, and all that was found in it.
struct Held {
    file: TextFile,
    suppressions: Suppressions,
    diagnostics: Vec<Diagnostic>,
    is_index: bool,
}

/// What a later look at a file found: its text is gone already, unless it is held.
pub(super) enum Found {
    Located(Vec<Finding>),
    Held(Vec<Diagnostic>),
}

/// What findings are made of and made for.
pub(super) struct Finish<'a> {
    pub archive: &'a Archive,
    pub levels: &'a Levels,
    pub excerpt_width: Option<usize>,
    /// Whether the whole archive is checked.
    pub knows_all: bool,
    /// Links that were found to lead nowhere.
    pub lost: Mutex<Lost>,
}

impl FileState {
    /// Of a file that cannot be read.
    pub fn unread(findings: Vec<Finding>) -> FileState {
        FileState { counts: true, is_unread: true, findings, ..FileState::default() }
    }

    /// After the first look at the file at `path`.
    pub fn first(path: &str, file: TextFile, is_index: bool, found: Vec<Diagnostic>, finish: &Finish<'_>) -> FileState {
        let mut state = FileState { counts: true, ..FileState::default() };
        match Suppressions::read(file.text()) {
            None => state.findings = finish.located(path, file.text(), found),
            Some(suppressions) => {
                state.held = Some(Box::new(Held { file, suppressions, diagnostics: found, is_index }));
            }
        }
        state
    }

    /// What a later look at the same text found.
    pub fn found(&self, path: &str, text: &str, found: Vec<Diagnostic>, finish: &Finish<'_>) -> Found {
        match self.held {
            Some(_) => Found::Held(found),
            None => Found::Located(finish.located(path, text, found)),
        }
    }

    pub fn add(&mut self, found: Found) {
        match found {
            Found::Located(findings) => self.findings.extend(findings),
            Found::Held(mut diagnostics) => {
                self.held.iter_mut().for_each(|held| held.diagnostics.append(&mut diagnostics));
            }
        }
    }

    /// Lets comments suppress what was found, and tells what is wrong with them. Each rule that was to look at the file
    /// has done so, those about sources only if `knows_sources`.
    pub fn suppress(&mut self, path: &str, knows_sources: bool, finish: &Finish<'_>) {
        let Some(held) = self.held.take() else { return };
        let Held { file, mut suppressions, diagnostics, is_index } = *held;
        let (covered, mut diagnostics): (Vec<_>, Vec<_>) =
            diagnostics.into_iter().partition(|diagnostic| suppressions.cover(diagnostic));
        let levels = finish.levels.at(path);
        let faults = suppressions.faults(|name| match rules::position(name) {
            None => NameOf::NoRule(rules::nearest(name)),
            Some(rule) if levels[rule].is_some() && has_run(rule, is_index, knows_sources, finish.knows_all) => {
                NameOf::RuleThatRan
            }
            Some(_) => NameOf::OtherRule,
        });
        diagnostics.extend(finish.levels.check_comments(path, file.text(), &faults));
        self.findings.extend(finish.located(path, file.text(), diagnostics));
        self.suppressed = finish.located(path, file.text(), covered);
    }
}

impl Finish<'_> {
    fn located(&self, path: &str, text: &str, found: Vec<Diagnostic>) -> Vec<Finding> {
        let lost = self.lost(text, &found);
        if lost.links > 0 {
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).add(lost);
        }
        locate(path, text, found, self.excerpt_width, &|other| self.archive.quotable(other))
    }

    /// The links among these findings that lead nowhere.
    fn lost(&self, text: &str, found: &[Diagnostic]) -> Lost {
        let (archive, mut lost) = (self.archive, Lost::default());
        for diagnostic in found.iter().filter(|diagnostic| diagnostic.rule == "related-path") {
            let Target::Event { path, .. } = archive.layout().target(diagnostic.primary.span.of(text)) else {
                continue;
            };
            lost.links += 1;
            if let Some(folder) = archive.absent_folder(path) {
                lost.to_absent_days += 1;
                lost.folders.insert(folder.to_owned());
            }
        }
        lost
    }
}

/// Whether a rule that is on has looked at an event, or at an index.
fn has_run(rule: usize, is_index: bool, knows_sources: bool, knows_all: bool) -> bool {
    RULES[rule].checks.iter().any(|check| match check {
        Check::Whole(..) => knows_all && check.is_of_indexes() == is_index,
        Check::Sources(_) => knows_sources && !is_index,
        _ if is_index => check.is_of_indexes(),
        _ => check.is_of_events(),
    })
}
