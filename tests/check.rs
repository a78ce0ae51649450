//! `newslint check` on files on disk: what it reads, what it prints, and how it ends.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, CONFIG, Run, broken, newslint};

const FINDING: &str = "news/2021/05/3/harbour-bridge-opens.md:7:1: error[source-numbering] the list starts at 2\n";

/// Standard error without the time that the run took.
fn summary(run: &Run) -> &str {
    run.stderr.rsplit_once(" in ").map_or(run.stderr.as_str(), |(summary, _)| summary)
}

fn clean() -> Archive {
    Archive::new().with(BRIDGE, BRIDGE_TEXT)
}

fn with_finding() -> Archive {
    Archive::new().with(BRIDGE, broken())
}

fn rules(run: &Run) -> Vec<String> {
    let rule = |line: &str| serde_json::from_str::<Value>(line).unwrap()["rule"].as_str().unwrap().to_owned();
    run.stdout.lines().map(rule).collect()
}

// How a run ends.

#[test]
fn a_clean_archive_exits_with_0_and_prints_only_a_summary() {
    let run = clean().run(&["check"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(run.told(), "1 file: no findings");
}

#[test]
fn findings_exit_with_1() {
    let run = with_finding().run(&["check", "--format", "concise"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, FINDING));
    assert_eq!(run.told(), "1 file: 1 error (1 fixable)");
}

#[test]
fn fail_on_sets_the_lowest_level_that_fails() {
    let related = "\n### Related:\n\n1. [This](/news/2021/05/3/harbour-bridge-opens.md) _Context: Port Ellery_\n";
    let warns = Archive::new().with(BRIDGE, format!("{BRIDGE_TEXT}{related}"));
    for (level, code) in [("error", 0), ("warning", 1), ("note", 1), ("never", 0)] {
        let run = warns.run(&["check", "--fail-on", level, "--format", "concise"]);
        assert_eq!(run.code, code, "--fail-on {level}");
        assert!(run.stdout.contains("warning[related-self]"), "{run:?}");
    }
    assert_eq!(with_finding().run(&["check", "--fail-on", "never"]).code, 0);
}

#[test]
fn usage_configuration_and_io_errors_exit_with_2() {
    let archive = clean();
    for (arguments, message) in [
        (&["check", "--format", "xml"][..], "invalid value 'xml'"),
        (&["check", "--select", "source-nubering"], "did you mean source-numbering?"),
        (&["check", "--ignore", "nonsense"], "no rule is called"),
        (&["check", "--root", "nowhere"], "--root nowhere"),
        (&["check", "--root", BRIDGE], "not a folder"),
        (&["check", "-"], "needs --stdin-filename"),
        (&["check", "--stdin-filename", BRIDGE], "goes with the path `-`"),
        (&["check", "--output", "nowhere/report.txt"], "--output nowhere/report.txt"),
        (&["check", "--allow-private"], "--online"),
        (&["check", "--online", "--timeout", "soon"], "a duration is a number and ms, s, m, h or d"),
        (&["explain", "source-url-s"], "did you mean source-url?"),
    ] {
        let run = archive.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {run:?}");
        assert!(run.stderr.contains(message), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn a_folder_that_is_no_archive_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let run = crate::harness::run(newslint(folder.path()).arg("check"), b"");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no newslint.toml, news/ or .git"), "{}", run.stderr);
}

#[test]
fn a_configuration_error_points_into_the_file() {
    for (toml, words) in [
        ("[archive]\nevnt = 1\n", &["evnt", ":2:1"][..]),
        (
            "[rules]\nsource-nubering = \"off\"\n",
            &["no rule is called `source-nubering`", ":2:1", "did you mean source-numbering"],
        ),
        ("[rules]\nsource-numbering = \"fatal\"\n", &["fatal", ":2:20"]),
        ("[archive]\nevent = \"news/{slug}.md\"\n", &["{year}", ":2:9"]),
        ("[archive]\nabsent = [\"../other\"]\n", &["no folder of the archive", ":2:11"]),
        ("[archive]\nknown-paths = \"nowhere.txt\"\n", &["known-paths cannot be read", ":2:15"]),
        ("[archive\n", &[":1:"]),
    ] {
        let run = clean().with("newslint.toml", toml).run(&["check"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{toml}");
        for word in words {
            assert!(run.stderr.contains(word), "{toml}: {word} in\n{}", run.stderr);
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let archive = Archive::new();
    for day in 1..=28 {
        for number in 0..40 {
            archive.write(format!("news/2021/05/{day}/event-{number}.md"), "# No date heading\n");
        }
    }
    let mut child = newslint(archive.root())
        .args(["check", "--format", "full"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.starts_with("1,120 files: 1,120 errors"), "{stderr}");
}

// What is read.

#[test]
fn paths_that_are_no_events_never_fail_a_run() {
    let archive = clean()
        .with("README.md", "no event\n")
        .with("faq/index.md", "no event\n")
        .with("opinion/2017/04/4/the-post/index.md", "no event\n")
        .with("news/2021/05/3/bridge.jpg", [0xff, 0xd8, 0xff])
        .with("news/README.md", "no event\n")
        .with("news/2021/05/3/.draft.md", "no event\n");
    let named = ["README.md", "faq", "opinion", "news/README.md", "news/2021/05/3/bridge.jpg"];
    for path in named {
        let run = archive.run(&["check", path]);
        assert_eq!((run.code, run.told()), (0, "0 files: no findings"), "{path}");
    }
    assert_eq!(summary(&archive.run(&["check"])), "1 file: no findings");
    let run = archive.run(&["check", "news/2021/05/3/deleted.md", "/nowhere/at/all.md"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("deleted.md: there is no such file; skipped"), "{}", run.stderr);
}

#[test]
fn files_and_folders_can_be_named_from_anywhere() {
    let archive = with_finding().with("news/2022/05/3/other.md", broken().replace("2021", "2022"));
    let root = archive.root();
    let absolute = root.join(BRIDGE);
    let concise = ["check", "--format", "concise"];
    let check = |folder: &str, path: &str| archive.run_in(folder, &[&concise[..], &[path]].concat()).stdout;
    assert_eq!(check("", BRIDGE), FINDING);
    assert_eq!(check("", &format!("./{BRIDGE}")), FINDING);
    assert_eq!(check("", "news/2021"), FINDING);
    assert_eq!(check("news/2021", "."), FINDING);
    assert_eq!(check("news/2022", "../2021/05/3"), FINDING);
    assert_eq!(check("news/2021/05/3", "harbour-bridge-opens.md"), FINDING);
    assert_eq!(check("news", absolute.to_str().unwrap()), FINDING);
    let both = archive.run(&["check", BRIDGE, "news/2021", BRIDGE]);
    assert_eq!(both.told(), "1 file: 1 error (1 fixable)", "a file named twice is checked once");
    let elsewhere = tempfile::tempdir().unwrap();
    let run = crate::harness::run(newslint(elsewhere.path()).args(concise).arg(root.join("news/2021")), b"");
    assert_eq!(run.stdout, FINDING, "the root is found from what is named");
}

#[test]
fn the_root_is_the_nearest_folder_with_a_configuration_else_with_news() {
    let archive = clean().with("inner/news/2021/05/3/harbour-bridge-opens.md", broken());
    let concise = &["check", "--format", "concise"];
    assert_eq!(archive.run_in("inner/news/2021", concise).stdout, "", "newslint.toml above wins");
    archive.remove("newslint.toml");
    let without = [&concise[..], &["--ignore", "day-index"]].concat();
    assert_eq!(archive.run_in("inner/news/2021", &without).stdout, FINDING);
    fs::create_dir(archive.path("inner/news/.git")).unwrap();
    let inside = archive.run_in("inner/news/2021", concise);
    assert_eq!(inside.code, 2, "a repository without news/ is no archive to check");
    assert!(inside.stderr.contains("no folder news in"), "{}", inside.stderr);
    let named = archive.run(&["check", "--format", "concise", "--root", "inner", "--ignore", "day-index"]);
    assert_eq!(named.stdout, FINDING);
}

#[test]
fn one_named_file_is_checked_without_reading_the_others() {
    let related = "\n### Related:\n\n1. [Ferry](/news/2021/05/4/ferry.md) _Context: Port Ellery_\n";
    let archive = Archive::new()
        .with(BRIDGE, format!("{BRIDGE_TEXT}{related}"))
        .with("news/2021/05/4/ferry.md", "broken in every way")
        .with("news/2020/05/4/other.md", "broken in every way");
    let run = archive.run(&["check", BRIDGE]);
    assert_eq!((run.code, run.told()), (0, "1 file: no findings"), "{}", run.stdout);
}

#[test]
fn standard_input_stands_for_a_file() {
    let archive = clean();
    let arguments = ["check", "-", "--stdin-filename", BRIDGE, "--format", "concise"];
    let run = archive.run_with_input(&arguments, broken().as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (1, FINDING));
    let run = archive.run_with_input(&arguments, BRIDGE_TEXT.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    let readme = archive.run_with_input(&["check", "-", "--stdin-filename", "README.md"], b"no event");
    assert_eq!((readme.code, readme.stdout.as_str()), (0, ""));
    let outside = archive.run_with_input(&["check", "-", "--stdin-filename", "/etc/x.md"], b"");
    assert_eq!(outside.code, 2);
    // A file that is not there yet can link to itself as its current version.
    let new = "### [2021-05-9](/news/2021/05/9/index.md)\n\n# New\n\n### Changes:\n\n\
               1. [New](/news/2021/05/9/new.md) _(Current version)_\n";
    let run = archive.run_with_input(&["check", "-", "--stdin-filename", "news/2021/05/9/new.md"], new.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
}

// Bad files.

#[test]
fn files_that_are_no_text_are_diagnosed_and_the_others_still_checked() {
    let title = |bytes: &[u8]| [b"### [2021-05-3](/news/2021/05/3/index.md)\n\n# ", bytes, b"\n"].concat();
    let archive = with_finding()
        .with("news/2021/05/3/bom.md", ["\u{feff}".as_bytes(), &title(b"Title")].concat())
        .with("news/2021/05/3/crlf.md", "### [2021-05-3](/news/2021/05/3/index.md)\r\n\r\n# Title\r\n")
        .with("news/2021/05/3/empty.md", "")
        .with("news/2021/05/3/huge.md", vec![b'x'; (1 << 20) + 1])
        .with("news/2021/05/3/latin-1.md", title(b"Caf\xe9"))
        .with("news/2021/05/3/nul.md", title(b"Ti\0tle"))
        .with("news/2021/05/3/random.md", (0u8..=255).cycle().take(5000).collect::<Vec<u8>>())
        .with("news/2021/05/3/utf-16.md", [b"\xff\xfe#\0 \0T\0".as_slice()].concat());
    archive.link("news/2021/05/3/link.md", "/etc/hostname");
    archive.link("news/2021/05/3/dangling.md", "nowhere.md");
    fs::create_dir(archive.path("news/2021/05/3/folder.md")).unwrap();
    let run = archive.run(&["check", "--format", "concise"]);
    let found = |name: &str| -> Vec<&str> {
        let prefix = format!("news/2021/05/3/{name}.md:");
        run.stdout.lines().filter_map(|line| line.strip_prefix(&prefix)).collect()
    };
    assert_eq!(found("bom"), ["1:1: error[text-encoding] the file starts with a byte order mark"]);
    assert_eq!(found("crlf"), ["1:42: error[text-encoding] the lines end with CRLF"]);
    assert_eq!(found("empty"), ["1:1: error[date-heading] no date heading", "1:1: error[title-heading] no title"]);
    assert_eq!(found("huge"), ["1:1: error[unreadable-file] the file has 1048577 bytes; an event has at most 1048576"]);
    assert_eq!(found("latin-1"), ["3:6: error[text-encoding] byte 0xE9 is not UTF-8"]);
    assert_eq!(found("nul"), ["3:5: error[text-encoding] a NUL character in the text"]);
    assert!(found("random").iter().any(|line| line.contains("is not UTF-8, and")), "{run:?}");
    assert_eq!(found("utf-16"), ["1:1: error[text-encoding] the file is UTF-16LE, not UTF-8"]);
    for link in ["link", "dangling"] {
        assert!(found(link)[0].starts_with("1:1: error[unreadable-file] a symbolic link"), "{run:?}");
    }
    assert_eq!(found("harbour-bridge-opens"), ["7:1: error[source-numbering] the list starts at 2"]);
    assert_eq!(run.code, 1);
}

#[test]
fn a_pipe_among_the_events_is_not_waited_for() {
    let archive = clean();
    let pipe = archive.path("news/2021/05/3/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = archive.run(&["check", "--format", "concise"]);
    assert_eq!(run.stdout, "news/2021/05/3/pipe.md:1:1: error[unreadable-file] not a regular file\n");
}

#[test]
fn a_link_inside_the_archive_is_read() {
    let archive = Archive::new().with("drafts/bridge.md", broken());
    fs::create_dir_all(archive.path("news/2021/05/3")).unwrap();
    archive.link(BRIDGE, "../../../../drafts/bridge.md");
    assert_eq!(archive.run(&["check", "--format", "concise"]).stdout, FINDING);
    assert_eq!(archive.run(&["check", "--format", "concise", BRIDGE]).stdout, FINDING);
}

#[test]
fn a_name_that_is_not_utf_8_is_reported_and_read() {
    use std::os::unix::ffi::OsStrExt;
    let archive = clean();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    fs::write(archive.path("news/2021/05/3").join(name), broken()).unwrap();
    let run = archive.run(&["check", "--format", "concise"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "news/2021/05/3/caf\u{fffd}.md:1:1: error[file-path] a slug cannot contain `\u{fffd}`",
            "news/2021/05/3/caf\u{fffd}.md:7:1: error[source-numbering] the list starts at 2",
        ]
    );
}

#[test]
fn a_file_that_vanishes_meanwhile_is_a_note() {
    use newslint::archive::Named;
    use newslint::check::{Input, Settings, check};
    use newslint::config::Config;
    let archive = with_finding();
    let Config { archive: known, levels, .. } = newslint::config::load(archive.root()).unwrap();
    let file = |path: &str| Input::File(Named { path: path.to_owned(), odd: None });
    let inputs = [file("news/2021/05/3/gone.md"), file(BRIDGE)];
    let today = jiff::civil::date(2021, 6, 1);
    let settings = Settings { levels, visit: None, settled: None, excerpt_width: None, about: None, today };
    let checked = check(&known, &inputs, &settings, &newslint::progress::Progress::new(false)).unwrap();
    let found: Vec<_> =
        checked.findings.iter().map(|finding| (&*finding.path, finding.diagnostic.level.name())).collect();
    assert_eq!(found, [("news/2021/05/3/gone.md", "note"), (BRIDGE, "error")]);
}

// What is printed.

#[test]
fn select_and_ignore_choose_the_rules() {
    let archive = Archive::new().with(BRIDGE, "# No date\n\n### Sources:\n\n2. [](https://gazette.example/)\n");
    let jsonl = ["check", "--format", "jsonl"];
    let chosen = |arguments: &[&str]| rules(&archive.run(&[&jsonl[..], arguments].concat()));
    assert_eq!(chosen(&[]), ["date-heading", "source-numbering", "source-item"]);
    assert_eq!(chosen(&["--select", "date-heading,source-item"]), ["date-heading", "source-item"]);
    assert_eq!(chosen(&["--select", "date-heading", "--select", "source-item"]), ["date-heading", "source-item"]);
    assert_eq!(chosen(&["--ignore", "date-heading"]), ["source-numbering", "source-item"]);
    assert_eq!(chosen(&["--select", "source-item", "--ignore", "source-item"]), [""; 0]);
}

#[test]
fn levels_are_configured() {
    let archive = with_finding().with("newslint.toml", format!("{CONFIG}source-numbering = \"note\"\n"));
    let run = archive.run(&["check", "--format", "concise"]);
    assert_eq!((run.code, run.stdout), (0, FINDING.replace("error", "note")));
    let off = with_finding().with("newslint.toml", format!("{CONFIG}source-numbering = \"off\"\n"));
    assert_eq!(off.run(&["check", "--format", "concise"]).stdout, "");
    let asked = off.run(&["check", "--format", "concise", "--select", "source-numbering"]);
    assert_eq!(asked.stdout, FINDING, "a rule asked for by name runs");
}

#[test]
fn quiet_prints_findings_and_nothing_else() {
    let run = with_finding().run(&["check", "--quiet", "--format", "concise", "deleted.md", "news"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (FINDING, ""));
    let clean = clean().run(&["check", "--quiet"]);
    assert_eq!((clean.stdout.as_str(), clean.stderr.as_str()), ("", ""));
}

#[test]
fn statistics_count_by_rule() {
    let archive = with_finding().with("news/2021/05/4/a.md", "").with("news/2021/05/4/b.md", "# B\n");
    let run = archive.run(&["check", "--statistics", "--format", "json"]);
    assert_eq!(run.stderr, "      2  date-heading\n      1  source-numbering\n      1  title-heading\n");
    assert!(serde_json::from_str::<Value>(&run.stdout).is_ok());
}

#[test]
fn json_is_version_1() {
    let text = BRIDGE_TEXT.replace("bridge)\n", "bridge)\n1. [Côte](https://côte.example/é?a&amp;b)\n");
    let archive = Archive::new().with(BRIDGE, text);
    let run = archive.run(&["check", "--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let number = json!({
        "rule": "source-numbering", "level": "error", "message": "number 1 is used twice", "path": BRIDGE,
        "line": 8, "column": 1, "end_line": 8, "end_column": 2, "byte_start": 133, "byte_end": 134,
        "labels": [{
            "message": "first used here", "in": "text",
            "line": 7, "column": 1, "end_line": 7, "end_column": 2, "byte_start": 81, "byte_end": 82,
        }],
        "help": "number the items 1, 2, 3, … in the order of the list",
        "fingerprint": document["diagnostics"][0]["fingerprint"],
    });
    assert_eq!(document["version"], 1);
    assert_eq!(document["diagnostics"][0], number);
    // Columns count characters, bytes count bytes.
    let url = &document["diagnostics"][1];
    assert_eq!([&url["column"], &url["end_column"]], [35, 40]);
    assert_eq!([&url["byte_start"], &url["byte_end"]], [170, 175]);
    assert_eq!(document["summary"], json!({"files": 1, "errors": 2, "warnings": 0, "notes": 0}));
    assert_eq!(document["diagnostics"].as_array().unwrap().len(), 2);
    let empty = clean().run(&["check", "--format", "json"]);
    let expected =
        "{\"version\":1,\"diagnostics\":[],\"summary\":{\"files\":1,\"errors\":0,\"warnings\":0,\"notes\":0}}\n";
    assert_eq!(empty.stdout, expected);
    assert_eq!(empty.stderr, "");
}

#[test]
fn a_fingerprint_stays_when_lines_move_and_differs_between_equal_lines() {
    let fingerprints = |text: &str| -> Vec<String> {
        let run = Archive::new().with(BRIDGE, text).run(&["check", "--format", "jsonl"]);
        let fingerprint = |line: &str| serde_json::from_str::<Value>(line).unwrap()["fingerprint"].to_string();
        run.stdout.lines().map(fingerprint).collect()
    };
    let broken = broken();
    let before = fingerprints(&broken);
    assert_eq!(before.len(), 1);
    let moved = broken.replace("# Harbour bridge opens\n", "# Harbour bridge opens\n\nIt rained.\n");
    assert_eq!(fingerprints(&moved), before);
    assert_ne!(fingerprints(&broken.replace("Gazette", "Herald")), before);
    let twice = fingerprints(&format!("{BRIDGE_TEXT}\nstray\n\nstray\n"));
    assert_eq!(twice.len(), 2);
    assert_ne!(twice[0], twice[1]);
}

#[test]
fn findings_are_sorted_and_two_runs_give_the_same_bytes() {
    let archive = Archive::new();
    for day in 1..=28 {
        let text =
            format!("### [2021-05-0{day}](/news/2021/05/{day}/index.md)\n\n# T\n\n# U\n\n### Sources:\n\nstray\n");
        archive.write(format!("news/2021/05/{day}/event.md"), text);
    }
    for format in ["full", "concise", "json", "jsonl"] {
        let first = archive.run(&["check", "--format", format]);
        let second = archive.run(&["check", "--format", format]);
        assert_eq!(first.stdout, second.stdout, "{format}");
        assert!(first.stdout.len() > 1000, "{format}");
    }
    let run = archive.run(&["check", "--format", "jsonl"]);
    let key = |line: &str| {
        let finding: Value = serde_json::from_str(line).unwrap();
        (finding["path"].to_string(), finding["line"].as_u64(), finding["column"].as_u64())
    };
    let keys: Vec<_> = run.stdout.lines().map(key).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

#[test]
fn text_from_files_cannot_act_on_a_terminal() {
    let text =
        BRIDGE_TEXT.replace("Ellery Gazette", "\u{1b}]0;owned\u{7}\u{202e}txet").replace("1. [", "2. [\u{9b}31m");
    let archive = Archive::new().with(BRIDGE, text).with("news/2021/05/3/\u{1b}[2J\n::error::x.md", "");
    for format in ["full", "concise"] {
        for color in ["always", "never"] {
            let run = archive.run(&["check", "--format", format, "--color", color]);
            let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            let plain = without_colors(&run.stdout);
            assert!(!plain.contains(acts), "{format} {color}: {plain:?}");
            assert!(!plain.lines().any(|line| line.starts_with("::")), "{plain}");
            assert_eq!(plain == run.stdout, color == "never", "{format} {color}");
        }
    }
    let run = archive.run(&["check", "--format", "full"]);
    assert!(run.stdout.contains("\\u{1b}"), "escapes are shown: {}", run.stdout);
}

/// Without the sequences that newslint itself uses: ESC, `[`, digits and semicolons, `m`.
fn without_colors(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(after.len());
        rest = match after[end..].strip_prefix('m') {
            Some(rest) => rest,
            None => {
                plain.push('\u{1b}');
                after
            }
        };
    }
    plain + rest
}

#[test]
fn color_follows_the_option_and_the_environment() {
    let archive = with_finding();
    let colored = |arguments: &[&str]| archive.run(arguments).stdout.contains("\u{1b}[");
    assert!(!colored(&["check"]), "a pipe is no terminal");
    assert!(colored(&["check", "--color", "always"]));
    assert!(!colored(&["check", "--color", "never"]));
}

#[test]
fn output_goes_to_a_file_whole_or_not_at_all() {
    let archive = with_finding();
    let run = archive.run(&["check", "--format", "concise", "--output", "report.txt"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert_eq!(run.told(), "1 file: 1 error (1 fixable)");
    assert_eq!(archive.text("report.txt"), FINDING);
    assert_eq!(archive.mode("report.txt") & 0o444, 0o444, "others can read it");
    archive.write("report.txt", "an older and longer report".repeat(100));
    archive.run(&["check", "--format", "concise", "--output", "report.txt"]);
    assert_eq!(archive.text("report.txt"), FINDING);
    assert_eq!(archive.names(""), ["news", "newslint.toml", "report.txt"], "nothing else is left");
}

#[test]
fn long_lines_are_cut_around_what_is_marked() {
    let item =
        format!("1. [{}](/news/2021/05/4/missing.md) _Context: {}_\n", "Word ".repeat(150), "Port Ellery, ".repeat(20));
    let archive = Archive::new().with(BRIDGE, format!("{BRIDGE_TEXT}\n### Related:\n\n{item}"));
    let run = archive.run(&["check"]);
    assert!(run.stdout.contains("/news/2021/05/4/missing.md"), "{}", run.stdout);
    let widest = run.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?}\n{}", run.stdout);
}

// The archive.

#[test]
fn another_layout_is_a_matter_of_configuration() {
    let toml = CONFIG.to_owned()
        + "\n[archive]\nevent = \"events/{year}-{month:02}/{day:02}/{slug}.markdown\"\nday-index = [\"day.markdown\"]\n\
                date = \"{day:02}.{month:02}.{year}\"\nlink-prefix = \"/site/\"\n";
    let event = "### [03.05.2021](/site/events/2021-05/03/day.markdown)\n\n# Bridge\n\n### Related:\n\n\
                 1. [Ferry](/site/events/2021-05/04/ferry.markdown) _Context: Port Ellery_\n";
    let archive = Archive::new()
        .with("newslint.toml", toml)
        .with("events/2021-05/03/bridge.markdown", event)
        .with("events/2021-05/03/day.markdown", "no event")
        .with("events/2021-05/04/ferry.markdown", event.replace("03.05", "4.05").replace("/03/", "/04/"))
        .with("events/2021-05/5/padded.markdown", event.replace("03.05", "05.05").replace("/03/", "/05/"));
    let run = archive.run(&["check", "--format", "concise"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "events/2021-05/04/ferry.markdown:1:6: error[date-heading] the date is not in the archive's form",
            "events/2021-05/04/ferry.markdown:7:12: warning[related-self] the event is related to itself",
            "events/2021-05/5/padded.markdown:1:1: error[file-path] the day `5` is not in the archive's form",
        ]
    );
}

#[test]
fn a_part_of_an_archive_knows_what_is_elsewhere() {
    let related = |path: &str| format!("1. [Title]({path}) _Context: Port Ellery_\n");
    let text = format!(
        "{BRIDGE_TEXT}\n### Related:\n\n{}{}{}",
        related("/news/1999/05/4/absent.md"),
        related("/news/2021/05/4/known.md").replace("1.", "2."),
        related("/news/2021/05/4/unknown.md").replace("1.", "3."),
    );
    let toml = CONFIG.to_owned() + "\n[archive]\nabsent = [\"/news/1999/\"]\nknown-paths = \"known.txt\"\n";
    let archive = Archive::new()
        .with(BRIDGE, text)
        .with("newslint.toml", toml)
        .with("known.txt", "# paths of the whole archive\n\n/news/2021/05/4/known.md\nnews/2021/05/4/other.md\n");
    let run = archive.run(&["check", "--format", "concise"]);
    assert_eq!(run.stdout, format!("{BRIDGE}:13:12: error[related-path] no event at this path\n"));
}
