//! Those who follow the same: one of them is answered, and the others read along.

use super::asked::Key;
use super::reader::{Parted, Read, Reader};
use super::{Item, Said};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// How many items a group keeps for those who are behind, and how many bytes of them.
const MOST_ITEMS: usize = 1_024;
const MOST_BYTES: usize = 2 * 1_024 * 1_024;
/// How many bytes all groups keep together: beyond it each keeps its last item only.
const MOST_IN_ALL: usize = 64 * 1_024 * 1_024;
/// How many entries of the journal a group may be behind whoever would join it.
const MOST_BEHIND: i64 = 1_000;

/// The groups there are. One lasts as long as somebody reads along.
#[derive(Clone, Default)]
pub(super) struct Groups {
    known: Arc<Mutex<HashMap<Key, Weak<Group>>>>,
    /// How many bytes all of them keep.
    bytes: Arc<AtomicUsize>,
}

/// Those who follow the same.
pub(super) struct Group {
    key: Key,
    groups: Groups,
    kept: Mutex<Kept>,
    /// Tells that there is more, or that it has ended.
    bell: watch::Sender<()>,
}

/// What a group has read lately: all that lies after one position and up to another.
pub(super) struct Kept {
    pub items: VecDeque<(i64, Said)>,
    bytes: usize,
    /// How many items were kept before, and are no more.
    pub dropped: u64,
    after: i64,
    pub up_to: i64,
    pub ended: Option<Parted>,
    task: Option<AbortHandle>,
}

impl Groups {
    /// Reads along from a position, with the group that there is or a new one. None when the group there is has
    /// forgotten what lies behind the position, or is far from it, or what it told there is no longer so.
    pub fn join(&self, key: &Key, seq: i64, is_fresh: impl Fn(&Item) -> bool) -> Option<(Reader, bool)> {
        let mut groups = self.lock();
        if let Some(group) = groups.get(key).and_then(Weak::upgrade) {
            drop(groups);
            return Some((group.reader(seq, is_fresh)?, false));
        }
        let group = self.begin(key, seq, &mut groups);
        drop(groups);
        Some((group.reader(seq, is_fresh)?, true))
    }

    /// Reads along from the newest state, unless that is what was told last.
    pub fn join_state(&self, key: &Key, last: Option<&Said>) -> (Reader, bool) {
        let mut groups = self.lock();
        let known = groups.get(key).and_then(Weak::upgrade);
        let is_new = known.is_none();
        let group = known.unwrap_or_else(|| self.begin(key, 0, &mut groups));
        drop(groups);
        (group.state_reader(last), is_new)
    }

