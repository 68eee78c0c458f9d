//! Orders: each list against what the rules of `domain` say, and its pages against the whole list.

use crate::filter::{EVERYTHING, titled, typed};
use crate::fixtures::{activity, at, danish, given, hours, institution, online};
use crate::hub::{Hub, Listing, first, next, numbers};
use crate::list::walked;
use kulturhub_domain::activity::Activity;
use kulturhub_domain::geo::{Area, Point};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::search::{Document, Field, Form, parse, points};
use kulturhub_store::activity::{ActivityFilter, Order};

contracts! {
    the_newest_comes_first,
    titles_are_in_danish_order,
    the_nearest_comes_first,
    what_fits_best_comes_first,
    names_count_like_texts,
    every_order_has_every_row_once_in_both_directions,
    rows_added_meanwhile_do_not_shift_any_order,
}

async fn ordered(hub: &Hub, filter: &ActivityFilter, order: Order) -> Vec<u128> {
    Listing::Ordered(order).all(hub, filter, &Sight::Public).await
}

async fn the_newest_comes_first(hub: Hub) {
    hub.load_region().await;
    let published = |number, at: Option<i64>| {
        let plain = activity(number, &[(1, None)]);
        Activity { published_at: at.map(hours), created_at: hours(-50), ..plain }
    };
    // One that was never published stands where it came to the hub.
    hub.save(&[published(1, Some(-90)), published(2, Some(-3)), published(3, None), published(4, Some(-3))])
        .await;
    assert_eq!(ordered(&hub, &EVERYTHING, Order::Newest).await, [2, 4, 3, 1]);
}

async fn titles_are_in_danish_order(hub: Hub) {
    hub.load_region().await;
    let titles = ["Årø", "Aarhus", "Ærø", "Zoo", "Øresund", "andersen", "Ålsgårde", "Andersen", "Koncert"];
    let saved: Vec<Activity> =
        titles.into_iter().zip(1..).map(|(title, number)| titled(number, title)).collect();
    hub.save(&saved).await;
    let listed = ordered(&hub, &EVERYTHING, Order::Title).await;
    let named: Vec<&str> = listed.iter().map(|number| titles[usize::try_from(number - 1).unwrap()]).collect();
    assert_eq!(
        named,
        ["Andersen", "andersen", "Koncert", "Zoo", "Ærø", "Øresund", "Ålsgårde", "Aarhus", "Årø"]
    );
    // A new title is at its new place at once.
    hub.save(&[titled(4, "Abe")]).await;
    assert_eq!(ordered(&hub, &EVERYTHING, Order::Title).await[0], 4);
}

/// The venues of the fixtures lie at 55.45, 12.18; the place that is given at 55.605, 13.003.
async fn the_nearest_comes_first(hub: Hub) {
    hub.load_region().await;
    let mut saved: Vec<Activity> = (1..=3).map(|number| activity(number, &[(5, None), (9, None)])).collect();
    for occurrence in &mut saved[0].occurrences {
        *occurrence = at(given(None), occurrence.clone());
    }
    // The nearer one is the later one.
    saved[1].occurrences[0] = at(given(None), saved[1].occurrences[0].clone());
    for occurrence in &mut saved[2].occurrences {
        *occurrence = online(occurrence.clone());
    }
    hub.save(&saved).await;
    let koege = Point::parse(55.45, 12.18, None).unwrap();
    let near = ActivityFilter { areas: vec![Area::circle(koege, 100.0).unwrap()], ..EVERYTHING };
    let page = Listing::Ordered(Order::Distance(koege)).page(&hub, &near, &first(10)).await;
    assert_eq!(numbers(&page), [2, 1]);
    let found = page.rows[0].1.found.as_ref().unwrap();
    assert_eq!(found.id, saved[1].occurrences[1].id, "it is found by the nearer of its occurrences");
    let malmoe = Point::parse(55.605, 13.003, None).unwrap();
    assert_eq!(ordered(&hub, &near, Order::Distance(malmoe)).await, [1, 2]);
}

