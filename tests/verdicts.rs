//! `newslint check` with the verdicts of an audit: what it reports, and what is wrong with their file.

use std::fmt::Write;

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, Run};

const HEADER: &str = "{\"newslint-verdicts\":1}\n";
const TOML: &str = "[links]\nverdicts = \"verdicts.jsonl\"\n[rules]\nday-index = \"off\"\n";
const COPY: &str = "https://web.archive.org/web/20210504120000/https://gazette.example/bridge";

fn line(url: &str, verdict: &str) -> String {
    format!(
        "{{\"url\":\"{url}\",\"verdict\":\"{verdict}\",\"cause\":\"404\",\"since\":\"2021-04-01T00:00:00Z\",\
         \"archived\":{{\"url\":\"{COPY}\",\"at\":\"2021-05-04T12:00:00Z\"}}}}\n"
    )
}

/// An archive whose only source is dead.
fn archive() -> Archive {
    let lines = [HEADER, &line("https://gazette.example/bridge", "dead")].concat();
    Archive::new().with("newslint.toml", TOML).with(BRIDGE, BRIDGE_TEXT).with("verdicts.jsonl", lines)
}

fn check(archive: &Archive, arguments: &[&str]) -> Run {
    archive.run(&[&["check", "--quiet", "--format", "concise"], arguments].concat())
}

const FOUND: &str = "news/2021/05/3/harbour-bridge-opens.md:7:21: error[dead-source] \
                     the source https://gazette.example/bridge has been gone since 2021-04-01: the server answers 404 Not Found\n";

#[test]
fn a_source_that_is_settled_dead_is_reported_without_a_request() {
    let archive = archive();
    for arguments in [&[][..], &[BRIDGE], &["--select", "dead-source"]] {
        assert_eq!((check(&archive, arguments).stdout.as_str(), check(&archive, arguments).code), (FOUND, 1));
    }
    let input = archive.run_with_input(
        &["check", "--quiet", "--format", "concise", "--stdin-filename", BRIDGE, "-"],
        BRIDGE_TEXT.as_bytes(),
    );
    assert_eq!(input.stdout, FOUND);
}

#[test]
fn what_is_not_settled_is_not_reported() {
    for verdict in ["alive", "redirected", "blocked", "uncertain", "suspect"] {
        let lines = [HEADER, &line("https://gazette.example/bridge", verdict)].concat();
        let archive = archive().with("verdicts.jsonl", lines);
        assert_eq!((check(&archive, &[]).stdout.as_str(), check(&archive, &[]).code), ("", 0), "{verdict}");
    }
}

/// A line about a source that is there, with this remark.
fn remarked(remark: &str) -> String {
    let line = line("https://gazette.example/bridge", "redirected");
    let end = line.rfind('}').unwrap();
    format!("{},\"remark\":{remark}}}\n", &line[..end])
}

const MOVED: &str =
    r#"{"kind":"moved","to":"https://gazette.example/2021/bridge-opens","since":"2021-03-01T00:00:00Z"}"#;

#[test]
fn what_is_said_of_a_source_that_is_there_is_for_those_who_ask() {
    let archive = archive().with("verdicts.jsonl", [HEADER, &remarked(MOVED)].concat());
    assert_eq!((check(&archive, &[]).stdout.as_str(), check(&archive, &["--fail-on", "note"]).code), ("", 0));
    let selected = check(&archive, &["--select", "redirected-source"]);
    assert!(
        selected.stdout.starts_with(&format!("{BRIDGE}:7:21: note[redirected-source] the document of")),
        "{selected:?}"
    );
    assert_eq!(check(&archive, &["--select", "deviated-source"]).stdout, "");
    check(&archive, &["--fix", "--unsafe-fixes", "--select", "redirected-source"]);
    let fixed = BRIDGE_TEXT.replace("gazette.example/bridge", "gazette.example/2021/bridge-opens");
    assert_eq!(read(&archive), fixed);
    // Servers choose titles and addresses.
    let deviated = |title: &str| {
        let times = r#""until":"2021-03-01T00:00:00Z","since":"2021-03-20T00:00:00Z""#;
        format!("{{\"kind\":\"deviated\",{times},\"was\":\"Bridge opens\",\"is\":\"{title}\"}}")
    };
    let archive = archive.with(BRIDGE, BRIDGE_TEXT);
    let hostile = "a\\u001b[31m\\u202e::error::b";
    archive.write("verdicts.jsonl", [HEADER, &remarked(&deviated(hostile))].concat());
    let found = check(&archive, &["--select", "deviated-source"]).stdout;
    assert!(found.contains("note[deviated-source]") && !found.contains(['\u{1b}', '\u{202e}']), "{found}");
    for remark in [
        MOVED.replace("https:", "javascript:"),
        MOVED.replace("bridge-opens", "a\\n\\n# Title"),
        MOVED.replace("moved", "sold"),
        deviated(&"a".repeat(121)),
    ] {
        archive.write("verdicts.jsonl", [HEADER, &remarked(&remark)].concat());
        let run = check(&archive, &["--select", "deviated-source"]);
        assert!(run.code == 2 && run.stderr.ends_with(": line 2 is not a verdict\n"), "{remark}: {run:?}");
    }
}

