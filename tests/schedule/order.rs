//! Which host gets a slot first.

use std::time::Duration;

use newslint_web::schedule::{Ended, Visited};

use super::stage::{Outcome, Plan, Stage, pages};

/// Issue 4: "Two slow hosts of 400 one-second URLs among fast ones: within 5 % of the longest host's own time". There
/// are so many fast ones that, taken in turns, they would hold the slow ones up.
#[tokio::test(start_paused = true)]
async fn slow_hosts_among_fast_ones_end_in_their_own_time() {
    let stage = Stage::new();
    let slow = ["slow-1.example", "slow-2.example"];
    let fast = (0..2000).flat_map(|host| pages(&format!("fast-{host}.example"), 10));
    let urls = fast.chain(slow.into_iter().flat_map(|host| pages(host, 400)));
    let plan = Plan { concurrency: 8, gap: 0, ..Plan::default() };
    let outcome = stage
        .play(urls, plan, |url, permits, stage| async move {
            let takes = if url.contains("slow") { 1000 } else { 100 };
            stage.ask(&permits, url, takes, Ended::Answered).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    assert_eq!(outcome.done(), 20_800);
    assert!(outcome.total < Duration::from_secs(420), "{:?}", outcome.total);
}

#[tokio::test(start_paused = true)]
async fn a_slow_host_delays_nobody_else() {
    let stage = Stage::new();
    let urls =
        pages("slow.example", 5).into_iter().chain((0..50).flat_map(|host| pages(&format!("h{host}.example"), 2)));
    let outcome = stage
        .play(urls, Plan { concurrency: 2, gap: 0, ..Plan::default() }, |url, permits, stage| async move {
            let takes = if url.contains("slow") { 60_000 } else { 100 };
            stage.ask(&permits, url, takes, Ended::Answered).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    let last = outcome.asked.iter().filter(|asked| asked.host != "slow.example").map(|asked| asked.to).max();
    assert!(last.unwrap() < Duration::from_secs(11), "{last:?}");
}

/// What a redirect leads to may hold for a moment only.
#[tokio::test(start_paused = true)]
async fn a_redirect_goes_before_the_queue_of_its_host() {
    let stage = Stage::new();
    let urls = pages("ellery.example", 10).into_iter().chain(["http://mover.example/"]);
    let outcome = stage
        .play(urls, Plan::default(), |url, permits, stage| async move {
            stage.get(&permits, url).await?;
            if url.contains("mover") {
                stage.get(&permits, "http://ellery.example/moved").await?;
            }
            Ok(Visited::Done("seen"))
        })
        .await;
    let urls: Vec<_> = outcome.at("ellery.example").iter().map(|asked| asked.url).collect();
    assert_eq!(urls[..3], ["http://ellery.example/0", "http://ellery.example/moved", "http://ellery.example/1"]);
}

/// Even if there is only one slot, and others have more to do.
#[tokio::test(start_paused = true)]
async fn what_is_begun_is_finished_first() {
    let stage = Stage::new();
    let urls = pages("large.example", 100).into_iter().chain(pages("mover.example", 101));
    let plan = Plan { concurrency: 1, gap: 0, ..Plan::default() };
    let outcome = stage
        .play(urls, plan, |url, permits, stage| async move {
            stage.get(&permits, url).await?;
            if url == "http://mover.example/0" {
                stage.get(&permits, "http://small.example/moved").await?;
            }
            Ok(Visited::Done("seen"))
        })
        .await;
    let moved = outcome.urls().iter().position(|url| url.contains("small")).unwrap();
    assert!(moved < 5, "{:?}", &outcome.urls()[..=moved]);
}

async fn play(seed: u64) -> Outcome {
    let urls = (0..20).flat_map(|host| pages(&format!("h{host}.example"), 3));
    let stage = Stage::new();
    let visit = |url, permits, stage: Stage| async move {
        stage.get(&permits, url).await?;
        Ok(Visited::Done("seen"))
    };
    stage.play(urls, Plan { concurrency: 4, seed, ..Plan::default() }, visit).await
}

#[tokio::test(start_paused = true)]
async fn the_seed_decides_the_order_of_hosts_and_nothing_decides_that_within_one() {
    let one = play(1).await;
    assert_eq!(play(1).await.urls(), one.urls());
    assert_ne!(play(2).await.urls(), one.urls());
    for outcome in [one, play(2).await] {
        let urls: Vec<_> = outcome.at("h7.example").iter().map(|asked| asked.url).collect();
        assert_eq!(urls, pages("h7.example", 3));
    }
}

#[tokio::test(start_paused = true)]
async fn the_figures_say_where_the_run_stands() {
    let stage = Stage::new();
    let urls = pages("ellery.example", 10).into_iter().chain(pages("kestrel.example", 1));
    let outcome = stage
        .play(urls, Plan::default(), |url, permits, stage| async move {
            stage.ask(&permits, url, 2000, Ended::Answered).await?;
            Ok(Visited::Done("seen"))
        })
        .await;
    let queued: Vec<_> = outcome.figures.iter().map(|figures| figures.queued).collect();
    assert_eq!(queued, [9, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    let first = &outcome.figures[1];
    assert_eq!((first.in_flight, first.hosts_waiting), (0, 1));
    // Nine more that take two seconds, as the first did, and a gap.
    assert_eq!(first.time_left, Duration::from_secs(9 * (3 + 2)));
    assert_eq!(first.bounded_by.as_deref(), Some("ellery.example"));
}
