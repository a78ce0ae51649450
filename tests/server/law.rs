//! The law of diagnostics: what the server says of an open file is what a check of the whole archive says of it, with each
//! buffer in the place of its file. One thing is left to the check: where a file with known findings went to, if two could be
//! it, only all findings tell.
//!
//! The archives and the changes are those of the law of `--changed`. With `NEWSLINT_LAW_ROUNDS=FROM..TO` other rounds are
//! gone through.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::editor::{Editor, usual};
use crate::changed::law::{WHOLE, archive, change};
use crate::harness::{law_rounds, needs};
use crate::synthetic::random::Random;

/// How many changes each archive goes through.
const CHANGES: usize = 6;

/// A finding: the rule, the line, the column, and what is said.
type Said = (String, u64, u64, String);

#[test]
fn an_open_file_says_what_the_whole_check_says_of_it() {
    needs!("git");
    let mut found = 0;
    for round in law_rounds(0..6) {
        found += go_through(round);
    }
    assert!(found > 0, "something to say");
}

fn go_through(round: u64) -> usize {
    let mut random = Random::new(round);
    let small = archive(&mut random);
    let root = small.repository.root().to_owned();
    let mut can = usual();
    can["textDocument"]["diagnostic"] = json!({});
    can["general"]["positionEncodings"] = json!(["utf-32"]);
    let mut editor = Editor::with(&root, can);
    let mut open = BTreeSet::new();
    let (mut steps, mut found) = (Vec::new(), 0);
    for _ in 0..CHANGES {
        let before = files(&root);
        for path in
            before.keys().filter(|path| random.percent(25) && !open.contains(*path)).cloned().collect::<Vec<_>>()
        {
            if String::from_utf8(before[&path].clone()).is_ok() {
                editor.open(&path);
                open.insert(path);
            }
        }
        steps.push(change(&small, &mut random));
        let after = files(&root);
        tell(&mut editor, &root, &mut open, &before, &after);
        let said: BTreeMap<String, BTreeSet<Said>> =
            open.iter().map(|path| (path.clone(), said(&mut editor, path))).collect();
        for path in &open {
            fs::write(root.join(path), &after[path]).unwrap();
        }
        let whole = small.repository.run(&WHOLE);
        if whole.code == 2 || knows_of_lost_files(&root) {
            continue;
        }
        for path in open.iter().filter(|path| path.ends_with(".md")) {
            let expected = expected(&whole.stdout, path);
            found += expected.len();
            assert_eq!(said[path], expected, "round {round}: {path} after {steps:#?}");
        }
    }
    found
}

/// Whether the baseline knows findings of files that are not there.
fn knows_of_lost_files(root: &Path) -> bool {
    let names = [".newslint-baseline", "newslint-baseline.txt"];
    let lines: String = names.iter().filter_map(|name| fs::read_to_string(root.join(name)).ok()).collect();
    let entries = lines.lines().filter(|line| !line.starts_with('#'));
    entries.filter_map(|line| line.split(' ').nth(1)).any(|path| !root.join(path).exists())
}

/// Tells the editor of what changed: of open files as of buffers, whose files stay on disk as they were.
fn tell(
    editor: &mut Editor,
    root: &Path,
    open: &mut BTreeSet<String>,
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
) {
    let mut written = Vec::new();
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for path in paths.into_iter().filter(|path| before.get(*path) != after.get(*path)) {
        let text = after.get(path).map(|bytes| String::from_utf8(bytes.clone()));
        match text {
            Some(Ok(text)) if open.contains(path) => {
                fs::write(root.join(path), &before[path]).unwrap();
                editor.change(path, &text);
            }
            _ => {
                if open.remove(path) {
                    editor.close(path);
                }
                written.push(json!({ "uri": editor.uri(path), "type": 2 }));
            }
        }
    }
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": written }));
}

/// What the server says of an open file.
fn said(editor: &mut Editor, path: &str) -> BTreeSet<Said> {
    let params = json!({ "textDocument": { "uri": editor.uri(path) } });
    let report = editor.ask("textDocument/diagnostic", params);
    let said = |diagnostic: &Value| {
        let start = &diagnostic["range"]["start"];
        let message = diagnostic["message"].as_str().unwrap().split([':', '\n']).next().unwrap().to_owned();
        let rule = diagnostic["code"].as_str().unwrap().to_owned();
        (rule, start["line"].as_u64().unwrap() + 1, start["character"].as_u64().unwrap() + 1, message)
    };
    report["items"].as_array().unwrap().iter().map(said).collect()
}

/// What the whole check says of it.
fn expected(jsonl: &str, path: &str) -> BTreeSet<Said> {
    let findings = jsonl.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_path = findings.filter(|finding| finding["path"] == path && finding["rule"] != "outlet-host");
    let said = |finding: Value| {
        let message = finding["message"].as_str().unwrap().split([':', '\n']).next().unwrap().to_owned();
        let number = |name: &str| finding[name].as_u64().unwrap();
        (finding["rule"].as_str().unwrap().to_owned(), number("line"), number("column"), message)
    };
    of_path.map(said).collect()
}

/// All files with what is in them, but for git's.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = walkdir::WalkDir::new(root).into_iter().filter_entry(|entry| entry.file_name() != ".git");
    let files = all.map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}
