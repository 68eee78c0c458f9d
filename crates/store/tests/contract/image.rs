//! Images: saved, changed, shown by activities, and seen by those who may.

use crate::fixtures::{activity, both, danish, entry, hours, institution, text, told};
use crate::hub::Hub;
use kulturhub_domain::activity::{Activity, Status};
use kulturhub_domain::code::ImageId;
use kulturhub_domain::image::{ContentHash, Image, ImageFacts, ImageFormat, Licence, Picture};
use kulturhub_domain::journal::{Change, Entry, EntryKind, Sight, Subject};
use kulturhub_store::activity::Parts;
use kulturhub_store::image::ImageQuery;
use uuid::Uuid;

contracts! {
    an_image_is_saved_changed_and_found_again,
    an_activity_keeps_its_images_in_order,
    an_image_is_seen_by_its_own_and_where_it_is_shown,
    images_are_listed_newest_first,
    a_picture_is_there_once_for_each_institution,
}

/// An image of this institution, of a picture of its own.
fn image(number: u128, of: &str) -> Image {
    let picture = Picture {
        hash: ContentHash::parse(&format!("{number:064x}")).unwrap(),
        format: ImageFormat::Png,
        width: 65_535,
        height: 1,
        bytes: 10_000_000,
    };
    let facts = ImageFacts {
        alt: both("En æblekage, \"set\" fra oven", "A cake"),
        credit: text("Foto: Åse Øst / “NN”"),
        licence: Licence::CcByNcNd,
    };
    let (id, institution) = (ImageId(Uuid::from_u128(number)), institution(of));
    Image { id, institution, picture, facts, version: 1, created_at: hours(-5), updated_at: hours(-5) }
}

async fn save(hub: &Hub, kind: EntryKind, image: &Image) {
    let subject = Subject::Image { id: image.id, institution: image.institution.clone() };
    let is_public = false;
    let entry = Entry { subject, version: image.version, is_public, ..entry(kind, &activity(1, &[])) };
    let mut write = hub.store.begin().await.unwrap();
    write.save_image(&Change { state: image.clone(), entry }).await.unwrap();
    write.commit().await.unwrap();
}

async fn an_image_is_saved_changed_and_found_again(hub: Hub) {
    hub.load_region().await;
    let added = image(1, "koege");
    save(&hub, EntryKind::ImageAdded, &added).await;
    let mut changed = added.clone();
    changed.facts = ImageFacts { alt: danish("Ny"), credit: text("NN"), licence: Licence::AllRightsReserved };
    (changed.version, changed.updated_at) = (2, hours(1));
    for (kind, state) in [(EntryKind::ImageAdded, &added), (EntryKind::ImageUpdated, &changed)] {
        if kind == EntryKind::ImageUpdated {
            save(&hub, kind, state).await;
        }
        let write = hub.store.begin().await.unwrap();
        assert_eq!(write.image(state.id).await.unwrap().as_ref(), Some(state));
        let same = write.image_by_hash(&state.institution, &state.picture.hash).await.unwrap();
        assert_eq!(same.as_ref(), Some(state));
        assert_eq!(write.image_by_hash(&institution("roskilde"), &state.picture.hash).await.unwrap(), None);
        drop(write);
        let unknown = ImageId(Uuid::from_u128(9));
        assert_eq!(hub.store.images(&[state.id, unknown]).await.unwrap(), std::slice::from_ref(state));
    }
    assert_eq!(hub.store.images(&[]).await.unwrap(), []);
    let kinds = |entries: Vec<kulturhub_domain::journal::Recorded>| -> Vec<EntryKind> {
        entries.into_iter().map(|entry| entry.kind).collect()
    };
    let told = [EntryKind::ImageAdded, EntryKind::ImageUpdated];
    assert_eq!(kinds(hub.journal(1, &Sight::Institution(institution("koege"))).await), told);
    assert_eq!(kinds(hub.journal(1, &Sight::Institution(institution("roskilde"))).await), []);
    assert_eq!(kinds(hub.journal(1, &Sight::Public).await), []);
}

fn showing(number: u128, status: Status, images: &[&Image]) -> Activity {
    let mut activity = activity(number, &[(1, None)]);
    activity.status = status;
    activity.content.images = images.iter().map(|image| image.id).collect();
    activity
}

