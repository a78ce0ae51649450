//! Gaps, wishes and the web archive's pace, which hold whoever asks.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::super::Audit;
use super::{Gate, Worker, Workers, stories, visits, wait_until};
use crate::harness::postgres::Postgres;
use crate::harness::server::{Reply, Server};

/// When requests came.
#[derive(Clone, Default)]
struct Times(Arc<Mutex<Vec<Instant>>>);

impl Times {
    fn note(&self) {
        self.0.lock().unwrap().push(Instant::now());
    }

    fn are_apart(&self, gap: Duration) -> bool {
        self.0.lock().unwrap().is_sorted_by(|one, other| *other - *one >= gap)
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

const GAP: Duration = Duration::from_millis(40);

/// Longer than it takes to hand a host on to a worker that has just been started.
const LONG_GAP: Duration = Duration::from_millis(400);

fn with_gap(server: &Server, gap: Duration) -> String {
    format!("[[hosts]]\nhost = \"{}\"\nreason = \"slow\"\ngap = \"{}ms\"\n", server.ip(), gap.as_millis())
}

/// One worker is there for one URL, and another waits for the host.
#[test]
fn a_host_has_its_gap_whoever_asks() {
    let Some(server) = Postgres::shared() else { return };
    let times = Times::default();
    let seen = times.clone();
    let web = Server::start(move |path| {
        seen.note();
        if path.starts_with("/story") { Reply::Held } else { Reply::status(404) }
    });
    let urls: Vec<String> = (0..6).map(|story| web.url(&format!("/story-{story}"))).collect();
    let workers = Workers::of(server, &urls).configure(&with_gap(&web, LONG_GAP));
    for _ in 0..2 {
        let before = times.count();
        let first = workers.start(&["--max-urls", "1"]);
        wait_until("the first one has the host", || times.count() > before);
        let other = workers.start(&["--max-urls", "3"]);
        drop((first.end(), other.end()));
    }
    workers.run(&[]);
    assert!(times.count() > 6 && times.are_apart(LONG_GAP), "{:?}", times.0);
    assert_eq!((web.most_at_once(), visits(&web)), (1, vec![1; 6]));
}

/// Three hosts lead to a fourth, which one of the workers visits as well.
#[test]
fn a_host_that_others_lead_to_has_its_gap_and_one_request_at_a_time() {
    let Some(server) = Postgres::shared() else { return };
    let times = Times::default();
    let seen = times.clone();
    let target = Server::start(move |path| {
        seen.note();
        if path.starts_with("/story") { Reply::Held } else { Reply::status(404) }
    });
    let to = target.url("/story-from-elsewhere");
    let (servers, mut urls): (Vec<Server>, Vec<Vec<String>>) = (0..3)
        .map(|_| {
            let to = to.clone();
            stories(3, move |_| Reply::redirect(&to))
        })
        .unzip();
    urls.push((0..3).map(|story| target.url(&format!("/story-{story}"))).collect());
    let workers = Workers::of(server, &urls.concat()).configure(&with_gap(&target, GAP));
    for round in 0.. {
        assert!(round < 10, "{}", workers.observations());
        let started: Vec<Worker> = (0..3).map(|_| workers.start(&["--concurrency", "2"])).collect();
        started.into_iter().for_each(|worker| drop(worker.end()));
        if workers.observations() == "12|12" {
            break;
        }
    }
    assert!(times.count() > 12 && times.are_apart(GAP), "{:?}", times.0);
    assert_eq!(target.most_at_once(), 1);
    assert!(servers.iter().all(|server| server.most_at_once() == 1));
}

/// Who has found before what is due there does not ask it either, nor does who is started again.
#[test]
fn who_asks_to_be_left_alone_is_left_alone_by_all() {
    let Some(server) = Postgres::shared() else { return };
    let (web, urls) = stories(6, |_| Reply::with(429, "Retry-After: 3600"));
    let (workers, gate) = (Workers::of(server, &urls), Gate::new());
    let late = gate.start(&workers, &[]);
    workers.run(&[]);
    let asked = web.paths().len();
    assert_eq!(visits(&web), [1]);
    let rests = "SELECT count(*) FROM newslint.turns WHERE ready_at > now() + interval '50 min'";
    assert_eq!(server.sql(&workers.url, rests), "1");
    gate.open();
    let told = late.end();
    assert!(told.stderr.contains("postponed: the host had asked for fewer requests"), "{}", told.stderr);
    workers.run(&[]);
    assert_eq!(web.paths().len(), asked);
}

#[test]
fn the_web_archive_is_asked_in_turns_and_nothing_twice() {
    let Some(server) = Postgres::shared() else { return };
    let (_web, urls): (Vec<Server>, Vec<Vec<String>>) = (0..4).map(|_| stories(2, |_| Reply::status(404))).unzip();
    let times = Times::default();
    let seen = times.clone();
    let cdx = Server::start(move |_| {
        seen.note();
        let body = "[]";
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n";
        Reply::Bytes([head, body].concat().into_bytes())
    });
    let toml = format!("[audit]\narchive-url = \"{}\"\narchive-gap = \"40ms\"\n", cdx.url("/").trim_end_matches('/'));
    let workers = Workers::of(server, &urls.concat()).configure(&toml);
    let started: Vec<Worker> = (0..3).map(|_| workers.start(&["--concurrency", "1"])).collect();
    let told: Vec<_> = started.into_iter().map(Worker::end).collect();
    let mut questions = cdx.paths();
    let all = questions.len();
    questions.sort();
    questions.dedup();
    assert_eq!((questions.len(), all), (all, all), "{told:#?}");
    assert!(all >= 8 && times.are_apart(GAP), "{all} {:?}", times.0);
    assert_eq!(cdx.most_at_once(), 1);
    assert_eq!(server.sql(&workers.url, "SELECT count(*) FROM newslint.lookups"), "8");
}

/// Two collections that one server has.
#[test]
fn archives_on_one_host_are_asked_one_request_at_a_time() {
    let Some(server) = Postgres::shared() else { return };
    for number in [1, 3] {
        let (_web, urls): (Vec<Server>, Vec<Vec<String>>) = (0..8).map(|_| stories(2, |_| Reply::status(404))).unzip();
        let (archive, times) = without_captures();
        let workers = Workers::of(server, &urls.concat()).configure(&two_collections(&archive, "40ms"));
        let started: Vec<Worker> = (0..number).map(|_| workers.start(&[])).collect();
        let told: Vec<String> = started.into_iter().map(|worker| worker.end().stderr).collect();
        let asked = |of: &str| archive.paths().iter().filter(|path| path.starts_with(of)).count();
        assert_eq!((asked("/one/"), asked("/two/")), (16, 16), "{number} {told:#?}");
        assert!(times.are_apart(GAP), "{number} {:?}", times.0);
        assert_eq!(archive.most_at_once(), 1, "{number}");
    }
}

/// The same for a run that is alone.
#[test]
fn a_run_asks_archives_on_one_host_one_request_at_a_time() {
    let (_web, urls): (Vec<Server>, Vec<Vec<String>>) = (0..8).map(|_| stories(2, |_| Reply::status(404))).unzip();
    let urls = urls.concat();
    let (archive, times) = without_captures();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let audit = audit.configure(&format!("[audit]\n{}", two_collections(&archive, "40ms")));
    let told = audit.visit(0).stderr;
    assert_eq!(archive.paths().len(), 32, "{told}");
    assert!(times.are_apart(GAP), "{:?}", times.0);
    assert_eq!(archive.most_at_once(), 1);
}

/// A server of archives that have nothing, and when it was asked.
fn without_captures() -> (Server, Times) {
    let times = Times::default();
    let seen = times.clone();
    let server = Server::start(move |_| {
        seen.note();
        // Only makes it likelier that a second request is seen.
        thread::sleep(Duration::from_millis(20));
        Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/x-ndjson\r\nContent-Length: 0\r\n\r\n".to_vec())
    });
    (server, times)
}

fn two_collections(server: &Server, gap: &str) -> String {
    let place = |name| format!("[[web-archives]]\nurl = \"{}\"\nkind = \"pywb\"\ngap = \"{gap}\"\n", server.url(name));
    ["/one", "/two"].map(place).concat()
}
