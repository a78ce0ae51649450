//! Verdicts are monotone in evidence: more of it never makes a verdict milder, and less of it, or what speaks against it,
//! never makes one worse. Nor does time that passes without a visit.

use jiff::{SignedDuration, Timestamp};
use newslint_audit::verdict::{Policy, judge};
use newslint_audit::{History, Judgment, Visit};
use newslint_model::source::{Observation, Reading, Verdict, reading};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::histories::{START, is_there};
use super::laws::CAUSES;
use crate::harness::cases;

/// The hour at which all is judged, later than all visits.
const NOW: i64 = 24 * 1000;

fn at(hour: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hour)
}

fn reads(cause: &str) -> Reading {
    reading(&Observation::new(cause.parse().unwrap()))
}

/// Whether nothing but the visit itself decides what it says: a store's refusal is read by what its neighbours show.
fn is_plain(cause: &str) -> bool {
    cause != "store-403"
}

fn causes(of: impl Fn(Reading) -> bool) -> impl Strategy<Value = &'static str> {
    select(CAUSES.into_iter().filter(|cause| is_plain(cause) && of(reads(cause))).collect::<Vec<_>>())
}

fn is_evidence(reading: Reading) -> bool {
    matches!(reading, Reading::Evidence(_))
}

fn evidence() -> impl Strategy<Value = &'static str> {
    causes(is_evidence)
}

/// What neither ends evidence nor is any.
fn hindrance() -> impl Strategy<Value = &'static str> {
    causes(|reading| matches!(reading, Reading::Blocked | Reading::Neutral))
}

/// Hours and causes: mostly evidence, weeks apart as runs are, sometimes hours apart.
fn visits() -> impl Strategy<Value = Vec<(i64, &'static str)>> {
    let cause = prop_oneof![6 => select(vec!["404", "410", "nxdomain", "500", "soft-404"]), 3 => evidence(), 2 => hindrance(), 1 => Just("alive")];
    let gap = prop_oneof![3 => (6..9i64).prop_map(|days| 24 * days), 1 => 24..24 * 40i64, 1 => 1..30i64];
    prop::collection::vec((gap, cause), 0..14).prop_map(|steps| {
        let mut hour = 0;
        let step = |(gap, cause)| {
            hour += gap;
            (hour, cause)
        };
        steps.into_iter().map(step).collect()
    })
}

fn judgment(visits: &[(i64, &str)], now: i64) -> Judgment {
    let mut history = History::new("http://a.example/x".to_owned());
    history.visits = visits
        .iter()
        .map(|(hour, cause)| Visit {
            at: at(*hour),
            vantage: "here".into(),
            observation: Observation::new(cause.parse().unwrap()),
        })
        .collect();
    judge(&[history], &Policy::default(), at(now)).remove(0)
}

/// How much is said against the document. `soft-404` and `usurped` are deaths as well.
fn gravity(judgment: &Judgment) -> u8 {
    match judgment.verdict {
        verdict if verdict.is_settled() => 3,
        Verdict::Suspect => 2,
        verdict if is_there(verdict) => 0,
        _ => 1,
    }
}

fn with(visits: &[(i64, &'static str)], hour: i64, cause: &'static str) -> Vec<(i64, &'static str)> {
    let mut more = visits.to_vec();
    more.push((hour, cause));
    more.sort_by_key(|(hour, _)| *hour);
    more
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn more_evidence_never_makes_a_verdict_milder(visits in visits(), hour in 0..NOW, cause in evidence()) {
        // Not at the very time of another: what counts of two visits of one moment is decided by their causes.
        prop_assume!(visits.iter().all(|(other, _)| *other != hour));
        let (before, after) = (judgment(&visits, NOW), judgment(&with(&visits, hour, cause), NOW));
        let is_last = visits.iter().all(|(other, _)| *other < hour);
        let said = gravity(&before);
        if is_last || said >= 2 {
            prop_assert!(gravity(&after) >= said, "{before:#?}\n{after:#?}");
        } else {
            // What the document was seen as later stands.
            prop_assert!(gravity(&after) >= said.min(1), "{before:#?}\n{after:#?}");
        }
    }

    #[test]
    fn a_visit_that_says_nothing_changes_no_evidence(visits in visits(), hour in 0..NOW, cause in hindrance()) {
        let (before, after) = (judgment(&visits, NOW), judgment(&with(&visits, hour, cause), NOW));
        prop_assert_eq!(gravity(&before) >= 2, gravity(&after) >= 2);
        if gravity(&before) >= 2 {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn a_document_that_is_there_never_makes_a_verdict_worse(visits in visits(), hour in 0..NOW) {
        let (before, after) = (judgment(&visits, NOW), judgment(&with(&visits, hour, "alive"), NOW));
        prop_assert!(gravity(&after) <= gravity(&before), "{before:#?}\n{after:#?}");
        if visits.iter().all(|(other, _)| *other < hour) {
            prop_assert!(is_there(after.verdict), "{after:#?}");
        }
    }

    #[test]
    fn a_visit_less_never_makes_a_verdict_worse(visits in visits(), which in any::<Index>()) {
        let of_evidence: Vec<usize> = (0..visits.len()).filter(|at| is_evidence(reads(visits[*at].1))).collect();
        if of_evidence.is_empty() {
            return Ok(());
        }
        let mut fewer = visits.clone();
        fewer.remove(of_evidence[which.index(of_evidence.len())]);
        let (before, after) = (judgment(&visits, NOW), judgment(&fewer, NOW));
        prop_assert!(gravity(&after) <= gravity(&before).max(1), "{before:#?}\n{after:#?}");
    }

    /// It is what is seen that condemns, never that nobody looked.
    #[test]
    fn time_alone_never_makes_a_verdict_worse(visits in visits(), first in 0..NOW, second in 0..2 * NOW) {
        let (early, late) = (first.min(second), first.max(second));
        let seen: Vec<(i64, &str)> = visits.into_iter().filter(|(hour, _)| *hour <= early).collect();
        let (before, after) = (judgment(&seen, early), judgment(&seen, late));
        prop_assert_eq!((before.verdict, before.counted, before.since), (after.verdict, after.counted, after.since));
    }
}

/// What is too close to the last that counts counts in its place, once the tier's span is over.
#[test]
fn evidence_in_between_puts_nothing_off() {
    let without = [(144, "404"), (312, "404"), (609, "nxdomain"), (634, "nxdomain"), (636, "404"), (780, "nxdomain")];
    for between in ["404", "410", "soft-404"] {
        let with = with(&without, 504, between);
        for visits in [&without[..], &with] {
            let judgment = judgment(visits, NOW);
            assert_eq!((judgment.verdict, judgment.counted), (Verdict::Dead, 3), "{judgment:#?}");
            assert_eq!((judgment.last, judgment.settles), (Some(at(636)), Some(at(636))), "{judgment:#?}");
        }
    }
}
