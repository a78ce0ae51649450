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

use super::Store;
use super::error::{StoreError, StoreFault};
use super::open::{self, beside};
use super::pages::{PageCount, PageRecord, each_record};
use super::schema::{self, STEPS};
use super::write::host_of;

/// What was saved of a store.
pub struct Salvaged {
    /// A store of it, which is there as long as this is.
    pub store: Store,
    /// How many pages the damaged file has.
    pub pages: usize,
    /// How many of them cannot be read.
    pub unreadable_pages: usize,
    _folder: TempDir,
}

/// A table of a store.
struct Table {
    name: &'static str,
    columns: &'static str,
    /// In which to read it, one after the other until one leads to the end.
    orders: &'static [&'static str],
}

const TABLES: [Table; 5] = [
    Table { name: "hosts", columns: "id, name, urls", orders: &["id", "id DESC"] },
    // The index of names has the numbers too, and is on another page.
    Table { name: "vantages", columns: "id, name", orders: &["id", "id DESC", "name"] },
    Table { name: "urls", columns: "host, url, number", orders: &["host, url", "host DESC, url DESC"] },
    Table {
        name: "observations",
        columns: "host, number, at, vantage, body",
        orders: &["host, number, at, vantage, body", "host DESC, number DESC, at DESC, vantage DESC, body DESC"],
    },
    Table {
        name: "lookups",
        columns: "host, number, at, answer",
        orders: &["host, number, at, answer", "host DESC, number DESC, at DESC, answer DESC"],
    },
];

/// Saves what can be read of the store at `path`.
///
/// Fails where there is nothing to be saved, and where what is there is no store of a known version.
pub fn salvage(path: &Path) -> Result<Salvaged, StoreError> {
    salvage_to(path).map_err(|fault| StoreError::new(path, fault))
}

fn salvage_to(path: &Path) -> Result<Salvaged, StoreFault> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("damaged.db");
    copy_store(path, &copy)?;
    let saved = folder.path().join("saved.db");
    let mut connection = open::for_writing(&saved)?;
    let transaction = connection.transaction()?;
    from_tables(&copy, &transaction)?;
    let pages = from_pages(&copy, &transaction)?;
    name_hosts(&transaction)?;
    transaction.commit()?;
    let found: bool = connection.query_row("SELECT EXISTS (SELECT 1 FROM urls)", [], |row| row.get(0))?;
    if !found {
        return Err(StoreFault::Damaged("nothing of it can be read".to_owned()));
    }
    let store = Store::new(path, connection);
    Ok(Salvaged { store, pages: pages.all, unreadable_pages: pages.unreadable, _folder: folder })
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
fn from_tables(copy: &Path, into: &Connection) -> Result<(), StoreFault> {
    let damaged = open::connect(copy).and_then(|connection| {
        // A file that was cut is read as far as it goes.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        connection.pragma_update(None, "writable_schema", true)?;
        schema::version(&connection, STEPS)?;
        Ok(connection)
    });
    let damaged = match damaged {
        Ok(connection) => connection,
        Err(fault @ (StoreFault::Foreign | StoreFault::Later(_))) => return Err(fault),
        Err(_) => return Ok(()),
    };
    // Of a table that leads in circles there are no more rows than there are bytes.
    let most = fs::metadata(copy)?.len();
    for table in &TABLES {
        for order in table.orders {
            if copy_rows(&damaged, into, table, &format!("ORDER BY {order} LIMIT {most}")).is_ok() {
                break;
            }
        }
    }
    Ok(())
}

/// Takes over a table's rows in an order. Fails where they cannot be read on.
fn copy_rows(from: &Connection, into: &Connection, table: &Table, order: &str) -> rusqlite::Result<()> {
    let mut rows = from.prepare(&format!("SELECT {} FROM {} {order}", table.columns, table.name))?;
    let mut insert = into.prepare(&table.insert())?;
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
    fn insert(&self) -> String {
        let values = vec!["?"; self.columns.split(", ").count()].join(", ");
        format!("INSERT OR IGNORE INTO {} ({}) VALUES ({values})", self.name, self.columns)
    }
}

/// Takes over the records of all pages.
fn from_pages(copy: &Path, into: &Connection) -> Result<PageCount, StoreFault> {
    let mut inserts = TABLES.iter().map(|table| into.prepare(&table.insert())).collect::<Result<Vec<_>, _>>()?;
    each_record(File::open(copy)?, |record| {
        if let Some((table, values)) = row_of(record) {
            // What contradicts what is there already is damage.
            if let Err(fault @ StoreFault::Full) =
                inserts[table].execute(params_from_iter(values)).map_err(StoreFault::from)
            {
                return Err(fault);
            }
        }
        Ok(())
    })
}

/// Which table has such a row, and its values: the tables are told apart by the types of their columns.
fn row_of(PageRecord { row, mut values }: PageRecord) -> Option<(usize, Vec<Value>)> {
    use Value::{Integer, Null, Text};
    let table = match (row, values.as_slice()) {
        (Some(_), [Null, Text(_), Integer(_)]) => 0,
        (Some(_), [Null, Text(_)]) => 1,
        (None, [Integer(_), Text(_), Integer(_)]) => 2,
        (None, [Integer(_), Integer(_), Integer(_), Integer(_), Text(_)]) => 3,
        (None, [Integer(_), Integer(_), Integer(_), Text(_)]) => 4,
        _ => return None,
    };
    if let Some(id) = row {
        values[0] = Integer(id);
    }
    Some((table, values))
}

/// Gives the hosts whose own row is lost the name that their URLs have.
fn name_hosts(saved: &Connection) -> Result<(), StoreFault> {
    let nameless = "SELECT host, min(url) FROM urls WHERE host NOT IN (SELECT id FROM hosts) GROUP BY host";
    let mut nameless = saved.prepare(nameless)?;
    let nameless =
        nameless.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut insert = saved.prepare("INSERT OR IGNORE INTO hosts (id, name) VALUES (?, ?)")?;
    for (id, url) in nameless {
        let (id, url): (i64, String) = (id, url);
        let name = host_of(&url);
        if insert.execute((id, &name))? == 0 {
            // Another host has it, and one of the two numbers is damaged.
            insert.execute((id, format!("{name} {id}")))?;
        }
    }
    Ok(())
}
