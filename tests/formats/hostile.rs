//! Nothing that a contributor writes comes out of a report as anything but text.

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};
use roxmltree::Document;
use serde_json::Value;

use super::archives::{hostile, hostile_path};
use super::report;
use crate::harness::acts;

const ALL: [&str; 10] =
    ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"];

/// All that a run with every rule writes.
fn printed(format: &str) -> String {
    let run = hostile().run(&["check", "--format", format]);
    format!("{}{}", run.stdout, run.stderr)
}

#[test]
fn no_format_prints_a_character_that_acts() {
    for format in ALL {
        let printed = printed(format);
        for rule in ["file-path", "section-heading", "source-url", "related-path"] {
            // Of errors GitHub shows ten.
            let is_shown = printed.contains(rule) || (format == "github" && rule == "related-path");
            assert!(is_shown, "{format}: {rule} is to echo the archive: {printed}");
        }
        let found: Vec<char> = printed.chars().filter(|c| acts(*c)).collect();
        assert!(found.is_empty(), "{format}: {found:?} in {printed}");
    }
}

#[test]
fn no_line_is_a_command_but_our_own() {
    for format in ALL {
        for line in printed(format).lines() {
            // The runner looks for the second form only in a line that is not of the first.
            let is_ours = format == "github"
                && (["::error file=news/", "::warning file=news/", "::notice title=newslint::"]
                    .iter()
                    .any(|ours| line.starts_with(ours)));
            assert!(is_ours || !line.trim_start().starts_with("::"), "{format}: {line}");
            assert!(is_ours || !(line.contains("##[") || line.contains("##vso[")), "{format}: {line}");
        }
    }
}

#[test]
fn github_commands_have_our_properties_and_end_with_the_line() {
    let printed = report(&hostile(), "github");
    for line in printed.lines() {
        let (properties, data) = line.strip_prefix("::error ").unwrap().split_once("::").unwrap();
        let keys: Vec<&str> = properties.split(',').map(|property| property.split_once('=').unwrap().0).collect();
        assert_eq!(keys, ["file", "line", "col", "endLine", "endColumn", "title"], "{line}");
        assert!(!data.is_empty() && !data.contains('\r'), "{line}");
    }
    assert!(printed.contains("%250A"), "a percent sign that was there is no escape: {printed}");
}

#[test]
fn paths_are_exact_where_a_program_opens_the_file() {
    for (format, pointer) in [
        ("json", "/diagnostics/0/path"),
        ("gitlab", "/0/location/path"),
        ("rdjson", "/diagnostics/0/location/path"),
        ("sarif", "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"),
    ] {
        let report: Value = serde_json::from_str(&report(&hostile(), format)).unwrap();
        let path = report.pointer(pointer).and_then(Value::as_str).expect(format);
        match format {
            "sarif" => assert_eq!(percent_decode_str(path).decode_utf8().unwrap(), hostile_path()),
            _ => assert_eq!(path, hostile_path(), "{format}"),
        }
    }
}

#[test]
fn sarif_messages_hold_no_link() {
    let report = report(&hostile(), "sarif");
    let report: Value = serde_json::from_str(&report).unwrap();
    for result in report["runs"][0]["results"].as_array().unwrap() {
        let text = result["message"]["text"].as_str().unwrap();
        assert!(!text.contains("]("), "{text}");
    }
}

#[test]
fn xml_holds_one_failure_a_finding_and_nothing_else() {
    let findings = report(&hostile(), "jsonl").lines().count();
    let printed = report(&hostile(), "junit");
    let document = Document::parse(&printed).expect(&printed);
    let elements: Vec<&str> =
        document.descendants().filter(|node| node.is_element()).map(|n| n.tag_name().name()).collect();
    let count = |name| elements.iter().filter(|element| **element == name).count();
    assert_eq!((count("testcase"), count("failure")), (findings, findings));
    assert_eq!(elements.len(), 1 + count("testsuite") + 2 * findings, "{elements:?}");
    let tests: usize = document.root_element().attribute("tests").unwrap().parse().unwrap();
    assert_eq!(tests, findings);
}

#[test]
fn markdown_holds_our_table_our_lists_and_our_links() {
    let findings = report(&hostile(), "jsonl").lines().count();
    let printed = report(&hostile(), "markdown");
    let (mut items, mut cells) = (0, 0);
    for event in Parser::new_ext(&printed, Options::all()) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) | Event::Rule | Event::HardBreak => {
                panic!("{event:?} in {printed}")
            }
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => panic!("{event:?}"),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                assert!(link_type == LinkType::Inline && dest_url.starts_with("news/2021/05/4/"), "{dest_url}");
            }
            Event::Start(Tag::Item) => items += 1,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::Start(
                Tag::Heading { .. } | Tag::Paragraph | Tag::List(None) | Tag::Table(_) | Tag::TableHead | Tag::TableRow,
            ) => {}
            Event::Start(tag) => panic!("{tag:?} in {printed}"),
            _ => {}
        }
    }
    assert_eq!(items, findings);
    assert_eq!(cells % 5, 0, "{printed}");
}
