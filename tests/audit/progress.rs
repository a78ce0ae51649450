//! What somebody sees who waits for a run, and what it says at its end.

use serde_json::json;

use super::archive::{Audit, day};
use crate::harness::server::{Reply, Server};
use crate::harness::{NEWSLINT, needs, program, run};

/// A host whose pages take longer than one waits without asking.
fn slow() -> (Server, Audit) {
    let server = Server::start(|path| Reply::status(if path.starts_with("/story") { 200 } else { 404 }));
    let urls: Vec<String> = (0..9).map(|number| server.url(&format!("/story{number}"))).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let hosts = format!("[[hosts]]\nhost = \"{}\"\nreason = \"slow\"\ngap = \"300ms\"\n", server.ip());
    (server, audit.configure(&format!("[audit]\narchive-url = \"http://127.0.0.1:9\"\n{hosts}")))
}

/// What a terminal of so many columns is sent, without what only moves the cursor: one line after the other.
fn on_terminal(audit: &Audit, columns: usize, options: &[&str]) -> Vec<String> {
    let run_of_audit = audit.audit_run(0);
    let words: Vec<&str> = run_of_audit.get_args().map(|word| word.to_str().unwrap()).collect();
    let command = format!("stty rows 24 cols {columns}; {NEWSLINT} {} {}", words.join(" "), options.join(" "));
    let mut script = program("script", audit.root());
    let sent = run(script.args(["-qec", &command, "/dev/null"]).env("TERM", "xterm"), b"");
    assert_eq!(sent.code, 0, "{sent:?}");
    let lines = sent.stdout.split(['\r', '\n']).map(without_codes);
    lines.filter(|line| !line.is_empty()).collect()
}

fn without_codes(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut text = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| {
        text.push_str(part.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).get(1..).unwrap_or(""))
    });
    text.trim_end().to_owned()
}

#[test]
fn a_terminal_shows_one_time_that_is_left_and_what_bounds_it() {
    needs!("script");
    for columns in [40, 80, 200] {
        let (server, audit) = slow();
        let lines = on_terminal(&audit, columns, &[]);
        let frames: Vec<&String> = lines.iter().filter(|line| line.contains(" of 9")).collect();
        let drawn: Vec<&&String> = frames.iter().filter(|line| line.contains(" left")).collect();
        assert!(drawn.len() > 1, "{columns}: {lines:#?}");
        for frame in &drawn {
            assert!(frame.chars().count() < columns, "{columns}: {frame}");
            assert_eq!(frame.matches(" left").count(), 1, "one time: {frame}");
            let is_named = frame.ends_with(&format!("limited by {}", server.ip()));
            assert!(is_named || columns == 40 || frame.ends_with(" 0 s left"), "{columns}: {frame}");
            assert!(columns == 40 || frame.contains('░') || frame.contains('█'), "{columns}: {frame}");
        }
        // What was drawn is taken away: the summary stands alone.
        let summary = lines.iter().position(|line| line.starts_with("9 of 9 URLs visited: 9 there in ")).unwrap();
        assert!(!lines[summary..].iter().any(|line| line.contains(" left, limited by")), "{lines:#?}");
    }
}

#[test]
fn a_budget_bounds_the_time_that_is_left() {
    needs!("script");
    let (_server, audit) = slow();
    audit.change("newslint.toml", "300ms", "500ms");
    let lines = on_terminal(&audit, 120, &["--budget", "4s"]);
    assert!(lines.iter().any(|line| line.ends_with(" s left, limited by the budget")), "{lines:#?}");
}

#[test]
fn nobody_who_wants_quiet_sees_anything() {
    needs!("script");
    let (_server, audit) = slow();
    assert_eq!(on_terminal(&audit, 80, &["--quiet"]), [""; 0]);
}

