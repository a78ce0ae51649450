//! Nothing that a contributor or a server wrote comes out of a report as anything but text.

use html5gum::{Token, Tokenizer};
use newslint_audit::{Capture, LookupAnswer};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};
use serde_json::{Value, json};

use super::html::data;
use super::report;
use super::stored::Stored;
use crate::harness::acts;

/// Each piece ends in what ends the text around it in one format or another.
const TRICKS: &str = "\u{1b}]8;;https://evil.example\u{7}\u{1b}[2J::set-output·name=x::y##[add-mask]z##vso[task.x]y]]>|``-->\
                      </script><script>alert(1)</script><img/src=x·onerror=y>[a](https://evil.example)\
                      https://evil.example·www.evil.example@port-ellery%0A::error::pwned\u{202e}desrever\u{2066}\u{9b}31m\
                      \u{ffff}&&amp;\"'{{data}}{0}$x$\\";

const TITLED: &str = "2009/05/3/]]><b>|`%0A::error::\u{202e}\u{1b}[2J<script>alert(1)<";

/// An event of such a name and title cites what is no URL, and URLs for which a server and the web archive say such
/// things.
fn hostile() -> Stored {
    let brackets = "ht`|]]><b>\u{1b}[31m</script><script>alert(1)//tp://gazette.example/";
    let long = format!("http://herald.example/{}", "x".repeat(5000));
    let capture = Capture {
        at: "2009-05-05T06:30:00Z".parse().unwrap(),
        original: format!("http://courier.example/{TRICKS}"),
        status: 200,
        digest: TRICKS.to_owned(),
        length: 20_000,
    };
    let gone = |repair: Option<&str>| json!({ "cause": "410", "detail": TRICKS, "repair": repair });
    Stored::new()
        .event(TITLED, TRICKS, &[brackets, &long, "http://courier.example/", "http://tribune.example/"])
        .seen(brackets, &[30, 60, 90], gone(None))
        .seen(&long, &[30, 60, 90], gone(None))
        .seen("http://courier.example/", &[30, 60, 90], gone(None))
        .read(
            "http://courier.example/",
            91,
            json!({
                "captured": capture.at, "original": capture.original, "digest": TRICKS, "cause": "alive",
                "page": { "title": "Bridge", "text": "0000000000000000", "words": 200, "cited": true },
            }),
        )
        .looked_up("http://courier.example/", 91, LookupAnswer::Captures(vec![capture]))
        .seen("http://tribune.example/", &[30, 60, 90], gone(Some(&format!("javascript:{TRICKS}"))))
}

#[test]
fn no_format_prints_a_character_that_acts() {
    for format in ["full", "json", "markdown", "sarif", "html", "csv"] {
        let run = report(&hostile(), format);
        assert_eq!(run.code, 0, "{format}");
        assert!(run.stderr.lines().all(|line| line.starts_with("next: `newslint ")), "{format}: {}", run.stderr);
        assert!(run.stdout.contains("set-output"), "{format} is to echo the archive: {}", run.stdout);
        // Lines of CSV end in two characters.
        let printed = if format == "csv" { run.stdout.replace("\r\n", "\n") } else { run.stdout.clone() };
        let found: Vec<char> = printed.chars().filter(|c| acts(*c)).collect();
        assert!(found.is_empty(), "{format}: {found:?} in {}", run.stdout);
        for line in run.stdout.lines() {
            let is_command = line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
            assert!(!is_command, "{format}: {line}");
        }
    }
}

#[test]
fn json_says_exactly_what_is_there() {
    let report: Value = report(&hostile(), "json").json();
    let urls = report["urls"].as_array().unwrap();
    let copy = urls.iter().find(|url| url["url"] == "http://courier.example/").unwrap();
    let expected = format!("https://web.archive.org/web/20090505063000/http://courier.example/{TRICKS}");
    assert_eq!(copy["archived"]["url"], expected);
    assert_eq!(copy["citations"][0]["path"], format!("news/{TITLED}.md"));
}

#[test]
fn markdown_holds_our_tables_and_our_links() {
    let printed = report(&hostile(), "markdown").stdout;
    let (mut cells, mut links) = (0, 0);
    for event in Parser::new_ext(&printed, Options::all()) {
        match event {
            Event::Html(_) | Event::Code(_) | Event::Rule | Event::HardBreak | Event::FootnoteReference(_) => {
                panic!("{event:?} in {printed}")
            }
            Event::InlineHtml(_) | Event::InlineMath(_) | Event::DisplayMath(_) => panic!("{event:?} in {printed}"),
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                let is_ours =
                    dest_url.starts_with("news/2009/05/3/") || dest_url.starts_with("https://web.archive.org/");
                assert!(link_type == LinkType::Inline && is_ours, "{dest_url}");
                links += 1;
            }
            Event::Start(Tag::TableCell) => cells += 1,
            Event::Start(Tag::Heading { .. } | Tag::Paragraph | Tag::Table(_) | Tag::TableHead | Tag::TableRow) => {}
            Event::Start(tag) => panic!("{tag:?} in {printed}"),
            _ => {}
        }
    }
    // A header and eight verdicts; a header and three hosts; a header and three sources; a header and one elsewhere.
    assert_eq!((cells, links), (4 * 9 + 6 * 4 + 4 * 4 + 4 * 2, 5), "{printed}");
}

#[test]
fn html_holds_our_elements_only() {
    let printed = report(&hostile(), "html").stdout;
    let mut scripts = 0;
    for token in Tokenizer::new(&printed) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        scripts += usize::from(name == "script");
        assert!(!["img", "iframe", "object", "embed", "link", "base", "b"].contains(&name.as_str()), "{name}");
        for (attribute, value) in &tag.attributes {
            let (attribute, value) = (String::from_utf8_lossy(attribute), String::from_utf8_lossy(value));
            assert!(!attribute.starts_with("on") && attribute != "style", "{attribute} of {name}");
            let is_ours = ["#", "http://", "https://"].iter().any(|start| value.starts_with(start));
            assert!(attribute != "href" || is_ours, "{value}");
        }
    }
    assert_eq!(scripts, 2, "the data and the script");
    assert_eq!(data(&printed)["rows"].as_array().unwrap().len(), 4);
    assert!(printed.contains("default-src 'none'; script-src 'sha256-"));
}

#[test]
fn a_long_url_is_cut_except_where_programs_read_it() {
    for (format, is_cut) in
        [("full", true), ("markdown", true), ("sarif", true), ("html", true), ("json", false), ("csv", false)]
    {
        let has_all = report(&hostile(), format).stdout.contains(&"x".repeat(5000));
        assert_eq!(has_all, !is_cut, "{format}");
    }
}
