//! Connections to a server, and how long it is waited for.

use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::Client;

use super::fault::{Passes, Trouble};
use super::tls;
use super::url::PostgresUrl;
use crate::store::error::StoreFault;

/// How long to wait before it is tried again, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));

/// What holds for all that is asked. Tables are found by their indexes whatever the server knows of their sizes, which it
/// learns late of one that grows from nothing; and no query takes long enough to be compiled first.
const SETTINGS: &str = "SET search_path = newslint; SET enable_seqscan = off; SET jit = off";

/// Connects. What the server says unasked is for nobody.
pub(super) async fn connect(url: &PostgresUrl) -> Result<Client, Trouble> {
    let connector = tls::connector(url.trust()).map_err(StoreFault::Other)?;
    let (client, connection) = url.config().connect(connector).await?;
    tokio::spawn(connection);
    client.batch_execute(SETTINGS).await?;
    let encoding: String = client.query_one("SHOW server_encoding", &[]).await?.try_get(0)?;
    if encoding != "UTF8" {
        return Err(
            StoreFault::Other(format!("the encoding of the database is {encoding}, but it must be UTF8")).into()
        );
    }
    Ok(client)
}

/// A connection, and what is known by it. A server that was lost may come back without what it had last, so nothing of
/// that is believed after it.
pub(super) struct Session {
    pub client: Client,
    pub known: KnownNames,
}

/// The ids of names that are met again and again.
#[derive(Default)]
pub(super) struct KnownNames {
    pub vantages: FxHashMap<String, i32>,
    pub bodies: FxHashMap<String, i32>,
}

impl Session {
    pub(super) async fn begin(url: &PostgresUrl) -> Result<Session, Trouble> {
        Ok(Session { client: connect(url).await?, known: KnownNames::default() })
    }
}

/// A connection that is made again once it is lost.
pub(super) struct Connection {
    url: PostgresUrl,
    session: Option<Session>,
    /// Whether there ever was a server.
    was_there: bool,
}

impl Connection {
    pub(super) fn new(url: PostgresUrl) -> Connection {
        Connection { url, session: None, was_there: false }
    }

    /// The connection as it is, or a new one.
    async fn session(&mut self) -> Result<&mut Session, Trouble> {
        let session = match self.session.take() {
            Some(session) if !session.client.is_closed() => session,
            _ => Session::begin(&self.url).await?,
        };
        self.was_there = true;
        Ok(self.session.insert(session))
    }

    /// Does something that can be done again where it is not known whether it was done, until it is: as long as the server
    /// is away or says that it is not ready, and patience lasts.
    pub(super) async fn patiently<T>(
        &mut self,
        mut work: impl AsyncFnMut(&mut Session) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let (mut pause, longest) = PAUSES;
        let (started, patience) = (Instant::now(), self.url.patience());
        loop {
            let attempt = async { work(self.session().await?).await };
            let done = timeout(patience.saturating_sub(started.elapsed()), attempt).await;
            let done = done.unwrap_or_else(|_| Err(StoreFault::Other("the server does not answer".to_owned()).into()));
            let Err(trouble) = done else { return done };
            // Whatever transaction it was in is over.
            self.session = None;
            let is_passing = match trouble.passes {
                Passes::Never => false,
                Passes::Soon => true,
                Passes::IfThereWasOne => self.was_there,
            };
            if !is_passing || started.elapsed() + pause > patience {
                return Err(trouble);
            }
            sleep(pause).await;
            pause = longest.min(pause * 2);
        }
    }

    /// Takes the connection away, if there is one.
    pub(super) fn take(&mut self) -> Option<Session> {
        self.session.take()
    }

    /// Puts it back. It is in no transaction.
    pub(super) fn put(&mut self, session: Session) {
        self.session = Some(session);
    }
}
