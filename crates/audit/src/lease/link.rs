//! The connection to the leases, which is made again when it is lost.

use std::time::Duration;

use tokio::time::{Instant, timeout};
use tokio_postgres::Error;

use super::table::LeaseTable;
use crate::store::{PostgresUrl, connect_to};

/// How long to wait before a lost server is tried again.
const PAUSE: Duration = Duration::from_millis(200);

/// A connection that may be lost.
pub(super) struct Link {
    url: PostgresUrl,
    owner: String,
    /// How long an answer is waited for.
    patience: Duration,
    /// Nothing while the server is away.
    table: Option<LeaseTable>,
    reconnect_at: Instant,
}

/// The server is away.
pub(super) struct Away;

pub(super) type Done<T = ()> = Result<T, Away>;

impl Link {
    /// A connection of a worker that is called `owner`, and whose leases last for `time`.
    pub(super) fn new(url: PostgresUrl, owner: String, time: Duration, table: LeaseTable) -> Self {
        let patience = time.max(Duration::from_secs(1));
        Self { url, owner, patience, table: Some(table), reconnect_at: Instant::now() }
    }

    /// When it is to be made again, if it is lost.
    pub(super) fn reconnect_at(&self) -> Option<Instant> {
        self.table.is_none().then_some(self.reconnect_at)
    }

    /// Asks the server. One that does not answer is left, and is to be found again.
    pub(super) async fn ask<T>(&mut self, question: impl AsyncFnOnce(&LeaseTable) -> Result<T, Error>) -> Done<T> {
        let table = self.table.take().ok_or(Away)?;
        if let Ok(Ok(answer)) = timeout(self.patience, question(&table)).await {
            self.table = Some(table);
            return Ok(answer);
        }
        self.reconnect_at = Instant::now() + PAUSE;
        Err(Away)
    }

    /// Makes a lost connection again.
    pub(super) async fn reconnect(&mut self) -> Done {
        let made = timeout(self.patience, connect_to(&self.url)).await;
        self.reconnect_at = Instant::now() + PAUSE;
        let Ok(Ok(client)) = made else { return Err(Away) };
        self.table = Some(LeaseTable::new(client, &self.owner));
        Ok(())
    }
}
