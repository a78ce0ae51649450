//! Stores that cannot be used, or not fully: clear words, and nothing lost.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use newslint_audit::store::{StoreFault, lock_for_run};
use rusqlite::Connection;

use super::folder::{Folder, HEADER, beside, database, fault, many, seen};
use crate::harness::{NEWSLINT, Run, program, run, shell};

const BRIDGE: &str = "https://gazette.example/bridge";

/// What a store was that was cut to nothing: a new one in its place would pass over all that it knew.
const EMPTY: &str = "empty: the file is empty: it was truncated, or is not a store; remove it to start a new one";
const CUT: &str = "cut: the file is empty: it was truncated, or is not a store; remove it to start a new one";

#[test]
fn what_is_no_store_is_left_alone() {
    let folder = Folder::new();
    fs::create_dir(folder.path("folder")).unwrap();
    folder.write("empty", "");
    folder.write("text", "an event, or something else that is long enough to be looked at");
    database(&folder.path("theirs"), "CREATE TABLE notes (text); INSERT INTO notes VALUES ('ours')");
    folder.import("later", &seen(BRIDGE, 1, "alive"));
    database(&folder.path("later"), "PRAGMA user_version = 7");
    for (name, version) in [("zero", 0), ("minus", -7)] {
        folder.import(name, &seen(BRIDGE, 1, "alive"));
        database(&folder.path(name), &format!("PRAGMA user_version = {version}"));
    }
    let damaged = |version: i64| {
        let name = if version == 0 { "zero" } else { "minus" };
        let salvage = "`newslint audit export --salvage` saves what can be read";
        format!("{name}: the store is damaged: its format has the number {version}; {salvage}")
    };
    let (zero, minus) = (damaged(0), damaged(-7));
    database(&folder.path("cut"), "CREATE TABLE a (b); DROP TABLE a; VACUUM");
    let later = "later: written by a later version of newslint, in format version 7";
    for (name, to_read, to_write) in [
        ("missing/links.db", "no store at missing/links.db", None),
        ("folder", "folder: not a store: it is not an SQLite database", Some("folder: Is a directory (os error 21)")),
        ("empty", EMPTY, Some(EMPTY)),
        (
            "text",
            "text: not a store: it is not an SQLite database",
            Some("text: not a store: it is not an SQLite database"),
        ),
        (
            "theirs",
            "theirs: not a store: it is another program's database",
            Some("theirs: not a store: it is another program's database"),
        ),
        ("later", later, Some(later)),
        ("zero", &zero, Some(&zero)),
        ("minus", &minus, Some(&minus)),
        ("cut", CUT, Some(CUT)),
    ] {
        let before = fs::read(folder.path(name)).ok();
        assert_eq!(folder.fault(&["export", "--store", name]), to_read);
        let run = folder.audit_with(&["import", "-", "--store", name], HEADER);
        match to_write {
            Some(told) => {
                assert_eq!(fault(&run), told);
                assert_eq!(fs::read(folder.path(name)).ok(), before, "{name}");
            }
            None => assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}"),
        }
        assert!(!beside(&folder.path(name), "-wal").exists());
    }
}

