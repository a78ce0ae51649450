//! Runs that are killed: no source is submitted twice, and none is lost.

use std::collections::BTreeMap;

use super::{DAY, Saving, source};
use crate::harness::Random;
use crate::harness::save_page_now::{Fate, Moment, SavePageNow};

const SOURCES: usize = 3;

fn all() -> Vec<String> {
    (0..SOURCES).map(source).collect()
}

/// How often each source was submitted.
fn counts(saving: &Saving) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for url in saving.service.submitted() {
        *counts.entry(url).or_default() += 1;
    }
    counts
}

/// Goes on for days, in which the index follows, and says that all of them have a copy then.
fn go_on(saving: &Saving, from: i64, what: &str) {
    // What may have been submitted is left alone for three days, and for one more when the index does not show it.
    for days in [0, 3, 5, 7] {
        saving.service.publish("20260101120010");
        saving.save(from + days * DAY);
    }
    assert_eq!(saving.service.captured(), all(), "{what}: nothing is lost");
    let told = saving.save(from + 8 * DAY);
    assert!(
        told.contains(&format!("  {SOURCES} not submitted: there is a copy from after the event\n")),
        "{what}: {told}"
    );
}

/// At each request, before it has any effect and after it had.
#[test]
fn a_kill_at_each_request_submits_nothing_twice() {
    // How many requests there are: the index, the service, the submissions, the questions for jobs.
    let whole = Saving::of(SOURCES, SavePageNow::start());
    whole.save(0);
    let requests = whole.service.requests().len();
    for request in 1..=requests {
        for moment in [Moment::Before, Moment::After] {
            let what =
                format!("killed {} request {request}", if moment == Moment::Before { "before" } else { "after" });
            let saving = Saving::of(SOURCES, SavePageNow::start());
            assert!(saving.service.kill(&mut saving.command_at(0, &[]), request, moment), "{what}");
            saving.service.pass();
            saving.save(10);
            let submitted = counts(&saving);
            assert!(submitted.values().all(|count| *count == 1), "{what}: {submitted:?}");
            go_on(&saving, DAY, &what);
            // Only what the service never heard of is submitted by another run.
            let submitted = counts(&saving);
            assert!(submitted.values().all(|count| *count == 1), "{what}: {submitted:?}");
        }
    }
}

/// Twenty runs, each killed somewhere, and captures that fail or do not end.
#[test]
fn kills_at_random_submit_nothing_twice_and_lose_nothing() {
    for seed in 0..2 {
        let saving = Saving::of(
            SOURCES,
            SavePageNow::with(|url, _| match url.chars().last() {
                Some('0') => Fate::Made(3),
                _ => Fate::Made(1),
            }),
        );
        let mut random = Random(seed);
        let mut minutes = 0;
        for _ in 0..20 {
            let moment = if random.below(2) == 0 { Moment::Before } else { Moment::After };
            let request = 1 + random.below(12) as usize;
            let _ = saving.service.kill(&mut saving.command_at(minutes, &[]), request, moment);
            saving.service.pass();
            saving.service.assert_manners();
            minutes += 3 + random.below(30) as i64;
        }
        let submitted = counts(&saving);
        assert!(submitted.values().all(|count| *count == 1), "{seed}: {submitted:?}");
        go_on(&saving, minutes + DAY, &format!("seed {seed}"));
        let submitted = counts(&saving);
        assert!(submitted.values().all(|count| *count == 1), "{seed}: {submitted:?}");
    }
}
