//! CSV: a line for each cited URL, which spreadsheets and databases read and nothing in it runs.

use serde_json::{Value, json};

use super::stored::Stored;
use super::{archive, report};

/// The lines, each cell by its column's name.
fn rows(text: &str) -> Vec<Vec<(String, String)>> {
    let mut lines = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = lines.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |line: csv::StringRecord| columns.iter().cloned().zip(line.iter().map(str::to_owned)).collect();
    lines.records().map(|line| row(line.unwrap())).collect()
}

fn cell<'r>(row: &'r [(String, String)], column: &str) -> &'r str {
    &row.iter().find(|(name, _)| name == column).unwrap().1
}

#[test]
fn it_has_all_urls_and_says_of_each_what_json_does() {
    let archive = archive();
    archive.report(75, &[]);
    let document: Value = report(&archive, "json").json();
    let rows = rows(&report(&archive, "csv").printed());
    let urls = document["urls"].as_array().unwrap();
    assert_eq!(rows.len(), urls.len());
    for (row, url) in rows.iter().zip(urls) {
        for column in [
            "url", "verdict", "new", "cause", "verdict_day", "first_evidence", "last_visit", "host", "redirect",
            "landing", "repair",
        ] {
            assert_eq!(cell(row, column), url[column].as_str().unwrap_or_default(), "{column} of {url}");
        }
        assert_eq!(cell(row, "since"), url["since"].as_str().map_or("", |since| &since[..10]), "{url}");
        assert_eq!(cell(row, "copy"), url["archived"]["url"].as_str().unwrap_or_default(), "{url}");
        let citations = url["citations"].as_array().unwrap();
        assert_eq!(cell(row, "citations"), citations.len().to_string(), "{url}");
        let place = format!("{}:{}", citations[0]["path"].as_str().unwrap(), citations[0]["line"]);
        assert_eq!(cell(row, "cited_in"), place, "{url}");
    }
}

#[test]
fn each_column_is_documented() {
    let printed = report(&archive(), "csv").printed();
    let page = include_str!("../../docs/src/reports.md");
    for column in printed.split("\r\n").next().unwrap().split(',') {
        assert!(page.contains(&format!("`{column}`")), "{column}");
    }
}

/// RFC 4180: CRLF, and quotes where a cell has a comma, a quote or a line's end, with its quotes doubled.
#[test]
fn it_is_written_as_the_rfc_has_it() {
    let url = "http://gazette.example/a,b";
    let archive = Stored::new().event("2009/05/3/the-\"bridge\"-opens", "Harbour bridge opens", &[url]).seen(
        url,
        &[30, 60, 90],
        json!({ "cause": "410" }),
    );
    let printed = report(&archive, "csv").printed();
    assert_eq!(printed.matches('\n').count(), printed.matches("\r\n").count());
    let lines: Vec<&str> = printed.split("\r\n").collect();
    assert!(lines.len() == 3 && lines[2].is_empty(), "{printed}");
    assert!(lines[0].starts_with("url,verdict,new,cause,since,verdict_day,"), "{printed}");
    assert!(lines[1].starts_with("\"http://gazette.example/a,b\",dead,,410,2026-01-31,2026-03-02,"), "{printed}");
    assert!(lines[1].contains(",1,\"news/2009/05/3/the-\"\"bridge\"\"-opens.md:7\",2009-05-03,"), "{printed}");
    assert_eq!(cell(&rows(&printed)[0], "url"), url);
}

#[test]
fn no_cell_is_a_formula() {
    let formulas = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "=cmd|'/c_calc'!A1",
        "＝1+1",
        "=HYPERLINK(\"http://evil.example\")",
        "\u{a0}=1",
        "\"=1+1\"",
        "http://gazette.example/;=1+1",
        "http://gazette.example/;\"+1\"",
    ];
    let mut archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "=1+1", &formulas).event(
        "2009/05/3/bridge;=1+1",
        "Bridge",
        &["http://gazette.example/-1", "http://gazette.example/a;b=1"],
    );
    for url in formulas {
        archive = archive.seen(url, &[30, 60, 90], json!({ "cause": "410", "repair": "=2+2" }));
    }
    let printed = report(&archive, "csv").printed();
    let rows = rows(&printed);
    assert!(rows.len() > 8, "{printed}");
    // Where a comma stands in numbers, spreadsheets take a semicolon for the end of a cell as well.
    let cells = printed.split(['\n', ',', ';']).chain(rows.iter().flatten().map(|(_, cell)| cell.as_str()));
    for cell in cells {
        let first = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"').chars().next();
        let is_formula = first.is_some_and(|first| "=+-@＝＋－＠".contains(first));
        assert!(!is_formula, "{cell} in {printed}");
    }
    let has = |column: &str, text: &str| assert!(rows.iter().any(|row| cell(row, column) == text), "{text}: {printed}");
    has("url", "'=1+1");
    has("url", "http://gazette.example/;'=1+1");
    has("cited_in", "news/2009/05/3/bridge;'=1+1.md:7");
    // What is none stays as it is.
    has("url", "http://gazette.example/-1");
    has("url", "http://gazette.example/a;b=1");
}
