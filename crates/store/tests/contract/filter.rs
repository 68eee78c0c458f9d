//! Filters: each against what the fixtures say.

use crate::fixtures::{
    self, activity, at, codes, given, hours, initiative, institution, municipality, online,
};
use crate::hub::{Engine, Hub, Listing, first};
use kulturhub_domain::activity::{
    Activity, AgeRange, Amount, AttendanceMode, Belonging, Price, PriceKind, Status, reach,
};
use kulturhub_domain::geo::{Area, Point};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::occurrence::{Occurrence, OccurrenceStatus, Timing};
use kulturhub_domain::place::Place;
use kulturhub_domain::search::{Form, Named, Words, parse};
use kulturhub_store::Store;
use kulturhub_store::activity::{ActivityFilter, Order, TextClause};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sea_orm::ConnectionTrait;

contracts! {
    a_filter_finds_what_it_names,
    who_may_take_part_is_found,
    what_crosses_a_border_is_found,
    the_clock_on_the_wall_is_asked,
    the_map_is_asked,
    only_known_access_is_found,
    what_is_not_wanted_is_left_out,
    words_are_found_in_all_their_forms,
    what_changes_is_found_by_its_new_words,
    words_that_were_indexed_by_other_rules_are_indexed_at_the_start,
    any_query_has_an_answer,
    any_text_of_any_script_has_an_answer,
    spellings_of_names_find_one_another,
    what_matches_is_read_by_ids_page_by_page,
    another_occurrence_than_the_one_that_matches_may_lie_ahead,
}

/// A filter that asks for nothing.
pub const EVERYTHING: ActivityFilter = ActivityFilter {
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
    price_up_to: None,
    long_running: None,
    tracks: Vec::new(),
    from: None,
    to: None,
    partners: Vec::new(),
    languages: Vec::new(),
    attendance: Vec::new(),
    age: None,
    crosses_borders: None,
    updated_after: None,
    access: Vec::new(),
    weekdays: Vec::new(),
    time_of_day: None,
    areas: Vec::new(),
    text: Vec::new(),
    not: None,
};

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

/// Four activities of which each differs from the first in who may take part.
fn for_all_kinds() -> Vec<Activity> {
    let mut all: Vec<Activity> =
        (1..=4).map(|number| activity(number, &[(i64::try_from(number).unwrap(), None)])).collect();
    all[1].content.age_range = Some(AgeRange { from: Some(13), to: Some(17) });
    all[1].content.languages = codes(&["da", "en"]);
    all[2].content.age_range = Some(AgeRange { from: None, to: Some(6) });
    all[2].content.attendance = AttendanceMode::Mixed;
    all[3].content.partners = vec![institution("malmoe")];
    all[3].updated_at = hours(5);
    all[0].occurrences = vec![fixtures::occurrence(10, 1, Some(24 * 7))];
    all[1].content.tracks = codes(&["talent"]);
    all[2].content.price.kind = PriceKind::PayWhatYouCan;
    let amount = |ore| Amount { label: None, ore };
    all[3].content.price = Price { kind: PriceKind::Range, amounts: vec![amount(12_000), amount(5_000)] };
    all
}

async fn who_may_take_part_is_found(hub: Hub) {
    hub.load_region().await;
    hub.save(&for_all_kinds()).await;
    let attendance = vec![AttendanceMode::Mixed, AttendanceMode::Online];
    for (filter, found) in [
        (ActivityFilter { age: Some(0), ..EVERYTHING }, vec![1, 3, 4]),
        (ActivityFilter { age: Some(13), ..EVERYTHING }, vec![1, 2, 4]),
        (ActivityFilter { age: Some(17), ..EVERYTHING }, vec![1, 2, 4]),
        (ActivityFilter { age: Some(18), ..EVERYTHING }, vec![1, 4]),
        (ActivityFilter { languages: codes(&["en"]), ..EVERYTHING }, vec![2]),
        (ActivityFilter { languages: codes(&["e", "n"]), ..EVERYTHING }, vec![]),
        (ActivityFilter { tracks: codes(&["talent", "nowhere"]), ..EVERYTHING }, vec![2]),
        (ActivityFilter { price_up_to: Some(0), ..EVERYTHING }, vec![3]),
        (ActivityFilter { price_up_to: Some(4_999), ..EVERYTHING }, vec![3]),
        (ActivityFilter { price_up_to: Some(5_000), ..EVERYTHING }, vec![3, 4]),
        (
            ActivityFilter {
                not: Some(Box::new(ActivityFilter { price_up_to: Some(5_000), ..EVERYTHING })),
                ..EVERYTHING
            },
            vec![1, 2],
        ),
        (ActivityFilter { long_running: Some(true), ..EVERYTHING }, vec![1]),
        (ActivityFilter { long_running: Some(false), ..EVERYTHING }, vec![2, 3, 4]),
        (ActivityFilter { attendance, ..EVERYTHING }, vec![3]),
        (ActivityFilter { partners: vec![institution("malmoe")], ..EVERYTHING }, vec![4]),
        (ActivityFilter { updated_after: Some(hours(4)), ..EVERYTHING }, vec![4]),
        (ActivityFilter { updated_after: Some(hours(5)), ..EVERYTHING }, vec![]),
    ] {
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, found, "{filter:?}");
    }
}

