//! `newslint config`: the configuration as it is in force, and its schema.

use std::path::PathBuf;

use super::root::find_root;
use super::stdout::print;
use super::{Exit, Failure};
use crate::setup::Setup;
use newslint_linter::config;
use newslint_model::tree::relative_to_root;

/// Print the effective configuration, and where each value comes from.
///
/// With files: the level of each rule for each of them. The files need not exist.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files of the archive.
    paths: Vec<PathBuf>,
    /// The archive's root. Default: the nearest folder, from here upward, with newslint.toml, else with news/ or .git.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Print the JSON schema of newslint.toml instead.
    #[arg(long, conflicts_with_all = ["paths", "root"])]
    schema: bool,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let text = if args.schema { format!("{:#}\n", config::schema()) } else { configuration(args)? };
    print(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}

fn configuration(args: &Args) -> Result<String, Failure> {
    let root = find_root(args.root.as_deref(), &args.paths)?;
    let Setup { root, levels, written, .. } = Setup::open(root)?;
    if args.paths.is_empty() {
        return Ok(written.to_toml(&levels));
    }
    let level_tables = args.paths.iter().map(|path| {
        let relative = relative_to_root(&root, path).filter(|relative| !relative.is_empty());
        let relative = relative.ok_or_else(|| format!("{}: not a file of the archive", path.display()))?;
        Ok(written.levels_at(&levels, &relative))
    });
    Ok(level_tables.collect::<Result<Vec<_>, Failure>>()?.join("\n"))
}
