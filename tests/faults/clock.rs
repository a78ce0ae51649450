//! Clocks that are wrong, and that are set while newslint runs.

use std::process::Command;

use jiff::{SignedDuration, Timestamp};

use super::shim::with_clock;
use crate::harness::server::{Reply, Server};
use crate::harness::{Archive, BRIDGE, Run, dated, run, sources};

const DAY: i64 = 24 * 3600;

/// An archive with a source that is gone, and others.
fn archive(server: &Server) -> Archive {
    let urls = ["/a", "/b", "/c", "/d"].map(|path| server.url(path));
    let text = dated("2021-05-3", "Harbour bridge opens") + &sources(&urls);
    Archive::new().with("newslint.toml", "[audit]\ncontrol-urls = []\n").with(BRIDGE, text)
}

fn server() -> Server {
    Server::start(|path| Reply::status(if path == "/a" { 404 } else { 200 }))
}

fn visit(archive: &Archive) -> Command {
    archive.command(&["audit", "run", "--host-gap", "0s", "--timeout", "60s", "--allow-private"])
}

/// The times of what was observed, in their order.
fn times(archive: &Archive) -> Vec<Timestamp> {
    let export = archive.run(&["audit", "export"]).printed();
    let lines = export.lines().skip(1).map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut times: Vec<Timestamp> = lines.map(|line| line["at"].as_str().unwrap().parse().unwrap()).collect();
    times.sort();
    times
}

#[test]
fn what_a_run_sees_is_of_one_time() {
    let server = server();
    let mut stopped = 0;
    for by in [365 * DAY, -DAY, -365 * DAY] {
        for at in [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25] {
            let archive = archive(&server);
            let run = run(with_clock(&mut visit(&archive), at, by), b"");
            if run.stderr.contains("this machine's clock") {
                assert_eq!(run.code, 2, "{at} {by}: {run:?}");
                stopped += usize::from(run.stderr.contains("what was seen since then is not stored"));
            } else {
                assert_eq!(run.code, 0, "{at} {by}: {run:?}");
            }
            let times = times(&archive);
            let Some((first, last)) = times.first().zip(times.last()) else { continue };
            assert!(last.duration_since(*first) < SignedDuration::from_mins(30), "{at} {by}: {times:?}");
        }
    }
    assert!(stopped > 5, "{stopped}");
}

#[test]
fn a_clock_that_cannot_be_right_is_refused() {
    let server = server();
    let archive = archive(&server);
    let refused = |run: Run| {
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.ends_with("; set the clock, or say with --now what time it is\n"), "{run:?}");
    };
    refused(run(with_clock(&mut visit(&archive), 1, -Timestamp::now().as_second()), b""));
    assert_eq!(times(&archive), []);
    // Machines differ by some hours if they were set by hand.
    for by in [0, -DAY / 2] {
        let run = run(with_clock(visit(&archive).args(["--recheck", "all"]), 1, by), b"");
        assert_eq!(run.code, 0, "{run:?}");
    }
    let before = times(&archive);
    for by in [-2 * DAY, -365 * DAY] {
        refused(run(with_clock(visit(&archive).args(["--recheck", "all"]), 1, by), b""));
    }
    assert_eq!(times(&archive), before);
    let said = Timestamp::now().to_string();
    assert_eq!(run(with_clock(visit(&archive).args(["--now", &said]), 1, -365 * DAY), b"").code, 0);
}

#[test]
fn no_time_is_too_early_or_too_late() {
    let server = server();
    let archive = archive(&server);
    let now = Timestamp::now().as_second();
    // 1970, 1900, 2038, and 2262, which a signed number of nanoseconds ends in; then the year 9000.
    for second in [0, -2_208_988_800, 2_147_483_648, 9_223_372_037, 221_845_392_000] {
        for command in [
            &["check"][..],
            &["baseline", "update"],
            &["audit", "plan"],
            &["audit", "report"],
            &["audit", "run", "--host-gap", "0s", "--allow-private"],
            &["audit", "save", "--dry-run"],
        ] {
            let run = run(with_clock(&mut archive.command(command), 1, second - now), b"");
            assert!(run.code <= 2 && !run.stderr.contains("panicked"), "{second} {command:?}: {run:?}");
        }
    }
}
