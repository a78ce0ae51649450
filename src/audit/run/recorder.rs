//! Writes down what a run observes, on a thread of its own.
//!
//! What is noted within a moment is written together: a transaction holds one observation when visits are slow and
//! hundreds when they are fast. With a health gate, a stretch of the run is written when the gate has vouched for it, and
//! thrown away when it has not.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::audit::history::{Lookup, Visit};
use crate::audit::store::{Store, StoreError};

/// Notes that may wait before whoever observes has to wait for the disk.
const MOST_WAITING: usize = 4096;

/// How long a note waits for others. Until then it is part of a visit that is still under way.
const MOMENT: Duration = Duration::from_millis(2);

/// What is to be written, and whether it may be.
#[derive(Debug)]
pub(super) enum Note {
    /// A URL was visited.
    Seen(String, Visit),
    /// The web archive was asked of a URL.
    LookedUp(String, Lookup),
    /// The network worked until now.
    Vouched,
    /// The network did not work at some time since it was last vouched for.
    Tainted,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    /// Observations.
    pub visits: usize,
    /// Observations that were thrown away, because the network did not work.
    pub tainted: usize,
    /// Observations that the store did not take.
    pub lost: usize,
}

/// Takes notes. It can be copied to whoever observes.
#[derive(Clone)]
pub(super) struct Recorder(SyncSender<Note>);

impl Recorder {
    /// Starts to write to `store`, at once or, if it is `gated`, stretch by stretch. `on_failure` is called when the
    /// store takes no more; whatever is noted after that is lost.
    pub(super) fn start(
        store: Store,
        gated: bool,
        on_failure: impl FnOnce(StoreError) + Send + 'static,
    ) -> (Recorder, JoinHandle<Written>) {
        let (sender, notes) = mpsc::sync_channel(MOST_WAITING);
        let mut desk = Desk { store, gated, stretch: Vec::new(), written: Written::default() };
        let thread = thread::spawn(move || {
            if let Err(error) = desk.work(&notes) {
                on_failure(error);
                // So that nobody waits for room.
                desk.written.lost += notes.iter().filter(|note| matches!(note, Note::Seen(..))).count();
            }
            desk.written.lost += desk.stretch.len();
            desk.written
        });
        (Recorder(sender), thread)
    }

    /// Notes something. The thread lives until the last recorder is dropped.
    pub(super) fn note(&self, note: Note) {
        let _ = self.0.send(note);
    }
}

struct Desk {
    store: Store,
    gated: bool,
    /// What is not vouched for yet.
    stretch: Vec<(String, Visit)>,
    written: Written,
}

impl Desk {
    fn work(&mut self, notes: &Receiver<Note>) -> Result<(), StoreError> {
        let mut lookups = Vec::new();
        while let Ok(first) = notes.recv() {
            thread::sleep(MOMENT);
            for note in std::iter::once(first).chain(notes.try_iter().take(MOST_WAITING)) {
                match note {
                    Note::Seen(url, visit) => self.stretch.push((url, visit)),
                    Note::LookedUp(url, lookup) => lookups.push((url, lookup)),
                    Note::Vouched => self.write_stretch()?,
                    Note::Tainted => {
                        self.written.tainted += self.stretch.len();
                        self.stretch.clear();
                    }
                }
            }
            if !self.gated {
                self.write_stretch()?;
            }
            if !lookups.is_empty() {
                self.store.append_lookups(&lookups)?;
                lookups.clear();
            }
        }
        Ok(())
    }

    fn write_stretch(&mut self) -> Result<(), StoreError> {
        if !self.stretch.is_empty() {
            self.written.visits += self.store.append(&self.stretch)?;
            self.stretch.clear();
        }
        Ok(())
    }
}
