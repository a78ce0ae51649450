//! Spans cover what they name, whatever was done to the files of a day.
//!
//! The event, its neighbour, the day's index and the front page are edited at random places; of each finding is asked
//! what a reader takes for granted: that it is in the file that it names, that its lines and columns are counted right,
//! and that the words which its message quotes are under its marks.

use std::collections::BTreeMap;

use newslint_model::diagnostic::{Finding, Location, Place, Position, Span, sanitize};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fix::law::{Files, check};
use crate::harness::cases;

const EVENT: &str = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md";
const FERRY: &str = "news/2021/05/4/ferry-returns.md";

/// A valid day, and the day after.
pub fn days() -> Files {
    let event = "\
### [2021-05-3](/news/2021/05/3/index.md)

##### Port Ellery
# Harbour bridge opens in Port Ellery

Port Ellery’s “bridge” opens \u{1f309}; the ferry stops.

### Sources:

1. [Ellery Gazette](https://gazette.example/2021/05/bridge)
2. [Kestrel Herald](https://herald.example/2021/05/bridge?a=1&b=2)
3. [Cover Image](https://images.example/é.jpg)

### Changes:

1. [Ferry returns](/news/2021/05/4/ferry-returns.md) _2021-05-04 09:10:00 (First version)_
2. [Harbour bridge opens in Port Ellery](/news/2021/05/3/harbour-bridge-opens-in-port-ellery.md) _(Current version)_

### Related:

1. [Ferry returns](/news/2021/05/4/ferry-returns.md) _Context: Port Ellery_
";
    let ferry = "\
### [2021-05-4](/news/2021/05/4/index.md)

# Ferry returns

### Sources:

1. [Marrow Radio](https://radio.example/ferry)

### Related:

1. [Harbour bridge opens in Port Ellery](/news/2021/05/3/harbour-bridge-opens-in-port-ellery.md) _Context: Port Ellery_
";
    let index = |date: &str, title: &str, path: &str, before: &str| {
        format!("## [{date}](/news/{}/index.md)\n\n### [{title}](/{path})\n{before}", date.replace('-', "/"))
    };
    let before = "\n## [Previous Day...](/news/2021/05/3/index.md)\n";
    let texts = [
        (EVENT, event.to_owned()),
        (FERRY, ferry.to_owned()),
        ("news/2021/05/3/index.md", index("2021-05-3", "Harbour bridge opens in Port Ellery", EVENT, "")),
        ("news/2021/05/4/index.md", index("2021-05-4", "Ferry returns", FERRY, before)),
    ];
    texts.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// What hands, editors and merges put into a line.
const BITS: [&str; 48] = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\t",
    "    ",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "\u{ad}",
    "\0",
    "\u{1b}[31m",
    "é",
    "橋",
    "\u{1f309}",
    "e\u{301}",
    "[",
    "]",
    "(",
    ")",
    "](",
    "_",
    "*",
    "`",
    "```\n",
    "<!-- ",
    " -->",
    "<div>",
    "# ",
    "### ",
    "#",
    "1. ",
    "2. ",
    "0",
    "9",
    "-",
    "/",
    "\\",
    "&amp;",
    "&#39;",
    "{{cite}}",
    "http://",
    "### Sources:\n\n",
    "<<<<<<< HEAD\n",
    "<!-- newslint-disable -->\n",
];

#[derive(Clone, Debug)]
pub enum Edit {
    Insert(&'static str),
    Delete(usize),
    CopyLine,
    DropLine,
    Join,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        5 => select(BITS.to_vec()).prop_map(Edit::Insert),
        3 => (1..6usize).prop_map(Edit::Delete),
        1 => Just(Edit::CopyLine),
        1 => Just(Edit::DropLine),
        1 => Just(Edit::Join),
    ]
}

/// Edits at a character of one of the files.
pub fn edits() -> impl Strategy<Value = Vec<(Index, Index, Edit)>> {
    prop::collection::vec((any::<Index>(), any::<Index>(), edit()), 1..7)
}

pub fn apply(files: &mut Files, (file, place, edit): &(Index, Index, Edit)) {
    // Most of it happens to the event.
    let paths: Vec<String> =
        files.keys().cloned().chain([EVENT.to_owned(), EVENT.to_owned(), EVENT.to_owned()]).collect();
    let text = files.get_mut(&paths[file.index(paths.len())]).unwrap();
    let was = String::from_utf8(std::mem::take(text)).unwrap();
    let starts: Vec<usize> = was.char_indices().map(|(at, _)| at).chain([was.len()]).collect();
    let at = starts[place.index(starts.len())];
    let line = was[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = was[at..].find('\n').map_or(was.len(), |end| at + end + 1);
    let with = |start: usize, end: usize, new: &str| [&was[..start], new, &was[end..]].concat();
    let is = match edit {
        Edit::Insert(bit) => with(at, at, bit),
        Edit::Delete(count) => with(at, starts[(place.index(starts.len()) + count).min(starts.len() - 1)], ""),
        Edit::CopyLine => with(end, end, &was[line..end]),
        Edit::DropLine => with(line, end, ""),
        Edit::Join => with(end.saturating_sub(1).max(at), end, " "),
    };
    *text = is.into_bytes();
}

/// Line and column, counted once more.
fn counted(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line = before.split('\n').next_back().unwrap();
    Position { line: before.split('\n').count(), column: line.chars().count() + 1, byte_column: line.len() + 1 }
}

/// Whether what is quoted is under the mark, or is the whole of which the mark is the part at fault.
fn marks(text: &str, span: Span, quoted: &str) -> bool {
    // A message shows what is seen of a text.
    let seen = |text: &str| text.replace(['\u{200b}', '\u{202e}', '\u{feff}', '\u{ad}'], "");
    let under = span.of(text);
    let is_around = |(at, whole): (usize, &str)| at <= span.start && span.end <= at + whole.len();
    [under, &seen(under), &sanitize(under)].iter().any(|under| under.contains(quoted))
        || text.match_indices(quoted).any(is_around)
}

fn look(files: &Files, finding: &Finding) -> std::result::Result<(), TestCaseError> {
    let texts: BTreeMap<&str, &str> =
        files.iter().map(|(path, text)| (path.as_str(), std::str::from_utf8(text).unwrap())).collect();
    let mut under = Vec::new();
    let own = (&finding.diagnostic.primary, &finding.location, &*finding.path);
    for (label, at, path) in std::iter::once(own).chain(finding.labels()) {
        let text = texts.get(path).copied().unwrap_or_default();
        let within = if label.place == Place::Path { path } else { text };
        let Span { start, end } = label.span;
        prop_assert!(within.get(start..end).is_some(), "{label:?} is not in {path}");
        if label.place == Place::Text {
            let Location { start: from, end: to } = at;
            prop_assert_eq!((*from, *to), (counted(text, start), counted(text, end)), "{:?}", label);
        }
        under.push((within, label.span));
    }
    if under.iter().any(|(text, span)| span.of(text).contains('`')) {
        return Ok(()); // Which backticks are the message's cannot be told.
    }
    for quoted in finding.diagnostic.message.split('`').skip(1).step_by(2).filter(|quoted| !quoted.contains('…')) {
        let is_meant = finding.diagnostic.meant.as_deref().is_some_and(|meant| meant.contains(quoted));
        let is_marked = under.iter().any(|(text, span)| marks(text, *span, quoted));
        prop_assert!(is_meant || is_marked, "`{}` is not under a mark: {:#?}", quoted, finding.diagnostic);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn spans_cover_what_they_name(edits in edits()) {
        let mut files = days();
        prop_assert_eq!(check(&files).findings.len(), 0, "the days are valid");
        edits.iter().for_each(|edit| apply(&mut files, edit));
        for finding in &check(&files).findings {
            look(&files, finding)?;
        }
    }
}