/// The order that the rule in `domain` gives: the points of all words, and among equals the soonest first.
fn by_the_rule(saved: &[Activity], query: &str) -> Vec<u128> {
    let clauses = parse(query);
    let ranked = |activity: &Activity| {
        let document = Document::of(activity);
        let each: Vec<i32> = clauses.iter().map(|clause| document.points(clause)).collect();
        each.iter().all(|points| *points > 0).then(|| -each.iter().sum::<i32>())
    };
    let mut found: Vec<_> = saved
        .iter()
        .filter_map(|activity| {
            let starts = activity.occurrences[0].facts.timing.starts();
            Some((ranked(activity)?, starts, activity.id.0.as_u128()))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(.., number)| number).collect()
}

async fn what_fits_best_comes_first(hub: Hub) {
    hub.load_region().await;
    let titles = [
        "Sangaften i Koge",
        "Koncerter i Køge",
        "Spillested med koncert",
        "Kor på museet",
        "Frokostkoncert",
        "Koncert",
        "Vise og korsang",
        "Koncertsalen i Kulturværftet",
        "Foredrag om sang",
    ];
    let mut saved: Vec<Activity> =
        titles.into_iter().zip(1..).map(|(title, number)| titled(number, title)).collect();
    saved[0].content.description = Some(danish("En koncert med kor fra Køge."));
    saved[3].content.summary = Some(danish("Koncert og fællessang i Køge"));
    saved[8].content.description =
        Some(danish("Stedet er koege bibliotek; ingen koncerter, og kun før 2026."));
    hub.save(&saved).await;
    for query in [
        "koncert",
        "koncert ",
        "KONCERTER ",
        "koge ",
        "køge",
        "koege ",
        "kor",
        "kor ",
        "sang ",
        "sted ",
        "koncert køge ",
        "koncert kor",
        "\"koncert med kor\"",
        "vaerft ",
        "museum",
        "for ",
        "2026",
    ] {
        let found = ordered(&hub, &typed(query), Order::Relevance).await;
        assert_eq!(found, by_the_rule(&saved, query), "{query}");
        assert!(!found.is_empty(), "{query}");
    }
    let koncert = ordered(&hub, &typed("koncert "), Order::Relevance).await;
    assert_eq!(koncert, [3, 6, 4, 1, 2, 9, 5, 8], "as written first, then its forms, then parts of words");
}

async fn names_count_like_texts(hub: Hub) {
    hub.load_region().await;
    let mut saved: Vec<Activity> = (1..=4).map(|number| titled(number, "Noget andet")).collect();
    saved[0].institution = institution("roskilde");
    saved[1].content.description = Some(danish("Om Roskilde"));
    saved[2].content.title = danish("Roskilde");
    hub.save(&saved).await;
    let mut filter = typed("roskilde ");
    assert_eq!(ordered(&hub, &filter, Order::Relevance).await, [3, 2]);
    filter.text[0].named.institutions = vec![(institution("roskilde"), Form::Exact)];
    assert_eq!(ordered(&hub, &filter, Order::Relevance).await, [3, 1, 2]);
    filter.text[0].named.institutions = vec![(institution("roskilde"), Form::Part)];
    assert_eq!(ordered(&hub, &filter, Order::Relevance).await, [3, 2, 1]);
    assert!(points(Form::Part, Field::Name) < points(Form::Exact, Field::Body));
}

/// Thirty activities with few different titles, places and times, so that every order has many equals.
fn many() -> Vec<Activity> {
    (1..=30)
        .map(|number: u128| {
            let small = i64::try_from(number).unwrap();
            let mut activity = activity(number, &[(small % 5 - 2, None), (small % 7 + 10, None)]);
            activity.content.title = danish(["Koncert", "Koncerter", "Frokostkoncert"][small as usize % 3]);
            activity.published_at = (small % 4 > 0).then(|| hours(-small % 6));
            if small % 2 == 0 {
                activity.occurrences[1] = at(given(None), activity.occurrences[1].clone());
            }
            activity
        })
        .collect()
}

fn every_order() -> [Listing; 4] {
    let from = Point::parse(55.5, 12.3, None).unwrap();
    [Order::Relevance, Order::Distance(from), Order::Newest, Order::Title].map(Listing::Ordered)
}

async fn every_order_has_every_row_once_in_both_directions(hub: Hub) {
    hub.load_region().await;
    hub.save(&many()).await;
    let typed = typed("koncert ");
    let window = ActivityFilter { from: Some(hours(0)), to: Some(hours(14)), ..typed.clone() };
    for filter in [typed, window] {
        for listing in every_order() {
            let all = listing.all(&hub, &filter, &Sight::Public).await;
            assert!(all.len() > 10);
            for size in [1, 4, 100] {
                for backward in [false, true] {
                    let walked = walked(&hub, listing, &filter, backward, size).await;
                    assert_eq!(walked, all, "{listing:?}, {size} a page, backward: {backward}");
                }
            }
        }
    }
}

async fn rows_added_meanwhile_do_not_shift_any_order(hub: Hub) {
    hub.load_region().await;
    hub.save(&many()).await;
    for (listing, turn) in every_order().into_iter().zip(1..) {
        let filter = typed("koncert ");
        let before = listing.all(&hub, &filter, &Sight::Public).await;
        let page = listing.page(&hub, &filter, &first(9)).await;
        let added = many().into_iter().map(|plain| {
            let number = plain.id.0.as_u128() + 100 * turn;
            let fresh = activity(number, &[(1, None), (10, None)]);
            Activity { content: plain.content, published_at: plain.published_at, ..fresh }
        });
        hub.save(&added.collect::<Vec<_>>()).await;
        let rest = listing.page(&hub, &filter, &next(&page, false, 1_000)).await;
        let read: Vec<u128> = [numbers(&page), numbers(&rest)].concat();
        let old: Vec<u128> = read.into_iter().filter(|number| before.contains(number)).collect();
        assert_eq!(old, before, "{listing:?}: what was there stands once, where it stood");
    }
}
