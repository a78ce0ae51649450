//! Verdicts out of a store, in which hosts are judged one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::Timestamp;

use crate::archived::Archived;
use crate::judged_domain::JudgedDomain;
use crate::store::{Store, StoreError, host_of};
use crate::verdict::Policy;
use newslint_model::source::{
    ArchivePlaces, Cause, CitedCopy, CitedDocument, Remark, Settlement, Settlements, Verdict, is_plain_url,
};

/// A store that is judged where it is asked.
pub struct Stored {
    /// The store.
    pub store: Box<dyn Store>,
    /// The present time. What was observed later does not count.
    pub now: Timestamp,
    /// Where copies are looked for.
    pub web_archives: ArchivePlaces,
}

impl Stored {
    /// What is settled of these documents. Of the copies, the nearest to the event's day is proposed.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub fn look_up(&self, documents: &BTreeSet<CitedDocument>) -> Result<Settlements, StoreError> {
        let mut hosts: BTreeMap<String, Vec<&CitedDocument>> = BTreeMap::new();
        for document in documents {
            hosts.entry(host_of(&document.0)).or_default().push(document);
        }
        let policy = Policy::default();
        let mut settled = Vec::new();
        self.store.for_each_domain_of_hosts(hosts.keys().map(String::as_str), |domain| {
            let judged = JudgedDomain::new(domain, &policy, self.now, &self.web_archives);
            for (name, urls) in domain.hosts() {
                let found = |document: &&CitedDocument| {
                    Some(((*document).clone(), settlement_of(&judged, urls.clone(), document)?))
                };
                settled.extend(hosts.get(name).into_iter().flatten().filter_map(found));
            }
        })?;
        Ok(settled.into_iter().collect())
    }
}

/// What is settled of a document of a host, whose URLs are at these positions.
fn settlement_of(judged: &JudgedDomain<'_>, urls: Range<usize>, (key, event): &CitedDocument) -> Option<Settlement> {
    let histories = &judged.domain.histories[urls.clone()];
    let at = urls.start + histories.binary_search_by(|history| history.url.as_str().cmp(key)).ok()?;
    let (_, judgment) = judged.url(at);
    let (verdict, known) = (judgment.verdict, judgment.cause.zip(judgment.since));
    let (repair, remark) = (judgment.repair.as_deref(), judgment.remark.as_deref());
    // Copies need not be looked for where there is nothing to settle.
    let is_lost = judgment.verdict.is_settled() || matches!(remark, Some(Remark::Deviated { .. })) || repair.is_some();
    let archived = if is_lost { judged.archived(at, *event) } else { Archived::Unasked };
    settlement(verdict, known, repair, remark, &archived)
}

/// What is settled of a document, if its death is, of one that was found at another address, and of one of which there is
/// something else to say.
pub(super) fn settlement(
    verdict: Verdict,
    known: Option<(Cause, Timestamp)>,
    repair: Option<&str>,
    remark: Option<&Remark>,
    archived: &Archived,
) -> Option<Settlement> {
    let (cause, since) = known?;
    let archived = match archived {
        Archived::Copy(copy) => Some(CitedCopy { url: copy.url.clone(), at: copy.at }),
        Archived::Unasked | Archived::None | Archived::Excluded | Archived::Unread | Archived::Unfit(_) => None,
    };
    let repair = repair.filter(|repair| is_plain_url(repair)).map(str::to_owned);
    let remark = remark.filter(|remark| remark.is_plain()).cloned();
    let settlement = Settlement { verdict, cause, since, archived, repair, remark };
    settlement.is_told().then_some(settlement)
}
