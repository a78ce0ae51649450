//! Counts that show the sources that they count: by verdict, and by what to do.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::book::{Book, is_shown};
use super::markup::{filter, swatch};
use crate::report::audit::to_do::ToDo;
use crate::report::audit::words;
use newslint_model::number::grouped;
use newslint_model::source::Verdict;

/// The number of each verdict, and how it has changed.
pub(super) fn verdicts(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (counts, previous) = (book.report.counts(), book.report.previous_counts());
    for verdict in Verdict::ALL {
        let count = counts.of(verdict);
        let change = previous.map(|previous| match words::change(previous.of(verdict), count).as_str() {
            "=" => "<span class=\"change\">no change</span>".to_owned(),
            change => format!("<span class=\"change\">{}</span>", change.replace('-', "−")),
        });
        let name = format!("{}<span class=\"name\">{verdict}</span>", swatch(verdict));
        // What is there is in no table.
        let (start, end) = match (verdict, count) {
            (Verdict::Alive, _) | (_, 0) => ("<div>".to_owned(), "</div>"),
            _ => (format!("<a href=\"{}\">", filter(&[("verdict", verdict.name())])), "</a>"),
        };
        writeln!(
            out,
            "<li>{start}{name}<span class=\"count\">{}</span>{}<span class=\"meaning\">{}</span>{end}</li>",
            grouped(count),
            change.unwrap_or_default(),
            words::meaning(verdict)
        )?;
    }
    Ok(())
}

/// How much there is of each thing to do.
pub(super) fn to_do(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<ToDo, usize> = BTreeMap::new();
    for row in book.report.rows.iter().filter(|row| is_shown(row)) {
        *counts.entry(ToDo::of(row)).or_default() += 1;
    }
    if counts.is_empty() {
        return writeln!(out, "<li class=\"none\">Nothing: all sources are there.</li>");
    }
    for (to_do, count) in counts {
        writeln!(
            out,
            "<li><a href=\"{}\"><span class=\"count\">{}</span><span class=\"name\">{}</span></a></li>",
            filter(&[("to-do", to_do.name())]),
            grouped(count),
            to_do.words()
        )?;
    }
    Ok(())
}
