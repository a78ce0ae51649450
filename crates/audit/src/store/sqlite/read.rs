//! Reading from a store.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{Connection, Row, Statement};
use rustc_hash::FxHashMap;

use super::fault::{is_of_row, of_row};
use crate::history::{CopyNote, History, Lookup, Visit};
use crate::store::damage::DamagedRows;
use crate::store::{encoding, short_url};
use newslint_model::source::Observation;

/// Statements that read what is known of hosts. Rows that cannot be read are left out, and noted.
pub(super) struct StoreReader<'c> {
    hosts: Statement<'c>,
    urls: Statement<'c>,
    observations: Statement<'c>,
    lookups: Statement<'c>,
    /// There are none in a store of an earlier version.
    copies: Option<Statement<'c>>,
    vantages: HashMap<i64, Arc<str>>,
    /// Those that many observations share.
    bodies: HashMap<i64, Observation>,
    /// Whether it is a store of the first version, which somebody who only reads leaves as it is.
    has_whole_urls: bool,
    damaged: DamagedRows,
}

impl<'c> StoreReader<'c> {
    /// Prepares them for a connection that is in a transaction, so that all they read is of one moment.
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        let mut damaged = DamagedRows::default();
        let vantages = named(connection, "vantages", &mut damaged, |name| Ok(Arc::from(name)))?;
        let version = version(connection)?;
        let is_first = version == 1;
        let copies = match version {
            ..3 => None,
            3.. => {
                let rows = "SELECT number, at, work FROM copies WHERE host = ? ORDER BY number, at, work";
                Some(connection.prepare(rows)?)
            }
        };
        let bodies = match is_first {
            true => HashMap::new(),
            false => named(connection, "bodies", &mut damaged, |json| parsed(json, 1))?,
        };
        let page = if is_first { "x''" } else { "page" };
        Ok(Self {
            hosts: connection.prepare("SELECT id, name FROM hosts")?,
            urls: connection.prepare("SELECT number, url FROM urls WHERE host = ? ORDER BY url")?,
            observations: connection.prepare(&format!(
                "SELECT number, at, vantage, body, {page} FROM observations WHERE host = ? ORDER BY number, at",
            ))?,
            lookups: connection
                .prepare("SELECT number, at, answer FROM lookups WHERE host = ? ORDER BY number, at, answer")?,
            copies,
            vantages,
            bodies,
            has_whole_urls: is_first,
            damaged,
        })
    }

    /// The ids and names of hosts.
    pub(super) fn hosts(&mut self) -> rusqlite::Result<Vec<(i64, Box<str>)>> {
        let mut hosts = Vec::new();
        let mut rows = self.hosts.query([])?;
        while let Some(row) = rows.next()? {
            match text(row, 1).and_then(|name| Ok((row.get(0)?, name))) {
                Ok((id, name)) => hosts.push((id, name.into())),
                Err(error) => skip(&mut self.damaged, || "the name of a host".to_owned(), error)?,
            }
        }
        Ok(hosts)
    }

    /// What is known of the URLs of the host of this id and name, in their order.
    pub(super) fn of_host(&mut self, host: i64, name: &str) -> rusqlite::Result<Vec<History>> {
        let mut host = HostReader::new(host, name, self.urls(host, name)?, &mut self.damaged);
        host.each(&mut self.observations, |row, history| {
            let vantage = self.vantages.get(&row.get(2)?).ok_or_else(|| damaged(2, "an unknown vantage"))?;
            let observation = observation(row, &self.bodies)?;
            history.visits.push(Visit { at: time(row, 1)?, vantage: Arc::clone(vantage), observation });
            Ok(())
        })?;
        host.each(&mut self.lookups, |row, history| {
            let lookup = Lookup::of_stored(time(row, 1)?, text(row, 2)?).map_err(|error| damaged(2, error))?;
            history.lookups.push(lookup);
            Ok(())
        })?;
        if let Some(copies) = &mut self.copies {
            host.each(copies, |row, history| {
                let what = serde_json::from_str(text(row, 2)?).map_err(|error| damaged(2, error))?;
                history.copies.push(CopyNote { at: time(row, 1)?, what });
                Ok(())
            })?;
        }
        let mut histories = host.histories;
        // Vantages came by their ids, which are other ones in another store.
        for history in &mut histories {
            history.visits.sort();
            history.lookups.sort();
            history.copies.sort();
        }
        Ok(histories)
    }

    /// The URLs of a host, in their order, with their numbers.
    fn urls(&mut self, host: i64, name: &str) -> rusqlite::Result<Vec<(String, i64)>> {
        let mut urls = Vec::new();
        let mut rows = self.urls.query([host])?;
        while let Some(row) = rows.next()? {
            let url = text(row, 1).and_then(|stored| {
                let whole = self.has_whole_urls.then(|| stored.to_owned());
                let url = whole.or_else(|| short_url::decoded(stored, name));
                Ok((url.ok_or_else(|| damaged(1, "a URL in an unknown format"))?, row.get(0)?))
            });
            match url {
                Ok(url) => urls.push(url),
                Err(error) => skip(&mut self.damaged, || format!("a URL of {name}"), error)?,
            }
        }
        // They came in the order of what stands for them.
        urls.sort();
        Ok(urls)
    }

    /// The rows that could not be read.
    pub(super) fn into_damaged(self) -> DamagedRows {
        self.damaged
    }
}

