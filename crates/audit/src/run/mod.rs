//! One run of an audit: everything that is due, as far as the time goes.
//!
//! The visits, the web archive and the health gate go on at the same time and note what they see at a recorder. What
//! stops one of them for good stops the run; what was noted until then is kept.
//!
//! - `recorder` takes notes of what is seen, each a `note`, and the `desk` writes them down as far as they count: by `gate`
//!   and by `stretch`, which tell whether the network here works, with URLs that always do and by the hosts that are visited,
//! - `lookups` asks the web archives for copies, from a `line` for each of them,
//! - `watch` looks at the network, at the signals and at the clock meanwhile, and `standing` is how long all takes,
//! - `outcome` is what came of it.

mod desk;
mod gate;
mod line;
mod lookups;
mod note;
mod outcome;
mod recorder;
mod standing;
mod stretch;
mod watch;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustc_hash::FxHashSet;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::Instant;
use url::Url;

use self::desk::{Trouble, Writer, Written};
use self::gate::Gate;
use self::line::Line;
pub use self::lookups::Asked;
use self::lookups::{Asking, Wish};
use self::note::{Circumstances, Note};
use self::outcome::{Cancellation, Coverage};
pub use self::outcome::{RunOutcome, Stop};
use self::recorder::{Ending, Recorder};
use self::standing::Standing;
use self::stretch::ENOUGH_HOSTS;
use crate::archived::{WebArchive, pace};
use crate::cited::{Cited, titles};
use crate::clock::Clock;
use crate::cover::Coverage as CopyCover;
use crate::history::Visit;
use crate::lease::{Due, Leases, LeasesAtWork};
use crate::left_alone::LeftAlone;
use crate::plan::Plan;
use crate::reach::Reach;
use crate::select::{Selection, seed};
use crate::signals::Signals;
use crate::store::{Store, host_of};
use newslint_model::progress::Progress;
use newslint_model::source::{ArchivePlaces, Cause, Deferral, Observation, Reading, Tier, fault, reading, request_url};
use newslint_web::network::{self, Prober, Subject, VisitOptions};
use newslint_web::schedule::{self, Figures, JobOutcome, Permits, Queues, Turns, VisitNeeds, Visited};

/// A host's first visit asks it for robots.txt, the URL, and mostly for a control.
const NEEDS: VisitNeeds = VisitNeeds { first: 3, next: 1 };

/// How a run visits what is due.
pub struct RunOptions {
    /// How one visit is made.
    pub visit: VisitOptions,
    /// How many hosts are asked at a time.
    pub concurrency: usize,
    /// How long a host is left alone between two requests, unless its own settings say otherwise.
    pub gap: Duration,
    /// When the run is over, from its start.
    pub budget: Option<Duration>,
    /// The name of the place from which the web is seen.
    pub vantage: Arc<str>,
    /// URLs that always work.
    pub control_urls: Vec<Url>,
    /// Where copies are looked for.
    pub web_archives: ArchivePlaces,
    /// The time that visits are said to be made at.
    pub clock: Clock,
}

impl RunOptions {
    /// How long a host is left alone between two requests.
    fn gap_of(&self, host: &str) -> Duration {
        self.visit.hosts.of(host).and_then(|settings| settings.gap).unwrap_or(self.gap)
    }

    /// How many hosts there are of what is due, and how long one visit of each takes.
    pub fn first_visits(&self, cited: &Cited, due: &[u32]) -> (usize, Duration) {
        let urls = due.iter().filter_map(|position| cited.urls.get(*position as usize)).map(|cited| cited.url.as_str());
        let plan = Plan::of_first_visits(urls, |host| self.gap_of(host), self.concurrency);
        (plan.hosts.len(), plan.takes(1))
    }
}

/// What it takes to be one of several workers.
pub struct Sharing {
    /// How domains are leased.
    pub leases: Leases,
    /// When it was found what is due.
    pub selected: Timestamp,
    /// How long the server is waited for when it is away.
    pub patience: Duration,
}

impl Sharing {
    fn writer(&self) -> Writer {
        Writer { name: self.leases.owner().to_owned(), silence: self.patience / 10 }
    }
}

