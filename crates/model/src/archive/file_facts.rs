//! What is kept of each file once its text is gone.
//!
//! Every file is parsed once, and the rules about it alone run at once. A rule that needs other files needs all of them
//! to be parsed, and their texts are not kept: so it runs when the facts are complete, and only over the few files that
//! the facts make suspect. Suspicion is cheap and errs on the side of too much; the rule itself looks at the text.

use std::sync::Arc;

use jiff::civil::Date;

use super::key::{Key, key, key_of_bytes};
use super::layout::Layout;
use crate::character::visible;
use crate::diagnostic::Span;
use crate::event::{DayIndex, Event, SectionName, decoded, unescaped};
use crate::source::document_key;
use crate::tree::split;

/// What is known of one event: all of it that other files can be held against, so that two events with the same facts are
/// the same to them.
#[derive(Debug, PartialEq, Eq)]
pub struct EventFacts {
    /// Its path, relative to the archive's root.
    pub path: Arc<str>,
    pub(super) path_key: Key,
    slug: Span,
    /// Its first title, without white space around it; empty if it has none.
    pub title: Box<str>,
    /// Where in its text that title stands.
    title_span: Span,
    /// The key of the title as it stands there.
    pub(super) title_key: Key,
    /// The key of the title's ASCII letters and digits: equal for all titles that [`EventFacts::has_title_of`] another.
    pub story: Key,
    /// Whether it cites a source.
    pub has_source: bool,
    /// For each related event the keys of its path and of the link's text.
    pub related: Box<[(Key, Key)]>,
    /// The keys of the paths of its versions.
    versions: Box<[Key]>,
    /// The keys of the documents that it cites, sorted.
    documents: Box<[Key]>,
}

/// What is known of one day index.
#[derive(Debug)]
pub struct IndexFacts {
    /// Its path, relative to the archive's root.
    pub path: Arc<str>,
    /// The day of its folder.
    pub date: Date,
    /// Whether its heading is that of its day, as a link, every item is a link, and Markdown shows them.
    pub is_regular: bool,
    /// For each item the keys of its path and of the link's text.
    pub items: Box<[(Key, Key)]>,
    /// The key of the path of the previous day's index.
    pub previous: Option<Key>,
}

/// The key of the path that a link's destination stands for. A destination of another form is no path, and its key no
/// path's key.
fn target_key(destination: &str, layout: &Layout) -> Key {
    destination.strip_prefix(layout.link_prefix()).map_or_else(|| !key(destination), key)
}

/// The key of the document that a source is, on whichever scheme it is cited.
pub fn document(cited: &str) -> Key {
    let document = document_key(cited);
    key(document.split_once("://").map_or(document.as_str(), |(_, rest)| rest))
}

impl EventFacts {
    /// What there is to know of the event at `path`; `None` where no event can be.
    pub fn of(path: Arc<str>, event: &Event, text: &str, layout: &Layout) -> Option<EventFacts> {
        let slug = layout.event().scan(&path).ok()?.slug?.span;
        let title_span = event.titles.first().map(|title| title.text).unwrap_or_default();
        let title = title_span.of(text);
        let links = |name| event.sections_named(name).flat_map(|section| &section.items);
        let mut related = Vec::with_capacity(links(SectionName::Related).count());
        related.extend(links(SectionName::Related).filter_map(|item| {
            let destination = item.link.as_ref()?.destination;
            Some((target_key(destination.of(text), layout), key(item.link_text(text))))
        }));
        let versions = links(SectionName::Changes)
            .filter_map(|item| Some(target_key(item.link.as_ref()?.destination.of(text), layout)));
        let mut documents: Vec<Key> = event.sources(text).map(|link| document(link.destination.of(text))).collect();
        documents.sort_unstable();
        Some(EventFacts {
            path_key: key(&path),
            path,
            slug,
            title: title.into(),
            title_span,
            title_key: key(title),
            story: story_key(title),
            has_source: event.sources(text).next().is_some(),
            related: related.into_boxed_slice(),
            versions: versions.collect(),
            documents: documents.into_boxed_slice(),
        })
    }

