//! The history: what each change was before and after, kept for ever.

use crate::fixtures::{activity, entry, everything};
use crate::hub::Hub;
use kulturhub_domain::journal::{Entry, EntryKind, Past, Subject};

contracts! {
    changes_are_read_back_as_they_were_told,
    the_newest_comes_first_and_each_page_goes_on,
    what_happened_after_a_version_is_known_to_who_writes,
}

async fn record(hub: &Hub, entries: &[Entry]) {
    let mut write = hub.store.begin().await.unwrap();
    for entry in entries {
        write.record(entry).await.unwrap();
    }
    write.commit().await.unwrap();
}

fn versions(of: u128, newest: i32) -> Vec<Entry> {
    let told = entry(EntryKind::ActivityUpdated, &activity(of, &[]));
    (1..=newest).map(|version| Entry { version, ..told.clone() }).collect()
}

fn told(changes: &[Past]) -> Vec<i32> {
    changes.iter().map(|change| change.version).collect()
}

async fn changes_are_read_back_as_they_were_told(hub: Hub) {
    let told = entry(EntryKind::OccurrenceUpdated, &everything(1));
    record(&hub, std::slice::from_ref(&told)).await;
    let read = hub.store.history(std::slice::from_ref(&told.subject), None, 10).await.unwrap();
    let [change] = read.as_slice() else { panic!("one change, not {read:?}") };
    assert_eq!((change.seq, change.kind, &change.subject), (1, told.kind, &told.subject));
    assert_eq!((change.at, change.key, change.version), (told.at, told.key, told.version));
    assert_eq!(change.reason, told.reason);
    for (read, told) in change.fields.iter().zip(&told.fields) {
        assert_eq!((read.field.as_str(), &read.before, &read.after), (told.field, &told.before, &told.after));
    }
    assert_eq!(change.fields.len(), told.fields.len());
}

async fn the_newest_comes_first_and_each_page_goes_on(hub: Hub) {
    record(&hub, &versions(1, 4)).await;
    record(&hub, &versions(2, 2)).await;
    let subject = |number| versions(number, 1).remove(0).subject;
    let subjects: [Subject; 2] = [subject(1), subject(2)];
    let first = hub.store.history(&subjects, None, 4).await.unwrap();
    assert_eq!(told(&first), [2, 1, 4, 3]);
    let rest = hub.store.history(&subjects, first.last().map(|change| change.seq), 4).await.unwrap();
    assert_eq!(told(&rest), [2, 1]);
    assert_eq!(hub.store.count_history(&subjects).await.unwrap(), 6);
    assert_eq!(hub.store.count_history(&subjects[..1]).await.unwrap(), 4);
    assert_eq!(hub.store.count_history(&[]).await.unwrap(), 0);
}

async fn what_happened_after_a_version_is_known_to_who_writes(hub: Hub) {
    record(&hub, &versions(1, 4)).await;
    let write = hub.store.begin().await.unwrap();
    let subject = versions(1, 1).remove(0).subject;
    assert_eq!(told(&write.history_after(&subject, 2).await.unwrap()), [3, 4]);
    assert_eq!(told(&write.history_after(&subject, 4).await.unwrap()), [0_i32; 0]);
}
