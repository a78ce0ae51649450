//! Writes down what a run observes, on a thread of its own.
//!
//! What is noted within a moment is written together: a transaction holds one observation when visits are slow and
//! hundreds when they are fast. Where the network here can be judged, what was seen in a stretch of the run is written
//! when that is judged, and thrown away if the network did not work. So whoever kills a run loses a stretch at most.
//!
//! What was seen of a host that was not reached may be of the minute in which the network broke, or came back. It counts
//! only if the stretches before and after it were good too.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};
use tokio::sync::Notify;

use super::stretch::{Judged, Outage, Stretch};
use crate::audit::history::{CopyNote, Lookup, Visit};
use crate::audit::lease::Held;
use crate::audit::reach::Reach;
use crate::audit::store::{Store, StoreError, StoreFault};

/// Notes that may wait before whoever observes has to wait for the disk, and observations that may wait for judgement.
const MOST_WAITING: usize = 4096;

/// How long a note waits for others. Until then it is part of a visit that is still under way.
const MOMENT: Duration = Duration::from_millis(2);

/// Stretches in a row in which the network did not work, and the run is given up.
const MOST_FAILURES: usize = 3;

/// What is to be written, and whether it may be.
#[derive(Debug)]
pub(super) enum Note {
    /// A visit of a host came so far. It may be made again before it is an observation.
    Came(String, Reach),
    /// A URL was visited.
    Seen(String, Visit, Circumstances),
    /// A web archive was asked of a URL.
    LookedUp(String, Lookup),
    /// Something was done about copies of a URL.
    Copy(String, CopyNote),
    /// It is time to judge the stretch. The control URLs worked until now, or there are none.
    Vouched,
    /// It is time to judge the stretch. The control URLs failed at some time in it.
    Tainted,
}

/// What decides whether an observation counts.
#[derive(Clone, Debug)]
pub(super) struct Circumstances {
    /// The number of the stretch in which it was made.
    stretch: usize,
    /// Whether something came between us and the host.
    is_hindered: bool,
    /// The lease under which it was made, where there are several workers.
    held: Option<Arc<Held>>,
}

/// What of the observations was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Observations.
    pub visits: usize,
    /// Observations that were thrown away, because the network did not work.
    pub thrown_away: usize,
    /// Observations that the store did not take.
    pub lost: usize,
    /// Observations that were thrown away, because another worker had taken over the host.
    pub overtaken: usize,
    /// What the network showed at its worst, if nearly all hosts failed alike.
    pub outage: Option<Outage>,
}

/// What a run is to be told of.
pub(super) enum Trouble {
    /// The store takes no more; whatever is noted after that is lost.
    Full(StoreError),
    /// The network did not work for several stretches.
    NetworkDown,
}

/// Takes notes. It can be copied to whoever observes.
#[derive(Clone)]
pub(super) struct Recorder {
    notes: SyncSender<Note>,
    shared: Arc<Shared>,
}

/// What the desk and those who observe tell each other besides.
#[derive(Default)]
struct Shared {
    /// The number of the present stretch.
    stretch: AtomicUsize,
    /// Visits under way.
    under_way: AtomicUsize,
    /// So much waits for judgement that it is time for it.
    is_full: Notify,
}

impl Recorder {
    /// Starts to write to `store`, as `worker` if it is one of several, at once or, if `judges` is what was known of its hosts, stretch by stretch.
    pub(super) fn start(
        store: Box<dyn Store>,
        worker: Option<String>,
        judges: Option<FxHashMap<String, Reach>>,
        on_trouble: impl Fn(Trouble) + Send + 'static,
    ) -> (Recorder, JoinHandle<Written>) {
        let (sender, notes) = mpsc::sync_channel(MOST_WAITING);
        let shared = Arc::<Shared>::default();
        let recorder = Recorder { notes: sender, shared: Arc::clone(&shared) };
        let mut desk = Desk {
            store,
            worker,
            is_judged: judges.is_some(),
            known: judges.unwrap_or_default(),
            shared,
            stretch: Stretch::default(),
            worked: Vec::new(),
            waiting: Vec::new(),
            written: Written::default(),
        };
        let thread = thread::spawn(move || {
            if let Err(error) = desk.work(&notes, &on_trouble) {
                on_trouble(Trouble::Full(error));
                // So that nobody waits for room.
                desk.written.lost += notes.iter().filter(|note| matches!(note, Note::Seen(..))).count();
            }
            desk.written.lost += desk.waiting.len();
            desk.written
        });
        (recorder, thread)
    }

    /// Notes something. The thread lives until the last recorder is dropped.
    pub(super) fn note(&self, note: Note) {
        let _ = self.notes.send(note);
    }

