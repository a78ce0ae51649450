//! A run: from files to findings.
//!
//! walk → read → parse → rules → rules about several files → (visits → rules about links) → suppressions → locate → sort.
//! A file's text is let go as soon as its findings carry the lines that they show, so that memory grows with the
//! findings and not with the archive. What is kept are [`Facts`]; a file that they make suspect is read a second time.

mod neighbours;

pub use neighbours::Known;

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use rayon::prelude::*;
use url::Url;

use crate::archive::{self, Archive, Named, Place, ReadFault, TextFile};
use crate::audit::settled;
use crate::diagnostic::{self, Diagnostic, Finding, Level, Safety, locate};
use crate::event::{self, Event, day_index};
use crate::fix::Tally;
use crate::progress::Progress;
use crate::rules::{EventFacts, EventFile, Facts, IndexFile, Levels, Observations, Pass, SourceFacts};
use crate::source::{Cause, Deferral, Settlements, document_key, request_url};
use crate::suppress;

/// What to check.
#[derive(Debug)]
pub enum Input {
    /// A file on disk.
    File(Named),
    /// A text that stands for the file at this path, relative to the root.
    Text(String, Vec<u8>),
    /// A folder that could not be read, relative to the root.
    Unreadable(String, io::Error),
}

impl Input {
    /// Its path, relative to the root.
    pub fn path(&self) -> &str {
        match self {
            Input::File(named) => &named.path,
            Input::Text(path, _) | Input::Unreadable(path, _) => path,
        }
    }

    /// Reads it, if it is in the archive at `root`.
    pub fn read(&self, root: &Path) -> Result<TextFile, ReadFault> {
        match self {
            Input::Text(_, bytes) if bytes.len() > archive::MAX_EVENT_BYTES => {
                Err(ReadFault::TooLarge(bytes.len() as u64))
            }
            Input::Text(_, bytes) => Ok(TextFile::new(bytes.clone())),
            Input::File(named) => archive::read(root, &named.on_disk(root)),
            Input::Unreadable(_, error) => Err(ReadFault::Io(io::Error::new(error.kind(), error.to_string()))),
        }
    }
}

/// Visits each of some distinct URLs, and counts them.
pub type Visit<'a> = &'a (dyn Fn(Vec<Url>, &Progress) -> io::Result<Observations> + Sync);

/// What audits settled, to be looked up file by file.
pub struct Settled {
    known: Mutex<settled::Settled>,
    fault: OnceLock<String>,
}

impl Settled {
    /// What `known` has.
    pub fn new(known: settled::Settled) -> Settled {
        Settled { known: Mutex::new(known), fault: OnceLock::new() }
    }

    /// What is settled of an event's sources.
    fn of(&self, text: &str, event: &Event, place: Place) -> Settlements {
        let day = match place {
            Place::Event { date } => date,
            _ => None,
        };
        let key = |link: &event::Link| (document_key(link.destination.of(text)), day);
        let documents = event.sources(text).map(key).collect();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.look_up(&documents).unwrap_or_else(|fault| {
            self.fault.get_or_init(|| fault);
            Settlements::default()
        })
    }

    /// What was wrong where it was looked up, if anything was.
    pub fn fault(&self) -> Option<String> {
        self.fault.get().cloned()
    }
}

/// How to check.
pub struct Settings<'a> {
    /// The rules that are on.
    pub levels: Levels,
    /// How to visit the sources, if they are to be visited.
    pub visit: Option<Visit<'a>>,
    /// What audits settled of the sources, if there were any.
    pub settled: Option<&'a Settled>,
    /// How many columns an excerpt has, if the report shows any.
    pub excerpt_width: Option<usize>,
    /// Only what links to one of these paths is found, if there are any.
    pub about: Option<&'a HashSet<String>>,
    /// The day on which the archive is checked.
    pub today: Date,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Sorted by path and position.
    pub findings: Vec<Finding>,
    /// How many event files and day indexes were looked at.
    pub files: usize,
    /// How many sources were visited, or were to be.
    pub visited: usize,
    /// How many of them were not, because the time for them was over.
    pub unreached: usize,
    /// How many more findings there are that the baseline knows.
    pub baselined: usize,
    /// What was fixed before this, if anything was to be.
    pub fixed: Option<Tally>,
    /// Files and folders that could not be read, relative to the root.
    pub unread: Vec<String>,
    /// What the run was confined to, if not to what was named.
    pub change: Option<Scope>,
}

