//! One HTML file for a browser, which needs nothing else: no network, no fonts, no images.
//!
//! Counts and charts are in the page as it is written, so they are there without scripts and on paper. The table of
//! sources is drawn by a script from data that it finds in the page. A content security policy names the one script and
//! the one style by their digests, so that whatever else a URL or a title could smuggle in would not run.

mod charts;
mod data;

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};

use crate::audit::report::Report;
use crate::number::{counted, grouped};
use crate::report::audit::words;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    // A field is filled where the template has it: what it is filled with is not looked at again.
    for (at, part) in PAGE.split("{{").enumerate() {
        let text = match part.split_once("}}").filter(|_| at > 0) {
            Some((field, text)) => {
                fill(field, report, out)?;
                text
            }
            None => part,
        };
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn fill(field: &str, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    match field {
        "policy" => write!(
            out,
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            hash(SCRIPT),
            hash(STYLE)
        ),
        "style" => out.write_all(STYLE.as_bytes()),
        "script" => out.write_all(SCRIPT.as_bytes()),
        "title" => write!(out, "{}", title(report)),
        "span" => write!(out, "{}", span(report)),
        "verdicts" => charts::verdicts(report, out),
        "changes" => charts::changes(report, out),
        "years" => charts::years(report, out),
        "causes" => charts::causes(report, out),
        "hosts" => charts::hosts(report, out),
        "left-alone" => charts::left_alone(report, out),
        "data" => data::write(report, out),
        "version" => out.write_all(env!("CARGO_PKG_VERSION").as_bytes()),
        _ => Err(io::Error::other(format!("the page has a field {field:?} that nothing fills"))),
    }
}

/// As a content security policy has it (CSP 3 §2.3.1).
fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes()))
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
    let time = |at| format!("<time datetime=\"{at}\">{}</time>", words::day(at));
    let as_of = time(report.period.as_of);
    match report.period.previous {
        Some(previous) => format!("{links} in {events}, as of {as_of}, compared with {}", time(previous)),
        None => format!("{links} in {events}, as of {as_of}"),
    }
}
