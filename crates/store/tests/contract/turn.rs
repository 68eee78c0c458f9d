//! Writers take turns, commit together, and never harm one another.

use crate::fixtures::{activity, entry};
use crate::hub::{Engine, Hub};
use futures_util::FutureExt;
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Entry, EntryKind, Sight, Subject};
use kulturhub_store::{Store, StoreError, Write};
use sea_orm::ConnectionTrait;
use std::task::Poll;
use uuid::Uuid;

contracts! {
    those_who_wait_commit_together_in_their_order,
    one_that_is_dropped_leaves_nothing_and_harms_nobody,
    one_that_has_looked_at_what_it_wrote_leaves_nothing_either,
    one_that_panics_leaves_nothing_and_harms_nobody,
    a_statement_that_fails_harms_nobody_else,
    who_stops_waiting_for_a_turn_is_passed_over,
    who_stops_waiting_for_the_commit_has_written_all_the_same,
    a_commit_that_fails_is_told_to_all_of_it,
    what_the_database_takes_back_by_itself_is_told_and_got_over,
    many_writers_are_all_served,
    another_process_that_writes_beside_harms_nobody,
    one_that_is_cancelled_anywhere_harms_nobody,
}

/// An entry that the traps below know by its version.
fn told(version: i32) -> Entry {
    let subject = Subject::Key(KeyId(Uuid::from_u128(5)));
    Entry { subject, version, fields: vec![], ..entry(EntryKind::KeyCreated, &activity(1, &[])) }
}

/// One use case: its position, once it is committed.
async fn write(hub: &Hub, version: i32) -> Result<i64, StoreError> {
    let mut write = hub.store.begin().await?;
    write.record(&told(version)).await?;
    write.commit().await
}

async fn versions(hub: &Hub) -> Vec<i32> {
    hub.journal(0, &Sight::Everything).await.iter().map(|entry| entry.version).collect()
}

/// A use case that has written and looked at the database: it has the turn, and what it wrote is there.
async fn begun(hub: &Hub, version: i32) -> Write {
    let mut begun = hub.store.begin().await.unwrap();
    begun.record(&told(version)).await.unwrap();
    look(&begun).await;
    begun
}

async fn look(write: &Write) {
    assert_eq!(write.activity(activity(9_999, &[]).id).await.unwrap(), None);
}

/// The same as [`write`], with a look.
async fn look_and_write(hub: &Hub, version: i32) -> Result<i64, StoreError> {
    begun(hub, version).await.commit().await
}

/// The first use case, which has its turn while the others come to wait.
async fn first(hub: &Hub) -> Write {
    begun(hub, 1).await
}

async fn those_who_wait_commit_together_in_their_order(hub: Hub) {
    let first = first(&hub).await;
    let second = async {
        let second = begun(&hub, 2).await;
        // The first has ended, but nobody can know yet.
        assert_eq!(versions(&hub).await, [0_i32; 0]);
        assert_eq!(hub.store.newest_seq().await.unwrap(), 0);
        second.commit().await
    };
    // They are polled in this order: the others wait by the time the first ends. Who never looks comes last.
    let (last, second, third, first) =
        tokio::join!(write(&hub, 4), second, look_and_write(&hub, 3), first.commit());
    assert_eq!((first.unwrap(), second.unwrap(), third.unwrap(), last.unwrap()), (1, 2, 3, 4));
    assert_eq!(versions(&hub).await, [1, 2, 3, 4]);
}

async fn one_that_is_dropped_leaves_nothing_and_harms_nobody(hub: Hub) {
    let first = first(&hub).await;
    let dropped = async { drop(begun(&hub, 13).await) };
    let last_dropped = async { drop(begun(&hub, 14).await) };
    let ((), third, (), first) = tokio::join!(dropped, look_and_write(&hub, 3), last_dropped, first.commit());
    assert_eq!((first.unwrap(), third.unwrap()), (1, 2));
    // The first of all may be the one that is dropped, with others behind it.
    let first = begun(&hub, 15).await;
    let (next, ()) = tokio::join!(look_and_write(&hub, 4), async { drop(first) });
    assert_eq!(next.unwrap(), 3);
    assert_eq!(versions(&hub).await, [1, 3, 4]);
}