async fn what_crosses_a_border_is_found(hub: Hub) {
    hub.load_region().await;
    let plain = |number| activity(number, &[(i64::try_from(number).unwrap(), None)]);
    let mut saved: Vec<Activity> = (1..=7).map(plain).collect();
    let mut move_to = |index: usize, place: Place| {
        saved[index].occurrences[0] = at(place, saved[index].occurrences[0].clone());
    };
    move_to(1, Place::Venue(fixtures::venue_id("roskilde")));
    move_to(2, Place::Venue(fixtures::venue_id("malmoe")));
    move_to(3, given(Some("259")));
    move_to(4, given(None));
    move_to(5, Place::Online);
    saved[6].content.partners = vec![institution("roskilde")];
    // What is cancelled crosses nothing.
    let cancelled = fixtures::in_status(OccurrenceStatus::Cancelled, fixtures::occurrence(70, 20, None));
    let elsewhere = at(Place::Venue(fixtures::venue_id("roskilde")), cancelled);
    let mut with_cancelled = activity(8, &[(8, None)]);
    with_cancelled.occurrences.push(Occurrence { id: fixtures::occurrence_id(81), ..elsewhere });
    saved.push(with_cancelled);
    hub.save(&saved).await;
    let reference = fixtures::reference();
    for crosses in [true, false] {
        let expected: Vec<u128> = saved
            .iter()
            .filter(|activity| {
                let partners = &activity.content.partners;
                let reached = reach(&activity.institution, partners, &activity.occurrences, &reference);
                reached.crosses_borders() == crosses
            })
            .map(|activity| activity.id.0.as_u128())
            .collect();
        let filter = ActivityFilter { crosses_borders: Some(crosses), ..EVERYTHING };
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, expected);
    }
}

/// Now is a Wednesday, 12:26:40 in Copenhagen.
async fn the_clock_on_the_wall_is_asked(hub: Hub) {
    use chrono::Weekday::{Fri, Sat, Sun, Thu, Wed};
    hub.load_region().await;
    let starts = [1, 8, 12, 24, 48, 72 + 6, 96];
    let mut saved: Vec<Activity> =
        starts.into_iter().zip(1..).map(|(start, number)| activity(number, &[(start, None)])).collect();
    let mut whole_day = activity(8, &[(1, None)]);
    let first = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    whole_day.occurrences[0].facts.timing =
        Timing::AllDay { first, last: first, zone: chrono_tz::Europe::Copenhagen };
    saved.push(whole_day);
    hub.save(&saved).await;
    let time = |hour, minute| chrono::NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let days = |weekdays: &[chrono::Weekday]| ActivityFilter { weekdays: weekdays.to_vec(), ..EVERYTHING };
    let between = |from, to| ActivityFilter { time_of_day: Some((from, to)), ..EVERYTHING };
    for (filter, found) in [
        (days(&[Wed]), vec![1, 2]),
        (days(&[Thu]), vec![3, 4]),
        (days(&[Sat, Sun]), vec![6, 8, 7]),
        (days(&[Fri, Wed]), vec![1, 2, 5]),
        (between(time(12, 0), time(13, 0)), vec![4, 5, 7]),
        (between(time(13, 26), time(13, 27)), vec![1]),
        // 13:26:40 is after 13:26, and a part of the day may go over midnight.
        (between(time(13, 27), time(18, 0)), vec![]),
        (between(time(18, 0), time(2, 0)), vec![2, 3, 6]),
    ] {
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, found, "{filter:?}");
    }
    let weekend_evening = ActivityFilter { time_of_day: Some((time(18, 0), time(23, 0))), ..days(&[Sat]) };
    assert_eq!(Listing::Activities.all(&hub, &weekend_evening, &Sight::Public).await, [6]);
}

