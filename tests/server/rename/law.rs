//! The law of renames and deletions: a check of the whole archive finds nothing afterwards that it did not find before, and
//! what is renamed forth and back is the same again.
//!
//! Archives that are valid, that are damaged at random, and small ones with faults of their own. With
//! `NEWSLINT_LAW_ROUNDS=FROM..TO` other rounds are gone through.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Value, json};

use super::Editor;
use crate::changed::law as small;
use crate::fix::damage::damage;
use crate::harness::{Archive, law_rounds, needs};
use crate::synthetic::Synthetic;
use crate::synthetic::random::Random;

/// Few enough to be done in seconds. Hundreds were gone through by hand.
const ROUNDS: Range<u64> = 0..6;
const EVENTS: usize = 24;

#[test]
fn nothing_is_found_afterwards_that_was_not_found_before() {
    needs!("git");
    let broken: Vec<String> = law_rounds(ROUNDS).flat_map(round).collect();
    let shown = broken.len().min(12);
    assert!(broken.is_empty(), "{} times broken:\n\n{}", broken.len(), broken[..shown].join("\n\n"));
}

/// One archive, and some changes in it one after the other.
fn round(seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let repository;
    let own;
    let archive: &Archive = match seed % 3 {
        0 => {
            own = synthetic(seed, &mut random, false);
            &own
        }
        1 => {
            own = synthetic(seed, &mut random, true);
            &own
        }
        _ => {
            repository = small::archive(&mut random).repository;
            // Which rules are on where is the configuration's business.
            let config = repository.text("newslint.toml");
            repository.write("newslint.toml", config.split("\n[[overrides]]").next().unwrap());
            &repository
        }
    };
    let mut editor = Editor::start(archive);
    let mut broken = Vec::new();
    for _ in 0..4 {
        let law = Law { archive, is_clean: Found::of(archive).0.is_empty(), seed };
        broken.extend(law.step(&mut editor, &mut random));
    }
    broken
}

fn synthetic(seed: u64, random: &mut Random, is_damaged: bool) -> Archive {
    let synthetic =
        if seed.is_multiple_of(2) { Synthetic::new(EVENTS, seed) } else { Synthetic::lifelike(EVENTS, seed) };
    let mut files: BTreeMap<String, Vec<u8>> =
        synthetic.files().map(|file| (file.path.clone(), file.text.clone().into_bytes())).collect();
    let mut front = "# News\n".to_owned();
    for event in synthetic.events().iter().rev().take(3) {
        let title = event.text.lines().find_map(|line| line.strip_prefix("# ")).unwrap().trim();
        front.push_str(&format!("\n### [{title} ](/{})\nIt tells.\n", event.path));
    }
    files.insert("index.md".to_owned(), front.into_bytes());
    if is_damaged {
        damage(&mut files, random);
    }
    let archive = Archive::empty().with("newslint.toml", "");
    files.iter().for_each(|(path, bytes)| archive.write(path, bytes));
    archive
}

/// What a check finds in each file, and how often.
struct Found(BTreeMap<(String, String), usize>);

impl Found {
    fn of(archive: &Archive) -> Found {
        let run = archive.run(&["check", "--format=jsonl", "--fail-on=never", "--now=2030-01-01"]);
        assert!(run.code == 0, "{run:?}");
        let mut found = BTreeMap::new();
        for line in run.stdout.lines() {
            let finding: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            let (mut path, rule) = (text("path"), text("rule"));
            let is_without_index = text("message").ends_with("has no index");
            // Of two events the later one is told of, and of a day the first, by their paths.
            if rule == "duplicate-event" || is_without_index {
                path = String::new();
            }
            // It was learned from the whole archive; and into what is no text, or not merged, nobody writes.
            if rule != "outlet-host" && !is_unwritable(archive, &path) {
                *found.entry((path, rule)).or_default() += 1;
            }
        }
        Found(found)
    }
}

fn is_unwritable(archive: &Archive, path: &str) -> bool {
    !path.is_empty()
        && String::from_utf8(archive.bytes(path))
            .map_or(true, |text| text.contains("<<<<<<<") || text.contains(">>>>>>>"))
}

