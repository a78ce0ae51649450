//! How runs end: by a signal, by a full disk, by a network that does not work, and with a copy in a web archive.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::archive::{Audit, TITLE, day};
use crate::harness::dns::{Dns, Record};
use crate::harness::server::{Reply, Server};
use crate::harness::{Run, run, shell};

const ARCHIVE: &str = "archive-url = \"http://127.0.0.1:9\"\narchive-gap = \"0s\"\n";

fn stories(server: &Server, number: usize) -> Vec<String> {
    (0..number).map(|story| server.url(&format!("/story-{story}"))).collect()
}

fn audit_of(urls: &[String]) -> Audit {
    Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_signal_ends_a_run_and_the_next_goes_on() {
    let process = Arc::new(Mutex::new(None::<u32>));
    let asked = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let (process, asked) = (Arc::clone(&process), Arc::clone(&asked));
        move |path| {
            let number = asked.fetch_add(1, Ordering::SeqCst);
            if number == 20
                && let Some(process) = process.lock().unwrap().take()
            {
                assert!(Command::new("kill").arg("-INT").arg(process.to_string()).status().unwrap().success());
                // Who is interrupted has no answer to wait for.
                return Reply::Silence;
            }
            Reply::status(if path.starts_with("/story") { 200 } else { 404 })
        }
    });
    let urls = stories(&server, 60);
    let audit = audit_of(&urls);
    let mut first = process.lock().unwrap();
    let child = audit.audit_run(0).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn();
    let child = child.unwrap();
    *first = Some(child.id());
    drop(first);
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("postponed: the run was stopped"), "{told}");
    let end = "stopped: interrupted; what was seen is stored, and the next run continues from here\nnext: ";
    assert!(told.contains(end), "{told}");

    let stored = audit.report(0)["summary"]["alive"].as_u64().unwrap();
    assert!((1..60).contains(&stored), "{stored}");
    assert!(told.starts_with(&format!("{stored} of 60 URLs visited: {stored} there in ")), "{told}");
    assert!(audit.visit(0).stderr.starts_with(&format!("{0} of {0} URLs visited: ", 60 - stored)));
    assert_eq!(audit.report(0)["summary"]["alive"], 60);
}

#[test]
fn a_full_disk_ends_a_run_and_keeps_what_was_stored() {
    let server = Server::start(|path| Reply::status(if path.starts_with("/story") { 200 } else { 404 }));
    let audit = audit_of(&stories(&server, 40));
    audit.visit_with(0, &["--max-urls", "10"]);
    let full = run_in_full_disk(&audit, 1);
    assert_eq!(full.code, 2, "{}", full.stderr);
    assert!(full.stderr.contains("links.db: the disk is full"), "{}", full.stderr);
    assert_eq!(audit.report(0)["summary"]["alive"], 10);
    audit.visit(0);
    assert_eq!(audit.report(0)["summary"]["alive"], 40);
}

/// A run with a limit on the size of files, in 512 bytes: what a full disk is to a program that ignores the signal.
fn run_in_full_disk(audit: &Audit, limit: u32) -> Run {
    let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\"");
    let run_of_audit = audit.audit_run(0);
    let mut command = shell(&script, audit.root());
    run(command.arg(run_of_audit.get_program()).args(run_of_audit.get_args()), b"")
}

#[test]
fn what_is_not_stored_is_not_said_to_be() {
    let server = Server::start(|path| Reply::status(if path.starts_with("/story") { 200 } else { 404 }));
    let audit = audit_of(&stories(&server, 400));
    audit.visit_with(0, &["--max-urls", "10"]);
    // The log of what is added takes more than the index of it, which has a fixed size.
    let full = run_in_full_disk(&audit, 64);
    assert_eq!(full.code, 2, "{}", full.stderr);
    assert!(full.stderr.contains(" not stored\n") && !full.stderr.contains("is stored"), "{}", full.stderr);
    assert!(full.stderr.ends_with("; the next run repeats the unstored visits\n"), "{}", full.stderr);
    let stored = audit.report(0)["summary"]["alive"].as_u64().unwrap();
    assert!((10..400).contains(&stored), "{stored}");
    assert!(audit.visit(0).stderr.starts_with(&format!("{0} of {0} URLs visited: ", 400 - stored)));
}

/// What is seen between two looks at pages that always work counts only if both looks find them.
#[test]
fn a_network_that_does_not_work_stores_nothing() {
    for (looks, code, alive, told) in [
        (2, 0, 3, "3 of 3 URLs visited: 3 there in "),
        (1, 2, 0, "3 discarded: the control URLs failed at the same time\n"),
        (0, 2, 0, "newslint: no control URL can be reached, so this network is not working\n"),
    ] {
        let asked = AtomicUsize::new(0);
        let control =
            Server::start(move |_| Reply::status(if asked.fetch_add(1, Ordering::SeqCst) < looks { 200 } else { 503 }));
        let server = Server::start(|path| Reply::status(if path.starts_with("/story") { 200 } else { 404 }));
        let urls = stories(&server, 3);
        let toml = format!("[audit]\n{ARCHIVE}control-urls = [\"{}\"]\n", control.url("/"));
        let audit = audit_of(&urls).configure(&toml);
        let run = run(&mut audit.audit_run(0), b"");
        assert_eq!(run.code, code, "{}", run.stderr);
        assert!(run.stderr.contains(told), "{looks}: {}", run.stderr);
        assert_eq!(audit.report(0)["summary"]["alive"], alive, "{looks}");
    }
}

