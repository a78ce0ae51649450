//! The rules: each one file here, beside its page in `rules/`.
//!
//! A rule is a function from a parsed event or day index, from what is known of the other events, or from what a visit
//! of the sources showed, to diagnostics. It reads no file, opens no socket and asks no clock.

mod changes_numbering;
mod date_heading;
mod date_path;
mod day_index;
mod dead_source;
mod duplicate_event;
mod duplicate_related;
mod duplicate_source;
mod empty_section;
mod facts;
mod file_path;
mod future_date;
mod html_entity;
mod missing_sources;
mod numbering;
mod page;
mod previous_day;
mod related_item;
mod related_numbering;
mod related_path;
mod related_self;
mod related_title;
mod section_heading;
mod slug;
mod source_item;
mod source_numbering;
mod source_url;
mod suggest;
mod text_encoding;
mod title_heading;
mod unreadable_file;
mod wiki_markup;

pub use facts::{EventFacts, Facts};
pub use page::{FixKind, Meta, Needs};

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::archive::{Archive, Place, ReadFault, TextFile};
use crate::diagnostic::{Diagnostic, Level, Reporter, Span};
use crate::event::{DayIndex, Event};
use crate::links::Observation;

/// All rules, in the order of a file.
pub const RULES: &[Rule] = &[
    unreadable_file::RULE,
    file_path::RULE,
    future_date::RULE,
    slug::RULE,
    duplicate_event::RULE,
    text_encoding::RULE,
    date_heading::RULE,
    date_path::RULE,
    title_heading::RULE,
    html_entity::RULE,
    wiki_markup::RULE,
    section_heading::RULE,
    empty_section::RULE,
    missing_sources::RULE,
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
    related_title::RULE,
    duplicate_related::RULE,
    day_index::RULE,
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
    /// An event, and what is known of the others.
    Others(fn(&EventFile<'_>, &Facts<'_>, &mut Reporter<'_>)),
    /// A day index, and what is known of the events.
    Index(fn(&IndexFile<'_>, &Facts<'_>, &mut Reporter<'_>)),
    /// An event, and what the visits of its sources showed.
    Links(fn(&EventFile<'_>, &Observations, &mut Reporter<'_>)),
    /// An event as well as a day index.
    Both(&'static Check, &'static Check),
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
    /// The day on which it is checked.
    pub today: Date,
}

impl<'a> EventFile<'a> {
    /// Its text.
    pub fn text(&self) -> &'a str {
        self.file.text()
    }
}

/// What a rule sees of a day index.
pub struct IndexFile<'a> {
    /// Its path, relative to the archive's root, with `/`.
    pub path: &'a str,
    /// The day of its folder.
    pub date: Date,
    /// Its content.
    pub file: &'a TextFile,
    /// Its parts.
    pub index: &'a DayIndex,
    /// The archive that it is in.
    pub archive: &'a Archive,
}

impl<'a> IndexFile<'a> {
    /// Its text.
    pub fn text(&self) -> &'a str {
        self.file.text()
    }

    /// Its date heading, or else the first line: where to tell what is wrong with the whole.
    pub fn heading(&self) -> Span {
        let first_line = || {
            let text = self.text();
            let start = text.len() - text.trim_start().len();
            Span::new(start, start + text[start..].lines().next().unwrap_or_default().trim_end().len())
        };
        self.index.date_heading.as_ref().map_or_else(first_line, |date| date.heading.line)
    }
}

/// The rules that are on, each at its level.
#[derive(Clone, Debug)]
pub struct Levels {
    /// In the order of [`RULES`]; `None` is off.
    levels: Vec<Option<Level>>,
}

impl Default for Levels {
    fn default() -> Levels {
        Levels { levels: RULES.iter().map(|rule| rule.meta().level).collect() }
    }
}

impl Levels {
    /// Sets a rule's level; `None` is off.
    pub fn set(&mut self, rule: usize, level: Option<Level>) {
        self.levels[rule] = level;
    }

    /// A rule's level; `None` is off.
    pub fn get(&self, rule: usize) -> Option<Level> {
        self.levels[rule]
    }

    /// What the rules that are on look at, with each rule's name and level.
    fn on(&self) -> impl Iterator<Item = (&'static str, &'static Check, Level)> {
        let on = RULES.iter().zip(&self.levels).filter_map(|(rule, level)| Some((rule, (*level)?)));
        on.flat_map(|(rule, level)| {
            let (check, other) = match &rule.check {
                Check::Both(event, index) => (*event, Some(*index)),
                check => (check, None),
            };
            std::iter::once(check).chain(other).map(move |check| (rule.name, check, level))
        })
    }

    /// Whether any rule needs to know of other events.
    pub fn need_facts(&self) -> bool {
        self.on().any(|(_, check, _)| matches!(check, Check::Others(_) | Check::Index(_)))
    }

    /// Runs the rules about a file that could not be read.
    pub fn check_fault(&self, path: &str, fault: &ReadFault) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, check, level) in self.on() {
            if let Check::Fault(check) = check {
                check(path, fault, &mut Reporter::new(rule, level, &mut diagnostics));
            }
        }
        diagnostics
    }

    /// Runs the rules about files and events.
    pub fn check_event(&self, event: &EventFile<'_>) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let is_text = text_encoding::is_text(event.file.bytes());
        for (rule, check, level) in self.on() {
            let mut reporter = Reporter::new(rule, level, &mut diagnostics);
            match check {
                Check::File(check) => check(event, &mut reporter),
                Check::Event(check) if is_text => check(event, &mut reporter),
                _ => {}
            }
        }
        diagnostics
    }

    /// Runs the rules that hold an event against others.
    pub fn check_others(&self, event: &EventFile<'_>, facts: &Facts<'_>) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, check, level) in self.on() {
            if let Check::Others(check) = check {
                check(event, facts, &mut Reporter::new(rule, level, &mut diagnostics));
            }
        }
        diagnostics
    }

    /// Runs the rules about day indexes.
    pub fn check_index(&self, index: &IndexFile<'_>, facts: &Facts<'_>) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, check, level) in self.on() {
            if let Check::Index(check) = check {
                check(index, facts, &mut Reporter::new(rule, level, &mut diagnostics));
            }
        }
        diagnostics
    }

    /// Runs the rules about links.
    pub fn check_links(&self, event: &EventFile<'_>, observations: &Observations) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (rule, check, level) in self.on() {
            if let Check::Links(check) = check {
                check(event, observations, &mut Reporter::new(rule, level, &mut diagnostics));
            }
        }
        diagnostics
    }
}

/// The position of the rule `name` in [`RULES`].
pub fn position(name: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.name == name)
}

/// The rule whose name is nearest to `name`, if one is near.
pub fn nearest(name: &str) -> Option<&'static str> {
    suggest::nearest(name, RULES.iter().map(|rule| rule.name), 0.6)
}
