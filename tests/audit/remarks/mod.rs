//! Documents that have moved for good, and documents that others have taken the place of; and four months of all that
//! only looks like that, which is never told of on any day.

mod deviated;
mod moved;
mod told;

use super::hands::{Domain, Stage};

/// The days of visits: every ten days, for four months.
fn days() -> impl Iterator<Item = i64> {
    (0..=12).map(|visit| 10 * visit)
}

/// What is told of a domain's documents on a day: `-`, `moved` or `deviated` for each.
type Told = (i64, &'static str, Vec<String>);

/// Visits all documents on each of the days.
fn play(domains: &[Domain]) -> (Stage, Vec<Told>) {
    let stage = Stage::of(domains);
    let mut told = Vec::new();
    for day in days() {
        stage.on(day);
        let report = stage.audit.report(day);
        let kind = |url: &String| {
            let rows = report["urls"].as_array().unwrap();
            let row = rows.iter().find(|row| row["url"] == **url).unwrap();
            row["remark"]["kind"].as_str().unwrap_or("-").to_owned()
        };
        told.extend(domains.iter().map(|domain| (day, domain.name, stage.urls(domain).iter().map(kind).collect())));
    }
    (stage, told)
}

/// Nothing is told of any of these on any day.
fn are_silent(domains: &[Domain]) {
    let (stage, told) = play(domains);
    for (day, name, kinds) in told {
        if kinds.iter().any(|kind| kind != "-") {
            let remarks: Vec<_> =
                stage.audit.report(day)["urls"].as_array().unwrap().iter().map(|row| row["remark"].clone()).collect();
            panic!("{name} on day {day}: {kinds:?} {remarks:#?}");
        }
    }
}

/// This is told of each domain's documents from that day on, and nothing before it.
fn are_told(domains: &[(Domain, i64, &str)]) -> Stage {
    let (stage, told) = play(&domains.iter().map(|(domain, ..)| *domain).collect::<Vec<_>>());
    for (day, name, kinds) in told {
        let (_, from, expected) = domains.iter().find(|(domain, ..)| domain.name == name).unwrap();
        let silence = vec!["-"; kinds.len()].join(" ");
        assert_eq!(kinds.join(" "), if day < *from { &silence } else { *expected }, "{name} on day {day}");
    }
    stage
}
