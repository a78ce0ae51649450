//! The day indexes of the synthetic archive: kept in step with the events that other defects move, and damaged in
//! turn, one defect a day.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{EACH, Place, Planted};
use crate::synthetic::Synthetic;

/// All day indexes, by their folders.
pub struct Indexes {
    days: BTreeMap<String, Day>,
}

struct Day {
    /// `index.md`, and in some folders the same as `README.md`.
    files: Vec<&'static str>,
    lines: Vec<String>,
    /// The paths of the day's events, sorted.
    events: BTreeSet<String>,
    /// Those of them that cite a source: any other the index may leave out.
    sourced: BTreeSet<String>,
    /// Whether an event of the day was damaged, so that the index is to stay as it is.
    is_taken: bool,
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').unwrap().0
}

impl Indexes {
    pub fn of(archive: &Synthetic) -> Indexes {
        let mut days: BTreeMap<String, Day> = BTreeMap::new();
        for file in archive.files().filter(|file| file.path.starts_with("news/")) {
            let day = days.entry(folder(&file.path).to_owned()).or_insert_with(Day::new);
            match ["index.md", "README.md"].into_iter().find(|name| file.path.ends_with(&format!("/{name}"))) {
                Some(name) => {
                    day.files.push(name);
                    day.lines = file.text.split('\n').map(str::to_owned).collect();
                }
                None => {
                    day.events.insert(file.path.clone());
                    if file.text.contains("### Source") {
                        day.sourced.insert(file.path.clone());
                    }
                }
            }
        }
        Indexes { days }
    }

    /// The folder of a day of another year than that of `path`.
    pub fn elsewhere(&self, path: &str) -> String {
        let year = |folder: &str| folder.split('/').nth(1).unwrap().to_owned();
        self.days.keys().find(|folder| year(folder) != year(path)).unwrap().clone()
    }

    /// Notes that the event at `from` is now at `to`, under that title. Where no day can be nothing is listed.
    pub fn update(&mut self, from: &str, to: &str, title: &str) {
        self.days.get_mut(folder(from)).unwrap().is_taken = true;
        if from != to || !title.is_empty() {
            self.days.get_mut(folder(from)).unwrap().remove(from);
            self.add(to, title);
        }
    }

    /// Lists an event in the index of its day.
    pub fn add(&mut self, path: &str, title: &str) {
        let folder = folder(path);
        if !self.days.contains_key(folder) && folder == super::FUTURE {
            let mut day = Day::new();
            day.files.push("index.md");
            day.lines = vec![format!("## [{}](/{folder}/index.md)", super::FUTURE_DATE), String::new()];
            self.days.insert(folder.to_owned(), day);
        }
        if let Some(day) = self.days.get_mut(folder) {
            day.is_taken = true;
            day.events.insert(path.to_owned());
            day.insert(&format!("### [{title} ](/{path})"));
        }
    }

    pub fn write(&self, root: &Path) {
        for (folder, day) in &self.days {
            for name in ["index.md", "README.md"] {
                let path = root.join(folder).join(name);
                if day.files.contains(&name) {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, day.lines.join("\n")).unwrap();
                } else if path.exists() {
                    fs::remove_file(path).unwrap();
                }
            }
        }
    }

    /// Plants each kind of defect into the indexes of `EACH` days in which nothing else is wrong.
    pub fn plant(&mut self, linked: &BTreeSet<&str>, planted: &mut Planted) {
        for defect in DEFECTS {
            for _ in 0..EACH {
                let (place, name) = self.damage(defect, linked);
                planted.insert(place, name.to_owned());
            }
        }
        for _ in 0..EACH {
            planted.insert(self.delete(), "day-index: a day without an index".to_owned());
        }
    }

    fn damage(&mut self, defect: &Defect, linked: &BTreeSet<&str>) -> (Place, &'static str) {
        for (folder, day) in self.days.iter_mut().filter(|(_, day)| !day.is_taken && day.files == ["index.md"]) {
            let original = day.lines.clone();
            let Some(line) = (defect.apply)(day, linked) else {
                day.lines = original;
                continue;
            };
            day.is_taken = true;
            let (rule, level) = (defect.rule.to_owned(), defect.level.to_owned());
            return (Place { path: format!("{folder}/index.md"), line, rule, level }, defect.name);
        }
        panic!("no day for {:?}", defect.name);
    }

    /// Takes a day's index away that no other leads to, but for that of the calendar's next day.
    fn delete(&mut self) -> Place {
        let leads_to = |folder: &str| format!("(/{folder}/index.md)");
        let leads =
            |day: &Day, folder: &str| day.previous().is_some_and(|line| day.lines[line].ends_with(&leads_to(folder)));
        let number = |folder: &str| folder.rsplit_once('/').unwrap().1.parse::<u32>().unwrap();
        let is_next =
            |next: &str, folder: &str| self::folder(next) == self::folder(folder) && number(next) == number(folder) + 1;
        let is_free = |folder: &str, day: &Day| {
            let all_next = || self.days.iter().all(|(next, other)| !leads(other, folder) || is_next(next, folder));
            !day.is_taken && !day.events.is_empty() && all_next()
        };
        let free = self.days.iter().find(|(folder, day)| is_free(folder, day)).map(|(folder, _)| folder.clone());
        let day = self.days.get_mut(&free.expect("a day for a missing index")).unwrap();
        day.files.clear();
        day.is_taken = true;
        let path = day.events.first().unwrap().clone();
        Place { path, line: 1, rule: "day-index".to_owned(), level: "error".to_owned() }
    }
}

