//! Contexts that are in use, the most frequent first: in a context heading, and in the list of a related event.

use std::sync::Arc;

use gen_lsp_types::CompletionItemKind;

use super::cursor::{Around, Cursor};
use super::offer::{Inserted, Offer};
use super::shared::{Named, is_context, is_heading, target};
use crate::server::index::Wanted;
use crate::server::snapshot::Snapshot;
use newslint_model::diagnostic::Span;

/// How many contexts are looked at for some that can be offered.
const MOST: usize = 100;

/// What a list of contexts begins with.
const LIST: &str = "_Context:";

/// Whether the cursor stands behind a link to an event, where its contexts are.
pub fn is_behind_link(cursor: Cursor<'_>) -> bool {
    behind_link(cursor).is_some()
}

/// Whether the cursor stands in a list of contexts.
pub fn is_list(cursor: Cursor<'_>) -> bool {
    list_start(cursor).is_some()
}

/// The contexts of a context heading.
pub fn of_heading(snapshot: &Snapshot, cursor: Cursor<'_>) -> Vec<Offer> {
    let own = cursor.own();
    let indent = own.len() - own.trim_start().len();
    let span = Span::new(cursor.line.start + indent, cursor.line.end);
    let written = span.of(cursor.text).trim_start_matches('#').trim();
    let contexts = in_use(snapshot, cursor.before().trim_start_matches([' ', '#']));
    let offer = |context: &Arc<str>| offer(context, span, Inserted::text(format!("##### {context}")));
    contexts.iter().filter(|context| ***context != *written && is_heading(context)).map(offer).collect()
}

/// The contexts of a related event: those that it shares with this one first.
pub fn of_item(snapshot: &Snapshot, around: &Around<'_>) -> Vec<Offer> {
    let cursor = around.cursor;
    let other = target(snapshot, &cursor.own()[..behind_link(cursor).unwrap_or_default()]);
    let shared = other.map(|other| Named::of(around).shared(snapshot, other)).unwrap_or_default();
    if is_list(cursor) {
        return of_list(snapshot, cursor, &shared);
    }
    let start = cursor.line.start + behind_link(cursor).unwrap_or_default();
    let typed = Span::new(start, cursor.offset).of(cursor.text).trim();
    if !LIST.starts_with(typed) || !cursor.after().trim_matches(['_', ' ']).is_empty() {
        return Vec::new();
    }
    let list = shared.join(", ");
    let inserted = match list.is_empty() && !snapshot.client.snippets {
        true => return Vec::new(),
        false => Inserted::text(format!(" {LIST} ")).place(list.as_str()).then("_"),
    };
    vec![offer(&format!("{LIST} {list}_"), Span::new(start, cursor.line.end), inserted)]
}

/// The contexts that can stand at a place in a list: first those, then others, none that the list has.
pub fn of_list(snapshot: &Snapshot, cursor: Cursor<'_>, first: &[Arc<str>]) -> Vec<Offer> {
    let Some(start) = list_start(cursor) else { return Vec::new() };
    let written = &cursor.text[start..cursor.offset];
    let own = written.rfind(',').map_or(0, |comma| comma + 1);
    let own = start + own + (written[own..].len() - written[own..].trim_start().len());
    let after = cursor.after();
    let end = after.find([',', '_']).unwrap_or(after.trim_end().len());
    let span = Span::new(own, cursor.offset + end);
    let rest = &after[end..];
    let listed: Vec<&str> = written.split(", ").chain(rest.trim_end_matches('_').split(", ")).map(str::trim).collect();
    let typed = &cursor.text[own..cursor.offset];
    let wanted = Wanted::of(typed);
    let mut buffer = String::new();
    let mut contexts: Vec<Arc<str>> =
        first.iter().filter(|context| wanted.begin_words_in(context, &mut buffer)).cloned().collect();
    for context in in_use(snapshot, typed) {
        if !contexts.contains(&context) {
            contexts.push(context);
        }
    }
    let space = if cursor.text[..own].ends_with(' ') { "" } else { " " };
    let is_free = |context: &&Arc<str>| {
        !listed.contains(&&***context) && ***context != *span.of(cursor.text) && is_context(context)
    };
    let offer = |context: &Arc<str>| offer(context, span, Inserted::text(format!("{space}{context}")));
    contexts.iter().filter(is_free).map(offer).collect()
}

fn offer(context: &str, span: Span, inserted: Inserted) -> Offer {
    let (label, beside, kind) = (context.to_owned(), String::new(), CompletionItemKind::Value);
    Offer { label, beside, kind, span, inserted, edits: Vec::new() }
}

/// Contexts in which each word that is written begins one, the most frequent first.
fn in_use(snapshot: &Snapshot, typed: &str) -> Vec<Arc<str>> {
    let (wanted, mut buffer) = (Wanted::of(typed), String::new());
    let contexts = snapshot.index.contexts();
    let mut counted: Vec<(&Arc<str>, usize)> =
        contexts.filter(|(context, _)| wanted.begin_words_in(context, &mut buffer)).collect();
    let order =
        |(a, often): &(&Arc<str>, usize), (b, seldom): &(&Arc<str>, usize)| seldom.cmp(often).then_with(|| a.cmp(b));
    if counted.len() > MOST {
        counted.select_nth_unstable_by(MOST, order);
        counted.truncate(MOST);
    }
    counted.sort_unstable_by(order);
    let mut in_use: Vec<Arc<str>> = Vec::with_capacity(counted.len());
    for (context, _) in counted {
        // Those of files that changed come once more.
        if !in_use.contains(context) {
            in_use.push(Arc::clone(context));
        }
    }
    in_use
}

/// Where on the line the link ends behind which the cursor stands.
fn behind_link(cursor: Cursor<'_>) -> Option<usize> {
    let before = cursor.before();
    let link = before.rfind("](")?;
    before[link..].find(')').map(|end| link + end + 1)
}

/// Where the list of contexts begins that the cursor is in.
fn list_start(cursor: Cursor<'_>) -> Option<usize> {
    let before = cursor.before();
    let start = before.rfind(LIST)? + LIST.len();
    (!before[start..].contains('_')).then_some(cursor.line.start + start)
}
