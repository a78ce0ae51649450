//! The law of adopting: whatever happened to an archive, it is clean afterwards, and a commit that breaks something is
//! stopped.

use std::collections::BTreeMap;

use super::{adopt, assert_adopted, follow};
use crate::fix::damage::damage;
use crate::harness::{Archive, Repository, law_rounds, needs};
use crate::synthetic::Synthetic;
use crate::synthetic::random::Random;

#[test]
fn a_damaged_archive_is_adopted() {
    needs!("git");
    for round in law_rounds(0..12) {
        let mut random = Random::new(round);
        let synthetic = if round % 3 == 2 { Synthetic::lifelike(40, round) } else { Synthetic::new(40, round) };
        let mut files: BTreeMap<String, Vec<u8>> =
            synthetic.files().map(|file| (file.path.clone(), file.text.clone().into_bytes())).collect();
        let damages: Vec<_> = (0..8).flat_map(|_| damage(&mut files, &mut random)).collect();
        let archive = Repository::of(Archive::empty());
        let prefix = if random.percent(30) { "site/" } else { "" };
        for (path, bytes) in &files {
            archive.write(format!("{prefix}{path}"), bytes);
        }
        if random.percent(60) {
            archive.commit();
        }
        let adopted = adopt(archive.root(), &["--yes"]);
        assert_eq!(adopted.code, 0, "round {round}, after {damages:?}: {adopted:?}");
        follow(archive.root(), &adopted);
        assert_adopted(&archive, prefix);
    }
}

/// The archive with the defects of which the README tells.
#[test]
fn the_fixture_is_adopted() {
    needs!("git");
    let archive = Repository::of(Archive::empty());
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archive/news");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&from).unwrap();
            archive.write(std::path::Path::new("news").join(path), std::fs::read(entry.path()).unwrap());
        }
    }
    archive.commit();
    let adopted = adopt(archive.root(), &["--yes"]);
    follow(archive.root(), &adopted);
    assert_adopted(&archive, "");
}
