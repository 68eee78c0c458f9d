//! Lists: the order, the filters and the pages, each against what the fixtures say.

use crate::fixtures::{
    self, activity, at, codes, given, hours, initiative, institution, municipality, online,
};
use crate::hub::{Hub, Listing, first, next, numbers};
use kulturhub_domain::activity::{Activity, Belonging, PriceKind, Status};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::place::Place;
use kulturhub_store::activity::{ActivityFilter, Parts};
use kulturhub_store::page::PageRequest;

contracts! {
    what_lies_ahead_comes_soonest_first_then_what_is_over_latest_first,
    an_activity_stands_where_its_next_occurrence_stands,
    what_goes_on_is_not_over,
    a_filter_finds_what_it_names,
    from_and_to_are_a_window_by_start,
    pages_have_every_row_once_in_both_directions,
    rows_added_meanwhile_do_not_shift_pages,
    a_page_before_a_row_ends_there,
    only_what_matches_is_matching,
}

const EVERYTHING: ActivityFilter = ActivityFilter {
    ids: Vec::new(),
    municipalities: Vec::new(),
    initiatives: Vec::new(),
    institutions: Vec::new(),
    venues: Vec::new(),
    categories: Vec::new(),
    audiences: Vec::new(),
    statuses: Vec::new(),
    local: None,
    free: None,
    from: None,
    to: None,
};

async fn what_lies_ahead_comes_soonest_first_then_what_is_over_latest_first(hub: Hub) {
    hub.load_region().await;
    let starts = [(1, 50), (2, -50), (3, 1), (4, -1), (5, 300), (6, -300)];
    let saved: Vec<_> = starts.map(|(number, start)| activity(number, &[(start, None)])).into();
    hub.save(&saved).await;
    let listed = Listing::Activities.all(&hub, &EVERYTHING, &Sight::Public).await;
    assert_eq!(listed, [3, 1, 5, 4, 2, 6]);
    let listed = Listing::Occurrences.all(&hub, &EVERYTHING, &Sight::Public).await;
    assert_eq!(listed, [30, 10, 50, 40, 20, 60]);
}

async fn an_activity_stands_where_its_next_occurrence_stands(hub: Hub) {
    hub.load_region().await;
    let saved = [
        activity(1, &[(-10, None), (20, None), (40, None)]),
        activity(2, &[(-5, None), (30, None)]),
        activity(3, &[(-30, None), (-20, None)]),
        activity(4, &[(-40, None), (-6, None)]),
    ];
    hub.save(&saved).await;
    assert_eq!(Listing::Activities.all(&hub, &EVERYTHING, &Sight::Public).await, [1, 2, 4, 3]);
}

async fn what_goes_on_is_not_over(hub: Hub) {
    hub.load_region().await;
    let saved = [
        activity(1, &[(1, None)]),
        activity(2, &[(-2, Some(3))]),      // a concert that is on
        activity(3, &[(-2, Some(1))]),      // one that has ended
        activity(4, &[(-900, Some(2000))]), // an exhibition that opened weeks ago
        activity(5, &[(-2, None)]), // nobody knows whether it is still on: it has started, so it is over
    ];
    hub.save(&saved).await;
    assert_eq!(Listing::Activities.all(&hub, &EVERYTHING, &Sight::Public).await, [4, 2, 1, 5, 3]);
    let from_now = ActivityFilter { from: Some(hours(0)), ..EVERYTHING };
    assert_eq!(Listing::Activities.all(&hub, &from_now, &Sight::Public).await, [4, 2, 1]);
}

/// Ten activities of which each differs from the first in one thing.
fn of_every_kind() -> Vec<Activity> {
    let plain = |number| activity(number, &[(i64::try_from(number).unwrap(), None)]);
    let mut all: Vec<Activity> = (1..=10).map(plain).collect();
    all[1].institution = institution("roskilde");
    all[2].content.belonging = Belonging::Initiatives(vec![initiative("unge"), initiative("sundhed")]);
    all[3].content.belonging = Belonging::Local;
    all[4].content.categories = codes(&["theatre"]);
    all[5].content.audiences = codes(&["youth"]);
    all[6].content.price.kind = PriceKind::Free;
    all[7].content.price.kind = PriceKind::Fixed;
    all[8].status = Status::Cancelled;
    let elsewhere = at(given(Some("265")), all[9].occurrences.remove(0));
    all[9].occurrences = vec![elsewhere];
    all
}

