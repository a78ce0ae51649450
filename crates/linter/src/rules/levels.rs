//! The rules that are on, each at its level, and how they are run.

use std::borrow::Cow;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::list::RULES;
use super::rule::{Check, FileBytes, FileView, Look, SourceFacts, Suspects};
use super::text_encoding;
use crate::suppress::{CommentFault, StaleEntry};
use newslint_model::archive::{Archive, Day, Facts};
use newslint_model::diagnostic::{Diagnostic, Level, Reporter};
use newslint_model::tree::ReadFault;

/// The rules that are on, each at its level.
#[derive(Clone, Debug)]
pub struct Levels {
    /// In the order of [`RULES`]; `None` is off.
    levels: Vec<Option<Level>>,
    overrides: Overrides,
}

impl Default for Levels {
    fn default() -> Levels {
        Levels { levels: RULES.iter().map(|rule| rule.meta().level).collect(), overrides: Overrides::default() }
    }
}

impl Levels {
    /// Sets a rule's level where no override has one; `None` is off.
    pub fn set(&mut self, rule: usize, level: Option<Level>) {
        self.levels[rule] = level;
    }

    /// A rule's level where no override has one; `None` is off.
    pub fn get(&self, rule: usize) -> Option<Level> {
        self.levels[rule]
    }

    /// Sets the levels for some paths.
    pub fn set_overrides(&mut self, overrides: Overrides) {
        self.overrides = overrides;
    }

    /// Turns a rule off for every path.
    pub fn turn_off(&mut self, rule: usize) {
        self.set(rule, None);
        for levels in &mut self.overrides.levels {
            levels.retain(|(other, _)| *other != rule);
        }
    }

    /// The positions of the overrides that fit `path`, relative to the root, in their order; once for each glob that
    /// fits.
    pub fn overrides_at(&self, path: &str) -> Vec<usize> {
        let Overrides { globs, owners, .. } = &self.overrides;
        if globs.is_empty() {
            return Vec::new();
        }
        globs.matches(path).into_iter().map(|glob| owners[glob]).collect()
    }

