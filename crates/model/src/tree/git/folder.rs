//! A folder as git keeps it.

use std::collections::BTreeMap;

use super::diff::{Kind, Object};

/// What is in a folder, by its name; `None` is a folder. A name that is not UTF-8 is shown as far as it is.
pub(super) type Entries = BTreeMap<String, Option<Object>>;

/// Reads the content of a tree: for each entry its mode in octal digits, a space, its name, NUL, and the bytes of the
/// name of its content. What cannot be read ends it. The names of contents have `id_bytes` bytes: 20 for SHA-1, 32 for
/// SHA-256 (gitformat-pack(5), "Object types").
pub(super) fn parse_tree(tree: &[u8], id_bytes: usize) -> Entries {
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
