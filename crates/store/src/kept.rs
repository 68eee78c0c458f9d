//! What was read and is kept until something is written: then all of it is forgotten.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values as of a position of the journal.
pub(crate) struct Kept<K, V> {
    known: Mutex<(i64, HashMap<K, V>)>,
    most: usize,
}

impl<K: Hash + Eq, V: Clone> Kept<K, V> {
    /// Room for so many; when it is full, all of it is forgotten.
    pub fn new(most: usize) -> Self {
        Self { known: Mutex::default(), most }
    }

    /// The value of each key that is known as of this position.
    pub fn get<'k>(&self, seq: i64, keys: impl IntoIterator<Item = &'k K>) -> Vec<Option<V>>
    where
        K: 'k,
    {
        let known = self.at(seq);
        keys.into_iter().map(|key| known.1.get(key).cloned()).collect()
    }

    /// Keeps what was asked for when the newest position was `asked`, if it is still. What was written meanwhile
    /// may not be in it.
    pub fn put(&self, asked: i64, newest: i64, values: impl IntoIterator<Item = (K, V)>) {
        if asked == newest {
            self.at(newest).1.extend(values);
        }
    }

    pub fn clear(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).1.clear();
    }

    fn at(&self, seq: i64) -> MutexGuard<'_, (i64, HashMap<K, V>)> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != seq || known.1.len() >= self.most {
            *known = (seq, HashMap::new());
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;

    #[test]
    fn what_was_written_since_is_forgotten() {
        let kept = Kept::new(3);
        kept.put(1, 1, [("a", 1), ("b", 2)]);
        assert_eq!(kept.get(1, [&"a", &"c", &"b"]), [Some(1), None, Some(2)]);
        // It was asked for before something was written: it may be old.
        kept.put(1, 2, [("c", 3)]);
        assert_eq!(kept.get(1, [&"c"]), [None]);
        assert_eq!(kept.get(2, [&"a"]), [None]);
        kept.put(2, 2, [("a", 4), ("b", 5), ("c", 6)]);
        assert_eq!(kept.get(2, [&"a"]), [None], "full");
    }
}
