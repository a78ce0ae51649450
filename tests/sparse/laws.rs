//! Laws, over random archives and random parts of them: a sparse checkout of a valid archive has no findings, and a
//! file has the same findings in a sparse checkout as in a full one.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Texts, check, clone, committed, lines, valid};
use crate::harness::{Repository, needs};
use crate::suspects::damage;
use crate::synthetic::random::Random;

/// Checks random folders out (`--cone`), or random files and folders.
fn choose(repository: &Repository, clone: &Path, files: &Texts, random: &mut Random, is_cone: bool) {
    let mut chosen = BTreeSet::new();
    for path in files.keys() {
        let part: Vec<&str> = path.split('/').take(2 + random.below(4)).collect();
        if random.below(12) == 0 {
            chosen.insert(part.join("/"));
        }
    }
    let patterns: Vec<String> = match is_cone {
        true => chosen.into_iter().filter(|path| !files.contains_key(path)).collect(),
        false => chosen.into_iter().map(|path| format!("/{path}")).chain(["/newslint.toml".to_owned()]).collect(),
    };
    let mut arguments = vec!["sparse-checkout", "set", if is_cone { "--cone" } else { "--no-cone" }];
    if is_cone && random.below(2) == 0 {
        arguments.push("--sparse-index");
    }
    arguments.extend(patterns.iter().map(String::as_str));
    repository.git_in(clone, &arguments);
}

#[test]
fn a_sparse_checkout_of_a_valid_archive_has_no_findings() {
    needs!("git");
    for seed in 0..3 {
        let files = valid(seed);
        let repository = committed(&files);
        assert_eq!(lines(repository.root(), &[]), [""; 0], "the archive is valid");
        let (whole, filtered) = (clone(&repository, "whole", &[]), clone(&repository, "part", &["--filter=blob:none"]));
        let worktree = repository.beside("worktree");
        repository.git_in(&whole, &["worktree", "add", "--quiet", "--detach", worktree.to_str().unwrap()]);
        let random = &mut Random::new(seed);
        for round in 0..6 {
            let checkout = [&whole, &filtered, &worktree][round % 3];
            choose(&repository, checkout, &files, random, round < 3);
            let run = check(checkout, &["--format=concise", "--fail-on=note"]);
            assert_eq!((run.code, run.stdout.as_str()), (0, ""), "seed {seed}, round {round}: {run:?}");
            // The same for a folder, and for every file by its name.
            assert_eq!(lines(checkout, &["news"]), [""; 0], "seed {seed}, round {round}");
            let named: Vec<&str> =
                files.keys().map(String::as_str).filter(|path| checkout.join(path).exists()).collect();
            if !named.is_empty() {
                assert_eq!(lines(checkout, &named), [""; 0], "seed {seed}, round {round}");
            }
        }
    }
}

#[test]
fn a_file_has_the_findings_that_it_has_in_a_full_checkout() {
    needs!("git");
    let (mut found, mut less) = (0, 0);
    for seed in 0..4 {
        let mut files = valid(seed);
        let random = &mut Random::new(seed);
        (0..40).for_each(|_| damage(&mut files, random));
        let repository = committed(&files);
        let full = lines(repository.root(), &[]);
        let (whole, filtered) = (clone(&repository, "whole", &[]), clone(&repository, "part", &["--filter=blob:none"]));
        for round in 0..4 {
            let checkout = if round % 2 == 0 { &whole } else { &filtered };
            choose(&repository, checkout, &files, random, round < 2);
            let path = |line: &String| serde_json::from_str::<serde_json::Value>(line).unwrap()["path"].to_string();
            let is_here = |line: &&String| checkout.join(path(line).trim_matches('"')).exists();
            let expected: Vec<&String> = full.iter().filter(is_here).collect();
            let sparse = lines(checkout, &[]);
            found += sparse.len();
            if round % 2 == 0 {
                assert_eq!(sparse.iter().collect::<Vec<_>>(), expected, "seed {seed}, round {round}");
            } else {
                // What needs a text that is not fetched is not judged, and nothing else is said.
                let more: Vec<_> = sparse.iter().filter(|line| !expected.contains(line)).collect();
                assert!(more.is_empty(), "seed {seed}, round {round}: {more:#?}");
                less += expected.len() - sparse.len();
            }
        }
    }
    assert!(found > 20 && less < found, "{found} {less}");
}
