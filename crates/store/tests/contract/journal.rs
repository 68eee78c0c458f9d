//! Entries have positions without gaps, seen in order, and only by those who may.

use crate::fixtures::{self, activity, entry, hours};
use crate::hub::Hub;
use kulturhub_domain::activity::{Activity, Status};
use kulturhub_domain::code::{ActivityId, KeyId, VenueId};
use kulturhub_domain::journal::{Entry, EntryKind, Recorded, Sight, Subject};
use kulturhub_store::journal::{JournalFilter, JournalQuery};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

contracts! {
    entries_are_read_back_equal,
    positions_count_up_without_gaps,
    concurrent_writers_neither_lose_nor_double_a_position,
    a_follower_never_misses_a_position,
    waiting_writers_do_not_keep_readers_waiting,
    each_reader_sees_its_own_part,
    what_happens_to_a_draft_is_for_its_institution_alone,
    a_count_is_that_of_the_entries,
    a_filter_narrows_the_journal,
    what_was_touched_since_is_known,
}

const KINDS: [EntryKind; 15] = [
    EntryKind::ActivitySubmitted,
    EntryKind::ActivityUpdated,
    EntryKind::ActivityApproved,
    EntryKind::ActivityReturned,
    EntryKind::ActivityCancelled,
    EntryKind::ActivityWithdrawn,
    EntryKind::OccurrenceAdded,
    EntryKind::OccurrenceUpdated,
    EntryKind::OccurrencePostponed,
    EntryKind::OccurrenceCancelled,
    EntryKind::VenueAdded,
    EntryKind::VenueUpdated,
    EntryKind::KeyCreated,
    EntryKind::KeyRevoked,
    EntryKind::RegionLoaded,
];

fn seqs(entries: &[Recorded]) -> Vec<i64> {
    entries.iter().map(|entry| entry.seq).collect()
}

async fn record(hub: &Hub, entries: &[Entry]) -> i64 {
    let mut write = hub.store.begin().await.unwrap();
    for entry in entries {
        write.record(entry).await.unwrap();
    }
    write.commit().await.unwrap()
}

fn about(subject: Subject) -> Entry {
    Entry { subject, key: None, fields: vec![], ..entry(EntryKind::VenueAdded, &activity(1, &[])) }
}

async fn entries_are_read_back_equal(hub: Hub) {
    let id = Uuid::from_u128(5);
    let of_activity = entry(EntryKind::ActivitySubmitted, &fixtures::everything(1)).subject;
    let without_occurrence = entry(EntryKind::ActivitySubmitted, &activity(2, &[])).subject;
    let subjects = [
        of_activity,
        without_occurrence,
        Subject::Venue(VenueId(id)),
        Subject::Key(KeyId(id)),
        Subject::Region("kulturmetropolen".into()),
    ];
    let told = fixtures::told(&fixtures::everything(1)).entry;
    let entries: Vec<Entry> = KINDS
        .into_iter()
        .zip(subjects.into_iter().cycle())
        .map(|(kind, subject)| Entry { kind, subject, ..told.clone() })
        .collect();
    record(&hub, &entries).await;
    let recorded = hub.journal(0, &Sight::Everything).await;
    let expected: Vec<Recorded> = (1..)
        .zip(entries)
        .map(|(seq, entry)| Recorded {
            seq,
            changed: entry.changed().iter().map(ToString::to_string).collect(),
            kind: entry.kind,
            subject: entry.subject,
            at: entry.at,
            key: entry.key,
            version: entry.version,
            was_public: entry.was_public,
            is_public: entry.is_public,
            reason: entry.reason,
        })
        .collect();
    assert_eq!(recorded, expected);
}

async fn positions_count_up_without_gaps(hub: Hub) {
    assert_eq!(hub.store.newest_seq().await.unwrap(), 0);
    let entry = about(Subject::Region("test".into()));
    for (entries, newest) in [(1, 1), (3, 4), (0, 4), (2, 6)] {
        assert_eq!(record(&hub, &vec![entry.clone(); entries]).await, newest);
        assert_eq!(hub.store.newest_seq().await.unwrap(), newest);
        let mut dropped = hub.store.begin().await.unwrap();
        dropped.record(&entry).await.unwrap();
    }
    assert_eq!(seqs(&hub.journal(0, &Sight::Everything).await), [1, 2, 3, 4, 5, 6]);
    assert_eq!(seqs(&hub.journal(4, &Sight::Everything).await), [5, 6]);
    assert!(hub.journal(6, &Sight::Everything).await.is_empty());
    let sight = &Sight::Everything;
    let query = JournalQuery { limit: 2, ..JournalQuery::after(1, sight) };
    assert_eq!(seqs(&hub.store.journal(&query).await.unwrap()), [2, 3]);
}

