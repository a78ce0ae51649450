//! Carries observations from one store to another, as lines of JSON.
//!
//! The first line says what the file is, and the next ones of which observations there were reports. Each other one is an
//! observation, what a web archive was asked, or what was done about copies. They are sorted by host, URL and time, so two
//! stores that know the same have the same export. When a line gets a new member, or an observation a new cause, the number
//! in the first line goes up: an earlier version would lose it.

use std::io::{self, BufRead, Read, Write};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::history::{CopyNote, CopyWork, History, Lookup, LookupAnswer, Visit};
use super::store::{Batch, Store, StoreError};
use newslint_model::diagnostic::safe_json;
use newslint_model::source::Observation;

/// The form of the lines.
const FORM: u32 = 3;

/// Bytes of the longest line that is read. Nearly all have a few hundred, but an event of 1 MiB may cite one URL, and each
/// byte of it may be escaped with some more.
const LONGEST: usize = 1 << 24;

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// A line that says nothing that can be kept.
    Line {
        /// 1-based.
        line: usize,
        /// 1-based, in Unicode characters.
        column: usize,
        /// What is wrong with it.
        message: String,
    },
    /// It cannot be read or written.
    Io(io::Error),
    /// The store does not take it.
    Store(StoreError),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> ImportError {
        ImportError::Store(error)
    }
}

/// What a file of lines is.
#[derive(Serialize, Deserialize)]
struct ExportHeader {
    #[serde(rename = "newslint-observations")]
    form: u32,
}

#[derive(Serialize)]
struct ObservationLine<'l> {
    url: &'l str,
    at: Timestamp,
    vantage: &'l str,
    #[serde(flatten)]
    observation: &'l Observation,
}

#[derive(Serialize)]
struct LookupLine<'l> {
    url: &'l str,
    at: Timestamp,
    archive: &'l LookupAnswer,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'l str>,
}

#[derive(Serialize)]
struct CopyLine<'l> {
    url: &'l str,
    at: Timestamp,
    copy: &'l CopyWork,
}

/// That there was a report of all observations up to a time.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportLine {
    #[serde(deserialize_with = "whole_second")]
    report: Timestamp,
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Observations.
    pub observations: usize,
    /// What a web archive was asked.
    pub lookups: usize,
}

/// Writes all of the store that can be read. One host of it is in memory at a time.
pub fn export(store: &dyn Store, out: &mut dyn Write) -> io::Result<Exported> {
    safe_json::write(&ExportHeader { form: FORM }, out)?;
    out.write_all(b"\n")?;
    for report in store.reports()? {
        out.write_all(&line(&ReportLine { report })?)?;
    }
    let mut exported = Exported::default();
    store.for_each_host(|_, histories| {
        for history in histories {
            export_url(history, out)?;
            exported.observations += history.visits.len();
            exported.lookups += history.lookups.len();
        }
        Ok::<_, io::Error>(())
    })?;
    Ok(exported)
}

fn export_url(history: &History, out: &mut dyn Write) -> io::Result<()> {
    let url = history.url.as_str();
    let mut lines = Vec::with_capacity(history.visits.len() + history.lookups.len() + history.copies.len());
    for Visit { at, vantage, observation } in &history.visits {
        lines.push(line(&ObservationLine { url, at: *at, vantage, observation })?);
    }
    for Lookup { at, archive, answer } in &history.lookups {
        lines.push(line(&LookupLine { url, at: *at, archive: answer, from: archive.as_deref() })?);
    }
    for CopyNote { at, what } in &history.copies {
        lines.push(line(&CopyLine { url, at: *at, copy: what })?);
    }
    // They begin alike up to the time, and RFC 3339 in UTC sorts as time does.
    lines.sort_unstable();
    lines.iter().try_for_each(|line| out.write_all(line))
}

fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = Vec::with_capacity(200);
    safe_json::write(value, &mut line)?;
    line.push(b'\n');
    Ok(line)
}

/// Adds what the lines say to a store.
///
/// The first line that is wrong ends it.
pub fn import(mut from: impl BufRead, into: &mut dyn Batch) -> Result<(), ImportError> {
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        from.by_ref().take(LONGEST as u64).read_until(b'\n', &mut bytes).map_err(ImportError::Io)?;
        if bytes.is_empty() && line > 1 {
            break;
        }
        let fault = |LineFault { column, message }| ImportError::Line { line, column, message };
        match parse(&bytes, line == 1).map_err(fault)? {
            ExportLine::Header => {}
            ExportLine::Report(at) => into.add_report(at)?,
            ExportLine::Observation(url, visit) => into.add(&url, &visit)?,
            ExportLine::Lookup(url, lookup) => into.add_lookup(&url, &lookup)?,
            ExportLine::Copy(url, note) => into.add_copy_note(&url, &note)?,
        }
    }
    Ok(())
}

