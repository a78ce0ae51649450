//! Counts and charts. Each chart is a table with bars in it, so that its numbers are there for everybody.

use std::cmp::Reverse;
use std::io::{self, Write};

use crate::audit::report::{Counts, Report};
use crate::number::grouped;
use crate::report::audit::words;
use crate::report::words::markup;
use crate::source::Verdict;

/// The most hosts and causes that are shown.
const MOST: usize = 15;

/// The number of each verdict, and how it has changed.
pub(super) fn verdicts(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (counts, previous) = (report.counts(), report.previous_counts());
    for verdict in Verdict::ALL {
        let count = counts.of(verdict);
        let change = previous.map(|previous| match words::change(previous.of(verdict), count).as_str() {
            "=" => "<span class=\"change\">no change</span>".to_owned(),
            change => format!("<span class=\"change\">{}</span>", change.replace('-', "−")),
        });
        writeln!(
            out,
            "<li>{}<span class=\"name\">{verdict}</span><span class=\"count\">{}</span>{}<span class=\"meaning\">{}</span></li>",
            swatch(verdict),
            grouped(count),
            change.unwrap_or_default(),
            words::meaning(verdict)
        )?;
    }
    Ok(())
}

/// From which verdict to which URLs went.
pub(super) fn changes(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut changes: Vec<_> = report.changes().into_iter().collect();
    changes.sort_by_key(|(_, count)| Reverse(*count));
    let Some(previous) = report.period.previous else {
        return writeln!(out, "<p class=\"none\">There is no earlier run to compare with.</p>");
    };
    if changes.is_empty() {
        return writeln!(out, "<p class=\"none\">Nothing has changed since {}.</p>", words::day(previous));
    }
    writeln!(
        out,
        "<table><thead><tr><th scope=\"col\">From</th><th scope=\"col\">To</th><th scope=\"col\" class=\"number\">URLs</th></tr></thead><tbody>"
    )?;
    for ((from, to), count) in changes {
        writeln!(
            out,
            "<tr><td>{}{from}</td><td>{}{to}</td><td class=\"number\">{}</td></tr>",
            swatch(from),
            swatch(to),
            grouped(count)
        )?;
    }
    writeln!(out, "</tbody></table>")
}

/// A stacked bar for each year.
pub(super) fn years(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let years = report.years();
    let most = years.values().map(Counts::total).max().unwrap_or_default();
    for (year, counts) in &years {
        let name = year.map_or_else(|| "no date".to_owned(), |year| year.to_string());
        let gone = counts.settled();
        write!(out, "<tr><th scope=\"row\">{name}</th><td class=\"bar\">")?;
        bar(&name, counts, most, out)?;
        writeln!(
            out,
            "</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
            grouped(gone),
            percent(gone, counts.total()),
            grouped(counts.total())
        )?;
    }
    Ok(())
}

/// The segments of a bar as wide as its share of `most`, and in words what they show.
fn bar(name: &str, counts: &Counts, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let present = || Verdict::ALL.into_iter().filter(|verdict| counts.of(*verdict) > 0);
    let label: Vec<String> = present().map(|verdict| format!("{} {verdict}", grouped(counts.of(verdict)))).collect();
    write!(out, "<svg role=\"img\" aria-label=\"{name}: {}\">", label.join(", "))?;
    let mut before = 0;
    for verdict in present() {
        let count = counts.of(verdict);
        write!(
            out,
            "<rect class=\"{verdict}\" x=\"{}%\" width=\"{}%\" height=\"100%\"><title>{} {verdict}</title></rect>",
            share(before, most),
            share(count, most),
            grouped(count)
        )?;
        before += count;
    }
    write!(out, "</svg>")
}

/// Why sources are not there, as far as can be told.
pub(super) fn causes(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut causes = report.causes();
    causes.retain(|(verdict, ..)| !matches!(verdict, Verdict::Redirected | Verdict::Alive));
    causes.sort_by_key(|(_, _, count)| Reverse(*count));
    let most = causes.first().map_or(0, |(_, _, count)| *count);
    for (verdict, cause, count) in causes.iter().take(MOST) {
        writeln!(
            out,
            "<tr><td>{}{verdict}</td><td>{}<span class=\"bar\"><svg aria-hidden=\"true\"><rect \
             width=\"{}%\" height=\"100%\"/></svg></span></td><td class=\"number\">{}</td></tr>",
            swatch(*verdict),
            escaped(&cause.to_string()),
            share(*count, most),
            grouped(*count)
        )?;
    }
    rest(causes.len(), 3, out)
}

/// The hosts with the most links to what is gone.
pub(super) fn hosts(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let hosts = report.hosts();
    let gone: Vec<_> = hosts.iter().map(|host| (host, host.gone())).filter(|(_, rows)| !rows.is_empty()).collect();
    for (host, rows) in gone.iter().take(MOST) {
        let name = escaped(&words::host(host.name));
        let (links, files) = Report::places(rows.iter().copied());
        writeln!(
            out,
            "<tr><th scope=\"row\"><button type=\"button\" data-host=\"{name}\">{name}</button>\
             <span class=\"why\">{}</span></th><td class=\"number\">{}</td><td class=\"number\">{}</td>\
             <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
            escaped(&words::common(rows)),
            grouped(rows.len()),
            grouped(host.rows.len()),
            grouped(links),
            grouped(files)
        )?;
    }
    rest(gone.len(), 5, out)
}

/// The hosts that asked to be left alone, in a section of their own if there are any.
pub(super) fn left_alone(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let hosts = report.left_alone.hosts();
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

fn swatch(verdict: Verdict) -> String {
    format!(
        "<svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"{verdict}\" width=\"100%\" height=\"100%\"/></svg>"
    )
}

/// Of a hundred, with as many digits as a bar can show.
#[expect(clippy::cast_precision_loss, reason = "counts of URLs are far below 2^52")]
fn share(part: usize, whole: usize) -> String {
    format!("{:.2}", part as f64 * 100.0 / whole.max(1) as f64)
}

/// `12 %`, and of little that it is little.
fn percent(part: usize, whole: usize) -> String {
    match (part * 100 + whole / 2) / whole.max(1) {
        0 if part > 0 => "< 1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// Also in an attribute in single quotes.
fn escaped(text: &str) -> String {
    markup(text).replace('\'', "&#39;")
}