#[test]
fn an_entry_of_the_baseline_goes_when_the_verdict_does() {
    let archive = archive();
    archive.run(&["baseline", "update"]).printed();
    let prune = || archive.run(&["baseline", "prune"]).printed();
    assert_eq!(prune(), ".newslint-baseline: 1 kept, 0 added, 0 removed\n");
    let verdicts = archive.text("verdicts.jsonl");
    archive.write("newslint.toml", "[rules]\nday-index = \"off\"\n");
    assert_eq!(prune(), ".newslint-baseline: 1 kept, 0 added, 0 removed\n", "nothing is known of sources");
    archive.write("newslint.toml", TOML);
    archive.write("verdicts.jsonl", verdicts.replace("\"dead\"", "\"alive\""));
    assert!(check(&archive, &["--ci"]).stdout.contains("error[stale-baseline]"));
    assert_eq!(prune(), ".newslint-baseline: 0 kept, 0 added, 1 removed\n");
}

#[test]
fn the_fix_replaces_the_url_and_nothing_else() {
    let archive = archive();
    let fixed = BRIDGE_TEXT.replace("https://gazette.example/bridge", COPY);
    let safe = check(&archive, &["--fix"]);
    assert_eq!((safe.code, read(&archive).as_str()), (1, BRIDGE_TEXT), "it is not a safe one");
    let diff = archive.run(&["check", "--diff", "--unsafe-fixes"]);
    assert!(diff.stdout.contains(&format!("+1. [Ellery Gazette]({COPY})")), "{diff:?}");
    let run = check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!((run.code, run.stdout.as_str(), read(&archive)), (0, "", fixed), "{run:?}");
}

fn read(archive: &Archive) -> String {
    archive.text(BRIDGE)
}

#[test]
fn a_comment_and_the_baseline_hide_it() {
    let comment = "<!-- newslint-ignore: dead-source — the paper's archive is on microfilm -->\n1. [";
    let archive = archive();
    let updated = archive.run(&["baseline", "update"]);
    assert_eq!(updated.code, 0, "{updated:?}");
    let run = check(&archive, &["--ci"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));

    let archive = self::archive().with(BRIDGE, BRIDGE_TEXT.replace("1. [", comment));
    assert_eq!(check(&archive, &["--ci"]).stdout, "");
    // Whether a comment is of no use is not for verdicts to say: a visit may find what they do not know.
    let archive = archive.with("verdicts.jsonl", HEADER);
    assert_eq!(check(&archive, &["--ci"]).stdout, "");
}

#[test]
fn a_file_that_cannot_be_used_is_said_to_be_none() {
    let other = line("https://a.example/", "dead");
    let own = line("https://gazette.example/bridge", "dead");
    for (text, words) in [
        (None, "there is no such file; `newslint audit export --verdicts` writes one"),
        (Some(String::new()), "not written by `newslint audit export --verdicts`"),
        (Some("{\"newslint-verdicts\":9}\n".to_owned()), "verdicts in version 9, but this newslint reads version 1"),
        (Some([HEADER, &own, &other].concat()), "line 3 is out of order; export the verdicts again"),
        (Some([HEADER, &other, &own[..100]].concat()), "line 3 is not a verdict"),
        (Some([HEADER, &other, &own.replace("\"404\"", "\"0\"")].concat()), "line 3 is not a verdict"),
        (Some([HEADER, &own.replace(COPY, "https://x.example/\\n\\n# Title")].concat()), "line 2 is not a verdict"),
    ] {
        let archive = archive();
        match &text {
            Some(text) => archive.write("verdicts.jsonl", text),
            None => archive.remove("verdicts.jsonl"),
        }
        for command in [&["check"][..], &["check", "--diff", "--unsafe-fixes"], &["baseline", "update"]] {
            let run = archive.run(command);
            let file = archive.path("verdicts.jsonl");
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{words}");
            assert_eq!(run.stderr, format!("newslint: links.verdicts: {}: {words}\n", file.display()));
        }
        // Who does not ask for them need not have them.
        assert_eq!(check(&archive, &["--ignore", "dead-source"]).code, 0, "{words}");
        assert_eq!(archive.run(&["config"]).code, 0);
    }
    // A line that is about another document is not looked at.
    let damaged = other.replace("\"404\"", "\"0\"");
    let archive = archive().with("verdicts.jsonl", [HEADER, &damaged, &own].concat());
    assert_eq!(check(&archive, &[]).stdout, FOUND);
}

