//! Reading from a store.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Statement};
use rustc_hash::FxHashMap;

use super::damage::{DamagedRows, is_of_row};
use crate::audit::history::{History, Lookup, Visit};
use crate::source::Observation;

/// Statements that read what is known of hosts.
pub(super) struct StoreReader<'c> {
    find_host: Statement<'c>,
    urls: Statement<'c>,
    observations: Statement<'c>,
    lookups: Statement<'c>,
    vantages: HashMap<i64, Arc<str>>,
    bodies: Bodies,
    damaged: DamagedRows,
}

impl<'c> StoreReader<'c> {
    /// Prepares them for a connection that is in a transaction, so that all they read is of one moment.
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        let mut damaged = DamagedRows::default();
        let mut vantages = HashMap::new();
        let mut names = connection.prepare("SELECT id, name FROM vantages")?;
        let mut names = names.query([])?;
        while let Some(row) = names.next()? {
            let id = row.get(0)?;
            match text(row, 1) {
                Ok(name) => drop(vantages.insert(id, Arc::from(name))),
                Err(error) => damaged.note(|| format!("vantage {id}"), &error),
            }
        }
        Ok(Self {
            find_host: connection.prepare("SELECT id FROM hosts WHERE name = ?")?,
            urls: connection.prepare("SELECT number, url FROM urls WHERE host = ? ORDER BY url")?,
            observations: connection.prepare(
                "SELECT number, at, vantage, body FROM observations WHERE host = ?
                    ORDER BY number, at, vantage, body",
            )?,
            lookups: connection
                .prepare("SELECT number, at, answer FROM lookups WHERE host = ? ORDER BY number, at, answer")?,
            vantages,
            bodies: Bodies::default(),
            damaged,
        })
    }

    /// What is known of a host's URLs, in their order.
    pub(super) fn of_host_named(&mut self, name: &str) -> rusqlite::Result<Vec<History>> {
        match self.find_host.query_row([name], |row| row.get(0)).optional()? {
            Some(host) => self.of_host(host, name),
            None => Ok(Vec::new()),
        }
    }

    /// The same for the host of this id and name.
    pub(super) fn of_host(&mut self, host: i64, name: &str) -> rusqlite::Result<Vec<History>> {
        let mut urls: Vec<(String, i64)> = Vec::new();
        let mut rows = self.urls.query([host])?;
        while let Some(row) = rows.next()? {
            match text(row, 1).and_then(|url| Ok((url.to_owned(), row.get(0)?))) {
                Ok(url) => urls.push(url),
                Err(error) => skip(&mut self.damaged, || format!("a URL of {name}"), error)?,
            }
        }
        // They are in order, unless the store is damaged.
        urls.sort();
        let numbers = urls.iter().map(|(_, number)| *number).zip(0..);
        let mut host = HostReader {
            name,
            positions: numbers.collect(),
            histories: urls
                .into_iter()
                .map(|(url, _)| History { url, visits: Vec::new(), lookups: Vec::new() })
                .collect(),
            damaged: &mut self.damaged,
            id: host,
        };
        host.each(&mut self.observations, |row, history| {
            let vantage = self.vantages.get(&row.get(2)?).ok_or_else(|| damaged(2, "an unknown vantage"))?;
            let observation = self.bodies.parse(text(row, 3)?)?;
            history.visits.push(Visit { at: time(row, 1)?, vantage: Arc::clone(vantage), observation });
            Ok(())
        })?;
        host.each(&mut self.lookups, |row, history| {
            let answer = serde_json::from_str(text(row, 2)?).map_err(|error| damaged(2, error))?;
            history.lookups.push(Lookup { at: time(row, 1)?, answer });
            Ok(())
        })?;
        let mut histories = host.histories;
        // Vantages came by their ids, which are other ones in another store.
        for history in &mut histories {
            history.visits.sort();
            history.lookups.sort();
        }
        Ok(histories)
    }

    /// Notes a row that cannot be read; passes on what is wrong with more than a row.
    pub(super) fn leave_out(&mut self, of: impl FnOnce() -> String, error: rusqlite::Error) -> rusqlite::Result<()> {
        skip(&mut self.damaged, of, error)
    }

    /// The rows that could not be read.
    pub(super) fn into_damaged(self) -> DamagedRows {
        self.damaged
    }
}

/// A host whose rows are being read.
struct HostReader<'r> {
    id: i64,
    name: &'r str,
    /// Where in `histories` the URL of a number is.
    positions: FxHashMap<i64, usize>,
    histories: Vec<History>,
    damaged: &'r mut DamagedRows,
}

impl HostReader<'_> {
    /// Reads rows that begin with the number of a URL and a time.
    fn each(
        &mut self,
        rows: &mut Statement<'_>,
        mut read: impl FnMut(&Row<'_>, &mut History) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut rows = rows.query([self.id])?;
        while let Some(row) = rows.next()? {
            let number = row.get(0);
            let position = number.as_ref().ok().and_then(|number: &i64| self.positions.get(number).copied());
            let read = match (position, number) {
                (Some(position), _) => read(row, &mut self.histories[position]),
                (None, Ok(_)) => Err(damaged(0, "of an unknown URL")),
                (None, Err(error)) => Err(error),
            };
            if let Err(error) = read {
                let (histories, name) = (&self.histories, self.name);
                let url = position.map_or(name, |position| histories[position].url.as_str());
                let of = || match time(row, 1) {
                    Ok(at) => format!("{url} at {at}"),
                    Err(_) => url.to_owned(),
                };
                skip(self.damaged, of, error)?;
            }
        }
        Ok(())
    }
}

fn skip(into: &mut DamagedRows, of: impl FnOnce() -> String, error: rusqlite::Error) -> rusqlite::Result<()> {
    if is_of_row(&error) {
        into.note(of, &error);
        return Ok(());
    }
    Err(error)
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

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_second(row.get(column)?).map_err(|error| damaged(column, error))
}

/// The text in a column, without a copy.
pub(super) fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    let value: ValueRef<'r> = row.get_ref(column)?;
    let text = value.as_str().map_err(|error: FromSqlError| damaged(column, error))?;
    // What was overwritten with nothing is text too.
    if text.contains('\0') { Err(damaged(column, "overwritten with nothing")) } else { Ok(text) }
}

fn damaged(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}
