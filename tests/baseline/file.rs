//! The file of a baseline: its form, its place, and who writes to it.

use std::fs;

use super::{BRIDGE, FERRY, FILE, damage, event_of, faulty, known, listed, prune, update};
use crate::harness::{Archive, Repository, needs, run};
use crate::synthetic::Synthetic;

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
        assert!(ran.stderr.contains("points out of the archive") && !ran.stderr.contains("secret"), "{}", ran.stderr);
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

#[test]
fn the_former_name_is_still_read() {
    const FORMER: &str = "newslint-baseline.txt";
    let archive = known();
    fs::rename(archive.path(FILE), archive.path(FORMER)).unwrap();
    assert_eq!(archive.check(&[]).stdout, "");
    archive.write(FERRY, event_of("2021-05-4", &["https:///ferry"]));
    assert_eq!(prune(&archive), format!("{FORMER}: 2 kept, 0 added, 1 removed\n"));
    assert!(!archive.exists(FILE));
    archive.write(FILE, "");
    let both = archive.check(&[]);
    assert_eq!(both.code, 2);
    assert!(both.stderr.contains("there is newslint-baseline.txt as well"), "{}", both.stderr);
}

#[test]
fn what_git_ignores_is_warned_of() {
    needs!("git");
    let repository = Repository::of(faulty());
    repository.write(".gitignore", "*.txt\n.newslint-*\n");
    repository.change("newslint.toml", "[rules]", "[archive]\nknown-paths = \"known.txt\"\n\n[rules]");
    repository.write("known.txt", "");
    let warning = |path: &str| {
        format!(
            "newslint: warning: {path}: git ignores this file, so no clone will have it; add it with `git add --force \
             {path}`\n"
        )
    };
    let updated = repository.run(&["baseline", "update"]);
    assert_eq!((updated.code, updated.stderr), (0, warning(FILE)));
    let run = repository.check(&[]);
    assert_eq!(run.told(), [&warning(FILE), &warning("known.txt"), "2 files: no findings, 3 in the baseline"].concat());
    assert_eq!(repository.check(&["--quiet"]).stderr, "");
    repository.git(&["add", "--force", FILE, "known.txt"]);
    assert!(!repository.check(&[]).stderr.contains("warning"), "what is tracked is in every clone");
}

#[test]
fn entries_follow_a_file_that_moves() {
    let archive = known();
    let bridge = listed(&archive).into_iter().find(|entry| entry.contains(BRIDGE)).unwrap();
    archive.change(FILE, &bridge, &format!("{bridge} until=2036-03-01 # the ministry is asked"));
    let moves =
        [(BRIDGE, "news/2021/05/3/bridge.md"), (FERRY, "news/2021/06/4/ferry-returns-to-the-marrow-islands.md")];
    for (from, to) in moves {
        archive.write(to, archive.text(from).replace("2021/05/4", "2021/06/4").replace("2021-05-4", "2021-06-4"));
        archive.remove(from);
    }
    let run = archive.check(&["--ci"]);
    assert_eq!((run.code, run.stdout.as_str(), run.summary()), (0, "", "2 files: no findings, 3 in the baseline"));
    assert_eq!(archive.check(&["--ci", moves[0].1]).stdout, "", "named alone");
    assert_eq!(prune(&archive), format!("{FILE}: 3 kept, 0 added, 0 removed\n"));
    let entries = listed(&archive);
    assert!(entries.iter().all(|entry| moves.iter().any(|(_, to)| entry.contains(to))), "{entries:?}");
    assert!(entries.iter().any(|entry| entry.ends_with("until=2036-03-01 # the ministry is asked")), "{entries:?}");
    assert_eq!(archive.check(&["--ci"]).summary(), "2 files: no findings, 3 in the baseline");
}

