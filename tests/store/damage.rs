//! Damaged stores: what can be read is, what cannot is told, and nothing is made up.

use std::collections::BTreeSet;
use std::fs;

use super::folder::{Folder, HEADER, beside, database, fault, many, seen};
use crate::harness::{BRIDGE, BRIDGE_TEXT, CONFIG, Random, Run};

const URL: &str = "https://gazette.example/bridge";
const FERRY: &str = "https://gazette.example/ferry";
const HERALD: &str = "https://herald.example/";
const SALVAGE: &str = "; `newslint audit export --salvage` saves what can be read";
const NOW: [&str; 2] = ["--now", "2026-04-01T00:00:00Z"];

/// An archive that cites one source, and a store that knows two more.
fn archive() -> Folder {
    let folder = Folder::new();
    folder.write(BRIDGE, BRIDGE_TEXT);
    folder.write("newslint.toml", CONFIG);
    let lines = [1, 8, 29].map(|day| seen(URL, day, "404")).concat() + &seen(FERRY, 2, "alive");
    folder.import(".newslint/links.db", &(lines + &seen(HERALD, 3, "alive")));
    folder
}

/// What is saved of the store of that name, without the header, and what is told of it.
fn salvage(folder: &Folder, store: &str) -> (String, String) {
    let run = folder.audit(&["export", "--salvage", "--store", store]);
    assert_eq!(run.code, 0, "{run:?}");
    (run.stdout.strip_prefix(HEADER).unwrap().to_owned(), run.stderr)
}

/// Makes a store of exported lines, to see that they can be.
fn import(folder: &Folder, lines: &str) {
    if folder.exists("again.db") {
        folder.remove("again.db");
    }
    folder.import("again.db", lines);
    let exported = folder.export("again.db");
    let lines: BTreeSet<&str> = lines.lines().collect();
    assert!(exported.lines().collect::<BTreeSet<_>>() == lines);
}

#[test]
fn one_damaged_row_locks_nothing() {
    let bridge = "https://gazette.example/bridge at 2026-03-08T09:30:00Z";
    for (statement, told) in [
        (
            "SET body = '{\"cause\":\"well\"}'",
            format!("{bridge} (`well` is neither a status nor a known outcome of a visit"),
        ),
        ("SET body = 'nonsense'", format!("{bridge} (expected ident ")),
        ("SET body = ''", format!("{bridge} (EOF while parsing a value at line 1 column 0)")),
        ("SET at = 9223372036854775807", format!("{URL} (")),
        ("SET number = 9", "gazette.example at 2026-03-08T09:30:00Z (of an unknown URL)".to_owned()),
        ("SET vantage = 9", format!("{bridge} (an unknown vantage)")),
    ] {
        let folder = archive();
        let row = "WHERE at = unixepoch('2026-03-08T09:30:00Z')";
        database(&folder.path(".newslint/links.db"), &format!("UPDATE observations {statement} {row}"));
        let warned = |run: &Run, code: i32| {
            let expected = format!(".newslint/links.db: 1 row cannot be read: {told}");
            assert_eq!(run.code, code, "{statement}: {run:?}");
            assert!(run.stderr.starts_with("newslint: warning: ") && run.stderr.contains(&expected), "{run:?}");
            assert!(run.stderr.trim_end().ends_with("; skipped"), "{run:?}");
        };
        let report = folder.audit(&["report", "--format", "json", NOW[0], NOW[1]]);
        warned(&report, 0);
        // The two other observations of the source are no three.
        assert_eq!(report.json()["urls"][0]["verdict"], "suspect", "{statement}");
        assert_eq!(report.json()["urls"][0]["observations"], 2, "{statement}");
        warned(&folder.audit(&["plan", NOW[0], NOW[1]]), 0);
        warned(&folder.audit(&["explain", URL, NOW[0], NOW[1]]), 0);
        warned(&folder.audit(&["export", "--verdicts", NOW[0], NOW[1]]), 0);
        warned(&folder.audit(&["merge", ".newslint/links.db", "--store", "merged.db"]), 0);
        // The head, three observations, and that there was a report.
        assert_eq!(folder.export("merged.db").lines().count(), 5, "{statement}");

        // Whoever has an export may do without the store, so it is all of it or nothing.
        let export = folder.audit(&["export", "--output", "out.jsonl"]);
        assert_eq!((export.code, folder.exists("out.jsonl")), (2, false), "{statement}");
        assert!(export.stderr.contains("the store is damaged: 1 row cannot be read: "), "{export:?}");
        assert!(export.stderr.trim_end().ends_with(SALVAGE), "{export:?}");
        let (saved, told_of) = salvage(&folder, ".newslint/links.db");
        assert_eq!(saved, folder.export("merged.db"), "{statement}");
        let summary = "newslint: .newslint/links.db: saved 4 observations, 0 archive lookups; 1 row cannot be read: ";
        assert!(told_of.starts_with(summary), "{told_of}");
    }
}

