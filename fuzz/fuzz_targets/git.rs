//! What git prints.
//!
//! Laws: a path that is read is one that was printed; a content is read whole, or as much of it as is wanted, and what
//! comes after it is read from its beginning; a size that is only claimed takes no memory.

#![no_main]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use newslint_model::tree::git::output;

/// An event's largest size, made small.
const MOST: usize = 64;

fuzz_target!(|input: &[u8]| {
    let Some((kind, printed)) = input.split_first() else { return };
    match kind % 6 {
        0 => expect_printed(printed, output::differences("diff", printed).ok()),
        1 => expect_printed(printed, output::status(printed, b"").ok()),
        2 => expect_printed(printed, output::status(printed, b"archive/").ok()),
        3 => expect_files(printed),
        4 => expect_blobs(printed),
        _ => expect_folder(printed),
    }
});

fn expect_printed(printed: &[u8], differences: Option<Vec<output::Difference>>) {
    for difference in differences.into_iter().flatten() {
        let is_printed =
            |path: &Path| printed.split(|byte| *byte == 0).any(|part| part.ends_with(path.as_os_str().as_bytes()));
        assert!(is_printed(&difference.path) && !difference.path.as_os_str().as_bytes().contains(&0));
        for id in [difference.old, difference.new].into_iter().flatten().map(|object| object.id) {
            assert!(!id.contains(['\0', ' ']), "{id:?}");
        }
    }
}

fn expect_files(printed: &[u8]) {
    let lines = || printed.split(|byte| *byte == 0).filter(|line| !line.is_empty());
    for id in [1, 2] {
        let Ok(files) = output::listed("ls-files", id, lines()) else { continue };
        assert!(files.len() <= lines().count());
        for (path, _) in files {
            let is_printed = |line: &[u8]| String::from_utf8_lossy(line).ends_with(&path);
            assert!(lines().any(is_printed), "{path:?}");
        }
    }
}

fn expect_blobs(printed: &[u8]) {
    // As it comes.
    let mut rest = printed;
    while let Ok(Some(bytes)) = output::blob(&mut rest, MOST) {
        assert!(bytes.len() <= MOST + 1);
    }
    // As git would print it, twice.
    let id = "ab".repeat(20);
    let answer = [format!("{id} blob {}\n", printed.len()).as_bytes(), printed, b"\n"].concat();
    let twice = [answer.as_slice(), &answer, format!("{id} missing\n").as_bytes()].concat();
    let mut rest = twice.as_slice();
    let wanted = &printed[..printed.len().min(MOST + 1)];
    for _ in 0..2 {
        assert_eq!(output::blob(&mut rest, MOST).ok().flatten().as_deref(), Some(wanted));
    }
    assert!(matches!(output::blob(&mut rest, MOST), Ok(None)) && rest.is_empty());
}

fn expect_folder(printed: &[u8]) {
    let mut rest = printed;
    let _ = output::folder(&mut rest);
    for digits in [40, 64] {
        let answer = [format!("{} tree {}\n", "a".repeat(digits), printed.len()).as_bytes(), printed, b"\n"].concat();
        let mut rest = answer.as_slice();
        let entries = output::folder(&mut rest).expect("it is whole");
        assert!(rest.is_empty());
        for (name, object) in entries {
            assert!(!name.contains('\0'));
            assert!(object.is_none_or(|object| object.id.len() == digits), "{:?}", OsStr::new(&name));
        }
    }
}
