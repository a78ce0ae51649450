//! What a rule is about, and what a path is.

/// The path and query of a rule, with `*` for anything and `$` at the end for the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Box<[u8]>);

impl Pattern {
    /// Escapes are compared as what they stand for, so a rule may be written with or without them.
    pub(super) fn new(text: &[u8]) -> Self {
        Self(canonical(text))
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.0
    }

    /// How much the rule says: the rule with the longest pattern is the one that holds.
    pub(super) fn length(&self) -> usize {
        self.0.len()
    }

    /// Whether it is about a path, as [`canonical`] has it.
    pub(super) fn matches(&self, path: &[u8]) -> bool {
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
pub(super) fn canonical(text: &[u8]) -> Box<[u8]> {
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