async fn one_that_has_looked_at_what_it_wrote_leaves_nothing_either(hub: Hub) {
    hub.load_region().await;
    let save = async |number: u128| {
        let mut write = hub.store.begin().await.unwrap();
        let saved = activity(number, &[(1, None)]);
        write.save_activity(&crate::fixtures::told(&saved)).await.unwrap();
        assert_eq!(write.activity(saved.id).await.unwrap(), Some(saved));
        write
    };
    // Each of them has something in the database when its turn ends.
    let first = save(1).await;
    let ((), first) = tokio::join!(async { drop(save(2).await) }, first.commit());
    assert_eq!(first.unwrap(), 2);
    assert_eq!(write(&hub, 3).await.unwrap(), 3);
    let first = save(4).await;
    let last = async {
        drop(save(5).await);
        save(6).await.commit().await
    };
    let (last, first) = tokio::join!(last, first.commit());
    assert_eq!((first.unwrap(), last.unwrap()), (4, 5));
    let mut there = Vec::new();
    for number in 1..=6 {
        there.extend(hub.read(activity(number, &[]).id).await.map(|_| number));
    }
    assert_eq!(there, [1, 4, 6]);
}

async fn one_that_panics_leaves_nothing_and_harms_nobody(hub: Hub) {
    let first = first(&hub).await;
    let panics = async {
        let mut panicking = hub.store.begin().await.unwrap();
        let task = tokio::spawn(async move {
            panicking.record(&told(13)).await.unwrap();
            look(&panicking).await;
            panic!("a use case that fails as it should in this test");
        });
        assert!(task.await.unwrap_err().is_panic());
    };
    let ((), third, first) = tokio::join!(panics, write(&hub, 3), first.commit());
    assert_eq!((first.unwrap(), third.unwrap()), (1, 2));
    assert_eq!(versions(&hub).await, [1, 3]);
}

async fn a_statement_that_fails_harms_nobody_else(hub: Hub) {
    let first = first(&hub).await;
    let fails = async {
        let mut failing = hub.store.begin().await.unwrap();
        failing.record(&told(13)).await.unwrap();
        // There is no such institution: the database itself refuses.
        failing.save_activity(&crate::fixtures::told(&activity(1, &[(1, None)]))).await.unwrap();
        assert!(failing.commit().await.is_err());
    };
    let looks = async {
        let mut looking = hub.store.begin().await.unwrap();
        assert_eq!(looking.activity(activity(1, &[]).id).await.unwrap(), None);
        looking.record(&told(4)).await.unwrap();
        looking.commit().await
    };
    let ((), third, looking, first) = tokio::join!(fails, write(&hub, 3), looks, first.commit());
    assert_eq!((first.unwrap(), looking.unwrap(), third.unwrap()), (1, 2, 3));
    assert_eq!(versions(&hub).await, [1, 4, 3]);
    // And alone.
    let mut failing = hub.store.begin().await.unwrap();
    failing.save_activity(&crate::fixtures::told(&activity(1, &[(1, None)]))).await.unwrap();
    assert!(failing.commit().await.is_err());
    write(&hub, 5).await.unwrap();
    assert_eq!(versions(&hub).await, [1, 4, 3, 5]);
}

async fn who_stops_waiting_for_a_turn_is_passed_over(hub: Hub) {
    let first = first(&hub).await;
    assert!(begun(&hub, 13).now_or_never().is_none());
    let gives_up = async { assert!(begun(&hub, 14).now_or_never().is_none()) };
    let ((), third, first) = tokio::join!(gives_up, look_and_write(&hub, 3), first.commit());
    assert_eq!((first.unwrap(), third.unwrap()), (1, 2));
    assert_eq!(versions(&hub).await, [1, 3]);
}

async fn who_stops_waiting_for_the_commit_has_written_all_the_same(hub: Hub) {
    let first = first(&hub).await;
    assert!(first.commit().now_or_never().is_none());
    assert_eq!(write(&hub, 2).await.unwrap(), 2);
    assert_eq!(versions(&hub).await, [1, 2]);
}

