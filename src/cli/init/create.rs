//! New files, all of them or none.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use newslint_model::diagnostic::sanitize;
use newslint_model::tree::NewText;

/// A file to write.
pub(in crate::cli) struct NewFile<'a> {
    /// What its name is relative to, and what it is not to lead out of: absolute, without symbolic links.
    pub base: &'a Path,
    pub name: Cow<'static, str>,
    pub text: String,
    /// Whether it is a program.
    pub is_script: bool,
}

impl<'a> NewFile<'a> {
    /// A file that is no program.
    pub fn new(base: &'a Path, name: &'static str, text: String) -> NewFile<'a> {
        NewFile { base, name: name.into(), text, is_script: false }
    }

    pub fn path(&self) -> PathBuf {
        self.base.join(&*self.name)
    }

    /// Whether something is there already.
    pub fn is_taken(&self) -> bool {
        self.path().symlink_metadata().is_ok()
    }

    /// Whether it is there, as it would be written.
    fn is_written(&self) -> bool {
        !self.path().is_symlink() && fs::read(self.path()).is_ok_and(|there| there == self.text.as_bytes())
    }
}

/// Writes each file. If one is there already, or cannot be written, nothing is.
///
/// Where some of them are there as they would be written, and others are not, a run was killed, and this one ends its work.
pub(in crate::cli) fn all(files: &[NewFile<'_>]) -> Result<(), String> {
    let (there, missing): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.is_taken());
    let others = there.into_iter().filter(|file| missing.is_empty() || !file.is_written());
    let others: Vec<&str> = others.map(|file| &*file.name).collect();
    if !others.is_empty() {
        return Err(taken(&others));
    }
    let mut created = Created::default();
    let mut staged = Vec::new();
    for new in missing {
        let file = stage(new, &mut created).map_err(|error| {
            let path = new.path().display().to_string();
            format!("{}: {error}; nothing was written", sanitize(&path))
        })?;
        staged.push((new, file));
    }
    for (new, file) in staged {
        let (path, name) = (new.path(), &*new.name);
        file.place().map_err(|error| match error.kind() {
            // Somebody was faster.
            io::ErrorKind::AlreadyExists => taken(&[name]),
            _ => format!("{name}: {error}; nothing was written"),
        })?;
        created.paths.push(path);
    }
    created.paths.clear();
    Ok(())
}

fn taken(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb} there already; nothing was written", names.join(", "))
}

/// Writes a file beside its place, in a folder that is made if it is missing.
fn stage(new: &NewFile<'_>, created: &mut Created) -> io::Result<NewText> {
    let folder = new.path().parent().map_or_else(|| new.base.to_owned(), Path::to_owned);
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| folder.symlink_metadata().is_err()).collect();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Ok(()) => created.paths.push(folder.to_owned()),
            // Somebody was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    // The archive may hold a folder that is a link to elsewhere.
    if !dunce::canonicalize(&folder)?.starts_with(new.base) {
        return Err(io::Error::other("its folder leads elsewhere"));
    }
    let mut file = if new.is_script { NewText::program(&new.path())? } else { NewText::new(&new.path())? };
    file.out().write_all(new.text.as_bytes())?;
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
            let _ = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
        }
    }
}
