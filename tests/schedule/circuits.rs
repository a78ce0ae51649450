//! Hosts that ask to be left alone, and hosts that do not work.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use newslint_model::source::Deferral;
use newslint_web::schedule::{Ended, JobOutcome, Visited};
use tokio::time::sleep;
use url::Url;

use super::stage::{Plan, Stage, pages};

/// Issue 4: "30 URLs on a host that always answers 429: seconds".
#[tokio::test(start_paused = true)]
async fn a_host_that_always_asks_to_be_left_alone_is() {
    for (wait, requests) in [(None, 1), (Some(1), 2), (Some(30), 1), (Some(3600), 1), (Some(u64::MAX), 1)] {
        let stage = Stage::new();
        let ended = Ended::Throttled(wait.map(Duration::from_secs));
        let outcome = stage
            .play(pages("touchy.example", 30), Plan::default(), move |url, permits, stage| async move {
                stage.ask(&permits, url, 100, ended).await?;
                Ok(Visited::Done("429"))
            })
            .await;
        assert_eq!(outcome.asked.len(), requests, "{wait:?}");
        assert_eq!((outcome.done(), outcome.deferred(Deferral::Throttled)), (requests, 30 - requests), "{wait:?}");
        assert!(outcome.total < Duration::from_secs(5), "{wait:?}: {:?}", outcome.total);
    }
}

