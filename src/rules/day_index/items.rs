//! The items of a day's index: each leads to an event of the day, has its title, and is there once.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::archive::{Facts, Target, is_same_text};
use crate::diagnostic::{Level, Reporter, Span, brief, brief_address};
use crate::event::{IndexItem, Link};
use crate::rules::rule::IndexFile;
use crate::rules::shared::event_path::check_path;
use crate::rules::shared::link_text::check_text;
use crate::tree::{join, split};

/// The events that the items of an index lead to.
#[derive(Default)]
pub(super) struct Listed<'t> {
    /// What they lead to.
    destinations: HashSet<&'t str>,
    /// What items without an event seem to mean.
    meant: HashSet<String>,
}

impl Listed<'_> {
    pub fn has(&self, destination: &str) -> bool {
        self.destinations.contains(destination) || self.meant.contains(destination)
    }
}

pub(super) fn check<'t>(index: &IndexFile<'t>, date: Date, facts: &Facts<'_>, report: &mut Reporter<'_>) -> Listed<'t> {
    let text = index.text();
    let links = index.index.items.iter().filter_map(|item| item.link.as_ref());
    let destinations = links.map(|link| link.destination.of(text)).collect();
    let mut items = Items { index, date, facts, listed: Listed { destinations, meant: HashSet::new() } };
    let mut first: HashMap<&str, Span> = HashMap::new();
    for item in &index.index.items {
        let Some(link) = &item.link else {
            items.without_link(item, report);
            continue;
        };
        let destination = link.destination.of(text);
        match first.get(destination) {
            None => {
                first.insert(destination, link.destination);
                items.check(link, report);
            }
            Some(first) => {
                let message = format!("the event {} is listed twice", brief_address(destination));
                let diagnostic = report.at(link.destination, message);
                diagnostic.label(*first, "first here").help("delete one of the two items");
            }
        }
    }
    items.listed
}

struct Items<'a, 't> {
    index: &'a IndexFile<'t>,
    date: Date,
    facts: &'a Facts<'a>,
    listed: Listed<'t>,
}

impl Items<'_, '_> {
    fn without_link(&mut self, item: &IndexItem, report: &mut Reporter<'_>) {
        let meant = self.meant("", item.heading.text.of(self.index.text()));
        let diagnostic =
            report.at(item.heading.text, format!("`{}` is not a link", brief(item.heading.text.of(self.index.text()))));
        match &meant {
            Some(meant) => diagnostic.says(format!("expected [title]({meant})")),
            None => diagnostic.says("expected [title](path)"),
        };
        self.listed.meant.extend(meant);
    }

    /// Checks where an item leads to and what it says.
    fn check(&mut self, link: &Link, report: &mut Reporter<'_>) {
        let (text, archive) = (self.index.text(), self.facts.archive);
        let (layout, destination) = (archive.layout(), link.destination.of(text));
        if let Target::Event { path, date } = layout.target(destination)
            && date != self.date
            && (archive.contains(path) || archive.is_absent(path))
        {
            let meant = self.meant(destination, link.text.of(text));
            let message = format!("{} is an event of another day", brief_address(destination));
            let diagnostic = report.at(link.destination, message);
            diagnostic.says(format!("expected one of {}", layout.format_date(self.date)));
            if let Some(meant) = &meant {
                diagnostic.meant(meant).unsafe_fix(link.destination, meant);
            }
            self.listed.meant.extend(meant);
            return;
        }
        let path = destination.strip_prefix(layout.link_prefix());
        if let Some(event) = path.and_then(|path| self.facts.event(path)) {
            if let Some(diagnostic) = check_text(text, link, Some(event), report) {
                diagnostic.at_most(Level::Note);
            }
            return;
        }
        let Some((diagnostic, guess)) = check_path(archive, self.index.path, text, link.destination, report) else {
            return;
        };
        let guess = guess.map(|guess| layout.destination(&guess.path)).filter(|guess| !self.listed.has(guess));
        let meant = guess.or_else(|| {
            let meant = self.meant(destination, link.text.of(text));
            // What the path alone seems to mean is listed.
            diagnostic.meant.clone_from(&meant);
            match &meant {
                Some(meant) => diagnostic.unsafe_fix(link.destination, meant),
                None => diagnostic.help("delete the item"),
            };
            meant
        });
        self.listed.meant.extend(meant);
    }

    /// The destination of the day's event that no item leads to, and that has this file name or else this title.
    fn meant(&self, destination: &str, title: &str) -> Option<String> {
        let (folder, _) = split(self.index.path);
        let layout = self.facts.archive.layout();
        let is_free = |path: &str| Some(layout.destination(path)).filter(|meant| !self.listed.has(meant));
        let same_name = Some(join(folder, split(destination).1)).filter(|path| self.facts.event(path).is_some());
        same_name.and_then(|path| is_free(&path)).or_else(|| {
            let mut events = self.facts.day(folder).iter();
            events.find_map(|event| is_same_text(title, &event.title).then(|| is_free(&event.path)).flatten())
        })
    }
}
