//! The issue that tells what is gone.

use std::fs;

use super::Stage;
use crate::harness::needs;

/// What it asks of GitHub with this list of issues, and with what became gone since.
fn told(stage: &Stage, issue: &str, gone: &str, report: &str) -> Vec<String> {
    let at = stage.temp("telling");
    stage.state("issue", issue);
    fs::write(at.join("gone.json"), gone).unwrap();
    fs::write(at.join("report.md"), report).unwrap();
    stage.runs("Update the issue", &at, &at, 0);
    let asked = fs::read_to_string(stage.archive.beside("state/asked.txt")).unwrap();
    fs::remove_file(stage.archive.beside("state/asked.txt")).unwrap();
    let changes = asked.lines().filter(|line| line.starts_with("gh issue") && !line.starts_with("gh issue list"));
    changes.map(|line| line.split(' ').skip(1).take(3).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_closed_issue_is_opened_again_when_more_is_gone() {
    needs!("git");
    needs!("jq");
    let stage = Stage::new("");
    let old = r#"{"new":null,"day":"2026-01-08"}"#;
    let of_today = r#"{"new":null,"day":"2026-01-20"}"#;
    let later = r#"{"new":null,"day":"2026-01-21"}"#;
    let new = r#"{"new":"gone","day":"2026-01-20"}"#;
    let closed = "7 CLOSED 2026-01-20T12:00:00Z\n";
    for (issue, gone, expected) in [
        ("", vec![new], &["issue create --title"][..]),
        ("7 OPEN null\n", vec![new], &["issue edit 7"]),
        (closed, vec![], &["issue edit 7"]),
        (closed, vec![old, of_today], &["issue edit 7"]),
        (closed, vec![old, later], &["issue edit 7", "issue reopen 7"]),
        (closed, vec![new], &["issue edit 7", "issue reopen 7"]),
    ] {
        assert_eq!(
            told(&stage, issue, &format!("[{}]", gone.join(",")), "## newslint audit\n"),
            expected,
            "{issue} {gone:?}"
        );
    }
}

#[test]
fn what_an_issue_has_no_room_for_is_counted() {
    needs!("git");
    needs!("jq");
    let stage = Stage::new("");
    let rows: String = (0..5_000).map(|number| format!("| source {number:04} | gone |\n")).collect();
    told(&stage, "", "[]", &format!("## Gone\n\n| Source | Why |\n| --- | --- |\n{rows}"));
    let body = fs::read_to_string(stage.archive.beside("telling/body.md")).unwrap();
    let shown = body.matches("| source ").count();
    assert!(body.len() < 65_536 && shown > 2_000, "{}", body.len());
    assert!(body.contains(&format!("\n\n{} more lines do not fit here.\n\nThe whole report", 5_000 - shown)), "{body}");
    told(&stage, "", "[]", "## Gone\n");
    let body = fs::read_to_string(stage.archive.beside("telling/body.md")).unwrap();
    assert!(body.starts_with("## Gone\n\nThe whole report"), "{body}");
}
