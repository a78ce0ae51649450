//! Several runs at once, whose store is a PostgreSQL server.

mod away;
mod clock;
mod hostile;
mod manners;
mod outages;
mod page;

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::archive::{Audit, day};
use crate::harness::postgres::Postgres;
use crate::harness::server::{Reply, Server};
use crate::harness::{Run, run};

/// An archive, and a database for all who audit it.
struct Workers<'s> {
    audit: Audit,
    server: &'s Postgres,
    url: String,
}

/// A run under way.
struct Worker(Option<Child>);

impl<'s> Workers<'s> {
    fn of(server: &'s Postgres, urls: &[String]) -> Self {
        let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
        Self { audit, server, url: server.database() }
    }

    fn configure(self, toml: &str) -> Self {
        Self { audit: self.audit.configure(toml), ..self }
    }

    /// A run on a day. Nobody has a domain for longer than it takes to notice that somebody is gone.
    fn command(&self, on: i64, options: &[&str]) -> Command {
        let mut command = self.audit.audit_run(on);
        command.args(["--store", &self.url]).args(options);
        for (option, usual) in [("--lease", "1s"), ("--timeout", "5s")] {
            if !options.contains(&option) {
                command.args([option, usual]);
            }
        }
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start(&self, options: &[&str]) -> Worker {
        Worker(Some(self.command(0, options).spawn().unwrap()))
    }

    /// A run from its beginning to its end.
    fn run(&self, options: &[&str]) -> Run {
        self.start(options).end()
    }

    fn report(&self) -> Value {
        let report = self.audit.run(&["audit", "report", "--format", "json", "--now", &day(0), "--store", &self.url]);
        assert_eq!(report.code, 0, "{}", report.stderr);
        report.json()
    }

    fn alive(&self) -> u64 {
        self.report()["summary"]["alive"].as_u64().unwrap()
    }

    /// How many observations there are, and of how many URLs.
    fn observations(&self) -> String {
        self.server.sql(&self.url, "SELECT count(*), count(DISTINCT (host, url)) FROM newslint.observations")
    }

    /// How many domains somebody has.
    fn leased(&self) -> String {
        self.server.sql(&self.url, "SELECT count(*) FROM newslint.leases WHERE owner IS NOT NULL")
    }
}

impl Worker {
    fn signal(&self, name: &str) {
        signal(self.0.as_ref().unwrap().id(), name);
    }

    /// Waits for the end of a run that ends well.
    fn end(self) -> Run {
        self.end_with(0)
    }

    /// Waits for the end of a run that ends like this.
    fn end_with(mut self, code: i32) -> Run {
        let run = Run::of(self.0.take().unwrap().wait_with_output().unwrap());
        assert_eq!(run.code, code, "{}", run.stderr);
        run
    }

