//! A database is opened whole or not at all, and says why not.

use crate::fixtures::{activity, everything};
use crate::hub::{Engine, Hub};
use kulturhub_domain::journal::Sight;
use kulturhub_store::{Settings, Store, StoreError};
use sea_orm::ConnectionTrait;

contracts! {
    opened_again_it_is_the_same_hub,
    two_stores_on_one_database_see_each_other,
    a_newer_database_is_left_alone,
    what_an_older_version_left_is_brought_up,
    what_points_at_nothing_is_refused_by_the_database_itself,
}

async fn opened_again_it_is_the_same_hub(hub: Hub) {
    hub.load_region().await;
    hub.save(&[everything(1)]).await;
    let id = hub.store.hub();
    hub.store.close().await.unwrap();
    let store = Store::open(&hub.settings).await.unwrap();
    let again = Hub { store, ..hub };
    assert_eq!(again.store.hub(), id);
    assert_eq!(again.read(everything(1).id).await, Some(everything(1)));
}

async fn two_stores_on_one_database_see_each_other(hub: Hub) {
    hub.load_region().await;
    let other = Store::open(&hub.settings).await.unwrap();
    assert_eq!(other.hub(), hub.store.hub());
    hub.save(&[everything(1)]).await;
    assert_eq!(other.newest_seq().await.unwrap(), 2);
    let other = Hub { store: other, engine: hub.engine, settings: hub.settings.clone() };
    assert_eq!(other.read(everything(1).id).await, Some(everything(1)));
    // Both may write, one after the other.
    other.save(&[activity(2, &[(1, None)])]).await;
    assert_eq!(hub.store.newest_seq().await.unwrap(), 3);
}

async fn a_newer_database_is_left_alone(hub: Hub) {
    let raw = hub.raw().await;
    raw.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m29991231_000001_paint_it_blue', 0)")
        .await
        .unwrap();
    match Store::open(&hub.settings).await {
        Err(StoreError::NewerVersion(name)) => assert_eq!(name, "m29991231_000001_paint_it_blue"),
        other => panic!("it was opened: {:?}", other.err()),
    }
}

/// The migrations of the journal and of the links, on what the version before them would have left.
async fn what_an_older_version_left_is_brought_up(hub: Hub) {
    hub.load_region().await;
    let [first, second] = [everything(1), activity(2, &[(1, None)])];
    hub.save(&[first.clone(), second.clone()]).await;
    let history = async |store: &Store| {
        let subjects = [first.subject(), second.subject()];
        store.history(&subjects, None, 10).await.unwrap()
    };
    let told = history(&hub.store).await;
    let journal = hub.journal(0, &Sight::Everything).await;
    let raw = hub.raw().await;
    let columns =
        "seq, at, kind, subject_kind, subject_id, institution_id, occurrence_id, key_id, version, reason";
    let oldest = told.last().expect("something was told").seq;
    for statement in [
        // One entry is from before there was a history.
        format!("CREATE TABLE history AS SELECT {columns}, fields FROM journal WHERE seq > {oldest}"),
        "ALTER TABLE journal DROP COLUMN fields".to_owned(),
        "DELETE FROM seaql_migrations WHERE version LIKE 'm20261125_00006%'".to_owned(),
    ] {
        raw.execute_unprepared(&statement).await.unwrap();
    }
    if hub.engine == Engine::Sqlite {
        for link in ["initiative", "partner", "category", "audience", "image"] {
            for statement in [
                format!("CREATE TABLE unpacked AS SELECT * FROM activity_{link}"),
                format!("DROP TABLE activity_{link}"),
                format!("ALTER TABLE unpacked RENAME TO activity_{link}"),
            ] {
                raw.execute_unprepared(&statement).await.unwrap();
            }
        }
    }
    hub.store.close().await.unwrap();
    let store = Store::open(&hub.settings).await.unwrap();
    assert_eq!(history(&store).await, told[..told.len() - 1]);
    let again = Hub { store, ..hub };
    assert_eq!(again.journal(0, &Sight::Everything).await, journal);
    for activity in [first, second] {
        assert_eq!(again.read(activity.id).await, Some(activity));
    }
    // And it can be changed.
    again.save(&[everything(1)]).await;
    assert_eq!(again.read(everything(1).id).await, Some(everything(1)));
}

async fn what_points_at_nothing_is_refused_by_the_database_itself(hub: Hub) {
    hub.load_region().await;
    hub.save(&[everything(1)]).await;
    // The raw connection has the settings of a stranger: only SQLite leaves foreign keys to each of them.
    let raw = hub.raw().await;
    if hub.engine == Engine::Sqlite {
        raw.execute_unprepared("PRAGMA foreign_keys = ON").await.unwrap();
    }
    let refused = raw.execute_unprepared("DELETE FROM institution WHERE id = 'koege'").await;
    assert!(refused.is_err(), "an institution with activities cannot be taken away");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    for address in ["", "sqlite:", "sqlite::memory:", "mysql://localhost/hub", "kulturhub.db"] {
        let settings = Settings::of(address);
        match Store::open(&settings).await {
            Err(StoreError::Address(told)) => assert_eq!(told, address),
            other => panic!("`{address}` was opened: {:?}", other.err()),
        }
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("none/kulturhub.db").display());
    let refused = Store::open(&Settings::of(address.clone())).await;
    let told = refused.err().expect("there is no such folder").to_string();
    assert!(told.starts_with(&format!("the database `{address}` cannot be opened: ")), "{told}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "Husk: køb mælk. ".repeat(100)).unwrap();
    let address = format!("sqlite:{}", file.display());
    let refused = Store::open(&Settings::of(address)).await;
    assert!(refused.is_err());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("Husk"), "it is left as it was");
}
