//! The `#` signs of a heading.

use crate::diagnostic::Edit;
use crate::event::Heading;

/// Gives `heading` that level, and the space after the signs without which it is no heading.
pub fn at_level(heading: &Heading, level: usize) -> Edit {
    let space = if heading.spaced { "" } else { " " };
    Edit { span: heading.marks, text: format!("{}{space}", "#".repeat(level)) }
}
