//! `newslint init`: what it writes, and that it never writes over anything.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::harness::{BRIDGE, Run, broken, newslint, run};
use tempfile::TempDir;

const WORKFLOW: &str = ".github/workflows/newslint.yml";
const PRE_COMMIT: &str = ".pre-commit-config.yaml";
const AUDIT: &str = ".github/workflows/newslint-audit.yml";
const ALL: &[&str] = &["--pre-commit", "--workflow", "--audit"];

/// A folder that is the top of a repository.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
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
    let folder = tempfile::tempdir().unwrap();
    let defaults = config(folder.path()).stdout;
    let written = init(folder.path(), &["--root", "."]);
    assert_eq!(written.stdout, "wrote newslint.toml\nnext: newslint check --root .\n", "{written:?}");
    assert_eq!(config(folder.path()).stdout, defaults);

    // A setting's mark has no space behind it, a sentence's has.
    let file = folder.path().join("newslint.toml");
    let unmark = |line: &str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') && !setting.is_empty() => format!("{setting}\n"),
        _ => format!("{line}\n"),
    };
    let text: String = fs::read_to_string(&file).unwrap().lines().map(unmark).collect();
    fs::write(&file, text).unwrap();
    fs::write(folder.path().join("known-paths.txt"), "").unwrap();
    let loaded = config(folder.path());
    assert_eq!(loaded.code, 0, "{}", loaded.stderr);
    let (settings, overrides) = loaded.stdout.split_once("\n[[overrides]]").expect("an override");
    assert!(!settings.contains("# default"), "each setting and rule is in the file:\n{settings}");
    assert!(overrides.contains("title-heading"), "{overrides}");

    // The values are the defaults, where there is one.
    let unset = |line: &str| ["known-paths", "verdicts", "contact"].into_iter().any(|key| line.contains(key));
    let values = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !unset(line)).map(|line| line.split("  # ").next().unwrap().into()).collect()
    };
    assert_eq!(values(settings), values(&defaults));
}

#[test]
fn each_setting_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), &["--root", "."]);
    let text = fs::read_to_string(folder.path().join("newslint.toml")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1].starts_with('#') && pair[1].contains(" = ")) {
        assert!(pair[0].starts_with("# "), "{} has no explanation", pair[1]);
    }
    let rules = newslint::rules::RULES
        .iter()
        .filter(|rule| text.contains(&format!("\n# {}\n#{} = ", rule.meta().summary, rule.name)));
    assert_eq!(rules.count(), newslint::rules::RULES.len());
}

#[test]
fn more_is_written_on_request() {
    let folder = repository();
    let written = init(folder.path(), ALL);
    assert_eq!(written.code, 0, "{written:?}");
    let expected = format!(
        "wrote newslint.toml\nwrote {PRE_COMMIT}\nwrote {WORKFLOW}\nwrote {AUDIT}\nnext: newslint check\nthen: pre-commit install\n"
    );
    assert_eq!(written.stdout, expected);
    assert_eq!(
        tree(folder.path()),
        [".git", ".github", ".github/workflows", AUDIT, WORKFLOW, PRE_COMMIT, "newslint.toml"]
    );
    for name in [WORKFLOW, AUDIT, PRE_COMMIT, "newslint.toml"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "{name} is for everybody to read");
    }
}

#[test]
fn nothing_is_written_over_and_nothing_beside() {
    for there in ["newslint.toml", PRE_COMMIT, WORKFLOW, AUDIT] {
        for is_link in [false, true] {
            let folder = repository();
            let file = folder.path().join(there);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            if is_link {
                symlink("nowhere", &file).unwrap()
            } else {
                fs::write(&file, "# mine\n").unwrap()
            }
            let before = tree(folder.path());
            let refused = init(folder.path(), ALL);
            assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
            assert!(refused.stderr.contains(&format!("{there} is there already; nothing was written")), "{refused:?}");
            assert_eq!(tree(folder.path()), before);
            assert!(is_link || fs::read_to_string(&file).unwrap() == "# mine\n");
        }
    }
    let folder = repository();
    assert_eq!(init(folder.path(), ALL).code, 0);
    let again = init(folder.path(), ALL);
    assert!(
        again.stderr.contains(&format!("newslint.toml, {PRE_COMMIT}, {WORKFLOW}, {AUDIT} are there already")),
        "{again:?}"
    );
}

#[test]
fn the_workflow_can_be_added_later() {
    let folder = repository();
    init(folder.path(), &[]);
    let refused = init(folder.path(), &["--workflow"]);
    assert!(refused.stderr.contains("--no-config leaves it alone"), "{refused:?}");
    assert_eq!(init(folder.path(), &["--workflow", "--no-config"]).code, 0);
    assert!(folder.path().join(WORKFLOW).is_file());
    assert_eq!(init(folder.path(), &["--no-config"]).code, 2, "there is nothing to write");
}

