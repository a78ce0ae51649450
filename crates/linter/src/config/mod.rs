//! `newslint.toml`: what it can say, and errors that point into it.
//!
//! `keys` defines the settings. `read` makes a document of the file, with every fault in it, and `build` makes of that
//! what a run needs. The schema, the resolved configuration and the commented file come from the same tables.

mod build;
mod hosts;
mod keys;
mod load;
mod loosened;
mod network;
mod read;
mod schema;
mod show;
mod starter;
mod values;
mod web_archives;

pub use build::{Audit, Config, Links};
pub use load::{closed, load, network};
pub use loosened::{Loosened, loosened};
pub use newslint_model::archive::CONFIG_FILE as FILE_NAME;
pub use schema::schema;
pub use show::Written;
pub use starter::starter;
