//! Facets: each count against the list that one would get by choosing its value.

use crate::filter::{EVERYTHING, typed};
use crate::fixtures::{
    self, activity, at, code, codes, danish, given, hours, in_status, initiative, institution, municipality,
    online, venue_id,
};
use crate::hub::{Hub, Listing};
use kulturhub_domain::activity::{Activity, Belonging, PriceKind, Status};
use kulturhub_domain::geo::{Area, Point};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::occurrence::OccurrenceStatus;
use kulturhub_domain::place::Place;
use kulturhub_domain::search::{Form, Named};
use kulturhub_domain::venue::AccessAnswer;
use kulturhub_domain::vocabulary::Scheme;
use kulturhub_store::activity::{ActivityFilter, Parts, TextClause};
use kulturhub_store::index::{Facet, Facets};
use kulturhub_store::page::PageRequest;
use std::collections::{BTreeMap, BTreeSet};

contracts! {
    a_count_is_that_of_the_list_it_leads_to,
    counts_are_those_of_what_the_reader_may_see,
    what_is_written_counts_at_once,
    only_what_is_asked_for_is_counted,
    words_are_found_alike_by_the_index_and_by_the_database,
}

const ALL: [Facet; 8] = [
    Facet::Municipality,
    Facet::Initiative,
    Facet::Category,
    Facet::Audience,
    Facet::Institution,
    Facet::Month,
    Facet::Free,
    Facet::Access,
];

/// Sixty activities that differ in everything a facet counts; every third at several places.
fn varied() -> Vec<Activity> {
    (1..=60).map(one).collect()
}

fn one(number: u128) -> Activity {
    let small = i64::try_from(number).unwrap();
    let turn = |of: usize| number as usize % of;
    let spans: Vec<_> =
        (0..1 + number as i64 % 4).map(|week| (small * 17 % 900 - 300 + week * 24 * 9, Some(2))).collect();
    let mut activity = activity(number, &spans);
    activity.institution = institution(["koege", "roskilde", "malmoe"][turn(3)]);
    activity.status =
        [Status::Published, Status::Published, Status::Cancelled, Status::InReview, Status::Withdrawn]
            [turn(5)];
    activity.content.title = danish(["Koncert", "Kor og klaver", "Fuglesang"][turn(3)]);
    activity.content.categories =
        [codes(&["music"]), codes(&["rock", "theatre"]), codes(&["theatre"])][turn(3)].clone();
    activity.content.audiences =
        [codes(&["all"]), codes(&["youth"]), codes(&["youth", "all"])][turn(3)].clone();
    activity.content.price.kind = [PriceKind::Free, PriceKind::Unknown, PriceKind::PayWhatYouCan][turn(3)];
    if number.is_multiple_of(4) {
        activity.content.belonging = Belonging::Local;
    } else if number.is_multiple_of(7) {
        activity.content.belonging = Belonging::Initiatives(vec![initiative("musik"), initiative("unge")]);
    }
    let places = [
        Place::Venue(venue_id("koege")),
        Place::Venue(venue_id("roskilde")),
        given(Some("265")),
        Place::Venue(venue_id("malmoe")),
        given(None),
    ];
    for (index, occurrence) in activity.occurrences.iter_mut().enumerate() {
        let index = if number.is_multiple_of(3) { index + number as usize } else { number as usize };
        let moved = at(places[index % 5].clone(), occurrence.clone());
        *occurrence = match number % 11 {
            0 => online(moved),
            1 => in_status(OccurrenceStatus::Cancelled, moved),
            _ => moved,
        };
    }
    activity
}

/// What the counts must be, by the lists themselves.
async fn expected(hub: &Hub, filter: &ActivityFilter, sight: &Sight) -> Facets {
    let reference = fixtures::reference();
    let mut facets = Facets::default();
    let count = async |filter: ActivityFilter| {
        u64::try_from(hub.store.count_activities(&filter, sight).await.unwrap()).unwrap()
    };
    for code in reference.municipalities.keys() {
        let own = ActivityFilter { municipalities: vec![code.clone()], ..filter.clone() };
        facets.municipalities.push((code.clone(), count(own).await));
    }
    for id in reference.initiatives.keys() {
        let own = ActivityFilter { initiatives: vec![id.clone()], ..filter.clone() };
        facets.initiatives.push((id.clone(), count(own).await));
    }
    for id in reference.institutions.keys() {
        let own = ActivityFilter { institutions: vec![id.clone()], ..filter.clone() };
        facets.institutions.push((id.clone(), count(own).await));
    }
    for term in reference.terms_of(Scheme::Category) {
        // What lies under it, and under that, counts too.
        let under = |code: &str| match code {
            "music" => codes(&["music", "rock"]),
            other => codes(&[other]),
        };
        let own = ActivityFilter { categories: under(term.code.as_str()), ..filter.clone() };
        facets.categories.push((term.code.clone(), count(own).await));
    }
    for term in reference.terms_of(Scheme::Audience) {
        let own = ActivityFilter { audiences: vec![term.code.clone()], ..filter.clone() };
        facets.audiences.push((term.code.clone(), count(own).await));
    }
    for term in reference.terms_of(Scheme::Accessibility) {
        let own = ActivityFilter { access: vec![term.code.clone()], ..filter.clone() };
        facets.access.push((term.code.clone(), count(own).await));
    }
    for free in [true, false] {
        facets.free.push((free, count(ActivityFilter { free: Some(free), ..filter.clone() }).await));
    }
    facets.months = months(hub, filter, sight).await;
    sorted(facets)
}

