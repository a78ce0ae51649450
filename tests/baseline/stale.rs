//! Which entries of a baseline are stale, and which were not looked at.

use super::{BRIDGE, FERRY, FILE, event_of, known, prune, update};
use crate::harness::{CONFIG, Repository, needs};

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
        .map(|finding| finding.strip_prefix(".newslint-baseline:").unwrap().split(' ').next().unwrap())
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
