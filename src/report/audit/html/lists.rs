//! Short lists: why sources are gone, what has changed, and who asked to be left alone.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::book::Book;
use super::markup::{escaped, filter, share, swatch};
use crate::report::audit::words;
use newslint_model::number::grouped;
use newslint_model::source::Verdict;

/// The most lines of a list.
const MOST: usize = 15;

/// Why sources are not there, as far as can be told.
pub(super) fn causes(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut causes = book.report.causes();
    causes.retain(|(verdict, ..)| !matches!(verdict, Verdict::Redirected | Verdict::Alive));
    causes.sort_by_key(|(_, _, count)| Reverse(*count));
    let most = causes.first().map_or(0, |(_, _, count)| *count);
    for (verdict, cause, count) in causes.iter().take(MOST) {
        writeln!(
            out,
            "<tr><td>{}{verdict}</td><td><a href=\"{}\">{}</a><span class=\"bar\"><svg aria-hidden=\"true\"><rect \
             width=\"{}%\" height=\"100%\"/></svg></span></td><td class=\"number\">{}</td></tr>",
            swatch(*verdict),
            filter(&[("verdict", verdict.name()), ("cause", &cause.token())]),
            escaped(&cause.to_string()),
            share(*count, most),
            grouped(*count)
        )?;
    }
    rest(causes.len(), 3, out)
}

/// From which verdict to which URLs went.
pub(super) fn changes(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut changes: Vec<_> = book.report.changes().into_iter().collect();
    changes.sort_by_key(|(_, count)| Reverse(*count));
    for ((from, to), count) in changes {
        writeln!(
            out,
            "<tr><td>{}{from}</td><td>{}{to}</td><td class=\"number\">{}</td></tr>",
            swatch(from),
            swatch(to),
            grouped(count)
        )?;
    }
    rest(book.report.changes().len().min(MOST), 3, out)
}

/// The hosts that asked to be left alone, in a section of their own if there are any.
pub(super) fn left_alone(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let hosts = book.report.left_alone.hosts();
    if hosts.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"left-alone\">\n<h2 id=\"left-alone\">Hosts that asked to be left alone</h2>\n<table>\n\
         <thead><tr><th scope=\"col\">Host</th><th scope=\"col\">Until</th></tr></thead>\n<tbody>"
    )?;
    for (name, until) in hosts.iter().take(MOST) {
        let (name, words) = (escaped(&words::host(name)), words::minute(*until));
        writeln!(out, "<tr><th scope=\"row\">{name}</th><td><time datetime=\"{until}\">{words}</time></td></tr>")?;
    }
    rest(hosts.len(), 2, out)?;
    writeln!(out, "</tbody>\n</table>\n</section>")
}

/// What there is beyond what is shown, or that there is nothing.
fn rest(count: usize, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    match count.checked_sub(MOST) {
        None if count == 0 => writeln!(out, "<tr><td colspan=\"{columns}\" class=\"none\">none</td></tr>"),
        None | Some(0) => Ok(()),
        Some(more) => {
            writeln!(out, "<tr><td colspan=\"{columns}\" class=\"none\">and {} more</td></tr>", grouped(more))
        }
    }
}