async fn the_map_is_asked(hub: Hub) {
    hub.load_region().await;
    // The venues of the fixtures lie at 55.45, 12.18; the place that is given at 55.605, 13.003.
    let mut saved = [activity(1, &[(1, None)]), activity(2, &[(2, None)]), activity(3, &[(3, None)])];
    saved[1].occurrences[0] = at(given(None), saved[1].occurrences[0].clone());
    saved[2].occurrences[0] = online(saved[2].occurrences[0].clone());
    hub.save(&saved).await;
    let point = |latitude, longitude| Point::parse(latitude, longitude, None).unwrap();
    let circle = |latitude, longitude, km| Area::circle(point(latitude, longitude), km).unwrap();
    let corners =
        |south, west, north, east| Area::of_corners(point(south, west), point(north, east)).unwrap();
    for (areas, found) in [
        (vec![circle(55.45, 12.18, 0.01)], vec![1]),
        // A tenth of a degree is 11.1 km to the north and 6.3 km to the east.
        (vec![circle(55.55, 12.18, 11.1)], vec![]),
        (vec![circle(55.55, 12.18, 11.2)], vec![1]),
        (vec![circle(55.45, 12.28, 6.3)], vec![]),
        (vec![circle(55.45, 12.28, 6.4)], vec![1]),
        (vec![circle(55.5, 12.6, 100.0)], vec![1, 2]),
        (vec![corners(55.4, 12.1, 55.5, 12.2)], vec![1]),
        (vec![corners(55.6, 13.0, 55.7, 13.1)], vec![2]),
        (vec![circle(55.5, 12.6, 100.0), corners(55.6, 13.0, 55.7, 13.1)], vec![2]),
    ] {
        let filter = ActivityFilter { areas, ..EVERYTHING };
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, found, "{filter:?}");
    }
}

async fn only_known_access_is_found(hub: Hub) {
    use kulturhub_domain::venue::AccessAnswer::{No, Unknown, Yes};
    let mut region = fixtures::reference();
    for (slug, answer) in [("koege", Yes), ("roskilde", No), ("malmoe", Unknown)] {
        let mut venue = fixtures::venue(slug, None, None);
        venue.facts.access.iter_mut().for_each(|fact| fact.answer = answer);
        region.venues.insert(venue.id, venue.into());
    }
    let mut write = hub.store.begin().await.unwrap();
    write.load_region(&region, &fixtures::region_loaded()).await.unwrap();
    write.commit().await.unwrap();
    let at_venue = |number: u128, slug: &str| {
        let mut activity = activity(number, &[(1, None)]);
        let venue = Place::Venue(fixtures::venue_id(slug));
        activity.occurrences[0] = at(venue, activity.occurrences[0].clone());
        activity
    };
    hub.save(&[at_venue(1, "koege"), at_venue(2, "roskilde"), at_venue(3, "malmoe")]).await;
    for (access, found) in [
        (codes(&["lift"]), vec![1]),
        (codes(&["lift", "toilet"]), vec![1]),
        (codes(&["lift", "hearing_loop"]), vec![]),
    ] {
        let filter = ActivityFilter { access, ..EVERYTHING };
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, found, "{filter:?}");
    }
}

async fn what_is_not_wanted_is_left_out(hub: Hub) {
    hub.load_region().await;
    hub.save(&of_every_kind()).await;
    let not = |not: ActivityFilter| ActivityFilter { not: Some(Box::new(not)), ..EVERYTHING };
    for (filter, found) in [
        (
            not(ActivityFilter { categories: codes(&["theatre"]), ..EVERYTHING }),
            vec![1, 2, 3, 4, 6, 7, 8, 9, 10],
        ),
        (
            not(ActivityFilter { municipalities: vec![municipality("265")], ..EVERYTHING }),
            vec![1, 3, 4, 5, 6, 7, 8, 9],
        ),
        (not(ActivityFilter { free: Some(true), local: Some(true), ..EVERYTHING }), (1..=10).collect()),
        (not(ActivityFilter { from: Some(hours(3)), to: Some(hours(9)), ..EVERYTHING }), vec![1, 2, 9, 10]),
        (
            ActivityFilter { local: Some(true), ..not(ActivityFilter { local: Some(true), ..EVERYTHING }) },
            vec![],
        ),
    ] {
        assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, found, "{filter:?}");
    }
}

/// What a person types, as a filter.
pub fn typed(query: &str) -> ActivityFilter {
    let clause = |clause| TextClause { clause, named: Named::default() };
    ActivityFilter { text: parse(query).into_iter().map(clause).collect(), ..EVERYTHING }
}

