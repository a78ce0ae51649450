//! What a command stands on: an archive, its configuration, and what the command line, the environment and the clock
//! say, all resolved once. Whatever comes later asks no flag.

mod archive;
mod forge;
mod gate;
mod gone;
mod named;
mod past;
mod places;
mod run;
mod trust;

pub use archive::Setup;
pub use named::expect_known;
pub use past::{PastSetup, Told};
pub use places::Places;
pub use run::{Changed, CheckOptions, LookUp, Run, What, settle};
