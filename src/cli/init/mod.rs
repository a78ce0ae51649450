//! `newslint init`: the files that an archive begins with.

mod create;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::root::named_root;
use super::{Exit, Failure};
use crate::archive;
use crate::config;
use crate::diagnostic::sanitize;

/// Write a commented newslint.toml, and more on request.
///
/// Nothing is ever overwritten: if one of the files is there already, none is written.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("extra").multiple(true))]
pub struct Args {
    /// The archive's root. Without it: the nearest folder upward with news/ or .git, else the current one.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Also write .pre-commit-config.yaml, which checks the events of each commit.
    #[arg(long, group = "extra")]
    pre_commit: bool,
    /// Also write .github/workflows/newslint.yml, which checks each pull request.
    #[arg(long, group = "extra")]
    workflow: bool,
    /// Also write .github/workflows/newslint-audit.yml, which visits all sources twice a week.
    #[arg(long, group = "extra")]
    audit: bool,
    /// Do not write newslint.toml.
    #[arg(long, requires = "extra")]
    no_config: bool,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let root = root(args)?;
    if args.pre_commit || args.workflow || args.audit {
        is_top(&root)?;
    }
    let files = files(args);
    create::all(&root, &files)?;
    let here = std::env::current_dir()?;
    let folder = if here == root { Path::new("") } else { &root };
    let mut out = io::stdout().lock();
    for (name, _) in &files {
        writeln!(out, "wrote {}", folder.join(name).display())?;
    }
    match &args.root {
        Some(root) => writeln!(out, "next: newslint check --root {}", root.display())?,
        None => writeln!(out, "next: newslint check")?,
    }
    if args.pre_commit {
        writeln!(out, "then: pre-commit install")?;
    }
    Ok(Exit::Clean)
}

/// Where to write. A new archive may have nothing to know its root by.
fn root(args: &Args) -> Result<PathBuf, Failure> {
    match &args.root {
        Some(root) => named_root(root),
        None => {
            let here = std::env::current_dir()?.canonicalize()?;
            Ok(archive::find_root(&here).unwrap_or(here))
        }
    }
}

/// Whether nothing speaks against `root` being the top of a repository: the extra files have no effect elsewhere.
fn is_top(root: &Path) -> Result<(), String> {
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    match top.filter(|top| *top != root) {
        Some(top) => Err(format!(
            "--pre-commit, --workflow and --audit are for the top of a repository, which is {}; nothing was written",
            sanitize(&top.display().to_string())
        )),
        None => Ok(()),
    }
}

/// The names of the files, relative to the root, and what is in them.
fn files(args: &Args) -> Vec<(&'static str, String)> {
    let mut files = Vec::new();
    if !args.no_config {
        files.push((config::FILE_NAME, config::starter()));
    }
    if args.pre_commit {
        files.push((".pre-commit-config.yaml", include_str!("pre-commit.yaml").to_owned()));
    }
    let versioned = |text: &str| text.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
    if args.workflow {
        files.push((".github/workflows/newslint.yml", versioned(include_str!("workflow.yml"))));
    }
    if args.audit {
        files.push((".github/workflows/newslint-audit.yml", versioned(include_str!("audit.yml"))));
    }
    files
}
