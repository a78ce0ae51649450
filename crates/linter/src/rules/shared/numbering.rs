//! What the three numbering rules share: each number one more than the one before, from 1 on.

use std::collections::HashMap;
use std::sync::Arc;

use super::item_form::{numbered, out_of_item};
use newslint_model::diagnostic::{Edit, Reporter, Span};
use newslint_model::event::{Item, Marker, Section};

/// How many numbers a fix changes at most. Reports write out the fix of each finding, and each finding of a list has
/// the fix of the whole list. Real lists have up to 20 items.
const MOST_EDITS: usize = 200;

/// Reports every number of `section` that breaks the sequence, and offers to number the whole list anew.
pub fn check(text: &str, section: &Section, report: &mut Reporter<'_>) {
    let numbers = numbers(section);
    if (1..).zip(&numbers).all(|(position, (_, value))| position == *value) {
        return;
    }
    let faults = faults(&numbers);
    let edits = renumbered(text, section, &numbers);
    let is_one_list = is_one_list(text, section);
    for (index, fault) in faults {
        let (span, value) = numbers[index];
        let position = index + 1;
        let diagnostic = match fault {
            Fault::Start => report.at(span, format!("the list starts at {value}")),
            Fault::Repeated(first) => {
                let diagnostic = report.at(span, format!("number {value} is used twice"));
                let word = if first < index { "first used here" } else { "also used here" };
                diagnostic.label(numbers[first].0, word)
            }
            Fault::Gap(missing) if missing + 1 == value => report.at(span, format!("number {missing} is missing")),
            Fault::Gap(missing) => report.at(span, format!("numbers {missing} to {} are missing", value - 1)),
            Fault::Backwards => {
                let before = numbers[index - 1];
                report
                    .at(span, format!("number {value} comes after {}", before.1))
                    .label(before.0, format!("{} is here", before.1))
            }
        };
        diagnostic.says(format!("expected {position}")).help("number the items 1, 2, 3, … in the order of the list");
        if is_one_list && edits.len() <= MOST_EDITS {
            diagnostic.safe_fix(Arc::clone(&edits));
        }
    }
}

/// Whether every line of the section is an item of one list. A number of another list, or of a line that Markdown takes
/// for a part of the item above it, is none of this one. What is mended as its next item is one.
fn is_one_list(text: &str, section: &Section) -> bool {
    let indent = |(_, item): (u64, &Item)| {
        // Each has a line above it: the section's heading.
        let line_above = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..item.line.start]);
        item.line.start - line_above.unwrap_or_default()
    };
    let items = (1..).zip(&section.items);
    let mut indents = items.filter(|(position, item)| out_of_item(text, item, *position).is_none()).map(indent);
    let first = indents.next();
    section.stray.is_empty() && indents.all(|indent| Some(indent) == first)
}

/// Each item's number and where it stands. An item without a number counts as the number that is missing: that it has
/// none is for another rule to say.
fn numbers(section: &Section) -> Vec<(Span, u64)> {
    let mut previous = 0u64;
    let number = section.items.iter().map(|item| {
        let (span, value) = match item.marker {
            Marker::Number { digits, value, .. } => (digits, value),
            Marker::Bullet(_) | Marker::Missing => (Span::at(item.line.start), previous.saturating_add(1)),
        };
        previous = value;
        (span, value)
    });
    number.collect()
}

enum Fault {
    /// The first number is not 1.
    Start,
    /// The number stands at another index too.
    Repeated(usize),
    /// This number and all up to it are missing.
    Gap(u64),
    /// It is less than the one before.
    Backwards,
}

/// The indexes at which the sequence breaks. A number is right if it is its position, or one more than the number
/// before it: what merely follows from an earlier fault is not told again.
fn faults(numbers: &[(Span, u64)]) -> Vec<(usize, Fault)> {
    let mut faults = Vec::new();
    let places = places(numbers);
    let is_later = |value: u64, index: usize| places.get(&value).is_some_and(|&(_, last)| last > index);
    for (index, &(_, value)) in numbers.iter().enumerate() {
        let position = index as u64 + 1;
        let previous = index.checked_sub(1).map(|before| numbers[before].1);
        if value == position || previous.is_some_and(|previous| value == previous.saturating_add(1)) {
            continue;
        }
        let Some(previous) = previous else {
            // If 1 follows, the list is out of order and that is told there.
            if value == 0 || !is_later(1, index) {
                let right = usize::try_from(value).ok().and_then(|value| value.checked_sub(1));
                let repeated = right.filter(|&right| numbers.get(right).is_some_and(|&(_, other)| other == value));
                faults.push((index, repeated.map_or(Fault::Start, Fault::Repeated)));
            }
            continue;
        };
        let (first, last) = places.get(&value).copied().unwrap_or((index, index));
        if first < index {
            faults.push((index, Fault::Repeated(first)));
        } else if last > index {
            faults.push((index, Fault::Repeated(last)));
        } else if value < previous {
            faults.push((index, Fault::Backwards));
        } else if !is_later(previous + 1, index) {
            faults.push((index, Fault::Gap(previous + 1)));
        }
    }
    faults
}

/// The first and the last index of each number.
fn places(numbers: &[(Span, u64)]) -> HashMap<u64, (usize, usize)> {
    let mut places = HashMap::with_capacity(numbers.len());
    for (index, &(_, value)) in numbers.iter().enumerate() {
        places.entry(value).and_modify(|(_, last)| *last = index).or_insert((index, index));
    }
    places
}

/// The items without a number get theirs at once: what it is would be certain afterwards.
fn renumbered(text: &str, section: &Section, numbers: &[(Span, u64)]) -> Arc<[Edit]> {
    let right = (1..).zip(section.items.iter().zip(numbers));
    let edit = |(position, (item, &(span, value))): (u64, (&Item, &(Span, u64)))| match item.marker {
        Marker::Number { .. } if value == position => None,
        Marker::Number { .. } => Some(Edit { span, text: position.to_string() }),
        Marker::Bullet(_) | Marker::Missing => numbered(text, item, position),
    };
    right.filter_map(edit).collect()
}