impl Day {
    fn new() -> Day {
        Day { files: Vec::new(), lines: Vec::new(), events: BTreeSet::new(), sourced: BTreeSet::new(), is_taken: false }
    }

    fn heading(&self) -> usize {
        self.lines.iter().position(|line| line.starts_with("## [")).unwrap()
    }

    fn previous(&self) -> Option<usize> {
        self.lines.iter().position(|line| line.starts_with("## [Previous Day"))
    }

    /// The lines of the items.
    fn items(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|&line| self.lines[line].starts_with("### [")).collect()
    }

    /// One item, not always the first, if there are any.
    fn item(&self) -> Option<usize> {
        let items = self.items();
        items.get(self.lines.len() % items.len().max(1)).copied()
    }

    /// Puts an item after the last one.
    fn insert(&mut self, item: &str) -> usize {
        let at = self.previous().unwrap_or(self.lines.len() - 1);
        self.lines.splice(at..at, [item.to_owned(), String::new()]);
        at
    }

    /// Removes the item of an event, with the context above it, the text below it, and a blank line.
    fn remove(&mut self, path: &str) {
        self.events.remove(path);
        let Some(line) = self.lines.iter().position(|line| line.ends_with(&format!("](/{path})"))) else { return };
        let start = if self.lines[line - 1].starts_with("#####") { line - 1 } else { line };
        let end = (line..).find(|&line| self.lines[line].is_empty()).unwrap();
        self.lines.drain(start..=end);
    }

    fn replace(&mut self, line: usize, from: &str, to: &str) -> Option<usize> {
        let new = self.lines[line].replacen(from, to, 1);
        let is_changed = new != self.lines[line];
        self.lines[line] = new;
        is_changed.then_some(line + 1)
    }
}

struct Defect {
    name: &'static str,
    rule: &'static str,
    level: &'static str,
    /// Damages an index and returns the line, from 1, where that must be reported.
    apply: fn(&mut Day, &BTreeSet<&str>) -> Option<usize>,
}

const fn error(name: &'static str, apply: fn(&mut Day, &BTreeSet<&str>) -> Option<usize>) -> Defect {
    Defect { name, rule: "day-index", level: "error", apply }
}

const fn form(name: &'static str, apply: fn(&mut Day, &BTreeSet<&str>) -> Option<usize>) -> Defect {
    Defect { name, rule: "index-form", level: "error", apply }
}

