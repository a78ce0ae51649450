//! One voice: words that sound translated, or that name a thing otherwise than the glossary in CONTRIBUTING.md, are in
//! no page of a rule, in no message, and in no help.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::Archive;

/// What is not written, and what is written instead. Each was in a text once, was correct, and had to be
/// read twice.
const AVOIDED: [(&str, &str); 30] = [
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
    ("is no word", "is not a word"),
    ("is no file", "is not a file"),
    (" wants a ", "must be a"),
    ("put off", "postponed"),
    ("broke off", "stopped, or ended early"),
    ("left out of this checkout", "not in this checkout"),
    ("take this for", "use this as"),
    ("behind a certificate", "with an expired, untrusted or foreign certificate"),
];

/// A text that users read, and where it is.
#[derive(Clone)]
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

/// The strings in a source file, without those of its tests: each with the line that it starts on.
fn strings(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
    let mut strings = Vec::new();
    let mut rest = source.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let before = &source[..at];
        match c {
            '/' if source[at..].starts_with("//") => while rest.next_if(|(_, c)| *c != '\n').is_some() {},
            // A character, which can be a quotation mark; what looks like one otherwise is a lifetime.
            '\'' if source[at + 1..].starts_with('\\') => {
                rest.nth(1);
                while rest.next_if(|(_, c)| *c != '\'').is_some() {}
                rest.next();
            }
            '\'' if source[at + 1..].chars().nth(1) == Some('\'') => drop(rest.nth(1)),
            '"' => {
                let hashes = before.len() - before.trim_end_matches('#').len();
                let end = format!("\"{}", "#".repeat(hashes));
                let is_raw = before.trim_end_matches('#').ends_with('r');
                let mut text = String::new();
                while let Some((at, c)) = rest.next() {
                    if is_raw && source[at..].starts_with(&end) || !is_raw && c == '"' {
                        break;
                    }
                    text.push(c);
                    text.extend((!is_raw && c == '\\').then(|| rest.next()).flatten().map(|(_, c)| c));
                }
                strings.push((before.lines().count(), text));
            }
            _ => {}
        }
    }
    strings
}

/// What the program can print: every string in the sources.
fn messages() -> Vec<Text> {
    let mut paths = Vec::new();
    for folder in ["src", "crates"].map(|folder| root().join(folder)).iter().filter(|folder| folder.is_dir()) {
        files(folder, ".rs", &mut paths);
    }
    // What pages of other people's servers say.
    paths.retain(|path| !path.components().any(|part| part.as_os_str() == "markers"));
    let texts = |path: &PathBuf| {
        let text = |(line, words): (usize, String)| {
            let words = words.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
            Text { at: format!("{}:{line}", path.display()), words }
        };
        strings(&fs::read_to_string(path).unwrap()).into_iter().map(text).collect::<Vec<_>>()
    };
    paths.iter().flat_map(texts).collect()
}

/// The help of a command and of those below it.
fn helps(words: &[&str], texts: &mut Vec<Text>) {
    let help = Archive::empty().run(&[words, &["--help"]].concat()).printed();
    let below = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap());
    for name in below.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' ')) {
        let name = name.split_whitespace().next().unwrap();
        if name != "help" {
            helps(&[words, &[name]].concat(), texts);
        }
    }
    texts.push(Text {
        at: format!("newslint {} --help", words.join(" ")),
        words: help.split_whitespace().collect::<Vec<_>>().join(" "),
    });
}

#[test]
fn strings_are_found_in_a_source() {
    let source = r##"
        // "no"
        let a = "one \"two\""; let b = '"'; let c = '\''; fn d<'a>(e: &'a str) {} r#"th"ree"#
        #[cfg(test)]
mod tests { "no" }"##;
    let found: Vec<String> =
        strings(&source.replace("        #[cfg", "#[cfg")).into_iter().map(|(_, text)| text).collect();
    assert_eq!(found, [r#"one \"two\""#, r#"th"ree"#]);
}

#[test]
fn every_text_is_in_the_words_of_the_glossary() {
    let mut found = Vec::new();
    let mut texts = [pages(), messages()].concat();
    helps(&[], &mut texts);
    assert!(texts.len() > 2000, "{} texts", texts.len());
    // What has no space is a name.
    for text in texts.iter().filter(|text| text.words.contains(' ')) {
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