/// From now on the database refuses to commit an entry of this version.
async fn set_trap_at_commit(hub: &Hub, version: i32) {
    let trap = match hub.engine {
        Engine::Sqlite => format!(
            "CREATE TRIGGER trap AFTER INSERT ON journal WHEN new.version = {version}
             BEGIN INSERT INTO trapped VALUES (1); END"
        ),
        Engine::Postgres => format!(
            "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS
               'BEGIN INSERT INTO trapped VALUES (1); RETURN NULL; END';
             CREATE TRIGGER trap AFTER INSERT ON journal FOR EACH ROW WHEN (new.version = {version})
               EXECUTE FUNCTION trap()"
        ),
    };
    let raw = hub.raw().await;
    for statement in [
        "CREATE TABLE no_rows (id bigint PRIMARY KEY)",
        "CREATE TABLE trapped (id bigint REFERENCES no_rows (id) DEFERRABLE INITIALLY DEFERRED)",
        &trap,
    ] {
        raw.execute_unprepared(statement).await.unwrap();
    }
}

async fn a_commit_that_fails_is_told_to_all_of_it(hub: Hub) {
    set_trap_at_commit(&hub, 13).await;
    assert!(matches!(write(&hub, 13).await, Err(StoreError::Database(_))));
    let first = first(&hub).await;
    let (second, third, first) = tokio::join!(write(&hub, 13), write(&hub, 3), first.commit());
    assert!(matches!(first, Err(StoreError::Database(_))), "the error itself goes to one of them: {first:?}");
    for told in [second, third] {
        assert!(matches!(told, Err(StoreError::NotCommitted(_))), "{told:?}");
    }
    assert_eq!(hub.store.newest_seq().await.unwrap(), 0);
    assert_eq!(write(&hub, 4).await.unwrap(), 1);
    assert_eq!(versions(&hub).await, [4]);
}

/// SQLite ends the whole transaction when a disk is full; PostgreSQL has nothing like it.
async fn what_the_database_takes_back_by_itself_is_told_and_got_over(hub: Hub) {
    let raw = hub.raw().await;
    let trap = match hub.engine {
        Engine::Sqlite => {
            "CREATE TRIGGER trap AFTER INSERT ON journal WHEN new.version = 13
             BEGIN SELECT RAISE(ROLLBACK, 'a trap'); END"
        }
        Engine::Postgres => {
            "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''a trap''; END';
             CREATE TRIGGER trap AFTER INSERT ON journal FOR EACH ROW WHEN (new.version = 13)
               EXECUTE FUNCTION trap()"
        }
    };
    raw.execute_unprepared(trap).await.unwrap();
    for _ in 0..2 {
        assert!(write(&hub, 13).await.is_err());
        let mut looking = hub.store.begin().await.unwrap();
        looking.record(&told(13)).await.unwrap();
        assert!(looking.activity(activity(1, &[]).id).await.is_err());
    }
    let first = first(&hub).await;
    let (second, first) = tokio::join!(write(&hub, 13), first.commit());
    assert!(second.is_err());
    assert_eq!(first.is_err(), hub.engine == Engine::Sqlite, "{first:?}");
    let first = begun(&hub, 2).await;
    let looks = async {
        let mut looking = hub.store.begin().await.unwrap();
        looking.record(&told(13)).await.unwrap();
        assert!(looking.activity(activity(1, &[]).id).await.is_err());
    };
    let ((), first) = tokio::join!(looks, first.commit());
    assert_eq!(first.is_err(), hub.engine == Engine::Sqlite, "{first:?}");
    let written = versions(&hub).await;
    assert_eq!(written, if hub.engine == Engine::Sqlite { vec![] } else { vec![1, 2] });
    write(&hub, 4).await.unwrap();
    assert_eq!(versions(&hub).await.last(), Some(&4));
}

