//! An archive as it was at one moment, for whoever answers a request: later changes do not show in it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use gen_lsp_types::{Position, Range, Uri};
use jiff::civil::Date;

use super::buffer::Buffer;
use super::client::Client;
use super::index::Index;
use super::place::Place;
use super::text::{LineStarts, Lines};
use crate::settled::Settled;
use crate::setup::Setup;
use newslint_linter::suppress::BaselineFile;
use newslint_model::archive::Archive;
use newslint_model::diagnostic::Span;
use newslint_model::tree::TextFile;

/// What the archive's own files say of how it is checked.
pub struct Settings {
    /// The archive and its configuration.
    pub setup: Setup,
    /// What is known already.
    pub baseline: BaselineFile,
    /// What audits settled, if the configuration names a file that has it.
    pub settled: Option<Mutex<Settled>>,
    /// Why what audits settled cannot be read, if so.
    pub settled_fault: Option<String>,
}

/// An archive at one moment.
#[derive(Clone)]
pub struct Snapshot {
    /// Where it is.
    pub place: Arc<Place>,
    /// What the client can do.
    pub client: Arc<Client>,
    /// Its configuration.
    pub settings: Arc<Settings>,
    /// Its files, with the open buffers in the place of those on disk.
    pub archive: Arc<Archive>,
    /// What is known of all files.
    pub index: Index,
    /// The open files, by their paths.
    pub buffers: Arc<BTreeMap<String, Buffer>>,
    /// The day on which it is checked.
    pub today: Date,
}

/// The text of a file, and how the client counts in it.
pub struct Document<'s> {
    file: TextFile,
    line_starts: OnceCell<LineStarts>,
    snapshot: &'s Snapshot,
}

impl Snapshot {
    /// The file at `path` as the editor shows it; `None` if it cannot be read.
    pub fn document(&self, path: &str) -> Option<Document<'_>> {
        Some(Document { file: self.archive.read(path).ok()?, line_starts: OnceCell::new(), snapshot: self })
    }

    /// What the client calls the file at `path`.
    pub fn uri(&self, path: &str) -> Option<Uri> {
        self.buffers.get(path).map(|buffer| buffer.uri.clone()).or_else(|| self.place.uri(path))
    }

    /// The client's number of the text of an open file.
    pub fn version(&self, path: &str) -> Option<i32> {
        self.buffers.get(path).map(|buffer| buffer.version)
    }
}

impl Document<'_> {
    /// Its text. Where the file is no UTF-8, each byte that is no part of a character is a `?`.
    pub fn text(&self) -> &str {
        self.file.text()
    }

    /// Whether all of it is text: nothing is written into other bytes.
    pub fn is_utf8(&self) -> bool {
        self.file.is_utf8()
    }

    /// Its lines, as the client counts.
    pub fn lines(&self) -> Lines<'_> {
        let starts = self.line_starts.get_or_init(|| LineStarts::of(self.text()));
        Lines::known(self.text(), starts, self.snapshot.client.encoding)
    }

    /// The offset in bytes of a position.
    pub fn offset(&self, position: Position) -> usize {
        self.lines().offset(position)
    }

    /// The range of some bytes.
    pub fn range(&self, span: Span) -> Range {
        self.lines().range(span)
    }
}
