//! Plants one defect into each of several hundred files of an archive that is clean, runs the real command, and
//! expects exactly the defects planted: each by its rule, at its level and line, and nothing else.
//!
//! The defects are data: a row of `DEFECTS` says what it does to a file, and on which line that must show. Where
//! a rule could name one of two lines, the row's expectation follows the issue: the line of the text at fault.
// `clippy.toml` can allow these in #[test] functions only; here the helpers are tests as well.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../benches/archive/mod.rs"]
mod archive;
#[path = "planted/indexes.rs"]
mod indexes;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use archive::Synthetic;
use indexes::Indexes;

const EVENTS: usize = 1_500;
const SEED: u64 = 1999;
/// How many files get each kind of defect.
const EACH: usize = 4;
/// A day that is not to come soon, and its date.
const FUTURE: &str = "news/2998/05/4";
const FUTURE_DATE: &str = "2998-05-4";

#[test]
fn every_planted_defect_is_found_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Synthetic::new(EVENTS, SEED);
    archive.write(folder.path()).unwrap();

    let clean = check(folder.path());
    assert_eq!(text(&clean.stdout), "", "a clean archive has no findings; {}", text(&clean.stderr));
    assert_eq!(clean.status.code(), Some(0));

    let planted = plant(&archive, folder.path());
    let output = check(folder.path());
    let difference = compare(&planted, &findings(&output));
    if !difference.is_empty() {
        panic!("{difference}\nthe archive is left in {}", folder.keep().display());
    }
    assert_eq!(output.status.code(), Some(1));
}

