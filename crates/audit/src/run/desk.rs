//! Who writes down what a run observes, on a thread of its own.
//!
//! What is noted within a moment is written together: a transaction holds one observation when visits are slow and
//! hundreds when they are fast. Where the network here can be judged, what was seen in a stretch of the run is written
//! when that is judged, and thrown away if the network did not work. So whoever kills a run loses a stretch at most.
//!
//! What was seen of a host that was not reached may be of the minute in which the network broke, or came back. It counts
//! only if the stretches before and after it were good too.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tokio::sync::Notify;

use super::note::{Circumstances, Note};
use super::stretch::{Judged, Outage, Stretch};
use crate::history::Visit;
use crate::lease::Held;
use crate::reach::Reach;
use crate::store::{Store, StoreError, StoreFault};

/// Observations that may wait for judgement, and notes that are taken in at a time.
const MOST_WAITING: usize = 4096;

/// Observations that may wait to be stored before nobody sets out on a visit any more: while some are written, others
/// are made.
const MOST_UNSTORED: usize = 2 * MOST_WAITING;

/// How long a note waits for others. Until then it is part of a visit that is still under way.
const MOMENT: Duration = Duration::from_millis(2);

/// Stretches in a row in which the network did not work, and the run is given up.
const MOST_FAILURES: usize = 3;

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

/// What the desk and those who observe tell each other besides notes.
#[derive(Default)]
pub(super) struct Shared {
    /// The number of the present stretch.
    pub stretch: AtomicUsize,
    /// Visits under way.
    pub under_way: AtomicUsize,
    /// So much waits for judgement that it is time for it.
    pub is_full: Notify,
    /// Observations that were noted and are neither stored nor given up.
    unstored: AtomicUsize,
    /// There is room for more of them.
    room: Notify,
    written: Mutex<Written>,
}

impl Shared {
    /// Counts an observation that is to be stored.
    pub(super) fn add(&self) {
        self.unstored.fetch_add(1, Ordering::SeqCst);
    }

    /// Waits until there is room for what a visit shows.
    pub(super) async fn room(&self) {
        loop {
            let room = self.room.notified();
            if self.unstored.load(Ordering::SeqCst) < MOST_UNSTORED {
                return;
            }
            room.await;
        }
    }

    /// What of the observations was written by now, if nothing more is.
    pub(super) fn written(&self) -> Written {
        let mut written = self.count(|written| written.clone());
        written.lost += self.unstored.load(Ordering::SeqCst);
        written
    }

