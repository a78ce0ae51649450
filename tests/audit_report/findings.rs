//! `sarif` shows the findings of a check that goes by the same store, to the byte: code scanning is to see one alert of a
//! source that is gone, and not two.

use std::fmt::Write;

use serde_json::{Value, json};

use super::stored::{Stored, day};
use crate::harness::{CONFIG, Random, dated};

/// The rules that ask what is known of sources.
const RULES: [&str; 3] = ["dead-source", "redirected-source", "deviated"];

const URLS: [&str; 9] = [
    "http://gazette.example/bridge",
    "http://gazette.example/ferry",
    "http://gazette.example/mill",
    "https://herald.example/bridge",
    "https://herald.example/a?b=1&amp;c=2",
    "https://star.example/storm",
    "https://star.example/fire",
    "https://post.example/vote",
    "https://post.example/flood",
];

/// What visits showed, and on which days they may have been.
fn outcomes() -> [(Value, &'static [i32]); 7] {
    [
        (json!({ "cause": "404", "status": 404 }), &[30, 60, 90]),
        (json!({ "cause": "410", "status": 410 }), &[30, 60, 90]),
        (json!({ "cause": "nxdomain" }), &[30, 60, 90]),
        (json!({ "cause": "connection-refused" }), &[0, 10, 20, 30, 60, 90]),
        (json!({ "cause": "soft-404", "control": "alike" }), &[30, 60, 90]),
        (json!({ "cause": "404", "status": 404, "repair": "https://herald.example/a?b=1&c=2" }), &[90]),
        (json!({ "cause": "alive" }), &[30, 60, 90]),
    ]
}

impl Random {
    fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[usize::try_from(self.below(things.len() as u64)).unwrap()]
    }

    /// The sources of an event, some of them twice, and some with a comment.
    fn sources(&mut self) -> String {
        let mut text = "\n### Sources:\n\n".to_owned();
        for number in 1..=1 + self.below(5) {
            if self.below(4) == 0 {
                text.push_str("<!-- newslint-ignore: dead-source — nobody has it any more -->\n");
            }
            writeln!(text, "{number}. [Ellery Gazette {number}]({})", self.of(&URLS)).unwrap();
        }
        text
    }

    fn archive(&mut self) -> Stored {
        let levels = ["", "dead-source = \"warning\"\n", "dead-source = \"note\"\n", "dead-source = \"off\"\n"];
        let part = "\n[[overrides]]\npaths = [\"news/2011/**\"]\n[overrides.rules]\ndead-source = \"note\"\n";
        let links = "\n[links]\nverdicts = \".newslint/links.db\"\n";
        let config = format!("{CONFIG}{}{links}{}", self.of(&levels), self.of(&["", "", part]));
        let mut stored = Stored::new();
        stored.write("newslint.toml", config);
        for path in ["2009/05/3/bridge", "2009/05/4/ferry", "2011/11/30/mill", "2011/12/1/storm", "2021/5/9/flood"] {
            let folder = path.rsplit_once('/').unwrap().0.replace('/', "-");
            stored.write(format!("news/{path}.md"), dated(&folder, "Harbour bridge opens") + &self.sources());
        }
        for url in URLS {
            let (outcome, days) = self.of(&outcomes()).clone();
            stored = stored.seen(&url.replace("&amp;", "&"), days, outcome);
            stored = match self.below(4) {
                0 => stored.copies(url, 91, &["2009-05-05T06:30:00Z", "2012-01-01T00:00:00Z"]),
                1 => stored.excluded(url, 91),
                2 => stored.copies(url, 91, &[]),
                _ => stored,
            };
        }
        stored.fill();
        stored
    }
}

