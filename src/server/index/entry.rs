//! What the server keeps of one file.

use std::sync::Arc;

use jiff::civil::Date;
use memchr::memmem;

use newslint_model::archive::{Archive, Citation, Key, Layout, PathKind, key};
use newslint_model::event::{self, Event, SectionName, day_index};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An event, or a file where none can be.
    Event,
    /// The index of a day, or the front page.
    Index,
}

/// What is kept of a file.
#[derive(Debug)]
pub struct Entry {
    /// Its path, relative to the root.
    pub path: Arc<str>,
    /// What it is.
    pub kind: Kind,
    /// The day of its folder, if the calendar has it.
    pub day: Option<Date>,
    /// Its title as it stands there, without white space around it; empty if it has none.
    pub title: Box<str>,
    /// The keys of the paths that its links lead to, be it by mistake; none once the index has them in a list of its own.
    pub links: Box<[Key]>,
    /// Its own contexts, and then those that it shares with its related events.
    pub contexts: Box<[Arc<str>]>,
    /// For each source the host and the outlet.
    pub citations: Box<[(Arc<str>, Arc<str>)]>,
}

impl Entry {
    /// Reads the file at `path`; `None` if there is none, or newslint has nothing to say of it.
    pub fn read(archive: &Archive, path: &Arc<str>) -> Option<Entry> {
        let layout = archive.layout();
        let kind = layout.kind(path);
        if kind == PathKind::Other {
            return None;
        }
        let file = archive.read(path).ok()?;
        let text = file.text();
        let links = links(text, layout);
        Some(match kind {
            PathKind::Index | PathKind::FrontPage => {
                let index = day_index::parse(text, layout.day_indexes());
                let title = index.date_heading.as_ref().map_or("", |heading| heading.date.of(text));
                let day = layout.index_date(path);
                let (path, contexts, citations) = (Arc::clone(path), Box::default(), Box::default());
                Entry { path, kind: Kind::Index, day, title: title.into(), links, contexts, citations }
            }
            kind => {
                let event = event::parse(text);
                let title = event.titles.first().map_or("", |title| title.text.of(text));
                let cited = Citation::all(&event, text).into_iter();
                let citations = cited.map(|citation| (citation.host.into(), citation.outlet.into())).collect();
                let (path, day, contexts) = (Arc::clone(path), kind.date(), contexts(&event, text));
                Entry { path, kind: Kind::Event, day, title: title.into(), links, contexts, citations }
            }
        })
    }
}

/// The keys of what stands in the place of a destination, in every link of a text.
fn links(text: &str, layout: &Layout) -> Box<[Key]> {
    let start = format!("]({}", layout.link_prefix());
    let finder = memmem::Finder::new(&start);
    let starts = finder.find_iter(text.as_bytes()).map(|at| &text[at + start.len()..]);
    let ends = |rest: &str| rest.find([')', '\n', '\r', ' ']).unwrap_or(rest.len());
    let mut links: Vec<Key> = starts.map(|rest| key(&rest[..ends(rest)])).collect();
    links.sort_unstable();
    links.dedup();
    links.into_boxed_slice()
}

/// The contexts of an event.
fn contexts(event: &Event, text: &str) -> Box<[Arc<str>]> {
    let own = event.contexts.iter().map(|heading| heading.text.of(text));
    let items = event.sections_named(SectionName::Related).flat_map(|section| &section.items);
    let shared = items.filter_map(|item| item.contexts(text)).flat_map(|list| list.of(text).split(", "));
    let mut contexts: Vec<Arc<str>> = Vec::new();
    for context in own.chain(shared).map(str::trim).filter(|context| !context.is_empty()) {
        if !contexts.iter().any(|known| **known == *context) {
            contexts.push(context.into());
        }
    }
    contexts.into_boxed_slice()
}