fn check(root: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_newslint"))
        .args(["check", "--format", "jsonl", "--now", "2020-01-01", "--root"])
        .arg(root)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
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
type Planted = BTreeMap<Place, &'static str>;

/// Places of the findings, with their messages: two at one place are one too many.
type Found = BTreeMap<Place, Vec<String>>;

fn findings(output: &Output) -> Found {
    let mut found = Found::new();
    for line in text(&output.stdout).lines() {
        let finding: serde_json::Value = serde_json::from_str(line).expect(line);
        let string = |key: &str| finding[key].as_str().expect(key).to_owned();
        assert!(finding["column"].as_u64().is_some_and(|column| column > 0), "{line}");
        let place = Place {
            path: string("path"),
            line: finding["line"].as_u64().unwrap().try_into().unwrap(),
            rule: string("rule"),
            level: string("level"),
        };
        found.entry(place).or_default().push(string("message"));
    }
    found
}

fn compare(planted: &Planted, found: &Found) -> String {
    let mut difference = String::new();
    for (place, name) in planted.iter().filter(|(place, _)| !found.contains_key(place)) {
        writeln!(difference, "planted, not found: {place}  ({name})").unwrap();
    }
    let names: BTreeMap<&str, &str> = planted.iter().map(|(place, name)| (place.path.as_str(), *name)).collect();
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
    let mut clean: Vec<Target> = archive
        .events()
        .iter()
        .map(|event| Target {
            path: event.path.clone(),
            lines: event.text.split('\n').map(str::to_owned).collect(),
            bytes: None,
            linked: linked.contains(event.path.as_str()),
            elsewhere: indexes.elsewhere(&event.path),
            twin: None,
        })
        .collect();
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
            planted.insert(Place { path: damaged.path, line, rule: defect.rule.to_owned(), level }, defect.name);
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

const SOURCES: &[&str] = &["### Source:", "### Sources:"];
const CHANGES: &[&str] = &["### Changes:"];
const RELATED: &[&str] = &["### Related:"];
type Section = &'static [&'static str];

impl Target {
    fn write(&self, root: &Path) {
        let path = root.join(&self.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = self.bytes.clone().unwrap_or_else(|| self.lines.join("\n").into_bytes());
        fs::write(path, bytes).unwrap();
    }

    /// Puts `text` in the place of the line `index` (from 0) and returns its number (from 1).
    fn set(&mut self, index: usize, text: impl Into<String>) -> Option<usize> {
        self.lines[index] = text.into();
        Some(index + 1)
    }

    fn insert(&mut self, index: usize, lines: &[&str]) {
        self.lines.splice(index..index, lines.iter().map(|line| (*line).to_owned()));
    }

    fn position(&self, is: impl Fn(&str) -> bool) -> Option<usize> {
        self.lines.iter().position(|line| is(line))
    }

    // The parts of the path: `news/2004/08/9/slug.md`.

    fn year(&self) -> &str {
        self.part(1)
    }

    fn month(&self) -> &str {
        self.part(2)
    }

    fn day(&self) -> &str {
        self.part(3)
    }

    fn slug(&self) -> &str {
        self.part(4).trim_end_matches(".md")
    }

    fn part(&self, index: usize) -> &str {
        self.path.split('/').nth(index).unwrap()
    }

    /// The month without its zero, when it has one.
    fn short_month(&self) -> Option<&str> {
        self.month().strip_prefix('0')
    }

    fn month_name(&self) -> &'static str {
        let month: usize = self.month().parse().unwrap();
        ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"][month - 1]
    }

    /// The day as it must not be written, when that differs.
    fn padded_day(&self) -> Option<String> {
        (self.day().len() == 1).then(|| format!("0{}", self.day()))
    }

    /// Another day of the same month, that every month has.
    fn other_day(&self) -> &'static str {
        if self.day() == "17" { "18" } else { "17" }
    }

    /// Moves the file, unless a link would break by that.
    fn move_to(&mut self, path: String) -> Option<usize> {
        if self.linked {
            return None;
        }
        self.path = path;
        Some(1)
    }

    // The date heading and the title.

    fn date(&self) -> usize {
        self.position(|line| line.starts_with("### [")).unwrap()
    }

    fn title(&self) -> usize {
        self.position(|line| line.starts_with("# ")).unwrap()
    }

    fn title_text(&self) -> &str {
        title_text(&self.lines)
    }

    /// Changes the title of an event that nothing links to: every link's text would have to change with it.
    fn set_title(&mut self, change: impl FnOnce(&str) -> String) -> Option<usize> {
        let title = self.title();
        let text = change(&self.lines[title]);
        if self.linked { None } else { self.set(title, text) }
    }

    /// The index of the description.
    fn description(&self) -> Option<usize> {
        let below = self.title() + 2;
        self.lines.get(below).filter(|line| !line.is_empty() && !line.starts_with('#')).map(|_| below)
    }

    /// Adds to the description.
    fn describe(&mut self, text: &str) -> Option<usize> {
        let description = self.description()?;
        self.lines[description].push_str(text);
        Some(description + 1)
    }

    /// Adds the same story under another slug.
    fn duplicate(&mut self, slug: &str, title: impl FnOnce(&str) -> String) -> Option<usize> {
        if self.heading(CHANGES).is_some() {
            return None;
        }
        let mut lines = self.lines.clone();
        let at = self.title();
        lines[at] = title(&lines[at]);
        let folder = self.path.rsplit_once('/')?.0;
        self.twin = Some((format!("{folder}/{slug}.md"), lines));
        Some(1)
    }

    /// Writes the date heading anew, with this date and this folder.
    fn set_date(&mut self, date: &str, folder: &str) -> Option<usize> {
        self.set(self.date(), format!("### [{date}](/news/{folder}/index.md)"))
    }

    fn set_date_text(&mut self, date: &str) -> Option<usize> {
        let folder = format!("{}/{}/{}", self.year(), self.month(), self.day());
        self.set_date(date, &folder)
    }

    fn set_date_link(&mut self, link: &str) -> Option<usize> {
        let date = format!("{}-{}-{}", self.year(), self.month(), self.day());
        self.set(self.date(), format!("### [{date}]({link})"))
    }

    /// The index of the title, in a file where nothing stands before the date heading and between the two.
    fn plain_title(&self) -> Option<usize> {
        (self.date() == 0 && self.title() == 2).then_some(2)
    }

    // Sections and their items.

    fn heading(&self, section: Section) -> Option<usize> {
        self.position(|line| section.contains(&line))
    }

    fn set_heading(&mut self, section: Section, heading: &str) -> Option<usize> {
        self.set(self.heading(section)?, heading)
    }

    /// The indices of a section's items.
    fn items(&self, section: Section) -> Option<Vec<usize>> {
        let first = self.heading(section)? + 2;
        let count = self.lines[first..].iter().take_while(|line| !line.is_empty()).count();
        Some((first..first + count).collect())
    }

    /// The items that are sources: all but the cover image.
    fn sources(&self) -> Option<Vec<usize>> {
        let mut items = self.items(SOURCES)?;
        items.retain(|&item| !self.lines[item].contains("[Cover Image]"));
        Some(items)
    }

    /// One source, not always the first.
    fn source(&self) -> Option<usize> {
        let sources = self.sources()?;
        Some(sources[self.path.len() % sources.len()])
    }

    /// One related item, not always the first.
    fn related(&self) -> Option<usize> {
        let items = self.items(RELATED)?;
        Some(items[self.path.len() % items.len()])
    }

    /// A section's last item, when it is not a cover image: what is done to it cannot disturb the numbering.
    fn last(&self, section: Section) -> Option<usize> {
        let last = *self.items(section)?.last()?;
        (!self.lines[last].contains("[Cover Image]")).then_some(last)
    }

    /// Splits `N. [text](target)rest` of a line; a target ends at the last bracket before the context.
    fn item(&self, index: usize) -> Item {
        let line = &self.lines[index];
        let (number, rest) = line.split_once(". [").unwrap();
        let (text, rest) = rest.split_once("](").unwrap();
        let end = rest.find(") _").unwrap_or(rest.len() - 1);
        Item {
            number: number.to_owned(),
            text: text.to_owned(),
            target: rest[..end].to_owned(),
            rest: rest[end + 1..].to_owned(),
        }
    }

    /// Changes one item.
    fn edit(&mut self, index: usize, change: impl FnOnce(&Item) -> String) -> Option<usize> {
        let text = change(&self.item(index));
        self.set(index, text)
    }

    /// Changes where one item leads.
    fn retarget(&mut self, index: usize, change: impl FnOnce(&str) -> String) -> Option<usize> {
        let mut item = self.item(index);
        item.target = change(&item.target);
        self.set(index, item.to_string())
    }

    fn source_url(&mut self, url: &str) -> Option<usize> {
        self.retarget(self.source()?, |_| url.to_owned())
    }

    fn related_path(&mut self, change: impl FnOnce(&str) -> String) -> Option<usize> {
        self.retarget(self.related()?, change)
    }

    /// Repeats the document of one source further down, slightly changed.
    fn repeat_source(&mut self, change: impl FnOnce(&str) -> Option<String>) -> Option<usize> {
        let sources = self.sources()?;
        let url = change(&self.item(sources[0]).target)?;
        let last = sources.last().filter(|&last| *last != sources[0])?;
        self.retarget(*last, |_| url)
    }

    /// Cuts the lines of a section, heading included, up to the next heading or the end.
    fn cut(&mut self, section: Section) -> Option<Vec<String>> {
        let start = self.heading(section)?;
        let end = self.items(section)?.last()? + 1;
        let end = if self.lines[end..].len() > 1 { end + 1 } else { end };
        Some(self.lines.drain(start..end).collect())
    }

    /// Some if no earlier version's slug was cut: without Changes such versions are one story twice.
    fn short_versions(&self) -> Option<()> {
        let items = self.items(CHANGES)?;
        let (_, earlier) = items.split_last()?;
        earlier.iter().all(|&item| self.item(item).target.len() < 130).then_some(())
    }

    /// Puts a section after the last one.
    fn move_to_end(&mut self, section: Section, last: Section) -> Option<usize> {
        self.heading(last)?;
        let moved = self.cut(section)?;
        self.lines.pop();
        self.lines.push(String::new());
        let index = self.lines.len();
        self.lines.extend(moved);
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines.push(String::new());
        Some(index + 1)
    }

    /// Adds a section below the sources.
    fn add_section(&mut self, lines: &[&str]) -> Option<usize> {
        let index = self.items(SOURCES)?.last()? + 1;
        self.insert(index, lines);
        Some(index + 2)
    }

    fn remove_items(&mut self, section: Section) -> Option<usize> {
        let items = self.items(section)?;
        self.lines.drain(items[0]..items[0] + items.len());
        Some(self.heading(section)? + 1)
    }

    // Numbers.

    /// Numbers a section's items anew and returns the line of the item `at`; a section with fewer items than
    /// `least` is too short to show the defect.
    fn renumber(&mut self, section: Section, least: usize, at: usize, number: fn(usize) -> usize) -> Option<usize> {
        let items = self.items(section).filter(|items| items.len() >= least)?;
        for (position, &index) in items.iter().enumerate() {
            let mut item = self.item(index);
            item.number = number(position + 1).to_string();
            self.lines[index] = item.to_string();
        }
        Some(items[at - 1] + 1)
    }

    /// Repeats the number before it in the section's last item: what robots do with a cover image.
    fn repeat_last(&mut self, section: Section) -> Option<usize> {
        let items = self.items(section).filter(|items| items.len() > 1)?;
        self.edit(*items.last()?, |item| Item { number: (items.len() - 1).to_string(), ..item.clone() }.to_string())
    }

    // Bytes.

    /// Inserts `text` before the description's last space.
    fn mark(&mut self, text: &str) -> Option<usize> {
        let description = self.description()?;
        let space = self.lines[description].rfind(' ')?;
        self.lines[description].insert_str(space, text);
        Some(description + 1)
    }
}

