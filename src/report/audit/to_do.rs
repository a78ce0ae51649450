//! What there is to do about a source, in one word, by which many sources are sorted.

use crate::report::audit::words;
use newslint_audit::archived::Archived;
use newslint_audit::report::Row;
use newslint_model::source::{Cause, Verdict};

/// What to do, that first which somebody can do at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ToDo {
    /// Cite the archived copy.
    Copy,
    /// Cite what was probably meant.
    Repair,
    /// Cite the new address.
    Move,
    /// Look for another source.
    Search,
    /// Open it in a browser.
    Browse,
    /// Mend the URL.
    Mend,
    /// Wait: for more visits, or until the web archive was asked.
    Wait,
    /// Nothing.
    Nothing,
}

impl ToDo {
    pub const ALL: [ToDo; 8] =
        [ToDo::Copy, ToDo::Repair, ToDo::Move, ToDo::Search, ToDo::Browse, ToDo::Mend, ToDo::Wait, ToDo::Nothing];

    /// What [`words::advice`] says at length.
    pub fn of(row: &Row) -> ToDo {
        if row.judgment.repair().is_some() {
            return ToDo::Repair;
        }
        if row.is_deviated() {
            return ToDo::Browse;
        }
        match row.verdict() {
            Verdict::Usurped | Verdict::Dead | Verdict::Soft404 => match row.archived() {
                Archived::Copy(copy) if !copy.is_weak => ToDo::Copy,
                Archived::Unasked => ToDo::Wait,
                _ => ToDo::Search,
            },
            Verdict::Redirected if row.judgment.redirect().is_some() => ToDo::Move,
            Verdict::Suspect => ToDo::Wait,
            Verdict::Blocked => ToDo::Browse,
            Verdict::Uncertain if row.judgment.cause == Some(Cause::Invalid) => ToDo::Mend,
            Verdict::Uncertain if words::advice(row).is_some() => ToDo::Browse,
            Verdict::Redirected | Verdict::Alive | Verdict::Uncertain => ToDo::Nothing,
        }
    }

    /// As it is written in an address.
    pub fn name(self) -> &'static str {
        match self {
            ToDo::Copy => "copy",
            ToDo::Repair => "repair",
            ToDo::Move => "move",
            ToDo::Search => "search",
            ToDo::Browse => "browse",
            ToDo::Mend => "mend",
            ToDo::Wait => "wait",
            ToDo::Nothing => "nothing",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            ToDo::Copy => "cite the archived copy",
            ToDo::Repair => "cite what was meant",
            ToDo::Move => "cite the new address",
            ToDo::Search => "look for another source",
            ToDo::Browse => "open it in a browser",
            ToDo::Mend => "fix the URL",
            ToDo::Wait => "wait",
            ToDo::Nothing => "nothing",
        }
    }
}
