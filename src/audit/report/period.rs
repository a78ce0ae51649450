//! What a report is about in time.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::audit::store::{Store, StoreError};

/// Between two runs there is at least this much time without any observation.
const BETWEEN_RUNS: SignedDuration = SignedDuration::from_hours(12);

/// The time that a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The time as of which it is. What was observed later is not in it.
    pub as_of: Timestamp,
    /// The time with which it is compared, if there is any.
    pub previous: Option<Timestamp>,
}

impl Period {
    /// From the end of the run before the last one.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn of_last_run(store: &Store, as_of: Timestamp) -> Result<Period, StoreError> {
        // The first and the last observation of each hour: as many as there are hours, not as there are observations.
        let mut hours: BTreeMap<i64, (Timestamp, Timestamp)> = BTreeMap::new();
        store.for_each_host(|_, histories| {
            for visit in histories.iter().flat_map(|history| history.visits_until(as_of)) {
                let hour = hours.entry(visit.at.as_second().div_euclid(3600)).or_insert((visit.at, visit.at));
                *hour = (hour.0.min(visit.at), hour.1.max(visit.at));
            }
            Ok::<(), StoreError>(())
        })?;
        let hours: Vec<(Timestamp, Timestamp)> = hours.into_values().collect();
        let gap = hours.windows(2).rev().find(|pair| pair[1].0.duration_since(pair[0].1) >= BETWEEN_RUNS);
        Ok(Period { as_of, previous: gap.map(|pair| pair[0].1) })
    }
}
