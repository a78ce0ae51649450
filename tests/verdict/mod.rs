//! What follows from observations: each sentence of the policy, as histories and what is concluded from them.

mod due;
mod explained;
mod histories;
mod laws;
mod remarks;
mod shutdown;
mod since;

use self::histories::{Result, history, judged, moment, words};
use newslint_audit::verdict::{Policy, judge};

/// Histories of one URL, each with the time at which it is judged.
fn check(cases: &[(&str, &str, &str)]) -> Result<()> {
    for (text, now, expected) in cases {
        assert_eq!(words(&judged(text, now)?)?, *expected, "{text} at {now}");
    }
    Ok(())
}

#[test]
fn without_evidence_the_latest_observation_counts() -> Result<()> {
    check(&[
        ("", "0d", "uncertain"),
        ("0d alive", "0d", "alive since 0d: alive"),
        ("0d alive; 30d alive", "40d", "alive since 0d: alive"),
        ("0d alive >http://a.example/login", "1d", "alive since 0d: alive"),
        ("0d alive; 30d alive =>http://a.example/new/x >http://a.example/t", "30d", "redirected since 30d: alive"),
        ("0d alive; 30d 403", "30d", "blocked since 30d: 403"),
        ("0d 403; 30d challenge", "30d", "blocked since 0d: challenge"),
        ("0d 403; 30d timeout; 31d connection-closed", "31d", "uncertain since 30d: connection-closed"),
        ("0d 404-with-title", "0d", "uncertain since 0d: 404-with-title"),
    ])
}

#[test]
fn page_three_observations_seven_days_apart_spanning_21_days() -> Result<()> {
    check(&[
        ("0d 404", "400d", "suspect since 0d: 404, 1 page"),
        ("0d 404; 7d 404; 14d 404", "400d", "suspect since 0d: 404, 3 page"),
        ("0d 404; 7d 404; 491h 404", "22d", "suspect since 0d: 404, 3 page"),
        ("0d 404; 7d 404; 21d 404", "21d", "dead since 0d: 404, 3 page"),
        ("0d 404; 21d 404", "400d", "suspect since 0d: 404, 2 page"),
        ("0d 404; 6d 404; 21d 404", "21d", "suspect since 0d: 404, 2 page"),
        ("0d 404; 155h 404; 21d 404", "21d", "suspect since 0d: 404, 2 page"),
        ("0d 404; 7d soft-404; 21d front-page", "21d", "soft-404 since 0d: front-page, 3 page"),
        // Give or take half a day, because no schedule is kept to the minute.
        ("0d 404; 156h 404; 492h 404", "21d", "dead since 0d: 404, 3 page"),
        ("0d soft-404; 7d soft-404; 21d 404", "21d", "dead since 0d: 404, 3 page"),
        ("0d section-page; 7d section-page; 21d section-page", "21d", "soft-404 since 0d: section-page, 3 page"),
    ])
}

#[test]
fn gone_two_observations_14_days_apart() -> Result<()> {
    check(&[
        ("0d 410", "400d", "suspect since 0d: 410, 1 gone"),
        ("0d 410; 14d 410", "14d", "dead since 0d: 410, 2 gone"),
        ("0d 410; 323h 410", "400d", "suspect since 0d: 410, 1 gone"),
        // A document that is said to be gone is not found either.
        ("0d 404; 7d 404; 21d 410", "21d", "dead since 0d: 410, 3 page"),
        // Who says 404 does not say that it is for good.
        ("0d 410; 14d 404", "14d", "suspect since 0d: 404, 2 page"),
    ])
}

#[test]
fn domain_three_observations_spanning_45_days() -> Result<()> {
    check(&[
        ("0d nxdomain; 22d nxdomain; 44d nxdomain", "400d", "suspect since 0d: nxdomain, 3 domain"),
        ("0d nxdomain; 22d nxdomain; 45d nxdomain", "45d", "dead since 0d: nxdomain, 3 domain"),
        ("0d nxdomain; 45d nxdomain", "400d", "suspect since 0d: nxdomain, 2 domain"),
        ("0d parked; 7d suspended; 45d default-page", "45d", "dead since 0d: default-page, 3 domain"),
        ("0d nxdomain; 1d nxdomain; 45d nxdomain", "45d", "suspect since 0d: nxdomain, 2 domain"),
    ])
}

