//! Archives in memory, as the command checks and fixes them.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::date;
use newslint::setup::{CheckOptions, Run, Setup, What};
use newslint_linter::check::{self, Checked};
use newslint_linter::fix::Outcome;
use newslint_linter::suppress::{BASELINE_FILE, BaselineFile};
use newslint_model::diagnostic::Safety;
use newslint_model::progress::Progress;
use newslint_model::tree::{Disk, Overlay};

use crate::pieces::Files;

/// Where the archives are said to be. There is nothing.
const ROOT: &str = "/newslint-fuzz-no-archive";

/// How wide what is shown of a line is.
const WIDTH: usize = 72;

/// Has one thread do all the work: what a run of the fuzzer covers is then the same each time.
pub fn work_alone() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("the first pool");
}

/// Checks; `None` if the configuration or the baseline cannot be used.
pub fn check(files: &Files) -> Option<Checked> {
    with_run(files, |run, what| run.check(what, &run.options.baseline.parse().ok()?).ok()).flatten()
}

/// The files with fixes of that risk or less; `None` as for [`check`].
pub fn fix(files: &Files, safety: Safety) -> Option<Files> {
    let mut fixed = files.clone();
    let take = |outcome: Outcome| {
        if let Some(file) = outcome.fixed {
            assert_eq!(files.get(&file.path), Some(&file.before), "{}", file.path);
            assert_ne!(file.before, file.after, "{}", file.path);
            assert!(file.count > 0, "{}", file.path);
            fixed.insert(file.path, file.after);
        }
        Ok(())
    };
    with_run(files, |run, what| run.fix(what, safety, |fixer, files| fixer.each(files, take)).ok()).flatten()?;
    Some(fixed)
}

fn with_run<T>(files: &Files, work: impl FnOnce(Run<'_>, &What) -> T) -> Option<T> {
    let root = PathBuf::from(ROOT);
    let tree = Arc::new(Overlay::new(Arc::new(Disk::new(root.clone())), files.clone()));
    let setup = Setup::over(root.clone(), tree).ok()?;
    let baseline = BaselineFile::open(setup.archive.tree(), &root, None).ok()?;
    let options = CheckOptions {
        settled: None,
        levels: setup.levels.clone(),
        baseline: &baseline,
        visit: None,
        excerpt_width: Some(WIDTH),
        today: date(2030, 1, 1),
        progress: &Progress::new(false),
        counts: false,
    };
    let what = What::Named(check::Files::of_folder(String::new(), setup.archive.walk()));
    Some(work(Run { setup: &setup, options: &options }, &what))
}

/// The same files with this baseline.
pub fn with_baseline(files: &Files, text: String) -> Files {
    let mut files = files.clone();
    files.insert(BASELINE_FILE.to_owned(), text.into_bytes());
    files
}
