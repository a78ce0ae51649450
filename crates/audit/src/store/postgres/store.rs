//! The store that such a database is.

use std::cell::RefCell;
use std::fmt;

use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::Client;

use super::connection::{Connection, Session, connect};
use super::fault::Trouble;
use super::read::{self, Moment};
use super::rows::Rows;
use super::schema;
use super::url::PostgresUrl;
use super::write;
use crate::history::{CopyNote, Lookup, Visit};
use crate::store::contract::{Added, Batch, EachHost, HostChoice, Store};
use crate::store::damage::DamagedRows;
use crate::store::error::{StoreError, StoreFault};

/// An open store on a server. It is used outside of any asynchronous task, for which it would wait.
pub struct PostgresStore {
    server: Server,
    connection: RefCell<Connection>,
    /// Of what was read last.
    damaged: RefCell<DamagedRows>,
}

/// What the right to have copies made is called among the advisory locks of a database: `save` in ASCII, and ours.
const SAVING: i64 = 0x6e65_7773_7361_7665;

/// Where all is asked, and what waits for the answers.
struct Server {
    url: PostgresUrl,
    /// Always there; a runtime can be ended by its owner alone.
    runtime: Option<Runtime>,
}

impl PostgresStore {
    /// See [`create_or_open`](crate::store::create_or_open).
    pub(in crate::store) fn create_or_open(url: &PostgresUrl) -> Result<PostgresStore, StoreError> {
        let store = PostgresStore::new(url)?;
        store.patiently(async |session| schema::migrate(&mut session.client).await)?;
        Ok(store)
    }

    /// See [`open`](crate::store::open).
    pub(in crate::store) fn open(url: &PostgresUrl) -> Result<PostgresStore, StoreError> {
        let store = PostgresStore::new(url)?;
        match store.patiently(async |session| schema::version(&session.client).await)? {
            0 => Err(store.server.fault(StoreFault::Missing)),
            _ => Ok(store),
        }
    }

    fn new(url: &PostgresUrl) -> Result<PostgresStore, StoreError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = Some(runtime.map_err(|error| StoreError::new(url.to_string(), error))?);
        let server = Server { url: url.clone(), runtime };
        let connection = RefCell::new(Connection::new(url.clone()));
        Ok(PostgresStore { server, connection, damaged: RefCell::default() })
    }

    /// Waits for an answer, also if the server is away; see [`Connection::patiently`].
    fn patiently<T>(&self, work: impl AsyncFnMut(&mut Session) -> Result<T, Trouble>) -> Result<T, StoreError> {
        self.server.wait(self.connection.borrow_mut().patiently(work))
    }
}

/// Connects to a server in a task, for what is on it besides the store.
pub(crate) async fn connect_to(url: &PostgresUrl) -> Result<Client, StoreError> {
    let server = Server { url: url.clone(), runtime: None };
    connect(url).await.map_err(|trouble| server.fault(trouble.fault))
}

impl Server {
    /// Waits for an answer.
    fn wait<T>(&self, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, StoreError> {
        let Some(runtime) = &self.runtime else { return Err(self.fault(StoreFault::Missing)) };
        runtime.block_on(work).map_err(|trouble| self.fault(trouble.fault))
    }

    /// The fault without the password, whoever repeats it.
    fn fault(&self, fault: StoreFault) -> StoreError {
        let fault = match fault {
            StoreFault::Other(words) => StoreFault::Other(self.url.without_password(&words)),
            StoreFault::Damaged(words) => StoreFault::Damaged(self.url.without_password(&words)),
            other => other,
        };
        StoreError::new(self.url.to_string(), fault)
    }
}

/// Whoever drops it may be in a task, where a runtime must not be waited for.
impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Store for PostgresStore {
    fn name(&self) -> String {
        self.server.url.to_string()
    }

    fn damaged(&self) -> DamagedRows {
        self.damaged.borrow().clone()
    }

    fn read(&self, choice: &HostChoice<'_>, each: &mut EachHost<'_>) -> Result<(), StoreError> {
        let (mut moment, hosts) = self.patiently(async |session| Moment::begin(&session.client, choice).await)?;
        // It is in a transaction; whoever is handed a host may ask for something else meanwhile.
        let session = self.connection.borrow_mut().take();
        let session = session.ok_or_else(|| self.server.fault(StoreFault::Missing))?;
        let mut left = hosts.as_slice();
        'all: while !left.is_empty() {
            let (now, later) = left.split_at(Moment::how_many(left));
            let known = self.server.wait(moment.of_hosts(&session.client, now))?;
            for ((_, name), histories) in now.iter().zip(known) {
                if !histories.is_empty() && each(name, histories).is_break() {
                    break 'all;
                }
            }
            left = later;
        }
        self.server.wait(read::end(&session.client))?;
        self.connection.borrow_mut().put(session);
        *self.damaged.borrow_mut() = moment.damaged;
        Ok(())
    }

    fn for_each_wish(
        &self,
        from: Timestamp,
        to: Timestamp,
        each: &mut dyn FnMut(&str, &Visit),
    ) -> Result<(), StoreError> {
        let wishes = self.patiently(async |session| read::wishes(&session.client, (from, to)).await)?;
        wishes.iter().for_each(|(host, visit)| each(host, visit));
        Ok(())
    }

