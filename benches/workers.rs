//! `cargo bench --bench workers`: eight workers on one audit, whose store is a PostgreSQL server of the distribution's.
//!
//! First a million URLs that need no request, on 50,000 domains: what leases and the store can take. Then URLs on hosts of
//! loopback that watch their visitors, without a gap. Then with a gap, while workers are killed and stopped and the server
//! is killed, in fifty rounds. What came of it is held against the same observations in a file. The smaller
//! numbers that arguments can give (`-- URLS ROUNDS`) are for trying things out.

mod crowd;
mod events;
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#[allow(dead_code, unused_imports, unused_macros, reason = "the tests use more of it")]
#[path = "../tests/harness/mod.rs"]
mod harness;
mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crowd::Web;
use harness::Random;
use harness::postgres::Postgres;
use measure::{Result, bound, remove};

const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");
const NOW: &str = "2026-11-20T12:00:00Z";
const WORKERS: usize = 8;
const GAP: Duration = Duration::from_secs(1);

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    let mut numbers = arguments.iter().filter_map(|argument| argument.parse().ok());
    let (urls, rounds) = (numbers.next().unwrap_or(1_000_000), numbers.next().unwrap_or(50));
    // As it is installed: what it says is stored is on the disk.
    let Some(server) = Postgres::start_with(&[], &[]) else { return Ok(()) };
    println!("{WORKERS} workers, {urls} URLs\n");
    println!("| measured | result | bound | |\n| --- | ---: | ---: | --- |");
    without_requests(&server, urls)?;
    without_gap(&server, urls / 10)?;
    with_outages(&server, urls / 50, rounds)
}

/// An archive, and a database for those who audit it.
struct Crowd<'s> {
    root: PathBuf,
    server: &'s Postgres,
    url: String,
    gap: Duration,
    lease: &'static str,
}

/// What is usual, and what has domains of those who are killed taken over soon.
const LEASE: &str = "20s";
const SHORT_LEASE: &str = "2s";

impl<'s> Crowd<'s> {
    fn new(
        server: &'s Postgres,
        name: &str,
        urls: usize,
        (gap, lease): (Duration, &'static str),
        url: impl Fn(usize) -> String,
    ) -> Result<Self> {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("workers-{name}"));
        remove(&root)?;
        events::write(&root, urls, url)?;
        Ok(Self { root, server, url: server.database(), gap, lease })
    }

