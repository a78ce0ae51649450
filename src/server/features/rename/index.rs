//! What changes in an index, or on the front page: its links, its items, and what it says of itself.

use jiff::civil::Date;

use super::apply::apply;
use super::lines::{with_comments, without};
use super::links::{Links, shown};
use newslint_linter::rules::{day_before, index_block, index_forms, index_places, without_ending};
use newslint_model::archive::Layout;
use newslint_model::diagnostic::{Edit, Span};
use newslint_model::event::{DayIndex, IndexItem, first_ending, lines};
use newslint_model::tree::split;

/// What changes in an index.
pub struct Rewritten {
    /// Its text afterwards.
    pub text: String,
    /// The items of events that go to another day.
    pub carried: Vec<Carried>,
}

/// An item on its way to another day's index.
pub struct Carried {
    /// The path that its event will have.
    pub event: String,
    /// The name of the index that it stood in.
    pub name: String,
    /// The item, with its context and its description.
    pub text: String,
}

/// The text of an index afterwards.
pub fn rewritten(text: &str, index: &DayIndex, links: &Links<'_>) -> Rewritten {
    let layout = links.archive.layout();
    let [old, new] = [links.old, links.new].map(|path| layout.index_date(path));
    let mut edits = links_of(text, index, links, old.is_some());
    if links.old != links.new {
        edits.extend(forms(text, index, links));
    }
    if let (Some(old), Some(new)) = (old, new)
        && old != new
    {
        edits.extend(heading(text, index, layout, old, new));
        edits.extend(previous(text, index, layout, old, new));
    }
    let (mut carried, mut taken) = (Vec::<Carried>::new(), Vec::new());
    for (item, block) in index.items.iter().zip(blocks(text, index)) {
        let Some(path) = item.link.as_ref().and_then(|link| links.path(link.destination.of(text))) else { continue };
        let after = links.changes.moves.after(path);
        let day = |path: &str| layout.kind(path).date();
        let stays = after.is_some_and(|after| {
            let is_of_old_day = old.is_some() && day(path) == old;
            !is_of_old_day || day(after).is_none() || new.is_none() || day(after) == new
        });
        if stays || day(path).is_none() {
            continue;
        }
        taken.push(block);
        if let Some(event) = after.filter(|after| carried.iter().all(|other| other.event != *after)) {
            let own = edits.iter().filter(|edit| block.start <= edit.span.start && edit.span.end <= block.end);
            let shifted = |edit: &Edit| {
                let span = Span::new(edit.span.start - block.start, edit.span.end - block.start);
                Edit { span, text: edit.text.clone() }
            };
            let item = apply(block.of(text), own.map(shifted).collect());
            let (event, name) = (event.to_owned(), split(links.old).1.to_owned());
            carried.push(Carried { event, name, text: item.trim_end().to_owned() });
        }
    }
    edits.extend(without(text, taken));
    Rewritten { text: apply(text, edits), carried }
}

/// The edits of all links but those that follow from the index's own day.
fn links_of(text: &str, index: &DayIndex, links: &Links<'_>, is_of_day: bool) -> Vec<Edit> {
    let items = || index.items.iter().filter_map(|item| item.link.as_ref());
    let mut edits: Vec<Edit> = items().filter_map(|link| links.said(text, link)).collect();
    edits.extend(items().filter_map(|link| links.led(text, link.destination)));
    let mut own = Vec::new();
    if is_of_day {
        own.extend(index.date_heading.as_ref().map(|date| date.heading.line));
        own.extend(index.previous.as_ref().map(|previous| previous.heading.line));
        own.extend(index_forms(index, text).map(|(line, _)| line));
    } else {
        edits.extend(days(text, links));
    }
    let is_own = |span: &Span| own.iter().any(|own| own.start <= span.start && span.end <= own.end);
    edits.extend(shown(text).into_iter().filter(|span| !is_own(span)).filter_map(|span| links.led(text, span)));
    edits
}

/// Links to days that become others, where their texts are these days.
fn days(text: &str, links: &Links<'_>) -> Vec<Edit> {
    let layout = links.archive.layout();
    let day = |destination: Span| {
        let path = links.path(destination.of(text))?;
        let (old, new) = (layout.index_date(path)?, layout.index_date(links.changes.moves.after(path)?)?);
        let end = destination.start - "](".len();
        let written = layout.format_date(old);
        let start = text[..end].len().checked_sub(written.len())?;
        let is_day = old != new && text[..end].ends_with(&format!("[{written}"));
        is_day.then(|| Edit { span: Span::new(start, end), text: layout.format_date(new) })
    };
    shown(text).into_iter().filter_map(day).collect()
}

