//! What people are told: what would be written, and what to do next.

use std::io::{self, Write};
use std::path::Path;

use super::plan::{Plan, Site};
use crate::cli::init::{self, NewFile};
use crate::cli::words::quoted;
use newslint_model::diagnostic::sanitize;
use newslint_model::tree::git;

/// Says what would be written, and what not.
pub(super) fn tell(plan: &Plan<'_>, site: &Site<'_>, out: &mut dyn Write) -> io::Result<()> {
    let names = plan.files.iter().map(|file| init::from_here(file, site.here));
    let names: Vec<String> = names.map(|name| sanitize(&name).into_owned()).collect();
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    if !names.is_empty() {
        writeln!(out, "\nTo write:")?;
    }
    for (name, purpose) in names.iter().zip(&plan.purposes) {
        writeln!(out, "  {name:longest$}  {purpose}")?;
    }
    if !plan.remarks.is_empty() {
        writeln!(out, "\n{}:", if plan.files.is_empty() { "Nothing to write" } else { "Not to write" })?;
    }
    plan.remarks.iter().try_for_each(|remark| writeln!(out, "  {}", sanitize(remark)))?;
    writeln!(out)
}

/// Says what to do next, in commands that can be run here.
pub(super) fn next(plan: &Plan<'_>, site: &Site<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tracked: Vec<(&NewFile<'_>, String)> =
        plan.files.iter().filter_map(|file| Some((file, tracked(file, site.top?)?))).collect();
    match site.top {
        Some(top) if !tracked.is_empty() => {
            // What git ignores gets into no commit, and no other clone would have it.
            let is_ignored = tracked.iter().any(|(_, path)| git::ignores(top, path));
            let force = if is_ignored { " --force" } else { "" };
            let names: String = tracked.iter().map(|(file, _)| word(&file.path(), site)).collect();
            if plan.is_untracked {
                writeln!(out, "next: git add{}", word(site.root, site))?;
                writeln!(out, "      git add{force}{names}")?;
            } else {
                writeln!(out, "next: git add{force}{names}")?;
            }
            writeln!(out, "      git commit --message 'Check the archive with newslint'")?;
        }
        _ => writeln!(out, "next: newslint check{}", sanitize(&init::named(site.named, site.root, site.here)))?,
    }
    if plan.files.len() > tracked.len() && plan.files.iter().any(|file| file.is_script) {
        writeln!(out, "then: newslint adopt in each other clone, since git shares no hooks")?;
    }
    plan.to_do.iter().try_for_each(|line| writeln!(out, "then: {line}"))
}

/// The path of a file from the top, if git can have it in a commit.
fn tracked(file: &NewFile<'_>, top: &Path) -> Option<String> {
    let path = file.path();
    let below = path.strip_prefix(top).ok().filter(|below| !below.starts_with(".git"))?;
    Some(below.to_string_lossy().into_owned())
}

/// A path as a word of a command that runs here, with a space before it.
fn word(path: &Path, site: &Site<'_>) -> String {
    let here = path.strip_prefix(site.here).unwrap_or(path).display().to_string();
    sanitize(&format!(" {}", quoted(if here.is_empty() { "." } else { &here }))).into_owned()
}
