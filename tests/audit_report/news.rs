//! What is new since the last report comes first.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stored::{Stored, day};
use super::{NOW, archive};
use crate::harness::Random;

/// One source of each kind of news since day 70, and such of which nothing is new. What dies is seen from day 30 on.
fn changing() -> Stored {
    let gone = json!({ "cause": "410" });
    let sold = json!({ "cause": "for-sale" });
    let there = json!({ "cause": "alive" });
    Stored::new()
        .event(
            "2009/05/3/harbour-bridge-opens",
            "Harbour bridge opens",
            &[
                "http://newly-gone.example/",
                "http://newly-sold.example/",
                "http://back.example/",
                "http://moved-back.example/",
                "http://long-gone.example/",
                "http://sold-and-gone.example/",
                "http://gone-and-sold.example/",
                "http://there.example/",
                "http://wavering.example/",
            ],
        )
        .event("2011/11/30/ferry-returns", "Ferry returns", &["http://cited-late.example/", "http://back.example/"])
        .seen("http://newly-gone.example/", &[30], there.clone())
        .seen("http://newly-gone.example/", &[60, 80], gone.clone())
        .copies("http://newly-gone.example/", 81, &["2009-05-05T06:30:00Z"])
        .seen("http://newly-sold.example/", &[60, 80], sold.clone())
        .seen("http://back.example/", &[30, 60], gone.clone())
        .seen("http://back.example/", &[80], there.clone())
        .seen("http://moved-back.example/", &[30, 60], gone.clone())
        .seen(
            "http://moved-back.example/",
            &[85],
            json!({ "cause": "alive", "redirects": ["http://www.moved-back.example/"], "permanent": 1 }),
        )
        .seen("http://long-gone.example/", &[30, 60, 80], gone.clone())
        .seen("http://sold-and-gone.example/", &[30, 60], sold.clone())
        .seen("http://sold-and-gone.example/", &[80, 95], gone.clone())
        .seen("http://gone-and-sold.example/", &[30, 60], gone.clone())
        .seen("http://gone-and-sold.example/", &[80, 95], sold)
        .seen("http://there.example/", &[30, 60, 80], there.clone())
        // Settled, back, and not yet settled again.
        .seen("http://wavering.example/", &[30, 60], gone.clone())
        .seen("http://wavering.example/", &[75], there)
        .seen("http://wavering.example/", &[90], gone.clone())
        .seen("http://cited-late.example/", &[75, 90], gone)
}

/// The URLs of which something is new: what, and since when.
fn news(document: &Value) -> Vec<String> {
    let urls = document["urls"].as_array().unwrap().iter().filter(|url| !url["new"].is_null());
    let text = |url: &Value, member: &str| url[member].as_str().unwrap_or("-").to_owned();
    urls.map(|url| ["url", "new", "verdict_day", "first_evidence"].map(|member| text(url, member)).join(" ")).collect()
}

#[test]
fn what_is_settled_or_back_since_the_last_report_is_new() {
    let archive = changing();
    assert_eq!(news(&archive.report(70, &["--format", "json"]).json()), [""; 0], "the first report");
    let expected = [
        "http://back.example/ back - 2026-01-31",
        "http://cited-late.example/ gone 2026-04-01 2026-03-17",
        "http://gone-and-sold.example/ usurped 2026-04-06 2026-03-22",
        "http://moved-back.example/ back - 2026-01-31",
        "http://newly-gone.example/ gone 2026-03-22 2026-03-02",
        "http://newly-sold.example/ usurped 2026-03-22 2026-03-02",
        // It was there meanwhile.
        "http://wavering.example/ back - 2026-04-01",
    ];
    // All reports of the same observations tell the same.
    for _ in 0..3 {
        assert_eq!(news(&archive.report(NOW, &["--format", "json"]).json()), expected);
    }
    assert_eq!(news(&archive.report(NOW, &["--format", "json", "--since", "2026-03-15"]).json()), expected);
    // Nothing of it was told twice, where something was observed meanwhile.
    let archive = archive.seen("http://there.example/", &[110], json!({ "cause": "alive" }));
    let document = archive.report(120, &["--format", "json"]).json();
    assert_eq!((news(&document), &document["since"]), (Vec::new(), &json!(day(95).to_string())));
}