    /// The same of an event whose title is in bytes that are no text, or in a merge's conflict: nobody knows it.
    pub fn untitled(self) -> EventFacts {
        EventFacts { title: "".into(), title_key: key(""), story: story_key(""), ..self }
    }

    /// The slug in its path.
    pub fn slug(&self) -> &str {
        self.slug.of(&self.path)
    }

    /// Where the slug stands in its path.
    pub fn slug_span(&self) -> Span {
        self.slug
    }

    /// Where its title stands in its text; `None` if it has none.
    pub fn title_span(&self) -> Option<Span> {
        Some(self.title_span).filter(|span| !span.is_empty())
    }

    /// Whether its Changes section leads to the other event, as to an earlier version of the story.
    pub fn has_version(&self, other: &EventFacts) -> bool {
        !self.versions.is_empty() && self.path != other.path && self.versions.contains(&other.path_key)
    }

    /// The keys of the paths of the others that its Changes section leads to.
    pub fn versions(&self) -> impl Iterator<Item = Key> {
        self.versions.iter().copied().filter(|path| *path != self.path_key)
    }

    /// Whether both titles have the same letters and digits, and any.
    pub fn has_title_of(&self, other: &EventFacts) -> bool {
        self.story == other.story && {
            let own = story(&self.title);
            !own.is_empty() && own == story(&other.title)
        }
    }

    /// Whether either cites no document that the other does not, and both cite any.
    pub fn has_documents_of(&self, other: &EventFacts) -> bool {
        let (few, many) = match self.documents.len() < other.documents.len() {
            true => (&self.documents, &other.documents),
            false => (&other.documents, &self.documents),
        };
        !few.is_empty() && few.iter().all(|document| many.binary_search(document).is_ok())
    }

    /// Whether it cites the document of that URL.
    pub fn cites(&self, url: &str) -> bool {
        !self.documents.is_empty() && self.documents.binary_search(&document(url)).is_ok()
    }

    /// The keys of the documents that it cites.
    pub fn documents(&self) -> &[Key] {
        &self.documents
    }

    /// The key of its path.
    pub fn path_key(&self) -> Key {
        self.path_key
    }

    /// The folder that it is in.
    pub fn folder(&self) -> &str {
        split(&self.path).0
    }
}

impl IndexFacts {
    /// What there is to know of the index at `path`, in the folder of the day `date`.
    pub fn of(path: Arc<str>, date: Date, index: &DayIndex, text: &str, layout: &Layout) -> IndexFacts {
        let is_right = index.date_heading.as_ref().is_some_and(|heading| {
            let link = heading.link.as_ref().map(|link| link.destination.of(text));
            heading.date.of(text) == layout.format_date(date)
                && link.is_some_and(|link| link == layout.destination(&layout.day_index(date)))
        });
        let items = index.items.iter().filter_map(|item| {
            let link = item.link.as_ref()?;
            Some((target_key(link.destination.of(text), layout), key(link.text.of(text).trim())))
        });
        let previous = index.previous.as_ref().and_then(|previous| previous.link.as_ref());
        IndexFacts {
            path,
            date,
            is_regular: is_right && index.hidden_from.is_none() && index.items.iter().all(|item| item.link.is_some()),
            items: items.collect(),
            previous: previous.map(|link| target_key(link.destination.of(text), layout)),
        }
    }
}

/// A text's letters and digits in lower case, with entities as what they stand for.
fn story(title: &str) -> String {
    decoded(title).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The key of those of them that are ASCII: it is made for every event, and a story for few.
fn story_key(title: &str) -> Key {
    let letters = decoded(title);
    let letters = letters.bytes().filter(u8::is_ascii_alphanumeric);
    key_of_bytes(letters.map(|byte| byte.to_ascii_lowercase()))
}

/// Whether two texts read the same: but for white space, for the use of entities and of backslashes, and for characters
/// that nobody sees. That those are there, other rules tell where they stand.
pub fn is_same_text(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let text = decoded(&unescaped(&visible(text))).into_owned();
        text.split_whitespace().map(|word| word.replace(char::is_control, "")).collect::<Vec<_>>()
    };
    a == b || plain(a) == plain(b)
}
