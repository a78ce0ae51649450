//! A check that is ready to run.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::{Date, Time};
use jiff::{ToSpan, tz};

use super::archive::Setup;
use super::past::{PastSettled, PastSetup};
use crate::settled::{Settled, SettledLocation, SettledTerms};
use newslint_linter::check::{
    Broken, Change, Checked, Checker, Documents, Files, Known, Looked, Past, Settle, Sources, Visit,
};
use newslint_linter::fix::Fixer;
use newslint_linter::rules::{Check, Levels, RULES};
use newslint_linter::suppress::{Baseline, BaselineFile};
use newslint_model::diagnostic::{Finding, Safety};
use newslint_model::progress::Progress;
use newslint_model::source::Settlements;

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
    Changed(Box<Changed>),
}

/// A change, and the states before it.
pub struct Changed {
    /// The change.
    pub change: Change,
    /// The states before it, in its order.
    pub pasts: Vec<Option<PastSetup>>,
}

impl Setup {
    /// Opens what `links.verdicts` names, if a rule that asks for it is on. `today` is the day of the check.
    ///
    /// A file that is missing is an error: a check that went on without it would find nothing, and nobody would notice.
    ///
    /// # Errors
    ///
    /// The file is missing, or is something else.
    pub fn settled(&self, levels: &Levels, today: Date) -> Result<Option<Mutex<Settled>>, String> {
        let Some(path) = &self.links.verdicts else { return Ok(None) };
        let location = self.shared_store.clone().unwrap_or_else(|| path.clone().into());
        self.settled_in("links.verdicts", &location, levels, today)
    }

    /// The same of a file that something else names.
    ///
    /// # Errors
    ///
    /// As for [`Setup::settled`].
    pub fn settled_in(
        &self,
        name: &str,
        location: &SettledLocation,
        levels: &Levels,
        today: Date,
    ) -> Result<Option<Mutex<Settled>>, String> {
        if !levels.have(|check| matches!(check, Check::Sources(_))) {
            return Ok(None);
        }
        // Whatever was observed before the check was observed before this.
        let midnight = today.checked_add(1.day()).unwrap_or(today).to_datetime(Time::midnight());
        let now = tz::TimeZone::UTC.to_timestamp(midnight).map_err(|error| error.to_string())?;
        let terms = SettledTerms { now, web_archives: self.audit.web_archives.clone() };
        Settled::open(name, location, terms).map(|settled| Some(Mutex::new(settled)))
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
        let files = match what {
            What::Named(files) => files,
            What::Changed(changed) => return Ok(self.check_change(changed, baseline)?.checked),
        };
        self.look(files, |mut checked, looked| {
            if options.baseline.exists() {
                checked.take_out(baseline, &options.baseline.name, looked, options.today, options.excerpt_width);
            }
            checked
        })
    }

