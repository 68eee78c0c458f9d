//! What is near in place and time is found, as far as the reader may see it, and nothing else.

use crate::fixtures::{activity, at, danish, given, in_status, institution, municipality, online, venue_id};
use crate::hub::Hub;
use kulturhub_domain::activity::double::{Compared, Window};
use kulturhub_domain::activity::{Activity, Status};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::geo::Point;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::occurrence::OccurrenceStatus;
use kulturhub_domain::place::{GivenPlace, Place};
use uuid::Uuid;

contracts! {
    what_is_near_in_place_and_time_is_found,
    a_reader_is_told_of_what_it_may_see,
    a_place_outside_is_found_by_its_point,
    the_closest_come_first_and_there_is_an_end,
}

/// Ten o'clock at the venue in Køge, for two hours, unless said otherwise.
fn held(number: u128, starts: i64, lasts: Option<i64>) -> Activity {
    activity(number, &[(starts, lasts)])
}

fn moved(place: Place, mut activity: Activity) -> Activity {
    activity.occurrences[0] = at(place, activity.occurrences[0].clone());
    activity
}

async fn near(hub: &Hub, own: &Activity, windows: &[Window], sight: &Sight) -> Vec<u128> {
    let found = hub.store.near_in_time_and_place(own.id, windows, sight).await.unwrap();
    found.into_iter().map(|(id, _)| id.0.as_u128()).collect()
}

async fn windows(hub: &Hub, own: &Activity) -> Vec<Window> {
    Compared::from(own).windows(&hub.store.reference().await.unwrap())
}

fn sorted(mut numbers: Vec<u128>) -> Vec<u128> {
    numbers.sort_unstable();
    numbers
}

async fn what_is_near_in_place_and_time_is_found(hub: Hub) {
    hub.load_region().await;
    let square = Place::Given(GivenPlace {
        name: danish("Torvet").da,
        address: Default::default(),
        municipality: Some(municipality("259")),
        point: None,
    });
    let mut called_off = held(8, 10, Some(2));
    called_off.occurrences[0] = in_status(OccurrenceStatus::Cancelled, called_off.occurrences[0].clone());
    called_off.occurrences.push(activity(9, &[(500, None)]).occurrences.remove(0));
    let gone = |number, status| Activity { status, ..held(number, 10, None) };
    let own = held(1, 10, Some(2));
    hub.save(&[
        own.clone(),
        held(2, 10, None),
        held(3, 9, None),
        held(4, 12, Some(1)),
        held(5, 8, None),
        held(6, 13, None),
        // It began the day before yesterday and goes on for a week.
        held(7, -48, Some(24 * 7)),
        called_off,
        gone(10, Status::Cancelled),
        gone(11, Status::Withdrawn),
        moved(Place::Venue(venue_id("roskilde")), held(12, 10, None)),
        moved(square, held(13, 10, None)),
        moved(given(None), held(14, 10, None)),
        Activity {
            occurrences: vec![online(held(15, 10, None).occurrences.remove(0))],
            ..held(15, 10, None)
        },
        // It began this morning.
        held(16, 2, Some(12)),
    ])
    .await;
    let own_windows = windows(&hub, &own).await;
    let found = near(&hub, &own, &own_windows, &Sight::Everything).await;
    // The venues of the fixtures lie at one point.
    assert_eq!(sorted(found), [2, 3, 4, 7, 12, 13, 16]);
    let titles = hub.store.near_in_time_and_place(own.id, &own_windows, &Sight::Everything).await.unwrap();
    assert!(titles.contains(&(ActivityId(Uuid::from_u128(2)), danish("Koncert 2"))));
    assert!(near(&hub, &own, &[], &Sight::Everything).await.is_empty());

    // Each occurrence has a window of its own.
    let often = activity(20, &[(100, None), (8, None), (500, None)]);
    let found = near(&hub, &often, &windows(&hub, &often).await, &Sight::Everything).await;
    assert_eq!(sorted(found), [3, 5, 7, 8, 16]);
}

async fn a_reader_is_told_of_what_it_may_see(hub: Hub) {
    hub.load_region().await;
    let of = |number, institution_id: &str, status| Activity {
        institution: institution(institution_id),
        status,
        ..held(number, 10, None)
    };
    let own = held(1, 10, None);
    hub.save(&[
        own.clone(),
        of(2, "koege", Status::Draft),
        of(3, "koege", Status::Published),
        of(4, "roskilde", Status::Draft),
        of(5, "roskilde", Status::InReview),
        of(6, "roskilde", Status::Returned),
        of(7, "roskilde", Status::Published),
        of(8, "malmoe", Status::InReview),
    ])
    .await;
    let windows = windows(&hub, &own).await;
    for (sight, expected) in [
        (Sight::Public, vec![3, 7]),
        (Sight::Institution(institution("koege")), vec![2, 3, 7]),
        (Sight::Municipality(municipality("259")), vec![3, 7]),
        (Sight::Municipality(municipality("265")), vec![3, 5, 6, 7]),
        (Sight::Everything, vec![2, 3, 4, 5, 6, 7, 8]),
    ] {
        assert_eq!(sorted(near(&hub, &own, &windows, &sight).await), expected, "{sight:?}");
    }
}

/// Given places have a point at 55.605, 13.003; the venue in Køge one at 55.45, 12.18.
async fn a_place_outside_is_found_by_its_point(hub: Hub) {
    hub.load_region().await;
    let point = |latitude, longitude| Some(Point::parse(latitude, longitude, None).unwrap());
    let stage = |name: &str, point| {
        Place::Given(GivenPlace {
            name: danish(name).da,
            address: Default::default(),
            municipality: Some(municipality("265")),
            point,
        })
    };
    let own = moved(given(None), held(1, 10, None));
    hub.save(&[
        own.clone(),
        moved(stage("Scenen", point(55.6055, 13.004)), held(2, 10, None)),
        moved(stage("Langt væk", point(55.61, 13.003)), held(3, 10, None)),
        moved(given(None), held(4, 10, None)),
        moved(stage("Ved biblioteket", point(55.4505, 12.1805)), held(5, 10, None)),
        held(6, 10, None),
    ])
    .await;
    let found = near(&hub, &own, &windows(&hub, &own).await, &Sight::Public).await;
    assert_eq!(sorted(found), [2, 4]);
    let library = held(7, 10, None);
    let found = near(&hub, &library, &windows(&hub, &library).await, &Sight::Public).await;
    assert_eq!(sorted(found), [5, 6]);
}

async fn the_closest_come_first_and_there_is_an_end(hub: Hub) {
    hub.load_region().await;
    let own = held(1, 10, Some(4));
    let rows: Vec<Activity> =
        (2..130).map(|number| held(number, 10 + i64::try_from(number % 4).unwrap(), None)).collect();
    hub.save(&rows).await;
    let found = near(&hub, &own, &windows(&hub, &own).await, &Sight::Public).await;
    let apart: Vec<u128> = found.iter().map(|number| number % 4).collect();
    assert_eq!(found.len(), 100);
    assert!(apart.is_sorted(), "{apart:?}");
}
