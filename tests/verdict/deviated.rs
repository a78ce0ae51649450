//! Other documents in the place of those that were first seen: how much has to be new, and what the host's other
//! documents say of that.

use newslint_audit::History;
use newslint_model::source::{PageRecord, Remark, Similarity};

use super::histories::{Result, text};
use super::remarks::{NEW, OLD, remarks, told};

const BRIDGE: &str = "Harbour bridge opens";
const CHOIR: &str = "Choir wins at Osmund";

/// A document that was one for a week, and is another since.
fn changed(url: &str, was: &str, is: &str) -> Result<History> {
    told(url, &format!("0d {was}; 7d {was}; 30d {is}; 45d {is}; 60d {is}"))
}

fn other(number: usize) -> String {
    format!("http://gazette.example/2004/other-{number}")
}

/// Documents of the same host that are as they were when the first has changed.
fn others(number: usize) -> Result<Vec<History>> {
    const TITLES: [&str; 3] = ["Mayor steps down", "Ferry aground off Marrow", "Storm warning for coasts"];
    (0..number)
        .map(|at| {
            let page = format!("{}/{}", TITLES[at], 10 + at);
            told(&other(at), &format!("0d {page}; 60d {page}"))
        })
        .collect()
}

/// Whether something is said of the first document, once it is seen with the rest.
fn is_told(first: History, rest: Vec<History>) -> Result<bool> {
    let domain: Vec<History> = [vec![first], rest].concat();
    Ok(matches!(remarks(&domain, "60d")?[0], Some(Remark::Deviated { .. })))
}

/// The document, with all pages that were seen first, or since, as these say.
fn edited(first: impl Fn(&mut PageRecord), since: impl Fn(&mut PageRecord)) -> Result<History> {
    let mut known = changed(OLD, &format!("{BRIDGE}/1"), &format!("{CHOIR}/2"))?;
    for (at, visit) in known.visits.iter_mut().enumerate() {
        let page = visit.observation.page.as_mut().ok_or("a page")?;
        if at < 2 { first(page) } else { since(page) }
    }
    Ok(known)
}

/// The text of the first page, but for so many bits.
fn text_but(bits: u32) -> Similarity {
    Similarity(text(1).0 ^ ((1 << bits) - 1))
}

fn same(_: &mut PageRecord) {}

#[test]
fn both_pages_say_enough() -> Result<()> {
    for words in [39, 40] {
        let set = |page: &mut PageRecord| page.words = words;
        assert_eq!(is_told(edited(set, same)?, vec![])?, words == 40);
        assert_eq!(is_told(edited(same, set)?, vec![])?, words == 40);
    }
    let password = |page: &mut PageRecord| page.password = true;
    assert!(!is_told(edited(password, same)?, vec![])?);
    assert!(!is_told(edited(same, password)?, vec![])?);
    // One word that says something does not tell a document from others.
    for (was, is) in [("Bridge/1", "Choir wins at Osmund/2"), ("Harbour bridge opens/1", "Choir/2")] {
        assert!(!is_told(changed(OLD, was, is)?, vec![])?, "{was} {is}");
    }
    Ok(())
}

#[test]
fn a_visit_without_a_page_since_then_may_have_seen_the_old_one() -> Result<()> {
    for (day, expected) in [("20d", true), ("30d", false), ("50d", false)] {
        let mut known = changed(OLD, &format!("{BRIDGE}/1"), &format!("{CHOIR}/2"))?;
        known.visits.extend(told(OLD, &format!("{day} alive"))?.visits);
        assert_eq!(is_told(known, vec![])?, expected, "{day}");
    }
    Ok(())
}

#[test]
fn a_redesign_changes_half_of_a_short_text() -> Result<()> {
    // Of three documents it is known what they have in common.
    for (documents, bits, expected) in
        [(1, 25, false), (1, 26, true), (2, 25, false), (2, 26, true), (3, 19, false), (3, 20, true)]
    {
        let known = edited(same, |page| page.text = text_but(bits))?;
        assert_eq!(is_told(known, others(documents - 1)?)?, expected, "{documents} {bits}");
    }
    Ok(())
}

#[test]
fn another_language_is_a_translation_unless_three_others_have_kept_theirs() -> Result<()> {
    let german = || edited(same, |page| page.language = Some("de".to_owned()));
    let silent = |page: &mut PageRecord| page.language = None;
    assert!(!is_told(german()?, others(2)?)?);
    assert!(is_told(german()?, others(3)?)?);
    assert!(!is_told(edited(silent, silent)?, others(2)?)?);
    assert!(is_told(edited(silent, silent)?, others(3)?)?);
    for (third, expected) in [
        // Seen since then, as it was: by its text or its title.
        ("0d School gets roof/20; 30d School gets roof/20", true),
        ("0d School gets roof/20; 29d School gets roof/20", false),
        ("30d School gets roof/20", false),
        ("0d School gets roof/20; 60d School gets a new roof/21", true),
        ("0d School gets roof/20; 60d Boats for hire/20", true),
        ("0d School gets roof/20; 60d Boats for hire/21", false),
        ("0d Gazette/20; 60d Gazette/21", false),
    ] {
        let mut rest = others(2)?;
        rest.push(told(&other(2), third)?);
        assert_eq!(is_told(german()?, rest)?, expected, "{third}");
    }
    for (bits, expected) in [(19, true), (20, false)] {
        let mut rest = others(2)?;
        let mut third = told(&other(2), "0d School gets roof/1; 60d Boats for hire/1")?;
        third.visits[1].observation.page.as_mut().ok_or("a page")?.text = text_but(bits);
        // The first document's own text is another one.
        let mut first = german()?;
        first.visits[..2]
            .iter_mut()
            .filter_map(|visit| visit.observation.page.as_mut())
            .for_each(|page| page.text = text(3));
        rest.push(third);
        assert_eq!(is_told(first, rest)?, expected, "{bits}");
    }
    Ok(())
}

