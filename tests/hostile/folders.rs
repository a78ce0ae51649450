//! Folders that are deep, and names that are odd.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::harness::{Archive, BRIDGE, broken, run, shell};

#[test]
fn folders_are_nested_as_deep_as_paths_can_be_long() {
    let archive = Archive::new().with(BRIDGE, broken());
    let root = archive.path("news").as_os_str().len();
    let deepest = format!("news{}", "/d".repeat((4095 - root) / 2 - "/x.md".len()));
    run(shell("mkdir -p \"$1\"; printf '# x\\n' > \"$1/x.md\"", archive.root()).arg(&deepest), b"").printed();
    let run = archive.check(&["--select", "source-numbering,file-path"]);
    assert_eq!(run.findings(), [format!("{BRIDGE}:7 source-numbering"), format!("{deepest}/x.md:1 file-path")]);
    remove(&archive, "news/d");
}

#[test]
fn a_folder_whose_path_is_too_long_is_told() {
    let archive = Archive::new().with(BRIDGE, broken());
    let name = "e".repeat(250);
    // Each is made in the one above it, whose path alone would be too long.
    let make = "cd news; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do mkdir \"$1\"; cd -P \"$1\"; done";
    run(shell(make, archive.root()).arg(&name), b"");
    let run = archive.check(&["--select", "source-numbering,unreadable-file"]);
    let findings = run.findings();
    assert_eq!(findings.first(), Some(&format!("{BRIDGE}:7 source-numbering")), "{run:?}");
    assert!(findings.len() == 1 || run.stdout.contains("cannot be read: File name too long"), "{run:?}");
    remove(&archive, &format!("news/{name}"));
}

/// Removes what is deeper than the standard library goes.
fn remove(archive: &Archive, folder: &str) {
    run(shell("rm -rf \"$1\"", archive.root()).arg(folder), b"").printed();
}

#[test]
fn names_that_are_not_utf_8_are_read_however_many_there_are() {
    const COUNT: usize = 2_000;
    let archive = Archive::new().with(BRIDGE, broken());
    for number in 0..COUNT {
        let name = [b"caf\xe9-".as_slice(), number.to_string().as_bytes(), b".md"].concat();
        fs::write(archive.path(Path::new(BRIDGE).parent().unwrap()).join(OsStr::from_bytes(&name)), broken()).unwrap();
    }
    let run = archive.check(&["--select", "source-numbering"]);
    assert_eq!(run.details().len(), COUNT + 1);
    let fixed = archive.check(&["--fix", "--select", "source-numbering"]);
    assert_eq!(fixed.summary(), "2,001 files: 2,001 fixed, no findings");
}
