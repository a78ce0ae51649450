//! What is said of documents that are there: new addresses, and other documents in their place.

use std::slice;

use jiff::Timestamp;
use newslint_audit::verdict::{Policy, judge_and_remark};
use newslint_audit::{History, Visit};
use newslint_model::source::{Cause, Control, Observation, PageRecord, Remark};
use url::Url;

use super::histories::{Result, history, moment, text};
use crate::harness::Random;

pub const OLD: &str = "http://gazette.example/2004/bridge-4711";
pub const NEW: &str = "https://gazette.example/archive/2004/harbour-bridge-opens";

/// A page, as a short text: `title/seed` with what its text is like as a number.
fn page(words: &str) -> PageRecord {
    let (title, seed) = words.rsplit_once('/').unwrap_or((words, "0"));
    let cited = title.strip_prefix('!');
    PageRecord {
        title: cited.unwrap_or(title).to_owned(),
        text: text(seed.parse().unwrap_or(0)),
        words: 300,
        language: Some("en".to_owned()),
        cited: cited.is_some(),
        own_name: newslint_model::source::OwnName::Shown,
        trade: 0,
        front: false,
        password: false,
    }
}

/// A visit that saw a page, with the redirects before it.
fn seen(at: Timestamp, record: PageRecord, redirects: &[(&str, bool)]) -> Result<Visit> {
    let mut observation = Observation::new(Cause::Alive);
    for (url, is_for_good) in redirects {
        if *is_for_good && observation.permanent == observation.redirects.len() {
            observation.permanent += 1;
        }
        observation.redirects.push(Url::parse(url)?);
    }
    observation.control = Some(Control::Honest);
    observation.page = Some(Box::new(record));
    Ok(Visit { at, vantage: "here".into(), observation })
}

/// The history of a URL: `0d a story/1; 30d a story/1 =>URL; 40d 404`. Redirects are `=>` for good and `>` for now.
pub fn told(url: &str, text: &str) -> Result<History> {
    let mut told = history(url, "")?;
    for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let (at, rest) = line.split_once(' ').ok_or("a time alone")?;
        let mut words = rest.split(' ').peekable();
        let mut title = Vec::new();
        let mut redirects = Vec::new();
        for word in words.by_ref() {
            match (word.strip_prefix("=>"), word.strip_prefix('>')) {
                (Some(url), _) => redirects.push((url, true)),
                (None, Some(url)) => redirects.push((url, false)),
                (None, None) => title.push(word),
            }
        }
        let title = title.join(" ");
        let visit = match title.parse::<Cause>() {
            Ok(_) => history(url, line)?.visits.remove(0),
            Err(_) => seen(moment(at)?, page(&title), &redirects)?,
        };
        told.visits.push(visit);
    }
    Ok(told)
}

pub fn remarks(domain: &[History], now: &str) -> Result<Vec<Option<Remark>>> {
    let judged = judge_and_remark(domain, &Policy::default(), moment(now)?);
    Ok(judged.into_iter().map(|judgment| judgment.remark.map(|remark| *remark)).collect())
}

/// What is said of one URL that has its host for itself: an address, or two titles.
fn words(url: &str, text: &str, now: &str) -> Result<String> {
    Ok(match remarks(&[told(url, text)?], now)?.remove(0) {
        None => String::new(),
        Some(Remark::Moved { to, .. }) => to,
        Some(Remark::Deviated { was, is, .. }) => format!("{was} - {is}"),
    })
}

