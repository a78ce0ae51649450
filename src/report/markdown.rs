//! Markdown for a job's summary: a table of the rules, then the findings of each file, with links to their lines.

use std::io::{self, Write};

use percent_encoding::utf8_percent_encode;

use super::partial::hints;
use super::summary::{found, gate, untold};
use super::{LEVELS, URI_PATH, words};
use newslint_linter::check::Checked;
use newslint_linter::rules::RULES;
use newslint_model::diagnostic::{Finding, Place, sanitize};
use newslint_model::number::{counted, grouped};

/// The most bytes of findings. GitHub takes a job summary of 1 MiB per step, or none; the rest is for what stands
/// around them.
const MOST: usize = 1_000_000;

pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## newslint: {}\n", found(&checked.findings))?;
    writeln!(out, "{} checked{}.", counted(checked.files, "file"), untold(checked))?;
    if let Some(gate) = gate(checked) {
        writeln!(out, "\n**{}**", escaped(&gate))?;
    }
    for hint in hints(checked) {
        writeln!(out, "\n> {}", escaped(&hint))?;
    }
    if checked.findings.is_empty() {
        return Ok(());
    }
    write_rules(checked, out)?;
    let written = write_files(checked, out)?;
    match checked.findings.len() - written {
        0 => Ok(()),
        rest => writeln!(out, "\n{} left out: job summaries have a size limit.", counted(rest, "more finding")),
    }
}

/// Writes the first findings, as many as there is room for, and returns how many.
fn write_files(checked: &Checked, out: &mut dyn Write) -> io::Result<usize> {
    let base = blob_base();
    let mut left = MOST;
    let mut last_path = None;
    for (written, finding) in checked.findings.iter().enumerate() {
        let mut part = String::new();
        if last_path != Some(&finding.path) {
            part.push_str(&heading(&finding.path, &base));
            last_path = Some(&finding.path);
        }
        part.push_str(&item(finding, &base));
        match left.checked_sub(part.len()) {
            Some(rest) => left = rest,
            None => return Ok(written),
        }
        out.write_all(part.as_bytes())?;
    }
    Ok(checked.findings.len())
}

fn write_rules(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n| Rule | Finds | Errors | Warnings | Notes |\n| --- | --- | ---: | ---: | ---: |")?;
    for rule in RULES {
        let of_rule = || checked.findings.iter().map(|finding| &finding.diagnostic).filter(|d| d.rule == rule.name);
        let counts = LEVELS.map(|level| of_rule().filter(|d| d.level == level).count());
        if counts != [0; 3] {
            let [errors, warnings, notes] = counts.map(grouped);
            writeln!(out, "| {} | {} | {errors} | {warnings} | {notes} |", rule.name, escaped(&rule.meta().summary))?;
        }
    }
    Ok(())
}

/// What a file's path follows in the URL of its page on GitHub; empty elsewhere, where a link is a relative one.
pub(super) fn blob_base() -> String {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let names = ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"].map(variable);
    match names {
        [Some(server), Some(repository), Some(commit)] => format!("{server}/{repository}/blob/{commit}/"),
        _ => String::new(),
    }
}

fn heading(path: &str, base: &str) -> String {
    format!("\n### [{}](<{base}{}>)\n\n", escaped(&sanitize(path)), utf8_percent_encode(path, URI_PATH))
}

/// With `plain=1`, without which GitHub renders a Markdown file and knows no lines.
fn item(finding: &Finding, base: &str) -> String {
    let (diagnostic, at) = (&finding.diagnostic, finding.location.start);
    let path = utf8_percent_encode(&finding.path, URI_PATH);
    let message = escaped(&format!("{}{}", words::mark(diagnostic), words::line(diagnostic)));
    let (line, column, level, rule) = (at.line, at.column, diagnostic.level, diagnostic.rule);
    let others: String = others(finding, base).collect();
    format!("- [{line}:{column}](<{base}{path}?plain=1#L{line}>) {level}: {message} ({rule}){others}\n")
}

/// Links to what a finding points at in other files: `; see [the title](…)`.
fn others(finding: &Finding, base: &str) -> impl Iterator<Item = String> {
    let labels = finding.labels().filter(|(label, ..)| label.file.is_some());
    labels.map(move |(label, at, path)| {
        let (words, path) = (escaped(&words::text(&label.message)), utf8_percent_encode(path, URI_PATH));
        match label.place {
            Place::Text => format!("; see [{words}](<{base}{path}?plain=1#L{}>)", at.start.line),
            Place::Path => format!("; see [{words}](<{base}{path}>)"),
        }
    })
}

/// `text`, which is on one line, as nothing but text: no emphasis, code, link, HTML, table cell, mention or formula.
/// A backslash takes its meaning from any of these characters (CommonMark 2.4), and between a scheme and its `://`, or
/// `www` and its dot, it also keeps GitHub from making links of bare URLs.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        if r"\`*_{}[]()<>#!|~&@:.$".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
