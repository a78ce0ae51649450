//! A lease, as visits and the recorder see it.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use newslint_model::source::registrable;

/// A domain that this worker has leased. Whoever has one of these has something to do there, or to store; the lease is not
/// given back before.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// The registrable domain.
    pub domain: Arc<str>,
    /// The lease's number, which no other lease of the domain has.
    pub epoch: i64,
}

/// Others visit it, or have.
pub struct NotOurs;

/// All that this worker has leased.
#[derive(Debug, Default)]
pub struct Holdings {
    held: Mutex<FxHashMap<Arc<str>, Arc<Held>>>,
    /// What others have visited since it was found to be due.
    visited: Mutex<FxHashSet<u32>>,
}

impl Holdings {
    /// The lease under which a URL of a host is visited. None if it is none of this worker's any more, or others have
    /// visited the URL since it was found to be due.
    pub fn lease(&self, host: &str, position: u32) -> Result<Arc<Held>, NotOurs> {
        if self.visited.lock().unwrap_or_else(PoisonError::into_inner).contains(&position) {
            return Err(NotOurs);
        }
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(domain_of(host)).cloned().ok_or(NotOurs)
    }

    pub(super) fn add(&self, held: &Arc<Held>) {
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(Arc::clone(&held.domain), Arc::clone(held));
    }

    pub(super) fn remove(&self, domain: &str) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(domain);
    }

    /// Notes what others have visited.
    pub(super) fn add_visited(&self, position: u32) {
        self.visited.lock().unwrap_or_else(PoisonError::into_inner).insert(position);
    }
}

/// The domain that is leased for a host.
pub(super) fn domain_of(host: &str) -> &str {
    leasable(registrable(host))
}

/// As much of a name as an index has room for. What is too long to be anybody's name shares a lease with its like.
pub(super) fn leasable(name: &str) -> &str {
    const LONGEST: usize = 255;
    &name[..name.floor_char_boundary(LONGEST)]
}