#[test]
fn a_document_has_moved_when_three_visits_over_three_weeks_say_so() -> Result<()> {
    let gone = format!("=>{NEW}");
    let seen =
        |days: &[&str]| days.iter().map(|day| format!("{day} Harbour bridge opens/1 {gone};")).collect::<String>();
    let before = "0d Harbour bridge opens/1;";
    for (days, now, is_told) in [
        (&["30d", "40d", "51d"][..], "51d", true),
        (&["30d", "40d", "50d"], "50d", false),
        (&["30d", "40d", "51d"], "50d", false),
        (&["30d", "51d"], "51d", false),
        (&["30d", "721h", "722h", "51d"], "51d", false),
        (&["30d", "37d", "44d", "51d"], "51d", true),
    ] {
        let found = words(OLD, &format!("{before}{}", seen(days)), now)?;
        assert_eq!(found, if is_told { NEW } else { "" }, "{days:?} {now}");
    }
    let whole = seen(&["30d", "40d", "51d"]);
    for (history, expected) in [
        // Mishaps neither count nor reset; what is there again, or gone, does.
        (format!("{before}{whole} 45d timeout; 46d 403; 47d 503"), NEW),
        (format!("{before}{whole} 60d timeout"), ""),
        (format!("{before}{whole} 45d 404"), ""),
        (format!("{before}{whole} 45d Harbour bridge opens/1"), ""),
        (format!("{before}{whole} 45d Harbour bridge opens/1 >{NEW}"), ""),
        (format!("{before}{whole} 45d Harbour bridge opens/1 ={gone}/2"), ""),
        // Only what was at the old address is proof.
        (whole.clone(), ""),
        (format!("0d Harbour bridge opens/1 >http://gazette.example/elsewhere-4712; {whole}"), ""),
        (format!("0d Choir wins at Osmund/2; {whole}"), ""),
        // The text is, and so is the cited title.
        (format!("0d Ferry aground/1; {whole}"), NEW),
        (whole.replace("Harbour", "!Harbour"), NEW),
        (whole.replacen("Harbour", "!Harbour", 2), ""),
    ] {
        assert_eq!(words(OLD, &history, "90d")?, expected, "{history}");
    }
    Ok(())
}

#[test]
fn tls_alone_is_a_new_address_where_the_document_is_known() -> Result<()> {
    let safe = OLD.replace("http:", "https:");
    let led = |title: &str| ["30d", "40d", "51d"].map(|day| format!("{day} {title} =>{safe};")).concat();
    assert_eq!(words(OLD, &format!("0d Harbour bridge opens/1; {}", led("Harbour bridge opens/2")), "51d")?, safe);
    assert_eq!(words(OLD, &led("!Harbour bridge opens/2"), "51d")?, safe);
    assert_eq!(words(OLD, &led("Harbour bridge opens/2"), "51d")?, "");
    assert_eq!(words(OLD, &format!("0d Choir wins at Osmund/1; {}", led("Harbour bridge opens/2")), "51d")?, "");
    let www = safe.replace("://", "://www.");
    let led = led("!Harbour bridge opens/2").replace(&safe, &www);
    assert_eq!((words(OLD, &led, "51d")?, words(&safe, &led, "51d")?), (www, String::new()));
    Ok(())
}

/// What readers would not be led to, or not as before.
#[test]
fn addresses_that_only_we_can_use_are_not_cited() -> Result<()> {
    let led = ["30d", "40d", "51d"].map(|day| format!("{day} !Harbour bridge opens/1 =>{NEW};")).concat();
    assert_eq!(words(OLD, &led, "60d")?, NEW);
    let mut faulty = told(OLD, &led)?;
    faulty.visits[2].observation.tls = Some(newslint_model::source::TlsFault::Expired);
    assert_eq!(remarks(&[faulty], "60d")?, [None]);
    assert_eq!(words(&format!("{OLD}#!/bridge"), &led, "60d")?, "");
    let copy = "https://gazette.example/web/20040501/http://herald.example/bridge";
    assert_eq!(words(copy, &led, "60d")?, "");
    Ok(())
}

/// A paper of documents each of which has moved to a domain of another name, but for some.
fn outlet(documents: usize, lost: &[(usize, &str)]) -> Result<Vec<History>> {
    (0..documents)
        .map(|at| {
            let to = format!("https://herald.example/2004/story-{at}-4711");
            let title = format!("Story of the {at} lamps and boats/{at}");
            let moved = ["30d", "40d", "51d"].map(|day| format!("{day} {title} =>{to};")).concat();
            let state = lost.iter().find(|(lost, _)| *lost == at).map_or(moved.as_str(), |(_, state)| state);
            told(&format!("http://gazette.example/2004/story-{at}-4711"), &format!("0d {title}; {state}"))
        })
        .collect()
}

