//! An activity is kept whole, with its entry or not at all.

use crate::fixtures::{self, activity, everything, hours, occurrence};
use crate::hub::Hub;
use kulturhub_domain::activity::{Activity, AgeRange, Belonging, PriceKind, Source};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::geo::Point;
use kulturhub_domain::journal::Sight;
use kulturhub_domain::place::{GivenPlace, Place};
use kulturhub_store::StoreError;
use kulturhub_store::activity::{ActivityView, Parts};
use uuid::Uuid;

contracts! {
    what_is_saved_is_read_back_equal,
    every_kind_of_price_status_and_attendance_is_kept,
    every_digit_of_a_point_is_kept,
    what_changes_is_replaced_and_what_is_gone_is_gone,
    a_great_many_occurrences_are_saved,
    a_source_is_unique_within_its_institution,
    an_activity_is_found_by_its_source,
    a_dropped_write_leaves_nothing,
    a_write_reads_what_it_wrote,
    what_points_at_nothing_is_refused,
    parts_not_asked_for_are_none_and_the_others_equal,
    what_a_reader_may_not_see_looks_like_what_does_not_exist,
}

async fn what_is_saved_is_read_back_equal(hub: Hub) {
    hub.load_region().await;
    for saved in [everything(1), activity(2, &[(1, None)])] {
        hub.save(std::slice::from_ref(&saved)).await;
        assert_eq!(hub.read(saved.id).await.as_ref(), Some(&saved));
        let write = hub.store.begin().await.unwrap();
        assert_eq!(write.activity(saved.id).await.unwrap().as_ref(), Some(&saved));
        assert_eq!(write.activity_of(saved.occurrences[0].id).await.unwrap(), Some(saved));
    }
    assert_eq!(hub.read(ActivityId(Uuid::from_u128(3))).await, None);
}

async fn every_kind_of_price_status_and_attendance_is_kept(hub: Hub) {
    use kulturhub_domain::activity::AttendanceMode::{Mixed, OnSite, Online};
    use kulturhub_domain::activity::PriceKind::{
        CourseFee, Fixed, Free, FreeRegistration, IncludedInAdmission, Members, PayWhatYouCan, Range,
        Unknown, Youth,
    };
    use kulturhub_domain::activity::Status;
    hub.load_region().await;
    let kinds = [
        Free,
        FreeRegistration,
        Fixed,
        Range,
        IncludedInAdmission,
        Members,
        Youth,
        PayWhatYouCan,
        CourseFee,
        Unknown,
    ];
    let mut saved = Vec::new();
    for (number, kind) in (1..).zip(kinds) {
        let mut next = activity(number, &[(1, None)]);
        let index = saved.len();
        next.content.price.kind = kind;
        next.content.attendance = [OnSite, Online, Mixed][index % 3];
        next.status = Status::ALL[index % 6];
        saved.push(next);
    }
    hub.save(&saved).await;
    for next in saved {
        assert_eq!(hub.read(next.id).await, Some(next));
    }
}

async fn every_digit_of_a_point_is_kept(hub: Hub) {
    hub.load_region().await;
    let points = [(55.605, 13.003), (0.1 + 0.2, 1.0 / 3.0), (-89.999_999_999_999_99, 5e-324), (55.0, -0.0)];
    for ((latitude, longitude), number) in points.into_iter().zip(1..) {
        let mut saved = activity(number, &[(1, None)]);
        let Place::Given(place) = fixtures::given(None) else { panic!("it is given") };
        let point = Some(Point::parse(latitude, longitude, None).unwrap());
        saved.occurrences[0].facts.place = Place::Given(GivenPlace { point, ..place });
        hub.save(std::slice::from_ref(&saved)).await;
        assert_eq!(hub.read(saved.id).await, Some(saved));
    }
}