#[test]
fn the_news_come_first_with_place_cause_days_and_what_to_do() {
    let archive = changing();
    archive.report(70, &[]);
    let full = archive.report(NOW, &[]).stdout;
    let head = "new since the report of 2026-03-02: 2 newly taken over, 2 newly gone, 3 back again\n\n\
                newly taken over: 2 URLs on 2 hosts, 2 links in 1 file\n\n\
                gone-and-sold.example: 1 link in 1 file, the host name is for sale\n";
    assert!(full.starts_with(head), "{full}");
    let gone = "\nnewly-gone.example: 1 link in 1 file, the server answers 410 Gone\n  \
                http://newly-gone.example/\n    \
                settled on 2026-03-22, after first evidence on 2026-03-02\n    \
                news/2009/05/3/harbour-bridge-opens.md:7:21\n    \
                cite the archived copy of 2009-05-05, 2 days after the event\n    \
                https://web.archive.org/web/20090505063000/http://newly-gone.example/\n\n";
    assert!(full.contains(gone), "{full}");
    let back = "\nback.example: 2 links in 2 files, the server has it\n  \
                http://back.example/\n    \
                back on 2026-03-22, after evidence since 2026-01-31\n    \
                news/2009/05/3/harbour-bridge-opens.md:9:21\n    \
                news/2011/11/30/ferry-returns.md:8:21\n    \
                nothing: it is back\n\n";
    assert!(full.contains(back), "{full}");
    let wavering = "wavering.example: 1 link in 1 file, the server answers 410 Gone\n  http://wavering.example/\n    \
                    withdrawn on 2026-03-17, after evidence since 2026-01-31\n";
    assert!(full.contains(wavering), "{full}");
    let (news, rest) = full.split_once("next: with `verdicts` in [links], ").unwrap();
    assert!(!news.contains("long-gone.example") && rest.contains("long-gone.example"), "{full}");

    let markdown = archive.report(NOW, &["--format", "markdown"]).stdout;
    let sections: Vec<&str> = markdown.lines().filter(|line| line.starts_with('#')).collect();
    assert!(sections[1].starts_with("### New since the report of 2026-03-02: 2 newly taken over, "), "{markdown}");
    let row = "| http\\://newly-gone\\.example/ | newly gone: the server answers 410 Gone<br>";
    let row = markdown.lines().find(|line| line.replace('\\', "").starts_with(&row.replace('\\', "")));
    assert!(row.is_some_and(|row| row.contains("2026") && row.contains("[harbour")), "{markdown}");
}

#[test]
fn new_prints_that_and_nothing_else() {
    let archive = changing();
    archive.report(70, &[]);
    let full = archive.report(NOW, &[]).stdout;
    let (news, _) = full.split_once("\ntaken over: ").unwrap();
    assert_eq!(archive.report(NOW, &["--new"]).stdout, format!("{news}\n"));
    let document = archive.report(NOW, &["--new", "--format", "json"]).json();
    assert_eq!((document["urls"].as_array().unwrap().len(), news_of(&document)), (7, 7));
    let markdown = archive.report(NOW, &["--new", "--format", "markdown"]).stdout;
    assert!(!markdown.contains("| Verdict |") && markdown.contains("### New since the report of "), "{markdown}");
    // Nothing new.
    assert_eq!(archive.report(88, &["--new", "--since", "2026-03-28"]).stdout, "nothing is new since 2026-03-28\n\n");
}

fn news_of(document: &Value) -> usize {
    news(document).len()
}

#[test]
fn growth_makes_a_run_fail_if_that_is_asked_for() {
    let archive = changing();
    for (now, arguments, code) in [
        // Of the first report nothing is new, though much is gone.
        (70, &["--fail-on", "new"][..], 0),
        (70, &["--fail-on", "dead"], 1),
        (NOW, &[], 0),
        (NOW, &["--fail-on", "new"], 1),
        (NOW, &["--fail-on", "new"], 1),
        (NOW, &["--fail-on", "new", "--since", "2026-04-07"], 0),
        // What is back again is no growth.
        (NOW, &["--fail-on", "new", "--host", "back.example"], 0),
        (NOW, &["--fail-on", "new", "--host", "newly-gone.example"], 1),
        (NOW, &["--fail-on", "new", "news/2011"], 1),
    ] {
        assert_eq!(archive.report(now, arguments).code, code, "{now} {arguments:?}");
    }
}

#[test]
fn many_news_are_cut_for_people() {
    let mut archive = Stored::new();
    for event in 0..60 {
        let urls: Vec<String> = (0..20).map(|nth| format!("http://news{event}.example/{nth}")).collect();
        let cited: Vec<&str> = urls.iter().map(String::as_str).collect();
        archive = archive.event(&format!("2009/05/3/harbour-bridge-opens-{event}"), "Harbour bridge opens", &cited);
        for url in cited {
            archive = archive.seen(url, &[30, 60], json!({ "cause": "410" }));
        }
    }
    let full = archive.report(NOW, &["--since", "2026-01-10", "--new"]).stdout;
    assert!(full.starts_with("new since 2026-01-10: 1,200 newly gone\n"), "{full}");
    assert!(full.contains("\nand 10 more hosts: ") && full.lines().count() < 3000, "{}", full.lines().count());
    let markdown = archive.report(NOW, &["--since", "2026-01-10", "--format", "markdown"]).stdout;
    assert!(markdown.len() < 65_536, "{}", markdown.len());
    assert_eq!(markdown.matches(" left out: issues have a size limit.").count(), 2, "{markdown}");
}