#[test]
fn hands_two_observations_7_days_apart() -> Result<()> {
    check(&[
        ("0d for-sale", "400d", "suspect since 0d: for-sale, 1 hands"),
        ("0d for-sale; 6d for-sale", "400d", "suspect since 0d: for-sale, 1 hands"),
        ("0d for-sale; 7d for-sale", "7d", "usurped since 0d: for-sale, 2 hands"),
        ("0d 404; 7d for-sale; 14d for-sale", "14d", "usurped since 7d: for-sale, 2 hands"),
        ("0d for-sale; 7d for-sale; 14d timeout; 15d 403", "15d", "usurped since 0d: for-sale, 2 hands"),
        ("0d for-sale; 7d for-sale; 14d alive", "14d", "alive since 14d: alive"),
        ("0d for-sale; 7d alive; 14d for-sale", "14d", "suspect since 14d: for-sale, 1 hands"),
        // Where strangers were there is neither the document nor its host.
        ("0d for-sale; 7d 404; 21d 404", "21d", "dead since 0d: 404, 3 page"),
        ("0d parked; 7d parked; 45d for-sale", "45d", "dead since 0d: for-sale, 3 domain"),
    ])
}

#[test]
fn unreachable_five_observations_seven_days_apart_spanning_60_days() -> Result<()> {
    check(&[
        (
            "0d 500; 7d servfail; 14d no-address; 21d connection-refused; 60d connect-timeout",
            "60d",
            "dead since 0d: connect-timeout, 5 unreachable",
        ),
        ("0d 500; 7d 500; 14d 500; 21d 500; 59d 500", "400d", "suspect since 0d: 500, 5 unreachable"),
        ("0d 500; 7d 500; 14d 500; 60d 500", "400d", "suspect since 0d: 500, 4 unreachable"),
        (
            "0d redirect-loop; 7d too-many-redirects; 14d 404-everywhere; 21d 500; 60d 500",
            "60d",
            "dead since 0d: 500, 5 unreachable",
        ),
        // Evidence of every other kind counts, because whatever is wrong, the document cannot be reached.
        ("0d 404; 7d nxdomain; 14d 500; 21d nxdomain; 60d 500", "60d", "dead since 0d: 500, 5 unreachable"),
        // Within the spacing, what was seen first counts.
        ("0d 404; 7d 404; 8d 500", "8d", "suspect since 0d: 404, 2 page"),
        // But not the other way round.
        ("0d 404; 7d 500; 21d 404; 28d nxdomain", "28d", "suspect since 0d: nxdomain, 4 unreachable"),
    ])
}

#[test]
fn one_alive_resets_and_the_others_neither_count_nor_reset() -> Result<()> {
    check(&[
        ("0d 404; 7d 404; 8d alive; 21d 404", "21d", "suspect since 21d: 404, 1 page"),
        ("0d 404; 7d 404; 8d alive =>http://a.example/2/x; 21d 404", "21d", "suspect since 21d: 404, 1 page"),
        ("0d 404; 7d 403; 8d timeout; 9d 503 retry=60; 21d 404", "21d", "suspect since 0d: 404, 2 page"),
        ("0d 404; 7d 404; 14d 403; 21d 404", "21d", "dead since 0d: 404, 3 page"),
        ("0d 404; 7d challenge", "7d", "suspect since 0d: 404, 1 page"),
        ("0d 404; 7d 404; 21d 404; 30d 403; 31d timeout", "31d", "dead since 0d: 404, 3 page"),
        ("0d 404; 7d 404; 21d 404; 30d alive", "31d", "alive since 30d: alive"),
        // Of two observations of one second, the one that saw the document counts.
        ("0d 404; 7d 404; 21d 404 @a; 21d alive @b", "21d", "alive since 21d: alive"),
        ("0d 404; 7d 404; 21d alive @a; 21d 404 @b", "21d", "alive since 21d: alive"),
    ])
}

#[test]
fn several_visits_within_the_spacing_are_one() -> Result<()> {
    check(&[
        ("0d 404; 1h 404; 2h 404; 1d 404; 2d 404; 3d 404", "3d", "suspect since 0d: 404, 1 page"),
        ("0d 404; 0d 404; 7d 404; 7d 404; 21d 404", "21d", "dead since 0d: 404, 3 page"),
        // Evidence from two vantages is evidence, at most once a week.
        ("0d 404 @a; 1d 404 @b; 2d 404 @c", "21d", "suspect since 0d: 404, 1 page"),
        ("0d 404 @a; 7d 404 @b; 21d 404 @a", "21d", "dead since 0d: 404, 3 page"),
    ])
}

#[test]
fn a_clock_that_goes_backwards_promotes_nothing() -> Result<()> {
    check(&[
        ("0d 404; 7d 404; 21d 404", "20d", "suspect since 0d: 404, 2 page"),
        ("0d 404; 7d 404; 21d 404", "0d", "suspect since 0d: 404, 1 page"),
        ("7d 404", "0d", "uncertain"),
        ("21d 404; 7d 404; 0d 404", "8d", "suspect since 0d: 404, 2 page"),
        ("21d alive; 0d 404", "20d", "suspect since 0d: 404, 1 page"),
    ])
}