    fn newslint(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(NEWSLINT);
        command.arg("audit").args(arguments).arg("--root").arg(&self.root);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn start(&self) -> Result<Child> {
        let gap = format!("{}ms", self.gap.as_millis());
        let options = ["--allow-private", "--host-gap", &gap, "--timeout", "5s", "--lease", self.lease, "--now", NOW];
        Ok(self.newslint(&[&["run", "--store", &self.url], &options[..]].concat()).spawn()?)
    }

    /// Waits until all that was started is over.
    fn wait(&self, workers: Vec<Child>) -> Result<()> {
        for mut worker in workers {
            worker.wait()?;
        }
        Ok(())
    }

    fn observations(&self) -> (usize, usize) {
        let counted = "SELECT count(*), count(DISTINCT (host, url)) FROM newslint.observations";
        let counted = self.server.sql(&self.url, counted);
        let (all, different) = counted.split_once('|').unwrap_or_default();
        (all.parse().unwrap_or_default(), different.parse().unwrap_or_default())
    }

    /// Visits everything, and says how fast observations came from the first to the last.
    fn measure(&self, what: &str, urls: usize, least: f64) -> Result<()> {
        let started = Instant::now();
        let mut workers = (0..WORKERS).map(|_| self.start()).collect::<Result<Vec<_>>>()?;
        let (mut first, mut last, mut known) = (None, started, 0);
        // The server counts what was added, a second late.
        let count = "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_all_tables WHERE relname = 'observations'";
        while workers.iter_mut().any(|worker| matches!(worker.try_wait(), Ok(None))) {
            let now: usize = self.server.sql(&self.url, count).parse()?;
            if now > known {
                (first, last, known) = (first.or(Some((Instant::now(), now))), Instant::now(), now);
            }
            thread::sleep(Duration::from_millis(100));
        }
        let (begun, before) = first.unwrap_or((started, 0));
        let rate = (known - before) as f64 / last.duration_since(begun).as_secs_f64();
        let all = started.elapsed().as_secs_f64();
        println!("| {what}: observations a second | {rate:.0} | {least} | all in {all:.1} s, of {urls} |");
        Ok(())
    }

    /// Says how many observations there are of how many URLs, and whether a file with the same says the same.
    fn judge(self, urls: usize) -> Result<()> {
        let (all, different) = self.observations();
        println!(
            "| observations, URLs observed, of {urls} | {all}, {different} | | {} |",
            all == urls && different == urls
        );
        let [export, file] = ["export.jsonl", "links.db"].map(|name| self.root.join(name));
        let told = |arguments: &[&str], store: &str| -> Result<Vec<u8>> {
            let mut command = self.newslint(&[arguments, &["--store", store]].concat());
            Ok(command.stdout(Stdio::piped()).spawn()?.wait_with_output()?.stdout)
        };
        fs::write(&export, told(&["export"], &self.url)?)?;
        let (export, file) = (export.display().to_string(), file.display().to_string());
        told(&["import", &export], &file)?;
        for format in ["json", "full"] {
            let report = ["report", "--format", format, "--now", NOW];
            let (server, file) = (told(&report, &self.url)?, told(&report, &file)?);
            println!(
                "| `report --format {format}`: {} B, as of a file | | | {} |",
                server.len(),
                server == file && !file.is_empty()
            );
        }
        remove(&self.root)?;
        Ok(())
    }
}

/// What leases and the store take: the URLs are of a scheme that is not requested.
fn without_requests(server: &Postgres, urls: usize) -> Result<()> {
    let crowd = Crowd::new(server, "store", urls, (Duration::ZERO, LEASE), |number| {
        format!("ftp://www.gazette-{}.example/story/{number}", number % 50_000)
    })?;
    crowd.measure("without requests", urls, 10_000.0)?;
    crowd.judge(urls)
}

fn without_gap(server: &Postgres, urls: usize) -> Result<()> {
    let web = Web::start()?;
    let crowd = Crowd::new(server, "web", urls, (Duration::ZERO, LEASE), |number| web.url(number, 5000))?;
    crowd.measure("visited without a gap", urls, 0.0)?;
    let seen = web.seen();
    println!("| requests | {} | | |", seen.requests);
    bound("requests at a time at a host", seen.most as f64, 1.0, "");
    crowd.judge(urls)
}

/// In each round a worker is killed and replaced, another is stopped for longer than its lease, and every fifth time the
/// server crashes.
fn with_outages(server: &Postgres, urls: usize, rounds: usize) -> Result<()> {
    let web = Web::start()?;
    let crowd = Crowd::new(server, "outages", urls, (GAP, SHORT_LEASE), |number| web.url(number, 400))?;
    let started = Instant::now();
    let mut workers = (0..WORKERS).map(|_| crowd.start()).collect::<Result<Vec<_>>>()?;
    let mut random = Random(11);
    let mut pick = |number: usize| random.below(number as u64) as usize;
    for round in 0..rounds {
        thread::sleep(Duration::from_millis(600));
        let killed = &mut workers[pick(WORKERS)];
        killed.kill()?;
        killed.wait()?;
        *killed = crowd.start()?;
        let stopped = workers[pick(WORKERS)].id();
        signal("STOP", stopped)?;
        if round % 5 == 0 {
            server.kill();
            server.go_on();
        }
        if round % 3 == 0 {
            thread::sleep(Duration::from_millis(2500));
        }
        signal("CONT", stopped)?;
    }
    crowd.wait(workers)?;
    // What was put off, because somebody who was killed had it.
    let mut passes = 0;
    while crowd.observations().1 < urls && passes < 20 {
        passes += 1;
        crowd.wait((0..WORKERS).map(|_| crowd.start()).collect::<Result<_>>()?)?;
    }
    println!(
        "| {rounds} rounds of kills and stops | {:.0} s | | {passes} passes after |",
        started.elapsed().as_secs_f64()
    );
    let seen = web.seen();
    println!("| requests | {} | | |", seen.requests);
    bound("requests at a time at a host", seen.most as f64, 1.0, "");
    println!(
        "| shortest gap at a host | {:.1} ms | {} ms | {} |",
        seen.gap.as_secs_f64() * 1e3,
        GAP.as_millis(),
        seen.gap >= GAP
    );
    crowd.judge(urls)
}

fn signal(name: &str, process: u32) -> Result<()> {
    // One that is over needs none.
    Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).stderr(Stdio::null()).status()?;
    Ok(())
}
