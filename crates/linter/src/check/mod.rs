//! A run: from files to findings.
//!
//! Data moves one way, in stages:
//!
//! 1. each file is read, parsed, and looked at by itself; what the later stages need to know of it are its facts,
//! 2. what the facts make suspect is read again and held against the other files,
//! 3. sources are visited, or what audits settled of them is looked up, and the events that cite them are looked at,
//! 4. comments suppress findings, once a file,
//! 5. what the baseline knows is taken out.
//!
//! A file's text is let go as soon as its findings carry the lines that they show, so that memory grows with the
//! findings and not with the archive. Only a file that holds a suppression is kept until all its findings are known.

mod baseline;
mod change;
mod checked;
mod checker;
mod file;
mod judged;
mod moved;
mod sources;
mod statistics;

pub use baseline::{Compared, Looked};
pub use change::{Broken, Change, Known, Past};
pub use checked::{Checked, Gate, Lost, Scope, Tally};
pub use checker::{Checker, Files};
pub use sources::{Documents, Settle, Sources, Visit, source_urls};
pub use statistics::{Outlet, Statistics, Year};
