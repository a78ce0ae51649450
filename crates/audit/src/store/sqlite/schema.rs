//! The form of a store, and how an earlier form becomes the present one.
//!
//! A form is never changed once it was released: a new step leads from it to the next. The step that leads to a new form
//! is needed too where only the JSON in it has a new member or cause, which an earlier version of newslint would lose.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::store::error::StoreFault;

/// `news` in ASCII; SQLite keeps it in the file's header for whoever asks what a database is for.
const APPLICATION: i64 = 0x6e65_7773;

/// Each leads from the version of its position to the next one.
pub(super) const STEPS: &[&str] =
    &[include_str!("schema1.sql"), include_str!("schema2.sql"), include_str!("schema3.sql")];

/// Which version of a store the database is; 0 if there is nothing in it.
pub(super) fn version(connection: &Connection, steps: &[&str]) -> Result<usize, StoreFault> {
    let header = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
        FROM pragma_application_id, pragma_user_version";
    match connection.query_row(header, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))? {
        (0_i64, 0_i64, 0_i64) => Ok(0),
        (APPLICATION, version, _) => match usize::try_from(version) {
            Ok(version @ 1..) if version <= steps.len() => Ok(version),
            Ok(1..) => Err(StoreFault::Later(version)),
            _ => Err(StoreFault::Damaged(format!("its format has the number {version}"))),
        },
        _ => Err(StoreFault::Foreign),
    }
}

/// Brings the database to the last version, or leaves it as it is.
pub(super) fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), StoreFault> {
    if version(connection, steps)? == steps.len() {
        return Ok(());
    }
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    // Somebody may have been faster.
    let version = version(&transaction, steps)?;
    for step in &steps[version..] {
        transaction.execute_batch(step)?;
    }
    let version = steps.len();
    transaction.execute_batch(&format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version}"))?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE a (x); INSERT INTO a VALUES (7)";
    const SECOND: &str = "CREATE TABLE b (y); INSERT INTO b SELECT x + 1 FROM a; DROP TABLE a";

    #[test]
    fn steps_are_made_once_each() -> Result<(), StoreFault> {
        let mut connection = Connection::open_in_memory()?;
        assert_eq!(version(&connection, &[FIRST])?, 0);
        migrate(&mut connection, &[FIRST])?;
        assert_eq!(version(&connection, &[FIRST])?, 1);
        for _ in 0..2 {
            migrate(&mut connection, &[FIRST, SECOND])?;
            assert_eq!(version(&connection, &[FIRST, SECOND])?, 2);
            assert_eq!(connection.query_row("SELECT y FROM b", [], |row| row.get::<_, i64>(0))?, 8);
        }
        Ok(())
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before() -> Result<(), StoreFault> {
        let mut connection = Connection::open_in_memory()?;
        migrate(&mut connection, &[FIRST])?;
        assert!(migrate(&mut connection, &[FIRST, SECOND, "nonsense"]).is_err());
        assert_eq!(version(&connection, &[FIRST])?, 1);
        assert_eq!(connection.query_row("SELECT x FROM a", [], |row| row.get::<_, i64>(0))?, 7);
        Ok(())
    }

    #[test]
    fn other_databases_are_left_alone() -> Result<(), StoreFault> {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch("CREATE TABLE theirs (x)")?;
        assert!(matches!(migrate(&mut connection, &[FIRST]), Err(StoreFault::Foreign)));
        let mut connection = Connection::open_in_memory()?;
        migrate(&mut connection, &[FIRST, SECOND])?;
        assert!(matches!(migrate(&mut connection, &[FIRST]), Err(StoreFault::Later(2))));
        Ok(())
    }
}
