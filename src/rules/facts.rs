//! What is kept of each event once its text is gone, for the rules that hold events against each other.
//!
//! Every event is parsed once, and its own rules run at once. A rule that needs other events needs all of them to be
//! parsed, and their texts are not kept: so it runs when the facts are complete, and only over the few files that the
//! facts make suspect. Suspicion is cheap and errs on the side of too much; the rule itself looks at the text.

use std::hash::Hasher;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::duplicate_event;
use crate::archive::{Archive, Layout};
use crate::diagnostic::Span;
use crate::event::{Event, SectionName, decoded};

/// What is known of one event.
#[derive(Clone, Debug)]
pub struct EventFacts {
    /// Its path, relative to the archive's root.
    pub path: Box<str>,
    /// The slug in its path.
    pub slug: Span,
    /// Its first title, without white space around it; empty if it has none.
    pub title: Box<str>,
    /// The key of the title as it stands there.
    title_key: Key,
    /// The key of the title's ASCII letters and digits.
    pub(super) story: Key,
    /// For each related event the keys of its path and of the link's text.
    related: Vec<(Key, Key)>,
    /// The keys of the paths of its versions.
    versions: Box<[Key]>,
}

/// Stands for a text in comparisons.
type Key = u64;

fn key(text: &str) -> Key {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl EventFacts {
    /// What there is to know of the event at `path`; `None` where no event can be.
    pub fn of(path: &str, event: &Event, text: &str, layout: &Layout) -> Option<EventFacts> {
        let slug = layout.event().scan(path).ok()?.slug?.span;
        let title = event.titles.first().map_or("", |title| title.text.of(text));
        let links = |name| event.sections_named(name).flat_map(|section| &section.items);
        // A destination of another form is no event's path, and its key no event's key.
        let target = |destination: Span| {
            let destination = destination.of(text);
            key(destination.strip_prefix(layout.link_prefix()).unwrap_or(destination))
        };
        let mut related = Vec::with_capacity(links(SectionName::Related).count());
        related.extend(links(SectionName::Related).filter_map(|item| {
            let link = item.link.as_ref()?;
            Some((target(link.destination), key(item.link_text(text))))
        }));
        let versions = links(SectionName::Changes).filter_map(|item| Some(target(item.link.as_ref()?.destination)));
        Some(EventFacts {
            path: path.into(),
            slug,
            title: title.into(),
            title_key: key(title),
            story: story_key(title),
            related,
            versions: versions.collect(),
        })
    }

    /// The slug in its path.
    pub fn slug(&self) -> &str {
        self.slug.of(&self.path)
    }

    /// Whether its Changes section leads to the other event, as to an earlier version of the story.
    pub fn has_version(&self, other: &EventFacts) -> bool {
        self.path != other.path && self.versions.contains(&key(&other.path))
    }

    /// Whether both titles have the same letters and digits, and any.
    pub fn has_title_of(&self, other: &EventFacts) -> bool {
        self.story == other.story && {
            let own = story(&self.title);
            !own.is_empty() && own == story(&other.title)
        }
    }

    /// The folder that it is in.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A text's letters and digits in lower case, with entities as what they stand for.
fn story(title: &str) -> String {
    decoded(title).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The key of those of them that are ASCII: it is made for every event, and a story for few.
fn story_key(title: &str) -> Key {
    let mut hasher = FxHasher::default();
    for byte in decoded(title).bytes().filter(u8::is_ascii_alphanumeric) {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    hasher.finish()
}

/// Whether two texts are the same but for white space and the use of entities.
pub fn is_same_text(a: &str, b: &str) -> bool {
    a == b || decoded(a).split_whitespace().eq(decoded(b).split_whitespace())
}

/// What is known of all events that are checked, and of those that they have to do with.
pub struct Facts<'p> {
    /// Sorted by path.
    events: Vec<EventFacts>,
    /// Where in `events` each path is, by its key.
    by_path: FxHashMap<Key, usize>,
    /// The paths of the files that are checked, sorted.
    checked: Vec<&'p str>,
}

impl<'p> Facts<'p> {
    /// Puts together what is known. `checked` are the paths of the files that are checked, sorted.
    pub fn new(mut events: Vec<EventFacts>, checked: Vec<&'p str>) -> Facts<'p> {
        events.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let by_path = events.iter().enumerate().map(|(at, event)| (key(&event.path), at)).collect();
        Facts { events, by_path, checked }
    }

    /// The event at `path`.
    pub fn event(&self, path: &str) -> Option<&EventFacts> {
        let event = self.by_path.get(&key(path)).map(|&at| &self.events[at]);
        event.filter(|event| *event.path == *path)
    }

    /// The title of the event at `path`, if it is known to have one.
    pub fn title(&self, path: &str) -> Option<&str> {
        self.event(path).map(|event| &*event.title).filter(|title| !title.is_empty())
    }

    /// The known events of a folder, sorted by path.
    pub fn day(&self, folder: &str) -> &[EventFacts] {
        let start = self.events.partition_point(|event| event.folder() < folder);
        let length = self.events[start..].iter().take_while(|event| event.folder() == folder).count();
        &self.events[start..start + length]
    }

    /// Whether the file at `path` is among those that are checked.
    pub fn is_checked(&self, path: &str) -> bool {
        self.checked.binary_search(&path).is_ok()
    }

    /// The paths of the events that a rule about several files could have something to say of, sorted.
    pub fn suspects(&self, archive: &Archive) -> Vec<&str> {
        let related = self.events.par_iter().filter(|event| self.has_other_text(event));
        let mut suspects: Vec<&str> = related.map(|event| &*event.path).collect();
        let days = self.events.par_chunk_by(|a, b| a.folder() == b.folder());
        suspects.par_extend(days.flat_map_iter(|day| {
            let first = day.first().filter(|first| !archive.has_index(first.folder()));
            duplicate_event::suspects(day).into_iter().chain(first).map(|event| &*event.path)
        }));
        suspects.sort_unstable();
        suspects.dedup();
        suspects
    }

    /// Whether the text of a related event differs from that event's title.
    fn has_other_text(&self, event: &EventFacts) -> bool {
        event
            .related
            .iter()
            .any(|(path, text)| self.by_path.get(path).is_some_and(|&at| self.events[at].title_key != *text))
    }
}
