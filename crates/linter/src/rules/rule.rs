//! What a rule is, and what it sees.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::suppress::{CommentFault, StaleEntry};
use newslint_model::archive::{Archive, Day, Facts, Layout, PathKind, Target};
use newslint_model::diagnostic::{Reporter, Span};
use newslint_model::event::{DayIndex, Event, lines};
use newslint_model::source::{Observation, Settlements};
use newslint_model::tree::{ReadFault, TextFile, Tree, join, split};

/// A rule: its name, its page, and what it does.
pub struct Rule {
    /// In kebab-case.
    pub name: &'static str,
    /// The page `rules/<name>.md`.
    pub page: &'static str,
    /// What it looks at, and so when it runs. Most rules look at one thing.
    pub checks: &'static [Check],
}

/// What a rule looks at. The variants stand in the order in which they run.
pub enum Check {
    /// The path of a file that cannot be read, and why.
    Unreadable(fn(&str, &ReadFault, &mut Reporter<'_>)),
    /// A file's bytes, whether or not they are text: an event's, or a day index's.
    Bytes(fn(&FileBytes<'_>, &mut Reporter<'_>)),
    /// An event's path, whatever its bytes are.
    Path(fn(&EventFile<'_>, &mut Reporter<'_>)),
    /// An event alone.
    Event(fn(&EventFile<'_>, &mut Reporter<'_>)),
    /// A day index alone.
    Index(fn(&IndexFile<'_>, &mut Reporter<'_>)),
    /// An event, and which files there are.
    Paths(fn(&EventFile<'_>, &Archive, &mut Reporter<'_>)),
    /// A file held against those of its day, and of the days around it.
    Day(Suspects, Look),
    /// A file held against any others.
    Archive(Suspects, Look),
    /// The front page, held against the events that it lists.
    FrontPage(fn(&IndexFile<'_>, &Facts<'_>, &mut Reporter<'_>)),
    /// A file held against what only the whole archive teaches. Where less is checked it does not run, so that what a
    /// change breaks may be found by the next check of everything alone.
    Whole(Suspects, Look),
    /// An event, and what is known of its sources.
    Sources(fn(&EventFile<'_>, &SourceFacts<'_>, &mut Reporter<'_>)),
    /// A file's text, and what is wrong with the comments in it that suppress findings.
    Comments(fn(&str, &[CommentFault], &mut Reporter<'_>)),
    /// The entries of the baseline that match no finding.
    Baseline(fn(&[StaleEntry<'_>], &mut Reporter<'_>)),
}

/// Adds the paths of the files of a day that the rule could have something to say of. It is cheap, and errs on the side
/// of too much: only these files are read again.
pub type Suspects = for<'f> fn(&Day<'f>, &Facts<'_>, &mut Vec<&'f str>);

/// What a rule over several files does with one that is suspect.
pub enum Look {
    /// For events.
    Event(fn(&EventFile<'_>, &Facts<'_>, &mut Reporter<'_>)),
    /// For day indexes.
    Index(fn(&IndexFile<'_>, &Facts<'_>, &mut Reporter<'_>)),
}

impl Check {
    /// Whether it looks at day indexes, or at the front page.
    pub fn is_of_indexes(&self) -> bool {
        let is_held = match self {
            Check::Day(_, look) | Check::Archive(_, look) | Check::Whole(_, look) => matches!(look, Look::Index(_)),
            _ => false,
        };
        is_held || matches!(self, Check::Bytes(_) | Check::Index(_) | Check::FrontPage(_))
    }

    /// Whether it looks at events.
    pub fn is_of_events(&self) -> bool {
        matches!(self, Check::Bytes(_)) || !self.is_of_indexes()
    }

    /// Whether it has to know of other files what stands in them.
    pub fn needs_facts(&self) -> bool {
        matches!(self, Check::Day(..) | Check::Archive(..) | Check::FrontPage(_)) || self.needs_whole()
    }

    /// Whether it has to know the whole archive.
    pub fn needs_whole(&self) -> bool {
        matches!(self, Check::Whole(..))
    }
}

/// What the visits showed, by the URL requested.
pub type Observations = BTreeMap<String, Observation>;

/// What is known of sources.
#[derive(Clone, Copy, Default)]
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
    pub kind: PathKind,
    /// Its content.
    pub file: &'a TextFile,
    /// Its parts.
    pub event: &'a Event,
    /// Where the archive's files are.
    pub layout: &'a Layout,
    /// The day on which it is checked.
    pub today: Date,
}

impl<'a> EventFile<'a> {
    /// Its text.
    pub fn text(&self) -> &'a str {
        self.file.text()
    }
}

/// What a rule sees of a file whose bytes it is about.
pub struct FileBytes<'a> {
    /// Its path, relative to the archive's root, with `/`.
    pub path: &'a str,
    /// Its content.
    pub file: &'a TextFile,
    /// Where it comes from.
    pub tree: &'a dyn Tree,
}

/// What a rule sees of a day index, or of the front page.
pub struct IndexFile<'a> {
    /// Its path, relative to the archive's root, with `/`.
    pub path: &'a str,
    /// The day of its folder; the front page has none.
    pub date: Option<Date>,
    /// Its content.
    pub file: &'a TextFile,
    /// Its parts.
    pub index: &'a DayIndex,
    /// Where the archive's files are.
    pub layout: &'a Layout,
}

impl<'a> IndexFile<'a> {
    /// Its text.
    pub fn text(&self) -> &'a str {
        self.file.text()
    }

    /// Whether any item leads to where an event can be. At the root most files that are called as an index are texts
    /// about the archive.
    pub fn lists_events(&self) -> bool {
        let links = self.index.items.iter().filter_map(|item| item.link.as_ref());
        let mut targets = links.map(|link| self.layout.target(link.destination.of(self.text())));
        targets.any(|target| matches!(target, Target::Event { .. }))
    }

    /// The index that the file leads to instead of being one: a README can be a mere link to `index.md`.
    pub fn stands_for(&self) -> Option<String> {
        let (folder, name) = split(self.path);
        let right = self.layout.day_indexes().first().filter(|right| *right != name)?;
        let leads = || self.text().contains(&format!("{right})"));
        (self.index.items.is_empty() && leads()).then(|| join(folder, right))
    }

    /// Its date heading, or else the first line: where to tell what is wrong with the whole.
    pub fn heading(&self) -> Span {
        let first_line = || {
            let mut spans = lines(self.text()).map(|line| line.span.trimmed(self.text()));
            spans.find(|line| !line.is_empty()).unwrap_or_default()
        };
        self.index.date_heading.as_ref().map_or_else(first_line, |date| date.heading.line)
    }
}

/// What the rules see of a file, whichever it is.
pub enum FileView<'a> {
    /// An event.
    Event(EventFile<'a>),
    /// A day index.
    Index(IndexFile<'a>),
}
