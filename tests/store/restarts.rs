//! A server that is killed and started again: nothing is lost, and nothing is there twice.

use std::process::Stdio;
use std::sync::mpsc;
use std::thread;

use newslint_audit::store::{self, StoreLocation};

use super::folder::{Folder, HEADER, many};
use crate::harness::postgres::Postgres;
use crate::harness::{newslint, run};

#[test]
fn what_is_written_while_a_server_restarts_is_there_once() {
    let Some(server) = Postgres::start() else { return };
    let folder = Folder::new();
    let url = server.database();
    let visits = folder.visits(6000);
    let (report, written) = mpsc::channel();
    let new: usize = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let location = StoreLocation::parse(url.as_ref(), None).unwrap();
            let mut store = store::create_or_open(&location).unwrap();
            let batch = |(number, batch)| {
                let _ = report.send(number);
                store.append(batch).unwrap()
            };
            (0..).zip(visits.chunks(50)).map(batch).sum()
        });
        // Each time while a batch is about to be written.
        for (end, is_crash) in [(20, true), (40, false), (60, true), (80, false)] {
            while written.recv().unwrap() < end {}
            if is_crash {
                server.kill()
            } else {
                server.stop()
            }
            server.go_on();
        }
        writer.join().unwrap()
    });
    assert_eq!(new, 6000, "each is told to be new once");
    folder.import("file", &folder.lines(&visits));
    let exported = run(newslint(folder.root()).args(["audit", "export", "--store", &url]), b"").printed();
    assert_eq!(exported, format!("{HEADER}{}", folder.export("file")));
    let rows = server.sql(&url, "SELECT count(*), count(DISTINCT (url, at)) FROM newslint.observations");
    assert_eq!(rows, "6000|6000");
}

/// As after a change to another server that had not got the last of it yet.
#[test]
fn what_a_server_has_lost_is_not_believed_to_be_there() {
    let Some(folder) = Folder::on_server() else { return };
    let visits = folder.visits(10);
    let mut store = folder.open("links.db");
    assert_eq!(store.append(&visits).unwrap(), 10);
    let lost = "TRUNCATE newslint.observations, newslint.urls, newslint.hosts, newslint.vantages, newslint.bodies
        RESTART IDENTITY;
        INSERT INTO newslint.bodies (digest, name) VALUES (md5('404')::uuid, '{\"cause\":\"404\"}');
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert_eq!(folder.sql("links.db", lost), "1");
    assert_eq!(store.append(&visits).unwrap(), 10);
    folder.import("file", &folder.lines(&visits));
    assert_eq!(folder.export("links.db"), folder.export("file"));
}

/// It is more than is kept in memory, so it cannot be written again, and its user is told to.
#[test]
fn an_import_that_a_crash_interrupts_leaves_nothing() {
    let Some(server) = Postgres::start() else { return };
    let folder = Folder::new();
    let url = server.database();
    let lines = format!("{HEADER}{}", many(12_000));
    let mut import = newslint(folder.root());
    import.args(["audit", "import", "-", "--store", &url]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut import = import.spawn().unwrap();
    let mut input = import.stdin.take().unwrap();
    // All but the end: it waits for that, in the middle of a transaction.
    std::io::Write::write_all(&mut input, &lines.as_bytes()[..lines.len() - 1000]).unwrap();
    server.kill();
    server.go_on();
    let _ = std::io::Write::write_all(&mut input, &lines.as_bytes()[lines.len() - 1000..]);
    drop(input);
    let told = import.wait_with_output().unwrap();
    let words = String::from_utf8(told.stderr).unwrap();
    assert_eq!(told.status.code(), Some(2), "{words}");
    assert!(words.starts_with(&format!("newslint: {url}: the server cannot be reached: ")), "{words}");
    assert_eq!(server.sql(&url, "SELECT count(*) FROM newslint.observations"), "0");
    let export = || run(newslint(folder.root()).args(["audit", "export", "--store", &url]), b"").printed();
    assert_eq!(export(), HEADER, "URLs of which nothing is known are none");
    run(newslint(folder.root()).args(["audit", "import", "-", "--store", &url]), lines.as_bytes()).printed();
    assert_eq!(export().lines().count(), 12_001);
}
