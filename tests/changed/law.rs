//! The law of `--changed` and `--staged`: what the whole check finds after a change and not before, they report; and besides
//! it nothing but what stands in the files that the change touches.
//!
//! Small archives with faults of their own, and random changes of all kinds, one and three at a time. With
//! `NEWSLINT_LAW_ROUNDS=FROM..TO` other rounds are gone through.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::Value;

use crate::harness::{Repository, Run, law_rounds, needs};
use crate::synthetic::random::Random;

/// Few enough to be done in seconds. Thousands were gone through by hand.
const ROUNDS: Range<u64> = 0..10;

#[test]
fn what_a_change_breaks_is_reported_and_nothing_else() {
    needs!("git");
    let mut broken = 0;
    for round in law_rounds(ROUNDS) {
        let mut random = Random::new(round);
        let archive = archive(&mut random);
        let repository = &archive.repository;
        let before = Found::of(&repository.run(&WHOLE));
        for count in [1, 3] {
            let steps: Vec<String> = (0..count).map(|_| change(&archive, &mut random)).collect();
            broken += hold(repository, &before, random.percent(50), &format!("round {round}: {steps:#?}"));
        }
    }
    assert!(broken > 0, "changes that break something in other files");
}

/// A check of the whole archive.
pub const WHOLE: [&str; 4] = ["check", "--format=jsonl", "--fail-on=never", "--now=2021-06-01"];

/// Holds the law for what is in the work tree, and puts that back. Gives the number of findings in untouched files.
fn hold(repository: &Repository, before: &Found, is_committed: bool, steps: &str) -> usize {
    let after = Found::of(&repository.run(&WHOLE));
    repository.git(&["add", "--all"]);
    let touched = repository.git(&["diff", "--cached", "--name-only", "--no-renames", "-z"]);
    let touched: BTreeSet<&str> = touched.split('\0').collect();
    let mut broken = 0;
    let mut options = vec!["--staged", "--changed"];
    if is_committed {
        repository.git(&["commit", "--quiet", "--allow-empty", "--message=A change"]);
        options = vec!["--changed=HEAD~1"];
    }
    for option in options {
        let run = repository.run(&[&WHOLE[..], &[option]].concat());
        let told = format!("{option}: {steps}\n{run:#?}");
        let found = Found::of(&run);
        assert_eq!(found.is_run, after.is_run, "{told}");
        broken += found.hold(before, &after, &touched, &told);
    }
    repository.git(&["reset", "--quiet", "--hard", if is_committed { "HEAD~1" } else { "HEAD" }]);
    broken
}

/// What a check found: in each file the rules with their places, and how often.
struct Found {
    is_run: bool,
    counts: BTreeMap<(String, String), usize>,
    helps: Vec<(String, String)>,
}

impl Found {
    fn of(run: &Run) -> Found {
        let mut found = Found { is_run: run.code == 0, counts: BTreeMap::new(), helps: Vec::new() };
        for line in run.stdout.lines() {
            let finding: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            // What it finds it has learned from the whole archive, so no other check can know it.
            if text("rule") == "outlet-host" {
                continue;
            }
            // The lines of a baseline move.
            let place = match text("rule").as_str() {
                "stale-baseline" => text("fingerprint"),
                _ => format!("{}:{}", finding["line"], finding["column"]),
            };
            *found.counts.entry((text("path"), format!("{} at {place}", text("rule")))).or_default() += 1;
            found.helps.push((text("path"), text("help")));
        }
        found
    }

    fn count(&self, key: &(String, String)) -> usize {
        self.counts.get(key).copied().unwrap_or(0)
    }

    fn hold(&self, before: &Found, after: &Found, touched: &BTreeSet<&str>, told: &str) -> usize {
        let is_touched = |path: &str| touched.contains(path) && !path.contains("baseline");
        let keys: BTreeSet<_> = self.counts.keys().chain(after.counts.keys()).collect();
        for key in keys {
            let now = after.count(key);
            let right = if is_touched(&key.0) { now } else { now.saturating_sub(before.count(key)) };
            assert_eq!(self.count(key), right, "{key:?}: {told}");
        }
        let elsewhere = self.helps.iter().filter(|(path, _)| !is_touched(path) && !path.contains("baseline"));
        elsewhere.inspect(|(_, help)| assert!(help.contains("this change "), "{help}: {told}")).count()
    }
}