#[test]
fn what_was_made_is_taken_away_when_something_fails() {
    let folder = repository();
    fs::write(folder.path().join(".github"), "a file where a folder has to be").unwrap();
    let before = tree(folder.path());
    let failed = init(folder.path(), ALL);
    assert_eq!((failed.code, failed.stdout.as_str()), (2, ""));
    assert!(failed.stderr.contains("nothing was written"), "{failed:?}");
    assert_eq!(tree(folder.path()), before);

    // The folder is made before it shows that it leads elsewhere.
    let elsewhere = tempfile::tempdir().unwrap();
    fs::remove_file(folder.path().join(".github")).unwrap();
    symlink(elsewhere.path(), folder.path().join(".github")).unwrap();
    let before = tree(folder.path());
    let failed = init(folder.path(), ALL);
    assert!(failed.code == 2 && failed.stderr.contains("leads out of the archive"), "{failed:?}");
    assert_eq!((tree(folder.path()), tree(elsewhere.path())), (before, Vec::new()));
}

#[test]
fn extra_files_are_for_the_top_of_a_repository() {
    let folder = repository();
    let inner = folder.path().join("archive");
    fs::create_dir(&inner).unwrap();
    let refused = init(&inner, &["--root", ".", "--workflow"]);
    assert!(refused.code == 2 && refused.stderr.contains("for the top of a repository"), "{refused:?}");
    assert_eq!(tree(&inner), [""; 0]);
    assert_eq!(init(&inner, &["--root", "."]).code, 0);
}

/// Runs git, whatever the user has configured.
fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Desk", "-c", "user.email=desk@archive.example", "-c", "commit.gpgsign=false"]);
    git.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let done = git.args(arguments).output().unwrap();
    assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The rest of the last line that begins so.
fn value<'t>(text: &'t str, key: &str) -> &'t str {
    text.lines().rev().find_map(|line| line.trim().strip_prefix(key)).expect(key)
}

#[test]
fn the_commands_written_find_what_a_change_breaks() {
    if !crate::harness::has_git() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    git(folder, &["init", "--quiet", "--initial-branch=main"]);
    assert_eq!(init(folder, ALL).code, 0);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (hook, job) = (read(PRE_COMMIT), read(WORKFLOW));
    let runs = |command: &str| {
        let mut shell = Command::new("sh");
        let programs = Path::new(env!("CARGO_BIN_EXE_newslint")).parent().unwrap().display();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        shell.args(["-c", command]).current_dir(folder).env_clear().env("PATH", path);
        run(shell.env("GITHUB_STEP_SUMMARY", folder.join("summary.md")), b"")
    };

    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message=Configure newslint"]);
    let event = folder.join(BRIDGE);
    fs::create_dir_all(event.parent().unwrap()).unwrap();
    fs::write(&event, broken()).unwrap();
    git(folder, &["add", "."]);
    let hook = runs(value(&hook, "entry: "));
    assert!(hook.code == 1 && hook.stdout.contains("source-numbering"), "{hook:?}");

    git(folder, &["commit", "--quiet", "--message=Report on the bridge"]);
    let job = runs(value(&job, "run: "));
    assert!(job.code == 1 && job.stdout.starts_with("::error file="), "{job:?}");
    assert!(read("summary.md").contains("source-numbering"));
}

#[test]
fn the_workflows_give_away_nothing() {
    let folder = repository();
    init(folder.path(), ALL);
    let reads = "contents: read # to check out the archive";
    gives_away(folder.path(), WORKFLOW, &[reads]);
    let audit = [
        "actions: read # to find the last run's store",
        "actions: read # to download the last run's store",
        reads,
        reads,
        "issues: write # to open the issue once, and to write it anew after each run",
    ];
    gives_away(folder.path(), AUDIT, &audit);
}

/// Whether a workflow has these permissions and no others, and neither actions nor commands that others can change.
fn gives_away(folder: &Path, name: &str, permissions: &[&str]) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    let lines = || text.lines().map(str::trim);
    for action in lines().filter_map(|line| line.strip_prefix("uses: ")) {
        let (pin, version) = action.split_once(" # v").expect("a version in words");
        let hash = pin.split_once('@').unwrap().1;
        assert!(hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{action}");
        assert_eq!(version.split('.').count(), 3, "{action}");
    }
    assert!(text.contains("\npermissions: {}\n") && text.contains("persist-credentials: false"), "{text}");
    let granted: Vec<&str> = lines().filter(|line| line.contains(": read") || line.contains(": write")).collect();
    assert_eq!(granted, permissions);
    for command in commands(&text) {
        assert!(!command.contains("${{"), "{command}");
    }
    assert!(text.contains(&format!("NEWSLINT_VERSION: \"{}\"", env!("CARGO_PKG_VERSION"))), "{text}");
}

