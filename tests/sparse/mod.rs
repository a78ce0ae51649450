//! Sparse checkouts and partial clones, made by git in a temporary folder: what is left out exists, and is checked as
//! little as possible and as much as needed.

mod clones;
mod copies;
mod laws;
mod used;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::harness::{Archive, Repository, Run, newslint, run};
use crate::synthetic::Synthetic;

/// The texts of an archive's files by their paths.
type Texts = BTreeMap<String, Vec<u8>>;

/// Those of a valid archive in which days have several events, which relate to each other over the years.
fn valid(seed: u64) -> Texts {
    let synthetic = if seed.is_multiple_of(2) { Synthetic::new(60, seed) } else { Synthetic::lifelike(60, seed) };
    let files = synthetic.files().map(|file| (file.path.clone(), file.text.clone().into_bytes()));
    files.collect()
}

/// A repository whose only commit has these files; its clones may filter.
fn committed(files: &Texts) -> Repository {
    let repository = Repository::of(Archive::empty().with("newslint.toml", ""));
    files.iter().for_each(|(path, text)| repository.write(path, text));
    repository.commit();
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    repository
}

/// A clone beside the repository that has only its top's files checked out.
fn clone(repository: &Repository, name: &str, options: &[&str]) -> PathBuf {
    let clone = repository.beside(name);
    let from = format!("file://{}", repository.root().display());
    let arguments = [&["clone", "--quiet", "--sparse"], options, &[&from, clone.to_str().unwrap()]].concat();
    repository.git(&arguments);
    clone
}

/// Checks a folder out besides.
fn add(repository: &Repository, clone: &Path, folder: &str) {
    repository.git_in(clone, &["sparse-checkout", "add", folder]);
}

/// The findings of a check of `folder`, with all that is known of each, one a line.
fn lines(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let run = check(folder, &[&["--format=jsonl"], arguments].concat());
    assert!(run.code < 2, "{run:?}");
    run.stdout.lines().map(str::to_owned).collect()
}

fn check(folder: &Path, arguments: &[&str]) -> Run {
    run(newslint(folder).args(["check", "--now=2026-11-21"]).args(arguments), b"")
}