    fn begin(&self, key: &Key, seq: i64, groups: &mut HashMap<Key, Weak<Group>>) -> Arc<Group> {
        let kept = Kept {
            items: VecDeque::new(),
            bytes: 0,
            dropped: 0,
            after: seq,
            up_to: seq,
            ended: None,
            task: None,
        };
        let (bell, _) = watch::channel(());
        let group = Arc::new(Group { key: key.clone(), groups: self.clone(), kept: Mutex::new(kept), bell });
        groups.insert(key.clone(), Arc::downgrade(&group));
        group
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Weak<Group>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Group {
    fn reader(self: &Arc<Self>, seq: i64, is_fresh: impl Fn(&Item) -> bool) -> Option<Reader> {
        let bell = self.bell.subscribe();
        let (next, first_new) = {
            let kept = self.kept();
            let is_near = kept.after <= seq && seq <= kept.up_to + MOST_BEHIND;
            let mut behind = kept.items.iter().rev().take_while(|(item, _)| *item > seq);
            if !is_near || kept.ended.is_some() || !behind.all(|(_, said)| said.is_item(&is_fresh)) {
                return None;
            }
            (kept.dropped, kept.dropped + kept.items.len() as u64)
        };
        Some(Reader { group: Arc::clone(self), bell, next, first_new, read: Read::UpTo(seq) })
    }

    fn state_reader(self: &Arc<Self>, last: Option<&Said>) -> Reader {
        let bell = self.bell.subscribe();
        let kept = self.kept();
        let end = kept.dropped + kept.items.len() as u64;
        let read = Read::State(last.and_then(Said::text).map(str::to_owned));
        let next = end.saturating_sub(1).max(kept.dropped);
        Reader { group: Arc::clone(self), bell, next, first_new: end, read }
    }

    /// Keeps an item for all who read along.
    pub fn put(&self, seq: i64, said: Said) {
        let mut kept = self.kept();
        let size = said.size();
        kept.bytes += size;
        let mut in_all = self.groups.bytes.fetch_add(size, Ordering::Relaxed) + size;
        kept.items.push_back((seq, said));
        while kept.items.len() > MOST_ITEMS
            || kept.bytes > MOST_BYTES
            || (in_all > MOST_IN_ALL && kept.items.len() > 1)
        {
            let Some((seq, said)) = kept.items.pop_front() else { break };
            kept.bytes -= said.size();
            in_all = self.groups.bytes.fetch_sub(said.size(), Ordering::Relaxed) - said.size();
            kept.dropped += 1;
            kept.after = seq;
        }
        drop(kept);
        self.bell.send_replace(());
    }

    /// All up to this position has been put.
    pub fn reach(&self, seq: i64) {
        let mut kept = self.kept();
        kept.up_to = kept.up_to.max(seq);
    }

    /// Nothing more comes from here.
    pub fn end(&self, how: Parted) {
        self.groups.lock().remove(&self.key);
        self.kept().ended = Some(how);
        self.bell.send_replace(());
    }

    /// What is to end with the last reader.
    pub fn runs(&self, task: AbortHandle) {
        self.kept().task = Some(task);
    }

    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let mut kept = self.kept();
        if let Some(task) = kept.task.take() {
            task.abort();
        }
        self.groups.bytes.fetch_sub(kept.bytes, Ordering::Relaxed);
        drop(kept);
        let mut groups = self.groups.lock();
        // Another one may stand there already.
        if groups.get(&self.key).is_some_and(|group| group.strong_count() == 0) {
            groups.remove(&self.key);
        }
    }
}

impl Said {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Item(item) => Some(&item.text),
            Self::Refused(_) => None,
        }
    }

    pub(super) fn is_item(&self, which: impl Fn(&Item) -> bool) -> bool {
        match self {
            Self::Item(item) => which(item),
            Self::Refused(_) => false,
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Item(item) => item.size(),
            Self::Refused(_) => 0,
        }
    }
}

