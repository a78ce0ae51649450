//! The archives that the editor works in: those of its folders, and those of the files that it opens.

use std::path::Path;
use std::sync::Arc;

use gen_lsp_types::{Diagnostic, DiagnosticSeverity, InitializeParams, Message, Range, Uri, WorkspaceFolders};
use jiff::civil::Date;

use super::workers::{Job, Published};
use crate::server::client::Client;
use crate::server::diagnostics::SOURCE;
use crate::server::index::Base;
use crate::server::opened::Opened;
use crate::server::place::{Place, file};
use crate::server::snapshot::Snapshot;
use crate::server::text::Lines;
use newslint_model::archive::CONFIG_FILE;
use newslint_model::diagnostic::{FileError, sanitize};

/// The archives, each by a number of its own.
#[derive(Default)]
pub struct Archives {
    /// None is ever taken out, so that numbers stay.
    opened: Vec<Opened>,
    /// Requests that are not started, each with whether it asks about the whole archive.
    waiting: Vec<(bool, Job)>,
}

/// What changed in an archive, and so what is to be done.
#[derive(Default)]
pub struct Refreshed {
    /// It was just opened.
    pub is_new: bool,
    /// Its files are to be read again.
    pub rebuilds: bool,
    /// Its configuration was read.
    pub settings: bool,
    /// Something may have changed in files that are not the one in hand.
    pub elsewhere: bool,
    /// The file in hand, relative to the root.
    pub first: Option<String>,
    /// A file that was closed.
    pub closed: Option<Uri>,
}

impl Refreshed {
    /// An archive that was just opened.
    pub fn opened() -> Refreshed {
        Refreshed { is_new: true, rebuilds: true, settings: true, ..Refreshed::default() }
    }
}

impl Archives {
    /// Opens the archives of the client's folders, and gives their numbers.
    pub fn open_folders(&mut self, params: &InitializeParams, today: Date) -> Vec<usize> {
        let folders = match &params.workspace_folders_initialize_params.workspace_folders {
            Some(WorkspaceFolders::WorkspaceFolderList(folders)) => {
                folders.iter().filter_map(|folder| file(&folder.uri)).collect()
            }
            _ => Vec::new(),
        };
        // What older clients send instead.
        #[allow(deprecated)]
        let root = params.root_uri.as_ref().and_then(file).filter(|_| folders.is_empty());
        folders.iter().chain(&root).filter_map(|folder| self.open(folder, today)).collect()
    }

    /// Opens the archive that a file or folder is in, and gives its number if it was not open.
    pub fn open(&mut self, path: &Path, today: Date) -> Option<usize> {
        let place = Place::around(path)?;
        if let Some(at) = self.opened.iter().position(|opened| opened.place.root == place.root) {
            return std::mem::take(&mut self.opened[at].is_closed).then_some(at);
        }
        self.opened.push(Opened::new(place, today));
        Some(self.opened.len() - 1)
    }

    /// Closes the archives in a folder, and gives their numbers.
    pub fn close(&mut self, folder: &Path) -> Vec<usize> {
        let real = dunce::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let all = self.opened.iter_mut().enumerate();
        let inside = all.filter(|(_, opened)| opened.place.root.starts_with(&real));
        let closed = inside.map(|(at, opened)| {
            opened.close();
            at
        });
        closed.collect()
    }

    /// The archive that a file is in, the innermost if there are several, and the file's path there.
    pub fn owner(&self, uri: &Uri) -> Option<(usize, String)> {
        let open = self.opened.iter().enumerate().filter(|(_, opened)| !opened.is_closed);
        let owners = open.filter_map(|(at, opened)| Some((at, opened.path(uri)?)));
        owners.min_by_key(|(_, path)| path.len())
    }

    /// The numbers of all archives.
    pub fn all(&self) -> std::ops::Range<usize> {
        0..self.opened.len()
    }

    /// An archive.
    pub fn get(&mut self, archive: usize) -> &mut Opened {
        &mut self.opened[archive]
    }

    /// Lets a request wait until what it asks about is known.
    pub fn when_indexed(&mut self, needs_index: bool, job: Job) {
        self.waiting.push((needs_index, job));
    }