/// Adds all that is in one store to another.
pub fn copy(from: &dyn Store, into: &mut dyn Batch) -> Result<(), StoreError> {
    from.reports()?.into_iter().try_for_each(|report| into.add_report(report))?;
    from.for_each_host(|_, histories| {
        for History { url, visits, lookups, copies } in histories {
            visits.iter().try_for_each(|visit| into.add(url, visit))?;
            lookups.iter().try_for_each(|lookup| into.add_lookup(url, lookup))?;
            copies.iter().try_for_each(|note| into.add_copy_note(url, note))?;
        }
        Ok(())
    })
}

enum ExportLine {
    Header,
    Report(Timestamp),
    Observation(String, Visit),
    Lookup(String, Lookup),
    Copy(String, CopyNote),
}

/// What is wrong with a line.
struct LineFault {
    column: usize,
    message: String,
}

impl LineFault {
    /// `bytes` is how much of the line stands before it.
    fn new(text: &str, bytes: usize, message: impl Into<String>) -> LineFault {
        let before = text.get(..bytes).unwrap_or(text);
        LineFault { column: before.chars().count() + 1, message: message.into() }
    }
}

fn parse(bytes: &[u8], is_first: bool) -> Result<ExportLine, LineFault> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let (valid, _) = bytes.split_at(error.valid_up_to());
        LineFault::new(&String::from_utf8_lossy(valid), valid.len(), "not UTF-8")
    })?;
    if bytes.len() == LONGEST {
        return Err(LineFault::new("", 0, format!("a line of more than {LONGEST} bytes")));
    }
    let text = text.trim_end_matches(['\n', '\r']);
    let kind: ReadKind = if text.is_empty() { ReadKind::default() } else { from_json(text)? };
    match kind {
        ReadKind { form: Some(1..=FORM), .. } => Ok(ExportLine::Header),
        ReadKind { form: Some(form), .. } => {
            let message = format!("written by a later version of newslint, in format version {form}");
            Err(LineFault::new("", 0, message))
        }
        _ if is_first => {
            Err(LineFault::new("", 0, "not an export of observations: it does not begin with its version"))
        }
        ReadKind { report: true, .. } => Ok(ExportLine::Report(from_json::<ReportLine>(text)?.report)),
        ReadKind { archive: true, .. } => {
            let ReadLookup { url, at, archive, from } = from_json(text)?;
            Ok(ExportLine::Lookup(url, Lookup { at, archive: from, answer: archive }))
        }
        ReadKind { copy: true, .. } => {
            let ReadCopy { url, at, copy } = from_json(text)?;
            Ok(ExportLine::Copy(url, CopyNote { at, what: copy }))
        }
        ReadKind { report: false, archive: false, copy: false, .. } => {
            let ReadObservation { url, at, vantage } = from_json(text)?;
            let observation = from_json(text)?;
            Ok(ExportLine::Observation(url, Visit { at, vantage: vantage.into(), observation }))
        }
    }
}

/// What decides how a line is to be read.
#[derive(Default, Deserialize)]
struct ReadKind {
    #[serde(rename = "newslint-observations", default)]
    form: Option<u32>,
    #[serde(default, deserialize_with = "is_there")]
    report: bool,
    #[serde(default, deserialize_with = "is_there")]
    archive: bool,
    #[serde(default, deserialize_with = "is_there")]
    copy: bool,
}

/// The members of an observation's line that are not of the observation.
#[derive(Deserialize)]
struct ReadObservation {
    #[serde(deserialize_with = "without_nul")]
    url: String,
    #[serde(deserialize_with = "whole_second")]
    at: Timestamp,
    #[serde(deserialize_with = "without_nul")]
    vantage: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadLookup {
    #[serde(deserialize_with = "without_nul")]
    url: String,
    #[serde(deserialize_with = "whole_second")]
    at: Timestamp,
    archive: LookupAnswer,
    #[serde(default)]
    from: Option<Box<str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadCopy {
    #[serde(deserialize_with = "without_nul")]
    url: String,
    #[serde(deserialize_with = "whole_second")]
    at: Timestamp,
    copy: CopyWork,
}

/// A text that every store can keep: PostgreSQL has none with a NUL in it.
fn without_nul<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.contains('\0') { Err(serde::de::Error::custom("a text that contains NUL")) } else { Ok(text) }
}

fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(deserializer).map(|_| true)
}

fn whole_second<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let at = Timestamp::deserialize(deserializer)?;
    match at.subsec_nanosecond() {
        0 => Ok(at),
        _ => Err(serde::de::Error::custom("a time that is not a whole second")),
    }
}

/// Reads JSON with the words and the place of `serde_json` for what is wrong.
fn from_json<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, LineFault> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&place).unwrap_or(&message);
        LineFault::new(text, error.column().saturating_sub(1), message)
    })
}
