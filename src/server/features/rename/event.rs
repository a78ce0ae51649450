//! What changes in an event: its links, its lists, and what it says of itself.

use jiff::civil::Date;

use super::lines::{whole, without};
use super::links::{Links, shown};
use newslint_linter::rules::{EventFile, event_forms, full_date, is_fault_of_path, named_day, without_ending};
use newslint_model::archive::Target;
use newslint_model::diagnostic::{Edit, Span};
use newslint_model::event::{Item, Marker, Section, SectionName};

/// The edits of an event.
pub fn edits(file: &EventFile<'_>, links: &Links<'_>) -> Vec<Edit> {
    let text = file.text();
    let mut edits = Vec::new();
    if let (Some(titled), Some(title)) = (links.changes.titles.get(file.path), file.event.titles.first()) {
        edits.push(Edit { span: title.text, text: titled.new.clone() });
    }
    if links.old != links.new {
        edits.extend(date(file, links));
        edits.extend(forms(file, links));
    }
    for section in &file.event.sections {
        let items = || section.items.iter().filter_map(|item| Some((item, item.link.as_ref()?)));
        match section.name {
            Some(SectionName::Formats) => {}
            Some(SectionName::Changes | SectionName::Related) => {
                edits.extend(without_deleted(text, section, links));
                edits.extend(items().filter_map(|(_, link)| links.said(text, link)));
                edits.extend(items().filter_map(|(item, _)| own_version(file, item, links)));
                edits.extend(items().filter_map(|(_, link)| links.led(text, link.destination)));
            }
            _ => edits.extend(items().filter_map(|(_, link)| links.led(text, link.destination))),
        }
    }
    let own: Vec<Span> = own_parts(file);
    let is_own = |span: &Span| own.iter().any(|own| own.start <= span.start && span.end <= own.end);
    edits.extend(shown(text).into_iter().filter(|span| !is_own(span)).filter_map(|span| links.led(text, span)));
    edits
}

/// The parts that say what the file itself is: its day, and its other forms.
fn own_parts(file: &EventFile<'_>) -> Vec<Span> {
    let dates = file.event.date_headings.iter().map(|date| date.heading.line);
    let forms = file.event.sections_named(SectionName::Formats).flat_map(|section| &section.items);
    dates.chain(file.event.formats).chain(forms.map(|item| item.line)).collect()
}

/// The date heading, where it has the day of the old folder: that of the new one.
fn date(file: &EventFile<'_>, links: &Links<'_>) -> Vec<Edit> {
    let (text, layout) = (file.text(), file.layout);
    let (old, Some(new)) = (file.kind.date(), layout.kind(links.new).date()) else { return Vec::new() };
    let Some(heading) = file.event.date_headings.first().filter(|_| old != Some(new)) else { return Vec::new() };
    let is_old = |day: Option<Date>| day.is_some_and(|day| day != new && old.is_none_or(|old| old == day));
    let destination = heading.link.as_ref().map(|link| link.destination);
    let leads = destination.and_then(|span| full_date(layout.scan_day_index(span.of(text))?));
    let date = Some(heading.date).filter(|_| is_old(named_day(file, heading)));
    let destination = destination.filter(|_| is_old(leads));
    let date = date.map(|span| Edit { span, text: layout.format_date(new) });
    let index = destination.map(|span| Edit { span, text: layout.destination(&layout.day_index(new)) });
    date.into_iter().chain(index).collect()
}

/// The links of the Formats part that lead to the file's own other forms, or would but for its path.
fn forms(file: &EventFile<'_>, links: &Links<'_>) -> Vec<Edit> {
    let text = file.text();
    let [old, new] = [links.old, links.new].map(|path| file.layout.destination(without_ending(path)));
    let Some((_, forms)) = event_forms(file.event, text) else { return Vec::new() };
    let edit = |span: Span| {
        let place = without_ending(span.of(text));
        let is_own = place == old || is_fault_of_path(file, place);
        is_own.then(|| Edit { span: Span::new(span.start, span.start + place.len()), text: new.clone() })
    };
    forms.into_iter().filter_map(|link| edit(link.destination)).collect()
}

/// The version that is the file itself, where it leads elsewhere for the path's fault alone.
fn own_version(file: &EventFile<'_>, item: &Item, links: &Links<'_>) -> Option<Edit> {
    let span = item.link.as_ref()?.destination;
    let is_told = !item.is_current_version(file.text()) || !is_fault_of_path(file, span.of(file.text()));
    (links.old != links.new && !is_told).then(|| Edit { span, text: file.layout.destination(links.new) })
}

/// Takes out the items that lead to what is deleted, and the heading with the last of them. The numbers of those that
/// follow become less by as many.
fn without_deleted(text: &str, section: &Section, links: &Links<'_>) -> Vec<Edit> {
    let is_deleted = |item: &Item| {
        let destination = item.link.as_ref().map(|link| link.destination.of(text));
        destination.is_some_and(|destination| match links.archive.layout().target(destination) {
            Target::Event { path, .. } => links.changes.moves.after(path).is_none(),
            _ => false,
        })
    };
    let (mut taken, mut numbers) = (Vec::new(), Vec::new());
    for item in &section.items {
        if is_deleted(item) {
            taken.push(whole(text, item.line));
        } else if let Marker::Number { digits, value, .. } = item.marker {
            let less = value.checked_sub(taken.len() as u64).filter(|less| *less > 0 && *less < value);
            numbers.extend(less.map(|less| Edit { span: digits, text: less.to_string() }));
        }
    }
    if taken.len() == section.items.len() && !taken.is_empty() && section.stray.is_empty() {
        taken.insert(0, whole(text, section.heading.line));
    }
    numbers.extend(without(text, taken));
    numbers
}
