//! What can still be read of a damaged store, in a new one.
//!
//! Nothing is done to the damaged file: a copy of it, with its log, is read. Rows are taken over as SQLite finds them,
//! from both ends of each table up to where it is damaged, and then from every page of the file by itself. What they
//! say is looked at when the new store is read, as it is with any store.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use tempfile::TempDir;

use super::open::{self, beside};
use super::records::{PageCount, Record, each_record};
use super::schema::{self, STEPS};
use super::store::SqliteStore;
use crate::store::contract::Store;
use crate::store::error::{StoreError, StoreFault};

/// What was saved of a store.
pub struct Salvaged {
    /// A store of it, which is there as long as this is.
    pub store: Box<dyn Store>,
    /// How many pages the damaged file has.
    pub pages: usize,
    /// How many of them cannot be read.
    pub unreadable_pages: usize,
    /// How many observations are of hosts whose name is lost, and are lost with it.
    pub nameless: usize,
    _folder: Option<TempDir>,
}

impl Salvaged {
    /// A store that is whole, but for rows.
    pub(in crate::store) fn whole(store: Box<dyn Store>) -> Salvaged {
        Salvaged { store, pages: 0, unreadable_pages: 0, nameless: 0, _folder: None }
    }
}

/// A table of a store.
struct Table {
    name: &'static str,
    columns: &'static str,
    /// In which to read it, one after the other until one leads to the end. The index of names has the numbers too, and
    /// is on other pages.
    orders: &'static [&'static str],
}

const BY_ID: &[&str] = &["id", "id DESC", "name"];

/// The tables of the last version; those of earlier ones have the same columns, or fewer, or are not there.
const TABLES: [Table; 8] = [
    Table { name: "hosts", columns: "id, name", orders: BY_ID },
    Table { name: "vantages", columns: "id, name", orders: BY_ID },
    Table { name: "bodies", columns: "id, name", orders: BY_ID },
    Table { name: "urls", columns: "host, url, number", orders: &["host, url", "host DESC, url DESC"] },
    Table {
        name: "observations",
        columns: "host, number, at, vantage, body, page",
        orders: &["host, number, at, vantage, body", "host DESC, number DESC, at DESC, vantage DESC, body DESC"],
    },
    Table {
        name: "lookups",
        columns: "host, number, at, answer",
        orders: &["host, number, at, answer", "host DESC, number DESC, at DESC, answer DESC"],
    },
    Table {
        name: "copies",
        columns: "host, number, at, work",
        orders: &["host, number, at, work", "host DESC, number DESC, at DESC, work DESC"],
    },
    Table { name: "reports", columns: "at", orders: &["at", "at DESC"] },
];

/// The version in which observations have no page and bodies no table.
const FIRST: usize = 1;

/// Saves what can be read of the store at `path`.
///
/// Fails where there is nothing to be saved, and where what is there is no store of a known version.
pub(in crate::store) fn salvage(path: &Path) -> Result<Salvaged, StoreError> {
    salvage_to(path).map_err(|fault| StoreError::of_file(path, fault))
}

fn salvage_to(path: &Path) -> Result<Salvaged, StoreFault> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("damaged.db");
    copy_store(path, &copy)?;
    let damaged = open_damaged(&copy)?;
    let version = damaged.as_ref().map_or(STEPS.len(), |(_, version)| *version);
    let mut saved = Connection::open(folder.path().join("saved.db"))?;
    schema::migrate(&mut saved, &STEPS[..version])?;
    let transaction = saved.transaction()?;
    if let Some((damaged, version)) = damaged {
        // Of a table that leads in circles there are no more rows than there are bytes.
        from_tables(&damaged, &transaction, version, fs::metadata(&copy)?.len());
    }
    let pages = from_pages(&copy, &transaction, version)?;
    transaction.commit()?;
    let count = |what: &str| -> rusqlite::Result<i64> {
        saved.query_row(&format!("SELECT count(*) FROM {what}"), [], |row| row.get(0))
    };
    if count("observations")? + count("lookups")? == 0 {
        return Err(StoreFault::Damaged("none of it can be read".to_owned()));
    }
    let nameless = count("observations WHERE host NOT IN (SELECT id FROM hosts)")?;
    let PageCount { all: pages, unreadable: unreadable_pages } = pages;
    let nameless = usize::try_from(nameless).unwrap_or_default();
    Ok(Salvaged {
        store: Box::new(SqliteStore::new(path, saved)),
        pages,
        unreadable_pages,
        nameless,
        _folder: Some(folder),
    })
}

