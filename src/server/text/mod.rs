//! Texts as editors see them: places in lines and characters, and edits.

mod change;
mod difference;
mod lines;

pub use change::apply;
pub use difference::difference;
pub use lines::{Encoding, LineStarts, Lines};
