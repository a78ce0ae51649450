//! A progress bar for runs that take longer than one waits without asking.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a run stays silent.
const PATIENCE: Duration = Duration::from_secs(1);

/// The progress of a run, on standard error.
pub struct Progress {
    started: Instant,
    is_wanted: bool,
    done: AtomicUsize,
    stage: Mutex<Stage>,
}

#[derive(Default)]
struct Stage {
    what: &'static str,
    total: usize,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows a bar after a second if standard error is a terminal and `is_wanted`.
    pub fn new(is_wanted: bool) -> Progress {
        Progress {
            started: Instant::now(),
            is_wanted: is_wanted && std::io::stderr().is_terminal(),
            done: AtomicUsize::new(0),
            stage: Mutex::default(),
        }
    }

    /// Begins to count up to `total`.
    pub fn start(&self, what: &'static str, total: usize) {
        self.finish();
        self.done.store(0, Ordering::Relaxed);
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = Stage { what, total, bar: None };
    }

    /// Runs `work` and counts one.
    pub fn counted<T>(&self, work: impl FnOnce() -> T) -> T {
        let value = work();
        self.advance();
        value
    }

    /// Counts one.
    pub fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.is_wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        // Whoever finds it taken leaves the drawing to the other.
        if let Ok(mut stage) = self.stage.try_lock() {
            let (what, total) = (stage.what, stage.total);
            stage.bar.get_or_insert_with(|| bar(what, total)).set_position(done as u64);
        }
    }

    /// Counts up to `done`, and says how things stand.
    pub fn advance_to(&self, done: usize, standing: impl FnOnce() -> String) {
        self.done.store(done.saturating_sub(1), Ordering::Relaxed);
        self.advance();
        if let Ok(stage) = self.stage.try_lock()
            && let Some(bar) = &stage.bar
        {
            bar.set_message(standing());
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = self.stage.lock().unwrap_or_else(PoisonError::into_inner).bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(what: &'static str, total: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} {msg}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what);
    bar
}
