//! Runs that are killed, or that cannot write: nothing is lost that was stored, and the next run goes on from there.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::archive::Audit;
use crate::harness::server::{Reply, Server};
use crate::harness::{Random, Run, run};

const KILLS: u64 = 50;
const SERVERS: usize = 4;
/// Of each server: more than the runs that are killed can visit.
const URLS: usize = 4 * 175;

/// A run that is to be killed once so many requests were made.
struct Victim {
    run: Mutex<Option<Child>>,
    /// Requests that are left until then.
    left: AtomicUsize,
    /// How to look at the store just before it is killed, if anybody is to.
    look: Mutex<Option<Command>>,
    /// What the store had then.
    seen: Mutex<BTreeSet<String>>,
}

impl Victim {
    /// Kills it if this is the request. It is asked of several servers at the same time, and only one of them does it.
    fn asked(&self) {
        // The others wait, or they would finish the run while somebody looks.
        let mut look = self.look.lock().unwrap();
        if self.left.fetch_sub(1, Ordering::SeqCst) != 1 {
            return;
        }
        if let Some(mut export) = look.take() {
            self.seen.lock().unwrap().extend(observations(&run(&mut export, b"")));
        }
        let mut victim = self.run.lock().unwrap();
        victim.as_mut().unwrap().kill().unwrap();
    }

    /// Starts a run and waits until it has ended, however it does. Says whether it was killed.
    fn start(&self, mut command: Command, requests: usize, look: Option<Command>) -> bool {
        self.left.store(requests, Ordering::SeqCst);
        *self.look.lock().unwrap() = look;
        let mut victim = self.run.lock().unwrap();
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut told = child.stderr.take().unwrap();
        *victim = Some(child);
        drop(victim);
        // Its end closes the pipe.
        let mut text = String::new();
        told.read_to_string(&mut text).unwrap();
        let status = self.run.lock().unwrap().take().unwrap().wait().unwrap();
        assert!(status.code().is_none_or(|code| code == 0), "{text}");
        status.code().is_none()
    }
}

/// The lines of an export.
fn observations(export: &Run) -> Vec<String> {
    assert_eq!((export.code, export.stderr.as_str()), (0, ""));
    export.stdout.lines().skip(1).map(str::to_owned).collect()
}

/// Without the second of the run in which something was observed.
fn without_seconds(report: &str) -> String {
    // The earliest day of a verdict begins as many seconds after midnight.
    (0..60).fold(report.to_owned(), |text, second| {
        text.replace(&format!("T12:00:{second:02}Z"), "T12:00Z").replace(&format!("T00:00:{second:02}Z"), "T00:00Z")
    })
}

/// The command of a run in a second of the first day, so that the store tells the observations of runs apart.
fn at_second(audit: &Audit, second: u64) -> Command {
    let mut command = audit.audit_run_at(&format!("2026-01-01T12:00:{second:02}Z"));
    command.args(["--timeout", "60s", "--quiet"]);
    command
}

fn export(audit: &Audit) -> Command {
    audit.command(&["audit", "export"])
}

#[test]
fn a_run_may_be_killed_at_any_moment() {
    let victim = Arc::new(Victim {
        run: Mutex::default(),
        left: AtomicUsize::new(0),
        look: Mutex::default(),
        seen: Mutex::default(),
    });
    let servers = (0..SERVERS).map(|_| {
        let victim = Arc::clone(&victim);
        Server::start(move |path| {
            victim.asked();
            Reply::status(if path.ends_with('7') {
                410
            } else if path.starts_with("/story") {
                200
            } else {
                404
            })
        })
    });
    let servers: Vec<Server> = servers.collect();
    let urls = servers.iter().flat_map(|server| (0..URLS).map(|number| server.url(&format!("/story-{number}"))));
    let urls: Vec<String> = urls.collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());

    for kill in 0..KILLS {
        let requests = 1 + Random(kill).below(60) as usize;
        // Looking takes time in which all is written that was seen, so only every other run is looked at.
        let look = (kill % 2 == 0).then(|| export(&audit)).filter(|_| kill > 0);
        assert!(victim.start(at_second(&audit, kill), requests, look), "run {kill} was over before it was killed");
        if !audit.exists(".newslint/links.db") {
            continue;
        }
        let now: BTreeSet<String> = observations(&run(&mut export(&audit), b"")).into_iter().collect();
        let mut seen = victim.seen.lock().unwrap();
        let lost: Vec<&String> = seen.difference(&now).collect();
        assert!(lost.is_empty(), "after {kill}: {lost:?}");
        seen.extend(now);
    }
    assert!(!victim.seen.lock().unwrap().is_empty());
    assert!(!victim.start(at_second(&audit, KILLS), usize::MAX, None));

    let lines = observations(&run(&mut export(&audit), b""));
    assert_eq!(lines.len(), urls.len(), "each was observed once");
    let report = audit.report(1);

    let undisturbed = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!victim.start(at_second(&undisturbed, 0), usize::MAX, None));
    assert_eq!(without_seconds(&report.to_string()), without_seconds(&undisturbed.report(1).to_string()));
}

#[test]
fn a_second_run_says_that_there_is_a_first() {
    let audit = Arc::new(Mutex::new(None::<Audit>));
    let told = Arc::new(Mutex::new(None::<Run>));
    let server = Server::start({
        let (audit, told) = (Arc::clone(&audit), Arc::clone(&told));
        move |_| {
            let mut told = told.lock().unwrap();
            if told.is_none() {
                let second = audit.lock().unwrap().as_ref().map(|audit| run(&mut audit.audit_run(0), b""));
                *told = second;
            }
            Reply::status(200)
        }
    });
    let url = server.url("/there");
    let first = Audit::of(&[&url]);
    let mut command = first.audit_run(0);
    let store = first.path(".newslint/links.db");
    *audit.lock().unwrap() = Some(first);
    let first = run(&mut command, b"");
    assert_eq!(first.code, 0, "{}", first.stderr);
    let second = told.lock().unwrap().take().unwrap();
    let expected = format!("newslint: {}: another run is writing to this store\n", store.display());
    assert_eq!((second.code, second.stderr), (2, expected));
}
