//! Answers in plain text, and for programs.

use super::*;

const REPORT: &str = "Port Ellery, 3 May. The bridge over the harbour was opened on Monday after four years of work.";

#[test]
fn a_text_that_is_sent_for_everything_is_no_document() {
    check(&[
        site("text", "soft-404 soft-404", "/news/bridge.txt", |_| typed(200, "text/plain", "File not found.\n")),
        site("named", "soft-404 soft-404", "/news/bridge.txt", |path| {
            typed(200, "text/plain; charset=utf-8", &format!("There is no {path} here. 12:03:{}", path.len()))
        }),
        site("program", "soft-404 soft-404", "/api/story?id=77", |_| {
            typed(200, "application/json", "{\"error\":{\"code\":404,\"message\":\"no such story\"}}")
        }),
        site("markup", "soft-404 soft-404", "/scans/bridge.pdf", |_| {
            typed(
                200,
                "application/xml",
                "<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>",
            )
        }),
    ]);
}

#[test]
fn a_text_of_its_own_is_there() {
    check(&[
        site("soft host", "alive alive", "/news/bridge.txt", |path| {
            typed(200, "text/plain", if path == "/news/bridge.txt" { REPORT } else { "File not found." })
        }),
        site("honest host", "alive alive", "/news/bridge.txt", |path| match path {
            "/news/bridge.txt" => typed(200, "text/plain", "File not found."),
            _ => typed(404, "text/plain", "File not found."),
        }),
        site("program", "alive alive", "/api/story?id=77", |path| {
            typed(
                200,
                "application/json",
                if path.ends_with("=77") { "{\"story\":\"The bridge opened.\"}" } else { "{\"error\":404}" },
            )
        }),
        // What a server takes for text may be anything.
        site("no text", "alive alive", "/scans/bridge", |path| {
            typed(
                200,
                "text/plain",
                if path == "/scans/bridge" { "%PDF-1.4 \u{1}\u{2} obj endobj stream" } else { "Not found" },
            )
        }),
    ]);
}