async fn an_activity_keeps_its_images_in_order(hub: Hub) {
    hub.load_region().await;
    let images = [image(1, "koege"), image(2, "koege"), image(0xffff_0000_0000, "koege")];
    for image in &images {
        save(&hub, EntryKind::ImageAdded, image).await;
    }
    let [first, second, third] = &images;
    for shown in [vec![third, first, second], vec![second, third], vec![]] {
        let saved = showing(1, Status::Published, &shown);
        hub.save(std::slice::from_ref(&saved)).await;
        assert_eq!(hub.read(saved.id).await.as_ref(), Some(&saved));
        let parts = Parts { images: true, ..Parts::default() };
        let view = hub.store.activity(saved.id, &Sight::Public, parts).await.unwrap().unwrap();
        assert_eq!(view.images.as_ref(), Some(&saved.content.images));
        let without = hub.store.activity(saved.id, &Sight::Public, Parts::default()).await.unwrap();
        assert_eq!(without.unwrap().images, None);
    }
    let unknown = showing(2, Status::Published, &[&image(7, "koege")]);
    let mut write = hub.store.begin().await.unwrap();
    write.save_activity(&told(&unknown)).await.unwrap();
    assert!(write.commit().await.is_err());
    assert_eq!(hub.read(unknown.id).await, None);
}

async fn an_image_is_seen_by_its_own_and_where_it_is_shown(hub: Hub) {
    hub.load_region().await;
    let saved = image(1, "koege");
    save(&hub, EntryKind::ImageAdded, &saved).await;
    let own = [
        Sight::Everything,
        Sight::Institution(institution("koege")),
        Sight::Municipality(crate::fixtures::municipality("259")),
    ];
    let others = [
        Sight::Public,
        Sight::Institution(institution("roskilde")),
        Sight::Municipality(crate::fixtures::municipality("265")),
    ];
    for status in Status::ALL {
        let shown = status.is_public();
        hub.save(&[showing(1, status, &[&saved])]).await;
        for sight in &own {
            assert!(hub.store.visible_image(saved.id, sight).await.unwrap().is_some(), "{sight:?}");
        }
        for sight in &others {
            let seen = hub.store.visible_image(saved.id, sight).await.unwrap();
            assert_eq!(seen.is_some(), shown, "{status} {sight:?}");
        }
        let write = hub.store.begin().await.unwrap();
        assert_eq!(write.is_image_shown(saved.id).await.unwrap(), shown);
    }
}

async fn images_are_listed_newest_first(hub: Hub) {
    hub.load_region().await;
    for (number, of) in [(1, "koege"), (2, "roskilde"), (3, "koege"), (4, "malmoe")] {
        save(&hub, EntryKind::ImageAdded, &image(number, of)).await;
    }
    let municipality = |code| Sight::Municipality(crate::fixtures::municipality(code));
    for (sight, of, after, expected, total) in [
        (Sight::Everything, None, None, vec![4, 3, 2, 1], 4),
        (Sight::Everything, None, Some(3), vec![2, 1], 4),
        (Sight::Everything, Some("koege"), None, vec![3, 1], 2),
        (municipality("259"), None, None, vec![3, 1], 2),
        (municipality("259"), Some("roskilde"), None, vec![], 0),
        (Sight::Institution(institution("roskilde")), None, None, vec![2], 1),
        (Sight::Public, None, None, vec![], 0),
    ] {
        let after = after.map(|number| ImageId(Uuid::from_u128(number)));
        let query = ImageQuery { sight, institution: of.map(institution), after, limit: 10 };
        let found = hub.store.usable_images(&query).await.unwrap();
        let numbers: Vec<u128> = found.iter().map(|image| image.id.0.as_u128()).collect();
        assert_eq!(numbers, expected, "{query:?}");
        assert_eq!(hub.store.count_images(&query).await.unwrap(), total);
    }
}

async fn a_picture_is_there_once_for_each_institution(hub: Hub) {
    hub.load_region().await;
    let saved = image(1, "koege");
    save(&hub, EntryKind::ImageAdded, &saved).await;
    let elsewhere = Image { id: ImageId(Uuid::from_u128(2)), ..image(1, "roskilde") };
    save(&hub, EntryKind::ImageAdded, &elsewhere).await;
    let again = Image { id: ImageId(Uuid::from_u128(3)), ..saved };
    let subject = Subject::Image { id: again.id, institution: again.institution.clone() };
    let entry = Entry { subject, ..entry(EntryKind::ImageAdded, &activity(1, &[])) };
    let mut write = hub.store.begin().await.unwrap();
    assert!(write.save_image(&Change { state: again, entry }).await.is_err());
}
