//! Fixes that are not applied.

use super::archive::{BRIDGE, BRIDGE_TEXT, FERRY, bridge, check, repeated};
use crate::harness::Archive;

const PIER: &str = "news/2021/03/14/marrow-islands-vote-on-a-new-pier.md";

/// An event that names these paths as related, with the archive in which they lead somewhere.
fn related(paths: &[&str]) -> (Archive, String) {
    let archive = bridge(BRIDGE_TEXT);
    archive.write(PIER, "### [2021-03-14](/news/2021/03/14/index.md)\n\n# Marrow Islands vote on a new pier\n");
    let items = (1..).zip(paths);
    let items: String =
        items.map(|(number, path)| format!("{number}. [An event](/{path}) _Context: Port Ellery_\n")).collect();
    let head = "### [2021-05-4](/news/2021/05/4/index.md)\n\n# Ferry returns to the Marrow Islands\n";
    let text = format!("{head}\n### Related:\n\n{items}");
    archive.write(FERRY, &text);
    (archive, text)
}

const TYPO: &str = "news/2021/05/3/harbour-brigde-opens-in-port-ellery.md";

#[test]
fn a_fix_that_would_bring_a_finding_is_refused() {
    let (archive, text) = related(&[BRIDGE, TYPO]);
    let run = check(&archive, &["--fix", "--unsafe-fixes", "--format", "concise"]);
    assert_eq!(archive.text(FERRY), text);
    assert_eq!(run.code, 1);
    let refused = format!(
        "newslint: {FERRY}:8:15: the fix for related-path was refused: it would cause a finding of duplicate-related\n"
    );
    assert!(run.stderr.starts_with(&refused), "{}", run.stderr);
    assert_eq!(run.summary(), "3 files: 0 fixed, 1 error");

    let rule = check(&archive, &["--fix", "--unsafe-fixes", "--select", "related-path"]);
    assert!(rule.stderr.starts_with(&refused), "also by a rule that is not run: {}", rule.stderr);
    let quiet = check(&archive, &["--fix", "--unsafe-fixes", "--quiet"]);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn the_other_fixes_of_the_file_are_applied() {
    let (archive, text) = related(&[BRIDGE, TYPO, "news/2021/03/14/marrow-islands-vote-on-a-new-peir.md"]);
    archive.write(FERRY, text.replace("### Related", "## Related").replace("\n3. ", "\n1. "));
    let run = check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!(run.summary(), "3 files: 3 fixed, 1 error");
    assert!(run.stderr.contains("the fix for related-path was refused"), "{}", run.stderr);
    assert_eq!(archive.text(FERRY), text.replace("peir", "pier"));
    assert_eq!(check(&archive, &["--fix", "--unsafe-fixes"]).summary(), "3 files: 0 fixed, 1 error");
}

#[test]
fn a_fix_that_would_make_another_event_is_refused() {
    // What the name of a file can do to a link's destination.
    let hostile = "news/2021/05/3/harbour-bridge-opens-in-port-ellery) [x](y.md";
    let (archive, text) = related(&["news/2021/05/3/harbour-bridge-opens-in-port-ellery)-x.md"]);
    std::fs::rename(archive.path(BRIDGE), archive.path("bridge.md")).unwrap();
    archive.write(hostile, BRIDGE_TEXT);
    let run = check(&archive, &["--fix", "--unsafe-fixes", "--ignore", "file-path"]);
    assert_eq!(archive.text(FERRY), text);
    let refused = "the fix for related-path was refused: the file would be read as another event";
    assert!(run.stderr.contains(refused), "{}", run.stderr);
}

#[test]
fn one_of_several_near_paths_is_not_chosen() {
    let (archive, text) = related(&["news/2021/05/3/lake-ondine-dam-passes-its-3rd-inspection.md"]);
    for number in ["1st", "2nd"] {
        let title = format!("Lake Ondine dam passes its {number} inspection");
        let path = format!("news/2021/05/3/lake-ondine-dam-passes-its-{number}-inspection.md");
        archive.write(&path, format!("### [2021-05-3](/news/2021/05/3/index.md)\n\n# {title}\n"));
    }
    let run = check(&archive, &["--fix", "--unsafe-fixes"]);
    assert!(run.stdout.contains("help: did you mean\n        /news/2021/05/3/lake-ondine-dam-"), "{}", run.stdout);
    assert_eq!(run.summary(), "5 files: 0 fixed, 1 error");
    assert_eq!(archive.text(FERRY), text);
}

#[test]
fn a_path_that_was_cut_elsewhere_is_mended_beside_other_near_ones() {
    let cut = "news/2021/05/3/lake-ondine-dam-passes-its-2nd-inspec.md";
    let (archive, text) = related(&[cut]);
    for number in ["1st", "2nd"] {
        let title = format!("Lake Ondine dam passes its {number} inspection");
        let path = format!("news/2021/05/3/lake-ondine-dam-passes-its-{number}-inspection.md");
        archive.write(&path, format!("### [2021-05-3](/news/2021/05/3/index.md)\n\n# {title}\n"));
    }
    check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!(archive.text(FERRY), text.replace("inspec.md", "inspection.md"));
}

#[test]
fn many_fixes_that_do_not_go_together_are_not_tried_for_ever() {
    let typos: Vec<String> =
        (10..70).map(|number| format!("news/2021/05/3/harbour-bridge-opens-in-port-ellery-{number}.md")).collect();
    let (archive, text) = related(&typos.iter().map(String::as_str).collect::<Vec<_>>());
    let text = text.replace("\n### Related", &format!("\n{}\n\n### Related", "It sails twice a day. ".repeat(3000)));
    archive.write(FERRY, &text);
    let run = check(&archive, &["--fix", "--unsafe-fixes", "--select", "related-path"]);
    assert!(archive.text(FERRY) == text);
    let refused = "the fix for related-path was refused: too many fixes for this file conflict";
    assert_eq!(run.stderr.matches(refused).count(), 1, "{}", run.stderr);
}

#[test]
fn what_cannot_be_an_event_is_left_alone() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(repeated().bytes().flat_map(|byte| [byte, 0])).collect();
    let archive = bridge(&utf16);
    let run = check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!(run.summary(), "1 file: 0 fixed, 1 error");
    assert_eq!(archive.bytes(BRIDGE), utf16);
}
