//! Exported verdicts: one line a document, sorted, and small enough to commit.
//!
//! Nothing in the file says when it was written, so that it changes only when what is settled does.
//! A check looks a few documents up among many thousands, so the lines are found by their order, and only those that
//! are asked for are parsed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use memchr::{memchr, memchr2};
use serde::{Deserialize, Serialize};

use newslint_model::diagnostic::safe_json;
use newslint_model::source::{CitedDocument, Settlement, Settlements};

/// What every line but the first begins with.
const URL: &[u8] = b"{\"url\":\"";

/// The largest file that is read, in bytes: a million lines take a quarter of it.
const MOST_BYTES: u64 = 1 << 30;

/// The first line of exported verdicts.
#[derive(Serialize, Deserialize)]
struct VerdictsHeader {
    #[serde(rename = "newslint-verdicts")]
    version: u64,
}

/// The version of their format.
const VERSION: u64 = 1;

/// The URL comes first: by it a line is found.
#[derive(Serialize)]
struct VerdictLine<'r> {
    url: &'r str,
    #[serde(flatten)]
    settlement: &'r Settlement,
}

/// Writes what is settled of documents, which come in the order of their keys.
///
/// # Errors
///
/// `out` cannot be written to.
pub fn write<'s>(settlements: impl IntoIterator<Item = (&'s str, Settlement)>, out: &mut dyn Write) -> io::Result<()> {
    safe_json::write(&VerdictsHeader { version: VERSION }, out)?;
    out.write_all(b"\n")?;
    for (url, settlement) in settlements {
        safe_json::write(&VerdictLine { url, settlement: &settlement }, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Exported verdicts, of which those are parsed that are asked for.
pub struct ExportedVerdicts {
    text: Vec<u8>,
    /// Where each line begins and ends, the first one left out.
    lines: Vec<(usize, usize)>,
}

impl ExportedVerdicts {
    /// Reads the file.
    ///
    /// It has to be in its order, which it may not be after a merge. Whether each line makes sense is known when it is
    /// asked for.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds no verdicts in their order.
    pub fn open(path: &Path) -> Result<ExportedVerdicts, String> {
        ExportedVerdicts::parse(read(path).map_err(|error| error.to_string())?)
    }

    fn parse(text: Vec<u8>) -> Result<ExportedVerdicts, String> {
        let first = memchr(b'\n', &text).unwrap_or(text.len());
        let header: VerdictsHeader = serde_json::from_slice(&text[..first])
            .map_err(|_| "not written by `newslint audit export --verdicts`".to_owned())?;
        if header.version != VERSION {
            return Err(format!("verdicts in version {}, but this newslint reads version {VERSION}", header.version));
        }
        let lines = lines(&text, first + 1)?;
        Ok(ExportedVerdicts { text, lines })
    }

    /// What is settled of these documents.
    ///
    /// # Errors
    ///
    /// A line that is about one of them makes no sense.
    pub fn look_up(&self, documents: &BTreeSet<CitedDocument>) -> Result<Settlements, String> {
        let find = |(key, event): &CitedDocument| {
            let settlement = self.of(key).transpose()?;
            Some(settlement.map(|settlement| ((key.clone(), *event), settlement)))
        };
        documents.iter().filter_map(find).collect()
    }

    fn of(&self, key: &str) -> Result<Option<Settlement>, String> {
        let order = |line: &(usize, usize)| url(self.line(*line)).as_deref().cmp(&Some(key.as_bytes()));
        let Ok(at) = self.lines.binary_search_by(order) else { return Ok(None) };
        match serde_json::from_slice::<Settlement>(self.line(self.lines[at])) {
            Ok(settlement) if settlement.is_plain() => Ok(Some(settlement).filter(Settlement::is_told)),
            _ => Err(format!("line {} is not a verdict", self.line_number(at))),
        }
    }

    fn line(&self, (start, end): (usize, usize)) -> &[u8] {
        &self.text[start..end]
    }

    fn line_number(&self, at: usize) -> usize {
        1 + memchr::memchr_iter(b'\n', &self.text[..self.lines[at].0]).count()
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut text = Vec::with_capacity(usize::try_from(length.min(MOST_BYTES)).unwrap_or_default());
    file.take(MOST_BYTES + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!("more than {MOST_BYTES} bytes")));
    }
    Ok(text)
}

/// The lines from `start` on. Each is to have a URL, and a greater one than the line before.
fn lines(text: &[u8], start: usize) -> Result<Vec<(usize, usize)>, String> {
    let mut lines = Vec::new();
    let mut last: Option<Cow<'_, [u8]>> = None;
    let mut start = start;
    let mut number = 1;
    while start < text.len() {
        number += 1;
        let end = memchr(b'\n', &text[start..]).map_or(text.len(), |length| start + length);
        let line = &text[start..end];
        let url =
            url(line).filter(|_| line.ends_with(b"}")).ok_or_else(|| format!("line {number} is not a verdict"))?;
        if last.is_some_and(|last| last >= url) {
            return Err(format!("line {number} is out of order; export the verdicts again"));
        }
        last = Some(url);
        lines.push((start, end));
        start = end + 1;
    }
    Ok(lines)
}

/// The URL that a line is about.
fn url(line: &[u8]) -> Option<Cow<'_, [u8]>> {
    let rest = line.strip_prefix(URL)?;
    let end = memchr2(b'"', b'\\', rest)?;
    if rest[end] == b'"' {
        return Some(Cow::Borrowed(&rest[..end]));
    }
    // With escapes it is a string of JSON, which begins with its quotation mark.
    let mut values = serde_json::Deserializer::from_slice(&line[URL.len() - 1..]).into_iter::<String>();
    values.next()?.ok().map(|url| Cow::Owned(url.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "{\"newslint-verdicts\":1,\"as-of\":\"2026-04-01T00:00:00Z\"}\n";

    fn line(url: &str, verdict: &str) -> String {
        let rest = r#""cause":"404","since":"2026-03-01T00:00:00Z","archived":null}"#;
        format!("{{\"url\":\"{url}\",\"verdict\":\"{verdict}\",{rest}\n")
    }

    fn parse(lines: &[String]) -> Result<ExportedVerdicts, String> {
        ExportedVerdicts::parse(format!("{HEADER}{}", lines.concat()).into_bytes())
    }

    /// The URLs out of `urls` that are settled, or what is wrong.
    fn settled<'u>(exported: &ExportedVerdicts, urls: &[&'u str]) -> Result<Vec<&'u str>, String> {
        let settlements = exported.look_up(&urls.iter().map(|url| ((*url).to_owned(), None)).collect())?;
        Ok(urls.iter().copied().filter(|url| settlements.of(url, None).is_some()).collect())
    }

    #[test]
    fn only_what_is_settled_is_found() -> Result<(), String> {
        let verdicts = ["alive", "blocked", "dead", "redirected", "soft-404", "suspect", "uncertain", "usurped"];
        let urls = verdicts.map(|verdict| format!("http://{verdict}.example/"));
        let lines: Vec<_> = urls.iter().zip(verdicts).map(|(url, verdict)| line(url, verdict)).collect();
        let exported = parse(&lines)?;
        let found = settled(&exported, &urls.each_ref().map(String::as_str))?;
        assert_eq!(found, ["http://dead.example/", "http://soft-404.example/", "http://usurped.example/"]);
        let others = ["", "http://", "http://dead.example", "http://dead.example/x", "z"];
        assert_eq!(settled(&exported, &others)?, [""; 0]);
        assert_eq!(settled(&parse(&[])?, &["http://dead.example/"])?, [""; 0]);
        Ok(())
    }

    #[test]
    fn a_url_can_have_escapes() -> Result<(), String> {
        let urls = [r"http://x.example/?a\\b", r"http://x.example/?a\u00e9", "http://x.example/?b"];
        let exported = parse(&urls.map(|url| line(url, "dead")))?;
        let urls = [r"http://x.example/?a\b", "http://x.example/?aé", "http://x.example/?b"];
        assert_eq!(settled(&exported, &urls)?, urls);
        Ok(())
    }

    #[test]
    fn a_damaged_file_says_where() {
        let (a, b) = (line("http://a.example/", "dead"), line("http://b.example/", "dead"));
        for (lines, expected) in [
            (vec![b.clone(), a.clone()], "line 3 is out of order; export the verdicts again"),
            (vec![a.clone(), a.clone()], "line 3 is out of order; export the verdicts again"),
            (vec![a.clone(), "<<<<<<< HEAD\n".to_owned(), b.clone()], "line 3 is not a verdict"),
            (vec![a.clone(), "\n".to_owned(), b.clone()], "line 3 is not a verdict"),
            (vec![a.clone(), b[..40].to_owned()], "line 3 is not a verdict"),
            (vec![r#"{"url":"http://a.example/"#.to_owned()], "line 2 is not a verdict"),
            (vec![r#"{"url":"\ud800"}"#.to_owned()], "line 2 is not a verdict"),
        ] {
            assert_eq!(parse(&lines).err().as_deref(), Some(expected), "{lines:?}");
        }
        let no_verdicts = Err("not written by `newslint audit export --verdicts`".to_owned());
        for text in ["", "\n", "[]", "{}", "{\"newslint-observations\":1}\n", "\u{0}\u{0}"] {
            assert_eq!(ExportedVerdicts::parse(text.into()).map(|_| ()), no_verdicts, "{text}");
        }
        let later = ExportedVerdicts::parse("{\"newslint-verdicts\":2}\n".into()).map(|_| ());
        assert_eq!(later, Err("verdicts in version 2, but this newslint reads version 1".to_owned()));
    }

    #[test]
    fn a_line_that_makes_no_sense_is_told_once_it_is_asked_for() -> Result<(), String> {
        let lines = [
            line("http://a.example/", "dead"),
            line("http://b.example/", "killed"),
            line("http://c.example/", "dead")
                .replace("null", r#"{"url":"javascript:alert(1)","at":"2004-08-10T00:00:00Z"}"#),
            line("http://d.example/", "dead")
                .replace("null", r#"{"url":"http://x.example/a\nb","at":"2004-08-10T00:00:00Z"}"#),
        ];
        let exported = parse(&lines)?;
        for (asked, expected) in [("a", None), ("ab", Some(3)), ("dc", Some(4)), ("d", Some(5))] {
            let urls: Vec<_> = asked.chars().map(|name| format!("http://{name}.example/")).collect();
            let urls: Vec<_> = urls.iter().map(String::as_str).collect();
            let expected = match expected {
                Some(line) => Err(format!("line {line} is not a verdict")),
                None => Ok(urls.clone()),
            };
            assert_eq!(settled(&exported, &urls), expected, "{asked}");
        }
        Ok(())
    }
}
