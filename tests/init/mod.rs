//! `newslint init`: what it writes, and that it never writes over anything.

mod written;

use std::fs;
use std::path::Path;

use newslint_linter::rules::RULES;

use crate::harness::{Archive, Run, newslint, run};

const WORKFLOW: &str = ".github/workflows/newslint.yml";
const PRE_COMMIT: &str = ".pre-commit-config.yaml";
const AUDIT: &str = ".github/workflows/newslint-audit.yml";
const GITLAB: &str = ".gitlab/newslint.yml";
/// A hash as a release has one.
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const ALL: &[&str] = &["--pre-commit", "--workflow", "--audit"];

/// A folder that is the top of a repository, with an archive that has no events yet.
fn repository() -> Archive {
    let folder = beginning();
    fs::create_dir(folder.path(".git")).unwrap();
    folder
}

/// A folder with an archive that has no events yet.
fn beginning() -> Archive {
    let folder = Archive::empty();
    fs::create_dir(folder.path("news")).unwrap();
    folder
}

fn init(folder: &Path, arguments: &[&str]) -> Run {
    run(newslint(folder).arg("init").args(arguments), b"")
}

/// The paths of all files and folders in `folder`, sorted.
fn tree(folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        paths.push(path.strip_prefix(folder).unwrap().display().to_string());
    }
    paths
}

fn config(folder: &Path) -> Run {
    run(newslint(folder).args(["config", "--root", "."]), b"")
}

#[test]
fn the_file_loads_as_written_and_without_its_comment_marks() {
    let folder = beginning();
    let defaults = config(folder.root()).stdout;
    let written = init(folder.root(), &["--root", "."]);
    assert_eq!(written.stdout, "wrote newslint.toml\nnext: newslint check --root .\n", "{written:?}");
    assert_eq!(config(folder.root()).stdout, defaults);

    // A setting's mark has no space behind it, a sentence's has.
    let file = folder.path("newslint.toml");
    let unmark = |line: &str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') && !setting.is_empty() => format!("{setting}\n"),
        _ => format!("{line}\n"),
    };
    let text: String = fs::read_to_string(&file).unwrap().lines().map(unmark).collect();
    fs::write(&file, text).unwrap();
    folder.write("known-paths.txt", "");
    let loaded = config(folder.root());
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    let (settings, overrides) = loaded.stdout.split_once("\n[[overrides]]").expect("an override");
    assert!(!settings.contains("# default"), "each setting and rule is in the file:\n{settings}");
    assert!(overrides.contains("title-heading"), "{overrides}");

    // The values are the defaults, where there is one.
    let unset =
        |line: &str| ["known-paths", "verdicts", "contact", "repository"].into_iter().any(|key| line.contains(key));
    let values = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !unset(line)).map(|line| line.split("  # ").next().unwrap().into()).collect()
    };
    assert_eq!(values(settings), values(&defaults));
}

#[test]
fn each_setting_is_explained() {
    let folder = beginning();
    init(folder.root(), &["--root", "."]);
    let text = folder.text("newslint.toml");
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1].starts_with('#') && pair[1].contains(" = ")) {
        assert!(pair[0].starts_with("# "), "{} has no explanation", pair[1]);
    }
    let rules = RULES.iter().filter(|rule| text.contains(&format!("\n# {}\n#{} = ", rule.meta().summary, rule.name)));
    assert_eq!(rules.count(), RULES.len());
}

#[test]
fn more_is_written_on_request() {
    let folder = repository();
    let written = init(folder.root(), ALL);
    assert_eq!(written.code, 0, "{written:?}");
    let expected = format!(
        "wrote newslint.toml\nwrote {PRE_COMMIT}\nwrote {WORKFLOW}\nwrote {AUDIT}\nnext: newslint check\nthen: pre-commit install\n"
    );
    assert_eq!(written.stdout, expected);
    assert_eq!(
        tree(folder.root()),
        [".git", ".github", ".github/workflows", AUDIT, WORKFLOW, PRE_COMMIT, "news", "newslint.toml"]
    );
    for name in [WORKFLOW, AUDIT, PRE_COMMIT, "newslint.toml"] {
        assert_eq!(folder.mode(name) & 0o444, 0o444, "{name} is for everybody to read");
    }
}

#[test]
fn nothing_is_written_over_and_nothing_beside() {
    for there in [PRE_COMMIT, WORKFLOW, AUDIT] {
        for is_link in [false, true] {
            let folder = repository();
            if is_link {
                folder.link(there, "nowhere");
            } else {
                folder.write(there, "# mine\n");
            }
            let before = tree(folder.root());
            let refused = init(folder.root(), ALL);
            assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
            assert!(refused.stderr.contains(&format!("{there} is there already; nothing was written")), "{refused:?}");
            assert_eq!(tree(folder.root()), before);
            assert!(is_link || folder.text(there) == "# mine\n");
        }
    }
    let folder = repository();
    assert_eq!(init(folder.root(), ALL).code, 0);
    let again = init(folder.root(), ALL);
    assert!(again.stderr.contains(&format!("{PRE_COMMIT}, {WORKFLOW}, {AUDIT} are there already")), "{again:?}");
}

