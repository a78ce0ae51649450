//! Asks the web archive for copies while the visits go on.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use super::recorder::{Note, Recorder};
use super::standing::{AFTERWARDS, Standing};
use crate::audit::archived::{LookupOutcome, WebArchive};
use crate::audit::cited::{Cited, CitedUrl};
use crate::audit::clock::Clock;
use crate::audit::copies::CopyRequest;
use crate::audit::history::{Lookup, LookupAnswer, Visit};
use crate::audit::lease::ArchiveTurns;
use crate::audit::select::LookupRequest;
use crate::source::{Cause, Observation};

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
    /// Sources that are copies, and that its index has.
    pub copies: usize,
    /// Those that it was asked for and does not have.
    pub copies_missing: usize,
    /// Those that are left for another run.
    pub copies_left: usize,
}

/// What is to be asked when.
pub(super) struct LookupQueue {
    /// Sources that are gone, and need a copy.
    wanted: VecDeque<LookupRequest>,
    /// Sources that are copies.
    copies: VecDeque<CopyRequest>,
}

enum Question {
    Wanted(LookupRequest),
    Copies(CopyRequest),
}

impl LookupQueue {
    pub(super) fn new(wanted: Vec<LookupRequest>, copies: Vec<CopyRequest>) -> Self {
        Self { wanted: wanted.into(), copies: copies.into() }
    }

    fn len(&self) -> usize {
        self.wanted.len() + self.copies.len()
    }

    fn next(&mut self) -> Option<Question> {
        let wanted = self.wanted.pop_front().map(Question::Wanted);
        wanted.or_else(|| self.copies.pop_front().map(Question::Copies))
    }
}

/// Who asks.
pub(super) struct Asking<'a> {
    pub web_archive: &'a WebArchive,
    pub cited: &'a Arc<Cited>,
    pub recorder: &'a Recorder,
    pub clock: Clock,
    pub vantage: &'a Arc<str>,
    pub standing: &'a Standing,
    /// Where other workers ask too.
    pub turns: Option<ArchiveTurns>,
}

/// Asks what is queued, and about what comes in. When nothing more can come in, the visits are over.
pub(super) async fn ask(
    asking: &Asking<'_>,
    mut queue: LookupQueue,
    mut wanted: UnboundedReceiver<LookupRequest>,
    asked: &mut Asked,
) {
    let (mut over_since, mut failures) = (None, 0);
    loop {
        if wanted.is_closed() && wanted.is_empty() {
            over_since.get_or_insert_with(Instant::now);
        }
        while let Ok(new) = wanted.try_recv() {
            queue.wanted.push_back(new);
        }
        if failures == MOST_FAILURES || over_since.is_some_and(|since| since.elapsed() >= AFTERWARDS) {
            break;
        }
        asking.standing.note_questions(queue.len());
        let Some(next) = queue.next() else {
            match wanted.recv().await {
                Some(new) => queue.wanted.push_back(new),
                None => break,
            }
            continue;
        };
        let failure = match next {
            Question::Wanted(wanted) => asking.document(wanted, asked).await,
            Question::Copies(copies) => asking.copies(copies, asked).await,
        };
        failures = if failure.is_some() { failures + 1 } else { 0 };
        asked.failure = failure.or(asked.failure.take());
    }
    // Whoever visits may still want something, but nobody is asked any more.
    while let Some(new) = wanted.recv().await {
        queue.wanted.push_back(new);
    }
    asked.left += queue.wanted.len();
    asked.copies_left += queue.copies.iter().map(|request| request.copies.len()).sum::<usize>();
}

impl Asking<'_> {
    /// Whether no other worker asks this.
    async fn may_ask(&self, question: &str) -> bool {
        let Some(turns) = &self.turns else { return true };
        turns.may_ask(question, self.clock.now()).await == Some(true)
    }

    /// Asks for copies of a document, and says what went wrong, if anything did.
    async fn document(&self, wanted: LookupRequest, asked: &mut Asked) -> Option<String> {
        let url = self.cited.urls.get(wanted.url as usize)?;
        let date = event_date(self.cited, url)?;
        if !self.may_ask(&url.url).await {
            return None;
        }
        match self.web_archive.look_up(url.representative(), date, wanted.record).await {
            LookupOutcome::Answered(answer) => {
                asked.answered += 1;
                self.recorder.note(Note::LookedUp(url.url.clone(), Lookup { at: self.clock.now(), answer }));
                None
            }
            LookupOutcome::NotAsked => None,
            LookupOutcome::TryLater(why) => {
                asked.left += 1;
                Some(why)
            }
        }
    }

    /// Asks whether there are the copies that are cited, and says what went wrong, if anything did.
    ///
    /// One that the index has was seen. One that it does not have can be there all the same: the index lags, and the
    /// archive leads on to the copy that is nearest. So that is kept as what the archive said, and the next run visits it.
    async fn copies(&self, request: CopyRequest, asked: &mut Asked) -> Option<String> {
        if !self.may_ask(request.original.as_str()).await {
            return None;
        }
        let times: Vec<Timestamp> = request.copies.iter().map(|(_, at)| *at).collect();
        let found = match self.web_archive.look_for(&request.original, &times).await {
            LookupOutcome::Answered(answer) => answer,
            LookupOutcome::NotAsked => LookupAnswer::Captures(Vec::new()),
            LookupOutcome::TryLater(why) => {
                asked.copies_left += request.copies.len();
                return Some(why);
            }
        };
        let now = self.clock.now();
        for (position, at) in request.copies {
            let Some(cited) = self.cited.urls.get(position as usize) else { continue };
            let answer = of_time(&found, at);
            if answer.captures().iter().any(|capture| capture.status == 200) {
                asked.copies += 1;
                let detail = Some("the web archive's index has this copy".to_owned());
                let observation = Observation { detail, ..Observation::new(Cause::Alive) };
                let visit = Visit { at: now, vantage: Arc::clone(self.vantage), observation };
                self.recorder.note(Note::Seen(cited.url.clone(), visit, self.recorder.circumstances(false)));
            } else {
                asked.copies_missing += 1;
                self.recorder.note(Note::LookedUp(cited.url.clone(), Lookup { at: now, answer }));
            }
        }
        None
    }
}

/// What an answer says of the copy of one time.
fn of_time(answer: &LookupAnswer, at: Timestamp) -> LookupAnswer {
    match answer {
        LookupAnswer::Captures(captures) => {
            LookupAnswer::Captures(captures.iter().filter(|capture| capture.at == at).cloned().collect())
        }
        LookupAnswer::Excluded => LookupAnswer::Excluded,
    }
}

/// The date of the first event that cites the URL: the copy is to be near that.
fn event_date(cited: &Cited, url: &CitedUrl) -> Option<Date> {
    url.citations.iter().filter_map(|citation| cited.event(citation)?.date).min()
}
