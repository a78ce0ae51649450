//! The end of a run that somebody wants.
//!
//! Whatever only asks is broken off. A submission is not, unless that somebody insists: of one without an answer nobody
//! knows for days what became of it.

use tokio::sync::watch;

use super::outcome::SaveStop;
use crate::signals::Signals;

/// How often somebody has wanted the run to end.
pub(super) struct Interruption(watch::Receiver<usize>);

impl Interruption {
    /// Within a runtime.
    pub(super) fn watch() -> Interruption {
        let (tell, told) = watch::channel(0);
        let mut signals = Signals::catch();
        tokio::spawn(async move {
            loop {
                signals.next().await;
                tell.send_modify(|times| *times += 1);
            }
        });
        Interruption(told)
    }

    /// Does what can be broken off at any time, unless the run is to end.
    pub(super) async fn unless<T>(&self, work: impl Future<Output = T>) -> Result<T, SaveStop> {
        self.unless_told(1, work).await
    }

    /// Does what is to come to its end, unless somebody insists.
    pub(super) async fn unless_insisted<T>(&self, work: impl Future<Output = T>) -> Result<T, SaveStop> {
        self.unless_told(2, work).await
    }

    async fn unless_told<T>(&self, often: usize, work: impl Future<Output = T>) -> Result<T, SaveStop> {
        let mut told = self.0.clone();
        tokio::select! {
            biased;
            Ok(_) = told.wait_for(|times| *times >= often) => Err(SaveStop::Interrupted),
            done = work => Ok(done),
        }
    }
}
