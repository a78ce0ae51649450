//! Files that are no texts, links, pipes, and odd names.

use std::fs;
use std::sync::Arc;

use jiff::civil::date;
use newslint::setup::Setup;
use newslint_linter::check::{Checker, Files, Sources};
use newslint_model::progress::Progress;

use super::{FINDING, clean, with_finding};
use crate::harness::{Archive, BRIDGE, broken};

#[test]
fn files_that_are_no_text_are_diagnosed_and_the_others_still_checked() {
    let title = |bytes: &[u8]| [b"### [2021-05-3](/news/2021/05/3/index.md)\n\n# ", bytes, b"\n"].concat();
    let archive = with_finding()
        .with("news/2021/05/3/bom.md", ["\u{feff}".as_bytes(), &title(b"Title")].concat())
        .with("news/2021/05/3/crlf.md", "### [2021-05-3](/news/2021/05/3/index.md)\r\n\r\n# Title\r\n")
        .with("news/2021/05/3/empty.md", "")
        .with("news/2021/05/3/huge.md", vec![b'x'; (1 << 20) + 1])
        .with("news/2021/05/3/latin-1.md", title(b"Caf\xe9"))
        .with("news/2021/05/3/nul.md", title(b"Ti\0tle"))
        .with("news/2021/05/3/random.md", (0u8..=255).cycle().take(5000).collect::<Vec<u8>>())
        .with("news/2021/05/3/utf-16.md", [b"\xff\xfe#\0 \0T\0".as_slice()].concat());
    archive.link("news/2021/05/3/link.md", "/etc/hostname");
    archive.link("news/2021/05/3/dangling.md", "nowhere.md");
    fs::create_dir(archive.path("news/2021/05/3/folder.md")).unwrap();
    let run = archive.run(&["check", "--format", "concise"]);
    let found = |name: &str| -> Vec<&str> {
        let prefix = format!("news/2021/05/3/{name}.md:");
        run.stdout.lines().filter_map(|line| line.strip_prefix(&prefix)).collect()
    };
    assert_eq!(found("bom"), ["1:1: error[text-encoding] [*] the file starts with a byte order mark"]);
    assert_eq!(found("crlf"), ["1:42: error[text-encoding] [*] the lines end with CRLF"]);
    assert_eq!(found("empty"), ["1:1: error[title-heading] the file is empty"]);
    assert_eq!(found("huge"), ["1:1: error[unreadable-file] the file has 1048577 bytes; an event has at most 1048576"]);
    assert_eq!(found("latin-1"), ["3:6: error[text-encoding] byte 0xE9 is not UTF-8"]);
    assert_eq!(found("nul"), ["3:5: error[text-encoding] a NUL character in the text"]);
    assert!(found("random").iter().any(|line| line.contains("is not UTF-8, and")), "{run:?}");
    assert_eq!(found("utf-16"), ["1:1: error[text-encoding] the file is UTF-16LE, not UTF-8"]);
    for link in ["link", "dangling"] {
        assert!(found(link)[0].starts_with("1:1: error[unreadable-file] a symbolic link"), "{run:?}");
    }
    assert_eq!(found("harbour-bridge-opens"), ["7:1: error[source-numbering] [*] the list starts at 2; expected 1"]);
    assert_eq!(run.code, 1);
}

#[test]
fn a_pipe_among_the_events_is_not_waited_for() {
    let archive = clean();
    let pipe = archive.path("news/2021/05/3/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = archive.run(&["check", "--format", "concise"]);
    assert_eq!(run.stdout, "news/2021/05/3/pipe.md:1:1: error[unreadable-file] not a regular file\n");
}

#[test]
fn a_link_inside_the_archive_is_read() {
    let archive = Archive::new().with("drafts/bridge.md", broken());
    fs::create_dir_all(archive.path("news/2021/05/3")).unwrap();
    archive.link(BRIDGE, "../../../../drafts/bridge.md");
    assert_eq!(archive.run(&["check", "--format", "concise"]).stdout, FINDING);
    assert_eq!(archive.run(&["check", "--format", "concise", BRIDGE]).stdout, FINDING);
}

#[test]
fn a_name_that_is_not_utf_8_is_reported_and_read() {
    use std::os::unix::ffi::OsStrExt;
    let archive = clean();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    fs::write(archive.path("news/2021/05/3").join(name), broken()).unwrap();
    let run = archive.run(&["check", "--format", "concise"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "news/2021/05/3/caf\u{fffd}.md:1:1: error[file-path] a slug cannot contain `\u{fffd}`; only a to z, 0 to 9, - and _",
            "news/2021/05/3/caf\u{fffd}.md:7:1: error[source-numbering] [*] the list starts at 2; expected 1",
        ]
    );
}

#[test]
fn a_file_that_vanishes_meanwhile_is_a_note() {
    let archive = with_finding();
    let setup = Setup::open(archive.root().to_owned()).unwrap();
    let checker = Checker {
        archive: &setup.archive,
        levels: &setup.levels,
        sources: Sources::default(),
        excerpt_width: None,
        today: date(2021, 6, 1),
        progress: &Progress::new(false),
        counts: false,
    };
    let paths = [BRIDGE, "news/2021/05/3/vanished.md"].map(Arc::from).to_vec();
    let checked = checker.check(&Files { paths, ..Files::default() }).unwrap();
    let found: Vec<_> =
        checked.findings.iter().map(|finding| (&*finding.path, finding.diagnostic.level.name())).collect();
    assert_eq!(found, [(BRIDGE, "error"), ("news/2021/05/3/vanished.md", "note")]);
}
