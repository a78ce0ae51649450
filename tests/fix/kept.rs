//! What fixes leave as it is: what somebody holds, what nobody can read, and what one fix has mended for another.

use super::archive::{BRIDGE, BRIDGE_TEXT, bridge, check, repeated};
use crate::harness::Archive;

const INDEX: &str = "news/2021/05/3/index.md";
const HEAD: &str = "## [2021-05-3](/news/2021/05/3/index.md)";
const DAM: &str = "news/2021/05/3/lake-ondine-dam-passes-its-inspection.md";
const DAM_TITLE: &str = "Lake Ondine dam passes its inspection";
const ALL: [&str; 2] = ["--fix", "--unsafe-fixes"];

fn item(title: &str, path: &str) -> String {
    format!("### [{title}](/{path})")
}

/// An archive with an index of one item, and a second event, whose text is given.
fn day(index: impl AsRef<[u8]>, dam: impl AsRef<[u8]>) -> Archive {
    Archive::empty().with("newslint.toml", "").with(BRIDGE, BRIDGE_TEXT).with(DAM, dam).with(INDEX, index)
}

fn index() -> String {
    format!("{HEAD}\n\n{}\n", item("Harbour bridge opens in Port Ellery", BRIDGE))
}

fn dam(title: &str) -> String {
    BRIDGE_TEXT.replace("Harbour bridge opens in Port Ellery", title)
}