#[test]
fn what_the_store_remembers_goes_with_it() {
    let archive = changing();
    let arguments: &[&str] = &["--format", "json"];
    archive.report(70, arguments);
    let expected = archive.report(NOW, arguments).stdout;
    let run = |arguments: &[&str]| assert_eq!(archive.run(arguments).code, 0, "{arguments:?}");
    run(&["audit", "export", "--output", "export.jsonl"]);
    let export = archive.text("export.jsonl");
    assert!(export.starts_with("{\"newslint-observations\":3}\n{\"report\":\"2026-03-02T10:00:00Z\"}\n"), "{export}");
    run(&["audit", "import", "--store", "imported.db", "export.jsonl"]);
    run(&["audit", "merge", "--store", "merged.db", "imported.db", "export.jsonl", ".newslint/links.db"]);
    run(&["audit", "export", "--store", "merged.db", "--output", "again.jsonl"]);
    assert_eq!(archive.text("again.jsonl"), export);
    run(&["audit", "export", "--salvage", "--output", "saved.jsonl"]);
    assert_eq!(archive.text("saved.jsonl"), export);
    let now = day(NOW).to_string();
    for store in ["imported.db", "merged.db"] {
        let report = archive.run(&["audit", "report", "--store", store, "--now", &now, "--format", "json"]);
        assert_eq!(report.stdout, expected, "{store}");
    }
}

#[test]
fn a_time_with_hours_is_told_with_them() {
    let archive = archive();
    let full = archive.report(NOW, &["--since", "2026-03-01T09:30:00Z"]).stdout;
    assert!(full.starts_with("new since 2026-03-01 09:30: "), "{full}");
}

/// What readers of the news take of a source, or what a verdict comes to.
fn outcome(word: &str) -> &'static str {
    match word {
        "usurped" => "usurped",
        "dead" | "soft-404" | "gone" => "gone",
        _ => "open",
    }
}

/// The law of the news: each report tells what has changed since the one before it, and nothing else, whatever else was
/// printed in between. So whoever reads them all knows at any time what is gone and what is taken over.
#[test]
fn each_change_is_told_once() {
    for seed in 0..6 {
        let mut random = Random(seed);
        let urls: Vec<String> = (0..12).map(|nth| format!("http://news{nth}.example/")).collect();
        let cited: Vec<&str> = urls.iter().map(String::as_str).collect();
        let mut archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &cited);
        for url in &cited {
            for number in 0..30 {
                let causes = ["410", "410", "410", "for-sale", "for-sale", "for-sale", "alive", "403"];
                // What happens goes on for a while.
                let cause = causes[usize::try_from((random.below(3) + number / 4) % 8).unwrap()];
                let day = i32::try_from(number * 8 + random.below(8)).unwrap();
                archive = archive.seen(url, &[day], json!({ "cause": cause }));
            }
        }
        let mut known: BTreeMap<String, &str> = BTreeMap::new();
        let mut told = 0;
        let mut now = 40 + i32::try_from(random.below(30)).unwrap();
        // Something is observed until then, so that each report knows more than the last.
        while now < 240 {
            for _ in 0..random.below(3) {
                let others: [&[&str]; 6] = [
                    &["--new"],
                    &["--format", "csv", "--output", "html=report.html"],
                    &["--format", "markdown", "--since", "2026-01-05"],
                    &["--verdict", "dead"],
                    &["--new", "--host", "news3.example"],
                    &["news/2009"],
                ];
                assert_eq!(archive.report(now, others[usize::try_from(random.below(6)).unwrap()]).code, 0);
            }
            let document = archive.report(now, &["--format", "json"]).json();
            for url in document["urls"].as_array().unwrap() {
                let (name, actual) = (url["url"].as_str().unwrap(), outcome(url["verdict"].as_str().unwrap()));
                let before = known.insert(name.to_owned(), actual);
                // That what was taken over is gone is no news.
                let is_new = |before: &&str| *before != actual && (*before, actual) != ("usurped", "gone");
                let change = before.filter(is_new).map(|_| actual);
                assert_eq!(url["new"].as_str().map(outcome), change, "seed {seed}, day {now}: {name}, {before:?}");
                told += usize::from(change.is_some());
            }
            now += 8 + i32::try_from(random.below(50)).unwrap();
        }
        assert!(told > 10, "{told}");
    }
}
