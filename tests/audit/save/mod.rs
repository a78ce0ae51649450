//! `newslint audit save`, with a service that does as Save Page Now 2 does. The clock is set, and goes on when the run
//! waits.

mod archives;
mod changed;
mod failures;
mod interrupt;
mod kill;
mod limits;
mod order;
mod secrets;

use std::ops::Deref;
use std::process::Command;

use jiff::{SignedDuration, Timestamp};

use super::archive::{Audit, day};
use crate::harness::save_page_now::{ACCESS, Fate, SECRET, SavePageNow};
use crate::harness::{Run, run};

/// An archive whose sources are saved, and the service.
struct Saving {
    audit: Audit,
    service: SavePageNow,
    /// What others had submitted before.
    others: usize,
}

impl Deref for Saving {
    type Target = Audit;

    fn deref(&self) -> &Audit {
        &self.audit
    }
}

/// So many minutes after the first day's noon.
fn minute(minutes: i64) -> String {
    second(60 * minutes)
}

fn second(seconds: i64) -> String {
    let start: Timestamp = day(0).parse().unwrap();
    (start + SignedDuration::from_secs(seconds)).to_string()
}

/// A source of the one event.
fn source(number: usize) -> String {
    format!("https://gazette.example/{number}")
}

impl Saving {
    /// One event with so many sources, which are never visited.
    fn of(sources: usize, service: SavePageNow) -> Saving {
        let urls: Vec<String> = (0..sources).map(source).collect();
        Self::citing(&urls.iter().map(String::as_str).collect::<Vec<_>>(), service)
    }

    fn citing(urls: &[&str], service: SavePageNow) -> Saving {
        let audit = Audit::new();
        audit.cite("harbour-bridge-opens", urls);
        let audit = audit.configure(&service.settings());
        let others = service.submitted().len();
        Saving { audit, service, others }
    }

    /// The command, by which the time is so many minutes after the first day's noon.
    fn command_at(&self, minutes: i64, options: &[&str]) -> Command {
        self.command_at_second(60 * minutes, options)
    }

    fn command_at_second(&self, seconds: i64, options: &[&str]) -> Command {
        let mut command = self.audit.command(&["audit", "save", "--allow-private", "--now", &second(seconds)]);
        command.args(options).env("INTERNET_ARCHIVE_ACCESS_KEY", ACCESS).env("INTERNET_ARCHIVE_SECRET_KEY", SECRET);
        command
    }

    /// A run that is to succeed. No run breaks the account's limits.
    fn save(&self, minutes: i64) -> String {
        self.save_with(minutes, &[])
    }

    fn save_with(&self, minutes: i64, options: &[&str]) -> String {
        let run = self.run_at(minutes, options);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
        run.stderr
    }

    fn run_at(&self, minutes: i64, options: &[&str]) -> Run {
        self.watch(self.command_at(minutes, options))
    }

    /// Runs a command, and holds it to the account's limits.
    fn watch(&self, mut command: Command) -> Run {
        let run = run(&mut command, b"");
        self.service.assert_manners();
        self.assert_pace();
        run
    }

    /// What is noted of submissions: `0 intended`, `4 ended made`, by seconds since the first day's noon.
    fn notes(&self) -> Vec<String> {
        let start: Timestamp = day(0).parse().unwrap();
        let lines = self.audit.run(&["audit", "export"]).printed();
        let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let mut notes: Vec<(i64, String)> = lines
            .filter_map(|line| {
                let submitted = line["copy"].get("submitted")?;
                let at: Timestamp = line["at"].as_str()?.parse().unwrap();
                let what = match submitted.as_str() {
                    Some(word) => word.to_owned(),
                    None if submitted.get("taken").is_some() => "taken".to_owned(),
                    None => format!("ended {}", submitted["ended"]["how"].to_string().replace('"', "")),
                };
                Some((at.as_second() - start.as_second(), what))
            })
            .collect();
        notes.sort();
        notes.into_iter().map(|(second, what)| format!("{second} {what}")).collect()
    }

