//! Asks the web archive for copies while the visits go on.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::civil::Date;
use tokio::sync::mpsc::UnboundedReceiver;

use super::recorder::{Note, Recorder};
use crate::audit::archived::{LookupOutcome, WebArchive};
use crate::audit::cited::{Cited, CitedUrl};
use crate::audit::clock::Clock;
use crate::audit::history::Lookup;
use crate::audit::select::LookupRequest;

/// What may still be asked when the visits are over: a run is not to go on for hours only for that. At the pace of the
/// Wayback Machine it is five minutes.
const MOST_AFTERWARDS: usize = 100;

/// Failures in a row after which the archive is left alone until the next run.
const MOST_FAILURES: usize = 3;

#[derive(Debug, Default)]
pub struct Asked {
    /// URLs that the archive has said something about.
    pub answered: usize,
    /// URLs that are left for another run.
    pub left: usize,
    /// What went wrong last, if anything did.
    pub failure: Option<String>,
}

/// Asks about `known`, and about what comes in. When nothing more can come in, the visits are over.
pub(super) async fn ask(
    web_archive: &WebArchive,
    cited: &Arc<Cited>,
    known: Vec<LookupRequest>,
    mut wanted: UnboundedReceiver<LookupRequest>,
    recorder: &Recorder,
    clock: Clock,
    asked: &mut Asked,
) {
    let mut queue = VecDeque::from(known);
    let (mut afterwards, mut failures) = (0, 0);
    loop {
        let are_visits_over = wanted.is_closed() && wanted.is_empty();
        while let Ok(new) = wanted.try_recv() {
            queue.push_back(new);
        }
        if failures == MOST_FAILURES || afterwards == MOST_AFTERWARDS {
            break;
        }
        let Some(next) = queue.pop_front() else {
            match wanted.recv().await {
                Some(new) => queue.push_back(new),
                None => break,
            }
            continue;
        };
        afterwards += usize::from(are_visits_over);
        let Some(url) = cited.urls.get(next.url as usize) else { continue };
        let Some(date) = event_date(cited, url) else { continue };
        match web_archive.look_up(url.representative(), date, next.record).await {
            LookupOutcome::Answered(answer) => {
                failures = 0;
                asked.answered += 1;
                recorder.note(Note::LookedUp(url.url.clone(), Lookup { at: clock.now(), answer }));
            }
            LookupOutcome::NotAsked => {}
            LookupOutcome::TryLater(why) => {
                failures += 1;
                asked.left += 1;
                asked.failure = Some(why);
            }
        }
    }
    // Whoever visits may still want something, but nobody is asked any more.
    while let Some(new) = wanted.recv().await {
        queue.push_back(new);
    }
    asked.left += queue.len();
}

/// The date of the first event that cites the URL: the copy is to be near that.
fn event_date(cited: &Cited, url: &CitedUrl) -> Option<Date> {
    url.citations.iter().filter_map(|citation| cited.event(citation)?.date).min()
}
