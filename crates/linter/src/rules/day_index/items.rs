//! The items of a day's index: each leads to an event of the day, has its title, and is there once.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::rules::rule::IndexFile;
use crate::rules::shared::event_path::{Guess, check_path};
use crate::rules::shared::link_text::check_text;
use newslint_model::archive::{Facts, Target, is_same_text};
use newslint_model::diagnostic::{Level, Reporter, Span, brief, brief_address};
use newslint_model::event::{IndexItem, Link};
use newslint_model::tree::{join, split};

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
        let meant = self.of_title(item.heading.text.of(self.index.text()));
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
            let meant = self.of_name(destination).or_else(|| self.of_title(link.text.of(text)));
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
        let destination_of = |guess: Guess| layout.destination(&guess.path);
        let guess = guess.map(destination_of).filter(|guess| self.is_free_here(guess));
        let meant = self.of_name(destination).or(guess.clone()).or_else(|| self.of_title(link.text.of(text)));
        if meant.is_none() || meant != guess {
            // What the path alone seems to mean is listed, or of another day.
            diagnostic.meant.clone_from(&meant);
            diagnostic.fix = None;
            match &meant {
                Some(meant) => diagnostic.unsafe_fix(link.destination, meant),
                None => diagnostic.help("delete the item"),
            };
        }
        self.listed.meant.extend(meant);
    }

    /// The destination of the day's event with the file name that `destination` has.
    fn of_name(&self, destination: &str) -> Option<String> {
        let path = join(split(self.index.path).0, split(destination).1);
        let is_event = self.facts.event(&path).is_some();
        Some(self.facts.archive.layout().destination(&path)).filter(|meant| is_event && self.is_free_here(meant))
    }

    /// The destination of the day's event with that title.
    fn of_title(&self, title: &str) -> Option<String> {
        let folder = split(self.index.path).0;
        if self.facts.archive.is_crowded(folder) {
            return None;
        }
        let mut same = self.facts.day(folder).iter().filter(|event| is_same_text(title, &event.title));
        same.find_map(|event| {
            Some(self.facts.archive.layout().destination(&event.path)).filter(|meant| self.is_free_here(meant))
        })
    }

    /// Whether a destination is in the day's folder, and no item leads there or seems to.
    fn is_free_here(&self, destination: &str) -> bool {
        let path = destination.strip_prefix(self.facts.archive.layout().link_prefix());
        path.is_some_and(|path| split(path).0 == split(self.index.path).0) && !self.listed.has(destination)
    }
}
