//! What became of the copies of a URL, for somebody who wants to know why one is proposed or none.

use jiff::Timestamp;
use jiff::civil::Date;

use super::archived::{Archived, CopyFault};
use super::domain::Domain;
use super::history::CopyReading;
use super::judged_domain::JudgedDomain;
use super::verdict::Policy;
use newslint_model::source::ArchivePlaces;

/// What became of the copies of a URL.
#[derive(Debug, Default)]
pub struct ExplainedCopies {
    /// Those that were read, in the order of time.
    pub readings: Vec<ExplainedReading>,
    /// What is known of them together.
    pub known: Archived,
}

/// A copy that was read.
#[derive(Debug)]
pub struct ExplainedReading {
    /// When it was read.
    pub at: Timestamp,
    /// What it turned out to be.
    pub reading: CopyReading,
    /// Why it is not proposed, if it is not the document.
    pub fault: Option<CopyFault>,
}

/// Explains what became of the copies of `url`, one of the domain's, which an event of that day cites.
pub fn explain_copies(
    domain: &Domain,
    url: &str,
    event: Option<Date>,
    (policy, now, archives): (&Policy, Timestamp, &ArchivePlaces),
) -> ExplainedCopies {
    let judged = JudgedDomain::new(domain, policy, now, archives);
    let known = domain.histories.iter().position(|history| history.url == url).zip(event);
    let Some((at, event)) = known else {
        return ExplainedCopies::default();
    };
    let readings = judged.readings(at, event).into_iter();
    let readings = readings.map(|(at, reading, fault)| ExplainedReading { at, reading: reading.clone(), fault });
    ExplainedCopies { readings: readings.collect(), known: judged.archived(at, Some(event)) }
}
