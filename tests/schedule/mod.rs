//! The scheduler under tokio's paused clock: hours pass in no time, and nothing here waits for anything real.

mod circuits;
mod ends;
mod order;
mod simulation;
mod stage;
mod turns;
#[path = "../../benches/web/mod.rs"]
mod web;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use self::stage::{Plan, Stage, pages};
use newslint_web::schedule::{Ended, JobOutcome, Permits, Visited};
use tokio::sync::Notify;

/// Hosts that redirect to each other, each asked from all sides.
#[tokio::test(start_paused = true)]
async fn a_host_is_asked_one_thing_at_a_time_with_a_gap() {
    let hosts = ["ellery.example", "kestrel.example", "harbour.example"];
    let urls: Vec<_> = hosts.iter().flat_map(|host| pages(host, 20)).collect();
    let stage = Stage::new();
    let outcome = stage
        .play(urls, Plan::default(), |url, permits, stage| async move {
            stage.get(&permits, url).await?;
            stage.ask(&permits, "http://ellery.example:8080/login", 700, Ended::Answered).await?;
            stage.get(&permits, "http://ellery.example./dot").await?;
            stage.get(&permits, "https://kestrel.example/consent").await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.done(), 60);
    assert_eq!(outcome.asked.len(), 240);
    assert!(outcome.is_polite(3), "{:?}", outcome.asked);
}

/// What is asked of one host takes no longer than it must: the clock of tokio's timers has whole milliseconds.
#[tokio::test(start_paused = true)]
async fn a_host_does_not_wait_longer_than_its_gap() {
    let stage = Stage::new();
    let outcome = stage
        .play(pages("ellery.example", 100), Plan::default(), |url, permits, stage| async move {
            stage.get(&permits, url).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    let least = Duration::from_millis(100 * 100 + 99 * 3000);
    assert!((least..least + Duration::from_millis(200)).contains(&outcome.total), "{:?}", outcome.total);
}

#[tokio::test(start_paused = true)]
async fn each_host_has_its_own_gap() {
    let stage = Stage::new();
    let gap = |host: &str| Duration::from_secs(if host == "slow.example" { 60 } else { 1 });
    let urls = pages("slow.example", 3).into_iter().chain(pages("ellery.example", 3));
    let outcome = stage
        .play_with_gaps(urls, Plan::default(), &gap, |url, permits, stage| async move {
            stage.ask(&permits, url, 0, Ended::Answered).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    let seconds = |host| outcome.at(host).iter().map(|asked| asked.from.as_secs()).collect::<Vec<_>>();
    assert_eq!(seconds("slow.example"), [0, 60, 120]);
    assert_eq!(seconds("ellery.example"), [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_visit_that_waits_for_a_host_holds_no_slot() {
    let stage = Stage::new();
    let gap = |host: &str| Duration::from_secs(if host == "slow.example" { 600 } else { 1 });
    let urls = pages("slow.example", 1).into_iter().chain(pages("mover.example", 1)).chain(pages("other.example", 50));
    let plan = Plan { concurrency: 1, ..Plan::default() };
    let outcome = stage
        .play_with_gaps(urls, plan, &gap, |url, permits, stage| async move {
            stage.get(&permits, url).await?;
            if url.contains("mover") {
                stage.get(&permits, "http://slow.example/moved").await?;
            }
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.urls().last(), Some(&"http://slow.example/moved"));
    let last_other = outcome.at("other.example").last().unwrap().to;
    assert!(last_other < Duration::from_secs(60), "{last_other:?}");
}

/// One visit waits for what another finds out, as for a robots.txt. The other one needs the only slot.
#[tokio::test(start_paused = true)]
async fn a_visit_that_waits_for_something_else_holds_neither_slot_nor_host() {
    let stage = Stage::new();
    let known = Arc::new(Notify::new());
    let urls = ["http://ellery.example/waits", "http://ellery.example/tells"];
    let plan = Plan { concurrency: 1, ..Plan::default() };
    let outcome = stage
        .play(urls, plan, move |url, permits, stage| {
            let known = Arc::clone(&known);
            async move {
                if url.ends_with("waits") {
                    known.notified().await;
                }
                stage.get(&permits, url).await?;
                known.notify_one();
                Ok(Visited::Done("seen"))
            }
        })
        .await;
    assert_eq!(outcome.urls(), ["http://ellery.example/tells", "http://ellery.example/waits"]);
    assert_eq!(outcome.done(), 2);
}

/// A text that is no URL has no host. Its visit asks others, if anybody.
#[tokio::test(start_paused = true)]
async fn a_turn_that_is_not_used_costs_nothing() {
    let stage = Stage::new();
    let urls = ["broken.example", "broken.test"].into_iter().flat_map(|host| pages(host, 100));
    let outcome = stage
        .play(urls, Plan::default(), |url, permits, stage| async move {
            if url.ends_with("/99") {
                stage.get(&permits, "http://repaired.example/").await?;
            }
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.done(), 200);
    assert!(outcome.is_polite(3), "{:?}", outcome.asked);
    assert!(outcome.total < Duration::from_secs(4), "{:?}", outcome.total);
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_under_way_than_there_are_slots() {
    for (concurrency, most) in [(0, 1), (1, 1), (4, 4), (100, 20)] {
        let stage = Stage::new();
        let urls = (0..20).flat_map(|host| pages(&format!("h{host}.example"), 3));
        let outcome = stage
            .play(urls, Plan { concurrency, gap: 0, ..Plan::default() }, |url, permits, stage| async move {
                stage.get(&permits, url).await?;
                Ok(Visited::Done("seen"))
            })
            .await;
        assert_eq!((outcome.done(), outcome.most_at_once()), (60, most), "{concurrency}");
        assert!(outcome.figures.iter().all(|figures| figures.in_flight <= most));
    }
}

#[tokio::test(start_paused = true)]
async fn visits_that_circle_between_hosts_do_not_block_each_other() {
    for (concurrency, gap) in [(1, 0), (1, 3), (2, 0), (8, 3)] {
        let stage = Stage::new();
        let urls = pages("ellery.example", 10).into_iter().chain(pages("kestrel.example", 10));
        let plan = Plan { concurrency, gap, ..Plan::default() };
        let outcome = stage
            .play(urls, plan, |url, permits, stage| async move {
                stage.get(&permits, url).await?;
                for _ in 0..10 {
                    stage.get(&permits, "http://kestrel.example/there").await?;
                    stage.get(&permits, "http://ellery.example/back").await?;
                }
                Ok(Visited::Done("seen"))
            })
            .await;
        assert_eq!(outcome.done(), 20, "{concurrency} {gap}");
        assert!(outcome.is_polite(gap), "{concurrency} {gap}");
    }
}

/// A shortener's links that all lead to one host, which is slower than the shortener.
#[tokio::test(start_paused = true)]
async fn visits_do_not_pile_up_before_a_slow_host() {
    let stage = Stage::new();
    let under_way = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&most);
    let outcome = stage
        .play(pages("short.example", 2000), Plan { gap: 1, ..Plan::default() }, move |url, permits, stage| {
            let (under_way, most) = (Arc::clone(&under_way), Arc::clone(&most));
            async move {
                most.fetch_max(under_way.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                stage.get(&permits, url).await?;
                stage.ask(&permits, "http://slow.example/", 10_000, Ended::Answered).await?;
                under_way.fetch_sub(1, Ordering::Relaxed);
                Ok(Visited::Done("seen"))
            }
        })
        .await;
    assert_eq!(outcome.done(), 2000);
    assert_eq!(seen.load(Ordering::Relaxed), 64);
    // The slow host is asked without a pause all the same.
    assert!(outcome.total < Duration::from_secs(2000 * 11 + 60), "{:?}", outcome.total);
}

#[tokio::test(start_paused = true)]
async fn a_visit_that_panics_is_told_and_stops_nothing() {
    let stage = Stage::new();
    let outcome = stage
        .play(
            pages("ellery.example", 3),
            Plan { concurrency: 1, ..Plan::default() },
            |url, permits, stage| async move {
                stage.get(&permits, url).await?;
                assert!(!url.ends_with("/1"), "as planned");
                Ok(Visited::Done("seen"))
            },
        )
        .await;
    let broken = JobOutcome::Broken("http://ellery.example/1");
    assert_eq!(outcome.told.iter().filter(|told| **told == broken).count(), 1);
    assert_eq!(outcome.done(), 2);
}

/// On threads that really run side by side.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_between_threads() {
    let stage = Stage::new();
    let urls: Vec<_> = (0..50).flat_map(|host| pages(&format!("h{host}.example"), 100)).collect();
    let outcome = stage
        .play(urls, Plan { concurrency: 16, gap: 0, ..Plan::default() }, |url, permits: Permits, stage| async move {
            stage.ask(&permits, url, 0, Ended::Answered).await?;
            stage.ask(&permits, "http://h7.example/all", 0, Ended::Answered).await?;
            tokio::task::yield_now().await;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.done(), 5000);
    assert_eq!(outcome.asked.len(), 10_000);
    assert!(outcome.is_polite(0));
}
