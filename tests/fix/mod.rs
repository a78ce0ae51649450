//! `newslint check --fix` and `--diff` on files on disk.

mod archive;
pub mod damage;
mod disk;
mod kept;
pub mod law;
mod lists;
mod refused;
mod shown;

use self::archive::{BRIDGE, BRIDGE_TEXT, FERRY, bridge, check, check_text, repeated};
use crate::harness::{Archive, output};

#[test]
fn repeated_numbers_are_mended_and_nothing_else() {
    let archive = bridge(repeated());
    let ferry = concat!(
        "\n### [2021-05-4](/news/2021/05/4/index.md)\n\n##### Marrow Islands\n",
        "#  Ferry returns to the Marrow Islands \n\nIt sails \u{201c}twice\u{201d} a day.  \n\n### Sources:\n",
        "1. [Marrow Radio](https://radio.example/ferry) \n2. [Kestrel Herald](https://herald.example/ferry)\n",
        "2. [Cover Image](https://images.example/ferry.jpg)\n\n\n### Related:\n\n",
        "1. [Harbour bridge opens in Port Ellery ](/news/2021/05/3/harbour-bridge-opens-in-port-ellery.md) ",
        "_Context: Port Ellery_",
    );
    archive.write(FERRY, ferry);
    let no_event = "1. one\n1. two\n";
    archive.write("faq/index.md", no_event);

    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), "2 files: 2 fixed, no findings");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
    assert_eq!(archive.text(FERRY), ferry.replace("2. [Cover", "3. [Cover"));
    assert_eq!(archive.text("faq/index.md"), no_event);

    let again = check(&archive, &["--fix"]);
    assert_eq!(again.summary(), "2 files: 0 fixed, no findings");
    assert_eq!(archive.text(FERRY), ferry.replace("2. [Cover", "3. [Cover"));
}

#[test]
fn a_list_with_several_findings_is_numbered_once() {
    let head = "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens\n\n### Sources:\n\n";
    let list = |numbers: [u8; 4]| {
        let items = numbers.into_iter().zip(["a", "b", "c", "d"]);
        let items: String =
            items.map(|(number, name)| format!("{number}. [{name}](https://{name}.example/)\n")).collect();
        format!("{head}{items}")
    };
    let archive = bridge(list([1, 1, 1, 3]));
    let findings = check(&archive, &["--format", "jsonl"]).stdout.lines().count();
    assert!(findings > 1, "else this shows nothing");

    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), format!("1 file: {findings} fixed, no findings"));
    assert_eq!(archive.text(BRIDGE), list([1, 2, 3, 4]));
}

#[test]
fn safe_fixes_only_unless_asked_for_others() {
    let text = repeated().replace("/2021/05/bridge", "/article?id=1&amp;amp;page=2");
    let archive = bridge(&text);
    assert_eq!(
        check(&archive, &[]).summary(),
        "1 file: 2 errors ([*] 1 fixable with --fix, 1 more with --unsafe-fixes)"
    );

    let safe = check(&archive, &["--fix"]);
    assert_eq!(safe.summary(), "1 file: 1 fixed (1 more with --unsafe-fixes), 1 error");
    assert_eq!(safe.code, 1);
    assert_eq!(archive.text(BRIDGE), text.replace("1. [Cover", "2. [Cover"));
    assert_eq!(check(&archive, &[]).summary(), "1 file: 1 error (1 fixable with --unsafe-fixes)");

    let all = check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!(all.summary(), "1 file: 1 fixed, no findings");
    assert_eq!(all.code, 0);
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT.replace("/2021/05/bridge", "/article?id=1&page=2"));

    let alone = check(&archive, &["--unsafe-fixes"]);
    assert_eq!(alone.code, 2, "it says how to fix, not that something is to be fixed");
}

#[test]
fn fixes_of_one_place_come_one_after_the_other() {
    // The padded day is a safe fix of the text that the unsafe fix replaces.
    let archive = bridge(BRIDGE_TEXT.replace("[2021-05-3]", "[2021-05-04]"));
    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), "1 file: 1 fixed (1 more with --unsafe-fixes), 1 error");
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT.replace("[2021-05-3]", "[2021-05-4]"));

    archive.write(BRIDGE, BRIDGE_TEXT.replace("[2021-05-3]", "[2021-05-04]"));
    let run = check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!(run.summary(), "1 file: 2 fixed, no findings");
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
}

#[test]
fn a_heading_that_is_code_becomes_one() {
    for indent in ["    ", "\t", "\u{a0}  "] {
        let archive = bridge(BRIDGE_TEXT.replace("### Sources:", &format!("{indent}sources:")));
        let run = check(&archive, &["--fix"]);
        assert_eq!(run.summary(), "1 file: 1 fixed, no findings", "{indent:?}");
        assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
    }
}

#[test]
fn a_day_that_no_calendar_has_is_not_guessed() {
    let text = BRIDGE_TEXT.replace("/05/3/index.md", "/02/31/index.md");
    let archive = bridge(&text);
    let run = check(&archive, &["--fix", "--unsafe-fixes", "--select", "date-heading"]);
    assert_eq!(run.summary(), "1 file: 0 fixed, 1 error");
    assert_eq!(archive.text(BRIDGE), text);
}

#[test]
fn line_ends_stay_unless_they_are_what_is_fixed() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let archive = bridge(crlf(&repeated()));
    let run = check(&archive, &["--fix", "--select", "source-numbering"]);
    assert_eq!(run.summary(), "1 file: 1 fixed, no findings");
    assert_eq!(archive.text(BRIDGE), crlf(BRIDGE_TEXT));

    archive.write(BRIDGE, format!("\u{feff}{}", crlf(&repeated())));
    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), "1 file: 3 fixed, no findings");
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
}