#[test]
fn many_damaged_rows_are_counted_and_the_first_are_named() {
    let folder = archive();
    database(&folder.path(".newslint/links.db"), "UPDATE observations SET body = 'x' WHERE vantage = 1");
    let run = folder.audit(&["report", NOW[0], NOW[1]]);
    assert_eq!(run.code, 0);
    assert_eq!(run.stderr.matches(" (expected value at line 1 column 1)").count(), 3, "{run:?}");
    assert!(run.stderr.contains("5 rows cannot be read: ") && run.stderr.contains(", …; skipped"), "{run:?}");
}

#[test]
fn a_table_that_is_not_there_is_more_than_a_row() {
    for statement in ["DROP TABLE lookups", "ALTER TABLE urls RENAME COLUMN url TO uri"] {
        let folder = archive();
        let before = folder.export(".newslint/links.db");
        database(&folder.path(".newslint/links.db"), statement);
        for command in ["export", "report", "plan"] {
            let run = folder.audit(&[&[command][..], if command == "export" { &[] } else { &NOW }].concat());
            let told = run.stderr.trim_end();
            assert_eq!(run.code, 2, "{statement}: {run:?}");
            assert!(told.contains(".newslint/links.db: the store is damaged: "), "{statement}: {told}");
            assert!(told.ends_with(SALVAGE), "{statement}: {told}");
        }
        assert_eq!(salvage(&folder, ".newslint/links.db").0, before, "{statement}");
    }
}

#[test]
fn a_damaged_page_costs_what_is_on_it() {
    let folder = Folder::new();
    folder.import("links.db", &many(3000));
    let whole = fs::read(folder.path("links.db")).unwrap();
    let exported = folder.export("links.db");
    let all: BTreeSet<&str> = exported.lines().collect();
    let (mut told, pages) = (0, whole.len() / 4096);
    for (page, with) in (0..pages).zip([0xff, 0].into_iter().cycle()) {
        let mut damaged = whole.clone();
        // All of it, or what says what it is.
        let length = if page % 3 == 0 { 4096 } else { 64 };
        damaged[page * 4096..][..length].fill(with);
        folder.write("damaged.db", damaged.clone());
        let run = folder.audit(&["export", "--store", "damaged.db", "--output", "out.jsonl"]);
        if run.code == 0 {
            // The page is one of an index that an export does not need.
            assert_eq!(folder.text("out.jsonl"), format!("{HEADER}{exported}"));
            folder.remove("out.jsonl");
        } else {
            let fault = fault(&run);
            let is_first = page == 0 && fault.ends_with("damaged.db: not a store: it is not an SQLite database");
            assert!(fault.ends_with(SALVAGE) || is_first, "{page}: {fault}");
            assert!(!folder.exists("out.jsonl"));
            told += 1;
        }
        let (saved, told) = salvage(&folder, "damaged.db");
        assert!(saved.lines().all(|line| all.contains(line)), "{page}");
        let lost = all.len() - saved.lines().count();
        // Some two hundred URLs are on one page.
        assert!(lost < 300, "{page}: {lost} lost, {told}");
        assert!(lost == 0 || told.contains(" cannot be read"), "{page}: {told}");
        assert!(folder.bytes("damaged.db") == damaged, "it is left as it is");
    }
    assert!(told > 30, "{told}");
}

