//! The pull request that audits keep up to date, and what they save.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use super::{BRANCH, EVENTS, STORE, Stage, TITLE};
use crate::harness::{dated, needs, newslint, run};

#[test]
fn audits_keep_one_pull_request_whose_branch_passes_the_check() {
    needs!("git");
    needs!("timeout");
    for folder in ["", "my site/"] {
        let stage = Stage::new(folder);
        let named = |names: &[&str]| names.iter().map(|name| format!("{folder}{name}")).collect::<Vec<_>>();
        stage.visits(&[0, 7]);
        let first = stage.audit(20);
        assert!(first.code == 0 && stage.tip(BRANCH).is_none(), "nothing is settled: {first:?}");
        assert_eq!(stage.asked(), [""; 0]);

        let second = stage.audit(27);
        assert_eq!(second.code, 0, "{second:?}");
        assert_eq!(stage.asked(), ["gh pr create --head"]);
        assert_eq!(stage.changed(), named(&[EVENTS[0], "newslint-verdicts.jsonl"]));
        let body = fs::read_to_string(stage.archive.beside("proposing/body.md")).unwrap();
        assert!(body.contains("\n2 files checked.\n"), "nothing is left: {body}");

        // Another one is gone meanwhile. What lives is visited after a month or two, on a day that depends on its name.
        stage.is_second_gone.store(true, Ordering::SeqCst);
        stage.visits(&(40..=140).step_by(7).collect::<Vec<_>>());
        let third = stage.audit(150);
        assert_eq!(third.code, 0, "{third:?}");
        assert_eq!(stage.asked(), ["gh pr edit 7"]);
        let issue = fs::read_to_string(stage.archive.beside("issue.md")).unwrap();
        assert!(issue.contains("the report of 2026-01-28"), "{issue}");
        assert_eq!(stage.changed(), named(&[EVENTS[0], EVENTS[1], "newslint-verdicts.jsonl"]));
        let proposed = stage.checkout(BRANCH);
        for (event, url) in EVENTS.iter().zip(&stage.urls) {
            let text = fs::read_to_string(proposed.join(format!("{folder}{event}"))).unwrap();
            assert!(text.contains(&format!("/web/20210504120000/{url})")), "{text}");
        }
        let verdicts = format!("{folder}newslint-verdicts.jsonl");
        let checked = run(newslint(&proposed).args(["check", "--root", stage.root(), "--verdicts", &verdicts]), b"");
        assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "{checked:?}");
    }
}

/// The stage after an audit that has opened a pull request.
fn proposed() -> Stage {
    let stage = Stage::new("");
    stage.visits(&[0, 7]);
    assert_eq!(stage.audit(27).code, 0);
    assert_eq!(stage.asked(), ["gh pr create --head"]);
    stage
}

#[test]
fn a_pull_request_is_left_as_somebody_has_it() {
    needs!("git");
    needs!("timeout");
    let stage = proposed();
    let tip = stage.tip(BRANCH).unwrap();

    // The same again: the same commit, and the words anew.
    assert_eq!(stage.propose(28).code, 0);
    assert_eq!((stage.asked(), stage.tip(BRANCH)), (vec!["gh pr edit 7".to_owned()], Some(tip.clone())));

    // Somebody closes it, and it stays closed.
    fs::remove_file(stage.archive.beside("state/open")).unwrap();
    stage.state("closed", &tip);
    let closed = stage.propose(29);
    assert!(closed.code == 0 && closed.stdout.contains("not opened again"), "{closed:?}");
    assert_eq!(stage.asked(), [""; 0]);
    stage.state("open", "7\n");

    // Somebody works on it.
    let clone = stage.checkout(BRANCH);
    fs::write(clone.join(EVENTS[1]), dated("2021-05-4", TITLE)).unwrap();
    stage.archive.git_in(&clone, &["commit", "--quiet", "--all", "--message=Mine"]);
    stage.archive.git_in(&clone, &["push", "--quiet", "origin", BRANCH]);
    let mine = stage.tip(BRANCH);
    let left = stage.propose(30);
    assert!(left.code == 0 && left.stdout.contains("::warning title=newslint::Somebody has committed"), "{left:?}");
    assert_eq!((stage.asked(), stage.tip(BRANCH)), (vec![], mine));

    // It is merged, and there is nothing left to propose.
    stage.archive.git_in(&stage.archive.beside("origin.git"), &["branch", "--force", "main", BRANCH]);
    let merged = stage.propose(31);
    assert!(merged.code == 0 && merged.stdout.contains("nothing to propose"), "{merged:?}");
    assert_eq!(stage.asked(), ["gh pr close 7"]);
}