struct Law<'a> {
    archive: &'a Archive,
    is_clean: bool,
    seed: u64,
}

/// A change: paths with their new ones, or that are deleted.
enum Change {
    Rename(Vec<(String, String)>),
    Delete(Vec<String>),
    Title { event: String, new: String },
}

impl Law<'_> {
    fn step(&self, editor: &mut Editor, random: &mut Random) -> Vec<String> {
        let files = files(self.archive);
        let Some(change) = change(self.archive, &files, random) else { return Vec::new() };
        let was = Found::of(self.archive);
        let before = contents(self.archive, &files);
        let mut told = String::new();
        let open = self.open_some(editor, &files, &change, random);
        let moves = match &change {
            Change::Rename(moves) => {
                told.push_str(&format!("renames {moves:?}"));
                self.rename(editor, moves, &open)
            }
            Change::Delete(paths) => {
                told.push_str(&format!("deletes {paths:?}"));
                self.delete(editor, paths, &open)
            }
            Change::Title { event, new } => {
                told.push_str(&format!("gives {event} the title {new:?}"));
                {
                    let moves = self.retitle(editor, event, new);
                    self.close_all(editor, &open);
                    moves
                }
            }
        };
        let Some(moves) = moves else { return Vec::new() };
        let is = Found::of(self.archive);
        let is_within_days =
            moves.iter().all(|(old, new)| old.rsplit_once('/').unwrap().0 == new.rsplit_once('/').unwrap().0);
        // A baseline knows at which event it was told that its day has no index.
        let is_known = [".newslint-baseline", "newslint-baseline.txt"].iter().any(|name| self.archive.exists(name));
        let is_of_day = is_within_days && !is_known && !matches!(change, Change::Delete(_));
        let mut broken = compared(&was, &is, &moves, is_of_day);
        let is_back = match change {
            Change::Rename(mut renamed) if self.is_clean && is.0.is_empty() => {
                renamed.iter_mut().for_each(|(old, new)| std::mem::swap(old, new));
                renamed.reverse();
                self.rename(editor, &renamed, &[]).is_some()
            }
            _ => false,
        };
        if is_back {
            let after = contents(self.archive, &files);
            for (path, text) in &before {
                // Where an item stood in an index nobody remembers.
                let is_same =
                    after.get(path) == Some(text) || path.ends_with("index.md") || path.ends_with("README.md");
                if !is_same {
                    let after = after.get(path).map(String::as_str).unwrap_or_default();
                    broken.push(format!("{path} came back as another:\n{}", difference(text, after)));
                }
            }
        }
        if !broken.is_empty() {
            let after = contents(self.archive, &self::files(self.archive));
            for (path, text) in &before {
                let new = moves.get(path).unwrap_or(path);
                let after = after.get(new).map(String::as_str).unwrap_or_default();
                if after != text
                    && broken.iter().any(|what| what.contains(path.as_str()) || what.contains(new.as_str()))
                {
                    told.push_str(&format!("\n{path}:\n{}", difference(text, after)));
                }
            }
        }
        broken.into_iter().map(|what| format!("round {}, {told}:\n{what}", self.seed)).collect()
    }

    /// Opens some files, of which older texts are on disk.
    fn open_some(&self, editor: &mut Editor, files: &[String], change: &Change, random: &mut Random) -> Vec<String> {
        let title = match change {
            Change::Title { event, .. } => event.as_str(),
            _ => "",
        };
        let mut open = Vec::new();
        for path in files.iter().filter(|path| *path != title) {
            if let Ok(text) = String::from_utf8(self.archive.bytes(path))
                && random.percent(10)
            {
                editor.open_with(path, &text);
                self.archive.write(path, text.split("\n### Related").next().unwrap());
                open.push(path.clone());
            }
        }
        open
    }

    /// Writes what is open to disk.
    fn close_all(&self, editor: &mut Editor, open: &[String]) {
        for path in open {
            self.archive.write(path, editor.text(path));
            editor.close(path);
        }
    }

    /// Gives the new path of each file that has one.
    fn rename(
        &self,
        editor: &mut Editor,
        moves: &[(String, String)],
        open: &[String],
    ) -> Option<BTreeMap<String, String>> {
        let pairs: Vec<(&str, &str)> = moves.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
        let edit = editor.will_rename(&pairs);
        if !edit.is_null() {
            editor.apply(&edit);
        }
        self.close_all(editor, open);
        let mut renamed = BTreeMap::new();
        for (old, new) in moves {
            let inside =
                files(self.archive).into_iter().filter(|path| *path == *old || path.starts_with(&format!("{old}/")));
            renamed.extend(inside.map(|path| (path.clone(), format!("{new}{}", &path[old.len()..]))));
            editor.move_file(old, new);
        }
        Some(renamed)
    }

    fn delete(&self, editor: &mut Editor, paths: &[String], open: &[String]) -> Option<BTreeMap<String, String>> {
        let edit = editor.will_delete(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        if !edit.is_null() {
            let annotation = &edit["changeAnnotations"]["newslint"];
            assert_eq!(
                annotation,
                &json!({ "label": "Remove the links to what is deleted", "needsConfirmation": true })
            );
            editor.apply(&edit);
        }
        self.close_all(editor, open);
        for path in paths {
            let file = self.archive.path(path);
            if file.is_dir() { std::fs::remove_dir_all(file).unwrap() } else { std::fs::remove_file(file).unwrap() }
        }
        let deleted: Vec<Value> = paths.iter().map(|path| json!({ "uri": editor.uri(path) })).collect();
        editor.tell("workspace/didDeleteFiles", json!({ "files": deleted }));
        Some(BTreeMap::new())
    }

    fn retitle(&self, editor: &mut Editor, event: &str, new: &str) -> Option<BTreeMap<String, String>> {
        let text = String::from_utf8(self.archive.bytes(event)).ok()?;
        let line = text.lines().find(|line| line.starts_with("# ") && line.len() > 6)?.to_owned();
        if text.matches(&line).count() != 1 {
            return None;
        }
        editor.open(event);
        let answer = editor.retitle(event, &line[..line.char_indices().nth(5).unwrap().0], new);
        let Ok(edit) = answer else {
            editor.close(event);
            return None;
        };
        let mut moves = BTreeMap::new();
        if !edit.is_null() {
            editor.apply(&edit);
            for change in edit["documentChanges"].as_array().unwrap() {
                if change["kind"] == "rename" {
                    let [old, new] = ["oldUri", "newUri"].map(|key| editor.path(change[key].as_str().unwrap()));
                    moves.insert(old, new);
                }
            }
        }
        editor.close(moves.get(event).map_or(event, String::as_str));
        Some(moves)
    }
}

