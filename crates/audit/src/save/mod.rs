//! One run that has copies made of sources, by Save Page Now 2, as far as the account's limits and the time go.
//!
//! Whatever is asked of the service is stored before: an intent before a submission, a receipt before anybody waits. A
//! copy is believed in when the archive's index shows it, in a later run.
//!
//! - `select` finds what is to be saved, in the order of its `risk`,
//! - `keys` are an account's, and `service` asks with them; `answer` reads what comes back,
//! - `pace` says when the service may be asked, by the `waiting` clock, and `interruption` when no more is to be,
//! - `index` is asked whether there is a copy already, and whether one has come,
//! - `jobs` are what the service has taken and not ended,
//! - `saver` does all that, `notes` are what it writes down, and `outcome` is what it comes to.

pub mod answer;
mod index;
mod interruption;
mod jobs;
mod keys;
mod notes;
mod outcome;
mod pace;
mod risk;
mod saver;
mod select;
mod service;
mod waiting;

use std::io;
use std::time::Duration;

use jiff::Timestamp;

pub use self::keys::{Keys, unknown_keys};
pub use self::outcome::{SaveOutcome, SaveStop};
pub use self::pace::GAP;
use self::saver::Saver;
pub use self::select::{LeftOut, SavePlan, SaveTerms, select};
use self::service::Service;
use crate::store::Store;
use newslint_model::source::ArchivePlace;
use newslint_web::network::{self, VisitOptions};

/// How a run goes about it.
pub struct SaveOptions {
    /// Where the service is.
    pub url: String,
    /// The account's keys.
    pub keys: Keys,
    /// The web archive whose index shows what the service has captured.
    pub web_archive: ArchivePlace,
    /// How requests are made.
    pub visit: VisitOptions,
    /// When the run is over, from its start.
    pub budget: Option<Duration>,
    /// A time that is set, which goes on when the run waits, and only then.
    pub now: Option<Timestamp>,
}

/// Checks where the service is said to be.
///
/// # Errors
///
/// The keys are not safe on the way there; or the time is set, and the service is somebody else's, to whom a run that does
/// not wait is a flood.
pub fn expect_safe(url: &str, is_time_set: bool) -> Result<(), String> {
    let base = service::expect_safe(url)?;
    if is_time_set && !service::is_here(&base) {
        return Err(format!("--now works only with a service on this machine, or with --dry-run; save-url is {url}"));
    }
    Ok(())
}

/// Submits what is planned, and writes down what comes of it.
pub fn run(plan: SavePlan, store: Box<dyn Store>, options: &SaveOptions) -> io::Result<SaveOutcome> {
    let service = Service::new(&options.url, options.keys.clone(), &options.visit)?;
    let runtime = network::runtime()?;
    let outcome = runtime.block_on(async { Ok(Saver::new(plan, store, service, options)?.run().await) });
    runtime.shutdown_background();
    outcome
}
