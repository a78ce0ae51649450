//! How far a run is, for runs that take longer than one waits without asking.
//!
//! On a terminal it is one line, drawn anew each second and taken away at the end. Elsewhere, in the log of a job, a run
//! that tells how long it will take says so in a line of its own now and then.

mod line;

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use terminal_size::terminal_size_of;

use self::line::Line;
pub use self::line::TimeLeft;

/// How long a run stays silent.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long it stays silent where nobody looks, and how long from one line to the next.
const LOG_PATIENCE: Duration = Duration::from_secs(60);
const LOG_PACE: Duration = Duration::from_secs(5 * 60);

/// The progress of a run, on standard error.
pub struct Progress {
    started: Instant,
    shown: Shown,
    done: AtomicUsize,
    stage: Mutex<Stage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nowhere,
    OnTerminal,
    InLog,
}

#[derive(Default)]
struct Stage {
    what: &'static str,
    total: usize,
    /// How long the run takes from that moment on, if it says so.
    left: Arc<Mutex<Option<(Instant, TimeLeft)>>>,
    bar: Option<ProgressBar>,
    /// Lines that were written to a log.
    lines: u32,
}

impl Progress {
    /// Shows something after a while if `is_wanted`.
    pub fn new(is_wanted: bool) -> Progress {
        let shown = match is_wanted {
            false => Shown::Nowhere,
            true if io::stderr().is_terminal() => Shown::OnTerminal,
            true => Shown::InLog,
        };
        Progress { started: Instant::now(), shown, done: AtomicUsize::new(0), stage: Mutex::default() }
    }

    /// Begins to count up to `total`.
    pub fn start(&self, what: &'static str, total: usize) {
        self.finish();
        self.done.store(0, Ordering::Relaxed);
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = Stage { what, total, ..Stage::default() };
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
        if self.shown != Shown::OnTerminal || self.started.elapsed() < PATIENCE {
            return;
        }
        // Whoever finds it taken leaves the drawing to the other.
        if let Ok(mut stage) = self.stage.try_lock() {
            stage.bar().set_position(done as u64);
        }
    }

    /// Says how long the run will take, as is known now. It is worth saying about once a second.
    pub fn tell(&self, left: TimeLeft) {
        let (elapsed, done) = (self.started.elapsed(), self.done.load(Ordering::Relaxed));
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        match self.shown {
            Shown::OnTerminal => {
                *stage.left.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), left));
                if elapsed >= PATIENCE {
                    stage.bar().set_position(done as u64);
                }
            }
            Shown::InLog if elapsed >= next_line(stage.lines) => {
                stage.lines += 1;
                let line = Line { done, total: stage.total, what: stage.what, left: Some(&left) };
                // Nothing depends on whether anybody reads this.
                let _ = writeln!(io::stderr(), "newslint: {}", line.words(WIDEST));
            }
            _ => {}
        }
    }

    /// Takes away what is drawn.
    pub fn finish(&self) {
        if let Some(bar) = self.stage.lock().unwrap_or_else(PoisonError::into_inner).bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// When a log gets its next line, after so many.
fn next_line(lines: u32) -> Duration {
    if lines == 0 { LOG_PATIENCE } else { LOG_PACE * lines }
}

/// Lines that are longer are hard to read.
const WIDEST: usize = 200;

/// How wide the terminal is just now, less the last column, where some begin a new line.
fn width() -> usize {
    const COLUMNS: usize = 80;
    terminal_size_of(io::stderr()).map_or(COLUMNS, |(width, _)| usize::from(width.0)).saturating_sub(1).min(WIDEST)
}

impl Stage {
    fn bar(&mut self) -> &ProgressBar {
        let (what, total, left) = (self.what, self.total, Arc::clone(&self.left));
        self.bar.get_or_insert_with(|| {
            let draw = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                let told = left.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let told = told.map(|(at, left)| TimeLeft { time: left.time.saturating_sub(at.elapsed()), ..left });
                let left = told.or_else(|| (state.pos() > 0).then(|| TimeLeft { time: state.eta(), bound: None }));
                let done = usize::try_from(state.pos()).unwrap_or(usize::MAX);
                let line = Line { done, total, what, left: left.as_ref() };
                // Writing to a text does not fail.
                let _ = out.write_str(&line.with_bar(width()));
            };
            let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{line}").unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style.with_key("line", draw));
            // The time goes on where nothing comes to an end.
            bar.enable_steady_tick(PATIENCE);
            bar
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_few_lines() {
        let minutes = [0, 1, 2, 3].map(|lines| next_line(lines).as_secs() / 60);
        assert_eq!(minutes, [1, 5, 10, 15]);
    }
}
