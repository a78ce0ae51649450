//! The stages of a run.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::prelude::*;

use super::checked::Checked;
use super::file::{FileFacts, FileState, Finish, Found};
use super::judged::Judged;
use super::sources::{Cited, Known, Sources};
use super::statistics::Statistics;
use crate::rules::{Check, EventFile, FileView, IndexFile, Levels};
use newslint_model::archive::{Archive, Citation, EventFacts, Facts, IndexFacts, PathKind, Target};
use newslint_model::diagnostic::{Diagnostic, locate};
use newslint_model::event::{self, Link, SectionName, day_index};
use newslint_model::progress::Progress;
use newslint_model::tree::{ReadFault, TextFile, Walked, split};

/// How many files a thread takes at most at once, so that none is left with many when the others are done.
const TOGETHER: usize = 64;

/// How to check.
#[derive(Clone, Copy)]
pub struct Checker<'a> {
    /// The archive that the files are in.
    pub archive: &'a Archive,
    /// The rules that are on.
    pub levels: &'a Levels,
    /// How anything gets known of sources.
    pub sources: Sources<'a>,
    /// How many columns an excerpt has, if the report shows any.
    pub excerpt_width: Option<usize>,
    /// The day on which the archive is checked.
    pub today: Date,
    /// What is told of the run while it lasts.
    pub progress: &'a Progress,
    /// Whether what the files hold is counted.
    pub counts: bool,
}

/// What to check.
#[derive(Debug, Default)]
pub struct Files {
    /// Their paths, relative to the root; sorted, each once.
    pub paths: Vec<Arc<str>>,
    /// Folders that could not be read, and why.
    pub unreadable: Vec<(String, io::Error)>,
    /// Folders of which all files are among these, relative to the root; the root is the empty one.
    pub folders: Vec<String>,
    /// If they are the files of a change: the paths that it touches, those with nothing there any more included. All are
    /// then told of as in a check of the whole archive.
    pub change: Option<Arc<HashSet<String>>>,
}

impl Files {
    /// What a walk found in a folder.
    pub fn of_folder(folder: String, walked: Walked) -> Files {
        Files { paths: walked.files, unreadable: walked.faults, folders: vec![folder], change: None }
    }

    /// Whether the file at `path` is among them.
    pub fn has(&self, path: &str) -> bool {
        self.paths.binary_search_by(|other| (**other).cmp(path)).is_ok()
    }

    /// Whether a change is checked that does not touch the file at `path`.
    fn leaves_alone(&self, path: &str) -> bool {
        self.change.as_ref().is_some_and(|touched| !touched.contains(path))
    }
}

impl Checker<'_> {
    /// Checks files. The error is one of the network as a whole, or of what audits settled; what is wrong with a file is
    /// a finding.
    ///
    /// # Errors
    ///
    /// What there is to know of sources cannot be found out.
    pub fn check(&self, files: &Files) -> Result<Checked, String> {
        // No event has to be read besides.
        let knows_all = self.archive.count() == Some(files.paths.len());
        let (archive, excerpt_width, lost) = (self.archive, self.excerpt_width, Mutex::default());
        let finish = Finish { archive, levels: self.levels, excerpt_width, knows_all, lost };
        let needs_facts = self.levels.have(Check::needs_facts);
        let reads_indexes = needs_facts || self.levels.have(Check::is_of_indexes);
        let learns = knows_all && self.levels.have(Check::needs_whole);
        let needs_citations = learns || self.counts;
        let run = Run { checker: *self, files, finish, needs_facts, reads_indexes, learns, needs_citations };
        let checked = run.run()?;
        let lost = run.finish.lost.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Checked { lost, not_fetched: archive.not_fetched(), ..checked })
    }
}

struct Run<'a> {
    checker: Checker<'a>,
    files: &'a Files,
    finish: Finish<'a>,
    /// Whether any rule that is on holds files against each other.
    needs_facts: bool,
    /// Whether day indexes are looked at.
    reads_indexes: bool,
    /// Whether a rule that is on learns from the whole archive.
    learns: bool,
    /// Whether what every event cites is kept.
    needs_citations: bool,
}

