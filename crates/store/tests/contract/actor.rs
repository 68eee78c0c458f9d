//! Keys: added, found by id, changed, revoked, and when they were last used.

use crate::fixtures::{hours, institution, municipality};
use crate::hub::Hub;
use kulturhub_domain::actor::key::ApiKey;
use kulturhub_domain::actor::{Role, Scope, Scopes};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::journal::{Change, Entry, EntryKind, Sight, Subject};
use kulturhub_store::StoreError;
use kulturhub_store::actor::KeptKey;
use kulturhub_store::journal::Touched;
use uuid::Uuid;

contracts! {
    keys_of_every_role_are_kept_and_found,
    what_changes_at_a_key_is_kept_and_nothing_else,
    a_change_of_an_unknown_key_is_a_fault,
    a_key_of_an_unknown_institution_is_refused,
    the_last_use_only_moves_on_and_has_no_entry,
    the_journal_tells_what_it_touched,
}

pub fn key(number: u128, role: Role) -> ApiKey {
    let created_at = hours(-i64::try_from(number).unwrap());
    ApiKey {
        id: KeyId(Uuid::from_u128(number)),
        name: "Køge Bibliotek: importør".into(),
        scopes: role.name().scopes(),
        role,
        expires_at: None,
        created_at,
        created_by: None,
        revoked_at: None,
        version: 1,
    }
}

fn kept(key: &ApiKey) -> KeptKey {
    KeptKey { key: key.clone(), secret_hash: "ab".repeat(32), last_used_at: None }
}

pub fn told(kind: EntryKind, key: &ApiKey) -> Change<ApiKey> {
    let entry = Entry {
        kind,
        subject: Subject::Key(key.id),
        at: hours(1),
        key: key.created_by,
        fields: vec![],
        version: key.version,
        was_public: false,
        is_public: false,
        reason: None,
    };
    Change { state: key.clone(), entry }
}

async fn add(hub: &Hub, key: &ApiKey) -> Result<i64, StoreError> {
    let mut write = hub.store.begin().await?;
    write.add_key(&told(EntryKind::KeyCreated, key), &"ab".repeat(32)).await?;
    write.commit().await
}

async fn save(hub: &Hub, kind: EntryKind, key: &ApiKey) -> Result<i64, StoreError> {
    let mut write = hub.store.begin().await?;
    write.save_key(&told(kind, key)).await?;
    write.commit().await
}

async fn keys_of_every_role_are_kept_and_found(hub: Hub) {
    hub.load_region().await;
    let roles = [
        Role::Submitter { institution: institution("koege") },
        Role::Owner { institution: institution("koege") },
        Role::Editor { municipality: municipality("265") },
        Role::Secretariat,
    ];
    let mut keys: Vec<ApiKey> = (1..).zip(roles).map(|(number, role)| key(number, role)).collect();
    keys[1].scopes = Scopes::from([Scope::Webhooks]);
    keys[1].expires_at = Some(hours(9));
    keys[1].created_by = Some(keys[3].id);
    for key in &keys {
        add(&hub, key).await.unwrap();
        assert_eq!(hub.store.key(key.id).await.unwrap(), Some(kept(key)));
    }
    let oldest_first: Vec<ApiKey> = keys.into_iter().rev().collect();
    let found = hub.store.keys().await.unwrap();
    assert_eq!(found, oldest_first.iter().map(kept).collect::<Vec<_>>());
    let write = hub.store.begin().await.unwrap();
    assert_eq!(write.keys().await.unwrap(), oldest_first);
    drop(write);
    assert_eq!(hub.store.key(KeyId(Uuid::from_u128(9))).await.unwrap(), None);
}

