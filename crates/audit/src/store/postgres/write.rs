//! Adding to a store.
//!
//! Names (URLs, hosts, vantages, shared bodies) are added before what is said of them, each time in a transaction of its
//! own: nobody then waits for somebody else's long import because both met one new host. A URL of which nothing is said is
//! not read. All rows are added in the order of their keys, so that no two who add the same wait for each other.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use tokio_postgres::Client;

use super::connection::Session;
use super::digest;
use super::fault::Trouble;
use super::rows::{NewNote, NewUrl, Rows};
use super::schema;
use crate::store::contract::Added;
use crate::store::error::StoreFault;

/// The ids of all that rows speak of.
pub(super) struct Places {
    /// Of each URL its host's and its own.
    urls: Vec<(i32, i32)>,
    /// Of each observation its vantage's, and its body's if that is shared.
    observations: Vec<(i32, Option<i32>)>,
}

const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

/// Begins a transaction, once it is sure that the store has the form that is known here. Whoever fails in it drops the
/// client.
pub(super) async fn begin(client: &Client) -> Result<(), Trouble> {
    client.batch_execute(BEGIN).await?;
    schema::hold(client).await
}

/// The same for a transaction with which nobody takes time between two statements: whoever stalls in it, with rows that
/// others would add as well, or with leases that they would take over, is not to hold them up.
pub(super) async fn begin_swiftly(client: &Client) -> Result<(), Trouble> {
    client.batch_execute(&format!("{BEGIN}; SET LOCAL idle_in_transaction_session_timeout = '5s'")).await?;
    schema::hold(client).await
}

/// The domains of these that a worker has leased, which nobody else can lease before the transaction is over.
const STILL_LEASED: &str = "
SELECT lease.domain FROM leases AS lease
JOIN unnest($2::text[], $3::bigint[]) AS held (domain, epoch) USING (domain, epoch)
WHERE lease.owner = $1
FOR KEY SHARE OF lease";

/// Makes sure, in a transaction, that a worker has leased these domains under these numbers, and has them until the end.
pub(super) async fn hold_leases(client: &Client, worker: &str, leases: &[(String, i64)]) -> Result<(), Trouble> {
    if leases.is_empty() {
        return Ok(());
    }
    let (domains, epochs): (Vec<&str>, Vec<i64>) =
        leases.iter().map(|(domain, epoch)| (domain.as_str(), *epoch)).unzip();
    let rows = client.query(STILL_LEASED, &[&worker, &domains, &epochs]).await?;
    let held = rows.iter().map(|row| row.try_get(0)).collect::<Result<FxHashSet<String>, _>>()?;
    let lost: Vec<String> = domains.into_iter().filter(|domain| !held.contains(*domain)).map(str::to_owned).collect();
    if lost.is_empty() { Ok(()) } else { Err(StoreFault::NotLeased(lost).into()) }
}

pub(super) async fn commit(client: &Client) -> Result<(), Trouble> {
    Ok(client.batch_execute("COMMIT").await?)
}

/// Finds the ids of all that rows speak of, and adds what there is none of yet. The client is in no transaction.
pub(super) async fn place(session: &mut Session, rows: &Rows) -> Result<Places, Trouble> {
    let Session { client, known } = session;
    let vantages = rows.observations.iter().map(|row| &*row.vantage);
    learn(client, "vantages", vantages, &mut known.vantages).await?;
    let shared = rows.observations.iter().filter(|row| row.stored.is_shared());
    learn(client, "bodies", shared.map(|row| row.stored.body.as_str()), &mut known.bodies).await?;
    let lost = || StoreFault::Damaged("a name is not found that was just added".to_owned());
    let observations = rows.observations.iter().map(|row| {
        let body = match row.stored.is_shared() {
            true => Some(*known.bodies.get(&row.stored.body).ok_or_else(lost)?),
            false => None,
        };
        Ok((*known.vantages.get(&*row.vantage).ok_or_else(lost)?, body))
    });
    let observations = observations.collect::<Result<_, StoreFault>>()?;
    let urls = place_urls(client, &rows.urls).await?;
    let urls = rows.urls.iter().map(|url| urls.get(&url.digest).copied().ok_or_else(lost));
    Ok(Places { urls: urls.collect::<Result<_, StoreFault>>()?, observations })
}

