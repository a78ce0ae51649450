//! Which sources are saved, and in which order; and what a dry run says of that.

use super::super::archive::{Audit, TITLE};
use super::Saving;
use crate::harness::save_page_now::SavePageNow;
use crate::harness::{dated, sources};

/// An observation of a source in the store, so many times in the weeks before the first day.
fn observed(url: &str, cause: &str) -> String {
    let lines = ["2025-11-01", "2025-11-10", "2025-11-20", "2025-12-01", "2025-12-15", "2025-12-31"];
    let line = |day: &str| {
        format!("{{\"url\":\"{url}\",\"at\":\"{day}T12:00:00Z\",\"vantage\":\"here\",\"cause\":\"{cause}\"}}\n")
    };
    lines.map(line).concat()
}

/// What the web archive said of a source in the last days.
fn looked_up(url: &str, archive: &str) -> String {
    format!("{{\"url\":\"{url}\",\"at\":\"2025-12-31T12:00:00Z\",\"archive\":{archive}}}\n")
}

fn copy_of(url: &str, day: &str) -> String {
    let capture = format!(
        "\"at\":\"{day}T12:00:00Z\",\"original\":\"{url}\",\"status\":200,\"digest\":\"{url}\",\"length\":9000"
    );
    looked_up(url, &format!("{{\"captures\":[{{{capture}}}]}}"))
}