impl Run<'_> {
    fn run(&self) -> Result<Checked, String> {
        let Files { paths, unreadable, .. } = self.files;
        self.checker.progress.start("files", paths.len() + unreadable.len());
        let first = |path: &Arc<str>| self.checker.progress.counted(|| self.look_at(path));
        let (mut states, cited): (Vec<FileState>, Vec<Cited>) =
            paths.par_iter().with_max_len(TOGETHER).map(first).unzip();
        let mut checked = Checked { knows_all: self.finish.knows_all, ..Checked::default() };
        if self.checker.counts && self.needs_citations {
            let read = paths
                .iter()
                .zip(&states)
                .filter(|(path, state)| state.counts && !state.is_unread && !self.files.leaves_alone(path));
            let cited = read.map(|(path, state)| (&**path, &*state.citations));
            checked.statistics = Some(Statistics::of(cited, self.checker.archive.layout()));
        }
        for (folder, error) in unreadable {
            let error = io::Error::new(error.kind(), error.to_string());
            checked.findings.extend(self.unread(folder, &ReadFault::Io(error)).findings);
            checked.unread.push(folder.clone());
            checked.files += 1;
        }
        if self.needs_facts {
            self.hold_against_each_other(&mut states);
        }
        let known = self.ask_about_sources(&mut states, cited, &mut checked)?;
        for (path, mut state) in paths.iter().zip(states) {
            let knows_sources = known.as_ref().is_some_and(|known| known.knows_all(&state.sources));
            state.suppress(path, knows_sources, &self.finish);
            checked.files += usize::from(state.counts);
            checked.unread.extend(state.is_unread.then(|| path.to_string()));
            checked.findings.extend(state.findings);
            checked.suppressed += state.suppressed.len();
            checked.held.extend(state.suppressed);
        }
        self.checker.progress.finish();
        checked.sort();
        Ok(checked)
    }

    /// The first stage: the file by itself.
    fn look_at(&self, path: &Arc<str>) -> (FileState, Cited) {
        let Checker { archive, levels, sources, .. } = self.checker;
        let is_looked_at = match archive.layout().kind(path) {
            PathKind::Event { .. } | PathKind::Misplaced => true,
            PathKind::Index => self.reads_indexes && archive.layout().index_date(path).is_some(),
            PathKind::FrontPage => self.reads_indexes,
            PathKind::Other => false,
        };
        if !is_looked_at {
            return Default::default();
        }
        let file = match archive.read(path) {
            Ok(file) => file,
            // Nothing is wrong with it; how many there are is told.
            Err(ReadFault::NotFetched) => return Default::default(),
            // Most archives have some README there, and it may well be a link.
            Err(_) if archive.layout().kind(path) == PathKind::FrontPage => return Default::default(),
            Err(fault) => return (self.unread(path, &fault), Cited::default()),
        };
        let is_left_alone = self.files.leaves_alone(path);
        // What a file cites is no news of a change that does not touch it.
        let sources = Sources { visit: sources.visit.filter(|_| !is_left_alone), ..sources };
        let judged = Judged::new(&file);
        let alone = |view: &FileView<'_>| levels.check_alone(view, archive);
        let seen = self.view(path, &file, judged.text(), |view| {
            let cited = match view {
                FileView::Event(event) => Cited::of(event, sources),
                FileView::Index(_) => Cited::default(),
            };
            let is_index = matches!(view, FileView::Index(_));
            let kept = (self.facts(path, view, &judged), self.neighbours(view), self.citations(view));
            (is_index, alone(view), kept, cited)
        });
        let Some((is_index, diagnostics, kept, cited)) = seen else { return Default::default() };
        let diagnostics = self.judge(path, &judged, &file, diagnostics, alone);
        let mut state = FileState::first(path, file, is_index, diagnostics, &self.finish);
        (state.facts, state.neighbours, state.citations) = kept;
        state.sources = cited.keys();
        (state, cited)
    }

    /// What the later stages need to know of a file.
    fn facts(&self, path: &Arc<str>, view: &FileView<'_>, judged: &Judged<'_>) -> Option<FileFacts> {
        let (path, layout) = (Arc::clone(path), self.checker.archive.layout());
        match view {
            _ if !self.needs_facts => None,
            FileView::Event(event) => {
                let facts = EventFacts::of(path, event.event, event.text(), layout)?;
                let facts = if judged.is_whole() { facts } else { facts.untitled() };
                Some(FileFacts::Event(Arc::new(facts)))
            }
            FileView::Index(index) => {
                let facts = IndexFacts::of(path, index.date?, index.index, index.text(), layout);
                Some(FileFacts::Index(facts))
            }
        }
    }

    /// The paths of the events that a file is held against: those of its day, those of the days around it that could be
    /// the same story, and those that an event is related to.
    fn neighbours(&self, view: &FileView<'_>) -> Vec<String> {
        let archive = self.checker.archive;
        let mut neighbours = match view {
            _ if self.finish.knows_all || !self.needs_facts => return Vec::new(),
            FileView::Index(index) if index.date.is_some() => archive.events_in(split(index.path).0),
            FileView::Index(page) => {
                let links = page.index.items.iter().filter_map(|item| item.link.as_ref());
                links.filter_map(|link| self.event_at(link, page.text())).collect()
            }
            FileView::Event(event) => {
                let items = event.event.sections_named(SectionName::Related).flat_map(|section| &section.items);
                let links = items.filter_map(|item| item.link.as_ref());
                let around = match event.event.sources(event.text()).next() {
                    Some(_) => archive.like_events_around(event.path),
                    None => Vec::new(),
                };
                let folder = split(event.path).0;
                let of_day = if archive.is_crowded(folder) { Vec::new() } else { archive.events_in(folder) };
                links.filter_map(|link| self.event_at(link, event.text())).chain(of_day).chain(around).collect()
            }
        };
        // In a large checkout that leaves a little out, these are nearly all.
        neighbours.retain(|path| self.position(path).is_none());
        neighbours
    }

    /// Where among the files that are checked a path is.
    fn position(&self, path: &str) -> Option<usize> {
        self.files.paths.binary_search_by(|checked| (**checked).cmp(path)).ok()
    }

    /// The path of the event that a link leads to, if there is one here.
    fn event_at(&self, link: &Link, text: &str) -> Option<String> {
        let archive = self.checker.archive;
        match archive.layout().target(link.destination.of(text)) {
            Target::Event { path, .. } if archive.has(path) => Some(path.to_owned()),
            _ => None,
        }
    }

    /// What a file cites, if that is asked.
    fn citations(&self, view: &FileView<'_>) -> Box<[Citation]> {
        match view {
            FileView::Event(event) if self.needs_citations => Citation::all(event.event, event.text()),
            _ => Box::default(),
        }
    }

    /// The second stage: what the facts of all files make suspect.
    fn hold_against_each_other(&self, states: &mut [FileState]) {
        let Checker { archive, levels, .. } = self.checker;
        let (mut events, mut indexes, mut neighbours) = (Vec::new(), Vec::new(), BTreeSet::new());
        for state in states.iter_mut() {
            match state.facts.take() {
                Some(FileFacts::Event(event)) => events.push(event),
                Some(FileFacts::Index(index)) => indexes.push(index),
                None => {}
            }
            neighbours.extend(std::mem::take(&mut state.neighbours));
        }
        let paths = &self.files.paths;
        if !neighbours.is_empty() {
            let neighbours: Vec<&str> = neighbours.iter().map(String::as_str).collect();
            events.extend(archive.events(&neighbours));
            events.sort_unstable_by(|a: &Arc<EventFacts>, b| a.path.cmp(&b.path));
        }
        // A change is told of as in a check of the whole archive, and there all that is known is checked.
        let known = self.files.change.as_ref().map(|_| {
            let known: BTreeSet<Arc<str>> =
                paths.iter().chain(events.iter().map(|event| &event.path)).cloned().collect();
            known.into_iter().collect::<Vec<_>>()
        });
        let (root, folders) = ([String::new()], self.files.folders.as_slice());
        let (checked, folders) = known.as_ref().map_or((paths, folders), |known| (known, &root));
        let mut facts = Facts::new(archive, checked, folders, events, indexes);
        if self.learns {
            facts = facts.taught(paths.iter().zip(states.iter().map(|state| &*state.citations)));
        }
        let suspects = facts.days().flat_map_iter(|day| levels.suspects(&day, &facts));
        let mut suspects: BTreeSet<usize> = suspects.filter_map(|path| self.position(path)).collect();
        suspects.extend(facts.front_pages().filter_map(|path| self.position(path)));
        self.look_again(states, suspects, |view| levels.check_among(view, &facts));
        facts.forget();
    }

    /// The third stage: what is known of sources.
    fn ask_about_sources(
        &self,
        states: &mut [FileState],
        cited: Vec<Cited>,
        checked: &mut Checked,
    ) -> Result<Option<Known>, String> {
        let Checker { levels, sources, .. } = self.checker;
        if sources.visit.is_none() && sources.settle.is_none() {
            return Ok(None);
        }
        let mut all = Cited::default();
        cited.into_iter().for_each(|cited| all.add(cited));
        let known = all.find_out(sources)?;
        (checked.visited, checked.unreached) = known.counts();
        let concerned = (0..states.len()).filter(|at| known.concerns(&states[*at].sources)).collect();
        self.look_again(states, concerned, |view| levels.check_sources(view, &known.facts()));
        Ok(Some(known))
    }

    /// Reads and parses files again. One that cannot be read any more was read a moment ago, and what was found then
    /// stands.
    fn look_again(
        &self,
        states: &mut [FileState],
        which: BTreeSet<usize>,
        look: impl Fn(&FileView<'_>) -> Vec<Diagnostic> + Sync,
    ) {
        let again = |at: usize| {
            let path = &self.files.paths[at];
            let file = self.checker.archive.read(path).ok()?;
            let judged = Judged::new(&file);
            let diagnostics = self.view(path, &file, judged.text(), &look)?;
            let diagnostics = self.judge(path, &judged, &file, diagnostics, &look);
            Some((at, states[at].found(path, file.text(), diagnostics, &self.finish)))
        };
        let found: Vec<(usize, Found)> = which.into_par_iter().filter_map(again).collect();
        found.into_iter().for_each(|(at, found)| states[at].add(found));
    }

    /// What is true of all that `look` found in a file.
    fn judge(
        &self,
        path: &str,
        judged: &Judged<'_>,
        file: &TextFile,
        found: Vec<Diagnostic>,
        look: impl FnOnce(&FileView<'_>) -> Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        judged.judge(found, |text| self.view(path, file, text, look).unwrap_or_default())
    }

    /// Parses the text of a file, and hands it to `look` as the rules see it; `None` if it is an index of no day and no
    /// front page.
    fn view<T>(&self, path: &str, file: &TextFile, text: &str, look: impl FnOnce(&FileView<'_>) -> T) -> Option<T> {
        let Checker { archive, today, .. } = self.checker;
        let layout = archive.layout();
        match layout.kind(path) {
            kind @ (PathKind::Index | PathKind::FrontPage) => {
                let date = layout.index_date(path);
                let index = day_index::parse(text, layout.day_indexes());
                let index = IndexFile { path, date, file, index: &index, layout };
                let is_any = if kind == PathKind::Index { date.is_some() } else { index.lists_events() };
                is_any.then(|| look(&FileView::Index(index)))
            }
            kind => {
                let event = event::parse(text);
                Some(look(&FileView::Event(EventFile { path, kind, file, event: &event, layout, today })))
            }
        }
    }

    fn unread(&self, path: &str, fault: &ReadFault) -> FileState {
        let diagnostics = self.checker.levels.check_unreadable(path, fault);
        FileState::unread(locate(path, "", diagnostics, self.checker.excerpt_width, &|_| None))
    }
}