pub fn titled(number: u128, title: &str) -> Activity {
    let mut activity = activity(number, &[(i64::try_from(number).unwrap(), None)]);
    activity.content.title = fixtures::danish(title);
    activity
}

/// The same answers as the rule in `domain` gives, on both databases.
async fn words_are_found_in_all_their_forms(hub: Hub) {
    hub.load_region().await;
    let titles = [
        "Koncert i Køge",
        "Koncerterne på Kulturværftet",
        "Børneteater og bøger i Ålsgårde",
        "En café med jazz og blues",
        "Spillestedet i Rødovregaard 2026",
        "Kor & klaver: \"før og efter\"",
    ];
    let saved: Vec<Activity> =
        titles.into_iter().zip(1..).map(|(title, number)| titled(number, title)).collect();
    hub.save(&saved).await;
    for query in [
        "koncert",
        "koncerter",
        "koge",
        "KOEGE ",
        "vaerft ",
        "teater",
        "barn ",
        "børn",
        "bog ",
        "alsgarde ",
        "cafe ",
        "\"jazz og blues\"",
        "\"blues og jazz\"",
        "jazz -blues",
        "koncert -køge",
        "kon",
        "sted ",
        "2026",
        "og",
        "før ",
        "for efter",
        "klaver kor",
        "rodovregard ",
        "kultur",
        "\"koncert i køge\"",
    ] {
        let clauses = parse(query);
        let expected: Vec<u128> = titles
            .iter()
            .zip(1..)
            .filter(|(title, _)| {
                // Titles have no tags, places or other texts in these fixtures.
                let words = Words::of(title);
                clauses.iter().all(|clause| words.has(clause) != clause.unwanted)
            })
            .map(|(_, number)| number)
            .collect();
        let found = Listing::Activities.all(&hub, &typed(query), &Sight::Public).await;
        assert_eq!(found, expected, "{query}");
    }
}

async fn what_changes_is_found_by_its_new_words(hub: Hub) {
    hub.load_region().await;
    hub.save(&[titled(1, "Fuglesang i skoven")]).await;
    hub.save(&[titled(1, "Frøer i mosen")]).await;
    for (query, found) in
        [("fuglesang", vec![]), ("skov ", vec![]), ("froer ", vec![1_u128]), ("mose", vec![1])]
    {
        assert_eq!(Listing::Activities.all(&hub, &typed(query), &Sight::Public).await, found, "{query}");
    }
    // Beside the texts, the names of what it points at.
    let mut filter = typed("biblioteket");
    filter.text[0].named.institutions = vec![(institution("koege"), Form::Exact)];
    assert_eq!(Listing::Activities.all(&hub, &filter, &Sight::Public).await, [1]);
}

async fn words_that_were_indexed_by_other_rules_are_indexed_at_the_start(hub: Hub) {
    hub.load_region().await;
    hub.save(&[titled(1, "Fuglesang i skoven"), titled(2, "Frøer i mosen")]).await;
    let raw = hub.raw().await;
    let tables = if hub.engine == Engine::Sqlite { "activity_search_row" } else { "activity_search" };
    for statement in [&format!("DELETE FROM {tables}"), "UPDATE hub SET search_version = 0"] {
        raw.execute_unprepared(statement).await.unwrap();
    }
    hub.store.forget().await;
    let unindexed = Listing::Activities.page(&hub, &typed("fuglesang"), &first(10)).await;
    assert!(unindexed.rows.is_empty());
    let store = Store::open(&hub.settings).await.unwrap();
    let hub = Hub { store, ..hub };
    assert_eq!(Listing::Activities.all(&hub, &typed("fuglesang"), &Sight::Public).await, [1]);
    assert_eq!(hub.number("SELECT COUNT(*) FROM activity_unindexed").await, 0);
}

async fn any_query_has_an_answer(hub: Hub) {
    hub.load_region().await;
    hub.save(&[titled(1, "Fuglesang i skoven")]).await;
    for query in [
        "\"",
        "\"\"",
        "*",
        "NEAR(a b)",
        "a AND",
        "NOT",
        "title:x",
        "^x",
        "{x}: y",
        "x OR",
        "'",
        "';--",
        "x'y",
        "a:A",
        "a & b",
        "a <-> b",
        "!a",
        "(",
        ")",
        "\\",
        "%",
        "_",
        "e1 1e5 1.5",
        "日本語",
        "العربية",
        "e\u{301}",
        "👩‍👩‍👧",
        "\u{0}",
        "ẞ",
        "İ",
        "-",
        "--",
        "- -a",
        "-\"",
        "a\"b\"c",
    ] {
        Listing::Activities.all(&hub, &typed(query), &Sight::Public).await;
    }
    for long in ["ord ".repeat(500), "å".repeat(2_000), "\"".repeat(2_000), "日".repeat(2_000)] {
        Listing::Activities.all(&hub, &typed(&long), &Sight::Public).await;
    }
}

