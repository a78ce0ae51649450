//! Reading from a store.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{Connection, Row, Statement};
use rustc_hash::FxHashMap;

use super::{page, short_url};
use crate::audit::history::{History, Lookup, Visit};
use crate::source::Observation;

/// Statements that read what is known of hosts.
pub(super) struct StoreReader<'c> {
    hosts: Statement<'c>,
    urls: Statement<'c>,
    observations: Statement<'c>,
    lookups: Statement<'c>,
    vantages: HashMap<i64, Arc<str>>,
    /// Those that many observations share.
    bodies: HashMap<i64, Observation>,
    /// Whether it is a store of the first version, which somebody who only reads leaves as it is.
    has_whole_urls: bool,
}

impl<'c> StoreReader<'c> {
    /// Prepares them for a connection that is in a transaction, so that all they read is of one moment.
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        let mut vantages = connection.prepare("SELECT id, name FROM vantages")?;
        let vantages = vantages.query_map([], |row| Ok((row.get(0)?, Arc::from(text(row, 1)?))))?;
        let vantages = vantages.collect::<rusqlite::Result<_>>()?;
        let is_first = connection.query_row("PRAGMA user_version", [], |row| Ok(row.get::<_, i64>(0)? == 1))?;
        let bodies = if is_first { HashMap::new() } else { bodies(connection)? };
        let page = if is_first { "x''" } else { "page" };
        Ok(Self {
            hosts: connection.prepare("SELECT id, name FROM hosts")?,
            urls: connection.prepare("SELECT number, url FROM urls WHERE host = ? ORDER BY url")?,
            observations: connection.prepare(&format!(
                "SELECT number, at, vantage, body, {page} FROM observations WHERE host = ? ORDER BY number, at",
            ))?,
            lookups: connection
                .prepare("SELECT number, at, answer FROM lookups WHERE host = ? ORDER BY number, at, answer")?,
            vantages,
            bodies,
            has_whole_urls: is_first,
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

    /// What is known of the URLs of the host of this id and name, in their order.
    pub(super) fn of_host(&mut self, host: i64, name: &str) -> rusqlite::Result<Vec<History>> {
        let mut histories = Vec::new();
        let mut positions = FxHashMap::default();
        let mut rows = self.urls.query([host])?;
        while let Some(row) = rows.next()? {
            positions.insert(row.get::<_, i64>(0)?, histories.len());
            let stored = text(row, 1)?;
            let url = if self.has_whole_urls { Some(stored.to_owned()) } else { short_url::decoded(stored, name) };
            let url = url.ok_or_else(|| damaged(1, "a URL in an unknown form"))?;
            histories.push(History { url, visits: Vec::new(), lookups: Vec::new() });
        }
        let mut rows = self.observations.query([host])?;
        while let Some(row) = rows.next()? {
            let vantage = self.vantages.get(&row.get(2)?).ok_or_else(|| damaged(2, "an unknown vantage"))?;
            let observation = observation(row, &self.bodies)?;
            let visit = Visit { at: time(row, 1)?, vantage: Arc::clone(vantage), observation };
            of_row(row, &positions, &mut histories)?.visits.push(visit);
        }
        let mut rows = self.lookups.query([host])?;
        while let Some(row) = rows.next()? {
            let answer = serde_json::from_str(text(row, 2)?).map_err(|error| damaged(2, error))?;
            of_row(row, &positions, &mut histories)?.lookups.push(Lookup { at: time(row, 1)?, answer });
        }
        // They came in the order of what stands for them.
        histories.sort_by(|a, b| a.url.cmp(&b.url));
        // Vantages came by their ids, which are other ones in another store.
        for history in &mut histories {
            history.visits.sort();
            history.lookups.sort();
        }
        Ok(histories)
    }
}

fn observation(row: &Row<'_>, bodies: &HashMap<i64, Observation>) -> rusqlite::Result<Observation> {
    let observation = match row.get_ref(3)? {
        ValueRef::Integer(id) => bodies.get(&id).cloned().ok_or_else(|| damaged(3, "an unknown body"))?,
        _ => parsed(text(row, 3)?, 3)?,
    };
    let page = page::decoded(bytes(row, 4)?).map_err(|why| damaged(4, why))?;
    Ok(Observation { page, ..observation })
}

/// The observations that are kept once.
fn bodies(connection: &Connection) -> rusqlite::Result<HashMap<i64, Observation>> {
    let mut bodies = connection.prepare("SELECT id, name FROM bodies")?;
    let bodies = bodies.query_map([], |row| Ok((row.get(0)?, parsed(text(row, 1)?, 1)?)))?;
    bodies.collect()
}

fn parsed(json: &str, column: usize) -> rusqlite::Result<Observation> {
    serde_json::from_str(json).map_err(|error| damaged(column, error))
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

fn bytes<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r [u8]> {
    row.get_ref(column)?.as_blob().map_err(|error: FromSqlError| damaged(column, error))
}

fn damaged(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}
