//! What git prints, read: pure functions of its bytes.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::path::PathBuf;

use super::repository::{GitError, path, records};
use crate::diagnostic::sanitize;

/// A path that differs.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative to the archive's root.
    pub path: PathBuf,
    /// What was there before.
    pub old: Option<Object>,
    /// What is there now.
    pub new: Option<Object>,
}

impl Difference {
    /// The path; what of it is not UTF-8 is shown as far as it is.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Whether it is of a commit of another repository, of whose files nothing is known here.
    pub fn is_submodule(&self) -> bool {
        [&self.old, &self.new].into_iter().flatten().any(|object| object.kind == Kind::Submodule)
    }
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// The name of its content in git, in hexadecimal. Empty if only the work tree has it.
    pub id: String,
}

/// A kind of thing that git keeps at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file, executable or not.
    File,
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Kind {
    /// From a mode in octal digits, as git writes it; `None` if it means that nothing is there.
    pub(super) fn of_mode(mode: &str) -> Option<Kind> {
        match mode {
            "000000" => None,
            "120000" => Some(Kind::Link),
            "160000" => Some(Kind::Submodule),
            _ => Some(Kind::File),
        }
    }
}

/// The files among lines of words, of which the first is the mode and the one at `id` the name of the content; a tab, the
/// path.
pub fn listed<'o>(
    command: &str,
    id: usize,
    lines: impl Iterator<Item = &'o [u8]>,
) -> Result<Vec<(String, String)>, GitError> {
    let mut files = Vec::new();
    for line in lines {
        let (path, object) = listed_file(id, line).ok_or_else(|| GitError::unexpected(command))?;
        if object.kind == Kind::File {
            files.push((path, object.id));
        }
    }
    Ok(files)
}

fn listed_file(id: usize, line: &[u8]) -> Option<(String, Object)> {
    let tab = memchr::memchr(b'\t', line)?;
    let words: Vec<&str> = std::str::from_utf8(&line[..tab]).ok()?.split(' ').collect();
    let (mode, id) = words.first().zip(words.get(id))?;
    Some((String::from_utf8_lossy(&line[tab + 1..]).into_owned(), object(mode, id)?))
}

/// Reads `:OLDMODE NEWMODE OLDID NEWID STATUS`, NUL, the path, NUL; as often as there are differences. The error may be
/// that a path is in conflict.
pub fn differences(command: &str, output: &[u8]) -> Result<Vec<Difference>, GitError> {
    let mut changes = Vec::new();
    let mut fields = records(output);
    while let Some(head) = fields.next() {
        let head = std::str::from_utf8(head).ok().and_then(|head| head.strip_prefix(':'));
        let words: Vec<&str> = head.unwrap_or_default().split(' ').collect();
        let (&[old_mode, new_mode, old_id, new_id, status], Some(at)) = (words.as_slice(), fields.next()) else {
            return Err(GitError::unexpected(command));
        };
        if status == "U" {
            let at = String::from_utf8_lossy(at);
            return Err(GitError(format!(
                "{} has a merge conflict: its staged version is not one file",
                sanitize(&at)
            )));
        }
        changes.push(Difference { path: path(at), old: object(old_mode, old_id), new: object(new_mode, new_id) });
    }
    Ok(changes)
}

/// Reads what `git status` says of tracked files. `prefix` leads from the work tree's top to the archive's root.
pub fn status(output: &[u8], prefix: &[u8]) -> Result<Vec<Difference>, GitError> {
    let changes = records(output).map(|line| change(line, prefix));
    changes.map(|change| change.ok_or_else(|| GitError::unexpected("status"))).collect()
}

/// Reads `1 XY SUBMODULE MODE-HEAD MODE-INDEX MODE-WORKTREE ID-HEAD ID-INDEX PATH`, or the same of a path in conflict:
/// `u XY SUBMODULE MODE-BASE MODE-OURS MODE-THEIRS MODE-WORKTREE ID-BASE ID-OURS ID-THEIRS PATH`. Paths are relative to
/// the work tree's top.
fn change(line: &[u8], prefix: &[u8]) -> Option<Difference> {
    let (before, now, old_id, fields) = match line.first()? {
        b'1' => (3, 5, 6, 9),
        b'u' => (4, 6, 8, 11),
        _ => return None,
    };
    let fields: Vec<&[u8]> = line.splitn(fields, |&byte| byte == b' ').collect();
    let field = |at: usize| std::str::from_utf8(fields.get(at)?).ok();
    // What is in the work tree has no name in git yet, unless it is what the index has.
    let new_id = if before == 3 && field(1)?.ends_with('.') { field(7)? } else { "" };
    Some(Difference {
        path: path(fields.last()?.strip_prefix(prefix)?),
        old: object(field(before)?, field(old_id)?),
        new: object(field(now)?, new_id),
    })
}

