//! The form of a store, and how an earlier form becomes the present one.
//!
//! A form is never changed once it was released: a new step leads from it to the next. Whoever uses a store looks at its
//! version in the same transaction, and holds it until the end: a step waits for all of them, and they for it.

use tokio_postgres::{Client, GenericClient};

use super::fault::Trouble;
use crate::store::error::StoreFault;

/// Each leads from the version of its position to the next one.
const STEPS: &[&str] = &[include_str!("schema1.sql")];

/// The lock of whoever makes a step: `news` in ASCII.
const LOCK: i64 = 0x6e65_7773;

/// Which version of a store the database has; 0 if there is nothing of it.
pub(super) async fn version(client: &impl GenericClient) -> Result<usize, Trouble> {
    version_of(client, STEPS).await
}

async fn version_of(client: &impl GenericClient, steps: &[&str]) -> Result<usize, Trouble> {
    let tables = "SELECT coalesce(bool_or(relname = 'version'), false), count(*)
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'newslint'";
    let tables = client.query_one(tables, &[]).await?;
    let (has_version, count): (bool, i64) = (tables.try_get(0)?, tables.try_get(1)?);
    if !has_version {
        return if count == 0 { Ok(0) } else { Err(StoreFault::Foreign.into()) };
    }
    // The lock comes before the first look at anything, which decides what a transaction sees.
    let numbers = match client.query("SELECT number FROM version", &[]).await.map_err(Trouble::from) {
        Ok(numbers) => numbers,
        Err(Trouble { fault: StoreFault::Damaged(_), .. }) => return Err(StoreFault::Foreign.into()),
        Err(trouble) => return Err(trouble),
    };
    let [number] = numbers.as_slice() else { return Err(StoreFault::Foreign.into()) };
    let number: i32 = number.try_get(0).map_err(|_| StoreFault::Foreign)?;
    match usize::try_from(number) {
        Ok(version @ 1..) if version <= steps.len() => Ok(version),
        Ok(1..) => Err(StoreFault::Later(number.into()).into()),
        _ => Err(StoreFault::Foreign.into()),
    }
}

/// Makes sure, in a transaction that has looked at nothing yet, that the store has the present form and keeps it until the
/// transaction ends.
pub(super) async fn hold(client: &impl GenericClient) -> Result<(), Trouble> {
    client.batch_execute("LOCK TABLE version IN ACCESS SHARE MODE").await?;
    match version(client).await? {
        0 => Err(StoreFault::Missing.into()),
        _ => Ok(()),
    }
}

/// Brings the database to the last version, or leaves it as it is.
pub(super) async fn migrate(client: &mut Client) -> Result<(), Trouble> {
    migrate_by(client, STEPS).await
}

async fn migrate_by(client: &mut Client, steps: &[&str]) -> Result<(), Trouble> {
    if version_of(client, steps).await? == steps.len() {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    // Who waits for somebody who waits for us would wait for ever.
    transaction.batch_execute("SET LOCAL lock_timeout = '30s'").await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    // Somebody may have been faster.
    let version = version_of(&transaction, steps).await?;
    if version == 0 {
        transaction.batch_execute(&begin(&transaction).await?).await?;
    } else {
        transaction.batch_execute("LOCK TABLE version IN ACCESS EXCLUSIVE MODE").await?;
    }
    for step in &steps[version..] {
        transaction.batch_execute(step).await?;
    }
    transaction.batch_execute(&format!("UPDATE version SET number = {}", steps.len())).await?;
    Ok(transaction.commit().await?)
}

/// What makes room for a store. Who may not make a schema can be given an empty one.
async fn begin(client: &impl GenericClient) -> Result<String, Trouble> {
    let is_there = client.query_one("SELECT to_regnamespace('newslint') IS NOT NULL", &[]).await?.try_get(0)?;
    let schema = if is_there { "" } else { "CREATE SCHEMA newslint;" };
    Ok(format!("{schema} CREATE TABLE version (number integer NOT NULL); INSERT INTO version VALUES (0)"))
}