#[test]
fn an_outlet_moves_as_a_whole_or_not_at_all() -> Result<()> {
    let count = |domain: &[History]| -> Result<usize> {
        Ok(remarks(domain, "60d")?.iter().filter(|remark| remark.is_some()).count())
    };
    assert_eq!(count(&outlet(5, &[])?)?, 5);
    assert_eq!(count(&outlet(4, &[])?)?, 0);
    assert_eq!(count(&outlet(20, &[(3, "40d 404"), (7, "40d 404")])?)?, 18);
    assert_eq!(count(&outlet(20, &[(3, "40d 404"), (7, "40d 404"), (8, "40d 404")])?)?, 0);
    assert_eq!(count(&outlet(20, &[(3, "40d 403"), (7, "40d timeout"), (8, "")])?)?, 0);
    // Strangers in one place are strangers everywhere.
    assert_eq!(count(&outlet(20, &[(3, "40d for-sale; 50d for-sale")])?)?, 0);
    let mut traded = outlet(20, &[])?;
    if let Some(page) = traded[4].visits.last_mut().and_then(|visit| visit.observation.page.as_mut()) {
        page.trade = 9;
    }
    assert_eq!(count(&traded)?, 0);
    Ok(())
}

#[test]
fn a_document_is_another_one_when_title_and_text_are_for_a_month() -> Result<()> {
    let (bridge, choir) = ("Harbour bridge opens/1", "Choir wins at Osmund/2");
    let of = |visits: &[(&str, &str)]| visits.iter().map(|(day, page)| format!("{day} {page};")).collect::<String>();
    let expected = "Harbour bridge opens - Choir wins at Osmund";
    let visits = |days: &[&'static str], page| days.iter().map(|day| (*day, page)).collect::<Vec<_>>();
    for (before, since, is_told) in [
        (&["0d", "7d"][..], &["30d", "45d", "60d"][..], true),
        (&["0d", "30d", "60d"], &["90d", "100d", "110d", "120d"], true),
        (&["0d", "6d"], &["30d", "45d", "60d"], false),
        (&["0d"], &["30d", "45d", "60d"], false),
        (&["0d", "7d"], &["30d", "60d"], false),
        (&["0d", "7d"], &["30d", "40d", "59d"], false),
        (&["0d", "7d"], &["30d", "721h", "60d"], false),
    ] {
        let text = of(&visits(before, bridge)) + &of(&visits(since, choir));
        let found = words(OLD, &text, "200d")?;
        assert_eq!(found, if is_told { expected } else { "" }, "{text}");
    }
    let whole = of(&visits(&["0d", "7d"], bridge)) + &of(&visits(&["30d", "45d", "60d"], choir));
    assert_eq!(words(OLD, &whole, "200d")?, expected);
    for (other, is_told) in [
        ("50d timeout", true),
        ("20d 404", true),
        ("70d 404", false),
        ("70d timeout", false),
        ("10d Choir wins at Osmund/2", true),
        ("8d Choir wins at Osmund/2; 10d Harbour bridge opens/1", false),
        ("50d Harbour bridge opens/1", false),
        ("50d Mayor steps down/3", false),
        ("50d Choir wins at Osmund/3", false),
        ("5d Harbour bridge opens/3", false),
    ] {
        let text = format!("{whole} {other}");
        assert_eq!(words(OLD, &text, "200d")?, if is_told { expected } else { "" }, "{other}");
    }
    for (from, to) in [
        ("Choir wins at Osmund/2", "Choir wins at Osmund/1"),
        ("Choir wins at Osmund/2", "Bridge opened in harbour/2"),
        ("Choir wins at Osmund/2", "!Choir wins at Osmund/2"),
        ("Choir wins at Osmund/2", "Gazette/2"),
        ("Choir wins at Osmund/2", "Subscribe to read this/2"),
        ("Harbour bridge opens/1", "The Gazette/1"),
    ] {
        assert_eq!(words(OLD, &whole.replace(from, to), "200d")?, "", "{from} {to}");
    }
    // Where the page may be a list, only the cited title says that it was a document.
    let front = "http://gazette.example/world/";
    assert_eq!(words(front, &whole, "200d")?, "");
    assert_eq!(words(front, &whole.replace("Harbour", "!Harbour"), "200d")?, expected);
    assert_eq!(words("http://gazette.example/", &whole.replace("Harbour", "!Harbour"), "200d")?, "");
    Ok(())
}

/// A place in the network that others see otherwise says nothing of the document.
#[test]
fn another_vantage_is_no_deviation() -> Result<()> {
    let text = "0d Harbour bridge opens/1; 7d Harbour bridge opens/1; 30d Choir wins at Osmund/2; \
                45d Choir wins at Osmund/2; 60d Choir wins at Osmund/2";
    let mut history = told(OLD, text)?;
    for visit in &mut history.visits[2..] {
        visit.vantage = "elsewhere".into();
    }
    assert_eq!(remarks(&[history.clone()], "60d")?, [None]);
    history.visits[4].vantage = "here".into();
    assert!(remarks(&[history], "60d")?[0].is_some());
    Ok(())
}

impl Random {
    /// A host of a few documents, each with a dozen visits or more that show one of a few pages, perhaps elsewhere.
    fn remarkable(&mut self, way: &str) -> Result<Vec<History>> {
        const PAGES: [&str; 6] = [
            "Harbour bridge opens/1",
            "!Harbour bridge opens/1",
            "Choir wins at Osmund/2",
            "Mayor steps down/3",
            "The Gazette/4",
            "Harbour bridge opens/5",
        ];
        (0..=self.below(4))
            .map(|at| {
                let mut page = self.below(6) as usize;
                let mut led = self.below(2) == 0;
                let mut text = String::new();
                for visit in 0..8 + self.below(8) {
                    if self.below(6) == 0 {
                        (page, led) = (self.below(6) as usize, self.below(2) == 0);
                    }
                    let to = format!("https://gazette.example/archive/2004/{at}-harbour-bridge-opens");
                    let redirects = if led { format!(" {}", way.replace("TO", &to)) } else { String::new() };
                    text += &format!("{}d {}{redirects};", visit * 10, PAGES[page]);
                }
                told(&format!("http://gazette.example/2004/{at}-bridge-4711"), &text)
            })
            .collect()
    }
}

/// What is said rests on as many visits as are needed, whatever the order in which they are known.
#[test]
fn neither_order_nor_repetition_says_anything() -> Result<()> {
    let (mut moved, mut deviated) = (0, 0);
    for seed in 0..400 {
        let host = Random(seed).remarkable("=>TO")?;
        let found = remarks(&host, "200d")?;
        moved += found.iter().flatten().filter(|remark| matches!(remark, Remark::Moved { .. })).count();
        deviated += found.iter().flatten().filter(|remark| matches!(remark, Remark::Deviated { .. })).count();
        let mut other = host.clone();
        for history in &mut other {
            // A visit that equals the last, and then all of them in another order.
            history.visits.extend(history.visits.last().cloned());
            let known = remarks(slice::from_ref(history), "200d")?;
            history.visits.pop();
            assert_eq!(known, remarks(slice::from_ref(history), "200d")?, "seed {seed}");
            history.visits.extend(history.visits.clone());
            history.visits.reverse();
        }
        other.reverse();
        let mut again = remarks(&other, "200d")?;
        again.reverse();
        assert_eq!(again, found, "seed {seed}");
    }
    assert!(moved > 50 && deviated > 20, "{moved} {deviated}");
    Ok(())
}

#[test]
fn a_redirect_for_now_anywhere_on_the_way_is_no_new_address() -> Result<()> {
    for seed in 0..400 {
        const OVER: &str = "http://gazette.example/over/4711";
        for way in [">TO", &format!(">{OVER} =>TO"), &format!("=>{OVER} >TO")] {
            for remark in remarks(&Random(seed).remarkable(way)?, "200d")?.into_iter().flatten() {
                assert!(!matches!(remark, Remark::Moved { .. }), "seed {seed}, {way}: {remark:?}");
            }
        }
    }
    Ok(())
}

/// Whatever is thought of a document while it is there, nothing is said once that is over.
#[test]
fn what_is_not_there_is_not_remarked_on() -> Result<()> {
    for seed in 0..200 {
        for end in ["404", "403", "timeout", "for-sale", "soft-404"] {
            let mut host = Random(seed).remarkable("=>TO")?;
            for history in &mut host {
                history.visits.extend(self::history(&history.url, &format!("190d {end}"))?.visits);
            }
            assert_eq!(remarks(&host, "200d")?.into_iter().flatten().next(), None, "seed {seed}, {end}");
        }
    }
    Ok(())
}
