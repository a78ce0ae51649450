//! `newslint baseline`, and `newslint check` with a baseline.

use std::fs;
use std::path::Path;

use crate::harness::{Archive, CONFIG, Repository, dated, needs, run, sources};
use crate::synthetic::Synthetic;

const FILE: &str = "newslint-baseline.txt";
const FERRY: &str = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md";
const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md";

/// Two events, with two faults of `source-url` in the first and one in the second.
fn faulty() -> Archive {
    let archive = Archive::new();
    archive.write(FERRY, event_of("2021-05-4", &["https:///ferry", "https:///boats"]));
    archive.write(BRIDGE, event_of("2021-05-3", &["https:///bridge"]));
    archive
}

/// The same, with a baseline of these three findings.
fn known() -> Archive {
    let archive = faulty();
    assert_eq!(update(&archive), format!("{FILE}: 0 kept, 3 added, 0 removed\n"));
    archive
}

fn update(archive: &Archive) -> String {
    archive.run(&["baseline", "update"]).printed()
}

fn prune(archive: &Archive) -> String {
    archive.run(&["baseline", "prune"]).printed()
}

/// The baseline's entries.
fn listed(archive: &Archive) -> Vec<String> {
    archive.text(FILE).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// An event of that day with these sources.
fn event_of(date: &str, urls: &[&str]) -> String {
    dated(date, "A day in Port Ellery") + &sources(urls)
}

/// Damages items of an archive until there are `count` faults, each a finding of its own.
fn damage(archive: &Synthetic, root: &Path, count: usize) {
    let mut left = count;
    for event in archive.events() {
        let mut is_list = false;
        let mut text = String::new();
        for line in event.text.split_inclusive('\n') {
            if line.starts_with('#') {
                is_list = line.contains("Source") || line.contains("Related:");
            }
            let is_item = is_list && line.starts_with(|c: char| c.is_ascii_digit());
            if is_item && left > 0 {
                left -= 1;
                text.push_str(&line.replacen(". [", ") [", 1));
            } else {
                text.push_str(line);
            }
        }
        fs::write(root.join(&event.path), text).unwrap();
    }
    assert_eq!(left, 0, "the archive has items enough");
}

#[test]
fn an_archive_with_thousands_of_findings_is_adopted() {
    let synthetic = Synthetic::new(1_000, 2004);
    let archive = Archive::new();
    synthetic.write(archive.root()).unwrap();
    damage(&synthetic, archive.root(), 5_000);
    assert_eq!(archive.check(&[]).findings().len(), 5_000);

    assert_eq!(update(&archive), format!("{FILE}: 0 kept, 5,000 added, 0 removed\n"));
    let adopted = archive.check(&[]);
    assert_eq!((adopted.stdout.as_str(), adopted.code), ("", 0));
    assert!(adopted.stderr.contains(": no findings, 5,000 in the baseline in "), "{}", adopted.stderr);

    let damaged: Vec<_> =
        synthetic.events().iter().filter(|event| archive.text(&event.path).contains(") [")).step_by(7).collect();
    for event in &damaged[..50] {
        let text = archive.text(&event.path);
        let (heading, rest) = text.split_once("\n# ").unwrap();
        let (title, rest) = rest.split_once('\n').unwrap();
        let inserted = "The water is still rising, say those who live there.\n".repeat(300);
        archive.write(&event.path, format!("{heading}\n# {title}\n{inserted}{rest}"));
    }
    let shifted = archive.check(&["--ci"]);
    assert_eq!((shifted.stdout.as_str(), shifted.code), ("", 0));

    let entries = listed(&archive);
    archive.change(&damaged[3].path, "\n1) [", "\n1. [");
    let repaired = archive.check(&[]);
    let [stale] = repaired.findings().try_into().expect("one finding");
    let line: usize = stale.strip_prefix("newslint-baseline.txt:").unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(stale.ends_with(" stale-baseline"), "{stale}");
    let header = archive.text(FILE).lines().count() - entries.len();
    assert!(entries[line - header - 1].contains(&*damaged[3].path), "{stale}");
    assert_eq!(repaired.code, 0);
    assert_eq!(archive.check(&["--ci"]).code, 1);
    assert_eq!(prune(&archive), format!("{FILE}: 4,999 kept, 0 added, 1 removed\n"));

    archive.change(&damaged[5].path, "\n### Related:\n", "\n### Realted:\n");
    let added = archive.check(&["--ci"]);
    assert_eq!(added.findings().len(), 1, "{}", added.stdout);
    assert!(added.stdout.starts_with(&*damaged[5].path) && added.stdout.contains("error[section-heading]"));
    assert_eq!(added.code, 1);
}

#[test]
fn what_is_known_is_in_no_report() {
    let archive = known();
    archive.change(BRIDGE, "# A day", "#A day");
    for format in ["full", "concise", "json", "jsonl"] {
        let ran = archive.run(&["check", "--format", format, "--statistics"]);
        assert!(ran.stdout.contains("title-heading") && !ran.stdout.contains("source-url"), "{}", ran.stdout);
        assert!(!ran.stderr.contains("source-url"), "{}", ran.stderr);
        assert_eq!(ran.code, 1);
    }
    let document: serde_json::Value =
        serde_json::from_str(&archive.run(&["check", "--format", "json"]).stdout).unwrap();
    assert_eq!(document["summary"], serde_json::json!({"files": 2, "errors": 1, "warnings": 0, "notes": 0}));
    assert!(archive.check(&[]).stderr.contains("2 files: 1 error (1 fixable), 3 in the baseline in "));
}

#[test]
fn two_runs_write_the_same_bytes_whatever_the_threads_did() {
    let synthetic = Synthetic::new(60, 7);
    let archive = Archive::new();
    synthetic.write(archive.root()).unwrap();
    damage(&synthetic, archive.root(), 150);
    let with_threads = |threads: &str| {
        let _ = fs::remove_file(archive.path(FILE));
        run(archive.command(&["baseline", "update"]).env("RAYON_NUM_THREADS", threads), b"").printed();
        archive.text(FILE)
    };
    let one = with_threads("1");
    assert_eq!(one, with_threads("8"));
    assert_eq!(update(&archive), format!("{FILE}: 150 kept, 0 added, 0 removed\n"));
    assert_eq!(one, archive.text(FILE));
    let entries = listed(&archive);
    assert!(entries.is_sorted() && entries.len() == 150);
}

#[test]
fn an_item_that_moves_or_gets_another_number_stays_known() {
    let archive = known();
    let urls = ["https://gazette.example/new", "https:///boats", "https://gazette.example/other", "https:///ferry"];
    archive.write(FERRY, event_of("2021-05-4", &urls));
    let ran = archive.check(&["--ci"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", 0));
}

#[test]
fn of_equal_lines_each_is_known_once() {
    let archive = faulty();
    let with = |count| archive.write(FERRY, event_of("2021-05-4", &vec!["https:///ferry"; count]));
    let select = ["--select", "source-url,stale-baseline"];
    with(2);
    update(&archive);
    with(3);
    assert_eq!(archive.check(&select).findings(), [format!("{FERRY}:9 source-url")]);
    with(1);
    let [stale] = archive.check(&select).findings().try_into().expect("one finding");
    assert!(stale.ends_with(" stale-baseline"));
}

#[test]
fn only_what_was_looked_at_is_stale() {
    let archive = known();
    archive.write(FERRY, event_of("2021-05-4", &["https://gazette.example/ferry"]));
    archive.remove(BRIDGE);
    let stale = |arguments: &[&str]| archive.check(arguments).findings().len();
    assert_eq!(stale(&[]), 3);
    let at = |path: &str| archive.path(path).to_str().unwrap().to_owned();
    assert_eq!(stale(&[&at(FERRY)]), 2);
    assert_eq!(stale(&[&at("news/2021/05/4")]), 2);
    assert_eq!(stale(&[&at("news/2021/05/3")]), 1);
    assert_eq!(stale(&[&at("news/2021")]), 3);
    assert_eq!(stale(&[&at("newslint.toml")]), 0);
    assert_eq!(stale(&["--select", "stale-baseline"]), 0);
    assert_eq!(stale(&["--ignore", "source-url"]), 0);
    assert_eq!(stale(&["--ignore", "stale-baseline", "--ci"]), 0);

    archive.write("newslint.toml", format!("{CONFIG}\n[archive]\nabsent = [\"news/2021/05/3\"]\n"));
    assert_eq!(stale(&[]), 2);
    archive.write("newslint.toml", format!("{CONFIG}source-url = \"off\"\n"));
    assert_eq!(stale(&[]), 0);
    assert_eq!(update(&archive), format!("{FILE}: 3 kept, 0 added, 0 removed\n"));
    archive.write("newslint.toml", CONFIG);
    assert_eq!(prune(&archive), format!("{FILE}: 0 kept, 0 added, 3 removed\n"));
}

#[test]
fn of_a_change_only_its_files_are_judged() {
    needs!("git");
    let archive = Repository::of(known());
    let gone = format!("news/2021/05/5/{}", FERRY.rsplit('/').next().unwrap());
    archive.write(&gone, event_of("2021-05-5", &["https:///ferry"]));
    update(&archive);
    archive.commit();
    assert_eq!(archive.check(&["--changed"]).stdout, "");
    archive.write(FERRY, event_of("2021-05-4", &["https://gazette.example/ferry", "https:///boats"]));
    archive.remove(&gone);
    let entries = archive.text(FILE);
    let lines: Vec<&str> = entries.lines().collect();
    let stale = archive.check(&["--changed"]).findings();
    let paths: Vec<&str> = stale
        .iter()
        .map(|finding| finding.strip_prefix("newslint-baseline.txt:").unwrap().split(' ').next().unwrap())
        .map(|line| lines[line.parse::<usize>().unwrap() - 1].split(' ').nth(1).unwrap())
        .collect();
    assert_eq!(paths, [FERRY, &gone]);
}

#[test]
fn where_a_rule_is_off_nothing_is_judged() {
    let archive = known();
    archive.write(BRIDGE, event_of("2021-05-3", &["https://gazette.example/"]));
    archive.write(FERRY, event_of("2021-05-4", &["https://gazette.example/", "https:///boats"]));
    let overrides = "[[overrides]]\npaths = [\"news/2021/05/3/**\"]\nrules = { source-url = \"off\" }\n";
    archive.write("newslint.toml", format!("{CONFIG}{overrides}"));
    assert_eq!(archive.check(&[]).findings().len(), 1);
}

#[test]
fn of_a_file_that_cannot_be_read_nothing_is_stale() {
    let archive = known();
    archive.write(FERRY, vec![b'x'; 2 << 20]);
    assert_eq!(archive.check(&[]).findings(), [format!("{FERRY}:1 unreadable-file")]);
    assert_eq!(prune(&archive), format!("{FILE}: 3 kept, 0 added, 0 removed\n"));
}

#[test]
fn reasons_and_dates_stay_until_the_finding_goes() {
    let archive = known();
    let entries = listed(&archive);
    let bridge = entries.iter().position(|entry| entry.contains(BRIDGE)).unwrap();
    let kept = format!("{} until=2026-03-01 # the ministry is asked: 50 % of it # is lost", entries[bridge]);
    archive.change(FILE, &entries[bridge], &kept);
    archive.write(FERRY, event_of("2021-05-4", &["https:///boats", "https:///"]));
    assert_eq!(update(&archive), format!("{FILE}: 2 kept, 1 added, 1 removed\n"));
    assert!(listed(&archive).contains(&kept), "{:?}", listed(&archive));

    let check = |now: &str| archive.check(&["--now", now]);
    assert_eq!(check("2026-03-01").stdout, "");
    assert_eq!(check("2026-03-01T09:59:59Z").stdout, "");
    assert_eq!(check("2026-03-02").findings(), [format!("{BRIDGE}:7 source-url")]);
    assert_eq!(check("2026-03-01T11:30:00+02:00").stdout, "");
    assert_eq!(check("2026-03-02").code, 1);
    let full = archive.run(&["check", "--now", "2026-03-02"]).stdout;
    assert!(full.contains("the baseline hid this until 2026-03-01"), "{full}");
    assert_eq!(check("soon").code, 2);

    let show = archive.run(&["baseline", "show", "--now", "2026-03-02"]);
    let line = archive.text(FILE).lines().position(|line| line == kept).unwrap() + 1;
    assert_eq!(show.stdout, format!("      3  source-url\n{FILE}:{line}: expired: {kept}\n"));
    assert_eq!(archive.run(&["baseline", "show", "--now", "2026-03-01"]).stdout, "      3  source-url\n");
}

#[test]
fn a_damaged_file_is_an_error_with_its_line_and_stays_as_it_is() {
    let archive = known();
    let text = archive.text(FILE);
    let line = text.lines().count() + 1;
    for (damage, message) in [
        ("<<<<<<< HEAD", "a merge left a conflict here"),
        ("=======", "a merge left a conflict here"),
        (">>>>>>> imported", "a merge left a conflict here"),
        ("source-url", "a line of a baseline is a rule, a path and a fingerprint"),
        ("# a remark of its own", "a line of a baseline is a rule, a path and a fingerprint"),
        ("Source news/a.md 0123456789abcdef", "the line does not start with a rule's name"),
        ("source-url news/a.md 0123456789", "the fingerprint is not 16 hexadecimal digits"),
        ("source-url news/a.md +123456789abcdef", "the fingerprint is not 16 hexadecimal digits"),
        ("source-url news/%FF.md 0123456789abcdef", "the path is not percent-encoded UTF-8"),
        ("source-url news/a.md 0123456789abcdef until=1.3.2026", "expected until=YYYY-MM-DD or # reason"),
        ("source-url news/a.md 0123456789abcdef until=2026-02-30", "expected until=YYYY-MM-DD or # reason"),
        ("source-url news/a.md 0123456789abcdef until=2026-02-03 why", "expected # before the reason"),
    ] {
        let damaged = format!("{text}{damage}\nsource-url news/b.md 0123456789abcdef\n");
        archive.write(FILE, &damaged);
        for arguments in [&["check"][..], &["baseline", "update"], &["baseline", "prune"], &["baseline", "show"]] {
            let ran = archive.run(arguments);
            assert_eq!((ran.stdout.as_str(), ran.code), ("", 2), "{damage}");
            assert!(ran.stderr.contains(message), "{damage}: {}", ran.stderr);
            assert!(ran.stderr.contains(&format!("{FILE}:{line}:1")), "{damage}: {}", ran.stderr);
            assert_eq!(archive.text(FILE), damaged);
        }
    }
    archive.write(FILE, b"\xff\xfe");
    assert_eq!(archive.check(&[]).code, 2);
}

#[test]
fn order_blank_lines_and_line_ends_do_not_matter() {
    let archive = known();
    let text = archive.text(FILE);
    let mut lines = listed(&archive);
    lines.reverse();
    lines.push(lines[0].clone());
    archive.write(FILE, format!("# ours\n\r\n{}\r\n", lines.join("\r\n\r\n")));
    assert_eq!(archive.check(&["--ci"]).stdout, "");
    update(&archive);
    let (_, entries) = text.split_at(text.find("source-url").unwrap());
    assert_eq!(archive.text(FILE), format!("# ours\n{entries}"));
}

#[test]
fn paths_with_odd_characters_are_one_word_each() {
    let archive = Archive::new();
    let names = ["a b", "100%", "%20", "#1", "tab\tend", "line\nend", "caf\u{e9}", "bell\u{7}", "\u{202e}gnp"];
    for name in names {
        archive.write(format!("news/2021/05/4/{name}.md"), event_of("2021-05-4", &["https://gazette.example/"]));
    }
    update(&archive);
    let entries = listed(&archive);
    assert_eq!(entries.len(), names.len());
    assert!(entries.iter().all(|entry| entry.split(' ').count() == 3 && entry.is_ascii()), "{entries:?}");
    assert_eq!(archive.check(&["--ci"]).stdout, "");
    archive.write(FILE, format!("{}source-url news/2021/\u{1b}[2J\u{9b} 01\n", archive.text(FILE)));
    let ran = archive.check(&[]);
    assert_eq!(ran.code, 2);
    assert!(!ran.stderr.contains('\u{1b}'));
}

#[test]
fn the_file_keeps_its_permissions_and_its_place() {
    let archive = known();
    archive.set_mode(FILE, 0o640);
    fs::create_dir(archive.path("lists")).unwrap();
    fs::rename(archive.path(FILE), archive.path("lists/known.txt")).unwrap();
    archive.link(FILE, "lists/known.txt");
    archive.write(BRIDGE, event_of("2021-05-3", &["https:///bridge", "https:///"]));
    assert_eq!(update(&archive), format!("{FILE}: 3 kept, 1 added, 0 removed\n"));
    assert!(archive.path(FILE).is_symlink());
    assert_eq!(archive.mode("lists/known.txt"), 0o640);
    assert_eq!(listed(&archive).len(), 4);
    assert_eq!(archive.names("lists"), ["known.txt"], "no file is left beside it");
}

#[test]
fn another_file_can_be_named() {
    let archive = known();
    let elsewhere = archive.path("lists/known.txt").to_str().unwrap().to_owned();
    fs::create_dir(archive.path("lists")).unwrap();
    let missing = archive.check(&["--baseline", &elsewhere]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("known.txt: there is no such file"), "{}", missing.stderr);

    fs::rename(archive.path(FILE), &elsewhere).unwrap();
    assert_eq!(archive.check(&[]).findings().len(), 3);
    assert_eq!(archive.check(&["--baseline", &elsewhere]).stdout, "");
    archive.write(BRIDGE, event_of("2021-05-3", &["https://gazette.example/bridge"]));
    let [stale] = archive.check(&["--baseline", &elsewhere]).findings().try_into().expect("one finding");
    assert!(stale.starts_with("lists/known.txt:"), "{stale}");
    assert_eq!(archive.run(&["baseline", "prune", "--baseline", &elsewhere]).code, 0);
    assert_eq!(archive.check(&["--baseline", &elsewhere, "--ci"]).code, 0);
    assert_eq!(archive.check(&["--baseline", "/dev/null"]).findings().len(), 2);
}

#[test]
fn without_a_file_there_is_nothing_to_show() {
    let archive = faulty();
    for action in ["prune", "show"] {
        let ran = archive.run(&["baseline", action]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("there is no baseline; `newslint baseline update` writes one"), "{}", ran.stderr);
    }
    assert!(!archive.exists(FILE));
}

#[test]
fn a_link_out_of_the_archive_is_not_followed() {
    let archive = faulty();
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), "a secret\n").unwrap();
    archive.link(FILE, outside.path());
    for arguments in [&["check"][..], &["baseline", "update"]] {
        let ran = archive.run(arguments);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("leads out of the archive") && !ran.stderr.contains("secret"), "{}", ran.stderr);
    }
    assert_eq!(fs::read_to_string(outside.path()).unwrap(), "a secret\n");
}

#[test]
fn git_merges_what_two_branches_change() {
    needs!("git");
    let archive = Repository::empty();
    let path = |day: usize| format!("news/2021/05/{day}/a-day-in-port-ellery.md");
    let write = |day: usize, url: &str| archive.write(path(day), event_of(&format!("2021-05-{day}"), &[url]));
    (1..=20).for_each(|day| write(day, "https:///gone"));
    update(&archive);
    archive.commit();
    archive.git(&["checkout", "-qb", "other"]);
    write(4, "https://gazette.example/");
    prune(&archive);
    archive.commit();
    archive.git(&["checkout", "-q", "main"]);
    write(17, "https://gazette.example/");
    write(25, "https:///gone");
    update(&archive);
    archive.commit();

    archive.git(&["merge", "-q", "--no-edit", "other"]);
    assert_eq!(archive.check(&["--ci"]).stdout, "");
    let merged = archive.text(FILE);
    assert_eq!(update(&archive), format!("{FILE}: 19 kept, 0 added, 0 removed\n"));
    assert_eq!(archive.text(FILE), merged);
}
