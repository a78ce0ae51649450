//! The indexes of the days from which events go, or to which they come: they list what they have to, and lead to the day
//! before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::apply::apply;
use super::changes::Changes;
use super::draft::{Draft, draft};
use super::index::{inserted, lists, takes_items};
use crate::server::diagnostics::findings;
use crate::server::snapshot::Snapshot;
use newslint_linter::rules::{FARTHEST_INDEX, earlier_index, index_block};
use newslint_model::archive::Archive;
use newslint_model::diagnostic::{Edit, Finding, Span};
use newslint_model::event::{DayIndex, day_index};
use newslint_model::tree::join;

/// The files that will be written, by the paths that they have now.
pub type Drafts = BTreeMap<String, Draft>;

/// The days whose events or indexes become others.
#[derive(Default)]
pub struct Days {
    /// All of them.
    pub all: BTreeSet<Date>,
    /// Those that get an index, or lose one.
    pub indexed: BTreeSet<Date>,
}

impl Days {
    /// The days that changes are about.
    pub fn of(changes: &Changes, archive: &Archive) -> Days {
        let layout = archive.layout();
        let mut days = Days::default();
        let moved = changes.moves.moved().flat_map(|(old, new)| [old, new]);
        for path in moved.chain(changes.moves.deleted()) {
            days.indexed.extend(layout.index_date(path));
            days.all.extend(layout.kind(path).date());
        }
        days.all.extend(changes.titles.keys().filter_map(|path| layout.kind(path).date()));
        days.all.extend(&days.indexed);
        days
    }

    /// The paths that the indexes of these days have now.
    pub fn indexes(&self, changes: &Changes, archive: &Archive) -> Vec<String> {
        let layout = archive.layout();
        let names = |date: &Date| {
            let folder = layout.day_folder(*date);
            layout.day_indexes().iter().map(move |name| join(&folder, name)).collect::<Vec<_>>()
        };
        let is_there = |path: &String| changes.moves.comes(path) || archive.has(path) && !changes.moves.leaves(path);
        let there = self.all.iter().flat_map(names).filter(is_there);
        there.map(|path| changes.moves.before(&path).to_owned()).collect()
    }
}

/// Puts the items that left an index into those of their events' new days.
pub fn deliver(drafts: &mut Drafts, archive: &Archive) {
    let layout = archive.layout();
    let carried: Vec<_> = drafts.values_mut().flat_map(|draft| std::mem::take(&mut draft.carried)).collect();
    for draft in drafts.values_mut() {
        let Some(date) = layout.index_date(&draft.new) else { continue };
        let of_day = || carried.iter().filter(|item| layout.kind(&item.event).date() == Some(date));
        let mut events: Vec<&str> = of_day().map(|item| item.event.as_str()).collect();
        events.dedup();
        for event in events {
            let index = day_index::parse(&draft.text, layout.day_indexes());
            let destination = layout.destination(event);
            if lists(&draft.text, &index, &destination) || !takes_items(&draft.text, &index, &draft.new, layout) {
                continue;
            }
            let of_event = || of_day().filter(|item| item.event == event);
            let same_name = of_event().find(|item| draft.new.ends_with(&format!("/{}", item.name)));
            if let Some(item) = same_name.or_else(|| of_event().next()) {
                draft.text = apply(&draft.text, vec![inserted(&draft.text, &index, &destination, &item.text)]).into();
            }
        }
    }
}

/// The indexes that follow days which get an index or lose one: they may lead to these. By the paths that they have now.
pub fn following(days: &Days, changes: &Changes, post: &Archive) -> BTreeSet<String> {
    let layout = post.layout();
    let mut following = BTreeSet::new();
    for &day in &days.indexed {
        let mut date = day;
        for _ in 0..FARTHEST_INDEX {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
            let folder = layout.day_folder(date);
            if post.has_index(&folder) {
                let paths = layout.day_indexes().iter().map(|name| join(&folder, name)).filter(|path| post.has(path));
                following.extend(paths.map(|path| changes.moves.before(&path).to_owned()));
                break;
            }
        }
    }
    following
}

