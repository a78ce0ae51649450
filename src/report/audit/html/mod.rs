//! HTML for a browser, in one file that needs nothing else: no network, no fonts, no images. Where that would be too
//! large, there are pages beside it.
//!
//! What is new, counts, charts and the first sources are in the page as it is written, so they are there without scripts
//! and on paper. The table of all sources is drawn by a script from data that it finds in the page; which of them it
//! shows is in the address. A content security policy names the one script and the one style by their digests, so that
//! whatever else a URL or a title could smuggle in would not run.

mod beside;
mod book;
mod cards;
mod change;
mod data;
mod lists;
mod markup;
mod news;
mod survival;
mod table;
mod template;

use std::io::{self, Write};

pub use self::book::{Book, Page};
use self::markup::escaped;
use crate::report::audit::words;
use newslint_audit::report::Report;
use newslint_model::number::{counted, grouped};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = concat!(
    include_str!("script/data.js"),
    include_str!("script/markup.js"),
    include_str!("script/address.js"),
    include_str!("script/select.js"),
    include_str!("script/filters.js"),
    include_str!("script/table.js"),
    include_str!("script/outlets.js"),
    include_str!("script/start.js"),
);
/// How many sources the table has without scripts.
const STATIC: usize = 200;

impl Book<'_> {
    /// Writes the main file.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        template::write(PAGE, out, &|field, out| fill(field, self, out))
    }

    /// Writes a page beside it.
    pub fn write_page(&self, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
        beside::write(self, page, out)
    }

    /// Whether a file beside a main file is such a page, of this report or an older one, by its first bytes.
    pub fn is_page(start: &[u8]) -> bool {
        String::from_utf8_lossy(start).contains(beside::SIGN)
    }
}

impl Page<'_> {
    /// The name of its file.
    pub fn file(&self) -> &str {
        &self.file
    }
}

fn fill(field: &str, book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    match field {
        "sign" => Ok(()),
        "policy" => write!(out, "{}", template::policy(Some(SCRIPT))),
        "script" => out.write_all(SCRIPT.as_bytes()),
        "title" => write!(out, "{}", title(book.report)),
        "span" => write!(out, "{}", span(book.report)),
        "since" => match words::previous(&book.report.period) {
            Some(previous) => write!(out, " since {previous}"),
            None => Ok(()),
        },
        "news" => news::write(book, out),
        "to-do" => cards::to_do(book, out),
        "verdicts" => cards::verdicts(book, out),
        "key" => out.write_all(survival::KEY.as_bytes()),
        "years" => survival::years(book, out),
        "outlets" => survival::outlets(book, out),
        "more-outlets" => survival::more_outlets(book, out),
        "causes" => lists::causes(book, out),
        "changes" => lists::changes(book, out),
        "left-alone" => lists::left_alone(book, out),
        "shown" => write!(out, "{}", shown(book)),
        "table" => {
            table::head(table::COLUMNS, out)?;
            writeln!(out, "<tbody role=\"rowgroup\">")?;
            table::rows(book, book.rows.iter().copied().take(STATIC), out)?;
            writeln!(out, "</tbody>")
        }
        "rest" => rest(book, out),
        "data" => data::write(book, out),
        _ => Err(template::unknown(field)),
    }
}

fn title(report: &Report) -> String {
    let (gone, all) = (report.counts().settled(), counted(report.rows.len(), "source"));
    match gone {
        0 => format!("None of {all} is gone"),
        1 => format!("1 of {all} is gone"),
        _ => format!("{} of {all} are gone", grouped(gone)),
    }
}

fn span(report: &Report) -> String {
    let links = counted(report.citations(), "link");
    let events = counted(report.events.len(), "event");
    let as_of = report.period.as_of;
    let filter = words::filter(&report.filter).map(|words| format!("{}<br>", escaped(&words))).unwrap_or_default();
    format!("{filter}{links} in {events}, as of <time datetime=\"{as_of}\">{}</time>", words::day(as_of))
}

/// What the table shows without scripts.
fn shown(book: &Book<'_>) -> String {
    let all = book.rows.len();
    match all.checked_sub(STATIC) {
        None | Some(0) => counted(all, "source"),
        Some(more) => format!(
            "The first {STATIC} of {}, worst first. With scripts enabled, the table has the other {}, too, and \
            filters; without them, the reports in CSV and JSON have all.",
            counted(all, "source"),
            grouped(more)
        ),
    }
}

/// What is not in the table, and where it is.
fn rest(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    if book.omitted > 0 {
        writeln!(
            out,
            "<p>{} not on this page, which would become too large: with --output html=FILE there are pages beside \
            it.</p>",
            are(book.omitted, "more source")
        )?;
    }
    let there = book.report.rows.iter().filter(|row| !book::is_shown(row)).count();
    if there > 0 {
        writeln!(out, "<p class=\"none\">{} there, and not listed.</p>", are(there, "source"))?;
    }
    if book.pages().is_empty() {
        return Ok(());
    }
    writeln!(out, "<h3 id=\"pages\">On pages of their own</h3>\n<ul class=\"beside\">")?;
    for (outlet, (page, count)) in book.outlets() {
        writeln!(out, "<li><a href=\"{}\">{}</a> {}</li>", escaped(&book.link(page)), escaped(outlet), grouped(count))?;
    }
    let others = || book.pages().iter().filter(|page| page.outlet.is_none());
    if let Some(first) = others().next() {
        let count = others().map(|page| page.rows.len()).sum();
        writeln!(out, "<li><a href=\"{}\">Other outlets</a> {}</li>", escaped(&book.link(first)), grouped(count))?;
    }
    writeln!(out, "</ul>")
}

/// `1 source is`, `2 sources are`.
fn are(count: usize, noun: &str) -> String {
    format!("{} {}", counted(count, noun), if count == 1 { "is" } else { "are" })
}
