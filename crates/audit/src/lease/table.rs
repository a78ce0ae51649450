//! The leases in the database.

use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::Instant;
use tokio_postgres::{Client, Error, Row};

use crate::store::visited_since;

/// Takes those of the domains that are free and were not leased since their epoch was looked at, in this order. Who is just
/// taking or writing one is not waited for.
const ACQUIRE: &str = "
WITH wanted AS (
    SELECT * FROM unnest($2::text[], $3::bigint[], $4::float8[]) WITH ORDINALITY AS wanted (domain, epoch, grace, place)
), free AS (
    SELECT lease.domain, lease.owner IS NULL AS was_given_back, wanted.grace
    FROM newslint.leases AS lease JOIN wanted USING (domain, epoch)
    WHERE lease.until + lease.grace <= now()
    ORDER BY wanted.place LIMIT $5
    FOR UPDATE OF lease SKIP LOCKED
)
UPDATE newslint.leases AS lease
SET owner = $1, epoch = lease.epoch + 1, until = now() + $6 * interval '1 second', grace = free.grace * interval '1 second'
FROM free WHERE lease.domain = free.domain
RETURNING lease.domain, lease.epoch, free.was_given_back";

/// Gives domains back, and says when their hosts may be asked. What was said for a later time than anybody can be left alone
/// until is from before the server's clock was set back.
const GIVE_BACK: &str = "
WITH rest AS (
    INSERT INTO newslint.turns AS turn (host, domain, ready_at)
    SELECT host, domain, now() + seconds * interval '1 second'
    FROM unnest($3::text[], $4::text[], $5::float8[]) AS asked (host, domain, seconds) ORDER BY host
    ON CONFLICT (host) DO UPDATE SET ready_at = CASE
        WHEN turn.ready_at > now() + interval '31 days' THEN excluded.ready_at
        ELSE greatest(turn.ready_at, excluded.ready_at) END
)
UPDATE newslint.leases SET owner = NULL, until = '-infinity', grace = '0' WHERE owner = $1 AND domain = ANY ($2)";

/// The longest time for which a host is left alone. Who asks for more hardly means it.
const LONGEST_REST: Duration = Duration::from_secs(30 * 24 * 3600);

/// A connection to the leases, for one worker.
pub(super) struct LeaseTable {
    client: Client,
    owner: String,
}

/// A domain that is to be leased.
pub(super) struct Wanted<'d> {
    pub domain: &'d str,
    /// That of its last lease, as far as is known.
    pub epoch: i64,
    /// How long its hosts are left alone after the lease, unless it is given back.
    pub grace: Duration,
}

/// A domain that was leased.
pub(super) struct Acquired {
    pub domain: String,
    pub epoch: i64,
    /// Whether the one who had it gave it back.
    pub was_given_back: bool,
    /// Until when hosts of it are to be left alone.
    pub rests: Vec<(Arc<str>, Instant)>,
}

/// The last lease of a domain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct LastLease {
    pub epoch: i64,
    /// Whether the one who had it gave it back, and so has stored all that was seen.
    pub is_given_back: bool,
}

/// Where a domain stands.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub last: LastLease,
    /// For how long nobody else can lease it.
    pub left: Duration,
}

/// A host to be left alone.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rest {
    pub host: String,
    pub domain: String,
    pub time: Duration,
}

impl LeaseTable {
    pub(super) fn new(client: Client, owner: &str) -> Self {
        Self { client, owner: owner.to_owned() }
    }

    /// The last leases of domains that nobody has leased now.
    pub(super) async fn free(&self) -> Result<Vec<(String, LastLease)>, Error> {
        let rows = self.client.query("SELECT domain, epoch FROM newslint.leases WHERE owner IS NULL", &[]).await?;
        let last = |row: &Row| LastLease { epoch: row.get(1), is_given_back: true };
        Ok(rows.iter().map(|row| (row.get(0), last(row))).collect())
    }

    /// The server's time, in seconds since 1970.
    pub(super) async fn now(&self) -> Result<f64, Error> {
        Ok(self.client.query_one("SELECT extract(epoch FROM now())::float8", &[]).await?.get(0))
    }

