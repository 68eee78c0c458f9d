//! Who follows under a name is known by it, and only gets farther.

use crate::actor::{key, told};
use crate::fixtures::hours;
use crate::hub::Hub;
use kulturhub_domain::actor::Role;
use kulturhub_domain::code::KeyId;
use kulturhub_domain::follower::Follower;
use kulturhub_domain::journal::EntryKind;
use kulturhub_domain::text::Label;

contracts! {
    who_acknowledges_gets_farther_and_never_back,
}

async fn who_acknowledges_gets_farther_and_never_back(hub: Hub) {
    let keys = [1, 2].map(|number| key(number, Role::Secretariat));
    let mut write = hub.store.begin().await.unwrap();
    for key in &keys {
        write.add_key(&told(EntryKind::KeyCreated, key), &"ab".repeat(32)).await.unwrap();
    }
    write.commit().await.unwrap();
    let keys = keys.map(|key| key.id);
    let follower = |key: KeyId, name: &str, seq| Follower {
        key,
        name: Label::parse(name).unwrap(),
        seq,
        at: hours(seq),
    };
    for (key, name, seq) in
        [(0, "foyer", 3), (0, "hall", 1), (1, "foyer", 2), (0, "foyer", 5), (0, "foyer", 4)]
    {
        hub.store.keep_follower(&follower(keys[key], name, seq)).await.unwrap();
    }
    let own = [follower(keys[0], "foyer", 5), follower(keys[0], "hall", 1)];
    assert_eq!(hub.store.followers(Some(keys[0])).await.unwrap(), own);
    let all = hub.store.followers(None).await.unwrap();
    assert_eq!((all.len(), &all[..2], &all[2]), (3, &own[..], &follower(keys[1], "foyer", 2)));
}
