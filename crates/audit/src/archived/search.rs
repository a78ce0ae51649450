//! Which capture is a copy of the document, as far as it is known, and what has to be found out next.
//!
//! A pure function of what the archives have said and of the copies that were read. The archives are asked in their
//! order, and the first that has a good copy wins. Of its captures the best comes first: it is read before it is
//! proposed, and if it turns out to be something else, so is the next one.

use std::collections::HashSet;
use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::choose::{Archived, ArchivedCopy, rank};
use super::own_page::OwnPages;
use crate::history::{Capture, CopyReading, Lookup, LookupAnswer};
use newslint_model::source::{ArchivePlace, ArchivePlaces, Cause};

/// The most copies of a source that are read in an archive within [`READING_LASTS`], and turn out to be something else.
pub(crate) const MOST_READINGS: usize = 4;

/// How long that counts.
const READING_LASTS: SignedDuration = SignedDuration::from_hours(365 * 24);

/// For how many days after an event nobody else can have its sources' domains: its authors have read them.
const DAYS_OF_EVENT: i32 = 30;

/// How long what an archive has said is believed, and how long if that led to a good copy.
const LOOKUP_LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);
const GOOD_LASTS: SignedDuration = SignedDuration::from_hours(365 * 24);

/// How long it is believed that an archive could not show a copy: what is on a page stays.
const FAILURE_LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What is known of the copies of a source, and of the source.
pub(crate) struct CopySearch<'s> {
    pub archives: &'s ArchivePlaces,
    /// The day of the event that cites it.
    pub event: Date,
    /// The digests of texts that several documents of the host have, see [`shared_digests`](super::shared_digests).
    pub shared: &'s HashSet<String>,
    /// Since when strangers have the domain, if they have or had it.
    pub foreign_since: Option<Timestamp>,
    pub own: &'s OwnPages,
    /// Up to now, in the order of time.
    pub lookups: &'s [&'s Lookup],
    /// With when they were made; in the same order.
    pub readings: &'s [(Timestamp, &'s CopyReading)],
    pub now: Timestamp,
}

/// What is known of the copies in one archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InArchive<'s> {
    Unasked,
    None,
    Excluded,
    /// These have to be read, the best first, before it is known which is the best good one.
    Unread(Vec<&'s Capture>),
    /// So many are none of the document.
    Unfit(usize),
    Good(ArchivedCopy),
}

/// What has to be found out next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CopyStep<'s> {
    /// The archive at this position is to be asked.
    Ask(usize),
    /// This capture of it is to be read.
    Read(usize, &'s Capture),
}

/// Why a copy that was read is not proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyFault {
    /// What it turned out to be.
    Cause(Cause),
    /// It is from the time of strangers.
    Strangers,
    /// Its title is neither the event's nor the one that the page had.
    OtherTitle,
    /// It is no page, and the document was one.
    NoPage,
}

/// For the end of a sentence.
impl fmt::Display for CopyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cause(Cause::Alive) => "it is a page",
            Self::Cause(Cause::SoftNotFound) => "it says that there is no such page",
            Self::Cause(Cause::Removed) => "it says that the document was taken away",
            Self::Cause(Cause::NoContent) => "it has no content",
            Self::Cause(Cause::EmptyShell) => "it has no text without scripts",
            Self::Cause(Cause::Consent) => "it asks for consent first",
            Self::Cause(Cause::Login) => "it asks for a login",
            Self::Cause(Cause::Challenge) => "it asks for proof that its reader is human",
            Self::Cause(Cause::Gate) => "it only redirects its reader",
            Self::Cause(Cause::FrontPage) => "it is a front page",
            Self::Cause(Cause::SectionPage) => "it is a section page",
            Self::Cause(Cause::ForSale) => "it offers the domain for sale",
            Self::Cause(Cause::Parked) => "it is a parked domain's page",
            Self::Cause(Cause::Suspended) => "it says that the account is suspended",
            Self::Cause(Cause::DefaultPage) => "it is the server software's default page",
            Self::Cause(Cause::ForeignText) => "it is full of words about gambling or pills",
            Self::Cause(Cause::ForeignLanding) => "it redirects to another site",
            Self::Cause(cause) => return write!(f, "the archive could not show it: {cause}"),
            Self::Strangers => "it is from a time when something else was there",
            Self::OtherTitle => "its title is neither the event's nor the page's own",
            Self::NoPage => "it is not a page",
        })
    }
}