    /// No minute has more than seven submissions, whatever runs there were. Each has its intent.
    fn assert_pace(&self) {
        if !self.audit.exists(".newslint/links.db") {
            return;
        }
        let intents: Vec<i64> = self
            .notes()
            .iter()
            .filter_map(|note| note.strip_suffix(" intended").map(|second| second.parse().unwrap()))
            .collect();
        for (at, first) in intents.iter().enumerate() {
            let of_minute = intents[at..].iter().take_while(|second| **second < first + 60).count();
            assert!(of_minute <= 7, "{of_minute} in the minute from {first}: {intents:?}");
        }
        assert!(intents.len() >= self.service.submitted().len() - self.others, "a submission without an intent");
    }
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

#[test]
fn what_has_no_copy_is_submitted_and_believed_in_when_the_index_shows_it() {
    let saving = Saving::of(3, SavePageNow::start());
    saving.service.show(&source(1), "20210504120000");
    let told = saving.save(0);
    assert_eq!(saving.service.submitted(), [source(0), source(2)]);
    assert!(told.starts_with("2 of 3 sources submitted in "), "{told}");
    let told = told.split_once('\n').unwrap().1;
    assert_eq!(
        told,
        "  2 made, according to the service\n  1 had a copy, according to the web archive's index\n\
         next: in six hours or later, `newslint audit save` or `newslint audit run` checks whether the copies are there\n"
    );
    assert_eq!(
        saving.notes(),
        ["0 intended", "0 taken", "8 intended", "8 taken", "20 ended made", "20 ended made"].map(str::to_owned)
    );

    // Before the index can show it, nobody asks.
    let asked = saving.service.requests().len();
    let told = saving.save(5 * HOUR);
    assert_eq!(saving.service.requests().len(), asked, "{told}");
    assert!(
        told.contains("  2 not submitted: an earlier submission is not yet in the web archive's index\n"),
        "{told}"
    );

    saving.service.publish("20260101120010");
    let told = saving.save(7 * HOUR);
    assert!(told.contains("  2 of earlier runs are copies now, according to the web archive's index\n"), "{told}");
    assert_eq!(saving.service.submitted().len(), 2);
    let told = saving.save(8 * HOUR);
    assert!(told.contains("  3 not submitted: there is a copy from after the event\n"), "{told}");
}

#[test]
fn a_copy_that_never_comes_is_asked_for_anew() {
    let saving =
        Saving::of(1, SavePageNow::with(|_, before| if before == 0 { Fate::Lost(Vec::new()) } else { Fate::Made(1) }));
    let told = saving.save(0);
    assert!(
        told.contains("  1 may or may not have reached the service: the web archive's index will tell\n"),
        "{told}"
    );
    for hours in [1, 7, 24, 48] {
        saving.save(hours * HOUR);
        assert_eq!(saving.service.submitted().len(), 1);
    }
    let asked = || saving.service.requests().iter().filter(|request| request.contains("/cdx/")).count();
    assert_eq!(asked(), 2, "before the first submission, and when it could be there");
    saving.save(73 * HOUR);
    assert_eq!((asked(), saving.service.submitted().len()), (3, 1));
    saving.save(98 * HOUR);
    assert_eq!(saving.service.submitted().len(), 2, "{:?}", saving.notes());
}

#[test]
fn a_run_of_the_audit_asks_the_index_for_what_was_submitted() {
    let saving = Saving::of(1, SavePageNow::start());
    saving.save(0);
    saving.service.publish("20260101120010");
    let mut command = saving.audit_run_at(&minute(7 * HOUR));
    let told = run(command.args(["--max-urls", "0"]), b"");
    assert!(told.stderr.contains("the web archive was asked for 1 URL\n"), "{}", told.stderr);
    let told = saving.save(8 * HOUR);
    assert!(told.contains("  1 not submitted: there is a copy from after the event\n"), "{told}");
}

#[test]
fn an_explanation_tells_of_submissions() {
    let saving = Saving::of(
        2,
        SavePageNow::with(|url, _| if url.ends_with('0') { Fate::Made(1) } else { Fate::Fails("no-access") }),
    );
    saving.save(0);
    let explain = |number| {
        let explained = saving.audit.run(&["audit", "explain", &source(number), "--now", &minute(60)]).printed();
        explained.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let explained = explain(0);
    assert!(explained.contains("submitted for saving: the service says that it made a copy"), "{explained}");
    assert!(
        explained.contains("copy: the web archive's index should show it, and will be asked from 2026-01-01 18:00 on"),
        "{explained}"
    );
    let explained = explain(1);
    assert!(explained.contains("submitted for saving: failed permanently: no-access"), "{explained}");
}

#[test]
fn what_the_service_has_already_is_left_to_the_index() {
    let saving = Saving::of(1, SavePageNow::with(|_, _| Fate::Lost(b"HTTP/1.1 200 OK\r\n\r\n<html>".to_vec())));
    saving.save(0);
    // Somebody else's store knows nothing of it.
    let other = Saving::of(1, saving.service);
    let told = other.save(30);
    assert!(told.contains("  1 had a recent copy, according to the service\n"), "{told}");
    assert_eq!(other.notes(), ["1800 ended had", "1800 intended"]);
    assert!(other.save(60).contains("  1 not submitted: an earlier submission is not yet in the web"));
}
