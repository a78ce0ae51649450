//! The keys are seen by the service, and by nobody else.

use std::fs;

use super::{Saving, minute, source};
use crate::harness::run;
use crate::harness::save_page_now::{ACCESS, Fate, SECRET, SavePageNow, answer};

/// Answers with all that a service knows of the keys.
fn indiscreet() -> Vec<Vec<u8>> {
    let header = format!("Authorization: LOW {ACCESS}:{SECRET}");
    let lower = format!("{}-{}", ACCESS.to_lowercase(), SECRET.to_lowercase());
    vec![
        answer("200 OK", &format!("{header}\r\n"), &format!("<pre>POST /save\n{header}</pre>")),
        answer("500 Internal Server Error", &format!("X-Echo: {header}\r\n"), &header),
        answer("403 Forbidden", "", &format!("{{\"status\":\"error\",\"status_ext\":\"error:{lower}\"}}")),
        answer(
            "200 OK",
            "",
            &format!("{{\"status\":\"error\",\"status_ext\":\"error:{lower}\",\"message\":\"{header}\"}}"),
        ),
        answer("200 OK", "", &format!("{{\"url\":\"u\",\"job_id\":\"spn2-{SECRET}\"}}")),
        answer(
            "200 OK",
            "",
            &format!("{{\"url\":\"u\",\"job_id\":null,\"message\":\"The same snapshot had been made {header}\"}}"),
        ),
        answer(
            "200 OK",
            "",
            &format!("[{{\"job_id\":\"{ACCESS}\",\"status\":\"{SECRET}\",\"status_ext\":\"{lower}\"}}]"),
        ),
        answer(
            &format!("200 {SECRET}"),
            &format!("Retry-After: {ACCESS}\r\n"),
            &format!("{{\"status\":\"{SECRET}\"}}"),
        ),
        answer("429 Too Many Requests", &format!("Retry-After: 30 {SECRET}\r\n"), &header),
        answer("401 Unauthorized", &format!("WWW-Authenticate: {header}\r\n"), &header),
        answer("302 Found", &format!("Location: /save/{ACCESS}/{SECRET}\r\n"), &header),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{{\"message\":\"{header}").into_bytes(),
        format!("{header}\r\n\r\n").into_bytes(),
    ]
}

fn assert_unseen(text: &[u8], what: &str) {
    let text = text.to_ascii_lowercase();
    for key in [ACCESS, SECRET] {
        let key = key.to_ascii_lowercase();
        let is_in = text.windows(key.len()).any(|part| part == key.as_bytes());
        assert!(!is_in, "{what} has a key: {}", String::from_utf8_lossy(&text));
    }
}

#[test]
fn keys_appear_nowhere() {
    for (number, bytes) in indiscreet().into_iter().enumerate() {
        let what = format!("answer {number}");
        let saving = Saving::of(
            4,
            SavePageNow::with(|url, _| match url.chars().last() {
                Some('0') => Fate::Fails("no-access"),
                Some('1') => Fate::Refused("browsing-timeout"),
                _ => Fate::Made(1),
            }),
        );
        for path in ["GET /save/status/system", "GET /save/status/user", "POST /save/status", "POST /save", "GET /cdx"]
        {
            saving.service.answer(path, 1, bytes.clone());
        }
        // What ends a run is different for each, so there are several, until all is well.
        for (minutes, option) in
            [(0, "--budget=1h"), (5, "--quiet"), (10, "-q"), (15, "--budget=1h"), (20, "--dry-run")]
        {
            let run = run(&mut saving.command_at(minutes, &[option]), b"");
            assert_unseen(format!("{}{}", run.stdout, run.stderr).as_bytes(), &what);
        }
        for command in [&["audit", "export"][..], &["audit", "explain", &source(0)], &["config"]] {
            let run = saving.audit.run(command);
            assert_unseen(format!("{}{}", run.stdout, run.stderr).as_bytes(), &what);
        }
        for name in saving.names(".newslint") {
            assert_unseen(&fs::read(saving.path(".newslint").join(&name)).unwrap(), &format!("{name} after {what}"));
        }
        assert!(saving.service.is_told_all(), "{what}: each of them was told");
    }
    // The search finds what is there.
    assert!(std::panic::catch_unwind(|| assert_unseen(format!("x{SECRET}").as_bytes(), &minute(0))).is_err());
}
