//! What is found out once a run, however many visits want to know it at the same time.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

/// Facts by what they are about. Of that only a hash is kept, which is seeded by the system: there are as many of them
/// as an archive cites folders of hosts.
pub(super) struct Memo<T> {
    hasher: RandomState,
    cells: Mutex<HashMap<u64, Arc<OnceCell<T>>>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), cells: Mutex::default() }
    }
}

impl<T> Memo<T> {
    /// Where the fact about `key` is, if anybody has asked for it yet.
    pub(super) fn known(&self, key: &str) -> Option<Arc<OnceCell<T>>> {
        self.cells().get(&self.hasher.hash_one(key)).map(Arc::clone)
    }

    /// Where the fact about `key` is, or will be.
    pub(super) fn about(&self, key: &str) -> Arc<OnceCell<T>> {
        Arc::clone(self.cells().entry(self.hasher.hash_one(key)).or_default())
    }

    /// A panic elsewhere leaves them as they were.
    fn cells(&self) -> MutexGuard<'_, HashMap<u64, Arc<OnceCell<T>>>> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
