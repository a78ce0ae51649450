//! The baseline's file: one line a finding, `rule path fingerprint [until=YYYY-MM-DD] [# reason]`.
//!
//! The lines are sorted by their bytes, so that git merges what two branches change at different places, and
//! `LC_ALL=C sort -u` mends what somebody merged by hand. White space, `%`, `#`, control characters and all that is not
//! ASCII are percent-encoded in a path (RFC 3986 §2.1), so that every path is one word.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use jiff::civil::Date;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::comment::NameOf;
use newslint_model::diagnostic::{Fault, FileError, Finding, Span};

/// What a new file starts with.
const HEADER: &str = "\
# Findings that `newslint check` counts and does not show: rule, path, fingerprint [until=YYYY-MM-DD] [# reason].
# `newslint baseline update` writes this file; the lines are sorted.
";

/// The most damaged lines that are looked at: a file of a million of them is no baseline.
const MOST_FAULTS: usize = 1000;

const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'#');

/// The findings that are known, as a file lists them.
#[derive(Debug)]
pub struct Baseline<'t> {
    /// The file's text.
    pub text: &'t str,
    /// The lines above the first entry that start with `#`, or those of a new file.
    header: &'t str,
    /// Sorted by what they say of a finding.
    pub entries: Vec<Entry<'t>>,
}

/// A finding that the baseline knows.
#[derive(Clone, Debug)]
pub struct Entry<'t> {
    /// The rule's name; a rule of that name need not exist.
    pub rule: &'t str,
    /// The path, relative to the root.
    pub path: Cow<'t, str>,
    /// The finding's fingerprint.
    pub fingerprint: u64,
    /// The last day on which the finding is not shown.
    pub until: Option<Date>,
    /// Why it is not shown.
    pub reason: Option<&'t str>,
    /// Its rule, path and fingerprint in the file.
    pub span: Span,
}

/// An entry that matches no finding.
pub struct StaleEntry<'b> {
    /// The entry.
    pub entry: &'b Entry<'b>,
    /// What its rule's name stands for.
    pub name_of: NameOf,
}

impl<'t> Entry<'t> {
    /// An entry for a finding that the baseline does not know.
    pub fn of(finding: &'t Finding) -> Entry<'t> {
        Entry {
            rule: finding.diagnostic.rule,
            path: Cow::Borrowed(&finding.path),
            fingerprint: finding.fingerprint,
            until: None,
            reason: None,
            span: Span::default(),
        }
    }

    /// The same entry for a finding that it follows to another path.
    pub fn at(&self, finding: &'t Finding) -> Entry<'t> {
        Entry { until: self.until, reason: self.reason, ..Entry::of(finding) }
    }

    /// By what an entry and a finding are compared.
    pub fn key(&self) -> (&str, &str, u64) {
        (self.rule, &self.path, self.fingerprint)
    }

    /// The rule's name in the file.
    pub fn rule_span(&self) -> Span {
        Span::new(self.span.start, self.span.start + self.rule.len())
    }

    /// Whether the entry's last day is before `today`.
    pub fn is_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = utf8_percent_encode(&self.path, ENCODED);
        write!(f, "{} {path} {:016x}", self.rule, self.fingerprint)?;
        if let Some(until) = self.until {
            write!(f, " until={until}")?;
        }
        match self.reason {
            Some(reason) => write!(f, " # {reason}"),
            None => Ok(()),
        }
    }
}

impl<'t> Baseline<'t> {
    /// Reads the text of the file at `path`. The error points at each line that is damaged.
    pub fn parse(path: &Path, text: &'t str) -> Result<Baseline<'t>, Box<FileError>> {
        let mut baseline = Baseline { text, header: "", entries: Vec::new() };
        let mut faults = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(at, at + line.len());
            at = span.end;
            if line.starts_with('#') && baseline.header.len() == span.start {
                baseline.header = &text[..at];
            } else if !line.trim().is_empty() {
                match parse_line(text, span.trimmed(text)) {
                    Ok(entry) => baseline.entries.push(entry),
                    Err(fault) if faults.len() < MOST_FAULTS => faults.push(fault),
                    Err(_) => {
                        faults.push(Fault::of_file("too many damaged lines; the rest of the file is not read"));
                        break;
                    }
                }
            }
        }
        if !faults.is_empty() {
            return Err(Box::new(FileError { path: path.to_owned(), text: text.to_owned(), faults }));
        }
        baseline.entries.sort_by(|a, b| a.key().cmp(&b.key()));
        Ok(baseline)
    }