/// A change that a run was confined to.
#[derive(Debug)]
pub struct Scope {
    /// What its files are: `changed since main`, `staged`.
    pub words: String,
    /// How many of the files did not change themselves.
    pub inbound: usize,
}

impl Checked {
    /// How many findings are of that level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.diagnostic.level == level).count()
    }

    /// How many findings have a fix of that kind.
    pub fn fixable(&self, safety: Safety) -> usize {
        let fixes = self.findings.iter().filter_map(|finding| finding.diagnostic.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    }

    /// Takes over what another run found in other files.
    pub fn add(&mut self, other: Checked) {
        self.files += other.files;
        self.findings.extend(other.findings);
        self.sort();
    }

    fn sort(&mut self) {
        self.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }
}

/// The files of the whole archive, whose index is filled on the way.
pub fn whole_archive(archive: &mut Archive) -> Vec<Input> {
    let base = archive.layout().base().to_owned();
    let inputs = folder(archive, &base);
    let paths = inputs.iter().filter_map(|input| match input {
        Input::File(named) => Some(named.path.as_str()),
        _ => None,
    });
    archive.index_mut().fill(&base, paths);
    inputs
}

/// The files of a folder, relative to the root.
pub fn folder(archive: &Archive, folder: &str) -> Vec<Input> {
    let walked = archive::walk(archive.root(), folder, archive.layout());
    let files = walked.files.into_iter().map(Input::File);
    files.chain(walked.faults.into_iter().map(|(folder, error)| Input::Unreadable(folder, error))).collect()
}

/// Checks `inputs`. The error is one of the network as a whole; what is wrong with a file is a finding.
pub fn check(archive: &Archive, inputs: &[Input], settings: &Settings<'_>, progress: &Progress) -> io::Result<Checked> {
    let files = inputs.iter().filter(|input| matches!(input, Input::File(_))).count();
    let knows_all = archive.index().count() == Some(files);
    let run = Run { archive, settings, knows_all, look: Look::First, known: None };
    progress.start("files", inputs.len());
    let parts: Vec<Part> = inputs.par_iter().map(|input| progress.counted(|| run.check(input))).collect();
    let mut checked = Checked::default();
    let mut urls = BTreeSet::new();
    let mut facts = Vec::new();
    let mut neighbours = BTreeSet::new();
    for part in parts {
        checked.files += usize::from(part.counts);
        checked.unread.extend(part.unread);
        checked.findings.extend(part.findings);
        urls.extend(part.urls);
        facts.extend(part.facts);
        neighbours.extend(part.neighbours);
    }
    if settings.levels.need_facts() {
        checked.findings.extend(check_others(run, inputs, facts, neighbours));
    }
    if let Some(visit) = settings.visit {
        let observations = visit(urls.into_iter().collect(), progress)?;
        let is_late = |cause: Cause| cause == Cause::Deferred(Deferral::OverBudget);
        checked.visited = observations.len();
        checked.unreached = observations.values().filter(|observation| is_late(observation.cause)).count();
        let run = Run { look: Look::Links(&observations), ..run };
        let parts: Vec<Part> = inputs.par_iter().map(|input| run.check(input)).collect();
        checked.findings.extend(parts.into_iter().flat_map(|part| part.findings));
    }
    progress.finish();
    checked.sort();
    Ok(checked)
}

