//! The health gate: whether it is the network here that does not work.
//!
//! A router that is down makes every source look dead. So URLs that always work are visited now and then, and what was
//! seen of others counts only if these worked before and after.

use std::time::Duration;

use tokio::time::{self, Instant, MissedTickBehavior};
use url::Url;

use super::recorder::{Note, Recorder};
use crate::network::{self, VisitOptions};

/// How often the control URLs are visited.
const EVERY: Duration = Duration::from_secs(30);

/// How often in a row they may fail before the run is given up.
const MOST_FAILURES: usize = 3;

/// The control URLs, and how to visit them.
pub(super) struct Gate {
    urls: Vec<Url>,
    options: VisitOptions,
}

impl Gate {
    /// There is no gate without control URLs.
    pub(super) fn new(urls: &[Url], options: &VisitOptions) -> Option<Gate> {
        (!urls.is_empty()).then(|| Gate { urls: urls.to_vec(), options: options.clone() })
    }

    /// Whether one of the control URLs is there. One that is not may be the fault of its host; all of them are ours.
    pub(super) async fn is_open(&self) -> bool {
        let seen = network::visit_each(self.urls.clone(), &self.options, &|| {}).await;
        seen.is_ok_and(|seen| seen.values().any(|observation| observation.cause.is_alive()))
    }

    /// Vouches for the run, stretch by stretch, until it fails too often in a row.
    pub(super) async fn watch(&self, recorder: &Recorder) {
        let mut ticks = time::interval_at(Instant::now() + EVERY, EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut failures = 0;
        while failures < MOST_FAILURES {
            ticks.tick().await;
            failures = if self.vouch(recorder).await { 0 } else { failures + 1 };
        }
    }

    /// Looks whether the network works, and notes it.
    pub(super) async fn vouch(&self, recorder: &Recorder) -> bool {
        let is_open = self.is_open().await;
        recorder.note(if is_open { Note::Vouched } else { Note::Tainted });
        is_open
    }
}
