//! Turns at a web archive, which workers take as they do at hosts.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::held::leasable;

/// Who asks a web archive takes turns with other workers.
#[derive(Clone, Debug)]
pub struct ArchiveTurns(pub(super) UnboundedSender<Errand>);

/// A turn at a web archive, until it is dropped.
#[derive(Debug)]
pub struct ArchiveTurn {
    turns: ArchiveTurns,
    host: Arc<str>,
    /// From when on it may be asked.
    pub from: Instant,
    /// Until when everybody is to leave it alone then.
    pub rests_until: Instant,
}

/// Somebody who waits for a turn.
#[derive(Debug)]
pub(super) struct Waiter {
    turns: ArchiveTurns,
    reply: oneshot::Sender<ArchiveTurn>,
}

impl ArchiveTurns {
    /// Waits for a turn. `None` if others have it and go on.
    pub async fn take(&self, host: &str) -> Option<ArchiveTurn> {
        // Who visits copies that the archive has leases its domain; this is a name of its own.
        let host: Arc<str> = leasable(&format!("questions to {host}")).into();
        let (reply, turn) = oneshot::channel();
        self.0.send(Errand::Take(host, Waiter { turns: self.clone(), reply })).ok()?;
        turn.await.ok()
    }

    /// Whether a question may be asked. `None` if nobody knows.
    pub async fn may_ask(&self, question: &str, at: Timestamp) -> Option<bool> {
        let (reply, answer) = oneshot::channel();
        self.0.send(Errand::MayAsk(question.to_owned(), at.as_second(), reply)).ok()?;
        answer.await.ok()
    }
}

impl Waiter {
    /// Gives the turn. One that nobody waits for any more ends at once.
    pub(super) fn tell(self, host: &Arc<str>, from: Instant) {
        let Self { turns, reply } = self;
        drop(reply.send(ArchiveTurn { turns, host: Arc::clone(host), from, rests_until: from }));
    }
}

impl Drop for ArchiveTurn {
    fn drop(&mut self) {
        let _ = self.turns.0.send(Errand::End(Arc::clone(&self.host), self.rests_until));
    }
}

/// What whoever keeps leases is to do besides.
#[derive(Debug)]
pub(super) enum Errand {
    /// Somebody waits for a turn at the web archive.
    Take(Arc<str>, Waiter),
    /// It is to be left alone until then.
    End(Arc<str>, Instant),
    /// Whether a question may be asked at this second, which others have perhaps asked.
    MayAsk(String, i64, oneshot::Sender<bool>),
    /// The run is over.
    Finish,
}
