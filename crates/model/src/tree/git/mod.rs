//! The git repository that an archive is in: which files differ from an earlier state, and what that state held.
//!
//! All of it is asked from the `git` program, in its forms for programs (`-z`), so that worktrees, submodules, sparse
//! checkouts and the user's ignore files are read as git itself reads them. Nothing that a repository may bring along
//! is run: no pager, no external diff, no file system monitor. And nothing is written, not even a refreshed index.

mod base;
mod before;
mod blobs;
mod checkout;
mod diff;
mod hooks;
mod index;
mod origin;
pub mod output;
mod paths;
mod repository;
mod sparse;
mod store;

pub use base::Base;
pub use before::Before;
pub use checkout::Checkout;
pub use hooks::hooks;
pub use index::{GitIndex, Searched};
pub use origin::origin;
pub use output::Difference;
pub use paths::{ignores, knows};
pub use repository::{GitError, Repository};
pub use store::top;