async fn what_changes_is_replaced_and_what_is_gone_is_gone(hub: Hub) {
    hub.load_region().await;
    let before = everything(1);
    let mut after = before.clone();
    after.content.categories.reverse();
    after.content.audiences.truncate(1);
    after.content.partners = vec![];
    after.content.belonging = Belonging::Local;
    after.content.age_range = Some(AgeRange { from: None, to: Some(120) });
    after.content.summary = None;
    after.content.description = None;
    after.content.title.en = None;
    after.content.price.kind = PriceKind::Unknown;
    after.content.price.amounts.clear();
    (after.source, after.fingerprint, after.reason, after.published_at) = (None, None, None, None);
    after.occurrences.truncate(3);
    after.occurrences.remove(0);
    after.occurrences.push(occurrence(500, 700, Some(1)));
    after.version = 8;
    hub.save(&[before, after.clone()]).await;
    assert_eq!(hub.read(after.id).await, Some(after));
    assert_eq!(hub.number("SELECT COUNT(*) FROM occurrence").await, 3);
    assert_eq!(hub.number("SELECT COUNT(*) FROM activity_initiative").await, 0);
    assert_eq!(hub.number("SELECT COUNT(*) FROM journal").await, 3);
}

/// What everybody could see is cancelled, not dropped: an activity can gather more than are sent at once.
async fn a_great_many_occurrences_are_saved(hub: Hub) {
    hub.load_region().await;
    let spans: Vec<_> = (0..3_000).map(|hour| (hour, Some(1))).collect();
    let saved = activity(1, &spans);
    hub.save(std::slice::from_ref(&saved)).await;
    assert_eq!(hub.read(saved.id).await, Some(saved));
}

async fn a_source_is_unique_within_its_institution(hub: Hub) {
    hub.load_region().await;
    let source = || Some(Source { name: fixtures::text("kultunaut"), external_id: fixtures::text("17") });
    let with_source = |number, institution: &str, source| Activity {
        institution: fixtures::institution(institution),
        source,
        ..activity(number, &[(1, None)])
    };
    let elsewhere = with_source(2, "roskilde", source());
    let without = [with_source(3, "koege", None), with_source(4, "koege", None)];
    hub.save(&[with_source(1, "koege", source()), elsewhere]).await;
    hub.save(&without).await;
    let again = with_source(5, "koege", source());
    let mut write = hub.store.begin().await.unwrap();
    write.save_activity(&fixtures::told(&again)).await.unwrap();
    let refused = write.commit().await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    assert_eq!(hub.read(again.id).await, None);
    assert_eq!(hub.number("SELECT COUNT(*) FROM activity").await, 4);
}

async fn an_activity_is_found_by_its_source(hub: Hub) {
    hub.load_region().await;
    let saved = everything(1);
    hub.save(std::slice::from_ref(&saved)).await;
    let source = saved.source.clone().unwrap();
    let write = hub.store.begin().await.unwrap();
    let found = write.activity_by_source(&saved.institution, &source).await.unwrap();
    assert_eq!(found, Some(saved));
    let elsewhere = fixtures::institution("roskilde");
    assert_eq!(write.activity_by_source(&elsewhere, &source).await.unwrap(), None);
}

