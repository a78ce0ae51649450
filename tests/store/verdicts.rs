//! `newslint audit export --verdicts`, and what a check makes of it.

use super::folder::{Folder, HEADER, fault, seen};
use crate::harness::postgres::Postgres;
use crate::harness::{BRIDGE, BRIDGE_TEXT, CONFIG, run};

/// An archive that cites one source, which was gone three times in three weeks.
fn archive() -> Folder {
    let folder = Folder::new();
    folder.write(BRIDGE, BRIDGE_TEXT);
    let config = format!("{CONFIG}\n[links]\nverdicts = \"verdicts.jsonl\"\n");
    folder.write("newslint.toml", config);
    let gone = [1, 8, 29].map(|day| seen("https://gazette.example/bridge", day, "404"));
    let capture = concat!(
        r#"{"at":"2021-05-04T12:00:00Z","original":"https://gazette.example/bridge","status":200,"#,
        r#""digest":"ABC","length":5000}"#
    );
    let copy = format!(
        "{{\"url\":\"https://gazette.example/bridge\",\"at\":\"2026-03-29T10:00:00Z\",\
         \"archive\":{{\"captures\":[{capture}]}}}}\n\
         {{\"url\":\"https://gazette.example/bridge\",\"at\":\"2026-03-29T10:00:00Z\",\"copy\":{{\"read\":{{\
         \"captured\":\"2021-05-04T12:00:00Z\",\"original\":\"https://gazette.example/bridge\",\"cause\":\"alive\"}}}}}}\n"
    );
    // It is not cited, so nobody needs to know that it is gone.
    let other = [1, 8, 29].map(|day| seen("https://herald.example/ferry", day, "404"));
    let lines = [HEADER, &gone.concat(), &copy, &other.concat()].concat();
    assert_eq!(folder.audit_with(&["import", "-"], &lines).code, 0);
    folder
}

#[test]
fn only_what_is_settled_is_exported() {
    let archive = archive();
    let export = |now| archive.audit(&["export", "--verdicts", "--now", now]);
    let header = "{\"newslint-verdicts\":1}\n";
    let line = concat!(
        r#"{"url":"https://gazette.example/bridge","verdict":"dead","cause":"404","since":"2026-03-01T09:30:00Z","#,
        r#""archived":{"url":"https://web.archive.org/web/20210504120000/https://gazette.example/bridge","#,
        r#""at":"2021-05-04T12:00:00Z"}}"#,
    );
    assert_eq!(export("2026-03-20T00:00:00Z").stdout, header);
    assert_eq!(export("2026-04-01T00:00:00Z").stdout, format!("{header}{line}\n"));
}

#[test]
fn a_check_goes_by_what_was_exported() {
    let archive = archive();
    for (now, found) in [
        ("2026-03-20T00:00:00Z", String::new()),
        (
            "2026-04-01T00:00:00Z",
            format!(
                "{BRIDGE}:7:21: error[dead-source] the source https://gazette.example/bridge has been gone since 2026-03-01: the server answers 404 Not Found\n"
            ),
        ),
    ] {
        let run = archive.audit(&["export", "--verdicts", "--now", now, "--output", "verdicts.jsonl"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert_eq!(archive.check(&["--quiet"]).stdout, found);
    }
}

/// Whatever the configuration names, which need not be there.
#[test]
fn a_check_goes_by_what_the_command_line_names() {
    let archive = archive();
    let check = |options: &[&str]| archive.check(&[&["--quiet", "--now", "2026-04-01"], options].concat());
    let found = check(&["--verdicts", ".newslint/links.db"]);
    assert!(found.code == 1 && found.stdout.contains("/bridge has been gone since 2026-03-01: "), "{found:?}");
    let missing = check(&["--verdicts", "nowhere.jsonl"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.starts_with("newslint: --verdicts: nowhere.jsonl: there is no such file; "), "{missing:?}");
    for other in ["--changed", "--staged"] {
        assert_eq!(check(&["--verdicts", ".newslint/links.db", other]).code, 2, "{other}");
    }
}

#[test]
fn a_check_goes_by_the_store_that_stands_in_for_the_archives_own() {
    let Some(server) = Postgres::shared() else { return };
    let archive = archive();
    let url = server.database();
    assert_eq!(archive.audit(&["merge", ".newslint/links.db", "--store", &url]).code, 0);
    archive.remove(".newslint/links.db");
    let check = |verdicts: &str| {
        archive.write("newslint.toml", format!("{CONFIG}\n[links]\nverdicts = \"{verdicts}\"\n"));
        let mut command = archive.command(&["check", "--quiet", "--format", "concise", "--now", "2026-04-01"]);
        run(command.env("NEWSLINT_STORE", &url), b"")
    };
    let found = check(".newslint/links.db");
    assert!(
        found.code == 1 && found.stdout.contains(" error[dead-source] the source https://gazette.example/bridge "),
        "{found:?}"
    );
    // What the configuration names besides is no store that the environment stands for.
    assert!(
        fault(&check("other.db"))
            .ends_with("other.db: there is no such file; `newslint audit export --verdicts` writes one")
    );
    let told = "expected the path of a file; to use a store on a server, set NEWSLINT_STORE in the environment";
    assert_eq!(
        fault(&check("postgres://desk:sesame@127.0.0.1/links")),
        format!("newslint.toml: links.verdicts: {told}")
    );
    archive.write("newslint.toml", "[audit]\nstore = \"postgres://desk:sesame@127.0.0.1/links\"\n");
    assert_eq!(archive.fault(&["export"]), format!("newslint.toml: audit.store: {told}"));
}

#[test]
fn observations_have_no_present_time() {
    let run = archive().audit(&["export", "--now", "2026-04-01T00:00:00Z"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--verdicts"), "{}", run.stderr);
}
