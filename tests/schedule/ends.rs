//! Runs that end before their work does.

use std::time::Duration;

use newslint_model::source::Deferral;
use newslint_web::schedule::{Ended, JobOutcome, VisitNeeds, Visited};

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

/// A visit of three requests, the first that a host gets, and of one after that.
fn visits_that_need(first: u32, next: u32, deadline: u64) -> Plan {
    Plan { deadline: Some(deadline), needs: VisitNeeds { first, next }, ..Plan::default() }
}

/// Each host's first visit asks it three things.
async fn play_first_visits(hosts: usize, urls: usize, plan: Plan) -> Outcome {
    let urls = (0..hosts).flat_map(|host| pages(&format!("h{host}.example"), urls));
    Stage::new()
        .play(urls, plan, |url, permits, stage| async move {
            if url.ends_with("/0") {
                stage.get(&permits, url).await?;
                stage.get(&permits, url).await?;
            }
            stage.get(&permits, url).await?;
            Ok(Visited::Done("seen"))
        })
        .await
}

#[tokio::test(start_paused = true)]
async fn no_visit_is_begun_that_cannot_end() {
    // Three requests and two gaps: nine seconds, as long as nobody knows how fast the host is.
    let outcome = play_first_visits(200, 1, Plan { concurrency: 200, ..visits_that_need(3, 1, 8) }).await;
    assert!(outcome.asked.is_empty());
    assert_eq!((outcome.deferred(Deferral::OverBudget), outcome.total.as_secs()), (200, 0));
    let outcome = play_first_visits(200, 1, Plan { concurrency: 200, ..visits_that_need(3, 1, 10) }).await;
    assert_eq!((outcome.done(), outcome.asked.len()), (200, 600));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_begun_with_comes_to_an_end() {
    for deadline in [10, 14, 20, 30, 47, 60] {
        let outcome = play_first_visits(100, 5, Plan { concurrency: 2, ..visits_that_need(3, 1, deadline) }).await;
        let firsts = outcome.told.iter().filter(|told| matches!(told, JobOutcome::Done(url, _) if url.ends_with("/0")));
        assert_eq!(outcome.asked.len(), outcome.done() + 2 * firsts.count(), "{deadline}");
        assert!(outcome.done() > 0, "{deadline}");
    }
}
