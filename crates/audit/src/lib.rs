//! Many URLs over time: what was observed, what follows from it, and what is to be visited next.
//!
//! - `cited` finds every URL that the archive cites, and where,
//! - `history` is what is known of one URL, a `domain` that of all its hosts, and a `judged_domain` what follows from it,
//! - `reach` is how far a visit came, which says something of the network here too,
//! - `store` keeps observations, and `exchange` carries them from one store to another,
//! - `verdict` is what follows from them: a pure function of observations, policy and time, never stored as truth,
//! - `due` is when a URL is to be visited again, `comeback` when its host has come back, and `left_alone` which hosts have
//!   asked not to be,
//! - `plan` is how long the visits take,
//! - `archived` knows the copies that a web archive has,
//! - `settled` is what of it a check without requests goes by,
//! - `copy_task` is what is still to be found out of them, and `cover` where nobody knows whether there are any,
//! - `explained_copies` is what became of them,
//! - `copies` are sources that are such copies themselves, and `recheck` what is visited though it is not due,
//! - `select` finds what is due in a `shard`, by a `clock` that can be set,
//! - `lease` shares what is due with other workers,
//! - `submission` is a request for a copy, and `submitted` what follows from those that were made of a URL,
//! - `run` visits what is due, and `save` has copies made of what is there, until `signals` end them.

pub mod archived;
pub mod cited;
mod clock;
pub mod comeback;
pub mod copies;
mod copy_task;
mod cover;
mod domain;
pub mod due;
pub mod exchange;
mod explained_copies;
mod history;
mod judged_domain;
pub mod lease;
pub mod left_alone;
pub mod plan;
mod reach;
pub mod recheck;
pub mod report;
pub mod run;
pub mod save;
pub mod select;
pub mod settled;
pub mod shard;
mod signals;
pub mod store;
mod submission;
pub mod submitted;
pub mod verdict;

pub use self::clock::Clock;
pub use self::domain::Domain;
pub use self::explained_copies::explain_copies;
pub use self::explained_copies::{ExplainedCopies, ExplainedReading};
pub use self::history::{Capture, CopyNote, CopyReading, CopyWork, History, Lookup, LookupAnswer, ServedCopy, Visit};
pub use self::submission::{FailureKind, FailureReason, JobId, Submission, SubmissionEnd};
pub use self::verdict::Judgment;
