//! Exported verdicts: one line a document, sorted, and small enough to commit.
//!
//! A check looks a few documents up among many thousands, so the lines are found by their order, and only those that
//! are asked for are parsed.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{CitedCopy, Header, Settlement, VERSION};
use crate::links::request_url;
use memchr::{memchr, memchr2};

/// What every line but the first begins with.
const URL: &[u8] = b"{\"url\":\"";

/// The largest file that is read, in bytes: a million lines take a quarter of it.
const MOST_BYTES: u64 = 1 << 30;

pub(super) struct Exported {
    text: Vec<u8>,
    /// Where each line begins and ends, the first one left out.
    lines: Vec<(usize, usize)>,
    /// The first line that was asked for and cannot be read, counted from 0; beyond all lines if there is none.
    damaged: AtomicUsize,
}

impl Exported {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is something else, or is not in its order, as after a merge. Whether each line makes
    /// sense is known when it is asked for.
    pub(super) fn open(path: &Path) -> Result<Exported, String> {
        Exported::parse(read(path).map_err(|error| error.to_string())?)
    }

    fn parse(text: Vec<u8>) -> Result<Exported, String> {
        let first = memchr(b'\n', &text).unwrap_or(text.len());
        let header: Header = serde_json::from_slice(&text[..first])
            .map_err(|_| "no verdicts of `newslint audit export --verdicts`".to_owned())?;
        if header.version != VERSION {
            return Err(format!("verdicts of version {}, and this newslint reads version {VERSION}", header.version));
        }
        let lines = lines(&text, first + 1)?;
        let damaged = AtomicUsize::new(usize::MAX);
        Ok(Exported { text, lines, damaged })
    }

    /// See [`Settled::of`](super::Settled::of).
    pub(super) fn of(&self, key: &str) -> Option<Settlement> {
        let at =
            self.lines.binary_search_by(|line| url(self.line(*line)).as_deref().cmp(&Some(key.as_bytes()))).ok()?;
        match serde_json::from_slice::<Settlement>(self.line(self.lines[at])) {
            Ok(settlement) if settlement.archived.as_ref().is_none_or(CitedCopy::is_plain) => {
                Some(settlement).filter(|settlement| settlement.verdict.is_settled())
            }
            _ => {
                self.damaged.fetch_min(at, Ordering::Relaxed);
                None
            }
        }
    }

    fn line(&self, (start, end): (usize, usize)) -> &[u8] {
        &self.text[start..end]
    }

    /// The number of the first line, 1-based, that [`of`](Exported::of) could not read.
    pub(super) fn damaged_line(&self) -> Option<usize> {
        let at = self.damaged.load(Ordering::Relaxed);
        // The lines behind the first one are counted from 0.
        (at < self.lines.len()).then(|| self.line_number(at))
    }

    fn line_number(&self, at: usize) -> usize {
        1 + memchr::memchr_iter(b'\n', &self.text[..self.lines[at].0]).count()
    }
}

impl CitedCopy {
    /// Whether it can be written into an event: an http(s) URL of plain characters.
    fn is_plain(&self) -> bool {
        let is_plain = |c: char| !(c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\\'));
        request_url(&self.url).is_some() && self.url.chars().all(is_plain)
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
        let url = url(line).filter(|_| line.ends_with(b"}")).ok_or_else(|| format!("line {number} is no verdict"))?;
        if last.is_some_and(|last| last >= url) {
            return Err(format!("line {number} is out of order; export the verdicts anew"));
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

    fn parse(lines: &[String]) -> Result<Exported, String> {
        Exported::parse(format!("{HEADER}{}", lines.concat()).into_bytes())
    }

    #[test]
    fn only_what_is_settled_is_found() -> Result<(), String> {
        let verdicts = ["alive", "blocked", "dead", "redirected", "soft-404", "suspect", "uncertain"];
        let lines: Vec<_> =
            verdicts.iter().map(|verdict| line(&format!("http://{verdict}.example/"), verdict)).collect();
        let settled = parse(&lines)?;
        let found = verdicts.into_iter().filter(|verdict| settled.of(&format!("http://{verdict}.example/")).is_some());
        assert_eq!(found.collect::<Vec<_>>(), ["dead", "soft-404"]);
        for other in ["", "http://", "http://dead.example", "http://dead.example/x", "z"] {
            assert_eq!(settled.of(other), None, "{other}");
        }
        assert_eq!((settled.damaged_line(), parse(&[])?.of("http://dead.example/")), (None, None));
        Ok(())
    }

    #[test]
    fn a_url_can_have_escapes() -> Result<(), String> {
        let urls = [r"http://x.example/?a\\b", r"http://x.example/?a\u00e9", "http://x.example/?b"];
        let settled = parse(&urls.map(|url| line(url, "dead")))?;
        for url in [r"http://x.example/?a\b", "http://x.example/?aé", "http://x.example/?b"] {
            assert!(settled.of(url).is_some(), "{url}");
        }
        Ok(())
    }

    #[test]
    fn a_damaged_file_says_where() {
        let (a, b) = (line("http://a.example/", "dead"), line("http://b.example/", "dead"));
        for (lines, expected) in [
            (vec![b.clone(), a.clone()], "line 3 is out of order; export the verdicts anew"),
            (vec![a.clone(), a.clone()], "line 3 is out of order; export the verdicts anew"),
            (vec![a.clone(), "<<<<<<< HEAD\n".to_owned(), b.clone()], "line 3 is no verdict"),
            (vec![a.clone(), "\n".to_owned(), b.clone()], "line 3 is no verdict"),
            (vec![a.clone(), b[..40].to_owned()], "line 3 is no verdict"),
            (vec![r#"{"url":"http://a.example/"#.to_owned()], "line 2 is no verdict"),
            (vec![r#"{"url":"\ud800"}"#.to_owned()], "line 2 is no verdict"),
        ] {
            assert_eq!(parse(&lines).err().as_deref(), Some(expected), "{lines:?}");
        }
        let no_verdicts = Err("no verdicts of `newslint audit export --verdicts`".to_owned());
        for text in ["", "\n", "[]", "{}", "{\"newslint-observations\":1}\n", "\u{0}\u{0}"] {
            assert_eq!(Exported::parse(text.into()).map(|_| ()), no_verdicts, "{text}");
        }
        let later = Exported::parse("{\"newslint-verdicts\":2}\n".into()).map(|_| ());
        assert_eq!(later, Err("verdicts of version 2, and this newslint reads version 1".to_owned()));
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
        for (asked, expected) in [(&["a"][..], None), (&["a", "b"], Some(3)), (&["d", "c"], Some(4)), (&["d"], Some(5))]
        {
            let settled = parse(&lines)?;
            for name in asked {
                assert_eq!(settled.of(&format!("http://{name}.example/")).is_some(), *name == "a");
            }
            assert_eq!(settled.damaged_line(), expected, "{asked:?}");
        }
        Ok(())
    }
}
