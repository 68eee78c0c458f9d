use super::super::fixtures::{draft, editor, occurrence, submitter};
use super::super::{Activity, ActivityDraft, Status, WorkflowRefusal};
use super::{activity, asked, ids, refused, sound, submission};
use crate::code::OccurrenceId;
use crate::occurrence::{OccurrenceDraft, OccurrenceRefusal, OccurrenceStatus};
use crate::refusal::UnknownRefusal;
use crate::time::Written;
use uuid::Uuid;

fn id(number: u128) -> OccurrenceId {
    OccurrenceId(Uuid::from_u128(number))
}

fn on_days(days: &[u32]) -> ActivityDraft {
    let occurrences = days.iter().map(|day| occurrence(&format!("2026-12-{day:02}T19:30"), "koege"));
    ActivityDraft { occurrences: occurrences.collect(), ..draft() }
}

/// The day, the number of the id and whether it takes place, of each occurrence.
fn summed_up(activity: &Activity) -> Vec<(u32, u128, bool)> {
    let one = |occurrence: &crate::occurrence::Occurrence| {
        let day = chrono::Datelike::day(&occurrence.facts.timing.first_day());
        (day, occurrence.id.0.as_u128(), occurrence.is_live())
    };
    activity.occurrences.iter().map(one).collect()
}

/// Sent again on other days: the same start keeps its id, and so does the only one that moved.
#[test]
fn ids_are_kept_when_days_change() {
    let table = [
        (
            Status::InReview,
            &[1, 8, 15][..],
            &[1, 8, 15][..],
            &[(1, 1, true), (8, 2, true), (15, 3, true)][..],
        ),
        (Status::InReview, &[1, 8], &[1, 9], &[(1, 1, true), (9, 2, true)]),
        (Status::InReview, &[1, 8], &[8], &[(8, 2, true)]),
        (Status::InReview, &[1, 8], &[2, 9], &[(2, 101, true), (9, 102, true)]),
        // What everybody could see is cancelled, not dropped.
        (Status::Published, &[1, 8], &[8], &[(1, 1, false), (8, 2, true)]),
        (Status::Published, &[1, 8], &[1, 9], &[(1, 1, true), (9, 2, true)]),
        (Status::Published, &[1], &[1, 8, 15], &[(1, 1, true), (8, 101, true), (15, 102, true)]),
    ];
    for (status, before, after, expected) in table {
        let before = activity(&on_days(before), status);
        let revised = asked(&editor("259"), |asking| {
            before.revise(submission(&on_days(after)), asking, &mut ids(100)).unwrap()
        });
        let revised = revised.map_or(before, |change| change.state);
        assert_eq!(summed_up(&revised), expected);
    }
}

#[test]
fn an_occurrence_is_added_in_order() {
    let activity = activity(&on_days(&[8]), Status::Published);
    let draft = occurrence("2026-12-01T19:30", "koege");
    let change =
        asked(&submitter("koege"), |asking| activity.add_occurrence(&draft, id(50), asking)).unwrap();
    assert_eq!(summed_up(&change.state), [(1, 50, true), (8, 1, true)]);
    // When and where is no matter of review.
    assert_eq!((change.state.status, change.entry.changed()), (Status::Published, vec!["occurrences"]));
}

#[test]
fn a_postponed_occurrence_keeps_its_first_start() {
    let before = activity(&on_days(&[1]), Status::Published);
    let to = |activity: &Activity, day: u32| {
        let mut draft = occurrence(&format!("2026-12-{day:02}T19:30"), "koege");
        draft.status = Some(OccurrenceStatus::Postponed);
        asked(&submitter("koege"), |asking| activity.update_occurrence(id(1), &draft, asking))
    };
    let once = to(&before, 8).unwrap().unwrap().state;
    let twice = to(&once, 15).unwrap().unwrap().state;
    for moved in [once, twice.clone()] {
        let previous = moved.occurrences[0].previous_start.unwrap();
        assert_eq!(previous.local().to_string(), "2026-12-01 19:30:00");
    }
    assert_eq!(to(&twice, 15).unwrap(), None, "nothing differs");
}

/// So does one that is sent again with its whole activity.
#[test]
fn what_is_postponed_with_its_activity_keeps_its_first_start() {
    let postponed = |day| {
        let mut draft = on_days(&[day]);
        draft.occurrences[0].status = Some(OccurrenceStatus::Postponed);
        draft
    };
    let sent_again = |before: &Activity, day| {
        let revised = asked(&editor("259"), |asking| {
            before.revise(submission(&postponed(day)), asking, &mut ids(100)).unwrap()
        });
        revised.map(|change| change.state)
    };
    let first_start = |activity: &Activity| {
        activity.occurrences[0].previous_start.map(|start| chrono::Datelike::day(&start.local()))
    };
    let open = sent_again(&activity(&on_days(&[1]), Status::Published), 1).unwrap();
    let moved = sent_again(&open, 8).unwrap();
    let moved_again = sent_again(&moved, 15).unwrap();
    assert_eq!([&open, &moved, &moved_again].map(first_start), [Some(1); 3]);
    assert_eq!(sent_again(&moved_again, 15), None, "nothing differs");
    // What comes postponed for the first time has no other start, until it moves.
    let new = activity(&postponed(1), Status::Published);
    assert_eq!((first_start(&new), sent_again(&new, 1)), (None, None));
    assert_eq!(first_start(&sent_again(&new, 8).unwrap()), Some(1));
}

