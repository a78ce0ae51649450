//! An archive that the editor works in, and what of it is open.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gen_lsp_types::Uri;
use jiff::civil::Date;

use super::buffer::{Buffer, path};
use super::client::Client;
use super::index::{Base, Index};
use super::place::Place;
use super::snapshot::{Settings, Snapshot};
use crate::setup::Setup;
use newslint_linter::suppress::{BASELINE_FILE, BaselineFile, FORMER_BASELINE_FILE};
use newslint_model::archive::{Archive, CONFIG_FILE};
use newslint_model::diagnostic::FileError;
use newslint_model::tree::{Disk, Overlay, Tree, git};

/// An archive with open files.
pub struct Opened {
    /// Where it is.
    pub place: Arc<Place>,
    /// The archive, as far as it can be used.
    ready: Option<Ready>,
    /// Why its configuration cannot be used, if so.
    pub fault: Option<Box<FileError>>,
    /// The file of which it was said that it cannot be used.
    pub told_fault: Option<Uri>,
    /// What is known of all its files, once all are read.
    pub index: Index,
    /// How often the index was begun to be built; what an earlier beginning gives is of no use.
    pub generation: u32,
    /// Whether the index is complete.
    pub is_indexed: bool,
    /// Whether the editor has taken its folder away, and none of its files is open.
    pub is_closed: bool,
    /// The open files, by their paths.
    buffers: Arc<BTreeMap<String, Buffer>>,
    /// The files below the buffers.
    tree: Arc<dyn Tree>,
}

/// What can be used.
struct Ready {
    settings: Arc<Settings>,
    /// With the buffers over it.
    archive: Arc<Archive>,
}

impl Opened {
    /// Opens the archive at a place.
    pub fn new(place: Place, today: Date) -> Opened {
        let mut opened = Opened {
            tree: Arc::new(Disk::new(place.root.clone())),
            place: Arc::new(place),
            ready: None,
            fault: None,
            told_fault: None,
            index: Index::default(),
            generation: 0,
            is_indexed: false,
            is_closed: false,
            buffers: Arc::default(),
        };
        opened.load(today);
        opened
    }

    /// Reads what the archive's own files say of how it is checked. If that cannot be used, what was read before stands.
    pub fn load(&mut self, today: Date) {
        // What git does not tell, the disk does in part.
        self.tree =
            git::Checkout::open(&self.place.root).unwrap_or_else(|_| Arc::new(Disk::new(self.place.root.clone())));
        match self.settings(today) {
            Ok(settings) => {
                let archive = Arc::new(settings.setup.archive.over(self.overlay()));
                self.ready = Some(Ready { settings: Arc::new(settings), archive });
                self.fault = None;
            }
            Err(fault) => {
                self.fault = Some(fault);
                self.renew();
            }
        }
    }

    fn settings(&self, today: Date) -> Result<Settings, Box<FileError>> {
        let root = &self.place.root;
        let tree = self.overlay();
        let setup = Setup::over(root.clone(), Arc::clone(&tree))?;
        let baseline = BaselineFile::open(&*tree, root, None)?;
        baseline.parse()?;
        // Without it all else can be told.
        let (settled, settled_fault) = match setup.settled(&setup.levels, today) {
            Ok(settled) => (settled, None),
            Err(fault) => (None, Some(fault)),
        };
        Ok(Settings { setup, baseline, settled, settled_fault })
    }

    fn overlay(&self) -> Arc<dyn Tree> {
        let texts = self.buffers.iter().map(|(path, buffer)| (path.clone(), buffer.text.as_bytes().to_vec()));
        Arc::new(Overlay::new(Arc::clone(&self.tree), texts.collect()))
    }

    /// Forgets what was read of files: something may have changed.
    pub fn renew(&mut self) {
        let overlay = self.overlay();
        if let Some(ready) = &mut self.ready {
            ready.archive = Arc::new(ready.archive.over(overlay));
        }
    }

    /// Takes over what the editor has at `path`, or that it has closed the file.
    pub fn put(&mut self, path: &str, buffer: Option<Buffer>, today: Date) {
        let buffers = Arc::make_mut(&mut self.buffers);
        match buffer {
            Some(buffer) => drop(buffers.insert(path.to_owned(), buffer)),
            None => drop(buffers.remove(path)),
        }
        self.changed(&[path], today);
    }

    /// Reads again what may have changed.
    pub fn changed(&mut self, paths: &[&str], today: Date) {
        if paths.iter().any(|path| self.is_setting(path)) {
            self.load(today)
        } else {
            self.renew()
        }
        let Some(Ready { archive, .. }) = &self.ready else { return };
        paths.iter().for_each(|path| self.index.read(archive, path));
    }

    /// Why what audits settled cannot be read, if so.
    pub fn settled_fault(&self) -> Option<&str> {
        self.ready.as_ref()?.settings.settled_fault.as_deref()
    }

    /// Whether the file at `path` says how the archive is checked.
    pub fn is_setting(&self, path: &str) -> bool {
        let named = self.ready.as_ref().is_some_and(|ready| {
            let setup = &ready.settings.setup;
            let verdicts = setup.links.verdicts.as_ref();
            let verdicts = verdicts.and_then(|verdicts| verdicts.strip_prefix(&self.place.root).ok());
            verdicts == Some(Path::new(path)) || setup.written.known_paths() == Some(path)
        });
        named || [CONFIG_FILE, BASELINE_FILE, FORMER_BASELINE_FILE].contains(&path)
    }

    /// The open file at `path`.
    pub fn buffer(&self, path: &str) -> Option<&Buffer> {
        self.buffers.get(path)
    }

    /// The open files, by their paths.
    pub fn buffers(&self) -> impl Iterator<Item = (&String, &Buffer)> {
        self.buffers.iter()
    }

    /// The path of the file that the client calls so.
    pub fn path(&self, uri: &Uri) -> Option<String> {
        path(&self.buffers, &self.place, uri)
    }

    /// Begins to build the index: its number, and what it is to be built from.
    pub fn begin_index(&mut self, client: &Arc<Client>, today: Date) -> Option<(u32, Snapshot)> {
        self.generation += 1;
        self.is_indexed = false;
        // Nobody is answered from the old one, and two take twice the memory.
        self.index = Index::default();
        let open: Vec<String> = self.buffers.keys().cloned().collect();
        let snapshot = self.snapshot(client, today)?;
        open.iter().for_each(|path| self.index.read(&snapshot.archive, path));
        Some((self.generation, snapshot))
    }

    /// Takes over an index that was built. What changed meanwhile lies over it.
    pub fn take_index(&mut self, base: Base) {
        self.index = self.index.over(base);
        self.is_indexed = true;
    }

    /// Lets go what is known, if no file is open.
    pub fn close(&mut self) {
        if self.buffers.is_empty() {
            (self.is_closed, self.is_indexed, self.index) = (true, false, Index::default());
        }
    }

    /// The archive as it is now; `None` if it cannot be used.
    pub fn snapshot(&self, client: &Arc<Client>, today: Date) -> Option<Snapshot> {
        let Ready { settings, archive } = self.ready.as_ref().filter(|_| !self.is_closed)?;
        Some(Snapshot {
            place: Arc::clone(&self.place),
            client: Arc::clone(client),
            settings: Arc::clone(settings),
            archive: Arc::clone(archive),
            index: self.index.clone(),
            buffers: Arc::clone(&self.buffers),
            today,
        })
    }
}
