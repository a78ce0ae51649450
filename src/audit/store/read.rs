//! Reading from a store.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{Connection, Row, Statement};
use rustc_hash::FxHashMap;

use crate::audit::history::{History, Lookup, Visit};
use crate::source::Observation;

/// Statements that read what is known of hosts.
pub(super) struct StoreReader<'c> {
    hosts: Statement<'c>,
    urls: Statement<'c>,
    observations: Statement<'c>,
    lookups: Statement<'c>,
    vantages: HashMap<i64, Arc<str>>,
    bodies: Bodies,
}

impl<'c> StoreReader<'c> {
    /// Prepares them for a connection that is in a transaction, so that all they read is of one moment.
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        let mut vantages = connection.prepare("SELECT id, name FROM vantages")?;
        let vantages = vantages.query_map([], |row| Ok((row.get(0)?, Arc::from(text(row, 1)?))))?;
        let vantages = vantages.collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            hosts: connection.prepare("SELECT id, name FROM hosts")?,
            urls: connection.prepare("SELECT number, url FROM urls WHERE host = ? ORDER BY url")?,
            observations: connection.prepare(
                "SELECT number, at, vantage, body FROM observations WHERE host = ?
                    ORDER BY number, at, vantage, body",
            )?,
            lookups: connection
                .prepare("SELECT number, at, answer FROM lookups WHERE host = ? ORDER BY number, at, answer")?,
            vantages,
            bodies: Bodies::default(),
        })
    }

    /// The ids and names of hosts.
    pub(super) fn hosts(&mut self, is_wanted: impl Fn(&str) -> bool) -> rusqlite::Result<Vec<(i64, Box<str>)>> {
        let mut hosts = Vec::new();
        let mut rows = self.hosts.query([])?;
        while let Some(row) = rows.next()? {
            let name = text(row, 1)?;
            if is_wanted(name) {
                hosts.push((row.get(0)?, name.into()));
            }
        }
        Ok(hosts)
    }

    /// What is known of the URLs of the host of this id, in their order.
    pub(super) fn of_host(&mut self, host: i64) -> rusqlite::Result<Vec<History>> {
        let mut histories = Vec::new();
        let mut positions = FxHashMap::default();
        let mut rows = self.urls.query([host])?;
        while let Some(row) = rows.next()? {
            positions.insert(row.get::<_, i64>(0)?, histories.len());
            histories.push(History { url: text(row, 1)?.to_owned(), visits: Vec::new(), lookups: Vec::new() });
        }
        let mut rows = self.observations.query([host])?;
        while let Some(row) = rows.next()? {
            let vantage = self.vantages.get(&row.get(2)?).ok_or_else(|| damaged(2, "an unknown vantage"))?;
            let observation = self.bodies.parse(text(row, 3)?)?;
            let visit = Visit { at: time(row, 1)?, vantage: Arc::clone(vantage), observation };
            of_row(row, &positions, &mut histories)?.visits.push(visit);
        }
        let mut rows = self.lookups.query([host])?;
        while let Some(row) = rows.next()? {
            let answer = serde_json::from_str(text(row, 2)?).map_err(|error| damaged(2, error))?;
            of_row(row, &positions, &mut histories)?.lookups.push(Lookup { at: time(row, 1)?, answer });
        }
        // Vantages came by their ids, which are other ones in another store.
        for history in &mut histories {
            history.visits.sort();
            history.lookups.sort();
        }
        Ok(histories)
    }
}

/// Observations by their JSON. Nearly all that a store holds are one of a few.
#[derive(Default)]
struct Bodies(FxHashMap<Box<str>, Observation>);

impl Bodies {
    /// Longer ones have a URL or a detail of their own.
    const LONGEST: usize = 80;
    /// What is kept at most, so that a store of nothing but different ones needs no memory.
    const MOST: usize = 1000;

    fn parse(&mut self, body: &str) -> rusqlite::Result<Observation> {
        if let Some(observation) = self.0.get(body) {
            return Ok(observation.clone());
        }
        let observation: Observation = serde_json::from_str(body).map_err(|error| damaged(3, error))?;
        if body.len() <= Self::LONGEST && self.0.len() < Self::MOST {
            self.0.insert(body.into(), observation.clone());
        }
        Ok(observation)
    }
}

fn of_row<'h>(
    row: &Row<'_>,
    positions: &FxHashMap<i64, usize>,
    histories: &'h mut [History],
) -> rusqlite::Result<&'h mut History> {
    let position = positions.get(&row.get(0)?).copied();
    position.and_then(|position| histories.get_mut(position)).ok_or_else(|| damaged(0, "an unknown URL"))
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_second(row.get(column)?).map_err(|error| damaged(column, error))
}

/// The text in a column, without a copy.
pub(super) fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    let value: ValueRef<'r> = row.get_ref(column)?;
    value.as_str().map_err(|error: FromSqlError| damaged(column, error))
}

fn damaged(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}
