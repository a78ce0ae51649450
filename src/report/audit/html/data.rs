//! The sources that the page's table shows, as the script reads them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::iter;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

use super::book::{Book, outlet};
use super::change::Change;
use super::survival::of_outlets;
use super::table::{CITATIONS, address, may_open};
use crate::report::audit::to_do::ToDo;
use crate::report::audit::words;
use crate::report::json_value::{List, object};
use newslint_audit::report::{Mark, Row};
use newslint_model::diagnostic::safe_json;
use newslint_model::source::{Reading, Verdict};

/// The most outlets of which the script can show what is left.
const OUTLETS: usize = 20_000;

/// Writes JSON that can stand in a script element.
pub(super) fn write(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (texts, causes, outlets, years) =
        (Positions::default(), Positions::default(), Positions::default(), Positions::default());
    let names = Names { texts: &texts, causes: &causes, outlets: &outlets, years: &years };
    let survival = of_outlets(book);
    let pages = book.outlets();
    let data = object! {
        verdicts: Verdict::ALL.map(Verdict::name),
        to_do: ToDo::ALL.map(|to_do| (to_do.name(), to_do.words())),
        changes: Change::ALL.map(|change| (change.name(), change.words())),
        // What the path of an event follows in the URL of its page; nothing if there are no such pages.
        web: book.web.as_deref(),
        rows: List(book.rows.iter().map(|row| source(row, book, &names))),
        // What rows name by its position: after them, when they are known.
        texts: &texts,
        causes: &causes,
        outlets: &outlets,
        years: &years,
        // Paths of events of which no link can be made, because they are not shown as they are.
        odd: List(odd_paths(book)),
        // Of each outlet, that first which has the most: how many of its sources are there, may be, and are gone, and
        // whether any is in the table.
        survival: List(survival.iter().take(OUTLETS).map(|(name, survival)| {
            (words::host(name), survival.there, survival.unsure, survival.gone, u8::from(survival.is_listed))
        })),
        // Outlets that have pages of their own: the first of them, and how many sources are there.
        pages: List(pages.iter().map(|(name, (page, count))| (name, book.link(page), count))),
    };
    safe_json::write(&data, &mut InScript(out))
}

/// Writes JSON without any `<`, which could end the element or begin a comment. It is in strings only, where an escape
/// means the same.
struct InScript<'o>(&'o mut dyn Write);

impl Write for InScript<'_> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        for (at, part) in json.split(|&byte| byte == b'<').enumerate() {
            if at > 0 {
                self.0.write_all(br"\u003c")?;
            }
            self.0.write_all(part)?;
        }
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What rows name by its position.
struct Names<'n> {
    texts: &'n Positions,
    causes: &'n Positions,
    outlets: &'n Positions,
    years: &'n Positions,
}

/// A tuple with few lists in it, for the sake of room and time: the script knows the order.
fn source(row: &Row, book: &Book<'_>, names: &Names<'_>) -> impl Serialize + use<> {
    let Names { texts, causes, outlets, years } = names;
    let judgment = &row.judgment;
    (
        words::text(&row.cited.url),
        u8::from(may_open(row)),
        // By these it is filtered.
        outlets.position(words::host(outlet(row))),
        years.position(row.date.map(|date| date.year().to_string()).unwrap_or_default()),
        row.verdict() as usize,
        ToDo::of(row) as usize,
        Change::of(row).position(),
        causes.position(judgment.cause.map(|cause| cause.token().into_owned()).unwrap_or_default()),
        texts.position(words::cause(row)),
        // Where the last visit ended, if that is elsewhere.
        words::landing(row).unwrap_or_default(),
        // From when on there was evidence.
        judgment.since.map(|since| days(date(since))),
        // On which day that was enough.
        judgment.day().map(days),
        citations(row, book, texts),
        // What to do, and the address to put in.
        texts.position(words::advice(row).unwrap_or_default()),
        address(row).unwrap_or_default().to_owned(),
        marks(row, causes),
    )
}

/// How many links there are, then of the first of them each path and line.
fn citations(row: &Row, book: &Book<'_>, texts: &Positions) -> Vec<usize> {
    let citations = &row.cited.citations;
    let place = |at| [texts.position(words::text(book.report.path(at))), at.line as usize];
    iter::once(citations.len()).chain(citations.iter().take(CITATIONS).flat_map(place)).collect()
}

/// How many observations there are, then of the last of them each day, kind and cause.
fn marks(row: &Row, causes: &Positions) -> Vec<i64> {
    let cause = |mark: &Mark| i64::try_from(causes.position(mark.cause.token().into_owned())).unwrap_or_default();
    let mark = |mark: &Mark| [i64::from(days(mark.day)), kind(mark.reading), cause(mark)];
    iter::once(i64::from(row.observations)).chain(row.marks.iter().flat_map(mark)).collect()
}

/// Paths as they are shown, where that is not what they are.
fn odd_paths(book: &Book<'_>) -> impl Iterator<Item = String> + Clone {
    let paths = book.report.events.iter().map(|event| (&event.path, words::text(&event.path)));
    paths.filter(|(path, shown)| *path != shown).map(|(_, shown)| shown)
}

/// The day of a moment, in UTC.
fn date(at: Timestamp) -> Date {
    Offset::UTC.to_datetime(at).date()
}

/// Since 1970-01-01.
fn days(date: Date) -> i32 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The script's number for it.
fn kind(reading: Reading) -> i64 {
    match reading {
        Reading::Alive => 0,
        Reading::Evidence(_) => 1,
        Reading::Blocked => 2,
        Reading::Neutral => 3,
    }
}

/// Texts, each once, by their positions.
#[derive(Default)]
struct Positions(RefCell<HashMap<String, usize>>);

impl Positions {
    fn position(&self, text: String) -> usize {
        let mut positions = self.0.borrow_mut();
        let next = positions.len();
        *positions.entry(text).or_insert(next)
    }
}

impl Serialize for Positions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let positions = self.0.borrow();
        let mut all = vec![""; positions.len()];
        positions.iter().for_each(|(text, at)| all[*at] = text);
        all.serialize(serializer)
    }
}
