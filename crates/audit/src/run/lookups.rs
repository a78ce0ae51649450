//! Asks the web archives for copies, and reads them, while the visits go on.
//!
//! Each archive has a line of its own, so that a slow one, or one that fails, keeps nobody from the others. First comes
//! what verdicts and proposals need, then the sources that are copies themselves, and last the sources that are there:
//! those fill the time that there is, and no run lasts longer for them than its visits, unless it has a budget.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use jiff::Timestamp;
use rustc_hash::FxHashSet;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep_until};

use super::line::{Line, Question};
use super::note::Note;
use super::recorder::Recorder;
use super::standing::{AFTERWARDS, Standing};
use crate::archived::{Later, LookupOutcome, ReadingOutcome, WebArchive};
use crate::cited::{Cited, titles};
use crate::clock::Clock;
use crate::copies::CopyRequest;
use crate::copy_task::{CopyQuestion, CopyTask};
use crate::history::{CopyNote, CopyWork, Lookup, LookupAnswer, Visit};
use crate::lease::ArchiveTurns;
use newslint_model::source::{ArchivePlaces, Cause, Observation};

/// What came of it.
#[derive(Debug, Default)]
pub struct Asked {
    /// URLs that an archive has said something about, because they may be gone.
    pub answered: usize,
    /// Copies that were read.
    pub read: usize,
    /// URLs that are left for another run.
    pub left: usize,
    /// What went wrong last, if anything did.
    pub failure: Option<String>,
    /// Living sources that an archive has said something about.
    pub covered: usize,
    /// Those of whose copies nobody knows yet.
    pub uncovered: usize,
    /// Sources that are copies, and that its index has.
    pub copies: usize,
    /// Those that it was asked for and does not have.
    pub copies_missing: usize,
    /// Those that are left for another run.
    pub copies_left: usize,
}

/// What a visit wants to know.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    /// Whether there is a copy of a document that may be gone, and with `record` whether an archive saw it go.
    Gone { url: u32, record: bool },
    /// Whether there is a copy of one that is there, and was visited for the first time.
    There(u32),
}

/// Who asks.
pub(super) struct Asking<'a> {
    pub web_archives: &'a [WebArchive],
    pub places: &'a ArchivePlaces,
    pub cited: &'a Arc<Cited>,
    pub recorder: &'a Recorder,
    pub clock: Clock,
    pub vantage: &'a Arc<str>,
    /// When the run is over, if it has a budget.
    pub deadline: Option<Instant>,
    pub standing: &'a Standing,
    /// Where other workers ask too.
    pub turns: Option<ArchiveTurns>,
}

/// An answer to a question, or a copy that was read.
enum Answer {
    Said(LookupOutcome),
    Read(ReadingOutcome),
    /// Another worker asks this.
    Elsewhere,
}

type UnderWay<'a> = Pin<Box<dyn Future<Output = (Question, Answer)> + 'a>>;

/// Where the asking stands.
struct Clerk<'a> {
    asking: &'a Asking<'a>,
    lines: Vec<Line>,
    /// URLs that were told of.
    answered: FxHashSet<u32>,
}

/// Asks what is in the lines, and about what comes in. When nothing more can come in, the visits are over.
pub(super) async fn ask(asking: &Asking<'_>, lines: Vec<Line>, mut wishes: UnboundedReceiver<Wish>, asked: &mut Asked) {
    let mut under_way: Vec<Option<UnderWay<'_>>> = lines.iter().map(|_| None).collect();
    let mut clerk = Clerk { asking, lines, answered: FxHashSet::default() };
    let (mut is_open, mut until) = (true, asking.deadline);
    loop {
        let may_cover = is_open || asking.deadline.is_some();
        for (line, slot) in clerk.lines.iter_mut().zip(&mut under_way) {
            if !may_cover && line.is_covering() {
                *slot = None;
                line.put_back();
            }
            if slot.is_none() {
                *slot = line.next(may_cover).map(|question| asking.begin(question));
            }
        }
        let longest = clerk.lines.iter().map(|line| line.wanted() + line.copies()).max();
        asking.standing.note_questions(longest.unwrap_or_default());
        if !is_open && under_way.iter().all(Option::is_none) {
            break;
        }
        tokio::select! {
            wish = wishes.recv(), if is_open => match wish {
                Some(wish) => clerk.take(wish),
                None => {
                    is_open = false;
                    until = until.or(Instant::now().checked_add(AFTERWARDS));
                }
            },
            (at, (question, answer)) = first(&mut under_way) => clerk.learn(at, question, answer, asked),
            () = wait_until(until), if until.is_some() => break,
        }
    }
    drop(under_way);
    clerk.lines.iter_mut().for_each(Line::put_back);
    // Whoever visits may still want something, but nobody is asked any more.
    while let Some(wish) = wishes.recv().await {
        clerk.take(wish);
    }
    clerk.count_left(asked);
}

