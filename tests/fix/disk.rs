//! What happens to files: permissions, links, and writes that fail.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use newslint::archive::{WriteFault, replace};

use super::archive::{Archive, BRIDGE, BRIDGE_TEXT, repeated, summary};

#[test]
fn permissions_stay() {
    for mode in [0o600, 0o640, 0o755] {
        let archive = Archive::with(repeated());
        fs::set_permissions(archive.path(BRIDGE), fs::Permissions::from_mode(mode)).unwrap();
        archive.check(&["--fix"]);
        assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
        let metadata = fs::metadata(archive.path(BRIDGE)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o7777, mode);
        assert_eq!(archive.siblings(BRIDGE).len(), 1, "nothing is left beside the file");
    }
}

#[test]
fn a_file_without_a_fix_is_not_written() {
    let archive = Archive::with(BRIDGE_TEXT);
    let inode = || fs::metadata(archive.path(BRIDGE)).unwrap().ino();
    let before = inode();
    archive.check(&["--fix", "--unsafe-fixes"]);
    assert_eq!(inode(), before);
}

#[test]
fn a_symbolic_link_is_written_through() {
    let archive = Archive::new();
    archive.write("store/bridge.md", repeated());
    archive.write(BRIDGE, "");
    fs::remove_file(archive.path(BRIDGE)).unwrap();
    symlink("../../../../store/bridge.md", archive.path(BRIDGE)).unwrap();
    let run = archive.check(&["--diff"]);
    assert!(run.stdout().starts_with("--- a/store/bridge.md\n+++ b/store/bridge.md\n"), "{}", run.stdout());

    let run = archive.check(&["--fix"]);
    assert_eq!(summary(&run), "1 file: 1 fixed, no findings");
    assert!(fs::symlink_metadata(archive.path(BRIDGE)).unwrap().is_symlink());
    assert_eq!(archive.text("store/bridge.md"), BRIDGE_TEXT);
}

#[test]
fn a_file_with_two_names_is_fixed_once() {
    let archive = Archive::with(repeated());
    let other = "news/2021/05/3/harbour-bridge-opens.md";
    symlink("harbour-bridge-opens-in-port-ellery.md", archive.path(other)).unwrap();
    let run = archive.check(&["--fix"]);
    assert_eq!(summary(&run), "2 files: 1 fixed, no findings");
    assert_eq!(run.code, Some(0));
    assert_eq!(archive.text(BRIDGE), BRIDGE_TEXT);
}

#[test]
fn a_file_outside_of_the_archive_is_not_written() {
    let outside = Archive::with(repeated());
    let archive = Archive::with("");
    fs::remove_file(archive.path(BRIDGE)).unwrap();
    symlink(outside.path(BRIDGE), archive.path(BRIDGE)).unwrap();
    let run = archive.check(&["--fix"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(outside.text(BRIDGE), repeated());
}

#[test]
fn a_folder_that_cannot_be_written_to_loses_nothing() {
    let archive = Archive::with(repeated());
    let folder = archive.path(BRIDGE).parent().unwrap().to_owned();
    let set = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    // The superuser can write to it all the same.
    let can_write = fs::write(folder.join(".probe"), "").and_then(|()| fs::remove_file(folder.join(".probe"))).is_ok();
    let run = archive.check(&["--fix"]);
    set(0o755);
    if can_write {
        assert_eq!((run.code, archive.text(BRIDGE).as_str()), (Some(0), BRIDGE_TEXT));
    } else {
        assert_eq!((run.code, archive.text(BRIDGE)), (Some(2), repeated()));
        assert!(run.stderr.starts_with(&format!("newslint: {BRIDGE}: not fixed: ")), "{}", run.stderr);
    }
}

/// No file can grow: what a full disk does, for the superuser too.
const FULL_DISK: &str = "trap '' XFSZ; ulimit -f 0; exec \"$@\"";

#[test]
fn a_write_that_fails_loses_nothing() {
    let archive = Archive::with(repeated());
    let run = archive.shell(FULL_DISK, &["--fix", "--format", "concise"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.starts_with(&format!("newslint: {BRIDGE}: not fixed: ")), "{}", run.stderr);
    assert_eq!(summary(&run), "1 file: 0 fixed, 1 error", "the report is of what is on disk");
    assert!(run.stdout().contains("error[source-numbering]"), "{}", run.stdout());
    assert_eq!(archive.text(BRIDGE), repeated());
    assert_eq!(archive.siblings(BRIDGE).len(), 1, "nothing is left beside the file");
}

/// The first file that grows beyond 512 or 1024 bytes ends the program, in the middle of the write.
const INTERRUPTED: &str = "ulimit -c 0; ulimit -f 1; exec \"$@\"";

#[test]
fn an_interrupted_write_leaves_the_old_file() {
    let small = "news/2021/05/2/snow-falls-in-may.md";
    let text = |title: &str, more: &str| repeated().replace("Harbour", title).replace("\n### Sources", more);
    let large = text("Harbour", &format!("\n{}\n\n### Sources", "The first bus crossed it. ".repeat(200)));
    let archive = Archive::with(&large);
    archive.write(small, repeated().replace("2021-05-3", "2021-05-2").replace("05/3/index", "05/2/index"));

    let run = archive.shell(INTERRUPTED, &["--fix"]);
    assert_eq!(run.code, None, "a signal ended it: {}", run.stderr);
    assert_eq!(archive.text(BRIDGE), large);
    assert!(archive.text(small).contains("\n2. [Cover Image]"), "the file before it is written");

    let again = archive.check(&["--fix"]);
    assert_eq!(summary(&again), "2 files: 1 fixed, no findings", "what was left behind is no event");
}

#[test]
fn a_file_that_changed_since_it_was_read_stays() {
    let archive = Archive::with("somebody else's text");
    let fault = replace(&archive.path(BRIDGE), repeated().as_bytes(), BRIDGE_TEXT.as_bytes());
    assert!(matches!(fault, Err(WriteFault::Changed)), "{fault:?}");
    assert_eq!(archive.text(BRIDGE), "somebody else's text");
    assert_eq!(archive.siblings(BRIDGE).len(), 1, "nothing is left beside the file");
}
