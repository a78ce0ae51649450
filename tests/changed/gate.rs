//! What a change breaks in files that it does not touch, and what it does to the gate itself.

use std::fs;

use super::{BRIDGE, FERRY, NOWHERE, PIER, STORM, link};
use crate::harness::{CONFIG, Repository, Run, needs, relating, run};

const INDEX: &str = "news/2021/05/3/index.md";
const EVENT: &str = "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens\n\n### Sources:\n\n1. [Ellery Gazette](https://gazette.example/bridge)\n";
const RELATED: &str = "[Harbour bridge opens](/news/2021/05/3/bridge-opens.md) _Context: Port Ellery_";

/// A day with an event and its index, and an event that is related to it. All rules are on.
fn day() -> Repository {
    let repository = Repository::empty();
    repository.write("newslint.toml", "");
    repository.write(BRIDGE, EVENT);
    let item = "### [Harbour bridge opens](/news/2021/05/3/bridge-opens.md)\n_Context: Port Ellery_\n";
    repository.write(INDEX, format!("## [2021-05-3](/{INDEX})\n\n{item}"));
    let storm = "### [2021-06-1](/news/2021/06/1/index.md)\n\n# Storm nears\n\n### Sources:\n\n1. [Ellery Gazette](https://gazette.example/storm)\n\n### Related:\n\n";
    repository.write(STORM, format!("{storm}1. {RELATED}\n"));
    let item = format!("### [Storm nears](/{STORM})\n_Context: Port Ellery_\n");
    let previous = format!("## [Previous Day...](/{INDEX})\n");
    repository
        .write("news/2021/06/1/index.md", format!("## [2021-06-1](/news/2021/06/1/index.md)\n\n{item}\n{previous}"));
    repository.commit();
    assert_eq!(repository.check(&[]).findings(), [""; 0]);
    repository
}

