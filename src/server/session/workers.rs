//! The threads that answer requests, build indexes and check: each on a snapshot, so that nothing waits for another.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use gen_lsp_types::{Diagnostic, Uri};
use lsp_server::{ErrorCode, Request, Response};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::handler::Handler;
use crate::server::diagnostics;
use crate::server::index::Base;
use crate::server::snapshot::Snapshot;
use newslint_model::archive::PathKind;

/// How many threads answer requests: a long one is not to keep short ones waiting.
const THREADS: usize = 3;

/// Where what goes through a whole archive is done: a keystroke's check is not to stand behind it in a queue.
struct Bulk(Option<ThreadPool>);

impl Bulk {
    fn new() -> Bulk {
        // Without threads of its own it is done as all else is.
        Bulk(ThreadPoolBuilder::new().thread_name(|_| "bulk".to_owned()).build().ok())
    }

    fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// What is to be done.
pub enum Job {
    /// A request, with all archives as they were when it came.
    Answer { request: Request, handler: Handler, snapshots: Vec<Snapshot>, is_wanted: Arc<AtomicBool> },
    /// The index of an archive.
    Index { archive: usize, generation: u32, snapshot: Box<Snapshot> },
}

/// What was done.
pub enum Done {
    Answered(Response),
    /// How much of the index is built.
    Indexing {
        archive: usize,
        percentage: u32,
    },
    Indexed {
        archive: usize,
        generation: u32,
        base: Base,
    },
    /// What was found in some open files.
    Diagnosed {
        archive: usize,
        files: Vec<Published>,
    },
}

/// The diagnostics of a file, and of which version of its text.
pub type Published = (Uri, Option<i32>, Vec<Diagnostic>);

/// A check of all open files, of one before the others.
struct Check {
    archive: usize,
    snapshot: Snapshot,
    first: Option<String>,
}

/// The threads.
pub struct Workers {
    jobs: Sender<Job>,
    checks: Sender<Check>,
}

impl Workers {
    /// Starts the threads, which hand over to `done`.
    pub fn start(done: &Sender<Done>) -> io::Result<Workers> {
        let (jobs, to_do) = unbounded::<Job>();
        let bulk = Arc::new(Bulk::new());
        for _ in 0..THREADS {
            let (to_do, done, bulk) = (to_do.clone(), done.clone(), Arc::clone(&bulk));
            thread::Builder::new()
                .name("worker".to_owned())
                .spawn(move || to_do.iter().for_each(|job| work(job, &bulk, &done)))?;
        }
        let (checks, to_check) = unbounded();
        let done = done.clone();
        thread::Builder::new().name("checker".to_owned()).spawn(move || check_all(&to_check, &done))?;
        Ok(Workers { jobs, checks })
    }

    /// Has a job done.
    pub fn start_job(&self, job: Job) {
        // The threads end after the session.
        let _ = self.jobs.send(job);
    }

    /// Has the open files of an archive checked, that at `first` before the others.
    pub fn diagnose(&self, archive: usize, snapshot: Snapshot, first: Option<String>) {
        let _ = self.checks.send(Check { archive, snapshot, first });
    }
}

fn work(job: Job, bulk: &Bulk, done: &Sender<Done>) {
    let result = match job {
        Job::Answer { is_wanted, .. } if !is_wanted.load(Ordering::Relaxed) => return,
        Job::Answer { request, handler, snapshots, .. } => {
            let Request { id, params, .. } = request;
            // A fault in one answer is not to take the others along.
            let answer = || (handler.run)(&snapshots, params);
            let answer = catch_unwind(AssertUnwindSafe(|| if handler.is_long { bulk.run(answer) } else { answer() }));
            Done::Answered(match answer {
                Ok(Ok(value)) => Response::new_ok(id, value),
                Ok(Err((code, why))) => Response::new_err(id, code as i32, why),
                Err(_) => Response::new_err(id, ErrorCode::InternalError as i32, "an error in newslint".to_owned()),
            })
        }
        Job::Index { archive, generation, snapshot } => {
            let read = AtomicUsize::new(0);
            let told = |all: usize| {
                let now = read.fetch_add(1, Ordering::Relaxed) + 1;
                let step = (all / 20).max(1);
                if now.is_multiple_of(step) {
                    let percentage = u32::try_from(now * 100 / all.max(1)).unwrap_or(100);
                    let _ = done.send(Done::Indexing { archive, percentage });
                }
            };
            // What the walk finds is let go with it.
            let files = snapshot.archive.over(snapshot.archive.shared_tree());
            let base = bulk.run(|| Base::build(&files, &told));
            Done::Indexed { archive, generation, base }
        }
    };
    let _ = done.send(result);
}

/// Checks open files. What a later state of an archive makes out of date is not checked any more.
fn check_all(to_check: &Receiver<Check>, done: &Sender<Done>) {
    while let Ok(check) = to_check.recv() {
        let mut checks = BTreeMap::from([(check.archive, check)]);
        for later in to_check.try_iter() {
            checks.insert(later.archive, later);
        }
        for Check { archive, snapshot, first } in checks.into_values() {
            // What is wrong with the archive's own files is not for a check to say.
            let is_checked = |path: &&str| snapshot.archive.layout().kind(path) != PathKind::Other;
            let open: Vec<&str> = snapshot.buffers.keys().map(String::as_str).filter(is_checked).collect();
            let (first, others): (Vec<&str>, Vec<&str>) =
                open.into_iter().partition(|path| Some(*path) == first.as_deref());
            for paths in [first, others].into_iter().filter(|paths| !paths.is_empty()) {
                let files = catch_unwind(AssertUnwindSafe(|| diagnose(&snapshot, &paths))).unwrap_or_default();
                if done.send(Done::Diagnosed { archive, files }).is_err() {
                    return;
                }
            }
        }
    }
}

/// What is found in some open files: of each, be it nothing.
fn diagnose(snapshot: &Snapshot, paths: &[&str]) -> Vec<Published> {
    // What audits settled may not be readable just now; the next check will see.
    let Ok(findings) = diagnostics::findings(snapshot, paths) else { return Vec::new() };
    let mut found = diagnostics::by_path(snapshot, &findings);
    let files = paths.iter().filter_map(|path| {
        let buffer = snapshot.buffers.get(*path)?;
        Some((buffer.uri.clone(), Some(buffer.version), found.remove(*path).unwrap_or_default()))
    });
    files.collect()
}
