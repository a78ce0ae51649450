//! What a check finds of sources, for those who have a store and not a setting that names one.

use std::sync::Mutex;

use jiff::civil::Date;

use super::archive::Setup;
use super::run::{CheckOptions, Run, What};
use crate::settled::Settled;
use newslint_linter::check::{Checked, Files};
use newslint_linter::rules::{Check, Levels, RULES};
use newslint_linter::suppress::{Baseline, BaselineFile};
use newslint_model::progress::Progress;

impl Setup {
    /// Checks the sources of files by what is settled: the findings are those of a check whose `links.verdicts` names it.
    ///
    /// # Errors
    ///
    /// What is settled cannot be looked up.
    pub fn check_sources(
        &self,
        files: Files,
        settled: Settled,
        (file, baseline): (&BaselineFile, &Baseline<'_>),
        today: Date,
    ) -> Result<Checked, String> {
        let options = CheckOptions {
            levels: self.levels_of_sources(),
            baseline: file,
            visit: None,
            settled: Some(Mutex::new(settled)),
            excerpt_width: None,
            today,
            progress: &Progress::new(false),
            counts: false,
        };
        Run { setup: self, options: &options }.check(&What::Named(files), baseline)
    }

    /// The configured levels of the rules about sources, with all others turned off.
    fn levels_of_sources(&self) -> Levels {
        let mut levels = self.levels.clone();
        for (rule, known) in RULES.iter().enumerate() {
            if !known.checks.iter().all(|check| matches!(check, Check::Sources(_))) {
                levels.turn_off(rule);
            }
        }
        levels
    }
}
