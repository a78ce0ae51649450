//! JSON that keeps its members in the order in which they are written, and is not in memory before it is.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use newslint_model::diagnostic::safe_json;

/// An object, as `serde_json::json!` would have it: `object! { line: 3, column }`. A member that may be left out is a
/// flattened `Option` of an object that has it alone.
macro_rules! object {
    ($($(#[$attribute:meta])* $name:ident $(: $value:expr)?),+ $(,)?) => {{
        // Each member has a type parameter of its own name, so that nobody has to write its type.
        #[allow(non_camel_case_types, non_snake_case)]
        let object = {
            #[derive(serde::Serialize)]
            struct Object<$($name),+> { $($(#[$attribute])* $name: $name),+ }
            Object { $($name $(: $value)?),+ }
        };
        object
    }};
}
pub(super) use object;

/// A list of what an iterator makes, one after the other.
pub(super) struct List<I>(pub(super) I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for List<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// Writes a value on a line of its own.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    safe_json::write(value, out)?;
    writeln!(out)
}
