//! The signals by which people and machines end a program.

use std::future::pending;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Catches them, from its making on.
pub(super) struct Signals(Option<[Signal; 3]>);

impl Signals {
    /// Within a runtime.
    pub(super) fn catch() -> Signals {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        // A signal that cannot be waited for ends the program as it always does.
        let [Ok(a), Ok(b), Ok(c)] = kinds.map(signal) else { return Signals(None) };
        Signals(Some([a, b, c]))
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        let Some([a, b, c]) = &mut self.0 else { return pending().await };
        tokio::select! {
            _ = a.recv() => {}
            _ = b.recv() => {}
            _ = c.recv() => {}
        }
    }
}
