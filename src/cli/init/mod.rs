//! `newslint init`: the files that an archive begins with.

mod create;
mod look;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use create::NewFile;

use super::root::named_root;
use super::{Exit, Failure};
use crate::setup::Places;
use newslint_linter::config;
use newslint_model::archive;
use newslint_model::diagnostic::sanitize;
use newslint_model::tree::git;

/// Write a commented newslint.toml, and more on request.
///
/// What is more is written at the top of the repository that the archive is in. Nothing is ever overwritten: if one of the
/// files is there already, none is written. Only a newslint.toml may be there when more is asked for; it is left alone.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("extra").multiple(true))]
pub struct Args {
    /// The archive's root. Without it: the nearest folder upward with newslint.toml or news/, else the only such folder
    /// below the repository's top, else that top or the current folder.
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
    let here = std::env::current_dir()?.canonicalize()?;
    let root = root(args, &here)?;
    let top = git::top(&root).unwrap_or(&root);
    let mut files = more(args, top, Places::new(&root, &here).prefix());
    let config = NewFile { base: &root, name: config::FILE_NAME, text: config::starter() };
    let is_kept = !files.is_empty() && config.is_taken();
    if !args.no_config && !is_kept {
        files.insert(0, config);
    }
    create::all(&files)?;
    let mut out = io::stdout().lock();
    for file in &files {
        let path = if file.base == here { file.name.into() } else { file.path() };
        writeln!(out, "wrote {}", path.display())?;
    }
    match &args.root {
        Some(root) => writeln!(out, "next: newslint check --root {}", root.display())?,
        None if here.starts_with(&root) => writeln!(out, "next: newslint check")?,
        None => writeln!(out, "next: newslint check --root {}", root.strip_prefix(&here).unwrap_or(&root).display())?,
    }
    if args.pre_commit {
        writeln!(out, "then: pre-commit install")?;
    }
    Ok(Exit::Clean)
}

/// The archive's root. A new archive may have nothing to know it by.
fn root(args: &Args, here: &Path) -> Result<PathBuf, Failure> {
    if let Some(root) = &args.root {
        return named_root(root);
    }
    let above = archive::find_root(here).unwrap_or_else(|| here.to_owned());
    if above.join(config::FILE_NAME).is_file() || above.join("news").is_dir() {
        return Ok(above);
    }
    let mut below = look::archives_below(&above);
    if below.len() < 2 {
        return Ok(below.pop().unwrap_or(above));
    }
    let names: Vec<String> =
        below.iter().map(|root| root.strip_prefix(&above).unwrap_or(root).display().to_string()).collect();
    let above = above.display().to_string();
    let (above, names) = (sanitize(&above), names.join(", "));
    Err(format!("there are several archives below {above}: {}; name one with --root", sanitize(&names)).into())
}

/// The files besides the configuration. They are for the top of a repository, and have no effect elsewhere; `prefix` leads
/// from there to the archive.
fn more<'t>(args: &Args, top: &'t Path, prefix: &str) -> Vec<NewFile<'t>> {
    let wanted = [
        (args.pre_commit, ".pre-commit-config.yaml", include_str!("pre-commit.yaml")),
        (args.workflow, ".github/workflows/newslint.yml", include_str!("workflow.yml")),
        (args.audit, ".github/workflows/newslint-audit.yml", include_str!("audit.yml")),
    ];
    let wanted = wanted.into_iter().filter(|(is_wanted, ..)| *is_wanted);
    wanted.map(|(_, name, template)| NewFile { base: top, name, text: filled(template, prefix) }).collect()
}

/// What has a meaning in the patterns of a workflow's `paths`, where `*` is anything but a slash.
const GLOB: &str = "*?+[]!\\";

/// A template for an archive in that folder: at the top of the repository nothing has to say so.
fn filled(template: &str, prefix: &str) -> String {
    let text = template.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
    // What is a string in JSON is one in YAML.
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let events: String = prefix.chars().map(|c| if GLOB.contains(c) { '*' } else { c }).collect();
    let text = text.replace("@EVENTS@", &string(&format!("{events}news/**")));
    if prefix.is_empty() {
        let lines = text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("@BELOW@"));
        return lines.collect::<String>().replace("@ROOT@", "");
    }
    let text = text.replace("@ROOT@", " --root \"$NEWSLINT_ROOT\"").replace("@BELOW@ ", "");
    text.replace("@FOLDER@", &string(prefix.trim_end_matches('/')))
}