/// An archive in a repository, and the days that its events are of.
pub struct Small {
    pub repository: Repository,
}

const DAYS: [&str; 9] = [
    "2021/04/29", "2021/04/30", "2021/05/1", "2021/05/2", "2021/05/3", "2021/05/4", "2021/05/7", "2021/05/8",
    "2022/01/1",
];
const SUBJECTS: [&str; 4] = ["Ferry", "Bridge", "Lighthouse", "Pilot boat"];
const VERBS: [&str; 5] = ["opens", "sinks", "sails at night", "is sold", "returns"];
const NAMES: [&str; 2] = ["index.md", "README.md"];

/// Most of it valid, with a few faults, some of them in a baseline.
pub fn archive(random: &mut Random) -> Small {
    let repository = Repository::empty();
    repository.write("newslint.toml", config(random));
    if random.percent(30) {
        repository.write("newslint.toml", format!("[archive]\nknown-paths = \"known.list\"\n{}", config(random)));
    }
    repository.write("known.list", "news/2021/05/3/harbour-rebuilt.md\nnews/2020/12/31/index.md\n");
    let archive = Small { repository };
    for _ in 0..random.between(6, 16) {
        archive.add_event(random);
    }
    for day in DAYS {
        if random.percent(85) {
            archive.write_index(day, random);
        }
    }
    for _ in 0..random.below(4) {
        spoil(&archive, random);
    }
    if random.percent(60) {
        archive.write_front(random);
    }
    if random.percent(50) {
        assert_eq!(archive.repository.run(&["baseline", "update"]).code, 0);
    }
    archive.repository.commit();
    archive
}

fn config(random: &mut Random) -> String {
    let rules =
        ["related-title", "day-index", "duplicate-event", "related-path", "source-numbering", "section-heading"];
    let mut text = String::from("[rules]\n");
    if random.percent(20) {
        text.push_str("related-unreturned = \"note\"\n");
    }
    for rule in rules {
        match random.below(8) {
            0 => text.push_str(&format!("{rule} = \"off\"\n")),
            1 => text.push_str(&format!("{rule} = \"warning\"\n")),
            _ => {}
        }
    }
    if random.percent(20) {
        text.push_str("\n[[overrides]]\npaths = [\"news/2021/05/**\"]\nrules = { related-title = \"off\" }\n");
    }
    text
}

fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

fn title(random: &mut Random) -> String {
    let place = ["", " in Port Ellery", " off Kestrel Bay"];
    format!("{} {}{}", random.pick(&SUBJECTS), random.pick(&VERBS), random.pick(&place))
}

fn heading(day: &str) -> String {
    format!("[{}](/news/{day}/index.md)", day.replace('/', "-"))
}

