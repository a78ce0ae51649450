//! The law of rules over several files: what they find, their suspects name. Only suspects are read a second time, so a
//! rule that suspects too little would silently miss findings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use newslint::setup::Setup;
use newslint_linter::rules::{EventFile, FileView, IndexFile, Levels};
use newslint_model::archive::{Archive, EventFacts, Facts, IndexFacts};
use newslint_model::event::{self, day_index};
use newslint_model::tree::{Disk, Overlay, TextFile};
use rayon::prelude::*;

use crate::synthetic::Synthetic;
use crate::synthetic::random::Random;

const ROUNDS: u64 = 60;
const EVENTS: usize = 80;
/// How many damages each archive gets.
const DAMAGES: usize = 25;

#[test]
fn what_is_found_was_suspected() {
    let mut found = BTreeSet::new();
    for seed in 0..ROUNDS {
        let mut random = Random::new(seed);
        let synthetic = if seed % 2 == 0 { Synthetic::new(EVENTS, seed) } else { Synthetic::lifelike(EVENTS, seed) };
        let files = synthetic.files().map(|file| (file.path.clone(), file.text.clone().into_bytes()));
        let mut files: BTreeMap<String, Vec<u8>> = files.collect();
        for _ in 0..DAMAGES {
            damage(&mut files, &mut random);
        }
        files.insert("newslint.toml".to_owned(), b"[rules]\nrelated-unreturned = \"note\"\n".to_vec());
        found.extend(look(files, seed));
    }
    // The damages are such that each of these rules finds something.
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["day-index", "duplicate-event", "related-title", "related-unreturned"]
    );
}

/// Runs every rule over several files on every file. Gives the rules that found something.
fn look(files: BTreeMap<String, Vec<u8>>, seed: u64) -> BTreeSet<&'static str> {
    let nothing = tempfile::tempdir().unwrap();
    let tree = Arc::new(Overlay::new(Arc::new(Disk::new(nothing.path().to_owned())), files));
    let Setup { archive, levels, .. } = Setup::over(nothing.path().to_owned(), tree).unwrap();
    let paths = archive.walk().files;
    let (mut events, mut indexes) = (Vec::new(), Vec::new());
    for path in &paths {
        let file = archive.read(path).unwrap();
        match archive.layout().index_date(path) {
            Some(date) => {
                let index = day_index::parse(file.text(), archive.layout().day_indexes());
                indexes.push(IndexFacts::of(Arc::clone(path), date, &index, file.text(), archive.layout()));
            }
            None => {
                let event = event::parse(file.text());
                events.extend(EventFacts::of(Arc::clone(path), &event, file.text(), archive.layout()).map(Arc::new));
            }
        }
    }
    let facts = Facts::new(&archive, &paths, &[], events, indexes);
    let mut suspects: BTreeSet<&str> = facts.days().flat_map_iter(|day| levels.suspects(&day, &facts)).collect();
    suspects.extend(facts.front_pages());
    let mut found = BTreeSet::new();
    for path in &paths {
        let rules = among(&archive, &levels, path, &archive.read(path).unwrap(), &facts);
        assert!(rules.is_empty() || suspects.contains(&**path), "seed {seed}: {path} is no suspect of {rules:?}");
        found.extend(rules);
    }
    found
}

/// The rules that find something in a file once all files are known.
fn among(archive: &Archive, levels: &Levels, path: &str, file: &TextFile, facts: &Facts<'_>) -> Vec<&'static str> {
    let layout = archive.layout();
    let diagnostics = match layout.index_date(path) {
        index_date if index_date.is_some() || !path.contains('/') => {
            let index = day_index::parse(file.text(), layout.day_indexes());
            let index = IndexFile { path, date: index_date, file, index: &index, layout };
            levels.check_among(&FileView::Index(index), facts)
        }
        _ => {
            let event = event::parse(file.text());
            let (kind, today) = (layout.kind(path), date(2021, 6, 1));
            levels.check_among(&FileView::Event(EventFile { path, kind, file, event: &event, layout, today }), facts)
        }
    };
    diagnostics.iter().map(|diagnostic| diagnostic.rule).collect()
}

/// Does to a file what hands and programs do to files.
pub fn damage(files: &mut BTreeMap<String, Vec<u8>>, random: &mut Random) {
    let news: Vec<String> = files.keys().filter(|path| path.starts_with("news/")).cloned().collect();
    let pick = |random: &mut Random| news[random.below(news.len())].clone();
    let (path, other) = (pick(random), pick(random));
    let text = String::from_utf8_lossy(&files[&path]).into_owned();
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let at = random.below(lines.len());
    match random.below(12) {
        0 => drop(files.remove(&path)),
        1 => drop(files.insert(renamed(&path), text.clone().into_bytes())),
        2 => drop(files.insert(path.clone(), files[&other].clone())),
        11 => drop(files.insert(next_day(&path), text.clone().into_bytes())),
        3 => drop(lines.remove(at)),
        4 => lines.insert(at, lines[at].clone()),
        5 => lines.swap(at, random.below(text.split('\n').count())),
        6 => lines[at] = lines[at].replace("](/", "]("),
        7 => lines[at] = lines[at].replace('[', "[A ").replace(".md", "x.md"),
        8 => lines[at].insert_str(0, random.pick(&["#", "[", "### ", " ", "1. ", "\u{feff}", "## "])),
        9 => lines.iter_mut().filter(|line| line.starts_with("# ")).for_each(|line| line.push_str(", it is said")),
        _ => lines[at] = lines[at].replace("/2", "/../2").replace("e", "é"),
    }
    if files.contains_key(&path) && lines != text.split('\n').collect::<Vec<_>>() {
        files.insert(path, lines.join("\n").into_bytes());
    }
}

/// The path of the same story on the day after it, or on no day.
fn next_day(path: &str) -> String {
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    let day = parts.len() - 2;
    parts[day] = (parts[day].parse::<u32>().unwrap() + 1).to_string();
    parts.join("/")
}

fn renamed(path: &str) -> String {
    let path = Path::new(path);
    let name = path.file_stem().unwrap().to_str().unwrap();
    path.with_file_name(format!("{}.md", &name[..name.len() - 1])).to_str().unwrap().to_owned()
}
