//! Stores on a server: what is none, who may do what, and many at once.

use std::thread;

use super::folder::{Folder, HEADER, fault, many, seen};
use crate::harness::{Run, run};

const BRIDGE: &str = "https://gazette.example/bridge";

#[test]
fn a_database_without_a_store_gets_one_when_something_is_written() {
    let Some(folder) = Folder::on_server() else { return };
    let url = folder.url("links.db");
    assert_eq!(folder.fault(&["export", "--store", "links.db"]), format!("no store at {url}"));
    folder.import("links.db", "");
    assert_eq!(folder.export("links.db"), "");
    let gone = format!("{url}x");
    let database = gone.rsplit('/').next().unwrap();
    let told = format!("{gone}: database \"{database}\" does not exist");
    assert_eq!(folder.fault(&["export", "--store", &gone]), told);
    assert_eq!(fault(&folder.audit_with(&["import", "-", "--store", &gone], HEADER)), told);
}

#[test]
fn what_is_no_store_of_this_form_is_left_alone() {
    let Some(folder) = Folder::on_server() else { return };
    let foreign = "not a store: it is another program's database";
    let later = "written by a later version of newslint, in format version 7";
    for (store, statements, told) in [
        ("tables.db", "CREATE SCHEMA newslint; CREATE TABLE newslint.notes (text text)", foreign),
        ("version.db", "CREATE SCHEMA newslint; CREATE TABLE newslint.version (major integer)", foreign),
        ("none.db", "CREATE SCHEMA newslint; CREATE TABLE newslint.version (number integer)", foreign),
        ("later.db", "UPDATE newslint.version SET number = 7", later),
        ("zero.db", "UPDATE newslint.version SET number = 0", foreign),
        ("minus.db", "UPDATE newslint.version SET number = -7", foreign),
        ("lost.db", "DELETE FROM newslint.version", foreign),
        ("two.db", "INSERT INTO newslint.version VALUES (1)", foreign),
        ("word.db", "ALTER TABLE newslint.version ALTER number TYPE text USING 'first'", foreign),
    ] {
        if !statements.starts_with("CREATE") {
            folder.import(store, &seen(BRIDGE, 1, "alive"));
        }
        folder.sql(store, statements);
        let tables = "SELECT relname, xmin FROM pg_class WHERE relnamespace = 'newslint'::regnamespace ORDER BY 1;
            SELECT version FROM newslint.version";
        let tables = if store == "tables.db" { "SELECT * FROM newslint.notes" } else { tables };
        let before = folder.sql(store, tables);
        for run in
            [folder.audit(&["export", "--store", store]), folder.audit_with(&["import", "-", "--store", store], HEADER)]
        {
            assert_eq!(fault(&run), format!("{store}: {told}"));
        }
        assert_eq!(folder.sql(store, tables), before, "{store}");
    }
    folder.sql("latin.db", "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    let latin = folder.url("latin.db").rsplit_once('/').unwrap().0.to_owned() + "/latin";
    let told = folder.fault(&["export", "--store", &latin]);
    assert_eq!(told, format!("{latin}: the encoding of the database is LATIN1, but it must be UTF8"));
}

/// Whoever writes in one form notices that the form has changed since.
#[test]
fn who_writes_in_an_earlier_form_is_stopped() {
    let Some(folder) = Folder::on_server() else { return };
    folder.import("links.db", &seen(BRIDGE, 1, "alive"));
    let mut store = folder.open("links.db");
    let visits = folder.visits(10);
    assert_eq!(store.append(&visits[..5]).unwrap(), 5);
    folder.sql("links.db", "UPDATE newslint.version SET number = 2");
    let refused = store.append(&visits[5..]).unwrap_err();
    assert!(refused.to_string().ends_with("in format version 2"), "{refused}");
    assert!(store.require_undamaged().is_ok());
    folder.sql("links.db", "UPDATE newslint.version SET number = 1");
    assert_eq!(folder.export("links.db").lines().count(), 6);
    assert_eq!(store.append(&visits[5..]).unwrap(), 5);
}

#[test]
fn several_begin_and_fill_a_store_at_once() {
    let Some(folder) = Folder::on_server() else { return };
    folder.url("links.db");
    // Each has half of what the next one has, and all of them have the same hosts.
    let lines: Vec<String> = many(6000).split_inclusive('\n').map(str::to_owned).collect();
    let told: Vec<String> = thread::scope(|scope| {
        let parts = (0..4).map(|part| lines[part * 1000..part * 1000 + 2000].concat());
        let imports: Vec<_> = parts.map(|part| scope.spawn(|| folder.import("links.db", &{ part }))).collect();
        imports.into_iter().map(|import| import.join().unwrap()).collect()
    });
    let new: usize = told.iter().map(|told| number(told, " new observations")).sum();
    let known: usize = told.iter().map(|told| number(told, " already known")).sum();
    assert_eq!((new, known), (5000, 3000), "{told:?}");
    folder.import("file", &lines[..5000].concat());
    assert_eq!(folder.export("links.db"), folder.export("file"));
}

/// The number before some words.
fn number(told: &str, words: &str) -> usize {
    let before = told.split(words).next().unwrap();
    before.rsplit(' ').next().unwrap().replace(',', "").parse().unwrap()
}

/// More than is written at once, and more than one host.
#[test]
fn a_long_import_is_all_or_nothing_and_keeps_nobody_waiting() {
    let Some(folder) = Folder::on_server() else { return };
    let lines = many(9000);
    let bad = folder.audit_with(&["import", "-", "--store", "links.db"], &format!("{HEADER}{lines}nonsense\n"));
    assert!(fault(&bad).ends_with("; nothing was imported"), "{bad:?}");
    assert_eq!(folder.export("links.db"), "");
    // Somebody is not done with an import of the same, and of what is next to it.
    let mut long = folder.open("links.db");
    let visits = folder.visits(9000);
    let mut batch = long.begin().unwrap();
    visits.iter().for_each(|(url, visit)| batch.add(url, visit).unwrap());
    folder.import("links.db", &seen(&visits[0].0, 20, "alive"));
    assert_eq!(folder.export("links.db"), seen(&visits[0].0, 20, "alive"));
    drop(batch);
    assert_eq!(folder.export("links.db").lines().count(), 1);
    assert_eq!(long.append(&visits).unwrap(), 9000);
    assert_eq!(folder.export("links.db").lines().count(), 9001);
    folder.import("links.db", &lines);
    folder.import("file", &lines);
    folder.import("file", &folder.export("links.db"));
    assert_eq!(folder.export("links.db"), folder.export("file"));
}

/// Runs `newslint audit` as somebody with a password.
fn audit_as(folder: &Folder, user: &str, arguments: &[&str], input: &str) -> Run {
    let url = folder.url("links.db").replace("postgres@", &format!("{user}@"));
    let mut command = folder.command(&[&["audit"], arguments].concat());
    run(command.env("NEWSLINT_STORE", url).env("PGPASSWORD", "a rare word"), input.as_bytes())
}

#[test]
fn who_may_only_read_reads_and_who_may_add_adds() {
    let Some(folder) = Folder::on_server() else { return };
    folder.import("links.db", &seen(BRIDGE, 1, "404"));
    let roles =
        ["reader", "worker"].map(|role| format!("{role}_{}", folder.url("links.db").rsplit('/').next().unwrap()));
    let [reader, worker] = &roles;
    for role in &roles {
        folder.sql(
            "links.db",
            &format!("CREATE ROLE {role} LOGIN PASSWORD 'a rare word'; GRANT USAGE ON SCHEMA newslint TO {role}"),
        );
    }
    folder.sql("links.db", &format!("GRANT SELECT ON ALL TABLES IN SCHEMA newslint TO {reader}, {worker}"));
    folder.sql("links.db", &format!("GRANT INSERT ON ALL TABLES IN SCHEMA newslint TO {worker}"));
    folder.sql("links.db", &format!("REVOKE INSERT ON newslint.version FROM {worker}"));
    folder.write("news/2021/05/3/harbour-bridge-opens.md", crate::harness::BRIDGE_TEXT);
    let lines = format!("{HEADER}{}", seen(BRIDGE, 8, "404"));
    let refused = fault(&audit_as(&folder, reader, &["import", "-"], &lines));
    assert!(refused.ends_with(": permission denied for table observations"), "{refused}");
    assert_eq!(audit_as(&folder, worker, &["import", "-"], &lines).code, 0);
    let exported = audit_as(&folder, reader, &["export"], "").printed();
    assert_eq!(exported, audit_as(&folder, worker, &["export"], "").printed());
    assert_eq!(exported.lines().count(), 3);
    // A report is no less worth for not being remembered.
    let report = audit_as(&folder, reader, &["report", "--format", "json", "--now", "2026-04-01T00:00:00Z"], "");
    assert_eq!(report.json()["urls"][0]["observations"], 2);
    assert!(report.stderr.contains("this report could not be remembered") && report.code == 0, "{report:?}");
    assert_eq!(audit_as(&folder, worker, &["report", "--now", "2026-04-01T00:00:00Z"], "").stderr, "");
    // Nobody of them takes anything away.
    let delete =
        folder.sql("links.db", &format!("SELECT has_table_privilege('{worker}', 'newslint.observations', 'DELETE')"));
    assert_eq!(delete, "f");
    for role in &roles {
        folder.sql("links.db", &format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    }
}

#[test]
fn rows_that_somebody_changed_are_left_out_and_told() {
    let Some(folder) = Folder::on_server() else { return };
    let lines: String = [1, 8, 29].map(|day| seen(BRIDGE, day, "404")).concat();
    for (statement, told) in [
        ("SET body = 999", "https://gazette.example/bridge at 2026-03-08T09:30:00Z (an unknown body)"),
        (
            "SET body = NULL, json = 'x'",
            "https://gazette.example/bridge at 2026-03-08T09:30:00Z (expected value at line 1 column 1)",
        ),
        ("SET at = 9223372036854775807", "https://gazette.example/bridge ("),
        ("SET url = 99", "gazette.example at 2026-03-08T09:30:00Z (of an unknown URL)"),
        ("SET vantage = 99", "https://gazette.example/bridge at 2026-03-08T09:30:00Z (an unknown vantage)"),
        ("SET page = 'x'", "https://gazette.example/bridge at 2026-03-08T09:30:00Z (a truncated page)"),
    ] {
        let folder = Folder::on_server().unwrap();
        folder.import("links.db", &lines);
        let row = "WHERE at = extract(epoch FROM timestamptz '2026-03-08T09:30:00Z')";
        folder.sql("links.db", &format!("UPDATE newslint.observations {statement} {row}"));
        let told_of_export = folder.fault(&["export", "--store", "links.db", "--output", "out.jsonl"]);
        assert!(!folder.exists("out.jsonl"));
        assert!(
            told_of_export.contains(&format!("the store is damaged: 1 row cannot be read: {told}")),
            "{told_of_export}"
        );
        let merged = folder.audit(&["merge", "links.db", "--store", "file"]);
        assert!(
            merged.code == 0 && merged.stderr.contains(told) && merged.stderr.ends_with("; skipped\n"),
            "{merged:?}"
        );
        let saved = folder.audit(&["export", "--salvage", "--store", "links.db"]);
        assert!(saved.code == 0 && saved.stderr.contains("saved 2 observations"), "{saved:?}");
        assert_eq!(saved.stdout, format!("{HEADER}{}", folder.export("file")));
    }
    drop(folder);
}