#[test]
fn a_store_does_as_well() {
    let url = "https://gazette.example/bridge";
    let seen = |at: &str| {
        format!(
            "{{\"url\":\"{url}\",\"at\":\"{at}T00:00:00Z\",\"vantage\":\"desk\",\"cause\":\"404\",\"status\":404}}\n"
        )
    };
    let capture = |at: &str| {
        format!(
            "{{\"at\":\"{at}T12:00:00Z\",\"original\":\"{url}\",\"status\":200,\"digest\":\"{at}\",\"length\":9000}}"
        )
    };
    let lookup = format!(
        "{{\"url\":\"{url}\",\"at\":\"2021-04-29T00:00:00Z\",\"archive\":{{\"captures\":[{},{}]}}}}\n",
        capture("2020-01-01"),
        capture("2021-05-04"),
    );
    let reading = format!(
        "{{\"url\":\"{url}\",\"at\":\"2021-04-29T00:00:00Z\",\"copy\":{{\"read\":{{\"captured\":\"2021-05-04T12:00:00Z\",\
         \"original\":\"{url}\",\"cause\":\"alive\"}}}}}}\n"
    );
    let visits: String = ["2021-04-01", "2021-04-15", "2021-04-29"].map(seen).concat();
    let lines = ["{\"newslint-observations\":1}\n", &visits, &lookup, &reading].concat();
    let toml = TOML.replace("verdicts.jsonl", ".newslint/links.db");
    let archive = archive().with("newslint.toml", toml).with("observations.jsonl", lines);

    let missing = check(&archive, &[]);
    assert!(missing.code == 2 && missing.stderr.contains(".newslint/links.db: there is no such file"), "{missing:?}");
    let imported = archive.run(&["audit", "import", "observations.jsonl"]);
    assert_eq!(imported.code, 0, "{imported:?}");
    assert_eq!(check(&archive, &["--now", "2021-05-05"]).stdout, FOUND);
    // What was observed later does not count.
    assert_eq!(check(&archive, &["--now", "2021-04-27", "--ignore", "future-date"]).stdout, "");

    // Nor does it for an export.
    let export =
        |now: &str| archive.run(&["audit", "export", "--verdicts", "--now", now, "--output", "verdicts.jsonl"]);
    let exported = || archive.text("verdicts.jsonl");
    assert_eq!((export("2021-05-05T00:00:00Z").code, exported()), (0, [HEADER, &line(url, "dead")].concat()));
    assert_eq!((export("2021-04-27T00:00:00Z").code, exported()), (0, HEADER.to_owned()));

    let fixed = check(&archive, &["--fix", "--unsafe-fixes"]);
    assert_eq!((fixed.code, read(&archive)), (0, BRIDGE_TEXT.replace(url, COPY)), "{fixed:?}");

    // The database of something else.
    archive.write(".newslint/links.db", b"SQLite format 3\0");
    let foreign = check(&archive, &[]);
    assert!(foreign.code == 2 && foreign.stderr.starts_with("newslint: links.verdicts: "), "{foreign:?}");
    let archive = archive.with("newslint.toml", TOML.replace("verdicts.jsonl", "news"));
    let folder = check(&archive, &[]);
    assert!(folder.code == 2 && folder.stderr.ends_with("/news: it is not a file\n"), "{folder:?}");
}

#[test]
fn one_of_many_verdicts_is_found() {
    let mut lines = HEADER.to_owned();
    for number in 0..30_000 {
        write!(lines, "{}", line(&format!("https://gazette.example/{number:05}"), "dead")).unwrap();
    }
    lines.push_str(&line("https://gazette.example/bridge", "dead"));
    let archive = archive().with("verdicts.jsonl", lines);
    assert_eq!(check(&archive, &[BRIDGE]).stdout, FOUND);
}
