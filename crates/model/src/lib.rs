//! What an archive of news events is, for [newslint](https://github.com/newslint/newslint): its files, the events and
//! sources in them, and what can be said of a place in a file.
//!
//! The crate follows newslint's needs; what it offers may change with every version.

pub mod archive;
pub mod character;
pub mod diagnostic;
pub mod duration;
pub mod event;
pub mod number;
pub mod progress;
pub mod source;
pub mod tree;
