//! Texts that stand for files: standard input, the draft of a fix.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Folder, ReadFault, TakeFile, TextFile, Tree, below};

/// Some texts over another tree. Each stands for the file at its path, which need not be there.
pub struct Overlay {
    below: Arc<dyn Tree>,
    texts: BTreeMap<String, Vec<u8>>,
}

impl Overlay {
    /// These texts over `below`, by their paths.
    pub fn new(below: Arc<dyn Tree>, texts: BTreeMap<String, Vec<u8>>) -> Overlay {
        Overlay { below, texts }
    }
}

impl Tree for Overlay {
    fn names(&self, folder: &str) -> io::Result<Folder> {
        let here = below(&self.texts, folder);
        let mut names = match self.below.names(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && here.clone().next().is_some() => Folder::default(),
            names => names?,
        };
        for (rest, _) in here {
            let (list, name) = match rest.split_once('/') {
                Some((name, _)) => (&mut names.folders, name),
                None => {
                    names.left_out.retain(|other| other != rest);
                    (&mut names.files, rest)
                }
            };
            if let Err(at) = list.binary_search_by(|other| other.as_str().cmp(name)) {
                list.insert(at, name.to_owned());
            }
        }
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        self.texts.contains_key(path) || self.below.exists(path)
    }

    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault> {
        match self.texts.get(path) {
            Some(bytes) if bytes.len() > most => Err(ReadFault::TooLarge(bytes.len() as u64)),
            Some(bytes) => Ok(TextFile::new(bytes.clone())),
            None => self.below.read(path, most),
        }
    }

    fn read_all(&self, paths: &[&str], most: usize, take: TakeFile<'_>) {
        let (over, below): (Vec<usize>, Vec<usize>) =
            (0..paths.len()).partition(|&at| self.texts.contains_key(paths[at]));
        over.into_iter().for_each(|at| take(at, self.read(paths[at], most)));
        let below_paths: Vec<&str> = below.iter().map(|&at| paths[at]).collect();
        self.below.read_all(&below_paths, most, &|at, file| take(below[at], file));
    }

    fn is_left_out(&self, path: &str) -> bool {
        !self.texts.contains_key(path) && self.below.is_left_out(path)
    }

    fn is_normalized(&self, path: &str) -> bool {
        self.below.is_normalized(path)
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        if self.texts.contains_key(path) { None } else { self.below.on_disk(path) }
    }
}
