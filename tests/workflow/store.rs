//! The branch that has the store: what is on it, and which runs have it.

use std::fs;

use super::{KEEP, STORE, Stage};
use crate::harness::{needs, newslint, run};

/// The branch has what the store has, and what it had before is no part of it.
#[test]
fn the_store_is_one_commit_of_sorted_lines() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let first = stage.tip(STORE).unwrap();
    stage.visits(&[]);
    assert_eq!(stage.tip(STORE).as_ref(), Some(&first), "nothing was observed");
    stage.visits(&[7]);
    let origin = stage.archive.beside("origin.git");
    assert_eq!(stage.archive.git_in(&origin, &["rev-list", "--count", STORE]), "1\n");
    assert_eq!(
        stage.archive.git_in(&origin, &["ls-tree", "--name-only", STORE]),
        "README.md\nobservations-000.jsonl\n"
    );
    let store = stage.archive.beside("visiting/store/links.db");
    let exported = stage.archive.run(&["audit", "export", "--store", store.to_str().unwrap()]).printed();
    assert_eq!(stage.kept(), exported);
    assert!(exported.contains("\"at\":\"2026-01-08"), "a week later, what is gone is visited again: {exported}");
}

/// While one keeps what it saw, another one does.
#[test]
fn of_two_that_keep_at_once_both_are_kept() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let origin = stage.archive.beside("origin.git");
    let early = stage.tip(STORE).unwrap();
    stage.visits(&[7]);
    let late = stage.tip(STORE).unwrap();
    // On the branch is what was there early. When somebody comes to put more there, the other has just been faster.
    let back = || stage.archive.git_in(&origin, &["update-ref", &format!("refs/heads/{STORE}"), &early]);
    back();
    stage.archive.script(
        "../origin.git/hooks/pre-receive",
        &format!("#!/bin/sh\n[ ! -e once ] || exit 0\ntouch once\nenv -u GIT_QUARANTINE_PATH git update-ref refs/heads/{STORE} {late}\n"),
    );
    let line = "{\"url\":\"https://gazette.example/bridge\",\"at\":\"2026-01-09T12:00:00Z\",\"vantage\":\"here\",\"cause\":\"404\",\"status\":404}\n";
    let (at, temp) = (stage.checkout("main"), stage.temp("keeping"));
    fs::create_dir(temp.join("store")).unwrap();
    let mut import = newslint(&at);
    import.args(["audit", "import", "--store"]).arg(temp.join("store/links.db")).arg("-");
    let imported = run(&mut import, format!("{{\"newslint-observations\":1}}\n{line}").as_bytes());
    assert_eq!(imported.code, 0, "{imported:?}");
    stage.runs(KEEP, &at, &temp, 8);
    let kept = stage.kept();
    assert!(origin.join("once").exists() && kept.contains("2026-01-08") && kept.contains("2026-01-09"), "{kept}");
}

#[test]
fn a_store_that_cannot_be_asked_for_is_none_that_is_not_there() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let at = stage.checkout("main");
    fs::rename(stage.archive.beside("origin.git"), stage.archive.beside("gone.git")).unwrap();
    for name in ["Restore the store", KEEP] {
        let temp = stage.temp("restoring");
        let failed = run(&mut stage.command(name, &at, &temp, 1), b"");
        assert!(failed.code != 0 && !temp.join("store/links.db").exists(), "{failed:?}");
    }
}

/// An artifact that is alone has no folder of its own.
#[test]
fn one_surviving_shard_is_found() {
    needs!("git");
    let stage = Stage::new("");
    stage.visits(&[0]);
    let (at, temp) = (stage.checkout("main"), stage.temp("merging"));
    fs::create_dir(temp.join("shards")).unwrap();
    let none = run(&mut stage.command("Merge the stores", &at, &temp, 1), b"");
    assert!(none.code == 1 && none.stdout.contains("::error title=newslint::No machine has kept"), "{none:?}");
    fs::copy(stage.archive.beside("visiting/store/links.db"), temp.join("shards/links.db")).unwrap();
    stage.runs("Merge the stores", &at, &temp, 1);
    assert!(temp.join("links.db").exists());
}

/// Others can write branches of the repository; what they run reads and writes no store.
#[test]
fn only_runs_of_the_default_branch_have_the_store() {
    needs!("git");
    let stage = Stage::new("");
    let (_, jobs) = stage.workflow.split_once("\njobs:\n").unwrap();
    let first = jobs.split("\n\n").next().unwrap();
    let condition = "    if: github.event_name == 'schedule' || github.ref == format('refs/heads/{0}', github.event.repository.default_branch)\n";
    assert!(first.starts_with("  prepare:\n") && first.contains(condition), "{first}");
    for job in jobs.split("\n\n").skip(1) {
        let (_, needs) = job.split_once("    needs: ").expect(job);
        let needs = needs.lines().next().unwrap();
        // Each of them waits for the first one, by way of another; and what is skipped is no success.
        let condition = job.lines().skip_while(|line| !line.starts_with("    if:")).take(3).collect::<String>();
        let is_held = match needs {
            "prepare" => !condition.contains("cancelled()"),
            "merge" => {
                condition.contains("needs.merge.result == 'success'")
                    || condition.contains("needs.merge.outputs.merged == 'success'")
            }
            "visit" => condition.contains("needs.visit.result != 'skipped'"),
            "[prepare, keep]" => condition.contains("needs.prepare.outputs.saves == 'true'"),
            _ => false,
        };
        assert!(is_held, "{job}");
    }
}
