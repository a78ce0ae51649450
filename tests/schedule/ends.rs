//! Runs that end before their work does.

use std::time::Duration;

use newslint::schedule::{Ended, JobOutcome, Visited};
use newslint::source::Deferral;

use super::stage::{Outcome, Plan, Stage, pages};

/// A host that answers, one that takes longer than the run, and one that is to be visited again.
async fn play(plan: Plan) -> Outcome {
    let urls =
        pages("ellery.example", 100).into_iter().chain(pages("slow.example", 2)).chain(pages("shaky.example", 1));
    let stage = Stage::new();
    let visit = |url: &'static str, permits, stage: Stage| async move {
        if url.contains("slow") {
            stage.ask(&permits, url, 1_000_000, Ended::Answered).await?;
        }
        stage.ask(&permits, url, 1000, Ended::Answered).await?;
        Ok(if url.contains("shaky") { Visited::Again("503") } else { Visited::Done("seen") })
    };
    stage.play(urls, plan, visit).await
}

/// The first host is asked every four seconds, so eleven times by then.
fn ended_at_42(outcome: &Outcome, reason: Deferral) {
    assert_eq!(outcome.total.as_secs(), 42);
    assert!(outcome.asked.iter().all(|asked| asked.from < Duration::from_secs(42)));
    assert_eq!(outcome.told.len(), 103);
    assert_eq!((outcome.done(), outcome.deferred(reason)), (11 + 1, 89 + 2));
    assert!(outcome.told.contains(&JobOutcome::Done("http://shaky.example/0", "503")));
    // It was under way, and being broken off is no observation.
    assert!(outcome.told.contains(&JobOutcome::Deferred("http://slow.example/0", reason)));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_at_the_deadline() {
    let outcome = play(Plan { deadline: Some(42), ..Plan::default() }).await;
    ended_at_42(&outcome, Deferral::OverBudget);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_when_the_run_is_interrupted() {
    let outcome = play(Plan { stop: Some(42), ..Plan::default() }).await;
    ended_at_42(&outcome, Deferral::Interrupted);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_over_before_it_begins_asks_nobody() {
    let outcome = play(Plan { deadline: Some(0), ..Plan::default() }).await;
    assert!(outcome.asked.is_empty());
    assert_eq!(outcome.deferred(Deferral::OverBudget), 103);
}

#[tokio::test(start_paused = true)]
async fn a_gap_may_be_longer_than_time() {
    let stage = Stage::new();
    let plan = Plan { gap: u64::MAX, deadline: Some(60), ..Plan::default() };
    let visit = |url, permits, stage: Stage| async move {
        stage.get(&permits, url).await?;
        Ok(Visited::Again("503"))
    };
    let outcome = stage.play(pages("ellery.example", 2), plan, visit).await;
    assert_eq!((outcome.done(), outcome.deferred(Deferral::OverBudget)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_run_without_work_is_over() {
    let stage = Stage::new();
    let outcome = stage.play([], Plan::default(), |_, _, _| async { Ok(Visited::Done("seen")) }).await;
    assert!(outcome.told.is_empty());
}
