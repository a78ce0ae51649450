//! What robots.txt asks of us (RFC 9309): a pure function of its bytes. Asking for it is part of a visit.

mod pattern;
mod rules;

use std::mem;

use url::{Position, Url};

use self::pattern::{Pattern, canonical};
use self::rules::{Access, Rules, RulesReader};

/// What is read of a robots.txt, in bytes (RFC 9309 §2.5).
pub(super) const MOST_BYTES: usize = 500 * 1024;

/// The bytes of a line that are kept. A path that is longer is requested by nobody.
const LONGEST_LINE: usize = 8 * 1024;

/// The name by which a robots.txt can mean us (RFC 9309 §2.2.1).
const PRODUCT: &str = "newslint";

/// What a robots.txt asks of us.
#[derive(Debug, Default)]
pub struct RobotsPolicy(Rules);

/// One line that means something.
enum RobotsLine<'a> {
    UserAgent(&'a [u8]),
    Rule(Access, &'a [u8]),
}

/// Whom a group of rules is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Us,
    Anybody,
    Others,
}

/// Reads a robots.txt as it comes, of which it keeps a line and the rules.
pub struct RobotsReader {
    line: Vec<u8>,
    is_line_cut: bool,
    is_first_line: bool,
    ours: Option<RulesReader>,
    anybodys: RulesReader,
    group: For,
    /// Whether the last line was a name.
    is_head: bool,
}

impl Default for RobotsReader {
    fn default() -> Self {
        Self {
            line: Vec::new(),
            is_line_cut: false,
            is_first_line: true,
            ours: None,
            anybodys: RulesReader::default(),
            group: For::Others,
            is_head: false,
        }
    }
}

impl RobotsReader {
    /// Reads on. What cannot be read says nothing.
    pub fn feed(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|&byte| is_line_end(byte)) {
            let (text, is_whole) = match piece.split_last() {
                Some((&last, text)) if is_line_end(last) => (text, true),
                _ => (piece, false),
            };
            let room = LONGEST_LINE - self.line.len();
            self.is_line_cut |= text.len() > room;
            self.line.extend_from_slice(&text[..text.len().min(room)]);
            if is_whole {
                self.end_line();
            }
        }
    }

    /// At its end: what it asks of us.
    pub fn finish(mut self) -> RobotsPolicy {
        self.end_line();
        RobotsPolicy(self.ours.unwrap_or(self.anybodys).finish())
    }

    fn end_line(&mut self) {
        let mut line = mem::take(&mut self.line);
        let is_cut = mem::take(&mut self.is_line_cut);
        let is_first = mem::take(&mut self.is_first_line);
        let text = line.strip_prefix(b"\xef\xbb\xbf").filter(|_| is_first).unwrap_or(&line);
        match read(text) {
            Some(RobotsLine::UserAgent(name)) => self.user_agent(name),
            Some(RobotsLine::Rule(access, path)) => self.rule(access, path, is_cut),
            None => {}
        }
        line.clear();
        self.line = line;
    }

    fn user_agent(&mut self, name: &[u8]) {
        let named = addressee(name);
        // Names on lines in a row share their rules.
        self.group = match (self.is_head, self.group, named) {
            (true, For::Us, _) => For::Us,
            (true, For::Anybody, For::Others) => For::Anybody,
            _ => named,
        };
        self.is_head = true;
        if self.group == For::Us {
            // A group for us that has no rules is one all the same.
            self.ours.get_or_insert_default();
        }
    }

    fn rule(&mut self, access: Access, path: &[u8], is_cut: bool) {
        self.is_head = false;
        let rules = match self.group {
            For::Us => self.ours.as_mut(),
            For::Anybody => Some(&mut self.anybodys),
            For::Others => None,
        };
        // An empty rule is about no path.
        if let Some(rules) = rules.filter(|_| !path.is_empty()) {
            let pattern = Pattern::new(path);
            if is_cut { rules.generalize(&pattern, access) } else { rules.add(pattern, access) }
        }
    }
}

impl RobotsPolicy {
    /// How much it takes to keep its rules, in bytes.
    pub(super) fn size(&self) -> usize {
        self.0.size()
    }

