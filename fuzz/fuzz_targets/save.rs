//! What Save Page Now answers.
//!
//! Laws: nothing that is taken over has a key in it, or anything but letters, digits and hyphens; and it is what the
//! answer says.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newslint_audit::save::Keys;
use newslint_audit::save::answer::{self, Accepted, JobState};
use serde_json::Value;

const KEY: &str = "k3y";

fuzz_target!(|body: &[u8]| {
    let keys = Keys::from_environment(|_| Some(KEY.to_owned())).expect("keys");
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    match answer::accepted(body, &keys) {
        Some(Accepted::Job(job)) => {
            expect_plain(job.text());
            assert_eq!(said["job_id"], job.text());
            assert_ne!(said["status"], "error");
        }
        Some(Accepted::Failed(reason)) => {
            expect_plain(reason.word());
            assert_eq!(said["status"], "error");
        }
        Some(Accepted::Had) => assert!(said["job_id"].is_null()),
        None => {}
    }
    for (job, state) in answer::states(body, &keys).into_iter().flatten() {
        expect_plain(job.text());
        let is_said = |other: &&Value| other["job_id"] == job.text();
        assert!(said.as_array().is_some_and(|jobs| jobs.iter().filter(is_said).count() > 0));
        if let JobState::Failed(reason) = state {
            expect_plain(reason.word());
        }
    }
    if let Some(account) = answer::account(body) {
        assert_eq!(said["available"], account.available);
        assert_eq!(said["daily_captures"], account.captures);
        assert_eq!(said["daily_captures_limit"], account.limit);
    }
    assert!(answer::is_up(body).is_none_or(|is_up| is_up == (said["status"] == "ok")));
});

fn expect_plain(word: &str) {
    assert!(!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{word:?}");
    assert!(!word.to_ascii_lowercase().contains(KEY), "{word:?}");
}
