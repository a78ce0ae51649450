//! `newslint baseline`, `init` and `adopt`: files that newslint keeps beside an archive's own.

use super::law::holds;
use super::setup::{FERRY, two_findings};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, broken, git, needs, run};

const BASELINE: &str = ".newslint-baseline";

/// Its second finding is fixed, and it has a new one.
fn changed() -> Archive {
    let archive = two_findings();
    archive.run(&["baseline", "update"]);
    archive.set_mode(BASELINE, 0o600);
    archive.write(BRIDGE, BRIDGE_TEXT);
    archive.change(FERRY, "# Ferry", "## Ferry");
    archive
}

#[test]
fn a_baseline_is_written_whole_or_not_at_all() {
    holds(two_findings, &["baseline", "update"]);
    holds(changed, &["baseline", "update"]);
    holds(changed, &["baseline", "prune"]);
}

#[test]
fn init_and_adopt_end_what_they_began() {
    needs!("git");
    let empty = || {
        let archive = Archive::empty().with(BRIDGE, broken());
        for arguments in [&["init", "--quiet", "--initial-branch=main"][..], &["add", "--all"]] {
            run(git(archive.root()).args(arguments), b"").printed();
        }
        archive
    };
    holds(empty, &["init", "--workflow", "--pre-commit"]);
    holds(empty, &["adopt", "--yes"]);
}
