//! `newslint audit import`: what another store exported.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::store::StoreArgs;
use crate::cli::root::is_stdin;
use crate::cli::stdout::print;
use crate::cli::{Exit, Failure};
use newslint_audit::exchange::{ImportError, import};
use newslint_audit::store::{self, Added, Batch, StoreLocation};
use newslint_model::diagnostic::sanitize;
use newslint_model::number::grouped;

/// Add the output of `newslint audit export` to the store: all of it or, if a line is wrong, nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// The files to import; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let location = args.store.location()?;
    let files = args.files.iter().map(|file| Ok((file.as_path(), open(file)?)));
    let files = files.collect::<Result<Vec<_>, Failure>>()?;
    add(&location, files, |(file, lines), batch| import_file(file, lines, batch))
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if is_stdin(file) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file).map_err(|error| format!("{}: {error}", sanitize(&file.display().to_string())))?;
    Ok(Box::new(BufReader::new(opened)))
}

/// Adds the lines of a file.
pub(super) fn import_file(file: &Path, lines: impl BufRead, into: &mut dyn Batch) -> Result<(), Failure> {
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

/// Adds all of the sources to the store that is there or, if one is wrong, nothing, and says what became of it.
pub(super) fn add<S>(
    location: &StoreLocation,
    sources: Vec<S>,
    add: impl Fn(S, &mut dyn Batch) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let mut store = store::create_or_open(location)?;
    let Added { observations, lookups, copy_notes, known } =
        store.write(|batch| sources.into_iter().try_for_each(|source| add(source, batch)))?;
    store.settle()?;
    let counts = [
        (observations, "new observations"),
        (lookups, "new archive lookups"),
        (copy_notes, "new notes on copies"),
        (known, "already known"),
    ];
    let counts = counts.map(|(count, what)| format!("{} {what}", grouped(count)));
    print(|out| writeln!(out, "{}: {}", sanitize(&store.name()), counts.join(", ")))?;
    Ok(Exit::Clean)
}
