//! What the targets in `fuzz_targets/` share.

pub mod archive;
pub mod pieces;
pub mod places;
pub mod store;
