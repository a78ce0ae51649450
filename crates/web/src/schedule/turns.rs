//! Hosts that other processes ask too: a run asks a host only while it is its turn.
//!
//! A run says what it wants and when it is done, and is told when it is its turn, by messages, so that it never waits for
//! whoever keeps order. What it is told holds until a time; if nothing is heard by then, it asks nobody.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::Instant;

/// How a run and whoever keeps order among several talk with each other.
pub struct Turns {
    /// What the run wants.
    pub wishes: UnboundedSender<Wish>,
    /// What it is told.
    pub news: UnboundedReceiver<News>,
}

/// What a run says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// It has this many jobs at the host. With none, a visit waits there, to which it was led: also where jobs were told of
    /// before.
    Ask(Arc<str>, usize),
    /// It could ask more hosts than it may.
    More,
    /// The host has asked to be left alone for so long.
    LeaveAlone(Arc<str>, Duration),
    /// It has nothing to ask the host any more, which is to be left alone until then.
    Done(Arc<str>, Instant),
}

/// What a run is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// It is its turn to ask the host, from then on.
    Turn(Arc<str>, Instant),
    /// It is not its turn any more. It may be again.
    Over(Arc<str>),
    /// Others ask the host and go on doing so: no visit is to wait for being led there.
    Occupied(Arc<str>),
    /// The same, and there is nothing else to do meanwhile.
    Left(Arc<str>),
    /// All that is wished others ask now.
    Waiting,
    /// What it was told holds until then.
    Until(Instant),
}
