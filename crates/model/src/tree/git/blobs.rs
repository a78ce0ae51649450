//! The content that git keeps under a name.

use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::output::{self, Entries};
use super::repository::{GitError, Repository, not_started};

/// How many contents are asked for before the first is read. A pipe holds so many names, so that git and we never wait
/// for each other.
const TOGETHER: usize = 512;

/// A git that reads contents for as long as it is wanted. It fetches none: it would do so one by one.
pub(super) struct CatFile {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    /// Whether a content can be missing without anything being wrong.
    is_partial: bool,
}

impl CatFile {
    pub fn start(repository: &Repository) -> Result<CatFile, GitError> {
        let mut command = repository.command(&["cat-file", "--batch"]);
        repository.store().forbid_fetching(&mut command);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        let stdout = child.stdout.take().ok_or_else(|| GitError::unexpected("cat-file"))?;
        Ok(CatFile {
            stdin: child.stdin.take(),
            stdout: BufReader::with_capacity(1 << 16, stdout),
            child,
            is_partial: repository.store().is_partial(),
        })
    }

    /// Reads the contents of these names in their order, and hands each to `take` with its position among them. Of
    /// one that is larger than `most`, only a byte more than that is handed over; of one that a partial clone has not
    /// fetched, nothing. That there is no such content in another repository is an error: it is damaged.
    pub fn read(
        &mut self,
        ids: &[&str],
        most: usize,
        mut take: impl FnMut(usize, Option<Vec<u8>>),
    ) -> Result<(), GitError> {
        for (part, ids) in ids.chunks(TOGETHER).enumerate() {
            // A failure shows in what git answers.
            let _ = self.stdin.as_mut().map(|stdin| stdin.write_all((ids.join("\n") + "\n").as_bytes()));
            for (at, id) in ids.iter().enumerate() {
                match output::blob(&mut self.stdout, most) {
                    Ok(None) if !self.is_partial => {
                        return Err(GitError(format!("git has no object {id}; is the repository complete?")));
                    }
                    Ok(bytes) => take(part * TOGETHER + at, bytes),
                    Err(error) => return Err(self.explain(error)),
                }
            }
        }
        Ok(())
    }

    /// What a commit has in a folder, relative to the archive's root.
    pub fn folder_of(&mut self, commit: &str, folder: &str) -> Result<Entries, GitError> {
        // In such a folder there is nothing that can be asked for.
        if folder.contains('\n') {
            return Ok(Entries::new());
        }
        let _ = self.stdin.as_mut().map(|stdin| stdin.write_all(format!("{commit}:./{folder}\n").as_bytes()));
        output::folder(&mut self.stdout).map_err(|error| self.explain(error))
    }

    /// What git says of a failure, if it says anything.
    fn explain(&mut self, error: GitError) -> GitError {
        self.stdin = None;
        let mut words = Vec::new();
        if let Some(stderr) = &mut self.child.stderr {
            let _ = stderr.read_to_end(&mut words);
        }
        if words.is_empty() { error } else { GitError::said("cat-file", &words) }
    }
}

impl Drop for CatFile {
    fn drop(&mut self) {
        // It may still be about to answer what nobody reads.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Repository {
    /// Reads contents by their names; see `CatFile::read`.
    pub fn contents(
        &self,
        ids: &[&str],
        most: usize,
        take: impl FnMut(usize, Option<Vec<u8>>),
    ) -> Result<(), GitError> {
        if ids.is_empty() { Ok(()) } else { CatFile::start(self)?.read(ids, most, take) }
    }
}