async fn concurrent_writers_neither_lose_nor_double_a_position(hub: Hub) {
    let hub = Arc::new(hub);
    let writers: Vec<_> = (0..2)
        .map(|_| {
            let hub = Arc::clone(&hub);
            tokio::spawn(async move {
                let mut told = Vec::new();
                for _ in 0..25 {
                    told.push(record(&hub, &[about(Subject::Region("test".into()))]).await);
                }
                told
            })
        })
        .collect();
    let mut told = Vec::new();
    for writer in writers {
        told.extend(writer.await.unwrap());
    }
    told.sort_unstable();
    assert_eq!(told, (1..=50).collect::<Vec<i64>>());
    assert_eq!(seqs(&hub.journal(0, &Sight::Everything).await), told);
}

/// A position that is visible stays below all that become visible later: who follows misses none.
async fn a_follower_never_misses_a_position(hub: Hub) {
    let hub = Arc::new(hub);
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let hub = Arc::clone(&hub);
            tokio::spawn(async move {
                for entries in [1, 3, 2, 1, 3] {
                    record(&hub, &vec![about(Subject::Region("test".into())); entries]).await;
                }
            })
        })
        .collect();
    let mut followed = Vec::new();
    while followed.len() < 40 {
        let after = followed.last().copied().unwrap_or_default();
        followed.extend(seqs(&hub.journal(after, &Sight::Everything).await));
    }
    assert_eq!(followed, (1..=40).collect::<Vec<i64>>());
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn waiting_writers_do_not_keep_readers_waiting(hub: Hub) {
    let first = hub.store.begin().await.unwrap();
    let waiting: Vec<_> = (0..5)
        .map(|_| {
            let store = hub.store.clone();
            tokio::spawn(async move { store.begin().await.unwrap().commit().await.unwrap() })
        })
        .collect();
    for _ in 0..20 {
        tokio::task::yield_now().await;
        let read = tokio::time::timeout(Duration::from_secs(3), hub.store.newest_seq());
        assert_eq!(read.await.expect("readers are not behind writers").unwrap(), 0);
    }
    first.commit().await.unwrap();
    for writer in waiting {
        writer.await.unwrap();
    }
}

async fn each_reader_sees_its_own_part(hub: Hub) {
    hub.load_region().await;
    let of = |institution: &str, was_public, is_public| {
        let activity = Activity { institution: fixtures::institution(institution), ..activity(1, &[]) };
        Entry { was_public, is_public, ..entry(EntryKind::ActivityUpdated, &activity) }
    };
    let hidden = |subject| Entry { was_public: false, is_public: false, ..about(subject) };
    let id = Uuid::from_u128(5);
    let entries = [
        of("koege", false, false),              // 2: a draft that nobody ever saw
        of("koege", false, true),               // 3: published
        of("koege", true, false),               // 4: withdrawn, a tombstone
        of("roskilde", false, false),           // 5
        of("malmoe", false, false),             // 6
        about(Subject::Venue(VenueId(id))),     // 7
        hidden(Subject::Key(KeyId(id))),        // 8
        hidden(Subject::Region("test".into())), // 9
    ];
    record(&hub, &entries).await;
    let institution = |id| Sight::Institution(fixtures::institution(id));
    let municipality = |code| Sight::Municipality(fixtures::municipality(code));
    for (sight, seen) in [
        (Sight::Public, vec![3, 4, 7]),
        (institution("koege"), vec![2, 3, 4, 7]),
        (institution("roskilde"), vec![3, 4, 5, 7]),
        (institution("malmoe"), vec![3, 4, 6, 7]),
        (municipality("259"), vec![2, 3, 4, 7]),
        (municipality("265"), vec![3, 4, 5, 7]),
        (municipality("999"), vec![3, 4, 7]),
        (Sight::Everything, (1..=9).collect()),
    ] {
        assert_eq!(seqs(&hub.journal(0, &sight).await), seen, "{sight:?}");
    }
}

