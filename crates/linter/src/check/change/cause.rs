//! What of a change a finding in another file comes from.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::concerned::{Concerned, Fate};
use super::past::{Known, Past};
use crate::suppress::Baseline;
use newslint_model::archive::{Archive, CONFIG_FILE, PathKind};
use newslint_model::diagnostic::{Finding, LineIndex, Place};
use newslint_model::tree::split;

/// What can be the cause of a finding.
pub struct Causes<'a> {
    archive: &'a Archive,
    baseline: &'a Baseline<'a>,
    before: Option<&'a Baseline<'a>>,
    is_everything: bool,
    fates: BTreeMap<&'a str, &'a Fate>,
}

impl<'a> Causes<'a> {
    /// What differs between now and the states before.
    pub fn new(
        archive: &'a Archive,
        known: Known<'a>,
        pasts: &'a [Option<Past<'a>>],
        concerned: &'a [Concerned],
    ) -> Causes<'a> {
        let fates = concerned.iter().rev().flat_map(|concerned| &concerned.fates);
        Causes {
            archive,
            baseline: known.baseline,
            before: pasts.first().and_then(Option::as_ref).map(|past| past.known.baseline),
            is_everything: concerned.iter().any(|concerned| concerned.is_everything),
            fates: fates.map(|(path, fate)| (path.as_str(), fate)).collect(),
        }
    }

    /// Says in the finding's help where it comes from.
    pub fn name(&self, finding: &mut Finding) {
        let cause = format!("this change {}", self.of(finding));
        let help = &mut finding.diagnostic.help;
        *help = Some(help.take().map_or_else(|| cause.clone(), |help| format!("{help}; {cause}")));
    }

    fn of(&self, finding: &Finding) -> String {
        if self.before.is_some_and(|before| !before.entries_for(finding).is_empty())
            && self.baseline.entries_for(finding).is_empty()
        {
            return "removes this from the baseline".to_owned();
        }
        let found = self.shown(finding).or_else(|| self.linked(finding)).or_else(|| self.named(finding));
        let near = || if self.is_everything { None } else { self.near(&finding.path) };
        match found.or_else(near) {
            Some((path, fate)) => self.words(path, fate),
            None => format!("edits {CONFIG_FILE}, or a file that it names"),
        }
    }

    /// The other file that the finding points into.
    fn shown(&self, finding: &Finding) -> Option<(&'a str, &'a Fate)> {
        let files = finding.diagnostic.labels.iter().filter_map(|label| label.file.as_deref());
        let found = files.filter_map(|path| self.fates.get_key_value(path));
        found.map(|(path, fate)| (*path, *fate)).next()
    }

    /// The event that the line at fault links to.
    fn linked(&self, finding: &Finding) -> Option<(&'a str, &'a Fate)> {
        if finding.diagnostic.primary.place != Place::Text || self.fates.is_empty() {
            return None;
        }
        let file = self.archive.read(&finding.path).ok()?;
        let lines = LineIndex::new(file.text());
        let line = lines.text(lines.line_at(finding.diagnostic.primary.span.start));
        line.split("](").skip(1).find_map(|rest| {
            let path = rest.strip_prefix(self.archive.layout().link_prefix())?.split(')').next()?;
            self.fates.get_key_value(path).map(|(path, fate)| (*path, *fate))
        })
    }

    /// The file that the message names, by its name or slug.
    fn named(&self, finding: &Finding) -> Option<(&'a str, &'a Fate)> {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let words: Vec<&str> = finding.diagnostic.message.split(|c| !is_word(c)).collect();
        let suffix = self.archive.layout().event().suffix();
        self.in_folder(split(&finding.path).0).find(|(path, _)| {
            let name = split(path).1;
            let slug = name.strip_suffix(suffix).unwrap_or(name);
            words.iter().any(|word| *word == name || *word == slug)
        })
    }

    fn in_folder(&self, folder: &str) -> impl Iterator<Item = (&'a str, &'a Fate)> {
        // What is in a folder need not stand together: `day-x.md` comes before `day/x.md`.
        let from =
            self.fates.range::<str, _>((Bound::Included(folder), Bound::Unbounded)).map(|(path, fate)| (*path, *fate));
        from.take_while(move |(path, _)| path.starts_with(folder)).filter(move |(path, _)| split(path).0 == folder)
    }

    /// The file of the same day, or of the nearest.
    fn near(&self, path: &str) -> Option<(&'a str, &'a Fate)> {
        let layout = self.archive.layout();
        let date = |path: &str| match layout.kind(path) {
            PathKind::Index => layout.index_date(path),
            kind => kind.date(),
        };
        let own = date(path);
        let days = |other: &str| {
            let days = own.zip(date(other)).and_then(|(own, other)| own.since(other).ok());
            days.map_or(i32::MAX, |span| span.get_days().abs())
        };
        let fates = self.fates.iter().map(|(path, fate)| (*path, *fate));
        fates.min_by_key(|(other, _)| days(other))
    }

    fn words(&self, path: &str, fate: &Fate) -> String {
        let link = |path: &str| self.archive.layout().destination(path);
        let path_link = link(path);
        match fate {
            Fate::Added => format!("adds {path_link}"),
            Fate::Deleted => format!("deletes {path_link}"),
            Fate::Renamed(to) => format!("renames {path_link} to {}", link(to)),
            Fate::Retitled => format!("edits the title of {path_link}"),
            Fate::Relinked => format!("edits what {path_link} is related to"),
            Fate::Edited => format!("edits {path_link}"),
        }
    }
}
