//! How many files this process may open. Each connection is one.

use std::io::{self, Write};

/// 1,024 files are a usual limit, which most systems let us raise.
const WANTED: u64 = 16_384;

/// What a request may take: a connection over each family of addresses, and a question to a name server.
const OF_REQUEST: u64 = 3;

/// What everything else takes: the store, the terminal, the control URLs, the web archive.
const SPARE: u64 = 32;

/// The limit of this process.
#[derive(Clone, Copy)]
pub(super) struct FileLimit(u64);

impl FileLimit {
    /// Raises it, as far as the system lets us. Where it does not say, there is none to go by.
    pub(super) fn raise() -> FileLimit {
        FileLimit(rlimit::increase_nofile_limit(WANTED).unwrap_or(WANTED))
    }

    /// Whether connections can be kept that nobody uses for now.
    pub(super) fn is_large(self) -> bool {
        self.0 >= WANTED
    }

    /// As many requests at a time as there are files for, at most so many. Tells if they are fewer.
    pub(super) fn affordable(self, wanted: usize, is_quiet: bool) -> usize {
        let most = usize::try_from(self.0.saturating_sub(SPARE) / OF_REQUEST).unwrap_or(usize::MAX).max(1);
        if most < wanted && !is_quiet {
            let limit = self.0;
            // Nothing depends on whether anybody reads this.
            let _ = writeln!(
                io::stderr(),
                "newslint: too few file descriptors: with {limit} of them, {most} requests are made at a time instead \
                of {wanted}; `ulimit -n` raises the limit",
            );
        }
        most.min(wanted)
    }
}
