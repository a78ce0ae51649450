//! The rules of a robots.txt for one addressee, in 32 KiB at most, whatever the file says.
//!
//! Of a rule that is about how a path begins, which nearly all are, a hash is kept. Of one with `*` in it the pattern is
//! kept. For what finds no room we are polite: the directory of a `Disallow` is closed, and an `Allow` opens nothing.

use std::collections::BTreeSet;
use std::hash::Hasher;
use std::mem;

use fnv::FnvHasher;
use rustc_hash::FxHashSet;

use super::pattern::Pattern;

/// The most rules of which a hash is kept.
const MOST_HASHES: usize = 2048;
/// The most bytes of patterns.
const MOST_PATTERNS: usize = 12 * 1024;
/// The most directories that are closed.
const MOST_CLOSED: usize = 512;
/// The most bytes that they have while a file is read.
const MOST_CLOSED_BYTES: usize = 64 * 1024;

/// Whether a path may be requested, in the order in which rules of the same length win (RFC 9309 §2.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    Disallow,
    Allow,
}

/// What is behind the beginning of a path that a rule names. No path has these bytes.
#[derive(Clone, Copy)]
enum Rest {
    Anything,
    /// The same, but written out as `*`, which makes the rule longer.
    Star,
    /// Nothing: `$`.
    End,
}

/// Rules, as they are asked.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Those about how a path begins, sorted.
    hashes: Box<[u64]>,
    patterns: Box<[(Pattern, Access)]>,
    /// The hashes of directories of which nothing is requested, sorted.
    closed: Box<[u64]>,
}

/// Rules, as they are read.
#[derive(Default)]
pub(super) struct RulesReader {
    hashes: FxHashSet<u64>,
    patterns: Vec<(Pattern, Access)>,
    pattern_bytes: usize,
    closed: BTreeSet<Box<[u8]>>,
    closed_bytes: usize,
}

impl RulesReader {
    /// Adds a rule.
    pub(super) fn add(&mut self, pattern: Pattern, access: Access) {
        if let Some(hash) = pattern.beginning().map(|(text, rest)| key(hash(text), rest, access)) {
            if self.hashes.len() < MOST_HASHES || self.hashes.contains(&hash) {
                self.hashes.insert(hash);
                return;
            }
        } else {
            let size = pattern.length() + size_of::<(Pattern, Access)>();
            if self.pattern_bytes + size <= MOST_PATTERNS {
                self.pattern_bytes += size;
                self.patterns.push((pattern, access));
                return;
            }
        }
        self.generalize(&pattern, access);
    }

    /// Adds what a rule amounts to of which not all can be kept.
    pub(super) fn generalize(&mut self, pattern: &Pattern, access: Access) {
        if access == Access::Allow {
            return;
        }
        self.close(pattern.directory().into());
        while self.closed.len() > MOST_CLOSED || self.closed_bytes > MOST_CLOSED_BYTES {
            // The deepest ones are closed with all that is beside them.
            let depth = |directory: &[u8]| directory.iter().filter(|&&byte| byte == b'/').count();
            let deepest = self.closed.iter().map(|directory| depth(directory)).max().unwrap_or_default();
            self.closed_bytes = 0;
            for directory in mem::take(&mut self.closed) {
                let above = if depth(&directory) == deepest { parent(&directory) } else { &directory };
                self.close(above.into());
            }
        }
    }

    fn close(&mut self, directory: Box<[u8]>) {
        let length = directory.len();
        if self.closed.insert(directory) {
            self.closed_bytes += length;
        }
    }

    pub(super) fn finish(self) -> Rules {
        Rules {
            hashes: sorted(self.hashes.into_iter()),
            patterns: self.patterns.into_boxed_slice(),
            closed: sorted(self.closed.iter().map(|directory| hash(directory))),
        }
    }
}

impl Rules {
    /// Whether a path, as [`canonical`](super::pattern::canonical) has it, may be requested: the longest rule about it
    /// decides.
    pub(super) fn allow(&self, path: &[u8]) -> bool {
        let mut strongest = None;
        let mut note = |hash: u64, rest: Rest, length: usize| {
            for access in [Access::Disallow, Access::Allow] {
                if self.hashes.binary_search(&key(hash, rest, access)).is_ok() {
                    strongest = strongest.max(Some((length, access)));
                }
            }
        };
        let mut hasher = FnvHasher::default();
        for length in 0..=path.len() {
            let hash = hasher.finish();
            if self.closed.binary_search(&hash).is_ok() {
                return false;
            }
            note(hash, Rest::Anything, length);
            note(hash, Rest::Star, length + 1);
            match path.get(length) {
                Some(&byte) => hasher.write_u8(byte),
                None => note(hash, Rest::End, length + 1),
            }
        }
        let matching = self.patterns.iter().filter(|(pattern, _)| pattern.matches(path));
        let strongest = strongest.max(matching.map(|(pattern, access)| (pattern.length(), *access)).max());
        strongest.is_none_or(|(_, access)| access == Access::Allow)
    }
}

