//! From what the file says to what a run needs.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::hosts;
use super::read::{Document, RuleLevel};
use super::web_archives;
use crate::rules::{Levels, Overrides, RuleLevels};
use newslint_model::archive::{Archive, KnownPaths, Layout};
use newslint_model::diagnostic::Fault;
use newslint_model::source::{ArchivePlaces, Hosts};
use newslint_model::tree::Tree;

/// What a configuration means for a run.
pub struct Config {
    /// The archive itself.
    pub archive: Archive,
    /// The level of each rule, by path.
    pub levels: Levels,
    /// How sources are visited.
    pub links: Links,
    /// How they are visited over time.
    pub audit: Audit,
}

/// How sources are visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// How long to wait for one.
    pub timeout: Duration,
    /// How many hosts are asked at a time.
    pub concurrency: usize,
    /// Whether addresses that are not globally routable are connected to.
    pub allow_private: bool,
    /// What is different for some hosts. Their headers have no values yet.
    pub hosts: Hosts,
    /// What an audit found: its store, or the verdicts exported from it. The file may be missing.
    pub verdicts: Option<PathBuf>,
}

/// How sources are visited over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The file that keeps what was observed. It may be missing.
    pub store: PathBuf,
    /// A name for the place in the network from which sources are visited.
    pub vantage: String,
    /// How many hosts are asked at a time.
    pub concurrency: usize,
    /// How long a host is left alone between two requests.
    pub host_gap: Duration,
    /// How long after a visit that found it a source is visited again.
    pub recheck: Duration,
    /// URLs that always work.
    pub control_urls: Vec<Url>,
    /// A URL or a mail address for those who are visited: printable ASCII.
    pub contact: Option<String>,
    /// Where copies are looked for.
    pub web_archives: ArchivePlaces,
    /// Where copies are asked for, without a slash at its end.
    pub save_url: String,
    /// What a path of the repository follows on the web, without a slash at its end.
    pub repository: Option<String>,
}

/// Puts the parts together, as far as they fit. What does not is added to `faults`.
pub(super) fn build(
    tree: Arc<dyn Tree>,
    root: &Path,
    document: &Document,
    text: &str,
    faults: &mut Vec<Fault>,
) -> Option<Config> {
    let layout = layout(document, text).map_err(|fault| faults.push(fault)).ok();
    let known_paths = known_paths(&*tree, document).map_err(|fault| faults.push(fault)).ok();
    let levels = levels(document).map_err(|fault| faults.push(fault)).ok();
    let archive = Archive::new(tree, layout?, document.settings.absent.clone(), known_paths?);
    Some(Config { archive, levels: levels?, links: links(root, document), audit: audit(root, document) })
}

pub(super) fn links(root: &Path, document: &Document) -> Links {
    let settings = &document.settings;
    Links {
        timeout: settings.timeout,
        concurrency: settings.concurrency,
        allow_private: settings.allow_private,
        hosts: hosts::hosts(&document.hosts),
        verdicts: settings.verdicts.as_ref().map(|name| root.join(name)),
    }
}

pub(super) fn audit(root: &Path, document: &Document) -> Audit {
    let settings = &document.settings;
    Audit {
        store: root.join(&settings.store),
        vantage: settings.vantage.clone(),
        concurrency: settings.audit_concurrency,
        host_gap: settings.host_gap,
        recheck: settings.recheck,
        control_urls: settings.control_urls.clone(),
        contact: settings.contact.clone(),
        web_archives: web_archives::places(&document.web_archives, settings),
        save_url: settings.save_url.clone(),
        repository: settings.repository.clone(),
    }
}

fn layout(document: &Document, text: &str) -> Result<Layout, Fault> {
    let settings = &document.settings;
    let (day_index, link_prefix) = (settings.day_index.clone(), settings.link_prefix.clone());
    let lists_all = settings.day_index_lists == "all";
    let layout = Layout::new(&settings.event, &settings.date, day_index, link_prefix, settings.slug_length, lists_all);
    layout.map_err(|(key, error)| {
        let at = document.set_at.get(&("archive", key)).cloned().unwrap_or_default();
        let at = error.part.and_then(|part| find(text, &at, &part)).unwrap_or(at);
        Fault { help: error.help, ..Fault::at(at, error.message) }
    })
}

/// Where `part` of a value stands, unless it is written there with escapes.
fn find(text: &str, value: &Range<usize>, part: &str) -> Option<Range<usize>> {
    let start = value.start + text.get(value.clone())?.find(part)?;
    Some(start..start + part.len())
}

fn known_paths(tree: &dyn Tree, document: &Document) -> Result<Option<KnownPaths>, Fault> {
    let Some(name) = &document.settings.known_paths else { return Ok(None) };
    let at = document.set_at.get(&("archive", "known-paths")).cloned().unwrap_or_default();
    let is_file = match tree.on_disk(name) {
        Some(file) => file.metadata().map(|metadata| metadata.is_file()).map_err(|error| error.to_string()),
        None if tree.exists(name) => Ok(true),
        None => Err("it is not staged".to_owned()),
    };
    match is_file {
        Ok(true) => Ok(Some(KnownPaths::new(name.clone()))),
        Ok(false) => Err(Fault::at(at, "known-paths is not a file")),
        Err(why) => Err(Fault::at(at, format!("known-paths cannot be read: {why}"))),
    }
}

fn levels(document: &Document) -> Result<Levels, Fault> {
    let mut levels = Levels::default();
    for RuleLevel { rule, level, .. } in &document.rules {
        levels.set(*rule, *level);
    }
    let pairs = |rules: &[RuleLevel]| -> RuleLevels {
        rules.iter().map(|RuleLevel { rule, level, .. }| (*rule, *level)).collect()
    };
    let overrides = document.overrides.iter().map(|over| (over.globs.clone(), pairs(&over.rules))).collect();
    let overrides =
        Overrides::new(overrides).map_err(|error| Fault::of_file(format!("overrides: {}", error.kind())))?;
    levels.set_overrides(overrides);
    Ok(levels)
}
