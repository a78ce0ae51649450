//! What is said of a usurped source, and what is proposed instead.

use serde_json::json;

use super::{Stage, domain, domain_of, gambling, not_found};
use crate::audit::archive::day;

const CITED: [&str; 3] = ["/a/crossing.html", "/b/ferry.html", "/c/storm.html"];

/// A usurped domain of three documents on the day 7: of the first the web archive has a copy from before and one from
/// after that, of the second only one from after, and of the third nothing is known.
fn usurped() -> (Stage, Vec<String>) {
    let known = domain_of("ellerygazette.example", &CITED, |request| {
        if CITED.contains(&request.path) { gambling::english("Royal Reels") } else { not_found() }
    });
    let stage = Stage::of(&[known]);
    let urls = stage.urls(&known);
    stage.on(0);
    let capture = |url: &String, at: &str| json!({ "at": at, "original": url, "status": 200, "digest": format!("{at}{url}"), "length": 9000 });
    let before = capture(&urls[0], "2021-05-04T12:00:00Z");
    let after = |url: &String| capture(url, "2026-01-03T12:00:00Z");
    let mut lines = String::from("{\"newslint-observations\":2}\n");
    for (url, captures) in [(&urls[0], json!([before, after(&urls[0])])), (&urls[1], json!([after(&urls[1])]))] {
        lines += &format!("{}\n", json!({ "url": url, "at": day(6), "archive": { "captures": captures } }));
    }
    // Each was read, and has the title of the event: strangers make theirs from URLs.
    for (url, captured) in [(&urls[0], "2021-05-04T12:00:00Z"), (&urls[1], "2026-01-03T12:00:00Z")] {
        let page = json!({ "title": "Harbour bridge opens", "text": "00000000000000ff", "words": 90, "cited": true });
        let read = json!({ "captured": captured, "original": url, "cause": "alive", "page": page });
        lines += &format!("{}\n", json!({ "url": url, "at": day(6), "copy": { "read": read } }));
    }
    let import = stage.audit.run_with_input(&["audit", "import", "-"], lines.as_bytes());
    assert_eq!(import.code, 0, "{}", import.stderr);
    assert_eq!(stage.on(7)["ellerygazette.example"], ["usurped foreign-page"; 3]);
    (stage, urls)
}

#[test]
fn a_copy_is_from_before_strangers_were_there() {
    let (stage, urls) = usurped();
    let first = stage.audit.row(7, &urls[0]);
    let copy = format!("https://web.archive.org/web/20210504120000/{}", urls[0]);
    assert!(first["archived"]["url"].as_str().is_some_and(|url| url.ends_with(&copy[23..])), "{first:#}");
    assert_eq!((&first["redirect"], &first["repair"], &first["tier"]), (&json!(null), &json!(null), &json!("hands")));
    let second = stage.audit.row(7, &urls[1]);
    assert_eq!((&second["archived"], &second["lookup"]), (&json!(null), &json!("none")));
}

#[test]
fn reports_tell_of_other_hands_before_all_else() {
    let (stage, urls) = usurped();
    let report = |format: &str| stage.audit.run(&["audit", "report", "--format", format, "--now", &day(7)]).stdout;
    let full = report("full");
    assert!(full.contains("\n\ntaken over: 3 URLs on 1 host, 3 links in 1 file\n"), "{full}");
    assert!(full.contains("cite the archived copy of 2021-05-04, 1 day after the event"), "{full}");
    assert!(full.contains("look for another source: the web archive has no copy, and no reader"), "{full}");
    assert!(full.contains("\n  usurped            3"), "{full}");
    let markdown = report("markdown");
    assert!(markdown.contains("\n### Taken over\n") && !markdown.contains("\n### Gone\n"), "{markdown}");
    let sarif = report("sarif");
    assert!(
        sarif.contains(
            "has been dangerous to readers since 2026-01-01: the server sends the same page of strangers for several"
        ),
        "{sarif}"
    );
    let html = report("html");
    assert!(html.contains("<span class=\"name\">usurped</span><span class=\"count\">3</span>"), "{html}");
    // Nobody is led there, not even to look.
    assert!(!html.contains(&format!("href=\"{}", urls[0])), "{html}");
    let explained = stage.audit.run(&["audit", "explain", &urls[0], "--now", &day(7)]).stdout;
    for words in ["usurped since 2026-01-01", "without the host's name", "about gambling or pills", "tier hands"] {
        assert!(explained.contains(words), "{words} in {explained}");
    }
}

#[test]
fn a_usurped_source_fails_a_run_and_can_be_looked_at_again() {
    let (stage, _) = usurped();
    let run =
        |options: &[&str]| crate::harness::run(stage.audit.audit_run(8).args(["--timeout", "60s"]).args(options), b"");
    assert_eq!(run(&["--fail-on", "dead"]).code, 1);
    let again = run(&["--recheck", "usurped"]);
    assert!(again.stderr.contains('3') && !again.stderr.contains("nothing is due"), "{}", again.stderr);
}

#[test]
fn a_check_says_that_the_address_is_dangerous() {
    let (stage, urls) = usurped();
    let audit = &stage.audit;
    let toml = "[links]\nverdicts = \"newslint-verdicts.jsonl\"\n[rules]\nday-index = \"off\"\n";
    audit.write("newslint.toml", toml);
    let exported =
        audit.run(&["audit", "export", "--verdicts", "--now", &day(7), "--output", "newslint-verdicts.jsonl"]);
    assert_eq!(exported.code, 0, "{}", exported.stderr);
    assert!(audit.text("newslint-verdicts.jsonl").contains("\"verdict\":\"usurped\",\"cause\":\"foreign-page\""));
    let found = audit.check(&["--quiet", "--select", "dead-source"]).stdout;
    assert_eq!(found.matches("has been dangerous to readers since 2026-01-01").count(), 3, "{found}");
    let event = "news/2021/05/3/event-0.md";
    audit.run(&["check", "--fix", "--unsafe-fixes", "--select", "dead-source"]);
    let text = audit.text(event);
    assert!(
        text.contains(&format!("/web/20210504120000/{}", urls[0])) && text.contains(&format!("({})", urls[1])),
        "{text}"
    );
}

/// Their hosts are judged together, and a domain beside them is not.
#[test]
fn a_host_of_its_own_says_nothing_of_another_domain() {
    let stage = Stage::of(&[
        domain_of("quaysentinel.example", &["/a/1.html", "www/b/2.html"], |_| not_found()),
        domain("ellerygazette.example", |request| super::paper("Ellery Gazette", request.path)),
    ]);
    assert!(stage.on(0)["ellerygazette.example"].iter().all(|verdict| !verdict.contains("foreign")));
}
