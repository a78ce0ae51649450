//! How one input is several things: what a fuzzer can cut, move and double.

use std::collections::BTreeMap;

/// What stands before the path of a file, on a line of its own. Below it stands the file, up to the next such line.
const FILE: &[u8] = b"==== ";

/// The line between two pieces of an input.
const CUT: &[u8] = b"\n====\n";

/// Texts by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The files of an input. What stands above the first path is nothing.
pub fn files(input: &[u8]) -> Files {
    let mut files = Files::new();
    let mut open: Option<String> = None;
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        if let Some(path) = line.strip_prefix(FILE) {
            let path = String::from_utf8_lossy(path).trim_end_matches('\n').to_owned();
            open = is_path(&path).then_some(path);
            if let Some(path) = &open {
                files.insert(path.clone(), Vec::new());
            }
        } else if let Some(text) = open.as_ref().and_then(|path| files.get_mut(path)) {
            text.extend_from_slice(line);
        }
    }
    files
}

/// Whether a tree can have a file of that path.
fn is_path(path: &str) -> bool {
    !path.contains('\0') && path.split('/').all(|name| !["", ".", ".."].contains(&name))
}

/// The pieces of an input, at most so many; the last one has all that is left.
pub fn cut(input: &[u8], most: usize) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = input;
    while pieces.len() + 1 < most
        && let Some(at) = rest.windows(CUT.len()).position(|window| window == CUT)
    {
        pieces.push(&rest[..at]);
        rest = &rest[at + CUT.len()..];
    }
    pieces.push(rest);
    pieces
}