async fn wait_until(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until).await,
        None => std::future::pending().await,
    }
}

/// The first that is done, which makes room where it was.
async fn first(under_way: &mut [Option<UnderWay<'_>>]) -> (usize, (Question, Answer)) {
    poll_fn(|context| {
        for (at, slot) in under_way.iter_mut().enumerate() {
            if let Some(Poll::Ready(done)) = slot.as_mut().map(|work| work.as_mut().poll(context)) {
                *slot = None;
                return Poll::Ready((at, done));
            }
        }
        Poll::Pending
    })
    .await
}

impl<'a> Asking<'a> {
    fn begin<'s>(&'s self, question: Question) -> UnderWay<'s> {
        Box::pin(async move {
            let answer = self.answer(&question).await;
            (question, answer)
        })
    }

    /// Whether no other worker asks this.
    async fn may_ask(&self, question: &Question) -> bool {
        let Some(turns) = &self.turns else { return true };
        let name = |url: &u32| self.cited.urls.get(*url as usize).map_or("", |cited| cited.url.as_str());
        let asked = match question {
            Question::Wanted(CopyTask { url, question: CopyQuestion::Ask { archive, .. }, .. })
            | Question::Cover { archive, url } => format!("{archive} {}", name(url)),
            Question::Wanted(CopyTask { question: CopyQuestion::Read { archive, capture }, .. }) => {
                format!("{archive} {} {}", capture.at, capture.original)
            }
            Question::Copies(CopyRequest { archive, original, .. }) => format!("{archive} {original}"),
        };
        turns.may_ask(&asked, self.clock.now()).await == Some(true)
    }

    async fn answer(&self, question: &Question) -> Answer {
        self.recorder.room().await;
        if !self.may_ask(question).await {
            return Answer::Elsewhere;
        }
        let archive = |at: usize| self.web_archives.get(at);
        let look_up = async |at: usize, url: u32, record: bool| {
            let known = archive(at).zip(self.cited.urls.get(url as usize)).zip(self.cited.first_date(url));
            Answer::Said(match known {
                Some(((archive, cited), date)) => archive.look_up(cited.representative(), date, record).await,
                None => LookupOutcome::NotAsked,
            })
        };
        match question {
            Question::Wanted(CopyTask { url, question: CopyQuestion::Ask { archive, record }, .. }) => {
                look_up(*archive, *url, *record).await
            }
            Question::Wanted(CopyTask { url, question: CopyQuestion::Read { archive: at, capture }, .. }) => {
                match archive(*at) {
                    Some(archive) => Answer::Read(archive.read(capture, &titles(self.cited, *url)).await),
                    None => Answer::Said(LookupOutcome::NotAsked),
                }
            }
            Question::Copies(CopyRequest { archive: at, original, copies }) => {
                let times: Vec<Timestamp> = copies.iter().map(|(_, at)| *at).collect();
                Answer::Said(match archive(*at) {
                    Some(archive) => archive.look_for(original, &times).await,
                    None => LookupOutcome::NotAsked,
                })
            }
            Question::Cover { archive, url } => look_up(*archive, *url, false).await,
        }
    }

    fn lookup(&self, archive: usize, answer: LookupAnswer) -> Lookup {
        let name = self.places.get(archive).and_then(|place| place.name()).map(Box::from);
        Lookup { at: self.clock.now(), archive: name, answer }
    }

    fn note(&self, url: u32, note: impl FnOnce(String) -> Note) {
        if let Some(cited) = self.cited.urls.get(url as usize) {
            self.recorder.note(note(cited.url.clone()));
        }
    }
}

