//! As of when a report is, and with when it is compared.

use jiff::Timestamp;

use crate::store::{Store, StoreError};

/// The time that a report covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The time as of which it is. What was observed later is not in it.
    pub as_of: Timestamp,
    /// The newest observation by then, by which the report is remembered.
    pub newest: Option<Timestamp>,
    /// The time with which it is compared, if there is any.
    pub previous: Option<Timestamp>,
    /// Whether that is what an earlier report knew, and not a time that somebody named.
    pub is_since_report: bool,
}

impl Period {
    /// Compared with a time that somebody names or, without one, with what the last report knew that knew less. So all
    /// reports of the same observations tell the same news.
    pub fn of(store: &dyn Store, as_of: Timestamp, since: Option<Timestamp>) -> Result<Period, StoreError> {
        let newest = store.newest_visit(as_of)?;
        let last_report = match newest {
            Some(newest) if since.is_none() => store.reports()?.into_iter().rfind(|report| *report < newest),
            _ => None,
        };
        Ok(Period { as_of, newest, previous: since.or(last_report), is_since_report: last_report.is_some() })
    }

    /// Compared with nothing.
    pub fn alone(as_of: Timestamp) -> Period {
        Period { as_of, newest: None, previous: None, is_since_report: false }
    }
}
