//! `newslint adopt`: after it the check is clean and a bad commit is stopped, and nothing that was there is touched.

mod hook;
mod law;
mod terminal;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::{
    Archive, BRIDGE, BRIDGE_TEXT, NEWSLINT, Repository, Run, broken, git, needs, newslint, run, search_path,
};

const HOOK: &str = ".git/hooks/pre-commit";
const BASELINE: &str = ".newslint-baseline";
const PRE_COMMIT: &str = ".pre-commit-config.yaml";
const WORKFLOW: &str = ".github/workflows/newslint.yml";
/// A hash as a release has one.
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// An old archive in a repository: one event, with a defect, and no index of its day.
fn old() -> Repository {
    let archive = Repository::of(Archive::empty());
    archive.write(BRIDGE, broken());
    archive.commit();
    archive
}

fn adopt(folder: &Path, arguments: &[&str]) -> Run {
    run(newslint(folder).arg("adopt").args(arguments), b"")
}

/// A release's adopting.
fn adopt_by_release(folder: &Path) -> Run {
    run(newslint(folder).args(["adopt", "--yes"]).env("NEWSLINT_RELEASE_COMMIT", COMMIT), b"")
}

/// Where hooks find newslint, and neither pre-commit nor prek.
fn path_of_hooks() -> OsString {
    search_path(&[Path::new(NEWSLINT).parent().unwrap()])
}

fn git_with_hooks(folder: &Path) -> Command {
    let mut git = git(folder);
    git.env("PATH", path_of_hooks());
    git
}

fn commit(folder: &Path) -> Run {
    run(git_with_hooks(folder).args(["commit", "--quiet", "--message=By hand"]), b"")
}

/// Runs the commands that it says come next, as somebody would.
fn follow(folder: &Path, adopted: &Run) {
    let (_, next) = adopted.stdout.split_once("\nnext: ").expect("a next step");
    let commands =
        next.lines().enumerate().map_while(|(at, line)| if at == 0 { Some(line) } else { line.strip_prefix("      ") });
    for command in commands {
        let mut shell = crate::harness::shell(command, folder);
        for who in ["AUTHOR", "COMMITTER"] {
            shell.env(format!("GIT_{who}_NAME"), "Desk").env(format!("GIT_{who}_EMAIL"), "desk@archive.example");
        }
        let done = run(shell.env("PATH", path_of_hooks()), b"");
        assert_eq!(done.code, 0, "{command}: {done:?}");
    }
}

/// The check is clean, a commit that breaks something is stopped, and one that does not is made.
fn assert_adopted(archive: &Archive, prefix: &str) {
    let root = if prefix.is_empty() { "." } else { prefix };
    let checked = archive.run(&["check", "--quiet", "--fail-on", "note", "--root", root]);
    assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "{checked:?}");
    let bad = format!("{prefix}news/2021/05/7/storm-passes-over-the-marrow-islands.md");
    archive.write(&bad, broken().replace("2021-05-3", "2021-05-7").replace("05/3", "05/7"));
    let add = |path: &str| assert_eq!(run(git(archive.root()).args(["add", path]), b"").code, 0);
    add(&bad);
    let stopped = commit(archive.root());
    assert!(stopped.code == 1 && stopped.stderr.contains("source-numbering"), "{stopped:?}");
    assert_eq!(run(git(archive.root()).args(["rm", "--quiet", "--force", &bad]), b"").code, 0);
    archive.write("notes.txt", "To do");
    add("notes.txt");
    let made = commit(archive.root());
    assert_eq!(made.code, 0, "{made:?}");
}

#[test]
fn an_old_archive_is_clean_afterwards_and_a_bad_commit_is_stopped() {
    needs!("git");
    let archive = old();
    let adopted = adopt(archive.root(), &["--yes"]);
    assert_eq!((adopted.code, adopted.stderr.as_str()), (0, ""), "{adopted:?}");
    for text in [
        "archive in this folder: 1 event of 2021, with 1 source\n",
        "\n        1 error     day-index         A day's index is missing",
        "\n1 file: 2 errors ([*] 1 fixable with --fix) in ",
        "\n  no workflow: this newslint is no release",
        "\nwrote newslint.toml\nwrote .newslint-baseline\nwrote .git/hooks/pre-commit\n",
        "\nnext: git add newslint.toml .newslint-baseline\n      git commit --message 'Check the archive with newslint'\n",
        "\nthen: newslint adopt in each other clone, since git shares no hooks\n",
    ] {
        assert!(adopted.stdout.contains(text), "{text} in {}", adopted.stdout);
    }
    follow(archive.root(), &adopted);
    assert_adopted(&archive, "");
    // Once more there is nothing to do.
    let again = adopt(archive.root(), &["--yes"]);
    assert!(again.code == 0 && !again.stdout.contains("wrote "), "{again:?}");
    assert!(again.stdout.ends_with("\nnext: newslint check\n"), "{again:?}");
}

#[test]
fn an_archive_below_the_top_is_adopted_from_there() {
    needs!("git");
    for from in ["", "it's my site", "it's my site/news/2021"] {
        let archive = Repository::of(Archive::empty());
        archive.write(format!("it's my site/{BRIDGE}"), broken());
        let adopted = adopt(&archive.path(from), &["--yes"]);
        assert_eq!(adopted.code, 0, "{adopted:?}");
        assert!(archive.exists(format!("it's my site/{BASELINE}")) && !archive.exists(BASELINE), "{adopted:?}");
        follow(&archive.path(from), &adopted);
        assert_adopted(&archive, "it's my site/");
    }
}

