//! What is written does what it says: the commands find what they are for, and give nothing away.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::{ALL, AUDIT, COMMIT, GITLAB, PRE_COMMIT, WORKFLOW, beginning, init, repository};
#[cfg(target_os = "linux")]
use crate::harness::server::{Reply, Server};
use crate::harness::{
    Archive, BRIDGE, NEWSLINT, Repository, Run, broken, needs, newslint, run, search_path, shell, step,
};

/// The rest of the last line that begins so.
fn value<'t>(text: &'t str, key: &str) -> &'t str {
    text.lines().rev().find_map(|line| line.trim().strip_prefix(key)).expect(key)
}

/// Runs a command as a hook or a job does, with newslint where programs are looked for.
fn runs(archive: &Archive, command: &str, environment: &[(&str, &OsStr)]) -> Run {
    let programs = Path::new(NEWSLINT).parent().unwrap();
    let mut shell = shell(command, archive.root());
    run(shell.env("PATH", search_path(&[programs])).envs(environment.iter().copied()), b"")
}

#[test]
fn the_commands_written_find_what_a_change_breaks() {
    needs!("git");
    let archive = Repository::of(beginning());
    assert_eq!(init(archive.root(), ALL).code, 0);
    let (hook, job) = (archive.text(PRE_COMMIT), archive.text(WORKFLOW));
    let summary = archive.path("summary.md");
    let runs = |command: &str| runs(&archive, command, &[("GITHUB_STEP_SUMMARY", summary.as_os_str())]);

    archive.commit();
    archive.write(BRIDGE, broken());
    archive.git(&["add", "."]);
    let hook = runs(value(&hook, "entry: "));
    assert!(hook.code == 1 && hook.stdout.contains("source-numbering"), "{hook:?}");

    archive.commit();
    let job = runs(value(&job, "run: "));
    assert!(job.code == 1 && job.stdout.starts_with("::error file="), "{job:?}");
    assert!(archive.text("summary.md").contains("source-numbering"));
}

#[test]
fn the_commands_written_work_for_an_archive_below_the_top() {
    needs!("git");
    let archive = Repository::of(Archive::empty());
    fs::create_dir_all(archive.path("my site/news/2021")).unwrap();
    assert_eq!(init(archive.root(), ALL).code, 0);
    let (hook, job, audit) = (archive.text(PRE_COMMIT), archive.text(WORKFLOW), archive.text(AUDIT));
    let summary = archive.path("summary.md");
    let root = value(&job, "NEWSLINT_ROOT: ").trim_matches('"').to_owned();
    let environment = [("GITHUB_STEP_SUMMARY", summary.as_os_str()), ("NEWSLINT_ROOT", root.as_ref())];
    archive.commit();
    let event = format!("my site/{BRIDGE}");
    archive.write(&event, broken());
    archive.git(&["add", "."]);
    assert_eq!(value(&hook, "args: "), "[--root, \"my site\"]");
    let hook = runs(&archive, &format!("{} --root 'my site'", value(&hook, "entry: ")), &[]);
    assert!(hook.code == 1 && hook.stdout.contains("source-numbering"), "{hook:?}");
    archive.commit();
    let job = runs(&archive, value(&job, "run: "), &environment);
    assert!(job.code == 1 && job.stdout.starts_with(&format!("::error file={event},")), "{job:?}");
    let audit_code = code(&audit).collect::<Vec<_>>().join("\n");
    let named = audit_code.matches("newslint audit ").count();
    assert_eq!(audit_code.matches(" --root \"$NEWSLINT_ROOT\" --store ").count(), named);
    assert!(named == 12 && audit.contains("  NEWSLINT_ROOT: \"my site\"\n"), "{audit}");
    assert!(audit.contains("newslint check --root \"$NEWSLINT_ROOT\" --verdicts"), "{audit}");
    assert!(audit.contains("\n    paths: [\"my site/news/**\"]\n"), "{audit}");
}

#[test]
fn the_workflows_give_away_nothing() {
    let folder = repository();
    init(folder.root(), ALL);
    let reads = "contents: read # to check out the archive";
    gives_away(folder.root(), WORKFLOW, &[reads]);
    let audit = [
        reads,
        reads,
        "contents: write # to put the branch newslint/store in the place of the last one",
        "issues: write # to open the issue once, and to write it anew after each run",
        "contents: write # to push the branch newslint/audit",
        "pull-requests: write # to open one pull request of it, and to keep that up to date",
        "contents: write # to check out the archive, and to put the branch newslint/store in the place of the last one",
    ];
    gives_away(folder.root(), AUDIT, &audit);
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
}

