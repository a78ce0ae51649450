//! Runs that somebody ends.

use super::{Saving, source};
use crate::harness::run;
use crate::harness::save_page_now::{ACCESS, SECRET, SavePageNow};

/// By the clock that everybody has, so that there is something to wait for; or years later.
fn command(saving: &Saving, later: Option<&str>) -> std::process::Command {
    let mut command = saving.audit.command(&["audit", "save", "--allow-private"]);
    command.args(later.iter().flat_map(|time| ["--now", time]));
    command.env("INTERNET_ARCHIVE_ACCESS_KEY", ACCESS).env("INTERNET_ARCHIVE_SECRET_KEY", SECRET);
    command
}

const STOPPED: &str = "stopped: interrupted; the next `newslint audit save` continues from here\n";

/// The next run submits what is left, and nothing twice.
fn go_on(saving: &Saving) -> String {
    saving.service.publish("21000101120000");
    let told = run(&mut command(saving, Some("2100-01-01T12:00:00Z")), b"");
    assert_eq!(told.code, 0, "{}", told.stderr);
    let mut submitted = saving.service.submitted();
    submitted.sort();
    assert_eq!(submitted, [source(0), source(1), source(2)], "{}", told.stderr);
    told.stderr
}

#[test]
fn whatever_only_asks_is_broken_off() {
    // The state of the service, that of the account, and the index.
    for request in 1..=3 {
        for signal in [&["INT"][..], &["TERM"], &["HUP"]] {
            let saving = Saving::of(3, SavePageNow::start());
            let (code, told) = saving.service.interrupt(&mut command(&saving, None), request, signal, false);
            assert_eq!(code, Some(0), "{signal:?} at request {request}: {told}");
            assert!(told.starts_with("0 of 3 sources submitted in "), "{told}");
            assert!(told.ends_with(&format!("  3 left\n{STOPPED}")), "{told}");
            assert_eq!(saving.service.requests().len(), request);
            go_on(&saving);
        }
    }
}

#[test]
fn a_submission_is_waited_for() {
    let saving = Saving::of(3, SavePageNow::start());
    let (code, told) = saving.service.interrupt(&mut command(&saving, None), 4, &["INT"], true);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.starts_with("1 of 3 sources submitted in "), "{told}");
    assert!(told.ends_with(&format!("  1 under way: the next run asks for them\n  2 left\n{STOPPED}")), "{told}");
    assert!(go_on(&saving).contains("  1 of earlier runs are copies now"), "the receipt is stored");
}

#[test]
fn who_insists_need_not_wait() {
    let saving = Saving::of(3, SavePageNow::start());
    let (code, told) = saving.service.interrupt(&mut command(&saving, None), 4, &["INT", "TERM"], false);
    assert_eq!(code, Some(0), "{told}");
    let left = "  1 may or may not have reached the service: the web archive's index will tell\n  2 left\n";
    assert!(told.ends_with(&format!("{left}{STOPPED}")), "{told}");
    assert!(go_on(&saving).contains("  1 of earlier runs are copies now"), "the index tells");
}
