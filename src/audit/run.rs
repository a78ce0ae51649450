//! One run of an audit: everything that is due, as far as the time goes.
//!
//! The visits, the web archive and the health gate go on at the same time and note what they see at a recorder. What
//! stops one of them for good stops the run; what was noted until then is kept.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashSet;
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::archived::{Archive, ArchiveOptions};
use super::cited::Cited;
use super::gate::Gate;
use super::lookups::{self, Asked, Wanted};
use super::recorder::{Note, Recorder, Written};
use super::select::{Selection, seed};
use super::store::{Store, StoreError, host_of};
use super::{Clock, Entry};
use crate::duration;
use crate::network::{Prober, Subject, VisitOptions};
use crate::progress::Progress;
use crate::schedule::{self, Figures, JobOutcome, Permits, Queues};
use crate::source::{Cause, Deferral, Observation, Reading, Tier, fault, reading, request_url};

/// How a run is to go.
pub struct RunOptions {
    /// How one URL is visited.
    pub visit: VisitOptions,
    /// Hosts that are asked at a time.
    pub concurrency: usize,
    /// How long a host is left alone between two requests, unless its own settings say otherwise.
    pub gap: Duration,
    /// When the run is over, from its start.
    pub budget: Option<Duration>,
    /// From where the visits are made.
    pub vantage: Arc<str>,
    /// URLs that always work.
    pub control_urls: Vec<Url>,
    /// The web archive to ask for copies.
    pub archive: ArchiveOptions,
    /// The time that visits are said to be made at.
    pub clock: Clock,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was stored.
    pub written: Written,
    /// How many visits found the document, were refused, found evidence of death, or could not tell.
    pub readings: Readings,
    /// Visits that were put off, by the reason.
    pub deferred: BTreeMap<Deferral, usize>,
    /// Visits that broke off, which is a fault of newslint.
    pub broken: usize,
    /// Visits of which nothing was stored, because no name server worked here.
    pub unresolved: usize,
    /// What the web archive was asked.
    pub asked: Asked,
    /// Why the run ended before its time, if it did.
    pub stopped: Option<Stop>,
}

/// How many visits had which reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// The document was there.
    pub alive: usize,
    /// The server refused us.
    pub blocked: usize,
    /// There was evidence of death.
    pub evidence: usize,
    /// It could not be told.
    pub uncertain: usize,
}

/// Why a run ends before its time.
#[derive(Debug)]
pub enum Stop {
    /// Somebody wants it to.
    Interrupted,
    /// The control URLs failed again and again.
    NetworkDown,
    /// The name server invents addresses.
    LyingResolver,
    /// The store takes no more.
    Full(StoreError),
}

/// Visits what is selected and writes it to the store.
///
/// # Errors
///
/// When nothing can be visited at all: the network of this machine cannot be used, or the control URLs do not work.
pub fn run(
    cited: &Arc<Cited>,
    selection: Selection,
    store: Store,
    options: &RunOptions,
    progress: &Progress,
) -> io::Result<Outcome> {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outcome = runtime.block_on(go(cited, selection, store, options, progress));
    // What still waits for an answer holds nothing that is needed.
    runtime.shutdown_background();
    outcome
}

/// Tells all parts of a run to stop, and why.
#[derive(Clone, Default)]
struct Brake(Arc<(Mutex<Option<Stop>>, Notify)>);

impl Brake {
    /// The first reason stands.
    fn pull(&self, stop: Stop) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(stop);
        self.0.1.notify_one();
    }

    async fn pulled(&self) {
        self.0.1.notified().await;
        // For the next who waits.
        self.0.1.notify_one();
    }

    fn reason(&self) -> Option<Stop> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What the visits came to so far.
#[derive(Default)]
struct Tally {
    readings: Readings,
    deferred: BTreeMap<Deferral, usize>,
    broken: usize,
    unresolved: usize,
    /// Visits that were finished, whatever came of them.
    finished: usize,
}

struct Run<'a> {
    cited: &'a Arc<Cited>,
    options: &'a RunOptions,
    progress: &'a Progress,
    recorder: Recorder,
    brake: Brake,
    deadline: Option<Instant>,
}

async fn go(
    cited: &Arc<Cited>,
    selection: Selection,
    store: Store,
    options: &RunOptions,
    progress: &Progress,
) -> io::Result<Outcome> {
    let prober = Arc::new(Prober::new(&options.visit)?);
    let archive = Archive::new(&options.archive, &options.visit)?;
    let gate = Gate::new(&options.control_urls, &options.visit);
    if let Some(gate) = &gate
        && !gate.is_open().await
    {
        return Err(io::Error::other("no control URL can be reached, so the network here does not work"));
    }
    let brake = Brake::default();
    let on_failure = brake.clone();
    let (recorder, thread) = Recorder::start(store, gate.is_some(), move |error| on_failure.pull(Stop::Full(error)));
    // A budget that leads beyond what a clock can say has no end.
    let deadline = options.budget.and_then(|budget| Instant::now().checked_add(budget));
    let run = Run { cited, options, progress, recorder, brake, deadline };

    let Selection { due, robots_exempt, wanted, .. } = selection;
    let (mut tally, mut asked) = (Tally::default(), Asked::default());
    let (want, wants) = mpsc::unbounded_channel();
    let work = async {
        let visits = async {
            run.visit(prober, &due, robots_exempt, want, &mut tally).await;
            if let Some(gate) = &gate {
                gate.vouch(&run.recorder).await;
            }
        };
        tokio::join!(visits, run.ask(&archive, wanted, wants, &mut asked));
    };
    tokio::select! {
        () = work => {}
        never = run.watch(gate.as_ref()) => match never {},
    }
    let Run { recorder, brake, .. } = run;
    drop(recorder);
    let written = thread.join().map_err(|_| io::Error::other("the recorder broke off"))?;
    progress.finish();
    let Tally { readings, deferred, broken, unresolved, .. } = tally;
    Ok(Outcome { written, readings, deferred, broken, unresolved, asked, stopped: brake.reason() })
}