    /// A baseline of these entries alone.
    pub fn of(entries: impl Iterator<Item = Entry<'t>>) -> Baseline<'t> {
        let mut entries: Vec<Entry<'_>> = entries.collect();
        entries.sort_by(|a, b| a.key().cmp(&b.key()));
        Baseline { text: "", header: "", entries }
    }

    /// The positions of the entries for a finding.
    pub fn entries_for(&self, finding: &Finding) -> std::ops::Range<usize> {
        let key = (finding.diagnostic.rule, &*finding.path, finding.fingerprint);
        let start = self.entries.partition_point(|entry| entry.key() < key);
        let count = self.entries[start..].iter().take_while(|entry| entry.key() == key).count();
        start..start + count
    }

    /// The text of a file with these entries, and the header of this one.
    pub fn with<'e>(&self, entries: impl Iterator<Item = &'e Entry<'e>>) -> String {
        let mut lines: Vec<String> = entries.map(|entry| entry.to_string()).collect();
        lines.sort_unstable();
        lines.dedup();
        let header = if self.text.is_empty() { HEADER } else { self.header };
        lines.into_iter().fold(header.to_owned(), |text, line| text + &line + "\n")
    }
}

/// What a line of git's conflict starts with.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

fn parse_line(text: &str, line: Span) -> Result<Entry<'_>, Fault> {
    let fault = |message: &str, help: &str| Fault::at(line.start..line.end, message).help(help);
    let malformed = |message| fault(message, "fix the line; or delete it, and run `newslint baseline update`");
    let own = line.of(text);
    if CONFLICT.iter().any(|marker| own.starts_with(marker)) {
        let help = "keep the lines of both sides, delete the lines with markers, and run `newslint baseline prune`";
        return Err(fault("a merge left a conflict here", help));
    }
    let (known, reason) = own.split_once('#').map_or((own, ""), |(known, reason)| (known, reason.trim()));
    let mut words = known.split_ascii_whitespace();
    let (Some(rule), Some(path), Some(fingerprint)) = (words.next(), words.next(), words.next()) else {
        return Err(malformed("a line of a baseline is a rule, a path and a fingerprint"));
    };
    if !rule.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Err(malformed("the line does not start with a rule's name"));
    }
    let Ok(path) = percent_decode_str(path).decode_utf8() else {
        return Err(malformed("the path is not percent-encoded UTF-8"));
    };
    let is_hex = fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
    let Some(fingerprint) = u64::from_str_radix(fingerprint, 16).ok().filter(|_| is_hex) else {
        return Err(malformed("the fingerprint is not 16 hexadecimal digits"));
    };
    let until = words.next().map(|word| until(word).ok_or_else(|| malformed("expected until=YYYY-MM-DD or # reason")));
    if words.next().is_some() {
        return Err(malformed("expected # before the reason"));
    }
    let span = Span::new(line.start, line.start + known.trim_end().len());
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    Ok(Entry { rule, path, fingerprint, until: until.transpose()?, reason, span })
}

/// Reads `until=YYYY-MM-DD`, in no other form of a date.
fn until(word: &str) -> Option<Date> {
    let written = word.strip_prefix("until=")?;
    let date: Date = written.parse().ok()?;
    (date.to_string() == written).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_entry_counts_up_to_its_last_day() {
        let text = "slug news/a.md 0123456789abcdef until=2021-06-01\n";
        let baseline = Baseline::parse(Path::new("baseline"), text).map_err(|error| error.to_string());
        let is_expired = |today| baseline.as_ref().map(|baseline| baseline.entries[0].is_expired(today));
        assert_eq!([date(2021, 6, 1), date(2021, 6, 2)].map(is_expired), [Ok(false), Ok(true)]);
    }

    #[test]
    fn a_fingerprint_is_sixteen_digits() {
        for (fingerprint, is_one) in [
            ("0123456789abcdef", true),
            ("0123456789abcde", false),
            ("0123456789abcdef0", false),
            ("+123456789abcdef", false),
        ] {
            let text = format!("slug news/a.md {fingerprint}\n");
            assert_eq!(Baseline::parse(Path::new("baseline"), &text).is_ok(), is_one, "{fingerprint}");
        }
    }
}
