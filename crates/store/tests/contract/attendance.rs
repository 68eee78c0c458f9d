//! Attendance: every version is kept, and what was held without figures is listed.

use crate::fixtures::{
    activity, hours, in_status, institution, municipality, occurrence, occurrence_id, text,
};
use crate::hub::{Hub, first};
use kulturhub_domain::activity::{Activity, Status};
use kulturhub_domain::attendance::{AgeBand, Attendance, Author, Course, Figures, Mean, Origin, Who5};
use kulturhub_domain::code::ActivityId;
use kulturhub_domain::journal::{Change, Entry, EntryKind, Sight, Subject};
use kulturhub_domain::occurrence::OccurrenceStatus::{
    Cancelled, Held, NotOnSale, Postponed, Scheduled, SoldOut,
};
use kulturhub_domain::time::Moment;
use kulturhub_store::activity::Parts;
use kulturhub_store::attendance::MissingFilter;
use kulturhub_store::page::PageRequest;
use uuid::Uuid;

contracts! {
    every_version_of_the_figures_is_kept,
    figures_outlive_changes_of_their_activity,
    figures_are_told_to_nobody_who_follows_activities,
    what_was_held_without_figures_is_listed_as_the_rule_says,
    the_list_of_what_has_no_figures_is_narrowed,
    the_list_of_what_has_no_figures_goes_on_page_by_page,
    figures_taken_back_are_missing_again,
}

fn figures(total: u32) -> Figures {
    Figures { total: Some(total), ..Figures::default() }
}

fn everything() -> Figures {
    let who5 = |mean, n| Some(Who5 { mean: Mean::parse(mean).unwrap(), n });
    Figures {
        total: Some(1_000_000),
        by_age: AgeBand::ALL.into_iter().zip(0..).collect(),
        first_time: Some(0),
        by_municipality: vec![(Origin::Municipality(municipality("259")), 3), (Origin::Outside, 0)],
        course: Course {
            enrolled: Some(12),
            completed: Some(0),
            who5_before: who5(33.33, 12),
            who5_after: who5(100.0, 7),
        },
    }
}

/// A version of the figures of an occurrence of an activity in Køge, with its entry.
fn version(occurrence: u128, version: i32, figures: Figures) -> Change<Attendance> {
    let attendance = Attendance {
        occurrence: occurrence_id(occurrence),
        activity: ActivityId(Uuid::from_u128(occurrence / 10)),
        version,
        figures,
        author: Author {
            name: format!("nøgle {version}"),
            institution: (version == 1).then(|| institution("koege")),
        },
        at: hours(i64::from(version)),
        reason: (version > 1).then(|| text("Talt igen")),
    };
    let entry = Entry {
        kind: EntryKind::AttendanceReported,
        subject: Subject::Attendance { occurrence: attendance.occurrence, institution: institution("koege") },
        at: attendance.at,
        key: None,
        fields: vec![],
        version,
        was_public: false,
        is_public: false,
        reason: None,
    };
    Change { state: attendance, entry }
}

async fn report(hub: &Hub, change: &Change<Attendance>) {
    let mut write = hub.store.begin().await.unwrap();
    write.save_attendance(change).await.unwrap();
    write.commit().await.unwrap();
}

async fn newest(hub: &Hub, occurrence: u128) -> Option<Attendance> {
    let write = hub.store.begin().await.unwrap();
    write.attendance(occurrence_id(occurrence)).await.unwrap()
}

async fn every_version_of_the_figures_is_kept(hub: Hub) {
    hub.load_region().await;
    hub.save(&[activity(1, &[(-50, None), (-20, None)])]).await;
    assert_eq!(newest(&hub, 10).await, None);
    let versions = [version(10, 1, figures(0)), version(10, 2, everything()), version(10, 3, figures(7))];
    for (known, change) in versions.iter().enumerate() {
        report(&hub, change).await;
        assert_eq!(newest(&hub, 10).await.as_ref(), Some(&change.state));
        let found = hub.store.attendance(&[occurrence_id(10), occurrence_id(11)]).await.unwrap();
        assert_eq!(found.len(), 1, "the other occurrence has none");
        let expected: Vec<_> = versions[..=known].iter().map(|change| change.state.clone()).collect();
        assert_eq!(found[&occurrence_id(10)], expected);
    }
    // Only one can be the next version.
    let mut write = hub.store.begin().await.unwrap();
    assert!(write.save_attendance(&versions[2]).await.is_err());
}

async fn figures_outlive_changes_of_their_activity(hub: Hub) {
    hub.load_region().await;
    let mut saved = activity(1, &[(-50, None)]);
    hub.save(std::slice::from_ref(&saved)).await;
    let change = version(10, 1, figures(3));
    report(&hub, &change).await;
    saved.occurrences.push(occurrence(11, 4, None));
    hub.save(&[saved]).await;
    assert_eq!(newest(&hub, 10).await, Some(change.state));
}

async fn figures_are_told_to_nobody_who_follows_activities(hub: Hub) {
    hub.load_region().await;
    hub.save(&[activity(1, &[(-50, None)])]).await;
    let seq = hub.store.newest_seq().await.unwrap();
    let told = version(10, 1, figures(3));
    report(&hub, &told).await;
    for (sight, entries) in [
        (Sight::Public, 0),
        (Sight::Institution(institution("roskilde")), 0),
        (Sight::Institution(institution("koege")), 1),
        (Sight::Municipality(municipality("265")), 0),
        (Sight::Municipality(municipality("259")), 1),
        (Sight::Everything, 1),
    ] {
        let seen = hub.journal(seq, &sight).await;
        assert_eq!(seen.len(), entries, "{sight:?}");
        assert!(seen.iter().all(|entry| entry.subject == told.entry.subject && entry.changed.is_empty()));
    }
    let past = hub.store.history(&[told.entry.subject], None, 10).await.unwrap();
    assert!(past.iter().all(|past| past.fields.is_empty()));
}

