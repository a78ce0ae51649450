//! Rows of a store that cannot be read.

use std::fmt;

use newslint_model::diagnostic::sanitize;
use newslint_model::number::counted;

/// Rows that cannot be read, and so are left out: how many, and what the first of them are of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DamagedRows {
    count: usize,
    first: Vec<String>,
}

impl DamagedRows {
    /// The most that are named.
    const NAMED: usize = 3;

    pub(super) fn note(&mut self, of: impl FnOnce() -> String, why: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < Self::NAMED {
            self.first.push(format!("{} ({})", of(), why()));
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// `2 rows cannot be read: https://gazette.example/bridge at 2026-03-01T09:30:00Z (…), …`.
impl fmt::Display for DamagedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first: Vec<_> = self.first.iter().map(|row| sanitize(row)).collect();
        write!(f, "{} cannot be read: {}", counted(self.count, "row"), first.join(", "))?;
        if self.count > first.len() { f.write_str(", …") } else { Ok(()) }
    }
}