#[test]
fn what_was_cut_is_saved_as_far_as_it_goes() {
    let folder = Folder::new();
    folder.import("links.db", &many(3000));
    let whole = fs::read(folder.path("links.db")).unwrap();
    let exported = folder.export("links.db");
    let all: BTreeSet<&str> = exported.lines().collect();
    let (mut saved, pages) = (0, whole.len() / 4096);
    // From the page on which observations begin, which comes after those of names, each one has some more.
    for page in (2..pages).step_by(3) {
        folder.write("short.db", &whole[..page * 4096 + 77]);
        for command in [["merge", "short.db", "--store", "new.db"], ["export", "--store=short.db", "--output", "out"]] {
            let short = folder.fault(&command);
            assert!(short.contains("short.db: the store is damaged: ") && short.ends_with(SALVAGE), "{short}");
        }
        assert!(!folder.exists("out"));
        if saved == 0 && folder.audit(&["export", "--salvage", "--store", "short.db"]).code == 2 {
            let none = format!("short.db: the store is damaged: none of it can be read{SALVAGE}");
            assert_eq!(folder.fault(&["export", "--salvage", "--store", "short.db"]), none, "{page}");
            assert!(page < pages / 3, "{page} of {pages}");
            continue;
        }
        let (lines, told) = salvage(&folder, "short.db");
        assert!(lines.lines().all(|line| all.contains(line)), "{page}");
        assert!(lines.lines().count() >= saved, "{page}: {told}");
        saved = lines.lines().count();
        if page % 8 == 0 {
            import(&folder, &lines);
        }
    }
    assert!(saved > 2500, "{saved}");
    for nothing in ["", "text that is long enough to be looked at, and no store at all"] {
        folder.write("nothing.db", nothing);
        let told = folder.fault(&["export", "--salvage", "--store", "nothing.db"]);
        assert!(told.starts_with("nothing.db: "), "{told}");
    }
}

#[test]
fn what_is_only_in_a_log_is_saved_too() {
    let folder = Folder::new();
    folder.import("open.db", &many(500));
    let connection = rusqlite::Connection::open(folder.path("open.db")).unwrap();
    connection.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE observations SET at = at + 60").unwrap();
    for suffix in ["", "-wal"] {
        fs::copy(beside(&folder.path("open.db"), suffix), beside(&folder.path("links.db"), suffix)).unwrap();
    }
    let saved = salvage(&folder, "links.db").0;
    assert_eq!(saved.matches("09:31:00Z").count(), 500);
    assert!(beside(&folder.path("links.db"), "-wal").exists(), "it is left as it is");
}

/// Whatever bytes are changed, every command ends, and what is saved can be imported. What is not as it was has a changed
/// byte in it: a URL or an observation, for nothing in a store says what its bytes should be.
#[test]
fn random_damage_does_no_harm() {
    let folder = archive();
    let path = ".newslint/links.db";
    folder.import(path, &many(400));
    let whole = fs::read(folder.path(path)).unwrap();
    let exported = folder.export(path);
    let all: BTreeSet<&str> = exported.lines().collect();
    for seed in 0..30 {
        let mut random = Random(seed);
        let mut damaged = whole.clone();
        let changes = 1 + random.below(20);
        for _ in 0..changes {
            let at = random.below(whole.len() as u64) as usize;
            damaged[at] = random.below(256) as u8;
        }
        folder.write(path, damaged);
        for command in [&["report"][..], &["plan"], &["export"], &["explain", URL]] {
            let now = if command == ["export"] { &[][..] } else { &NOW };
            let run = folder.audit(&[command, now].concat());
            assert!(matches!(run.code, 0 | 2), "{seed}: {command:?} {run:?}");
            assert!(!run.stderr.contains("panicked"), "{seed}: {command:?} {run:?}");
        }
        let run = folder.audit(&["export", "--salvage"]);
        assert!(!run.stderr.contains("panicked"), "{seed}: {run:?}");
        if run.code == 0 {
            let saved = run.stdout.strip_prefix(HEADER).unwrap();
            // A page has at most two hundred of them, and each URL here one or three.
            let others = saved.lines().filter(|line| !all.contains(line)).count() as u64;
            assert!(others <= 3 * changes, "{seed}: {others} of {changes} changes");
            assert!(saved.lines().count() as u64 + 300 * changes >= all.len() as u64, "{seed}: {run:?}");
            import(&folder, saved);
        } else {
            // The change is in what says whose file it is.
            assert!(run.code == 2 && run.stderr.contains(path), "{seed}: {run:?}");
        }
    }
}
