//! Which characters of a text are seen.
//!
//! `hidden` finds characters that are not seen and that nothing around them needs, and `context` knows what needs them.

mod context;
mod hidden;

pub(crate) use context::joins;
pub(crate) use hidden::{has_hidden, visible};
