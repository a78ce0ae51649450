//! Findings for people and programs: one file an output format.

#[cfg(feature = "audit")]
mod audit;
mod by_rule;
mod concise;
mod config_error;
mod diff;
mod full;
mod github;
mod gitlab;
mod grouped;
mod json;
mod json_value;
mod junit;
mod labels;
mod link;
mod markdown;
mod next_step;
mod page;
mod partial;
mod rdjson;
mod sarif;
mod statistics;
mod style;
mod summary;
mod words;
mod wrap;

#[cfg(feature = "audit")]
pub use audit::explanation;
#[cfg(feature = "audit")]
pub(crate) use audit::{
    AuditFormat, Book, PlanFormat, PlanReport, RunSummary, SavePlanned, SaveSummary, network_fault, run_stop,
    save_stop, submissions,
};
pub(crate) use by_rule::by_rule;
pub(crate) use config_error::render_file_error;
pub(crate) use diff::DiffStyle;
#[cfg(feature = "server")]
pub(crate) use markdown::escaped;
pub(crate) use next_step::{Aids, next_step};
pub(crate) use page::explain;
pub(crate) use partial::hints;
pub(crate) use statistics::statistics;
pub use style::Style;
pub(crate) use summary::{counts, gate, summary};

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use clap::ValueEnum;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use crate::setup::Places;
use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Edit, Finding, Level, Location, Safety};

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Each finding with the lines that it is about.
    Full,
    /// One line per finding.
    Concise,
    /// One JSON document.
    Json,
    /// One JSON object per finding.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub's workflow commands, which annotate a pull request.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// Reviewdog's diagnostic format.
    Rdjson,
    /// Markdown, for a job's summary.
    Markdown,
}

impl Format {
    /// Whether people read it, so that a summary follows.
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Full | Format::Concise)
    }

    /// Writes all findings, of an archive that lies there. People open a path from the working folder, and servers from
    /// the repository's top; JSON has paths from the archive's root.
    pub fn write(self, checked: &Checked, places: &Places, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let seen: &dyn Fn(&str) -> Arc<str> = match self {
            Format::Json | Format::Jsonl => &|path| path.into(),
            Format::Full | Format::Concise => &|path| places.from_here(path).into(),
            _ => &|path| places.from_top(path).into(),
        };
        let checked = &*renamed(checked, seen);
        match self {
            Format::Full => grouped::write(checked, style, out),
            Format::Concise => concise::write(checked, style, out),
            Format::Json => json::write(checked, places.prefix(), out),
            Format::Jsonl => json::write_lines(checked, out),
            Format::Sarif => sarif::write(checked, out),
            Format::Github => github::write(checked, out),
            Format::Gitlab => gitlab::write(checked, out),
            Format::Junit => junit::write(checked, out),
            Format::Rdjson => rdjson::write(checked, out),
            Format::Markdown => markdown::write(checked, out),
        }
    }
}

/// What was found, with other names of the files.
fn renamed<'c>(checked: &'c Checked, name: &dyn Fn(&str) -> Arc<str>) -> Cow<'c, Checked> {
    const SOME: &str = "news";
    let mut checked = Cow::Borrowed(checked);
    // Nearly always they are the same.
    if *name(SOME) != *SOME {
        checked.to_mut().findings.iter_mut().for_each(|finding| finding.rename(name));
    }
    checked
}

/// The levels, the worst first.
const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

/// What a URI's path needs not escape: unreserved characters (RFC 3986 section 2.3), and what stands between names.
const URI_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The findings of one level, in their order.
fn of_level(checked: &Checked, level: Level) -> impl Iterator<Item = &Finding> {
    checked.findings.iter().filter(move |finding| finding.diagnostic.level == level)
}

/// The edits of a finding's fix, if it may be applied without a person looking at it, and where each is.
fn safe_edits(finding: &Finding) -> impl Iterator<Item = (&Edit, &Location)> {
    let fix = finding.diagnostic.fix.iter().filter(|fix| fix.safety == Safety::Safe);
    fix.flat_map(|fix| fix.edits.iter()).zip(finding.edit_locations.iter())
}
