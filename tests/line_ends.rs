//! CRLF that git puts on disk and takes out again is no fault of a file: what is held against its lines is what a commit
//! would have in them.

use std::collections::BTreeSet;

use crate::harness::{BRIDGE_TEXT, Repository, needs};

/// What `.gitattributes` can say of a file, with a name for it.
const ATTRIBUTES: [(&str, &str); 7] = [
    ("plain", ""),
    ("text", "text"),
    ("binary", "-text"),
    ("auto", "text=auto"),
    ("crlf", "eol=crlf"),
    ("lf", "text eol=lf"),
    ("auto-crlf", "text=auto eol=crlf"),
];

/// The text with each of the line ends that a file can have.
fn texts() -> [(&'static str, String); 3] {
    let crlf = BRIDGE_TEXT.replace('\n', "\r\n");
    let mixed = BRIDGE_TEXT.replacen('\n', "\r\n", 3);
    [("unix", BRIDGE_TEXT.to_owned()), ("dos", crlf), ("mixed", mixed)]
}

/// A repository in which every state of a file is there once: its attributes, what the index has, what is on disk.
fn repository(autocrlf: &str) -> Repository {
    let repository = Repository::empty();
    repository.git(&["config", "core.autocrlf", autocrlf]);
    let rules: Vec<String> = ATTRIBUTES.iter().map(|(name, rule)| format!("**/{name}-in-*.md {rule}\n")).collect();
    repository.write(".gitattributes", rules.concat());
    for (attribute, _) in ATTRIBUTES {
        for (index, kept) in texts().iter().map(|(name, text)| (*name, Some(text))).chain([("nothing", None)]) {
            for (disk, text) in texts() {
                let path = format!("news/2021/05/3/{attribute}-in-{index}-out-{disk}.md");
                if let Some(kept) = kept {
                    repository.write("kept", kept);
                    let blob = repository.git(&["hash-object", "-w", "--no-filters", "kept"]);
                    repository.git(&[
                        "update-index",
                        "--add",
                        "--cacheinfo",
                        &format!("100644,{},{path}", blob.trim()),
                    ]);
                }
                repository.write(&path, text);
            }
        }
    }
    repository.remove("kept");
    repository
}

#[test]
fn line_ends_are_judged_as_a_commit_would_have_them() {
    needs!("git");
    for autocrlf in ["false", "true", "input"] {
        let repository = repository(autocrlf);
        let run = repository.run(&["check", "--select", "text-encoding", "--format", "concise", "--quiet"]);
        let found: BTreeSet<&str> = run.stdout.lines().filter_map(|line| line.split(':').next()).collect();
        repository.git(&["add", "--all"]);
        let listed = repository.git(&["ls-files", "--eol", "news"]);
        let kept = listed.lines().filter(|line| line.starts_with("i/crlf") || line.starts_with("i/mixed"));
        let kept: BTreeSet<&str> = kept.filter_map(|line| line.split('\t').nth(1)).collect();
        assert_eq!(found, kept, "core.autocrlf = {autocrlf}");
        assert!((16..=60).contains(&kept.len()), "{} files keep CRLF", kept.len());
    }
}

#[test]
fn a_fix_leaves_the_line_ends_of_the_checkout() {
    needs!("git");
    let repository = Repository::empty();
    repository.git(&["config", "core.autocrlf", "true"]);
    let broken = BRIDGE_TEXT.replace("2021-05-3", "2021-05-03").replace('\n', "\r\n");
    let path = "news/2021/05/3/harbour-bridge-opens.md";
    repository.write(path, &broken);
    let run = repository.run(&["check", "--fix", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
    assert_eq!(repository.text(path), BRIDGE_TEXT.replace('\n', "\r\n"));
}

#[test]
fn outside_of_a_repository_the_file_is_what_it_is() {
    let archive = crate::harness::Archive::new().with(crate::harness::BRIDGE, BRIDGE_TEXT.replace('\n', "\r\n"));
    let run = archive.run(&["check", "--format", "concise", "--quiet"]);
    assert_eq!(run.stdout.matches("[text-encoding]").count(), 1, "{run:?}");
}