/// A release installs itself in the workflow, and nothing else.
#[test]
fn a_release_writes_a_workflow() {
    needs!("git");
    if !cfg!(debug_assertions) {
        return;
    }
    let archive = old();
    let adopted = adopt_by_release(archive.root());
    assert_eq!(adopted.code, 0, "{adopted:?}");
    assert!(adopted.stdout.contains(&format!("\nnext: git add newslint.toml {BASELINE} {WORKFLOW}\n")), "{adopted:?}");
    let action = format!("uses: newslint/newslint@{COMMIT} # v{}\n", env!("CARGO_PKG_VERSION"));
    assert!(archive.text(WORKFLOW).contains(&action), "{}", archive.text(WORKFLOW));
    follow(archive.root(), &adopted);
    assert_adopted(&archive, "");
}

#[test]
fn a_repository_on_gitlab_gets_a_job_there() {
    needs!("git");
    if !cfg!(debug_assertions) {
        return;
    }
    for (remote, other) in
        [("git@gitlab.example:desk/news.git", None), ("git@gitlab.example:desk/news.git", Some("# mine\n"))]
    {
        let archive = old();
        archive.git(&["remote", "add", "origin", remote]);
        if let Some(other) = other {
            archive.write(".gitlab-ci.yml", other);
        }
        let mut command = newslint(archive.root());
        command
            .args(["adopt", "--yes"])
            .env("NEWSLINT_RELEASE_COMMIT", COMMIT)
            .env("PIP_INDEX_URL", "http://127.0.0.1:1/");
        let adopted = run(&mut command, b"");
        assert_eq!(adopted.code, 0, "{adopted:?}");
        assert!(archive.exists(".gitlab/newslint.yml") && !archive.exists(".github"), "{adopted:?}");
        assert_eq!(archive.text(".gitlab-ci.yml"), other.unwrap_or("include:\n  - local: /.gitlab/newslint.yml\n"));
        assert_eq!(
            adopted.stdout.contains("then: add this to .gitlab-ci.yml:\n\ninclude:"),
            other.is_some(),
            "{adopted:?}"
        );
        follow(archive.root(), &adopted);
        assert_adopted(&archive, "");
    }
}

#[test]
fn a_valid_archive_needs_no_baseline() {
    needs!("git");
    let archive = Repository::of(Archive::empty());
    archive.write("news/2021/05/3/index.md", "## [2021-05-3](/news/2021/05/3/index.md)\n\n### [Harbour bridge opens](/news/2021/05/3/harbour-bridge-opens.md)\n");
    archive.write(BRIDGE, BRIDGE_TEXT);
    let adopted = adopt(archive.root(), &["--yes"]);
    assert!(adopted.code == 0 && !archive.exists(BASELINE), "{adopted:?}");
    follow(archive.root(), &adopted);
    assert_adopted(&archive, "");
}

#[test]
fn without_a_repository_there_is_nothing_to_commit() {
    let archive = Archive::empty().with(BRIDGE, broken());
    let adopted = adopt(archive.root(), &["--yes"]);
    assert!(adopted.code == 0 && adopted.stdout.contains("the archive is in no git repository"), "{adopted:?}");
    assert!(
        adopted.stdout.ends_with("wrote newslint.toml\nwrote .newslint-baseline\nnext: newslint check\n"),
        "{adopted:?}"
    );
    assert_eq!(archive.run(&["check", "--quiet"]).printed(), "");
}

#[test]
fn a_folder_without_an_archive_is_refused() {
    let folder = Archive::empty().with("notes/todo.md", "# To do\n");
    for arguments in [&["--yes"][..], &["--yes", "--root", "notes"]] {
        let refused = adopt(folder.root(), arguments);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{refused:?}");
        assert!(
            refused.stderr.contains("newslint: no archive in ") && refused.stderr.contains("nothing was written"),
            "{refused:?}"
        );
    }
    assert_eq!(folder.names(""), ["notes"]);
}

#[test]
fn what_is_there_stays() {
    needs!("git");
    let archive = old();
    archive.write("newslint.toml", "# mine\n");
    archive.write(BASELINE, "# mine\n");
    archive.script(HOOK, "#!/bin/sh\n# mine\n");
    let adopted = adopt(archive.root(), &["--yes"]);
    assert_eq!(adopted.code, 0, "{adopted:?}");
    for text in [
        "newslint.toml is there already\n",
        ".newslint-baseline is there already, without 2 findings\n",
        ".git/hooks/pre-commit is there already, and does not run newslint\n",
        "then: newslint baseline update, which takes them as known\n",
        "then: put this line into .git/hooks/pre-commit: newslint check --staged --quiet || exit 1\n",
    ] {
        assert!(adopted.stdout.contains(text), "{text} in {}", adopted.stdout);
    }
    assert_eq!([archive.text("newslint.toml"), archive.text(BASELINE)], ["# mine\n"; 2]);
    assert_eq!(archive.text(HOOK), "#!/bin/sh\n# mine\n");
    assert!(!fs::exists(archive.path(PRE_COMMIT)).unwrap());
}

/// What git ignores is added all the same: else no other clone had it.
#[test]
fn files_that_git_ignores_are_committed() {
    needs!("git");
    let archive = old();
    archive.write(".gitignore", ".*\n");
    let adopted = adopt(archive.root(), &["--yes"]);
    assert!(adopted.stdout.contains("\nnext: git add --force newslint.toml"), "{adopted:?}");
    follow(archive.root(), &adopted);
    assert!(archive.git(&["ls-files"]).contains(BASELINE));
    assert_adopted(&archive, "");
}
