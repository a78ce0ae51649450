//! The members that a reader needs, where no package has the format's schema: `tests/schemas/run` does the rest.

use std::collections::BTreeSet;

use serde_json::Value;

use super::archives::{clean, hostile, mixed};
use super::report;

/// As GitLab's documentation has them, and its own schema: app/validators/json_schemas/codeclimate.json.
#[test]
fn gitlab_has_what_its_documentation_asks_for() {
    for archive in [mixed(), hostile(), clean()] {
        let report: Value = serde_json::from_str(&report(&archive, "gitlab")).unwrap();
        let mut fingerprints = BTreeSet::new();
        for issue in report.as_array().expect("an array at the top") {
            for member in ["/description", "/check_name", "/fingerprint", "/location/path"] {
                let text = issue.pointer(member).and_then(Value::as_str).expect(member);
                assert!(!text.is_empty(), "{member}: {issue}");
            }
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap()));
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1, "{issue}");
            assert!(fingerprints.insert(issue["fingerprint"].to_string()), "GitLab shows the first only: {issue}");
            assert!(!issue["location"]["path"].as_str().unwrap().starts_with(['.', '/']), "{issue}");
        }
    }
}
