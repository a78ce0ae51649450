//! What `newslint audit export`, `import` and `merge` do to stores on disk.

mod alike;
mod damage;
mod folder;
mod forms;
mod laws;
mod passwords;
mod places;
mod restarts;
mod server;
mod verdicts;

use std::fs;

use self::folder::{Folder, HEADER, fault, seen};

/// Of everything one, in the order of an export: hosts, then URLs, then times. What is no URL has no host.
const SORTED: &str = concat!(
    r#"{"url":"mailto:desk@gazette.example","at":"2026-03-01T09:30:00Z","vantage":"ci","cause":"unsupported"}"#,
    "\n",
    r#"{"url":"https://gazette.example/bridge","at":"2026-03-01T09:30:00Z","vantage":"ci","cause":"404","status":404}"#,
    "\n",
    r#"{"url":"https://gazette.example/bridge","at":"2026-03-01T09:30:00Z","vantage":"desk","cause":"alive","status":200}"#,
    "\n",
    r#"{"url":"https://gazette.example/bridge","at":"2026-03-08T09:30:00Z","archive":"excluded"}"#,
    "\n",
    r#"{"url":"https://gazette.example/bridge","at":"2026-03-08T09:30:01Z","vantage":"ci","cause":"nxdomain"}"#,
    "\n",
    r#"{"url":"https://gazette.example/ferry","at":"2026-02-01T00:00:00Z","vantage":"ci","cause":"alive","status":200,"redirects":["https://www.gazette.example/ferry","https://www.gazette.example/ferry/"],"permanent":1,"control":"honest","tls":"expired","detail":"certificate expired","retry_after":120,"repair":"https://gazette.example/ferries","page":{"title":"Ferry sinks | Gazette","text":"9f3c64b3a1d20e57","words":812,"language":"en","cited":true}}"#,
    "\n",
    r#"{"url":"http://herald.example:8080/","at":"2026-02-01T00:00:00Z","archive":{"captures":[{"at":"2021-05-03T12:00:00Z","original":"http://herald.example:8080/","status":200,"digest":"ABC","length":1500}]}}"#,
    "\n",
);

#[test]
fn an_export_is_sorted_whatever_came_first() {
    for folder in Folder::of_each_kind() {
        let lines: Vec<&str> = SORTED.split_inclusive('\n').collect();
        for turn in 0..lines.len() {
            let mut turned = lines.clone();
            turned.rotate_left(turn);
            turned.swap(0, 3);
            let store = format!("{turn}.db");
            let told = folder.import(&store, &turned.concat());
            assert_eq!(
                told,
                format!("{store}: 5 new observations, 2 new archive lookups, 0 new notes on copies, 0 already known\n")
            );
            assert_eq!(folder.export(&store), SORTED);
        }
    }
}

#[test]
fn what_is_known_is_not_added_again() {
    for folder in Folder::of_each_kind() {
        folder.import("links.db", SORTED);
        let more = format!("{SORTED}{}", seen("https://gazette.example/bridge", 20, "alive"));
        let told = folder.import("links.db", &more);
        assert_eq!(
            told,
            "links.db: 1 new observations, 0 new archive lookups, 0 new notes on copies, 7 already known\n"
        );
        assert_eq!(folder.export("links.db").lines().count(), 8);
    }
}

#[test]
fn a_file_is_written_whole_and_read_back() {
    for folder in Folder::of_each_kind() {
        folder.import("links.db", SORTED);
        assert_eq!(folder.audit(&["export", "--store", "links.db", "--output", "out.jsonl"]).code, 0);
        assert_eq!(folder.text("out.jsonl"), format!("{HEADER}{SORTED}"));
        assert_eq!(folder.audit(&["import", "out.jsonl", "--store", "copy.db"]).code, 0);
        assert_eq!(folder.export("copy.db"), SORTED);
        // Nothing is left beside the stores and the file.
        let stores: &[&str] = if folder.is_on_server() { &[] } else { &["copy.db", "links.db"] };
        assert_eq!(folder.names("."), [stores, &["out.jsonl"]].concat());
    }
}

#[test]
fn text_that_would_act_on_a_terminal_is_escaped() {
    for folder in Folder::of_each_kind() {
        let hostile = seen("https://gazette.example/\\u009b31m\\u202e", 1, "alive");
        folder.import("links.db", &hostile);
        assert_eq!(folder.export("links.db"), hostile);
    }
}

/// As long as an event can make it, which escapes make longer.
#[test]
fn what_is_exported_can_be_imported_however_long_it_is() {
    for folder in Folder::of_each_kind() {
        let hostile = "\u{202e}".repeat(350_000);
        folder.import("links.db", &seen(&hostile, 1, "invalid"));
        let exported = folder.export("links.db");
        assert_eq!(exported, seen(&"\\u202e".repeat(350_000), 1, "invalid"));
        folder.import("again.db", &exported);
        assert_eq!(folder.export("again.db"), exported);
    }
}

