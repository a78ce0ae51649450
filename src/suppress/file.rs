//! The baseline's file on disk.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Baseline;
use crate::archive;
use crate::config::{ConfigError, Fault};

/// The baseline's file name, at the archive's root.
pub const FILE_NAME: &str = "newslint-baseline.txt";

/// A baseline's file, read.
#[derive(Debug)]
pub struct BaselineFile {
    /// Its path relative to the archive's root, or as it was named.
    pub name: String,
    path: PathBuf,
    /// `None` if there is no such file.
    text: Option<String>,
}

impl BaselineFile {
    /// Reads the file that the user named, or the one at the archive's root. That there is none is no error.
    pub fn open(root: &Path, named: Option<&Path>) -> Result<BaselineFile, Box<ConfigError>> {
        let path = named.map_or_else(|| root.join(FILE_NAME), Path::to_owned);
        let name = archive::relative_to_root(root, &path).unwrap_or_else(|| path.display().to_string());
        // What nobody named comes with the archive, and is not to lead elsewhere.
        let leads_out = named.is_none() && path.canonicalize().is_ok_and(|real| !real.starts_with(root));
        let message = match fs::read_to_string(&path) {
            _ if leads_out => "a symbolic link that leads out of the archive".to_owned(),
            Ok(text) => return Ok(BaselineFile { name, path, text: Some(text) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(BaselineFile { name, path, text: None });
            }
            Err(error) => format!("cannot be read: {error}"),
        };
        let fault = Fault { span: None, message, help: None };
        Err(Box::new(ConfigError { path, text: String::new(), faults: vec![fault] }))
    }

    /// Whether there is such a file.
    pub fn exists(&self) -> bool {
        self.text.is_some()
    }

    /// Its entries; none if there is no such file.
    pub fn parse(&self) -> Result<Baseline<'_>, Box<ConfigError>> {
        Baseline::parse(&self.path, self.text.as_deref().unwrap_or_default())
    }

    /// Writes the file whole or not at all, unless it says the same already.
    pub fn write(&self, text: &str) -> io::Result<()> {
        if self.text.as_deref() == Some(text) {
            return Ok(());
        }
        replace(&self.path, text)
    }
}

/// Puts `text` in the place of what is in the file at `path`, or makes that file. Its permissions stay, and where `path`
/// is a symbolic link it stays one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".newslint-").permissions(ordinary()).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(&real) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(&real)?;
    Ok(())
}

/// Those of a new file, before the user's mask; a temporary file's are for its owner alone.
fn ordinary() -> Permissions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Permissions::from_mode(0o666)
    }
}