#[test]
fn entries_follow_no_file_that_is_still_there_and_none_without_their_line() {
    let archive = known();
    // A copy, and a file of another day and name with the same line.
    archive.write("news/2021/05/3/bridge.md", archive.text(BRIDGE));
    archive.write("news/2021/06/1/storm.md", event_of("2021-06-1", &["https:///ferry"]));
    archive.remove(FERRY);
    let found = archive.check(&[]).findings();
    let stale = |line: usize| format!("{FILE}:{line} stale-baseline");
    let new = ["news/2021/05/3/bridge.md:7 source-url", "news/2021/06/1/storm.md:7 source-url"];
    assert_eq!(found, [stale(4), stale(5)].iter().map(String::as_str).chain(new).collect::<Vec<_>>());
}

#[test]
fn an_update_keeps_to_the_paths_and_rules_that_are_named() {
    let archive = faulty();
    archive.change(FERRY, "# A day", "## A day");
    let update = |arguments: &[&str]| archive.run(&[&["baseline", "update"], arguments].concat()).printed();
    assert_eq!(update(&["news/2021/05/3"]), format!("{FILE}: 0 kept, 1 added, 0 removed\n"));
    assert_eq!(update(&[FERRY, "--rule", "title-heading"]), format!("{FILE}: 1 kept, 1 added, 0 removed\n"));
    assert!(listed(&archive)[1].starts_with("title-heading"), "{:?}", listed(&archive));
    assert_eq!(update(&["--rule", "source-url"]), format!("{FILE}: 2 kept, 2 added, 0 removed\n"));
    archive.change(FERRY, "## A day", "# A day");
    archive.remove(BRIDGE);
    assert_eq!(update(&["--rule", "source-url", FERRY]), format!("{FILE}: 4 kept, 0 added, 0 removed\n"));
    assert_eq!(update(&[BRIDGE]), format!("{FILE}: 3 kept, 0 added, 1 removed\n"));
    assert_eq!(update(&[FERRY]), format!("{FILE}: 2 kept, 0 added, 1 removed\n"));
    for (arguments, told) in [
        (["news/2021/O5", "--rule=source-url"], "there is no such file or folder; did you mean news/2021/05"),
        (["news", "--rule=source-ulr"], "did you mean source-url?"),
    ] {
        let run = archive.run(&[&["baseline", "update"][..], &arguments].concat());
        assert!(run.code == 2 && run.stderr.contains(told), "{run:?}");
    }
}

/// What an earlier version wrote, whose messages had other words.
const EARLIER: &str = "\
duplicate-related news/2021/05/3/harbour-bridge-opens.md f19ff365ec267d04
html-entity news/2021/05/3/harbour-bridge-opens.md c163e3893e74c55a
related-path news/2021/05/3/harbour-bridge-opens.md 9e51c7dcf4f70b88
related-path news/2021/05/3/harbour-bridge-opens.md 9e51cadcf4f710a1
source-item news/2021/05/3/harbour-bridge-opens.md 90598c2e0caaf1cb
wiki-markup news/2021/05/3/harbour-bridge-opens.md b530b24b4e526572
";

#[test]
fn a_baseline_outlives_the_words_of_messages() {
    let text = "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour ''bridge'' opens &quot;today\n\n\
                ### Sources:\n\n1. [Ellery Gazette](https://gazette.example/bridge)\n2. Kestrel Herald\n\n\
                ### Related:\n\n1. [Ferry sails](/news/2021/05/4/ferry.md) _Context: Port Ellery_\n\
                2. [Ferry sails](/news/2021/05/4/ferry.md) _Context: Port Ellery_\n";
    let archive = Archive::new().with(BRIDGE, text).with("known", EARLIER);
    let rules = "duplicate-related,html-entity,related-path,source-item,wiki-markup";
    let run = archive.check(&["--select", rules, "--baseline", "known"]);
    assert_eq!((run.stdout.as_str(), run.told()), ("", "1 file: no findings, 6 in the baseline"));
}