#[test]
fn a_line_that_is_wrong_is_told_and_nothing_is_imported() {
    for folder in Folder::of_each_kind() {
        let good = seen("https://gazette.example/bridge", 1, "alive");
        folder.import("links.db", &good);
        for (line, told) in [
            ("nonsense", "2: expected ident"),
            ("", "1: EOF while parsing a value"),
            ("{\"url\":\"https://gazette.example/\"", "33: EOF while parsing an object"),
            (&good.replace(",\"cause\":\"alive\"", ""), "83: missing field `cause`"),
            (&good.replace("\"ci\"", "7"), "79: invalid type: integer `7`, expected a string"),
            (&good.replace("alive", "well"), "98: `well` is neither a status nor a known outcome of a visit"),
            (&good.replace("bridge", "bri\\u0000dge"), "45: a text that contains NUL"),
            (&good.replace("\"ci\"", "\"c\\u0000i\""), "88: a text that contains NUL"),
            (&good.replace("00Z", "00.5Z"), "69: a time that is not a whole second"),
            (&good.replace("2026", "MMXXVI"), "69: "),
            (&good.replace("bridge", "br\u{fc}cke\u{1}"), "38: control character"),
            (&good.replace("\"vantage\"", "\"url\""), "73: duplicate field `url`"),
            ("{\"url\":\"a\",\"at\":\"2026-03-01T09:30:00Z\",\"archive\":\"gone\"}", "55: unknown variant `gone`"),
            ("{\"newslint-observations\":4}", "1: written by a later version of newslint, in format version 4"),
        ] {
            let input = format!("{HEADER}{}{line}\n", seen("https://herald.example/", 2, "alive"));
            let told_by_run = fault(&folder.audit_with(&["import", "-", "--store", "links.db"], &input));
            assert!(told_by_run.starts_with(&format!("<stdin>:3:{told}")), "{line}: {told_by_run}");
            assert!(told_by_run.ends_with("; nothing was imported"), "{told_by_run}");
            assert_eq!(folder.export("links.db"), good);
        }
    }
}

#[test]
fn only_exports_are_imported() {
    for folder in Folder::of_each_kind() {
        let no_export = ":1:1: not an export of observations: it does not begin with its version; nothing was imported";
        let endless = vec![b'x'; 17 << 20];
        for (name, bytes, told) in [
            ("none.jsonl", &b""[..], no_export),
            ("other.jsonl", b"{\"path\":\"news/2021/05/3/bridge.md\"}\n", no_export),
            ("latin.jsonl", b"{\"caf\xe9\":1}\n", ":1:6: not UTF-8; nothing was imported"),
            ("endless.jsonl", &endless, ":1:1: a line of more than 16777216 bytes; nothing was imported"),
        ] {
            folder.write(name, bytes);
            assert_eq!(folder.fault(&["import", name, "--store", "links.db"]), format!("{name}{told}"));
        }
        let missing = folder.fault(&["import", "no.jsonl", "--store", "links.db"]);
        assert_eq!(missing, "no.jsonl: No such file or directory (os error 2)");
    }
}

#[test]
fn a_line_end_may_be_missing_or_of_windows() {
    let folder = Folder::new();
    let lines = format!("{HEADER}{SORTED}").replace('\n', "\r\n");
    let run = folder.audit_with(&["import", "-", "--store", "links.db"], lines.trim_end());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(folder.export("links.db"), SORTED);
}

#[test]
fn exports_can_be_put_together() {
    for folder in Folder::of_each_kind() {
        let (one, two) = SORTED.split_at(SORTED.find('\n').unwrap() + 1);
        folder.import("links.db", &format!("{two}{HEADER}{one}"));
        assert_eq!(folder.export("links.db"), SORTED);
    }
}

#[test]
fn the_store_of_an_archive_is_in_a_folder_of_its_own() {
    let folder = Folder::new();
    folder.write("newslint.toml", "");
    let input = format!("{HEADER}{SORTED}");
    let run = folder.audit_with(&["import", "-"], &input);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(folder.names(".newslint"), [".gitignore", "links.db"]);
    assert_eq!(folder.text(".newslint/.gitignore"), "*\n");
    assert_eq!(folder.audit(&["export"]).stdout, input);

    // A folder that was there is somebody else's.
    fs::create_dir(folder.path("theirs")).unwrap();
    folder.import("theirs/links.db", SORTED);
    assert_eq!(folder.names("theirs"), ["links.db"]);
}

#[test]
fn the_store_of_an_archive_is_nowhere_else() {
    let elsewhere = Folder::new();
    for target in ["there", "not-there"] {
        for name in [".newslint", ".newslint/links.db"] {
            let folder = Folder::new();
            folder.write("newslint.toml", "");
            elsewhere.write("there", "");
            if name != ".newslint" {
                fs::create_dir(folder.path(".newslint")).unwrap();
            }
            folder.link(name, elsewhere.path(target));
            let told = fault(&folder.audit_with(&["import", "-"], HEADER));
            assert!(told.ends_with(".newslint/links.db: a symbolic link that points out of the archive"), "{told}");
            assert_eq!(elsewhere.names("."), ["there"]);
        }
    }
}
