//! Budgets in which not every host can be visited.

use super::archive::Audit;
use crate::harness::server::{Reply, Server};
use crate::harness::{Run, run};

/// Hosts with one page each, and how long each of them is left alone.
fn audit_of(servers: &[Server], gaps: &[&str]) -> Audit {
    let urls: Vec<String> = servers.iter().map(|server| server.url("/story")).collect();
    let hosts: Vec<String> = servers
        .iter()
        .zip(gaps)
        .map(|(server, gap)| format!("[[hosts]]\nhost = \"{}\"\nreason = \"slow\"\ngap = \"{gap}\"\n", server.ip()))
        .collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.configure(&format!("[audit]\narchive-url = \"http://127.0.0.1:9\"\n{}", hosts.concat()))
}

fn servers(number: usize) -> Vec<Server> {
    (0..number).map(|_| Server::start(|path| Reply::status(if path == "/story" { 200 } else { 404 }))).collect()
}

fn visit(audit: &Audit, budget: &str) -> Run {
    let run = run(audit.audit_run(0).args(["--timeout", "60s", "--budget", budget]), b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    run
}

#[test]
fn a_budget_too_short_for_one_visit_of_each_host_is_said_to_be() {
    let servers = servers(5);
    let audit = audit_of(&servers, &["1m"; 5]);
    let told = visit(&audit, "90s").stderr;
    assert!(told.starts_with("0 of 5 URLs visited in "), "{told}");
    let lines = "  5 postponed: the time was up\n  the time was too short for 5 of 5 hosts: one visit to each host takes about 183s\n";
    assert!(told.contains(lines), "{told}");
    // Nobody is asked for a robots.txt and nothing else, and nobody waits for the end of the budget.
    assert!(servers.iter().all(|server| server.paths().is_empty()));
}

#[test]
fn what_can_end_in_time_is_visited() {
    let servers = servers(3);
    let audit = audit_of(&servers, &["0s", "1m", "0s"]);
    let told = visit(&audit, "100s").stderr;
    assert!(told.starts_with("2 of 3 URLs visited: 2 there in "), "{told}");
    assert!(
        told.contains("  the time was too short for 1 of 3 hosts: one visit to each host takes about 183s\n"),
        "{told}"
    );
    assert!(servers[1].paths().is_empty());
}

#[test]
fn a_budget_that_is_enough_says_nothing() {
    let servers = servers(3);
    let audit = audit_of(&servers, &["0s"; 3]);
    let told = visit(&audit, "1h").stderr;
    assert!(told.starts_with("3 of 3 URLs visited: 3 there in ") && !told.contains("too short"), "{told}");
}
