//! Takes notes of what a run observes.
//!
//! Those who observe wait for neither disk nor server: the desk, which writes, has a thread of its own.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Sender};
use std::thread;

use rustc_hash::FxHashMap;
use tokio::sync::oneshot;

use super::desk::{Desk, Shared, Trouble, Writer, Written};
use super::note::{Circumstances, Note};
use crate::reach::Reach;
use crate::store::Store;

/// Takes notes. It can be copied to whoever observes.
#[derive(Clone)]
pub(super) struct Recorder {
    notes: Sender<Note>,
    shared: Arc<Shared>,
}

impl Recorder {
    /// Starts to write to `store`, as `writer` if it is one of several, at once or, if `judges` is what was known of its
    /// hosts, stretch by stretch.
    pub(super) fn start(
        store: Box<dyn Store>,
        writer: Option<Writer>,
        judges: Option<FxHashMap<String, Reach>>,
        on_trouble: impl Fn(Trouble) + Send + 'static,
    ) -> (Recorder, Ending) {
        let (sender, notes) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let shared = Arc::<Shared>::default();
        let mut desk = Desk::new(store, writer, judges, Arc::clone(&shared));
        thread::spawn(move || {
            if let Err(error) = desk.work(&notes, &on_trouble) {
                on_trouble(Trouble::Full(error));
                // What comes now is lost, until nothing more does.
                notes.iter().for_each(drop);
            }
            // Nobody asks once the run is given up.
            let _ = end.send(());
        });
        (Recorder { notes: sender, shared: Arc::clone(&shared) }, Ending { ended, shared })
    }

    /// Notes something. Whoever does waits for nothing; see [`room`](Self::room).
    pub(super) fn note(&self, note: Note) {
        if let Note::Seen(..) = note {
            self.shared.add();
        }
        // The desk is there as long as there are recorders.
        let _ = self.notes.send(note);
    }

    /// Waits until there is room for what is about to be seen: nobody sets out while the store is away and much waits for
    /// it, and what is under way can always be noted.
    pub(super) async fn room(&self) {
        self.shared.room().await;
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

    /// What makes it time to judge the stretch. It need not be dropped for the recorder to end.
    pub(super) fn judging(&self) -> impl Fn() + Send + 'static + use<> {
        let shared = Arc::clone(&self.shared);
        move || shared.is_full.notify_one()
    }

    /// Waits until it is time to judge the stretch because too much waits for it, or others do.
    pub(super) async fn is_full(&self) {
        self.shared.is_full.notified().await;
    }
}

/// The end of the writing, once all recorders are gone.
pub(super) struct Ending {
    ended: oneshot::Receiver<()>,
    shared: Arc<Shared>,
}

impl Ending {
    /// Waits until all that was noted is written, or the store is given up. `None` if the desk broke off.
    pub(super) async fn written(&mut self) -> Option<Written> {
        (&mut self.ended).await.ok()?;
        Some(self.so_far())
    }

    /// What is written if it is not waited for.
    pub(super) fn so_far(&self) -> Written {
        self.shared.written()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use jiff::{SignedDuration, Timestamp};
    use tokio::runtime::Builder;

    use super::*;
    use crate::history::Visit;
    use crate::store;
    use newslint_model::source::{Cause, Observation};

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
            let (recorder, mut ending) = Recorder::start(store, None, Some(FxHashMap::default()), on_trouble);
            for (stretch, &(reach, is_vouched)) in stretches.iter().enumerate() {
                visit_all(&recorder, stretch, reach);
                recorder.note(if is_vouched { Note::Vouched } else { Note::Tainted });
            }
            drop(recorder);
            let runtime = Builder::new_current_thread().build()?;
            let done = runtime.block_on(ending.written()).ok_or("the desk stopped")?;
            let all = stretches.len() * HOSTS;
            assert_eq!((done.visits, done.thrown_away), (written, all - written), "{stretches:?}");
            assert_eq!(was_told.load(Ordering::SeqCst) == 1, is_down, "{stretches:?}");
        }
        Ok(())
    }
}
