//! What holds for every history, tried on many that a seeded generator makes up.

use jiff::SignedDuration;
use newslint_audit::History;
use newslint_audit::due::{Intervals, due_at};
use newslint_audit::verdict::{Policy, judge};
use newslint_model::source::{Cause, Observation, Reading, Verdict, reading};

use super::histories::{Result, history, is_there, moment, one};
use crate::harness::Random;

/// Every cause that a visit can have.
pub const CAUSES: [&str; 54] = [
    "alive", "200", "404", "410", "soft-404", "front-page", "section-page", "nxdomain", "parked", "suspended",
    "default-page", "500", "503", "404-everywhere", "servfail", "no-address", "connection-refused", "connect-timeout",
    "too-many-redirects", "redirect-loop", "401", "402", "403", "407", "451", "999", "429", "challenge", "login",
    "consent", "404-with-title", "empty-shell", "400", "406", "408", "304", "511", "dns-timeout", "no-resolver",
    "lying-resolver", "unreachable", "timeout", "connection-closed", "tls", "bad-redirect", "private-address",
    "robots", "no-robots", "unsupported", "no-content", "removed", "one-answer", "store-403", "for-sale",
];

fn is_evidence(cause: &str) -> Result<bool> {
    Ok(matches!(reading(&Observation::new(cause.parse::<Cause>()?)), Reading::Evidence(_)))
}

impl Random {
    pub fn pick<'p>(&mut self, from: &[&'p str]) -> &'p str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }

    /// A host of up to twelve URLs with up to twenty observations each, over two years.
    pub fn host(&mut self, causes: &[&str]) -> Result<Vec<History>> {
        (0..=self.below(12))
            .map(|n| {
                let text: Vec<String> = (0..self.below(20)).map(|_| self.observation(causes)).collect();
                history(&format!("http://a.example/{n}"), &text.join("; "))
            })
            .collect()
    }

    fn observation(&mut self, causes: &[&str]) -> String {
        let target = match self.below(6) {
            0 => " =>http://a.example/moved".to_owned(),
            1 => format!(" >http://a.example/new/{}", self.below(9)),
            _ => String::new(),
        };
        let cause = self.pick(causes);
        // A page that several documents lead to is evidence, whatever their causes.
        let target = if cause == "alive" && causes.contains(&"404") { target } else { String::new() };
        let vantage = self.pick(&["a", "b"]);
        format!("{}h {cause}{target} @{vantage}", self.below(24 * 730))
    }
}

#[test]
fn no_cause_but_evidence_ever_settles() -> Result<()> {
    for cause in CAUSES {
        let weekly: Vec<String> = (0..104).map(|week| format!("{}d {cause}", 7 * week)).collect();
        let host = [history("http://a.example/x", &weekly.join("; "))?];
        let judgment = one(judge(&host, &Policy::default(), moment("728d")?))?;
        assert_eq!(judgment.verdict.is_settled(), is_evidence(cause)?, "{cause}");
        assert_eq!(judgment.tier.is_some(), is_evidence(cause)?, "{cause}");
    }
    Ok(())
}

#[test]
fn a_history_without_evidence_is_never_suspect() -> Result<()> {
    let mut harmless = CAUSES.to_vec();
    // What a store refuses can be evidence by what it does not refuse.
    harmless.retain(|cause| *cause != "store-403" && !is_evidence(cause).unwrap_or(true));
    for seed in 0..500 {
        for judgment in judge(&Random(seed).host(&harmless)?, &Policy::default(), moment("730d")?) {
            assert!(judgment.verdict > Verdict::Suspect, "seed {seed}: {judgment:?}");
            assert_eq!((judgment.tier, judgment.counted), (None, 0), "seed {seed}");
        }
    }
    Ok(())
}

#[test]
fn whatever_was_seen_before_a_document_that_is_there_is_there() -> Result<()> {
    for seed in 0..500 {
        let mut host = Random(seed).host(&CAUSES)?;
        let alive = history("", "730d alive")?.visits;
        host.iter_mut().for_each(|history| history.visits.extend(alive.clone()));
        for judgment in judge(&host, &Policy::default(), moment("730d")?) {
            assert!(is_there(judgment.verdict), "seed {seed}: {judgment:?}");
        }
    }
    Ok(())
}