#[test]
fn what_is_settled_stays_settled_when_the_death_is_another() -> Result<()> {
    check(&[
        ("0d 404; 7d 404; 21d 404; 90d nxdomain", "90d", "dead since 0d: 404, 3 page"),
        ("0d nxdomain; 22d nxdomain; 45d nxdomain; 90d 404", "90d", "dead since 0d: nxdomain, 3 domain"),
        ("0d 410; 14d 410; 90d 500", "90d", "dead since 0d: 410, 2 gone"),
        // In words that fit what is there now.
        ("0d 410; 14d 410; 90d soft-404", "90d", "soft-404 since 0d: soft-404, 3 page"),
    ])
}

#[test]
fn what_comes_from_our_own_network_is_no_evidence() -> Result<()> {
    for cause in ["unreachable", "511", "no-resolver", "lying-resolver", "private-address"] {
        let text: Vec<String> = (0..20).map(|week| format!("{}d {cause}", 7 * week)).collect();
        let expected = format!("uncertain since 0d: {cause}");
        assert_eq!(words(&judged(&text.join("; "), "400d")?)?, expected);
    }
    Ok(())
}

#[test]
fn a_web_archive_is_a_second_vantage() -> Result<()> {
    let settled = "dead since 0d: 404, 2 page";
    let suspect = "suspect since 0d: 404, 2 page";
    let seen = "0d 404; 14d 404";
    for (lookups, expected) in [
        ("14d captures -400d:200 -300d:404 -270d:404", settled),
        ("14d captures -300d:404 -200d:410", settled),
        // In two answers, one of them twice.
        ("3d captures -300d:404; 14d captures -300d:404 -200d:410", settled),
        // Too close, too few, and followed by a document.
        ("14d captures -300d:404 -271d:404", suspect),
        ("14d captures -300d:404", suspect),
        ("14d captures", suspect),
        ("14d captures -300d:404 -200d:404 -100d:200", suspect),
        ("14d captures -300d:404 -200d:404 -100d:301", suspect),
        ("14d captures -300d:404 -150d:200 -100d:404", suspect),
        ("14d captures -300d:403 -200d:503", suspect),
        // Not known yet.
        ("15d captures -300d:404 -200d:404", suspect),
    ] {
        let found = words(&judged(&format!("{seen}; {lookups}"), "14d")?)?;
        assert_eq!(found, expected, "{lookups}");
    }
    check(&[
        ("0d 404; 13d 404; 13d captures -300d:404 -200d:404", "13d", suspect),
        ("0d 500; 14d 500; 14d captures -300d:404 -200d:404", "14d", "suspect since 0d: 500, 2 unreachable"),
        // We saw it after the archive did.
        ("-9d alive; 0d 404; 14d 404; 14d captures -300d:404 -200d:404", "14d", suspect),
        ("14d captures -300d:404 -200d:404", "14d", "uncertain"),
    ])
}

#[test]
fn no_settled_verdict_from_a_vantage_that_is_blocked_where_another_is_not() -> Result<()> {
    let dead_at = |vantage: &str| format!("0d 404 @{vantage}; 7d 404 @{vantage}; 21d 404 @{vantage}");
    for (other, subject, expected) in [
        ("0d 403 @a; 1d alive @b", dead_at("a"), "uncertain since 0d: 404"),
        ("0d 403 @a; 1d alive @b", dead_at("b"), "dead since 0d: 404, 3 page"),
        ("0d 403 @a; 1d alive @b", dead_at("c"), "dead since 0d: 404, 3 page"),
        ("0d 403 @a; 0d 403 @c; 1d alive @b", dead_at("c"), "uncertain since 0d: 404"),
        ("0d alive @b; 9d challenge @a", dead_at("a"), "uncertain since 0d: 404"),
        // Blocked is not impaired as long as nobody sees more, nor once the block is over.
        ("0d 403 @a; 1d 403 @b", dead_at("a"), "dead since 0d: 404, 3 page"),
        ("0d 403 @a; 1d 404 @b", dead_at("a"), "dead since 0d: 404, 3 page"),
        ("-9d 403 @a; -8d alive @b; -1d alive @a", dead_at("a"), "dead since 0d: 404, 3 page"),
        ("-9d 403 @a; -8d alive @b; 8d alive @a", dead_at("a"), "suspect since 21d: 404, 1 page"),
        ("-9d 403 @a; -8d alive @a; 8d alive @b", dead_at("a"), "dead since 0d: 404, 3 page"),
        // Twice, and in between it could be believed.
        (
            "-1d 403 @a; -1d alive @b; 1d alive @a; 8d alive @a; 9d 403 @a; 22d alive @b; 23d alive @a",
            dead_at("a"),
            "suspect since 7d: 404, 1 page",
        ),
    ] {
        let host = [history("http://a.example/1", other)?, history("http://a.example/2", &subject)?];
        let judgments = judge(&host, &Policy::default(), moment("30d")?);
        assert_eq!(words(&judgments[1])?, expected, "{other}; {subject}");
    }
    Ok(())
}

