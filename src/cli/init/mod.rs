//! `newslint init`: single files that an archive begins with.

mod create;
mod index;
mod look;
mod release;
mod template;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) use self::create::{NewFile, all as create};
pub(super) use self::look::archive;
pub(super) use self::release::Release;
pub(super) use self::template::Place;
use self::template::filled;
use super::stdout::stdout;
use super::words::quoted;
use super::{Exit, Failure};
use crate::setup::Places;
use newslint_linter::config;
use newslint_model::diagnostic::sanitize;
use newslint_model::tree::git;

/// Write a commented newslint.toml, and more on request.
///
/// What is more is written at the top of the repository that the archive is in. Nothing is ever overwritten: if one of the
/// files is there already, none is written. Only a newslint.toml may be there when more is asked for; it is left alone.
///
/// `newslint adopt` sets up all that an old archive needs, at once.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("extra").multiple(true))]
pub struct Args {
    /// The archive's root. Without it: the nearest folder upward with newslint.toml or news/, else the only such folder
    /// below the repository's top.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Also write .pre-commit-config.yaml, which checks the events of each commit.
    #[arg(long, group = "extra")]
    pre_commit: bool,
    /// Also write .github/workflows/newslint.yml, which checks each pull request.
    #[arg(long, group = "extra")]
    workflow: bool,
    /// Also write .gitlab/newslint.yml, which checks each merge request, and a .gitlab-ci.yml that includes it.
    #[arg(long, group = "extra")]
    gitlab: bool,
    /// Also write .github/workflows/newslint-audit.yml, which visits all sources twice a week.
    #[arg(long, group = "extra")]
    audit: bool,
    /// Do not write newslint.toml.
    #[arg(long, requires = "extra")]
    no_config: bool,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let here = dunce::canonicalize(std::env::current_dir()?)?;
    let root = archive(args.root.as_deref(), &here)?;
    let top = git::top(&root).unwrap_or(&root);
    let release = Release::of_this_binary();
    let places = Places::new(&root, &here);
    let hashes = if args.gitlab { hashes(release.as_ref()) } else { Vec::new() };
    let place = Place { prefix: places.prefix(), release: release.as_ref(), hashes: &hashes };
    let mut files = more(args, top, &place);
    let config = configuration(&root);
    let is_kept = !files.is_empty() && config.is_taken();
    if !args.no_config && !is_kept {
        files.insert(0, config);
    }
    create(&files)?;
    let mut out = stdout();
    wrote(&files, &here, &mut out)?;
    writeln!(out, "next: newslint check{}", sanitize(&named(args.root.as_deref(), &root, &here)))?;
    if args.pre_commit {
        writeln!(out, "then: pre-commit install")?;
    }
    if args.gitlab && !files.iter().any(|file| file.name == GITLAB_CI) {
        write!(out, "then: add this to {GITLAB_CI}:\n\n{INCLUDE}")?;
    }
    Ok(Exit::Clean)
}

/// The hashes of what a release installs from the package index. That they are not known is said.
pub(super) fn hashes(release: Option<&Release>) -> Vec<String> {
    let Some(release) = release else { return Vec::new() };
    index::hashes(release).unwrap_or_else(|why| {
        let what =
            "the package index does not say which hashes its files have, so .gitlab/newslint.yml installs nothing yet";
        // The file says the same, and what to do about it.
        let _ = writeln!(io::stderr(), "newslint: warning: {what}: {}", sanitize(&why));
        Vec::new()
    })
}

/// The option that leads a command to the archive, if it is needed.
pub(super) fn named(named: Option<&Path>, root: &Path, here: &Path) -> String {
    let root = match named {
        Some(root) => root,
        None if here.starts_with(root) => return String::new(),
        None => root.strip_prefix(here).unwrap_or(root),
    };
    format!(" --root {}", quoted(&root.display().to_string()))
}

/// Says which files were written.
pub(super) fn wrote(files: &[NewFile<'_>], here: &Path, out: &mut dyn Write) -> io::Result<()> {
    files.iter().try_for_each(|file| writeln!(out, "wrote {}", sanitize(&from_here(file, here))))
}

/// The path of a file as somebody would name it here.
pub(super) fn from_here(file: &NewFile<'_>, here: &Path) -> String {
    let path = file.path();
    path.strip_prefix(here).unwrap_or(&path).display().to_string()
}

/// The archive's configuration: what is in force without it.
pub(super) fn configuration(root: &Path) -> NewFile<'_> {
    NewFile::new(root, config::FILE_NAME, config::starter())
}

/// The settings of the clients pre-commit and prek.
pub(super) fn pre_commit<'t>(top: &'t Path, place: &Place<'_>) -> NewFile<'t> {
    NewFile::new(top, ".pre-commit-config.yaml", filled(include_str!("pre-commit.yaml"), place))
}

/// The workflow that checks pull requests on GitHub.
pub(super) fn workflow<'t>(top: &'t Path, place: &Place<'_>) -> NewFile<'t> {
    NewFile::new(top, ".github/workflows/newslint.yml", filled(include_str!("workflow.yml"), place))
}

/// What includes the job that checks merge requests. Only where there is no such file it is written.
pub(super) const GITLAB_CI: &str = ".gitlab-ci.yml";

/// Its text.
pub(super) const INCLUDE: &str = include_str!("gitlab-ci.yml");

/// The files besides the configuration. They are for the top of a repository, and have no effect elsewhere.
fn more<'t>(args: &Args, top: &'t Path, place: &Place<'_>) -> Vec<NewFile<'t>> {
    let mut files = Vec::new();
    if args.pre_commit {
        files.push(pre_commit(top, place));
    }
    if args.workflow {
        files.push(workflow(top, place));
    }
    if args.gitlab {
        files.extend(gitlab(top, place));
    }
    if args.audit {
        let text = filled(include_str!("audit.yml"), place);
        files.push(NewFile::new(top, ".github/workflows/newslint-audit.yml", text));
    }
    files
}

/// The job that checks merge requests on GitLab, and what includes it.
pub(super) fn gitlab<'t>(top: &'t Path, place: &Place<'_>) -> impl Iterator<Item = NewFile<'t>> {
    let job = NewFile::new(top, ".gitlab/newslint.yml", filled(include_str!("gitlab.yml"), place));
    let including = NewFile::new(top, GITLAB_CI, INCLUDE.to_owned());
    let is_new = !including.is_taken();
    [job].into_iter().chain(is_new.then_some(including))
}
