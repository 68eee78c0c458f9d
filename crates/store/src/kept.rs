//! What was read and is kept, and is still right when it is asked for again.

use crate::recent::{Changes, Recent};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What can tell from the changes since it was read whether it is still right.
pub(crate) trait Lasting: Sized {
    /// As it is now; none when it must be read anew.
    fn now(&self, read_at: i64, changes: &Changes) -> Option<Self>;
}

/// Values, each as of a position of the journal.
pub(crate) struct Kept<K, V> {
    known: Mutex<HashMap<K, (i64, V)>>,
    most: usize,
    recent: Arc<Recent>,
}

impl<K: Hash + Eq + Clone, V: Lasting + Clone> Kept<K, V> {
    /// Room for so many; when it is full, all of it is forgotten.
    pub fn new(most: usize, recent: Arc<Recent>) -> Self {
        Self { known: Mutex::default(), most, recent }
    }

    /// The value of each key that is known, as it is now.
    pub fn get<'k>(&self, keys: impl IntoIterator<Item = &'k K>) -> Vec<Option<V>>
    where
        K: 'k,
    {
        let mut known = self.known();
        let changes = self.recent.look();
        let mut now = |key: &K| {
            let (read_at, value) = known.get_mut(key)?;
            if *read_at != changes.newest() {
                let Some(brought_up) = value.now(*read_at, &changes) else {
                    known.remove(key);
                    return None;
                };
                (*read_at, *value) = (changes.newest(), brought_up);
            }
            Some(value.clone())
        };
        keys.into_iter().map(&mut now).collect()
    }

    /// Keeps what was read when the newest position was `read_at`, or later.
    pub fn put(&self, read_at: i64, values: impl IntoIterator<Item = (K, V)>) {
        let mut known = self.known();
        if known.len() >= self.most {
            known.clear();
        }
        known.extend(values.into_iter().map(|(key, value)| (key, (read_at, value))));
    }

    pub fn clear(&self) {
        self.known().clear();
    }

    fn known(&self) -> MutexGuard<'_, HashMap<K, (i64, V)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, Lasting};
    use crate::recent::{Affected, Change, Changes, Recent};
    use std::sync::Arc;
    use uuid::Uuid;

    /// A value of the activity with this number.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Of(u128);

    impl Lasting for Of {
        fn now(&self, read_at: i64, changes: &Changes) -> Option<Self> {
            changes.is_unchanged(Uuid::from_u128(self.0), read_at).then_some(*self)
        }
    }

    fn change(seq: i64, id: u128) -> Change {
        Change { seq, affected: Affected::Activity { id: Uuid::from_u128(id), document: None } }
    }

    #[test]
    fn what_was_changed_since_is_forgotten_and_nothing_else() {
        let recent = Arc::new(Recent::default());
        let kept = Kept::new(4, Arc::clone(&recent));
        kept.put(0, [("a", Of(1)), ("b", Of(2))]);
        assert_eq!(kept.get([&"a", &"c", &"b"]), [Some(Of(1)), None, Some(Of(2))]);
        recent.add(1, vec![change(1, 1)]);
        assert_eq!(kept.get([&"a", &"b"]), [None, Some(Of(2))]);
        // It was asked for before that: it may be old.
        kept.put(0, [("a", Of(1))]);
        assert_eq!(kept.get([&"a"]), [None]);
        kept.put(1, [("a", Of(1)), ("c", Of(3)), ("d", Of(4))]);
        assert_eq!(kept.get([&"a", &"b"]), [Some(Of(1)), Some(Of(2))]);
        kept.put(1, [("e", Of(5))]);
        assert_eq!(kept.get([&"a", &"e"]), [None, Some(Of(5))], "it was full");
    }

    #[test]
    fn what_somebody_else_wrote_may_be_anything() {
        let recent = Arc::new(Recent::default());
        let kept = Kept::new(3, Arc::clone(&recent));
        for (written, known) in [
            // The entry 2 is of another process.
            (Written::Here(vec![change(1, 9), change(3, 9)]), None),
            (Written::Here(vec![change(4, 9)]), Some(Of(1))),
            (Written::Elsewhere(5), None),
            // It was seen already.
            (Written::Here(vec![change(5, 1)]), Some(Of(1))),
            (Written::Here(vec![Change { seq: 6, affected: Affected::Nothing }]), Some(Of(1))),
            (Written::Here(vec![Change { seq: 7, affected: Affected::Everything }]), None),
        ] {
            kept.put(recent.newest(), [("a", Of(1))]);
            match written {
                Written::Here(changes) => {
                    let newest = changes.last().map_or(0, |change| change.seq);
                    for change in changes {
                        recent.add(change.seq, vec![change]);
                    }
                    assert_eq!(recent.newest(), newest);
                }
                Written::Elsewhere(newest) => recent.saw(newest),
            }
            assert_eq!(kept.get([&"a"]), [known], "{}", recent.newest());
        }
    }

    enum Written {
        Here(Vec<Change>),
        Elsewhere(i64),
    }
}
