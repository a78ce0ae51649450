//! Workers that are killed, stalled and cut off, and servers that are killed and come back.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Workers, stories, visits, wait_until};
use crate::harness::postgres::Postgres;
use crate::harness::server::Reply;

/// Stories, of which one is answered only when the test wants it to be.
pub struct Held {
    asked: Arc<AtomicUsize>,
    may_go: Arc<AtomicBool>,
}

/// How many stories are asked for before the one whose answer is held.
const BEFORE: usize = 7;

impl Held {
    pub fn new() -> Self {
        Self { asked: Arc::default(), may_go: Arc::default() }
    }

    /// Holds one answer: which story it is about is not said.
    pub fn reply(&self) -> impl Fn(&str) -> Reply + Send + Sync + 'static + use<> {
        let (asked, may_go) = (Arc::clone(&self.asked), Arc::clone(&self.may_go));
        move |path| {
            if path.starts_with("/story") && asked.fetch_add(1, Ordering::SeqCst) == BEFORE {
                while !may_go.load(Ordering::SeqCst) {
                    thread::yield_now();
                }
            }
            Reply::status(200)
        }
    }

    pub fn wait(&self) {
        wait_until("the story is asked for", || self.asked.load(Ordering::SeqCst) > BEFORE);
    }

    pub fn go_on(&self) {
        self.may_go.store(true, Ordering::SeqCst);
    }
}

#[test]
fn the_domains_of_who_is_killed_are_taken_over() {
    let Some(server) = Postgres::shared() else { return };
    let held = Held::new();
    let (web, urls) = stories(20, held.reply());
    let workers = Workers::of(server, &urls);
    let first = workers.start(&[]);
    held.wait();
    // While it is there, the others do not wait for it longer than it takes to see that.
    let told = workers.run(&[]);
    assert!(told.stderr.contains("postponed: other workers are visiting their hosts"), "{}", told.stderr);
    first.kill();
    held.go_on();
    workers.run(&[]);
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"));
    // At most what was under way was asked for twice, or was not stored yet.
    assert!(visits(&web).iter().all(|times| *times <= 2), "{:?}", visits(&web));
}

/// Without the number of the lease both would be stored.
#[test]
fn what_a_stalled_worker_saw_is_thrown_away() {
    let Some(server) = Postgres::shared() else { return };
    let held = Held::new();
    let (_web, urls) = stories(20, held.reply());
    let workers = Workers::of(server, &urls);
    let stalled = workers.start(&["--vantage", "stalled"]);
    held.wait();
    stalled.signal("STOP");
    workers.run(&["--vantage", "other"]);
    assert_eq!(workers.observations(), "20|20");
    held.go_on();
    stalled.signal("CONT");
    let told = stalled.end();
    assert!(told.stderr.contains(" not stored: other workers had taken over their hosts"), "{}", told.stderr);
    assert_eq!((workers.alive(), workers.observations().as_str()), (20, "20|20"), "{}", told.stderr);
    assert_eq!(workers.leased(), "0");
}

#[test]
fn a_server_that_is_killed_and_comes_back_is_waited_for() {
    let Some(server) = Postgres::start() else { return };
    let held = Held::new();
    let (web, urls) = stories(40, held.reply());
    let workers = Workers::of(&server, &urls);
    let started = [workers.start(&[]), workers.start(&[])];
    for end in [Postgres::kill, Postgres::crash] {
        held.wait();
        end(&server);
        server.go_on();
    }
    held.go_on();
    let told = started.map(|worker| worker.end().stderr);
    workers.run(&[]);
    assert_eq!((workers.alive(), workers.observations().as_str()), (40, "40|40"), "{told:?}");
    assert!(visits(&web).iter().all(|times| *times <= 2), "{told:?}");
}

/// The lease is a second, and no request comes later than that until the server is heard from again.
#[test]
fn who_cannot_renew_stops_visiting() {
    const LEASE: Duration = Duration::from_secs(1);
    let Some(server) = Postgres::start() else { return };
    let times = Arc::new(Mutex::new(Vec::new()));
    let (seen, asked) = (Arc::clone(&times), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&asked);
    let (web, urls) = stories(400, move |_| {
        seen.lock().unwrap().push(Instant::now());
        count.fetch_add(1, Ordering::SeqCst);
        Reply::status(200)
    });
    let toml = format!("[[hosts]]\nhost = \"{}\"\nreason = \"slow\"\ngap = \"20ms\"\n", web.ip());
    let workers = Workers::of(&server, &urls).configure(&toml);
    let worker = workers.start(&[]);
    wait_until("it visits", || asked.load(Ordering::SeqCst) > 10);
    server.pause();
    let (paused, before) = (Instant::now(), asked.load(Ordering::SeqCst));
    // However long this is, who does as is right passes.
    wait_until("the lease is over for long", || paused.elapsed() > LEASE * 4);
    let late = times.lock().unwrap().iter().filter(|at| **at > paused + LEASE * 2).count();
    assert_eq!((late, before < 400), (0, true), "{before}");
    server.resume();
    let told = worker.end();
    if workers.observations() != "400|400" {
        workers.run(&[]);
    }
    assert_eq!(workers.observations(), "400|400", "{}", told.stderr);
    assert!(visits(&web).iter().all(|times| *times <= 2));
    assert!(times.lock().unwrap().iter().any(|at| *at > paused + LEASE * 2), "it goes on");
}