/// What is found in a text that stands for the file at `path`, if all that it has to do with is as `known` has it.
/// Sources are not visited.
pub fn check_text(archive: &Archive, path: &str, bytes: &[u8], settings: &Settings<'_>, known: &Known) -> Vec<Finding> {
    let run = Run { archive, settings, knows_all: false, look: Look::First, known: Some(known) };
    let input = Input::Text(path.to_owned(), bytes.to_vec());
    let Part { mut findings, facts, neighbours, .. } = run.check(&input);
    if settings.levels.need_facts() {
        let (facts, neighbours) = (facts.into_iter().collect(), neighbours.into_iter().collect());
        findings.extend(check_others(run, std::slice::from_ref(&input), facts, neighbours));
    }
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    findings
}

/// Looks at the day indexes, and again at the events that could be at odds with others.
fn check_others(
    run: Run<'_>,
    inputs: &[Input],
    mut facts: Vec<EventFacts>,
    mut neighbours: BTreeSet<String>,
) -> Vec<Finding> {
    let mut checked: Vec<&str> = inputs.iter().map(Input::path).collect();
    checked.sort_unstable();
    neighbours.retain(|path| checked.binary_search(&path.as_str()).is_err());
    let neighbours: Vec<String> = neighbours.into_iter().collect();
    facts.extend(neighbours::facts(run.archive, &neighbours, run.known));
    let facts = Facts::new(facts, checked);
    let suspects = facts.suspects(run.archive);
    let run = Run { look: Look::Others(&facts), ..run };
    let is_index = |path: &str| run.archive.layout().place(path) == Place::Index;
    let again = inputs.par_iter().filter(|input| {
        let path = input.path();
        suspects.binary_search(&path).is_ok() || is_index(path)
    });
    let parts: Vec<Part> = again.map(|input| run.check(input)).collect();
    parts.into_iter().flat_map(|part| part.findings).collect()
}

/// What came of one input.
#[derive(Default)]
struct Part {
    findings: Vec<Finding>,
    /// Whether it is a file that the summary counts.
    counts: bool,
    /// The input's path, if it could not be read.
    unread: Option<String>,
    /// The sources to visit.
    urls: Vec<Url>,
    facts: Option<EventFacts>,
    /// The paths of the events that have to be known as well.
    neighbours: Vec<String>,
}

#[derive(Clone, Copy)]
struct Run<'a> {
    archive: &'a Archive,
    settings: &'a Settings<'a>,
    /// Whether the whole archive is checked, so that no event has to be read besides.
    knows_all: bool,
    look: Look<'a>,
    /// If one file is checked by itself, what is known of others. Else they are checked as well, or read.
    known: Option<&'a Known>,
}

/// Which rules run.
#[derive(Clone, Copy)]
enum Look<'a> {
    /// Those about one event.
    First,
    /// Those about several files: once all events are known, and only these.
    Others(&'a Facts<'a>),
    /// Those about links: once the sources are visited, and only these.
    Links(&'a Observations),
}

