//! The rules of a robots.txt for one addressee, in 48 KiB at most, whatever the file says.
//!
//! Of a rule that is about how a path begins, which nearly all are, a hash is kept. Of one with `*` in it the pattern is
//! kept. For what finds no room we are polite: the directories that most rules are about are closed as a whole, and an
//! `Allow` opens nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::mem;

use fnv::FnvHasher;
use rustc_hash::FxHashSet;

use super::pattern::Pattern;

/// The most rules that forbid something of which a hash is kept.
const MOST_FORBIDDEN: usize = 2048;
/// The same for those that allow something.
const MOST_ALLOWED: usize = 512;
/// The most bytes of patterns.
const MOST_PATTERNS: usize = 24 * 1024;
/// The most directories that are closed.
const MOST_CLOSED: usize = 512;
/// The longest of them, in bytes. Of what is in a longer one, a directory above is closed.
const LONGEST_DIRECTORY: usize = 128;

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
    /// The hashes of rules that forbid something, by the directory that it is in.
    forbidden: BTreeMap<Box<[u8]>, FxHashSet<u64>>,
    forbidden_count: usize,
    allowed: FxHashSet<u64>,
    patterns: Vec<(Pattern, Access)>,
    pattern_bytes: usize,
    closed: BTreeSet<Box<[u8]>>,
}

impl RulesReader {
    /// Adds a rule.
    pub(super) fn add(&mut self, pattern: Pattern, access: Access) {
        match (pattern.beginning().map(|(text, rest)| key(hash(text), rest, access)), access) {
            (Some(hash), Access::Disallow) => self.forbid(pattern.directory(), hash),
            (Some(hash), Access::Allow) if self.allowed.len() < MOST_ALLOWED => drop(self.allowed.insert(hash)),
            (Some(_), Access::Allow) => {}
            (None, _) => {
                let size = pattern.length() + size_of::<(Pattern, Access)>();
                if self.pattern_bytes + size <= MOST_PATTERNS {
                    self.pattern_bytes += size;
                    self.patterns.push((pattern, access));
                } else {
                    self.generalize(&pattern, access);
                }
            }
        }
    }

    /// Adds what a rule amounts to of which not all can be kept.
    pub(super) fn generalize(&mut self, pattern: &Pattern, access: Access) {
        if access == Access::Disallow {
            self.close(pattern.directory().into());
        }
    }

    fn forbid(&mut self, directory: &[u8], hash: u64) {
        if self.closed.contains(directory) {
            return;
        }
        let hashes = match self.forbidden.get_mut(directory) {
            Some(hashes) => hashes,
            None => self.forbidden.entry(directory.into()).or_default(),
        };
        self.forbidden_count += usize::from(hashes.insert(hash));
        if self.forbidden_count > MOST_FORBIDDEN {
            self.make_room();
        }
    }

    /// Closes the directories with the most rules, until half of the rules are left.
    fn make_room(&mut self) {
        let mut directories: Vec<_> = mem::take(&mut self.forbidden).into_iter().collect();
        // Stable, so that what is closed depends on the file alone.
        directories.sort_by_key(|(_, hashes)| Reverse(hashes.len()));
        for (directory, hashes) in directories {
            if self.forbidden_count > MOST_FORBIDDEN / 2 {
                self.forbidden_count -= hashes.len();
                self.close(directory);
            } else {
                self.forbidden.insert(directory, hashes);
            }
        }
    }

    fn close(&mut self, directory: Box<[u8]>) {
        self.closed.insert(directory);
        while self.closed.len() > MOST_CLOSED {
            // The deepest ones are closed with all that is beside them.
            let depth = |directory: &[u8]| directory.iter().filter(|&&byte| byte == b'/').count();
            let deepest = self.closed.iter().map(|directory| depth(directory)).max().unwrap_or_default();
            let above = |directory: Box<[u8]>| {
                if depth(&directory) == deepest { parent(&directory).into() } else { directory }
            };
            self.closed = mem::take(&mut self.closed).into_iter().map(above).collect();
        }
    }

    pub(super) fn finish(self) -> Rules {
        Rules {
            hashes: sorted(self.forbidden.into_values().flatten().chain(self.allowed)),
            patterns: self.patterns.into_boxed_slice(),
            closed: sorted(self.closed.iter().map(|directory| hash(directory))),
        }
    }
}

impl Rules {
    /// How much it takes to keep them, in bytes.
    pub(super) fn size(&self) -> usize {
        let patterns = self.patterns.iter().map(|(pattern, _)| pattern.length());
        size_of_val(&*self.hashes) + size_of_val(&*self.closed) + size_of_val(&*self.patterns) + patterns.sum::<usize>()
    }

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

    /// A directory in which all paths are that it is about; nothing if that can be any.
    fn directory(&self) -> &[u8] {
        let text = self.text();
        let fixed = text.split(|&byte| byte == b'*').next().unwrap_or_default();
        let fixed = &fixed[..fixed.len().min(LONGEST_DIRECTORY)];
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
            assert!(rules.size() <= 48 * 1024, "{name}: {} bytes", rules.size());
            // What the file forbids is not requested.
            for number in [0, 7, 2047, 2048, 39_999] {
                let (access, path) = line(number);
                let path = path.replace('*', "any").replace('$', "");
                assert_eq!(rules.allow(path.as_bytes()), access == Allow, "{name}: {path}");
            }
        }
    }

    #[test]
    fn what_most_rules_are_about_is_closed_and_nothing_else() {
        let shop = (0..40_000).map(|n| (Access::Disallow, format!("/shop/{n}.html")));
        let others = [(Access::Disallow, "/news/drafts".to_owned()), (Access::Allow, "/shop/open".to_owned())];
        for (path, expected) in [
            ("/shop/39999.html", false),
            ("/shop/anything", false),
            ("/shop/open", false),
            ("/shop", true),
            ("/news/drafts/bridge", false),
            ("/news/bridge", true),
            ("/", true),
        ] {
            let after = rules(shop.clone().chain(others.clone()));
            let before = rules(others.clone().into_iter().chain(shop.clone()));
            assert_eq!(after.allow(path.as_bytes()), expected, "{path}");
            assert_eq!(before.allow(path.as_bytes()), expected, "{path}");
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
