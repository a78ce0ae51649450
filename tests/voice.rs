//! One voice: words that sound translated, or that name a thing otherwise than the glossary in CONTRIBUTING.md, are in
//! no page of a rule.

use std::fs;
use std::path::{Path, PathBuf};

/// What is not written, and what is written instead. Each was in a text once; all were understood, and read twice.
const AVOIDED: [(&str, &str); 22] = [
    (" mend", "fix or correct"),
    ("passed over", "skipped or ignored"),
    ("pass over", "skip or ignore"),
    ("no event can be", "an event cannot be"),
    ("is no event", "is not an event"),
    ("is no document", "is not a document"),
    ("is no link", "is not a link"),
    ("is no heading", "is not a heading"),
    ("is no number", "is not a number"),
    ("in no calendar", "does not exist"),
    ("no calendar has", "does not exist"),
    ("no rule is called", "unknown rule"),
    ("that is over", "expired"),
    ("without an end", "unclosed"),
    ("cannot be told", "unclear, or the reason why"),
    ("is the matter of", "is reported by"),
    ("tells of", "is about, or reports"),
    ("told of", "reported"),
    ("in other hands", "taken over"),
    ("goes on in", "continues on"),
    ("goes on from", "continues from"),
    ("of no use", "unused"),
];

/// A text that users read, and where it is.
struct Text {
    at: String,
    words: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files in a folder and below it that end so.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path);
        }
    }
}

/// The README, the book and the rules' pages: what is in fences is an example or printed by the program.
fn pages() -> Vec<Text> {
    let mut paths = Vec::new();
    files(&root().join("rules"), ".md", &mut paths);
    files(&root().join("docs/src"), ".md", &mut paths);
    paths.extend(["README.md", "SECURITY.md", "editors/vscode/README.md"].map(|name| root().join(name)));
    let page = |path: PathBuf| {
        let mut fenced = false;
        let text = fs::read_to_string(&path).unwrap();
        let outside = text.lines().filter(|line| {
            fenced ^= line.starts_with("```");
            !fenced
        });
        Text { at: path.display().to_string(), words: outside.collect::<Vec<_>>().join(" ") }
    };
    paths.into_iter().map(page).collect()
}

#[test]
fn every_text_is_in_the_words_of_the_glossary() {
    let mut found = Vec::new();
    for text in pages() {
        // `there is no link` says something else than `it is no link`.
        let words = format!(" {} ", text.words.to_lowercase().replace("there is no", "there is not any"));
        for (avoided, instead) in AVOIDED {
            if words.contains(avoided) {
                found.push(format!("{}: {avoided:?}: write {instead}", text.at));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
