//! Whose settings open the network, where it is not for those who run the command to say.

use std::io::{self, Write};

use crate::setup::Setup;
use newslint_model::tree::Tree;
use newslint_model::tree::git::{GitIndex, Repository};

/// Lets the state before a change say what may be asked, and how. `overridden` is what the command line says itself.
pub(super) fn trust_base(setup: &mut Setup, base: Option<&dyn Tree>, overridden: &[&str], is_quiet: bool) {
    let ignored = setup.trust(base);
    tell(&ignored, overridden, is_quiet, "this change", "come from the state before it, or the command line");
}

/// In a job of a CI system, lets what was committed say so, or the base of a pull request: its own files are whatever
/// its author wants them to be.
pub(super) fn trust_committed(setup: &mut Setup, overridden: &[&str], is_quiet: bool) {
    let is_ci = std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    if !is_ci {
        return;
    }
    let committed = Repository::open(&setup.root).and_then(|repository| {
        let commit = repository.trusted()?;
        GitIndex::at(repository, commit)
    });
    let ignored = setup.trust(committed.as_ref().ok().map(|index| index as &dyn Tree));
    let from = match &committed {
        Ok(_) => "come from the base commit, or the command line".to_owned(),
        Err(error) => format!("come from the base commit, or the command line, and {error}"),
    };
    tell(&ignored, overridden, is_quiet, "newslint.toml", &from);
}

fn tell(ignored: &[&str], overridden: &[&str], is_quiet: bool, owner: &str, from: &str) {
    let ignored: Vec<&str> = ignored.iter().filter(|name| !overridden.contains(name)).copied().collect();
    if !ignored.is_empty() && !is_quiet {
        let names = ignored.join(", ");
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(io::stderr(), "newslint: ignored from {owner}: {names}; these settings {from}");
    }
}