/// The date heading, where it has the old day.
fn heading(text: &str, index: &DayIndex, layout: &Layout, old: Date, new: Date) -> Vec<Edit> {
    let Some(heading) = &index.date_heading else { return Vec::new() };
    let destination = heading.link.as_ref().map(|link| link.destination);
    let date = layout.date().scan(heading.date.of(text)).ok().and_then(|scan| scan.date());
    let leads = destination.and_then(|span| layout.scan_day_index(span.of(text))?.date());
    let date = (date == Some(old)).then(|| Edit { span: heading.date, text: layout.format_date(new) });
    let index = destination.filter(|_| leads == Some(old));
    let index = index.map(|span| Edit { span, text: layout.destination(&layout.day_index(new)) });
    date.into_iter().chain(index).collect()
}

/// The link to the calendar's day before.
fn previous(text: &str, index: &DayIndex, layout: &Layout, old: Date, new: Date) -> Option<Edit> {
    let span = index.previous.as_ref()?.link.as_ref()?.destination;
    let [old, new] = [old, new].map(|day| Some(layout.destination(&layout.day_index(day_before(day)?))));
    (span.of(text) == old?).then_some(Edit { span, text: new? })
}

/// The links of the Formats part that lead to the index's own other forms.
fn forms(text: &str, index: &DayIndex, links: &Links<'_>) -> Vec<Edit> {
    let layout = links.archive.layout();
    let [old, new] = [links.old, links.new].map(|path| index_places(layout, split(path).0));
    let Some((_, forms)) = index_forms(index, text) else { return Vec::new() };
    let edit = |span: Span| {
        let place = without_ending(span.of(text));
        let at = old.iter().position(|old| old == place)?;
        Some(Edit { span: Span::new(span.start, span.start + place.len()), text: new[at].clone() })
    };
    forms.into_iter().filter_map(|link| edit(link.destination)).collect()
}

/// Each item from its context to the next item, with the comments above it.
fn blocks(text: &str, index: &DayIndex) -> Vec<Span> {
    let begins = |item: &IndexItem| with_comments(text, item.start);
    let mut starts: Vec<usize> = index.items.iter().map(begins).collect();
    starts.extend(index.previous.as_ref().map(begins));
    starts.extend(index.others.iter().map(|other| with_comments(text, other.heading.line.start)));
    starts.extend(index.hidden_from.map(|hidden| hidden.start));
    // A comment about the whole file is no item's, nor is a line across the page.
    let is_of_none = |line: &Span| {
        let line = line.of(text).trim();
        line.starts_with("<!-- newslint-ignore-file") || (line.len() >= 3 && line.bytes().all(|byte| byte == b'-'))
    };
    starts.extend(lines(text).map(|line| line.span).filter(is_of_none).map(|line| line.start));
    starts.push(text.len());
    starts.sort_unstable();
    let block = |item: &IndexItem| {
        let next = starts.partition_point(|start| *start <= item.heading.line.start);
        let start = begins(item);
        Span::new(start, starts.get(next).copied().unwrap_or(text.len()).max(start))
    };
    index.items.iter().map(block).collect()
}

/// The edit that puts an item into an index: by its path where the others are so, and else below them.
pub fn inserted(text: &str, index: &DayIndex, destination: &str, item: &str) -> Edit {
    let destinations: Vec<&str> = index.items.iter().map(|item| led_to(text, item)).collect();
    let next = destinations.iter().position(|other| *other > destination).filter(|_| destinations.is_sorted());
    let last = || index.previous.as_ref().map_or(text.len(), |previous| with_comments(text, previous.start));
    let at = next.map_or_else(last, |next| blocks(text, index)[next].start);
    let item: Vec<&str> = lines(item).map(|line| line.span.of(item)).collect();
    let item = item.join(first_ending(text));
    Edit { span: Span::at(at), text: index_block(text, at, &item) }
}

fn led_to<'t>(text: &'t str, item: &IndexItem) -> &'t str {
    item.link.as_ref().map_or("", |link| link.destination.of(text))
}

/// Whether an item can be put into an index: Markdown shows all of it, and it is no mere link to another.
pub fn takes_items(text: &str, index: &DayIndex, path: &str, layout: &Layout) -> bool {
    let right = layout.day_indexes().first().filter(|right| **right != split(path).1);
    let is_link = right.is_some_and(|right| index.items.is_empty() && text.contains(&format!("{right})")));
    index.hidden_from.is_none() && !is_link
}

/// Whether an item leads to this destination.
pub fn lists(text: &str, index: &DayIndex, destination: &str) -> bool {
    index.items.iter().any(|item| led_to(text, item) == destination)
}