    fn count<T>(&self, count: impl FnOnce(&mut Written) -> T) -> T {
        count(&mut self.written.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes out so many observations that were counted.
    fn settle(&self, observations: usize) {
        self.unstored.fetch_sub(observations, Ordering::SeqCst);
        self.room.notify_waiters();
    }
}

/// One of several who write.
pub(super) struct Writer {
    /// How it is called.
    pub name: String,
    /// How long at most the store is not asked anything.
    pub silence: Duration,
}

pub(super) struct Desk {
    store: Box<dyn Store>,
    /// Who writes, where several do.
    writer: Option<Writer>,
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
    /// When it was made sure last that the store is there.
    looked: Instant,
}

impl Desk {
    /// Writes to `store`, as a writer if it is one of several, at once or, if `judges` is what was known of its hosts,
    /// stretch by stretch.
    pub(super) fn new(
        store: Box<dyn Store>,
        writer: Option<Writer>,
        judges: Option<FxHashMap<String, Reach>>,
        shared: Arc<Shared>,
    ) -> Desk {
        let (is_judged, known) = (judges.is_some(), judges.unwrap_or_default());
        let (stretch, worked, waiting) = (Stretch::default(), Vec::new(), Vec::new());
        Desk { store, writer, is_judged, known, shared, stretch, worked, waiting, looked: Instant::now() }
    }

    /// Takes notes until nobody has any more.
    pub(super) fn work(&mut self, notes: &Receiver<Note>, on_trouble: &dyn Fn(Trouble)) -> Result<(), StoreError> {
        let (mut lookups, mut copies) = (Vec::new(), Vec::new());
        while let Some(first) = self.next(notes)? {
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
        self.end_stretch(true)?;
        self.store.settle()
    }

    /// The next note. Nobody else would notice that a server is gone for good while there is nothing to be written.
    fn next(&mut self, notes: &Receiver<Note>) -> Result<Option<Note>, StoreError> {
        let Some(Writer { name, silence }) = &self.writer else { return Ok(notes.recv().ok()) };
        loop {
            match notes.recv_timeout(silence.saturating_sub(self.looked.elapsed())) {
                Ok(note) => return Ok(Some(note)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => drop(self.store.append_for(name, &[], &[])?),
            }
            self.looked = Instant::now();
        }
    }

    fn judge(&mut self) -> Result<(), StoreError> {
        let is_full = self.waiting.len() >= MOST_WAITING;
        match self.stretch.judge(&self.known, self.shared.under_way.load(Ordering::Relaxed)) {
            Judged::Open if !is_full => Ok(()),
            Judged::Open | Judged::Works => self.end_stretch(true),
            Judged::Broken(outage) => {
                self.shared.count(|written| {
                    let worst = written.outage.take().filter(|worst| worst.hosts >= outage.hosts);
                    written.outage = worst.or(Some(outage));
                });
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
        let (mut counting, mut leases, mut thrown_away) = (Vec::new(), Vec::new(), 0);
        for (url, visit, circumstances) in std::mem::take(&mut self.waiting) {
            match counts(&circumstances) {
                Some(true) => {
                    counting.push((url, visit));
                    leases.push(circumstances.held);
                }
                Some(false) => thrown_away += 1,
                None => self.waiting.push((url, visit, circumstances)),
            }
        }
        let all = counting.len();
        let appended = if all == 0 { Ok(0) } else { self.append(&mut counting, &mut leases) };
        self.shared.count(|written| {
            written.thrown_away += thrown_away;
            written.overtaken += all - counting.len();
            match &appended {
                Ok(new) => written.visits += new,
                Err(_) => written.lost += counting.len(),
            }
        });
        self.shared.settle(all + thrown_away);
        appended.map(drop)
    }

    /// Adds observations, each as long as it was made under a lease that still holds, and returns how many are new. The
    /// others are taken out.
    fn append(
        &mut self,
        counting: &mut Vec<(String, Visit)>,
        leases: &mut Vec<Option<Arc<Held>>>,
    ) -> Result<usize, StoreError> {
        let Some(Writer { name, .. }) = &self.writer else { return self.store.append(counting) };
        loop {
            let held = last_leases(leases);
            keep_only(counting, leases, |lease| held.get(&*lease.domain) == Some(&lease.epoch));
            let held: Vec<(&str, i64)> = held.iter().map(|(domain, epoch)| (&**domain, *epoch)).collect();
            let lost = match self.store.append_for(name, &held, counting) {
                Err(StoreError { fault: StoreFault::NotLeased(lost), .. }) if !lost.is_empty() => lost,
                other => return other,
            };
            keep_only(counting, leases, |lease| !lost.iter().any(|lost| **lost == *lease.domain));
        }
    }
}

/// The last lease of each domain. An earlier one of this worker's holds no more.
fn last_leases(leases: &[Option<Arc<Held>>]) -> FxHashMap<Arc<str>, i64> {
    let mut last = FxHashMap::default();
    for lease in leases.iter().flatten() {
        let epoch = last.entry(Arc::clone(&lease.domain)).or_insert(lease.epoch);
        *epoch = lease.epoch.max(*epoch);
    }
    last
}

/// Takes out the observations made under other leases than these.
fn keep_only(
    counting: &mut Vec<(String, Visit)>,
    leases: &mut Vec<Option<Arc<Held>>>,
    is_kept: impl Fn(&Held) -> bool,
) {
    let is_kept = |lease: &Option<Arc<Held>>| lease.as_deref().is_none_or(&is_kept);
    let mut kept = leases.iter().map(is_kept);
    counting.retain(|_| kept.next().unwrap_or(true));
    drop(kept);
    leases.retain(is_kept);
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};

    use jiff::Timestamp;

    use super::*;
    use newslint_model::source::{Cause, Observation};

    #[test]
    fn nobody_sets_out_until_there_is_room() {
        let shared = Shared::default();
        let mut context = Context::from_waker(Waker::noop());
        (1..MOST_UNSTORED).for_each(|_| shared.add());
        assert!(pin!(shared.room()).poll(&mut context).is_ready());
        shared.add();
        let mut room = pin!(shared.room());
        assert!(room.as_mut().poll(&mut context).is_pending());
        shared.settle(1);
        assert!(room.poll(&mut context).is_ready());
        assert_eq!(shared.written().lost, MOST_UNSTORED - 1);
    }

    /// The domain was somebody else's in between.
    #[test]
    fn what_was_seen_under_an_earlier_lease_does_not_count_under_a_later_one() {
        let lease = |domain: &str, epoch| Some(Arc::new(Held { domain: domain.into(), epoch }));
        let mut leases =
            vec![lease("gazette.example", 1), lease("herald.example", 1), lease("gazette.example", 3), None];
        let visit =
            Visit { at: Timestamp::UNIX_EPOCH, vantage: "here".into(), observation: Observation::new(Cause::Alive) };
        let mut counting: Vec<(String, Visit)> = (0..4).map(|url| (url.to_string(), visit.clone())).collect();
        let last = last_leases(&leases);
        keep_only(&mut counting, &mut leases, |lease| last.get(&*lease.domain) == Some(&lease.epoch));
        let kept: Vec<&str> = counting.iter().map(|(url, _)| url.as_str()).collect();
        assert_eq!((kept, leases.len()), (vec!["1", "2", "3"], 3));
    }
}