/// The lines that tell a machine something.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.starts_with('#'))
}

#[test]
fn what_a_release_writes_installs_that_release() {
    // Only a build for tests can be told that it is one.
    if !cfg!(debug_assertions) {
        return;
    }
    let folder = repository();
    let mut command = newslint(folder.root());
    command.arg("init").args(ALL).arg("--gitlab").env("NEWSLINT_RELEASE_COMMIT", COMMIT);
    // Nobody is there.
    let written = run(command.env("PIP_INDEX_URL", "http://127.0.0.1:1/"), b"");
    assert_eq!(written.code, 0, "{written:?}");
    let action = format!("uses: newslint/newslint@{COMMIT} # v{}", env!("CARGO_PKG_VERSION"));
    for (name, count) in [(WORKFLOW, 1), (AUDIT, 5)] {
        let text = folder.text(name);
        assert_eq!(code(&text).filter(|line| *line == action).count(), count, "{name}");
        assert!(!text.contains("is no release"), "{text}");
    }
    let hook = folder.text(PRE_COMMIT);
    let revision = format!("rev: {COMMIT} # frozen: v{}", env!("CARGO_PKG_VERSION"));
    assert!(code(&hook).any(|line| line == revision), "{hook}");
    let job = folder.text(GITLAB);
    assert!(
        job.contains(&format!("newslint=={}", env!("CARGO_PKG_VERSION"))) && job.contains(" --require-hashes "),
        "{job}"
    );
}

/// What pip is to install is what the index has now.
#[cfg(target_os = "linux")]
#[test]
fn a_job_on_gitlab_has_the_hashes_that_the_index_says() {
    if !cfg!(debug_assertions) {
        return;
    }
    let version = env!("CARGO_PKG_VERSION");
    let hash = "5d".repeat(32);
    let page = format!(
        "<a href=\"../newslint-{version}-py3-none-any.whl#sha256={hash}\">\n<a href=\"../newslint-9.9.9-py3-none-any.whl#sha256={}\">",
        "6e".repeat(32)
    );
    let index = Server::start(move |path| match path {
        "/simple/newslint/" => Reply::page(200, &page),
        _ => Reply::status(404),
    });
    let written = |url: &str| {
        let folder = repository();
        let mut command = newslint(folder.root());
        command.args(["init", "--gitlab"]).env("NEWSLINT_RELEASE_COMMIT", COMMIT).env("PIP_INDEX_URL", url);
        let written = run(&mut command, b"");
        assert_eq!(written.code, 0, "{written:?}");
        (folder.text(GITLAB), written.stderr)
    };
    for slash in ["", "/"] {
        let (job, told) = written(&format!("{}{slash}", index.url("/simple")));
        let line = format!("newslint=={version} --hash=sha256:{hash}");
        assert!(code(&job).any(|other| other == line) && told.is_empty(), "{job} {told}");
        assert!(!job.contains("does not say") && !job.contains("did not say"), "{job}");
    }
    for url in [index.url("/other"), "http://desk:secret@127.0.0.1:1/simple".to_owned(), "nothing".to_owned()] {
        let (job, told) = written(&url);
        assert!(code(&job).any(|line| line == format!("newslint=={version}")), "{job}");
        assert!(job.contains("# The package index did not say which hashes its files have"), "{job}");
        assert!(
            told.starts_with("newslint: warning: the package index does not say") && !told.contains("secret"),
            "{told}"
        );
    }
}

