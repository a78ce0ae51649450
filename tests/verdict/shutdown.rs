//! Hosts of which everything goes at once.

use newslint_audit::verdict::{Policy, judge};

use super::histories::{Result, history, moment, words};

#[test]
fn a_host_that_is_shut_down_as_a_whole_waits_as_well() -> Result<()> {
    let gone = "60d 404; 67d 404; 74d 404; 81d 404";
    let settled = "dead since 60d: 404, 4 page";
    let held = "suspect since 60d: 404, 4 page";
    let first = |others: &[&str], now: &str| -> Result<String> {
        let own = format!("0d alive; {gone}; 90d 404");
        let mut host = vec![history("http://a.example/x", &own)?];
        for (n, text) in others.iter().enumerate() {
            host.push(history(&format!("http://a.example/{n}"), text)?);
        }
        words(&judge(&host, &Policy::default(), moment(now)?)[0])
    };
    let again = "dead since 60d: 404, 5 page";
    for (others, now, expected) in [
        (&["0d alive; 60d 404"][..], "81d", held),
        (&["0d alive; 60d 404"], "90d", again),
        // In whatever way they are gone.
        (&["0d alive; 60d 410", "0d alive; 61d 503", "0d alive; 62d parked"], "81d", held),
        (&["0d alive; 61d nxdomain"], "81d", held),
        // Half of what was there, and the rest was not asked for since.
        (&["0d alive; 60d 404", "0d alive", "0d alive"], "81d", held),
        (&["0d alive; 60d 404", "0d alive", "0d alive", "0d alive"], "81d", settled),
        // One document alone, and others that are there, or were gone long before.
        (&[], "81d", settled),
        (&["0d alive; 60d alive"], "81d", settled),
        (&["0d alive; 60d 404", "0d alive; 60d alive"], "81d", settled),
        (&["0d alive; 60d 404", "0d alive; 66d alive"], "81d", settled),
        (&["-90d 404; 0d 404; 60d 404"], "81d", settled),
        (&["60d 404", "60d 404"], "81d", settled),
        (&["0d alive; 60d 403"], "81d", settled),
        // A front page says nothing of the documents.
        (&["0d alive; 60d 404", "0d alive; 59d alive"], "81d", held),
        // Weeks later another is back, and what was seen until then is still that of the shutdown.
        (&["0d alive; 60d 404; 67d 404; 76d alive"], "81d", held),
        (&["0d alive; 60d 404; 66d alive"], "81d", settled),
    ] {
        assert_eq!(first(others, now)?, expected, "{others:?} {now}");
    }
    let fronted = [
        history("http://a.example/x", &format!("0d alive; {gone}"))?,
        history("http://a.example/y", &format!("0d alive; {gone}"))?,
        history("http://a.example/", "0d alive; 60d alive; 81d alive")?,
    ];
    assert_eq!(words(&judge(&fronted, &Policy::default(), moment("81d")?)[0])?, held);
    Ok(())
}