fn import(audit: &Audit, lines: &str) {
    let lines = format!("{{\"newslint-observations\":3}}\n{lines}");
    let run = audit.run_with_input(&["audit", "import", "-"], lines);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn only_what_is_there_and_has_no_copy_is_saved() {
    let none = "{\"captures\":[]}";
    let at = |name: &str| format!("https://{name}.example/story");
    // Cited, what the store knows, and whether it is saved.
    let cases: Vec<(String, String, bool)> = vec![
        (at("unvisited"), String::new(), true),
        (at("living"), observed(&at("living"), "alive"), true),
        (at("known-to-have-none"), looked_up(&at("known-to-have-none"), none), true),
        (at("copied-too-early"), copy_of(&at("copied-too-early"), "2020-01-01"), true),
        ("https://named.example:8443/story".to_owned(), String::new(), true),
        (at("copied"), copy_of(&at("copied"), "2021-05-04"), false),
        (at("copied-late"), copy_of(&at("copied-late"), "2024-05-04"), false),
        (at("gone"), observed(&at("gone"), "410"), false),
        (at("perhaps-gone"), observed(&at("perhaps-gone"), "500"), false),
        (at("walled"), observed(&at("walled"), "403"), false),
        (at("slow"), observed(&at("slow"), "connect-timeout"), false),
        (at("excluded"), looked_up(&at("excluded"), "\"excluded\""), false),
        ("https://excluded.example/another".to_owned(), String::new(), false),
        (at("never"), String::new(), false),
        ("https://web.archive.org/web/20210504120000/http://gazette.example/".to_owned(), String::new(), false),
        ("https://web.archive.org/about".to_owned(), String::new(), false),
        ("http://127.0.0.1/story".to_owned(), String::new(), false),
        ("http://10.1.2.3/story".to_owned(), String::new(), false),
        ("http://[::1]/story".to_owned(), String::new(), false),
        ("http://intranet/story".to_owned(), String::new(), false),
        ("http://printer.local/story".to_owned(), String::new(), false),
        ("http://gazette.example:25/story".to_owned(), String::new(), false),
        ("ftp://gazette.example/story".to_owned(), String::new(), false),
        ("mailto:desk@gazette.example".to_owned(), String::new(), false),
        ("/story".to_owned(), String::new(), false),
    ];
    let asks = "https://asks.example/story";
    let wish = format!(
        "{{\"url\":\"{asks}\",\"at\":\"2025-12-31T12:00:00Z\",\"vantage\":\"here\",\"cause\":\"alive\",\"retry_after\":864000}}\n"
    );
    let mut urls: Vec<&str> = cases.iter().map(|(url, ..)| url.as_str()).collect();
    urls.push(asks);
    let excluded = at("excluded-since");
    urls.push(&excluded);
    let saving = Saving::citing(&urls, SavePageNow::start());
    let never = "\n[[hosts]]\nhost = \"never.example\"\nreason = \"ours\"\nvisit = false\n";
    saving.write("newslint.toml", format!("{}{never}", saving.text("newslint.toml")));
    import(&saving.audit, &(cases.iter().map(|(_, lines, _)| lines.as_str()).collect::<String>() + &wish));
    saving.service.exclude(&excluded);
    let told = saving.save(0);
    assert!(told.contains("  1 on sites that the web archive does not show\n"), "{told}");
    let mut submitted = saving.service.submitted();
    submitted.sort();
    let mut expected: Vec<String> = cases.into_iter().filter(|(.., is_saved)| *is_saved).map(|(url, ..)| url).collect();
    expected.sort();
    assert_eq!(submitted, expected);
    let asked: Vec<String> =
        saving.service.requests().into_iter().filter(|request| request.contains("/cdx/")).collect();
    assert_eq!(asked.len(), 4, "what the store knows is not asked again: {asked:?}");
    assert!(
        !saving.service.requests().iter().any(|request| request.contains("127.0.0.1") || request.contains("10.1.2.3"))
    );
}

#[test]
fn new_sources_come_first_and_then_those_at_risk() {
    let audit = Audit::new();
    let event = |date: &str, url: &str| {
        let path = format!("news/{}/{}.md", date.replace('-', "/"), url.len());
        audit.write(path, dated(date, TITLE) + &sources(&[url]));
    };
    event("2026-01-1", "https://gazette.example/today");
    event("2025-12-20", "https://gazette.example/in-december");
    event("2004-01-2", "https://herald.example/of-2004-by-https");
    event("2004-01-3", "http://herald.example/of-2004-by-plain-http");
    event("2019-01-3", "https://dying.example/of-2019-and-there");
    event("2019-01-4", "https://gazette.example/of-2019");
    for number in 0..9 {
        event(&format!("2018-02-{}", number + 1), &format!("https://dying.example/{}", "x".repeat(60 + number)));
    }
    let service = SavePageNow::start();
    let audit = audit.configure(&service.settings());
    let gone: Vec<String> =
        (0..9).map(|number| observed(&format!("https://dying.example/{}", "x".repeat(60 + number)), "410")).collect();
    import(&audit, &(gone.concat() + &observed("https://dying.example/of-2019-and-there", "alive")));
    let saving = Saving { audit, service, others: 0 };
    let planned = saving.run_at(0, &["--dry-run"]);
    assert_eq!(planned.code, 0, "{}", planned.stderr);
    assert_eq!(
        planned.stdout,
        "\
6 of 15 sources to save
  2 of events of the last 30 days
  6 if the web archive's index has no copy
  9 not submitted: gone, or taken over

   risk  event       source
    new  2026-01-01  https://gazette.example/today
    new  2025-12-20  https://gazette.example/in-december
     52  2019-01-03  https://dying.example/of-2019-and-there
     42  2004-01-03  http://herald.example/of-2004-by-plain-http
     22  2004-01-02  https://herald.example/of-2004-by-https
      6  2019-01-04  https://gazette.example/of-2019

at most 51.6 s at 7 a minute, if the account may make that many captures a day
"
    );
    assert!(saving.service.requests().is_empty());
    saving.save(0);
    let submitted = saving.service.submitted();
    let named: Vec<&str> = planned
        .stdout
        .lines()
        .filter_map(|line| line.split("  ").last().filter(|url| url.starts_with("http")))
        .collect();
    assert_eq!(submitted, named, "as it was said");
}

#[test]
fn paths_say_whose_sources_are_saved() {
    let saving = Saving::of(1, SavePageNow::start());
    saving.write(
        "news/2022/06/1/storm-nears.md",
        dated("2022-06-1", TITLE) + &sources(&["https://herald.example/storm"]),
    );
    saving.save_with(0, &["news/2022"]);
    assert_eq!(saving.service.submitted(), ["https://herald.example/storm"]);
}

#[test]
fn a_dry_run_needs_no_keys_and_no_network() {
    let saving = Saving::of(12, SavePageNow::start());
    // As it is by default.
    saving.write("newslint.toml", "");
    let planned = saving.audit.run(&["audit", "save", "--dry-run", "--now", "2026-01-01T12:00:00Z"]).printed();
    assert!(planned.starts_with("12 of 12 sources to save\n"), "{planned}");
    assert!(planned.contains("         and 2 more\n\nat most 1 min 43 s at 7 a minute"), "{planned}");
    assert!(!saving.exists(".newslint/links.db"));
    let nothing = Saving::citing(&["ftp://gazette.example/story"], SavePageNow::start());
    let told = nothing.save(0);
    assert!(
        told.contains("0 of 1 source submitted in ") && told.contains("  1 not submitted: they cannot be requested"),
        "{told}"
    );
    assert!(nothing.service.requests().is_empty(), "where there is nothing to do, nobody is asked");
}
