//! What was read before and kept is as new as what is asked of the database.

use crate::filter::{EVERYTHING, titled, typed};
use crate::fixtures::{activity, danish, venue_id};
use crate::hub::{Hub, Listing, first, numbers};
use kulturhub_domain::activity::{Activity, Status};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::journal::Sight;
use kulturhub_store::Store;
use kulturhub_store::activity::{ActivityFilter, Parts};
use uuid::Uuid;

contracts! {
    words_are_kept_up_with_what_is_written,
    lists_and_details_are_kept_up_with_what_is_written,
    what_another_process_writes_is_seen,
}

const QUERIES: [&str; 8] =
    ["koncert", "koncerter", "kor klav", "klaverkoncert", "-koncert", "\"kor og klaver\"", "æblefest", "ae"];

/// What a kept answer finds is what the database finds: it is asked when the filter has what the index does not know.
async fn is_kept_up(hub: &Hub) {
    for query in QUERIES {
        let kept = typed(query);
        let asked = ActivityFilter { updated_after: Some(crate::fixtures::hours(-1_000)), ..kept.clone() };
        let page = async |filter| numbers(&Listing::Activities.page(hub, filter, &first(100)).await);
        assert_eq!(page(&kept).await, page(&asked).await, "{query}");
    }
}

async fn words_are_kept_up_with_what_is_written(hub: Hub) {
    hub.load_region().await;
    hub.save(&[titled(1, "Kor og klaver"), titled(2, "Æblefest")]).await;
    is_kept_up(&hub).await;
    let long = "Klaver og kor. ".repeat(400);
    let mut described = titled(5, "Foredrag");
    described.content.description = Some(danish(&long));
    for written in [
        titled(3, "Klaverkoncert for børn"),
        titled(3, "Foredrag"),
        titled(4, "Koncerter og aeblefest"),
        titled(2, "Kor og klaver"),
        titled(1, "Klaver og kor"),
        described,
        titled(5, "Koncert"),
        Activity { status: Status::Withdrawn, ..titled(4, "Koncerter og aeblefest") },
    ] {
        hub.save(&[written]).await;
        is_kept_up(&hub).await;
    }
    // More than is remembered of them.
    let many: Vec<Activity> = (100..400).map(|number| titled(number, &format!("Koncert {number}"))).collect();
    for some in many.chunks(10) {
        hub.save(some).await;
    }
    is_kept_up(&hub).await;
}

async fn lists_and_details_are_kept_up_with_what_is_written(hub: Hub) {
    hub.load_region().await;
    let of = |number| activity(number, &[(i64::try_from(number).unwrap(), None)]);
    hub.save(&[of(1), of(2), of(3)]).await;
    let all = ActivityFilter { venues: vec![venue_id("koege")], ..EVERYTHING };
    let listed = async || {
        // The index is made by the first who asks it for counts; from then on it finds lists.
        hub.store.facets(&all, &Sight::Everything, &[]).await.unwrap();
        numbers(&Listing::Activities.page(&hub, &all, &first(100)).await)
    };
    assert_eq!(listed().await, [1, 2, 3]);
    assert_eq!(hub.read(of(2).id).await, Some(of(2)));
    let renamed = titled(2, "Et nyt navn");
    hub.save(&[renamed.clone(), Activity { occurrences: of(9).occurrences, ..of(1) }]).await;
    assert_eq!(listed().await, [2, 3, 1]);
    assert_eq!(hub.read(of(2).id).await, Some(renamed));
    hub.save(&[Activity { status: Status::Withdrawn, ..of(3) }]).await;
    assert_eq!(listed().await, [2, 1]);
    let id = ActivityId(Uuid::from_u128(3));
    assert!(hub.store.activity(id, &Sight::Public, Parts::default()).await.unwrap().is_none());
    // Many one after the other, each found where it belongs.
    for number in (10..40).rev() {
        hub.save(&[of(number)]).await;
        assert_eq!(listed().await.len(), usize::try_from(42 - number).unwrap());
    }
    let expected: Vec<u128> = [2, 1].into_iter().chain(10..40).collect();
    assert_eq!(listed().await, expected);
    hub.store.forget().await;
    assert_eq!(listed().await, expected);
}

async fn what_another_process_writes_is_seen(hub: Hub) {
    hub.load_region().await;
    let other = Store::open(&hub.settings).await.unwrap();
    let other = Hub { store: other, engine: hub.engine, settings: hub.settings.clone() };
    hub.save(&[titled(1, "Kor og klaver")]).await;
    is_kept_up(&hub).await;
    other.save(&[titled(1, "Koncert"), titled(2, "Æblefest")]).await;
    // As the hub looks once a second.
    hub.store.newest_seq().await.unwrap();
    is_kept_up(&hub).await;
    other.save(&[titled(2, "Koncert")]).await;
    // What this process writes next comes after something that it has not seen.
    hub.save(&[titled(3, "Kor og klaver")]).await;
    is_kept_up(&hub).await;
    assert_eq!(hub.read(titled(2, "Koncert").id).await, Some(titled(2, "Koncert")));
}