/// Any Unicode text, with control characters and null bytes, by next start and by relevance.
async fn any_text_of_any_script_has_an_answer(hub: Hub) {
    hub.load_region().await;
    hub.save(&[titled(1, "Fuglesang i skoven"), titled(2, "Kor & klaver: \"før og efter\"")]).await;
    let mut runner = TestRunner::deterministic();
    let texts = proptest::prop_oneof![
        proptest::arbitrary::any::<String>(),
        proptest::string::string_regex("[a-zæøå0-9\"*:()^'\\\\ -]{0,40}").unwrap(),
    ];
    for _ in 0..256 {
        let query = texts.new_tree(&mut runner).unwrap().current();
        let filter = typed(&query);
        let listed = Listing::Activities.all(&hub, &filter, &Sight::Public).await;
        if filter.text.iter().any(|text| !text.clause.unwanted) {
            let mut ranked = Listing::Ordered(Order::Relevance).all(&hub, &filter, &Sight::Public).await;
            ranked.sort_unstable();
            assert_eq!(ranked, listed, "{query:?}");
        }
    }
}

/// Each spelling of a name finds it, and nothing else here.
async fn spellings_of_names_find_one_another(hub: Hub) {
    hub.load_region().await;
    let names = [
        "Køge",
        "Helsingør",
        "Ishøj",
        "Halsnæs",
        "Ålsgårde",
        "Aabenraa",
        "Rødovregaard",
        "Café",
        "Kulturværftet",
    ];
    let saved: Vec<Activity> =
        names.into_iter().zip(1..).map(|(name, number)| titled(number, name)).collect();
    hub.save(&saved).await;
    for (query, name) in [
        ("koege", "Køge"),
        ("koge", "Køge"),
        ("KØGE", "Køge"),
        ("helsingor", "Helsingør"),
        ("ishoj", "Ishøj"),
        ("halsnaes", "Halsnæs"),
        ("alsgarde", "Ålsgårde"),
        ("aalsgaarde", "Ålsgårde"),
        ("åbenrå", "Aabenraa"),
        ("rodovregard", "Rødovregaard"),
        ("cafe", "Café"),
        ("vaerft ", "Kulturværftet"),
    ] {
        let number = 1 + names.iter().position(|known| *known == name).unwrap() as u128;
        assert_eq!(Listing::Activities.all(&hub, &typed(query), &Sight::Public).await, [number], "{query}");
        let ranked = Listing::Ordered(Order::Relevance).all(&hub, &typed(query), &Sight::Public).await;
        assert_eq!(ranked, [number], "{query}");
    }
}

async fn what_matches_is_read_by_ids_page_by_page(hub: Hub) {
    hub.load_region().await;
    hub.save(&of_every_kind()).await;
    let costs_or_roskilde = [
        (ActivityFilter { free: Some(true), ..EVERYTHING }, vec![7_u128]),
        (ActivityFilter { municipalities: vec![municipality("265")], ..EVERYTHING }, vec![2, 10]),
        (EVERYTHING, (1..=10).collect()),
    ];
    for (filter, expected) in costs_or_roskilde {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = hub.store.matching_after(after, &filter, None, &Sight::Public, 3).await.unwrap();
            after = page.last().copied();
            found.extend(page.iter().map(|id| id.0.as_u128()));
            if page.len() < 3 {
                break;
            }
        }
        assert_eq!(found, expected);
    }
}

async fn another_occurrence_than_the_one_that_matches_may_lie_ahead(hub: Hub) {
    hub.load_region().await;
    let (over, ahead) = ((-5, Some(1)), (5, None));
    hub.save(&[activity(1, &[over, ahead]), activity(2, &[over]), activity(3, &[ahead])]).await;
    let earlier = ActivityFilter { from: Some(hours(-9)), to: Some(hours(-1)), ..EVERYTHING };
    for (filter, ahead_of, expected) in [
        (&earlier, None, &[1_u128, 2][..]),
        (&earlier, Some(hours(0)), &[1]),
        (&EVERYTHING, Some(hours(0)), &[1, 3]),
    ] {
        let found = hub.store.matching_after(None, filter, ahead_of, &Sight::Public, 9).await.unwrap();
        assert_eq!(found.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>(), expected, "{ahead_of:?}");
    }
}
