//! What is new: newly gone, newly in other hands, and back again.

use std::io::{self, Write};

use super::book::Book;
use super::change::Change;
use super::markup::filter;
use super::table;
use crate::audit::report::Row;
use crate::number::grouped;

/// The most sources of a kind. The table has all of them.
const MOST: usize = 10;

/// What each kind is, in the order of its weight.
const KINDS: [(Change, &str); 3] =
    [(Change::Usurped, "Newly in other hands"), (Change::Gone, "Newly gone"), (Change::Back, "Back again")];

pub(super) fn write(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    if book.report.period.previous.is_none() {
        return writeln!(out, "<p class=\"none\">There is no earlier report to compare with.</p>");
    }
    let of = |kind: Change| book.report.rows.iter().filter(|row| Change::of(row) == kind).collect::<Vec<&Row>>();
    let news = KINDS.map(|(kind, name)| (kind, name, of(kind)));
    if news.iter().all(|(.., rows)| rows.is_empty()) {
        return writeln!(out, "<p>Nothing: no source is newly gone, and none is back.</p>");
    }
    for (kind, name, rows) in news.iter().filter(|(.., rows)| !rows.is_empty()) {
        let id = format!("new-{}", kind.name());
        writeln!(out, "<h3 id=\"{id}\">{name} <span class=\"tally\">{}</span></h3>", grouped(rows.len()))?;
        writeln!(out, "<table class=\"sources\" role=\"table\" aria-labelledby=\"{id}\">")?;
        table::head(false, out)?;
        writeln!(out, "<tbody role=\"rowgroup\">")?;
        table::rows(book, rows.iter().copied().take(MOST), out)?;
        writeln!(out, "</tbody></table>")?;
        if rows.len() > MOST {
            let target = filter(&[("change", kind.name())]);
            writeln!(out, "<p class=\"all\"><a href=\"{target}\">All {}</a></p>", grouped(rows.len()))?;
        }
    }
    Ok(())
}
