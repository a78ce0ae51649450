//! Living sources of whose copies nobody knows, in the order in which the web archives are to be asked.

use std::cmp::Reverse;
use std::mem;

use jiff::Timestamp;
use jiff::civil::Date;

/// A living source, and the archive to be asked next.
#[derive(Debug)]
pub(super) struct Uncovered {
    /// Its position in [`Cited::urls`](super::cited::Cited).
    pub url: u32,
    pub archive: usize,
    /// When that was asked last.
    pub asked: Option<Timestamp>,
    /// The day of the event.
    pub event: Date,
}

/// What nobody knows of living sources.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The archives and the positions of sources that were visited before: what was never asked first, the newest event
    /// before others, and then what was asked longest ago.
    pub known: Vec<(u8, u32)>,
    /// Whether the source at a position was never visited. It is asked about once it has been.
    is_new: Vec<bool>,
}

impl Coverage {
    pub(super) fn new(mut uncovered: Vec<Uncovered>, is_new: Vec<bool>) -> Self {
        uncovered.sort_unstable_by_key(|source| match source.asked {
            None => (None, Reverse(source.event), source.url),
            asked => (asked, Reverse(Date::MIN), source.url),
        });
        let known = uncovered.iter().map(|source| (u8::try_from(source.archive).unwrap_or(u8::MAX), source.url));
        Self { known: known.collect(), is_new }
    }

    /// Whether a source was visited for the first time. It says so once.
    pub(super) fn take_new(&mut self, url: u32) -> bool {
        self.is_new.get_mut(url as usize).is_some_and(mem::take)
    }
}