#[test]
fn a_store_is_read_while_somebody_writes() {
    let folder = Folder::new();
    folder.import("links.db", &seen(BRIDGE, 1, "alive"));
    let writer = Connection::open(folder.path("links.db")).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM observations").unwrap();
    assert_eq!(folder.export("links.db"), seen(BRIDGE, 1, "alive"));
    writer.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn what_was_not_closed_is_read_from_its_log() {
    let folder = Folder::new();
    left_open(&folder);
    assert_eq!(folder.export("links.db"), seen(BRIDGE, 1, "alive"));
}

#[test]
fn only_one_run_writes_to_a_store() {
    let folder = Folder::new();
    let store = folder.path("audit/links.db").into();
    let lock = lock_for_run(&store).unwrap();
    let second = lock_for_run(&store).unwrap_err();
    assert_eq!(second.fault, StoreFault::Locked);
    assert!(second.to_string().ends_with("links.db: another run is writing to this store"));
    drop(lock);
    lock_for_run(&store).unwrap();
    assert_eq!(folder.names("audit"), [".gitignore", "links.db.lock"]);
}

#[test]
fn a_folder_that_cannot_be_written_to_can_be_read() {
    let folder = Folder::new();
    folder.import("links.db", &seen(BRIDGE, 1, "alive"));
    let exported = format!("{HEADER}{}", seen(BRIDGE, 1, "alive"));
    let cannot = "links.db: the store and its folder must both be writable, with room in them";
    // The folder alone, then the store as well.
    for mode in [0o666, 0o444] {
        folder.set_mode("links.db", mode);
        let only_read = OnlyRead::new(&folder);
        let run = only_read.audit(&["export", "--store", "links.db"], "");
        assert_eq!((run.code, run.stdout, run.stderr.as_str()), (0, exported.clone(), ""));
        let run = only_read.audit(&["import", "-", "--store", "links.db"], HEADER);
        assert_eq!(fault(&run), cannot);
        let run = only_read.audit(&["import", "-", "--store", "new/links.db"], HEADER);
        assert_eq!(fault(&run), "new/links.db: the store and its folder must both be writable, with room in them");
    }
    assert_eq!(folder.export("links.db"), seen(BRIDGE, 1, "alive"));
}

#[test]
fn what_is_only_in_a_log_is_not_passed_over() {
    let folder = Folder::new();
    left_open(&folder);
    let run = OnlyRead::new(&folder).audit(&["export", "--store", "links.db"], "");
    let not_closed = "links.db: the store was not closed, and can be read only in a writable folder";
    assert_eq!(fault(&run), not_closed);
}

#[test]
fn a_full_disk_undoes_a_batch_and_nothing_else() {
    let folder = Folder::new();
    folder.import("links.db", &many(500));
    let before = folder.export("links.db");
    folder.write("more.jsonl", format!("{HEADER}{}", many(20_000)));
    // A limit on the size of files stands in for a disk; in 512 bytes, so 512 KiB.
    let mut limited = shell("trap '' XFSZ; ulimit -f 1024; exec \"$@\"", folder.root());
    let told = fault(&run(limited.args([NEWSLINT, "audit", "import", "more.jsonl", "--store", "links.db"]), b""));
    assert_eq!(told, "links.db: the disk is full, over a quota or failing; earlier writes are kept");
    assert_eq!(folder.export("links.db"), before);
    assert_eq!(folder.audit(&["import", "more.jsonl", "--store", "links.db"]).code, 0);
    assert_eq!(folder.export("links.db").lines().count(), 20_000);
}

/// Makes `links.db` as a process leaves it that is killed: with one observation, which is only in its log.
fn left_open(folder: &Folder) {
    folder.import("open.db", &seen("https://herald.example/", 1, "alive"));
    let open = folder.path("open.db");
    let connection = Connection::open(&open).unwrap();
    let killed = format!(
        "PRAGMA wal_autocheckpoint = 0; UPDATE hosts SET name = 'gazette.example'; UPDATE urls SET url = '={BRIDGE}'"
    );
    connection.execute_batch(&killed).unwrap();
    for suffix in ["", "-wal"] {
        fs::copy(beside(&open, suffix), beside(&folder.path("links.db"), suffix)).unwrap();
    }
}

/// A folder that may only be read, as long as this is there.
struct OnlyRead<'f> {
    folder: &'f Folder,
    /// Permissions are nothing to the superuser, who is somebody else for this.
    is_superuser: bool,
}

impl<'f> OnlyRead<'f> {
    fn new(folder: &'f Folder) -> Self {
        let is_superuser = fs::metadata(folder.root()).unwrap().uid() == 0;
        if is_superuser {
            // By another process: what a test that runs beside this one starts would have the file open for writing,
            // and it could not be executed then.
            let copied = Command::new("cp").arg(NEWSLINT).arg(folder.path("newslint")).status();
            assert!(copied.unwrap().success());
        }
        folder.set_mode("", 0o555);
        OnlyRead { folder, is_superuser }
    }

    fn audit(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.folder.command(&[]);
        if self.is_superuser {
            command = program(self.folder.path("newslint"), self.folder.root());
            command.uid(65534).gid(65534);
        }
        run(command.arg("audit").args(arguments), input.as_bytes())
    }
}

impl Drop for OnlyRead<'_> {
    fn drop(&mut self) {
        self.folder.set_mode("", 0o755);
    }
}

/// Half the bytes of a store are titles and URLs: 300,000 observations fit into 60 MB.
#[test]
fn what_is_remembered_of_a_page_is_small() {
    const COUNT: usize = 6000;
    let folder = Folder::new();
    let lines: String = (0..COUNT)
        .map(|at| {
            let (host, hash) = (at % 40, at.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let title = format!("Harbour bridge {at} opens in Port Ellery after twelve years | Gazette");
            format!(
                "{{\"url\":\"https://www.gazette{host}.example/news/2021/05/harbour-bridge-{at}-opens.html\",\
                 \"at\":\"2026-03-01T09:30:00Z\",\"vantage\":\"ci\",\"cause\":\"alive\",\"status\":200,\"control\":\"honest\",\
                 \"page\":{{\"title\":\"{title}\",\"text\":\"{hash:016x}\",\"words\":812,\"language\":\"en\",\"cited\":true}}}}\n"
            )
        })
        .collect();
    folder.import("links.db", &lines);
    let bytes = fs::metadata(folder.path("links.db")).unwrap().len() as usize;
    assert!(bytes < COUNT * 200, "{} bytes an observation", bytes / COUNT);
    let exported = folder.export("links.db");
    assert_eq!(exported.lines().count(), COUNT);
    assert!(lines.lines().all(|line| exported.contains(line)));
}