/// The results of a document, of the rules about sources, and the pages of those rules.
fn of_sources(sarif: &Value) -> (Vec<Value>, Vec<&Value>) {
    let is_of_sources = |rule: &Value| rule.as_str().is_some_and(|rule| RULES.contains(&rule));
    let run = &sarif["runs"][0];
    let mut results = run["results"].as_array().unwrap().clone();
    results.retain(|result| is_of_sources(&result["ruleId"]));
    for result in &mut results {
        result.as_object_mut().unwrap().remove("ruleIndex");
    }
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap().iter();
    (results, rules.filter(|rule| is_of_sources(&rule["id"])).collect())
}

#[test]
fn the_findings_are_those_of_a_check_by_the_same_store() {
    let (mut found, mut baselined) = (0, 0);
    for seed in 0..24 {
        let mut random = Random(seed);
        let archive = random.archive();
        // What a check knows of a day, it knows until its end.
        let (today, moment) = ("2026-04-20", "2026-04-21T00:00:00Z");
        if random.below(2) == 0 {
            let name = *random.of(&["news/2009", "news/2011", "news"]);
            assert_eq!(archive.run(&["baseline", "update", name]).code, 0);
            if archive.exists(".newslint-baseline") {
                baselined += 1;
                let until = *random.of(&["until=2026-03-01 ", "until=2027-03-01 ", ""]);
                let known = archive
                    .text(".newslint-baseline")
                    .lines()
                    .map(|line| format!("{line} {until}\n"))
                    .collect::<String>();
                archive.write(".newslint-baseline", known);
            }
            if random.below(2) == 0 {
                let moved = archive.text("news/2009/05/4/ferry.md");
                archive.remove("news/2009/05/4/ferry.md");
                archive.write("news/2009/05/4/ferry-returns.md", moved);
            }
        }
        for paths in [&[][..], &["news/2009"], &["news/2011/11/30/mill.md", "news/2021"]] {
            let check = archive.run(&[&["check", "--format", "sarif", "--now", today], paths].concat());
            let report = archive.run(&[&["audit", "report", "--format", "sarif", "--now", moment], paths].concat());
            assert_eq!((report.code, report.stderr.as_str()), (0, ""), "seed {seed}");
            let (check, report) = (check.json(), report.json());
            assert_eq!(of_sources(&report), of_sources(&check), "seed {seed}: {paths:?}");
            let results = report["runs"][0]["results"].as_array().unwrap();
            assert_eq!(results.len(), of_sources(&report).0.len(), "seed {seed}: nothing but sources");
            found += results.len();
        }
        let select = format!("--select={}", RULES[0]);
        let is_on = !archive.text("newslint.toml").contains("dead-source = \"off\"");
        let check = archive.run(&["check", "--format", "sarif", "--now", today, &select]).stdout;
        let report = archive.run(&["audit", "report", "--format", "sarif", "--now", moment]).stdout;
        assert!(!is_on || report == check, "seed {seed}:\n{report}\n{check}");
    }
    assert!(found > 200 && baselined > 3, "{found} findings, {baselined} baselines");
}

/// As of the moment of the report: what is settled later is no finding yet, and to the second.
#[test]
fn the_findings_are_those_of_the_reports_moment() {
    let archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &[URLS[0]]).seen(
        URLS[0],
        &[30, 60, 90],
        json!({ "cause": "404", "status": 404 }),
    );
    archive.fill();
    let results = |moment: &str| {
        let report = archive.run(&["audit", "report", "--format", "sarif", "--now", moment]).json();
        report["runs"][0]["results"].as_array().unwrap().len()
    };
    assert_eq!((results("2026-04-01T09:59:59Z"), results(&day(90).to_string())), (0, 1));
}

#[test]
fn a_baseline_that_cannot_be_read_is_an_error_for_sarif_alone() {
    let archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &[URLS[0]]);
    archive.write(".newslint-baseline", "<<<<<<< HEAD\n");
    let run = archive.report(100, &["--format", "sarif"]);
    assert!(run.code == 2 && run.stderr.contains(".newslint-baseline"), "{run:?}");
    assert_eq!(archive.report(100, &["--format", "markdown"]).code, 0);
}