/// What a workflow's steps run: the rest of the line, or the lines that are indented below it.
fn commands(text: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let starts = (0..lines.len()).filter_map(|at| Some((at, lines[at].trim().strip_prefix("run: ")?)));
    let command = |(at, rest): (usize, &str)| match rest {
        "|" => {
            let below = lines[at + 1..].iter().take_while(|line| indent(line) > indent(lines[at]));
            below.map(|line| format!("{}\n", line.trim())).collect()
        }
        rest => rest.to_owned(),
    };
    starts.map(command).collect()
}

/// Writes a `gh` that notes what it is asked, and answers `answer` to `gh issue list`.
fn fake_gh(folder: &Path, answer: &str) {
    let script = format!("#!/bin/sh\necho \"$*\" >> asked.txt\ncase $2 in list) printf '{answer}' ;; esac\n");
    let gh = folder.join("gh");
    fs::write(&gh, script).unwrap();
    fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_audit_keeps_one_issue() {
    let archive = repository();
    init(archive.path(), ALL);
    let job = fs::read_to_string(archive.path().join(AUDIT)).unwrap();
    let command = commands(&job).into_iter().find(|command| command.contains("gh issue")).expect("a step");
    for (answer, expected) in [("", "issue create --title "), ("7\\n", "issue edit 7 --body-file body.md")] {
        let folder = tempfile::tempdir().unwrap();
        fake_gh(folder.path(), answer);
        let lines: String = (0..9_999).map(|number| format!("- source {number} — gone\n")).collect();
        fs::write(folder.path().join("report.md"), &lines).unwrap();
        let mut shell = Command::new("sh");
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
        shell.args(["-e", "-c", &command]).current_dir(folder.path()).env_clear().env("PATH", path);
        let done = run(shell.env("RUN", "https://github.example/runs/1"), b"");
        assert_eq!(done.code, 0, "{done:?}");
        let asked = fs::read_to_string(folder.path().join("asked.txt")).unwrap();
        assert!(asked.lines().last().unwrap().starts_with(expected), "{asked}");
        assert_eq!(
            asked.lines().filter(|line| line.starts_with("issue ") && !line.starts_with("issue list")).count(),
            1
        );
        let body = fs::read_to_string(folder.path().join("body.md")).unwrap();
        let (report, last) = body.trim_end().rsplit_once("\n\n").unwrap();
        assert!(body.len() < 65_536 && lines.starts_with(report) && report.ends_with(" gone"), "{}", body.len());
        assert!(last.contains("(https://github.example/runs/1)"), "{last}");
    }
}

/// What is only run when somebody's audit is due is run here, on an archive without sources.
#[test]
fn the_audits_commands_are_newslints() {
    let archive = repository();
    init(archive.path(), ALL);
    fs::create_dir(archive.path().join("news")).unwrap();
    let job = fs::read_to_string(archive.path().join(AUDIT)).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let runs = |command: &str, shard: &str| {
        let mut shell = Command::new("sh");
        let programs = Path::new(env!("CARGO_BIN_EXE_newslint")).parent().unwrap().display();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        shell.args(["-e", "-c", command]).current_dir(archive.path()).env_clear().env("PATH", path);
        let done = run(shell.env("RUNNER_TEMP", temp.path()).env("SHARD", shard), b"");
        assert_eq!(done.code, 0, "{command}: {done:?}");
    };
    let commands = commands(&job);
    let audit: Vec<&str> = commands.iter().map(String::as_str).filter(|text| text.contains("newslint audit")).collect();
    let [visit, merge, report] = audit[..] else { panic!("three steps: {audit:?}") };
    fs::create_dir(temp.path().join("shards")).unwrap();
    for shard in ["1", "8"] {
        runs(visit, shard);
        fs::rename(temp.path().join("store"), temp.path().join("shards").join(shard)).unwrap();
    }
    runs(merge, "");
    runs(report, "");
    let read = |name: &str| fs::read_to_string(archive.path().join(name)).unwrap();
    assert_eq!(read("newslint-verdicts.jsonl"), "{\"newslint-verdicts\":1}\n");
    assert!(read("report.md").starts_with('#') && read("report.html").starts_with('<'));
}