impl Clerk<'_> {
    fn take(&mut self, wish: Wish) {
        match wish {
            Wish::Gone { url, record } => {
                let question = CopyQuestion::Ask { archive: 0, record };
                self.want(CopyTask { url, question, context: None });
            }
            Wish::There(url) => self.lines.iter_mut().take(1).for_each(|line| line.cover_new(url)),
        }
    }

    fn want(&mut self, task: CopyTask) {
        if let Some(line) = self.lines.get_mut(task.archive()) {
            line.want(task);
        }
    }

    fn learn(&mut self, at: usize, question: Question, answer: Answer, asked: &mut Asked) {
        if let Answer::Said(LookupOutcome::TryLater(later)) | Answer::Read(ReadingOutcome::TryLater(later)) = &answer
            && let Some((pause, url)) = later.pause.zip(question.url())
        {
            self.refused(at, url, pause);
        }
        let failure = match (question, answer) {
            (Question::Wanted(task), Answer::Said(said)) => self.looked_up(task, said, asked),
            (Question::Wanted(task), Answer::Read(outcome)) => self.read(task, outcome, asked),
            (Question::Copies(request), Answer::Said(said)) => self.copies(request, said, asked),
            (Question::Cover { archive, url }, Answer::Said(said)) => self.covered(archive, url, said, asked),
            (Question::Copies(_) | Question::Cover { .. }, Answer::Read(_)) | (_, Answer::Elsewhere) => None,
        };
        let Some(line) = self.lines.get_mut(at) else { return };
        let gave_up = line.count(failure.is_some());
        asked.failure = failure.or(asked.failure.take());
        for task in gave_up {
            asked.left += usize::from(!self.go_on_elsewhere(task));
        }
    }

    /// Notes that an archive wants to be left alone, also by the runs to come. It has to stand somewhere.
    fn refused(&self, archive: usize, url: u32, pause: Duration) {
        let now = self.asking.clock.now();
        let archive = self.asking.places.get(archive).and_then(|place| place.name()).map(Box::from);
        let until = now.checked_add(pause).unwrap_or(Timestamp::MAX);
        let until = Timestamp::from_second(until.as_second().saturating_add(1)).unwrap_or(Timestamp::MAX);
        let what = CopyWork::Refused { archive, until };
        self.asking.note(url, |url| Note::Copy(url, CopyNote { at: now, what }));
    }

    fn looked_up(&mut self, mut task: CopyTask, said: LookupOutcome, asked: &mut Asked) -> Option<String> {
        let (archive, record) = match task.question {
            CopyQuestion::Ask { archive, record } => (archive, record),
            CopyQuestion::Read { .. } => return None,
        };
        let lookup = match said {
            LookupOutcome::TryLater(Later { why, .. }) => {
                asked.left += usize::from(!self.go_on_elsewhere(task));
                return Some(why);
            }
            LookupOutcome::NotAsked => self.asking.lookup(archive, LookupAnswer::Captures(Vec::new())),
            LookupOutcome::Answered(answer) => {
                asked.answered += usize::from(self.answered.insert(task.url));
                let lookup = self.asking.lookup(archive, answer);
                self.asking.note(task.url, |url| Note::LookedUp(url, lookup.clone()));
                lookup
            }
        };
        match &mut task.context {
            Some(context) => {
                context.learn(&lookup);
                self.go_on(task);
            }
            None if !is_any_there(&lookup.answer) => {
                let question = CopyQuestion::Ask { archive: archive + 1, record };
                self.want(CopyTask { question, ..task });
            }
            None => {}
        }
        None
    }

    fn read(&mut self, mut task: CopyTask, outcome: ReadingOutcome, asked: &mut Asked) -> Option<String> {
        let reading = match outcome {
            ReadingOutcome::Read(reading) => reading,
            ReadingOutcome::TryLater(Later { why, .. }) => {
                asked.left += usize::from(!self.go_on_elsewhere(task));
                return Some(why);
            }
        };
        asked.read += 1;
        let at = self.asking.clock.now();
        if let Some(context) = &mut task.context {
            context.learn_reading(at, &reading);
        }
        self.asking.note(task.url, |url| Note::Copy(url, CopyNote { at, what: CopyWork::Read(reading) }));
        self.go_on(task);
        None
    }

    /// Goes on with what has to be found out next, if anything has.
    fn go_on(&mut self, task: CopyTask) {
        let now = self.asking.clock.now();
        if let Some(question) = task.context.as_ref().and_then(|context| context.next(now)) {
            self.want(CopyTask { question, ..task });
        }
    }

    /// Goes on without the archive that fails, and says whether there is another one.
    fn go_on_elsewhere(&mut self, mut task: CopyTask) -> bool {
        let (failing, now) = (task.archive(), self.asking.clock.now());
        let next = task.context.as_mut().and_then(|context| {
            context.pass_over(failing);
            context.next(now)
        });
        let is_next = next.is_some();
        if let Some(question) = next {
            self.want(CopyTask { question, ..task });
        }
        is_next
    }

    fn covered(&mut self, archive: usize, url: u32, said: LookupOutcome, asked: &mut Asked) -> Option<String> {
        let answer = match said {
            LookupOutcome::Answered(answer) => answer,
            LookupOutcome::NotAsked => LookupAnswer::Captures(Vec::new()),
            LookupOutcome::TryLater(Later { why, .. }) => {
                asked.uncovered += 1;
                return Some(why);
            }
        };
        asked.covered += usize::from(self.answered.insert(url));
        if let Some(next) = self.lines.get_mut(archive + 1).filter(|_| !is_any_there(&answer)) {
            next.cover(url);
        }
        let lookup = self.asking.lookup(archive, answer);
        self.asking.note(url, |url| Note::LookedUp(url, lookup));
        None
    }

    /// Takes in whether there are the copies that are cited.
    ///
    /// One that the index has was seen. One that it does not have can be there all the same: the index lags, and the
    /// archive leads on to the copy that is nearest. So that is kept as what the archive said, and the next run visits it.
    fn copies(&self, request: CopyRequest, said: LookupOutcome, asked: &mut Asked) -> Option<String> {
        let found = match said {
            LookupOutcome::Answered(answer) => answer,
            LookupOutcome::NotAsked => LookupAnswer::Captures(Vec::new()),
            LookupOutcome::TryLater(Later { why, .. }) => {
                asked.copies_left += request.copies.len();
                return Some(why);
            }
        };
        let asking = self.asking;
        for (position, at) in request.copies {
            let answer = of_time(&found, at);
            if is_any_there(&answer) {
                asked.copies += 1;
                let detail = Some("the web archive's index has this copy".to_owned());
                let observation = Observation { detail, ..Observation::new(Cause::Alive) };
                let visit = Visit { at: asking.clock.now(), vantage: Arc::clone(asking.vantage), observation };
                asking.note(position, |url| Note::Seen(url, visit, asking.recorder.circumstances(false)));
            } else {
                asked.copies_missing += 1;
                let lookup = asking.lookup(request.archive, answer);
                asking.note(position, |url| Note::LookedUp(url, lookup));
            }
        }
        None
    }

    fn count_left(&self, asked: &mut Asked) {
        for line in &self.lines {
            asked.left += line.wanted();
            asked.copies_left += line.copies();
            asked.uncovered += line.uncovered();
        }
    }
}

/// Whether there is a capture of a document.
fn is_any_there(answer: &LookupAnswer) -> bool {
    answer.captures().iter().any(|capture| capture.status == 200)
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
