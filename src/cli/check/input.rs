//! The files that a check looks at, and standard input in the place of one.

use std::io::{self, Read};
use std::path::PathBuf;

use super::args::Args;
use crate::cli::root::is_stdin;
use crate::cli::{Failure, missing};
use crate::setup::{Setup, What};
use newslint_linter::check::Files;
use newslint_model::tree::{MAX_EVENT_BYTES, relative_to_root};

impl Args {
    /// The path in the archive that standard input is for, and the text on it.
    pub(super) fn standard_input(&self, setup: &Setup) -> Result<Option<(String, Vec<u8>)>, Failure> {
        let is_named = self.paths.iter().any(|path| is_stdin(path));
        let name = match &self.stdin_filename {
            Some(_) if !is_named => return Err("--stdin-filename needs the path `-`".to_owned().into()),
            Some(name) => name,
            None if !is_named => return Ok(None),
            None => {
                return Err("`-` needs --stdin-filename: the path in the archive that the text is for"
                    .to_owned()
                    .into());
            }
        };
        let mut text = Vec::new();
        io::stdin().lock().take(MAX_EVENT_BYTES as u64 + 1).read_to_end(&mut text)?;
        if self.fixes.fix && !self.fixes.diff && text.len() > MAX_EVENT_BYTES {
            // It was not read to its end.
            return Err(format!("standard input has more than {MAX_EVENT_BYTES} bytes; nothing is fixed").into());
        }
        let path = relative_to_root(&setup.root, name)
            .ok_or_else(|| format!("--stdin-filename {}: not in the archive", name.display()))?;
        Ok(Some((path, text)))
    }

    /// The files that are named, standard input among them; the whole archive if nothing is.
    pub(super) fn named(&self, setup: &Setup, standard_input: Option<&str>) -> Result<What, Failure> {
        if self.paths.is_empty() {
            return Ok(What::Named(setup.whole()?));
        }
        let paths: Vec<PathBuf> = self.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        let mut files = match paths.as_slice() {
            [] => Files::default(),
            paths => setup.files_at(paths, &|path| {
                if !self.quiet {
                    missing(path);
                }
            })?,
        };
        if let Some(path) = standard_input
            && let Err(at) = files.paths.binary_search_by(|other| (**other).cmp(path))
        {
            files.paths.insert(at, path.into());
        }
        Ok(What::Named(files))
    }
}
