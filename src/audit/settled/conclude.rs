//! From a judgment to what is settled.

use crate::audit::archived::Archived;
use crate::audit::judgment::Judgment;
use crate::source::{CitedCopy, Settlement};

/// What is settled of a document, if its death is.
pub(super) fn settlement(judgment: &Judgment, archived: &Archived) -> Option<Settlement> {
    let archived = match archived {
        Archived::Copy(copy) => Some(CitedCopy { url: copy.url.clone(), at: copy.at }),
        Archived::Unasked | Archived::None | Archived::Excluded => None,
    };
    let (cause, since) = (judgment.cause?, judgment.since?);
    judgment.verdict.is_settled().then_some(Settlement { verdict: judgment.verdict, cause, since, archived })
}
