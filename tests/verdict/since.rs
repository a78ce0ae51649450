//! Since which day a verdict stands, and when one can come.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use newslint_audit::verdict::{Outcome, Policy, days_since, judge};
use newslint_audit::{History, Visit};
use newslint_model::source::{Tier, Verdict};

use super::histories::{Result, history, moment};
use super::laws::CAUSES;
use crate::harness::Random;

const A_SECOND: SignedDuration = SignedDuration::from_secs(1);

fn start(day: Date) -> Result<Timestamp> {
    Ok(Offset::UTC.to_timestamp(day.at(0, 0, 0, 0))?)
}

/// What the URLs of a domain come to, if anything is settled, and since when.
fn days(domain: &[History], now: Timestamp) -> Vec<Option<(Outcome, Date)>> {
    let policy = Policy::default();
    let judgments = judge(domain, &policy, now);
    let is_settled = |at: usize| judgments[at].verdict.is_settled().then_some(Timestamp::MIN);
    let since = days_since(domain, &judgments, &policy, now, is_settled);
    judgments.iter().zip(since).map(|(judgment, day)| Some((Outcome::of(judgment.verdict), day?))).collect()
}

/// The day of the only URL, counted from the first.
fn day(text: &str, now: &str) -> Result<Option<i64>> {
    let since = days(&[history("http://a.example/x", text)?], moment(now)?)[0];
    since.map(|(_, day)| Ok(start(day)?.duration_since(moment("0d")?).as_hours() / 24)).transpose()
}

#[test]
fn a_verdict_is_of_the_day_of_the_observation_that_decided() -> Result<()> {
    for (text, now, expected) in [
        ("0d 404; 10d 404; 21d 404", "21d", Some(21)),
        ("0d 404; 10d 404; 21d 404; 28d 404; 90d 404", "100d", Some(21)),
        ("0d 404; 10d 404; 20d 404; 28d 404", "100d", Some(28)),
        // The hour of the day makes no difference.
        ("0d 404; 10d 404; 527h 404", "527h", Some(21)),
        ("0d 404; 10d 404", "100d", None),
        ("", "100d", None),
        // What was settled before it came back is over.
        ("0d 410; 14d 410; 20d alive; 30d 410; 50d 410", "60d", Some(50)),
        ("0d 410; 14d 410; 20d alive; 27d alive", "60d", None),
        // A web archive that saw it go too, and was asked later.
        ("0d 404; 14d 404; 16d captures -60d:404 -20d:404", "40d", Some(16)),
        ("0d captures -60d:404 -20d:404; 1d 404; 15d 404", "40d", Some(15)),
    ] {
        assert_eq!(day(text, now)?, expected, "{text}");
    }
    Ok(())
}

#[test]
fn what_others_show_later_makes_no_verdict_earlier() -> Result<()> {
    // Only with the third document it is known that all of them lead to one page.
    let page = "alive >http://a.example/moved";
    let domain = [
        history("http://a.example/1", &format!("0d {page}; 10d {page}; 30d {page}"))?,
        history("http://a.example/2", &format!("1d {page}; 11d {page}; 31d {page}"))?,
        history("http://a.example/3", &format!("40d {page}"))?,
    ];
    let expected = Some((Outcome::Gone, start_date("40d")?));
    assert_eq!(days(&domain, moment("60d")?)[..2], [expected, expected]);
    Ok(())
}

fn start_date(text: &str) -> Result<Date> {
    Ok(Offset::UTC.to_datetime(moment(text)?).date())
}

/// The law of the day: as of its end it is so, and as of the second before it began it was not.
#[test]
fn what_can_be_told_since_a_day_could_not_be_told_the_day_before() -> Result<()> {
    let mut told = 0;
    for seed in 0..400 {
        let mut random = Random(seed);
        let causes: &[&str] = if seed % 2 == 0 { &["404", "alive", "410", "403"] } else { &CAUSES };
        let mut domain = random.host(causes)?;
        if seed % 4 == 0 {
            // Gone for good, so that many are settled.
            domain.iter_mut().for_each(|history| history.visits.retain(|visit| !visit.observation.cause.is_alive()));
        }
        let now = moment(&format!("{}h", random.below(24 * 800)))?;
        for (at, since) in days(&domain, now).into_iter().enumerate() {
            let Some((outcome, day)) = since else { continue };
            let judged = |time| Outcome::of(judge(&domain, &Policy::default(), time)[at].verdict);
            let end = start(day.tomorrow()?)? - A_SECOND;
            assert_eq!(judged(end.min(now)), outcome, "seed {seed}, URL {at}, {day}");
            assert_ne!(judged(start(day)? - A_SECOND), outcome, "seed {seed}, URL {at}, {day}");
            told += 1;
        }
    }
    assert!(told > 300, "{told}");
    Ok(())
}

