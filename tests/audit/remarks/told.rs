//! What is said of such sources, and done about them.

use serde_json::json;

use super::super::archive::day;
use super::super::hands::{Stage, domain_of, not_found, page, paper, story};
use super::play;
use crate::harness::server::Reply;

const MOVED: &str = "/2004/08/crossing.html";
const ALONE: &str = "/2004/4711";
const EVENTS: [&str; 2] = ["news/2021/05/3/event-0.md", "news/2021/05/3/event-1.md"];

/// A document that has moved and one that has deviated, each on a domain of its own, on the last day of four months. Of
/// the second there are copies from before and after that.
fn stage() -> (Stage, [String; 2]) {
    let domains = [
        domain_of("ellerygazette.example", &[MOVED], |request| match request.path {
            MOVED if request.day >= 30 => {
                Reply::with(301, &format!("location: http://{}:{}/new/4711/crossing", request.host, request.port))
            }
            MOVED | "/new/4711/crossing" => paper("Ellery Gazette", MOVED),
            _ => not_found(),
        }),
        domain_of("kestrelherald.example", &[ALONE], |request| match (request.path, request.day) {
            (ALONE, 0..40) => page("Ferry aground off Marrow", story("/2005/03/ferry-aground.html").1),
            (ALONE, _) => page("Choir wins | \u{1b}[31m Kestrel <b> Herald", story("/news.php?id=77").1),
            _ => not_found(),
        }),
    ];
    let (stage, told) = play(&domains);
    let kinds: Vec<_> = told.iter().rev().take(2).map(|(_, _, kinds)| kinds.join("")).collect();
    assert_eq!(kinds, ["deviated", "moved"]);
    let urls = domains.map(|domain| stage.urls(&domain).remove(0));
    let capture = |at: &str| json!({ "at": at, "original": urls[1], "status": 200, "digest": at, "length": 9000 });
    let captures = [capture("2021-05-04T12:00:00Z"), capture("2026-04-01T12:00:00Z")];
    let line = json!({ "url": urls[1], "at": day(119), "archive": { "captures": captures } });
    let page = json!({ "title": "Ferry aground off Marrow", "text": "0000000000000000", "words": 300 });
    let read = json!({ "captured": "2021-05-04T12:00:00Z", "original": urls[1], "cause": "alive", "page": page });
    let copy = json!({ "url": urls[1], "at": day(119), "copy": { "read": read } });
    let lines = format!("{{\"newslint-observations\":3}}\n{line}\n{copy}\n");
    let import = stage.audit.run_with_input(&["audit", "import", "-"], lines.as_bytes());
    assert_eq!(import.code, 0, "{}", import.stderr);
    (stage, urls)
}

#[test]
fn reports_and_explanations_say_what_there_is_now() {
    let (stage, [moved, deviated]) = stage();
    let run = |arguments: &[&str]| stage.audit.run(&[&["audit"], arguments, &["--now", &day(120)]].concat()).stdout;
    let new = moved.replace(MOVED, "/new/4711/crossing");
    let full = run(&["report"]);
    assert!(full.contains("\nanother document: 1 URL on 1 host, 1 link in 1 file\n"), "{full}");
    let was = "since 2026-02-10, instead of “Ferry aground off Marrow”";
    let readable = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readable(&full).contains(was), "{full}");
    assert!(readable(&full).contains("if not, cite the archived copy of 2021-05-04, 1 day after the event"), "{full}");
    // It is sorted among what somebody has to look at.
    assert!(run(&["report", "--format", "html"]).contains("<a href=\"#to-do=browse\">"));
    let proven = "1 URL is known to be the same at the new address; with `verdicts` in [links]";
    assert!(readable(&full).contains(proven), "{full}");
    assert!(!full.contains('\u{1b}') && !run(&["report", "--format", "markdown"]).contains("<b>"), "{full}");
    let markdown = run(&["report", "--format", "markdown"]);
    assert!(markdown.contains("\n### Another document\n") && markdown.contains(was), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&run(&["report", "--format", "json"])).unwrap();
    let remarks: Vec<_> = json["urls"].as_array().unwrap().iter().map(|row| &row["remark"]).collect();
    assert_eq!(remarks[0], &json!({ "kind": "moved", "to": new, "since": day(30) }));
    assert_eq!(
        (&remarks[1]["kind"], &remarks[1]["until"], &remarks[1]["since"], &remarks[1]["was"]),
        (&json!("deviated"), &json!(day(30)), &json!(day(40)), &json!("Ferry aground off Marrow"))
    );
    let explained = run(&["explain", &moved]);
    assert!(
        readable(&explained).contains(&format!("moved for good since 2026-01-31: the document is the same at {new}")),
        "{explained}"
    );
    let explained = run(&["explain", &deviated]);
    assert!(readable(&explained).contains("until 2026-01-31 it was “Ferry aground off Marrow”"), "{explained}");
}

