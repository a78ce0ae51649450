//! The store of observations.

use std::fs;
use std::process::Command;

use super::law::is_hidden;
use super::setup::{import, two_findings};
use super::shim::{Calls, EIO, Fault, KILL, counted, faulty};
use crate::harness::server::{Reply, Server};
use crate::harness::{Archive, BRIDGE, dated, law_rounds, run, sources};

const STORE: &str = ".newslint/links.db";

/// What the store has, if it is there. It is whole.
fn stored(archive: &Archive) -> Vec<String> {
    if !archive.exists(STORE) {
        return Vec::new();
    }
    let connection = rusqlite::Connection::open(archive.path(STORE)).unwrap();
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    drop(connection);
    let export = archive.run(&["audit", "export"]);
    assert_eq!((export.code, export.stderr.as_str()), (0, ""));
    // Whether there is time for a question to the web archive is another matter.
    export.stdout.lines().filter(|line| line.contains("\"vantage\"")).map(str::to_owned).collect()
}

/// At each call with which a command writes to the store: what was there stays, what it says that it has stored is there,
/// and the next run ends where one without a fault does. Of the calls, every so many are tried in a round.
fn holds(make: &dyn Fn() -> Archive, command: &dyn Fn(&Archive) -> Command, every: usize) {
    let archive = make();
    let before = stored(&archive);
    let (whole, calls) = counted(&mut command(&archive), Calls::Writing(archive.root()));
    assert_eq!(whole.code, 0, "{whole:?}");
    let (after, names) = (stored(&archive), archive.names(".newslint"));
    for round in law_rounds(0..1) {
        for (at, call) in (1..).zip(&calls).filter(|(at, _)| (at + round as usize).is_multiple_of(every)) {
            let fault = Fault::ALL[(round as usize + at / every) % Fault::ALL.len()];
            let archive = make();
            let run = run(faulty(&mut command(&archive), Calls::Writing(archive.root()), at, fault), b"");
            let what = format!("{fault} at {call}: {run:#?}");
            let now = stored(&archive);
            assert!(before.iter().all(|line| now.contains(line)), "{what}\n{now:#?}");
            assert!(now.iter().all(|line| after.contains(line)), "{what}\n{now:#?}");
            match run.code {
                0 => assert_eq!(now, after, "{what}"),
                137 => assert!(matches!(fault, Fault::Signal(KILL) | Fault::After(KILL)), "{what}"),
                code => {
                    assert_eq!(code, 2, "{what}");
                    let words = ["no space left", "the disk is full", "must both be writable", "disk I/O error"];
                    let of_system = fault.words().is_some_and(|words| run.stderr.contains(words));
                    assert!(of_system || words.iter().any(|words| run.stderr.contains(words)), "{what}");
                    assert!(run.stderr.contains(STORE), "{what}");
                }
            }
            let again = crate::harness::run(&mut command(&archive), b"");
            assert_eq!((again.code, stored(&archive)), (0, after.clone()), "{what}\n{again:#?}");
            assert_eq!(archive.names(".newslint"), names, "{what}");
            let left: Vec<String> = archive.names(".").into_iter().filter(|name| is_hidden(name)).collect();
            assert_eq!(left, [""; 0], "{what}");
        }
    }
}

fn import_command(archive: &Archive) -> Command {
    archive.command(&["audit", "import", &archive.beside("import.jsonl").display().to_string()])
}

/// An archive, and beside it what is to be imported.
fn with_import() -> Archive {
    let archive = two_findings();
    import(&archive);
    archive
}

#[test]
fn an_import_is_all_there_or_not_at_all() {
    holds(&with_import, &import_command, 1);
}

#[test]
fn what_was_stored_before_stays() {
    let with_one = || {
        let archive = with_import();
        let lines = fs::read_to_string(archive.beside("import.jsonl")).unwrap();
        archive.run_with_input(
            &["audit", "import", "-"],
            lines.lines().take(2).fold(String::new(), |all, line| all + line + "\n"),
        );
        archive
    };
    holds(&with_one, &import_command, 2);
    let merge =
        |archive: &Archive| archive.command(&["audit", "merge", &archive.beside("import.jsonl").display().to_string()]);
    holds(&with_one, &merge, 5);
}

/// That the disk has it is what its answer is about, and nothing else says so.
#[test]
fn a_disk_that_does_not_vouch_for_what_was_written_is_a_failure() {
    let archive = with_import();
    let (_, calls) = counted(&mut import_command(&archive), Calls::Writing(archive.root()));
    let log = calls.iter().position(|call| call.contains(" create ") && call.ends_with("-wal")).unwrap();
    let is_sync = |call: &String| call.contains(" fsync ") && (call.ends_with("links.db") || call.ends_with("-wal"));
    let of_store: Vec<usize> =
        (1..).zip(&calls).skip(log).filter(|(_, call)| is_sync(call)).map(|(at, _)| at).collect();
    assert!(of_store.len() >= 3, "{calls:#?}");
    for at in of_store {
        let archive = with_import();
        let run =
            run(faulty(&mut import_command(&archive), Calls::Writing(archive.root()), at, Fault::Fails(EIO)), b"");
        assert_eq!(run.code, 2, "{}: {run:?}", calls[at - 1]);
        assert!(
            run.stderr.ends_with("the disk is full, over a quota or failing; earlier writes are kept\n"),
            "{run:?}"
        );
    }
}

#[test]
fn a_run_goes_on_where_it_was_stopped() {
    let server = Server::start(|path| Reply::status(if path.starts_with("/there") { 200 } else { 404 }));
    let urls = [server.url("/there"), server.url("/gone")];
    let make = || {
        let text = dated("2021-05-3", "Harbour bridge opens") + &sources(&urls);
        Archive::new().with("newslint.toml", "[audit]\ncontrol-urls = []\n").with(BRIDGE, text)
    };
    let visit = |archive: &Archive| {
        let options = ["--host-gap", "0s", "--timeout", "60s", "--allow-private", "--now", "2026-01-01T12:00:00Z"];
        archive.command(&[&["audit", "run"], &options[..]].concat())
    };
    holds(&make, &visit, 5);
}
