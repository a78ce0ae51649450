//! The sources that the page's table shows, as the script reads them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use crate::audit::report::{Mark, Report, Row};
use crate::diagnostic::safe_json;
use crate::report::audit::words;
use crate::report::json_value::object;
use crate::source::{Reading, Verdict, request_url};

/// The most rows: some 10 MB, which a browser opens within a second.
const ROWS: usize = 50_000;
/// The most citations of a row.
const CITATIONS: usize = 5;

/// Writes JSON that can stand in a script element.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<&Row> = report.rows.iter().filter(|row| needs_somebody(row)).collect();
    rows.sort_by_key(|row| (row.verdict(), Reverse(row.cited.citations.len())));
    let mut texts = Texts::default();
    let sources: Vec<_> = rows.iter().take(ROWS).map(|row| source(row, report, &mut texts)).collect();
    let data = object! {
        verdicts: Verdict::ALL.map(Verdict::name),
        // What rows name by its position.
        texts: texts.all,
        rows: sources,
        // How many rows were left out for want of room.
        omitted: rows.len().saturating_sub(ROWS),
        // How many sources are there, so that nobody need look at them.
        alive: report.rows.len() - rows.len(),
    };
    let mut json = Vec::new();
    safe_json::write(&data, &mut json)?;
    // Such a character is in a string, where an escape means the same, and none can end the element or begin a comment.
    let json = String::from_utf8_lossy(&json).replace('<', r"\u003c");
    out.write_all(json.as_bytes())
}

fn needs_somebody(row: &Row) -> bool {
    row.verdict() != Verdict::Alive || row.judgment.repair.is_some() || row.judgment.tls.is_some()
}

/// A tuple, for the sake of room: the script knows the order. Texts are there by their positions.
fn source(row: &Row, report: &Report, texts: &mut Texts) -> impl Serialize + use<> {
    let judgment = &row.judgment;
    let address = judgment.repair.as_ref().or(judgment.redirect.as_ref());
    let address = address.or(row.copy().map(|copy| &copy.url)).filter(|address| can_open(address));
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
        address.cloned().unwrap_or_default(),
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

/// Texts, each once.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Texts {
    fn position(&mut self, text: String) -> usize {
        let next = self.all.len();
        *self.positions.entry(text).or_insert_with_key(|text| {
            self.all.push(text.clone());
            next
        })
    }
}
