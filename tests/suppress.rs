//! Comments that suppress findings, through the command.

use crate::harness::Archive;

const PATH: &str = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md";

/// A file whose source of line 7 has a URL without a host, so that `source-url` finds one thing on it.
const EVENT: &str = "\
### [2021-05-4](/news/2021/05/4/index.md)

# Ferry returns to the Marrow Islands

### Sources:

1. [Kestrel Herald](https:///2021/05/ferry)
2. [Ellery Gazette](https://gazette.example/2021/05/boats)
";

fn archive(text: impl AsRef<[u8]>) -> Archive {
    Archive::new().with(PATH, text)
}

/// Each finding as `line rule`, and the exit code.
fn check(archive: &Archive, arguments: &[&str]) -> (Vec<String>, i32) {
    let run = archive.run(&[&["check", "--format", "jsonl"], arguments].concat());
    let finding = |line: &str| {
        let finding: serde_json::Value = serde_json::from_str(line).expect(line);
        format!("{} {}", finding["line"], finding["rule"].as_str().unwrap())
    };
    (run.stdout.lines().map(finding).collect(), run.code)
}

/// What is found in a file of that text.
fn findings(text: impl AsRef<[u8]>) -> Vec<String> {
    check(&archive(text), &[]).0
}

/// [`EVENT`] with a line above its first source.
fn above_first_source(line: &str) -> String {
    EVENT.replace("1. [", &format!("{line}\n1. ["))
}

#[test]
fn the_next_block_is_spared_and_nothing_else() {
    assert_eq!(check(&archive(EVENT), &[]), (vec!["7 source-url".to_owned()], 1));
    let spared = above_first_source("<!-- newslint-ignore: source-url — the paper is gone -->");
    assert_eq!(check(&archive(&spared), &[]), (vec![], 0));

    let other_too = spared.replace("https://gazette.example/", "https:///");
    assert_eq!(findings(other_too), ["9 source-url"]);
    let below = EVENT.replace("2. [", "<!-- newslint-ignore: source-url — the paper is gone -->\n2. [");
    assert_eq!(findings(below), ["7 source-url", "8 unused-suppression"]);
}

#[test]
fn every_dash_will_do_and_some_dash_must() {
    for dash in [" — ", " – ", " - ", " -- ", "—", " —\n"] {
        let text = above_first_source(&format!("<!-- newslint-ignore: source-url{dash}the paper-mill is gone -->"));
        assert_eq!(findings(text), [""; 0], "{dash:?}");
    }
    for comment in [
        "<!-- newslint-ignore: source-url -->",
        "<!-- newslint-ignore: source-url the paper is gone -->",
        "<!-- newslint-ignore: source-url — -->",
        "<!-- newslint-ignore: source-url - -->",
        "<!-- newslint-ignore — the paper is gone -->",
        "<!-- newslint-ignore -->",
        "<!-- newslint-ignore: , source-url — the paper is gone -->",
        "<!-- newslint-ignore source-url — the paper is gone -->",
        "<!-- newslint-ignore-all: source-url — the paper is gone -->",
    ] {
        let found = findings(above_first_source(comment));
        assert_eq!(found, ["7 unused-suppression", "8 source-url"], "{comment}");
    }
}

#[test]
fn a_damaged_comment_is_an_error_and_an_unused_one_is_not() {
    let text = EVENT.replace("https:///", "https://herald.example/");
    let unused = text.replace("1. [", "<!-- newslint-ignore: source-url — gone -->\n1. [");
    assert_eq!(check(&archive(unused), &[]), (vec!["7 unused-suppression".to_owned()], 0));
    let blanket = text.replace("1. [", "<!-- newslint-ignore -->\n1. [");
    let blanket = archive(blanket);
    assert_eq!(check(&blanket, &[]), (vec!["7 unused-suppression".to_owned()], 1));
    let blanket = blanket.with("newslint.toml", "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\nunused-suppression = \"off\"\n");
    assert_eq!(check(&blanket, &[]), (vec![], 0));
}

#[test]
fn several_rules_in_one_comment_are_judged_one_by_one() {
    let text = above_first_source("<!-- newslint-ignore: source-url , source-item,source-numbering — odd -->");
    let (found, _) = check(&archive(text), &[]);
    assert_eq!(found, ["7 unused-suppression", "7 unused-suppression"]);
}

#[test]
fn stacked_comments_reach_the_same_block() {
    let late = |text: &str| text.replace("1. [", "4. [").replace("2. [", "5. [");
    assert_eq!(findings(late(EVENT)), ["7 source-numbering", "7 source-url"]);
    let text = above_first_source(
        "<!-- newslint-ignore: source-url — the paper is gone -->\n\n<!-- a note -->\n\
         <!-- newslint-ignore: source-numbering — starts late -->",
    );
    assert_eq!(findings(late(&text)), [""; 0]);
}

#[test]
fn a_block_is_a_heading_an_item_or_a_whole_paragraph() {
    let comment = "<!-- newslint-ignore: text-encoding — as the agency sent it -->";
    let text = EVENT.replace("https:///", "https://herald.example/");
    let (head, tail) = text.split_once("# Ferry returns to the Marrow Islands\n").unwrap();
    let paragraph = "The ferry was away\nfor three\u{7} days.\n";
    let spared = format!("{head}# Ferry\n{comment}\n{paragraph}{tail}");
    assert_eq!(findings(spared), [""; 0]);
    let below = format!("{head}{comment}\n# Ferry\n{paragraph}{tail}");
    assert_eq!(findings(below), ["3 unused-suppression", "6 text-encoding"]);
}

#[test]
fn the_form_for_files_reaches_everything_in_the_file() {
    let comment = "<!-- newslint-ignore-file: source-url — the papers are gone -->\n";
    let broken = EVENT.replace("https://gazette.example/", "https:///");
    assert_eq!(findings(&broken), ["7 source-url", "8 source-url"]);
    assert_eq!(findings(format!("{comment}{broken}")), [""; 0]);
    assert_eq!(findings(format!("{broken}\n{comment}")), [""; 0]);
}

#[test]
fn findings_about_a_path_are_spared_by_the_form_for_files_alone() {
    let path = "news/2021/05/4/Ferry.md";
    for (keyword, expected) in
        [("newslint-ignore", &["1 file-path", "1 unused-suppression"][..]), ("newslint-ignore-file", &[])]
    {
        let archive = archive(EVENT.replace("https:///", "https://herald.example/"));
        let archive = archive.with(path, format!("<!-- {keyword}: file-path — as in the old archive -->\n{EVENT}"));
        assert_eq!(check(&archive, &["--ignore", "source-url"]).0, expected, "{keyword}");
    }
}

#[test]
fn what_is_missing_above_a_block_counts_as_the_blocks() {
    let text = EVENT.replace("https:///", "https://herald.example/");
    let (_, headless) = text.split_once("\n\n").unwrap();
    assert_eq!(findings(headless), ["1 date-heading"]);
    for comments in [
        "<!-- newslint-ignore: date-heading — the day is not known -->\n",
        "\n<!-- a note -->\n<!-- newslint-ignore: date-heading — the day is not known -->\n\n",
    ] {
        assert_eq!(findings(format!("{comments}{headless}")), [""; 0], "{comments:?}");
    }
}

#[test]
fn comments_change_nothing_that_other_rules_see() {
    let clean = EVENT.replace("https:///", "https://herald.example/");
    let comment = "<!-- newslint-ignore-file: duplicate-source — one page\n\nfor two outlets -->";
    for (line, _) in clean.match_indices('\n').chain([(0, "")]) {
        let mut text = clean.clone();
        text.insert_str(if line == 0 { 0 } else { line + 1 }, &format!("{comment}\n"));
        let found = findings(&text);
        assert!(found.len() == 1 && found[0].ends_with(" unused-suppression"), "{found:?} in\n{text}");
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_matter() {
    let text = above_first_source("<!-- newslint-ignore: source-url — the paper is gone -->");
    for text in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
        let (found, _) = check(&archive(&text), &["--ignore", "text-encoding"]);
        assert_eq!(found, [""; 0], "{text:?}");
    }
    let marked = format!("\u{feff}<!-- newslint-ignore: source-url — the paper is gone -->\n{EVENT}");
    assert_eq!(check(&archive(marked), &["--ignore", "text-encoding"]).0, ["1 unused-suppression", "8 source-url"]);
}

#[test]
fn only_rules_that_ran_are_judged() {
    let clean = EVENT.replace("https:///", "https://herald.example/");
    let comment = "<!-- newslint-ignore-file: source-url, dead-source, related-path — as it was -->\n";
    let archive = archive(format!("{comment}{clean}"));
    assert_eq!(check(&archive, &[]).0, ["1 unused-suppression", "1 unused-suppression"]);
    assert_eq!(check(&archive, &["--ignore", "source-url"]).0, ["1 unused-suppression"]);
    assert_eq!(check(&archive, &["--select", "source-url"]).0, [""; 0]);
    assert_eq!(check(&archive, &["--select", "source-url,unused-suppression"]).0, ["1 unused-suppression"]);
    let archive =
        archive.with("newslint.toml", "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\nsource-url = \"off\"\nrelated-path = \"off\"\n");
    assert_eq!(check(&archive, &[]).0, [""; 0]);
}

#[test]
fn words_that_are_no_comment_and_comments_that_do_not_end_are_safe() {
    let title = EVENT.replace("# Ferry", "# newslint-ignore: source-url — Ferry");
    assert_eq!(findings(title), ["7 source-url"]);
    let nested = above_first_source("<!-- newslint-ignore: source-url — not newslint-ignore-file, as for others -->");
    assert_eq!(findings(nested), [""; 0]);
    let beside = EVENT.replace("ferry)\n2.", "ferry) <!-- newslint-ignore: source-url — gone -->\n2.");
    let found = findings(beside);
    assert!(found.contains(&"7 source-url".to_owned()) && found.contains(&"7 unused-suppression".to_owned()));

    // Many openings of which none ends: read in one go, not once for each.
    let endless = "<!-- newslint-ignore: \n".repeat(40_000);
    assert_eq!(findings(format!("{EVENT}\n{endless}")), ["7 source-url", "10 unused-suppression"]);
}

#[test]
fn what_stands_in_code_is_text_and_suppresses_nothing() {
    let comment = "<!-- newslint-ignore-file: source-url — as it is written -->";
    for code in [format!("```\n{comment}\n```"), format!("    {comment}"), format!("~~~html\n{comment}")] {
        let found = findings(format!("{EVENT}\n### Related:\n\n{code}\n"));
        assert!(found.contains(&"7 source-url".to_owned()), "{code}: {found:?}");
        assert!(!found.iter().any(|finding| finding.contains("suppression")), "{code}: {found:?}");
    }
    let described = EVENT.replace("### Sources", &format!("Write `{comment}` there.\n\n### Sources"));
    assert_eq!(findings(&described), ["9 source-url"]);
    let below = format!("```\n{comment}\n```\n\n{comment}\n\n{EVENT}");
    assert!(!findings(below).iter().any(|finding| finding.contains("source-url")), "the other one counts");
}

#[test]
fn a_comment_shows_no_escapes_of_its_author() {
    let text = above_first_source("<!-- newslint-ignore: \u{1b}[2Jsource-url — \u{1b}]0;gone\u{7} -->");
    let run = archive(text).run(&["check"]);
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'));
    assert!(run.stdout.contains("unused-suppression"));
}

#[test]
fn a_suppression_of_a_rule_over_several_files_is_judged_like_any_other() {
    let comment = |rule: &str| format!("<!-- newslint-ignore-file: {rule} — as it was printed then -->\n");
    let rules = ["related-title", "duplicate-event", "day-index"];
    let other = "news/2021/05/3/harbour-bridge-opens.md";
    let title = "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens\n";
    let related = |text: &str| format!("{EVENT}\n### Related:\n\n1. [{text}](/{other}) _Context: Tavia_\n");
    let item = |title: &str, path: &str| format!("### [{title}](/{path})\n\n");
    let index = |day: u8, item: &str| {
        let (heading, before) = (format!("## [2021-05-{day}](/news/2021/05/{day}/index.md)\n\n"), day - 1);
        format!("{heading}{item}## [Previous Day...](/news/2021/05/{before}/index.md)\n")
    };
    let archive = |event: String| {
        Archive::empty()
            .with(PATH, event.replace("https:///2021", "https://herald.example/2021"))
            .with(other, title)
            .with("news/2021/05/4/index.md", index(4, &item("Ferry returns to the Marrow Islands", PATH)))
            .with("news/2021/05/3/index.md", index(3, &item("Harbour bridge opens", other)))
    };
    let unused = archive(related("Harbour bridge opens") + &rules.map(comment).concat());
    let options = ["--select", "related-title,duplicate-event,day-index,unused-suppression", PATH];
    let expected = ["13", "14", "15"].map(|line| format!("{line} unused-suppression"));
    assert_eq!(check(&unused, &options).0, expected, "by its name");
    assert_eq!(check(&unused, &options[..2]).0, expected, "with the whole archive");

    let used = archive(related("The bridge is open") + &comment("related-title"));
    assert_eq!(check(&used, &options).0, [""; 0]);
    assert_eq!(check(&used, &["--ignore", "unused-suppression", PATH]).0, [""; 0]);
}

/// Above it the Formats part of an index is found all the same.
#[test]
fn a_comment_above_an_index_hides_nothing() {
    const INDEX: &str = "news/2021/05/4/index.md";
    let index = "Formats: [HTML](2021/05/4/index.html)  [JSON](2021/05/3/index.json)  [XML](2021/05/4/index.xml)  \n\n\
        ## [2021-05-4](/news/2021/05/4/index.md)\n";
    let check = |above: &str| check(&Archive::new().with(INDEX, format!("{above}{index}")), &[]);
    assert_eq!(check(""), (vec!["1 formats-link".to_owned()], 1));
    assert_eq!(check("<!-- written by hand -->\n\n"), (vec!["3 formats-link".to_owned()], 1));
    assert_eq!(check("<!-- Formats:\nas of 2020 -->\n\n"), (vec!["4 formats-link".to_owned()], 1));
    for keyword in ["newslint-ignore", "newslint-ignore-file"] {
        let comment = format!("<!-- {keyword}: formats-link — the day before has both -->\n");
        assert_eq!(check(&comment), (vec![], 0), "{keyword}");
    }
}