/// A capture, and what is known of it.
struct Candidate<'s> {
    capture: &'s Capture,
    reading: Option<&'s CopyReading>,
}

impl Candidate<'_> {
    /// When the copy was made that readers get.
    fn at(&self) -> Timestamp {
        self.served().map_or(self.capture.at, |served| served.0)
    }

    fn served(&self) -> Option<(Timestamp, &str)> {
        let served = self.reading.filter(|reading| is_of(reading, self.capture))?.served.as_ref()?;
        Some((served.captured, &served.original))
    }
}

fn is_of(reading: &CopyReading, capture: &Capture) -> bool {
    reading.captured == capture.at && reading.original == capture.original
}

impl<'s> CopySearch<'s> {
    /// What is known of all archives together.
    pub(crate) fn known(&self) -> Archived {
        let (mut weak, mut unfit) = (None, 0);
        let (mut is_unread, mut is_unasked, mut is_excluded) = (false, false, false);
        for at in 0..self.archives.len() {
            match self.archive(at) {
                InArchive::Good(copy) if copy.is_weak => weak = weak.or(Some(copy)),
                InArchive::Good(copy) => return Archived::Copy(copy),
                InArchive::Unasked => is_unasked = true,
                InArchive::Unread(_) => is_unread = true,
                InArchive::Unfit(count) => unfit += count,
                InArchive::Excluded => is_excluded = true,
                InArchive::None => {}
            }
        }
        match weak {
            Some(copy) => Archived::Copy(copy),
            None if is_unread => Archived::Unread,
            None if is_unasked => Archived::Unasked,
            None if unfit > 0 => Archived::Unfit(unfit),
            None if is_excluded => Archived::Excluded,
            None => Archived::None,
        }
    }

