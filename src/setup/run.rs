//! A check that is ready to run.

use std::sync::{Mutex, PoisonError};

use jiff::civil::{Date, Time};
use jiff::{ToSpan, tz};

use super::archive::Setup;
use crate::audit::settled::{Settled, SettledTerms};
use crate::check::{Change, Checked, Checker, Documents, Files, Looked, Settle, Sources, Visit};
use crate::diagnostic::Safety;
use crate::fix::Fixer;
use crate::progress::Progress;
use crate::rules::{self, Levels, RULES};
use crate::source::Settlements;
use crate::suppress::{Baseline, BaselineFile};

/// What the command line, the environment and the clock say of a check.
pub struct CheckOptions<'a> {
    /// The rules that are on.
    pub levels: Levels,
    /// What is known already.
    pub baseline: &'a BaselineFile,
    /// How to visit sources, if they are to be visited.
    pub visit: Option<Visit<'a>>,
    /// What audits settled, if the run is to know.
    pub settled: Option<Mutex<Settled>>,
    /// How many columns an excerpt has, if a report shows any.
    pub excerpt_width: Option<usize>,
    /// The day on which the archive is checked.
    pub today: Date,
    /// What is told of the run while it lasts.
    pub progress: &'a Progress,
    /// Whether what the files hold is counted.
    pub counts: bool,
}

/// A check, or a fix, that can begin.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The archive.
    pub setup: &'a Setup,
    /// How to go about it.
    pub options: &'a CheckOptions<'a>,
}

/// What a run is about.
pub enum What {
    /// These files.
    Named(Files),
    /// A change.
    Changed(Box<Change>),
}

impl What {
    /// What there is to look at.
    pub fn parts(&self) -> Vec<&Files> {
        match self {
            What::Named(files) => vec![files],
            What::Changed(change) => change.parts().to_vec(),
        }
    }
}

impl Setup {
    /// Opens what `links.verdicts` names, if the rule that asks for it is on. `today` is the day of the check.
    ///
    /// A file that is missing is an error: a check that went on without it would find nothing, and nobody would notice.
    ///
    /// # Errors
    ///
    /// The file is missing, or is something else.
    pub fn settled(&self, levels: &Levels, today: Date) -> Result<Option<Mutex<Settled>>, String> {
        let is_on = rules::position("dead-source").is_some_and(|rule| levels.is_on(rule));
        let Some(path) = self.links.verdicts.as_ref().filter(|_| is_on) else { return Ok(None) };
        // Whatever was observed before the check was observed before this.
        let midnight = today.checked_add(1.day()).unwrap_or(today).to_datetime(Time::midnight());
        let now = tz::TimeZone::UTC.to_timestamp(midnight).map_err(|error| error.to_string())?;
        let terms = SettledTerms { now, archive_url: self.audit.archive_url.clone() };
        Settled::open(path, terms)
            .map(|settled| Some(Mutex::new(settled)))
            .map_err(|why| format!("links.verdicts: {why}"))
    }
}

impl<'a> Run<'a> {
    /// Checks, and takes out what the baseline knows.
    ///
    /// # Errors
    ///
    /// What there is to know of sources cannot be found out.
    pub fn check(&self, what: &What, baseline: &Baseline<'_>) -> Result<Checked, String> {
        let options = self.options;
        self.look(what, |mut checked, looked| {
            if options.baseline.exists() {
                checked.take_out(baseline, &options.baseline.name, looked, options.today, options.excerpt_width);
            }
            checked
        })
    }

    /// Checks, and hands over what was found and what was looked at.
    ///
    /// # Errors
    ///
    /// As for [`Run::check`].
    pub fn look<T>(&self, what: &What, take: impl FnOnce(Checked, &Looked<'_>) -> T) -> Result<T, String> {
        let settle = |documents: &Documents| self.settle(documents);
        let settle: Option<Settle<'_>> = if self.options.settled.is_some() { Some(&settle) } else { None };
        let checker = self.checker(Sources { visit: self.options.visit, settle });
        let (archive, levels) = (&self.setup.archive, &self.options.levels);
        match what {
            What::Named(files) => {
                let has = |path: &str| files.paths.binary_search_by(|other| (**other).cmp(path)).is_ok();
                let knows_sources = self.options.visit.is_some() || self.options.settled.is_some();
                let folders = files.folders.as_slice();
                Ok(take(checker.check(files)?, &Looked { archive, levels, knows_sources, files: &has, folders }))
            }
            What::Changed(change) => {
                let paths = change.paths();
                let has = |path: &str| paths.contains(path);
                // Only the sources that the change adds are requested.
                let knows_sources = self.options.settled.is_some();
                let looked = Looked { archive, levels, knows_sources, files: &has, folders: &[] };
                Ok(take(change.check(&checker)?, &looked))
            }
        }
    }

    /// Hands `with` what fixes with this risk, or less, whatever nobody decided to keep.
    ///
    /// # Errors
    ///
    /// What `with` says, and what is wrong with the baseline.
    pub fn fix<T>(&self, safety: Safety, with: impl FnOnce(&Fixer<'_>) -> Result<T, String>) -> Result<T, String> {
        let settle = |documents: &Documents| self.settle(documents);
        // A source that turns out to be there is not to be replaced, and that is known only after its visit.
        let knows = self.options.settled.is_some() && self.options.visit.is_none();
        let checker = self.checker(Sources { visit: None, settle: if knows { Some(&settle) } else { None } });
        let baseline = self.options.baseline.parse().map_err(|error| error.to_string())?;
        with(&Fixer { checker, guards: &self.guards(), baseline: &baseline, safety, root: &self.setup.root })
    }

    /// The rules that a fix must not offend: those that are configured, and those chosen for this run.
    fn guards(&self) -> Levels {
        let mut guards = self.setup.levels.clone();
        for rule in (0..RULES.len()).filter(|&rule| self.setup.levels.get(rule).is_none()) {
            guards.set(rule, self.options.levels.get(rule));
        }
        guards
    }

    fn settle(&self, documents: &Documents) -> Result<Settlements, String> {
        match &self.options.settled {
            Some(settled) => {
                let settled = settled.lock().unwrap_or_else(PoisonError::into_inner);
                settled.look_up(documents).map_err(|why| format!("links.verdicts: {why}"))
            }
            None => Ok(Settlements::default()),
        }
    }

    fn checker<'c>(&'c self, sources: Sources<'c>) -> Checker<'c> {
        Checker {
            archive: &self.setup.archive,
            levels: &self.options.levels,
            sources,
            excerpt_width: self.options.excerpt_width,
            today: self.options.today,
            progress: self.options.progress,
            counts: self.options.counts,
        }
    }
}
