//! What an audit comes to, for people and programs: one file an output format.

mod explanation;
mod format;
mod full;
mod html;
mod json;
mod markdown;
mod plan;
mod run_summary;
mod sarif;
mod words;

pub use self::explanation::explanation;
pub use self::format::AuditFormat;
pub use self::plan::{PlanFormat, PlanReport};
pub use self::run_summary::RunSummary;
