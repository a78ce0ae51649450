//! The files of an HTML report that is too large for one.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::output::write_file;
use crate::report::Book;

/// The folder beside a main file, which may hold pages of an older report.
pub(super) struct BesideFolder {
    path: PathBuf,
    /// The names of the pages that the report has now.
    pages: BTreeSet<OsString>,
}

/// Writes the pages beside `file`, each whole or not at all and all of them before the file that links to them, and
/// then what goes into that.
pub(super) fn write(book: &Book<'_>, file: &Path, out: &mut dyn Write) -> io::Result<BesideFolder> {
    let path = file.with_file_name(book.folder());
    if !book.pages().is_empty() {
        fs::create_dir_all(&path)?;
    }
    for page in book.pages() {
        write_file(&path.join(page.file()), |out| book.write_page(page, out))?;
    }
    book.write(out)?;
    Ok(BesideFolder { path, pages: book.pages().iter().map(|page| page.file().into()).collect() })
}

impl BesideFolder {
    /// Removes pages that only an older report had, and nothing else.
    pub(super) fn tidy(&self) -> io::Result<()> {
        let Ok(entries) = fs::read_dir(&self.path) else { return Ok(()) };
        let names = entries.flatten().map(|entry| entry.file_name());
        for path in names.filter(|name| !self.pages.contains(name)).map(|name| self.path.join(name)) {
            if is_page(&path) {
                fs::remove_file(&path)?;
            }
        }
        // It stays if anything is in it.
        let _ = fs::remove_dir(&self.path);
        Ok(())
    }
}

/// Whether it is a page that a report has beside its main file.
fn is_page(path: &Path) -> bool {
    let is_html = path.extension().is_some_and(|extension| extension == "html");
    let mut start = Vec::new();
    let mut read = || File::open(path)?.take(200).read_to_end(&mut start);
    is_html && path.is_file() && read().is_ok() && Book::is_page(&start)
}
