//! Files that cannot be read: nothing is taken for missing that is there, and everything else is checked.

use super::law::is_hidden;
use super::setup::{import, two_findings};
use super::shim::{Calls, EINTR, EIO, Fault, counted, faulty};
use crate::harness::{Archive, BRIDGE, law_rounds, run};

/// A known finding, one that is not, and a store.
fn archive() -> Archive {
    let archive = two_findings();
    let file = import(&archive);
    archive.run(&["audit", "import", &file]).printed();
    archive.run(&["baseline", "update", BRIDGE]).printed();
    archive
}

/// At every read. It is either told of, with the file, or changes nothing.
#[test]
fn a_read_that_fails_is_told_of() {
    let baseline = archive().text(".newslint-baseline");
    for command in [
        &["check", "--format", "concise"][..],
        &["check", "--format", "concise", "--verdicts", ".newslint/links.db"],
        &["baseline", "update"],
        &["audit", "export"],
        &["audit", "report", "--format", "json", "--now", "2026-03-01T00:00:00Z"],
    ] {
        let archive = archive();
        let (whole, calls) = counted(&mut archive.command(command), Calls::Reading(archive.root()));
        assert!(whole.code < 2 && !calls.is_empty(), "{command:?}: {whole:?}");
        for (at, call) in (1..).zip(&calls) {
            for round in law_rounds(0..1) {
                let fault = [Fault::Fails(EIO), Fault::Fails(EINTR), Fault::Short][(round as usize + at / 2) % 3];
                archive.write(".newslint-baseline", &baseline);
                let run = run(faulty(&mut archive.command(command), Calls::Reading(archive.root()), at, fault), b"");
                if (run.code, &run.stdout) == (whole.code, &whole.stdout) {
                    continue;
                }
                let what = format!("{command:?}, {fault} at {call}: {run:#?}");
                let told = format!("{}{}", run.stdout, run.stderr);
                assert!(run.code > 0 && fault != Fault::Short, "{what}");
                // SQLite takes a disk that cannot be read for a damaged one.
                let words = [fault.words().unwrap(), "disk I/O error", "the store is damaged"];
                assert!(words.iter().any(|words| told.contains(words)), "{what}");
                // Which of the folders and events is read at that call is another one in each run.
                let name = call.split_once("/archive").unwrap().1.trim_start_matches('/');
                let name = if name.starts_with("news/") { "news" } else { name };
                let name = if is_hidden(name) { ".newslint-baseline" } else { name };
                assert!(told.contains(name.trim_end_matches("-wal").trim_end_matches("-shm")), "{what}");
                assert_eq!(archive.text(".newslint-baseline"), baseline, "{what}");
            }
        }
    }
}
