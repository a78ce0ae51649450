//! What stands for a text where it is looked for, and tells rows apart.

use std::fmt::Write;

use ring::digest::{Context, SHA256, digest};

/// Half of a text's SHA-256, as a `uuid` is written: nobody can find two texts with one digest.
pub(super) fn of_text(text: &str) -> String {
    let digest = digest(&SHA256, text.as_bytes());
    digest.as_ref().iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        // What writes to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What tells rows of one URL and one second apart, by all else that is in them.
pub(super) fn of_row(parts: &[&[u8]]) -> i64 {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let digest = context.finish();
    digest.as_ref().iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
}
