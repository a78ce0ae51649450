//! `--statistics`: the archive over the years.

use serde_json::json;

use crate::harness::{Archive, dated, list_of};

/// Five events of three years, a day index and a front page. Two events have no source.
fn archive() -> Archive {
    let times = "[The Tavia Times](https://www.times.example/1)";
    let again = "[Tavia times!](http://times.example/2)";
    let world = "[Tavia Times](https://world.times.example/3)";
    let radio = "[Radio Tavia](https://radio.example/4)";
    let image = "[Cover Image](https://images.example/5.jpg)";
    Archive::new()
        .with("news/2019/12/31/storm.md", dated("2019-12-31", "Storm") + &list_of("Sources", &[times, radio]))
        .with("news/2020/01/1/flood.md", dated("2020-01-1", "Flood") + &list_of("Sources", &[again, world]))
        .with("news/2020/01/1/index.md", "## [2020-01-1](/news/2020/01/1/index.md)\n")
        .with("news/2020/01/2/ferry.md", dated("2020-01-02", "Ferry"))
        .with("news/2021/05/3/bridge.md", dated("2021-05-3", "Bridge") + &list_of("Sources", &[image]))
        .with("news/lost.md", dated("2021-05-3", "Lost"))
}

const TABLES: &str = "\
year       events  no source    sources     errors   warnings      notes
none            1          1          0          1          0          0
2019            1          0          2          0          0          0
2020            2          1          2          2          0          0
2021            1          1          0          0          0          0
all             5          3          4          3          0          0

citations  hosts  outlet
        3      2  Tavia Times: times.example, world.times.example
        1      1  Radio Tavia: radio.example

      2  date-heading
      1  file-path
";

#[test]
fn each_year_is_a_line() {
    let archive = archive();
    let arguments = ["check", "--statistics", "--quiet", "--format", "concise"];
    let run = archive.run(&arguments);
    assert_eq!(run.stderr, TABLES);
    assert_eq!(archive.run(&arguments).stderr, TABLES);
    assert_eq!(archive.run(&["check", "--quiet"]).stderr, "");
}

#[test]
fn json_has_them_if_they_are_asked() {
    let archive = archive();
    let document = archive.run(&["check", "--statistics", "--format", "json"]).json();
    let statistics = &document["statistics"];
    let year = |year, events, without, sources, errors| {
        json!({
            "year": year, "events": events, "without_source": without, "sources": sources,
            "errors": errors, "warnings": 0, "notes": 0,
        })
    };
    let expected = json!([
        year(json!(null), 1, 1, 0, 1),
        year(json!(2019), 1, 0, 2, 0),
        year(json!(2020), 2, 1, 2, 2),
        year(json!(2021), 1, 1, 0, 0)
    ]);
    assert_eq!(statistics["years"], expected);
    let times = json!({
        "outlet": "Tavia Times", "citations": 3,
        "hosts": [{"host": "times.example", "citations": 2}, {"host": "world.times.example", "citations": 1}],
    });
    assert_eq!(statistics["outlets"][0], times);
    assert_eq!(statistics["rules"], json!({"date-heading": 2, "file-path": 1}));
    assert!(archive.run(&["check", "--format", "json"]).json().get("statistics").is_none());
}

#[test]
fn of_some_files_it_is_these() {
    let run = archive().run(&["check", "--statistics", "--quiet", "news/2019"]);
    let expected = "\
year       events  no source    sources     errors   warnings      notes
2019            1          0          2          0          0          0

citations  hosts  outlet
        1      1  Radio Tavia: radio.example
        1      1  The Tavia Times: times.example
";
    assert_eq!(run.stderr, expected);
}

#[test]
fn what_a_baseline_hides_is_not_counted() {
    let archive = archive();
    archive.run(&["baseline", "update"]);
    let run = archive.run(&["check", "--statistics", "--quiet"]);
    assert!(run.stderr.contains("\nall             5          3          4          0          0          0\n"));
    assert!(!run.stderr.contains("file-path"), "{}", run.stderr);
}

#[test]
fn no_outlet_makes_a_line_longer_or_acts() {
    let long = format!("[{}\u{202e}\u{1b}[31m](https://times.example/1)", "漢".repeat(90));
    let archive =
        Archive::new().with("news/2021/05/3/bridge.md", dated("2021-05-3", "Bridge") + &list_of("Sources", &[&long]));
    let run = archive.run(&["check", "--statistics", "--quiet"]);
    let line = run.stderr.lines().find(|line| line.contains('漢')).unwrap();
    assert!(line.ends_with('…') && line.matches('漢').count() == 30, "{line}");
    assert!(!run.stderr.contains(['\u{202e}', '\u{1b}']));
}