/// Mends what is found in indexes afterwards and was not before. `pre` is the archive as it is, `post` as it will be.
pub fn settle(pre: &Snapshot, post: &Snapshot, drafts: &mut Drafts, changes: &Changes, indexes: &BTreeSet<String>) {
    for path in indexes {
        if !drafts.contains_key(path)
            && let Some(draft) = draft(pre, changes, path)
        {
            drafts.insert(path.clone(), draft);
        }
    }
    let written: Vec<&Draft> = indexes.iter().filter_map(|path| drafts.get(path)).collect();
    let (old, new): (Vec<&str>, Vec<&str>) =
        written.iter().map(|draft| (draft.old.as_str(), draft.new.as_str())).unzip();
    let (Ok(was), Ok(is)) = (findings(pre, &old), findings(post, &new)) else { return };
    let mut texts = Vec::new();
    for draft in written {
        let of = |findings: &[Finding], path: &str| -> Vec<Finding> {
            let own =
                findings.iter().filter(|finding| *finding.path == *path && finding.diagnostic.rule == "day-index");
            own.cloned().collect()
        };
        let names = pre.archive.layout().day_indexes();
        let side = |snapshot, path, text, findings: &[Finding]| Side {
            snapshot,
            path,
            index: day_index::parse(text, names),
            text,
            found: of(findings, path),
        };
        let before = side(pre, &draft.old, &draft.before, &was);
        let after = side(post, &draft.new, &draft.text, &is);
        let edits = after.edits(&before, changes);
        if !edits.is_empty() {
            texts.push((draft.old.clone(), apply(&draft.text, edits)));
        }
    }
    for (path, text) in texts {
        drafts.get_mut(&path).into_iter().for_each(|draft| draft.text = text.as_str().into());
    }
}

/// An index before, or afterwards.
struct Side<'a> {
    snapshot: &'a Snapshot,
    path: &'a str,
    text: &'a str,
    index: DayIndex,
    found: Vec<Finding>,
}

impl Side<'_> {
    fn edits(&self, before: &Side<'_>, changes: &Changes) -> Vec<Edit> {
        let known: BTreeSet<&str> = before.found.iter().filter_map(unlisted).map(|(path, _)| path).collect();
        let unlisted = self.found.iter().filter_map(unlisted);
        let new = unlisted.filter(|(path, _)| !known.contains(changes.moves.before(path)));
        let mut edits: Vec<Edit> = new.flat_map(|(_, edits)| edits.iter().cloned()).collect();
        if before.wrong_previous().is_none()
            && let Some(fix) = self.wrong_previous().and_then(|found| found.diagnostic.fix.as_ref())
        {
            edits.extend(fix.edits.iter().cloned());
        }
        if before.lacks_previous().is_none() && !self.found.is_empty() {
            edits.extend(self.lacks_previous().map(|day| self.new_previous(day)));
        }
        edits
    }

    /// What is found wrong of the link to the day before.
    fn wrong_previous(&self) -> Option<&Finding> {
        let span = self.index.previous.as_ref()?.link.as_ref()?.destination;
        self.found.iter().find(|finding| finding.diagnostic.primary.span == span)
    }

    /// The day to which there should be a link, if there is none to any.
    fn lacks_previous(&self) -> Option<Date> {
        let archive = &*self.snapshot.archive;
        let date = archive.layout().index_date(self.path).filter(|_| self.index.previous.is_none())?;
        let takes = takes_items(self.text, &self.index, self.path, archive.layout());
        earlier_index(archive, date).filter(|_| takes)
    }

    fn new_previous(&self, day: Date) -> Edit {
        let layout = self.snapshot.archive.layout();
        let line = format!("## [Previous Day...]({})", layout.destination(&layout.day_index(day)));
        let end = self.text.len();
        Edit { span: Span::at(end), text: index_block(self.text, end, &line) }
    }
}

/// The event that an index does not list and should, and the edits that add it.
fn unlisted(finding: &Finding) -> Option<(&str, &[Edit])> {
    let edits = &*finding.diagnostic.fix.as_ref()?.edits;
    let event = finding.diagnostic.labels.iter().find_map(|label| label.file.as_deref())?;
    edits.iter().all(|edit| edit.span.is_empty()).then_some((event, edits))
}
