//! Characters that nobody sees, and scripts that nobody mixes: what of Unicode a text can be judged by.
//!
//! - `hidden` finds characters that are not seen and that nothing around them needs, and `context` knows what needs them,
//! - `name` is what a character is called,
//! - `script` tells which scripts stand side by side in a name.

mod context;
mod hidden;
mod name;
mod script;

pub(crate) use context::joins;
pub(crate) use hidden::{has_hidden, hidden, is_blank, is_unseen, visible};
pub(crate) use name::named;
pub(crate) use script::odd_script;