/// What has a number in a table of names.
fn named<T>(
    connection: &Connection,
    table: &str,
    damaged: &mut DamagedRows,
    read: impl Fn(&str) -> rusqlite::Result<T>,
) -> rusqlite::Result<HashMap<i64, T>> {
    let mut found = HashMap::new();
    let mut rows = connection.prepare(&format!("SELECT id, name FROM {table}"))?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        match text(row, 1).and_then(&read) {
            Ok(name) => drop(found.insert(id, name)),
            Err(error) => skip(damaged, || format!("number {id} of {table}"), error)?,
        }
    }
    Ok(found)
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

impl<'r> HostReader<'r> {
    fn new(id: i64, name: &'r str, urls: Vec<(String, i64)>, damaged: &'r mut DamagedRows) -> Self {
        let positions = urls.iter().map(|(_, number)| *number).zip(0..).collect();
        let histories = urls.into_iter().map(|(url, _)| History::new(url)).collect();
        Self { id, name, positions, histories, damaged }
    }

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
        into.note(of, || of_row(&error));
        return Ok(());
    }
    Err(error)
}

/// Hands out the observations with which a host asked to be left alone: between two times, the later one included, with
/// the host of the URL that was visited. What cannot be read asks for nothing.
pub(super) fn for_each_wish(
    connection: &Connection,
    (from, to): (Timestamp, Timestamp),
    each: &mut dyn FnMut(&str, &Visit),
) -> rusqlite::Result<()> {
    // These are names of members of an observation. There are few such rows, and nothing else is read of the others.
    let is_wish = |json: &str| format!("(instr({json}, '\"retry_after\"') OR instr({json}, '\"left_alone\"'))");
    let (json, is_shared) = match version(connection)? == 1 {
        true => ("body", "0".to_owned()),
        false => (
            "coalesce((SELECT name FROM bodies WHERE bodies.id = body), body)",
            format!("body IN (SELECT id FROM bodies WHERE {})", is_wish("name")),
        ),
    };
    let mut rows = connection.prepare(&format!(
        "SELECT hosts.name, at, {json} FROM observations JOIN hosts ON hosts.id = host
            WHERE at > ? AND at <= ? AND ({is_shared} OR typeof(body) = 'text' AND {})",
        is_wish("body")
    ))?;
    let mut rows = rows.query([from.as_second(), to.as_second()])?;
    while let Some(row) = rows.next()? {
        let wish = text(row, 0).and_then(|host| {
            let observation = parsed(text(row, 2)?, 2)?;
            Ok((host, Visit { at: time(row, 1)?, vantage: Arc::from(""), observation }))
        });
        match wish {
            Ok((host, visit)) => each(host, &visit),
            Err(error) if is_of_row(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The time of the newest observation that is not later than that.
pub(super) fn newest_visit(connection: &Connection, until: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    let newest = "SELECT max(at) FROM observations WHERE at <= ?";
    let second: Option<i64> = connection.query_row(newest, [until.as_second()], |row| row.get(0))?;
    Ok(second.and_then(|second| Timestamp::from_second(second).ok()))
}

/// The names of hosts, without those that cannot be read.
pub(super) fn hosts(connection: &Connection) -> rusqlite::Result<Vec<Box<str>>> {
    let mut hosts = connection.prepare("SELECT name FROM hosts ORDER BY name")?;
    let names = hosts.query_map([], |row| Ok(text(row, 0).ok().map(Box::from)))?;
    names.filter_map(Result::transpose).collect()
}

/// The times up to which there were reports of all observations, in their order.
pub(super) fn reports(connection: &Connection) -> rusqlite::Result<Vec<Timestamp>> {
    if version(connection)? < 3 {
        return Ok(Vec::new());
    }
    let mut rows = connection.prepare("SELECT at FROM reports ORDER BY at")?;
    let seconds = rows.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    // What is no time is damage, and tells of nothing.
    Ok(seconds.into_iter().filter_map(|second| Timestamp::from_second(second).ok()).collect())
}

/// Which version of a store it is.
fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn observation(row: &Row<'_>, bodies: &HashMap<i64, Observation>) -> rusqlite::Result<Observation> {
    let observation = match row.get_ref(3)? {
        ValueRef::Integer(id) => bodies.get(&id).cloned().ok_or_else(|| damaged(3, "an unknown body"))?,
        _ => parsed(text(row, 3)?, 3)?,
    };
    encoding::with_page(observation, bytes(row, 4)?).map_err(|why| damaged(4, why))
}

fn parsed(json: &str, column: usize) -> rusqlite::Result<Observation> {
    serde_json::from_str(json).map_err(|error| damaged(column, error))
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_second(row.get(column)?).map_err(|error| damaged(column, error))
}

/// The text in a column, without a copy.
pub(super) fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    let value: ValueRef<'r> = row.get_ref(column)?;
    let text = value.as_str().map_err(|error: FromSqlError| damaged(column, error))?;
    // What was overwritten with nothing is text too.
    if text.contains('\0') { Err(damaged(column, "overwritten with zeros")) } else { Ok(text) }
}

fn bytes<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r [u8]> {
    row.get_ref(column)?.as_blob().map_err(|error: FromSqlError| damaged(column, error))
}

fn damaged(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}
