//! Of random captures, good and bad, the one that is proposed is always the best good one, and never a bad one.

use std::collections::HashSet;
use std::time::Duration;

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, tz};

use super::choose::{Archived, rank};
use super::own_page::OwnPages;
use super::search::{CopySearch, CopyStep, MOST_READINGS};
use crate::history::{Capture, CopyReading, Lookup, LookupAnswer, ServedCopy};
use newslint_model::source::{ArchiveKind, ArchivePlace, ArchivePlaces, Cause, OwnName, PageRecord, Similarity};

const EVENT: Date = date(2004, 8, 10);

/// Numbers that look random and are the same each time (the constants are Knuth's).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What an archive says, and what each of its captures is: the document or not, and served at which time.
struct Web {
    answer: LookupAnswer,
    truth: Vec<(bool, Option<Timestamp>)>,
}

fn at(days: i64) -> Result<Timestamp, jiff::Error> {
    tz::TimeZone::UTC.to_timestamp(EVENT.checked_add(days.days())?.at(12, 0, 0, 0))
}

fn web(dice: &mut Dice) -> Result<Web, jiff::Error> {
    if dice.below(6) == 0 {
        return Ok(Web { answer: LookupAnswer::Excluded, truth: Vec::new() });
    }
    let mut captures = Vec::new();
    for number in 0..dice.below(9) {
        let days = i64::try_from(dice.below(600)).unwrap_or_default() - 200;
        captures.push(Capture {
            at: at(days)?,
            original: format!("http://gazette.example/bridge{}", "?".repeat(number as usize % 2)),
            status: if dice.below(8) == 0 { 404 } else { 200 },
            digest: if dice.below(3) == 0 { String::new() } else { format!("D{}", dice.below(6)) },
            length: 900,
        });
    }
    captures.sort();
    captures.dedup_by_key(|capture| (capture.at, capture.original.clone()));
    // Captures of one body are one thing.
    let bodies: Vec<bool> = (0..6).map(|_| dice.below(3) == 0).collect();
    let mut truth = Vec::new();
    for capture in &captures {
        let body = capture.digest.strip_prefix('D').and_then(|digit| digit.parse::<usize>().ok());
        let is_good = body.map_or_else(|| dice.below(3) == 0, |body| bodies[body]);
        let days = i64::try_from(dice.below(40)).unwrap_or_default();
        let served = (capture.digest.is_empty() && dice.below(5) == 0).then(|| at(days)).transpose()?;
        truth.push((is_good, served));
    }
    Ok(Web { answer: LookupAnswer::Captures(captures), truth })
}

fn reading(place: &ArchivePlace, capture: &Capture, (is_good, served): (bool, Option<Timestamp>)) -> CopyReading {
    let page = PageRecord {
        title: String::new(),
        text: Similarity(0),
        words: 100,
        language: None,
        cited: is_good,
        own_name: OwnName::Shown,
        trade: 0,
        front: false,
        password: false,
    };
    CopyReading {
        archive: place.name().map(Box::from),
        captured: capture.at,
        original: capture.original.clone(),
        digest: capture.digest.clone(),
        served: served.map(|captured| Box::new(ServedCopy { captured, original: capture.original.clone() })),
        cause: Cause::Alive,
        page: Some(Box::new(page)),
    }
}

