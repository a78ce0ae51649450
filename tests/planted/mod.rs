//! Plants one defect into each of several hundred files of an archive that is clean, runs the real command, and

//! expects exactly the defects planted: each by its rule, at its level and line, and nothing else.
//!
//! The defects are data: a row of [`DEFECTS`] says what it does to a file, and on which line that must show. Where
//! a rule could name one of two lines, the row's expectation follows the issue: the line of the text at fault.

mod defects;
mod indexes;
mod mistakes;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use self::defects::DEFECTS;
use self::indexes::Indexes;
use crate::harness::{Archive, Finding, Run};
use crate::synthetic::Synthetic;

const EVENTS: usize = 2_000;
const SEED: u64 = 1999;
/// How many files get each kind of defect.
const EACH: usize = 4;
/// A day that is not to come soon, and its date.
const FUTURE: &str = "news/2998/05/4";
const FUTURE_DATE: &str = "2998-05-4";

#[test]
fn every_planted_defect_is_found_and_nothing_else() {
    let archive = Archive::empty();
    let synthetic = Synthetic::new(EVENTS, SEED);
    synthetic.write(archive.root()).unwrap();

    let check = || archive.run(&["check", "--format", "jsonl", "--now", "2020-01-01", "--root", "."]);
    let clean = check();
    assert_eq!((clean.code, clean.stdout.as_str()), (0, ""), "a clean archive has no findings; {}", clean.stderr);

    let planted = plant(&synthetic, archive.root());
    let damaged = check();
    let difference = compare(&planted, &findings(&damaged));
    if !difference.is_empty() {
        panic!("{difference}\nthe archive is left in {}", archive.keep().display());
    }
    assert_eq!(damaged.code, 1);
}

// What is compared: a finding's place, and what else is known of it on either side.

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    path: String,
    line: usize,
    rule: String,
    level: String,
}

/// Places of the planted defects, with the defects' names.
type Planted = BTreeMap<Place, String>;

/// Places of the findings, with their messages: two at one place are one too many.
type Found = BTreeMap<Place, Vec<String>>;

fn findings(run: &Run) -> Found {
    let mut found = Found::new();
    for Finding { path, line, column, level, rule, message } in run.details() {
        assert!(column > 0, "{path}:{line}");
        found.entry(Place { path, line, rule, level }).or_default().push(message);
    }
    found
}

fn compare(planted: &Planted, found: &Found) -> String {
    let mut difference = String::new();
    for (place, name) in planted.iter().filter(|(place, _)| !found.contains_key(place)) {
        writeln!(difference, "planted, not found: {place}  ({name})").unwrap();
    }
    let names: BTreeMap<&str, &str> =
        planted.iter().map(|(place, name)| (place.path.as_str(), name.as_str())).collect();
    for (place, messages) in found {
        let expected = usize::from(planted.contains_key(place));
        for message in messages.iter().skip(expected) {
            let name = names.get(place.path.as_str()).unwrap_or(&"nothing planted there");
            writeln!(difference, "found, not planted: {place}  {message:?}  ({name})").unwrap();
        }
    }
    difference
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}[{}]", self.path, self.line, self.level, self.rule)
    }
}

// Planting.

struct Defect {
    name: &'static str,
    rule: &'static str,
    /// Damages the file and returns the line, from 1, where that must be reported; `None` when the file lacks
    /// what is to be damaged.
    apply: fn(&mut Target) -> Option<usize>,
}

/// A file to be damaged.
#[derive(Clone, PartialEq)]
struct Target {
    path: String,
    lines: Vec<String>,
    /// What is written in place of `lines`, for defects that no text can have.
    bytes: Option<Vec<u8>>,
    /// Whether any event, itself included, links to it: then it must stay where it is, under its title.
    linked: bool,
    /// The folder of a day of another year.
    elsewhere: String,
    /// Another file to write, of the same day.
    twin: Option<(String, Vec<String>)>,
}

/// Plants each kind of defect into `EACH` files that have none yet, and keeps the day indexes in step.
fn plant(archive: &Synthetic, root: &Path) -> Planted {
    let linked = links(archive);
    let mut indexes = Indexes::of(archive);
    let mut clean = Target::all(archive, |path| indexes.elsewhere(path));
    for target in &mut clean {
        target.linked = linked.contains(target.path.as_str());
    }
    let mut planted = Planted::new();
    for defect in DEFECTS {
        for _ in 0..EACH {
            let (index, damaged, line) =
                find(&clean, defect).unwrap_or_else(|| panic!("no file for {:?}", defect.name));
            let original = clean.swap_remove(index);
            fs::remove_file(root.join(&original.path)).unwrap();
            damaged.write(root);
            // The index has each character as itself.
            indexes.update(&original.path, &damaged.path, &damaged.title_text().replace("&#101;", "e"));
            if let Some((path, lines)) = &damaged.twin {
                fs::write(root.join(path), lines.join("\n")).unwrap();
                indexes.add(path, title_text(lines));
            }
            let level = level(defect.rule).to_owned();
            planted.insert(
                Place { path: damaged.path, line, rule: defect.rule.to_owned(), level },
                defect.name.to_owned(),
            );
        }
    }
    indexes.plant(&linked, &mut planted);
    indexes.write(root);
    planted
}

/// The title that stands in some lines; empty if there is none.
fn title_text(lines: &[String]) -> &str {
    lines.iter().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().trim()
}

fn find(clean: &[Target], defect: &Defect) -> Option<(usize, Target, usize)> {
    clean.iter().enumerate().find_map(|(index, target)| {
        let mut target = target.clone();
        let line = (defect.apply)(&mut target)?;
        (target != clean[index]).then_some((index, target, line))
    })
}

/// The event at `path` with one defect of [`DEFECTS`]: where it is then, and what is in it. `None` if it lacks what is to
/// be damaged.
pub fn damaged(path: &str, text: &str, defect: usize) -> Option<(String, Vec<u8>)> {
    let lines = text.split('\n').map(str::to_owned).collect();
    let elsewhere = "news/1987/06/5".to_owned();
    let mut target = Target { path: path.to_owned(), lines, bytes: None, linked: false, elsewhere, twin: None };
    (DEFECTS[defect % DEFECTS.len()].apply)(&mut target)?;
    let bytes = target.bytes.unwrap_or_else(|| target.lines.join("\n").into_bytes());
    Some((target.path, bytes))
}

/// The paths of all events that an event links to.
fn links(archive: &Synthetic) -> BTreeSet<&str> {
    let texts = archive.events().iter().flat_map(|event| event.text.split("](/").skip(1));
    texts.filter_map(|link| link.split_once(')')).map(|(path, _)| path).collect()
}

/// The level that a rule has by default, from the table.
fn level(rule: &str) -> &'static str {
    match rule {
        "changes-numbering" | "duplicate-source" | "related-self" | "duplicate-related" | "empty-section" => "warning",
        "html-entity" | "wiki-markup" | "duplicate-event" | "future-date" => "warning",
        "related-title" => "note",
        _ => "error",
    }
}
