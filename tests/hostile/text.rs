//! Texts that are as large as an event may be, and made of one thing.

use std::fmt::Write;

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, dated, list_of};

const FERRY: &str = "news/2021/05/4/ferry-sails.md";

/// An archive with these files, and an event with one finding, which is found whatever else there is.
fn archive(files: &[(&str, String)]) -> Archive {
    let archive = Archive::new().with(FERRY, dated("2021-05-4", "Ferry sails") + &list_of("Sources", &["stray"]));
    for (path, text) in files {
        archive.write(path, text);
    }
    archive
}

/// Checks such an archive, and gives the findings of its files, each as its line, rule and message.
fn found(files: &[(&str, String)], arguments: &[&str]) -> Vec<String> {
    let run = archive(files).check(arguments);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let all = run.details();
    assert!(all.iter().any(|finding| finding.path == FERRY && finding.rule == "source-item"), "{}", run.stderr);
    let others = all.into_iter().filter(|finding| finding.path != FERRY);
    others.map(|finding| format!("{} {} {}", finding.line, finding.rule, finding.message)).collect()
}

/// The bridge's event with more sources, as many as there is room for.
pub fn sources(most: usize, source: impl Fn(usize) -> String) -> String {
    let mut text = BRIDGE_TEXT.to_owned();
    for number in 2..=most {
        writeln!(text, "{number}. {}", source(number)).unwrap();
    }
    assert!(text.len() <= 1 << 20, "{}", text.len());
    text
}

#[test]
fn texts_of_one_sign_are_read_in_time() {
    const BYTES: usize = 300_000;
    for sign in ["[", "[]()", "[http:", "&amp;", "<!--", "\u{feff}"] {
        let signs = sign.repeat(BYTES / sign.len());
        // A title and a description, and another event's source.
        let story = BRIDGE_TEXT.replace("opens\n", &format!("opens {signs}\n\nSo {signs}.\n"));
        let cited = format!("{BRIDGE_TEXT}2. [Herald {signs}](https://herald.example/{signs})\n");
        let files = [(BRIDGE, story), ("news/2021/05/3/bridge-closes.md", cited)];
        let found = found(&files, &["--ignore", "slug"]);
        assert!(found.len() < 20, "{sign}: {} findings", found.len());
    }
}

#[test]
fn sources_on_as_many_hosts_are_no_duplicates_of_each_other() {
    let text = sources(25_000, |number| format!("[A](https://h{number}.example/)"));
    assert_eq!(found(&[(BRIDGE, text)], &[]), [""; 0]);
}

#[test]
fn sources_and_related_events_that_are_all_alike_are_each_told() {
    let text = sources(10_000, |_| "[Ellery Gazette](https://gazette.example/bridge)".to_owned());
    let related = vec!["[Ferry sails](/news/2021/05/4/ferry-sails.md) _Context: Port Ellery_"; 5_000];
    let found = found(&[(BRIDGE, text + &list_of("Related", &related))], &[]);
    assert_eq!(found.iter().filter(|found| found.contains("is cited twice")).count(), 9_999);
    assert_eq!(found.iter().filter(|found| found.contains("is related twice")).count(), 4_999);
    assert_eq!(found.len(), 14_998);
}

#[test]
fn events_with_all_their_sources_in_common_are_compared_once() {
    let bridge = sources(15_000, |_| "[Ellery Gazette](https://gazette.example/bridge)".to_owned());
    let snow =
        bridge.replacen("5-3](/news/2021/05/3/", "5-2](/news/2021/05/2/", 1).replacen("Harbour bridge", "Snow", 1);
    let files = [(BRIDGE, bridge), ("news/2021/05/2/snow-falls-in-may.md", snow)];
    assert_eq!(found(&files, &["--ignore", "duplicate-source"]), [""; 0]);
}

#[test]
fn comments_and_findings_are_as_many_as_there_is_room_for() {
    let comment = |scope: &str| format!("<!-- newslint-ignore{scope}: source-url — printed only -->\n");
    let alone: String = sources(9_000, |number| format!("[A](b/{number})\n{}", comment("").trim_end()));
    let files = [
        (BRIDGE, format!("{}{}", comment("-file").repeat(9_000), sources(15_000, |_| "[A](b)".to_owned()))),
        ("news/2021/05/3/bridge-closes.md", alone),
    ];
    let found = found(&files, &["--ignore", "duplicate-source"]);
    // There is no comment above the first, and nothing below the last comment.
    assert_eq!(found.len(), 2, "{:?}", &found[..found.len().min(5)]);
    assert!(found[0].contains("source-url") && found[1].contains("unused-suppression"), "{found:?}");
}

#[test]
fn what_is_on_one_line_is_found_at_its_column() {
    let comments = "<!-- newslint-ignore: source-item — é -->".repeat(10_000);
    let found =
        found(&[(BRIDGE, format!("{BRIDGE_TEXT}\n{comments}\n"))], &["--select", "unused-suppression,source-item"]);
    assert_eq!(found.len(), 10_000);
}

#[test]
fn a_line_of_carriage_returns_has_one_fix() {
    let text = sources(20_000, |number| format!("[É](https://a.example/{number})")).replace('\n', "\r");
    let files = [(BRIDGE, text), ("news/2021/05/3/empty.md", "\r".repeat(300_000))];
    let found = found(&files, &["--select", "text-encoding,source-item"]);
    assert_eq!(found, ["1 text-encoding [*] the lines end with CR", "1 text-encoding [*] the lines end with CR"]);
}