/// By its name, anybody's program could come.
#[test]
fn what_another_build_writes_installs_nothing() {
    for commit in ["", "main", "0123456"] {
        let folder = repository();
        let mut command = newslint(folder.root());
        let written = run(command.arg("init").args(ALL).arg("--gitlab").env("NEWSLINT_RELEASE_COMMIT", commit), b"");
        assert_eq!(written.code, 0, "{written:?}");
        for name in [WORKFLOW, AUDIT, PRE_COMMIT, GITLAB] {
            let text = folder.text(name);
            assert!(text.contains("# The newslint that wrote this is no release."), "{name}: {text}");
            for line in code(&text) {
                let installs = ["cargo ", "pip ", "uses: newslint", "newslint==", "repo: http", "image:"];
                assert!(!installs.iter().any(|word| line.contains(word)), "{name}: {line}");
            }
            assert!(!text.contains('@') || !text.contains("@BUILD@") && !text.contains("@RELEASE@"), "{name}: {text}");
        }
        let found =
            commands(&folder.text(WORKFLOW)).into_iter().find(|command| command.contains("command -v")).unwrap();
        let mut shell = shell(&found, folder.root());
        let missing = run(shell.env("PATH", "/usr/bin:/bin"), b"");
        assert!(
            missing.code == 1 && missing.stdout.contains("::error title=newslint::newslint is not installed"),
            "{missing:?}"
        );
    }
}

/// GitLab knows one file; what is somebody's own is not touched.
#[test]
fn a_job_on_gitlab_is_included() {
    let folder = repository();
    let written = init(folder.root(), &["--gitlab", "--no-config"]);
    assert_eq!(written.stdout, format!("wrote {GITLAB}\nwrote .gitlab-ci.yml\nnext: newslint check\n"));
    assert_eq!(folder.text(".gitlab-ci.yml"), "include:\n  - local: /.gitlab/newslint.yml\n");
    let job = folder.text(GITLAB);
    assert!(job.contains("newslint check --changed=\"$CI_MERGE_REQUEST_DIFF_BASE_SHA\" --output gitlab="), "{job}");
    let other = repository();
    other.write(".gitlab-ci.yml", "# mine\n");
    let written = init(other.root(), &["--gitlab", "--no-config"]);
    assert!(
        written.stdout.ends_with("then: add this to .gitlab-ci.yml:\n\ninclude:\n  - local: /.gitlab/newslint.yml\n"),
        "{written:?}"
    );
    assert_eq!(other.text(".gitlab-ci.yml"), "# mine\n");
}

/// Folders have any name.
#[test]
fn the_name_of_a_folder_stays_a_name() {
    for name in ["@COMMIT@", "@FOLDER@ \"@EVENTS@\"", "${{ secrets.KEY }}", "a: b # c", "$HOME"] {
        let folder = repository();
        fs::remove_dir(folder.path("news")).unwrap();
        fs::create_dir_all(folder.path(name).join("news/2021")).unwrap();
        assert_eq!(init(folder.root(), &[ALL, &["--gitlab"]].concat()).code, 0);
        let string = serde_json::Value::from(name).to_string();
        let escaped = string.replace("${{", "${{ '${{' }}");
        for (file, line) in [
            (WORKFLOW, format!("NEWSLINT_ROOT: {escaped}")),
            (AUDIT, format!("NEWSLINT_ROOT: {escaped}")),
            (PRE_COMMIT, format!("args: [--root, {string}]")),
            (GITLAB, format!("value: {string}")),
        ] {
            let text = folder.text(file);
            assert!(code(&text).any(|other| other == line), "{file}: {text}");
        }
    }
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

/// What is only run when somebody's audit is due is run here, on an archive without sources.
#[test]
fn the_audits_commands_are_newslints() {
    let archive = repository();
    init(archive.root(), ALL);
    let job = archive.text(AUDIT);
    let temp = archive.beside("temp");
    fs::create_dir_all(temp.join("shards")).unwrap();
    let runs = |command: &str, shard: &str| {
        let done = runs(&archive, command, &[("RUNNER_TEMP", temp.as_os_str()), ("SHARD", shard.as_ref())]);
        assert_eq!(done.code, 0, "{command}: {done:?}");
    };
    fs::create_dir_all(temp.join("store")).unwrap();
    for shard in ["1", "8"] {
        runs(&step(&job, "Visit what is due"), shard);
        fs::rename(temp.join("store"), temp.join("shards").join(shard)).unwrap();
    }
    runs(&step(&job, "Merge the stores"), "");
    runs(&step(&job, "Report"), "");
    assert_eq!(archive.text("newslint-verdicts.jsonl"), "{\"newslint-verdicts\":1}\n");
    assert!(archive.text("report.md").starts_with('#') && archive.text("report.html").starts_with('<'));
}
