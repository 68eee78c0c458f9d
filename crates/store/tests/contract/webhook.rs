//! Webhooks: kept, sent by one node at a time, with the last requests remembered.

use crate::actor::{key, told};
use crate::fixtures::hours;
use crate::hub::Hub;
use kulturhub_domain::actor::Role;
use kulturhub_domain::code::WebhookId;
use kulturhub_domain::journal::EntryKind;
use kulturhub_domain::webhook::{Address, State, Webhook};
use kulturhub_store::Store;
use kulturhub_store::webhook::Delivery;
use uuid::Uuid;

contracts! {
    a_webhook_is_read_back_as_it_was_kept,
    one_node_sends_until_its_lease_is_over,
    the_last_requests_are_remembered,
}

/// A webhook of a key that is there.
async fn added(hub: &Hub, state: State) -> Webhook {
    let owner = key(1, Role::Secretariat);
    let mut write = hub.store.begin().await.unwrap();
    write.add_key(&told(EntryKind::KeyCreated, &owner), &"ab".repeat(32)).await.unwrap();
    write.commit().await.unwrap();
    let webhook = Webhook {
        id: WebhookId(Uuid::from_u128(7)),
        key: owner.id,
        address: Address::parse("https://example.org/hook", false).unwrap(),
        following: "{\"upcoming\":true}".to_owned(),
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(),
        seq: 3,
        state,
        version: 1,
        created_at: hours(0),
    };
    hub.store.add_webhook(&webhook).await.unwrap();
    webhook
}

async fn a_webhook_is_read_back_as_it_was_kept(hub: Hub) {
    let mut webhook = added(&hub, State::Active).await;
    let states = [
        State::Paused { because: Some("sommerferie".to_owned()) },
        State::Paused { because: None },
        State::Failing { since: hours(1), tries: 4, next: hours(2) },
        State::Active,
    ];
    for state in states {
        webhook = Webhook { state, seq: webhook.seq + 1, version: webhook.version + 1, ..webhook };
        assert!(hub.store.change_webhook(&webhook).await.unwrap());
        assert_eq!(hub.store.webhook(webhook.id).await.unwrap().as_ref(), Some(&webhook));
    }
    assert!(!hub.store.change_webhook(&webhook).await.unwrap(), "that is no longer the version before");
    assert_eq!(hub.store.webhooks(Some(webhook.key)).await.unwrap(), [webhook.clone()]);
    assert!(hub.store.webhooks(Some(key(2, Role::Secretariat).id)).await.unwrap().is_empty());
    hub.store.remove_webhook(webhook.id).await.unwrap();
    assert!(hub.store.webhooks(None).await.unwrap().is_empty());
}

async fn one_node_sends_until_its_lease_is_over(hub: Hub) {
    let mut webhook = added(&hub, State::Active).await;
    let other = Store::open(&hub.settings).await.unwrap();
    let lease = async |store: &Store, webhook: &Webhook, from, until| {
        store.lease_webhook(webhook, hours(from), hours(until)).await.unwrap()
    };
    assert!(lease(&hub.store, &webhook, 0, 2).await);
    assert!(!lease(&other, &webhook, 1, 3).await, "somebody else has it");
    assert!(lease(&hub.store, &webhook, 1, 3).await, "who has it keeps it");
    webhook.seq = 9;
    assert!(!other.keep_webhook(&webhook).await.unwrap());
    assert!(hub.store.keep_webhook(&webhook).await.unwrap());
    assert!(lease(&other, &webhook, 4, 5).await, "it is over");
    assert!(!hub.store.keep_webhook(&webhook).await.unwrap(), "who was away does not go on");
    other.end_leases().await.unwrap();
    assert!(lease(&hub.store, &webhook, 4, 5).await, "given up in good order");
    // Its keepers changed it: who sends it learns so, and begins anew.
    let changed = Webhook { version: 2, ..webhook.clone() };
    assert!(hub.store.change_webhook(&changed).await.unwrap());
    assert!(!hub.store.keep_webhook(&webhook).await.unwrap());
    assert!(!lease(&hub.store, &webhook, 4, 5).await);
    assert!(lease(&other, &changed, 4, 5).await);
    let paused = Webhook { version: 3, state: State::Paused { because: None }, ..changed };
    assert!(hub.store.change_webhook(&paused).await.unwrap());
    assert!(!lease(&hub.store, &paused, 4, 5).await);
}

async fn the_last_requests_are_remembered(hub: Hub) {
    let webhook = added(&hub, State::Active).await;
    for number in 1..=503_u128 {
        let delivery = Delivery {
            id: Uuid::from_u128(number),
            seq: i64::try_from(number).unwrap(),
            at: hours(1),
            status: number.is_multiple_of(2).then_some(204),
            error: (!number.is_multiple_of(2)).then(|| "no answer in time".to_owned()),
            took_ms: 12,
        };
        hub.store.log_delivery(webhook.id, &delivery).await.unwrap();
    }
    let all = hub.store.deliveries(webhook.id, None, 1_000).await.unwrap();
    assert_eq!((all.len(), all[0].seq, all[499].seq), (500, 503, 4));
    assert_eq!((all[0].status, all[0].error.as_deref()), (None, Some("no answer in time")));
    assert_eq!((all[1].status, all[1].error.as_deref()), (Some(204), None));
    let next = hub.store.deliveries(webhook.id, Some(all[1].id), 2).await.unwrap();
    assert_eq!(next, all[2..4]);
    hub.store.remove_webhook(webhook.id).await.unwrap();
    assert!(hub.store.deliveries(webhook.id, None, 1).await.unwrap().is_empty());
}
