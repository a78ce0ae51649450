//! The page for a browser, as far as it can be told without one: what is there without scripts, what is linked, and what
//! is beside it when it gets too large. `tests/chromium/run` looks at it in a browser.

use html5gum::{Token, Tokenizer};
use serde_json::{Value, json};

use super::stored::{Stored, day};
use super::{NOW, archive, report};
use crate::harness::{Run, git};

/// What the script reads.
pub fn data(page: &str) -> Value {
    let (_, data) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

/// The addresses of links, in their order.
fn links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    for token in Tokenizer::new(page) {
        if let Ok(Token::StartTag(tag)) = token {
            links.extend(tag.attributes.get(&b"href"[..]).map(|link| String::from_utf8_lossy(link).into_owned()));
        }
    }
    links
}

/// Links to the lines of events.
fn places(page: &str) -> Vec<String> {
    links(page).into_iter().filter(|link| link.contains("harbour-bridge-opens.md") && !link.contains("evil")).collect()
}

/// The report of an archive in a repository, with such variables in the environment.
fn page(archive: &Stored, environment: &[(&str, &str)]) -> String {
    archive.report(NOW, &["--format", "html"]);
    let now = day(NOW).to_string();
    let mut command = archive.command(&["audit", "report", "--now", &now, "--format", "html"]);
    Run::of(command.envs(environment.iter().copied()).output().unwrap()).stdout
}

#[test]
fn citations_are_links_into_the_repository() {
    let archive = archive();
    let line = "news/2009/05/3/harbour-bridge-opens.md?plain=1#L7";
    assert!(places(&page(&archive, &[])).is_empty(), "nothing says where the repository is");
    assert_eq!(data(&page(&archive, &[]))["web"], Value::Null);

    let repository = |arguments: &[&str]| assert!(git(&archive.path("")).args(arguments).status().unwrap().success());
    repository(&["init", "--quiet"]);
    assert!(places(&page(&archive, &[])).is_empty(), "no remote");
    let secret = "https://x-access-token:ghs_s3cret@github.com/desk/news.git";
    repository(&["remote", "add", "origin", secret]);
    let of_remote = page(&archive, &[]);
    assert_eq!(places(&of_remote)[0], format!("https://github.com/desk/news/blob/HEAD/{line}"));
    assert_eq!(data(&of_remote)["web"], "https://github.com/desk/news/blob/HEAD/");
    assert!(!of_remote.contains("s3cret"), "{of_remote}");
    repository(&["remote", "set-url", "origin", "https://forge.example/desk/news"]);
    assert!(places(&page(&archive, &[])).is_empty(), "any forge has its own kind of addresses");

    let workflow = [
        ("GITHUB_SERVER_URL", "https://forge.example"),
        ("GITHUB_REPOSITORY", "desk/news"),
        ("GITHUB_SHA", "0123456789abcdef"),
    ];
    let of_workflow = page(&archive, &workflow);
    assert_eq!(places(&of_workflow)[0], format!("https://forge.example/desk/news/blob/0123456789abcdef/{line}"));
    archive.write("newslint.toml", "[audit]\nrepository = \"https://code.example/desk/src/main/\"\n");
    let configured = page(&archive, &workflow);
    assert_eq!(places(&configured)[0], format!("https://code.example/desk/src/main/{line}"));
}

/// The archive need not be the whole repository.
#[test]
fn links_lead_from_the_top_of_the_repository() {
    let archive = archive();
    std::fs::create_dir(archive.beside(".git")).unwrap();
    archive.write("newslint.toml", "[audit]\nrepository = \"https://code.example/desk/src/main\"\n");
    let line = "https://code.example/desk/src/main/archive/news/2009/05/3/harbour-bridge-opens.md?plain=1#L7";
    assert_eq!(places(&page(&archive, &[]))[0], line);
}

/// Many sources of one outlet, and some of others, each visited once, and with long addresses.
fn many(count: usize) -> Stored {
    let mut archive = Stored::new();
    let filler = "x".repeat(940);
    for event in 0..count.div_ceil(500) {
        let host =
            |nth: usize| if nth % 4 == 3 { format!("news{}.example", nth % 100) } else { "gazette.example".into() };
        let url = |nth: usize| format!("http://{}/{filler}/{nth:05}", host(nth));
        let urls: Vec<String> = (event * 500..count.min(event * 500 + 500)).map(url).collect();
        let cited: Vec<&str> = urls.iter().map(String::as_str).collect();
        archive = archive.event(&format!("2009/05/3/harbour-bridge-opens-{event}"), "Harbour bridge opens", &cited);
        for url in cited {
            archive = archive.seen(url, &[90], json!({ "cause": "410" }));
        }
    }
    archive
}

#[test]
fn without_scripts_the_first_sources_are_there_and_where_the_others_are() {
    let archive = many(250);
    let page = report(&archive, "html").stdout;
    let rows = page.split("<tbody role=\"rowgroup\">").nth(1).unwrap().split("</tbody>").next().unwrap();
    assert_eq!(rows.matches("<tr role=\"row\">").count(), 200);
    assert_eq!(rows.matches(">wait: the next visits will decide</td>").count(), 200);
    let words = "The first 200 of 250 sources, worst first. With scripts enabled, the table has the other 50, too, and filters; \
                 without them, the reports in CSV and JSON have all.";
    assert!(page.contains(words), "{page}");
    assert_eq!(data(&page)["rows"].as_array().unwrap().len(), 250);
}

#[test]
fn what_one_file_has_no_room_for_is_on_pages_beside_it() {
    let archive = many(17_500);
    let run = archive.report(NOW, &["--output", "html=the audit.html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let main = archive.text("the audit.html");
    let names = archive.names("the audit-pages");
    assert_eq!(names.len(), 14, "13,125 sources: {names:?}");
    assert_eq!(data(&main)["pages"], json!([["gazette.example", "the%20audit-pages/of-gazette.example.html", 13_125]]));
    assert!(links(&main).contains(&"the%20audit-pages/of-gazette.example.html".to_owned()));

    // Each source is in the main file or on a page.
    let mut sources = data(&main)["rows"].as_array().unwrap().len();
    for name in &names {
        let page = archive.text(format!("the audit-pages/{name}"));
        assert!(!page.contains("<script") && page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
        for link in links(&page).iter().filter(|link| !link.starts_with("http")) {
            let is_there = link == "../the%20audit.html" || names.contains(link);
            assert!(is_there, "{link} of {name}");
        }
        sources += page.matches("<tr role=\"row\"><td").count();
    }
    assert_eq!(sources, 17_500);

    // Standard output has nothing beside it, and says so.
    let printed = report(&archive, "html").stdout;
    let rows = data(&printed)["rows"].as_array().unwrap().len();
    let words = format!(
        "{} more sources are not on this page, which would become too large",
        crate::harness::grouped(17_500 - rows)
    );
    assert!((15_000..17_500).contains(&rows) && printed.contains(&words), "{rows}");
    assert!(printed.len() < 25_000_000, "{}", printed.len());

    // Pages that are no longer needed go, and nothing else.
    archive.write("the audit-pages/notes.html", "<p>mine");
    archive.report(NOW, &["--output", "html=the audit.html", "news/2009/05/3/harbour-bridge-opens-1.md"]);
    assert_eq!(archive.names("the audit-pages"), ["notes.html"]);
    std::fs::remove_file(archive.path("the audit-pages/notes.html")).unwrap();
    archive.report(NOW, &["--output", "html=the audit.html", "news/2009/05/3/harbour-bridge-opens-1.md"]);
    assert!(!archive.exists("the audit-pages"));
}