impl Small {
    /// The paths of the files below `news`, sorted.
    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        for day in DAYS {
            let folder = format!("news/{day}");
            if self.repository.exists(&folder) {
                found.extend(self.repository.names(&folder).into_iter().map(|name| format!("{folder}/{name}")));
            }
        }
        found
    }

    pub fn events(&self) -> Vec<String> {
        self.files().into_iter().filter(|path| !NAMES.iter().any(|name| path.ends_with(&format!("/{name}")))).collect()
    }

    fn indexes(&self) -> Vec<String> {
        self.files().into_iter().filter(|path| NAMES.iter().any(|name| path.ends_with(&format!("/{name}")))).collect()
    }

    /// The title as the event has it.
    fn title_of(&self, path: &str) -> String {
        let bytes = self.repository.bytes(path);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("Untitled");
        title.trim().to_owned()
    }

    fn add_event(&self, random: &mut Random) -> String {
        let title = title(random);
        let path = format!("news/{}/{}.md", random.pick(&DAYS), slug(&title));
        self.write_event(&path, &title, random);
        path
    }

    fn write_event(&self, path: &str, title: &str, random: &mut Random) {
        let day = path.strip_prefix("news/").and_then(|rest| rest.rsplit_once('/')).unwrap().0;
        let mut text = format!("### {}\n\n# {title}\n", heading(day));
        if random.percent(80) {
            text.push_str("\n### Sources:\n\n");
            for number in 1..=random.between(1, 2) {
                let document = random.below(1000);
                text.push_str(&format!("{number}. [Ellery Gazette](https://gazette.example/{document})\n"));
            }
        }
        let others = self.events();
        if !others.is_empty() && random.percent(70) {
            text.push_str("\n### Related:\n\n");
            for number in 1..=random.between(1, 3) {
                let other = random.pick(&others);
                let (title, link) = match random.below(12) {
                    0 => ("Harbour rebuilt".to_owned(), "news/2021/05/3/harbour-rebuilt.md".to_owned()),
                    1 => ("Ferry opens".to_owned(), format!("news/{}/ferry-opens.md", random.pick(&DAYS))),
                    2 => ("Bridge sinks".to_owned(), other.to_owned()),
                    _ => (self.title_of(other), other.to_owned()),
                };
                text.push_str(&format!("{number}. [{title}](/{link}) _Context: Port Ellery_\n"));
            }
        }
        if random.percent(8) {
            let rule = random.pick(&["related-path", "related-title", "source-numbering"]).to_owned();
            text.push_str(&format!("\n<!-- newslint-ignore-file: {rule} — a law -->\n"));
        }
        self.repository.write(path, text);
    }

    fn write_index(&self, day: &str, random: &mut Random) {
        let folder = format!("news/{day}");
        let events: Vec<String> =
            self.events().into_iter().filter(|path| path.starts_with(&format!("{folder}/"))).collect();
        let mut text = format!("## {}\n\n", heading(day));
        for event in &events {
            if random.percent(95) {
                text.push_str(&format!("### [{}](/{event})\n_Context: Port Ellery_\n\n", self.title_of(event)));
            }
        }
        let at = DAYS.iter().position(|other| *other == day).unwrap();
        let previous = if at == 0 { "2021/04/28" } else { DAYS[at - 1] };
        text.push_str(&format!("## [Previous Day...](/news/{previous}/index.md)\n"));
        self.repository.write(format!("{folder}/{}", random.pick(&["index.md", "index.md", "README.md"])), text);
    }

    fn write_front(&self, random: &mut Random) {
        let mut text = String::from("# Ellery news\n\n");
        for event in self.events().iter().rev().take(3) {
            let title = if random.percent(80) { self.title_of(event) } else { title(random) };
            text.push_str(&format!("### [{title}](/{event})\n_Context: Port Ellery_\n\n"));
        }
        self.repository.write("index.md", text);
    }

    /// Replaces something in a file, whatever its encoding.
    fn edit(&self, path: &str, edit: impl FnOnce(String) -> String) {
        let bytes = self.repository.bytes(path);
        self.repository.write(path, edit(String::from_utf8_lossy(&bytes).into_owned()));
    }
}

/// A fault as archives have them.
fn spoil(archive: &Small, random: &mut Random) {
    let events = archive.events();
    let path = random.pick(&events).to_owned();
    match random.below(4) {
        0 => archive.edit(&path, |text| text.replace("1. [", "2. [")),
        1 => archive.edit(&path, |text| text.replace("/news/2021/05/", "/news/2021/06/")),
        2 => archive.edit(&path, |text| text + "\n### Related:\n\n1. [Gone](/news/2021/05/2/gone.md) _Context: Sea_\n"),
        _ => archive.repository.write(path.replace(".md", "-again.md"), archive.repository.bytes(&path)),
    }
}

