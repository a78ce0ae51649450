//! What README.md shows is what the command prints. `NEWSLINT_UPDATE=1 cargo test readme::` writes it anew.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, newslint, run};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(project().join("README.md")).unwrap()
}

/// The texts of the fenced blocks with that word behind their backticks.
fn blocks<'r>(readme: &'r str, word: &str) -> Vec<&'r str> {
    let fence = format!("\n```{word}\n");
    readme.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// Without the time that a run took.
fn timeless(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once(" in ") {
        Some((summary, time)) if time.ends_with('s') && summary.contains("file") => summary.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn commands_print_what_is_shown() {
    let readme = readme();
    let mut updated = readme.clone();
    let mut shown = 0;
    for block in blocks(&readme, "console") {
        let (command, output) = block.split_once('\n').unwrap_or((block, ""));
        let is_alone = output.is_empty() || !output.lines().any(|line| line.starts_with("$ "));
        let Some(arguments) = command.strip_prefix("$ newslint ").filter(|_| is_alone) else { continue };
        let run = run(newslint(project()).args(arguments.split(' ')), b"");
        let printed = format!("{}{}", run.stdout, run.stderr);
        shown += 1;
        if std::env::var_os("NEWSLINT_UPDATE").is_some() {
            updated = updated.replace(block, &format!("{command}\n{}", printed.trim_end()));
        } else {
            assert_eq!(timeless(&printed), timeless(output), "{command}");
        }
    }
    assert!(shown >= 2, "the README shows real output");
    if updated != readme {
        fs::write(project().join("README.md"), updated).unwrap();
    }
}

#[test]
fn the_file_of_the_comparison_has_one_finding() {
    let readme = readme();
    let (_, rest) = readme.split_once("](tests/archive/").unwrap();
    let (path, cells) = rest.split_once(") |").unwrap();
    assert!(cells.starts_with(" 1 |"), "{cells}");
    let path = format!("tests/archive/{path}");
    let run = run(newslint(project()).args(["check", "--format", "jsonl", &path]), b"");
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

#[test]
fn the_configuration_shown_loads_and_is_the_default() {
    let readme = readme();
    let toml = blocks(&readme, "toml")[0];
    // Valid under the default layout, with one finding that the configuration turns off.
    let event = "### [2021-05-3](/news/2021/05/3/index.md)\n\n# T\n\n### Changes:\n\n2. [T](/news/2021/05/3/t.md) _(Current version)_\n";
    let index = "## [2021-05-3](/news/2021/05/3/index.md)\n\n### [T](/news/2021/05/3/t.md)\n\n\
                 ## [Previous Day...](/news/2021/05/2/index.md)\n";
    let archive =
        Archive::new().with("news/2021/05/3/t.md", event).with("news/2021/05/3/index.md", index).with("known.txt", "");
    let found = archive.run(&["check", "--quiet", "--fail-on", "warning"]);
    assert_eq!(found.code, 1, "{}", found.stdout);
    let shown = archive.with("newslint.toml", toml).run(&["check", "--quiet", "--fail-on", "warning"]);
    assert_eq!((shown.code, shown.stdout.as_str(), shown.stderr.as_str()), (0, "", ""));
}

#[test]
fn every_configuration_shown_loads() {
    let readme = readme();
    let shown = blocks(&readme, "toml");
    assert!(shown.len() >= 3);
    for toml in shown {
        let run = Archive::new().with("known.txt", "").with("newslint.toml", toml).run(&["config"]);
        assert_eq!(run.code, 0, "{toml}\n{}", run.stderr);
    }
}

#[test]
fn the_json_shown_has_the_members_of_the_real_one() {
    let readme = readme();
    let shown: Value = serde_json::from_str(blocks(&readme, "json")[0]).unwrap();
    let run = run(newslint(project()).args(["check", "--format", "json", "tests/archive"]), b"");
    let printed = run.json();
    let members = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let labelled = |document: &Value| {
        let diagnostics = document["diagnostics"].as_array().unwrap();
        diagnostics.iter().find(|diagnostic| !diagnostic["labels"].as_array().unwrap().is_empty()).unwrap().clone()
    };
    let (shown_finding, printed_finding) = (labelled(&shown), labelled(&printed));
    assert_eq!(members(&shown), members(&printed));
    assert_eq!(members(&shown["summary"]), members(&printed["summary"]));
    assert_eq!(members(&shown_finding), members(&printed_finding));
    assert_eq!(members(&shown_finding["labels"][0]), members(&printed_finding["labels"][0]));
}

#[test]
fn the_json_of_an_audit_is_the_real_one() {
    let readme = readme();
    let mut shown: Value = serde_json::from_str(blocks(&readme, "json")[1]).unwrap();
    let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT);
    let url = "https://gazette.example/bridge";
    let capture = format!(
        "{{\"at\":\"2021-05-04T12:00:00Z\",\"original\":\"{url}\",\"status\":200,\"digest\":\"A\",\"length\":5000}}"
    );
    let lines = format!(
        "{{\"newslint-observations\":1}}\n\
         {{\"url\":\"{url}\",\"at\":\"2026-05-25T04:00:00Z\",\"vantage\":\"here\",\"cause\":\"404\",\"status\":404}}\n\
         {{\"url\":\"{url}\",\"at\":\"2026-05-25T04:00:00Z\",\"archive\":{{\"captures\":[{capture}]}}}}\n\
         {{\"url\":\"{url}\",\"at\":\"2026-05-25T04:00:00Z\",\"copy\":{{\"read\":{{\"captured\":\"2021-05-04T12:00:00Z\",\
         \"original\":\"{url}\",\"cause\":\"alive\"}}}}}}\n"
    );
    let import = archive.run_with_input(&["audit", "import", "-"], lines.as_bytes());
    assert_eq!(import.code, 0, "{}", import.stderr);
    let report = archive.run(&["audit", "report", "--format", "json", "--now", "2026-06-01T00:00:00Z"]);
    let printed = report.json();
    // The verdicts that no URL has are left out here, as they are all 0.
    shown["summary"]["years"] = printed["summary"]["years"].clone();
    assert_eq!(shown, printed, "{printed:#}");
}

/// What editors do with them is seen in `tests/editors`.
#[test]
fn the_settings_for_editors_can_be_read_and_the_pictures_are_small() {
    let manual = fs::read_to_string(project().join("docs/editors.md")).unwrap();
    let (toml, json) = (blocks(&manual, "toml"), blocks(&manual, "json"));
    assert!(!toml.is_empty() && json.len() >= 4);
    toml.into_iter().for_each(|toml| drop(toml.parse::<toml::Table>().unwrap()));
    json.into_iter().for_each(|json| drop(serde_json::from_str::<Value>(json).unwrap()));
    let pictures: Vec<&str> = manual.split("](images/").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(pictures.len() >= 2);
    for picture in pictures {
        let bytes = fs::metadata(project().join("docs/images").join(picture)).unwrap().len();
        assert!(bytes < 100_000, "{picture} has {bytes} bytes");
    }
}
