//! Visits of the sources of news events, for [newslint](https://github.com/newslint/newslint): which host may be asked
//! when, and what an answer shows.
//!
//! The crate follows newslint's needs; what it offers may change with every version.

pub mod network;
pub mod schedule;
