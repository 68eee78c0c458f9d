//! Lists: the order and the pages, each against what the fixtures say.

use crate::filter::{EVERYTHING, typed};
use crate::fixtures::{activity, hours};
use crate::hub::{Hub, Listing, first, next, numbers};
use kulturhub_domain::activity::Activity;
use kulturhub_domain::journal::Sight;
use kulturhub_store::activity::ActivityFilter;
use kulturhub_store::page::PageRequest;

contracts! {
    what_lies_ahead_comes_soonest_first_then_what_is_over_latest_first,
    an_activity_stands_where_its_next_occurrence_stands,
    what_goes_on_is_not_over,
    from_and_to_are_a_window_by_start,
    pages_have_every_row_once_in_both_directions,
    rows_added_meanwhile_do_not_shift_pages,
    a_page_before_a_row_ends_there,
}

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
pub async fn walked(
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
    let text = typed("koncert ");
    let text_in_window = ActivityFilter { text: text.text.clone(), ..window.clone() };
    for filter in [EVERYTHING, window, text, text_in_window] {
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
    let key = |index: usize| Some(whole.rows[index].0.clone());
    let between = PageRequest { after: key(0), before: key(4), ..first(10) };
    assert_eq!(numbers(&Listing::Activities.page(&hub, &EVERYTHING, &between).await), [2, 3, 4]);
    let last = PageRequest { backward: true, ..between };
    let page = Listing::Activities.page(&hub, &EVERYTHING, &PageRequest { limit: 2, ..last }).await;
    assert_eq!((numbers(&page), page.more), (vec![3, 4], true));
}