/// Gets to know the ids of names, and adds those that are new.
async fn learn<'n>(
    client: &Client,
    table: &str,
    names: impl Iterator<Item = &'n str>,
    known: &mut FxHashMap<String, i32>,
) -> Result<(), Trouble> {
    /// More than there are causes, languages and the like to put together.
    const MOST: usize = 1 << 16;
    if known.len() > MOST {
        known.clear();
    }
    let unknown: BTreeMap<String, &str> =
        names.filter(|name| !known.contains_key(*name)).map(|name| (digest::of_text(name), name)).collect();
    if !unknown.is_empty() {
        let ids = ids(client, table, &unknown).await?;
        known.extend(unknown.iter().filter_map(|(digest, name)| Some(((*name).to_owned(), *ids.get(digest)?))));
    }
    Ok(())
}

/// The ids of names by their digests. Those that are new are added.
async fn ids(client: &Client, table: &str, names: &BTreeMap<String, &str>) -> Result<FxHashMap<String, i32>, Trouble> {
    let mut ids = find(client, table, "id, id", names.keys()).await?;
    let (digests, new): (Vec<&str>, Vec<&str>) = names
        .iter()
        .filter(|(digest, _)| !ids.contains_key(*digest))
        .map(|(digest, name)| (digest.as_str(), *name))
        .unzip();
    if !digests.is_empty() {
        begin_swiftly(client).await?;
        let add = format!(
            "INSERT INTO {table} (digest, name) SELECT digest::uuid, name FROM unnest($1::text[], $2::text[]) AS new (digest, name)
                ON CONFLICT DO NOTHING"
        );
        client.execute(&add, &[&digests, &new]).await?;
        commit(client).await?;
        ids.extend(find(client, table, "id, id", digests).await?);
    }
    Ok(ids.into_iter().map(|(digest, (id, _))| (digest, id)).collect())
}

/// The hosts and ids of URLs by their digests. Those that are new are added, and their hosts.
async fn place_urls(client: &Client, urls: &[NewUrl]) -> Result<FxHashMap<String, (i32, i32)>, Trouble> {
    let mut found = find(client, "urls", "host, id", urls.iter().map(|url| &url.digest)).await?;
    let mut new: Vec<&NewUrl> = urls.iter().filter(|url| !found.contains_key(&url.digest)).collect();
    if new.is_empty() {
        return Ok(found);
    }
    new.sort_by(|one, other| one.digest.cmp(&other.digest));
    let hosts: BTreeMap<String, &str> = new.iter().map(|url| (digest::of_text(&url.host), &*url.host)).collect();
    let ids = ids(client, "hosts", &hosts).await?;
    let hosts: FxHashMap<&str, i32> =
        hosts.iter().filter_map(|(digest, name)| Some((*name, *ids.get(digest)?))).collect();
    let (mut hosts_of, mut digests, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for url in new {
        let Some(host) = hosts.get(&*url.host) else { continue };
        hosts_of.push(*host);
        digests.push(url.digest.as_str());
        texts.push(url.short.as_str());
    }
    begin_swiftly(client).await?;
    let add = "INSERT INTO urls (host, digest, url)
        SELECT host, digest::uuid, url FROM unnest($1::integer[], $2::text[], $3::text[]) AS new (host, digest, url)
        ON CONFLICT DO NOTHING";
    client.execute(add, &[&hosts_of, &digests, &texts]).await?;
    commit(client).await?;
    found.extend(find(client, "urls", "host, id", digests).await?);
    Ok(found)
}

/// Two columns of the rows that have these digests.
async fn find<D: AsRef<str>>(
    client: &Client,
    table: &str,
    columns: &str,
    digests: impl IntoIterator<Item = D>,
) -> Result<FxHashMap<String, (i32, i32)>, Trouble> {
    let digests: Vec<D> = digests.into_iter().collect();
    let digests: Vec<&str> = digests.iter().map(AsRef::as_ref).collect();
    let find = format!(
        "SELECT asked.digest, {columns} FROM unnest($1::text[]) AS asked (digest)
            JOIN {table} ON {table}.digest = asked.digest::uuid"
    );
    let find = client.prepare(&find).await?;
    let rows = client.query(&find, &[&digests]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)))).collect()
}

