//! What follows from observations: a pure function of them, the policy and the time.
//!
//! - `policy` has every number, and `seen` is a history with what each observation says by itself,
//! - `shared_page`, `object_store`, `impaired`, `moving` and `shutdown` say what the observations of a host say of each
//!   other (a `sighting` is one of a document that was there or not), and `hands` what those of a domain do,
//! - `remark` finds what is to be said of documents that are there,
//! - `evidence` counts, `judge` concludes, and `explanation` says what counted,
//! - `outcome` is what that comes to, and since which day.
//!
//! Verdicts are never stored as truth: a better policy can be replayed over old observations.

mod evidence;
mod explanation;
mod hands;
mod impaired;
mod judge;
mod moving;
mod object_store;
mod outcome;
mod policy;
mod remark;
mod seen;
mod shared_page;
mod shutdown;
mod sighting;

pub use self::evidence::Missing;
pub use self::explanation::{Explanation, Standing, Step, explain};
pub use self::judge::{Judgment, foreign_since, judge, judge_and_remark};
pub use self::outcome::{Outcome, days_since};
pub use self::policy::days;
pub use self::policy::{OutletMove, Policy, Quarantine, Requirement, Shutdown};
pub(super) use self::policy::{after, next_after};
