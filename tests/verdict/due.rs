//! When a URL is due again, and in which order.

use jiff::{SignedDuration, Timestamp};
use newslint::audit::due::{Intervals, due_at, left_alone_until, sort_by_due};
use newslint::audit::verdict::{Policy, judge};

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
        // A suspect: to the second, by its tier.
        ("0d 404", "7d"),
        ("0d 404; 7d 404", "14d"),
        ("5h soft-404", "173h"),
        ("0d 410", "14d"),
        ("0d nxdomain", "7d"),
        ("0d 500", "7d"),
        // What was seen too soon does not move it.
        ("0d 404; 3d 404", "7d"),
        ("0d 404; 7d 404; 8d 404", "14d"),
        ("0d 404; 6d 404", "7d"),
        // But nobody is asked twice a day.
        ("0d 404; 167h 404", "191h"),
        // A later mishap or refusal puts it off.
        ("0d 404; 7d timeout", "8d"),
        ("0d 404; 7d 403", "37d"),
        ("0d 404; 2d timeout", "7d"),
        // Settled.
        ("0d 404; 7d 404; 21d 404", "111d"),
        ("0d 404; 7d 404; 21d 404; 22d 403", "112d"),
        // Refused, or not to be judged.
        ("0d 403", "30d"),
        ("0d unsupported", "30d"),
        ("0d robots", "30d"),
        ("0d empty-shell", "30d"),
        // Mishaps: after a day, then after as long as they have lasted.
        ("0d timeout", "1d"),
        ("0d 503 retry=60", "1d"),
        ("0d 429", "1d"),
        ("0d alive; 10d timeout; 11d dns-timeout", "12d"),
        ("0d timeout; 1d timeout; 2d timeout; 4d timeout", "8d"),
        ("0d timeout; 300d timeout", "330d"),
        // A server that says when.
        ("0d 503 retry=864000", "10d"),
        ("0d 429 retry=864000; 1d 429", "10d"),
        ("0d 429 retry=3600", "1d"),
    ] {
        assert_eq!(due(text, "400d")?, Some(moment(expected)?), "{text}");
    }
    assert_eq!(due("", "0d")?, None);
    assert_eq!(due("7d alive", "6d")?, None);
    assert_eq!(due("0d 429 retry=18446744073709551615", "1d")?, Some(Timestamp::MAX));
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
    assert!(dues[0] >= moment("27d")? && dues[0] < moment("655h")?, "{}", dues[0]);
    assert!(dues[999] <= moment("30d")? && dues[999] > moment("713h")?, "{}", dues[999]);
    // Each of the three days has its share.
    for day in 27..30 {
        let within = dues.iter().filter(|due| **due >= now + days(day) && **due < now + days(day + 1)).count();
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
    let until = |texts: &[&str]| -> Result<_> {
        let host: Result<Vec<_>> = texts.iter().map(|text| history(URL, text)).collect();
        Ok(left_alone_until(&host?, now))
    };
    assert_eq!(until(&["0d 429 retry=864000", "0d alive", "0d 503 retry=432000"])?, Some(moment("10d")?));
    assert_eq!(until(&["0d 429 retry=3600"])?, None);
    assert_eq!(until(&["2d 429 retry=864000"])?, None);
    // Where a redirect leads may be another host, which speaks for itself only.
    assert_eq!(until(&["0d 429 retry=864000 >http://b.example/x"])?, None);
    assert_eq!(until(&["0d 429 retry=864000 >http://b.example/x >https://a.example/y"])?, Some(moment("10d")?));
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