async fn a_filter_finds_what_it_names(hub: Hub) {
    hub.load_region().await;
    let mut saved = of_every_kind();
    let mut outside = activity(11, &[(11, None)]);
    outside.institution = institution("malmoe");
    outside.occurrences = vec![
        at(Place::Venue(fixtures::venue_id("malmoe")), outside.occurrences[0].clone()),
        online(fixtures::occurrence(111, 12, None)),
    ];
    let ids = vec![saved[0].id, saved[4].id];
    saved.push(outside);
    hub.save(&saved).await;
    let koege = || municipality("259");
    let roskilde = || municipality("265");
    for (filter, found) in [
        (EVERYTHING, (1..=11).collect()),
        (ActivityFilter { ids, ..EVERYTHING }, vec![1, 5]),
        (ActivityFilter { municipalities: vec![roskilde()], ..EVERYTHING }, vec![2, 10]),
        (ActivityFilter { municipalities: vec![koege()], ..EVERYTHING }, (1..=10).collect()),
        (ActivityFilter { municipalities: vec![koege(), roskilde()], ..EVERYTHING }, (1..=10).collect()),
        (ActivityFilter { initiatives: vec![initiative("unge")], ..EVERYTHING }, vec![3]),
        (ActivityFilter { institutions: vec![institution("roskilde")], ..EVERYTHING }, vec![2]),
        (ActivityFilter { institutions: vec![institution("ukendt")], ..EVERYTHING }, vec![]),
        (ActivityFilter { venues: vec![fixtures::venue_id("malmoe")], ..EVERYTHING }, vec![11]),
        (ActivityFilter { categories: codes(&["theatre"]), ..EVERYTHING }, vec![5]),
        (ActivityFilter { audiences: codes(&["youth"]), ..EVERYTHING }, vec![6]),
        (ActivityFilter { statuses: vec![Status::Cancelled], ..EVERYTHING }, vec![9]),
        (ActivityFilter { local: Some(true), ..EVERYTHING }, vec![4]),
        (ActivityFilter { free: Some(true), ..EVERYTHING }, vec![7]),
        (ActivityFilter { free: Some(false), ..EVERYTHING }, vec![8]),
        (
            ActivityFilter { local: Some(false), audiences: codes(&["youth", "all"]), ..EVERYTHING },
            vec![1, 2, 3, 5, 6, 7, 8, 9, 10, 11],
        ),
    ] {
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, found, "{filter:?}");
    }
}

async fn from_and_to_are_a_window_by_start(hub: Hub) {
    hub.load_region().await;
    let saved = [
        activity(1, &[(-50, None), (10, None), (90, None)]),
        activity(2, &[(-60, Some(100)), (20, None)]),
        activity(3, &[(30, None)]),
        activity(4, &[(-100, None)]),
    ];
    hub.save(&saved).await;
    let window = |from: Option<i64>, to: Option<i64>| ActivityFilter {
        from: from.map(hours),
        to: to.map(hours),
        ..EVERYTHING
    };
    for (filter, activities, occurrences) in [
        (window(Some(0), Some(25)), vec![2, 1], vec![20, 11, 21]),
        (window(Some(0), None), vec![2, 1, 3], vec![20, 11, 21, 30, 12]),
        (window(None, Some(0)), vec![4, 2, 1], vec![40, 20, 10]),
        (window(Some(10), Some(11)), vec![2, 1], vec![20, 11]),
        (window(Some(91), None), vec![], vec![]),
        // It has begun before the window and nobody knows its end: it is not in it.
        (window(Some(91), Some(92)), vec![], vec![]),
    ] {
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, activities, "{filter:?}");
        assert_eq!(Listing::Occurrences.all(&hub, &filter, &Sight::Public).await, occurrences, "{filter:?}");
    }
}

/// Twenty-five activities; several start at the same time, some have several occurrences on both sides of now.
fn many() -> Vec<Activity> {
    (1..=25)
        .map(|number: u128| {
            let hour = i64::try_from(number).unwrap() / 3 * 7 - 28;
            let spans = [(hour, Some(1)), (hour + 40, None), (-hour, None)];
            activity(number, &spans[..1 + usize::try_from(number % 3).unwrap()])
        })
        .map(|mut activity| {
            activity.occurrences.sort_by_key(|occurrence| (occurrence.facts.timing.starts(), occurrence.id));
            activity
        })
        .collect()
}

