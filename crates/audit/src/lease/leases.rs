//! The leases of a worker, from before it finds out what is due until it has given everything back.

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedSender};

use super::archive_turns::{ArchiveTurns, Errand};
use super::held::Holdings;
use super::keeper::{Due, Keeper};
use super::link::Link;
use super::table::{LastLease, LeaseTable};
use super::terms::LeaseTerms;
use crate::store::{PostgresUrl, connect_to};
use newslint_web::schedule::Turns;

/// The leases of a worker that has not begun.
pub struct Leases {
    url: PostgresUrl,
    terms: LeaseTerms,
    runtime: Runtime,
    table: LeaseTable,
    /// The last leases of domains that nobody had.
    free: FxHashMap<Arc<str>, LastLease>,
    /// How far the server's clock is ahead, in seconds.
    pub ahead: f64,
}

/// The leases of a worker that is at work.
pub struct LeasesAtWork {
    errands: UnboundedSender<Errand>,
    /// What is leased.
    pub holdings: Arc<Holdings>,
    thread: JoinHandle<()>,
}

impl Leases {
    /// Connects, and remembers what nobody visits now: what is read of the store after this is as it is when such a domain
    /// is leased, if nobody had it meanwhile.
    pub fn new(url: &PostgresUrl, terms: LeaseTerms) -> io::Result<Leases> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (table, free, ahead) = runtime.block_on(async {
            let table = LeaseTable::new(connect_to(url).await?, &terms.owner);
            let free = table.free().await.map_err(io::Error::other)?;
            let asked = Timestamp::now();
            let told = table.now().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((table, free, told - asked.as_duration().as_secs_f64()))
        })?;
        let free = free.into_iter().map(|(domain, last)| (domain.into(), last)).collect();
        Ok(Leases { url: url.clone(), terms, runtime, table, free, ahead })
    }

    /// How the worker is called.
    pub fn owner(&self) -> &str {
        &self.terms.owner
    }

    /// Begins to lease, on a thread of its own, what is wished. `on_waiting` is for when
    /// others have all that is left, and may wait for what is to be given back.
    pub fn begin(self, due: Due, on_waiting: impl Fn() + Send + 'static) -> (LeasesAtWork, Turns) {
        let (wishes, wished) = mpsc::unbounded_channel();
        let (tell, news) = mpsc::unbounded_channel();
        let (errands, come) = mpsc::unbounded_channel();
        let holdings = Arc::<Holdings>::default();
        let Leases { url, terms, runtime, table, free, .. } = self;
        let link = Link::new(url, terms.owner.clone(), terms.time, table);
        let run = (tell, Box::new(on_waiting) as _);
        let mut keeper = Keeper::new(link, terms, free, Arc::clone(&holdings), due, run);
        let thread = thread::spawn(move || {
            keeper.work(&runtime, wished, come);
            runtime.block_on(keeper.finish());
        });
        (LeasesAtWork { errands, holdings, thread }, Turns { wishes, news })
    }
}

impl LeasesAtWork {
    /// Turns at the web archive.
    pub fn archive_turns(&self) -> ArchiveTurns {
        ArchiveTurns(self.errands.clone())
    }

    /// Gives everything back.
    pub fn finish(self) {
        let _ = self.errands.send(Errand::Finish);
        let _ = self.thread.join();
    }
}
