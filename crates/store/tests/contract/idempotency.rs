//! Claims: one a word and key, seen, answered, given up, taken over, forgotten.

use crate::fixtures::{NOW, activity, entry, hours};
use crate::hub::{Engine, Hub};
use chrono::TimeDelta;
use kulturhub_domain::code::KeyId;
use kulturhub_domain::idempotency::{Answer, Asked, Claim, IdempotencyKey, KEPT, Met};
use kulturhub_domain::journal::{Entry, EntryKind};
use kulturhub_domain::time::Instant;
use kulturhub_store::Store;
use uuid::Uuid;

contracts! {
    a_claim_is_kept_with_its_answer,
    a_run_that_was_replaced_changes_nothing,
    an_answer_is_replayed_for_a_day,
    a_claim_tells_whether_its_key_has_acted_since,
    of_many_claims_at_once_one_is_made,
}

fn asked(key: u128, word: &str) -> Asked {
    let word = IdempotencyKey::parse(word.as_bytes()).unwrap();
    Asked { key: KeyId(Uuid::from_u128(key)), word, digest: "5e".repeat(32) }
}

fn claim(asked: Asked, run: u128) -> Claim {
    Claim {
        asked,
        process: Uuid::from_u128(70),
        run: Uuid::from_u128(run),
        seq: 0,
        claimed_at: hours(0),
        seen_at: hours(0),
        answer: None,
    }
}

fn answer() -> Answer {
    let body = "{\"data\":{\"a\":\"æ 'ø' \\\"å\\\" \\u0000\"}}".to_owned();
    Answer { status: 200, media: "application/json; charset=utf-8".into(), body }
}

async fn save(store: &Store, claim: Claim) -> Claim {
    let mut write = store.begin().await.unwrap();
    let saved = write.save_claim(claim).await.unwrap();
    write.commit().await.unwrap();
    saved
}

async fn a_claim_is_kept_with_its_answer(hub: Hub) {
    let store = &hub.store;
    let word = asked(1, "Ordre:7/\"~");
    assert_eq!(store.claim(&word).await.unwrap(), None);
    let mut saved = save(store, claim(word.clone(), 1)).await;
    let others = [asked(2, "Ordre:7/\"~"), asked(1, "ordre:7/\"~")];
    for other in &others {
        assert_eq!(store.claim(other).await.unwrap(), None, "each key has words of its own");
        save(store, claim(other.clone(), 2)).await;
    }
    saved.seen_at = hours(1);
    store.see_claim(&saved, saved.seen_at).await.unwrap();
    assert_eq!(store.claim(&word).await.unwrap().as_ref(), Some(&saved));
    assert!(store.answer_claim(&saved, &answer()).await.unwrap());
    saved.answer = Some(answer());
    assert_eq!(store.claim(&word).await.unwrap().as_ref(), Some(&saved));
    let write = store.begin().await.unwrap();
    assert_eq!(write.claim(&word).await.unwrap().as_ref(), Some(&saved));
    drop(write);
    store.drop_claim(&saved).await.unwrap();
    assert_eq!(store.claim(&word).await.unwrap(), None);
    for other in &others {
        assert!(store.claim(other).await.unwrap().is_some_and(|claim| claim.answer.is_none()));
    }
}

async fn a_run_that_was_replaced_changes_nothing(hub: Hub) {
    let store = &hub.store;
    let old = save(store, claim(asked(1, "a"), 1)).await;
    let new = save(store, claim(asked(1, "a"), 2)).await;
    store.see_claim(&old, hours(1)).await.unwrap();
    assert!(!store.answer_claim(&old, &answer()).await.unwrap());
    store.drop_claim(&old).await.unwrap();
    assert_eq!(store.claim(&new.asked).await.unwrap(), Some(new));
}

async fn an_answer_is_replayed_for_a_day(hub: Hub) {
    let store = &hub.store;
    let old = save(store, claim(asked(1, "a"), 1)).await;
    store.answer_claim(&old, &answer()).await.unwrap();
    let later = Claim { claimed_at: hours(1), ..claim(asked(1, "b"), 2) };
    let later = save(store, later).await;
    let at = |after: TimeDelta| -> Instant { hours(0) + after };
    let moment = TimeDelta::milliseconds(1);
    for (now, expected, forgotten) in
        [(at(KEPT - moment), Met::Answered(answer()), 0), (at(KEPT), Met::Expired, 1)]
    {
        let known = store.claim(&old.asked).await.unwrap().unwrap();
        assert_eq!(known.met_by(&old.asked.digest, Uuid::from_u128(71), now), expected);
        assert_eq!(store.forget_claims(now - KEPT).await.unwrap(), forgotten);
    }
    assert_eq!(store.claim(&old.asked).await.unwrap(), None);
    assert_eq!(store.claim(&later.asked).await.unwrap(), Some(later));
    assert_eq!(hours(0).timestamp_millis(), NOW);
}

async fn a_claim_tells_whether_its_key_has_acted_since(hub: Hub) {
    let key = KeyId(Uuid::from_u128(1));
    let told = |key| Entry { key, ..entry(EntryKind::ActivitySubmitted, &activity(1, &[])) };
    let mut write = hub.store.begin().await.unwrap();
    write.record(&told(Some(key))).await.unwrap();
    write.commit().await.unwrap();
    let saved = save(&hub.store, claim(asked(1, "a"), 1)).await;
    assert_eq!(saved.seq, 1, "the newest position of the journal");

    let mut write = hub.store.begin().await.unwrap();
    assert!(write.key_has_acted(key, 0).await.unwrap());
    assert!(!write.key_has_acted(key, saved.seq).await.unwrap());
    for other in [None, Some(KeyId(Uuid::from_u128(2)))] {
        write.record(&told(other)).await.unwrap();
    }
    assert!(!write.key_has_acted(key, saved.seq).await.unwrap(), "others have");
    write.record(&told(Some(key))).await.unwrap();
    assert!(write.key_has_acted(key, saved.seq).await.unwrap());
    write.commit().await.unwrap();
}

/// Two nodes on one PostgreSQL, or many tasks on one SQLite: whoever comes second sees the claim.
async fn of_many_claims_at_once_one_is_made(hub: Hub) {
    let other = match hub.engine {
        Engine::Sqlite => hub.store.clone(),
        Engine::Postgres => Store::open(&hub.settings).await.unwrap(),
    };
    let tries = (0..50).map(|number| {
        let store = if number % 2 == 0 { hub.store.clone() } else { other.clone() };
        tokio::spawn(async move {
            let mut write = store.begin().await.unwrap();
            if write.claim(&asked(1, "a")).await.unwrap().is_some() {
                return false;
            }
            write.save_claim(claim(asked(1, "a"), number)).await.unwrap();
            write.commit().await.unwrap();
            true
        })
    });
    let tries: Vec<_> = tries.collect();
    let mut made = 0;
    for one in tries {
        made += usize::from(one.await.unwrap());
    }
    assert_eq!(made, 1);
    assert_eq!(hub.number("SELECT COUNT(*) FROM idempotency").await, 1);
}
