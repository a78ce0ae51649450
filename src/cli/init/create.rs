//! New files, all of them or none.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli::output::permissions;
use crate::config::FILE_NAME;
use crate::diagnostic::sanitize;

/// Writes each file, named relative to `root`, with its text. If one is there already, or cannot be written, there
/// are none afterwards.
pub(super) fn all(root: &Path, files: &[(&str, String)]) -> Result<(), String> {
    let there: Vec<&str> =
        files.iter().map(|(name, _)| *name).filter(|name| root.join(name).symlink_metadata().is_ok()).collect();
    if !there.is_empty() {
        return Err(taken(&there));
    }
    let mut created = Created::default();
    let mut staged = Vec::new();
    for (name, text) in files {
        let file = stage(root, name, text, &mut created).map_err(|error| {
            let path = root.join(name).display().to_string();
            format!("{}: {error}; nothing was written", sanitize(&path))
        })?;
        staged.push((*name, file));
    }
    for (name, file) in staged {
        let path = root.join(name);
        file.persist_noclobber(&path).map_err(|error| match error.error.kind() {
            // Somebody was faster.
            io::ErrorKind::AlreadyExists => taken(&[name]),
            _ => format!("{name}: {}; nothing was written", error.error),
        })?;
        created.paths.push(path);
    }
    created.paths.clear();
    Ok(())
}

fn taken(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    let names = names.join(", ");
    let help = if names == FILE_NAME { "; --no-config leaves it alone" } else { "" };
    format!("{names} {verb} there already; nothing was written{help}")
}

/// Writes a file beside its place, in a folder that is made if it is missing.
fn stage(root: &Path, name: &str, text: &str, created: &mut Created) -> io::Result<NamedTempFile> {
    let folder = root.join(name).parent().map_or_else(|| root.to_owned(), Path::to_owned);
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| folder.symlink_metadata().is_err()).collect();
    for folder in missing.into_iter().rev() {
        std::fs::create_dir(folder)?;
        created.paths.push(folder.to_owned());
    }
    // The archive may hold a folder that is a link to elsewhere.
    if !folder.canonicalize()?.starts_with(root) {
        return Err(io::Error::other("its folder leads out of the archive"));
    }
    let mut file = tempfile::Builder::new().permissions(permissions()).tempfile_in(&folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// What was made so far; it is taken away again unless all of it was.
#[derive(Default)]
struct Created {
    paths: Vec<PathBuf>,
}

impl Drop for Created {
    fn drop(&mut self) {
        for path in self.paths.iter().rev() {
            // What cannot be taken away stays: the error that led here is the one to tell.
            let _ = if path.is_dir() { std::fs::remove_dir(path) } else { std::fs::remove_file(path) };
        }
    }
}
