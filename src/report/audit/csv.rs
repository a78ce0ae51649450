//! CSV (RFC 4180): a line for each cited URL, whatever there is to be said of it.
//!
//! A spreadsheet takes a cell that begins like a formula for one, and runs it. So an apostrophe stands before it here. A
//! semicolon ends a cell as well where a comma stands in numbers, so what follows one is a beginning too.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use jiff::civil::Date;

use super::words;
use newslint_audit::report::{Report, Row};
use newslint_model::diagnostic::sanitize;
use newslint_model::source::registrable;

const COLUMNS: [&str; 20] = [
    "url", "verdict", "new", "cause", "since", "verdict_day", "first_evidence", "last_visit", "host", "domain",
    "citations", "cited_in", "event_date", "redirect", "landing", "repair", "copy", "copy_day", "lookup", "to_do",
];

/// Days are in UTC, and what there is none of is empty.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    lines.write_record(COLUMNS)?;
    for row in &report.rows {
        lines.write_record(cells(report, row).iter().map(|cell| defused(cell)))?;
    }
    lines.flush()
}

fn cells<'r>(report: &'r Report, row: &'r Row) -> [Cow<'r, str>; COLUMNS.len()] {
    let judgment = &row.judgment;
    let text = |text: Option<&'r str>| text.map(sanitize).unwrap_or_default();
    let day = |day: Option<Date>| day.map(|day| day.to_string().into()).unwrap_or_default();
    let place = |at| format!("{}:{}", sanitize(report.path(at)), at.line);
    [
        sanitize(&row.cited.url),
        row.verdict().name().into(),
        judgment.news().map(|news| news.outcome.name().into()).unwrap_or_default(),
        judgment.cause.map(|cause| cause.token()).unwrap_or_default(),
        judgment.since.map(|since| words::day(since).into()).unwrap_or_default(),
        day(judgment.day()),
        day(judgment.first_evidence()),
        day(row.last_visit),
        sanitize(&row.host),
        sanitize(registrable(&row.host)),
        row.cited.citations.len().to_string().into(),
        row.cited.citations.first().map(|at| place(at).into()).unwrap_or_default(),
        day(row.date),
        text(judgment.redirect()),
        text(judgment.landing()),
        text(judgment.repair()),
        text(row.copy().map(|copy| copy.url.as_str())),
        row.copy().map(|copy| words::day(copy.at).into()).unwrap_or_default(),
        text(row.lookup()),
        words::advice(row).map(Cow::Owned).unwrap_or_default(),
    ]
}

/// What a formula begins with. One in full width is one as well where East Asian text is written.
const FORMULAS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Text of which no spreadsheet takes anything for a formula.
fn defused(cell: &str) -> String {
    let mut defused = String::with_capacity(cell.len() + 1);
    let mut is_start = true;
    for c in cell.chars() {
        if is_start && FORMULAS.contains(&c) {
            defused.push('\'');
        }
        is_start = c == ';' || (is_start && (c.is_whitespace() || c == '"'));
        defused.push(c);
    }
    defused
}