/// More than one commit takes in, some of them dropped.
async fn many_writers_are_all_served(hub: Hub) {
    let first = first(&hub).await;
    let writers = (0..150).map(|number| {
        let hub = &hub;
        async move {
            let mut write = hub.store.begin().await.unwrap();
            write.record(&told(number)).await.unwrap();
            if number % 3 == 0 { None } else { Some(write.commit().await.unwrap()) }
        }
    });
    let (written, first) = tokio::join!(futures_util::future::join_all(writers), first.commit());
    let positions: Vec<i64> = written.into_iter().flatten().collect();
    assert_eq!(first.unwrap(), 1);
    assert_eq!(positions, (2..=101).collect::<Vec<i64>>());
    assert_eq!(versions(&hub).await.len(), 101);
    assert_eq!(hub.store.newest_seq().await.unwrap(), 101);
}

/// A use case that is polled so often and then dropped, wherever it is by then.
async fn polled(times: usize, use_case: impl Future<Output = Result<i64, StoreError>>) -> Option<i64> {
    let mut use_case = std::pin::pin!(use_case);
    let mut left = times;
    std::future::poll_fn(|context| match use_case.as_mut().poll(context) {
        Poll::Ready(told) => Poll::Ready(Some(told.unwrap())),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn another_process_that_writes_beside_harms_nobody(hub: Hub) {
    let other = Store::open(&hub.settings).await.unwrap();
    let there = async |version| {
        let mut write = other.begin().await.unwrap();
        write.record(&told(version)).await.unwrap();
        write.commit().await.unwrap()
    };
    for round in 0..10 {
        let before = i64::from(round) * 4;
        assert_eq!(write(&hub, round).await.unwrap(), before + 1);
        assert_eq!(there(round).await, before + 2);
        // Where each believes the next place to be, there may be something else by now.
        let (one, other) = tokio::join!(write(&hub, round), there(round));
        let mut places = [one.unwrap(), other];
        places.sort_unstable();
        assert_eq!(places, [before + 3, before + 4]);
    }
    assert_eq!(versions(&hub).await, (0..10).flat_map(|round| [round; 4]).collect::<Vec<_>>());
    other.close().await.unwrap();
}

async fn one_that_is_cancelled_anywhere_harms_nobody(hub: Hub) {
    hub.load_region().await;
    let mut told = Vec::new();
    for round in 0..4 {
        let first = first(&hub).await;
        let writers = (0..40).map(|number| {
            let hub = &hub;
            async move {
                let saves = async {
                    let mut write = hub.store.begin().await?;
                    let id = 1 + round * 40 + number;
                    if number % 3 == 0 {
                        look(&write).await;
                    }
                    write.save_activity(&crate::fixtures::told(&activity(id, &[(1, None)]))).await?;
                    if number % 5 == 0 {
                        look(&write).await;
                    }
                    write.commit().await
                };
                let times = usize::try_from(number).unwrap();
                polled(if number % 4 == 0 { usize::MAX } else { times % 13 }, saves).await
            }
        });
        let (written, first) = tokio::join!(futures_util::future::join_all(writers), first.commit());
        first.unwrap();
        told.extend(written.into_iter().flatten());
    }
    assert!(told.len() >= 40, "those that were not cancelled have written");
    let last = write(&hub, 2).await.unwrap();
    let entries = hub.journal(0, &Sight::Everything).await;
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
    // Each that is there has all that belongs to it, also what its words are found by.
    let told_of = entries.iter().filter(|entry| matches!(entry.subject, Subject::Activity { .. })).count();
    assert!(told_of >= told.len());
    let told_of = i64::try_from(told_of).unwrap();
    for question in [
        "SELECT COUNT(*) FROM activity",
        "SELECT COUNT(*) FROM occurrence",
        "SELECT COUNT(*) FROM activity_category",
        "SELECT COUNT(*) FROM journal WHERE fields IS NOT NULL AND subject_kind = 'activity'",
        match hub.engine {
            Engine::Sqlite => "SELECT COUNT(*) FROM activity_search_row",
            Engine::Postgres => "SELECT COUNT(*) FROM activity_search",
        },
    ] {
        assert_eq!(hub.number(question).await, told_of, "{question}");
    }
}
