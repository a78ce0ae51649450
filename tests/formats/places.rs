//! An archive below the top of a repository: servers know paths from that top, and people open them where they are.

use std::fs;
use std::path::PathBuf;

use super::archives::{SECOND, pair};
use super::{FORMATS, RULES};
use crate::harness::Archive;

/// The event that is pointed at.
const FIRST: &str = "news/2021/05/4/ferry-returns.md";

/// A repository with an archive in `my site`.
fn repository() -> (Archive, PathBuf) {
    let repository = Archive::empty();
    let root = repository.path("my site");
    fs::create_dir(repository.path(".git")).unwrap();
    fs::rename(pair().root(), &root).unwrap();
    (repository, root)
}

#[test]
fn servers_get_paths_from_the_top_of_the_repository() {
    let (repository, root) = repository();
    for format in FORMATS {
        // A URI, and a link.
        let site = if ["sarif", "markdown"].contains(&format) { "my%20site/" } else { "my site/" };
        let arguments = ["check", "--select", RULES, "--format", format];
        let printed = repository.run_in(&root, &arguments).stdout;
        for path in [SECOND, FIRST] {
            assert!(printed.contains(&format!("{site}{path}")), "{format}: {printed}");
        }
        // In no format is a file named without it.
        for word in [SECOND, FIRST].map(|path| format!("\"{path}")) {
            assert!(!printed.contains(&word), "{format}: {printed}");
        }
        // Wherever it is run.
        let elsewhere = repository.run_in(root.join("news/2021"), &arguments);
        assert_eq!(elsewhere.stdout, printed, "{format}");
        let root = root.to_str().unwrap();
        assert_eq!(repository.run_in("..", &[&arguments[..], &["--root", root]].concat()).stdout, printed, "{format}");
    }
}

#[test]
fn people_get_paths_from_where_they_are() {
    let (repository, root) = repository();
    let root_option = ["--root", root.to_str().unwrap()];
    let beside = root.parent().unwrap().with_file_name("beside");
    fs::create_dir(&beside).unwrap();
    let absolute = format!("{}/", root.display());
    for (folder, prefix) in [
        (root.clone(), ""),
        (root.join("news"), "../"),
        (root.join("news/2021/05/4"), "../../../../"),
        (repository.root().to_owned(), "my site/"),
        (beside, absolute.as_str()),
    ] {
        // As short as can be.
        let seen = |path: &str| {
            let inner = folder.strip_prefix(&root).unwrap_or("".as_ref());
            let below = PathBuf::from(path).strip_prefix(inner).map(|below| below.display().to_string());
            below.ok().filter(|_| folder.starts_with(&root)).unwrap_or_else(|| format!("{prefix}{path}"))
        };
        for format in ["full", "concise"] {
            let run = repository
                .run_in(&folder, &[&["check", "--select", RULES, "--format", format], &root_option[..]].concat());
            assert!(run.stdout.starts_with(&format!("{}:1:1", seen(SECOND))), "{}: {run:?}", folder.display());
            let path = run.stdout.split(":1:1").next().unwrap();
            assert!(folder.join(path).is_file(), "{path}");
            let other = format!("╭─[{}:3:4]", seen(FIRST));
            assert!(format == "concise" || run.stdout.contains(&other), "{other}: {run:?}");
        }
    }
}

#[test]
fn json_has_paths_from_the_root_and_the_way_there() {
    let (repository, root) = repository();
    let json = repository.run_in(&root, &["check", "--select", RULES, "--format", "json"]).json();
    assert_eq!(json["prefix"], "my site/");
    assert_eq!(json["diagnostics"][0]["path"], SECOND);
    assert_eq!(json["diagnostics"][0]["labels"][0]["path"], FIRST);
    let json = pair().run(&["check", "--format", "json"]).json();
    assert_eq!(json["prefix"], "", "no repository, or the top of one");
}