async fn months(
    hub: &Hub,
    filter: &ActivityFilter,
    sight: &Sight,
) -> Vec<(kulturhub_store::index::Month, u64)> {
    let always = ActivityFilter { from: None, to: None, ..filter.clone() };
    let page = PageRequest { limit: 1_000, backward: false, after: None, before: None, now: fixtures::NOW };
    let listed = hub.store.occurrences(&always, sight, Parts::default(), &page).await.unwrap();
    let mut months: BTreeMap<_, BTreeSet<u128>> = BTreeMap::new();
    for (_, view) in listed.rows {
        let day = view.found.as_ref().unwrap().facts.timing.first_day();
        let month = kulturhub_store::index::Month {
            year: chrono::Datelike::year(&day),
            month: chrono::Datelike::month(&day),
        };
        months.entry(month).or_default().insert(view.id.0.as_u128());
    }
    months.into_iter().map(|(month, ids)| (month, ids.len() as u64)).collect()
}

/// Without what nothing is counted for, in an order of no meaning.
fn sorted(mut facets: Facets) -> Facets {
    fn tidy<T: Ord>(counts: &mut Vec<(T, u64)>) {
        counts.retain(|(_, count)| *count > 0);
        counts.sort_unstable();
    }
    tidy(&mut facets.municipalities);
    tidy(&mut facets.initiatives);
    tidy(&mut facets.categories);
    tidy(&mut facets.audiences);
    tidy(&mut facets.institutions);
    tidy(&mut facets.months);
    tidy(&mut facets.free);
    tidy(&mut facets.access);
    facets
}

async fn counted(hub: &Hub, filter: &ActivityFilter, sight: &Sight) -> Facets {
    sorted(hub.store.facets(filter, sight, &ALL).await.unwrap())
}

pub fn filters() -> Vec<ActivityFilter> {
    let koege = Point::parse(55.45, 12.18, None).unwrap();
    let base = || EVERYTHING;
    vec![
        EVERYTHING,
        ActivityFilter { from: Some(hours(0)), ..base() },
        ActivityFilter { from: Some(hours(-200)), to: Some(hours(300)), ..base() },
        ActivityFilter { municipalities: vec![municipality("259")], ..base() },
        ActivityFilter {
            municipalities: vec![municipality("265")],
            from: Some(hours(10)),
            to: Some(hours(500)),
            ..base()
        },
        ActivityFilter { categories: codes(&["music", "rock"]), audiences: codes(&["youth"]), ..base() },
        ActivityFilter {
            institutions: vec![institution("roskilde"), institution("koege")],
            free: Some(true),
            ..base()
        },
        ActivityFilter { access: codes(&["lift"]), initiatives: vec![initiative("musik")], ..base() },
        ActivityFilter { venues: vec![venue_id("roskilde")], local: Some(false), ..base() },
        ActivityFilter { local: Some(true), statuses: vec![Status::Published], ..base() },
        ActivityFilter {
            areas: vec![Area::circle(koege, 5.0).unwrap()],
            from: Some(hours(0)),
            to: Some(hours(400)),
            ..base()
        },
        ActivityFilter { weekdays: vec![chrono::Weekday::Wed, chrono::Weekday::Fri], ..base() },
        ActivityFilter { crosses_borders: Some(true), age: Some(20), ..base() },
        ActivityFilter { from: Some(hours(0)), ..typed("koncert") },
        ActivityFilter { municipalities: vec![municipality("259")], ..typed("klaver -fugle") },
        ActivityFilter {
            not: Some(Box::new(ActivityFilter { municipalities: vec![municipality("259")], ..base() })),
            ..base()
        },
    ]
}

/// The region, with a lift in Køge and Roskilde and a toilet in Køge.
async fn load_region_with_access(hub: &Hub) {
    let mut region = fixtures::reference();
    for (slug, known) in [("koege", 2), ("roskilde", 1)] {
        let mut venue = (*region.venues[&venue_id(slug)]).clone();
        venue.facts.access.iter_mut().take(known).for_each(|fact| fact.answer = AccessAnswer::Yes);
        region.venues.insert(venue.id, venue.into());
    }
    let mut write = hub.store.begin().await.unwrap();
    write.load_region(&region, &fixtures::region_loaded()).await.unwrap();
    write.commit().await.unwrap();
}

async fn a_count_is_that_of_the_list_it_leads_to(hub: Hub) {
    load_region_with_access(&hub).await;
    hub.save(&varied()).await;
    for filter in filters() {
        let expected = expected(&hub, &filter, &Sight::Public).await;
        assert_eq!(counted(&hub, &filter, &Sight::Public).await, expected, "{filter:?}");
    }
    let everything = counted(&hub, &EVERYTHING, &Sight::Public).await;
    assert!(everything.months.len() > 1 && everything.access.len() > 1 && everything.categories.len() == 3);
}