#[test]
fn a_title_in_bytes_that_are_no_text_goes_nowhere() {
    let title = "Lake Ondine dam passes Na\u{ef}mi's inspection";
    let latin: Vec<u8> = dam(title).chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(dam(title).encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [latin, utf16] {
        let archive = day(index(), &bytes);
        let run = check(&archive, &ALL);
        assert!(run.summary().starts_with("3 files: 0 fixed, "), "{}", run.stderr);
        assert_eq!(archive.text(INDEX), index());
        assert_eq!(archive.bytes(DAM), bytes);
    }
}

#[test]
fn what_nobody_sees_goes_nowhere() {
    for hidden in ["\u{202e}", "\u{200b}", "\u{ad}", "\u{feff}"] {
        let archive = day(index(), dam(&format!("Lake Ondine dam passes its {hidden}inspection")));
        // Once it is gone from the title, this can be listed, and that takes no second run.
        check(&archive, &ALL);
        assert!(!archive.text(DAM).contains(hidden), "{hidden:?}");
        assert_eq!(archive.text(INDEX), format!("{}\n{}\n", index(), item(DAM_TITLE, DAM)), "{hidden:?}");
        assert_eq!(check(&archive, &["--diff", "--unsafe-fixes"]).stdout, "", "{hidden:?}");
    }
    // Persian has joiners that have to be there.
    let title = "\u{645}\u{6cc}\u{200c}\u{631}\u{648}\u{62f}";
    let archive = day(index(), dam(title));
    check(&archive, &ALL);
    assert_eq!(archive.text(INDEX), format!("{}\n{}\n", index(), item(title, DAM)));
}

#[test]
fn a_title_that_is_mended_is_that_for_days_before_and_after() {
    let title = "Lake Ondine dam passes its \u{202e}inspection";
    let other = |day: &str| format!("news/2021/05/{day}/a-ferry-sails.md");
    let relating = |day: &str, text: &str| {
        let head = BRIDGE_TEXT.replace("2021-05-3", &format!("2021-05-{day}")).replace("05/3/", &format!("05/{day}/"));
        format!("{head}\n### Related:\n\n1. [{text}](/{DAM}) _Context: Lake Ondine_\n")
    };
    let mut archive = bridge(BRIDGE_TEXT).with(DAM, dam(title));
    archive.write(
        "newslint.toml",
        "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-unreturned = \"off\"\n",
    );
    for day in ["2", "4"] {
        archive = archive.with(other(day), relating(day, "Dam inspected"));
    }
    check(&archive, &ALL);
    for day in ["2", "4"] {
        assert_eq!(archive.text(other(day)), relating(day, DAM_TITLE));
    }
    assert_eq!(check(&archive, &["--diff", "--unsafe-fixes"]).stdout, "");
}

#[test]
fn an_index_in_another_encoding_gets_no_items() {
    for name in ["UTF-16LE", "Latin-1"] {
        let text = format!("{}A caf\u{e9}.\n", index());
        let bytes: Vec<u8> = match name {
            "Latin-1" => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
            _ => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        };
        let archive = day(&bytes, dam(DAM_TITLE));
        let run = check(&archive, &ALL);
        assert_eq!(archive.bytes(INDEX), bytes, "{name}");
        assert_eq!(run.stdout.matches("[text-encoding]").count(), 1, "{}", run.stdout);
    }
}

#[test]
fn the_encoding_is_mended_before_anything_else() {
    let archive = day(format!("\u{feff}{}", index().replace('\n', "\r\n")), dam(DAM_TITLE));
    let run = check(&archive, &ALL);
    assert_eq!(run.summary(), "3 files: 3 fixed, no findings");
    assert_eq!(archive.text(INDEX), format!("{}\n{}\n", index(), item(DAM_TITLE, DAM)));
}

#[test]
fn what_another_fix_mends_is_not_mended_besides() {
    // An earlier version needs no item.
    let changes = |path: &str| {
        format!(
            "{BRIDGE_TEXT}\n### Changes:\n\n1. [{DAM_TITLE}](/{path}) _2021-05-03 21:10:00 (First version)_\n\
             2. [Harbour bridge opens in Port Ellery](/{BRIDGE}) _(Current version)_\n"
        )
    };
    let archive = day(index(), dam(DAM_TITLE)).with(BRIDGE, changes(&DAM.replace("dam-", "dma-")));
    let run = check(&archive, &[]);
    assert_eq!(run.summary(), "3 files: 2 errors (2 fixable with --unsafe-fixes)", "{}", run.stdout);
    let diff = check(&archive, &["--diff", "--unsafe-fixes"]);
    assert!(!diff.stdout.contains("index.md\n"), "{}", diff.stdout);
    let run = check(&archive, &ALL);
    assert_eq!(run.summary(), "3 files: 1 fixed, no findings", "{}", run.stdout);
    assert_eq!(archive.text(BRIDGE), changes(DAM));
    assert_eq!(archive.text(INDEX), index());
}

#[test]
fn no_item_is_deleted() {
    let twice = format!("{}\n{}\n_Context: Ondine_\n", index(), item("Harbour bridge opens in Port Ellery", BRIDGE));
    let nowhere =
        format!("{}\n{}\nIt lifts at noon.\n", index(), item("Fog closes Kestrel Bay", "news/2021/05/3/fog.md"));
    for text in [twice, nowhere] {
        let archive = Archive::empty().with("newslint.toml", "").with(BRIDGE, BRIDGE_TEXT).with(INDEX, &text);
        let run = check(&archive, &ALL);
        assert_eq!(run.summary(), "2 files: 0 fixed, 1 error", "{}", run.stdout);
        assert_eq!(archive.text(INDEX), text);
    }
}

#[test]
fn what_the_baseline_holds_is_not_fixed() {
    let archive = bridge(repeated());
    archive.run(&["baseline", "update"]).printed();
    let text = repeated().replace("### Sources", "## Sources");
    archive.write(BRIDGE, &text);
    let run = check(&archive, &ALL);
    assert_eq!(archive.text(BRIDGE), repeated(), "what it does not hold is");
    assert!(run.summary().starts_with("1 file: 1 fixed, no findings"), "{}", run.summary());

    archive.write(BRIDGE, &text);
    let diff = check(&archive, &["--diff", "--unsafe-fixes"]);
    assert!(!diff.stdout.contains("Cover Image](https://images.example/bridge.jpg)\n+"), "{}", diff.stdout);
    archive.write("known", archive.text(".newslint-baseline"));
    archive.remove(".newslint-baseline");
    assert_eq!(check(&archive, &["--diff", "--baseline", "known"]).stdout, diff.stdout);
}

#[test]
fn a_list_with_one_number_that_is_held_is_not_numbered() {
    let list = |comment: &str| {
        let head =
            "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens in Port Ellery\n\n### Sources:\n";
        let items = "\n1. [b](https://b.example/)\n1. [c](https://c.example/)\n3. [d](https://d.example/)\n";
        format!("{head}\n1. [a](https://a.example/)\n{comment}{items}")
    };
    let text = list("\n<!-- newslint-ignore: source-numbering — as the outlet had it -->");
    let archive = bridge(&text);
    let run = check(&archive, &["--fix"]);
    assert_eq!(archive.text(BRIDGE), text);
    let refused =
        "the fix for source-numbering was refused: it would also fix what the baseline or a comment suppresses";
    assert_eq!(run.stderr.matches(refused).count(), 1, "{}", run.stderr);
}

#[test]
fn a_conflict_is_told_once_and_not_fixed() {
    let conflict = BRIDGE_TEXT.replace(
        "1. [Ellery",
        "<<<<<<< HEAD\n1. [Kestrel Herald](https://herald.example/a)\n=======\n1. [Radio](gazette.example)\n>>>>>>> b\n1. [Ellery",
    );
    let everything = format!("<<<<<<< HEAD\n{BRIDGE_TEXT}=======\n{}>>>>>>> b\n", BRIDGE_TEXT.replace("-3]", "-4]"));
    for text in [conflict.clone(), everything, conflict.replace('\n', "\r\n")] {
        let archive = bridge(&text);
        let run = archive.check(&[]);
        let told: Vec<String> = run.details().into_iter().map(|finding| finding.message).collect();
        let told: Vec<&String> =
            told.iter().filter(|told| !told.contains("CRLF") && !told.contains("number")).collect();
        assert_eq!(told, ["a merge left a conflict here"], "{}", run.stdout);
        check(&archive, &ALL);
        assert_eq!(archive.text(BRIDGE), text);
    }
}

#[test]
fn a_short_year_is_that_of_the_folder_or_of_nobody() {
    let dated = |date: &str, link: &str| {
        BRIDGE_TEXT.replace("[2021-05-3](/news/2021/05/3/", &format!("[{date}](/news/{link}/"))
    };
    let archive = bridge(dated("21-05-3", "2021/05/3"));
    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), "1 file: 1 fixed, no findings", "{}", run.stdout);
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
    for date in ["201-05-3", "21-05-4", "0-05-3", "2-05-3", "121-05-3"] {
        let archive = bridge(dated(date, "2021/05/3"));
        let run = check(&archive, &["--fix"]);
        assert_eq!(run.summary(), "1 file: 0 fixed, 1 error", "{date}: {}", run.stdout);
        assert_eq!(archive.text(BRIDGE), dated(date, "2021/05/3"));
    }
    let archive = bridge(dated("2021-05-3", "21/05/3"));
    assert_eq!(check(&archive, &[]).summary(), "1 file: 1 error");
    check(&archive, &["--fix"]);
    assert_eq!(archive.text(BRIDGE), dated("2021-05-3", "21/05/3"));
}

#[test]
fn white_space_that_markdown_does_not_know_is_replaced() {
    for space in ["\u{a0}", "\u{a0}\u{a0}", "\u{2003}", "\u{200b}", ""] {
        let archive = bridge(
            BRIDGE_TEXT.replace("### [", &format!("###{space}[")).replace("# Harbour", &format!("#{space}Harbour")),
        );
        let run = check(&archive, &["--fix"]);
        assert_eq!(run.summary(), "1 file: 2 fixed, no findings", "{space:?}: {}", run.stdout);
        assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
    }
}

#[test]
fn an_item_that_is_part_of_the_one_above_has_no_number_in_the_list() {
    for indent in ["   ", "    ", "\t"] {
        let text = repeated().replace("1. [Cover", &format!("{indent}1. [Cover"));
        let archive = bridge(&text);
        check(&archive, &ALL);
        assert_eq!(archive.text(BRIDGE), text, "{indent:?}");
    }
}
