//! newslint keeps an archive of news events correct: the form of each event file, the links between them, and their
//! sources on the web.
//!
//! The rooms, each of which uses only rooms below it (`tests/layers.rs` holds this list to be the order):
//!
//! - [`cli`] – one file a command
//! - [`server`] – the archive in an editor: the language server
//! - [`report`] – findings and audits for people and programs, one file a format
//! - [`setup`] – what a command stands on, resolved once
//! - [`audit`] – many URLs over time: store, verdicts, web archive, runs
//! - [`network`] – one visit of one URL: request, guard, robots policy, page
//! - [`schedule`] – which host may be asked when
//! - [`fix`] – which fixes to apply, and what must hold afterwards
//! - [`check`] – the stages of a run, from files to findings
//! - [`config`] – `newslint.toml`
//! - [`rules`] – the rules, one file each
//! - [`suppress`] – what somebody has decided about findings: comments, the baseline
//! - [`archive`] – where the files are, which there are, and what is known of them
//! - [`source`] – pure words about a source: text, URL, key, cause, observation, verdict
//! - [`event`] – one parsed file
//! - [`tree`] – where files come from: the disk, git's index, texts over either
//! - [`progress`] – how far a run is
//! - [`diagnostic`] – what a rule has to say, and where
//! - [`character`] – which characters are seen, and which scripts stand side by side
//! - [`duration`], [`number`] – as people write and read them

pub mod archive;
pub mod audit;
pub mod character;
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
#[cfg(feature = "server")]
pub mod server;
pub mod setup;
pub mod source;
pub mod suppress;
pub mod tree;
