//! `newslint audit import`: what another store exported.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::store::StoreArgs;
use crate::audit::exchange::{ImportError, Imported, import};
use crate::audit::store::{Batch, Store};
use crate::cli::root::is_stdin;
use crate::cli::{Exit, Failure};
use crate::diagnostic::sanitize;
use crate::number::grouped;

/// Add what `newslint audit export` wrote to the store: all of it or, if a line is wrong, nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// The files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let path = args.store.path()?;
    let files = args.files.iter().map(|file| Ok((file.as_path(), open(file)?)));
    let files = files.collect::<Result<Vec<_>, Failure>>()?;
    add(&path, files, |(file, lines), batch| import_file(file, lines, batch))
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if is_stdin(file) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file).map_err(|error| format!("{}: {error}", sanitize(&file.display().to_string())))?;
    Ok(Box::new(BufReader::new(opened)))
}

/// Adds the lines of a file.
pub(super) fn import_file(file: &Path, lines: impl BufRead, into: &mut Batch<'_>) -> Result<Imported, Failure> {
    import(lines, into).map_err(|error| {
        let fault = match error {
            ImportError::Store(error) => return error.into(),
            ImportError::Io(error) => format!(" {error}"),
            ImportError::Line { line, column, message } => format!("{line}:{column}: {}", sanitize(&message)),
        };
        let name = if is_stdin(file) { "<stdin>".to_owned() } else { file.display().to_string() };
        format!("{}:{fault}; nothing was imported", sanitize(&name)).into()
    })
}

/// Adds all of the sources to the store at `path` or, if one is wrong, nothing, and says what became of it.
pub(super) fn add<S>(
    path: &Path,
    sources: Vec<S>,
    add: impl Fn(S, &mut Batch<'_>) -> Result<Imported, Failure>,
) -> Result<Exit, Failure> {
    let Imported { observations, lookups, copy_notes, known } = Store::create_or_open(path)?.write(|batch| {
        let mut added = Imported::default();
        for source in sources {
            added += add(source, batch)?;
        }
        Ok::<_, Failure>(added)
    })?;
    let counts = [
        (observations, "new observations"),
        (lookups, "new archive lookups"),
        (copy_notes, "new notes on copies"),
        (known, "known already"),
    ];
    let counts = counts.map(|(count, what)| format!("{} {what}", grouped(count)));
    writeln!(io::stdout().lock(), "{}: {}", sanitize(&path.display().to_string()), counts.join(", "))?;
    Ok(Exit::Clean)
}