impl Run<'_> {
    async fn visit(
        &self,
        prober: Arc<Prober>,
        due: &[u32],
        robots_exempt: FxHashSet<String>,
        want: UnboundedSender<Wanted>,
        tally: &mut Tally,
    ) {
        self.progress.start("visits", due.len());
        let mut queues = Queues::default();
        for &position in due {
            queues.add(&self.host(position), position);
        }
        let hosts = &self.options.visit.hosts;
        let gap = |host: &str| hosts.of(host).and_then(|settings| settings.gap).unwrap_or(self.options.gap);
        let options = schedule::Options {
            concurrency: self.options.concurrency,
            gap: &gap,
            deadline: self.deadline,
            seed: seed(self.options.clock.now()),
        };
        let shared = Arc::new((Arc::clone(self.cited), prober, robots_exempt));
        let visit = |position: u32, permits: Permits| {
            let shared = Arc::clone(&shared);
            async move {
                let (cited, prober, robots_exempt) = &*shared;
                let subject = subject(cited, position, robots_exempt);
                prober.visit(&subject, &permits).await
            }
        };
        let on_outcome = |outcome: JobOutcome<u32, Observation>, figures: &Figures| {
            tally.finished += 1;
            match outcome {
                JobOutcome::Done(position, observation) => self.note(position, observation, &want, tally),
                JobOutcome::Deferred(_, reason) => *tally.deferred.entry(reason).or_default() += 1,
                JobOutcome::Broken(_) => tally.broken += 1,
            }
            self.progress.advance_to(tally.finished, || standing(figures));
        };
        schedule::run(queues, options, self.brake.pulled(), visit, on_outcome).await;
    }

    fn note(&self, position: u32, observation: Observation, want: &UnboundedSender<Wanted>, tally: &mut Tally) {
        if observation.cause == Cause::LyingResolver {
            // Whatever else it says is worth as little.
            return self.brake.pull(Stop::LyingResolver);
        }
        if observation.cause == Cause::NoResolver {
            // That was seen of this machine and not of the source.
            tally.unresolved += 1;
            return;
        }
        let readings = &mut tally.readings;
        match reading(&observation) {
            Reading::Alive => readings.alive += 1,
            Reading::Blocked => readings.blocked += 1,
            Reading::Neutral => readings.uncertain += 1,
            Reading::Evidence(tier) => {
                readings.evidence += 1;
                // There is nobody to want anything of once the run is stopped.
                let _ = want.send(Wanted { url: position, record: tier == Tier::Page });
            }
        }
        let Some(cited) = self.cited.urls.get(position as usize) else { return };
        let at = self.options.clock.now();
        let entry = Entry { at, vantage: Arc::clone(&self.options.vantage), observation };
        self.recorder.note(Note::Seen(cited.url.clone(), entry));
    }

    async fn ask(&self, archive: &Archive, known: Vec<Wanted>, wants: UnboundedReceiver<Wanted>, asked: &mut Asked) {
        let asking = lookups::ask(archive, self.cited, known, wants, &self.recorder, self.options.clock, asked);
        let is_late = async {
            match self.deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = asking => {}
            () = is_late => {}
            () = self.brake.pulled() => {}
        }
    }

    /// Watches the network and the signals, and pulls the brake.
    async fn watch(&self, gate: Option<&Gate>) -> Infallible {
        let network = async {
            if let Some(gate) = gate {
                gate.watch(&self.recorder).await;
                self.brake.pull(Stop::NetworkDown);
            }
        };
        let signals = async {
            interrupted().await;
            self.brake.pull(Stop::Interrupted);
        };
        tokio::join!(network, signals);
        pending().await
    }

    fn host(&self, position: u32) -> String {
        self.cited.urls.get(position as usize).map_or_else(String::new, |cited| host_of(&cited.url))
    }
}

/// What is visited for a document.
fn subject(cited: &Cited, position: u32, robots_exempt: &FxHashSet<String>) -> Subject {
    /// A document that many events cite is mostly a front page, of which no title says anything.
    const MOST_TITLES: usize = 5;
    let Some(document) = cited.urls.get(position as usize) else { return Subject::default() };
    let text = document.representative();
    let titles = document.citations.iter().take(MOST_TITLES).filter_map(|citation| cited.event(citation));
    Subject {
        cited: text.to_owned(),
        url: request_url(text).filter(|_| !fault(text).is_some_and(|(fault, _)| fault.is_fatal())),
        titles: titles.map(|event| event.title.clone()).filter(|title| !title.is_empty()).collect(),
        robots_exempt: !robots_exempt.is_empty() && robots_exempt.contains(&host_of(&document.url)),
    }
}

/// Where the run stands, for the progress bar.
fn standing(figures: &Figures) -> String {
    let hosts = figures.hosts_waiting + figures.in_flight;
    format!("{hosts} hosts, {} left", duration::in_words(figures.time_left))
}

/// Waits for the signals by which people and machines end a program.
async fn interrupted() {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    // A signal that cannot be waited for ends the program as it always does.
    let [Ok(mut a), Ok(mut b), Ok(mut c)] = kinds.map(signal) else { return pending().await };
    tokio::select! {
        _ = a.recv() => {}
        _ = b.recv() => {}
        _ = c.recv() => {}
    }
}
