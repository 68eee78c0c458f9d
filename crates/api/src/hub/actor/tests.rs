use super::super::image::{Files, Location};
use super::{Hub, HubError, Result};
use crate::hub::Options;
use chrono::TimeDelta;
use futures_util::FutureExt;
use kulturhub_domain::actor::key::{ApiKey, KeyDraft, KeyUpdate};
use kulturhub_domain::actor::{Actor, RoleName, Scope};
use kulturhub_domain::time::Written;
use kulturhub_domain::venue::VenueDraft;
use kulturhub_store::{Settings, Store};
use std::sync::Arc;
use std::time::Duration;

/// How long a busy machine may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A hub on a new database, and the folder that is to live as long.
async fn hub() -> (Arc<Hub>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (another(&folder).await, folder)
}

/// What another process on the same database is.
async fn another(folder: &tempfile::TempDir) -> Arc<Hub> {
    let address = format!("sqlite:{}", folder.path().join("hub.db").display());
    let store = Store::open(&Settings::of(address)).await.unwrap();
    let files = Files::new(Location::Folder(folder.path().join("images")));
    Hub::new(store, files, Options::default()).await.unwrap()
}

async fn create(hub: &Hub) -> (ApiKey, String) {
    let (name, role) = ("nøgle".to_owned(), RoleName::Secretariat);
    let draft =
        KeyDraft { name, role, institution: None, municipality: None, scopes: None, expires_at: None };
    let (key, whole) = hub.create_key(None, &draft).await.unwrap();
    (key, format!("Bearer {whole}"))
}

#[track_caller]
fn refused(result: &Result<Actor>) {
    assert!(matches!(result, Err(HubError::Unauthenticated)), "{result:?}");
}

#[tokio::test]
async fn only_the_whole_key_opens_and_only_while_it_is_in_force() {
    let (hub, _folder) = hub().await;
    let (key, header) = create(&hub).await;
    assert_eq!(hub.authenticate(Some(&header)).await.unwrap(), key.actor());
    assert_eq!(hub.authenticate(None).await.unwrap(), Actor::Visitor);
    let (other, other_header) = create(&hub).await;
    let with_other_secret = header.replace(&key.id.0.simple().to_string(), &other.id.0.simple().to_string());
    let cut = &header[..header.len() - 1];
    for wrong in [&with_other_secret, cut, &format!("{header}0"), &header.to_uppercase(), "Bearer ", ""] {
        refused(&hub.authenticate(Some(wrong)).await);
    }
    let unknown = header.replace(&key.id.0.simple().to_string(), &uuid::Uuid::nil().simple().to_string());
    refused(&hub.authenticate(Some(&unknown)).await);
    hub.revoke_key(None, key.id, None).await.unwrap();
    refused(&hub.authenticate(Some(&header)).await);
    assert!(hub.authenticate(Some(&other_header)).await.is_ok());
}

#[tokio::test]
async fn what_another_process_revoked_is_seen_although_this_one_wrote_since() {
    let (hub, folder) = hub().await;
    let ((key, header), (writer, _)) = (create(&hub).await, create(&hub).await);
    another(&folder).await.revoke_key(None, key.id, None).await.unwrap();
    let draft = VenueDraft { name: "Sted".into(), ..VenueDraft::default() };
    hub.add_venue(&writer.actor(), &draft).await.unwrap();
    hub.look_for_other_writers().await.unwrap();
    refused(&hub.authenticate(Some(&header)).await);
}

#[tokio::test]
async fn a_key_that_another_process_made_opens_at_once() {
    let (hub, folder) = hub().await;
    let (key, header) = create(&*another(&folder).await).await;
    assert_eq!(hub.authenticate(Some(&header)).await.unwrap(), key.actor());
}

async fn update(hub: &Hub, key: &ApiKey, update: KeyUpdate) {
    hub.update_key(None, key.id, key.version, &update).await.unwrap();
}

/// Whether an actor who came with this key has to go by now.
fn has_ended(hub: &Hub, actor: &Actor) -> bool {
    hub.ended(actor).now_or_never().is_some()
}

#[tokio::test]
async fn a_key_ends_when_it_is_revoked_or_may_something_else() {
    let (hub, _folder) = hub().await;
    let ((revoked, _), (changed, _), (kept, _)) =
        (create(&hub).await, create(&hub).await, create(&hub).await);
    let [going, changing, staying] = [&revoked, &changed, &kept].map(ApiKey::actor);
    let waiting = tokio::spawn({
        let (hub, going) = (Arc::clone(&hub), going.clone());
        async move { hub.ended(&going).await }
    });
    assert!(!has_ended(&hub, &going) && hub.is_still(&going));
    hub.revoke_key(None, revoked.id, None).await.unwrap();
    tokio::time::timeout(LIMIT, waiting).await.unwrap().unwrap();
    assert!(has_ended(&hub, &going) && !hub.is_still(&going));
    update(&hub, &changed, KeyUpdate { scopes: Some(vec![Scope::Submit]), ..KeyUpdate::default() }).await;
    update(&hub, &kept, KeyUpdate { name: Some("ny".into()), ..KeyUpdate::default() }).await;
    assert!(has_ended(&hub, &changing));
    assert!(!has_ended(&hub, &staying) && !has_ended(&hub, &Actor::Visitor));
}

#[tokio::test]
async fn a_key_ends_when_it_expires() {
    let (hub, _folder) = hub().await;
    let (key, header) = create(&hub).await;
    let actor = hub.authenticate(Some(&header)).await.unwrap();
    // On a busy machine a near expiry may lie behind before it is read: then a later one.
    for seconds in [1, 2, 4, 8, 16] {
        let soon = hub.now() + TimeDelta::seconds(seconds);
        let expires_at = Some(Some(Written::Offset(soon.fixed_offset())));
        let update = KeyUpdate { expires_at, ..KeyUpdate::default() };
        if hub.update_key(None, key.id, 1, &update).await.is_ok() {
            break;
        }
    }
    tokio::time::timeout(LIMIT, hub.ended(&actor)).await.unwrap();
    refused(&hub.authenticate(Some(&header)).await);
    assert!(!hub.is_still(&actor));
}

#[tokio::test]
async fn the_last_use_is_known_at_once_and_written_later() {
    let (hub, folder) = hub().await;
    let ((used, header), (unused, _)) = (create(&hub).await, create(&hub).await);
    hub.authenticate(Some(&header)).await.unwrap();
    let secretariat = unused.actor();
    let last_use = |hub: &Hub, id| hub.key(&secretariat, id).unwrap().last_used_at;
    let at = last_use(&hub, used.id);
    assert!(at.is_some() && last_use(&hub, unused.id).is_none());
    assert_eq!(hub.store().key(used.id).await.unwrap().unwrap().last_used_at, None);
    hub.write_last_use().await.unwrap();
    assert_eq!(hub.store().key(used.id).await.unwrap().unwrap().last_used_at, at);
    assert_eq!(last_use(&*another(&folder).await, used.id), at);
    let newest = hub.newest_seq().await.unwrap();
    hub.authenticate(Some(&header)).await.unwrap();
    hub.write_last_use().await.unwrap();
    assert_eq!(hub.newest_seq().await.unwrap(), newest, "it is no entry of the journal");
}
