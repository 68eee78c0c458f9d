//! Loading a region: what the file names is there, what nothing needs any more is not.

use crate::actor;
use crate::fixtures::{self, activity, other_reference, reference, region_loaded, venue, venue_id};
use crate::hub::Hub;
use kulturhub_domain::actor::Role;
use kulturhub_domain::code::VenueId;
use kulturhub_domain::journal::EntryKind;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::vocabulary::Scheme;
use kulturhub_store::region::Leftovers;

contracts! {
    a_region_is_read_back_equal,
    the_same_region_again_changes_nothing,
    a_row_that_the_file_changes_is_changed,
    another_region_takes_out_what_nothing_points_at,
    what_something_points_at_is_kept_and_named,
}

async fn load(hub: &Hub, reference: &Reference) -> Leftovers {
    let mut write = hub.store.begin().await.unwrap();
    let leftovers = write.load_region(reference, &region_loaded()).await.unwrap();
    write.commit().await.unwrap();
    leftovers
}

fn assert_same(found: &Reference, expected: &Reference) {
    assert_eq!(found.region, expected.region);
    assert_eq!(found.municipalities, expected.municipalities);
    assert_eq!(found.agreements, expected.agreements);
    assert_eq!(found.initiatives, expected.initiatives);
    assert_eq!(found.institutions, expected.institutions);
    assert_eq!(found.venues, expected.venues);
    assert_eq!(found.terms, expected.terms);
}

async fn counts(hub: &Hub) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "region",
        "municipality",
        "agreement",
        "agreement_member",
        "initiative",
        "institution",
        "venue",
        "vocabulary_term",
    ] {
        counts.push(hub.number(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

async fn a_region_is_read_back_equal(hub: Hub) {
    assert_same(&hub.store.reference().await.unwrap(), &Reference::default());
    assert_eq!(load(&hub, &reference()).await, Leftovers::default());
    assert_same(&hub.store.reference().await.unwrap(), &reference());
    let entries = hub.journal(0, &Sight::Everything).await;
    assert_eq!(entries.iter().map(|entry| entry.kind).collect::<Vec<_>>(), [EntryKind::RegionLoaded]);
}

async fn the_same_region_again_changes_nothing(hub: Hub) {
    load(&hub, &reference()).await;
    let before = counts(&hub).await;
    assert_eq!(before, [1, 2, 1, 1, 3, 3, 3, 9]);
    assert_eq!(load(&hub, &reference()).await, Leftovers::default());
    assert_eq!(counts(&hub).await, before);
    assert_same(&hub.store.reference().await.unwrap(), &reference());
}

async fn a_row_that_the_file_changes_is_changed(hub: Hub) {
    load(&hub, &reference()).await;
    hub.save(&[activity(1, &[(1, None)])]).await;
    let mut changed = reference();
    let moved = venue("koege", Some("malmoe"), None);
    changed.venues.insert(moved.id, moved.into());
    let row = changed.institutions.get(&fixtures::institution("koege")).unwrap();
    let mut row = (**row).clone();
    (row.municipality, row.address, row.website) = (None, None, Some("https://example.org/".into()));
    changed.institutions.insert(row.id.clone(), row.into());
    let agreement = changed.agreements.values().next().unwrap();
    let mut agreement = (**agreement).clone();
    agreement.members[0].municipality = fixtures::municipality("259");
    changed.agreements.insert(agreement.id.clone(), agreement.into());
    assert_eq!(load(&hub, &changed).await, Leftovers::default());
    assert_same(&hub.store.reference().await.unwrap(), &changed);
}

async fn another_region_takes_out_what_nothing_points_at(hub: Hub) {
    load(&hub, &reference()).await;
    // 3 venues, 3 institutions, an agreement, 3 initiatives, 2 municipalities, 4 of 9 terms.
    assert_eq!(load(&hub, &other_reference()).await, Leftovers { kept: vec![], removed: 16 });
    assert_same(&hub.store.reference().await.unwrap(), &other_reference());
}

async fn what_something_points_at_is_kept_and_named(hub: Hub) {
    load(&hub, &reference()).await;
    let mut local = activity(1, &[(1, None)]);
    local.content.partners = vec![fixtures::institution("malmoe")];
    local.content.languages = fixtures::codes(&["da"]);
    hub.save(&[local.clone()]).await;
    let key = actor::key(1, Role::Editor { municipality: fixtures::municipality("265") });
    let mut write = hub.store.begin().await.unwrap();
    write.add_key(&actor::told(EntryKind::KeyCreated, &key), "00").await.unwrap();
    write.commit().await.unwrap();

    let mut left = load(&hub, &other_reference()).await;
    left.kept.sort_unstable();
    let kept = [
        "initiative musik",
        "institution koege",
        "institution malmoe",
        "municipality 259",
        "municipality 265",
        "venue koege",
    ];
    let terms = ["category music", "language da"];
    let terms = terms.map(|term| format!("vocabulary_term {term}"));
    let expected: Vec<String> = kept.into_iter().map(ToOwned::to_owned).chain(terms).collect();
    let mut expected = expected;
    expected.sort_unstable();
    assert_eq!(left.kept, expected);
    assert_eq!(hub.read(local.id).await, Some(local));
    let found = hub.store.reference().await.unwrap();
    let known = |id: VenueId| found.venues.contains_key(&id);
    assert!(known(venue_id("koege")) && known(venue_id("aarhus")) && !known(venue_id("malmoe")));
    assert!(found.has_term(Scheme::Category, &fixtures::code("music")));
    assert!(!found.has_term(Scheme::Category, &fixtures::code("theatre")));
    // Once more: what stays, stays, and is named again.
    let mut again = load(&hub, &other_reference()).await;
    again.kept.sort_unstable();
    assert_eq!(again, Leftovers { removed: 0, ..left });
}
