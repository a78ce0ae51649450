//! Pages that several documents show, and landings on other domains.

use super::{ALIVE, LANDING, PAGE, TEXT, check, check_shown, judged};
use crate::verdict::histories::Result;

#[test]
fn one_page_without_a_trace_of_the_owner_on_three_documents_is_strangers() -> Result<()> {
    check_shown(
        "1 2 3",
        "",
        &[
            ("strange", PAGE),
            ("strange words=40", PAGE),
            ("strange words=39", ALIVE),
            ("strange shown", ALIVE),
            ("strange unclear words=40", PAGE),
            ("strange unclear words=39", ALIVE),
            ("strange unclear password", ALIVE),
            ("strange different", PAGE),
            ("strange cited", ALIVE),
            ("strange password", ALIVE),
            ("strange title=Subscribe_to_read_this_story", ALIVE),
            // Whatever is asked for, the host sends it.
            ("strange alike", ALIVE),
            ("strange alike front words=80", PAGE),
            ("strange alike front words=79", ALIVE),
            ("strange alike front unclear", ALIVE),
            // At the document's own new address, and at another one.
            ("strange >http://www.gazette.example/new/story-{}", PAGE),
            ("strange >http://gazette.example/soon", "suspect shared-page"),
            ("strange >http://gazette.example/soon front words=80", PAGE),
            ("strange >http://gazette.example/soon front words=79", "suspect shared-page"),
            ("strange title=Subscribe_to_read_this_story >http://gazette.example/soon", "blocked gate"),
            ("own={} cited >http://gazette.example/soon", ALIVE),
            // What says by itself that it is not the document can be strangers' too.
            ("strange cause=soft-404", PAGE),
            ("strange cause=one-answer", PAGE),
            ("strange cause=empty-shell", "uncertain empty-shell"),
            ("strange cause=gate", "blocked gate"),
            ("strange cause=410", "suspect 410"),
        ],
    )
}

#[test]
fn a_page_of_gambling_is_strangers_unless_it_can_be_the_owners() -> Result<()> {
    check_shown(
        "1 2 3",
        "",
        &[
            ("casino trade=3 words=9", PAGE),
            ("casino trade=2 words=9", ALIVE),
            ("casino unclear", PAGE),
            ("casino password alike", PAGE),
            // Titles are made from URLs.
            ("casino cited", PAGE),
            ("casino shown trade=19", ALIVE),
            ("casino shown trade=20", PAGE),
            ("casino shown trade=29 alike", ALIVE),
            ("casino shown trade=30 alike", PAGE),
            ("casino shown >http://spin.example/play-2004", LANDING),
            // The words tell where nothing else does.
            ("casino cause=empty-shell trade=3", PAGE),
            ("casino cause=empty-shell trade=2", "uncertain empty-shell"),
            ("casino cause=gate trade=3", PAGE),
            ("casino cause=gate trade=2", "blocked gate"),
            ("casino cause=login", "blocked login"),
            // A document that was found next door is forgotten with the rest.
            ("casino cause=soft-404 repair=http://gazette.example/2004/{}", PAGE),
        ],
    )?;
    // The owner's name means nothing on what is no more than an address.
    let addresses = "http://192.0.2.7/1 http://192.0.2.7/2 http://192.0.2.7/3";
    check_shown(addresses, "", &[("casino shown", PAGE), ("strange", ALIVE)])?;
    // The same domain had other pages: an owner's, without such words.
    for (before, expected) in [
        ("own={}", PAGE),
        ("own={} missing cited", PAGE),
        ("own={} trade=1", ALIVE),
        ("own={} cause=soft-404", ALIVE),
        ("strange words=10", ALIVE),
    ] {
        check_shown("1 2 3", &format!("0d {before}; "), &[("casino shown", expected)])?;
    }
    Ok(())
}

#[test]
fn three_documents_that_lead_to_one_page_elsewhere_lead_to_strangers() -> Result<()> {
    let shared = "suspect shared-page";
    check_shown(
        "1 2 3",
        "",
        &[
            ("strange={} >http://spin.example/play-2004", LANDING),
            ("strange={} >http://spin.example/play-2004?from={}", LANDING),
            ("strange={} >http://spin.example/play-200{}", ALIVE),
            ("strange words=39 >http://spin.example/play-2004", shared),
            ("strange unclear >http://spin.example/play-2004", shared),
            // Some hosts have their page for errors elsewhere.
            ("strange cause=soft-404 >http://spin.example/play-2004", "suspect soft-404"),
            ("strange cause=soft-404 alike >http://spin.example/play-2004", LANDING),
            // Somebody has bought the paper, or it has moved, or this is a gate with a way back.
            ("strange >http://bought.example/", shared),
            ("strange >http://bought.example/gazette-2004", shared),
            ("strange >http://bought.example/old-2004?story-{}", ALIVE),
            ("strange >http://gate.example/p-2004?to=%252F2004%252Fstory-{}", ALIVE),
        ],
    )?;
    let scripts = "/story.php?id=1 /story.php?id=2 /story.php?id=3";
    check_shown(scripts, "", &[("strange >http://gate.example/p-2004?to=/story.php", shared)])?;
    // The front page goes with the documents.
    check_shown("1 2 3 /", "", &[("strange >http://spin.example/play-2004", LANDING)])
}

#[test]
fn three_documents_are_needed() -> Result<()> {
    let strange = "30d strange; 37d strange";
    for (documents, expected) in [
        ("1 2", ALIVE),
        ("1 2 /", ALIVE),
        ("1 2 /?p=3", PAGE),
        ("1 2 3 /", PAGE),
        ("1 2 http://news.gazette.example/2004/story-3", PAGE),
        ("1 2 https://gazette.example/2004/story-1 http://www.gazette.example/2004/story-2/", ALIVE),
    ] {
        check(&[(&format!("{documents}: {strange}"), expected)])?;
    }
    for (third, expected) in [
        // Three bits of a text, and a fifth of a title's words.
        ("strange bits=1000100010000", PAGE),
        ("strange bits=1000100010001", ALIVE),
        ("strange title=Finest_deals_on_garden_tables", PAGE),
        ("strange title=Finest_deals_on_kitchen_tables", ALIVE),
        // What the address says, and numbers, make no title another one.
        ("strange title=Story_2004_|_Gazette_2026:_finest_deals_on_garden_chairs", PAGE),
    ] {
        let told = format!("1 2: {strange} | 3: 30d {third}; 37d {third}");
        assert_eq!(judged(&told, "37d")?, expected, "{told}");
    }
    check(&[
        // Pages of gambling have titles of their own; but both have to be of gambling.
        ("1 2: 30d casino; 37d casino | 3: 30d casino title=Spin; 37d casino title=Spin", PAGE),
        ("1 2: 30d casino; 37d casino | 3: 30d strange text=30 title=Spin; 37d strange text=30 title=Spin", ALIVE),
    ])
}

/// Texts are found by a quarter of their hash, whichever quarter that is and however many pages there are.
#[test]
fn one_page_is_found_among_many() -> Result<()> {
    let mut told: Vec<String> =
        (10..50).map(|n| format!("{n}: 30d strange={n} text={}; 37d strange={n} text={}", n + 50, n + 50)).collect();
    assert_eq!(judged(&told.join(" | "), "37d")?, ALIVE);
    for (n, bits) in [(7, "0"), (8, "1"), (9, "2")] {
        told.push(format!("{n}: 30d strange bits={bits}; 37d strange bits={bits}"));
    }
    assert_eq!(judged(&told.join(" | "), "37d")?, format!("{TEXT}, {PAGE}"));
    Ok(())
}
