//! Where an archive is: its paths, and the addresses that the client has for its files.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;

use newslint_model::archive::{CONFIG_FILE, find_root};
use newslint_model::tree::relative_to_root;

/// The root of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Absolute and without symbolic links.
    pub root: PathBuf,
    /// As the client names it.
    named: PathBuf,
}

impl Place {
    /// The archive that the file or folder at `path` is in, if it has a configuration or an events' folder of the usual
    /// name.
    pub fn around(path: &Path) -> Option<Place> {
        let named = find_root(path)?;
        let is_archive = named.join(CONFIG_FILE).is_file() || named.join("news").is_dir();
        let root = dunce::canonicalize(&named).ok().filter(|_| is_archive)?;
        Some(Place { root, named })
    }

    /// The path relative to the root of the file that the client calls so; `None` if it is not below it.
    pub fn path(&self, uri: &Uri) -> Option<String> {
        let file = file(uri)?;
        let below = file.strip_prefix(&self.named).ok().and_then(|below| {
            let names = below.components().map(|component| component.as_os_str().to_str());
            Some(names.collect::<Option<Vec<_>>>()?.join("/"))
        });
        below
            .or_else(|| relative_to_root(&self.root, &file))
            .filter(|path| !path.is_empty() && !path.split('/').any(|name| name == ".."))
    }

    /// What the client calls the file at `path`, which is relative to the root.
    pub fn uri(&self, path: &str) -> Option<Uri> {
        Uri::from_file_path(self.named.join(path)).ok()
    }
}

/// The file on disk that an address is for, without `..` in it.
pub fn file(uri: &Uri) -> Option<PathBuf> {
    if uri.scheme() != "file" {
        return None;
    }
    let path = uri.to_file_path().ok()?;
    std::path::absolute(path).ok()
}
