//! The end of a run before its time.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::outcome::Stop;

/// Tells all parts of a run to stop, and why.
#[derive(Clone, Default)]
pub(super) struct Cancellation(Arc<(Mutex<Option<Stop>>, Notify)>);

impl Cancellation {
    /// The first reason stands.
    pub(super) fn cancel(&self, stop: Stop) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(stop);
        self.0.1.notify_one();
    }

    /// Waits until the run is to stop.
    pub(super) async fn cancelled(&self) {
        self.0.1.notified().await;
        // For the next who waits.
        self.0.1.notify_one();
    }

    /// Why the run was stopped, if it was.
    pub(super) fn reason(&self) -> Option<Stop> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
