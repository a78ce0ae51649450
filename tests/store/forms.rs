//! Stores and exports of earlier versions.

use std::fs;

use rusqlite::Connection;

use super::folder::{Folder, HEADER, seen};

/// As version 0.1 left it: two hosts and a text without one, an observation that is one of many and one that is not.
const FIRST: &str = r#"
    PRAGMA application_id = 1852143475;
    PRAGMA user_version = 1;
    INSERT INTO hosts VALUES (1, 'gazette.example', 3), (2, '', 1);
    INSERT INTO urls VALUES
        (1, 'http://gazette.example:8080/b', 1),
        (1, 'https://gazette.example/a', 2),
        (1, 'https://GAZETTE.example/', 3),
        (2, 'mailto:desk@gazette.example', 1);
    INSERT INTO vantages VALUES (1, 'ci');
    INSERT INTO observations VALUES
        (1, 1, 1772357400, 1, '{"cause":"404","status":404}'),
        (1, 2, 1772357400, 1, '{"cause":"404","status":404}'),
        (1, 3, 1772357400, 1, '{"cause":"alive","status":200,"redirects":["https://www.gazette.example/a-page-with-a-long-address"]}'),
        (2, 1, 1772357400, 1, '{"cause":"unsupported"}');
    INSERT INTO lookups VALUES (1, 2, 1772357400, '"excluded"');
"#;

const EXPORTED: &str = concat!(
    r#"{"url":"mailto:desk@gazette.example","at":"2026-03-01T09:30:00Z","vantage":"ci","cause":"unsupported"}"#,
    "\n",
    r#"{"url":"http://gazette.example:8080/b","at":"2026-03-01T09:30:00Z","vantage":"ci","cause":"404","status":404}"#,
    "\n",
    r#"{"url":"https://GAZETTE.example/","at":"2026-03-01T09:30:00Z","vantage":"ci","cause":"alive","status":200,"redirects":["https://www.gazette.example/a-page-with-a-long-address"]}"#,
    "\n",
    r#"{"url":"https://gazette.example/a","at":"2026-03-01T09:30:00Z","archive":"excluded"}"#,
    "\n",
    r#"{"url":"https://gazette.example/a","at":"2026-03-01T09:30:00Z","vantage":"ci","cause":"404","status":404}"#,
    "\n",
);

#[test]
fn a_store_of_the_first_version_is_read_and_written_to() {
    let folder = Folder::new();
    let connection = Connection::open(folder.path("links.db")).unwrap();
    connection.execute_batch(include_str!("../../crates/audit/src/store/sqlite/schema1.sql")).unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.close().unwrap();
    let before = fs::read(folder.path("links.db")).unwrap();
    assert_eq!(folder.export("links.db"), EXPORTED);
    assert_eq!(fs::read(folder.path("links.db")).unwrap(), before, "who reads leaves it as it is");
    // What it has is known when it is written to, and nothing is lost.
    let told = folder.import("links.db", EXPORTED);
    assert_eq!(told, "links.db: 0 new observations, 0 new archive lookups, 0 new notes on copies, 5 already known\n");
    assert_eq!(folder.export("links.db"), EXPORTED);
    folder.import("links.db", &seen("https://gazette.example/c", 2, "alive"));
    assert_eq!(folder.export("links.db").lines().count(), 6);
}

/// As the second version left it: an observation that is one of many, one with a page, and what an archive said.
const SECOND: &str = r#"
    PRAGMA application_id = 1852143475;
    PRAGMA user_version = 2;
    INSERT INTO hosts VALUES (1, 'gazette.example', 2);
    INSERT INTO urls VALUES (1, 'h:8080/b', 1), (1, 's/a', 2);
    INSERT INTO vantages VALUES (1, 'ci');
    INSERT INTO bodies VALUES (1, '{"cause":"404","status":404}');
    INSERT INTO observations VALUES
        (1, 1, 1772357400, 1, 1, x''),
        (1, 2, 1772357400, 1, '{"cause":"alive","status":200,"redirects":["https://www.gazette.example/a-page-with-a-long-address"]}', x'');
    INSERT INTO lookups VALUES (1, 2, 1772357400, '"excluded"');
"#;

