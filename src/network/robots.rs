//! What robots.txt asks of us (RFC 9309): a pure function of its bytes. Asking for it is part of a visit.

use url::{Position, Url};

/// What is read of a robots.txt, in bytes (RFC 9309 §2.5).
pub(super) const MOST_BYTES: usize = 500 * 1024;

/// The name by which a robots.txt can mean us (RFC 9309 §2.2.1).
const PRODUCT: &str = "newslint";

/// Whether a path may be requested, each with the paths that it is about.
#[derive(Clone, Debug, Default)]
pub(super) struct RobotsPolicy(Box<[(Pattern, Access)]>);

/// `Allow` or `Disallow`, in the order in which they win over rules of the same length (RFC 9309 §2.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Access {
    Disallow,
    Allow,
}

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

impl RobotsPolicy {
    /// Reads a robots.txt. What cannot be read in it says nothing.
    pub(super) fn read(text: &[u8]) -> Self {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let (mut ours, mut anybodys) = (None, Vec::new());
        let (mut group, mut is_head) = (For::Others, false);
        for line in text.split(|&byte| matches!(byte, b'\n' | b'\r')).filter_map(read) {
            match line {
                RobotsLine::UserAgent(name) => {
                    let named = addressee(name);
                    // Names on lines in a row share their rules.
                    group = match (is_head, group, named) {
                        (true, For::Us, _) => For::Us,
                        (true, For::Anybody, For::Others) => For::Anybody,
                        _ => named,
                    };
                    is_head = true;
                    if group == For::Us {
                        // A group for us that has no rules is one all the same.
                        ours.get_or_insert_with(Vec::new);
                    }
                }
                RobotsLine::Rule(access, path) => {
                    is_head = false;
                    let rules = match group {
                        For::Us => ours.as_mut(),
                        For::Anybody => Some(&mut anybodys),
                        For::Others => None,
                    };
                    // An empty rule is about no path.
                    if let Some(rules) = rules.filter(|_| !path.is_empty()) {
                        rules.push((Pattern::new(path), access));
                    }
                }
            }
        }
        Self(ours.unwrap_or(anybodys).into_boxed_slice())
    }

    /// Whether the URL may be requested.
    pub(super) fn allows(&self, url: &Url) -> bool {
        let path = canonical(url[Position::BeforePath..Position::AfterQuery].as_bytes());
        let matching = self.0.iter().filter(|(pattern, _)| pattern.matches(&path));
        let strongest = matching.map(|(pattern, access)| (pattern.length(), *access)).max();
        strongest.is_none_or(|(_, access)| access == Access::Allow)
    }
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

/// The path and query of a rule, with `*` for anything and `$` at the end for the end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern(Box<[u8]>);

impl Pattern {
    /// Escapes are compared as what they stand for, so a rule may be written with or without them.
    fn new(text: &[u8]) -> Self {
        Self(canonical(text))
    }

    /// How much the rule says: the rule with the longest pattern is the one that holds.
    fn length(&self) -> usize {
        self.0.len()
    }

    /// Whether it is about a path, as [`canonical`] has it.
    fn matches(&self, path: &[u8]) -> bool {
        let (pattern, is_anchored) = match self.0.strip_suffix(b"$") {
            Some(pattern) => (pattern, true),
            None => (&*self.0, false),
        };
        let mut parts = pattern.split(|&byte| byte == b'*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = path.strip_prefix(first) else { return false };
        let mut last = None;
        for part in parts {
            // The earliest place for each part leaves the most for those behind it. Only the last has to be at the end.
            if let Some(part) = last.replace(part) {
                match memchr::memmem::find(rest, part) {
                    Some(at) => rest = &rest[at + part.len()..],
                    None => return false,
                }
            }
        }
        match (last, is_anchored) {
            (None, true) => rest.is_empty(),
            (None, false) => true,
            (Some(last), true) => rest.ends_with(last),
            (Some(last), false) => memchr::memmem::find(rest, last).is_some(),
        }
    }
}

/// A path or pattern in which every byte is written in one way: escaped if it is beyond ASCII, and with its escape in
/// upper case, else by itself. An escaped `*`, `$`, `/` or `%` stays escaped, because it means another thing.
fn canonical(text: &[u8]) -> Box<[u8]> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let escaped = text.get(at + 1..at + 3).filter(|_| byte == b'%').and_then(from_hex);
        at += if escaped.is_some() { 3 } else { 1 };
        match escaped {
            Some(meant) if meant.is_ascii_graphic() && !b"*$/%?#&=".contains(&meant) => out.push(meant),
            Some(meant) => escape(meant, &mut out),
            None if byte.is_ascii_graphic() => out.push(byte),
            None => escape(byte, &mut out),
        }
    }
    out.into_boxed_slice()
}

fn from_hex(digits: &[u8]) -> Option<u8> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
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
            assert_eq!(RobotsPolicy::read(text.as_bytes()).allows(&url), expected, "{text:?} {path}");
        }
        Ok(())
    }

    #[test]
    fn patterns_and_paths() {
        for (pattern, path, expected) in [
            ("/", "/", true),
            ("/news", "/news/bridge", true),
            ("/news", "/newsletter", true),
            ("/news/", "/news", false),
            ("/News", "/news", false),
            ("/news$", "/news", true),
            ("/news$", "/news/", false),
            ("/*.pdf", "/a/b.pdf?x", true),
            ("/*.pdf$", "/a/b.pdf", true),
            ("/*.pdf$", "/a.pdf/b.pdf", true),
            ("/*.pdf$", "/a/b.pdf?x", false),
            ("*", "/", true),
            ("*bridge", "/a/bridge", true),
            ("/a*b*c", "/axxbxxc", true),
            ("/a*b*c", "/axxcxxb", false),
            ("/a*ab$", "/ab", false),
            ("/*", "/", true),
            ("/a**b", "/axb", true),
            ("$", "/", false),
            ("/x$y", "/x$y", true),
            // RFC 9309 §2.2.2
            ("/foo/bar/ツ", "/foo/bar/%E3%83%84", true),
            ("/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", true),
            ("/foo/bar/%62%61%7A", "/foo/bar/baz", true),
            // RFC 9309 §2.2.3
            ("/path/file-with-a-%2A.html", "/path/file-with-a-%2A.html", true),
            ("/path/file-with-a-%2A.html", "/path/file-with-a-x.html", false),
            ("/a%2fb", "/a/b", false),
            ("/a%", "/a%", true),
            ("/a%zz", "/a%zz", true),
        ] {
            let found = Pattern::new(pattern.as_bytes()).matches(&canonical(path.as_bytes()));
            assert_eq!(found, expected, "{pattern} {path}");
        }
    }
}
