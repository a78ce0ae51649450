//! Documents of which all is new at once.

use super::{ALIVE, LANDING, TEXT, check, check_shown};
use crate::verdict::histories::Result;

#[test]
fn a_document_of_which_all_is_new_is_replaced() -> Result<()> {
    check_shown(
        "1",
        "0d own=1; ",
        &[
            ("strange language=de", TEXT),
            ("strange language=de unclear words=40", TEXT),
            ("strange language=de unclear words=39", ALIVE),
            ("strange language=de shown", ALIVE),
            ("strange language=de cited", ALIVE),
            ("strange language=de password", ALIVE),
            ("strange language=de title=Subscribe_to_read_this_story", ALIVE),
            ("strange language=de alike", ALIVE),
            ("strange language=de cause=one-answer alike", "uncertain one-answer"),
            ("strange language=de >http://gazette.example/soon", ALIVE),
            ("strange language=de >http://bought.example/", ALIVE),
            ("strange language=de >http://spin.example/play-2004", LANDING),
            ("strange language=en", ALIVE),
            ("strange language=", ALIVE),
            // A redesign keeps most of the text, a correction most of the title.
            ("strange language=de text=11 bits=7ffff", ALIVE),
            ("strange language=de text=11 bits=fffff", TEXT),
            ("strange language=de title=Who_wins", ALIVE),
            ("strange language=de title=Day_at_night", TEXT),
            // Gambling has no need of another language.
            ("casino trade=3 unclear alike words=9", TEXT),
            ("casino trade=2 unclear words=9", ALIVE),
            ("casino cause=empty-shell", TEXT),
            ("casino shown", ALIVE),
            ("casino cause=soft-404 cited", "suspect soft-404"),
        ],
    )?;
    check_shown("http://192.0.2.7/1", "0d own=1; ", &[("strange language=de", ALIVE), ("casino", TEXT)])?;
    // What was there before has to be the owner's document.
    for (before, expected) in [
        ("own missing cited", TEXT),
        ("own missing", ALIVE),
        ("own cause=soft-404", ALIVE),
        ("own trade=3", ALIVE),
        ("own trade=2", TEXT),
        ("own; 20d own", TEXT),
        ("own; 20d strange words=9; 25d own cause=soft-404", TEXT),
    ] {
        check_shown("1", &format!("0d {before}; "), &[("strange language=de", expected)])?;
    }
    check(&[("1: 0d own; 20d strange language=de; 29d own; 30d strange language=de", "suspect foreign-text")])
}

#[test]
fn most_of_a_domains_documents_are_replaced() -> Result<()> {
    let new = "0d own={}; 30d strange={} language=de; 37d strange={} language=de";
    let old = "0d own={}; 30d own={}; 37d own={}";
    for (told, expected) in [
        (format!("1: {new} | 2: {old}"), ALIVE),
        (format!("1 2: {new} | 3: {old}"), "usurped foreign-text, alive alive"),
        (format!("1 2 3: {new} | 4 5: {old}"), ALIVE),
        // What was not seen since says nothing.
        (format!("1: {new} | 2: 0d own={{}}; 29d own={{}}"), "usurped foreign-text, alive alive"),
    ] {
        check(&[(&told, expected)])?;
    }
    Ok(())
}

#[test]
fn three_documents_that_have_lost_the_name_each_to_a_page_of_its_own_are_replaced() -> Result<()> {
    let before = "0d own={}; ";
    check_shown(
        "1 2 3",
        before,
        &[
            ("strange={} alike words=40", TEXT),
            ("strange={} alike words=39", ALIVE),
            ("strange={} alike unclear", ALIVE),
            ("strange={} alike password", ALIVE),
            ("strange={} >http://gazette.example/soon/{}", ALIVE),
            ("strange={} >http://sister.example/soon-200{}", ALIVE),
            // One for all is perhaps a notice.
            ("strange={} alike text=50", ALIVE),
        ],
    )?;
    check_shown("1 2", before, &[("strange={}", ALIVE)])?;
    let shown =
        |n: u64, text: u64| format!("{n}: 0d own={n}; 30d strange={n} text={text}; 37d strange={n} text={text}");
    for (texts, expected) in [(&[50, 50, 51, 51][..], ALIVE), (&[50, 50, 51, 51, 52], TEXT)] {
        let told: Vec<String> = (1..).zip(texts).map(|(n, text)| shown(n, *text)).collect();
        check(&[(&told.join(" | "), expected)])?;
    }
    Ok(())
}