#[test]
fn what_is_proposed_is_the_best_good_copy() -> Result<(), jiff::Error> {
    let mut proposed = 0;
    for seed in 0..3000 {
        let mut dice = Dice(seed);
        let count = 1 + dice.below(3);
        let archives: ArchivePlaces = (0..count)
            .map(|at| ArchivePlace {
                url: format!("http://a{at}.example"),
                kind: if at == 0 { ArchiveKind::Wayback } else { ArchiveKind::Pywb },
                gap: Duration::ZERO,
            })
            .collect();
        let webs = archives.iter().map(|_| web(&mut dice)).collect::<Result<Vec<_>, _>>()?;
        let foreign_since = (dice.below(4) == 0).then(|| at(150)).transpose()?;
        let (own, shared, now) = (OwnPages::default(), HashSet::from(["D5".to_owned()]), at(8000)?);
        let (mut lookups, mut readings): (Vec<Lookup>, Vec<(Timestamp, CopyReading)>) = Default::default();
        let known = loop {
            let asked: Vec<&Lookup> = lookups.iter().collect();
            let read: Vec<(Timestamp, &CopyReading)> = readings.iter().map(|(at, read)| (*at, read)).collect();
            let search = CopySearch {
                archives: &archives,
                event: EVENT,
                shared: &shared,
                foreign_since,
                own: &own,
                lookups: &asked,
                readings: &read,
                now,
            };
            match search.next(&[]) {
                Some(CopyStep::Ask(at)) => {
                    let archive = archives.get(at).and_then(ArchivePlace::name).map(Box::from);
                    lookups.push(Lookup { at: now, archive, answer: webs[at].answer.clone() });
                }
                Some(CopyStep::Read(at, capture)) => {
                    let captures = webs[at].answer.captures();
                    let truth = captures.iter().position(|other| other == capture).map(|at_web| webs[at].truth[at_web]);
                    let place = archives.get(at);
                    readings.extend(place.zip(truth).map(|(place, truth)| (now, reading(place, capture, truth))));
                }
                None => break search.known(),
            }
            assert!(readings.len() <= webs.len() * (MOST_READINGS + 9), "{seed}");
        };
        let best = webs
            .iter()
            .zip(archives.iter())
            .find_map(|(web, place)| best(web, place, &shared, foreign_since, &readings));
        let weak = |days: (bool, i32, Timestamp)| days.0;
        match (known, best) {
            (Archived::Copy(copy), Some(best)) if !weak(best) => {
                assert_eq!(rank(EVENT, copy.at), best, "{seed}");
                proposed += 1;
            }
            // Only from before the event, of any of the archives.
            (Archived::Copy(copy), _) => assert!(copy.is_weak, "{seed}"),
            (_, Some(best)) => assert!(weak(best), "{seed}"),
            (_, None) => {}
        }
    }
    assert!(proposed > 500, "{proposed}");
    Ok(())
}

/// The best good copy of an archive, unless only some from before the event are: of those that were read, as many as may
/// be, or have the body of one that was.
fn best(
    web: &Web,
    place: &ArchivePlace,
    shared: &HashSet<String>,
    foreign_since: Option<Timestamp>,
    readings: &[(Timestamp, CopyReading)],
) -> Option<(bool, i32, Timestamp)> {
    let is_of = |reading: &CopyReading| reading.archive.as_deref() == place.name();
    let is_known = |capture: &Capture| {
        readings.iter().any(|(_, reading)| {
            let is_itself = reading.captured == capture.at && reading.original == capture.original;
            let is_same_body = !capture.digest.is_empty() && reading.digest == capture.digest;
            is_of(reading) && (is_itself || is_same_body)
        })
    };
    let bad = readings.iter().filter(|(_, reading)| {
        let served = reading.served.as_ref().map_or(reading.captured, |served| served.captured);
        let is_cited = reading.page.as_ref().is_some_and(|page| page.cited);
        is_of(reading) && (!is_cited || foreign_since.is_some_and(|since| served >= since))
    });
    let may_read_more = bad.count() < MOST_READINGS;
    let captures = web.answer.captures().iter().zip(&web.truth);
    let good = captures.filter(|(capture, (is_good, served))| {
        let is_before = |at: Timestamp| foreign_since.is_none_or(|since| at < since);
        *is_good
            && capture.status == 200
            && !shared.contains(&capture.digest)
            && is_before(capture.at)
            && is_before(served.unwrap_or(capture.at))
            && (may_read_more || is_known(capture))
    });
    // Where a copy is served instead of another is known once that was read, and nobody reads more than it takes.
    let known = good.filter(|(capture, (_, served))| served.is_none() || is_known(capture));
    let best = known.map(|(capture, (_, served))| rank(EVENT, served.unwrap_or(capture.at))).min();
    best.filter(|best| !best.0)
}
