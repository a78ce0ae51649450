//! What is to be written down of a run, and what decides whether it counts.

use std::sync::Arc;

use crate::history::{CopyNote, Lookup, Visit};
use crate::lease::Held;
use crate::reach::Reach;

/// What is to be written, and whether it may be.
#[derive(Debug)]
pub(super) enum Note {
    /// A visit of a host came so far. It may be made again before it is an observation.
    Came(String, Reach),
    /// A URL was visited.
    Seen(String, Visit, Circumstances),
    /// A web archive was asked of a URL.
    LookedUp(String, Lookup),
    /// Something was done about copies of a URL.
    Copy(String, CopyNote),
    /// It is time to judge the stretch. The control URLs worked until now, or there are none.
    Vouched,
    /// It is time to judge the stretch. The control URLs failed at some time in it.
    Tainted,
}

/// What decides whether an observation counts.
#[derive(Clone, Debug)]
pub(super) struct Circumstances {
    /// The number of the stretch in which it was made.
    pub stretch: usize,
    /// Whether something came between us and the host.
    pub is_hindered: bool,
    /// The lease under which it was made, where there are several workers.
    pub held: Option<Arc<Held>>,
}

impl Circumstances {
    /// The same under a lease.
    pub(super) fn under(self, held: Option<Arc<Held>>) -> Self {
        Self { held, ..self }
    }

    /// Whether what was seen counts, by whether the network worked in the stretches so far. `None` if that is not known
    /// yet.
    pub(super) fn count(&self, worked: &[bool]) -> Option<bool> {
        let spread = usize::from(self.is_hindered);
        let mut about = self.stretch.saturating_sub(spread)..=self.stretch + spread;
        let is_known = self.stretch + spread < worked.len();
        let is_bad = about.any(|stretch| worked.get(stretch) == Some(&false));
        if is_bad { Some(false) } else { is_known.then_some(true) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_counts_by_its_stretch_and_what_was_not_reached_by_its_neighbours_too() {
        let count =
            |stretch, is_hindered, worked: &[bool]| Circumstances { stretch, is_hindered, held: None }.count(worked);
        for (stretch, worked, expected, expected_if_hindered) in [
            (0, &[][..], None, None),
            (0, &[true], Some(true), None),
            (0, &[true, true], Some(true), Some(true)),
            (0, &[true, false], Some(true), Some(false)),
            (1, &[true, false], Some(false), Some(false)),
            (2, &[true, false], None, Some(false)),
            (2, &[true, false, true, true], Some(true), Some(false)),
            (3, &[true, false, true, true, true], Some(true), Some(true)),
        ] {
            assert_eq!(count(stretch, false, worked), expected, "{stretch} {worked:?}");
            assert_eq!(count(stretch, true, worked), expected_if_hindered, "{stretch} {worked:?}, hindered");
        }
    }
}
