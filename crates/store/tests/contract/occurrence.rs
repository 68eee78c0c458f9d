//! Occurrences: kept with their activity, listed as long as they take place.

use crate::fixtures::{activity, everything, in_status, occurrence, occurrence_id};
use crate::hub::{Hub, Listing};
use kulturhub_domain::activity::Activity;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::occurrence::OccurrenceStatus::{self, Cancelled};
use kulturhub_store::activity::{ActivityFilter, Parts};

contracts! {
    the_activity_of_an_occurrence_is_found,
    what_is_cancelled_is_not_listed_beside_what_is_not,
    an_activity_of_which_all_is_cancelled_is_still_listed,
    a_list_of_occurrences_has_each_with_its_activity,
    an_occurrence_taken_away_is_gone,
}

async fn the_activity_of_an_occurrence_is_found(hub: Hub) {
    hub.load_region().await;
    let saved = everything(1);
    hub.save(std::slice::from_ref(&saved)).await;
    for occurrence in &saved.occurrences {
        assert_eq!(hub.store.activity_of(occurrence.id).await.unwrap(), Some(saved.id));
    }
    assert_eq!(hub.store.activity_of(occurrence_id(999)).await.unwrap(), None);
}

async fn what_is_cancelled_is_not_listed_beside_what_is_not(hub: Hub) {
    hub.load_region().await;
    let mut saved = activity(1, &[(1, None), (2, None), (3, None)]);
    saved.occurrences[0].status = Cancelled;
    hub.save(&[saved]).await;
    let everything = ActivityFilter::default();
    assert_eq!(Listing::Occurrences.all(&hub, &everything, &Sight::Public).await, [11, 12]);
    assert_eq!(Listing::Activities.all(&hub, &everything, &Sight::Public).await, [1]);
}

async fn an_activity_of_which_all_is_cancelled_is_still_listed(hub: Hub) {
    hub.load_region().await;
    let saved = activity(1, &[(1, None), (2, None)]);
    let occurrences =
        saved.occurrences.iter().map(|occurrence| in_status(Cancelled, occurrence.clone())).collect();
    hub.save(&[Activity { occurrences, ..saved }]).await;
    let everything = ActivityFilter::default();
    assert_eq!(Listing::Activities.all(&hub, &everything, &Sight::Public).await, [1]);
    assert_eq!(Listing::Occurrences.all(&hub, &everything, &Sight::Public).await, [10, 11]);
}

async fn a_list_of_occurrences_has_each_with_its_activity(hub: Hub) {
    hub.load_region().await;
    let saved = [activity(1, &[(1, Some(2)), (30, None)]), activity(2, &[(5, None)])];
    hub.save(&saved).await;
    let page = hub
        .store
        .occurrences(&ActivityFilter::default(), &Sight::Public, Parts::ALL, &crate::hub::first(10))
        .await
        .unwrap();
    let found: Vec<_> = page.rows.iter().map(|(_, view)| (view.found.clone().unwrap(), view.id)).collect();
    let expected = [
        (occurrence(10, 1, Some(2)), saved[0].id),
        (occurrence(20, 5, None), saved[1].id),
        (occurrence(11, 30, None), saved[0].id),
    ];
    assert_eq!(found, expected);
    for (_, view) in page.rows {
        let whole = saved.iter().find(|activity| activity.id == view.id).cloned();
        assert_eq!((*view).clone().into_activity(), whole);
    }
}

async fn an_occurrence_taken_away_is_gone(hub: Hub) {
    hub.load_region().await;
    let mut saved = activity(1, &[(1, None), (2, None)]);
    hub.save(std::slice::from_ref(&saved)).await;
    let gone = saved.occurrences.pop().unwrap();
    saved.occurrences.push(in_status(OccurrenceStatus::SoldOut, occurrence(12, 9, None)));
    hub.save(std::slice::from_ref(&saved)).await;
    assert_eq!(hub.read(saved.id).await, Some(saved));
    assert_eq!(hub.store.activity_of(gone.id).await.unwrap(), None);
}