    /// Notes that a visit sets out.
    pub(super) fn set_out(&self) {
        self.shared.under_way.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes how far a visit of a host came, if that says anything. One that is broken off stays under way: it might have
    /// come to the host.
    pub(super) fn come_back(&self, host: impl FnOnce() -> String, reach: Option<Reach>) -> Circumstances {
        self.shared.under_way.fetch_sub(1, Ordering::Relaxed);
        let circumstances = self.circumstances(reach.as_ref().is_some_and(|reach| *reach != Reach::Host));
        if let Some(reach) = reach {
            self.note(Note::Came(host(), reach));
        }
        circumstances
    }

    /// Of what is seen now.
    pub(super) fn circumstances(&self, is_hindered: bool) -> Circumstances {
        Circumstances { stretch: self.shared.stretch.load(Ordering::Relaxed), is_hindered, held: None }
    }

    /// Waits until it is time to judge the stretch because too much waits for it.
    pub(super) async fn is_full(&self) {
        self.shared.is_full.notified().await;
    }
}

struct Desk {
    store: Box<dyn Store>,
    /// Who writes, where several do.
    worker: Option<String>,
    /// Whether the network can be judged.
    is_judged: bool,
    /// How far visits of hosts came before, if not to the host.
    known: FxHashMap<String, Reach>,
    shared: Arc<Shared>,
    stretch: Stretch,
    /// Whether the network worked, for each stretch that is over.
    worked: Vec<bool>,
    /// What is not judged yet.
    waiting: Vec<(String, Visit, Circumstances)>,
    written: Written,
}

impl Desk {
    fn work(&mut self, notes: &Receiver<Note>, on_trouble: &dyn Fn(Trouble)) -> Result<(), StoreError> {
        let (mut lookups, mut copies) = (Vec::new(), Vec::new());
        while let Ok(first) = notes.recv() {
            thread::sleep(MOMENT);
            for note in std::iter::once(first).chain(notes.try_iter().take(MOST_WAITING)) {
                match note {
                    Note::Came(host, reach) if self.is_judged => self.stretch.note(host, reach),
                    Note::Came(..) => {}
                    Note::Seen(url, visit, circumstances) => self.waiting.push((url, visit, circumstances)),
                    Note::LookedUp(url, lookup) => lookups.push((url, lookup)),
                    Note::Copy(url, note) => copies.push((url, note)),
                    Note::Vouched => self.judge()?,
                    Note::Tainted => self.end_stretch(false)?,
                }
                if self.is_down() {
                    on_trouble(Trouble::NetworkDown);
                }
            }
            if !self.is_judged {
                self.write(|_| Some(true))?;
            } else if self.waiting.len() >= MOST_WAITING {
                self.shared.is_full.notify_one();
            }
            if !lookups.is_empty() {
                self.store.append_lookups(&lookups)?;
                lookups.clear();
            }
            if !copies.is_empty() {
                self.store.append_copy_notes(&copies)?;
                copies.clear();
            }
        }
        self.judge()?;
        // What comes after the end cannot speak against it.
        self.end_stretch(true)?;
        self.end_stretch(true)
    }

    fn judge(&mut self) -> Result<(), StoreError> {
        let is_full = self.waiting.len() >= MOST_WAITING;
        match self.stretch.judge(&self.known, self.shared.under_way.load(Ordering::Relaxed)) {
            Judged::Open if !is_full => Ok(()),
            Judged::Open | Judged::Works => self.end_stretch(true),
            Judged::Broken(outage) => {
                let worst = self.written.outage.take().filter(|worst| worst.hosts >= outage.hosts);
                self.written.outage = worst.or(Some(outage));
                self.end_stretch(false)
            }
        }
    }

    fn end_stretch(&mut self, worked: bool) -> Result<(), StoreError> {
        if worked {
            self.stretch.end_into(&mut self.known);
        } else {
            self.stretch.forget();
        }
        let mut so_far = std::mem::take(&mut self.worked);
        so_far.push(worked);
        self.shared.stretch.store(so_far.len(), Ordering::Relaxed);
        let written = self.write(|circumstances| circumstances.count(&so_far));
        self.worked = so_far;
        written
    }

    /// Whether the network has not worked for a while.
    fn is_down(&self) -> bool {
        self.worked.last_chunk::<MOST_FAILURES>().is_some_and(|last| !last.contains(&true))
    }

    /// Writes what counts, and throws away what does not.
    fn write(&mut self, counts: impl Fn(&Circumstances) -> Option<bool>) -> Result<(), StoreError> {
        let (mut counting, mut leases) = (Vec::new(), Vec::new());
        for (url, visit, circumstances) in std::mem::take(&mut self.waiting) {
            match counts(&circumstances) {
                Some(true) => {
                    counting.push((url, visit));
                    leases.push(circumstances.held);
                }
                Some(false) => self.written.thrown_away += 1,
                None => self.waiting.push((url, visit, circumstances)),
            }
        }
        if counting.is_empty() {
            return Ok(());
        }
        let appended = self.append(&mut counting, &mut leases);
        match &appended {
            Ok(new) => self.written.visits += new,
            Err(_) => self.written.lost += counting.len(),
        }
        appended.map(drop)
    }