    /// The levels for the file at `path`, relative to the root, in the order of [`RULES`].
    pub fn at(&self, path: &str) -> Cow<'_, [Option<Level>]> {
        let mut levels = Cow::Borrowed(self.levels.as_slice());
        for fitting in self.overrides_at(path) {
            for (rule, level) in &self.overrides.levels[fitting] {
                levels.to_mut()[*rule] = *level;
            }
        }
        levels
    }

    /// Whether a rule is on, for whatever path.
    pub fn is_on(&self, rule: usize) -> bool {
        let mut overrides = self.overrides.levels.iter().flatten();
        self.levels[rule].is_some() || overrides.any(|(other, level)| *other == rule && level.is_some())
    }

    /// Whether any rule is on, for whatever path, that has a check like this.
    pub fn have(&self, is_like: impl Fn(&Check) -> bool) -> bool {
        RULES.iter().enumerate().any(|(rule, known)| self.is_on(rule) && known.checks.iter().any(&is_like))
    }

    /// Runs the rules about a file that could not be read.
    pub fn check_unreadable(&self, path: &str, fault: &ReadFault) -> Vec<Diagnostic> {
        run(&self.at(path), |check, report| {
            if let Check::Unreadable(check) = check {
                check(path, fault, report);
            }
        })
    }

    /// Runs the rules about a file by itself, and about which files there are.
    pub fn check_alone(&self, file: &FileView<'_>, archive: &Archive) -> Vec<Diagnostic> {
        let tree = archive.tree();
        match file {
            FileView::Event(event) => {
                // What is no text has no parts: whoever looks for what is missing would miss all of them.
                let is_text = text_encoding::is_text(event.file.bytes());
                run(&self.at(event.path), |check, report| match check {
                    Check::Bytes(check) => check(&FileBytes { path: event.path, file: event.file, tree }, report),
                    Check::Path(check) => check(event, report),
                    Check::Event(check) if is_text => check(event, report),
                    Check::Paths(check) => check(event, archive, report),
                    _ => {}
                })
            }
            FileView::Index(index) => run(&self.at(index.path), |check, report| match check {
                Check::Bytes(check) => check(&FileBytes { path: index.path, file: index.file, tree }, report),
                Check::Index(check) => check(index, report),
                _ => {}
            }),
        }
    }

    /// The paths of the files of a day that a rule over several files could have something to say of.
    pub fn suspects<'f>(&self, day: &Day<'f>, facts: &Facts<'_>) -> Vec<&'f str> {
        let mut paths = Vec::new();
        for (_, rule) in RULES.iter().enumerate().filter(|(rule, _)| self.is_on(*rule)) {
            for check in rule.checks {
                if let Some((suspects, _)) = among(check, facts) {
                    suspects(day, facts, &mut paths);
                }
            }
        }
        paths
    }

    /// Runs the rules that hold a file against others.
    pub fn check_among(&self, file: &FileView<'_>, facts: &Facts<'_>) -> Vec<Diagnostic> {
        let (path, bytes) = match file {
            FileView::Event(event) => (event.path, event.file.bytes()),
            FileView::Index(index) => (index.path, index.file.bytes()),
        };
        if !text_encoding::is_text(bytes) {
            return Vec::new();
        }
        run(&self.at(path), |check, report| match (check, file) {
            (Check::FrontPage(check), FileView::Index(page)) if page.date.is_none() => check(page, facts, report),
            _ => match (among(check, facts), file) {
                (Some((_, Look::Event(check))), FileView::Event(event)) => check(event, facts, report),
                (Some((_, Look::Index(check))), FileView::Index(index)) => check(index, facts, report),
                _ => {}
            },
        })
    }

    /// Runs the rules about the sources of an event.
    pub fn check_sources(&self, file: &FileView<'_>, facts: &SourceFacts<'_>) -> Vec<Diagnostic> {
        let FileView::Event(event) = file else { return Vec::new() };
        run(&self.at(event.path), |check, report| {
            if let Check::Sources(check) = check {
                check(event, facts, report);
            }
        })
    }

    /// Runs the rules about comments that suppress findings in the file at `path`.
    pub fn check_comments(&self, path: &str, text: &str, faults: &[CommentFault]) -> Vec<Diagnostic> {
        run(&self.at(path), |check, report| {
            if let Check::Comments(check) = check {
                check(text, faults, report);
            }
        })
    }

    /// Runs the rules about the baseline.
    pub fn check_baseline(&self, stale: &[StaleEntry<'_>]) -> Vec<Diagnostic> {
        run(&self.levels, |check, report| {
            if let Check::Baseline(check) = check {
                check(stale, report);
            }
        })
    }
}

/// What a check over several files does, if these facts are enough for it.
fn among<'c>(check: &'c Check, facts: &Facts<'_>) -> Option<(&'c Suspects, &'c Look)> {
    match check {
        Check::Day(suspects, look) | Check::Archive(suspects, look) => Some((suspects, look)),
        Check::Whole(suspects, look) if facts.outlets().is_some() => Some((suspects, look)),
        _ => None,
    }
}

/// Rules by their position, each with its level; `None` is off.
pub type RuleLevels = Vec<(usize, Option<Level>)>;

/// Levels for some paths, in the order of the configuration: the last that fits a path and has a rule wins.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    globs: GlobSet,
    /// For each glob, the position in `levels` of what it is for.
    owners: Vec<usize>,
    levels: Vec<RuleLevels>,
}

impl Overrides {
    /// Combines the globs. The error is that of the set of all: each glob itself is one already.
    pub fn new(parts: Vec<(Vec<Glob>, RuleLevels)>) -> Result<Overrides, globset::Error> {
        let mut globs = GlobSetBuilder::new();
        let mut overrides = Overrides::default();
        for (paths, levels) in parts {
            for glob in paths {
                globs.add(glob);
                overrides.owners.push(overrides.levels.len());
            }
            overrides.levels.push(levels);
        }
        overrides.globs = globs.build()?;
        Ok(overrides)
    }
}

/// Hands each check of each rule that is on to `look`, with a reporter for the rule's name and level.
fn run(levels: &[Option<Level>], look: impl Fn(&Check, &mut Reporter<'_>)) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (rule, level) in RULES.iter().zip(levels) {
        let Some(level) = *level else { continue };
        for check in rule.checks {
            look(check, &mut Reporter::new(rule.name, level, &mut diagnostics));
        }
    }
    diagnostics
}