    /// Whether the URL may be requested.
    pub fn allows(&self, url: &Url) -> bool {
        self.0.allow(&canonical(url[Position::BeforePath..Position::AfterQuery].as_bytes()))
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn read(line: &[u8]) -> Option<RobotsLine<'_>> {
    let line = line.split(|&byte| byte == b'#').next().unwrap_or_default();
    let colon = memchr::memchr(b':', line)?;
    let (key, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
    if key.eq_ignore_ascii_case(b"user-agent") {
        Some(RobotsLine::UserAgent(value))
    } else if key.eq_ignore_ascii_case(b"disallow") {
        Some(RobotsLine::Rule(Access::Disallow, value))
    } else if key.eq_ignore_ascii_case(b"allow") {
        Some(RobotsLine::Rule(Access::Allow, value))
    } else {
        None
    }
}

/// Whom a `User-Agent` line means. What follows a product's name, such as a version, is not part of it.
fn addressee(name: &[u8]) -> For {
    let is_part = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
    let length = name.iter().position(|byte| !is_part(byte)).unwrap_or(name.len());
    if name.starts_with(b"*") {
        For::Anybody
    } else if name[..length].eq_ignore_ascii_case(PRODUCT.as_bytes()) {
        For::Us
    } else {
        For::Others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_as_sites_write_them() -> Result<(), url::ParseError> {
        for (text, path, expected) in [
            ("", "/a", true),
            ("<!DOCTYPE html><p>Disallow: /", "/a", true),
            ("User-agent: *\nDisallow: /", "/a", false),
            ("User-agent: *\r\nDisallow: /private\r\n", "/a", true),
            ("user-AGENT:*\rDISALLOW:/private\r", "/private/a", false),
            ("\u{feff}User-agent: *\nDisallow: /", "/a", false),
            ("User-agent: * # all\nDisallow: /a # this", "/a", false),
            ("User-agent: *\nDisallow:", "/a", true),
            ("User-agent: *\nDisallow: /\nAllow: /a", "/a/b", true),
            ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", true),
            ("User-agent: *\nDisallow: /a/b\nAllow: /a", "/a/b", false),
            ("User-agent: *\nDisallow: /*?", "/a?b", false),
            ("User-agent: other\nDisallow: /", "/a", true),
            ("User-agent: newslint\nDisallow: /", "/a", false),
            ("User-agent: NewsLint/1.0\nDisallow: /", "/a", false),
            ("User-agent: newslinter\nDisallow: /", "/a", true),
            ("User-agent: *\nDisallow: /\n\nUser-agent: newslint\nDisallow: /b", "/a", true),
            ("User-agent: newslint\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", true),
            ("User-agent: newslint\n\nUser-agent: *\nDisallow: /", "/a", false),
            ("User-agent: *\nDisallow: /\nUser-agent: newslint\n", "/a", true),
            ("User-agent: newslint\nUser-agent: other\nDisallow: /", "/a", false),
            ("User-agent: other\nUser-agent: newslint\nDisallow: /", "/a", false),
            ("User-agent: newslint\nDisallow: /b\nUser-agent: newslint\nDisallow: /a", "/a", false),
            ("User-agent: newslint\nCrawl-delay: 10\nUser-agent: other\nDisallow: /", "/a", false),
            ("Disallow: /\nUser-agent: *\nAllow: /", "/a", true),
            ("User-agent: *\nDisallow /", "/a", true),
            ("User-agent: *\nSitemap: /x\nDisallow: /a", "/a", false),
        ] {
            let url = Url::parse("http://gazette.example/")?.join(path)?;
            // In one piece, and in as many as can be.
            for size in [usize::MAX, 1] {
                let mut reader = RobotsReader::default();
                text.as_bytes().chunks(size).for_each(|chunk| reader.feed(chunk));
                assert_eq!(reader.finish().allows(&url), expected, "{text:?} {path}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_line_without_end_is_not_kept() -> Result<(), url::ParseError> {
        let mut reader = RobotsReader::default();
        reader.feed(b"User-agent: *\nDisallow: /news/");
        (0..1000).for_each(|_| reader.feed(&[b'x'; 1000]));
        assert!(reader.line.capacity() <= 2 * LONGEST_LINE);
        reader.feed(b"\nDisallow: /sport/");
        let policy = reader.finish();
        for (path, expected) in [("/news/bridge", false), ("/sport/a", false), ("/a", true)] {
            assert_eq!(policy.allows(&Url::parse("http://gazette.example/")?.join(path)?), expected, "{path}");
        }
        Ok(())
    }
}