/// Visits what is selected and writes it to the store, alone or as one of several.
pub fn run(
    cited: &Arc<Cited>,
    selection: Selection,
    store: Box<dyn Store>,
    sharing: Option<Sharing>,
    options: &RunOptions,
    progress: &Progress,
) -> io::Result<RunOutcome> {
    let runtime = network::runtime()?;
    let outcome = runtime.block_on(go(cited, selection, store, sharing, options, progress));
    // What still waits for an answer holds nothing that is needed.
    runtime.shutdown_background();
    outcome
}

struct AuditRun<'a> {
    cited: &'a Arc<Cited>,
    options: &'a RunOptions,
    progress: &'a Progress,
    recorder: Recorder,
    /// What this worker may visit, if there are others.
    leases: Option<LeasesAtWork>,
    cancellation: Cancellation,
    deadline: Option<Instant>,
    standing: Standing,
}

async fn go(
    cited: &Arc<Cited>,
    selection: Selection,
    store: Box<dyn Store>,
    sharing: Option<Sharing>,
    options: &RunOptions,
    progress: &Progress,
) -> io::Result<RunOutcome> {
    let prober = Arc::new(Prober::new(&options.visit)?);
    let web_archives = WebArchive::all(options.web_archives.iter(), &options.visit)?;
    let gate = Gate::new(&options.control_urls, &options.visit);
    if let Some(gate) = &gate
        && !gate.is_open().await
    {
        return Err(io::Error::other("no control URL can be reached, so this network is not working"));
    }
    let cancellation = Cancellation::default();
    let Selection { due, robots_exempt, left_alone, unreached, wanted, copies, coverage, silent, .. } = selection;
    let lines = Line::all(web_archives.len(), &silent, wanted, copies, &coverage);
    let is_judged = gate.is_some() || hosts_of(cited, &due).take(ENOUGH_HOSTS).count() == ENOUGH_HOSTS;
    let on_trouble = cancellation.clone();
    let writer = sharing.as_ref().map(Sharing::writer);
    let (recorder, mut ending) = Recorder::start(store, writer, is_judged.then_some(unreached), move |trouble| {
        on_trouble.cancel(match trouble {
            Trouble::Full(error) => Stop::Full(error),
            Trouble::NetworkDown => Stop::NetworkDown,
        });
    });
    // A budget that leads beyond what a clock can say has no end.
    let deadline = options.budget.and_then(|budget| Instant::now().checked_add(budget));
    let standing = Standing::new(due.len(), deadline, options.web_archives.iter().map(pace).max().unwrap_or_default());
    let share = |Sharing { leases, selected, .. }| leases.begin(as_due(cited, &due, selected), recorder.judging());
    let (leases, turns) = sharing.map(share).unzip();
    let workers = leases.as_ref().map(LeasesAtWork::archive_turns);
    let web_archives: Vec<_> = web_archives.into_iter().map(|archive| archive.in_turns(workers.clone())).collect();
    let run = AuditRun { cited, options, progress, recorder, leases, cancellation, deadline, standing };

    let (mut outcome, mut asked) = (RunOutcome::default(), Asked::default());
    let (want, wants) = mpsc::unbounded_channel();
    let want = Wishes { to: want, coverage };
    let work = async {
        let visits = async {
            run.visit(prober, &due, (robots_exempt, left_alone), turns, want, &mut outcome).await;
            watch::look(&run.recorder, gate.as_ref()).await;
        };
        tokio::join!(visits, run.ask(&web_archives, lines, wants, &mut asked));
    };
    let mut signals = Signals::catch();
    tokio::select! {
        () = work => {}
        never = watch::network(&run.recorder, gate.as_ref(), is_judged) => match never {},
        never = watch::interruption(&mut signals, &run.cancellation) => match never {},
        never = watch::progress(progress, &run.standing) => match never {},
        // As long as there are recorders, there is nothing else that ends it.
        _ = ending.written() => return Err(io::Error::other("the recorder stopped")),
    }
    let AuditRun { recorder, leases, cancellation, .. } = run;
    drop(recorder);
    let written = end(ending, leases, (&mut signals, &cancellation)).await?;
    progress.finish();
    Ok(RunOutcome { written, asked, stopped: cancellation.reason(), ..outcome })
}