#[test]
fn a_check_tells_of_them_and_mends_what_it_can() {
    let (stage, [moved, deviated]) = stage();
    let (audit, new) = (&stage.audit, moved.replace(MOVED, "/new/4711/crossing"));
    let rules =
        "redirected-source = \"warning\"\ndeviated-source = \"note\"\nday-index = \"off\"\nduplicate-event = \"off\"\n";
    let configure = |verdicts: &str, rules: &str| {
        audit.write("newslint.toml", format!("[links]\nverdicts = \"{verdicts}\"\n[rules]\n{rules}"));
    };
    let export = || {
        let to = ["audit", "export", "--verdicts", "--now", &day(120), "--output", "verdicts.jsonl"];
        assert_eq!(audit.run(&to).code, 0);
        audit.text("verdicts.jsonl")
    };
    // Nobody has asked for them.
    configure(".newslint/links.db", "day-index = \"off\"\nduplicate-event = \"off\"\n");
    assert_eq!(export().lines().count(), 1);
    let check = |options: &[&str]| {
        audit.run(&[&["check", "--quiet", "--now", "2026-06-01", "--format", "concise"], options].concat())
    };
    assert_eq!(check(&[]).stdout, "");
    configure(".newslint/links.db", rules);
    let stored = check(&[]);
    let lines: Vec<&str> = stored.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", stored.stdout);
    assert!(
        lines[0]
            .starts_with(&format!("{}:7:21: note[redirected-source] the document of the source {moved}", EVENTS[0])),
        "{lines:?}"
    );
    assert!(
        lines[1].contains(&format!("note[deviated-source] the source {deviated} has shown “Choir wins")),
        "{lines:?}"
    );
    assert!(!stored.stdout.contains('\u{1b}'));
    assert_eq!(export().lines().count(), 3);
    configure("verdicts.jsonl", rules);
    assert_eq!(check(&[]).stdout, stored.stdout);
    let full = audit.run(&["check", "--quiet", "--now", "2026-06-01", "--format", "full"]).stdout;
    assert!(full.contains("cite the copy") && full.contains("2021-05-04"), "{full}");

    let before = EVENTS.map(|path| audit.text(path));
    check(&["--fix"]);
    assert_eq!(EVENTS.map(|path| audit.text(path)), before, "no fix of these is safe");
    check(&["--fix", "--unsafe-fixes"]);
    let after = [before[0].replace(&moved, &new), before[1].clone()];
    assert_eq!(EVENTS.map(|path| audit.text(path)), after);
    check(&["--fix", "--unsafe-fixes"]);
    assert_eq!(EVENTS.map(|path| audit.text(path)), after);
    assert!(!check(&[]).stdout.contains("redirected-source"));
}

/// Whatever else an event cites.
#[test]
fn an_address_is_never_cited_twice() {
    let (stage, [moved, _]) = stage();
    let (audit, new) = (&stage.audit, moved.replace(MOVED, "/new/4711/crossing"));
    let toml =
        "[links]\nverdicts = \".newslint/links.db\"\n[rules]\nredirected-source = \"note\"\nday-index = \"off\"\n";
    audit.write("newslint.toml", format!("{toml}duplicate-source = \"off\"\nduplicate-event = \"off\"\n"));
    for others in [vec![new.clone()], vec![format!("{new}#photos")], vec![moved.clone()]] {
        let cited: Vec<&str> = [&moved].into_iter().chain(&others).map(String::as_str).collect();
        audit.cite("event-0", &cited);
        audit.run(&["check", "--fix", "--unsafe-fixes", "--now", "2026-06-01"]);
        let fixed = audit.text(EVENTS[0]);
        let count = fixed.matches(new.as_str()).count();
        assert_eq!(count, 1, "{others:?}: {fixed}");
        let again = audit.run(&["check", "--quiet", "--now", "2026-06-01", "--format", "concise"]).stdout;
        assert!(again.lines().all(|line| line.contains("redirected-source")), "{again}");
        audit.run(&["check", "--fix", "--unsafe-fixes", "--now", "2026-06-01"]);
        assert_eq!(audit.text(EVENTS[0]), fixed);
    }
}
