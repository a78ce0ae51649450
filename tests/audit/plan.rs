//! `newslint audit plan`.

use serde_json::{Value, json};

use super::archive::{Audit, day};
use crate::harness::assert_snapshot;
use crate::harness::server::{Reply, Server};

/// An archive that cites so many documents of each host.
fn citing(hosts: &[(&str, usize)]) -> Audit {
    let urls: Vec<String> = hosts
        .iter()
        .flat_map(|(host, count)| (0..*count).map(move |n| format!("http://{host}/news/{n}.html")))
        .collect();
    Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>())
}

fn plan(audit: &Audit, on: i64, options: &[&str]) -> String {
    let run = audit.run(&[&["audit", "plan", "--now", &day(on)], options].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

fn json_plan(audit: &Audit, on: i64, options: &[&str]) -> Value {
    serde_json::from_str(&plan(audit, on, &[&["--format", "json"], options].concat())).unwrap()
}

#[test]
fn everything_is_due_before_the_first_run() {
    let audit = citing(&[("a.example", 2), ("gazette.example", 598), ("b.example", 3)]);
    let told = plan(&audit, 0, &["--host-gap", "3s", "--concurrency", "32"]);
    assert_snapshot!("plan", told);
    assert!(!audit.exists(".newslint"));
}

#[test]
fn the_slowest_hosts_are_named_and_the_others_summed() {
    let names: Vec<String> = (1..=30).map(|n| format!("h{n:02}.example")).collect();
    let hosts: Vec<(&str, usize)> = names.iter().map(String::as_str).zip(1..).collect();
    let told = plan(&citing(&hosts), 0, &["--host-gap", "3s"]);
    let named: Vec<&str> = told.lines().filter_map(|line| line.split_once(".example")?.0.rsplit(' ').next()).collect();
    assert_eq!(named[..2], ["h30", "h29"]);
    assert!(told.contains("\n   ≤ 48 s         55  10 more hosts\n"), "{told}");
}

#[test]
fn for_programs() {
    let audit = citing(&[("gazette.example", 7_998), ("b.example", 3)]);
    let found = json_plan(&audit, 0, &["--host-gap", "3s", "--concurrency", "8"]);
    let expected = json!({
        "version": 1,
        "as_of": "2026-01-01T12:00:00Z",
        "due": 8001,
        "later": 0,
        "next": null,
        "never": 0,
        "concurrency": 8,
        "seconds": 32_000,
        "suggestion": {"shards": 1, "budget": "5h", "runs": 2, "host_gap": "1s"},
        "hosts": [
            {"host": "gazette.example", "urls": 7998, "requests": 8000, "seconds": 32_000},
            {"host": "b.example", "urls": 3, "requests": 5, "seconds": 20},
        ],
        "copies": {"urls": 0, "questions": 0, "seconds": 0},
        "left_alone": [],
    });
    assert_eq!(found, expected);
}

#[test]
fn hosts_with_a_gap_of_their_own_and_hosts_that_are_not_visited() {
    let settings = "\
[[hosts]]
host = \"a.example\"
reason = \"They asked for it.\"
gap = \"1m\"

[[hosts]]
host = \"b.example\"
reason = \"They do not want it.\"
visit = false
";
    let audit = citing(&[("a.example", 8), ("b.example", 3), ("c.example", 1)]).configure(settings);
    let found = json_plan(&audit, 0, &["--host-gap", "0s"]);
    assert_eq!((&found["due"], &found["never"], &found["later"]), (&json!(9), &json!(3), &json!(0)));
    assert_eq!(found["hosts"][0]["seconds"], 610);
    assert_eq!(found["hosts"][1]["seconds"], 3);
}

#[test]
fn the_shards_share_the_hosts() {
    let audit = citing(&[("a.example", 5), ("b.example", 7), ("c.example", 11), ("d.example", 13)]);
    let due = |shard| json_plan(&audit, 0, &["--shard", shard])["due"].as_u64().unwrap();
    assert_eq!(due("1/2") + due("2/2"), 36);
    assert_eq!(due("1/1"), 36);
}

#[test]
fn what_was_visited_is_due_later() {
    let server = Server::start(|path| Reply::status(if path == "/gone" { 404 } else { 200 }));
    let audit = Audit::of(&[&server.url("/gone"), &server.url("/there")]);
    audit.visit(0);
    let told = plan(&audit, 6, &[]);
    assert_eq!(told, "nothing is due; 2 later, the next from 2026-01-08 00:00 on\n");
    assert_eq!(json_plan(&audit, 7, &[])["due"], 1);
    assert_eq!(json_plan(&audit, 30, &[])["due"], 2);
}
