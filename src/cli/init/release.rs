//! Where this binary came from.

use std::env;

/// The release that this binary is of. What `init` writes installs just that.
pub(in crate::cli) struct Release {
    /// `0.2.0`; its tag has a `v` before it.
    pub version: &'static str,
    /// The full hash of the commit that the tag names.
    pub commit: String,
}

impl Release {
    /// The variable that has the commit's hash while a release is built.
    const COMMIT: &str = "NEWSLINT_RELEASE_COMMIT";

    /// That of this binary. One that anybody else has built is of none: what it were to install by name and version could
    /// be somebody else's.
    pub fn of_this_binary() -> Option<Release> {
        // A build for tests is told by its environment, so that they see what a release writes.
        let told = cfg!(debug_assertions).then(|| env::var(Release::COMMIT).ok()).flatten();
        let commit = told.or_else(|| option_env!("NEWSLINT_RELEASE_COMMIT").map(str::to_owned))?;
        is_hash(&commit).then_some(Release { version: env!("CARGO_PKG_VERSION"), commit })
    }
}

/// Whether it is the full name of a commit, of either kind (SHA-1, SHA-256).
fn is_hash(text: &str) -> bool {
    [40, 64].contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_a_full_one() {
        assert!(is_hash(&"0a".repeat(20)) && is_hash(&"0a".repeat(32)));
        for other in ["", "v0.2.0", "0a1b2c3", &"0A".repeat(20), &"0g".repeat(20), &"0a".repeat(21)] {
            assert!(!is_hash(other), "{other}");
        }
    }
}
