//! What README.md and the book say is so: `NEWSLINT_UPDATE=1 cargo test readme::` writes anew what commands print.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use newslint_audit::verdict::{Policy, Requirement};
use newslint_model::source::Cause;
use serde_json::Value;

use crate::harness::{
    Archive, BRIDGE, BRIDGE_TEXT, NEWSLINT, Repository, broken, needs, newslint, run, search_path, shell,
};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A page of the book.
fn page(name: &str) -> String {
    fs::read_to_string(project().join("docs/src").join(name)).unwrap()
}

/// The README and the pages of the book that are written by hand.
fn pages() -> Vec<(PathBuf, String)> {
    let pages = fs::read_dir(project().join("docs/src")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = pages.filter(|path| path.extension().is_some_and(|kind| kind == "md")).collect();
    pages.sort();
    pages.push(project().join("README.md"));
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).unwrap());
    pages.into_iter().map(read).collect()
}

/// The texts of the fenced blocks with that word behind their backticks.
fn blocks<'r>(page: &'r str, word: &str) -> Vec<&'r str> {
    let fence = format!("\n```{word}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
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
fn the_readme_is_short() {
    let bytes = fs::metadata(project().join("README.md")).unwrap().len();
    assert!(bytes <= 7500, "{bytes} bytes");
}

#[test]
fn commands_print_what_is_shown() {
    let mut shown = 0;
    for (path, page) in pages() {
        let mut updated = page.clone();
        for block in blocks(&page, "console") {
            let (command, output) = block.split_once('\n').unwrap_or((block, ""));
            let is_alone = !output.lines().any(|line| line.starts_with("$ "));
            let Some(arguments) = command.strip_prefix("$ newslint ").filter(|_| is_alone) else { continue };
            let run = run(newslint(project()).args(arguments.split(' ')), b"");
            let printed = format!("{}{}", run.stdout, run.stderr);
            shown += 1;
            if timeless(&printed) == timeless(output) {
                continue;
            }
            if std::env::var_os("NEWSLINT_UPDATE").is_some() {
                let fence = |text: &str| format!("\n```console\n{text}\n```");
                updated = updated.replace(&fence(block), &fence(&format!("{command}\n{}", printed.trim_end())));
            } else {
                panic!("{command} in {} prints\n{printed}", path.display());
            }
        }
        if updated != page {
            fs::write(path, updated).unwrap();
        }
    }
    assert!(shown >= 3, "the book shows real output");
}

/// Each command that somebody might copy: the program knows its options.
#[test]
fn commands_are_there_with_their_options() {
    let mut known = 0;
    for (path, page) in pages() {
        let lines = ["sh", "console", "yaml"].into_iter().flat_map(|kind| blocks(&page, kind)).flat_map(str::lines);
        for line in lines {
            let line = line.trim_start().trim_start_matches(['$', '-', ' ']).trim_start_matches("exec ");
            let Some(rest) = line.strip_prefix("newslint ") else { continue };
            let words = rest.split_whitespace().take_while(|word| !word.starts_with('#') && *word != "|");
            let words: Vec<String> = words.map(|word| word.replace(['"', '\''], "")).collect();
            // What follows `--help` is not looked at, so what is shown comes first.
            let run = run(newslint(project()).args(&words).arg("--help"), b"");
            known += 1;
            assert_eq!(run.code, 0, "{line} in {}: {}", path.display(), run.stderr);
        }
    }
    assert!(known >= 30, "{known}");
}

/// The lines for an old archive, in a shell, as a release runs them; then a bad commit is stopped.
#[test]
fn an_old_archive_is_adopted_in_the_lines_shown() {
    needs!("git");
    let archive = Repository::of(Archive::empty());
    archive.write(BRIDGE, broken());
    archive.commit();
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("\n## Adopt an old archive\n").unwrap();
    let lines = blocks(rest, "sh")[0].lines().filter(|line| !line.starts_with("pip ") && !line.starts_with("cd "));
    let lines = lines.collect::<Vec<_>>().join("\n").replace("newslint adopt", "newslint adopt --yes");
    let spoil = format!("sed -i.old 's/^# Harbour/## Harbour/' {BRIDGE}\ngit commit --quiet --all --message Spoil");
    let identity = "export GIT_AUTHOR_NAME=Desk GIT_AUTHOR_EMAIL=desk@archive.example\n\
                    export GIT_COMMITTER_NAME=Desk GIT_COMMITTER_EMAIL=desk@archive.example";
    let path = search_path(&[Path::new(NEWSLINT).parent().unwrap()]);
    let in_shell = |script: &str| {
        let mut shell = shell(&format!("{identity}\n{script}"), archive.root());
        run(shell.env("PATH", &path).env("NEWSLINT_RELEASE_COMMIT", "0123456789abcdef0123456789abcdef01234567"), b"")
    };
    let adopted = in_shell(&lines);
    assert_eq!(adopted.code, 0, "{adopted:?}");
    let spoilt = in_shell(&spoil);
    assert_eq!(spoilt.code, 1, "{spoilt:?}");
    assert!(spoilt.stderr.contains("error[title-heading]"), "{spoilt:?}");
}

#[test]
fn the_file_of_the_comparison_has_one_finding() {
    let page = page("index.md");
    let (_, rest) = page.split_once("/blob/main/tests/archive/").unwrap();
    let (path, cells) = rest.split_once(") |").unwrap();
    assert!(cells.starts_with(" 1 |"), "{cells}");
    let path = format!("tests/archive/{path}");
    let run = run(newslint(project()).args(["check", "--format", "jsonl", &path]), b"");
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

#[test]
fn the_configuration_shown_loads_and_is_the_default() {
    let page = page("configuration.md");
    let toml = blocks(&page, "toml")[0];
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
    let page = page("configuration.md");
    let shown = blocks(&page, "toml");
    assert!(shown.len() >= 3);
    for toml in shown {
        let run = Archive::new().with("known.txt", "").with("newslint.toml", toml).run(&["config"]);
        assert_eq!(run.code, 0, "{toml}\n{}", run.stderr);
    }
}

#[test]
fn the_json_shown_has_the_members_of_the_real_one() {
    let page = page("formats.md");
    let shown: Value = serde_json::from_str(blocks(&page, "json")[0]).unwrap();
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
    let page = page("formats.md");
    let mut shown: Value = serde_json::from_str(blocks(&page, "json")[1]).unwrap();
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

/// How much evidence settles a verdict, by the table of the page and by the policy.
#[test]
fn the_policy_is_as_it_is_told() {
    let page = page("verdicts.md");
    let policy = Policy::default();
    let words = |Requirement { observations, apart, span }: Requirement| {
        let (apart, span) = (apart.as_hours() / 24, span.as_hours() / 24);
        let over = if span > apart { format!(", over {span} days") } else { String::new() };
        format!("{observations} observations, {apart} days apart{over}")
    };
    for (evidence, requirement) in [
        ("404, or", policy.page),
        ("a domain that", policy.hands),
        ("410", policy.gone),
        ("a name", policy.domain),
        ("connection refused", policy.unreachable),
    ] {
        let row = page.lines().find(|line| line.starts_with(&format!("| {evidence}"))).unwrap();
        assert!(row.contains(&words(requirement)), "{row}: {}", words(requirement));
    }
    let (_, causes) = page.split_once("\n## Causes\n").unwrap();
    let cells = causes.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split(" | ").nth(1));
    let causes: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(causes.len() > 40, "{}", causes.len());
    for cause in causes {
        assert!(cause.parse::<Cause>().is_ok(), "{cause}");
    }
}

/// What editors do with them is seen in `tests/editors`.
#[test]
fn the_settings_for_editors_can_be_read() {
    let manual = page("editors.md");
    let (toml, json) = (blocks(&manual, "toml"), blocks(&manual, "json"));
    assert!(!toml.is_empty() && json.len() >= 4);
    toml.into_iter().for_each(|toml| drop(toml.parse::<toml::Table>().unwrap()));
    json.into_iter().for_each(|json| drop(serde_json::from_str::<Value>(json).unwrap()));
}

/// `docs/pictures/make` and `tests/editors/run` make them.
#[test]
fn pictures_are_small_and_somebody_looks_at_each() {
    let texts: String = pages().into_iter().map(|(_, text)| text).collect();
    for picture in fs::read_dir(project().join("docs/src/images")).unwrap() {
        let picture = picture.unwrap();
        let name = picture.file_name().into_string().unwrap();
        let bytes = picture.metadata().unwrap().len();
        assert!(bytes < 150_000, "{name} has {bytes} bytes");
        assert!(texts.contains(&format!("images/{name}")), "{name}");
    }
}

#[test]
fn each_dependency_has_its_reason() {
    let manifest: toml::Table = std::fs::read_to_string(project().join("Cargo.toml")).unwrap().parse().unwrap();
    let named = manifest["workspace"]["dependencies"].as_table().unwrap().keys();
    let named: BTreeSet<&str> = named.map(String::as_str).filter(|name| !name.starts_with("newslint-")).collect();
    let page = page("building.md");
    let table = page.split_once("## Dependencies").unwrap().1;
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('|').next());
    let told: BTreeSet<&str> = rows.flat_map(|names| names.trim().trim_end_matches('`').split("`, `")).collect();
    assert_eq!(told, named);
}
