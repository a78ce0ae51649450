//! `newslint check --fix`.

use super::law::holds;
use super::setup::two_findings;

#[test]
fn fixes_are_written_whole_or_not_at_all() {
    holds(two_findings, &["check", "--fix"]);
}