/// Changes something, and says what.
pub fn change(archive: &Small, random: &mut Random) -> String {
    let repository = &archive.repository;
    let (events, indexes) = (archive.events(), archive.indexes());
    let kind = random.below(24);
    if events.is_empty() || (indexes.is_empty() && matches!(kind, 7..=10)) {
        return format!("adds {}", archive.add_event(random));
    }
    let path = random.pick(&events).to_owned();
    let index = if indexes.is_empty() { String::new() } else { random.pick(&indexes).to_owned() };
    match kind {
        0 | 1 => format!("adds {}", archive.add_event(random)),
        2 | 3 => {
            repository.remove(&path);
            format!("deletes {path}")
        }
        4 => {
            let other = format!("{}/{}.md", path.rsplit_once('/').unwrap().0, slug(&title(random)));
            let bytes = repository.bytes(&path);
            repository.remove(&path);
            repository.write(&other, bytes);
            format!("renames {path} to {other}")
        }
        5 => {
            let other = format!("news/{}/{}", random.pick(&DAYS), path.rsplit_once('/').unwrap().1);
            let bytes = repository.bytes(&path);
            repository.remove(&path);
            repository.write(&other, bytes);
            format!("moves {path} to {other}")
        }
        6 => {
            let (old, new) = (archive.title_of(&path), title(random));
            archive.edit(&path, |text| text.replace(&format!("# {old}"), &format!("# {new}")));
            format!("gives {path} the title {new}")
        }
        7 => {
            let at = random.below(4);
            archive.edit(&index, |text| {
                let lines = text.lines().enumerate();
                lines.filter(|(line, _)| line % 4 != at).map(|(_, line)| format!("{line}\n")).collect()
            });
            format!("thins {index}")
        }
        8 => {
            repository.remove(&index);
            format!("deletes {index}")
        }
        9 => {
            let (folder, name) = index.rsplit_once('/').unwrap();
            let other = format!("{folder}/{}", if name == "index.md" { "README.md" } else { "index.md" });
            let bytes = repository.bytes(&index);
            if random.percent(50) {
                repository.remove(&index);
            }
            repository.write(&other, bytes);
            format!("makes {other} of {index}")
        }
        10 => {
            let day = random.pick(&DAYS).to_owned();
            archive.write_index(&day, random);
            format!("writes the index of {day}")
        }
        11 => {
            let other = match random.below(3) {
                0 => path.replace(".md", "-2.md"),
                1 => format!("news/{}/{}", random.pick(&DAYS), path.rsplit_once('/').unwrap().1),
                _ => format!("{}-x.md", &path[..path.len() - 5]),
            };
            repository.write(&other, repository.bytes(&path));
            format!("copies {path} to {other}")
        }
        12 => {
            let other = random.pick(&events).to_owned();
            archive.edit(&path, |text| text.replace("](/news/2021/05/", &format!("](/{other}x")));
            format!("breaks links of {path}")
        }
        13 => {
            repository.write("newslint.toml", config(random));
            "writes the configuration".to_owned()
        }
        14 => {
            let line = format!("{path}\nnews/{}/gone.md\n", random.pick(&DAYS));
            repository.write("known.list", line);
            "writes the known paths".to_owned()
        }
        15 if repository.exists("newslint-baseline.txt") || repository.exists(".newslint-baseline") => {
            let name =
                if repository.exists(".newslint-baseline") { ".newslint-baseline" } else { "newslint-baseline.txt" };
            let at = random.below(3);
            archive.edit(name, |text| {
                let lines = text.lines().enumerate();
                lines.filter(|(line, _)| line % 3 != at).map(|(_, line)| format!("{line}\n")).collect()
            });
            format!("thins {name}")
        }
        15 | 16 => {
            let run = repository.run(&["baseline", "update"]);
            format!("updates the baseline: {}", run.code)
        }
        17 => {
            if random.percent(30) && repository.exists("index.md") {
                repository.remove("index.md");
                return "deletes the front page".to_owned();
            }
            archive.write_front(random);
            "writes the front page".to_owned()
        }
        18 => {
            let path = if random.percent(50) && !index.is_empty() { index } else { path };
            archive.edit(&path, |text| text.replace('\n', "\r\n"));
            format!("ends the lines of {path} with CRLF")
        }
        19 => {
            let mut bytes = repository.bytes(&path);
            bytes.extend(b"\nCaf\xe9\n");
            repository.write(&path, bytes);
            format!("writes Latin-1 into {path}")
        }
        20 => {
            let rule = random.pick(&["related-path", "related-title", "day-index", "duplicate-event"]).to_owned();
            archive.edit(&path, |text| text + &format!("\n<!-- newslint-ignore-file: {rule} — a law -->\n"));
            format!("suppresses {rule} in {path}")
        }
        21 => {
            let day = random.pick(&DAYS).to_owned();
            for path in archive.files().iter().filter(|path| path.starts_with(&format!("news/{day}/"))) {
                repository.remove(path);
            }
            format!("deletes the day {day}")
        }
        22 => {
            let other = random.pick(&events).to_owned();
            let version = format!("\n### Changes:\n\n1. [A version](/{other}) _(First version)_\n");
            archive.edit(&path, |text| text + &version);
            format!("makes {other} a version of {path}")
        }
        _ => {
            spoil(archive, random);
            "spoils something".to_owned()
        }
    }
}