/// Waits until what was seen is stored, and gives everything back. A server that is away is not waited for as long as it
/// could be if somebody wants the run to end; leases then end by themselves.
async fn end(
    mut ending: Ending,
    leases: Option<LeasesAtWork>,
    (signals, cancellation): (&mut Signals, &Cancellation),
) -> io::Result<Written> {
    let written = tokio::select! {
        biased;
        written = ending.written() => written,
        () = watch::impatience(signals, cancellation), if leases.is_some() => return Ok(ending.so_far()),
    };
    // What was seen is stored now, or never will be.
    leases.into_iter().for_each(LeasesAtWork::finish);
    written.ok_or_else(|| io::Error::other("the recorder stopped"))
}

impl AuditRun<'_> {
    async fn visit(
        &self,
        prober: Arc<Prober>,
        due: &[u32],
        (robots_exempt, left_alone): (FxHashSet<String>, LeftAlone),
        turns: Option<Turns>,
        mut want: Wishes,
        tally: &mut RunOutcome,
    ) {
        self.progress.start("visits", due.len());
        let mut queues = Queues::default();
        for &position in due {
            queues.add(&host(self.cited, position), position);
        }
        let gap = |host: &str| self.options.gap_of(host);
        let options = schedule::Options {
            concurrency: self.options.concurrency,
            gap: &gap,
            deadline: self.deadline,
            needs: NEEDS,
            left_alone: self.instants(&left_alone),
            seed: seed(self.options.clock.now()),
            turns,
        };
        let holdings = self.leases.as_ref().map(|leases| Arc::clone(&leases.holdings));
        let shared = Arc::new((Arc::clone(self.cited), prober, robots_exempt, self.recorder.clone(), holdings));
        let visit = |position: u32, permits: Permits| {
            let shared = Arc::clone(&shared);
            async move {
                let (cited, prober, robots_exempt, recorder, holdings) = &*shared;
                recorder.room().await;
                let Ok(held) = holdings.as_ref().map(|all| all.lease(&host(cited, position), position)).transpose()
                else {
                    return Visited::Deferred(Deferral::Elsewhere);
                };
                let subject = subject(cited, position, robots_exempt);
                recorder.set_out();
                let visited = prober.visit(&subject, &permits).await;
                let reach = subject.url.as_ref().zip(visited.seen()).and_then(|(url, seen)| Reach::of(url, seen));
                let circumstances = recorder.come_back(|| host(cited, position), reach);
                let circumstances = circumstances.under(held);
                visited.map(|observation| (observation, circumstances))
            }
        };
        let mut coverage = Coverage::default();
        let on_outcome = |outcome: JobOutcome<u32, (Observation, Circumstances)>, figures: &Figures| {
            if self.deadline.is_some() {
                coverage.note(&outcome, |position| host(self.cited, position));
            }
            match outcome {
                JobOutcome::Done(position, seen) => self.note(position, seen, &mut want, tally),
                JobOutcome::Deferred(_, reason) => *tally.deferred.entry(reason).or_default() += 1,
                JobOutcome::Broken(_) => tally.broken += 1,
            }
            self.standing.note_visits(figures);
            self.standing.left(Instant::now()).into_iter().for_each(|left| self.progress.tell(left));
            self.progress.advance();
        };
        let lowered_to = schedule::run(queues, options, self.cancellation.cancelled(), visit, on_outcome).await;
        tally.lowered_to = lowered_to;
        tally.unreached_hosts = coverage.unreached();
    }

    /// Until when hosts are left alone, for the clock of timers.
    fn instants(&self, left_alone: &LeftAlone) -> HashMap<String, Instant> {
        let now = self.options.clock.now();
        let hosts = left_alone.hosts().into_iter().filter_map(|(host, until)| {
            let wait = Duration::try_from(until.duration_since(now)).unwrap_or_default();
            Some((host.to_owned(), Instant::now().checked_add(wait)?))
        });
        hosts.collect()
    }

    fn note(
        &self,
        position: u32,
        (observation, circumstances): (Observation, Circumstances),
        want: &mut Wishes,
        tally: &mut RunOutcome,
    ) {
        if let Some(by) = self.options.clock.jumped() {
            // Evidence of a false day could settle what is not settled.
            return self.cancellation.cancel(Stop::ClockJumped(by));
        }
        if observation.cause == Cause::LyingResolver {
            // Whatever else it says is worth as little.
            return self.cancellation.cancel(Stop::LyingResolver);
        }
        if observation.cause == Cause::NoResolver {
            // That was seen of this machine and not of the source.
            tally.unresolved += 1;
            return;
        }
        let readings = &mut tally.readings;
        let reading = reading(&observation);
        match reading {
            Reading::Alive => readings.alive += 1,
            Reading::Blocked => readings.blocked += 1,
            Reading::Neutral => readings.uncertain += 1,
            Reading::Evidence(_) => readings.evidence += 1,
        }
        want.note(position, reading);
        let Some(cited) = self.cited.urls.get(position as usize) else { return };
        let at = self.options.clock.now();
        let visit = Visit { at, vantage: Arc::clone(&self.options.vantage), observation };
        self.recorder.note(Note::Seen(cited.url.clone(), visit, circumstances));
    }

    async fn ask(
        &self,
        web_archives: &[WebArchive],
        lines: Vec<Line>,
        wants: UnboundedReceiver<Wish>,
        asked: &mut Asked,
    ) {
        let asking = Asking {
            web_archives,
            places: &self.options.web_archives,
            cited: self.cited,
            recorder: &self.recorder,
            clock: self.options.clock,
            vantage: &self.options.vantage,
            deadline: self.deadline,
            standing: &self.standing,
            turns: self.leases.as_ref().map(LeasesAtWork::archive_turns),
        };
        tokio::select! {
            () = lookups::ask(&asking, lines, wants, asked) => {}
            () = self.cancellation.cancelled() => {}
        }
    }
}

