//! Markdown for an issue that is kept up to date, and for a job's summary: what is new first.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::iter;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::{coverage, words};
use crate::report::URI_PATH;
use crate::report::markdown::{blob_base, escaped};
use newslint_audit::cited::Citation;
use newslint_audit::report::{HostRows, Report, Row};
use newslint_model::number::{counted, grouped};
use newslint_model::source::Verdict;

/// The most bytes of what is new, so that there is room for the rest.
const MOST_NEWS: usize = 24_000;
/// The most bytes of all tables. GitHub takes an issue of 65,536 characters, or none.
const MOST: usize = 58_000;
/// The most hosts.
const HOSTS: usize = 20;
/// The most characters of a cell.
const CELL: usize = 160;

/// What cannot stand in a link's destination between angle brackets in a table's cell (CommonMark 6.3, GFM 4.10), and
/// the bracket that makes a command for a CI runner of what stands before it.
const UNLINKABLE: &AsciiSet = &CONTROLS.add(b' ').add(b'<').add(b'>').add(b'|').add(b'\\').add(b'`').add(b'[');

/// Writes the counts, the worst hosts, and as many of the sources that are gone as there is room for.
/// `prefix` leads from the repository's top to the archive's root.
pub(super) fn write(report: &Report, prefix: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = heading(report, &mut text);
    let _ = news(report, prefix, &mut text);
    if report.filter.is_new {
        return out.write_all(text.as_bytes());
    }
    let _ = verdicts(report, &mut text);
    let _ = hosts(&report.hosts(), &mut text);
    let _ = left_alone(report, &mut text);
    let _ = coverage::markdown(report, HOSTS, &mut text);
    sources(report, "Taken over", |row| row.verdict() == Verdict::Usurped, prefix, &mut text);
    let is_gone = |row: &Row| row.verdict().is_settled() && row.verdict() != Verdict::Usurped;
    sources(report, "Gone", is_gone, prefix, &mut text);
    sources(report, "Found elsewhere", |row| row.judgment.repair().is_some(), prefix, &mut text);
    sources(report, "Another document", Row::is_deviated, prefix, &mut text);
    if let Some(proven) = words::proven(&report.rows) {
        let _ = writeln!(text, "\n{proven}");
    }
    out.write_all(text.as_bytes())
}

fn heading(report: &Report, text: &mut String) -> std::fmt::Result {
    let gone = match report.counts().settled() {
        0 => "no source is gone".to_owned(),
        1 => "1 source is gone".to_owned(),
        count => format!("{} sources are gone", grouped(count)),
    };
    writeln!(text, "## newslint audit: {gone}\n")?;
    let (urls, links) = (counted(report.rows.len(), "URL"), counted(report.citations(), "link"));
    write!(text, "{urls}, {links} in {}, as of {}", counted(report.events.len(), "event"), report.period.as_of)?;
    match words::previous(&report.period) {
        Some(previous) => writeln!(text, ", compared with {previous}.")?,
        None => writeln!(text, ".")?,
    }
    words::filter(&report.filter).map_or(Ok(()), |filter| writeln!(text, "\n{}.", cell(&capitalized(&filter))))
}

/// What is new, as far as there is room for it.
fn news(report: &Report, prefix: &str, text: &mut String) -> std::fmt::Result {
    let news = report.news();
    let Some(previous) = words::previous(&report.period).filter(|_| !news.is_empty()) else {
        return writeln!(text, "\n{}.", cell(&capitalized(&words::no_news(report))));
    };
    writeln!(text, "\n### New since {previous}: {}\n", words::counts_of_news(&news))?;
    writeln!(text, "| Source | What is new | Cited in | What to do |\n| --- | --- | --- | --- |")?;
    let most = if report.filter.is_new { MOST } else { MOST_NEWS };
    let lines = news.iter().map(|(row, news)| {
        let what = cell(&format!("{}: {}", words::outcome(news.outcome), words::cause(row)));
        (*row, format!("{what}<br>{}", cell(&words::days(row, news))))
    });
    rows(report, lines, most, prefix, text);
    words::next_step(&news).map_or(Ok(()), |next| writeln!(text, "\nNext: {next}."))
}

