//! Tables of sources, as they are without scripts.

use std::io::{self, Write};

use percent_encoding::utf8_percent_encode;

use super::book::Book;
use super::markup::{can_open, escaped, link, swatch};
use crate::report::URI_PATH;
use crate::report::audit::words;
use newslint_audit::cited::Citation;
use newslint_audit::report::Row;
use newslint_model::number::grouped;
use newslint_model::source::Verdict;

/// The most citations of a row.
pub(super) const CITATIONS: usize = 5;

/// The columns of the table of sources, and by what the script sorts them.
pub(super) const COLUMNS: [(&str, Option<&str>); 6] = [
    ("Source", Some("url")),
    ("Verdict", Some("verdict")),
    ("Since", Some("since")),
    ("Links", Some("links")),
    ("Visits", None),
    ("What to do", None),
];

/// The head of a table with such columns. Roles are written out, because a style that lays it out anew takes them away.
pub(super) fn head<const N: usize>(columns: [(&str, Option<&str>); N], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<thead role=\"rowgroup\"><tr role=\"row\">")?;
    for (name, key) in columns {
        let class = if name == "Links" { " class=\"number\"" } else { "" };
        let sort = key.map(|key| format!(" data-sort=\"{key}\"")).unwrap_or_default();
        write!(out, "<th scope=\"col\" role=\"columnheader\"{class}{sort}>{name}</th>")?;
    }
    writeln!(out, "</tr></thead>")
}

/// A cell, and the name of its column for where there is no room for columns.
pub(super) fn cell(label: &str, class: &str, content: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<td role=\"cell\" class=\"{class}\" data-label=\"{label}\">{content}</td>")
}

/// The rows of a table of sources.
pub(super) fn rows<'r>(
    book: &Book<'_>,
    rows: impl IntoIterator<Item = &'r Row>,
    out: &mut dyn Write,
) -> io::Result<()> {
    rows.into_iter().try_for_each(|row| line(book, row, out))
}

fn line(book: &Book<'_>, row: &Row, out: &mut dyn Write) -> io::Result<()> {
    let verdict = row.verdict();
    let why = [Some(words::cause(row)), words::landing(row)].into_iter().flatten();
    let why: String = why.map(|words| format!("<span class=\"why\">{}</span>", escaped(&words))).collect();
    write!(out, "<tr role=\"row\">")?;
    cell("Source", "source", &format!("<span class=\"url\">{}</span>{}", url(row), places(book, row)), out)?;
    cell("Verdict", "", &format!("<span class=\"verdict\">{}{verdict}</span>{why}", swatch(verdict)), out)?;
    cell("Since", "date", &since(row), out)?;
    cell("Links", "number", &grouped(row.cited.citations.len()), out)?;
    cell("Visits", "marks", &grouped(row.observations as usize), out)?;
    cell("What to do", "to-do", &to_do(row), out)?;
    writeln!(out, "</tr>")
}

/// The source itself, linked unless it is a trap.
pub(super) fn url(row: &Row) -> String {
    let text = escaped(&words::text(&row.cited.url));
    if may_open(row) { link(&row.cited.url, &text) } else { text }
}

/// Whether readers may be sent there.
pub(super) fn may_open(row: &Row) -> bool {
    can_open(&row.cited.url) && row.verdict() != Verdict::Usurped
}

/// The address that is proposed.
pub(super) fn address(row: &Row) -> Option<&str> {
    let address = row.judgment.repair().or(row.judgment.redirect());
    address.or(row.copy().map(|copy| copy.url.as_str())).filter(|address| can_open(address))
}

/// What to do, linked to the address that is proposed.
pub(super) fn to_do(row: &Row) -> String {
    let text = escaped(&words::advice(row).unwrap_or_default());
    match address(row) {
        Some(address) => link(address, &text),
        None => text,
    }
}

/// From when on there was evidence, and when that was enough.
fn since(row: &Row) -> String {
    let since = row.judgment.since.map_or_else(|| "–".to_owned(), words::day);
    let settled = row.judgment.day().map(|day| format!("<span class=\"why\">settled {day}</span>"));
    format!("{since}{}", settled.unwrap_or_default())
}

/// The first places that cite it.
pub(super) fn places(book: &Book<'_>, row: &Row) -> String {
    let citations = &row.cited.citations;
    let mut places: Vec<String> = citations.iter().take(CITATIONS).map(|citation| place(book, citation)).collect();
    if let more @ 1.. = citations.len().saturating_sub(CITATIONS) {
        places.push(format!("<li>and {} more</li>", grouped(more)));
    }
    format!("<ul class=\"places\">{}</ul>", places.concat())
}

fn place(book: &Book<'_>, citation: &Citation) -> String {
    let path = book.report.path(citation);
    let text = escaped(&format!("{}:{}", words::text(path), citation.line));
    let Some(web) = &book.web else { return format!("<li>{text}</li>") };
    // With `plain=1`, without which GitHub renders a Markdown file and knows no lines.
    let page = format!("{web}{}?plain=1#L{}", utf8_percent_encode(path, URI_PATH), citation.line);
    format!("<li>{}</li>", link(&page, &text))
}
