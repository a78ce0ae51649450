//! Texts over files, as standard input and the drafts of fixes are.

use std::sync::Arc;

use newslint_model::tree::{Disk, Overlay, ReadFault, Tree};

use crate::harness::Archive;

#[test]
fn texts_lie_over_files_and_beside_them() {
    let archive = Archive::empty().with("a/b.md", "below").with("a/c.md", "below");
    let disk = Arc::new(Disk::new(archive.root().to_owned()));
    let texts = ["a/b.md", "a/d/e.md", "f.md"].map(|path| (path.to_owned(), b"over".to_vec()));
    let tree = Overlay::new(disk, texts.into_iter().collect());
    let names = |folder| tree.names(folder).map(|names| (names.files.join(" "), names.folders.join(" "))).ok();
    assert_eq!(names("a"), Some(("b.md c.md".into(), "d".into())));
    assert_eq!(names(""), Some(("f.md".into(), "a".into())));
    assert_eq!(names("a/d"), Some(("e.md".into(), String::new())));
    assert_eq!(names("g"), None);
    let read = |path| tree.read(path, 5).map(|file| file.text().to_owned()).ok();
    assert_eq!([read("a/b.md"), read("a/c.md")], [Some("over".to_owned()), Some("below".to_owned())]);
    assert!(matches!(tree.read("a/b.md", 3), Err(ReadFault::TooLarge(4))));
    assert_eq!(["a/d/e.md", "a/c.md", "a/x.md"].map(|path| tree.exists(path)), [true, true, false]);
    assert_eq!(["a/b.md", "a/c.md"].map(|path| tree.on_disk(path)), [None, Some(archive.path("a/c.md"))]);
}
