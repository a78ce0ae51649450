//! What the other documents of a domain add, and since when it is in other hands.

use newslint_audit::verdict::{Policy, foreign_since};

use super::{ALIVE, check, domain};
use crate::verdict::histories::{Result, moment};

#[test]
fn strangers_are_not_where_the_owners_documents_are() -> Result<()> {
    let taken = "1 2 3: 30d strange; 37d strange";
    for (rest, expected) in [
        // As many as are not.
        ("4 5: 30d own={}; 37d own={}", "usurped foreign-page, alive alive"),
        ("4 5 6: 30d own={}; 37d own={}", ALIVE),
        ("4 5 6: 29d own={}", "usurped foreign-page, alive alive"),
        ("4 5 6: 33d own={} cause=soft-404", "usurped foreign-page, suspect soft-404"),
        // Or one that is the cited one.
        ("4: 33d own cited", ALIVE),
        ("4: 29d own cited", "usurped foreign-page, alive alive"),
        ("4: 33d own cited cause=soft-404", "usurped foreign-page, suspect soft-404"),
        // What else there is without the name is theirs, from then on.
        ("4 5 6: 30d strange={}; 37d strange={}", "usurped foreign-page, usurped foreign-text"),
        ("4: 29d strange=4", "usurped foreign-page, alive alive"),
        ("4: 30d strange=4 words=40; 37d strange=4 words=40", "usurped foreign-page, usurped foreign-text"),
        ("4: 30d strange=4 words=39; 37d strange=4 words=39", "usurped foreign-page, alive alive"),
        ("4: 33d strange=4 >http://sister.example/p-2004", "usurped foreign-page, alive alive"),
        ("4: 33d casino=4 words=9", "usurped foreign-page, suspect foreign-text"),
        ("4: 33d casino=4 cited cause=soft-404", "usurped foreign-page, suspect soft-404"),
        // And so is what answers next door.
        ("4: 33d own cause=404 repair=http://gazette.example/4", "usurped foreign-page, suspect 404"),
        ("4: 29d own cause=404 repair=http://gazette.example/4", "usurped foreign-page, uncertain 404"),
    ] {
        check(&[(&format!("{taken} | {rest}"), expected)])?;
    }
    Ok(())
}

#[test]
fn a_domain_is_in_other_hands_since_the_first_that_shows_it_even_if_it_is_gone() -> Result<()> {
    for (told, expected) in [
        ("1 2 3: 0d own={}; 30d own={}", None),
        ("1 2 3: 0d own={}; 30d strange", Some("30d")),
        ("1 2 3: 0d own={}; 30d strange; 40d nxdomain", Some("30d")),
        ("1 2 3: 0d own={}; 30d casino shown", Some("30d")),
        ("1 2 3: 0d own={}; 30d own={} trade=1", None),
        ("1 2 3: 30d casino shown trade=20", Some("30d")),
        ("1 2 3: 30d strange", Some("30d")),
        ("1: 30d for-sale", Some("30d")),
        ("1 2: 0d own={}; 30d strange", None),
        ("1: 0d own=1; 30d for-sale; 31d for-sale", Some("30d")),
        ("1: 0d own=1; 30d for-sale; 31d own=1", None),
        ("1: 0d own=1; 50d for-sale", None),
    ] {
        let since = foreign_since(&domain(told)?, &Policy::default(), moment("45d")?);
        assert_eq!(since, expected.map(moment).transpose()?, "{told}");
    }
    Ok(())
}
