//! What newslint reads of an event, held against what Markdown shows of it: where it says nothing, both are the same.

use newslint_model::event;
use pulldown_cmark::{Event as Markdown, HeadingLevel, Parser, Tag, TagEnd};

use crate::harness::Archive;

const HEAD: &str = "### [2021-05-4](/news/2021/05/4/index.md)\n\n# Ferry returns\n\n";
const PATH: &str = "news/2021/05/4/ferry-returns.md";

/// Lines of which texts are made, each of which can change what Markdown makes of those below.
const LINES: &[&str] = &[
    "",
    "### Sources:",
    "  ### Sources:",
    "1. [Herald](https://herald.example/a)",
    "2. [Gazette](https://gazette.example/b)",
    "   2. [Gazette](https://gazette.example/b)",
    "     3. [Post](https://post.example/c)",
    "\t4. [Radio](https://radio.example/d)",
    "- [Herald](https://herald.example/e)",
    "The ferry was away.",
    "    for three days",
    "---",
    "```",
    "~~~",
    "<!-- a remark -->",
    "<!-- to be",
    "checked -->",
    "<div>",
    "</div>",
    "> said so",
];

/// Where Markdown has headings of level 3, and items of lists that are in nothing else.
fn shown(text: &str) -> (Vec<usize>, Vec<usize>) {
    let (mut headings, mut items, mut depth) = (Vec::new(), Vec::new(), 0);
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Markdown::Start(Tag::List(_) | Tag::BlockQuote(_)) => depth += 1,
            Markdown::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => depth -= 1,
            Markdown::Start(Tag::Item) if depth == 1 => items.push(range.start),
            Markdown::Start(Tag::Heading { level: HeadingLevel::H3, .. }) => headings.push(range.start),
            _ => {}
        }
    }
    (headings, items)
}

/// Whether something starts at `offset`, or in the white space before it.
fn starts(places: &[usize], text: &str, offset: usize) -> bool {
    places.iter().any(|&place| place <= offset && text[place..offset].trim().is_empty())
}

#[test]
fn what_is_read_without_a_word_is_what_markdown_shows() {
    let mut quiet = 0;
    let mut wrong = Vec::new();
    for code in 0..LINES.len().pow(3) {
        let at = |place: u32| LINES[code / LINES.len().pow(place) % LINES.len()];
        let text =
            format!("{HEAD}### Sources:\n\n1. [First](https://first.example/)\n{}\n{}\n{}\n", at(0), at(1), at(2));
        let event = event::parse(&text);
        let is_told = !event.hidden.is_empty()
            || event.sections.iter().any(|section| {
                // A paragraph takes what follows it right below.
                let is_joined = section.items.iter().any(|item| item.is_joined || !item.breaks.is_empty());
                is_joined || !section.stray.is_empty() || section.name.is_none()
            });
        if is_told {
            continue;
        }
        quiet += 1;
        let (headings, items) = shown(&text);
        let is_shown = event.sections.iter().all(|section| {
            let is_item = |start: usize| starts(&items, &text, start);
            starts(&headings, &text, section.heading.marks.start)
                && section.items.iter().all(|item| is_item(item.line.start))
        });
        if !is_shown {
            wrong.push(text);
        }
    }
    assert!(quiet > 300, "{quiet}");
    let first: Vec<&str> = wrong.iter().take(12).map(|text| &text[HEAD.len()..]).collect();
    assert!(wrong.is_empty(), "{} texts, such as:\n{}", wrong.len(), first.join("\n=====\n"));
}

#[test]
fn a_source_that_readers_do_not_see_is_audited_all_the_same() {
    let source = "1. [Herald](https://herald.example/a)\n";
    for (above, below) in [("<!-- to do\n", ""), ("```\n", "```\n"), ("<div>\n", ""), ("    ", "")] {
        let archive = Archive::new().with(PATH, format!("{HEAD}### Sources:\n\n{above}{source}{below}"));
        let run = archive.run(&["audit", "plan", "--format", "json", "--now", "2026-01-01T12:00:00Z"]);
        assert!(run.stdout.contains("\"due\":1,"), "{above}: {} {}", run.stdout, run.stderr);
        let told = archive.run(&["check", "--select", "hidden-text", "--format", "jsonl"]);
        assert_eq!((told.code, told.stdout.lines().count()), (1, 1), "{above}: {}", told.stdout);
    }
    let taken_out = format!("{HEAD}### Sources:\n\n<!--\n{source}-->\n2. [Gazette](https://gazette.example/b)\n");
    let run = Archive::new()
        .with(PATH, taken_out)
        .run(&["audit", "plan", "--format", "json", "--now", "2026-01-01T12:00:00Z"]);
    assert!(run.stdout.contains("\"due\":1,") && run.stdout.contains("gazette"), "{}", run.stdout);
}
