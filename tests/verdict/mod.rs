//! What follows from observations: each sentence of the policy, as histories and what is concluded from them.

mod deviated;
mod due;
mod explained;
mod hands;
mod histories;
mod laws;
mod monotone;
mod moving;
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
        // We saw it after the archive did, or with it.
        ("-300d alive; 0d 404; 14d 404; 14d captures -300d:404 -200d:404", "14d", suspect),
        ("-9d alive; 0d 404; 14d 404; 14d captures -300d:404 -200d:404", "14d", suspect),
        ("14d captures -300d:404 -200d:404", "14d", "uncertain"),
    ])?;
    // And what it saw makes a verdict possible sooner.
    for (text, soonest) in [
        ("0d 404; 0d captures -300d:404 -200d:404", "324h"),
        ("0d 404", "492h"),
        ("0d 500; 0d captures -300d:404 -200d:404", "1428h"),
    ] {
        assert_eq!(judged(text, "0d")?.settles, Some(moment(soonest)?), "{text}");
    }
    Ok(())
}

#[test]
fn a_document_that_was_found_next_door_is_there_until_it_is_found_where_it_was() -> Result<()> {
    let found = "404 repair=http://a.example/y";
    for (text, expected, repair) in [
        (format!("0d {found}"), "uncertain since 0d: 404", true),
        (format!("0d 404; 7d 404; 14d {found}; 21d 404"), "suspect since 21d: 404, 1 page", false),
        (format!("0d {found}; 7d 403"), "blocked since 7d: 403", true),
        (format!("0d {found}; 7d alive"), "alive since 7d: alive", false),
        (format!("0d alive; 7d {found}"), "uncertain since 7d: 404", true),
    ] {
        let judgment = judged(&text, "30d")?;
        assert_eq!(words(&judgment)?, expected, "{text}");
        assert_eq!(judgment.repair.as_deref(), repair.then_some("http://a.example/y"), "{text}");
    }
    Ok(())
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
    // Those of another host are not counted with them.
    let elsewhere = ["http://a.example/1", "http://news.a.example/2", "http://sport.a.example/3"];
    assert_eq!(verdicts(&elsewhere, moved)?, [there; 3]);
    // An address that has the document's name is the document's.
    let named = "http://a.example/2004/harbour-fire-2";
    let aliases = ["http://a.example/harbour-fire", "http://a.example/2", "http://a.example/old/harbour-fire.html"];
    assert_eq!(verdicts(&aliases, named)?, [there; 3]);
    // What was not a page, or not found, does not count, and a wall at which it is not found is none.
    for (cause, at, expected) in [
        ("timeout", "moved", [there, there, "uncertain since 0d: timeout"]),
        ("404", "moved", [there, there, "suspect since 0d: 404, 1 page"]),
        ("404", "login", [there, there, "suspect since 0d: 404, 1 page"]),
        ("soft-404", "moved", [gone, gone, "suspect since 0d: soft-404, 1 page"]),
    ] {
        let at = format!("http://a.example/{at}");
        let lost = history(three, &format!("0d {cause} >{at}"))?;
        let host = [history(one, &weekly(&at))?, history(two, &weekly(&at))?, lost];
        let found: Vec<_> =
            judge(&host, &Policy::default(), moment("21d")?).iter().map(words).collect::<Result<_>>()?;
        assert_eq!(found, expected, "{cause} {at}");
    }
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
