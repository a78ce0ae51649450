//! The contexts that two events share: known of the one, and named by the other.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cursor::Around;
use crate::server::index::{Entry, folded};
use crate::server::snapshot::Snapshot;
use newslint_model::archive::PathKind;
use newslint_model::character::has_hidden;
use newslint_model::diagnostic::Span;
use newslint_model::event::{self, Item, SectionName, entities};

/// How many contexts a related event is given at most. Real ones have up to eight.
const MOST: usize = 8;

/// How many of the events that lead to another are asked for contexts.
const MOST_LINKING: usize = 20;

/// How many bytes of an event's text are searched for contexts. Real descriptions have some hundreds.
const MOST_TEXT: usize = 20_000;

/// What an event names.
pub struct Named {
    /// The words of its title, its description and its contexts, each part between line ends.
    words: String,
    /// What was asked so far: one context is known of many events.
    known: RefCell<FxHashMap<Arc<str>, bool>>,
}

impl Named {
    /// What the event around a line names.
    pub fn of(around: &Around<'_>) -> Named {
        let (text, event) = (around.rest.as_str(), &around.event);
        let items = event.sections_named(SectionName::Related).flat_map(|section| &section.items);
        let lists = items.filter_map(|item| item.contexts(text));
        let contexts = lists.flat_map(|list| list.of(text).split(", "));
        let headings = event.titles.iter().chain(&event.contexts).map(|heading| heading.text);
        let parts = headings.chain(event.description).map(|part| part.of(text));
        let mut words = String::new();
        for part in parts.chain(contexts) {
            words.push_str(&folded(head(part, MOST_TEXT.saturating_sub(words.len()))));
            words.push_str(" \n");
        }
        Named { words, known: RefCell::default() }
    }

    fn names(&self, context: &Arc<str>) -> bool {
        *self.known.borrow_mut().entry(Arc::clone(context)).or_insert_with(|| is_named(&self.words, context))
    }

    /// The contexts that this event and another share, sorted; none if nothing is known that both have to do with.
    pub fn shared(&self, snapshot: &Snapshot, other: &Entry) -> Vec<Arc<str>> {
        let title = format!("{} ", folded(&other.title));
        let linking = snapshot.index.linking(&other.path);
        let of_linking = linking.iter().take(MOST_LINKING).flat_map(|entry| &*entry.contexts);
        let of_linking = of_linking.filter(|context| self.names(context) && is_named(&title, context));
        let own = other.contexts.iter().filter(|context| self.names(context));
        let mut shared: Vec<Arc<str>> = own.chain(of_linking).filter(|context| is_context(context)).cloned().collect();
        shared.sort_unstable_by(|a, b| folded(a).cmp(&folded(b)).then_with(|| a.cmp(b)));
        shared.dedup_by(|a, b| folded(a) == folded(b));
        shared.truncate(MOST);
        shared
    }
}

/// Whether folded words, with a space behind them, have those of a context next to each other.
fn is_named(words: &str, context: &str) -> bool {
    let mut context = folded(context);
    context.push(' ');
    context.len() > 1 && words.contains(&context)
}

/// The beginning of a text, of at most so many bytes.
fn head(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether a text can stand in a list of contexts, and is read there as what it is.
pub fn is_context(context: &str) -> bool {
    let item = format!("1. [a](/a) _Context: {context}_");
    let read = || Item::read(&item, Span::new(0, item.len()))?.contexts(&item);
    is_clear(context) && !context.contains(", ") && read().is_some_and(|list| list.of(&item) == context)
}

/// Whether a context heading can have that text, and is read as what it is.
pub fn is_heading(context: &str) -> bool {
    // As the context of an event that has nothing else.
    let text = format!("##### {context}\n\n# a\n");
    let event = event::parse(&text);
    is_clear(context) && matches!(event.contexts.as_slice(), [heading] if heading.text.of(&text) == context)
}

/// Whether a text is fit to be copied.
fn is_clear(context: &str) -> bool {
    const LONGEST: usize = 200;
    let mut entities = entities(context, Span::new(0, context.len()));
    context.len() <= LONGEST
        && !has_hidden(context)
        && !context.contains(char::is_control)
        && !entities.any(|entity| entity.is_escaped)
}

/// The event that the link on the cursor's line leads to.
pub fn target<'s>(snapshot: &'s Snapshot, line: &str) -> Option<&'s Entry> {
    let item = Item::read(line, Span::new(0, line.len()))?;
    let path = item.link?.destination.of(line).strip_prefix(snapshot.archive.layout().link_prefix())?;
    snapshot
        .index
        .get(path)
        .filter(|entry| matches!(snapshot.archive.layout().kind(&entry.path), PathKind::Event { .. }))
}