async fn a_dropped_write_leaves_nothing(hub: Hub) {
    hub.load_region().await;
    let mut write = hub.store.begin().await.unwrap();
    write.save_activity(&fixtures::told(&everything(1))).await.unwrap();
    drop(write);
    assert_eq!(hub.read(everything(1).id).await, None);
    assert_eq!(hub.store.newest_seq().await.unwrap(), 1, "only the region's own entry");
    for table in ["activity", "occurrence", "activity_category"] {
        assert_eq!(hub.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    // The writer is free again.
    hub.save(&[everything(1)]).await;
    assert_eq!(hub.store.newest_seq().await.unwrap(), 2);
}

async fn a_write_reads_what_it_wrote(hub: Hub) {
    hub.load_region().await;
    let saved = everything(1);
    let mut write = hub.store.begin().await.unwrap();
    write.save_activity(&fixtures::told(&saved)).await.unwrap();
    assert_eq!(write.activity(saved.id).await.unwrap().as_ref(), Some(&saved));
    assert_eq!(hub.read(saved.id).await, None, "nobody else sees it before the commit");
    assert_eq!(write.commit().await.unwrap(), 2);
    assert_eq!(hub.read(saved.id).await, Some(saved));
}

async fn what_points_at_nothing_is_refused(hub: Hub) {
    hub.load_region().await;
    let plain = || activity(1, &[(1, None)]);
    let mut unknown_partner = plain();
    unknown_partner.content.partners = vec![fixtures::institution("ukendt")];
    let mut unknown_venue = plain();
    unknown_venue.occurrences[0] =
        fixtures::at(fixtures::given(Some("999")), unknown_venue.occurrences[0].clone());
    let unknown_institution = Activity { institution: fixtures::institution("ukendt"), ..plain() };
    for broken in [unknown_partner, unknown_venue, unknown_institution] {
        let mut write = hub.store.begin().await.unwrap();
        write.save_activity(&fixtures::told(&broken)).await.unwrap();
        let refused = write.commit().await;
        assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    }
    assert_eq!(hub.store.newest_seq().await.unwrap(), 1);
}

async fn parts_not_asked_for_are_none_and_the_others_equal(hub: Hub) {
    hub.load_region().await;
    hub.save(&[everything(1)]).await;
    let whole = ActivityView::from(everything(1));
    for chosen in 0..=u8::MAX {
        let asked = |bit: u8| chosen & (1 << bit) != 0;
        let parts = Parts {
            texts: asked(0),
            details: asked(1),
            terms: asked(2),
            initiatives: asked(3),
            partners: asked(4),
            found: false,
            occurrences: asked(5),
            workflow: asked(6),
            images: asked(7),
        };
        let view = hub.store.activity(whole.id, &Sight::Everything, parts).await.unwrap().unwrap();
        let expected = ActivityView {
            texts: whole.texts.clone().filter(|_| parts.texts),
            details: whole.details.clone().filter(|_| parts.details),
            terms: whole.terms.clone().filter(|_| parts.terms),
            initiatives: whole.initiatives.clone().filter(|_| parts.initiatives),
            partners: whole.partners.clone().filter(|_| parts.partners),
            images: whole.images.clone().filter(|_| parts.images),
            occurrences: whole.occurrences.clone().filter(|_| parts.occurrences),
            workflow: whole.workflow.clone().filter(|_| parts.workflow),
            ..whole.clone()
        };
        assert_eq!(format!("{view:?}"), format!("{expected:?}"), "{parts:?}");
        assert_eq!((*view).clone().into_activity().is_some(), chosen == u8::MAX, "{parts:?}");
    }
}

async fn what_a_reader_may_not_see_looks_like_what_does_not_exist(hub: Hub) {
    use kulturhub_domain::activity::Status;
    hub.load_region().await;
    let saved: Vec<_> = (1..)
        .zip(Status::ALL)
        .map(|(number, status)| Activity { status, updated_at: hours(-1), ..activity(number, &[(1, None)]) })
        .collect();
    hub.save(&saved).await;
    let ids: Vec<_> = saved.iter().map(|activity| activity.id).collect();
    for (sight, seen) in [
        (Sight::Public, 3),
        (Sight::Institution(fixtures::institution("roskilde")), 3),
        (Sight::Institution(fixtures::institution("koege")), 7),
        (Sight::Municipality(fixtures::municipality("265")), 3),
        (Sight::Municipality(fixtures::municipality("259")), 6),
        (Sight::Everything, 7),
    ] {
        let views = hub.store.activities_by_id(&ids, &sight, Parts::default()).await.unwrap();
        assert_eq!(views.len(), seen, "{sight:?}");
        for activity in &saved {
            let view = hub.store.activity(activity.id, &sight, Parts::default()).await.unwrap();
            // Of a municipality all is seen but drafts.
            let inside = seen == 7 || (seen == 6 && activity.status != Status::Draft);
            assert_eq!(view.is_some(), inside || activity.status.is_public(), "{sight:?}");
        }
    }
    assert!(hub.store.activities_by_id(&[], &Sight::Everything, Parts::ALL).await.unwrap().is_empty());
}
