//! Venues: saved, changed, and kept over a new load of the region.

use crate::fixtures::{entry, hours, reference, region_loaded, venue, venue_id};
use crate::hub::Hub;
use kulturhub_domain::code::VenueId;
use kulturhub_domain::geo::Point;
use kulturhub_domain::journal::{Change, Entry, EntryKind, Sight, Subject};
use kulturhub_domain::place::Address;
use kulturhub_domain::venue::Venue;
use uuid::Uuid;

contracts! {
    a_venue_is_saved_and_changed,
    a_venue_changed_in_the_hub_keeps_what_it_says_there,
}

fn told(kind: EntryKind, venue: &Venue) -> Change<Venue> {
    let entry = entry(kind, &crate::fixtures::activity(1, &[]));
    let entry = Entry { subject: Subject::Venue(venue.id), version: venue.version, ..entry };
    Change { state: venue.clone(), entry }
}

async fn save(hub: &Hub, kind: EntryKind, venue: &Venue) {
    let mut write = hub.store.begin().await.unwrap();
    write.save_venue(&told(kind, venue)).await.unwrap();
    write.commit().await.unwrap();
}

async fn found(hub: &Hub, id: VenueId) -> Option<Venue> {
    let write = hub.store.begin().await.unwrap();
    let venue = write.venue(id).await.unwrap();
    drop(write);
    let reference = hub.store.reference().await.unwrap();
    assert_eq!(reference.venues.get(&id).map(|venue| &**venue), venue.as_ref());
    venue
}

async fn a_venue_is_saved_and_changed(hub: Hub) {
    hub.load_region().await;
    let id = VenueId(Uuid::now_v7());
    assert_eq!(found(&hub, id).await, None);
    let added = Venue { id, slug: None, ..venue("ny", Some("koege"), Some("259")) };
    save(&hub, EntryKind::VenueAdded, &added).await;
    assert_eq!(found(&hub, id).await.as_ref(), Some(&added));
    let mut changed = added;
    changed.facts.institution = None;
    changed.facts.municipality = None;
    changed.facts.address = Address::default();
    changed.facts.point = Some(Point::parse(-0.1, 179.999_999_9, None).unwrap());
    changed.facts.rooms.clear();
    changed.facts.access.reverse();
    (changed.source, changed.version, changed.updated_at) = (None, 2, hours(3));
    save(&hub, EntryKind::VenueUpdated, &changed).await;
    assert_eq!(found(&hub, id).await, Some(changed));
    let kinds: Vec<EntryKind> =
        hub.journal(1, &Sight::Public).await.into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [EntryKind::VenueAdded, EntryKind::VenueUpdated]);
}

async fn a_venue_changed_in_the_hub_keeps_what_it_says_there(hub: Hub) {
    hub.load_region().await;
    let mut changed = found(&hub, venue_id("koege")).await.unwrap();
    changed.facts.rooms.clear();
    changed.version = 2;
    save(&hub, EntryKind::VenueUpdated, &changed).await;
    let mut write = hub.store.begin().await.unwrap();
    write.load_region(&reference(), &region_loaded()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(found(&hub, changed.id).await, Some(changed));
}
