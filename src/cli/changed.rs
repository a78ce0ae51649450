//! `--changed` and `--staged`: only what a change touches.

use std::io::{self, Write};

use super::Failure;
use super::check::{Args, expect_events};
use super::root::is_stdin;
use crate::archive::{self, Archive, is_within};
use crate::changed::{self, Changed};
use crate::diagnostic::sanitize;

/// What is to be checked if one of the two options is given, restricted to the paths that are named.
pub fn find(args: &Args, archive: &mut Archive) -> Result<Option<Changed>, Failure> {
    let option = match (&args.changed, args.staged) {
        (None, false) => return Ok(None),
        (Some(_), _) => "--changed",
        (None, true) => "--staged",
    };
    if args.paths.iter().any(|path| is_stdin(path)) {
        return Err(format!("{option} does not go with the path `-`").into());
    }
    // A path outside of the archive is no restriction to everything: nothing is below it.
    let root = archive.root();
    let within: Vec<String> = args.paths.iter().filter_map(|path| archive::relative_to_root(root, path)).collect();
    let keeps = |path: &str| args.paths.is_empty() || within.iter().any(|folder| is_within(path, folder));
    let changed = match &args.changed {
        Some(reference) => changed::since(archive, reference.as_deref(), &keeps),
        None => changed::staged(archive, &keeps),
    };
    let changed = changed.map_err(|error| format!("{option}: {error}"))?;
    if changed.is_empty() {
        expect_events(archive)?;
    }
    for folder in changed.submodules.iter().filter(|_| !args.quiet) {
        let folder = sanitize(folder);
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(io::stderr(), "newslint: {folder}: a submodule; what changed in it has to be checked there");
    }
    Ok(Some(changed))
}
