//! The sources that the page's table shows, as the script reads them.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

use crate::audit::report::{Mark, Report, Row};
use crate::diagnostic::safe_json;
use crate::report::audit::words;
use crate::report::json_value::{List, object};
use crate::source::{Reading, Verdict, request_url};

/// The most rows: some 10 MB, which a browser opens within a second.
const ROWS: usize = 50_000;
/// The most citations of a row.
const CITATIONS: usize = 5;

/// Writes JSON that can stand in a script element.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<&Row> = report.rows.iter().filter(|row| row.needs_somebody()).collect();
    rows.sort_by_key(|row| (row.verdict(), Reverse(row.cited.citations.len())));
    let texts = Texts::default();
    let data = object! {
        verdicts: Verdict::ALL.map(Verdict::name),
        rows: List(rows.iter().take(ROWS).map(|row| source(row, report, &texts))),
        // What rows name by its position: after them, when they are known.
        texts: &texts,
        // How many rows were left out for want of room.
        omitted: rows.len().saturating_sub(ROWS),
        // How many sources are there, so that nobody need look at them.
        alive: report.rows.len() - rows.len(),
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

/// A tuple, for the sake of room: the script knows the order. Texts are there by their positions.
fn source(row: &Row, report: &Report, texts: &Texts) -> impl Serialize + use<> {
    let judgment = &row.judgment;
    let address = judgment.repair().or(judgment.redirect());
    let address = address.or(row.copy().map(|copy| copy.url.as_str())).filter(|address| can_open(address));
    let citations = row.cited.citations.iter().take(CITATIONS);
    let marks = row.marks.iter();
    (
        words::text(&row.cited.url),
        u8::from(can_open(&row.cited.url)),
        texts.position(words::host(&row.host)),
        row.verdict() as usize,
        texts.position(words::cause(row)),
        // Where the last visit ended, if that is elsewhere.
        words::landing(row).unwrap_or_default(),
        // Since when, and from here on what may be nothing is empty.
        judgment.since.map(words::day).unwrap_or_default(),
        // How many links there are, and the first of them.
        row.cited.citations.len(),
        citations.map(|at| (texts.position(words::text(report.path(at))), at.line, at.column)).collect::<Vec<_>>(),
        // What to do, and the address to put in.
        texts.position(words::advice(row).unwrap_or_default()),
        address.unwrap_or_default().to_owned(),
        // How many observations there are, and the last of them.
        row.observations,
        marks
            .map(|mark| (days(mark), kind(mark.reading), texts.position(mark.cause.token().into())))
            .collect::<Vec<_>>(),
    )
}

/// Whether it is a URL of the web that is shown as it is.
fn can_open(url: &str) -> bool {
    words::text(url) == url && request_url(url).is_some()
}

/// Since 1970-01-01, in UTC.
fn days(mark: &Mark) -> i32 {
    let date = Offset::UTC.to_datetime(mark.at).date();
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The script's number for it.
fn kind(reading: Reading) -> u8 {
    match reading {
        Reading::Alive => 0,
        Reading::Evidence(_) => 1,
        Reading::Blocked => 2,
        Reading::Neutral => 3,
    }
}

/// Texts, each once, by their positions.
#[derive(Default)]
struct Texts(RefCell<HashMap<String, usize>>);

impl Texts {
    fn position(&self, text: String) -> usize {
        let mut positions = self.0.borrow_mut();
        let next = positions.len();
        *positions.entry(text).or_insert(next)
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let positions = self.0.borrow();
        let mut all = vec![""; positions.len()];
        positions.iter().for_each(|(text, at)| all[*at] = text);
        all.serialize(serializer)
    }
}