    /// Checks a change.
    fn check_change(&self, changed: &Changed, baseline: &Baseline<'_>) -> Result<Broken, String> {
        let Changed { change, pasts } = changed;
        let settled = self.options.settled.as_ref();
        let before = pasts.iter().map(|past| match past.as_ref().map(|past| &past.settled) {
            Some(PastSettled::Same) => settled,
            Some(PastSettled::Own { settled, .. }) => settled.as_ref(),
            None => None,
        });
        let settles: Vec<_> = before.map(settle).collect();
        let baselines: Vec<_> = pasts.iter().map(|past| past.as_ref()?.baseline.parse().ok()).collect();
        let states = pasts.iter().zip(&baselines).zip(&settles).map(|((past, baseline), settle)| {
            let past = past.as_ref()?;
            let known = known(baseline.as_ref()?, &past.baseline);
            let (archive, settle) = (&past.setup.archive, settle.as_deref().map(|settle| settle as Settle<'_>));
            Some(Past { archive, levels: &past.levels, known, settle, is_alike: past.is_alike })
        });
        let states: Vec<Option<Past<'_>>> = states.collect();
        let settle = settle(settled);
        let settle = settle.as_deref().map(|settle| settle as Settle<'_>);
        let checker = self.checker(Sources { visit: self.options.visit, settle });
        let mut broken = change.check(&checker, known(baseline, self.options.baseline), &states)?;
        let gates = pasts.iter().flatten().map(|past| past.gate(change, self.setup, self.options.baseline));
        if let (Some(scope), Some(gate)) = (&mut broken.checked.change, gates.reduce(|one, other| one.common(&other))) {
            scope.gate = gate;
        }
        Ok(broken)
    }

    /// Checks, and hands over what was found and what was looked at.
    ///
    /// # Errors
    ///
    /// As for [`Run::check`].
    pub fn look<T>(&self, files: &Files, take: impl FnOnce(Checked, &Looked<'_>) -> T) -> Result<T, String> {
        let settle = settle(self.options.settled.as_ref());
        let settle = settle.as_deref().map(|settle| settle as Settle<'_>);
        let checker = self.checker(Sources { visit: self.options.visit, settle });
        let (archive, levels) = (&self.setup.archive, &self.options.levels);
        let has = |path: &str| files.has(path);
        let knows_sources = self.options.visit.is_some() || self.options.settled.is_some();
        let folders = files.folders.as_slice();
        Ok(take(checker.check(files)?, &Looked { archive, levels, knows_sources, files: &has, folders }))
    }

    /// Hands `with` what fixes with this risk, or less, whatever nobody decided to keep, and the files to fix.
    ///
    /// # Errors
    ///
    /// What `with` says, what is wrong with the baseline, or what there is to know of sources cannot be found out.
    pub fn fix<T>(
        &self,
        what: &What,
        safety: Safety,
        with: impl FnOnce(&Fixer<'_>, &Files) -> Result<T, String>,
    ) -> Result<T, String> {
        let settle = settle(self.options.settled.as_ref());
        // A source that turns out to be there is not to be replaced, and that is known only after its visit.
        let settle = settle.as_deref().filter(|_| self.options.visit.is_none()).map(|settle| settle as Settle<'_>);
        let checker = self.checker(Sources { visit: None, settle });
        let (guards, root) = (&self.guards(), &*self.setup.root);
        let baseline = &self.options.baseline.parse().map_err(|error| error.to_string())?;
        match what {
            What::Named(files) => with(&Fixer { checker, guards, baseline, safety, root, mends: &|_| true }, files),
            What::Changed(changed) => {
                let Broken { files, checked } = self.check_change(changed, baseline)?;
                let touched: HashSet<&str> =
                    changed.change.touched(&self.setup.archive).map(|(path, _)| path).collect();
                let id = |finding: &Finding| (Arc::clone(&finding.path), finding.diagnostic.rule, finding.fingerprint);
                let reported: HashSet<_> = checked.findings.iter().map(id).collect();
                // A file that the change does not touch is mended only where that broke it.
                let mends = |finding: &Finding| touched.contains(&*finding.path) || reported.contains(&id(finding));
                with(&Fixer { checker, guards, baseline, safety, root, mends: &mends }, &files)
            }
        }
    }

    /// The rules that a fix must not offend: those that are configured, and those chosen for this run.
    fn guards(&self) -> Levels {
        let mut guards = self.setup.levels.clone();
        for rule in (0..RULES.len()).filter(|&rule| self.setup.levels.get(rule).is_none()) {
            guards.set(rule, self.options.levels.get(rule));
        }
        guards
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

/// What a [`Settle`] borrows.
pub type LookUp<'s> = Box<dyn Fn(&Documents) -> Result<Settlements, String> + Sync + 's>;

/// How to look up what is settled, if anything may be.
pub fn settle(settled: Option<&Mutex<Settled>>) -> Option<LookUp<'_>> {
    let settled = settled?;
    Some(Box::new(move |documents| {
        let settled = settled.lock().unwrap_or_else(PoisonError::into_inner);
        settled.look_up(documents)
    }))
}

/// A baseline that was read from a file.
fn known<'b>(baseline: &'b Baseline<'b>, file: &'b BaselineFile) -> Known<'b> {
    Known { baseline, name: file.exists().then_some(&*file.name) }
}
