//! When which host is asked.
//!
//! A visit is a task that asks for a [`Permit`] before each of its requests. A permit is for one host: a host has one at
//! a time, with a gap between two, and it is given only when one of the slots for all hosts is free. A visit that waits
//! for a permit holds nothing.
//!
//! - `words` are those in which all of them talk,
//! - `permits` is what a visit sees of this,
//! - `host` is what is known of one host: its queue, who waits for it, whether it is left alone,
//! - `roster` holds those that are ready in the order in which they get slots, and the others in the order of time,
//! - `run` starts the visits, and tells what became of each.

mod host;
mod permits;
mod roster;
mod run;
mod words;

pub use self::permits::{Permit, Permits};
pub use self::roster::Queues;
pub use self::run::run;
pub use self::words::{Ended, Figures, JobOutcome, Options, Visited, host_of};
