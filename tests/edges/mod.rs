//! Where what a rule finds ends: texts that differ by one thing from what is right, or from what is found or fixed.

mod conflicts;
mod days;
mod forms;
mod links;
mod lists;
mod paths;
mod texts;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, CONFIG, event};

/// An event of May 2021.
struct Case {
    title: &'static str,
    day: u8,
    /// In which `DATE` is its date heading, `TITLE` its title, and `OWN` its path without the file's ending.
    text: &'static str,
    /// As [`found`] writes it.
    found: &'static [&'static str],
    /// What all fixes change.
    fixed: &'static [(&'static str, &'static str)],
}

/// Other events, by their titles.
const OTHERS: [(&str, &str); 9] = [
    ("news/2021/05/4/ferry-returns.md", "Ferry returns"),
    ("news/2021/05/11/storm-closes-the-harbour.md", "Storm closes the harbour"),
    ("news/2021/05/13/storm-closes-the-harbour.md", "Storm closes the harbour"),
    ("news/2021/05/14/storm-closes-the-harbour.md", "Storm closes the harbour"),
    ("news/2021/05/15/tide-turns.md", "Tide turns"),
    ("news/2021/05/16/storm-closes-the-harbour.md", "Storm closes the harbour"),
    ("news/2021/05/17/tide-turns.md", "Tide turns"),
    ("news/2021/05/21/storm-closes-the-harbour-1.md", "Storm closes the harbour 1"),
    ("news/2021/05/21/storm-closes-the-harbour-2.md", "Storm closes the harbour 2"),
];

impl Case {
    fn path(&self) -> String {
        format!("news/2021/05/{}/{}.md", self.day, self.title.to_lowercase().replace(' ', "-"))
    }

    fn text(&self) -> String {
        self.filled(self.text)
    }

    /// With what the names in `text` stand for.
    fn filled(&self, text: &str) -> String {
        let path = self.path();
        let heading = format!("### [2021-05-{0}](/news/2021/05/{0}/index.md)", self.day);
        let own = format!("/{}", path.trim_end_matches(".md"));
        text.replace("DATE", &heading).replace("TITLE", &format!("# {}", self.title)).replace("OWN", &own)
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    [conflicts::CASES, forms::CASES, lists::CASES, links::CASES, texts::CASES].into_iter().flatten()
}

/// An archive of all cases, in which the events of one year are elsewhere.
fn archive() -> Archive {
    let config = format!("{CONFIG}source-date = \"warning\"\n\n[archive]\nabsent = [\"news/2001\"]\n");
    let archive = Archive::empty().with("newslint.toml", config);
    OTHERS.iter().for_each(|(path, title)| archive.write(path, event(path, title)));
    cases().for_each(|case| archive.write(case.path(), case.text()));
    archive
}

/// Where a finding starts and ends, its rule, what it says, and which fix it has.
fn found(finding: &Value) -> String {
    let number = |name: &str| finding[name].as_u64().unwrap();
    let span = [("line", "column"), ("end_line", "end_column")];
    let [start, end] = span.map(|(line, column)| format!("{}:{}", number(line), number(column)));
    let fix = finding["fix"].as_str().map(|safety| format!(" ({safety} fix)")).unwrap_or_default();
    format!("{start}-{end} {}: {}{fix}", finding["rule"].as_str().unwrap(), finding["message"].as_str().unwrap())
}

#[test]
fn each_text_has_its_findings() {
    let run = archive().run(&["check", "--quiet", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut by_path: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in report["diagnostics"].as_array().unwrap() {
        by_path.entry(finding["path"].as_str().unwrap().to_owned()).or_default().push(found(finding));
    }
    for case in cases() {
        assert_eq!(by_path.remove(&case.path()).unwrap_or_default(), case.found, "{}", case.title);
    }
    assert_eq!(by_path, BTreeMap::new(), "the other events are right");
}

#[test]
fn each_text_has_its_fixes() {
    let archive = archive();
    archive.run(&["check", "--quiet", "--fix", "--unsafe-fixes"]);
    for case in cases() {
        let fixed = case.fixed.iter().fold(case.text(), |text, (from, to)| {
            let (from, to) = (case.filled(from), case.filled(to));
            assert!(text.contains(&from), "{}: {from:?}", case.title);
            text.replace(&from, &to)
        });
        assert_eq!(archive.text(case.path()), fixed, "{}", case.title);
    }
}

/// A rule that looks at events and at indexes, asked for alone.
#[test]
fn a_rule_that_is_selected_sees_the_indexes() {
    let archive = Archive::empty().with("newslint.toml", "").with(BRIDGE, BRIDGE_TEXT);
    archive.write("news/2021/05/3/index.md", "## [2021-05-3](/news/2021/05/3/index.md)\n");
    assert_eq!(archive.check(&["--select", "day-index"]).findings(), ["news/2021/05/3/index.md:1 day-index"]);
}

/// Some days have a README that is a mere link to the index.
#[test]
fn a_readme_can_stand_for_the_index() {
    let link = "See [the index](index.md).\n";
    let index = "## [2021-05-4](/news/2021/05/4/index.md)\n\n## [Previous Day...](/news/2021/05/3/index.md)\n";
    let archive = Archive::empty().with("newslint.toml", "").with("news/2021/05/3/README.md", link);
    archive.write("news/2021/05/4/README.md", format!("## [2021-05-5](/news/2021/05/5/index.md)\n\n{link}"));
    archive.write("news/2021/05/4/index.md", index);
    archive.write("news/2021/05/5/README.md", "Nothing yet.\n");
    let run = archive.check(&["--quiet"]);
    assert_eq!(
        run.stdout,
        "\
news/2021/05/3/README.md:1:1: error[day-index] the index news/2021/05/3/index.md, which this links to, does not exist
news/2021/05/4/README.md:1:5: error[day-index] the heading's date, 2021-05-5, is not the folder's; expected 2021-05-4
news/2021/05/5/README.md:1:1: error[day-index] no date heading; expected one above this line
news/2021/05/5/README.md:1:1: error[day-index] no link to the previous day
"
    );
}

#[test]
fn the_previous_day_is_the_last_that_has_an_index() {
    let archive = Archive::empty().with("newslint.toml", "");
    for (day, previous) in [(2, 9), (4, 2), (9, 2)] {
        let heading = format!("## [2021-05-{day}](/news/2021/05/{day}/index.md)");
        let link = format!("## [Previous Day...](/news/2021/05/{previous}/index.md)");
        archive.write(format!("news/2021/05/{day}/index.md"), format!("{heading}\n\n{link}\n"));
    }
    assert_eq!(
        archive.check(&["--quiet"]).stdout,
        "\
news/2021/05/2/index.md:3:22: error[day-index] /news/2021/05/9/index.md is not the index of the previous day; expected /news/2021/05/1/index.md
news/2021/05/9/index.md:3:22: error[day-index] /news/2021/05/2/index.md is not the index of the previous day; expected /news/2021/05/4/index.md
"
    );
}
