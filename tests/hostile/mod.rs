//! What somebody can put into an archive to make a check fail, and what a machine may lack.
//!
//! What takes quadratic time or more would not end at these sizes; no clock is asked.

mod days;
mod folders;
mod large;
mod machine;
mod replaced;
mod screen;
pub mod text;
