//! What is to be written, and what is not.

use std::path::Path;

use super::hook::{Found, Hook};
use crate::cli::init::{self, NewFile, Place};
use crate::setup::Setup;
use newslint_linter::suppress::{BASELINE_FILE, BaselineFile};
use newslint_model::diagnostic::sanitize;
use newslint_model::number::counted;
use newslint_model::tree::git;

/// Where all this is; each folder is absolute and without symbolic links.
pub(super) struct Site<'s> {
    /// The archive's root.
    pub root: &'s Path,
    /// The top of its repository, if it is in one.
    pub top: Option<&'s Path>,
    /// The working folder.
    pub here: &'s Path,
    /// The root as the command line names it.
    pub named: Option<&'s Path>,
}

/// What is to be done.
#[derive(Default)]
pub(super) struct Plan<'p> {
    pub files: Vec<NewFile<'p>>,
    /// What each of them is for.
    pub purposes: Vec<&'static str>,
    /// What is left as it is, and why.
    pub remarks: Vec<String>,
    /// What somebody has to do themselves.
    pub to_do: Vec<String>,
    /// Whether git has nothing of the archive yet: a commit without it would hold a baseline of nothing.
    pub is_untracked: bool,
}

impl<'p> Plan<'p> {
    /// Adds a file, unless there is one of its name.
    fn add(&mut self, file: NewFile<'p>, purpose: &'static str) {
        if file.is_taken() {
            self.remarks.push(format!("{} is there already", file.name));
        } else {
            self.files.push(file);
            self.purposes.push(purpose);
        }
    }

    /// The configuration, and a baseline with the text `entries`, which has all that was found.
    pub fn settings(
        &mut self,
        site: &Site<'p>,
        setup: &Setup,
        baseline: &BaselineFile,
        findings: usize,
        entries: String,
    ) {
        self.add(init::configuration(site.root), "every setting with its default, as a comment");
        let name = sanitize(&baseline.name);
        match (baseline.exists(), findings) {
            (true, 0) => self.remarks.push(format!("{name} is there already")),
            (true, count) => {
                self.remarks.push(format!("{name} is there already, without {}", counted(count, "finding")));
                self.to_do.push("newslint baseline update, which takes them as known".to_owned());
            }
            (false, 0) => self.remarks.push("no baseline: there is nothing to put into it".to_owned()),
            (false, _) => {
                let file = NewFile::new(site.root, BASELINE_FILE, entries);
                self.add(file, "takes what is found as known");
            }
        }
        self.is_untracked = site.top.is_some() && !git::knows(site.root, setup.archive.layout().base());
    }

    /// What belongs to the repository: a hook and a workflow.
    pub fn repository(&mut self, site: &Site<'p>, found: Option<&'p Found>, place: &Place<'_>) {
        let (Some(top), Some(found)) = (site.top, found) else {
            return self.remarks.push("no hook and no workflow: the archive is in no git repository".to_owned());
        };
        let Hook { file, remark, to_do } = found.hook(place);
        self.remarks.extend(remark);
        self.to_do.extend(to_do);
        if let Some(file) = file {
            self.add(file, "stops a commit that breaks something");
        }
        if place.release.is_none() {
            // One that fails for everybody is worse than none.
            let why = "no workflow: this newslint is no release that it could install";
            return self.remarks.push(why.to_owned());
        }
        if !is_on_gitlab(top) {
            return self.add(init::workflow(top, place), "checks each pull request");
        }
        let hashes = init::hashes(place.release);
        let place = Place { hashes: &hashes, ..*place };
        for file in init::gitlab(top, &place) {
            self.add(file, "checks each merge request");
        }
        if top.join(init::GITLAB_CI).exists() {
            self.to_do.push(format!("add this to {}:\n\n{}", init::GITLAB_CI, init::INCLUDE));
        }
    }
}

/// Whether a repository is on GitLab: by where it came from, else by what is in it.
fn is_on_gitlab(top: &Path) -> bool {
    match git::origin(top) {
        Some(remote) => remote.to_ascii_lowercase().contains("gitlab"),
        None => top.join(init::GITLAB_CI).exists(),
    }
}