/// Adds what is not there yet, in a transaction.
pub(super) async fn insert(client: &Client, rows: &Rows, places: &Places) -> Result<Added, Trouble> {
    let observations = insert_observations(client, rows, places).await?;
    let lookups = insert_notes(client, "lookups", &rows.lookups, places).await?;
    let copy_notes = insert_notes(client, "copies", &rows.copies, places).await?;
    if !rows.reports.is_empty() {
        let add = "INSERT INTO reports (at) SELECT DISTINCT at FROM unnest($1::bigint[]) AS new (at) ORDER BY at
            ON CONFLICT DO NOTHING";
        client.execute(add, &[&rows.reports]).await?;
    }
    let known = rows.len() - observations - lookups - copy_notes;
    Ok(Added { observations, lookups, copy_notes, known })
}

async fn insert_observations(client: &Client, rows: &Rows, places: &Places) -> Result<usize, Trouble> {
    if rows.observations.is_empty() {
        return Ok(0);
    }
    let keyed = rows.observations.iter().zip(&places.observations).map(|(row, (vantage, body))| {
        let (host, url) = places.urls[row.url];
        let stored = &row.stored;
        let digest = digest::of_row(&[row.vantage.as_bytes(), stored.body.as_bytes(), &stored.page]);
        ((host, url, row.at, digest), (*vantage, *body, stored))
    });
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_by_key(|(key, _)| *key);
    let column =
        |number: fn(&(i32, i32, i64, i64)) -> i32| keyed.iter().map(|(key, _)| number(key)).collect::<Vec<_>>();
    let long = |number: fn(&(i32, i32, i64, i64)) -> i64| keyed.iter().map(|(key, _)| number(key)).collect::<Vec<_>>();
    let vantages: Vec<i32> = keyed.iter().map(|(_, (vantage, _, _))| *vantage).collect();
    let bodies: Vec<Option<i32>> = keyed.iter().map(|(_, (_, body, _))| *body).collect();
    let texts: Vec<Option<&str>> =
        keyed.iter().map(|(_, (_, body, stored))| body.is_none().then_some(stored.body.as_str())).collect();
    let pages: Vec<Option<&[u8]>> =
        keyed.iter().map(|(_, (_, _, stored))| Some(&*stored.page).filter(|page| !page.is_empty())).collect();
    let add = "INSERT INTO observations (host, url, at, digest, vantage, body, json, page)
        SELECT * FROM unnest($1::integer[], $2::integer[], $3::bigint[], $4::bigint[],
            $5::integer[], $6::integer[], $7::text[], $8::bytea[])
        ON CONFLICT DO NOTHING";
    let add = client.prepare(add).await?;
    let (hosts, urls) = (column(|key| key.0), column(|key| key.1));
    let (times, digests) = (long(|key| key.2), long(|key| key.3));
    let new = client.execute(&add, &[&hosts, &urls, &times, &digests, &vantages, &bodies, &texts, &pages]).await?;
    Ok(usize::try_from(new).unwrap_or(usize::MAX))
}

async fn insert_notes(client: &Client, table: &str, notes: &[NewNote], places: &Places) -> Result<usize, Trouble> {
    if notes.is_empty() {
        return Ok(0);
    }
    let keyed = notes.iter().map(|note| {
        let (host, url) = places.urls[note.url];
        ((host, url, note.at, digest::of_row(&[note.json.as_bytes()])), note.json.as_str())
    });
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_by_key(|(key, _)| *key);
    let hosts: Vec<i32> = keyed.iter().map(|(key, _)| key.0).collect();
    let urls: Vec<i32> = keyed.iter().map(|(key, _)| key.1).collect();
    let times: Vec<i64> = keyed.iter().map(|(key, _)| key.2).collect();
    let digests: Vec<i64> = keyed.iter().map(|(key, _)| key.3).collect();
    let texts: Vec<&str> = keyed.iter().map(|(_, json)| *json).collect();
    let add = format!(
        "INSERT INTO {table} (host, url, at, digest, json)
            SELECT * FROM unnest($1::integer[], $2::integer[], $3::bigint[], $4::bigint[], $5::text[])
            ON CONFLICT DO NOTHING"
    );
    let new = client.execute(&add, &[&hosts, &urls, &times, &digests, &texts]).await?;
    Ok(usize::try_from(new).unwrap_or(usize::MAX))
}
