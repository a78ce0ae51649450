//! newslint keeps an archive of news events correct: the form of each event file, the links between them, and their
//! sources on the web.
//!
//! The rooms, each of which uses only rooms below it (`tests/layers.rs` holds this list to be the order), and the crates
//! that they are in. `newslint-linter` and `newslint-model` make no request and have no database.
//!
//! - [`cli`] – one file a command
//! - [`server`] – the archive in an editor: the language server
//! - [`report`] – findings and audits for people and programs, one file a format
//! - [`setup`] – what a command stands on, resolved once
//! - [`settled`] – what audits have settled, for checks without requests
//!
//! `newslint-audit`:
//!
//! - [`audit`](newslint_audit) – many URLs over time: store, verdicts, web archive, runs
//!
//! `newslint-web`:
//!
//! - [`network`](newslint_web::network) – one visit of one URL: request, guard, robots policy, page
//! - [`schedule`](newslint_web::schedule) – which host may be asked when
//!
//! `newslint-linter`:
//!
//! - [`fix`](newslint_linter::fix) – which fixes to apply, and what must hold afterwards
//! - [`check`](newslint_linter::check) – the stages of a run, from files to findings
//! - [`config`](newslint_linter::config) – `newslint.toml`
//! - [`rules`](newslint_linter::rules) – the rules, one file each
//! - [`suppress`](newslint_linter::suppress) – what somebody has decided about findings: comments, the baseline
//! - [`verdicts`](newslint_linter::verdicts) – what is settled, as audits export it
//!
//! `newslint-model`:
//!
//! - [`archive`](newslint_model::archive) – where the files are, which there are, and what is known of them
//! - [`source`](newslint_model::source) – pure words about a source: text, URL, key, cause, observation, verdict
//! - [`event`](newslint_model::event) – one parsed file
//! - [`tree`](newslint_model::tree) – where files come from: the disk, git's index, texts over either
//! - [`progress`](newslint_model::progress) – how far a run is
//! - [`diagnostic`](newslint_model::diagnostic) – what a rule has to say, and where
//! - [`character`](newslint_model::character) – which characters are seen, and which scripts stand side by side
//! - [`duration`](newslint_model::duration), [`number`](newslint_model::number) – as people write and read them

pub mod cli;
pub mod report;
#[cfg(feature = "server")]
pub mod server;
pub mod settled;
pub mod setup;
