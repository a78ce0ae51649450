//! A run: from files to findings.
//!
//! walk → read → parse → rules → (visits → rules about links) → suppressions → locate → sort. A file's text is let go
//! as soon as its findings carry the lines that they show, so that memory grows with the findings and not with the
//! archive.

use std::collections::{BTreeSet, HashSet};
use std::io;

use rayon::prelude::*;
use url::Url;

use crate::archive::{self, Archive, Named, Place, ReadFault, TextFile};
use crate::diagnostic::{self, Diagnostic, Finding, Level, locate};
use crate::event::{self, Event};
use crate::links::{self, Cause, Deferral};
use crate::report::Progress;
use crate::rules::{EventFile, Levels, Observations};
use crate::suppress::{self, Pass};

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
}

/// Visits each of some distinct URLs, and counts them.
pub type Visit<'a> = &'a (dyn Fn(Vec<Url>, &Progress) -> io::Result<Observations> + Sync);

/// How to check.
pub struct Settings<'a> {
    /// The rules that are on.
    pub levels: Levels,
    /// How to visit the sources, if they are to be visited.
    pub visit: Option<Visit<'a>>,
    /// How many columns an excerpt has, if the report shows any.
    pub excerpt_width: Option<usize>,
    /// Only what links to one of these paths is found, if there are any.
    pub about: Option<&'a HashSet<String>>,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Sorted by path and position.
    pub findings: Vec<Finding>,
    /// How many event files were looked at.
    pub files: usize,
    /// How many sources were visited, or were to be.
    pub visited: usize,
    /// How many of them were not, because the time for them was over.
    pub unreached: usize,
    /// How many more findings there are that the baseline knows.
    pub baselined: usize,
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

    /// How many findings have a fix.
    pub fn fixable(&self) -> usize {
        self.findings.iter().filter(|finding| finding.diagnostic.fix.is_some()).count()
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
    let run = Run { archive, settings, observations: None };
    progress.start("files", inputs.len());
    let parts: Vec<Part> = inputs.par_iter().map(|input| progress.counted(|| run.check(input))).collect();
    let mut checked = Checked::default();
    let mut urls = BTreeSet::new();
    for part in parts {
        checked.files += usize::from(part.is_event);
        checked.unread.extend(part.unread);
        checked.findings.extend(part.findings);
        urls.extend(part.urls);
    }
    if let Some(visit) = settings.visit {
        let observations = visit(urls.into_iter().collect(), progress)?;
        let is_late = |cause: Cause| cause == Cause::Deferred(Deferral::OverBudget);
        checked.visited = observations.len();
        checked.unreached = observations.values().filter(|observation| is_late(observation.cause)).count();
        let run = Run { observations: Some(&observations), ..run };
        let parts: Vec<Part> = inputs.par_iter().map(|input| run.check(input)).collect();
        checked.findings.extend(parts.into_iter().flat_map(|part| part.findings));
    }
    progress.finish();
    checked.sort();
    Ok(checked)
}

/// What came of one input.
#[derive(Default)]
struct Part {
    findings: Vec<Finding>,
    is_event: bool,
    /// The input's path, if it could not be read.
    unread: Option<String>,
    /// The sources to visit.
    urls: Vec<Url>,
}

#[derive(Clone, Copy)]
struct Run<'a> {
    archive: &'a Archive,
    settings: &'a Settings<'a>,
    /// Once the sources are visited, the rules about links run, and only these.
    observations: Option<&'a Observations>,
}

impl Run<'_> {
    fn check(&self, input: &Input) -> Part {
        let path = input.path();
        let is_event = matches!(self.archive.layout().place(path), Place::Event { .. } | Place::Misplaced);
        match input {
            Input::Unreadable(_, error) => {
                let error = io::Error::new(error.kind(), error.to_string());
                self.fault(path, &ReadFault::Io(error))
            }
            _ if !is_event => Part::default(),
            Input::Text(_, bytes) if bytes.len() > archive::MAX_EVENT_BYTES => {
                self.fault(path, &ReadFault::TooLarge(bytes.len() as u64))
            }
            Input::Text(_, bytes) => self.check_text(path, &TextFile::new(bytes.clone())),
            Input::File(named) => {
                let on_disk = named.odd.clone().unwrap_or_else(|| self.archive.root().join(path));
                match archive::read(self.archive.root(), &on_disk) {
                    Ok(file) => self.check_text(path, &file),
                    Err(fault) => self.fault(path, &fault),
                }
            }
        }
    }

    /// A fault of reading is told in the first pass, and not again in the pass about links.
    fn fault(&self, path: &str, fault: &ReadFault) -> Part {
        if self.observations.is_some() {
            return Part::default();
        }
        let diagnostics = self.settings.levels.check_fault(path, fault);
        let findings = locate(path, "", diagnostics, self.settings.excerpt_width);
        Part { findings, is_event: true, unread: Some(path.to_owned()), urls: Vec::new() }
    }

    fn check_text(&self, path: &str, file: &TextFile) -> Part {
        let event = event::parse(file.text());
        let place = self.archive.layout().place(path);
        let event = EventFile { path, place, file, event: &event, archive: self.archive };
        let (mut diagnostics, urls) = match self.observations {
            Some(observations) => (self.settings.levels.check_links(&event, observations), Vec::new()),
            None if self.settings.visit.is_some() => {
                (self.settings.levels.check_event(&event), source_urls(file.text(), event.event).collect())
            }
            None => (self.settings.levels.check_event(&event), Vec::new()),
        };
        suppress::by_comments(&event, &self.settings.levels, self.pass(&event), &mut diagnostics);
        diagnostics.retain(|diagnostic| self.is_wanted(diagnostic, file.text()));
        let findings = locate(path, file.text(), diagnostics, self.settings.excerpt_width);
        Part { findings, is_event: true, unread: None, urls }
    }

    fn pass(&self, event: &EventFile<'_>) -> Pass {
        let Some(observations) = self.observations else { return Pass::Events };
        let is_known = |url: Url| observations.contains_key(url.as_str());
        Pass::Links { all: source_urls(event.text(), event.event).all(is_known) }
    }

    fn is_wanted(&self, diagnostic: &Diagnostic, text: &str) -> bool {
        let Some(paths) = self.settings.about else { return true };
        let fault = &diagnostic.primary;
        fault.place == diagnostic::Place::Text
            && self.archive.layout().target(fault.span.of(text)).path().is_some_and(|path| paths.contains(path))
    }
}

/// The URLs to visit for an event's sources.
pub fn source_urls<'e>(text: &'e str, event: &'e Event) -> impl Iterator<Item = Url> + 'e {
    let items = event.source_sections().flat_map(|section| &section.items);
    let sources = items.filter(|item| !item.is_cover_image(text)).filter_map(|item| item.link.as_ref());
    sources.filter_map(|link| links::request_url(link.destination.of(text)))
}
