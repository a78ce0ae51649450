//! What an audit comes to, as of a time: what is to be thought of each cited URL, and what has changed.
//!
//! - `period` is the time that it is about,
//! - `contents` is what there is to be told, and `build` puts it together.

mod build;
mod contents;
mod period;

pub use self::build::{ReportTerms, build};
pub use self::contents::{Counts, HostRows, Mark, Report, Row};
pub use self::period::Period;
