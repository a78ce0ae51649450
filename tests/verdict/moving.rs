//! Hosts that are being moved, of which many documents go at once.

use newslint_audit::History;
use newslint_audit::verdict::{Policy, judge};

use super::histories::{Result, history, moment, words};

#[test]
fn a_host_that_is_being_moved_is_in_quarantine_for_30_days() -> Result<()> {
    let gone = "60d 404; 67d 404; 74d 404; 81d 404";
    let settled = "dead since 60d: 404, 4 page";
    let held = "suspect since 60d: 404, 4 page";
    let state = |alive: usize, lost: usize, rest: &str, now: &str| -> Result<String> {
        let host: Result<Vec<_>> = (0..alive + lost)
            .map(|n| {
                let text = if n < lost { format!("0d alive; {rest}") } else { "0d alive; 61d alive".to_owned() };
                history(&format!("http://a.example/{n}"), &text)
            })
            .collect();
        words(&judge(&host?, &Policy::default(), moment(now)?)[0])
    };
    assert_eq!(state(0, 10, gone, "81d")?, held);
    assert_eq!(state(5, 5, gone, "81d")?, held);
    assert_eq!(state(6, 6, gone, "81d")?, held);
    assert_eq!(state(6, 5, gone, "81d")?, settled);
    assert_eq!(state(5, 4, gone, "81d")?, settled);
    // What was seen in quarantine counts once it is seen again.
    assert_eq!(state(0, 10, gone, "400d")?, held);
    assert_eq!(state(0, 10, &format!("{gone}; 90d 404"), "90d")?, "dead since 60d: 404, 5 page");
    assert_eq!(state(0, 10, &format!("{gone}; 90d alive"), "90d")?, "alive since 90d: alive");
    // A host that was not there before is not being moved.
    let mut host = vec![history("http://a.example/x", &format!("0d alive; {gone}"))?];
    for n in 0..25 {
        let before = if n < 7 { "0d 404" } else { "0d alive" };
        let after = if n < 19 { "60d 404" } else { "61d alive" };
        host.push(history(&format!("http://a.example/{n}"), &format!("{before}; {after}"))?);
    }
    assert_eq!(words(&judge(&host, &Policy::default(), moment("81d")?)[0])?, settled);
    // Documents that go one after the other are no move.
    let host: Result<Vec<_>> = (0..20)
        .map(|n| {
            let day = 60 + 40 * n;
            let text = format!("0d alive; {day}d 404; {}d 404; {}d 404", day + 7, day + 21);
            history(&format!("http://a.example/{n}"), &text)
        })
        .collect();
    let judgments = judge(&host?, &Policy::default(), moment("2000d")?);
    assert!(judgments.iter().all(|judgment| judgment.verdict.is_settled()));
    Ok(())
}

/// A host of which the first document has a history of its own, and so many others have each of these.
fn hosted(first: &str, others: &[(usize, &str)]) -> Result<Vec<History>> {
    let mut host = vec![history("http://a.example/x", first)?];
    for text in others.iter().flat_map(|(number, text)| vec![text; *number]) {
        host.push(history(&format!("http://a.example/{}", host.len()), text)?);
    }
    Ok(host)
}

#[test]
fn a_move_goes_on_as_long_as_more_goes_and_another_one_is_another() -> Result<()> {
    let until = |first: &str, others: &[(usize, &str)], now: &str| -> Result<_> {
        Ok(judge(&hosted(first, others)?, &Policy::default(), moment(now)?).remove(0).quarantined_until)
    };
    let stays = "0d alive; 61d alive; 66d alive";
    let goes = [(13, "0d alive; 65d 404"), (12, stays)];
    assert_eq!(until("0d alive; 60d 404", &goes, "66d")?, moment("95d").ok());
    // What goes on the last of the thirty days belongs to it, and what goes on the next one does not.
    for (day, expected) in [("89d", moment("90d").ok()), ("90d", None)] {
        let late = format!("0d alive; {day} 404");
        assert_eq!(
            until("0d alive; 60d 404", &[(4, "0d alive; 60d 404"), (5, &late), (2, stays)], "90d")?,
            expected,
            "{day}"
        );
    }
    let state = |first: &str, others: &[(usize, &str)], now: &str| -> Result<String> {
        words(&judge(&hosted(first, others)?, &Policy::default(), moment(now)?)[0])
    };
    // Between two moves of a host, what is seen settles.
    let twice = [(13, "0d alive; 60d 404; 95d alive; 200d 404"), (12, "0d alive; 61d alive; 96d alive; 201d alive")];
    let found = state("0d alive; 110d 404; 117d 404; 131d 404", &twice, "201d")?;
    assert_eq!(found, "dead since 110d: 404, 3 page");
    // A move begins with what goes, not with what was still there.
    let found = state("0d 404; 7d 404; 55d 404", &[(20, "0d alive; 50d alive; 60d 404")], "61d")?;
    assert_eq!(found, "dead since 0d: 404, 3 page");
    Ok(())
}

#[test]
fn a_move_does_not_bring_back_what_was_settled_before() -> Result<()> {
    let mut host = vec![history("http://a.example/old", "0d 404; 7d 404; 21d 404; 63d 404")?];
    for n in 0..20 {
        host.push(history(&format!("http://a.example/{n}"), "0d alive; 60d 404")?);
    }
    let judgments = judge(&host, &Policy::default(), moment("63d")?);
    assert_eq!(words(&judgments[0])?, "dead since 0d: 404, 4 page");
    assert_eq!(judgments[0].quarantined_until, None);
    assert_eq!(words(&judgments[1])?, "suspect since 60d: 404, 1 page");
    assert_eq!(judgments[1].quarantined_until, Some(moment("90d")?));
    Ok(())
}
