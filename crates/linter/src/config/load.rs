//! From the file to what it means.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::build::{self, Audit, Config, Links};
use super::read;
use super::show::Written;
use newslint_model::archive::CONFIG_FILE;
use newslint_model::diagnostic::{Fault, FileError};
use newslint_model::tree::{ReadFault, Tree};

/// The largest configuration that is read, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// Reads the configuration of the archive in `tree`, which is at `root`, absolute and without symbolic links. Without a
/// file it is the default. With what it means comes where it says so.
pub fn load(tree: Arc<dyn Tree>, root: &Path) -> Result<(Config, Written), Box<FileError>> {
    let path = root.join(CONFIG_FILE);
    let text = text(&*tree, &path)?;
    let (document, mut faults) = read::read(&text);
    match build::build(tree, root, &document, &text, &mut faults) {
        Some(config) if faults.is_empty() => Ok((config, Written { document, text })),
        _ => {
            faults.sort_by_key(|fault| fault.span);
            Err(Box::new(FileError { path, text, faults }))
        }
    }
}

/// What the configuration of the archive in `tree` says of the network. `None` if it cannot be used.
pub fn network(tree: &dyn Tree, root: &Path) -> Option<(Links, Audit)> {
    let text = text(tree, &root.join(CONFIG_FILE)).ok()?;
    let (document, faults) = read::read(&text);
    faults.is_empty().then(|| (build::links(root, &document), build::audit(root, &document)))
}

/// What a configuration without any settings says of the network.
pub fn closed(root: &Path) -> (Links, Audit) {
    let document = read::Document::default();
    (build::links(root, &document), build::audit(root, &document))
}

fn text(tree: &dyn Tree, path: &Path) -> Result<String, Box<FileError>> {
    let error = |text: &str, fault| {
        Box::new(FileError { path: PathBuf::from(path), text: text.to_owned(), faults: vec![fault] })
    };
    let file = match tree.read(CONFIG_FILE, MOST_BYTES) {
        Ok(file) => file,
        Err(ReadFault::Vanished) => return Ok(String::new()),
        Err(fault) => return Err(error("", Fault::of_file(unreadable(&fault)))),
    };
    match std::str::from_utf8(file.bytes()) {
        Ok(text) => Ok(text.to_owned()),
        Err(not_utf8) => {
            let at = not_utf8.valid_up_to();
            let fault = Fault::at(at..at + 1, "this is not UTF-8").help("save the file as UTF-8");
            Err(error(file.text(), fault))
        }
    }
}

fn unreadable(fault: &ReadFault) -> String {
    match fault {
        ReadFault::Vanished => "is gone".to_owned(),
        ReadFault::TooLarge(bytes) => {
            format!("is too large: {bytes} bytes, and a configuration has at most {}", MOST_BYTES)
        }
        ReadFault::NotAFile => "is not a file".to_owned(),
        ReadFault::LeadsOut => "is a symbolic link that points out of the archive, or nowhere".to_owned(),
        ReadFault::NotFetched => "is not in this checkout, and not fetched".to_owned(),
        ReadFault::Io(error) => format!("cannot be read: {error}"),
    }
}