#[derive(Clone)]
struct Item {
    number: String,
    text: String,
    target: String,
    rest: String,
}

impl std::fmt::Display for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}. [{}]({}){}", self.number, self.text, self.target, self.rest)
    }
}

const fn defect(rule: &'static str, name: &'static str, apply: fn(&mut Target) -> Option<usize>) -> Defect {
    Defect { name, rule, apply }
}

#[rustfmt::skip] // one row a defect
const DEFECTS: &[Defect] = &[
    // Kinds that few files can show come first, as long as all files are free.
    defect("changes-numbering", "a number repeated in place of its own", |t| t.renumber(CHANGES, 4, 3, |n| if n == 3 { 2 } else { n })),
    defect("changes-numbering", "a number repeated, the rest moved down", |t| t.renumber(CHANGES, 3, 3, |n| if n > 2 { n - 1 } else { n })),
    defect("changes-numbering", "a number left out", |t| t.renumber(CHANGES, 3, 3, |n| if n > 2 { n + 1 } else { n })),
    defect("changes-numbering", "two numbers swapped", |t| t.renumber(CHANGES, 3, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("changes-numbering", "starting at 2", |t| t.renumber(CHANGES, 1, 1, |n| n + 1)),
    defect("changes-numbering", "starting at 0", |t| t.renumber(CHANGES, 1, 1, |n| n - 1)),
    defect("changes-numbering", "the current version repeats the number before it", |t| t.repeat_last(CHANGES)),
    defect("related-path", "a typo in an earlier version", |t| {
        t.short_versions()?;
        t.retarget(t.items(CHANGES)?[0], |path| path.replacen("-", "-x", 1))
    }),
    defect("empty-section", "no changes", |t| {
        t.short_versions()?;
        t.remove_items(CHANGES)
    }),
    defect("section-heading", "Changes after Related", |t| t.move_to_end(CHANGES, RELATED)),

    defect("source-numbering", "a number repeated in place of its own", |t| t.renumber(SOURCES, 4, 3, |n| if n == 3 { 2 } else { n })),
    defect("source-numbering", "a number repeated, the rest moved down", |t| t.renumber(SOURCES, 4, 3, |n| if n > 2 { n - 1 } else { n })),
    defect("source-numbering", "a number left out", |t| t.renumber(SOURCES, 4, 3, |n| if n > 2 { n + 1 } else { n })),
    defect("source-numbering", "two numbers swapped", |t| t.renumber(SOURCES, 3, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("source-numbering", "two numbers swapped in the middle", |t| t.renumber(SOURCES, 4, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("source-numbering", "starting at 2", |t| t.renumber(SOURCES, 1, 1, |n| n + 1)),
    defect("source-numbering", "starting at 0", |t| t.renumber(SOURCES, 1, 1, |n| n - 1)),
    defect("source-numbering", "the last item repeats the number before it", |t| t.repeat_last(SOURCES)),
    defect("source-numbering", "the cover image repeats the number before it", |t| {
        t.position(|line| line.contains("[Cover Image]"))?;
        t.repeat_last(SOURCES)
    }),

    defect("file-path", "an upper-case letter", |t| t.move_to(t.path.replacen("-", "-A", 1))),
    defect("file-path", "a space", |t| t.move_to(t.path.replacen("-", " ", 1))),
    defect("file-path", "an underscore", |t| t.move_to(t.path.replacen("-", "_", 1))),
    defect("file-path", "an accented letter", |t| t.move_to(t.path.replacen("-", "-é", 1))),
    defect("file-path", "a padded day", |t| {
        let folder = format!("news/{}/{}/{}", t.year(), t.month(), t.padded_day()?);
        t.move_to(format!("{folder}/{}.md", t.slug()))
    }),
    defect("file-path", "an unpadded month", |t| {
        let folder = format!("news/{}/{}/{}", t.year(), t.short_month()?, t.day());
        t.move_to(format!("{folder}/{}.md", t.slug()))
    }),
    defect("file-path", "month 13", |t| t.move_to(format!("news/{}/13/{}/{}.md", t.year(), t.day(), t.slug()))),
    defect("file-path", "30 February", |t| t.move_to(format!("news/{}/02/30/{}.md", t.year(), t.slug()))),
    defect("file-path", "in the month's folder", |t| t.move_to(format!("news/{}/{}/{}.md", t.year(), t.month(), t.slug()))),
    defect("file-path", "a folder too deep", |t| {
        t.move_to(format!("news/{}/{}/{}/more/{}.md", t.year(), t.month(), t.day(), t.slug()))
    }),

    defect("date-heading", "missing", |t| {
        t.plain_title()?;
        t.lines.drain(..2);
        Some(1)
    }),
    defect("date-heading", "level 2", |t| t.set(t.date(), t.lines[t.date()].replacen("###", "##", 1))),
    defect("date-heading", "level 4", |t| t.set(t.date(), t.lines[t.date()].replacen("###", "####", 1))),
    defect("date-heading", "no link", |t| t.set(t.date(), format!("### {}-{}-{}", t.year(), t.month(), t.day()))),
    defect("date-heading", "padded day", |t| t.set_date_text(&format!("{}-{}-{}", t.year(), t.month(), t.padded_day()?))),
    defect("date-heading", "unpadded month", |t| t.set_date_text(&format!("{}-{}-{}", t.year(), t.short_month()?, t.day()))),
    defect("date-heading", "month name", |t| t.set_date_text(&format!("{} {} {}", t.day(), t.month_name(), t.year()))),
    defect("date-heading", "30 February", |t| t.set_date(&format!("{}-02-30", t.year()), &format!("{}/02/30", t.year()))),
    defect("date-heading", "link to README.md", |t| t.set_date_link(&format!("/news/{}/{}/{}/README.md", t.year(), t.month(), t.day()))),
    defect("date-heading", "link to the event", |t| t.set_date_link(&format!("/{}", t.path))),
    defect("date-heading", "link to the padded day", |t| {
        t.set_date_link(&format!("/news/{}/{}/{}/index.md", t.year(), t.month(), t.padded_day()?))
    }),
    defect("date-heading", "relative link", |t| t.set_date_link("index.md")),

    defect("title-heading", "missing", |t| {
        let title = t.plain_title().filter(|_| !t.linked)?;
        t.lines.remove(title);
        Some(t.date() + 1)
    }),
    defect("title-heading", "missing below a context heading", |t| {
        let context = t.position(|line| line.starts_with("##### ")).filter(|_| !t.linked)?;
        t.lines.remove(t.title());
        Some(context + 1)
    }),
    defect("title-heading", "empty", |t| t.set_title(|_| "# ".to_owned())),
    defect("title-heading", "a second title", |t| {
        let index = t.heading(RELATED)?;
        t.insert(index, &["# A second title", ""]);
        Some(index + 1)
    }),
    defect("title-heading", "before the date heading", |t| {
        let title = t.plain_title()?;
        t.lines.swap(0, title);
        Some(1)
    }),
    defect("title-heading", "level 2", |t| t.set(t.title(), t.lines[t.title()].replacen("#", "##", 1))),

    defect("section-heading", "misspelt", |t| t.set_heading(RELATED, "### Realted:")),
    defect("section-heading", "without colon", |t| t.set_heading(SOURCES, "### Sources")),
    defect("section-heading", "lower case", |t| t.set_heading(SOURCES, "### source:")),
    defect("section-heading", "level 4", |t| t.set_heading(RELATED, "#### Related:")),
    defect("section-heading", "level 2", |t| t.set_heading(SOURCES, "## Source:")),
    defect("section-heading", "Source twice", |t| {
        t.heading(&["### Source:"])?;
        t.add_section(&["", "### Source:", "", "1. [Gazette](https://gazette.example/planted)"])
    }),
    defect("section-heading", "both Source and Sources", |t| {
        t.heading(&["### Source:"])?;
        t.add_section(&["", "### Sources:", "", "1. [Gazette](https://gazette.example/planted)"])
    }),
    defect("section-heading", "Related before Source", |t| {
        if t.heading(CHANGES).is_some() {
            return None;
        }
        t.move_to_end(SOURCES, RELATED)
    }),
    defect("section-heading", "unknown", |t| t.add_section(&["", "### Notes:", "", "Nobody knows these."])),

    defect("date-path", "heading text of another day", |t| t.set_date_text(&format!("{}-{}-{}", t.year(), t.month(), t.other_day()))),
    defect("date-path", "heading link of another day", |t| {
        t.set_date_link(&format!("/news/{}/{}/{}/index.md", t.year(), t.month(), t.other_day()))
    }),
    defect("date-path", "heading text and link of another day", |t| {
        let day = t.other_day();
        t.set_date(&format!("{}-{}-{day}", t.year(), t.month()), &format!("{}/{}/{day}", t.year(), t.month()))
    }),
    defect("date-path", "in the folder of another year", |t| {
        t.move_to(format!("{}/{}.md", t.elsewhere, t.slug()))?;
        Some(t.date() + 1)
    }),

    defect("related-numbering", "a number repeated in place of its own", |t| t.renumber(RELATED, 4, 3, |n| if n == 3 { 2 } else { n })),
    defect("related-numbering", "a number repeated, the rest moved down", |t| t.renumber(RELATED, 4, 3, |n| if n > 2 { n - 1 } else { n })),
    defect("related-numbering", "a number left out", |t| t.renumber(RELATED, 4, 3, |n| if n > 2 { n + 1 } else { n })),
    defect("related-numbering", "two numbers swapped", |t| t.renumber(RELATED, 4, 3, |n| match n { 2 => 3, 3 => 2, _ => n })),
    defect("related-numbering", "starting at 2", |t| t.renumber(RELATED, 1, 1, |n| n + 1)),
    defect("related-numbering", "starting at 0", |t| t.renumber(RELATED, 1, 1, |n| n - 1)),
    defect("related-numbering", "the last item repeats the number before it", |t| t.repeat_last(RELATED)),

    defect("source-item", "no link", |t| t.edit(t.source()?, |i| format!("{}. {} {}", i.number, i.text, i.target))),
    defect("source-item", "text right below an item", |t| {
        let index = t.sources()?[0] + 1;
        t.insert(index, &["Both say the same."]);
        Some(index + 1)
    }),
    defect("source-item", "a paragraph between items", |t| {
        let sources = t.sources().filter(|sources| sources.len() > 1)?;
        t.insert(sources[1], &["", "Others say:", ""]);
        Some(sources[1] + 2)
    }),
    defect("source-item", "an empty outlet", |t| t.edit(t.source()?, |i| format!("{}. []({})", i.number, i.target))),
    defect("source-item", "a space before the address", |t| t.edit(t.source()?, |i| format!("{}. [{}] ({})", i.number, i.text, i.target))),
    defect("source-item", "an unbalanced opening bracket", |t| t.source_url("https://gazette.example/wiki/Lantern_(planted")),
    defect("source-item", "a bullet", |t| t.edit(t.last(SOURCES)?, |i| format!("- [{}]({})", i.text, i.target))),
    defect("source-item", "a bullet between numbers", |t| {
        let items = t.items(SOURCES).filter(|items| items.len() > 2)?;
        t.edit(items[1], |i| format!("- [{}]({})", i.text, i.target))
    }),
    defect("source-item", "a bracket after the number", |t| t.edit(t.last(SOURCES)?, |i| format!("{}) [{}]({})", i.number, i.text, i.target))),
    defect("source-item", "no space after the number", |t| t.edit(t.last(SOURCES)?, |i| format!("{}.[{}]({})", i.number, i.text, i.target))),
    defect("source-item", "text after the link", |t| t.edit(t.source()?, |i| format!("{i} (in French)"))),

    defect("source-url", "relative", |t| t.source_url("/a/b")),
    defect("source-url", "no scheme", |t| t.source_url("www.gazette.example/x")),
    defect("source-url", "ftp", |t| t.source_url("ftp://gazette.example/x")),
    defect("source-url", "a space", |t| t.source_url("https://gazette.example/a b.html")),
    defect("source-url", "a doubled scheme", |t| t.source_url("http://http://gazette.example/x")),
    defect("source-url", "one slash", |t| t.source_url("http:/gazette.example/x")),
    defect("source-url", "no colon", |t| t.source_url("https//gazette.example/x")),
    defect("source-url", "a misspelt scheme", |t| t.source_url("htps://gazette.example/x")),
    defect("source-url", "no host", |t| t.source_url("https://")),
    defect("source-url", "an empty label in the host", |t| t.source_url("https://gazette..example/")),
    defect("source-url", "an impossible port", |t| t.source_url("https://gazette.example:99999/x")),
    defect("source-url", "userinfo", |t| t.source_url("https://user:pw@gazette.example/")),
    defect("source-url", "&amp;", |t| t.source_url("https://gazette.example/x?a=1&amp;b=2")),
    defect("source-url", "an unbalanced closing bracket", |t| t.source_url("https://gazette.example/planted)")),

    defect("duplicate-source", "the same address", |t| t.repeat_source(|url| Some(url.to_owned()))),
    defect("duplicate-source", "another fragment", |t| t.repeat_source(|url| (!url.contains('#')).then(|| format!("{url}#comments")))),
    defect("duplicate-source", "a tracking parameter", |t| {
        t.repeat_source(|url| (!url.contains(['#', '?'])).then(|| format!("{url}?utm_source=planted")))
    }),
    defect("duplicate-source", "a tracking parameter behind others", |t| {
        t.repeat_source(|url| url.contains('?').then(|| format!("{url}&utm_source=planted")))
    }),

    defect("related-item", "no link", |t| t.edit(t.related()?, |i| format!("{}. {}{}", i.number, i.text, i.rest))),
    defect("related-item", "no context", |t| t.edit(t.related()?, |i| format!("{}. [{}]({})", i.number, i.text, i.target))),
    defect("related-item", "an open context", |t| t.edit(t.related()?, |i| i.to_string().trim_end_matches('_').to_owned())),
    defect("related-item", "a context without underscores", |t| t.edit(t.related()?, |i| i.to_string().replace(" _Context", " Context").trim_end_matches('_').to_owned())),
    defect("related-item", "a space before the path", |t| t.edit(t.related()?, |i| format!("{}. [{}] ({}){}", i.number, i.text, i.target, i.rest))),
    defect("related-item", "a bullet", |t| t.edit(t.last(RELATED)?, |i| format!("- [{}]({}){}", i.text, i.target, i.rest))),
    defect("related-item", "a bracket after the number", |t| t.edit(t.last(RELATED)?, |i| format!("{}) [{}]({}){}", i.number, i.text, i.target, i.rest))),

    defect("related-path", "a typo", |t| t.related_path(|path| path.replacen("-", "-x", 1))),
    defect("related-path", "relative", |t| t.related_path(|path| format!("../8/{}", path.rsplit('/').next().unwrap()))),
    defect("related-path", "relative, and right", |t| t.related_path(|path| path.replacen("/news", "../../..", 1))),
    defect("related-path", "without the first slash", |t| t.related_path(|path| path[1..].to_owned())),
    defect("related-path", "with a host", |t| t.related_path(|path| format!("https://archive.example{path}"))),
    defect("related-path", "without .md", |t| t.related_path(|path| path.replace(".md", ""))),
    defect("related-path", ".html", |t| t.related_path(|path| path.replace(".md", ".html"))),
    defect("related-path", "upper case", |t| t.related_path(str::to_uppercase)),
    defect("related-path", "upper case in the slug", |t| t.related_path(|path| path.replacen("-a", "-A", 1))),
    defect("related-path", "out of the archive", |t| t.related_path(|_| "/../etc/passwd".to_owned())),
    defect("related-path", "to a day index", |t| t.related_path(|path| format!("{}/index.md", path.rsplit_once('/').unwrap().0))),
    defect("related-path", "30 February", |t| t.related_path(|_| "/news/2004/02/30/x.md".to_owned())),

    defect("related-self", "to itself", |t| {
        let path = format!("/{}", t.path);
        t.related_path(|_| path)
    }),
    defect("duplicate-related", "the same path", |t| {
        let items = t.items(RELATED).filter(|items| items.len() > 2)?;
        let first = t.item(items[0]);
        t.edit(items[2], |item| Item { text: first.text, target: first.target, ..item.clone() }.to_string())
    }),

    defect("empty-section", "no related items", |t| t.remove_items(RELATED)),
    defect("empty-section", "no sources", |t| t.remove_items(SOURCES)),

    defect("text-encoding", "Latin-1", |t| {
        let line = t.mark("\0");
        let bytes = t.lines.join("\n").into_bytes();
        t.bytes = Some(bytes.into_iter().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect());
        line
    }),
    defect("text-encoding", "Latin-1 in a context", |t| {
        let related = t.related()?;
        t.lines[related] = t.lines[related].replace("_Context: ", "_Context: \0");
        let bytes = t.lines.join("\n").into_bytes();
        t.bytes = Some(bytes.into_iter().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect());
        Some(related + 1)
    }),
    defect("text-encoding", "a byte order mark", |t| {
        t.lines[0].insert(0, '\u{feff}');
        Some(1)
    }),
    defect("text-encoding", "NUL", |t| t.mark("\0")),
    defect("text-encoding", "a bell", |t| t.mark("\u{7}")),
    defect("text-encoding", "a delete", |t| t.mark("\u{7f}")),
    defect("text-encoding", "a control character of Windows-1252", |t| t.mark("\u{92}")),
    defect("text-encoding", "CRLF throughout", |t| {
        t.bytes = Some(t.lines.join("\r\n").into_bytes());
        Some(1)
    }),
    defect("text-encoding", "one CRLF", |t| {
        let title = t.title();
        t.lines[title].push('\r');
        Some(title + 1)
    }),

    defect("html-entity", "in the title", |t| t.set_title(|title| title.replacen('e', "&#101;", 1))),
    defect("html-entity", "in an outlet", |t| t.edit(t.source()?, |i| format!("{}. [Bell &amp; Anchor]({})", i.number, i.target))),
    defect("html-entity", "in a related title", |t| t.edit(t.related()?, |i| Item { text: i.text.replacen('e', "&#101;", 1), ..i.clone() }.to_string())),
    defect("html-entity", "escaped twice", |t| t.describe(" They won&amp;rsquo;t.")),
    defect("html-entity", "escaped twice, and its semicolon once", |t| t.describe(" They won&amp;rsquo&#x3B;t.")),
    defect("wiki-markup", "italics in the title", |t| t.set_title(|title| format!("{} ''Belle''", title.trim_end()))),
    defect("wiki-markup", "one side of italics in the title", |t| t.set_title(|title| format!("{} ''Belle", title.trim_end()))),
    defect("wiki-markup", "a template in the title", |t| t.set_title(|title| format!("{} {{{{nowrap|9 men}}}}", title.trim_end()))),
    defect("wiki-markup", "a link in the title", |t| t.set_title(|title| format!("{} [http://gazette.example/x (Gazette)]", title.trim_end()))),
    defect("wiki-markup", "a URL with hyphens in the description", |t| t.describe(" (http:--gazette.example-x)")),
    defect("wiki-markup", "the end of a template in the description", |t| t.describe("]date=October 2012")),
    defect("wiki-markup", "italics in an outlet", |t| t.edit(t.source()?, |i| format!("{}. [''Gazette'']({})", i.number, i.target))),
    defect("related-title", "another text", |t| t.edit(t.related()?, |i| Item { text: "Nobody knows this".to_owned(), ..i.clone() }.to_string())),
    defect("duplicate-event", "the same title", |t| t.duplicate(&format!("{}-2", t.slug()), |title| title.to_uppercase().replace(',', ""))),
    defect("duplicate-event", "a slug cut elsewhere", |t| {
        // In mid-word, so that the shorter path comes first.
        let slug = t.slug().as_bytes();
        let end = (110..slug.len()).find(|&end| !slug[end - 1..=end].contains(&b'-'))?;
        let cut = t.slug()[..end].to_owned();
        (t.title_text().len() > 180).then(|| t.duplicate(&cut, |title| format!("{} Really.", title.trim_end())))?
    }),
    defect("future-date", "a day to come", |t| {
        t.set_date(FUTURE_DATE, &FUTURE["news/".len()..]);
        t.move_to(format!("{FUTURE}/{}.md", t.slug()))
    }),
];