/// In full, if the run has something else to do meanwhile.
#[tokio::test(start_paused = true)]
async fn a_host_gets_the_time_that_it_asks_for() {
    let stage = Stage::new();
    let urls = pages("touchy.example", 3).into_iter().chain(pages("ellery.example", 100));
    let outcome = stage
        .play(urls, Plan { concurrency: 1, ..Plan::default() }, |url, permits, stage| async move {
            let wait = Some(Duration::from_secs(120));
            let ended = if url == "http://touchy.example/0" { Ended::Throttled(wait) } else { Ended::Answered };
            stage.ask(&permits, url, 100, ended).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.done(), 103);
    let requests = outcome.at("touchy.example");
    let waited = requests[1].from - requests[0].to;
    assert!((120..121).contains(&waited.as_secs()), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_host_that_asks_for_longer_than_the_run_is_left_to_the_next() {
    let stage = Stage::new();
    let urls = pages("touchy.example", 3).into_iter().chain(pages("ellery.example", 20));
    let plan = Plan { deadline: Some(600), ..Plan::default() };
    let outcome = stage
        .play(urls, plan, |url, permits, stage| async move {
            let wait = Some(Duration::from_secs(600));
            let ended = if url.contains("touchy") { Ended::Throttled(wait) } else { Ended::Answered };
            stage.ask(&permits, url, 100, ended).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    let deferred = JobOutcome::Deferred("http://touchy.example/2", Deferral::Throttled);
    let at = outcome.told.iter().position(|told| *told == deferred).map(|number| outcome.at[number]);
    assert!(at.unwrap() < Duration::from_secs(1), "at once, not at the end: {at:?}");
    assert!(outcome.total < Duration::from_secs(70), "{:?}", outcome.total);
}

/// A visit that waits for its permit, and one that comes later, from elsewhere.
#[tokio::test(start_paused = true)]
async fn a_redirect_to_a_host_that_is_left_alone_is_deferred() {
    let stage = Stage::new();
    let urls = pages("touchy.example", 1).into_iter().chain(pages("mover.example", 2));
    let outcome = stage
        .play(urls, Plan::default(), |url, permits, stage| async move {
            if url.contains("touchy") {
                stage.ask(&permits, url, 1000, Ended::Throttled(None)).await?;
                return Ok(Visited::Done("429"));
            }
            stage.get(&permits, url).await?;
            stage.get(&permits, "http://touchy.example/moved").await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.at("touchy.example").len(), 1);
    assert_eq!(outcome.deferred(Deferral::Throttled), 2);
    assert_eq!(outcome.at[0], outcome.at[1], "the first does not wait any longer");
}

#[tokio::test(start_paused = true)]
async fn three_failures_in_a_row_are_enough_at_a_port() {
    let stage = Stage::new();
    let secure = (0..5).map(|number| &*format!("https://half.example/{number}").leak());
    let urls = pages("half.example", 20).into_iter().chain(secure);
    let outcome = stage
        .play(urls, Plan { concurrency: 1, ..Plan::default() }, |url, permits, stage| async move {
            let ended = if url.starts_with("https") { Ended::Answered } else { Ended::Failed };
            stage.ask(&permits, url, 100, ended).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.urls().iter().filter(|url| !url.starts_with("https")).count(), 3);
    assert_eq!((outcome.done(), outcome.deferred(Deferral::Failing)), (8, 17));
    assert!(outcome.total < Duration::from_secs(8 * 4), "{:?}", outcome.total);
}

/// Also for those who come from elsewhere.
#[tokio::test(start_paused = true)]
async fn a_redirect_is_deferred_at_the_port_that_fails_only() {
    let stage = Stage::new();
    let urls = pages("half.example", 3).into_iter().chain(["http://mover.example/", "https://mover.example/"]);
    let outcome = stage
        .play(urls, Plan::default(), |url, permits, stage| async move {
            if url.contains("half") {
                stage.ask(&permits, url, 100, Ended::Failed).await?;
                return Ok(Visited::Done("refused"));
            }
            stage.ask(&permits, url, 60_000, Ended::Answered).await?;
            let secure = url.starts_with("https");
            stage.get(&permits, if secure { "https://half.example/" } else { "http://half.example/" }).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert!(outcome.told.contains(&JobOutcome::Deferred("http://mover.example/", Deferral::Failing)));
    assert!(outcome.told.contains(&JobOutcome::Done("https://mover.example/", "seen")));
}

#[tokio::test(start_paused = true)]
async fn an_answer_between_failures_forgives_them() {
    let stage = Stage::new();
    let outcome = stage
        .play(pages("shaky.example", 9), Plan::default(), |url, permits, stage| async move {
            let ended = if url.ends_with('2') || url.ends_with('5') { Ended::Answered } else { Ended::Failed };
            stage.ask(&permits, url, 100, ended).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.done(), 9);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_a_moment_is_visited_twice_more_after_the_rest() {
    let stage = Stage::new();
    let urls = pages("shaky.example", 2).into_iter().chain(pages("ellery.example", 20));
    let outcome = stage
        .play(urls, Plan::default(), |url, permits, stage| async move {
            let times = stage.count(url);
            stage.get(&permits, url).await?;
            Ok(match (url, times) {
                ("http://shaky.example/0", 0) => Visited::Again("first"),
                ("http://shaky.example/0", 1) => Visited::Again("second"),
                ("http://shaky.example/0", _) => Visited::Again("third"),
                ("http://shaky.example/1", 0) => Visited::Again("first"),
                _ => Visited::Done("seen"),
            })
        })
        .await;
    assert!(outcome.told.contains(&JobOutcome::Done("http://shaky.example/0", "third")));
    assert!(outcome.told.contains(&JobOutcome::Done("http://shaky.example/1", "seen")));
    assert_eq!(outcome.told.len(), 22);
    let tries: Vec<_> = outcome.asked.iter().filter(|asked| asked.url == "http://shaky.example/0").collect();
    let rest = outcome.at("ellery.example").last().unwrap().from;
    assert_eq!(tries.len(), 3);
    assert!(tries[1].from > rest, "{tries:?}");
    assert!(tries[2].from >= tries[1].to + Duration::from_secs(15), "{tries:?}");
    assert!(outcome.is_polite(3));
}

/// When everything is visited again, a host that had failed gets one request, and a second one after that.
#[tokio::test(start_paused = true)]
async fn a_host_that_had_failed_is_tried_with_care() {
    for (recovers, requests) in [(false, 3 + 1 + 1), (true, 3 + 3)] {
        let stage = Stage::new();
        let outcome = stage
            .play(pages("down.example", 10), Plan::default(), move |url, permits, stage| async move {
                if recovers && stage.count("http://down.example/2") > 0 {
                    stage.get(&permits, url).await?;
                    return Ok(Visited::Done("seen"));
                }
                stage.ask(&permits, url, 100, Ended::Failed).await?;
                Ok(Visited::Again("refused"))
            })
            .await;
        assert_eq!(outcome.asked.len(), requests, "{:?}", outcome.asked);
        assert_eq!((outcome.done(), outcome.deferred(Deferral::Failing)), (3, 7));
        let seen = if recovers { "seen" } else { "refused" };
        assert!(outcome.told.contains(&JobOutcome::Done("http://down.example/1", seen)), "{:?}", outcome.told);
    }
}

/// A connection is a file, and a process may have no more of them.
#[tokio::test(start_paused = true)]
async fn without_files_fewer_requests_are_under_way() {
    const FILES: usize = 3;
    let stage = Stage::new();
    let urls = (0..40).map(|number| &*format!("http://host-{number}.example/").leak());
    let open = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&open);
    let plan = Plan { concurrency: 16, gap: 0, ..Plan::default() };
    let outcome = stage
        .play(urls, plan, move |url, permits, _| {
            let (open, url) = (Arc::clone(&counted), Url::parse(url).unwrap());
            async move {
                loop {
                    let permit = permits.take(&url).await?;
                    let is_left = open.fetch_add(1, Ordering::SeqCst) < FILES;
                    if is_left {
                        sleep(Duration::from_millis(100)).await;
                    }
                    open.fetch_sub(1, Ordering::SeqCst);
                    permit.end(if is_left { Ended::Answered } else { Ended::NoFiles });
                    if is_left {
                        return Ok(Visited::Done("seen"));
                    }
                }
            }
        })
        .await;
    assert_eq!((outcome.done(), outcome.left), (40, Some(FILES)));
}

#[tokio::test(start_paused = true)]
async fn a_run_without_any_file_ends() {
    let stage = Stage::new();
    let outcome = stage
        .play(pages("paper.example", 5), Plan { concurrency: 4, ..Plan::default() }, |url, permits, stage| async move {
            loop {
                stage.ask(&permits, url, 0, Ended::NoFiles).await?;
            }
        })
        .await;
    assert_eq!((outcome.done(), outcome.deferred(Deferral::NoFiles)), (0, 5));
}

/// Before the run: its own visits wait, and nobody is led there.
#[tokio::test(start_paused = true)]
async fn what_was_asked_for_earlier_holds() {
    let stage = Stage::new();
    let urls = ["http://touchy.example/", "http://mover.example/early", "http://mover.example/late"];
    let plan = Plan { left_alone: &[("touchy.example", 60)], ..Plan::default() };
    let outcome = stage
        .play(urls, plan, |url, permits, stage| async move {
            stage.ask(&permits, url, if url.ends_with("late") { 100_000 } else { 100 }, Ended::Answered).await?;
            if url.contains("mover") {
                stage.get(&permits, "http://touchy.example/landed").await?;
            }
            Ok(Visited::Done("seen"))
        })
        .await;
    assert!(outcome.at("touchy.example").iter().all(|asked| asked.from >= Duration::from_secs(60)));
    let deferred = JobOutcome::Deferred("http://mover.example/early", Deferral::Throttled);
    assert!(outcome.told.contains(&deferred), "{:?}", outcome.told);
    assert_eq!(outcome.done(), 2);
}