/// What both gates find, and the causes that they name in files that did not change.
fn broken(repository: &Repository) -> (Vec<String>, Vec<String>) {
    repository.git(&["add", "--all"]);
    let [staged, changed] = ["--staged", "--changed"].map(|option| {
        let run = repository.run(&["check", "--format=jsonl", option]);
        let findings = run.findings();
        let causes = run.stdout.lines().filter_map(|line| {
            let (_, rest) = line.split_once("this change ")?;
            Some(rest.split('"').next()?.to_owned())
        });
        (findings, causes.collect::<Vec<_>>())
    });
    assert_eq!(staged, changed);
    staged
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn an_event_that_the_index_does_not_list() {
    needs!("git");
    let repository = day();
    repository.write("news/2021/05/3/ferry-sails.md", EVENT.replace("Harbour bridge opens", "Ferry sails"));
    let cause = "adds /news/2021/05/3/ferry-sails.md";
    assert_eq!(broken(&repository), (strings(&["news/2021/05/3/index.md:1 day-index"]), strings(&[cause])));
}

#[test]
fn a_title_that_others_quote() {
    needs!("git");
    let repository = day();
    repository.write(BRIDGE, EVENT.replace("bridge opens", "bridge is opened"));
    let (findings, causes) = broken(&repository);
    assert_eq!(findings, ["news/2021/05/3/index.md:3 day-index", "news/2021/06/1/storm-nears.md:11 related-title"]);
    assert_eq!(causes, ["edits the title of /news/2021/05/3/bridge-opens.md"; 2]);
}

#[test]
fn an_index_that_is_gone() {
    needs!("git");
    let repository = day();
    repository.remove(INDEX);
    let (findings, causes) = broken(&repository);
    assert_eq!(findings[0], "news/2021/05/3/bridge-opens.md:1 day-index");
    assert!(causes.iter().all(|cause| cause == "deletes /news/2021/05/3/index.md"), "{causes:?}");
}

#[test]
fn an_event_of_the_same_title() {
    needs!("git");
    let repository = day();
    repository.write("news/2021/05/3/a-bridge.md", EVENT);
    repository.change(INDEX, "\n### ", "\n### [Harbour bridge opens](/news/2021/05/3/a-bridge.md)\n\n### ");
    let (findings, causes) = broken(&repository);
    assert_eq!(findings, ["news/2021/05/3/bridge-opens.md:1 duplicate-event"]);
    assert_eq!(causes, ["adds /news/2021/05/3/a-bridge.md"]);
}

#[test]
fn a_link_to_what_was_missing_quotes_another_title() {
    needs!("git");
    let repository = day();
    let pier = "news/2021/05/3/pier-planned.md";
    repository.change(STORM, "\n1. [Harbour", &format!("\n1. [A pier](/{pier}) _Context: Sea_\n2. [Harbour"));
    repository.commit();
    repository.write(pier, EVENT.replace("Harbour bridge opens", "Pier planned"));
    repository.change(INDEX, "\n### ", &format!("\n### [Pier planned](/{pier})\n\n### "));
    assert_eq!(broken(&repository).0, ["news/2021/06/1/storm-nears.md:11 related-title"]);
}

#[test]
fn a_configuration_concerns_every_file() {
    needs!("git");
    let repository = day();
    repository.write("newslint.toml", "[archive]\nslug-length = 5\n\n[rules]\nslug = \"error\"\n");
    let (findings, causes) = broken(&repository);
    assert_eq!(findings, repository.check(&[]).findings());
    assert!(findings.len() > 1 && causes.iter().all(|cause| cause.starts_with("edits newslint.toml")), "{causes:?}");
    // Restricted to what is named.
    let found = repository.check(&["--staged", "news/2021/06"]).findings();
    assert_eq!(found, repository.check(&["news/2021/06"]).findings());
}

#[test]
fn what_leaves_the_known_paths_or_the_baseline_is_found_again() {
    needs!("git");
    let repository = day();
    repository.write("newslint.toml", "[archive]\nknown-paths = \"known.list\"\n");
    repository.write("known.list", NOWHERE);
    repository.change(STORM, "\n1. [Harbour", &format!("\n1. [A tale]({NOWHERE}) _Context: Sea_\n2. [Harbour"));
    repository.write(FERRY, relating(FERRY, &["/news/2021/04/2/nowhere.md"]));
    assert_eq!(repository.run(&["baseline", "update"]).code, 0);
    repository.commit();
    let baseline = repository.names("").into_iter().find(|name| name.contains("baseline")).unwrap();
    let lines = repository.text(&baseline);

    repository.write("known.list", "");
    assert_eq!(broken(&repository).0, ["news/2021/06/1/storm-nears.md:11 related-path"]);
    repository.git(&["reset", "--quiet", "--hard"]);

    repository.write(&baseline, "");
    let (findings, causes) = broken(&repository);
    assert_eq!(findings.len(), lines.lines().filter(|line| !line.starts_with('#')).count());
    assert!(causes.iter().all(|cause| cause == "removes this from the baseline"), "{causes:?}");
}

/// A gate that a change weakens says so.
#[test]
fn a_change_of_the_gate_is_told() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    repository.event(FERRY, &[NOWHERE]);
    repository.commit();
    repository.write("newslint.toml", format!("[archive]\nabsent = [\"news/2003\"]\n\n{CONFIG}empty-section = \"off\"\nrelated-path = \"warning\"\n\n[[overrides]]\npaths = [\"news/2021/**\"]\nrules = {{ source-url = \"off\" }}\n"));
    assert_eq!(repository.run(&["baseline", "update"]).code, 0);
    let comment = "<!-- newslint-ignore-file: future-date — it is fiction -->\n";
    repository.write(PIER, relating(PIER, &[]) + "\n" + comment);
    let gate = "gate: this change turns off empty-section, source-url for news/2021/**, lowers related-path, \
                declares absent news/2003, adds 1 line to the baseline and 1 suppression";
    let run = repository.check(&["--changed", "--fail-on=never"]);
    assert_eq!(run.stderr.lines().next(), Some(gate), "{run:?}");
    let job = repository.run(&["check", "--changed", "--format=markdown", "--fail-on=never"]).stdout;
    assert!(job.contains("this change turns off empty-section, source-url for news/2021"), "{job}");
    let json = repository.run(&["check", "--changed", "--format=json", "--fail-on=never"]).json();
    assert_eq!(json["gate"]["lowered"][0], "related-path");
    assert_eq!(json["gate"]["baseline_added"], 1);
    // Whoever undoes it says so too.
    repository.commit();
    repository.remove(PIER);
    repository.write(".newslint-baseline", "");
    let run = repository.check(&["--changed", "--fail-on=never"]);
    assert_eq!(run.stderr.lines().next(), Some("gate: this change removes 1 line from the baseline and 1 suppression"));
    assert!(!repository.check(&["--staged"]).stderr.contains("gate"));
}