impl Run<'_> {
    fn check(&self, input: &Input) -> Part {
        let path = input.path();
        let layout = self.archive.layout();
        if let Input::Unreadable(_, error) = input {
            let error = io::Error::new(error.kind(), error.to_string());
            return self.fault(path, &ReadFault::Io(error), matches!(self.look, Look::First));
        }
        match layout.place(path) {
            Place::Event { .. } | Place::Misplaced => match input.read(self.archive.root()) {
                Ok(file) => self.check_event(path, &file),
                Err(fault) => self.fault(path, &fault, matches!(self.look, Look::First)),
            },
            Place::Index => match (layout.index_date(path), self.look) {
                (Some(date), Look::Others(facts)) => match input.read(self.archive.root()) {
                    Ok(file) => self.check_index(path, date, &file, facts),
                    Err(fault) => self.fault(path, &fault, true),
                },
                (Some(_), Look::First) if self.settings.levels.need_facts() => {
                    let neighbours = if self.knows_all { Vec::new() } else { neighbours::of_file(self.archive, path) };
                    Part { counts: true, neighbours, ..Part::default() }
                }
                _ => Part::default(),
            },
            Place::Other => Part::default(),
        }
    }

    /// A fault of reading is told at the first look at a file, and not again.
    fn fault(&self, path: &str, fault: &ReadFault, is_first: bool) -> Part {
        if !is_first {
            return Part::default();
        }
        let diagnostics = self.settings.levels.check_fault(path, fault);
        let findings = locate(path, "", diagnostics, self.settings.excerpt_width);
        Part { findings, counts: true, unread: Some(path.to_owned()), ..Part::default() }
    }

    fn check_event(&self, path: &str, file: &TextFile) -> Part {
        let Run { archive, settings, look, .. } = self;
        let event = event::parse(file.text());
        let place = archive.layout().place(path);
        let settled = settings.settled.map(|settled| settled.of(file.text(), &event, place));
        let event = EventFile { path, place, file, event: &event, archive, today: settings.today };
        let mut part = Part { counts: true, ..Part::default() };
        let (pass, diagnostics) = match look {
            Look::First => {
                if settings.levels.need_facts() {
                    part.facts = EventFacts::of(path, event.event, file.text(), archive.layout());
                    if !self.knows_all {
                        part.neighbours = neighbours::of_event(&event);
                    }
                }
                if settings.visit.is_some() {
                    part.urls = source_urls(file.text(), event.event).collect();
                }
                let mut diagnostics = settings.levels.check_event(&event);
                if settings.visit.is_none() && settled.is_some() {
                    let facts = SourceFacts { observations: None, settled: settled.as_ref() };
                    diagnostics.extend(settings.levels.check_links(&event, &facts));
                }
                (Pass::Event, diagnostics)
            }
            Look::Others(facts) => (Pass::Others, settings.levels.check_others(&event, facts)),
            Look::Links(observations) => {
                let is_known = |url: Url| observations.contains_key(url.as_str());
                let all = source_urls(file.text(), event.event).all(is_known);
                let facts = SourceFacts { observations: Some(observations), settled: settled.as_ref() };
                (Pass::Links { all }, settings.levels.check_links(&event, &facts))
            }
        };
        part.findings = self.finish(path, file.text(), pass, diagnostics);
        part
    }

    fn check_index(&self, path: &str, date: Date, file: &TextFile, facts: &Facts<'_>) -> Part {
        let index = day_index::parse(file.text());
        let index = IndexFile { path, date, file, index: &index, archive: self.archive };
        let diagnostics = self.settings.levels.check_index(&index, facts);
        Part { findings: self.finish(path, file.text(), Pass::Index, diagnostics), ..Part::default() }
    }

    /// What is left of a file's diagnostics, located.
    fn finish(&self, path: &str, text: &str, pass: Pass, mut diagnostics: Vec<Diagnostic>) -> Vec<Finding> {
        suppress::by_comments(path, text, &self.settings.levels, pass, &mut diagnostics);
        if let Some(paths) = self.settings.about {
            diagnostics.retain(|diagnostic| is_about(self.archive, diagnostic, text, paths));
        }
        locate(path, text, diagnostics, self.settings.excerpt_width)
    }
}

/// Whether a finding in `text` is of a link to one of `paths`.
pub fn is_about(archive: &Archive, diagnostic: &Diagnostic, text: &str, paths: &HashSet<String>) -> bool {
    let fault = &diagnostic.primary;
    fault.place == diagnostic::Place::Text
        && archive.layout().target(fault.span.of(text)).path().is_some_and(|path| paths.contains(path))
}

/// The URLs to visit for an event's sources.
pub fn source_urls<'e>(text: &'e str, event: &'e Event) -> impl Iterator<Item = Url> + 'e {
    event.sources(text).filter_map(|link| request_url(link.destination.of(text)))
}
