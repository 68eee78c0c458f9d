//! Keys: added once, found by id, revoked once.

use crate::fixtures::{hours, institution, municipality};
use crate::hub::Hub;
use futures_util::FutureExt;
use futures_util::future::join_all;
use kulturhub_domain::actor::Role;
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Entry, EntryKind, Sight, Subject};
use kulturhub_store::StoreError;
use kulturhub_store::actor::ApiKey;
use uuid::Uuid;

contracts! {
    keys_of_every_role_are_kept_and_found,
    a_key_is_revoked_once,
    a_key_of_an_unknown_institution_is_refused,
    many_who_ask_at_once_are_each_told_of_their_own_key,
}

fn key(number: u128, role: Role) -> ApiKey {
    let created_at = hours(-i64::try_from(number).unwrap());
    let (name, secret_hash) = ("Køge Bibliotek: importør".into(), "ab".repeat(32));
    ApiKey { id: KeyId(Uuid::from_u128(number)), name, role, secret_hash, created_at, revoked_at: None }
}

fn told(kind: EntryKind, id: KeyId) -> Entry {
    let subject = Subject::Key(id);
    let at = hours(1);
    let fields = vec![];
    Entry {
        kind,
        subject,
        at,
        key: None,
        fields,
        version: 1,
        was_public: false,
        is_public: false,
        reason: None,
    }
}

async fn add(hub: &Hub, key: &ApiKey) -> Result<i64, StoreError> {
    let mut write = hub.store.begin().await?;
    write.add_key(key, &told(EntryKind::KeyCreated, key.id)).await?;
    write.commit().await
}

async fn revoke(hub: &Hub, id: KeyId) -> bool {
    let mut write = hub.store.begin().await.unwrap();
    let revoked = write.revoke_key(id, &told(EntryKind::KeyRevoked, id)).await.unwrap();
    write.commit().await.unwrap();
    revoked
}

async fn keys_of_every_role_are_kept_and_found(hub: Hub) {
    hub.load_region().await;
    let roles = [
        Role::Submitter { institution: institution("koege") },
        Role::Editor { municipality: municipality("265") },
        Role::Secretariat,
    ];
    let keys: Vec<ApiKey> = (1..).zip(roles).map(|(number, role)| key(number, role)).collect();
    for key in &keys {
        add(&hub, key).await.unwrap();
        assert_eq!(hub.store.key(key.id).await.unwrap().as_ref(), Some(key));
    }
    let oldest_first: Vec<ApiKey> = keys.into_iter().rev().collect();
    assert_eq!(hub.store.keys().await.unwrap(), oldest_first);
    assert_eq!(hub.store.key(KeyId(Uuid::from_u128(9))).await.unwrap(), None);
}

async fn a_key_is_revoked_once(hub: Hub) {
    let (kept, revoked) = (key(1, Role::Secretariat), key(2, Role::Secretariat));
    add(&hub, &kept).await.unwrap();
    add(&hub, &revoked).await.unwrap();
    assert!(revoke(&hub, revoked.id).await);
    let found = hub.store.key(revoked.id).await.unwrap();
    assert_eq!(found, Some(ApiKey { revoked_at: Some(hours(1)), ..revoked.clone() }));
    assert!(!revoke(&hub, revoked.id).await, "it is revoked already");
    assert!(!revoke(&hub, KeyId(Uuid::from_u128(9))).await, "there is no such key");
    assert_eq!(hub.store.key(kept.id).await.unwrap(), Some(kept));
    let kinds: Vec<EntryKind> =
        hub.journal(0, &Sight::Everything).await.into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [EntryKind::KeyCreated, EntryKind::KeyCreated, EntryKind::KeyRevoked]);
}

async fn a_key_of_an_unknown_institution_is_refused(hub: Hub) {
    let refused = add(&hub, &key(1, Role::Submitter { institution: institution("koege") })).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    assert_eq!(hub.store.keys().await.unwrap(), []);
    assert_eq!(hub.store.newest_seq().await.unwrap(), 0);
}

async fn many_who_ask_at_once_are_each_told_of_their_own_key(hub: Hub) {
    let keys = [key(0, Role::Secretariat), key(1, Role::Secretariat)];
    for key in &keys {
        add(&hub, key).await.unwrap();
    }
    for _ in 0..20 {
        let asked = (0..60).map(|number| {
            let store = &hub.store;
            async move {
                let key = store.key(KeyId(Uuid::from_u128(number % 3)));
                // Some give up at once: the others are told all the same.
                if number % 7 == 0 {
                    key.now_or_never().map(Result::unwrap)
                } else {
                    Some(key.await.unwrap())
                }
            }
        });
        for (number, told) in (0..).zip(join_all(asked).await) {
            assert!(told.is_some() || number % 7 == 0);
            if let Some(told) = told {
                assert_eq!(told.as_ref(), keys.get(number % 3));
            }
        }
    }
    // What was asked before is not what is told after.
    assert!(revoke(&hub, keys[0].id).await);
    assert!(hub.store.key(keys[0].id).await.unwrap().unwrap().revoked_at.is_some());
}