impl Item {
    fn size(&self) -> usize {
        self.text.len() + self.cursor.as_ref().map_or(0, String::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::journal::Told;
    use futures_util::FutureExt;

    fn item(text: &str) -> Said {
        Said::Item(Arc::new(Item { text: text.to_owned(), cursor: None, told: Told::default() }))
    }

    /// What a reader can read now, then why it reads no more.
    fn read(reader: &mut Reader) -> (Vec<String>, Option<Parted>) {
        let mut texts = Vec::new();
        loop {
            match reader.next(|_| true).now_or_never() {
                Some(Ok(Said::Item(item))) => texts.push(item.text.clone()),
                Some(Ok(Said::Refused(_))) => texts.push("refused".to_owned()),
                Some(Err(parted)) => return (texts, Some(parted)),
                None => return (texts, None),
            }
        }
    }

    /// A group that began behind entry 10, with whoever began it.
    fn begun(groups: &Groups) -> Reader {
        let (reader, is_new) = groups.join(&Key::plain("q"), 10, |_| true).unwrap();
        assert!(is_new);
        reader
    }

    #[test]
    fn all_read_the_same_from_where_they_are() {
        let groups = Groups::default();
        let mut first = begun(&groups);
        for seq in [11, 13, 15] {
            first.group.put(seq, item(&seq.to_string()));
        }
        for (seq, expected) in
            [(10, &["11", "13", "15"][..]), (11, &["13", "15"]), (12, &["13", "15"]), (15, &[]), (40, &[])]
        {
            let (mut reader, is_new) = groups.join(&Key::plain("q"), seq, |_| true).unwrap();
            assert!(!is_new);
            assert_eq!(
                read(&mut reader),
                (expected.iter().map(ToString::to_string).collect(), None),
                "{seq}"
            );
        }
        assert_eq!(read(&mut first).0.len(), 3);
        assert_eq!(first.seq(), Some(15));
        first.group.reach(20);
        assert_eq!(read(&mut first), (vec![], None));
        assert_eq!(first.seq(), Some(20), "what it was not told of did not match");
    }

    #[test]
    fn nobody_joins_where_something_would_be_missed_or_no_longer_holds() {
        let groups = Groups::default();
        let first = begun(&groups);
        first.group.put(11, item("11"));
        let joins = |seq, is_fresh: bool| groups.join(&Key::plain("q"), seq, |_| is_fresh).is_some();
        assert!(!joins(9, true), "what lies between was never read here");
        assert!(!joins(10, false), "the item is no longer so");
        assert!(joins(11, false), "it is not read");
        assert!(!joins(10 + MOST_BEHIND + 1, true), "the group is far behind");
        let (mut late, _) = groups.join(&Key::plain("q"), 10, |_| true).unwrap();
        assert_eq!(late.next(|_| false).now_or_never().map(|read| read.err()), Some(Some(Parted::GoOn)));
        let (_, is_new) = groups.join(&Key::plain("other"), 9, |_| true).unwrap();
        assert!(is_new);
    }

    #[test]
    fn of_states_the_newest_is_told_unless_it_is_known() {
        let groups = Groups::default();
        let (mut first, is_new) = groups.join_state(&Key::plain("q"), Some(&item("1")));
        assert!(is_new);
        for text in ["1", "2", "3", "3"] {
            first.group.put(0, item(text));
        }
        assert_eq!(read(&mut first), (vec!["2".to_owned(), "3".to_owned()], None));
        for (last, expected) in [(None, &["3"][..]), (Some("2"), &["3"]), (Some("3"), &[])] {
            let (mut late, is_new) = groups.join_state(&Key::plain("q"), last.map(item).as_ref());
            assert!(!is_new && late.seq().is_none());
            assert_eq!(read(&mut late).0, expected);
        }
    }

    #[test]
    fn who_is_too_slow_goes_on_alone() {
        let groups = Groups::default();
        let mut slow = begun(&groups);
        slow.group.put(11, item("11"));
        assert_eq!(read(&mut slow).0, ["11"]);
        let most = i64::try_from(MOST_ITEMS).unwrap();
        for seq in 12..=12 + most {
            slow.group.put(seq, item("more"));
        }
        assert_eq!((read(&mut slow), slow.seq()), ((vec![], Some(Parted::GoOn)), Some(11)));
        assert_eq!(slow.group.kept().items.len(), MOST_ITEMS);
        let large = "x".repeat(MOST_BYTES / 2 + 1);
        slow.group.put(5_000, item(&large));
        slow.group.put(5_001, item(&large));
        assert_eq!(slow.group.kept().items.len(), 1);
        drop(slow);
        assert_eq!(groups.bytes.load(Ordering::Relaxed), 0);
    }

    /// However many groups there are: each keeps its last item, and what it had before while there is room.
    #[test]
    fn all_groups_together_keep_so_much_and_no_more() {
        let groups = Groups::default();
        let half = "x".repeat(MOST_BYTES / 2 - 100);
        let mut readers = Vec::new();
        for number in 0..MOST_IN_ALL / MOST_BYTES + 10 {
            let (reader, _) = groups.join(&Key::plain(&number.to_string()), 10, |_| true).unwrap();
            reader.group.put(11, item(&half));
            reader.group.put(12, item(&half));
            readers.push(reader);
        }
        assert!(groups.bytes.load(Ordering::Relaxed) <= MOST_IN_ALL + MOST_BYTES * 6);
        assert_eq!(readers.last().unwrap().group.kept().items.len(), 1);
        assert_eq!(readers[0].group.kept().items.len(), 2);
    }

    #[test]
    fn the_end_is_told_and_the_next_one_begins_anew() {
        for parted in [Parted::GoOn, Parted::ForGood] {
            let groups = Groups::default();
            let mut first = begun(&groups);
            first.group.put(11, item("11"));
            first.group.end(parted);
            assert_eq!(read(&mut first), (vec!["11".to_owned()], Some(parted)));
            assert!(groups.join(&Key::plain("q"), 11, |_| true).unwrap().1);
        }
    }

    #[tokio::test]
    async fn the_last_who_goes_ends_the_work() {
        let groups = Groups::default();
        let first = begun(&groups);
        let task = tokio::spawn(std::future::pending::<()>());
        first.runs(task.abort_handle());
        let (second, _) = groups.join(&Key::plain("q"), 10, |_| true).unwrap();
        drop(first);
        assert!(!task.is_finished());
        drop(second);
        assert!(task.await.unwrap_err().is_cancelled());
        assert!(groups.lock().is_empty());
    }
}