impl Pattern {
    /// What a path begins with that it is about, if that is all it says.
    fn beginning(&self) -> Option<(&[u8], Rest)> {
        let (text, rest) = match self.text() {
            [text @ .., b'$'] => (text, Rest::End),
            [text @ .., b'*'] => (text, Rest::Star),
            text => (text, Rest::Anything),
        };
        (!text.contains(&b'*')).then_some((text, rest))
    }

    /// The directory in which all paths are that it is about; nothing if that can be any.
    fn directory(&self) -> &[u8] {
        let text = self.text();
        let fixed = text.split(|&byte| byte == b'*').next().unwrap_or_default();
        &fixed[..fixed.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1)]
    }
}

/// The directory above: of `/`, that in which everything is.
fn parent(directory: &[u8]) -> &[u8] {
    let within = directory.strip_suffix(b"/").unwrap_or(directory);
    &directory[..within.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1)]
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(text);
    hasher.finish()
}

/// What is kept of a rule about paths that begin with what has this hash.
fn key(hash: u64, rest: Rest, access: Access) -> u64 {
    let mut hasher = FnvHasher::with_key(hash);
    match rest {
        Rest::Anything => {}
        Rest::Star => hasher.write_u8(1),
        Rest::End => hasher.write_u8(0),
    }
    hasher.finish() & !1 | u64::from(access == Access::Allow)
}

fn sorted(hashes: impl Iterator<Item = u64>) -> Box<[u64]> {
    let mut hashes: Vec<u64> = hashes.collect();
    hashes.sort_unstable();
    hashes.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(lines: impl Iterator<Item = (Access, String)>) -> Rules {
        let mut reader = RulesReader::default();
        lines.for_each(|(access, path)| reader.add(Pattern::new(path.as_bytes()), access));
        reader.finish()
    }

    fn size(rules: &Rules) -> usize {
        let patterns = rules.patterns.iter().map(|(pattern, _)| pattern.length());
        size_of_val(&*rules.hashes)
            + size_of_val(&*rules.closed)
            + size_of_val(&*rules.patterns)
            + patterns.sum::<usize>()
    }

    #[test]
    fn whatever_a_file_says_takes_no_more_room() {
        use Access::{Allow, Disallow};
        type Line = fn(usize) -> (Access, String);
        let cases: [(&str, Line); 7] = [
            ("pages", |n| (Disallow, format!("/shop/{n}.html"))),
            ("directories", |n| (Disallow, format!("/{n}/"))),
            ("deep directories", |n| (Disallow, format!("/a/{}/{n}/{}/", n % 700, "x".repeat(300)))),
            ("patterns", |n| (Disallow, format!("/*/{n}?"))),
            ("ends", |n| (Disallow, format!("/shop/{n}$"))),
            ("allowed", |n| (Allow, format!("/{n}"))),
            ("twice", |n| (Disallow, format!("/{}", n % 9))),
        ];
        for (name, line) in cases {
            let rules = rules((0..40_000).map(line));
            assert!(size(&rules) <= 33 * 1024, "{name}: {} bytes", size(&rules));
            // What the file forbids is not requested.
            for number in [0, 7, 2047, 2048, 39_999] {
                let (access, path) = line(number);
                let path = path.replace('*', "any").replace('$', "");
                assert_eq!(rules.allow(path.as_bytes()), access == Allow, "{name}: {path}");
            }
        }
    }

    #[test]
    fn what_finds_no_room_closes_its_directory_and_no_other() {
        let shop = (0..40_000).map(|n| (Access::Disallow, format!("/shop/{n}.html")));
        let others = [(Access::Disallow, "/news/drafts".to_owned()), (Access::Allow, "/shop/open".to_owned())];
        let rules = rules(shop.chain(others));
        for (path, expected) in [
            ("/shop/39999.html", false),
            ("/shop/anything", false),
            ("/shop/open", false),
            ("/shop", true),
            ("/news/bridge", false),
            ("/sport/bridge", true),
            ("/", true),
        ] {
            assert_eq!(rules.allow(path.as_bytes()), expected, "{path}");
        }
    }

    #[test]
    fn parents_lead_to_everything() {
        let mut directory: &[u8] = b"/a/b/";
        for expected in [&b"/a/"[..], b"/", b"", b""] {
            directory = parent(directory);
            assert_eq!(directory, expected);
        }
    }
}
