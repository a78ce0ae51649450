//! A page beside the main file: sources of one outlet, or of those that are left, for browsers without scripts as well.

use std::io::{self, Write};

use super::book::{Book, Page};
use super::markup::escaped;
use super::{table, template};
use crate::report::audit::words;
use newslint_model::number::{counted, grouped};

const PAGE: &str = include_str!("beside.html");
/// What such a file has within its first bytes, and no other.
pub(super) const SIGN: &str = "<meta name=\"generator\" content=\"newslint audit page\">";

pub(super) fn write(book: &Book<'_>, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    template::write(PAGE, out, &|field, out| match field {
        "sign" => writeln!(out, "{SIGN}"),
        "policy" => write!(out, "{}", template::policy(None)),
        "title" => write!(out, "{}", escaped(&title(page))),
        "back" => write!(out, "{}", escaped(&book.back())),
        "span" => {
            let (number, of) = page.part;
            let part = if of > 1 { format!(", page {number} of {of}") } else { String::new() };
            let (count, as_of) = (counted(page.rows.len(), "source"), words::day(book.report.period.as_of));
            write!(out, "{count}{part}, as of {as_of}")
        }
        "table" => {
            table::head(table::COLUMNS.map(|(name, _)| (name, None)), out)?;
            writeln!(out, "<tbody role=\"rowgroup\">")?;
            table::rows(book, page.rows.iter().copied(), out)?;
            writeln!(out, "</tbody>")
        }
        "parts" => parts(book, page, out),
        _ => Err(template::unknown(field)),
    })
}

fn title(page: &Page<'_>) -> String {
    page.outlet.clone().unwrap_or_else(|| "Other outlets".to_owned())
}

/// Links to the other pages of the same outlet.
fn parts(book: &Book<'_>, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    if page.part.1 == 1 {
        return Ok(());
    }
    write!(out, "<nav class=\"parts\" aria-label=\"Pages\">")?;
    for other in book.pages().iter().filter(|other| other.outlet == page.outlet) {
        let (current, number) = (other.part == page.part, grouped(other.part.0));
        let current = if current { " aria-current=\"page\"" } else { "" };
        write!(out, "<a href=\"{}\"{current}>{number}</a> ", escaped(&other.file))?;
    }
    writeln!(out, "</nav>")
}