/// All rows, page by page, as a reader walks them.
async fn walked(
    hub: &Hub,
    listing: Listing,
    filter: &ActivityFilter,
    backward: bool,
    size: usize,
) -> Vec<u128> {
    let mut rows = Vec::new();
    let mut request = PageRequest { backward, ..first(size) };
    loop {
        let page = listing.page(hub, filter, &request).await;
        assert!(page.rows.len() <= size);
        let mut found = numbers(&page);
        if backward {
            found.reverse();
        }
        rows.extend(found);
        if !page.more {
            break;
        }
        request = next(&page, backward, size);
    }
    if backward {
        rows.reverse();
    }
    rows
}

async fn pages_have_every_row_once_in_both_directions(hub: Hub) {
    hub.load_region().await;
    hub.save(&many()).await;
    let window = ActivityFilter { from: Some(hours(-20)), to: Some(hours(60)), ..EVERYTHING };
    for filter in [EVERYTHING, window] {
        for listing in [Listing::Activities, Listing::Occurrences] {
            let all = listing.all(&hub, &filter, &Sight::Public).await;
            assert!(all.len() > 10);
            for size in [1, 2, 3, 7, 100] {
                for backward in [false, true] {
                    let walked = walked(&hub, listing, &filter, backward, size).await;
                    assert_eq!(walked, all, "{listing:?}, {size} a page, backward: {backward}");
                }
            }
        }
    }
}

async fn rows_added_meanwhile_do_not_shift_pages(hub: Hub) {
    hub.load_region().await;
    let starts = |range: std::ops::RangeInclusive<u128>| {
        range
            .map(|number| activity(number, &[(i64::try_from(number).unwrap() * 10, None)]))
            .collect::<Vec<_>>()
    };
    hub.save(&starts(1..=6)).await;
    let page = Listing::Activities.page(&hub, &EVERYTHING, &first(3)).await;
    assert_eq!(numbers(&page), [1, 2, 3]);
    // One comes in before what was read, one after.
    hub.save(&[activity(7, &[(5, None)]), activity(8, &[(45, None)])]).await;
    let page = Listing::Activities.page(&hub, &EVERYTHING, &next(&page, false, 3)).await;
    assert_eq!(numbers(&page), [4, 8, 5]);
}

async fn a_page_before_a_row_ends_there(hub: Hub) {
    hub.load_region().await;
    let saved: Vec<_> = [1, 2, 3, -1, -2, -3]
        .into_iter()
        .zip(1..)
        .map(|(start, number)| activity(number, &[(start, None)]))
        .collect();
    hub.save(&saved).await;
    let whole = Listing::Activities.page(&hub, &EVERYTHING, &first(10)).await;
    assert_eq!(numbers(&whole), [1, 2, 3, 4, 5, 6]);
    let key = |index: usize| Some(whole.rows[index].0);
    let between = PageRequest { after: key(0), before: key(4), ..first(10) };
    assert_eq!(numbers(&Listing::Activities.page(&hub, &EVERYTHING, &between).await), [2, 3, 4]);
    let last = PageRequest { backward: true, ..between };
    let page = Listing::Activities.page(&hub, &EVERYTHING, &PageRequest { limit: 2, ..last }).await;
    assert_eq!((numbers(&page), page.more), (vec![3, 4], true));
}

async fn only_what_matches_is_matching(hub: Hub) {
    hub.load_region().await;
    let saved = of_every_kind();
    hub.save(&saved).await;
    let ids: Vec<_> = saved.iter().map(|activity| activity.id).collect();
    let free = ActivityFilter { free: Some(true), ..EVERYTHING };
    let roskilde = ActivityFilter { municipalities: vec![municipality("265")], ..EVERYTHING };
    for (filter, expected) in [(free, vec![7_u128]), (roskilde, vec![2, 10])] {
        let mut found: Vec<u128> = hub
            .store
            .matching(&ids, &filter, &Sight::Public)
            .await
            .unwrap()
            .iter()
            .map(|id| id.0.as_u128())
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected);
    }
    let views = hub.store.activities_by_id(&ids[..2], &Sight::Public, Parts::default()).await.unwrap();
    assert_eq!(views.len(), 2);
}
