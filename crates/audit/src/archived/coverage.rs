//! Whether there is a copy of a source that is still there. Nobody reads it: that is for when it is needed.

use jiff::{SignedDuration, Timestamp};

use super::search::CopySearch;
use crate::history::LookupAnswer;

/// How long what an archive has said is believed.
const LASTS: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Whether there is a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CopyCoverage {
    /// An archive has one, from the day before the event on.
    Copy,
    /// No archive has one.
    None,
    /// No archive has one, and one does not show the site.
    Excluded,
    /// Not all archives were asked.
    #[default]
    Unasked,
}

impl CopySearch<'_> {
    /// Whether there is a copy.
    pub(crate) fn coverage(&self) -> CopyCoverage {
        let mut is_excluded = false;
        for at in 0..self.archives.len() {
            match self.last_lookup(at).map(|lookup| &lookup.answer) {
                None => return CopyCoverage::Unasked,
                Some(LookupAnswer::Excluded) => is_excluded = true,
                Some(LookupAnswer::Captures(_)) if self.has_copy(at) => return CopyCoverage::Copy,
                Some(LookupAnswer::Captures(_)) => {}
            }
        }
        if is_excluded { CopyCoverage::Excluded } else { CopyCoverage::None }
    }

    /// The archive to be asked for a copy, and when it was asked last. `None` if nobody is to be.
    pub(crate) fn to_cover(&self) -> Option<(usize, Option<Timestamp>)> {
        for at in 0..self.archives.len() {
            match self.last_lookup(at) {
                None => return Some((at, None)),
                Some(lookup) if self.now.duration_since(lookup.at) >= LASTS => return Some((at, Some(lookup.at))),
                Some(_) if self.has_copy(at) => return None,
                Some(_) => {}
            }
        }
        None
    }
}
