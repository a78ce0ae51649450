//! The clock of the server that keeps the leases is set, by an hour or a year.

use super::outages::Held;
use super::{Workers, stories, visits};
use crate::harness::postgres::Postgres;
use crate::harness::server::Reply;

/// Whoever waits for a lease waits for the longest request under it, too.
const BRIEF: [&str; 2] = ["--timeout", "1s"];

/// As all times of leases look once the server's clock was set by so much.
fn set_clock(workers: &Workers<'_>, by: &str) {
    workers.server.sql(&workers.url, &format!("UPDATE newslint.leases SET until = until - interval '{by}'"));
}

#[test]
fn the_domains_of_who_is_killed_are_free_though_the_clock_is_set_back() {
    let Some(server) = Postgres::shared() else { return };
    for by in ["-1 hour", "-1 year"] {
        let held = Held::new();
        let (_web, urls) = stories(20, held.reply());
        let workers = Workers::of(server, &urls);
        let first = workers.start(&BRIEF);
        held.wait();
        first.kill();
        set_clock(&workers, by);
        held.go_on();
        let told = workers.run(&BRIEF).stderr;
        assert_eq!(workers.alive(), 20, "{by}: {told}");
    }
}

/// Nobody asks for so long a time.
#[test]
fn nobody_is_left_alone_for_years() {
    let Some(server) = Postgres::shared() else { return };
    let (web, urls) = stories(2, |_| Reply::status(200));
    let workers = Workers::of(server, &urls);
    workers.run(&["--max-urls", "1"]);
    let (ip, late) = (web.ip(), "now() + interval '1 year'");
    workers.server.sql(&workers.url, &format!("INSERT INTO newslint.turns VALUES ('{ip}', '{ip}', {late})"));
    workers.run(&[]);
    assert_eq!(workers.alive(), 2);
}

#[test]
fn who_is_at_work_is_not_robbed_though_the_clock_is_set_back() {
    let Some(server) = Postgres::shared() else { return };
    let held = Held::new();
    let (web, urls) = stories(20, held.reply());
    let workers = Workers::of(server, &urls);
    let first = workers.start(&BRIEF);
    held.wait();
    set_clock(&workers, "-1 year");
    let told = workers.run(&BRIEF).stderr;
    assert!(told.contains("postponed: other workers are visiting their hosts"), "{told}");
    held.go_on();
    let told = first.end().stderr;
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"), "{told}");
    // What was held is asked for again.
    assert_eq!(visits(&web).iter().filter(|times| **times > 1).count(), 1, "{told}");
}

/// Whoever has a domain then seems to have had it for too long, and another one takes it.
#[test]
fn nothing_is_stored_twice_though_the_clock_is_set_forward() {
    let Some(server) = Postgres::shared() else { return };
    let held = Held::new();
    let (_web, urls) = stories(20, held.reply());
    let workers = Workers::of(server, &urls);
    let first = workers.start(&[]);
    held.wait();
    set_clock(&workers, "1 year");
    let other = workers.start(&[]);
    held.go_on();
    let told = [first.end().stderr, other.end().stderr];
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"), "{told:?}");
    assert_eq!(workers.leased(), "0");
}
