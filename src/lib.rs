//! newslint keeps an archive of news events correct: the form of each event file, the links between them, and their
//! sources on the web.
//!
//! Data moves one way: [`archive`] finds and reads files, [`event`] parses them, [`rules`] look at them (and at what
//! is known of each [`source`]) and return [`diagnostic`]s, [`suppress`] takes out those that somebody has decided
//! about, [`check`] puts this together, and [`report`] prints it. [`changed`] confines it to a change, and [`fix`] mends
//! what can be mended. [`network`] visits sources, when a [`schedule`] lets it, and [`audit`] does so over months.

pub mod archive;
pub mod audit;
pub mod changed;
pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod duration;
pub mod event;
pub mod fix;
pub mod network;
pub mod number;
pub mod progress;
pub mod report;
pub mod rules;
pub mod schedule;
pub mod source;
pub mod suppress;
