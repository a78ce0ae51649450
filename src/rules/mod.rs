//! The rules: each one file here, beside its page in `rules/`.
//!
//! A rule is a function from a parsed event, or from what a visit of its sources showed, to diagnostics. It reads no
//! file and opens no socket.

mod changes_numbering;
mod date_heading;
mod date_path;
mod dead_source;
mod duplicate_related;
mod duplicate_source;
mod empty_section;
mod file_path;
mod numbering;
mod overrides;
mod page;
mod related_item;
mod related_numbering;
mod related_path;
mod related_self;
mod section_heading;
mod source_item;
mod source_numbering;
mod source_url;
mod stale_baseline;
pub(crate) mod suggest;
mod text_encoding;
mod title_heading;
mod unreadable_file;
mod unused_suppression;

pub use overrides::{Overrides, RuleLevels};
pub use page::{FixKind, Meta, Needs};

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::archive::{Archive, Place, ReadFault, TextFile};
use crate::diagnostic::{Diagnostic, Level, Reporter};
use crate::event::Event;
use crate::links::Observation;
use crate::suppress::{Entry, Fault};

/// All rules, in the order of a file.
pub const RULES: &[Rule] = &[
    unreadable_file::RULE,
    file_path::RULE,
    text_encoding::RULE,
    date_heading::RULE,
    date_path::RULE,
    title_heading::RULE,
    section_heading::RULE,
    empty_section::RULE,
    source_numbering::RULE,
    source_item::RULE,
    source_url::RULE,
    duplicate_source::RULE,
    dead_source::RULE,
    changes_numbering::RULE,
    related_numbering::RULE,
    related_item::RULE,
    related_path::RULE,
    related_self::RULE,
    duplicate_related::RULE,
    unused_suppression::RULE,
    stale_baseline::RULE,
];

/// A rule: its name, its page, and what it does.
pub struct Rule {
    /// In kebab-case.
    pub name: &'static str,
    /// The page `rules/<name>.md`.
    pub page: &'static str,
    check: Check,
}

/// What a rule looks at.
enum Check {
    /// The path of a file that could not be read, and why.
    Fault(fn(&str, &ReadFault, &mut Reporter<'_>)),
    /// A file's path and bytes, whether or not its text makes sense.
    File(fn(&EventFile<'_>, &mut Reporter<'_>)),
    /// An event.
    Event(fn(&EventFile<'_>, &mut Reporter<'_>)),
    /// An event, and what the visits of its sources showed.
    Links(fn(&EventFile<'_>, &Observations, &mut Reporter<'_>)),
    /// A file's text, and what is wrong with the comments in it that suppress findings.
    Comments(fn(&str, &[Fault], &mut Reporter<'_>)),
    /// The entries of the baseline that match no finding.
    Baseline(fn(&[&Entry<'_>], &mut Reporter<'_>)),
}

/// What the visits showed, by the URL requested.
pub type Observations = BTreeMap<String, Observation>;

/// What a rule sees of one file.
pub struct EventFile<'a> {
    /// Its path, relative to the archive's root, with `/`.
    pub path: &'a str,
    /// What that path is.
    pub place: Place,
    /// Its content.
    pub file: &'a TextFile,
    /// Its parts.
    pub event: &'a Event,
    /// The archive that it is in.
    pub archive: &'a Archive,
}

impl<'a> EventFile<'a> {
    /// Its text.
    pub fn text(&self) -> &'a str {
        self.file.text()
    }
}

/// The rules that are on, each at its level.
#[derive(Clone, Debug)]
pub struct Levels {
    /// In the order of [`RULES`]; `None` is off.
    levels: Vec<Option<Level>>,
    overrides: Overrides,
}

impl Default for Levels {
    fn default() -> Levels {
        Levels { levels: RULES.iter().map(|rule| rule.meta().level).collect(), overrides: Overrides::default() }
    }
}

impl Levels {
    /// Sets a rule's level where no override has one; `None` is off.
    pub fn set(&mut self, rule: usize, level: Option<Level>) {
        self.levels[rule] = level;
    }

    /// A rule's level where no override has one; `None` is off.
    pub fn get(&self, rule: usize) -> Option<Level> {
        self.levels[rule]
    }

    /// Sets the levels for some paths.
    pub fn set_overrides(&mut self, overrides: Overrides) {
        self.overrides = overrides;
    }

    /// Turns a rule off for every path.
    pub fn turn_off(&mut self, rule: usize) {
        self.set(rule, None);
        self.overrides.forget(rule);
    }

    /// These levels, with every rule off that has nothing to say of which other files there are.
    pub fn about_other_files(&self) -> Levels {
        let mut levels = self.clone();
        for (position, rule) in RULES.iter().enumerate() {
            if matches!(rule.meta().needs, Needs::Event | Needs::Network) {
                levels.turn_off(position);
            }
        }
        levels
    }

    /// The positions of the overrides that fit `path`, relative to the root.
    pub fn overrides_at(&self, path: &str) -> Vec<usize> {
        self.overrides.at(path)
    }

    /// The levels for the file at `path`, relative to the root, in the order of [`RULES`].
    pub fn at(&self, path: &str) -> Cow<'_, [Option<Level>]> {
        let mut levels = Cow::Borrowed(self.levels.as_slice());
        for fitting in self.overrides_at(path) {
            for (rule, level) in self.overrides.levels(fitting) {
                levels.to_mut()[*rule] = *level;
            }
        }
        levels
    }

    /// Whether a rule runs for the file at `path`: in the pass about links, or in the one before.
    pub fn runs(&self, rule: usize, path: &str, about_links: bool) -> bool {
        self.at(path)[rule].is_some() && matches!(RULES[rule].check, Check::Links(_)) == about_links
    }

    /// Runs the rules about a file that could not be read.
    pub fn check_fault(&self, path: &str, fault: &ReadFault) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, level) in on(&self.at(path)) {
            if let Check::Fault(check) = rule.check {
                check(path, fault, &mut Reporter::new(rule.name, level, &mut diagnostics));
            }
        }
        diagnostics
    }

