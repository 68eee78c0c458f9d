//! One who reads along with a group: where it is, and why it reads no more.

use super::group::Group;
use super::{Item, Said};
use std::sync::{Arc, Weak};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Why a reader reads along no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parted {
    /// It was too slow, or who was answered has gone: it can go on from where it is.
    GoOn,
    /// There is nothing more to read.
    ForGood,
}

/// One who reads along.
pub(super) struct Reader {
    pub group: Arc<Group>,
    pub bell: watch::Receiver<()>,
    /// The number of the next item.
    pub next: u64,
    /// The number of the first item that came after it did.
    pub first_new: u64,
    pub read: Read,
}

/// What a reader has read.
pub(super) enum Read {
    /// All up to this position of the journal.
    UpTo(i64),
    /// The state that is written so.
    State(Option<String>),
}

impl Reader {
    /// The next item that lies behind where it has got to. What was there before it came must still be so: it is told as
    /// things are now, with the rights of now.
    pub async fn next(&mut self, is_fresh: impl Fn(&Item) -> bool) -> Result<Said, Parted> {
        loop {
            self.bell.borrow_and_update();
            if let Some(said) = self.read(&is_fresh)? {
                return Ok(said);
            }
            if self.bell.changed().await.is_err() {
                return Err(Parted::GoOn);
            }
        }
    }

    fn read(&mut self, is_fresh: &impl Fn(&Item) -> bool) -> Result<Option<Said>, Parted> {
        let kept = self.group.kept();
        loop {
            let Some(index) = self.next.checked_sub(kept.dropped) else { return Err(Parted::GoOn) };
            let item = usize::try_from(index).ok().and_then(|index| kept.items.get(index));
            let Some((seq, said)) = item else {
                self.read.reach(kept.up_to);
                return kept.ended.map_or(Ok(None), Err);
            };
            let is_old = self.next < self.first_new;
            self.next += 1;
            if self.read.is_news(*seq, said) {
                if is_old && matches!(self.read, Read::UpTo(_)) && !said.is_item(is_fresh) {
                    return Err(Parted::GoOn);
                }
                self.read.note(*seq, said);
                return Ok(Some(said.clone()));
            }
        }
    }

    /// The position of the journal that it has got to; none where each item is a state by itself.
    pub fn seq(&self) -> Option<i64> {
        match &self.read {
            Read::UpTo(seq) => Some(*seq),
            Read::State(_) => None,
        }
    }

    /// The group, for who answers it: that does not keep it.
    pub fn group(&self) -> Weak<Group> {
        Arc::downgrade(&self.group)
    }

    /// What is to end with the last reader.
    pub fn runs(&self, task: AbortHandle) {
        self.group.runs(task);
    }
}

impl Read {
    fn is_news(&self, item: i64, said: &Said) -> bool {
        match self {
            Self::UpTo(seq) => item > *seq,
            Self::State(text) => text.is_none() || text.as_deref() != said.text(),
        }
    }

    fn note(&mut self, item: i64, said: &Said) {
        match self {
            Self::UpTo(seq) => *seq = item,
            Self::State(text) => *text = said.text().map(str::to_owned),
        }
    }

    fn reach(&mut self, up_to: i64) {
        if let Self::UpTo(seq) = self {
            *seq = up_to.max(*seq);
        }
    }
}
