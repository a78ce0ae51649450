//! Characters that nobody sees, and scripts that nobody mixes: what of Unicode a text can be judged by.
//!
//! - `invisible` knows of which characters nothing is seen,
//! - `hidden` finds characters that are not seen and that nothing around them needs, and `context` knows what needs them,
//! - `name` is what a character is called,
//! - `script` tells which scripts stand side by side in a name, and which do not separate words.

mod context;
mod hidden;
mod invisible;
mod name;
mod script;

pub use context::joins;
pub use hidden::{has_hidden, hidden, visible};
pub use invisible::{is_blank, is_invisible, is_unseen};
pub use name::named;
pub use script::{is_unspaced, odd_script};
