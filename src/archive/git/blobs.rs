//! The content that git keeps under a name.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{ChildStderr, ChildStdin, ChildStdout, Stdio};
use std::thread;

use super::{GitError, Repository, not_started};
use crate::archive::MAX_EVENT_BYTES;

impl Repository {
    /// Reads the contents of these names in their order, and hands each to `take` with its position among them. Of
    /// one that is larger than an event can be, only a byte more than that is handed over.
    ///
    /// # Errors
    ///
    /// When git fails, or has no such content: a damaged repository, or a partial clone without its server.
    pub fn blobs(&self, ids: &[&str], mut take: impl FnMut(usize, Vec<u8>)) -> Result<(), GitError> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut command = self.command(&["cat-file", "--batch", "--buffer"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else { return Err(GitError::unexpected("cat-file")) };
        let (read, said) = thread::scope(|scope| {
            // Git would wait for us to read while we wait for it to read.
            scope.spawn(|| ask(ids, stdin));
            let said = scope.spawn(|| words(stderr));
            let read = read_all(ids, stdout, &mut take);
            (read, said.join().unwrap_or_default())
        });
        // Whether all is well shows in what was read.
        child.wait().map_err(|error| GitError::io(&error))?;
        match read {
            Err(_) if !said.is_empty() => Err(GitError::said("cat-file", &said)),
            other => other,
        }
    }
}

/// Writes one name a line. A failure shows in what git answers.
fn ask(ids: &[&str], mut stdin: ChildStdin) {
    let mut lines = ids.join("\n");
    lines.push('\n');
    let _ = stdin.write_all(lines.as_bytes());
}

fn words(mut stderr: ChildStderr) -> Vec<u8> {
    let mut words = Vec::new();
    let _ = stderr.read_to_end(&mut words);
    words
}

/// Reads `ID TYPE SIZE`, a line end, the content, a line end; once for each name.
fn read_all(ids: &[&str], stdout: ChildStdout, take: &mut impl FnMut(usize, Vec<u8>)) -> Result<(), GitError> {
    let mut stdout = BufReader::with_capacity(1 << 16, stdout);
    let mut head = String::new();
    for (position, id) in ids.iter().enumerate() {
        head.clear();
        stdout.read_line(&mut head).map_err(|error| GitError::io(&error))?;
        let mut words = head.split_ascii_whitespace();
        let size = match (words.next(), words.next(), words.next()) {
            (Some(_), Some("blob"), Some(size)) => size.parse().map_err(|_| GitError::unexpected("cat-file"))?,
            (Some(_), Some("missing"), None) => {
                return Err(GitError(format!("git has no content called {id}; is the repository whole?")));
            }
            _ => return Err(GitError::unexpected("cat-file")),
        };
        take(position, content(&mut stdout, size).map_err(|error| GitError::io(&error))?);
    }
    Ok(())
}

fn content(stdout: &mut impl BufRead, size: u64) -> io::Result<Vec<u8>> {
    let wanted = size.min(MAX_EVENT_BYTES as u64 + 1);
    let mut bytes = Vec::new();
    stdout.take(wanted).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != wanted {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    // The rest, and the line end.
    io::copy(&mut stdout.take(size - wanted + 1), &mut io::sink())?;
    Ok(bytes)
}