    /// Adds observations, each as long as it was made under a lease that still holds, and returns how many are new.
    fn append(
        &mut self,
        counting: &mut Vec<(String, Visit)>,
        leases: &mut Vec<Option<Arc<Held>>>,
    ) -> Result<usize, StoreError> {
        let Some(worker) = &self.worker else { return self.store.append(counting) };
        loop {
            let held: FxHashSet<&Held> = leases.iter().flatten().map(|held| &**held).collect();
            let held: Vec<(&str, i64)> = held.into_iter().map(|held| (&*held.domain, held.epoch)).collect();
            let lost = match self.store.append_for(worker, &held, counting) {
                Err(StoreError { fault: StoreFault::NotLeased(lost), .. }) if !lost.is_empty() => lost,
                other => return other,
            };
            let is_lost = |held: &Option<Arc<Held>>| {
                held.as_ref().is_some_and(|held| lost.iter().any(|lost| **lost == *held.domain))
            };
            let mut kept = leases.iter().map(|held| !is_lost(held));
            let before = counting.len();
            counting.retain(|_| kept.next().unwrap_or(true));
            drop(kept);
            leases.retain(|held| !is_lost(held));
            self.written.overtaken += before - counting.len();
        }
    }
}

impl Circumstances {
    /// The same under a lease.
    pub(super) fn under(self, held: Option<Arc<Held>>) -> Self {
        Self { held, ..self }
    }

    /// Whether what was seen counts, by whether the network worked in the stretches so far. `None` if that is not known
    /// yet.
    fn count(&self, worked: &[bool]) -> Option<bool> {
        let spread = usize::from(self.is_hindered);
        let mut about = self.stretch.saturating_sub(spread)..=self.stretch + spread;
        let is_known = self.stretch + spread < worked.len();
        let is_bad = about.any(|stretch| worked.get(stretch) == Some(&false));
        if is_bad { Some(false) } else { is_known.then_some(true) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::audit::store;
    use crate::source::{Cause, Observation};

    #[test]
    fn what_was_seen_counts_by_its_stretch_and_what_was_not_reached_by_its_neighbours_too() {
        let count =
            |stretch, is_hindered, worked: &[bool]| Circumstances { stretch, is_hindered, held: None }.count(worked);
        for (stretch, worked, expected, expected_if_hindered) in [
            (0, &[][..], None, None),
            (0, &[true], Some(true), None),
            (0, &[true, true], Some(true), Some(true)),
            (0, &[true, false], Some(true), Some(false)),
            (1, &[true, false], Some(false), Some(false)),
            (2, &[true, false], None, Some(false)),
            (2, &[true, false, true, true], Some(true), Some(false)),
            (3, &[true, false, true, true, true], Some(true), Some(true)),
        ] {
            assert_eq!(count(stretch, false, worked), expected, "{stretch} {worked:?}");
            assert_eq!(count(stretch, true, worked), expected_if_hindered, "{stretch} {worked:?}, hindered");
        }
    }

    const HOSTS: usize = 20;

    /// Visits of twenty hosts in a stretch, all of which came so far.
    fn visit_all(recorder: &Recorder, stretch: usize, reach: &Reach) {
        let is_hindered = *reach != Reach::Host;
        let cause = if is_hindered { Cause::ConnectionRefused } else { Cause::Alive };
        for host in 0..HOSTS {
            recorder.note(Note::Came(format!("h{host}.example"), reach.clone()));
            let visit = Visit {
                at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(stretch as i64),
                vantage: "here".into(),
                observation: Observation::new(cause),
            };
            let circumstances = Circumstances { stretch, is_hindered, held: None };
            recorder.note(Note::Seen(format!("http://h{host}.example/"), visit, circumstances));
        }
    }

    /// Runs of stretches in which everybody was reached or nobody, and the control URLs worked or not.
    #[test]
    fn what_was_observed_before_the_network_broke_is_stored() -> Result<(), Box<dyn std::error::Error>> {
        let (there, lost) = (Reach::Host, Reach::Nowhere);
        for (stretches, written, is_down) in [
            (&[(&there, true), (&lost, true), (&there, true)][..], 2 * HOSTS, false),
            (&[(&there, true), (&there, false), (&there, true)], 2 * HOSTS, false),
            (&[(&lost, true), (&lost, true), (&lost, true), (&there, true)], HOSTS, true),
            (&[(&there, true), (&there, true)], 2 * HOSTS, false),
        ] {
            let folder = tempfile::tempdir()?;
            let store = store::create_or_open(&folder.path().join("links.db").into())?;
            let was_told = Arc::new(AtomicUsize::new(0));
            let told = Arc::clone(&was_told);
            let on_trouble = move |trouble| {
                assert!(matches!(trouble, Trouble::NetworkDown));
                told.store(1, Ordering::SeqCst);
            };
            let (recorder, thread) = Recorder::start(store, None, Some(FxHashMap::default()), on_trouble);
            for (stretch, &(reach, is_vouched)) in stretches.iter().enumerate() {
                visit_all(&recorder, stretch, reach);
                recorder.note(if is_vouched { Note::Vouched } else { Note::Tainted });
            }
            drop(recorder);
            let done = thread.join().map_err(|_| "the recorder broke off")?;
            let all = stretches.len() * HOSTS;
            assert_eq!((done.visits, done.thrown_away), (written, all - written), "{stretches:?}");
            assert_eq!(was_told.load(Ordering::SeqCst) == 1, is_down, "{stretches:?}");
        }
        Ok(())
    }
}