async fn what_changes_at_a_key_is_kept_and_nothing_else(hub: Hub) {
    let (other, key) = (key(1, Role::Secretariat), key(2, Role::Secretariat));
    add(&hub, &other).await.unwrap();
    add(&hub, &key).await.unwrap();
    let changed = ApiKey {
        name: "Ny".into(),
        scopes: Scopes::from([Scope::ReadDrafts, Scope::Submit]),
        expires_at: Some(hours(5)),
        version: 2,
        ..key
    };
    save(&hub, EntryKind::KeyUpdated, &changed).await.unwrap();
    assert_eq!(hub.store.key(changed.id).await.unwrap(), Some(kept(&changed)));
    let revoked = ApiKey { expires_at: None, revoked_at: Some(hours(2)), version: 3, ..changed };
    save(&hub, EntryKind::KeyRevoked, &revoked).await.unwrap();
    assert_eq!(hub.store.key(revoked.id).await.unwrap(), Some(kept(&revoked)));
    assert_eq!(hub.store.key(other.id).await.unwrap(), Some(kept(&other)));
    let entries = hub.journal(0, &Sight::Everything).await;
    let kinds: Vec<EntryKind> = entries.into_iter().map(|entry| entry.kind).collect();
    let expected =
        [EntryKind::KeyCreated, EntryKind::KeyCreated, EntryKind::KeyUpdated, EntryKind::KeyRevoked];
    assert_eq!(kinds, expected);
    assert!(hub.journal(0, &Sight::Public).await.is_empty(), "keys are nobody else's business");
}

async fn a_change_of_an_unknown_key_is_a_fault(hub: Hub) {
    let refused = save(&hub, EntryKind::KeyUpdated, &key(1, Role::Secretariat)).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    assert_eq!(hub.store.newest_seq().await.unwrap(), 0);
}

async fn a_key_of_an_unknown_institution_is_refused(hub: Hub) {
    let refused = add(&hub, &key(1, Role::Submitter { institution: institution("koege") })).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    assert_eq!(hub.store.keys().await.unwrap(), []);
    assert_eq!(hub.store.newest_seq().await.unwrap(), 0);
}

async fn the_last_use_only_moves_on_and_has_no_entry(hub: Hub) {
    let (used, unused) = (key(1, Role::Secretariat), key(2, Role::Secretariat));
    add(&hub, &used).await.unwrap();
    let newest = add(&hub, &unused).await.unwrap();
    let unknown = KeyId(Uuid::from_u128(9));
    for (hour, expected) in [(3, 3), (2, 3), (4, 4)] {
        hub.store.note_last_use(&[(used.id, hours(hour)), (unknown, hours(hour))]).await.unwrap();
        let found = hub.store.key(used.id).await.unwrap().unwrap();
        assert_eq!(found, KeptKey { last_used_at: Some(hours(expected)), ..kept(&used) });
    }
    // A change leaves it as it is.
    save(&hub, EntryKind::KeyUpdated, &used).await.unwrap();
    assert_eq!(hub.store.key(used.id).await.unwrap().unwrap().last_used_at, Some(hours(4)));
    assert_eq!(hub.store.key(unused.id).await.unwrap(), Some(kept(&unused)));
    assert_eq!(hub.store.newest_seq().await.unwrap(), newest + 1);
}

async fn the_journal_tells_what_it_touched(hub: Hub) {
    hub.load_region().await;
    let start = hub.store.newest_seq().await.unwrap();
    let touched = |after, newest| {
        let store = hub.store.clone();
        async move { store.touched(after, newest).await.unwrap() }
    };
    assert_eq!(touched(0, start).await, Touched { keys: false, reference: true });
    hub.save(&[crate::fixtures::activity(1, &[(1, None)])]).await;
    let activities = hub.store.newest_seq().await.unwrap();
    assert_eq!(touched(start, activities).await, Touched::default());
    let keys = add(&hub, &key(1, Role::Secretariat)).await.unwrap();
    assert_eq!(touched(activities, keys).await, Touched { keys: true, reference: false });
    assert_eq!(touched(0, keys).await, Touched { keys: true, reference: true });
    assert_eq!(touched(keys, keys).await, Touched::default());
}