#[test]
fn what_several_documents_of_a_host_show_is_none_of_them() -> Result<()> {
    let first = || changed(OLD, &format!("{BRIDGE}/1"), &format!("{CHOIR}/2"));
    for (shown, expected) in [
        ("0d Mayor steps down/10; 60d Mayor steps down/10", true),
        (&format!("0d {BRIDGE}/10; 60d Mayor steps down/10"), false),
        ("0d Ferry aground off Marrow/1; 60d Mayor steps down/10", false),
        (&format!("0d Mayor steps down/10; 60d {CHOIR}/10"), false),
        ("0d Mayor steps down/10; 60d Ferry aground off Marrow/2", false),
    ] {
        assert_eq!(is_told(first()?, vec![told(&other(0), shown)?])?, expected, "{shown}");
    }
    // It is not another document under another spelling of its address.
    let spelled = changed(&OLD.replace("http://", "https://www."), &format!("{BRIDGE}/1"), &format!("{CHOIR}/2"))?;
    assert!(is_told(first()?, vec![spelled])?);
    // A text is one up to three bits, in whichever quarter of it, and among however many.
    for (bits, expected) in [(0x1, false), (0x1_0001_0001, false), (0x1_0001_0001_0001, true)] {
        for fillers in [0, 40] {
            let filler = |n: usize| told(&other(n), &format!("0d Story {n}/{}; 60d Story {n}/{}", 100 + n, 100 + n));
            let mut rest = (1..=fillers).map(filler).collect::<Result<Vec<_>>>()?;
            let mut last = told(&other(0), "0d Mayor steps down/10; 60d Ferry aground off Marrow/10")?;
            last.visits[1].observation.page.as_mut().ok_or("a page")?.text = Similarity(text(2).0 ^ bits);
            rest.push(last);
            rest.push(first()?);
            assert_eq!(is_told(rest.pop().ok_or("the first")?, rest)?, expected, "{bits:x} {fillers}");
        }
    }
    Ok(())
}

/// What all titles of a site have is not what two of them have in common.
#[test]
fn a_sites_name_and_its_usual_words_tell_nothing() -> Result<()> {
    let named = |host: &str| {
        let url = format!("http://{host}/2004/bridge-4711");
        is_told(changed(&url, "Harbour bridge | Gazette/1", "Choir wins | Gazette/2")?, vec![])
    };
    assert!(named("gazette.example")?);
    assert!(named("ellerygazette.example")?);
    assert!(named("ellery-gazette.example")?);
    assert!(named("gaz-ette.example")?);
    assert!(named("gazet.example")?);
    assert!(!named("herald.example")?);
    assert!(!named("ga.example")?);
    // Three documents at least, and half of them.
    for (with, without, expected) in [(2, 0, false), (3, 0, true), (3, 3, true), (3, 4, false)] {
        let usual = "Daily Courier News";
        let first = changed(OLD, &format!("{BRIDGE} {usual}/1"), &format!("{CHOIR} {usual}/2"))?;
        let words = ["Mayor", "Ferry", "Storm", "School", "Lamp", "Orchard"];
        let rest = (1..with + without).map(|n| {
            let page = format!("{}{}/{}", words[n - 1], if n < with { usual } else { "" }, 10 + n);
            let page = page.replace("Daily", " Daily");
            told(&other(n), &format!("0d {page}; 60d {page}"))
        });
        assert_eq!(is_told(first, rest.collect::<Result<_>>()?)?, expected, "{with} {without}");
    }
    Ok(())
}

#[test]
fn one_address_is_not_that_of_two_documents() -> Result<()> {
    let moved = |url: &str, page: &str, to: &str| {
        let led = ["30d", "40d", "51d"].map(|day| format!("; {day} {page} =>{to}")).concat();
        told(url, &format!("0d {page}{led}"))
    };
    let count = |domain: &[History]| -> Result<usize> {
        Ok(remarks(domain, "60d")?
            .into_iter()
            .flatten()
            .filter(|remark| matches!(remark, Remark::Moved { .. }))
            .count())
    };
    let (one, other) = (moved(OLD, "Harbour bridge opens/1", NEW)?, other(1));
    assert_eq!(count(&[one.clone(), moved(&other, "Choir wins at Osmund/2", &NEW.replace("bridge", "choir"))?])?, 2);
    assert_eq!(count(&[one.clone(), moved(&other, "Choir wins at Osmund/2", NEW)?])?, 0);
    assert_eq!(count(&[one, moved(&other, "!Choir wins at Osmund/2", NEW)?])?, 1);
    // A title that begins like a wall's is a wall's, unless it is the cited one.
    assert_eq!(count(&[moved(OLD, "Subscribers fight for harbour bridge/1", NEW)?])?, 0);
    assert_eq!(count(&[moved(OLD, "!Subscribers fight for harbour bridge/1", NEW)?])?, 1);
    // In the second in which one vantage is led there another is not.
    let mut at_once = moved(OLD, "Harbour bridge opens/1", NEW)?;
    at_once.visits[0].at = at_once.visits[1].at;
    assert_eq!(count(&[at_once])?, 0);
    Ok(())
}
