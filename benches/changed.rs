//! `cargo bench --bench changed`: is a change checked about as fast as git finds it?
//!
//! An archive of 20,000 events in a git repository. One event is renamed: `check --changed`, which has to find every
//! link to it in the other files, against `git status`. One event is staged: what the hook for pre-commit runs. The
//! medians are of one session, and a bound that is passed is printed, not failed: a busy machine is no defect.

mod archive;
mod measure;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use archive::Synthetic;
use measure::turns::{Side, in_turns};
use measure::{Result, remove, succeed, table};

const EVENTS: usize = 20_000;
const SEED: u64 = 2004;
const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");

fn main() -> Result<()> {
    // `cargo test --all-targets` runs benchmarks too, in a debug build, where the numbers mean nothing.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("benchmarks run under `cargo bench`");
        return Ok(());
    }
    let synthetic = Synthetic::new(EVENTS, SEED);
    let repository = Repository::create(&synthetic)?;
    table::head(&format!("A repository of {} events", table::thousands(EVENTS)), "git");
    one_renamed(&repository, &synthetic)?;
    repository.git(&["reset", "--quiet", "--hard"])?;
    one_staged(&repository, &synthetic)
}

fn one_renamed(repository: &Repository, synthetic: &Synthetic) -> Result<()> {
    let old = most_cited(synthetic)?;
    let new = old.replace(".md", "-renamed.md");
    repository.git(&["mv", &old, &new])?;
    let expected = links_to(&old, &new, synthetic, repository.checks_indexes()?);
    let found = repository.findings()?;
    if found != expected {
        return Err(format!("expected {expected:?}, found {found:?}").into());
    }

    let status = repository.command("git", &["status", "--porcelain"]);
    let check = repository.newslint(&["--changed", "--fail-on=never", "--quiet"]);
    let [status, check] = in_turns([status, check].map(Side::new))?;
    table::base("`git status`, one event renamed", &status);
    table::ratio(&format!("`check --changed`: {} links to it", expected.len()), &check, &status, [None, None]);
    let rest = check.milliseconds() - 2.5 * status.milliseconds();
    table::value("the same, less 2.5 × `git status`", None, rest, 300.0, "ms");
    Ok(())
}

fn one_staged(repository: &Repository, synthetic: &Synthetic) -> Result<()> {
    let event = &synthetic.events()[EVENTS / 2];
    fs::write(repository.root.join(&event.path), event.text.trim_end())?;
    repository.git(&["add", &event.path])?;
    let diff = repository.command("git", &["diff", "--cached", "--name-status"]);
    let hook = repository.newslint(&["--staged", "--quiet"]);
    let [diff, hook] = in_turns([diff, hook].map(Side::new))?;
    table::base("`git diff --cached`, one staged", &diff);
    table::ratio("`check --staged`, as the hook does", &hook, &diff, [Some(2.5), None]);
    Ok(())
}

/// The event that most others link to.
fn most_cited(synthetic: &Synthetic) -> Result<String> {
    let mut counts: HashMap<&str, usize> = synthetic.events().iter().map(|event| (event.path.as_str(), 0)).collect();
    for line in synthetic.events().iter().flat_map(|event| event.text.lines()) {
        let destination = line.split_once("](/").and_then(|(_, rest)| rest.split_once(')'));
        if let Some(count) = destination.and_then(|(path, _)| counts.get_mut(path)) {
            *count += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|&(path, count)| (count, path));
    Ok(most.ok_or("an archive without events")?.0.to_owned())
}

/// Every line that links to `old` as `path:line`, with the file itself at its new path.
fn links_to(old: &str, new: &str, synthetic: &Synthetic, in_indexes: bool) -> BTreeSet<String> {
    let link = format!("](/{old})");
    let files = if in_indexes { synthetic.files().collect() } else { Vec::from_iter(synthetic.events()) };
    let lines = files.into_iter().filter(|file| file.path.starts_with("news/")).flat_map(|file| {
        let path = if file.path == old { new } else { &file.path };
        let lines = file.text.lines().zip(1..).filter(|(line, _)| line.contains(&link));
        lines.map(move |(_, number)| format!("{path}:{number}"))
    });
    lines.collect()
}

/// A repository with one commit of the whole archive.
struct Repository {
    root: PathBuf,
}

impl Repository {
    fn create(synthetic: &Synthetic) -> Result<Self> {
        let repository = Self { root: Path::new(env!("CARGO_TARGET_TMPDIR")).join("repository") };
        eprintln!("writing {}", repository.root.display());
        remove(&repository.root)?;
        synthetic.write(&repository.root)?;
        repository.git(&["init", "--quiet", "--initial-branch=main"])?;
        // Nothing may run beside what is measured.
        repository.git(&["config", "maintenance.auto", "false"])?;
        repository.git(&["add", "--all"])?;
        repository.git(&["commit", "--quiet", "--message=The archive"])?;
        // A clone is packed too.
        repository.git(&["gc", "--quiet"])?;
        Ok(repository)
    }

    fn git(&self, args: &[&str]) -> Result<()> {
        succeed(&mut self.command("git", args))
    }

    /// Silent, and with nothing of the user's.
    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.root).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Desk").env(format!("GIT_{who}_EMAIL"), "desk@archive.example");
        }
        command
    }

    fn newslint(&self, options: &[&str]) -> Command {
        let mut command = self.command(NEWSLINT, &["check"]);
        command.args(options);
        command
    }

    /// Whether day indexes are checked as well.
    fn checks_indexes(&self) -> Result<bool> {
        let rules = self.command(NEWSLINT, &["rules"]).stdout(Stdio::piped()).output()?;
        Ok(String::from_utf8(rules.stdout)?.contains("day-index"))
    }

    /// What `check --changed` reports, as `path:line`.
    fn findings(&self) -> Result<BTreeSet<String>> {
        let mut command = self.newslint(&["--changed", "--format=concise"]);
        let report = String::from_utf8(command.stdout(Stdio::piped()).output()?.stdout)?;
        let place = |line: &str| line.splitn(3, ':').take(2).collect::<Vec<_>>().join(":");
        Ok(report.lines().map(place).collect())
    }
}