/// Past and future occurrences in every status, at activities in every status.
fn of_every_kind() -> Vec<Activity> {
    let statuses = [Scheduled, NotOnSale, SoldOut, Postponed, Cancelled, Held];
    let times = [(-48, Some(2)), (-5, None), (-1, Some(2)), (0, None), (3, Some(1))];
    let activities = (1..).zip(Status::ALL).map(|(number, status)| {
        let kinds = statuses.iter().flat_map(|status| times.iter().map(move |time| (*status, *time)));
        let held = (1..).zip(kinds).map(|(kind, (status, (starts, lasts)))| {
            let mut held = in_status(status, occurrence(number * 100 + kind, starts, lasts));
            // Some of what was postponed has a new date, some has none yet.
            let start = hours(if kind % 2 == 0 { starts } else { -300 });
            held.previous_start =
                (status == Postponed).then(|| Moment::from_instant(start, chrono_tz::Europe::Copenhagen));
            held
        });
        Activity { status, occurrences: held.collect(), ..activity(number, &[]) }
    });
    activities.collect()
}

async fn missing(hub: &Hub, filter: &MissingFilter) -> Vec<u128> {
    let page = first(1_000);
    let found = hub.store.attendance_missing(filter, Parts::default(), &page).await.unwrap();
    assert!(!found.more);
    let counted = hub.store.count_attendance_missing(filter, hours(0)).await.unwrap();
    assert_eq!(usize::try_from(counted), Ok(found.rows.len()));
    found.rows.iter().map(|(key, _)| key.id.as_u128()).collect()
}

async fn what_was_held_without_figures_is_listed_as_the_rule_says(hub: Hub) {
    hub.load_region().await;
    let saved = of_every_kind();
    hub.save(&saved).await;
    let mut expected: Vec<_> = saved
        .iter()
        .filter(|activity| activity.status == Status::Published)
        .flat_map(|activity| &activity.occurrences)
        .filter(|occurrence| occurrence.was_held(hours(0)))
        .map(|occurrence| (occurrence.facts.timing.starts(), occurrence.id.0.as_u128()))
        .collect();
    expected.sort_unstable();
    let expected: Vec<u128> = expected.into_iter().map(|(_, number)| number).collect();
    assert_eq!(expected.len(), 15);
    assert_eq!(missing(&hub, &MissingFilter::default()).await, expected);
    // One with figures is no longer missing; zero is a figure.
    let change = version(expected[3], 1, figures(0));
    let activity = saved.iter().find(|activity| activity.status == Status::Published).unwrap().id;
    report(&hub, &Change { state: Attendance { activity, ..change.state }, ..change }).await;
    let left: Vec<u128> = expected.iter().copied().filter(|number| *number != expected[3]).collect();
    assert_eq!(missing(&hub, &MissingFilter::default()).await, left);
}

async fn the_list_of_what_has_no_figures_is_narrowed(hub: Hub) {
    hub.load_region().await;
    let in_roskilde =
        Activity { institution: institution("roskilde"), ..activity(2, &[(-40, None), (-10, None)]) };
    let outside = Activity { institution: institution("malmoe"), ..activity(3, &[(-30, None)]) };
    hub.save(&[activity(1, &[(-20, Some(1))]), in_roskilde, outside]).await;
    let all = MissingFilter::default();
    let koege = MissingFilter { institution: Some(institution("koege")), ..all.clone() };
    let roskilde = MissingFilter { municipality: Some(municipality("265")), ..all.clone() };
    let recent = MissingFilter { since: Some(hours(-20)), ..all.clone() };
    let both = MissingFilter { since: Some(hours(-20)), ..roskilde.clone() };
    let neither = MissingFilter { municipality: Some(municipality("265")), ..koege.clone() };
    for (filter, expected) in [
        (all, vec![20, 30, 10, 21]),
        (koege, vec![10]),
        (roskilde, vec![20, 21]),
        (recent, vec![10, 21]),
        (both, vec![21]),
        (neither, vec![]),
    ] {
        assert_eq!(missing(&hub, &filter).await, expected, "{filter:?}");
    }
}

async fn the_list_of_what_has_no_figures_goes_on_page_by_page(hub: Hub) {
    hub.load_region().await;
    // Two begin at the same time.
    hub.save(&[activity(1, &[(-50, None), (-20, None), (-20, None)]), activity(2, &[(-30, None)])]).await;
    let mut page = first(2);
    let mut read = Vec::new();
    loop {
        let parts = Parts { occurrences: true, ..Parts::default() };
        let found = hub.store.attendance_missing(&MissingFilter::default(), parts, &page).await.unwrap();
        for (key, view) in &found.rows {
            assert_eq!(view.found.as_ref().map(|found| found.id.0), Some(key.id));
            assert!(view.occurrences.as_ref().is_some_and(|all| !all.is_empty()));
            read.push(key.id.as_u128());
        }
        if !found.more {
            break;
        }
        // What ends between two pages is not in the list: all pages are of the same instant.
        page = PageRequest { after: found.rows.last().map(|(key, _)| key.clone()), now: 0, ..page };
    }
    assert_eq!(read, [10, 20, 11, 12]);
}

async fn figures_taken_back_are_missing_again(hub: Hub) {
    hub.load_region().await;
    hub.save(&[activity(1, &[(-50, None)])]).await;
    report(&hub, &version(10, 1, figures(9))).await;
    assert!(missing(&hub, &MissingFilter::default()).await.is_empty());
    report(&hub, &version(10, 2, Figures::default())).await;
    assert_eq!(missing(&hub, &MissingFilter::default()).await, [10]);
}