/// However many URLs of a domain went on days of their own, the newest days are exact, and all are told in time.
#[test]
fn a_domain_on_which_something_was_decided_every_day_is_judged_for_the_newest_days() -> Result<()> {
    let url = |day: u32| history(&format!("http://a.example/{day}"), &format!("{day}d 410; {}d 410", day + 20));
    let domain = (0..1000).map(url).collect::<Result<Vec<_>>>()?;
    for (at, since) in days(&domain, moment("1200d")?).into_iter().enumerate() {
        assert_eq!(since, Some((Outcome::Gone, start_date(&format!("{}d", at + 20))?)));
    }
    Ok(())
}

/// The law of what is to come: with more of the same it is settled at that second, and not a second earlier.
#[test]
fn a_suspect_can_be_settled_when_it_says_and_no_earlier() -> Result<()> {
    let policy = Policy::default();
    let mut tried = 0;
    for seed in 0..200 {
        let mut random = Random(seed);
        let (cause, tier) = [
            ("404", Tier::Page),
            ("410", Tier::Gone),
            ("nxdomain", Tier::Domain),
            ("servfail", Tier::Unreachable),
            ("for-sale", Tier::Hands),
        ][usize::try_from(random.below(5))?];
        let seen: Vec<String> = (0..=random.below(3)).map(|_| format!("{}h {cause}", random.below(24 * 30))).collect();
        let mut known = history("http://a.example/x", &seen.join("; "))?;
        known.visits.sort();
        let now = moment("30d")? + SignedDuration::from_hours(i64::try_from(random.below(24 * 40))?);
        let judgment = judge(std::slice::from_ref(&known), &policy, now).remove(0);
        if judgment.verdict != Verdict::Suspect || judgment.tier != Some(tier) {
            continue;
        }
        let soonest = judgment.settles.ok_or("a suspect can be settled")?;
        assert!(soonest >= now, "seed {seed}");
        let latest = known.visits.last().cloned().ok_or("seen")?;
        let verdict = |times: &[Timestamp], at| {
            let more = times.iter().map(|at| Visit { at: *at, ..latest.clone() });
            let visits = known.visits.iter().cloned().chain(more).collect();
            judge(&[History { visits, ..known.clone() }], &policy, at)[0].verdict
        };
        // Asked every hour, it cannot be sooner.
        let hours = soonest.duration_since(now).as_hours();
        let hourly: Vec<Timestamp> = (0..=hours).map(|hour| now + SignedDuration::from_hours(hour)).collect();
        assert_eq!(verdict(&hourly, soonest - A_SECOND), Verdict::Suspect, "seed {seed}: {seen:?}");
        // Asked when it counts, and not in between, it is then.
        let requirement = policy.requirement(tier);
        let apart = requirement.apart - SignedDuration::from_hours(12);
        let first = now.max(judgment.last.ok_or("seen")? + apart);
        let between = (judgment.counted + 1..requirement.observations).zip(0..);
        let mut times: Vec<Timestamp> = between.map(|(_, nth)| first + apart * nth).collect();
        times.push(soonest);
        assert!(verdict(&times, soonest).is_settled(), "seed {seed}: {seen:?}");
        tried += 1;
    }
    assert!(tried > 100, "{tried}");
    Ok(())
}

#[test]
fn a_first_verdict_needs_a_week_at_least() -> Result<()> {
    let policy = Policy::default();
    let earliest = policy.earliest(moment("0d")?);
    assert_eq!(earliest, moment("156h")?);
    // Nothing that a visit can show settles anything before that, and one thing does then.
    let every_hour = |cause: &str, hours: i64| {
        let seen: Vec<String> = (0..=hours).map(|hour| format!("{hour}h {cause}")).collect();
        history("http://a.example/x", &seen.join("; "))
    };
    for cause in CAUSES {
        let verdict = judge(&[every_hour(cause, 155)?], &policy, earliest - A_SECOND)[0].verdict;
        assert!(!verdict.is_settled(), "{cause}");
    }
    assert!(judge(&[every_hour("for-sale", 156)?], &policy, earliest)[0].verdict.is_settled());
    Ok(())
}
