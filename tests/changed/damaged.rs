//! A repository in which something is damaged.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{BRIDGE, FERRY, link};
use crate::harness::{Repository, needs, newslint, run};

/// git says how large a content claims to be before it looks at it.
#[test]
fn a_folder_that_claims_to_be_huge_is_an_error() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE, FERRY]);
    repository.event(FERRY, &[&link(BRIDGE)]);
    repository.commit();
    let id = repository.git(&["rev-parse", "HEAD:news/2021/05/3"]);
    let (folder, name) = id.trim().split_at(2);
    let file = repository.path(format!(".git/objects/{folder}/{name}"));
    for size in ["9223372036854775809", "9007199254740993", "1"] {
        let mut damaged = ZlibEncoder::new(Vec::new(), Compression::default());
        write!(damaged, "tree {size}\0100644 bridge-opens.md\0").unwrap();
        damaged.write_all(&[1; 20]).unwrap();
        fs::remove_file(&file).unwrap();
        fs::write(&file, damaged.finish().unwrap()).unwrap();
        let mut command = newslint(repository.root());
        command.args(["check", "--staged"]).envs([("PRE_COMMIT_FROM_REF", "HEAD~1"), ("PRE_COMMIT_TO_REF", "HEAD")]);
        let run = run(&mut command, b"");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{size}: {}", run.stderr);
        assert!(run.stderr.starts_with("newslint: ") && run.stderr.contains("git "), "{size}: {}", run.stderr);
    }
}
