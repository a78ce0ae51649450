//! One event file, parsed once into its parts, each with its byte span.
//!
//! The parser takes a file as its author meant it: a heading at the wrong level is still the date heading, a misspelt
//! section still has items. What is wrong with a part is for the rules to say.

pub mod conflict;
pub mod day_index;
mod entity;
mod heading;
mod item;
mod line;
mod link;
mod parse;
mod shown;

pub use day_index::{DayIndex, IndexItem};
pub use entity::{Entity, decoded, entities, reference, unescaped};
pub use heading::{DateHeading, Heading, SectionName};
pub use item::{Item, Marker};
pub use line::{Ending, Line, first_ending, lines};
pub use link::{Link, Reading, links_of_line};
pub use parse::parse;
pub use shown::{Block, BlockKind, Shown};

use crate::diagnostic::Span;

/// The parts of an event file, in the words of the format.
#[derive(Debug, Default)]
pub struct Event {
    /// What other programs read above an event, between two lines `---` or `+++`.
    pub front_matter: Option<Span>,
    /// The line `Formats: [HTML](…) …` of newer files.
    pub formats: Option<Span>,
    /// `### [2004-08-9](/news/2004/08/9/index.md)`; more than one is a fault.
    pub date_headings: Vec<DateHeading>,
    /// `##### Greek electronic game ban`, above the title; more than one is a fault.
    pub contexts: Vec<Heading>,
    /// `# …`; more than one is a fault.
    pub titles: Vec<Heading>,
    /// From the first to the last character of the text below the title.
    pub description: Option<Span>,
    /// All sections in the order of the file.
    pub sections: Vec<Section>,
    /// Paragraphs above the title that are none of these.
    pub stray: Vec<Span>,
    /// The first item of a list of links below the title that no section has.
    pub unheaded: Option<Span>,
    /// The blocks that Markdown does not show as they were meant.
    pub hidden: Vec<Block>,
}

impl Event {
    /// The sections whose items are sources, or were meant to be.
    pub fn source_sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|s| matches!(s.name, Some(SectionName::Source | SectionName::Sources)))
    }

    /// The links to the sources in `text`. A cover image is an image of the story and no source.
    pub fn sources<'e>(&'e self, text: &'e str) -> impl Iterator<Item = &'e Link> {
        let items = self.source_sections().flat_map(|section| &section.items);
        items.filter(|item| !item.is_cover_image(text)).filter_map(|item| item.link.as_ref())
    }

    /// The links in the sections of that name.
    pub fn links_in(&self, name: SectionName) -> impl Iterator<Item = &Link> {
        self.sections_named(name).flat_map(|section| &section.items).filter_map(|item| item.link.as_ref())
    }

    /// The sections of that name.
    pub fn sections_named(&self, name: SectionName) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |s| s.name == Some(name))
    }
}

/// A heading and what stands below it.
#[derive(Debug)]
pub struct Section {
    /// The section that the heading names, or seems to mean.
    pub name: Option<SectionName>,
    /// Its heading.
    pub heading: Heading,
    /// Its items.
    pub items: Vec<Item>,
    /// Paragraphs among them that are no items.
    pub stray: Vec<Span>,
}
