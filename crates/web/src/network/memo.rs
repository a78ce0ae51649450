//! What is found out once a run, however many visits want to know it at the same time.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

/// Facts by what they are about. Of that only a hash is kept, which is seeded by the system: there are as many of them
/// as an archive cites folders of hosts.
pub(super) struct Memo<T> {
    hasher: RandomState,
    cells: Mutex<HashMap<u64, Arc<OnceCell<T>>>>,
    sizes: Mutex<Sizes>,
}

/// How long the facts are of which that was noted, in bytes, from the first to the last.
#[derive(Default)]
struct Sizes {
    each: VecDeque<(u64, usize)>,
    all: usize,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), cells: Mutex::default(), sizes: Mutex::default() }
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

    /// Notes how long the fact about `key` is, and forgets the first of such facts as long as all of them together are
    /// longer than `most`. Whoever wants to know those has to find them out again.
    pub(super) fn note_size(&self, key: &str, bytes: usize, most: usize) {
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.each.push_back((self.hasher.hash_one(key), bytes));
        sizes.all += bytes;
        while sizes.all > most
            && let Some((first, bytes)) = sizes.each.pop_front()
        {
            sizes.all -= bytes;
            self.cells().remove(&first);
        }
    }

    /// A panic elsewhere leaves them as they were.
    fn cells(&self) -> MutexGuard<'_, HashMap<u64, Arc<OnceCell<T>>>> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_long_is_forgotten_in_the_order_of_time() {
        let memo = Memo::<()>::default();
        for key in ["one", "two", "three"] {
            memo.about(key).get_or_init(async || ()).await;
            memo.note_size(key, 40, 100);
        }
        let is_known = |key| memo.known(key).is_some();
        assert_eq!([is_known("one"), is_known("two"), is_known("three")], [false, true, true]);
        memo.note_size("four", 101, 100);
        assert!(memo.cells().is_empty());
    }
}