#[test]
fn the_workflow_can_be_added_later() {
    let folder = repository();
    init(folder.root(), &[]);
    folder.change("newslint.toml", "[rules]", "[rules] # mine");
    let again = init(folder.root(), &[]);
    assert_eq!(again.stderr, "newslint: newslint.toml is there already; nothing was written\n");
    // What is there already need not be said again.
    assert!(init(folder.root(), &["--workflow"]).stdout.starts_with(&format!("wrote {WORKFLOW}\nnext: ")));
    assert_eq!(init(folder.root(), &["--pre-commit", "--no-config"]).code, 0);
    assert!(folder.path(WORKFLOW).is_file() && folder.text("newslint.toml").contains("[rules] # mine"));
    let linked = repository();
    linked.link("newslint.toml", "nowhere");
    assert_eq!(init(linked.root(), &["--workflow"]).code, 0);
    assert!(!linked.exists("nowhere"));
    assert_eq!(init(folder.root(), &["--no-config"]).code, 2, "there is nothing to write");
}

#[test]
fn what_was_made_is_taken_away_when_something_fails() {
    let folder = repository();
    folder.write(".github", "a file where a folder has to be");
    let before = tree(folder.root());
    let failed = init(folder.root(), ALL);
    assert_eq!((failed.code, failed.stdout.as_str()), (2, ""));
    assert!(failed.stderr.contains("nothing was written"), "{failed:?}");
    assert_eq!(tree(folder.root()), before);

    // The folder is made before it shows that it leads elsewhere.
    let elsewhere = tempfile::tempdir().unwrap();
    folder.remove(".github");
    folder.link(".github", elsewhere.path());
    let before = tree(folder.root());
    let failed = init(folder.root(), ALL);
    assert!(failed.code == 2 && failed.stderr.contains("leads elsewhere"), "{failed:?}");
    assert_eq!((tree(folder.root()), tree(elsewhere.path())), (before, Vec::new()));
}

#[test]
fn extra_files_are_written_at_the_top_of_a_repository() {
    for below in [false, true] {
        let folder = repository();
        fs::remove_dir(folder.path("news")).unwrap();
        let inner = folder.path("site/my \"news\"");
        fs::create_dir_all(inner.join("news/2021/05/3")).unwrap();
        // From the archive, and from the top.
        let written = init(if below { &inner } else { folder.root() }, ALL);
        assert_eq!(written.code, 0, "{written:?}");
        let next = if below { "newslint check\n" } else { "newslint check --root 'site/my \"news\"'\n" };
        assert!(written.stdout.contains(&format!("next: {next}")), "{written:?}");
        assert!(inner.join("newslint.toml").is_file() && !folder.exists("newslint.toml"));
        for name in [PRE_COMMIT, WORKFLOW, AUDIT] {
            assert!(folder.text(name).contains(r#""site/my \"news\"""#), "{name}");
            assert!(!folder.text(name).contains('@') || !folder.text(name).contains("@ROOT@"), "{name}");
        }
        assert_eq!(init(&inner, &["--root", ".", "--workflow"]).code, 2, "it is there already");
    }
}

#[test]
fn the_archive_is_looked_for() {
    let folder = repository();
    fs::remove_dir(folder.path("news")).unwrap();
    for other in ["docs", "site/a/b/c/d/news/2021", "site/.hidden/news/2021", "site/news/about"] {
        fs::create_dir_all(folder.path(other)).unwrap();
    }
    for arguments in [&[][..], &["--root", "."], &["--root", "../site/a", "--workflow"]] {
        let refused = init(&folder.path("docs"), arguments);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "there is none: {refused:?}");
        assert!(refused.stderr.contains("no archive in ") && refused.stderr.ends_with(": mkdir news\n"), "{refused:?}");
    }
    fs::create_dir_all(folder.path("site/archive/news/2021")).unwrap();
    let written = init(&folder.path("docs"), &[]);
    assert!(written.code == 0 && folder.exists("site/archive/newslint.toml"), "{written:?}");
    assert!(init(folder.root(), &[]).stderr.contains("newslint.toml is there already"));
    // One that has only its configuration yet, and one with events.
    folder.write("other/newslint.toml", "");
    let several = init(folder.root(), &[]);
    let words =
        format!("several archives below {}: other, site/archive; name one with --root", folder.root().display());
    assert!(several.code == 2 && several.stderr.contains(&words), "{several:?}");
    assert_eq!(init(folder.root(), &["--root", "other", "--workflow"]).code, 0);
}
