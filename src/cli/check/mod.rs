//! `newslint check`: check event files.

mod args;
mod change;
mod input;
#[cfg(not(feature = "audit"))]
#[path = "offline.rs"]
mod online;
#[cfg(feature = "audit")]
mod online;

use std::io::{self, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use url::Url;

pub use self::args::Args;
use self::change::Staged;

#[cfg(feature = "audit")]
use super::named_store::share_store;
use super::output::Reports;
use super::root::find_root;
use super::terminal::{self, Stream};
use super::{ColorWhen, Exit, Failure, fix, now, warn_of_ignored};
use crate::report::{self, Aids};
use crate::settled::Settled;
use crate::setup::{CheckOptions, Run, Setup, What};
use newslint_linter::check::Checked;
use newslint_linter::rules::{Levels, Observations};
use newslint_linter::suppress::BaselineFile;
use newslint_model::progress::Progress;

/// Visits each of some URLs; see [`Visit`](newslint_linter::check::Visit).
type VisitAll<'r> = Box<dyn Fn(Vec<Url>) -> Result<Observations, String> + Sync + 'r>;

/// Runs the command.
pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let started = Instant::now();
    let root = find_root(args.root.as_deref(), args.stdin_filename.iter().chain(&args.paths))?;
    let (mut setup, staged) = args.setup(root)?;
    #[cfg(feature = "audit")]
    share_store(&mut setup)?;
    let levels = args.levels(setup.levels.clone())?;
    let baseline_file = args.baseline(&setup)?;
    let baseline = baseline_file.parse()?;
    let reports = Reports::new(args.format, &args.output, color, args.printed())?;
    let today = args.now.unwrap_or_else(now::today);
    // The verdicts are read while git is at work.
    let ((change, settled), ignored) = rayon::join(
        || rayon::join(|| args.change(&setup, staged.as_ref()), || args.settled(&setup, &levels, today)),
        || if args.quiet { Vec::new() } else { setup.ignored(&baseline_file) },
    );
    let (change, settled) = (change?, settled?);
    ignored.iter().for_each(|path| warn_of_ignored(path));
    let cited_before = args.cited_before(&setup, change.as_ref())?;
    args.trust(&mut setup, change.as_ref());
    let progress = Progress::new(!args.quiet);
    let visit = args.online.visit(&setup.links, cited_before, &progress, args.quiet);
    let options = CheckOptions {
        levels,
        baseline: &baseline_file,
        visit: visit.as_deref(),
        settled,
        excerpt_width: reports.excerpt_width(),
        today,
        progress: &progress,
        counts: args.statistics,
    };
    let standard_input = args.standard_input(&setup)?;
    if let Some((path, text)) = &standard_input {
        setup.archive = setup.archive.draft(path, text.clone());
    }
    let what = match change {
        Some(change) => What::Changed(Box::new(args.with_pasts(&setup, change, today))),
        None => args.named(&setup, standard_input.as_ref().map(|(path, _)| path.as_str()))?,
    };
    let safety = args.fixes.safety();
    if args.fixes.diff {
        return fix::print_diff(Run { setup: &setup, options: &options }, &what, safety, color, args.quiet);
    }
    let mut applied = None;
    if args.fixes.fix {
        let done = fix::apply(Run { setup: &setup, options: &options }, &what, safety, args.quiet)?;
        setup.archive = setup.archive.anew();
        if let Some((path, text)) = standard_input {
            let text = done.text.clone().unwrap_or(text);
            fix::pass_on(&text)?;
            setup.archive = setup.archive.draft(&path, text);
        }
        applied = Some(done);
    }
    let mut checked = Run { setup: &setup, options: &options }.check(&what, &baseline)?;
    if let Some(fault) = staged.as_ref().and_then(Staged::fault) {
        return Err(fault.into());
    }
    checked.count_by_year(setup.archive.layout());
    checked.fixed = applied.as_ref().map(|applied| applied.tally);
    let places = setup.places();
    let is_read = match reports.write(|format, style, out| format.write(&checked, &places, style, out)) {
        Err(Failure::BrokenPipe) => false,
        written => written.map(|()| true)?,
    };
    tell(args, &checked, baseline_file.exists(), started.elapsed());
    let has_failed = applied.is_some_and(|applied| applied.has_failed);
    Ok(match args.fail_on.exit(&checked) {
        _ if has_failed => Exit::Failed,
        // Findings are told by the exit code too, to whoever has read enough of them.
        Exit::Clean if !is_read => Exit::Unread,
        exit => exit,
    })
}

impl Args {
    /// The baseline. That there is none is an error only if it was named.
    fn baseline(&self, setup: &Setup) -> Result<BaselineFile, Failure> {
        let baseline = BaselineFile::open(setup.archive.tree(), &setup.root, self.baseline.as_deref())?;
        match &self.baseline {
            Some(file) if !baseline.exists() => {
                Err(format!("--baseline {}: there is no such file", file.display()).into())
            }
            _ => Ok(baseline),
        }
    }

    /// What audits have settled.
    fn settled(&self, setup: &Setup, levels: &Levels, today: Date) -> Result<Option<Mutex<Settled>>, String> {
        match &self.verdicts {
            Some(path) => setup.settled_in("--verdicts", &path.clone().into(), levels, today),
            None => setup.settled(levels, today),
        }
    }
}

/// What people are told besides the findings, on standard error: it has the time in it, and findings do not.
fn tell(args: &Args, checked: &Checked, has_baseline: bool, elapsed: Duration) {
    let mut text = String::new();
    if args.statistics {
        text.push_str(&report::statistics(checked, &terminal::style(ColorWhen::Never, Stream::Stderr)));
    }
    if args.format.is_for_people() && !args.quiet {
        text.extend(report::gate(checked).map(|gate| gate + "\n"));
    }
    for hint in report::hints(checked).iter().filter(|_| !args.quiet) {
        text.push_str(&format!("newslint: {hint}\n"));
    }
    // A gate that checks nothing would stay open unnoticed, however quiet it is.
    if (args.format.is_for_people() && !args.quiet) || checked.files == 0 {
        text.push_str(&report::summary(checked, elapsed));
        text.push('\n');
        let aids = Aids { statistics: args.statistics, baseline: has_baseline };
        let next = report::next_step(checked, aids).filter(|_| !args.quiet);
        next.iter().for_each(|next| text.push_str(&format!("{next}\n")));
    }
    let _ = io::stderr().write_all(text.as_bytes());
}
