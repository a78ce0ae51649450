//! The host under which a store keeps what is cited.

use url::Url;

use newslint_web::schedule;

/// The host under which a store keeps what is cited: as [`schedule::host_of`] has it, and empty for a text that is no
/// URL.
pub fn host_of(cited: &str) -> String {
    Url::parse(cited).ok().as_ref().map_or("", schedule::host_of).to_ascii_lowercase()
}
