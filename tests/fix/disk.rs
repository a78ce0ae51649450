//! What happens to files: permissions, links, and writes that fail.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use newslint_model::tree::{WriteFault, replace};

use super::archive::{BRIDGE, BRIDGE_TEXT, bridge, check, repeated};
use crate::harness::{Archive, NEWSLINT, Run, run, shell};

#[test]
fn permissions_stay() {
    for mode in [0o600, 0o640, 0o755] {
        let archive = bridge(repeated());
        archive.set_mode(BRIDGE, mode);
        check(&archive, &["--fix"]);
        assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
        let metadata = fs::metadata(archive.path(BRIDGE)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o7777, mode);
        assert_eq!(siblings(&archive, BRIDGE).len(), 1, "nothing is left beside the file");
    }
}

#[test]
fn a_file_without_a_fix_is_not_written() {
    let archive = bridge(BRIDGE_TEXT);
    let inode = || fs::metadata(archive.path(BRIDGE)).unwrap().ino();
    let before = inode();
    check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!(inode(), before);
}

#[test]
fn a_symbolic_link_is_written_through() {
    let archive = Archive::new();
    archive.write("store/bridge.md", repeated());
    archive.write(BRIDGE, "");
    archive.remove(BRIDGE);
    archive.link(BRIDGE, "../../../../store/bridge.md");
    let run = check(&archive, &["--diff"]);
    assert!(run.stdout.starts_with("--- a/store/bridge.md\n+++ b/store/bridge.md\n"), "{}", run.stdout);

    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), "1 file: 1 fixed, no findings");
    assert!(fs::symlink_metadata(archive.path(BRIDGE)).unwrap().is_symlink());
    assert_eq!(archive.text("store/bridge.md"), BRIDGE_TEXT);
}

#[test]
fn a_file_with_two_names_is_fixed_once() {
    let archive = bridge(repeated());
    let other = "news/2021/05/3/harbour-bridge-opens.md";
    archive.link(other, "harbour-bridge-opens-in-port-ellery.md");
    let run = check(&archive, &["--fix"]);
    assert_eq!(run.summary(), "2 files: 1 fixed, no findings");
    assert_eq!(run.code, 0);
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
}

#[test]
fn a_file_outside_of_the_archive_is_not_written() {
    let outside = bridge(repeated());
    let archive = bridge("");
    archive.remove(BRIDGE);
    archive.link(BRIDGE, outside.path(BRIDGE));
    let run = check(&archive, &["--fix"]);
    assert_eq!(run.code, 1);
    assert_eq!(outside.text(BRIDGE), repeated());
}

#[test]
fn a_folder_that_cannot_be_written_to_loses_nothing() {
    let archive = bridge(repeated());
    let folder = archive.path(BRIDGE).parent().unwrap().to_owned();
    archive.set_mode(&folder, 0o555);
    // The superuser can write to it all the same.
    let can_write = fs::write(folder.join(".probe"), "").and_then(|()| fs::remove_file(folder.join(".probe"))).is_ok();
    let run = check(&archive, &["--fix"]);
    archive.set_mode(&folder, 0o755);
    if can_write {
        assert_eq!((run.code, archive.text(BRIDGE).as_str()), (0, BRIDGE_TEXT));
    } else {
        assert_eq!((run.code, archive.text(BRIDGE)), (2, repeated()));
        assert!(run.stderr.starts_with(&format!("newslint: {BRIDGE}: not fixed: ")), "{}", run.stderr);
    }
}

/// Runs a script in which `"$@"` is `newslint check` with these arguments.
fn in_shell(archive: &Archive, script: &str, arguments: &[&str]) -> Run {
    run(shell(script, archive.root()).args([NEWSLINT, "check"]).args(arguments), b"")
}

/// The names in a file's folder.
fn siblings(archive: &Archive, path: &str) -> Vec<String> {
    archive.names(Path::new(path).parent().unwrap())
}

/// No file can grow: what a full disk does, for the superuser too.
const FULL_DISK: &str = "trap '' XFSZ; ulimit -f 0; exec \"$@\"";

#[test]
fn a_write_that_fails_loses_nothing() {
    let archive = bridge(repeated());
    let run = in_shell(&archive, FULL_DISK, &["--fix", "--format", "concise"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with(&format!("newslint: {BRIDGE}: not fixed: ")), "{}", run.stderr);
    assert_eq!(run.summary(), "1 file: 0 fixed, 1 error", "the report is of what is on disk");
    assert!(run.stdout.contains("error[source-numbering]"), "{}", run.stdout);
    assert_eq!(archive.text(BRIDGE), repeated());
    assert_eq!(siblings(&archive, BRIDGE).len(), 1, "nothing is left beside the file");
}

/// The first file that grows beyond 512 or 1024 bytes ends the program, in the middle of the write.
const INTERRUPTED: &str = "ulimit -c 0; ulimit -f 1; exec \"$@\"";

#[test]
fn an_interrupted_write_leaves_the_old_file() {
    let small = "news/2021/05/2/snow-falls-in-may.md";
    let text = |title: &str, more: &str| repeated().replace("Harbour", title).replace("\n### Sources", more);
    let large = text("Harbour", &format!("\n{}\n\n### Sources", "The first bus crossed it. ".repeat(200)));
    let archive = bridge(&large);
    let before = repeated().replace("2021-05-3", "2021-05-2").replace("05/3/index", "05/2/index");
    archive.write(small, &before);

    let run = in_shell(&archive, INTERRUPTED, &["--fix"]);
    assert_eq!(run.code, 128 + 25, "a signal ended it: {}", run.stderr);
    assert_eq!(archive.text(BRIDGE), large);
    let is_written = archive.text(small).contains("\n2. [Cover Image]");
    assert!(is_written || archive.text(small) == before, "the other file is the old one or the new one");

    let again = check(&archive, &["--fix"]);
    let summary = if is_written { "2 files: 1 fixed, no findings" } else { "2 files: 2 fixed, no findings" };
    assert_eq!(again.summary(), summary, "what was left behind is no event");
}

#[test]
fn a_file_that_changed_since_it_was_read_stays() {
    let archive = bridge("somebody else's text");
    let fault = replace(&archive.path(BRIDGE), repeated().as_bytes(), BRIDGE_TEXT.as_bytes());
    assert!(matches!(fault, Err(WriteFault::Changed)), "{fault:?}");
    assert_eq!(archive.text(BRIDGE), "somebody else's text");
    assert_eq!(siblings(&archive, BRIDGE).len(), 1, "nothing is left beside the file");
}
