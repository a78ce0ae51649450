//! `newslint server`: the archive in an editor, by the Language Server Protocol 3.17 over standard input and output.
//!
//! - `transport` reads and writes frames,
//! - `session` has the state, takes messages in their order, and hands what takes time to its workers,
//! - `opened` is an archive that the editor works in, `buffer` an open file, `index` what is known of all files,
//! - `snapshot` is an archive at one moment, on which requests are answered,
//! - `links` are the links of a file, `edits` those of several files as one,
//! - `diagnostics` are the findings of `check` in the protocol's words,
//! - `features` are the answers, one file a question,
//! - `client`, `place` and `text` are what the client can do, what it calls files, and how it counts in them.

mod buffer;
mod client;
mod diagnostics;
mod edits;
mod features;
mod index;
mod links;
mod opened;
mod place;
mod session;
mod snapshot;
mod text;
mod transport;

pub use session::{End, serve};
pub use transport::Incoming;
