//! Adding to a store.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Statement, ToSql, params};
use serde::Serialize;

use crate::history::{CopyNote, Lookup, Visit};
use crate::store::encoding::StoredObservation;
use crate::store::host::host_of;
use crate::store::short_url;

/// Statements that add what is not there yet.
pub(super) struct StoreWriter<'c> {
    host: NameTable<'c>,
    vantage: NameTable<'c>,
    body: NameTable<'c>,
    find_url: Statement<'c>,
    count_urls: Statement<'c>,
    set_count: Statement<'c>,
    add_url: Statement<'c>,
    add_observation: Statement<'c>,
    add_lookup: Statement<'c>,
    add_copy_note: Statement<'c>,
    add_report: Statement<'c>,
}

/// The place of a URL: its host, and its number there.
type UrlId = (i64, i64);

impl<'c> StoreWriter<'c> {
    /// Prepares them for a connection that is in a transaction.
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            host: NameTable::new(connection, "hosts")?,
            vantage: NameTable::new(connection, "vantages")?,
            body: NameTable::new(connection, "bodies")?,
            find_url: connection.prepare("SELECT number FROM urls WHERE host = ? AND url = ?")?,
            // One statement could do both with RETURNING, and would make a table in memory for one number.
            count_urls: connection.prepare("SELECT urls FROM hosts WHERE id = ?")?,
            set_count: connection.prepare("UPDATE hosts SET urls = ? WHERE id = ?")?,
            add_url: connection.prepare("INSERT INTO urls (host, url, number) VALUES (?, ?, ?)")?,
            add_observation: connection.prepare(
                "INSERT INTO observations (host, number, at, vantage, body, page) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO NOTHING",
            )?,
            add_lookup: connection
                .prepare("INSERT INTO lookups (host, number, at, answer) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")?,
            add_copy_note: connection
                .prepare("INSERT INTO copies (host, number, at, work) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")?,
            add_report: connection.prepare("INSERT INTO reports (at) VALUES (?) ON CONFLICT DO NOTHING")?,
        })
    }

    /// Adds an observation, and says whether it is new.
    pub(super) fn add(&mut self, url: &str, visit: &Visit) -> rusqlite::Result<bool> {
        let (host, number) = self.place(url)?;
        let vantage = self.vantage.id(&visit.vantage)?;
        let stored = StoredObservation::new(&visit.observation).map_err(unwritable)?;
        let is_shared = stored.is_shared();
        let StoredObservation { body, page } = stored;
        let body = if is_shared { Value::Integer(self.body.id(&body)?) } else { Value::Text(body) };
        Ok(self.add_observation.execute(params![host, number, visit.at.as_second(), vantage, body, page])? == 1)
    }

    /// Adds what a web archive was asked, and says whether it is new.
    pub(super) fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> rusqlite::Result<bool> {
        let (host, number) = self.place(url)?;
        let answer = json(&lookup.stored())?;
        Ok(self.add_lookup.execute(params![host, number, lookup.at.as_second(), answer])? == 1)
    }

    /// Adds what was done about copies, and says whether it is new.
    pub(super) fn add_copy_note(&mut self, url: &str, note: &CopyNote) -> rusqlite::Result<bool> {
        let (host, number) = self.place(url)?;
        let work = json(&note.what)?;
        Ok(self.add_copy_note.execute(params![host, number, note.at.as_second(), work])? == 1)
    }

    /// Adds that there was a report of all observations up to that time.
    pub(super) fn add_report(&mut self, at: Timestamp) -> rusqlite::Result<()> {
        self.add_report.execute([at.as_second()]).map(drop)
    }

    fn place(&mut self, url: &str) -> rusqlite::Result<UrlId> {
        let name = host_of(url);
        let url = short_url::encoded(url, &name);
        let host = self.host.id(&name)?;
        if let Some(number) = find(&mut self.find_url, params![host, url])? {
            return Ok((host, number));
        }
        let number = 1 + self.count_urls.query_row([host], |row| row.get::<_, i64>(0))?;
        self.set_count.execute([number, host])?;
        self.add_url.execute(params![host, url, number])?;
        Ok((host, number))
    }
}

/// A table of names.
struct NameTable<'c> {
    find: Statement<'c>,
    add: Statement<'c>,
    /// The one that was asked for last: what comes from an export is sorted by host, and nearly all of one vantage.
    last: Option<(String, i64)>,
}

impl<'c> NameTable<'c> {
    fn new(connection: &'c Connection, table: &str) -> rusqlite::Result<Self> {
        Ok(Self {
            find: connection.prepare(&format!("SELECT id FROM {table} WHERE name = ?"))?,
            add: connection.prepare(&format!("INSERT INTO {table} (name) VALUES (?)"))?,
            last: None,
        })
    }

    /// The id of a name, which is added if it is new.
    fn id(&mut self, name: &str) -> rusqlite::Result<i64> {
        if let Some((last, id)) = &self.last
            && last == name
        {
            return Ok(*id);
        }
        let id = match find(&mut self.find, params![name])? {
            Some(id) => id,
            None => self.add.insert([name])?,
        };
        self.last = Some((name.to_owned(), id));
        Ok(id)
    }
}

fn find(statement: &mut Statement<'_>, key: &[&dyn ToSql]) -> rusqlite::Result<Option<i64>> {
    statement.query_row(key, |row| row.get(0)).optional()
}

fn json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(unwritable)
}

fn unwritable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.into())
}
