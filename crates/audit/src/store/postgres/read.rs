//! Reading from a store.

use std::collections::HashMap;
use std::fmt::Display;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use tokio_postgres::{Client, Row};

use super::digest;
use super::fault::Trouble;
use super::schema;
use crate::history::{CopyNote, History, Lookup, Visit};
use crate::store::contract::HostChoice;
use crate::store::damage::DamagedRows;
use crate::store::{encoding, short_url};
use newslint_model::source::Observation;

/// The URLs of hosts that were visited since then, each with its host.
pub(crate) async fn visited_since(
    client: &Client,
    hosts: &[&str],
    since: i64,
) -> Result<Vec<(String, String)>, tokio_postgres::Error> {
    let digests: Vec<String> = hosts.iter().map(|host| digest::of_text(host)).collect();
    // With these `OFFSET`s hosts and URLs are looked up one by one: a join may be planned as a look at all observations.
    let visited = "SELECT host.name, visited.url FROM unnest($1::text[]) AS asked (digest)
        CROSS JOIN LATERAL (SELECT id, name FROM hosts WHERE hosts.digest = asked.digest::uuid OFFSET 0) AS host
        CROSS JOIN LATERAL (SELECT urls.url FROM urls WHERE urls.host = host.id
            AND EXISTS (SELECT FROM observations AS seen
                WHERE seen.host = urls.host AND seen.url = urls.id AND seen.at >= $2) OFFSET 0) AS visited";
    let rows = client.query(visited, &[&digests, &since]).await?;
    let decoded = |row: &Row| {
        let host: String = row.try_get(0).ok()?;
        let url = short_url::decoded(row.try_get(1).ok()?, &host)?;
        Some((host, url))
    };
    Ok(rows.iter().filter_map(decoded).collect())
}

/// Hosts that are read together have no more URLs than this, unless it is one.
const MANY_URLS: i64 = 4096;

/// A store as it is at one moment, in a transaction of a client that is asked for nothing else meanwhile. Rows that cannot
/// be read are left out, and noted.
pub(super) struct Moment {
    vantages: HashMap<i32, Arc<str>>,
    /// Those that many observations share.
    bodies: HashMap<i32, Observation>,
    pub damaged: DamagedRows,
}

/// A host, and how many URLs it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HostSize {
    id: i32,
    urls: i64,
}

/// Counts the URLs of hosts. Who reads a few of them is not to go through all URLs for that.
async fn count_urls(
    client: &Client,
    hosts: &mut [(HostSize, Box<str>)],
    is_part: bool,
) -> Result<(), tokio_postgres::Error> {
    let rows = if is_part {
        let ids: Vec<i32> = hosts.iter().map(|(host, _)| host.id).collect();
        client.query("SELECT host, count(*) FROM urls WHERE host = ANY($1) GROUP BY host", &[&ids]).await?
    } else {
        client.query("SELECT host, count(*) FROM urls GROUP BY host", &[]).await?
    };
    let mut counts = FxHashMap::default();
    for row in rows {
        counts.insert(row.try_get::<_, i32>(0)?, row.try_get::<_, i64>(1)?);
    }
    for (host, _) in hosts {
        host.urls = counts.get(&host.id).copied().unwrap_or_default();
    }
    Ok(())
}

impl Moment {
    /// Begins with it, and finds the hosts that are wanted, in their order.
    pub(super) async fn begin(
        client: &Client,
        choice: &HostChoice<'_>,
    ) -> Result<(Moment, Vec<(HostSize, Box<str>)>), Trouble> {
        begin(client).await?;
        let mut damaged = DamagedRows::default();
        let vantages = named(client, "vantages", &mut damaged, |name| Ok(Arc::from(name))).await?;
        let bodies = named(client, "bodies", &mut damaged, parsed).await?;
        let mut hosts = Vec::new();
        for row in client.query("SELECT id, name FROM hosts", &[]).await? {
            hosts.push((HostSize { id: row.try_get(0)?, urls: 0 }, Box::from(row.try_get::<_, &str>(1)?)));
        }
        let all = hosts.len();
        choice.sort(&mut hosts);
        let is_part = hosts.len() < all;
        count_urls(client, &mut hosts, is_part).await?;
        Ok((Moment { vantages, bodies, damaged }, hosts))
    }

    /// How many of the first of these hosts are read together.
    pub(super) fn how_many(hosts: &[(HostSize, Box<str>)]) -> usize {
        let sums = hosts.iter().scan(0, |sum: &mut i64, (host, _)| {
            *sum += host.urls;
            Some(*sum)
        });
        sums.take_while(|sum| *sum <= MANY_URLS).count().max(1)
    }

