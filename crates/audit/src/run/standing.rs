//! How long a run will take, and what bounds it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::plan::LATENCY;
use newslint_model::progress::TimeLeft;
use newslint_web::schedule::Figures;

/// How long may still be asked when the visits are over: a run is not to go on for hours only for that. At the pace of
/// the Wayback Machine it is a hundred questions.
pub(super) const AFTERWARDS: Duration = Duration::from_secs(5 * 60);

/// What is left to do, as far as it takes time.
pub(super) struct Standing {
    deadline: Option<Instant>,
    /// The visits, and when that was. `None` as long as nobody knows.
    visits: Mutex<Option<(Instant, Figures)>>,
    /// Questions to the web archive.
    questions: AtomicUsize,
    /// How long one of them takes, with the gap after it.
    question_takes: Duration,
}

impl Standing {
    /// Before so many visits.
    pub(super) fn new(visits: usize, deadline: Option<Instant>, archive_gap: Duration) -> Self {
        let visits = Mutex::new((visits == 0).then(|| (Instant::now(), Figures::default())));
        let question_takes = archive_gap.saturating_add(LATENCY);
        Self { deadline, visits, questions: AtomicUsize::new(0), question_takes }
    }

    pub(super) fn note_visits(&self, figures: &Figures) {
        let noted = Some((Instant::now(), figures.clone()));
        *self.visits.lock().unwrap_or_else(PoisonError::into_inner) = noted;
    }

    pub(super) fn note_questions(&self, count: usize) {
        self.questions.store(count, Ordering::Relaxed);
    }

    /// One time for all of the run: that of what takes longest, or what is left of its budget. `None` as long as nobody
    /// knows.
    pub(super) fn left(&self, now: Instant) -> Option<TimeLeft> {
        let budget = self.deadline.map(|deadline| deadline.saturating_duration_since(now));
        let in_budget = |time| TimeLeft { time, bound: Some("the budget".to_owned()) };
        let Some((at, figures)) = self.visits.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            return budget.map(in_budget);
        };
        let visits = figures.time_left.saturating_sub(now.saturating_duration_since(at));
        let questions = u32::try_from(self.questions.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
        let questions = self.question_takes.saturating_mul(questions).min(visits.saturating_add(AFTERWARDS));
        let (time, bound) = match questions > visits {
            true => (questions, Some("the web archive".to_owned())),
            false => (visits, figures.bounded_by.as_deref().map(str::to_owned)),
        };
        Some(match budget {
            Some(budget) if budget < time => in_budget(budget),
            _ => TimeLeft { time, bound },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(standing: &Standing, now: Instant) -> Option<(u64, Option<String>)> {
        standing.left(now).map(|left| (left.time.as_secs(), left.bound))
    }

    #[test]
    fn the_time_is_that_of_what_takes_longest() {
        let now = Instant::now();
        let visits = |seconds: u64, host: Option<&str>| Figures {
            time_left: Duration::from_secs(seconds),
            bounded_by: host.map(Into::into),
            ..Figures::default()
        };
        let bound = |seconds: u64, by: &str| Some((seconds, Some(by.to_owned())));
        let standing = Standing::new(9, None, Duration::from_secs(2));
        assert_eq!(left(&standing, now), None, "nobody knows yet");
        standing.note_visits(&visits(90, Some("gazette.example")));
        let now = Instant::now();
        assert!(
            left(&standing, now)
                .is_some_and(|(time, by)| (89..=90).contains(&time) && by.as_deref() == Some("gazette.example"))
        );
        let later = left(&standing, now + Duration::from_secs(30));
        assert!(later.is_some_and(|(time, _)| (59..=60).contains(&time)), "it goes on");
        standing.note_visits(&visits(90, None));
        assert!(left(&standing, now).is_some_and(|(_, by)| by.is_none()), "all hosts together");
        standing.note_questions(1);
        assert!(left(&standing, now).is_some_and(|(_, by)| by.is_none()));
        standing.note_questions(40);
        assert_eq!(left(&standing, now), bound(120, "the web archive"));
        // Nobody waits for hours only for that.
        standing.note_questions(4000);
        assert!(left(&standing, now).is_some_and(|(time, _)| (389..=390).contains(&time)));

        let deadline = Some(now + Duration::from_secs(60));
        let standing = Standing { deadline, ..standing };
        assert_eq!(left(&standing, now), bound(60, "the budget"));
        standing.note_visits(&visits(20, Some("gazette.example")));
        standing.note_questions(0);
        assert!(left(&standing, now).is_some_and(|(time, by)| time <= 20 && by.as_deref() == Some("gazette.example")));
    }
}
