//! What is to be asked of one web archive, in its order.

use std::collections::VecDeque;

use crate::copies::CopyRequest;
use crate::copy_task::CopyTask;
use crate::cover::Coverage;

/// Failures in a row after which an archive is left alone until the next run.
const MOST_FAILURES: usize = 3;

/// Something to be asked.
pub(super) enum Question {
    /// About a source that may be gone, and needs a copy.
    Wanted(CopyTask),
    /// About sources that are copies.
    Copies(CopyRequest),
    /// Whether there is a copy of a living source.
    Cover { archive: usize, url: u32 },
}

impl Question {
    /// A URL that it is about.
    pub(super) fn url(&self) -> Option<u32> {
        match self {
            Question::Wanted(task) => Some(task.url),
            Question::Copies(request) => request.copies.first().map(|(url, _)| *url),
            Question::Cover { url, .. } => Some(*url),
        }
    }
}

/// What is to be asked of an archive.
#[derive(Default)]
pub(super) struct Line {
    /// Its position among the archives.
    archive: usize,
    wanted: VecDeque<CopyTask>,
    copies: VecDeque<CopyRequest>,
    /// Living sources: those that were visited for the first time, and the others.
    new: VecDeque<u32>,
    known: VecDeque<u32>,
    /// The living source that is being asked about.
    covering: Option<u32>,
    failures: usize,
    is_given_up: bool,
}

impl Line {
    /// The lines of so many archives, of which the `silent` ones are not asked.
    pub(super) fn all(
        archives: usize,
        silent: &[usize],
        wanted: Vec<CopyTask>,
        copies: Vec<CopyRequest>,
        coverage: &Coverage,
    ) -> Vec<Line> {
        let line = |archive| Line { archive, is_given_up: silent.contains(&archive), ..Line::default() };
        let mut lines: Vec<Line> = (0..archives).map(line).collect();
        for task in wanted {
            if let Some(line) = lines.get_mut(task.archive()).filter(|line| !line.is_given_up) {
                line.wanted.push_back(task);
            }
        }
        for request in copies {
            if let Some(line) = lines.get_mut(request.archive) {
                line.copies.push_back(request);
            }
        }
        for (archive, url) in &coverage.known {
            if let Some(line) = lines.get_mut(usize::from(*archive)) {
                line.known.push_back(*url);
            }
        }
        lines
    }

    /// The next question, if the archive is asked at all; about living sources only if there is time for that.
    pub(super) fn next(&mut self, may_cover: bool) -> Option<Question> {
        if self.is_given_up {
            return None;
        }
        if let Some(task) = self.wanted.pop_front() {
            return Some(Question::Wanted(task));
        }
        if let Some(request) = self.copies.pop_front() {
            return Some(Question::Copies(request));
        }
        let url = if may_cover { self.new.pop_front().or_else(|| self.known.pop_front()) } else { None }?;
        self.covering = Some(url);
        Some(Question::Cover { archive: self.archive, url })
    }

    pub(super) fn want(&mut self, task: CopyTask) {
        self.wanted.push_back(task);
    }

    pub(super) fn cover_new(&mut self, url: u32) {
        self.new.push_back(url);
    }

    pub(super) fn cover(&mut self, url: u32) {
        self.known.push_back(url);
    }

    /// Whether it is being asked about a living source.
    pub(super) fn is_covering(&self) -> bool {
        self.covering.is_some()
    }

    /// Takes back the question about a living source that is under way, if there is one.
    pub(super) fn put_back(&mut self) {
        if let Some(url) = self.covering.take() {
            self.known.push_front(url);
        }
    }

    /// Counts a question that was answered or failed. Gives up after too many failures, and then returns what was wanted.
    pub(super) fn count(&mut self, failed: bool) -> Vec<CopyTask> {
        self.covering = None;
        self.failures = if failed { self.failures + 1 } else { 0 };
        if self.failures < MOST_FAILURES {
            return Vec::new();
        }
        self.is_given_up = true;
        self.wanted.drain(..).collect()
    }

    /// How many sources are left that may be gone.
    pub(super) fn wanted(&self) -> usize {
        self.wanted.len()
    }

    /// How many copies are left that are sources.
    pub(super) fn copies(&self) -> usize {
        self.copies.iter().map(|request| request.copies.len()).sum()
    }

    /// How many living sources are left.
    pub(super) fn uncovered(&self) -> usize {
        self.new.len() + self.known.len()
    }
}
