//! Days with more events than any day has.

use std::fmt::Write;

use crate::harness::{Archive, CONFIG, broken, dated, event};

/// How many events there are.
const COUNT: usize = 1_500;

fn path(number: usize) -> String {
    format!("news/2021/05/3/harbour-bridge-opens-{number}.md")
}

/// All of one day, with one title, and with a fix each.
fn archive() -> Archive {
    let archive = Archive::empty().with("newslint.toml", CONFIG.replace("duplicate-event = \"off\"\n", ""));
    for number in 0..COUNT {
        archive.write(path(number), broken());
    }
    archive
}

#[test]
fn the_events_of_a_crowded_day_are_checked_and_not_compared() {
    let archive = archive();
    let run = archive.check(&[]);
    let findings = run.findings();
    assert_eq!(findings.len(), COUNT + 1);
    assert_eq!(findings[0], format!("{}:1 duplicate-event", path(0)));
    assert!(run.stdout.contains("warning[duplicate-event] the day has 1,500 events, too many to compare them"));
    let named: Vec<String> = (0..COUNT / 2).map(path).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    assert_eq!(archive.check(&named).findings().len(), named.len() + 1);
    let fixed = archive.check(&["--fix"]);
    assert_eq!(fixed.summary(), "1,500 files: 1,500 fixed, 1 warning");
    assert!(!archive.text(path(COUNT - 1)).contains("2. ["));
}

#[test]
fn the_index_of_a_crowded_day_is_held_against_its_events() {
    let archive = Archive::empty().with("newslint.toml", "[rules]\nduplicate-event = \"off\"\n");
    let mut index = "## [2021-05-3](/news/2021/05/3/index.md)\n".to_owned();
    for number in 0..COUNT {
        archive.write(path(number), crate::harness::BRIDGE_TEXT);
        // Of each second event the index has the title alone.
        match number % 2 {
            0 => writeln!(index, "\n### [Harbour bridge opens](/{})", path(number)).unwrap(),
            _ => writeln!(index, "\n### Harbour bridge opens").unwrap(),
        }
    }
    archive.write("news/2021/05/3/index.md", index);
    let findings = archive.check(&["--select", "day-index"]).details();
    let count = |words: &str| findings.iter().filter(|finding| finding.message.contains(words)).count();
    assert_eq!([count("is not a link"), count("does not list the event")], [COUNT / 2, COUNT / 2]);
}

#[test]
fn links_into_a_crowded_day_are_not_guessed_at() {
    let archive = archive();
    let links: Vec<String> = (0..5_000).map(|number| format!("/{}", path(COUNT + number))).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    archive.write("news/2021/05/4/ferry.md", crate::harness::relating("news/2021/05/4/ferry.md", &links));
    let run = archive.check(&["--select", "related-path"]);
    assert_eq!(run.details().len(), links.len());
    assert!(!run.stdout.contains("did you mean"));
}

#[test]
fn a_day_of_256_events_is_compared() {
    let archive = Archive::empty().with("newslint.toml", CONFIG.replace("duplicate-event = \"off\"\n", ""));
    for number in 0..256 {
        let own = format!("news/2021/05/3/story-{number:03}.md");
        archive.write(&own, event(&own, &format!("Story {:03}", number.max(1))));
    }
    assert_eq!(
        archive.check(&["--select", "duplicate-event"]).findings(),
        ["news/2021/05/3/story-001.md:1 duplicate-event"]
    );
    archive.write("news/2021/05/3/story-256.md", dated("2021-05-3", "Story 256"));
    let crowded = archive.check(&["--select", "duplicate-event"]);
    assert!(
        crowded.stdout.contains("story-000.md:1:1: warning[duplicate-event] the day has 257 events"),
        "{crowded:?}"
    );
}