#[test]
fn a_host_has_its_gap_and_one_request_at_a_time() {
    let gap = Duration::from_millis(40);
    let times = Arc::new(Mutex::new(Vec::new()));
    let server = Server::start({
        let times = Arc::clone(&times);
        move |path| {
            times.lock().unwrap().push(Instant::now());
            if path.starts_with("/story") { Reply::Held } else { Reply::status(404) }
        }
    });
    let settings = format!("[[hosts]]\nhost = \"{}\"\nreason = \"slow\"\ngap = \"40ms\"\n", server.ip());
    let audit = audit_of(&stories(&server, 6)).configure(&settings);
    audit.visit_with(0, &["--timeout", "60s", "--concurrency", "8"]);
    let times = times.lock().unwrap();
    assert!(times.len() > 6);
    assert!(times.is_sorted_by(|a, b| *b - *a >= gap), "{times:?}");
    assert_eq!(server.most_at_once(), 1);
}

#[test]
fn the_exit_code_can_tell_of_death() {
    let server = Server::start(|path| Reply::status(if path == "/" { 200 } else { 410 }));
    let audit = Audit::of(&[&server.url("/story")]);
    for (on, code) in [(0, 0), (14, 1), (15, 1)] {
        let run = run(audit.audit_run(on).args(["--fail-on", "dead"]), b"");
        assert_eq!(run.code, code, "{on}: {}", run.stderr);
        let report = audit.run(&["audit", "report", "--fail-on", "dead", "--now", &day(on)]);
        assert_eq!(report.code, code, "{on}");
    }
}

#[test]
fn shards_share_the_hosts() {
    let servers: Vec<Server> = (0..12).map(|_| Server::start(|_| Reply::status(200))).collect();
    let urls: Vec<String> = servers.iter().map(|server| server.url("/")).collect();
    let audit = audit_of(&urls);
    let mut visited = 0;
    for shard in ["1/3", "2/3", "3/3"] {
        audit.visit_with(0, &["--shard", shard]);
        let so_far = audit.report(0)["summary"]["alive"].as_u64().unwrap();
        assert!(so_far >= visited);
        visited = so_far;
    }
    assert_eq!(visited, 12);
    for server in &servers {
        assert_eq!(server.paths().iter().filter(|path| *path == "/").count(), 1);
    }
}

#[test]
fn copies_are_looked_for_where_there_is_evidence() {
    let server = Server::start(|path| Reply::status(if path.starts_with("/gone") { 404 } else { 200 }));
    let (gone, there) = (server.url("/gone"), server.url("/"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let cdx = Server::start({
        let (asked, gone) = (Arc::clone(&asked), gone.clone());
        move |path| {
            if path.starts_with("/web/20210504120000id_/") {
                return Reply::page(200, &format!("<title>{TITLE}</title><p>The bridge is open.</p>"));
            }
            asked.lock().unwrap().push(path.to_owned());
            let row = format!(r#"["20210504120000","{gone}","text/html","200","DIGEST","5000"]"#);
            let header = r#"["timestamp","original","mimetype","statuscode","digest","length"]"#;
            let body = format!("[{header},{row}]");
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
            Reply::Bytes(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
        }
    });
    let toml = format!("[audit]\narchive-url = \"{}\"\narchive-gap = \"0s\"\n", cdx.url("/").trim_end_matches('/'));
    let audit = Audit::of(&[&gone, &there]).configure(&toml);
    audit.visit(0);
    assert_eq!(audit.row(0, &gone)["lookup"], "unread");
    audit.visit(7);
    let asked = asked.lock().unwrap();
    assert!(asked.iter().all(|path| path.starts_with("/cdx/search/cdx?")), "{asked:?}");
    assert!(asked.iter().any(|path| path.contains("gone")), "{asked:?}");
    let row = audit.row(7, &gone);
    let copy = cdx.url(&format!("/web/20210504120000/{gone}"));
    assert_eq!(
        (row["archived"]["url"].as_str(), row["archived"]["days"].as_i64()),
        (Some(copy.as_str()), Some(1)),
        "{row}"
    );
    assert_eq!(audit.row(7, &there)["archived"], serde_json::Value::Null);
}

/// A name server that knows no name says nothing of any. One that has found a name knows which there are not.
#[test]
fn a_name_server_has_to_have_found_something() {
    let server = Server::start(|_| Reply::status(200));
    let (ip, port) = (server.ip(), server.port());
    let there = format!("http://there.test:{port}/");
    let gone: Vec<String> = (0..3).map(|number| format!("http://gone-{number}.test/")).collect();
    for knows in [true, false] {
        let name_server = Dns::start(move |name| match name {
            "there.test" if knows => Record::Address(ip),
            _ => Record::NoName,
        });
        let audit = Audit::with_dns(name_server);
        let urls: Vec<&str> = gone.iter().chain([&there]).map(String::as_str).collect();
        audit.cite("harbour-bridge-opens", &urls);
        let told = audit.visit(0).stderr;
        assert_eq!(told.contains("  4 not stored: no name server works here\n"), !knows, "{told}");
        let expected = if knows { "suspect nxdomain" } else { "uncertain -" };
        for url in &gone {
            assert_eq!(audit.verdict(0, url), expected, "{url}");
        }
    }
}
