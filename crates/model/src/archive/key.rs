//! Numbers that stand for texts in comparisons: there are many links in an archive, and each is held against all files.

use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;

use foldhash::quality::RandomState;

/// Stands for a text. Contributors choose the texts, so the keys are others in each run: nobody can look for two texts
/// that have one key.
pub type Key = u64;

static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// The key of a text.
pub fn key(text: &str) -> Key {
    let mut hasher = STATE.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The key of the text that these bytes would be.
pub(super) fn key_of_bytes(bytes: impl Iterator<Item = u8>) -> Key {
    let mut hasher = STATE.build_hasher();
    bytes.for_each(|byte| hasher.write_u8(byte));
    hasher.finish()
}