#[rustfmt::skip] // one row a defect
const DEFECTS: &[Defect] = &[
    error("the heading's date of another year", |day, _| day.replace(day.heading(), "## [", "## [1")),
    error("the heading's date padded", |day, _| {
        let heading = day.heading();
        let (start, _) = day.lines[heading].split_once("](").unwrap();
        let (rest, last) = start.rsplit_once('-').unwrap();
        let (from, to) = (format!("{rest}-{last}]"), format!("{rest}-0{last}]"));
        day.replace(heading, &from, &to)
    }),
    error("the heading's link of another day", |day, _| day.replace(day.heading(), "/index.md", "0/index.md")),
    error("the heading a copy of another day's", |day, _| {
        let heading = day.heading();
        day.lines[heading] = "## [1998-01-1](/news/1998/01/1/index.md)".to_owned();
        Some(heading + 1)
    }),
    error("no date heading", |day, _| {
        let heading = day.heading();
        day.lines.drain(..=heading);
        day.lines.iter().position(|line| !line.is_empty()).map(|line| line + 1)
    }),
    error("an item without an event", |day, _| {
        let item = day.lines[day.item()?].clone();
        let (start, _) = item.rsplit_once('/').unwrap();
        Some(day.insert(&format!("{start}/0-nobody-knows-this.md)")) + 1)
    }),
    error("an item with a typo in its path", |day, _| {
        let item = day.item()?;
        let line = day.lines[item].clone();
        let (start, slug) = line.rsplit_once('/').unwrap();
        day.lines[item] = format!("{start}/{}", slug.replacen('-', "-x", 1));
        Some(item + 1)
    }),
    error("an item twice", |day, _| {
        let item = day.lines[day.item()?].clone();
        Some(day.insert(&item) + 1)
    }),
    error("an item that is no link", |day, _| {
        let item = day.insert("### Nobody knows this");
        Some(item + 1)
    }),
    error("an event without an item", |day, linked| {
        // Earlier versions of a story need none; what nothing leads to is none.
        let event = day.sourced.iter().find(|event| !linked.contains(event.as_str()))?.clone();
        day.remove(&event);
        Some(day.heading() + 1)
    }),
    error("a Previous Day link to the day itself", |day, _| {
        let heading = day.lines[day.heading()].clone();
        let (_, link) = heading.split_once("](").unwrap();
        let previous = day.previous()?;
        day.lines[previous] = format!("## [Previous Day...]({link}");
        Some(previous + 1)
    }),
    error("a Previous Day link to an earlier day without an index", |day, _| {
        let previous = day.previous()?;
        day.lines[previous] = "## [Previous Day...](/news/1990/01/1/index.md)".to_owned();
        Some(previous + 1)
    }),
    error("a padded Previous Day link", |day, _| day.replace(day.previous()?, "/index.md", "/./index.md")),
    error("an item of another day", |day, linked| {
        let other = linked.iter().find(|path| !day.events.contains(**path))?;
        Some(day.insert(&format!("### [The spring fair begins ](/{other})")) + 1)
    }),
    error("no Previous Day link", |day, _| {
        let previous = day.previous()?;
        day.lines.remove(previous);
        Some(day.heading() + 1)
    }),
    Defect { name: "the text of another event", rule: "day-index", level: "note", apply: |day, _| {
        day.replace(day.item()?, "### [", "### [Not quite: ")
    } },
    Defect { name: "an entity in an item", rule: "html-entity", level: "warning", apply: |day, _| {
        let item = day.item()?;
        let (title, path) = day.lines[item].rsplit_once("](").unwrap();
        day.lines[item] = format!("{}]({path}", title.replacen('e', "&#101;", 1));
        day.lines[item].contains('&').then_some(item + 1)
    } },
    form("the date heading as an event has it", |day, _| day.replace(day.heading(), "## [", "### [")),
    form("an item as a title", |day, _| day.replace(day.item()?, "### [", "# [")),
    form("an item at the level of the date", |day, _| day.replace(day.item()?, "### [", "## [")),
    form("an item without a space", |day, _| day.replace(day.item()?, "### [", "###[")),
    form("a context at another level", |day, _| day.replace(day.item()? - 1, "##### ", "#### ")),
    form("the link to the day before as an item", |day, _| day.replace(day.previous()?, "## [", "### [")),
    form("a heading that an index does not have", |day, _| Some(day.insert("#### More to come") + 1)),
    form("text above the date heading", |day, _| {
        let heading = day.heading();
        day.lines.splice(heading..heading, ["Do not forget the ferry!".to_owned(), String::new()]);
        Some(heading + 1)
    }),
    form("front matter", |day, _| {
        day.lines.splice(..0, ["---", "title: News", "---", ""].map(str::to_owned));
        Some(1)
    }),
    form("a comment without an end", |day, _| {
        let item = day.item()? - 1;
        day.lines.insert(item, "<!-- to be continued".to_owned());
        Some(item + 1)
    }),
    form("the items as code", |day, _| {
        let heading = day.heading();
        day.lines.insert(heading + 1, "```markdown".to_owned());
        Some(heading + 2)
    }),
];