    /// Runs the rules about files and events.
    pub fn check_event(&self, event: &EventFile<'_>) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let is_text = text_encoding::is_text(event.file.bytes());
        for (rule, level) in on(&self.at(event.path)) {
            let mut reporter = Reporter::new(rule.name, level, &mut diagnostics);
            match rule.check {
                Check::File(check) => check(event, &mut reporter),
                Check::Event(check) if is_text => check(event, &mut reporter),
                _ => {}
            }
        }
        diagnostics
    }

    /// Runs the rules about links.
    pub fn check_links(&self, event: &EventFile<'_>, observations: &Observations) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, level) in on(&self.at(event.path)) {
            if let Check::Links(check) = rule.check {
                check(event, observations, &mut Reporter::new(rule.name, level, &mut diagnostics));
            }
        }
        diagnostics
    }
}

/// The rules about findings that are not shown.
impl Levels {
    /// Runs the rules about comments that suppress findings.
    pub fn check_comments(&self, event: &EventFile<'_>, faults: &[Fault]) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, level) in on(&self.at(event.path)) {
            if let Check::Comments(check) = rule.check {
                check(event.text(), faults, &mut Reporter::new(rule.name, level, &mut diagnostics));
            }
        }
        diagnostics
    }

    /// Runs the rules about the baseline.
    pub fn check_baseline(&self, stale: &[&Entry<'_>]) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, level) in on(&self.levels) {
            if let Check::Baseline(check) = rule.check {
                check(stale, &mut Reporter::new(rule.name, level, &mut diagnostics));
            }
        }
        diagnostics
    }
}

/// The rules that `levels` turn on.
fn on(levels: &[Option<Level>]) -> impl Iterator<Item = (&'static Rule, Level)> {
    RULES.iter().zip(levels).filter_map(|(rule, level)| Some((rule, (*level)?)))
}

/// The position of the rule `name` in [`RULES`].
pub fn position(name: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.name == name)
}

/// The rule whose name is nearest to `name`, if one is near.
pub fn nearest(name: &str) -> Option<&'static str> {
    suggest::nearest(name, RULES.iter().map(|rule| rule.name), 0.6)
}