/// What is found more often than before.
fn compared(was: &Found, is: &Found, moves: &BTreeMap<String, String>, is_of_day: bool) -> Vec<String> {
    let mut allowed: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for ((path, rule), count) in &was.0 {
        *allowed.entry((moves.get(path).unwrap_or(path).clone(), rule)).or_default() += count;
    }
    let mut broken = Vec::new();
    for ((path, rule), count) in &is.0 {
        // Which events stand beside each other on a day, how far from their sources' days, and that a day has an index,
        // follows from where somebody puts them.
        let follows = !is_of_day
            && (["duplicate-event", "source-date", "unused-suppression"].contains(&rule.as_str()) || path.is_empty());
        let before = allowed.get(&(path.clone(), rule.as_str())).copied().unwrap_or(0);
        if *count > before && !follows {
            broken.push(format!("{rule} is found {count} times in {path}, and {before} times before"));
        }
    }
    broken
}

fn change(archive: &Archive, files: &[String], random: &mut Random) -> Option<Change> {
    let is_index = |path: &&String| path.ends_with("/index.md") || path.ends_with("/README.md");
    let (indexes, events): (Vec<&String>, Vec<&String>) = files.iter().partition(is_index);
    let serial = random.below(100_000);
    let event = (*events.get(random.below(events.len().max(1)))?).clone();
    let (folder, name) = event.rsplit_once('/')?;
    let folders: Vec<String> = {
        let mut folders: Vec<String> = files.iter().map(|path| path.rsplit_once('/').unwrap().0.to_owned()).collect();
        folders.dedup();
        // Where no event can be, none is to go.
        let is_day = |folder: &String| {
            let day = folder.trim_start_matches("news/").replace('/', "-");
            let date = jiff::civil::Date::strptime("%Y-%m-%d", &day);
            date.is_ok_and(|date| date.strftime("news/%Y/%m/%-d").to_string() == *folder)
        };
        folders.retain(is_day);
        if folders.is_empty() {
            return None;
        }
        folders
    };
    let pick = |random: &mut Random| (*events[random.below(events.len())]).clone();
    // In a month of as many days as any has.
    let free =
        format!("news/20{}/0{}/{}", 10 + random.below(19), [1, 3, 5, 7, 8][random.below(5)], 1 + random.below(28));
    Some(match random.below(12) {
        0..3 => {
            let long = [
                "",
                "",
                " and many more words than a slug can have, so that it is cut somewhere in the midst of all that was said of it there",
            ];
            let odd = ["", "", "", "]", " [see (x)]", " & `so` on", " <b", " &lt;b", " é"];
            let new = format!("Harbour {serial} is closed{}{}", odd[random.below(odd.len())], long[random.below(3)]);
            Change::Title { event, new }
        }
        3 => Change::Rename(vec![(event.clone(), format!("{folder}/a-bridge-{serial}.md"))]),
        4 | 5 => {
            let other = random.pick(&folders).to_owned();
            let new = format!("{other}/{name}");
            if archive.exists(&new) {
                return None;
            }
            Change::Rename(vec![(event.clone(), new)])
        }
        6 => {
            let mut moves: BTreeMap<String, String> = BTreeMap::new();
            for number in 0..3 {
                let other = random.pick(&folders).to_owned();
                moves.insert(pick(random), format!("{other}/b-{serial}-{number}.md"));
            }
            Change::Rename(moves.into_iter().collect())
        }
        8 if !indexes.is_empty() && random.percent(40) => {
            let index = (*indexes[random.below(indexes.len())]).clone();
            let day = if random.percent(50) { free } else { random.pick(&folders).to_owned() };
            let new = format!("{day}/{}", index.rsplit_once('/')?.1);
            if archive.exists(&new) {
                return None;
            }
            Change::Rename(vec![(index, new)])
        }
        7 | 8 => {
            let folder = random.pick(&folders).to_owned();
            let is_month = random.percent(30);
            let (old, new) = match is_month {
                true => (folder.rsplit_once('/')?.0.to_owned(), free.rsplit_once('/')?.0.to_owned()),
                false => (folder, free),
            };
            if archive.exists(&new) {
                return None;
            }
            Change::Rename(vec![(old, new)])
        }
        9 if !indexes.is_empty() && random.percent(50) => {
            Change::Delete(vec![(*indexes[random.below(indexes.len())]).clone()])
        }
        9 => Change::Delete(vec![random.pick(&folders).to_owned()]),
        10 => {
            let mut deleted = vec![event, pick(random)];
            deleted.sort();
            deleted.dedup();
            Change::Delete(deleted)
        }
        _ => Change::Delete(vec![event]),
    })
}

/// The paths of the files below `news`, sorted.
fn files(archive: &Archive) -> Vec<String> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(archive.path("news")).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            files.push(entry.path().strip_prefix(archive.root()).unwrap().to_str().unwrap().to_owned());
        }
    }
    files
}

fn contents(archive: &Archive, files: &[String]) -> BTreeMap<String, String> {
    let front = ["index.md".to_owned()];
    let there = files.iter().chain(&front).filter(|path| archive.exists(path));
    there.map(|path| (path.clone(), String::from_utf8_lossy(&archive.bytes(path)).into_owned())).collect()
}

/// The lines that are only in one of two texts.
fn difference(before: &str, after: &str) -> String {
    let only = |sign: char, own: &str, other: &str| -> String {
        let other: Vec<&str> = other.split_inclusive('\n').collect();
        own.split_inclusive('\n')
            .filter(|line| !other.contains(line))
            .map(|line| format!("  {sign}{line:?}\n"))
            .collect()
    };
    only('-', before, after) + &only('+', after, before)
}