/// What is at a path, if its mode says that something is.
fn object(mode: &str, id: &str) -> Option<Object> {
    Kind::of_mode(mode).map(|kind| Object { kind, id: id.to_owned() })
}

/// What is in a folder, by its name; `None` is a folder. A name that is not UTF-8 is shown as far as it is.
pub type Entries = BTreeMap<String, Option<Object>>;

/// Reads the content of a tree: for each entry its mode in octal digits, a space, its name, NUL, and the bytes of the
/// name of its content. What cannot be read ends it. The names of contents have `id_bytes` bytes: 20 for SHA-1, 32 for
/// SHA-256 (gitformat-pack(5), "Object types").
fn parse_tree(tree: &[u8], id_bytes: usize) -> Entries {
    let mut entries = Entries::new();
    let mut rest = tree;
    while let Some((name, object, after)) = entry(rest, id_bytes) {
        entries.insert(name, object);
        rest = after;
    }
    entries
}

fn entry(bytes: &[u8], id_bytes: usize) -> Option<(String, Option<Object>, &[u8])> {
    let space = memchr::memchr(b' ', bytes)?;
    let nul = memchr::memchr(0, bytes)?;
    let mode = std::str::from_utf8(&bytes[..space]).ok()?;
    let name = String::from_utf8_lossy(bytes.get(space + 1..nul)?).into_owned();
    let (id, rest) = bytes[nul + 1..].split_at_checked(id_bytes)?;
    let id = || id.iter().map(|byte| format!("{byte:02x}")).collect();
    let object = match mode {
        "40000" => None,
        mode => Some(Object { kind: Kind::of_mode(mode)?, id: id() }),
    };
    Some((name, object, rest))
}

/// Reads `ID blob SIZE`, a line end, the content, a line end; or `ID missing` and a line end, which is `None`. Of a
/// content that is larger than `most`, only a byte more than that is kept.
pub fn blob(stdout: &mut impl BufRead, most: usize) -> Result<Option<Vec<u8>>, GitError> {
    let head = head(stdout)?;
    let mut words = head.split_ascii_whitespace();
    let size = match (words.next(), words.next(), words.next()) {
        (Some(_), Some("blob"), Some(size)) => size.parse().map_err(|_| GitError::unexpected("cat-file"))?,
        (Some(_), Some("missing"), None) => return Ok(None),
        _ => return Err(GitError::unexpected("cat-file")),
    };
    content(stdout, size, most).map(Some).map_err(|error| GitError::io(&error))
}

/// Reads the same of a folder. What is no folder has nothing in it.
pub fn folder(stdout: &mut impl BufRead) -> Result<Entries, GitError> {
    let head = head(stdout)?;
    let mut words = head.split_ascii_whitespace();
    let (Some(id), Some(kind), Some(size), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Ok(Entries::new());
    };
    let Ok(size) = size.parse() else { return Ok(Entries::new()) };
    let bytes = content(stdout, size, usize::MAX - 1).map_err(|error| GitError::io(&error))?;
    Ok(if kind == "tree" { parse_tree(&bytes, id.len() / 2) } else { Entries::new() })
}

/// The line before a content, or instead of it.
fn head(stdout: &mut impl BufRead) -> Result<String, GitError> {
    let mut head = Vec::new();
    if stdout.read_until(b'\n', &mut head).map_err(|error| GitError::io(&error))? == 0 {
        return Err(GitError::io(&io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Bytes for which there is room at once. Nearly all contents have fewer.
const USUAL: usize = 64 << 10;

fn content(stdout: &mut impl BufRead, size: u64, most: usize) -> io::Result<Vec<u8>> {
    let wanted = size.min(most as u64 + 1);
    // It grows with what comes: of a damaged content git says a size before it looks.
    let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(usize::MAX).min(USUAL));
    stdout.take(wanted).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != wanted {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    // The rest, and the line end.
    io::copy(&mut stdout.take(size - wanted + 1), &mut io::sink())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read() {
        let mut bytes = Vec::new();
        for (mode, name) in [("40000", &b"a"[..]), ("100644", b"b c.md"), ("120000", b"\xff"), ("160000", b"m")] {
            bytes.extend([mode.as_bytes(), b" ", name, &[0], &[0xab; 20]].concat());
        }
        let object = |kind| Some(Object { kind, id: "ab".repeat(20) });
        let expected = [
            ("a", None),
            ("b c.md", object(Kind::File)),
            ("\u{fffd}", object(Kind::Link)),
            ("m", object(Kind::Submodule)),
        ];
        let mut expected = Entries::from(expected.map(|(name, object)| (name.to_owned(), object)));
        assert_eq!(parse_tree(&bytes, 20), expected);
        expected.remove("m");
        assert_eq!(parse_tree(&bytes[..bytes.len() - 1], 20), expected);
    }
}
