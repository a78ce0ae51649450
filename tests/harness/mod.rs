//! What the tests share: an archive on disk, a git repository on it, the command with nothing of the user's in its

//! environment, what a run printed, and a web on loopback for it to visit.

mod archive;
#[cfg(target_os = "linux")]
pub mod authority;
mod command;
#[cfg(target_os = "linux")]
pub mod dns;
pub mod law;
pub mod postgres;
mod repository;
#[cfg(target_os = "linux")]
pub mod save_page_now;
#[cfg(target_os = "linux")]
pub mod server;
mod snapshot;
mod steps;
mod text;
mod tools;

pub use archive::{Archive, BRIDGE, BRIDGE_TEXT, CONFIG, broken, dated, event, list_of, relating, sources};
pub use command::{Finding, NEWSLINT, Run, newslint, output, program, run, search_path, shell};
pub use law::cases;
pub use repository::{Repository, git};
pub(crate) use snapshot::assert_snapshot;
pub use snapshot::{exact, snapshots};
pub use steps::step;
pub use text::{Random, acts, grouped, law_rounds};
pub(crate) use tools::needs;
pub use tools::{is_installed, passed_over};
