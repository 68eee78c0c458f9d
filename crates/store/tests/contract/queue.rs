//! What waits for editors, and what stands in the place of what.

use crate::fixtures::{activity, hours, institution, municipality};
use crate::hub::Hub;
use kulturhub_domain::activity::{Activity, Source, Status};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::text::Text;
use kulturhub_store::activity::QueueQuery;
use uuid::Uuid;

contracts! {
    the_oldest_waits_in_front_and_each_page_goes_on,
    an_editor_is_shown_what_waits_in_its_municipality,
    a_chain_of_merged_ones_leads_to_the_last,
    what_a_source_sent_is_found_by_its_institution,
    clashes_of_one_activity_are_found_from_both_sides,
}

fn waiting(number: u128, since: i64, at: &str) -> Activity {
    Activity {
        institution: institution(at),
        status: Status::InReview,
        waiting_since: Some(hours(since)),
        ..activity(number, &[(1, None)])
    }
}

const ALL: QueueQuery = QueueQuery { municipality: None, after: None, limit: 10 };

async fn numbers(hub: &Hub, query: &QueueQuery, sight: &Sight) -> (Vec<u128>, bool) {
    let queue = hub.store.review_queue(query, sight).await.unwrap();
    (queue.rows.iter().map(|(_, view)| view.id.0.as_u128()).collect(), queue.more)
}

async fn the_oldest_waits_in_front_and_each_page_goes_on(hub: Hub) {
    hub.load_region().await;
    let rows = [
        waiting(1, -1, "koege"),
        waiting(2, -3, "koege"),
        waiting(3, -2, "roskilde"),
        activity(4, &[(1, None)]),
    ];
    hub.save(&rows).await;
    assert_eq!(numbers(&hub, &ALL, &Sight::Everything).await, (vec![2, 3, 1], false));
    let first = QueueQuery { limit: 2, ..ALL };
    assert_eq!(numbers(&hub, &first, &Sight::Everything).await, (vec![2, 3], true));
    let last = hub.store.review_queue(&first, &Sight::Everything).await.unwrap().rows.pop().unwrap().0;
    let rest = QueueQuery { after: Some(last), ..ALL };
    assert_eq!(numbers(&hub, &rest, &Sight::Everything).await, (vec![1], false));
    assert_eq!(hub.store.count_review_queue(&rest, &Sight::Everything).await.unwrap(), 3);
}

async fn an_editor_is_shown_what_waits_in_its_municipality(hub: Hub) {
    hub.load_region().await;
    let unseen = Activity { status: Status::Published, unseen: true, ..waiting(3, -2, "roskilde") };
    hub.save(&[waiting(1, -1, "koege"), waiting(2, -3, "roskilde"), unseen]).await;
    let sight = |code: &str| Sight::Municipality(municipality(code));
    assert_eq!(numbers(&hub, &ALL, &sight("259")).await.0, [1], "what is public elsewhere waits for others");
    assert_eq!(numbers(&hub, &ALL, &sight("265")).await.0, [2, 3]);
    let asked = QueueQuery { municipality: Some(municipality("265")), ..ALL };
    assert_eq!(numbers(&hub, &asked, &Sight::Everything).await.0, [2, 3]);
    assert_eq!(hub.store.count_review_queue(&asked, &Sight::Everything).await.unwrap(), 2);
}

async fn a_chain_of_merged_ones_leads_to_the_last(hub: Hub) {
    hub.load_region().await;
    let id = |number| ActivityId(Uuid::from_u128(number));
    let gone = |number, into| Activity {
        status: Status::Withdrawn,
        merged_into: Some(id(into)),
        ..activity(number, &[(1, None)])
    };
    hub.save(&[gone(1, 2), gone(2, 3), activity(3, &[(1, None)])]).await;
    for (asked, expected) in [(1, Some(3)), (2, Some(3)), (3, None), (9, None)] {
        assert_eq!(hub.store.merged_into(id(asked)).await.unwrap(), expected.map(id), "{asked}");
    }
    assert_eq!(hub.store.merged_from(id(3)).await.unwrap(), [id(2), id(1)]);
    assert_eq!(hub.store.merged_from(id(1)).await.unwrap(), []);
}

async fn what_a_source_sent_is_found_by_its_institution(hub: Hub) {
    hub.load_region().await;
    let text = |raw: &str| Text::parse(raw).unwrap();
    let from = |number: u128, name: &str, at: &str| Activity {
        institution: institution(at),
        source: Some(Source { name: text(name), external_id: text(&number.to_string()) }),
        ..activity(number, &[(1, None)])
    };
    let withdrawn = Activity { status: Status::Withdrawn, ..from(5, "a", "koege") };
    let rows = [
        from(1, "a", "koege"),
        from(2, "b", "koege"),
        from(3, "a", "roskilde"),
        from(4, "a", "koege"),
        withdrawn,
    ];
    hub.save(&rows).await;
    let write = hub.store.begin().await.unwrap();
    let found = write.activities_from(&institution("koege"), &text("a")).await.unwrap();
    assert_eq!(found, [rows[0].clone(), rows[3].clone()]);
}

async fn clashes_of_one_activity_are_found_from_both_sides(hub: Hub) {
    hub.load_region().await;
    let drafted = Activity { status: Status::InReview, ..activity(2, &[(2, Some(2))]) };
    hub.save(&[activity(1, &[(1, Some(2))]), drafted, activity(3, &[(9, Some(1))])]).await;
    for (asked, expected) in [(1, 1), (2, 1), (3, 0)] {
        let id = ActivityId(Uuid::from_u128(asked));
        let clashes = hub.store.clashes_of(id, &Sight::Everything, hours(0), 5).await.unwrap();
        assert_eq!(clashes.len(), expected, "{asked}");
    }
    let id = ActivityId(Uuid::from_u128(1));
    assert!(
        hub.store.clashes_of(id, &Sight::Public, hours(0), 5).await.unwrap().is_empty(),
        "the other one is not public"
    );
}
