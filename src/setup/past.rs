//! The state before a change: an archive, its configuration, its baseline and its verdicts.

use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use tempfile::NamedTempFile;

use super::archive::Setup;
use crate::settled::Settled;
use newslint_linter::check::Change;
use newslint_linter::rules::Levels;
use newslint_linter::suppress::BaselineFile;
use newslint_model::tree::Tree;

/// The largest file of verdicts that is looked at as it was, in bytes.
const MOST_BYTES: usize = 1 << 30;

/// The archive as it was before a change.
pub struct PastSetup {
    /// The archive and its configuration.
    pub setup: Setup,
    /// The rules that were on.
    pub levels: Levels,
    /// What was known.
    pub baseline: BaselineFile,
    /// What audits had settled.
    pub(super) settled: PastSettled,
    /// Whether nothing has changed that all findings depend on.
    pub(super) is_alike: bool,
}

/// What audits had settled before a change.
pub(super) enum PastSettled {
    /// The same as now.
    Same,
    /// Something else, if the rules asked for it.
    Own {
        settled: Option<Mutex<Settled>>,
        /// What it is read from, and which is there only as long.
        _copy: Option<NamedTempFile>,
    },
}

/// What the command line says of a check, whichever state it is of.
pub struct Told<'a> {
    /// The levels that the run has where the configuration has these.
    pub levels: &'a dyn Fn(Levels) -> Levels,
    /// The baseline, if it is named.
    pub baseline: Option<&'a Path>,
    /// The day of the check.
    pub today: Date,
}

impl Setup {
    /// The state before one side of a change, which is in `tree`; `None` if its configuration or its baseline cannot be
    /// used, so that no check of it would have found anything.
    pub fn before(&self, change: &Change, side: usize, tree: Arc<dyn Tree>, told: &Told<'_>) -> Option<PastSetup> {
        let mut setup = Setup::over(self.root.clone(), tree).ok()?;
        if setup.links.verdicts == self.links.verdicts {
            setup.shared_store.clone_from(&self.shared_store);
        }
        let levels = (told.levels)(setup.levels.clone());
        let baseline = BaselineFile::open(setup.archive.tree(), &setup.root, told.baseline).ok()?;
        baseline.parse().ok()?;
        let touches = |name: Option<&str>| name.is_some_and(|name| change.touches(side, name));
        let has_same_verdicts = !touches(setup.written.verdicts());
        let is_alike =
            setup.written.is_same(&self.written) && !touches(setup.written.known_paths()) && has_same_verdicts;
        let settled = if is_alike { PastSettled::Same } else { setup.settled_before(has_same_verdicts, &levels, told) };
        Some(PastSetup { setup, levels, baseline, settled, is_alike })
    }

    fn settled_before(&self, has_same_verdicts: bool, levels: &Levels, told: &Told<'_>) -> PastSettled {
        if has_same_verdicts {
            return PastSettled::Own { settled: self.settled(levels, told.today).ok().flatten(), _copy: None };
        }
        let copy = || {
            let text = self.archive.tree().read(self.written.verdicts()?, MOST_BYTES).ok()?;
            let file = NamedTempFile::new().ok()?;
            std::fs::write(file.path(), text.bytes()).ok()?;
            Some(file)
        };
        let copy = copy();
        let settled = copy.as_ref().and_then(|file| {
            let location = file.path().to_owned().into();
            self.settled_in("links.verdicts", &location, levels, told.today).ok().flatten()
        });
        PastSettled::Own { settled, _copy: copy }
    }
}