fn capitalized(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn verdicts(report: &Report, text: &mut String) -> std::fmt::Result {
    let (counts, previous) = (report.counts(), report.previous_counts());
    writeln!(text, "\n| Verdict | URLs | Change | Meaning |\n| --- | ---: | ---: | --- |")?;
    for verdict in Verdict::ALL {
        let count = counts.of(verdict);
        let change = previous.map(|previous| words::change(previous.of(verdict), count)).unwrap_or_default();
        writeln!(text, "| {verdict} | {} | {change} | {} |", grouped(count), words::meaning(verdict))?;
    }
    Ok(())
}

fn hosts(hosts: &[HostRows<'_>], text: &mut String) -> std::fmt::Result {
    let worst: Vec<_> = hosts.iter().map(|host| (host, host.gone())).filter(|(_, gone)| !gone.is_empty()).collect();
    if worst.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "\n### Worst hosts\n\n| Host | Gone | of | Links | Files | Why |\n| --- | ---: | ---: | ---: | ---: | --- |"
    )?;
    for (host, gone) in worst.iter().take(HOSTS) {
        let (links, files) = Report::places(gone.iter().copied());
        let numbers = [gone.len(), host.rows.len(), links, files].map(grouped).join(" | ");
        let (name, why) = (cell(&words::host(host.name)), cell(&words::common(gone)));
        writeln!(text, "| {name} | {numbers} | {why} |")?;
    }
    match worst.len().saturating_sub(HOSTS) {
        0 => Ok(()),
        more => writeln!(text, "\n{} left out.", counted(more, "more host")),
    }
}

fn left_alone(report: &Report, text: &mut String) -> std::fmt::Result {
    let hosts = report.left_alone.hosts();
    if hosts.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n### Hosts that asked to be left alone\n\n| Host | Until |\n| --- | --- |")?;
    for (name, until) in hosts.iter().take(HOSTS) {
        writeln!(text, "| {} | {} |", cell(&words::host(name)), words::minute(*until))?;
    }
    match hosts.len().saturating_sub(HOSTS) {
        0 => Ok(()),
        more => writeln!(text, "\n{} left out.", counted(more, "more host")),
    }
}

/// Those with a copy first: there is something to do about them.
fn sources(report: &Report, heading: &str, is_meant: impl Fn(&Row) -> bool, prefix: &str, text: &mut String) {
    let mut gone: Vec<&Row> = report.rows.iter().filter(|row| is_meant(row)).collect();
    if gone.is_empty() {
        return;
    }
    gone.sort_by_key(|row| row.copy().is_none());
    text.push_str(&format!("\n### {heading}\n\n| Source | Why | Cited in | What to do |\n| --- | --- | --- | --- |\n"));
    let why = |row| {
        let said = iter::once(words::reason(row)).chain(words::settled(row));
        said.map(|words| cell(&words)).collect::<Vec<_>>().join("; ")
    };
    rows(report, gone.into_iter().map(|row| (row, why(row))), MOST, prefix, text);
}

/// Sources, each with what is said of it, up to so many bytes of text in all.
fn rows<'r>(
    report: &Report,
    rows: impl ExactSizeIterator<Item = (&'r Row, String)>,
    most: usize,
    prefix: &str,
    text: &mut String,
) {
    let base = format!("{}{}", blob_base(), utf8_percent_encode(prefix, URI_PATH));
    let count = rows.len();
    for (written, (row, why)) in rows.enumerate() {
        let line = line(report, row, why, &base);
        if text.len() + line.len() > most {
            let more = counted(count - written, "more source");
            text.push_str(&format!("\n{more} left out: issues have a size limit.\n"));
            return;
        }
        text.push_str(&line);
    }
}

fn line(report: &Report, row: &Row, mut why: String, base: &str) -> String {
    let advice = words::advice(row).unwrap_or_default();
    let advice = match row.copy().and_then(|copy| destination(&copy.url)) {
        Some(copy) if row.judgment.repair().is_none() => format!("[{}](<{copy}>)", cell(&advice)),
        _ => cell(&advice),
    };
    let url = cell(&words::text(&row.cited.url));
    if let Some(landing) = words::landing(row) {
        why.push_str("<br>");
        why.push_str(&cell(&landing));
    }
    let mut places: Vec<String> =
        row.cited.citations.iter().take(3).map(|citation| place(report, citation, base)).collect();
    if let more @ 1.. = row.cited.citations.len().saturating_sub(3) {
        places.push(format!("{} more", grouped(more)));
    }
    format!("| {url} | {why} | {} | {advice} |\n", places.join("<br>"))
}

/// With `plain=1`, without which GitHub renders a Markdown file and knows no lines.
fn place(report: &Report, citation: &Citation, base: &str) -> String {
    let path = report.path(citation);
    let encoded = utf8_percent_encode(path, URI_PATH);
    let name = path.rsplit('/').next().unwrap_or(path);
    let (name, line) = (cell(&words::text(name)), citation.line);
    format!("[{name}:{line}](<{base}{encoded}?plain=1#L{line}>)")
}

/// Text that is on one line and safe, as a cell or a part of one.
fn cell(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        None => escaped(text),
        Some((end, _)) => format!("{}…", escaped(&text[..end])),
    }
}

/// A URL as the destination of a link, if it is one of http(s).
fn destination(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(utf8_percent_encode(url.as_str(), UNLINKABLE).to_string())
}
