//! When a URL is due again, and in which order.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use newslint_audit::due::{Intervals, due_at, sort_by_due};
use newslint_audit::left_alone::LeftAlone;
use newslint_audit::verdict::{Policy, judge};

use super::histories::{Result, history, moment, one};

const URL: &str = "http://a.example/x";

fn due(text: &str, now: &str) -> Result<Option<Timestamp>> {
    let (policy, now) = (Policy::default(), moment(now)?);
    let history = history(URL, text)?;
    let judgment = one(judge(std::slice::from_ref(&history), &policy, now))?;
    Ok(due_at(&history, &judgment, &policy, &Intervals::default(), now))
}

#[test]
fn due_when_the_next_observation_says_something_new() -> Result<()> {
    for (text, expected) in [
        // A suspect: half a day before it counts by its tier, as that is when it does.
        ("0d 404", "156h"),
        ("0d 404; 7d 404", "324h"),
        ("5h soft-404", "161h"),
        ("0d 410", "324h"),
        ("0d nxdomain", "156h"),
        ("0d 500", "156h"),
        // What was seen too soon does not move it.
        ("0d 404; 3d 404", "156h"),
        ("0d 404; 7d 404; 8d 404", "324h"),
        ("0d 404; 6d 404", "162h"),
        // But nobody is asked twice a day.
        ("0d 404; 155h 404", "173h"),
        // A later mishap or refusal puts it off.
        ("0d 404; 7d timeout", "186h"),
        ("0d 404; 7d 403", "876h"),
        ("0d 404; 2d timeout", "156h"),
        // Settled.
        ("0d 404; 7d 404; 21d 404", "2652h"),
        ("0d 404; 7d 404; 21d 404; 22d 403", "2676h"),
        // Refused, or not to be judged.
        ("0d 403", "708h"),
        ("0d 406", "708h"),
        ("0d unsupported", "708h"),
        ("0d robots", "708h"),
        ("0d empty-shell", "708h"),
        // Mishaps: after a day, then after as long as they have lasted.
        ("0d timeout", "18h"),
        ("0d 503 retry=60", "18h"),
        ("0d 429", "18h"),
        ("0d 408", "18h"),
        ("0d 425", "18h"),
        ("0d alive; 10d timeout; 11d dns-timeout", "282h"),
        ("0d timeout; 1d timeout; 2d timeout; 4d timeout", "180h"),
        ("0d timeout; 300d timeout", "7908h"),
    ] {
        assert_eq!(due(text, "400d")?, Some(moment(expected)?), "{text}");
    }
    assert_eq!(due("", "0d")?, None);
    assert_eq!(due("7d alive", "6d")?, None);
    Ok(())
}

/// The same on every machine, or two that share a store would not agree.
#[test]
fn the_part_of_the_interval_is_the_urls_own() -> Result<()> {
    let due = |url: &str| -> Result<_> {
        let (history, now) = (history(url, "0d alive")?, moment("0d")?);
        let judgment = one(judge(std::slice::from_ref(&history), &Policy::default(), now))?;
        let due = due_at(&history, &judgment, &Policy::default(), &Intervals::default(), now).ok_or("due")?;
        Ok(due.to_string())
    };
    assert_eq!(due(URL)?, "2026-01-28T12:41:46Z");
    assert_eq!(due("https://gazette.example/2004/08/bridge-4711")?, "2026-01-28T10:23:32Z");
    Ok(())
}

#[test]
fn a_copy_is_visited_after_an_interval_of_its_own() -> Result<()> {
    let (policy, now) = (Policy::default(), moment("0d")?);
    let intervals = Intervals { copy: days(1000), mishap: days(5), ..Intervals::default() }.of_copies();
    let due = |text: &str| -> Result<_> {
        let history = history(URL, text)?;
        let judgment = one(judge(std::slice::from_ref(&history), &policy, now))?;
        Ok(due_at(&history, &judgment, &policy, &intervals, now))
    };
    assert!((moment("899d").ok()..moment("1000d").ok()).contains(&due("0d alive")?));
    assert_eq!(due("0d timeout")?, Some(moment("108h")?));
    Ok(())
}

#[test]
fn what_is_there_is_spread_over_the_last_tenth_of_the_interval() -> Result<()> {
    let (policy, now) = (Policy::default(), moment("0d")?);
    let mut dues = Vec::new();
    for n in 0..1000 {
        let history = history(&format!("http://a.example/{n}"), "0d alive")?;
        let judgment = one(judge(std::slice::from_ref(&history), &policy, now))?;
        dues.extend(due_at(&history, &judgment, &policy, &Intervals::default(), now));
    }
    dues.sort_unstable();
    assert!(dues[0] >= moment("636h")? && dues[0] < moment("643h")?, "{}", dues[0]);
    assert!(dues[999] <= moment("708h")? && dues[999] > moment("701h")?, "{}", dues[999]);
    // Each of the three days has its share.
    for day in 0..3 {
        let start = moment("636h")? + days(day);
        let within = dues.iter().filter(|due| (start..start + days(1)).contains(*due)).count();
        assert!((250..420).contains(&within), "{within}");
    }
    Ok(())
}

fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

#[test]
fn a_host_is_left_alone_as_long_as_it_asks() -> Result<()> {
    let now = moment("1d")?;
    let until = |texts: &[&str], host: &str| -> Result<_> {
        let mut left_alone = LeftAlone::default();
        for text in texts {
            let history = history(URL, text)?;
            history.visits.iter().for_each(|visit| left_alone.add("a.example", visit, now));
        }
        Ok(left_alone.until(host))
    };
    for (texts, own, other) in [
        (&["0d 429 retry=864000", "0d alive", "0d 503 retry=432000"][..], Some("10d"), None),
        (&["0d 429 retry=864000; 1d 429"], Some("10d"), None),
        (&["0d 429 retry=3600"], None, None),
        (&["2d 429 retry=864000"], None, None),
        // Nobody means more than thirty days.
        (&["0d 503 retry=31536000"], Some("30d"), None),
        (&["0d 503 retry=18446744073709551615"], Some("30d"), None),
        // Where a redirect leads may be another host, which speaks for itself only.
        (&["0d 429 retry=864000 >http://b.example/x"], None, Some("10d")),
        (&["0d 429 retry=864000 >http://b.example/x >https://a.example/y"], Some("10d"), None),
        // So is the robots.txt of another on the way, and its own while it answers.
        (&["0d alive asks=b.example:864000"], None, Some("10d")),
        (&["0d alive asks=a.example:864000 >http://b.example/x"], Some("10d"), None),
    ] {
        let moments = [own, other].map(|text| text.map(moment).transpose());
        let [own, other] = moments;
        assert_eq!((until(texts, "a.example")?, until(texts, "b.example")?), (own?, other?), "{texts:?}");
    }
    Ok(())
}

#[test]
fn what_leads_to_a_host_that_is_left_alone_waits_for_it() -> Result<()> {
    let now = moment("5d")?;
    let mut left_alone = LeftAlone::default();
    for visit in &history("http://b.example/", "4d 429 retry=864000")?.visits {
        left_alone.add("b.example", visit, now);
    }
    for (text, expected) in [
        ("0d alive >http://b.example/x", Some("14d")),
        ("0d alive >http://b.example/x; 1d alive", None),
        ("0d alive; 6d alive >http://b.example/x", None),
        ("0d alive >http://www.b.example/x", None),
    ] {
        let found = left_alone.until_of(&history(URL, text)?, now);
        assert_eq!(found, expected.map(moment).transpose()?, "{text}");
    }
    assert_eq!(left_alone.until_of_cited("http://B.example:8080/y"), Some(moment("14d")?));
    assert_eq!(left_alone.without(&["b.example".to_owned()]).hosts(), []);
    Ok(())
}

#[test]
fn what_is_due_longest_comes_first_and_what_is_new_in_between() -> Result<()> {
    let now = moment("100d")?;
    let order = |seed: u64, reverse: bool| -> Result<Vec<String>> {
        let mut jobs = Vec::new();
        for n in 0..90 {
            jobs.push((format!("http://a.example/old/{n}"), Some(moment(&format!("{}h", 24 * (n / 9 * 11) + n % 9))?)));
            jobs.push((format!("http://a.example/new/{n}"), None));
        }
        if reverse {
            jobs.reverse();
        }
        sort_by_due(&mut jobs, |(url, due)| (url, *due), now, seed);
        Ok(jobs.into_iter().map(|(url, _)| url).collect())
    };
    let first = order(1, false)?;
    assert_eq!(first, order(1, true)?);
    let old_ones = |urls: &[String]| -> Vec<i64> {
        urls.iter().filter_map(|url| url.split_once("/old/")?.1.parse().ok()).collect()
    };
    assert_ne!(old_ones(&first), old_ones(&order(2, false)?));
    assert!(old_ones(&first).windows(2).all(|pair| pair[0] / 9 <= pair[1] / 9), "{first:?}");
    let new_ones = |part: &[String]| part.iter().filter(|url| url.contains("/new/")).count();
    for part in first.chunks(60) {
        assert!((20..=40).contains(&new_ones(part)), "{}", new_ones(part));
    }
    Ok(())
}

#[test]
fn what_was_never_visited_comes_in_the_order_of_the_seed() -> Result<()> {
    let order = |seed: u64| -> Result<Vec<String>> {
        let mut jobs: Vec<String> = (0..9).map(|n| format!("http://a.example/{n}")).collect();
        sort_by_due(&mut jobs, |url| (url, None), moment("0d")?, seed);
        Ok(jobs)
    };
    assert_eq!(order(1)?, order(1)?);
    let orders: BTreeSet<Vec<String>> = (0..8).map(order).collect::<Result<_>>()?;
    assert_eq!(orders.len(), 8);
    Ok(())
}
