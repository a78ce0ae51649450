//! The rules of an archive of news events, and what checks and fixes files by them, for
//! [newslint](https://github.com/newslint/newslint). Nothing here asks the network.
//!
//! The crate follows newslint's needs; what it offers may change with every version.

pub mod check;
pub mod config;
pub mod fix;
pub mod rules;
pub mod suppress;
pub mod verdicts;
