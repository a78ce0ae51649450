//! What is remembered of pages, and where visits ended.

use serde_json::{Value, json};

use super::archive::{Audit, TITLE, day};
use crate::harness::server::{Reply, Server};

/// An HTML page, with this in its head.
fn html(headers: &str, body: &str) -> Reply {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}Content-Length: ");
    Reply::Bytes(format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes())
}

/// What is remembered of a page after one visit.
fn page(url: &str) -> Value {
    let audit = Audit::of(&[url]);
    audit.visit(0);
    audit.seen(url)["page"].clone()
}

#[test]
fn a_page_is_remembered_with_its_title_text_length_and_language() {
    let server = Server::start(move |path| match path {
        "/bridge" => html("", &format!("<html lang=en-GB><title>{TITLE} | Gazette</title><p>It took twelve years.")),
        "/ferry" => html("Content-Language: pt-BR, en\r\n", &format!("<title>{}</title><p>Afundou", "a".repeat(300))),
        _ => Reply::status(404),
    });
    let audit = Audit::of(&[&server.url("/bridge")]);
    audit.visit(0);
    let mut page = audit.seen(&server.url("/bridge"))["page"].clone();
    let text = page["text"].take();
    assert_eq!(text.as_str().map(str::len), Some(16));
    let title = format!("{TITLE} | Gazette");
    assert_eq!(page, json!({ "title": title, "text": null, "words": 4, "language": "en", "cited": true }));
    let explained = audit.run(&["audit", "explain", &server.url("/bridge"), "--now", &day(1)]).stdout;
    assert!(explained.contains(&format!("page: “{title}”")) && explained.contains("4 words in en"), "{explained}");

    let page = self::page(&server.url("/ferry"));
    assert_eq!((page["title"].as_str().map(str::len), &page["language"]), (Some(120), &json!("pt")));
    assert_eq!(page["cited"], Value::Null);
}

#[test]
fn one_page_at_two_addresses_is_known_again() {
    let server = Server::start(|path| match path {
        "/bridge-opens" | "/ferry-sinks" => html(
            "",
            &format!("<title>Best slots</title><p>{} welcomes you to the best slots in town, spin now", &path[1..]),
        ),
        _ => Reply::status(404),
    });
    let text = |path: &str| page(&server.url(path))["text"].clone();
    assert!(text("/bridge-opens").is_string());
    assert_eq!(text("/bridge-opens"), text("/ferry-sinks"));
}

/// An editor sees the address and knows.
#[test]
fn reports_say_where_a_visit_ended() {
    let server = Server::start(|path| match path {
        "/robots.txt" => Reply::status(404),
        "/" => html("", "<p>Port Ellery, its harbour and its people."),
        path if path.starts_with("/today") => html("", "<p>All the news of today."),
        _ => Reply::redirect("/today?url=all"),
    });
    let url = server.url("/news/bridge.html");
    let audit = Audit::of(&[&url]);
    for day in [0, 7, 21] {
        audit.visit(day);
    }
    let landing = server.url("/today?url=all");
    let run = |arguments: &[&str]| audit.run(&[&["audit"], arguments, &["--now", &day(21)]].concat()).stdout;
    let report: Value = serde_json::from_str(&run(&["report", "--format", "json"])).unwrap();
    assert_eq!(report["urls"][0]["landing"], json!(landing));
    for format in ["full", "html"] {
        let report = run(&["report", "--format", format]);
        assert!(report.contains(&format!("ends at {landing}")), "{report}");
    }
    let explained = run(&["explain", &url]);
    assert!(explained.contains(&format!("\nends at: {landing}\n")), "{explained}");

    // Where it is the cited address there is nothing to say.
    let plain = Server::start(|_| Reply::status(404));
    let audit = Audit::of(&[&plain.url("/bridge")]);
    audit.visit(0);
    let report = audit.run(&["audit", "report", "--format", "json", "--now", &day(1)]).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["urls"][0].get("landing"), Some(&Value::Null));
}
