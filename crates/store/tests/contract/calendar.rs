//! Calendars: what a day has, and what is in each other's way.

use crate::filter::EVERYTHING;
use crate::fixtures::{activity, at, code, given, hours, in_status, institution, occurrence, text, venue_id};
use crate::hub::Hub;
use chrono::NaiveDate;
use chrono_tz::Europe::Copenhagen;
use kulturhub_domain::activity::{Activity, Status};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::occurrence::{OccurrenceStatus, Timing};
use kulturhub_domain::place::Place;
use kulturhub_store::activity::ActivityFilter;

contracts! {
    a_day_has_what_begins_on_it_and_what_goes_on,
    what_overlaps_in_one_room_clashes,
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

/// Now is 2026-11-18, 12:26:40 in Copenhagen.
async fn a_day_has_what_begins_on_it_and_what_goes_on(hub: Hub) {
    hub.load_region().await;
    let mut days = activity(4, &[(0, None)]);
    days.occurrences[0].facts.timing = Timing::AllDay { first: day(20), last: day(22), zone: Copenhagen };
    let mut secret = activity(5, &[(1, None)]);
    secret.status = Status::InReview;
    hub.save(&[
        // Twice on one day, and over midnight: that is one day.
        activity(1, &[(1, Some(2)), (4, Some(12))]),
        activity(2, &[(10, Some(6))]),
        // A festival from the 19th to the 21st.
        activity(3, &[(24, Some(50))]),
        days,
        secret,
    ])
    .await;
    let counted = |filter: ActivityFilter, first: u32, last: u32| {
        let hub = &hub;
        async move {
            let days = hub
                .store
                .calendar(&filter, &Sight::Public, (day(first), day(last)), Copenhagen)
                .await
                .unwrap();
            let one = |(date, day): (NaiveDate, kulturhub_store::activity::Day)| {
                (chrono::Datelike::day(&date), day.occurrences, day.activities)
            };
            days.into_iter().map(one).collect::<Vec<_>>()
        }
    };
    let all = [(18, 3, 2), (19, 1, 1), (20, 2, 2), (21, 2, 2), (22, 1, 1)];
    assert_eq!(counted(EVERYTHING, 1, 30).await, all);
    assert_eq!(counted(EVERYTHING, 20, 20).await, [(20, 2, 2)]);
    assert_eq!(counted(EVERYTHING, 23, 30).await, []);
    let later = ActivityFilter { from: Some(hours(3)), to: Some(hours(20)), ..EVERYTHING };
    assert_eq!(counted(later, 1, 30).await, [(18, 2, 2)]);
    let theatre = ActivityFilter { categories: vec![code("theatre")], ..EVERYTHING };
    assert_eq!(counted(theatre, 1, 30).await, []);
}

/// At the venue in Køge unless said otherwise.
fn held(number: u128, starts: i64, lasts: Option<i64>, room: Option<&str>) -> Activity {
    let mut activity = activity(number, &[(starts, lasts)]);
    activity.occurrences[0].facts.room = room.map(text);
    activity
}

async fn what_overlaps_in_one_room_clashes(hub: Hub) {
    hub.load_region().await;
    let elsewhere = |place: Place, mut activity: Activity| {
        activity.occurrences[0] = at(place, activity.occurrences[0].clone());
        activity
    };
    let mut cancelled = held(8, 10, Some(4), Some("Salen"));
    cancelled.occurrences[0] = in_status(OccurrenceStatus::Cancelled, cancelled.occurrences[0].clone());
    cancelled.occurrences.push(occurrence(81, 500, None));
    let mut in_review = held(9, 12, Some(1), Some("Salen"));
    in_review.status = Status::InReview;
    in_review.institution = institution("roskilde");
    hub.save(&[
        held(1, 10, Some(3), Some("Salen")),
        held(2, 12, Some(3), Some("Salen")),
        // It begins when the first ends; nobody knows when this one does.
        held(3, 13, None, Some("Salen")),
        held(4, 10, Some(3), Some("Caféen")),
        held(5, 10, Some(3), None),
        held(6, 11, Some(1), None),
        // An exhibition in no room in particular is in nobody's way.
        held(7, -100, Some(24 * 20), None),
        cancelled,
        in_review,
        elsewhere(Place::Venue(venue_id("roskilde")), held(10, 10, Some(3), Some("Salen"))),
        elsewhere(given(None), held(11, 10, Some(3), Some("Salen"))),
    ])
    .await;
    let clashes = |filter: ActivityFilter, sight: Sight, from: i64, to: i64| {
        let hub = &hub;
        async move {
            let found = hub.store.clashes(&filter, &sight, (hours(from), hours(to)), 100).await.unwrap();
            let number = |view: &kulturhub_store::activity::ActivityView| view.id.0.as_u128();
            found.iter().map(|clash| (number(&clash.first), number(&clash.second))).collect::<Vec<_>>()
        }
    };
    let public = ActivityFilter { statuses: vec![Status::Published], ..EVERYTHING };
    assert_eq!(clashes(public.clone(), Sight::Public, 0, 100).await, [(1, 2), (5, 6), (2, 3)]);
    assert_eq!(clashes(public.clone(), Sight::Public, 0, 11).await, [(1, 2), (5, 6)]);
    assert_eq!(clashes(public, Sight::Public, 100, 200).await, []);
    // What another municipality has in review is nobody's business; its own editor sees that it is in the way.
    assert_eq!(clashes(EVERYTHING, Sight::Institution(institution("koege")), 0, 100).await.len(), 3);
    let all = clashes(EVERYTHING, Sight::Everything, 0, 100).await;
    assert_eq!(all, [(1, 2), (1, 9), (5, 6), (2, 9), (2, 3)]);
}