    /// What is known of the URLs of hosts, each host's in their order.
    pub(super) async fn of_hosts(
        &mut self,
        client: &Client,
        hosts: &[(HostSize, Box<str>)],
    ) -> Result<Vec<Vec<History>>, Trouble> {
        let ids: Vec<i32> = hosts.iter().map(|(host, _)| host.id).collect();
        let names: FxHashMap<i32, &str> = hosts.iter().map(|(host, name)| (host.id, &**name)).collect();
        let mut urls: Vec<(i32, i32, String)> = Vec::new();
        let damaged = &mut self.damaged;
        for row in client.query("SELECT host, id, url FROM urls WHERE host = ANY($1)", &[&ids]).await? {
            let (host, id) = (row.try_get(0)?, row.try_get(1)?);
            let name = names.get(&host).copied().unwrap_or_default();
            match short_url::decoded(row.try_get(2)?, name) {
                Some(url) => urls.push((host, id, url)),
                None => damaged.note(|| format!("a URL of {name}"), || "a URL in an unknown format".to_owned()),
            }
        }
        urls.sort_by(|(host, _, url), (other, _, other_url)| (host, url).cmp(&(other, other_url)));
        let mut known = Known::new(urls, &mut self.damaged);
        let (vantages, bodies) = (&self.vantages, &self.bodies);
        // Of these there are many of one URL, so they come piece by piece.
        let observations = "DECLARE observed NO SCROLL CURSOR FOR
            SELECT host, url, at, vantage, body, json, page FROM observations WHERE host = ANY($1)";
        client.execute(observations, &[&ids]).await?;
        loop {
            let rows = client.query("FETCH 8192 FROM observed", &[]).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                known.add(&row, &names, |at, history| {
                    let vantage = vantages.get(&row.try_get(3).map_err(words)?).ok_or("an unknown vantage")?;
                    let observation = observation(&row, bodies)?;
                    history.visits.push(Visit { at, vantage: Arc::clone(vantage), observation });
                    Ok(())
                })?;
            }
        }
        client.batch_execute("CLOSE observed").await?;
        for row in client.query("SELECT host, url, at, json FROM lookups WHERE host = ANY($1)", &[&ids]).await? {
            known.add(&row, &names, |at, history| {
                history.lookups.push(Lookup::of_stored(at, text(&row, 3)?).map_err(words)?);
                Ok(())
            })?;
        }
        for row in client.query("SELECT host, url, at, json FROM copies WHERE host = ANY($1)", &[&ids]).await? {
            known.add(&row, &names, |at, history| {
                history.copies.push(CopyNote { at, what: serde_json::from_str(text(&row, 3)?).map_err(words)? });
                Ok(())
            })?;
        }
        let mut of_hosts = known.into_hosts();
        Ok(ids.iter().map(|id| of_hosts.remove(id).unwrap_or_default()).collect())
    }
}

/// What is known of URLs, in the order of their hosts' ids, those of a host in theirs.
struct Known<'d> {
    histories: Vec<History>,
    positions: FxHashMap<i32, usize>,
    hosts: Vec<(i32, Range<usize>)>,
    damaged: &'d mut DamagedRows,
}