/// What visits want to know of the web archives.
struct Wishes {
    to: UnboundedSender<Wish>,
    coverage: CopyCover,
}

impl Wishes {
    fn note(&mut self, url: u32, reading: Reading) {
        let is_new = self.coverage.take_new(url);
        let wish = match reading {
            Reading::Evidence(tier) => Wish::Gone { url, record: tier == Tier::Page },
            Reading::Alive | Reading::Blocked if is_new => Wish::There(url),
            _ => return,
        };
        // There is nobody to want anything of once the run is stopped.
        let _ = self.to.send(wish);
    }
}

/// What is due, to be found by its URL.
fn as_due(cited: &Arc<Cited>, due: &[u32], selected: Timestamp) -> Due {
    let (cited, mut is_due) = (Arc::clone(cited), vec![false; cited.urls.len()]);
    for &position in due {
        is_due[position as usize] = true;
    }
    let position = move |url: &str| {
        let found = cited.urls.binary_search_by(|cited| cited.url.as_str().cmp(url)).ok();
        found.filter(|&position| is_due[position]).and_then(|position| u32::try_from(position).ok())
    };
    Due { selected, positions: Box::new(position) }
}

fn host(cited: &Cited, position: u32) -> String {
    cited.urls.get(position as usize).map_or_else(String::new, |cited| host_of(&cited.url))
}

/// The hosts of these, each once.
fn hosts_of(cited: &Cited, due: &[u32]) -> impl Iterator<Item = String> {
    let mut met = FxHashSet::default();
    due.iter().map(|&position| host(cited, position)).filter(move |host| met.insert(host.clone()))
}

/// What is visited for a document.
fn subject(cited: &Cited, position: u32, robots_exempt: &FxHashSet<String>) -> Subject {
    let Some(document) = cited.urls.get(position as usize) else { return Subject::default() };
    let text = document.representative();
    Subject {
        cited: text.to_owned(),
        url: request_url(text).filter(|_| !fault(text).is_some_and(|(fault, _)| fault.is_fatal())),
        titles: titles(cited, position),
        robots_exempt: !robots_exempt.is_empty() && robots_exempt.contains(&host_of(&document.url)),
    }
}
