//! Clones with a filter, which lack the contents of what they leave out.

use std::path::Path;

use super::{add, check, clone, committed, lines, valid};
use crate::harness::{Repository, git, needs, output};

/// The objects that are here.
fn objects(repository: &Repository, clone: &Path) -> String {
    repository.git_in(clone, &["cat-file", "--batch-all-objects", "--batch-check"])
}

#[test]
fn nothing_is_fetched() {
    needs!("git");
    let files = valid(3);
    let repository = committed(&files);
    let part = clone(&repository, "part", &["--filter=blob:none"]);
    let (year, event) = {
        let path = files.keys().rfind(|path| !path.ends_with("index.md") && !path.ends_with("README.md")).unwrap();
        (path.split('/').take(2).collect::<Vec<_>>().join("/"), path.clone())
    };
    add(&repository, &part, &year);
    let before = objects(&repository, &part);
    for arguments in [&[][..], &[event.as_str()], &["--changed"], &["--staged"], &["--fix"]] {
        let run = check(&part, &[&["--format=concise"], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
        assert_eq!(objects(&repository, &part), before, "{arguments:?}");
    }
    // The links to what is deleted cannot be looked for in what is not here, and that is said.
    repository.git_in(&part, &["rm", "--quiet", &event]);
    for option in ["--changed", "--staged"] {
        let run = check(&part, &[option, "--format=concise"]);
        assert!(run.stderr.contains(" nor fetched"), "{run:?}");
        assert_eq!(objects(&repository, &part), before, "{option}");
    }
}

#[test]
fn what_is_fetched_is_known() {
    needs!("git");
    let files = valid(3);
    let repository = committed(&files);
    let part = clone(&repository, "part", &["--filter=blob:none"]);
    let year = files.keys().last().unwrap().split('/').take(2).collect::<Vec<_>>().join("/");
    add(&repository, &part, &year);
    let run = check(&part, &[]);
    assert!(run.stderr.contains(" nor fetched"), "{run:?}");
    // A git that prints all contents fetches them.
    let mut all = git(&part);
    let ids = repository.git(&["ls-tree", "-r", "--format=%(objectname)", "HEAD"]);
    assert!(output(all.args(["cat-file", "--batch"]), ids.as_bytes()).status.success());
    let run = check(&part, &[]);
    assert!(run.code == 0 && !run.stderr.contains("not fetched"), "{run:?}");
    assert_eq!(lines(&part, &[]), [""; 0]);
}