#[test]
fn an_entry_that_was_stale_before_fails_nobody() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    for path in [FERRY, PIER] {
        repository.event(path, &[NOWHERE]);
    }
    assert_eq!(repository.run(&["baseline", "update"]).code, 0);
    repository.event(PIER, &[]);
    repository.commit();
    assert_eq!(repository.check(&["--ci"]).code, 1);
    repository.event(PIER, &[&link(BRIDGE)]);
    let run = repository.check(&["--ci", "--changed"]);
    assert_eq!((run.code, run.findings()), (0, vec![]), "{run:?}");
    repository.event(FERRY, &[]);
    let run = repository.check(&["--ci", "--changed"]);
    assert_eq!((run.code, run.findings().len()), (1, 1), "{run:?}");
    repository.remove(FERRY);
    assert_eq!(repository.check(&["--ci", "--changed"]).findings().len(), 1);
}

#[test]
fn pre_commit_can_ask_about_a_range() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    repository.git(&["switch", "--quiet", "--create", "story"]);
    for path in [FERRY, PIER] {
        repository.event(path, &[NOWHERE]);
        repository.commit();
    }
    repository.git(&["switch", "--quiet", "main"]);
    repository.event(STORM, &[NOWHERE]);
    repository.commit();
    let ask = |from: &str, to: &str| -> Run {
        let mut command = repository.command(&["check", "--format", "concise", "--staged"]);
        run(command.env("PRE_COMMIT_FROM_REF", from).env("PRE_COMMIT_TO_REF", to), b"")
    };
    let of = |paths: &[&str]| paths.iter().map(|path| format!("{path}:7 related-path")).collect::<Vec<_>>();
    assert_eq!(ask("main", "story").findings(), of(&[FERRY, PIER]));
    assert_eq!(ask("main", "story").summary(), "2 files changed from main to story: 2 errors");
    assert_eq!(ask("story~1", "story").findings(), of(&[PIER]));
    assert_eq!(ask("HEAD~1", "HEAD").findings(), of(&[STORM]));
    assert_eq!(ask("", "").findings(), [""; 0]);
    let run = ask("main", "no-such");
    assert!(run.code == 2 && run.stderr.contains("no commit called no-such"), "{run:?}");
}

#[test]
fn a_merge_queue_has_its_base_in_the_event() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    for path in [FERRY, PIER] {
        repository.event(path, &[NOWHERE]);
        repository.commit();
    }
    let base = repository.git(&["rev-parse", "HEAD~1"]);
    let event = repository.beside("event.json");
    let text =
        format!("{{\"merge_group\": {{\"base_sha\": \"{}\", \"base_ref\": \"refs/heads/trunk\"}}}}", base.trim());
    fs::write(&event, text).unwrap();
    let check = |event: &str| {
        let mut command = repository.command(&["check", "--format", "concise", "--changed"]);
        run(command.env("GITHUB_EVENT_NAME", "merge_group").env("GITHUB_EVENT_PATH", event), b"")
    };
    let found = check(event.to_str().unwrap());
    assert_eq!(found.findings(), [format!("{PIER}:7 related-path")]);
    assert_eq!(found.summary(), "1 file changed since trunk: 1 error");
    let missing = check("/nowhere");
    assert!(missing.code == 2 && missing.stderr.contains("merge group's base"), "{missing:?}");
}

#[test]
fn a_merge_answers_for_what_differs_from_both_sides() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE, STORM]);
    repository.git(&["switch", "--quiet", "--create", "story"]);
    repository.git(&["rm", "--quiet", BRIDGE]);
    repository.commit();
    repository.git(&["switch", "--quiet", "main"]);
    // A fault of the other side, and what only both together break.
    repository.event(PIER, &[NOWHERE]);
    repository.event(FERRY, &[&link(BRIDGE)]);
    repository.commit();
    repository.git(&["switch", "--quiet", "story"]);
    repository.git(&["merge", "--quiet", "--no-commit", "--no-ff", "main"]);
    let both = [format!("{FERRY}:7 related-path")];
    let staged = repository.check(&["--staged"]);
    assert_eq!(staged.findings(), both, "{staged:?}");
    // Whatever main has, main answers for.
    assert_eq!(repository.check(&["--changed"]).findings(), both);
    repository.event(STORM, &[NOWHERE]);
    repository.git(&["add", "--all"]);
    assert_eq!(repository.check(&["--staged"]).findings().len(), 2);
    repository.git(&["commit", "--quiet", "--message=Merge"]);
    assert_eq!(repository.check(&["--changed"]).findings().len(), 2);
}