    /// What has to be found out next, without some of the archives; `None` if everything is known.
    pub(crate) fn next(&self, without: &[usize]) -> Option<CopyStep<'s>> {
        for at in (0..self.archives.len()).filter(|at| !without.contains(at)) {
            let known = self.archive(at);
            let lasts = if matches!(known, InArchive::Good(_)) { GOOD_LASTS } else { LOOKUP_LASTS };
            if self.last_lookup(at).is_none_or(|lookup| self.age(lookup.at) >= lasts) {
                return Some(CopyStep::Ask(at));
            }
            match known {
                InArchive::Unread(captures) => return captures.first().map(|capture| CopyStep::Read(at, capture)),
                InArchive::Good(copy) if !copy.is_weak => return None,
                _ => {}
            }
        }
        None
    }

    /// What is known of the copies in the archive at a position.
    pub(crate) fn archive(&self, at: usize) -> InArchive<'s> {
        let (Some(place), Some(lookup)) = (self.archives.get(at), self.last_lookup(at)) else {
            return InArchive::Unasked;
        };
        let captures = match &lookup.answer {
            LookupAnswer::Excluded => return InArchive::Excluded,
            LookupAnswer::Captures(captures) => captures,
        };
        let mut candidates: Vec<Candidate<'s>> = captures
            .iter()
            .filter(|capture| self.can_be_document(capture))
            .map(|capture| Candidate { capture, reading: self.reading(at, capture) })
            .collect();
        if candidates.is_empty() {
            return InArchive::None;
        }
        candidates.sort_by_key(|candidate| (rank(self.event, candidate.at()), &candidate.capture.original));
        let good = candidates.iter().position(|candidate| {
            candidate.reading.is_some_and(|reading| self.fault(reading, candidate.at()).is_none())
        });
        let before = &candidates[..good.unwrap_or(candidates.len())];
        let unread = self.unread(at, before);
        match good {
            _ if !unread.is_empty() => InArchive::Unread(unread),
            Some(good) => InArchive::Good(self.copy(place, &candidates[good])),
            None => InArchive::Unfit(candidates.len()),
        }
    }

    /// When the archive at a position was asked last.
    pub(crate) fn last_lookup(&self, at: usize) -> Option<&'s Lookup> {
        let is_of = |lookup: &&&Lookup| self.archives.position(lookup.archive.as_deref()) == Some(at);
        self.lookups.iter().rfind(is_of).copied()
    }

    /// Whether a copy that was read, of which this was served, is not the document.
    pub(crate) fn fault(&self, reading: &CopyReading, served: Timestamp) -> Option<CopyFault> {
        if self.foreign_since.is_some_and(|since| served >= since) {
            return Some(CopyFault::Strangers);
        }
        if !reading.cause.is_alive() {
            return Some(CopyFault::Cause(reading.cause));
        }
        let is_of_event = matches!(rank(self.event, served), (false, ..=DAYS_OF_EVENT, _));
        match &reading.page {
            Some(page) => (!page.cited && !self.own.have(page, is_of_event)).then_some(CopyFault::OtherTitle),
            None => self.own.are_known().then_some(CopyFault::NoPage),
        }
    }

    /// Whether the archive at a position has a copy that is not from before the event, as far as is known.
    pub(super) fn has_copy(&self, at: usize) -> bool {
        let captures = self.last_lookup(at).map_or(&[][..], |lookup| lookup.answer.captures());
        let can_be = captures.iter().filter(|capture| self.can_be_document(capture) && !rank(self.event, capture.at).0);
        let is_bad = |reading: &CopyReading| self.fault(reading, reading.captured).is_some();
        can_be.into_iter().any(|capture| !self.reading(at, capture).is_some_and(is_bad))
    }

    /// Whether a capture can be of the document, as far as the index tells. What several documents of the host have is an
    /// answer to everything.
    fn can_be_document(&self, capture: &Capture) -> bool {
        capture.status == 200
            && !self.shared.contains(&capture.digest)
            && self.foreign_since.is_none_or(|since| capture.at < since)
    }

    /// What the capture of an archive, or another one of the same body, turned out to be when it was read last.
    fn reading(&self, at: usize, capture: &Capture) -> Option<&'s CopyReading> {
        let is_same = |reading: &CopyReading| {
            is_of(reading, capture)
                || (!capture.digest.is_empty() && reading.digest == capture.digest && reading.served.is_none())
        };
        let mut readings = self.readings_of(at).rev();
        let (read_at, reading) = readings.find(|(_, reading)| is_same(reading))?;
        let is_over = reading.page.is_none() && !reading.cause.is_alive() && self.age(read_at) >= FAILURE_LASTS;
        (!is_over).then_some(reading)
    }

    /// The best captures of these that were not read yet, each body once, as many as may be read yet.
    fn unread(&self, at: usize, candidates: &[Candidate<'s>]) -> Vec<&'s Capture> {
        let recent = self.readings_of(at).filter(|(read_at, _)| self.age(*read_at) < READING_LASTS);
        let bad = recent.filter(|(_, reading)| {
            let served = reading.served.as_ref().map_or(reading.captured, |served| served.captured);
            self.fault(reading, served).is_some()
        });
        let left = MOST_READINGS.saturating_sub(bad.count());
        let mut digests = HashSet::new();
        let unread = candidates.iter().filter(|candidate| candidate.reading.is_none()).map(|known| known.capture);
        unread.filter(|capture| capture.digest.is_empty() || digests.insert(&capture.digest)).take(left).collect()
    }

    fn readings_of(&self, at: usize) -> impl DoubleEndedIterator<Item = (Timestamp, &'s CopyReading)> {
        let is_of = move |reading: &CopyReading| self.archives.position(reading.archive.as_deref()) == Some(at);
        self.readings.iter().copied().filter(move |(_, reading)| is_of(reading))
    }

    fn age(&self, at: Timestamp) -> SignedDuration {
        self.now.duration_since(at)
    }

    fn copy(&self, place: &ArchivePlace, candidate: &Candidate<'_>) -> ArchivedCopy {
        let capture = candidate.capture;
        let (captured, original) = candidate.served().unwrap_or((capture.at, &capture.original));
        ArchivedCopy::new(place, self.event, captured, original)
    }
}