#[test]
fn a_store_of_the_second_version_is_read_and_brought_to_the_third() {
    let folder = Folder::new();
    let connection = Connection::open(folder.path("links.db")).unwrap();
    for step in [
        include_str!("../../crates/audit/src/store/sqlite/schema1.sql"),
        include_str!("../../crates/audit/src/store/sqlite/schema2.sql"),
    ] {
        connection.execute_batch(step).unwrap();
    }
    connection.execute_batch(SECOND).unwrap();
    connection.close().unwrap();
    let before = fs::read(folder.path("links.db")).unwrap();
    let lines: Vec<&str> = EXPORTED.split_inclusive('\n').collect();
    let expected = [lines[1], lines[3], &lines[2].replace("GAZETTE.example/\"", "gazette.example/a\"")].concat();
    assert_eq!(folder.export("links.db"), expected);
    assert_eq!(folder.audit(&["explain", "https://gazette.example/a", "--store", "links.db", "--root", "."]).code, 0);
    assert_eq!(fs::read(folder.path("links.db")).unwrap(), before, "who reads leaves it as it is");
    // What comes with the third version is added to it, and nothing is lost.
    let note = "{\"url\":\"https://gazette.example/a\",\"at\":\"2026-03-02T09:30:00Z\",\"copy\":{\"submitted\":\"intended\"}}\n";
    folder.import("links.db", note);
    assert_eq!(folder.export("links.db"), format!("{expected}{note}"));
    let connection = Connection::open(folder.path("links.db")).unwrap();
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 3);
    drop(connection);
    // It is read by others as well: in a merge, and of an export of the second form.
    folder.write("second.db", before);
    folder.audit(&["merge", "second.db", "--store", "merged.db"]).printed();
    assert_eq!(folder.export("merged.db"), expected);
    let second = format!("{}{expected}", HEADER.replace('3', "2"));
    assert_eq!(folder.audit_with(&["import", "-", "--store", "imported.db"], &second).code, 0);
    assert_eq!(folder.export("imported.db"), expected);
}

/// Hosts that asked to be left alone are found in a store of either version.
#[test]
fn what_hosts_asked_for_is_read_in_all_versions() {
    let folder = Folder::new();
    let connection = Connection::open(folder.path("links.db")).unwrap();
    connection.execute_batch(include_str!("../../crates/audit/src/store/sqlite/schema1.sql")).unwrap();
    connection.execute_batch(FIRST).unwrap();
    let wishes = r#"INSERT INTO observations VALUES
        (1, 1, 1772357401, 1, '{"cause":"429","status":429,"retry_after":864000}'),
        (1, 3, 1772357401, 1, '{"cause":"alive","status":200,"left_alone":{"herald.example":86400,"a-host-with-a-long-name.gazette.example":864001}}')"#;
    connection.execute_batch(wishes).unwrap();
    connection.close().unwrap();
    folder.write("news/2021/05/3/harbour-bridge-opens.md", "# Harbour bridge opens\n");
    let plan = || {
        let options = ["plan", "--store", "links.db", "--format", "json", "--now", "2026-03-03T00:00:00Z"];
        folder.audit(&options).json()["left_alone"].to_string()
    };
    let expected = "[{\"host\":\"a-host-with-a-long-name.gazette.example\",\"until\":\"2026-03-11T09:30:02Z\"},\
                    {\"host\":\"gazette.example\",\"until\":\"2026-03-11T09:30:01Z\"}]";
    assert_eq!(plan(), expected);
    folder.import("links.db", &seen("https://gazette.example/c", 2, "alive"));
    assert_eq!(plan(), expected);
}

#[test]
fn an_export_of_the_first_form_is_read() {
    let folder = Folder::new();
    let first = format!("{}{EXPORTED}", HEADER.replace('3', "1"));
    assert!(first.starts_with("{\"newslint-observations\":1}\n"));
    assert_eq!(folder.audit_with(&["import", "-", "--store", "links.db"], &first).code, 0);
    assert_eq!(folder.export("links.db"), EXPORTED);
}

#[test]
fn what_is_said_of_a_page_is_checked() {
    let folder = Folder::new();
    for (page, told) in [
        (r#"{"text":"0","words":1,"language":"en c"}"#, "a page's language that is none"),
        (
            &format!(r#"{{"title":"{}","text":"0","words":1}}"#, "a".repeat(121)),
            "a page's title of more than 120 characters",
        ),
        (r#"{"text":"g","words":1}"#, "invalid digit found in string"),
    ] {
        let line = seen("https://gazette.example/a", 1, "alive").replace("}\n", &format!(",\"page\":{page}}}\n"));
        let run = folder.audit_with(&["import", "-", "--store", "links.db"], &format!("{HEADER}{line}"));
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}
