//! `newslint audit`: visit sources over months, and say which are gone.

mod command;
mod explain;
mod export;
mod import;
mod merge;
mod plan;
mod report;
mod run;
mod store;

pub use self::command::{Args, run};
