//! One run of an audit: everything that is due, as far as the time goes.
//!
//! - `recorder` writes down what is seen,
//! - `gate` tells whether the network here works, and `lookups` asks the web archive for copies,
//! - `conduct` has all of it go on at the same time, until it is done or there is a `cancellation`,
//! - `outcome` is what came of it.

mod cancellation;
mod conduct;
mod gate;
mod lookups;
mod outcome;
mod recorder;

pub use self::conduct::{RunOptions, run};
pub use self::lookups::Asked;
pub use self::outcome::{Readings, RunOutcome, Stop};
pub use self::recorder::Written;