async fn what_happens_to_a_draft_is_for_its_institution_alone(hub: Hub) {
    hub.load_region().await;
    let sent = |status| Activity { status, ..activity(0xabcd_ef00_0000, &[(1, None)]) };
    let koege = Sight::Institution(fixtures::institution("koege"));
    let editor = Sight::Municipality(fixtures::municipality("259"));
    hub.save(&[sent(Status::Draft), Activity { status: Status::InReview, ..activity(2, &[(1, None)]) }])
        .await;
    assert_eq!(seqs(&hub.journal(1, &koege).await), [2, 3]);
    assert_eq!(seqs(&hub.journal(1, &editor).await), [3]);
    assert_eq!(hub.store.count_journal(&JournalQuery::after(1, &editor)).await.unwrap(), 1);
    hub.save(&[sent(Status::InReview)]).await;
    assert_eq!(seqs(&hub.journal(1, &editor).await), [2, 3, 4], "it was sent in");
}

async fn a_count_is_that_of_the_entries(hub: Hub) {
    hub.load_region().await;
    let statuses = [Status::Draft, Status::Published, Status::Cancelled];
    for (number, status) in (1..).zip(statuses) {
        let updated_at = hours(i64::try_from(number).unwrap());
        hub.save(&[Activity { status, updated_at, ..activity(number, &[(1, None)]) }]).await;
    }
    record(&hub, &[about(Subject::Venue(VenueId(Uuid::from_u128(5))))]).await;
    let since = Some(hours(2).timestamp_millis());
    for sight in [&Sight::Public, &Sight::Everything] {
        for (after, since, activities_only) in
            [(0, None, false), (0, None, true), (2, None, false), (0, since, false), (0, since, true)]
        {
            let query = JournalQuery { since, activities_only, ..JournalQuery::after(after, sight) };
            let entries = hub.store.journal(&query).await.unwrap();
            let count = hub.store.count_journal(&query).await.unwrap();
            assert_eq!(usize::try_from(count), Ok(entries.len()), "{query:?}");
        }
    }
    let query = JournalQuery { since, activities_only: true, ..JournalQuery::after(0, &Sight::Everything) };
    assert_eq!(seqs(&hub.store.journal(&query).await.unwrap()), [3, 4]);
}

async fn a_filter_narrows_the_journal(hub: Hub) {
    hub.load_region().await;
    let mut elsewhere = activity(2, &[(1, None)]);
    elsewhere.institution = fixtures::institution("roskilde");
    hub.save(&[activity(1, &[(1, None)]), elsewhere, activity(3, &[(1, None)])]).await;
    record(&hub, &[about(Subject::Venue(VenueId(Uuid::from_u128(5))))]).await;
    let [first, third] = [1, 3].map(|number| ActivityId(Uuid::from_u128(number)));
    let all = JournalFilter::default;
    for (filter, seen) in [
        (all(), vec![1, 2, 3, 4, 5]),
        (JournalFilter { activities: vec![first, third], ..all() }, vec![2, 4]),
        (JournalFilter { institutions: vec![fixtures::institution("roskilde")], ..all() }, vec![3]),
        (JournalFilter { municipalities: vec![fixtures::municipality("259")], ..all() }, vec![2, 4]),
        (JournalFilter { municipalities: vec![fixtures::municipality("999")], ..all() }, vec![]),
        (JournalFilter { kinds: vec![EntryKind::RegionLoaded], ..all() }, vec![1]),
    ] {
        let query = JournalQuery { filter, ..JournalQuery::after(0, &Sight::Everything) };
        assert_eq!(seqs(&hub.store.journal(&query).await.unwrap()), seen, "{query:?}");
        assert_eq!(hub.store.count_journal(&query).await.unwrap(), i64::try_from(seen.len()).unwrap());
        let changes = hub.store.changes(&query).await.unwrap();
        assert_eq!(changes.iter().map(|(entry, _)| entry.seq).collect::<Vec<_>>(), seen);
    }
}

async fn what_was_touched_since_is_known(hub: Hub) {
    hub.load_region().await;
    let [first, second] = [activity(1, &[(1, None)]), activity(2, &[(1, None)])];
    hub.save(&[first.clone(), second.clone()]).await;
    hub.save(std::slice::from_ref(&second)).await;
    let touched = async |after| hub.store.touched_activities(after).await.unwrap();
    assert_eq!(touched(1).await, [first.id, second.id].into());
    assert_eq!(touched(3).await, [second.id].into());
    assert_eq!(touched(4).await, [].into());
    assert_eq!(hub.store.first_after(3).await.unwrap(), Some(fixtures::told(&second).entry.at));
    assert_eq!(hub.store.first_after(4).await.unwrap(), None);
    let since = hub.store.history_since(&[second.subject()], 2).await.unwrap();
    assert_eq!(since.iter().map(|past| past.seq).collect::<Vec<_>>(), [4, 3]);
    assert!(hub.store.history_since(&[first.subject()], 2).await.unwrap().is_empty());
}
