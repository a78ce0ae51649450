//! Servers that take nothing for a while, or never again.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use super::outages::Held;
use super::{Worker, Workers, stories, visits, wait_until};
use crate::harness::postgres::Postgres;
use crate::harness::server::{Reply, Server};

/// Keeps everybody from storing observations.
const OBSERVATIONS: &str = "LOCK TABLE newslint.observations IN EXCLUSIVE MODE";

/// As long as this is there, something is locked.
struct Lock(Child);

impl Lock {
    /// What this statement locks is so to the end of the session, or of its transaction.
    fn of(workers: &Workers<'_>, statement: &str) -> Self {
        let mut psql = workers.server.psql(&workers.url);
        let mut session = psql.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lock = format!("BEGIN; {statement}; SELECT 'locked';\n");
        session.stdin.as_mut().unwrap().write_all(lock.as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(session.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "locked\n");
        Self(session)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// Waits until all visits are stored but the one that is under way.
fn wait_until_stored(workers: &Workers<'_>, web: &Server) {
    let stored = visits(web).len() - 1;
    wait_until("what was seen is stored", || workers.observations() == format!("{stored}|{stored}"));
}

/// More than fit on the way to the disk, on so few hosts that nothing waits to be judged.
#[test]
fn visits_go_on_while_nothing_can_be_stored() {
    let Some(server) = Postgres::shared() else { return };
    let (servers, urls): (Vec<Server>, Vec<Vec<String>>) = (0..8).map(|_| stories(320, |_| Reply::status(200))).unzip();
    let workers = Workers::of(server, &urls.concat());
    workers.run(&["--max-urls", "1"]);
    let lock = Lock::of(&workers, OBSERVATIONS);
    let worker = workers.start(&[]);
    let visited = || servers.iter().map(|server| visits(server).len()).sum::<usize>();
    wait_until("all is visited", || visited() == 8 * 320);
    drop(lock);
    worker.end();
    assert_eq!((workers.observations().as_str(), workers.leased().as_str()), ("2560|2560", "0"));
}

#[test]
fn who_is_interrupted_does_not_wait_long_for_the_store() {
    let Some(server) = Postgres::shared() else { return };
    let held = Held::new();
    let (web, urls) = stories(20, held.reply());
    let workers = Workers::of(server, &urls);
    workers.run(&["--max-urls", "1"]);
    let lock = Lock::of(&workers, OBSERVATIONS);
    let worker = workers.start(&[]);
    held.wait();
    worker.signal("INT");
    let told = worker.end_with(2).stderr;
    assert!(told.contains(" not stored\n") && told.contains("stopped: interrupted; the next run"), "{told}");
    drop(lock);
    held.go_on();
    workers.run(&[]);
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"), "{told}");
    assert!(visits(&web).iter().all(|times| *times <= 2));
}

/// What is seen meanwhile is lost, and said to be.
#[test]
fn a_server_that_stays_away_is_given_up() {
    let Some(server) = Postgres::start() else { return };
    let held = Held::new();
    let (web, urls) = stories(20, held.reply());
    let workers = Workers::of(&server, &urls);
    let worker = workers.start(&["--patience", "1s", "--lease", "20s"]);
    held.wait();
    wait_until_stored(&workers, &web);
    server.stop();
    held.go_on();
    let told = worker.end_with(2).stderr;
    assert!(told.contains(" not stored\n") && told.contains("the server cannot be reached"), "{told}");
    assert!(told.ends_with("; the next run repeats the unstored visits\n"), "{told}");
    server.go_on();
    // Nobody gave anything back.
    assert_eq!(workers.leased(), "1");
    server.sql(&workers.url, "UPDATE newslint.leases SET until = now(), grace = '0'");
    workers.run(&[]);
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"), "{told}");
    assert!(visits(&web).iter().all(|times| *times <= 2));
}

/// Somebody has to look at whether it is there.
#[test]
fn a_server_that_stays_away_is_given_up_where_there_is_nothing_to_store() {
    let Some(server) = Postgres::start() else { return };
    let held = Held::new();
    let (web, urls) = stories(20, held.reply());
    let workers = Workers::of(&server, &urls);
    let worker = workers.start(&["--patience", "1s", "--timeout", "60s"]);
    held.wait();
    wait_until_stored(&workers, &web);
    server.stop();
    let told = worker.end_with(2).stderr;
    assert!(told.contains("the server cannot be reached") && !told.contains(" not stored\n"), "{told}");
    held.go_on();
}

/// It is as if it were busy, and is not heard from.
#[test]
fn a_server_that_does_not_answer_is_given_up() {
    let Some(server) = Postgres::start() else { return };
    let held = Held::new();
    let (_web, urls) = stories(20, held.reply());
    let workers = Workers::of(&server, &urls);
    let started: Vec<Worker> = [["--budget", "3s"], ["--max-urls", "20"]]
        .into_iter()
        .map(|[option, value]| workers.start(&[option, value, "--patience", "1s"]))
        .collect();
    held.wait();
    server.pause();
    held.go_on();
    for worker in started {
        let told = worker.end_with(2).stderr;
        assert!(told.contains("the server does not answer"), "{told}");
    }
    server.resume();
    workers.run(&[]);
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"));
}

/// The addresses that it adds are the others' as well, and its transaction has them.
#[test]
fn who_stalls_while_it_adds_addresses_does_not_hold_up_others() {
    let Some(server) = Postgres::shared() else { return };
    let (_web, urls) = stories(20, |_| Reply::status(200));
    let workers = Workers::of(server, &urls);
    workers.run(&["--max-urls", "1"]);
    let sql = |query: &str| server.sql(&workers.url, query);
    // Whoever has added addresses, and not yet said that they are to stay, waits for the lock.
    sql("CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END';
        CREATE TRIGGER wait AFTER INSERT ON newslint.urls EXECUTE FUNCTION wait()");
    let lock = Lock::of(&workers, "DO 'BEGIN PERFORM pg_advisory_lock(42); END'");
    let stalled = workers.start(&["--vantage", "stalled"]);
    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    wait_until("it has added addresses", || sql(waiting) == "1");
    stalled.signal("STOP");
    drop(lock);
    wait_until("it could go on", || sql(waiting) == "0");
    workers.run(&["--vantage", "other"]);
    assert_eq!(workers.observations(), "20|20");
    stalled.signal("CONT");
    let told = stalled.end().stderr;
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"), "{told}");
    assert_eq!(workers.leased(), "0");
}