    /// Ends it at once.
    fn kill(mut self) {
        let mut child = self.0.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

/// A test that fails leaves nobody behind.
impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn signal(process: u32, name: &str) {
    assert!(Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).status().unwrap().success());
}

/// Waits until something is so.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(120), "never: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A server with stories, and what else is there.
fn stories(number: usize, reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> (Server, Vec<String>) {
    let server = Server::start(move |path| if path.starts_with("/story") { reply(path) } else { Reply::status(404) });
    let urls = (0..number).map(|story| server.url(&format!("/story-{story}"))).collect();
    (server, urls)
}

/// How often each story was asked for.
fn visits(server: &Server) -> Vec<usize> {
    let mut paths = server.paths();
    paths.retain(|path| path.starts_with("/story"));
    paths.sort();
    paths.chunk_by(|one, other| one == other).map(<[String]>::len).collect()
}

#[test]
fn workers_share_what_is_due() {
    let Some(server) = Postgres::shared() else { return };
    let (servers, urls): (Vec<Server>, Vec<Vec<String>>) = (0..20).map(|_| stories(4, |_| Reply::Held)).unzip();
    let workers = Workers::of(server, &urls.concat());
    let started: Vec<Worker> = (0..4).map(|_| workers.start(&["--concurrency", "2"])).collect();
    let told: Vec<Run> = started.into_iter().map(Worker::end).collect();
    for server in &servers {
        assert_eq!(visits(server), [1; 4], "{told:#?}");
        assert_eq!(server.most_at_once(), 1);
    }
    assert_eq!((workers.alive(), workers.observations().as_str()), (80, "80|80"), "{told:#?}");
    assert_eq!(workers.leased(), "0");
    assert!(workers.run(&[]).stderr.starts_with("nothing is due of 80 URLs in "));
}

/// Pages that always work, and answer only once the test wants it: who looks at them has found what is due, and has not
/// begun to visit.
struct Gate {
    control: Server,
    is_open: Arc<AtomicBool>,
}

impl Gate {
    fn new() -> Self {
        let is_open = Arc::<AtomicBool>::default();
        let gate = Arc::clone(&is_open);
        let control = Server::start(move |_| {
            while !gate.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            Reply::status(200)
        });
        Self { control, is_open }
    }

    /// Starts a run that waits here.
    fn start(&self, workers: &Workers<'_>, options: &[&str]) -> Worker {
        let toml = workers.audit.text("newslint.toml");
        let urls = format!("control-urls = [\"{}\"]", self.control.url("/"));
        workers.audit.change("newslint.toml", "control-urls = []", &urls);
        let worker = workers.start(options);
        wait_until("a worker looks at the network", || self.control.connections() > 0);
        workers.audit.write("newslint.toml", toml);
        worker
    }

    fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
    }
}

/// Who comes later reads what others have done in the meantime, whatever it has found to be due before.
#[test]
fn what_others_have_visited_is_not_visited_again() {
    let Some(server) = Postgres::shared() else { return };
    let (web, urls) = stories(6, |_| Reply::status(200));
    let (workers, gate) = (Workers::of(server, &urls), Gate::new());
    workers.run(&["--max-urls", "1"]);
    let late = gate.start(&workers, &[]);
    workers.run(&[]);
    gate.open();
    let told = late.end();
    assert_eq!(visits(&web), [1; 6], "{}", told.stderr);
    assert!(told.stderr.contains("5 postponed: other workers are visiting their hosts"), "{}", told.stderr);
    assert_eq!(workers.observations(), "6|6");
}

#[test]
fn who_is_interrupted_gives_everything_back() {
    let Some(server) = Postgres::shared() else { return };
    let process = Arc::new(Mutex::new(None::<u32>));
    let asked = Arc::clone(&process);
    let (web, urls) = stories(30, move |path| {
        if path == "/story-7"
            && let Some(process) = asked.lock().unwrap().take()
        {
            signal(process, "INT");
            return Reply::Silence;
        }
        Reply::status(200)
    });
    let workers = Workers::of(server, &urls);
    let mut first = process.lock().unwrap();
    let worker = workers.start(&[]);
    *first = Some(worker.0.as_ref().unwrap().id());
    drop(first);
    let told = worker.end();
    assert!(told.stderr.contains("stopped: interrupted"), "{}", told.stderr);
    assert_eq!(workers.leased(), "0");
    workers.run(&[]);
    assert_eq!((workers.alive(), workers.observations().as_str()), (30, "30|30"));
    assert!(visits(&web).iter().sum::<usize>() <= 31);
}

/// A store in a file has no leases, and one run.
#[test]
fn a_store_in_a_file_is_for_one_run() {
    let asked = Arc::new(AtomicBool::new(false));
    let is_asked = Arc::clone(&asked);
    let (_web, urls) = stories(1, move |_| {
        is_asked.store(true, Ordering::SeqCst);
        Reply::Silence
    });
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let mut command = audit.audit_run(0);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let first = Worker(Some(command.spawn().unwrap()));
    wait_until("the first run visits", || asked.load(Ordering::SeqCst));
    let second = run(&mut audit.audit_run(0), b"");
    assert_eq!((second.code, second.stderr.contains("another run is writing to this store")), (2, true), "{second:?}");
    first.kill();
}

/// Many of them, in a small form; `benches/workers.rs` has the large one.
#[test]
fn the_report_is_that_of_one_machine() {
    let Some(server) = Postgres::shared() else { return };
    let (_servers, urls): (Vec<Server>, Vec<Vec<String>>) = (0..10)
        .map(|number| {
            stories(10, move |path| match number {
                3 => Reply::status(404),
                4 if path.ends_with('5') => Reply::redirect("/"),
                5 => Reply::Close,
                _ => Reply::page(200, "<title>Harbour bridge opens in Port Ellery</title><p>It is open."),
            })
        })
        .unzip();
    let workers = Workers::of(server, &urls.concat());
    for on in [0, 7, 21] {
        let started: Vec<Child> = (0..3).map(|_| workers.command(on, &[]).spawn().unwrap()).collect();
        started.into_iter().for_each(|child| drop(Worker(Some(child)).end()));
    }
    let export = workers.audit.run(&["audit", "export", "--store", &workers.url]);
    assert_eq!(export.code, 0, "{}", export.stderr);
    workers.audit.write("observations.jsonl", &export.stdout);
    workers.audit.run(&["audit", "import", "observations.jsonl"]);
    assert_eq!(workers.audit.run(&["audit", "export"]).stdout, export.stdout);
    for format in ["json", "full", "markdown"] {
        let report = |store: &[&str]| {
            let now = day(22);
            let arguments = [&["audit", "report", "--format", format, "--now", &now], store].concat();
            let report = workers.audit.run(&arguments);
            assert_eq!(report.code, 0, "{}", report.stderr);
            report.stdout
        };
        assert_eq!(report(&["--store", &workers.url]), report(&[]), "{format}");
    }
}
