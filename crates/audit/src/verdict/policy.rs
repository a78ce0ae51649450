//! How much evidence is needed: every number of the policy, in one table.
//!
//! Whoever audits on a schedule never comes on the minute: what is to be 7 days after something else may be half a day
//! earlier ([`next_after`]).

use jiff::{SignedDuration, Timestamp};

use newslint_model::source::Tier;

/// How much sooner than after its spacing something counts, or is due.
const GRACE: SignedDuration = SignedDuration::from_hours(12);

/// What is needed for a verdict. The default is the policy that docs/src/verdicts.md describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The domain is in other hands. Readers are to be kept from there soon.
    pub hands: Requirement,
    /// 404, and what amounts to it.
    pub page: Requirement,
    /// The same, where a web archive saw the document go.
    pub page_seconded: Requirement,
    /// 410: somebody took the document away on purpose and says so.
    pub gone: Requirement,
    /// The host's name is gone or given up. A lapsed name can be redeemed for 43 days.
    pub domain: Requirement,
    /// No answer, which says least.
    pub unreachable: Requirement,
    /// Captures of 404 or 410 with which a web archive seconds the page tier.
    pub captures: Requirement,
    /// Documents of a host whose redirects lead to one page, from which on that page stands for none of them.
    pub shared_page: usize,
    /// Documents of a domain that have given way to one page, from which on that page is strangers'.
    pub foreign_page: usize,
    /// When a host is taken to be moved.
    pub quarantine: Quarantine,
    /// When it is taken to be shut down.
    pub shutdown: Shutdown,
    /// Visits that all led to one new address.
    pub moved: Requirement,
    /// When a whole domain has moved to another.
    pub outlet: OutletMove,
    /// Visits that first saw a document.
    pub first_seen: Requirement,
    /// Visits that saw another in its place.
    pub deviated: Requirement,
}

/// Observations that settle a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// How many.
    pub observations: usize,
    /// From one that counts to the next, at least, give or take the grace.
    pub apart: SignedDuration,
    /// From the first to the last, at least, give or take the grace.
    pub span: SignedDuration,
}

/// A host that was alive, and at which many documents are gone at once, is being moved, and they may come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarantine {
    /// Documents that were asked for since it began, at least.
    pub documents: usize,
    /// Of the host's documents, how many were alive before, in percent at least.
    pub alive_before: usize,
    /// Of the documents asked for since, how many are gone, in percent at least.
    pub gone_since: usize,
    /// How long what is observed settles nothing.
    pub lasts: SignedDuration,
}

/// A host at which everything that was there is gone at once is shut down, and it may come back as a whole. That most
/// never do costs their documents some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shutdown {
    /// Documents that went, at least.
    pub documents: usize,
    /// What is seen so soon after a document that was there says that the host is there.
    pub same_run: SignedDuration,
    /// How long it takes for more than one observation of each document.
    pub brief: SignedDuration,
    /// From the first document that goes to the last, and from there on how long what is observed settles nothing.
    pub lasts: SignedDuration,
}

/// A domain whose documents have moved to another domain, each to its own address there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutletMove {
    /// Documents that have moved, at least.
    pub documents: usize,
    /// Of the documents of which there is an answer, how many have moved, in percent at least.
    pub share: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            hands: Requirement::new(2, 7, 7),
            page: Requirement::new(3, 7, 21),
            page_seconded: Requirement::new(2, 14, 14),
            gone: Requirement::new(2, 14, 14),
            domain: Requirement::new(3, 7, 45),
            unreachable: Requirement::new(5, 7, 60),
            captures: Requirement::new(2, 30, 30),
            shared_page: 3,
            foreign_page: 3,
            quarantine: Quarantine { documents: 10, alive_before: 80, gone_since: 50, lasts: days(30) },
            shutdown: Shutdown {
                documents: 2,
                same_run: SignedDuration::from_hours(12),
                brief: days(7),
                lasts: days(30),
            },
            moved: Requirement::new(3, 7, 21),
            outlet: OutletMove { documents: 5, share: 90 },
            first_seen: Requirement::new(2, 7, 7),
            deviated: Requirement::new(3, 7, 30),
        }
    }
}

impl Policy {
    /// What settles a tier, without a web archive's record.
    pub fn requirement(&self, tier: Tier) -> Requirement {
        match tier {
            Tier::Hands => self.hands,
            Tier::Gone => self.gone,
            Tier::Page => self.page,
            Tier::Domain => self.domain,
            Tier::Unreachable => self.unreachable,
        }
    }
}

impl Policy {
    /// When a document can be settled to be gone at the earliest, if the first evidence is seen at that time.
    pub fn earliest(&self, first: Timestamp) -> Timestamp {
        let times = Tier::ALL.map(|tier| {
            let Requirement { observations, apart, span } = self.requirement(tier);
            let spaced = (1..observations).fold(first, |time, _| next_after(time, apart));
            spaced.max(next_after(first, span))
        });
        times.into_iter().min().unwrap_or(first)
    }
}

impl Requirement {
    const fn new(observations: usize, days_apart: i64, days_in_all: i64) -> Self {
        Self { observations, apart: days(days_apart), span: days(days_in_all) }
    }

    /// Whether visits at these times, which are in their order, are enough.
    pub(super) fn is_met(self, times: impl IntoIterator<Item = Timestamp>) -> bool {
        let mut times = times.into_iter();
        let Some(first) = times.next() else { return false };
        let (mut counted, mut last_counted, mut last) = (1, first, first);
        for time in times {
            last = time;
            if time >= next_after(last_counted, self.apart) {
                (counted, last_counted) = (counted + 1, time);
            }
        }
        // What is too close to the last that counts can count in its place.
        counted >= self.observations && last >= next_after(first, self.span)
    }
}

/// Days of 24 hours: policies do not know time zones.
pub const fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

/// When something has come that is to be so long after another: half a day before that, so that the runs of a schedule
/// count whenever on their day they start. Of what is near, the grace is less: two visits of one day stay two too many.
pub fn next_after(time: Timestamp, spacing: SignedDuration) -> Timestamp {
    after(time, spacing - GRACE.min(spacing / 4))
}

/// The time that long after another, or the end of time.
pub fn after(time: Timestamp, duration: SignedDuration) -> Timestamp {
    time.checked_add(duration).unwrap_or(Timestamp::MAX)
}
