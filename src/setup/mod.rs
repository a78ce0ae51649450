//! What a command stands on: an archive, its configuration, and what the command line, the environment and the clock
//! say, all resolved once. Whatever comes later asks no flag.

mod archive;
mod named;
mod places;
mod run;

pub use archive::Setup;
pub use named::expect_known;
pub use places::Places;
pub use run::{CheckOptions, Run, What};