#[test]
fn neither_order_nor_repetition_makes_a_difference() -> Result<()> {
    for seed in 0..500 {
        let mut random = Random(seed);
        let host = random.host(&CAUSES)?;
        let now = moment("730d")?;
        let judgments = judge(&host, &Policy::default(), now);
        let mut other = host.clone();
        for history in &mut other {
            history.visits.extend(history.visits.clone());
            history.visits.sort_by_cached_key(|entry| (random.below(1000), entry.at));
        }
        assert_eq!(judge(&other, &Policy::default(), now), judgments, "seed {seed}");
        other.reverse();
        let mut reversed = judge(&other, &Policy::default(), now);
        reversed.reverse();
        assert_eq!(reversed, judgments, "seed {seed}");
    }
    Ok(())
}

/// Whoever audits every week never comes on the minute, and needs no more runs for that.
#[test]
fn weekly_runs_settle_whenever_on_their_day_they_are() -> Result<()> {
    /// The number of the run that settles, if they visit what is due.
    fn settling(cause: &str, mut jitter: impl FnMut() -> i64) -> Result<Option<usize>> {
        let (policy, intervals) = (Policy::default(), Intervals::default());
        let mut text = String::new();
        for week in 0..20 {
            let hour = 24 * 7 * week + jitter();
            let now = moment(&format!("{hour}h"))?;
            let before = history("http://a.example/x", &text)?;
            let judgment = one(judge(std::slice::from_ref(&before), &policy, now))?;
            if due_at(&before, &judgment, &policy, &intervals, now).is_none_or(|due| due <= now) {
                text += &format!("{hour}h {cause};");
            }
            let host = [history("http://a.example/x", &text)?];
            if one(judge(&host, &policy, now))?.verdict.is_settled() {
                return Ok(usize::try_from(week).ok());
            }
        }
        Ok(None)
    }
    for (cause, run) in [("404", 3), ("410", 2), ("nxdomain", 7), ("500", 9)] {
        assert_eq!(settling(cause, || 0)?, Some(run), "{cause}");
        for seed in 0..100 {
            let mut random = Random(seed);
            let jittered = settling(cause, || i64::try_from(random.below(13)).unwrap_or(0) - 6)?;
            assert_eq!(jittered, Some(run), "{cause}, seed {seed}");
        }
    }
    Ok(())
}

#[test]
fn two_visits_of_one_day_never_count_twice() -> Result<()> {
    for seed in 0..200 {
        let mut random = Random(seed);
        for cause in ["404", "410", "nxdomain", "500"] {
            let text: Vec<String> =
                (0..1 + random.below(9)).map(|_| format!("{}h {cause}", random.below(25))).collect();
            let host = [history("http://a.example/x", &text.join("; "))?];
            assert_eq!(one(judge(&host, &Policy::default(), moment("400d")?))?.counted, 1, "{text:?}");
        }
    }
    Ok(())
}

/// What is settled rests on as many observations as its tier needs, made since the document was last there.
#[test]
fn a_verdict_can_be_counted_again() -> Result<()> {
    let policy = Policy::default();
    let mut settled = 0;
    for seed in 0..500 {
        let host = Random(seed).host(&CAUSES[2..])?;
        for (history, judgment) in host.iter().zip(judge(&host, &policy, moment("730d")?)) {
            let (Some(since), Some(last), Some(tier)) = (judgment.since, judgment.last, judgment.tier) else {
                continue;
            };
            assert!(history.visits.iter().any(|entry| entry.at == since && Some(entry.at) <= judgment.last));
            if judgment.verdict.is_settled() {
                settled += 1;
                let needed = policy.requirement(tier);
                assert!(judgment.counted >= needed.observations, "seed {seed}: {judgment:?}");
                assert!(
                    last.duration_since(since) + SignedDuration::from_hours(12) >= needed.span,
                    "seed {seed}: {judgment:?}"
                );
            }
        }
    }
    assert!(settled > 100, "{settled}");
    Ok(())
}