#[test]
fn a_run_says_what_to_go_on_with() {
    let server = Server::start(|path| Reply::status(if path == "/gone" { 404 } else { 200 }));
    let audit = Audit::of(&[&server.url("/gone"), &server.url("/there")]);
    let visit = |on, options: &[&str]| audit.visit_with(on, options).stderr;
    let again = |options: &str| {
        let dns = audit.audit_run(0);
        let dns: Vec<&str> =
            dns.get_args().skip_while(|word| *word != "--dns").map(|word| word.to_str().unwrap()).collect();
        format!("`newslint audit run --host-gap 0s --allow-private {}{options}`", dns.join(" "))
    };

    let first = visit(0, &["--store", "my links.db"]);
    let report = "next: `newslint audit report --store 'my links.db'` says what is gone\n";
    // A suspect is visited again in a week.
    let then = format!("then: {} from 2026-01-08 on, when more is due\n", again(" --store 'my links.db'"));
    assert!(first.ends_with(&format!("{report}{then}")), "{first}");

    let idle = visit(1, &["--store", "my links.db", "--recheck=30d"]);
    assert!(idle.starts_with("nothing is due of 2 URLs in "), "{idle}");
    let next = format!("next: {} from 2026-01-08 on, when more is due\n", again(" --store 'my links.db'"));
    assert!(idle.ends_with(&next), "{idle}");

    let part = visit(8, &["--max-urls", "1", "--recheck", "all"]);
    assert!(part.ends_with(&format!("then: {} visits the rest\n", again(" --max-urls 1"))), "{part}");
}

#[test]
fn a_report_says_what_to_go_on_with() {
    let server = Server::start(|path| Reply::status(if path == "/gone" { 404 } else { 200 }));
    let gone = server.url("/gone");
    let audit = Audit::of(&[&gone]);
    for on in [0, 7, 27] {
        audit.visit(on);
    }
    let report = |options: &[&str]| {
        let run = audit.run(&[&["audit", "report", "--now", &day(27)], options].concat());
        assert_eq!(run.code, 0, "{run:?}");
        run.stderr
    };
    assert_eq!(report(&[]), "", "there is no copy to cite");
    let read = json!({ "captured": "2021-05-04T12:00:00Z", "original": gone, "cause": "alive", "page":
        { "title": "Harbour bridge opens", "text": "0000000000000000", "words": 300, "cited": true } });
    let read = json!({ "url": gone, "at": "2026-01-20T10:00:01Z", "copy": { "read": read } });
    let copy = format!(
        "{{\"newslint-observations\":3}}\n{read}\n{{\"url\":\"{gone}\",\"at\":\"2026-01-20T10:00:00Z\",\"archive\":{{\"captures\":[{{\"at\":\
         \"2021-05-04T12:00:00Z\",\"original\":\"{gone}\",\"status\":200,\"digest\":\"ABC\",\"length\":5000}}]}}}}\n"
    );
    assert_eq!(audit.run_with_input(&["audit", "import", "-"], copy).code, 0);
    let command = "newslint check --verdicts .newslint/links.db --select dead-source --unsafe-fixes --diff";
    let next = format!("next: `{command}` shows what to cite instead; with --fix in place of --diff it writes that\n");
    assert_eq!(report(&[]), next);
    assert_eq!(report(&["--format", "json"]), "");
    assert_eq!(report(&["--output", "full=report.txt"]), next, "what is printed is for people");
    let config = audit.text("newslint.toml");
    audit.write("newslint.toml", format!("{config}\n[links]\nverdicts = \".newslint/links.db\"\n"));
    assert_eq!(report(&[]), next.replace(" --verdicts .newslint/links.db", ""), "the configuration names it");
    audit.write("newslint.toml", config);
    // The command does as it is said to.
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let diff = audit.run(&[&words[..], &["--now", "2026-01-29"]].concat()).stdout;
    assert!(diff.contains(&format!("+1. [Ellery Gazette](http://127.0.0.1:9/web/20210504120000/{gone})")), "{diff}");
    let fixed = audit.run(&[&words[..words.len() - 1], &["--fix", "--now", "2026-01-29"]].concat());
    assert_eq!(fixed.code, 0, "{fixed:?}");
    assert!(audit.text("news/2021/05/3/harbour-bridge-opens.md").contains("/web/20210504120000/"));
    assert_eq!(report(&[]), "", "what is archived is cited");
}
