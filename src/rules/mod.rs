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
mod levels;
mod marks;
mod missing_sources;
mod numbering;
mod overrides;
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
mod stale_baseline;
pub(crate) mod suggest;
mod text_encoding;
mod title_heading;
mod unreadable_file;
mod unused_suppression;
mod wiki_markup;

pub use facts::{EventFacts, Facts};
pub use levels::{Levels, Pass};
pub use overrides::{Overrides, RuleLevels};
pub use page::{FixKind, Meta, Needs};

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::archive::{Archive, Place, ReadFault, TextFile};
use crate::diagnostic::{Reporter, Span};
use crate::event::{DayIndex, Event};
use crate::source::{Observation, Settlements};
use crate::suppress::{Entry, Fault};

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
    /// An event, and what is known of the others.
    Others(fn(&EventFile<'_>, &Facts<'_>, &mut Reporter<'_>)),
    /// A day index, and what is known of the events.
    Index(fn(&IndexFile<'_>, &Facts<'_>, &mut Reporter<'_>)),
    /// An event, and what is known of its sources.
    Links(fn(&EventFile<'_>, &SourceFacts<'_>, &mut Reporter<'_>)),
    /// A file's text, and what is wrong with the comments in it that suppress findings.
    Comments(fn(&str, &[Fault], &mut Reporter<'_>)),
    /// The entries of the baseline that match no finding.
    Baseline(fn(&[&Entry<'_>], &mut Reporter<'_>)),
    /// An event as well as a day index.
    Both(&'static Check, &'static Check),
}

impl Check {
    /// What it looks at, one by one.
    fn parts(&self) -> impl Iterator<Item = &Check> {
        let (first, second) = match self {
            Check::Both(event, index) => (*event, Some(*index)),
            check => (check, None),
        };
        std::iter::once(first).chain(second)
    }
}

/// What the visits showed, by the URL requested.
pub type Observations = BTreeMap<String, Observation>;

/// What is known of sources.
#[derive(Clone, Copy)]
pub struct SourceFacts<'a> {
    /// What the visits showed, if there were any.
    pub observations: Option<&'a Observations>,
    /// What audits settled, if there were any.
    pub settled: Option<&'a Settlements>,
}

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

/// The position of the rule `name` in [`RULES`].
pub fn position(name: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.name == name)
}

/// The rule whose name is nearest to `name`, if one is near.
pub fn nearest(name: &str) -> Option<&'static str> {
    suggest::nearest(name, RULES.iter().map(|rule| rule.name), 0.6)
}
