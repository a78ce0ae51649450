//! What can be written next (LSP 3.17, "textDocument/completion"): one file a kind of it.
//!
//! - `cursor` is the line that somebody writes, and the event around it,
//! - `offer` is what is offered, in the protocol's words, and `read_back` tells whether it is read as what it is,
//! - `related`, `sources`, `contexts`, `paths` and `headings` are the parts of an event,
//! - `shared` are the contexts that two events share,
//! - `skeleton` is a whole new event, and `day_index` a day's index and its items.

mod contexts;
mod cursor;
mod day_index;
mod headings;
mod offer;
mod paths;
mod read_back;
mod related;
mod shared;
mod skeleton;
mod sources;

use gen_lsp_types::{CompletionList, CompletionParams};

use self::cursor::{Around, Cursor};
use self::offer::{Offer, items};
use crate::server::snapshot::Snapshot;
use newslint_model::archive::PathKind;
use newslint_model::event::SectionName;

/// How many offers are shown at most.
const MOST_OFFERS: usize = 50;

/// The longest line, in bytes, of which anything is thought. Those of real lists have up to 700.
const LONGEST_LINE: usize = 10_000;

/// What can be written at a place. Never complete: each further character has another answer.
pub fn complete(snapshot: &Snapshot, path: &str, params: CompletionParams) -> Option<CompletionList> {
    let document = snapshot.document(path).filter(|document| document.is_utf8())?;
    let position = params.text_document_position_params.position;
    let cursor = Cursor::at(document.text(), document.offset(position));
    if cursor.line.end - cursor.line.start > LONGEST_LINE {
        return None;
    }
    let mut offers = match snapshot.archive.layout().kind(path) {
        PathKind::Event { .. } | PathKind::Misplaced => of_event(snapshot, path, cursor),
        PathKind::Index => of_index(snapshot, path, cursor),
        PathKind::FrontPage => paths::offers(snapshot, path, cursor, paths::Target::Any),
        PathKind::Other => return None,
    };
    offers.truncate(MOST_OFFERS);
    let items = items(&snapshot.client, &document, cursor, offers);
    Some(CompletionList { is_incomplete: true, items, ..CompletionList::default() })
}

fn of_event(snapshot: &Snapshot, path: &str, cursor: Cursor<'_>) -> Vec<Offer> {
    let around = Around::of(cursor);
    let section = around.section().and_then(|section| section.name);
    let is_heading = cursor.own().trim_start().starts_with('#');
    if cursor.destination().is_some() {
        let target = match section {
            _ if is_heading => paths::Target::Index,
            Some(SectionName::Source | SectionName::Sources) => paths::Target::Web,
            Some(SectionName::Changes) => paths::Target::Version,
            _ => paths::Target::Event,
        };
        return paths::offers(snapshot, path, cursor, target);
    }
    if is_heading {
        return headings::of_event(snapshot, path, &around);
    }
    let mut offers = match section {
        Some(SectionName::Related) if contexts::is_behind_link(cursor) => contexts::of_item(snapshot, &around),
        Some(SectionName::Related) => related::offers(snapshot, path, &around, MOST_OFFERS),
        Some(SectionName::Source | SectionName::Sources) => sources::offers(snapshot, &around),
        _ => Vec::new(),
    };
    if cursor.is_on_empty_line() {
        if around.is_empty() {
            offers.extend(skeleton::offer(snapshot, path, cursor));
        }
        offers.extend(headings::of_event(snapshot, path, &around));
    }
    offers
}

fn of_index(snapshot: &Snapshot, path: &str, cursor: Cursor<'_>) -> Vec<Offer> {
    let own = cursor.own().trim_start();
    if cursor.destination().is_some() {
        let is_of_day = own.starts_with("## ");
        return paths::offers(
            snapshot,
            path,
            cursor,
            if is_of_day { paths::Target::Index } else { paths::Target::Event },
        );
    }
    match own.strip_prefix("#####") {
        Some(_) => contexts::of_heading(snapshot, cursor),
        None if contexts::is_list(cursor) => contexts::of_list(snapshot, cursor, &[]),
        None => day_index::offers(snapshot, path, cursor),
    }
}