#[test]
fn three_documents_of_a_host_on_one_target_are_none() -> Result<()> {
    let weekly = |target: &str| format!("0d alive >{target}; 7d alive >{target}; 21d alive >{target}");
    let verdicts = |urls: &[&str], target: &str| -> Result<Vec<String>> {
        let host: Result<Vec<_>> = urls.iter().map(|url| history(url, &weekly(target))).collect();
        judge(&host?, &Policy::default(), moment("21d")?).iter().map(words).collect()
    };
    let gone = "soft-404 since 0d: shared-page, 3 page";
    let there = "alive since 0d: alive";
    let [one, two, three] = ["http://a.example/1", "http://a.example/2", "http://www.a.example/3"];
    let moved = "http://a.example/moved";
    assert_eq!(verdicts(&[one, two, three], moved)?, [gone; 3]);
    assert_eq!(verdicts(&[one, two], moved)?, [there; 2]);
    // One document under three addresses.
    assert_eq!(verdicts(&[one, "https://a.example/1", "http://www.a.example/1/"], moved)?, [there; 3]);
    assert_eq!(verdicts(&[one, two, "https://a.example/1", "http://www.a.example/1"], moved)?, [there; 4]);
    // The front page may be anywhere, and the target is its own document.
    assert_eq!(verdicts(&["http://a.example/", one, two], moved)?, [there; 3]);
    assert_eq!(verdicts(&[one, two, "https://www.a.example/moved/"], moved)?, [there; 3]);
    assert_eq!(verdicts(&[one, two, three, "https://www.a.example/moved/"], moved)?, [gone, gone, gone, there]);
    // An address that has the document's name is the document's.
    let named = "http://a.example/2004/harbour-fire-2";
    let aliases = ["http://a.example/harbour-fire", "http://a.example/2", "http://a.example/old/harbour-fire.html"];
    assert_eq!(verdicts(&aliases, named)?, [there; 3]);
    Ok(())
}

#[test]
fn moves_to_tls_or_www_are_moves() -> Result<()> {
    let host: Result<Vec<_>> = (0..5)
        .map(|n| history(&format!("http://a.example/{n}"), &format!("0d alive =>https://www.a.example/{n}")))
        .collect();
    for judgment in judge(&host?, &Policy::default(), moment("1d")?) {
        assert_eq!(words(&judgment)?, "redirected since 0d: alive");
    }
    Ok(())
}

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
    // As long as more of it goes, the move goes on.
    let mut host = vec![history("http://a.example/x", "0d alive; 60d 404")?];
    for n in 0..11 {
        host.push(history(&format!("http://a.example/{n}"), "0d alive; 65d 404")?);
    }
    let judgments = judge(&host, &Policy::default(), moment("65d")?);
    assert!(judgments.iter().all(|judgment| judgment.quarantined_until == moment("95d").ok()));
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

/// A refusal is about the document where the store let us read another one of its folder, no earlier and from there too.
#[test]
fn a_store_that_lets_us_read_refuses_what_it_has_not() -> Result<()> {
    let refused = "0d store-403; 7d store-403; 21d store-403";
    for (other, at, expected) in [
        ("http://a.example/x/2", "21d alive", "soft-404 since 0d: store-403, 3 page"),
        ("http://a.example/x/2", "300d alive", "soft-404 since 0d: store-403, 3 page"),
        // The store may be closed since.
        ("http://a.example/x/2", "7d alive", "suspect since 0d: store-403, 2 page"),
        ("http://a.example/x/2", "21d alive @b", "blocked since 0d: store-403"),
        ("http://a.example/y/2", "21d alive", "blocked since 0d: store-403"),
        ("http://a.example/2", "21d alive", "blocked since 0d: store-403"),
        ("http://a.example/x/2", "21d store-403", "blocked since 0d: store-403"),
    ] {
        let host = [history("http://a.example/x/1", refused)?, history(other, at)?];
        let judgments = judge(&host, &Policy::default(), moment("400d")?);
        assert_eq!(words(&judgments[0])?, expected, "{other} {at}");
    }
    Ok(())
}