/// Opens a copy that is damaged, and says which version it is. `None` if SQLite cannot.
fn open_damaged(copy: &Path) -> Result<Option<(Connection, usize)>, StoreFault> {
    let opened = open::connect(copy).and_then(|connection| {
        // A file that was cut is read as far as it goes.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        connection.pragma_update(None, "writable_schema", true)?;
        let version = schema::version(&connection, STEPS)?;
        Ok((connection, version))
    });
    match opened {
        Ok((_, 0)) => Err(StoreFault::Empty),
        Ok(opened) => Ok(Some(opened)),
        Err(fault @ (StoreFault::Foreign | StoreFault::Later(_))) => Err(fault),
        Err(_) => Ok(None),
    }
}

fn copy_store(path: &Path, copy: &Path) -> Result<(), StoreFault> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreFault::Missing),
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => return Err(StoreFault::Empty),
        _ => {}
    }
    for name in ["", "-wal"] {
        match fs::copy(beside(path, name), beside(copy, name)) {
            Err(error) if name.is_empty() || error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Takes over what SQLite finds. What it cannot read is left to [`from_pages`].
fn from_tables(damaged: &Connection, into: &Connection, version: usize, most: u64) {
    for table in &TABLES {
        for order in table.orders {
            if copy_rows(damaged, into, table, version, &format!("ORDER BY {order} LIMIT {most}")).is_ok() {
                break;
            }
        }
    }
}

/// Takes over a table's rows in an order. Fails where they cannot be read on.
fn copy_rows(from: &Connection, into: &Connection, table: &Table, version: usize, order: &str) -> rusqlite::Result<()> {
    let columns = table.columns(version);
    let mut rows = from.prepare(&format!("SELECT {columns} FROM {} {order}", table.name))?;
    let mut insert = into.prepare(&table.insert(version))?;
    let columns = rows.column_count();
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| row.get::<_, Value>(column));
        // What is of another type, or no text, is no row of a store.
        if let Ok(values) = values.collect::<rusqlite::Result<Vec<Value>>>() {
            let _ = insert.execute(params_from_iter(values));
        }
    }
    Ok(())
}

impl Table {
    fn columns(&self, version: usize) -> &'static str {
        if version == FIRST { self.columns.trim_end_matches(", page") } else { self.columns }
    }

    fn insert(&self, version: usize) -> String {
        let columns = self.columns(version);
        let values = vec!["?"; columns.split(", ").count()].join(", ");
        format!("INSERT OR IGNORE INTO {} ({columns}) VALUES ({values})", self.name)
    }
}

/// Takes over the records of all pages.
fn from_pages(copy: &Path, into: &Connection, version: usize) -> Result<PageCount, StoreFault> {
    // In a store of an earlier version there are not all of them.
    let mut inserts: Vec<_> = TABLES.iter().map(|table| into.prepare(&table.insert(version)).ok()).collect();
    each_record(File::open(copy)?, |record| {
        if let Some((table, values)) = row_of(record)
            // As the first version had it, on a page that is free since.
            && !matches!(values.as_slice(), [_, Value::Text(url), _] if version > FIRST && url.starts_with("http"))
            && let Some(insert) = &mut inserts[table]
            && insert.parameter_count() == values.len()
        {
            // What contradicts what is there already is damage.
            if let Err(fault @ (StoreFault::Full | StoreFault::Unwritten)) =
                insert.execute(params_from_iter(values)).map_err(StoreFault::from)
            {
                return Err(fault);
            }
        }
        Ok(())
    })
}

/// Whether it is what was done about copies, and not the answer of a web archive.
fn is_copy_work(json: &str) -> bool {
    ["{\"submitted\":", "{\"read\":"].iter().any(|start| json.starts_with(start))
}

/// Which of the tables has such a row, and its values: they are told apart by the types of their columns.
fn row_of(Record { row, mut values }: Record) -> Option<(usize, Vec<Value>)> {
    use Value::{Blob, Integer, Null, Text};
    let table = match (row, values.as_slice()) {
        (Some(_), [Null, Text(_), Integer(_)]) => 0,
        (Some(_), [Null, Text(json)]) if json.starts_with('{') => 2,
        (Some(_), [Null, Text(_)]) => 1,
        (Some(_), [Null]) => 7,
        (None, [Integer(_), Text(_), Integer(_)]) => 3,
        (None, [Integer(_), Integer(_), Integer(_), Integer(_), Text(_)])
        | (None, [Integer(_), Integer(_), Integer(_), Integer(_), Text(_) | Integer(_), Blob(_)]) => 4,
        (None, [Integer(_), Integer(_), Integer(_), Text(json)]) if is_copy_work(json) => 6,
        (None, [Integer(_), Integer(_), Integer(_), Text(_)]) => 5,
        _ => return None,
    };
    if let Some(id) = row {
        values[0] = Integer(id);
        // Of a host, what follows is how many URLs it has.
        values.truncate(2);
    }
    Some((table, values))
}