#[test]
fn bytes_that_are_no_text_stay_as_they_are() {
    let damaged = |text: &str| {
        let (start, end) = text.split_once("\n### Sources").unwrap();
        [start.as_bytes(), b"Caf\xe9 \xff\xfe\xc3 Ondine.\n\n### Sources", end.as_bytes()].concat()
    };
    let archive = bridge(damaged(&repeated()));
    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), "1 file: 0 fixed, 2 errors");
    assert_eq!(archive.bytes(BRIDGE), damaged(&repeated()), "whoever mends the encoding needs the file as it was");
    let refused =
        format!("newslint: {BRIDGE}:9:1: the fix for source-numbering was refused: fix the file's encoding first\n");
    assert!(run.stderr.starts_with(&refused), "{}", run.stderr);
}

#[test]
fn the_report_is_of_the_file_as_it_is_now() {
    // Two bytes come in before the second finding, and a line end more.
    let text = BRIDGE_TEXT.replace("\n\n# Harbour", "\r\r\n# Harbour").replace("### Sources:", "# Sources:");
    let archive = bridge(text.replace("https://gazette.example", "gazette.example"));
    let run = check(&archive, &["--fix", "--format", "json", "--output", "report.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&archive.text("report.json")).unwrap();
    let findings = report["diagnostics"].as_array().unwrap();
    let at = archive.text(BRIDGE).find("gazette.example").unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["rule"], "source-url");
    assert_eq!(findings[0]["byte_start"], at);
    assert_eq!(findings[0]["line"], 7);
}

#[test]
fn only_the_rules_chosen_are_fixed() {
    let text = repeated().replace("### Sources:", "## Sources:");
    let archive = bridge(&text);
    check(&archive, &["--fix", "--select", "section-heading"]);
    assert_eq!(archive.text(BRIDGE), repeated());
    check(&archive, &["--fix", "--ignore", "source-numbering"]);
    assert_eq!(archive.text(BRIDGE), repeated());
}

#[test]
fn standard_input_comes_out_fixed() {
    let archive = Archive::new();
    let filter = |text: &[u8], more: &[&str]| {
        let arguments = [&["-", "--stdin-filename", BRIDGE, "--fix"], more].concat();
        check_text(&archive, &arguments, text)
    };
    let run = filter(repeated().as_bytes(), &[]);
    assert_eq!((run.code, run.stdout.as_str()), (0, BRIDGE_TEXT));
    assert_eq!(run.summary(), "1 file: 1 fixed, no findings");
    assert!(!archive.exists(BRIDGE));

    let wrong = repeated().replace("https://gazette", "gazette");
    let run = filter(wrong.as_bytes(), &["--format", "concise"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, wrong.replace("1. [Cover", "2. [Cover").as_str()));
    assert!(run.stderr.starts_with(&format!("{BRIDGE}:7:21: error[source-url] ")), "{}", run.stderr);

    let clean = filter(BRIDGE_TEXT.as_bytes(), &[]);
    assert_eq!((clean.code, clean.stdout.as_str()), (0, BRIDGE_TEXT));

    let no_event = b"1. one\n1. two\xff\n";
    let arguments = ["check", "-", "--stdin-filename", "faq/index.md", "--fix"];
    assert_eq!(output(&mut archive.command(&arguments), no_event).stdout, no_event);
}

#[test]
fn standard_input_that_is_too_large_does_not_come_out_cut() {
    let archive = Archive::new();
    let text = format!("{}{}", repeated(), "x".repeat(1 << 20));
    let run = check_text(&archive, &["-", "--stdin-filename", BRIDGE, "--fix"], text.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("more than 1048576 bytes"), "{}", run.stderr);
}

#[test]
fn events_are_added_to_the_index_of_their_day() {
    let path = "news/2021/05/3/index.md";
    let head = "## [2021-05-3](/news/2021/05/3/index.md)";
    let item = |title: &str, slug: &str| format!("### [{title}](/news/2021/05/3/{slug}.md)");
    let harbour = item("Harbour bridge opens in Port Ellery", "harbour-bridge-opens-in-port-ellery");
    let dam = item("Lake Ondine dam passes", "lake-ondine-dam-passes");
    let previous = "## [Previous Day...](/news/2021/05/2/index.md)";
    let cases = [
        (head.to_owned(), format!("{head}\n\n{harbour}\n\n{dam}\n")),
        (
            format!("{head}\n\n{harbour}\n_Context: harbour_\n"),
            format!("{head}\n\n{harbour}\n_Context: harbour_\n\n{dam}\n"),
        ),
        (format!("{head}\n\n{previous}\n"), format!("{head}\n\n{harbour}\n\n{dam}\n\n{previous}\n")),
        (format!("{head}\r\n\r\n{previous}\r\n"), format!("{head}\n\n{harbour}\n\n{dam}\n\n{previous}\n")),
    ];
    for (before, after) in cases {
        let archive = bridge(BRIDGE_TEXT);
        archive.write("newslint.toml", "[archive]\nabsent = [\"news/2021/05/2\"]\n");
        archive.write(
            "news/2021/05/3/lake-ondine-dam-passes.md",
            BRIDGE_TEXT.replace("Harbour bridge opens in Port Ellery", "Lake Ondine dam passes"),
        );
        archive.write(path, &before);
        let run = check(&archive, &["--fix", "--unsafe-fixes"]);
        assert_eq!(run.code, 0, "{}", run.stdout);
        assert_eq!(archive.text(path), after);
    }
}
