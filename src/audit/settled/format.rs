//! What exported verdicts begin with.

use serde::{Deserialize, Serialize};

/// The first line of exported verdicts.
#[derive(Serialize, Deserialize)]
pub(super) struct VerdictsHeader {
    #[serde(rename = "newslint-verdicts")]
    pub version: u64,
}

/// The version of their format.
pub(super) const VERSION: u64 = 1;
