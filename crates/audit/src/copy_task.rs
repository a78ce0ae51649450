//! What is still to be found out of the copies of a source, with enough of what is known to go on from there.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::archived::{CopySearch, CopyStep, OwnPages, rank};
use super::history::{Capture, CopyReading, Lookup, LookupAnswer};
use newslint_model::source::ArchivePlaces;

/// The captures of a source that are kept until it is its turn: more than are read of it.
const MOST_CAPTURES: usize = 8;

/// Something to be found out.
#[derive(Debug)]
pub struct CopyTask {
    /// The URL's position in [`Cited::urls`](super::cited::Cited).
    pub url: u32,
    pub question: CopyQuestion,
    /// What is known. Of what was found gone only now there is nothing, and the next run goes on.
    pub context: Option<Box<CopyContext>>,
}

#[derive(Debug)]
pub enum CopyQuestion {
    /// An archive is asked for captures, and with `record` also whether it saw the document go.
    Ask { archive: usize, record: bool },
    /// A capture is read.
    Read { archive: usize, capture: Capture },
}

impl CopyTask {
    /// The archive at which it is to be found out.
    pub fn archive(&self) -> usize {
        match self.question {
            CopyQuestion::Ask { archive, .. } | CopyQuestion::Read { archive, .. } => archive,
        }
    }
}

/// What is known of the copies of a source: see [`CopySearch`].
#[derive(Debug)]
pub struct CopyContext {
    archives: ArchivePlaces,
    event: Date,
    shared: Arc<HashSet<String>>,
    foreign_since: Option<Timestamp>,
    own: OwnPages,
    lookups: Vec<Lookup>,
    readings: Vec<(Timestamp, CopyReading)>,
    /// Whether it can settle something that an archive saw the document go.
    record: bool,
    /// Archives that fail in this run.
    passed_over: Vec<usize>,
}

impl CopyContext {
    /// A copy of what a search goes by.
    pub(super) fn of(search: &CopySearch<'_>, shared: Arc<HashSet<String>>, record: bool) -> Self {
        let last = (0..search.archives.len()).filter_map(|at| search.last_lookup(at));
        Self {
            archives: search.archives.clone(),
            event: search.event,
            shared,
            foreign_since: search.foreign_since,
            own: search.own.clone(),
            lookups: last.map(|lookup| shortened(lookup.clone(), search.event)).collect(),
            readings: search.readings.iter().map(|(at, reading)| (*at, (*reading).clone())).collect(),
            record,
            passed_over: Vec::new(),
        }
    }

    /// What is to be found out next.
    pub fn next(&self, now: Timestamp) -> Option<CopyQuestion> {
        let lookups: Vec<&Lookup> = self.lookups.iter().collect();
        let readings: Vec<(Timestamp, &CopyReading)> = self.readings.iter().map(|(at, read)| (*at, read)).collect();
        let search = CopySearch {
            archives: &self.archives,
            event: self.event,
            shared: &self.shared,
            foreign_since: self.foreign_since,
            own: &self.own,
            lookups: &lookups,
            readings: &readings,
            now,
        };
        search.next(&self.passed_over).map(|step| match step {
            CopyStep::Ask(archive) => CopyQuestion::Ask { archive, record: self.record },
            CopyStep::Read(archive, capture) => CopyQuestion::Read { archive, capture: capture.clone() },
        })
    }

    /// Goes on without the archive at a position, which fails.
    pub fn pass_over(&mut self, archive: usize) {
        self.passed_over.push(archive);
    }

    /// Takes in what an archive has said.
    pub fn learn(&mut self, lookup: &Lookup) {
        self.lookups.push(shortened(lookup.clone(), self.event));
    }

    /// Takes in what a copy turned out to be.
    pub fn learn_reading(&mut self, at: Timestamp, reading: &CopyReading) {
        self.readings.push((at, reading.clone()));
    }
}

/// The same with the captures that can be a copy, and of these with the best: there are many sources.
fn shortened(mut lookup: Lookup, event: Date) -> Lookup {
    if let LookupAnswer::Captures(captures) = &mut lookup.answer {
        captures.retain(|capture| capture.status == 200);
        captures.sort_by_key(|capture| rank(event, capture.at));
        captures.truncate(MOST_CAPTURES);
        captures.shrink_to_fit();
    }
    lookup
}