    /// Leases those of the domains that are free and have the epoch that is known, `most` of them.
    pub(super) async fn acquire(
        &self,
        wanted: &[Wanted<'_>],
        most: usize,
        time: Duration,
    ) -> Result<Vec<Acquired>, Error> {
        let names: Vec<&str> = wanted.iter().map(|wanted| wanted.domain).collect();
        let epochs: Vec<i64> = wanted.iter().map(|wanted| wanted.epoch).collect();
        let graces: Vec<f64> = wanted.iter().map(|wanted| wanted.grace.as_secs_f64()).collect();
        let add = "INSERT INTO newslint.leases (domain) SELECT domain FROM unnest($1::text[]) AS new (domain) \
            WHERE NOT EXISTS (SELECT FROM newslint.leases AS lease WHERE lease.domain = new.domain) \
            ORDER BY domain ON CONFLICT DO NOTHING";
        self.client.execute(add, &[&names]).await?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows =
            self.client.query(ACQUIRE, &[&self.owner, &names, &epochs, &graces, &most, &time.as_secs_f64()]).await?;
        let mut rests = self.rests(&rows.iter().map(|row| row.get(0)).collect::<Vec<_>>()).await?;
        let acquired = rows.iter().map(|row| {
            let domain: String = row.get(0);
            let rests = rests.remove(&domain).unwrap_or_default();
            Acquired { domain, epoch: row.get(1), was_given_back: row.get(2), rests }
        });
        Ok(acquired.collect())
    }

    /// Where domains stand. A lease that ends later than any can is made one of this length: it is from before the server's
    /// clock was set back. Whoever has it renews it sooner than that.
    pub(super) async fn look(&self, domains: &[&str], time: Duration) -> Result<FxHashMap<String, Standing>, Error> {
        let query = "SELECT domain, epoch, owner IS NULL, \
            CASE WHEN ends > now() THEN extract(epoch FROM ends - now())::float8 ELSE 0 END, is_late \
            FROM newslint.leases, LATERAL (SELECT until > now() + interval '1 minute' AS is_late) AS late, \
            LATERAL (SELECT grace + CASE WHEN is_late THEN now() + $2 * interval '1 second' ELSE until END AS ends) AS lease_ends \
            WHERE domain = ANY ($1)";
        let rows = self.client.query(query, &[&domains, &time.as_secs_f64()]).await?;
        if rows.iter().any(|row| row.get(4)) {
            let shorten = "UPDATE newslint.leases SET until = now() + $2 * interval '1 second' \
                WHERE domain = ANY ($1) AND until > now() + interval '1 minute'";
            self.client.execute(shorten, &[&domains, &time.as_secs_f64()]).await?;
        }
        let standing = |row: &Row| Standing {
            last: LastLease { epoch: row.get(1), is_given_back: row.get(2) },
            left: seconds(row.get(3)),
        };
        Ok(rows.iter().map(|row| (row.get(0), standing(row))).collect())
    }

    /// The URLs of hosts that were visited since a second, each with its host.
    pub(super) async fn visited(&self, hosts: &[&str], since: i64) -> Result<Vec<(String, String)>, Error> {
        visited_since(&self.client, hosts, since).await
    }

    /// Until when hosts of domains are to be left alone, those that are.
    async fn rests(&self, domains: &[&str]) -> Result<FxHashMap<String, Vec<(Arc<str>, Instant)>>, Error> {
        let query = "SELECT domain, host, extract(epoch FROM ready_at - now())::float8 FROM newslint.turns \
            WHERE domain = ANY ($1) AND ready_at > now() AND ready_at <= now() + interval '31 days'";
        let (asked, mut rests) = (Instant::now(), FxHashMap::<String, Vec<(Arc<str>, Instant)>>::default());
        for row in self.client.query(query, &[&domains]).await? {
            let until = asked + LONGEST_REST.min(seconds(row.get(2)));
            rests.entry(row.get(0)).or_default().push((row.get::<_, &str>(1).into(), until));
        }
        Ok(rests)
    }

    /// Renews all leases of this worker, and returns how many it has.
    pub(super) async fn renew(&self, time: Duration) -> Result<u64, Error> {
        let renew = "UPDATE newslint.leases SET until = now() + $2 * interval '1 second' WHERE owner = $1";
        self.client.execute(renew, &[&self.owner, &time.as_secs_f64()]).await
    }

    /// What this worker has leased.
    pub(super) async fn held(&self) -> Result<Vec<(String, i64)>, Error> {
        let query = "SELECT domain, epoch FROM newslint.leases WHERE owner = $1";
        let rows = self.client.query(query, &[&self.owner]).await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// Notes that a question is asked at this second, unless somebody has asked it within hours of that.
    pub(super) async fn may_ask(&self, question: &str, at: i64) -> Result<bool, Error> {
        let ask = "INSERT INTO newslint.questions AS asked (question, at) VALUES (md5($1), $2) \
            ON CONFLICT (question) DO UPDATE SET at = excluded.at WHERE abs(asked.at - excluded.at) > 6 * 3600";
        Ok(self.client.execute(ask, &[&question, &at]).await? == 1)
    }

    /// Gives domains back, and has hosts left alone.
    pub(super) async fn give_back(&self, domains: &[&str], rests: &[Rest]) -> Result<(), Error> {
        let hosts: Vec<&str> = rests.iter().map(|rest| rest.host.as_str()).collect();
        let of: Vec<&str> = rests.iter().map(|rest| rest.domain.as_str()).collect();
        let times: Vec<f64> = rests.iter().map(|rest| rest.time.min(LONGEST_REST).as_secs_f64()).collect();
        self.client.execute(GIVE_BACK, &[&self.owner, &domains, &hosts, &of, &times]).await.map(drop)
    }
}

fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or_default()
}
