//! From what the file says to what a run needs.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::error::Fault;
use super::read::{Document, RuleLevel};
use super::{Audit, Config, Links, hosts};
use crate::archive::{Archive, Layout};
use crate::rules::{Levels, Overrides, RuleLevels};

/// Puts the parts together, as far as they fit. What does not is added to `faults`.
pub(super) fn build(root: &Path, document: &Document, text: &str, faults: &mut Vec<Fault>) -> Option<Config> {
    let layout = layout(document, text).map_err(|fault| faults.push(fault)).ok();
    let known_paths = known_paths(root, document).map_err(|fault| faults.push(fault)).ok();
    let levels = levels(document).map_err(|fault| faults.push(fault)).ok();
    let settings = &document.settings;
    let layout = layout?.with_slug_length(settings.slug_length);
    let archive = Archive::new(root.to_owned(), layout, settings.absent.clone(), known_paths?);
    Some(Config { archive, levels: levels?, links: links(root, document), audit: audit(root, document) })
}

fn links(root: &Path, document: &Document) -> Links {
    let settings = &document.settings;
    Links {
        timeout: settings.timeout,
        concurrency: settings.concurrency,
        allow_private: settings.allow_private,
        hosts: hosts::hosts(&document.hosts),
        verdicts: settings.verdicts.as_ref().map(|name| root.join(name)),
    }
}

fn audit(root: &Path, document: &Document) -> Audit {
    let settings = &document.settings;
    Audit {
        store: root.join(&settings.store),
        vantage: settings.vantage.clone(),
        concurrency: settings.audit_concurrency,
        host_gap: settings.host_gap,
        recheck: settings.recheck,
        control_urls: settings.control_urls.clone(),
        contact: settings.contact.clone(),
        archive_url: settings.archive_url.clone(),
        archive_gap: settings.archive_gap,
    }
}

fn layout(document: &Document, text: &str) -> Result<Layout, Fault> {
    let settings = &document.settings;
    let day_index = settings.day_index.clone();
    Layout::new(&settings.event, &settings.date, day_index, settings.link_prefix.clone()).map_err(|error| {
        let at = document.set_at.get(&("archive", error.key)).cloned().unwrap_or_default();
        let at = error.part.and_then(|part| find(text, &at, &part)).unwrap_or(at);
        Fault { help: error.help, ..Fault::at(at, error.message) }
    })
}

/// Where `part` of a value stands, unless it is written there with escapes.
fn find(text: &str, value: &Range<usize>, part: &str) -> Option<Range<usize>> {
    let start = value.start + text.get(value.clone())?.find(part)?;
    Some(start..start + part.len())
}

fn known_paths(root: &Path, document: &Document) -> Result<Option<PathBuf>, Fault> {
    let Some(name) = &document.settings.known_paths else { return Ok(None) };
    let at = document.set_at.get(&("archive", "known-paths")).cloned().unwrap_or_default();
    let file = root.join(name);
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(Some(file)),
        Ok(_) => Err(Fault::at(at, "known-paths is no file")),
        Err(error) => Err(Fault::at(at, format!("known-paths cannot be read: {error}"))),
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