    /// The requests that need not wait any more, with all archives as they are.
    pub fn ready_jobs(&mut self, client: &Arc<Client>, today: Date) -> Vec<Job> {
        if self.waiting.is_empty() {
            return Vec::new();
        }
        let mut all: Vec<Snapshot> = self.opened.iter().filter_map(|opened| opened.snapshot(client, today)).collect();
        // The innermost archive of a file is asked first.
        all.sort_by_key(|snapshot| std::cmp::Reverse(snapshot.place.root.components().count()));
        let is_known = self.opened.iter().all(|opened| opened.is_indexed || opened.snapshot(client, today).is_none());
        let ready = self.waiting.extract_if(.., |(needs_index, _)| is_known || !*needs_index);
        ready
            .map(|(_, job)| match job {
                Job::Answer { request, handler, is_wanted, .. } => {
                    Job::Answer { request, handler, snapshots: all.clone(), is_wanted }
                }
                job @ Job::Index { .. } => job,
            })
            .collect()
    }

    /// Begins to build the index of an archive.
    pub fn begin_index(&mut self, archive: usize, client: &Arc<Client>, today: Date) -> Option<(u32, Snapshot)> {
        self.opened[archive].begin_index(client, today)
    }

    /// Takes over an index, unless another was begun after it.
    pub fn take_index(&mut self, archive: usize, generation: u32, base: Base) -> bool {
        let opened = &mut self.opened[archive];
        let is_last = opened.generation == generation;
        if is_last {
            opened.take_index(base);
        }
        is_last
    }

    /// An archive as it is now.
    pub fn snapshot(&self, archive: usize, client: &Arc<Client>, today: Date) -> Option<Snapshot> {
        self.opened[archive].snapshot(client, today)
    }

    /// What was found in files whose text has not changed since.
    pub fn fresh(&self, archive: usize, files: Vec<Published>) -> impl Iterator<Item = Published> {
        let opened = &self.opened[archive];
        files.into_iter().filter(|(uri, version, _)| {
            opened.buffers().any(|(_, buffer)| buffer.uri == *uri && Some(buffer.version) == *version)
        })
    }

    /// What is wrong with the configuration or the baseline of an archive, and that nothing is wrong any more with the one
    /// of which that was said before.
    pub fn setting_faults(&mut self, archive: usize, client: &Client) -> Vec<Published> {
        let opened = &mut self.opened[archive];
        let (path, found) = match (&opened.fault, opened.settled_fault()) {
            (Some(fault), _) => {
                let path = fault.path.strip_prefix(&opened.place.root).ok().and_then(Path::to_str);
                (path.unwrap_or(CONFIG_FILE).to_owned(), faults(fault, client))
            }
            (None, Some(fault)) => {
                let severity = DiagnosticSeverity::Warning;
                (CONFIG_FILE.to_owned(), vec![told(fault.to_owned(), severity, Range::default())])
            }
            (None, None) => (String::new(), Vec::new()),
        };
        let buffer = opened.buffer(&path);
        let version = buffer.map(|buffer| buffer.version);
        let uri = buffer.map(|buffer| buffer.uri.clone()).or_else(|| opened.place.uri(&path));
        let uri = uri.filter(|_| !found.is_empty());
        let mended = std::mem::replace(&mut opened.told_fault, uri.clone()).filter(|old| Some(old) != uri.as_ref());
        let mended = mended.into_iter().map(|uri| (uri, None, Vec::new()));
        mended.chain(uri.map(|uri| (uri, version, found))).collect()
    }
}

/// Each fault of a file that newslint itself reads.
fn faults(error: &FileError, client: &Client) -> Vec<Diagnostic> {
    let lines = Lines::new(&error.text, client.encoding);
    let each = error.faults.iter().map(|fault| {
        let help = fault.help.iter().map(|help| format!("\n{}", sanitize(help)));
        let message = [sanitize(&fault.message).into_owned()].into_iter().chain(help).collect();
        told(message, DiagnosticSeverity::Error, fault.span.map_or_else(Range::default, |span| lines.range(span)))
    });
    each.collect()
}

fn told(message: String, severity: DiagnosticSeverity, range: Range) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(severity),
        source: Some(SOURCE.to_owned()),
        message: Message::String(message),
        ..Diagnostic::default()
    }
}
