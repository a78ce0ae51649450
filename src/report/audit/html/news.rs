//! What is new: newly in other hands, newly gone, and back again.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::book::{Book, outlet};
use super::change::Change;
use super::markup::{escaped, filter, swatch};
use super::table::{cell, head, places, to_do, url};
use crate::report::audit::words;
use newslint_audit::report::{News, Row};
use newslint_audit::verdict::Outcome;
use newslint_model::number::grouped;

/// The most sources of a kind. The table below has all of them.
const MOST: usize = 5;
/// The most outlets of a kind.
const OUTLETS: usize = 6;

pub(super) fn write(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let news = book.report.news();
    if news.is_empty() {
        let words = words::no_news(book.report);
        return writeln!(out, "<p>{}</p>", escaped(&words));
    }
    let kinds = [Outcome::Usurped, Outcome::Gone, Outcome::There];
    let kinds = kinds.map(|kind| (kind, news.iter().filter(|(_, news)| news.outcome == kind).collect::<Vec<_>>()));
    writeln!(out, "<ul class=\"cards news\">")?;
    for (kind, news) in &kinds {
        card(*kind, news.len(), out)?;
    }
    writeln!(out, "</ul>")?;
    if let Some(next) = words::next_step(&news) {
        writeln!(out, "<p class=\"next\">{}</p>", code(next))?;
    }
    for (kind, news) in kinds.iter().filter(|(_, news)| !news.is_empty()) {
        section(book, *kind, news, out)?;
    }
    Ok(())
}

/// Text with code between backticks.
fn code(text: &str) -> String {
    let part = |(nth, part)| if nth % 2 == 1 { format!("<code>{}</code>", escaped(part)) } else { escaped(part) };
    text.split('`').enumerate().map(part).collect()
}

/// How many there are of a kind.
fn card(kind: Outcome, count: usize, out: &mut dyn Write) -> io::Result<()> {
    let (start, end) = match count {
        0 => ("<div>".to_owned(), "</div>"),
        _ => (format!("<a href=\"{}\">", filter(&[("change", Change::News(kind).name())])), "</a>"),
    };
    let (count, name) = (grouped(count), words::outcome(kind));
    writeln!(out, "<li>{start}<span class=\"count\">{count}</span><span class=\"name\">{name}</span>{end}</li>")
}

/// Where it is, and the first sources with what to do.
fn section(book: &Book<'_>, kind: Outcome, news: &[&(&Row, News)], out: &mut dyn Write) -> io::Result<()> {
    let change = Change::News(kind).name();
    let mut name = words::outcome(kind).to_owned();
    name[..1].make_ascii_uppercase();
    writeln!(out, "<h3 id=\"new-{change}\">{name}</h3>\n<p class=\"where\">{}</p>", outlets(change, news))?;
    writeln!(out, "<table class=\"sources\" role=\"table\" aria-labelledby=\"new-{change}\">")?;
    let day = if kind == Outcome::There { "Back" } else { "Settled" };
    head(["Source", "Why", "First evidence", day, "What to do"].map(|name| (name, None)), out)?;
    writeln!(out, "<tbody role=\"rowgroup\">")?;
    news.iter().take(MOST).try_for_each(|(row, news)| line(book, row, news, day, out))?;
    writeln!(out, "</tbody></table>")?;
    if news.len() > MOST {
        let target = filter(&[("change", change)]);
        writeln!(
            out,
            "<p class=\"all\"><a href=\"{target}\">All {} {}</a></p>",
            grouped(news.len()),
            words::outcome(kind)
        )?;
    }
    Ok(())
}

fn line(book: &Book<'_>, row: &Row, news: &News, day: &str, out: &mut dyn Write) -> io::Result<()> {
    let evidence = news.evidence.map_or_else(|| "–".to_owned(), |day| day.to_string());
    let why = format!("{}{}", swatch(row.verdict()), escaped(&words::cause(row)));
    write!(out, "<tr role=\"row\">")?;
    cell("Source", "source", &format!("<span class=\"url\">{}</span>{}", url(row), places(book, row)), out)?;
    cell("Why", "reason", &why, out)?;
    cell("First evidence", "date", &evidence, out)?;
    cell(day, "date", &news.day.to_string(), out)?;
    cell("What to do", "to-do", &to_do(row), out)?;
    writeln!(out, "</tr>")
}

/// The outlets with the most of it, each with how much.
fn outlets(change: &str, news: &[&(&Row, News)]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, _) in news {
        *counts.entry(outlet(row)).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let named = counts.iter().take(OUTLETS).map(|(name, count)| {
        let name = words::host(name);
        let target = filter(&[("change", change), ("outlet", &name)]);
        format!("<a href=\"{target}\">{}</a>&nbsp;{}", escaped(&name), grouped(*count))
    });
    let mut named: Vec<String> = named.collect();
    if let more @ 1.. = counts.len().saturating_sub(OUTLETS) {
        named.push(format!("{} more", grouped(more)));
    }
    named.join(", ")
}