impl<'d> Known<'d> {
    fn new(urls: Vec<(i32, i32, String)>, damaged: &'d mut DamagedRows) -> Known<'d> {
        let positions = urls.iter().map(|(_, id, _)| *id).zip(0..).collect();
        let mut hosts: Vec<(i32, Range<usize>)> = Vec::new();
        for chunk in urls.chunk_by(|(one, ..), (other, ..)| one == other) {
            let start = hosts.last().map_or(0, |(_, range)| range.end);
            hosts.push((chunk[0].0, start..start + chunk.len()));
        }
        let histories = urls.into_iter().map(|(_, _, url)| History::new(url)).collect();
        Known { histories, positions, hosts, damaged }
    }

    /// Takes in a row that begins with a host, a URL and a time.
    fn add(
        &mut self,
        row: &Row,
        names: &FxHashMap<i32, &str>,
        read: impl FnOnce(Timestamp, &mut History) -> Result<(), String>,
    ) -> Result<(), Trouble> {
        let (host, id, seconds): (i32, i32, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let at = Timestamp::from_second(seconds).map_err(words);
        let position = self.positions.get(&id).copied();
        let read = match (position, at.clone()) {
            (Some(position), Ok(at)) => read(at, &mut self.histories[position]),
            (Some(_), Err(why)) => Err(why),
            (None, _) => Err("of an unknown URL".to_owned()),
        };
        if let Err(why) = read {
            let name = names.get(&host).copied().unwrap_or_default();
            let of = position.map_or(name, |position| self.histories[position].url.as_str());
            let of = || at.map_or(of.to_owned(), |at| format!("{of} at {at}"));
            self.damaged.note(of, || why);
        }
        Ok(())
    }

    /// All of it by the ids of hosts. A URL of which nothing is known came with what was not added in the end.
    fn into_hosts(self) -> FxHashMap<i32, Vec<History>> {
        let mut histories = self.histories.into_iter();
        let hosts = self.hosts.into_iter().map(|(host, range)| {
            let all = histories.by_ref().take(range.len());
            let mut known: Vec<History> = all
                .filter(|history| {
                    !history.visits.is_empty() || !history.lookups.is_empty() || !history.copies.is_empty()
                })
                .collect();
            for history in &mut known {
                history.visits.sort();
                history.lookups.sort();
                history.copies.sort();
            }
            (host, known)
        });
        hosts.collect()
    }
}

/// Begins to read what is there at one moment, once it is sure that it has the form that is known here. Whoever fails in
/// it drops the client.
async fn begin(client: &Client) -> Result<(), Trouble> {
    client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    schema::hold(client).await
}

/// Ends it.
pub(super) async fn end(client: &Client) -> Result<(), Trouble> {
    Ok(client.batch_execute("COMMIT").await?)
}

/// The time of the newest observation that is not later than that.
pub(super) async fn newest_visit(client: &Client, until: Timestamp) -> Result<Option<Timestamp>, Trouble> {
    begin(client).await?;
    let newest = client.query_one("SELECT max(at) FROM observations WHERE at <= $1", &[&until.as_second()]).await?;
    end(client).await?;
    let second: Option<i64> = newest.try_get(0)?;
    Ok(second.and_then(|second| Timestamp::from_second(second).ok()))
}

/// The names of hosts.
pub(super) async fn hosts(client: &Client) -> Result<Vec<Box<str>>, Trouble> {
    let rows = client.query("SELECT name FROM hosts ORDER BY name", &[]).await?;
    Ok(rows.iter().map(|row| row.try_get::<_, &str>(0).map(Box::from)).collect::<Result<_, _>>()?)
}

/// The times up to which there were reports of all observations, in their order.
pub(super) async fn reports(client: &Client) -> Result<Vec<Timestamp>, Trouble> {
    begin(client).await?;
    let rows = client.query("SELECT at FROM reports ORDER BY at", &[]).await?;
    end(client).await?;
    let seconds = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
    // What is no time is damage, and tells of nothing.
    Ok(seconds.into_iter().filter_map(|second| Timestamp::from_second(second).ok()).collect())
}

/// Hands out the observations with which a host asked to be left alone: between two times, the later one included, with
/// the host of the URL that was visited. What cannot be read asks for nothing.
pub(super) async fn wishes(
    client: &Client,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(String, Visit)>, Trouble> {
    begin(client).await?;
    // These are names of members of an observation. There are few such rows, and nothing else is read of the others.
    let is_wish =
        |json: &str| format!("(strpos({json}, '\"retry_after\"') > 0 OR strpos({json}, '\"left_alone\"') > 0)");
    let wishes = format!(
        "SELECT hosts.name, at, coalesce(bodies.name, json) FROM observations
            JOIN hosts ON hosts.id = host LEFT JOIN bodies ON bodies.id = body
            WHERE at > $1 AND at <= $2 AND (body IN (SELECT id FROM bodies WHERE {}) OR {})",
        is_wish("name"),
        is_wish("json")
    );
    let mut found = Vec::new();
    for row in client.query(&wishes, &[&from.as_second(), &to.as_second()]).await? {
        let visit = || -> Result<Visit, String> {
            let at = Timestamp::from_second(row.try_get(1).map_err(words)?).map_err(words)?;
            Ok(Visit { at, vantage: Arc::from(""), observation: parsed(text(&row, 2)?)? })
        };
        if let Ok(visit) = visit() {
            found.push((row.try_get(0)?, visit));
        }
    }
    end(client).await?;
    Ok(found)
}

/// What has a number in a table of names.
async fn named<T>(
    client: &Client,
    table: &str,
    damaged: &mut DamagedRows,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<HashMap<i32, T>, Trouble> {
    let mut found = HashMap::new();
    for row in client.query(&format!("SELECT id, name FROM {table}"), &[]).await? {
        let id = row.try_get(0)?;
        match read(row.try_get(1)?) {
            Ok(name) => drop(found.insert(id, name)),
            Err(why) => damaged.note(|| format!("number {id} of {table}"), || why),
        }
    }
    Ok(found)
}

fn observation(row: &Row, bodies: &HashMap<i32, Observation>) -> Result<Observation, String> {
    let body = match row.try_get::<_, Option<i32>>(4).map_err(words)? {
        Some(id) => bodies.get(&id).cloned().ok_or("an unknown body")?,
        None => parsed(text(row, 5)?)?,
    };
    let page: Option<&[u8]> = row.try_get(6).map_err(words)?;
    Ok(encoding::with_page(body, page.unwrap_or_default())?)
}

fn parsed(json: &str) -> Result<Observation, String> {
    serde_json::from_str(json).map_err(words)
}

fn text(row: &Row, column: usize) -> Result<&str, String> {
    row.try_get(column).map_err(words)
}

fn words(error: impl Display) -> String {
    error.to_string()
}