    fn newest_visit(&self, until: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.patiently(async |session| read::newest_visit(&session.client, until).await)
    }

    fn hosts(&self) -> Result<Vec<Box<str>>, StoreError> {
        self.patiently(async |session| read::hosts(&session.client).await)
    }

    fn reports(&self) -> Result<Vec<Timestamp>, StoreError> {
        self.patiently(async |session| read::reports(&session.client).await)
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        // The server has it on its disk when it says that it is committed.
        Ok(())
    }

    fn hold_saving(&mut self) -> Result<(), StoreError> {
        // The session has it, until it ends. A new one, after the server was away, may find that somebody else does.
        let is_ours = self.patiently(async |session| {
            let row = session.client.query_one("SELECT pg_try_advisory_lock($1)", &[&SAVING]).await?;
            Ok(row.try_get::<_, bool>(0)?)
        })?;
        if is_ours { Ok(()) } else { Err(self.server.fault(StoreFault::Locked)) }
    }

    fn begin(&mut self) -> Result<Box<dyn Batch + '_>, StoreError> {
        self.begin_for("", &[])
    }

    fn begin_for(&mut self, worker: &str, leases: &[(&str, i64)]) -> Result<Box<dyn Batch + '_>, StoreError> {
        let leases = leases.iter().map(|(domain, epoch)| ((*domain).to_owned(), *epoch)).collect();
        let (worker, rows) = (worker.to_owned(), Rows::default());
        Ok(Box::new(PostgresBatch { store: self, worker, leases, rows, long: None }))
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").field("url", &self.server.url).finish_non_exhaustive()
    }
}

/// What is to be added: in memory, and once it is much, in a transaction.
struct PostgresBatch<'s> {
    store: &'s mut PostgresStore,
    /// Who adds it, and what it has to have leased for that.
    worker: String,
    leases: Vec<(String, i64)>,
    rows: Rows,
    long: Option<LongBatch>,
}

/// A transaction that takes more than one piece. It cannot be made again once it is lost.
struct LongBatch {
    transaction: Client,
    /// For names, which are added at once.
    names: Session,
    added: Added,
}

impl PostgresBatch<'_> {
    /// Adds what waits to a transaction, if it is much.
    fn make_room(&mut self) -> Result<(), StoreError> {
        if !self.rows.are_many() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.continue_with(&rows)
    }

    fn continue_with(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let mut long = match self.long.take() {
            Some(long) => long,
            None => self.begin_long()?,
        };
        self.store.server.wait(async {
            let places = write::place(&mut long.names, rows).await?;
            long.added += write::insert(&long.transaction, rows, &places).await?;
            Ok(())
        })?;
        self.long = Some(long);
        Ok(())
    }

    fn begin_long(&mut self) -> Result<LongBatch, StoreError> {
        let PostgresStore { server, connection, .. } = &mut *self.store;
        server.wait(async {
            // That it is reached at all is waited for.
            connection.get_mut().patiently(async |_| Ok(())).await?;
            let (transaction, names) = (connect(&server.url).await?, Session::begin(&server.url).await?);
            // Who has leases does not wait for anybody's input.
            match self.leases.is_empty() {
                true => write::begin(&transaction).await?,
                false => write::begin_swiftly(&transaction).await?,
            }
            write::hold_leases(&transaction, &self.worker, &self.leases).await?;
            Ok(LongBatch { transaction, names, added: Added::default() })
        })
    }
}

impl Batch for PostgresBatch<'_> {
    fn add(&mut self, url: &str, visit: &Visit) -> Result<(), StoreError> {
        self.rows.add(url, visit).map_err(|fault| self.store.server.fault(fault))?;
        self.make_room()
    }

    fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> Result<(), StoreError> {
        self.rows.add_lookup(url, lookup).map_err(|fault| self.store.server.fault(fault))?;
        self.make_room()
    }

    fn add_copy_note(&mut self, url: &str, note: &CopyNote) -> Result<(), StoreError> {
        self.rows.add_copy_note(url, note).map_err(|fault| self.store.server.fault(fault))?;
        self.make_room()
    }

    fn add_report(&mut self, at: Timestamp) -> Result<(), StoreError> {
        self.rows.add_report(at);
        self.make_room()
    }

    fn commit(mut self: Box<Self>) -> Result<Added, StoreError> {
        let rows = std::mem::take(&mut self.rows);
        if self.long.is_some() {
            self.continue_with(&rows)?;
        }
        let PostgresStore { server, connection, .. } = &mut *self.store;
        if let Some(LongBatch { transaction, added, .. }) = self.long {
            server.wait(write::commit(&transaction))?;
            return Ok(added);
        }
        let mut added = Added::default();
        server.wait(connection.get_mut().patiently(async |session| {
            let places = write::place(session, &rows).await?;
            let client = &session.client;
            write::begin_swiftly(client).await?;
            write::hold_leases(client, &self.worker, &self.leases).await?;
            // If it is not known how the last attempt ended, and it ended well, then nothing is new any more.
            let new = write::insert(client, &rows, &places).await?;
            if new.known < added.known || added == Added::default() {
                added = new;
            }
            write::commit(client).await
        }))?;
        Ok(added)
    }
}