async fn counts_are_those_of_what_the_reader_may_see(hub: Hub) {
    hub.load_region().await;
    hub.save(&varied()).await;
    let sights = [
        Sight::Public,
        Sight::Institution(institution("koege")),
        Sight::Municipality(municipality("265")),
        Sight::Everything,
    ];
    let mut totals = Vec::new();
    for sight in sights {
        let counted = counted(&hub, &EVERYTHING, &sight).await;
        assert_eq!(counted, expected(&hub, &EVERYTHING, &sight).await, "{sight:?}");
        totals.push(counted.institutions.iter().map(|(_, count)| count).sum::<u64>());
    }
    assert!(totals[0] < totals[1] && totals[0] < totals[2] && totals[2] < totals[3], "{totals:?}");
}

async fn what_is_written_counts_at_once(hub: Hub) {
    hub.load_region().await;
    let all = varied();
    let mut now = Vec::new();
    // One by one, changed and withdrawn and moved: the index is brought up to date each time.
    for (turn, part) in all.chunks(12).enumerate() {
        hub.save(part).await;
        now.extend_from_slice(part);
        let mut changed = one(1 + turn as u128);
        changed.occurrences =
            vec![at(Place::Venue(venue_id("roskilde")), fixtures::occurrence(9_000 + turn as u128, 5, None))];
        changed.content.categories = vec![code("theatre")];
        hub.save(&[changed]).await;
        hub.save(&[Activity { status: Status::Withdrawn, ..one(7) }]).await;
        for filter in [&filters()[0], &filters()[4], &filters()[13]] {
            let expected = expected(&hub, filter, &Sight::Public).await;
            assert_eq!(counted(&hub, filter, &Sight::Public).await, expected, "{turn}: {filter:?}");
        }
    }
    // Nobody is in Roskilde any more when its venue and institution are said to be in Køge.
    let mut region = fixtures::reference();
    let mut moved = fixtures::venue("roskilde", None, Some("259"));
    moved.facts.access.clear();
    region.venues.insert(moved.id, moved.into());
    let mut write = hub.store.begin().await.unwrap();
    write.load_region(&region, &fixtures::region_loaded()).await.unwrap();
    write.commit().await.unwrap();
    let counted = counted(&hub, &EVERYTHING, &Sight::Public).await;
    let by_list = ActivityFilter { municipalities: vec![municipality("265")], ..EVERYTHING };
    let in_roskilde = hub.store.count_activities(&by_list, &Sight::Public).await.unwrap();
    let found = counted.municipalities.iter().find(|(code, _)| *code == municipality("265"));
    assert_eq!(found.map_or(0, |(_, count)| *count), u64::try_from(in_roskilde).unwrap());
}

async fn only_what_is_asked_for_is_counted(hub: Hub) {
    hub.load_region().await;
    hub.save(&varied()).await;
    let found = hub.store.facets(&EVERYTHING, &Sight::Public, &[Facet::Free]).await.unwrap();
    assert_eq!(found, Facets { free: found.free.clone(), ..Facets::default() });
    assert_eq!(found.free.len(), 2);
}

/// The index only says where to look: a list that asks for more than it knows is found by the database alone.
async fn words_are_found_alike_by_the_index_and_by_the_database(hub: Hub) {
    load_region_with_access(&hub).await;
    hub.save(&varied()).await;
    let named = Named {
        venues: vec![(venue_id("roskilde"), Form::Exact)],
        institutions: vec![(institution("malmoe"), Form::Exact)],
        ..Named::default()
    };
    let mut texts = vec![
        typed("koncert").text,
        typed("kor klaver").text,
        typed("-koncert").text,
        typed("\"kor og\"").text,
    ];
    texts.push(
        typed("fugle").text.into_iter().map(|text| TextClause { named: named.clone(), ..text }).collect(),
    );
    let mut found_any = 0;
    for filter in filters().into_iter().filter(|filter| filter.text.is_empty()) {
        for text in &texts {
            let by_index = ActivityFilter { text: text.clone(), ..filter.clone() };
            let by_database = ActivityFilter { updated_after: Some(hours(-1_000)), ..by_index.clone() };
            for sight in [Sight::Public, Sight::Institution(institution("koege"))] {
                let listed = Listing::Activities.all(&hub, &by_index, &sight).await;
                assert_eq!(listed, Listing::Activities.all(&hub, &by_database, &sight).await, "{by_index:?}");
                found_any += listed.len();
            }
        }
    }
    assert!(found_any > 300, "{found_any}");
    // What is written is found at once, what is changed is not found by what it was.
    let mut changed = one(1);
    changed.content.title = danish("Solsort");
    hub.save(&[changed]).await;
    for (query, found) in [("solsort", vec![1_u128]), ("solsorte -solsort", vec![])] {
        assert_eq!(Listing::Activities.all(&hub, &typed(query), &Sight::Public).await, found, "{query}");
    }
}
