//! What this process has written lately. Who keeps what was read can tell by it what has become of that since, and need
//! not forget everything with each write.

use kulturhub_domain::journal::Subject;
use kulturhub_domain::search::Document;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// How many changes are remembered, and of how many of them the words.
const MOST_CHANGES: usize = 4_096;
const MOST_DOCUMENTS: usize = 256;
/// A text of more words is not remembered: few have so many, and each word takes some hundred bytes.
const MOST_WORDS: usize = 500;

/// One entry of the journal, as far as it matters to what was read before.
pub(crate) struct Change {
    pub seq: i64,
    pub affected: Affected,
}

/// What a change may have changed.
pub(crate) enum Affected {
    /// This activity, with its words as they are now if they are remembered.
    Activity { id: Uuid, document: Option<Arc<Document>> },
    /// Nothing that is kept.
    Nothing,
    /// Anything.
    Everything,
}

impl Affected {
    pub fn by(subject: &Subject) -> Self {
        match subject {
            Subject::Activity { id, .. } => Self::Activity { id: id.0, document: None },
            Subject::Attendance { .. } | Subject::Image { .. } | Subject::Key(_) => Self::Nothing,
            _ => Self::Everything,
        }
    }
}

/// The changes that are remembered.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Changes>);

/// A stretch of the journal without gaps, up to the newest position that is known.
#[derive(Default)]
pub(crate) struct Changes {
    /// All that came after this position is here.
    after: i64,
    newest: i64,
    changes: VecDeque<Change>,
    /// The last change of each activity that is in them.
    last: HashMap<Uuid, i64>,
}

impl Recent {
    /// Adds what was committed, up to a position.
    pub fn add(&self, newest: i64, changes: Vec<Change>) {
        self.look().add(newest, changes);
    }

    /// Takes note of a newest position that was read: what lies between was written by somebody else.
    pub fn saw(&self, newest: i64) {
        self.look().skip_to(newest);
    }

    /// The newest position of the journal that this process has written or seen.
    pub fn newest(&self) -> i64 {
        self.look().newest
    }

    pub fn look(&self) -> MutexGuard<'_, Changes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Changes {
    fn add(&mut self, newest: i64, changes: Vec<Change>) {
        if let Some(first) = changes.first() {
            // What another process wrote in between is not known here.
            self.skip_to(first.seq - 1);
        }
        for change in changes {
            // Somebody may have seen it before we said so.
            if change.seq <= self.newest {
                continue;
            }
            self.newest = change.seq;
            self.put(change);
        }
        self.skip_to(newest);
    }

    fn put(&mut self, change: Change) {
        if matches!(change.affected, Affected::Everything) {
            self.forget();
            return;
        }
        if let Affected::Activity { id, .. } = &change.affected {
            self.last.insert(*id, change.seq);
        }
        self.changes.push_back(change);
        let too_old = self.changes.len().checked_sub(MOST_DOCUMENTS + 1);
        if let Some(Affected::Activity { document, .. }) =
            too_old.and_then(|index| self.changes.get_mut(index)).map(|change| &mut change.affected)
        {
            *document = None;
        }
        if self.changes.len() > MOST_CHANGES
            && let Some(oldest) = self.changes.pop_front()
        {
            self.after = oldest.seq;
            if let Affected::Activity { id, .. } = oldest.affected
                && self.last.get(&id) == Some(&oldest.seq)
            {
                self.last.remove(&id);
            }
        }
    }

    fn skip_to(&mut self, position: i64) {
        if position > self.newest {
            self.newest = position;
            self.forget();
        }
    }

    /// What was read before now cannot be told from what is.
    fn forget(&mut self) {
        self.after = self.newest;
        self.changes.clear();
        self.last.clear();
    }

    pub fn newest(&self) -> i64 {
        self.newest
    }

    /// Whether this activity is still as it was at a position.
    pub fn is_unchanged(&self, id: Uuid, since: i64) -> bool {
        since >= self.after && self.last.get(&id).is_none_or(|last| *last <= since)
    }

    /// Up to which position, and which activities changed after this one; none when that is not remembered.
    pub fn activities(&self, since: i64) -> Option<(i64, Vec<Uuid>)> {
        let changed = self.after(since)?.filter_map(|change| match change.affected {
            Affected::Activity { id, .. } => Some(id),
            _ => None,
        });
        Some((self.newest, changed.collect()))
    }

    /// The words of what changed after a position; none when they are not all remembered.
    pub fn documents(&self, since: i64) -> Option<Vec<(Uuid, Arc<Document>)>> {
        let mut documents = Vec::new();
        for change in self.after(since)? {
            if let Affected::Activity { id, document } = &change.affected {
                documents.push((*id, Arc::clone(document.as_ref()?)));
            }
        }
        Some(documents)
    }

    fn after(&self, since: i64) -> Option<impl Iterator<Item = &Change>> {
        let begin = self.changes.partition_point(|change| change.seq <= since);
        (since >= self.after).then(|| self.changes.range(begin..))
    }
}

/// The words of an activity, to be remembered if they are not too many.
pub(crate) fn worth_remembering(document: &Arc<Document>) -> Option<Arc<Document>> {
    let words: usize = document.fields().iter().map(|(_, words)| words.exact.len()).sum();
    (words <= MOST_WORDS).then(|| Arc::clone(document))
}