/// One that was cancelled and told again is not mixed up with the one that takes its place.
#[test]
fn what_takes_the_place_of_a_cancelled_one_goes_on() {
    let both = activity(&on_days(&[1, 8]), Status::Published);
    let again = asked(&submitter("koege"), |asking| {
        let cancelled = both.cancel_occurrence(id(1), None, asking).unwrap().state;
        cancelled.add_occurrence(&occurrence("2026-12-01T19:30", "koege"), id(50), asking).unwrap().state
    });
    let titled = crate::activity::LocalizedDraft { da: Some("Andet".into()), en: None };
    let draft = ActivityDraft { title: titled, ..again.to_draft() };
    let revised =
        asked(&editor("259"), |asking| again.revise(submission(&draft), asking, &mut ids(100)).unwrap());
    assert_eq!(summed_up(&revised.unwrap().state), [(1, 1, false), (1, 50, true), (8, 2, true)]);
}

#[test]
fn an_activity_has_no_more_occurrences_than_can_be_sent() {
    let full = ActivityDraft { occurrences: vec![occurrence("2026-12-01T19:30", "koege"); 730], ..draft() };
    let full = activity(&full, Status::Published);
    let one_more = occurrence("2026-12-02T19:30", "koege");
    let added = asked(&submitter("koege"), |asking| full.add_occurrence(&one_more, id(900), asking));
    assert_eq!(refused(added), [("id".to_owned(), crate::activity::ContentRefusal::TooMany(730).into())]);
}

#[test]
fn some_changes_of_an_occurrence_are_refused() {
    let update = |status, of: u128| {
        let activity = activity(&on_days(&[1, 8]), Status::Published);
        let draft = OccurrenceDraft { status: Some(status), ..occurrence("2026-12-01T19:30", "koege") };
        asked(&submitter("koege"), |asking| activity.update_occurrence(id(of), &draft, asking))
    };
    assert_eq!(
        refused(update(OccurrenceStatus::Cancelled, 1)),
        [("status".to_owned(), OccurrenceRefusal::CancelByUpdate.into())]
    );
    assert_eq!(
        refused(update(OccurrenceStatus::Held, 1)),
        [("status".to_owned(), OccurrenceRefusal::NotHeldYet.into())]
    );
    let unknown = UnknownRefusal::Id(format!("occurrence_{}", id(9)));
    assert_eq!(refused(update(OccurrenceStatus::SoldOut, 9)), [("id".to_owned(), unknown.into())]);
}

#[test]
fn the_last_occurrence_is_not_cancelled_alone() {
    let two = activity(&on_days(&[1, 8]), Status::Published);
    let cancel = |activity: &Activity, of| {
        asked(&submitter("koege"), |asking| activity.cancel_occurrence(id(of), None, asking))
    };
    let one = cancel(&two, 1).unwrap().state;
    assert_eq!(summed_up(&one), [(1, 1, false), (8, 2, true)]);
    assert_eq!(refused(cancel(&one, 1)), [("id".to_owned(), OccurrenceRefusal::Cancelled.into())]);
    assert_eq!(refused(cancel(&one, 2)), [("id".to_owned(), OccurrenceRefusal::Last.into())]);
    // A cancelled one is not changed either: its day may be told again by a new one.
    let draft = occurrence("2026-12-02T19:30", "koege");
    let changed = asked(&submitter("koege"), |asking| one.update_occurrence(id(1), &draft, asking));
    assert_eq!(refused(changed), [("id".to_owned(), OccurrenceRefusal::Cancelled.into())]);
}

#[test]
fn what_is_closed_gets_no_occurrences() {
    for status in [Status::Cancelled, Status::Withdrawn] {
        let activity = sound(status);
        let draft = occurrence("2026-12-09T19:30", "koege");
        let added = asked(&submitter("koege"), |asking| activity.add_occurrence(&draft, id(50), asking));
        assert_eq!(refused(added), [("id".to_owned(), WorkflowRefusal::WrongStatus(status).into())]);
    }
}

#[test]
fn an_added_occurrence_is_read_like_any_other() {
    let activity = sound(Status::Published);
    let draft = OccurrenceDraft {
        starts_at: Written::parse("2027-03-28T02:30"),
        capacity: Some(0),
        ..occurrence("2027-03-28T02:30", "koege")
    };
    let added = asked(&submitter("koege"), |asking| activity.add_occurrence(&draft, id(50), asking));
    let fields: Vec<String> = refused(added).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["startsAt", "capacity"]);
}