#[test]
fn where_workflows_may_not_open_pull_requests_that_is_said() {
    needs!("git");
    needs!("timeout");
    let stage = Stage::new("");
    stage.visits(&[0, 7]);
    stage.state("forbidden", "");
    let refused = stage.audit(27);
    assert!(refused.code == 1 && refused.stdout.contains("::error title=newslint::"), "{refused:?}");
    assert!(stage.tip(BRANCH).is_some());
    // Once they may, the same branch gets its pull request.
    fs::remove_file(stage.archive.beside("state/forbidden")).unwrap();
    stage.asked();
    assert_eq!(stage.propose(28).code, 0);
    assert_eq!(stage.asked(), ["gh pr create --head"]);
}

#[test]
fn an_audit_saves_everything_and_a_push_what_it_adds() {
    needs!("git");
    let stage = Stage::new("");
    let store = |temp: &Path| temp.join("store/links.db");
    let save = |at: &Path, temp: &Path, event: &str, before: &str| {
        stage.runs("Restore the store", at, temp, 1);
        let mut command = stage.command("Save what has no copy", at, temp, 1);
        let done = run(command.env("GITHUB_EVENT_NAME", event).env("BEFORE", before), b"");
        assert_eq!(done.code, 0, "{done:?}");
        stage.runs("Put the store back on its branch", at, temp, 1);
        let asked = fs::read_to_string(stage.archive.beside("state/asked.txt")).unwrap_or_default();
        let _ = fs::remove_file(stage.archive.beside("state/asked.txt"));
        let asked = asked.lines().filter(|line| line.starts_with("newslint")).map(|line| format!("{line}\n"));
        asked.collect::<String>().replace(&store(temp).display().to_string(), "STORE")
    };
    let (at, temp) = (stage.checkout("main"), stage.temp("saving"));
    assert_eq!(save(&at, &temp, "schedule", ""), "newslint audit save --store STORE --budget 60m\n");
    assert_eq!(stage.tip(STORE), None, "there is nothing to keep");
    // Of audits before it there are observations.
    stage.visits(&[0]);
    let kept = stage.tip(STORE);
    let temp = stage.temp("saving");
    assert_eq!(save(&at, &temp, "schedule", ""), "newslint audit save --store STORE --budget 60m\n");
    assert!(store(&temp).exists() && kept.is_some() && stage.tip(STORE) == kept);

    let before = stage.tip("main").unwrap();
    let clone = stage.temp("clone");
    stage.archive.git(&[
        "clone",
        "--quiet",
        stage.archive.beside("origin.git").to_str().unwrap(),
        clone.to_str().unwrap(),
    ]);
    fs::write(clone.join("README.md"), "# News\n").unwrap();
    stage.archive.git_in(&clone, &["add", "."]);
    stage.archive.git_in(&clone, &["commit", "--quiet", "--message=More"]);
    let temp = stage.temp("saving");
    let asked = save(&clone, &temp, "push", &before);
    assert_eq!(asked, format!("newslint audit save --store STORE --changed={before} --budget 20m\n"));
    // A branch that is new, and one that was rewritten.
    for before in ["0000000000000000000000000000000000000000", "1111111111111111111111111111111111111111"] {
        assert_eq!(save(&clone, &temp, "push", before), "");
    }
}
