//! The signals by which people and machines end a program.

use std::future::pending;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

#[cfg(unix)]
type Caught = (Signal, Signal, Signal);
#[cfg(windows)]
type Caught = (CtrlC, CtrlBreak, CtrlClose);

/// Catches them, from its making on.
pub(super) struct Signals(Option<Caught>);

impl Signals {
    /// Within a runtime. A signal that cannot be waited for ends the program as it always does.
    #[cfg(unix)]
    pub(super) fn catch() -> Signals {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let [Ok(a), Ok(b), Ok(c)] = kinds.map(signal) else { return Signals(None) };
        Signals(Some((a, b, c)))
    }

    /// Within a runtime. An event that cannot be waited for ends the program as it always does.
    #[cfg(windows)]
    pub(super) fn catch() -> Signals {
        let (Ok(a), Ok(b), Ok(c)) = (ctrl_c(), ctrl_break(), ctrl_close()) else { return Signals(None) };
        Signals(Some((a, b, c)))
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        let Some((a, b, c)) = &mut self.0 else { return pending().await };
        tokio::select! {
            _ = a.recv() => {}
            _ = b.recv() => {}
            _ = c.recv() => {}
        }
    }
}
