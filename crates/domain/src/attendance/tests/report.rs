//! Who may report figures, of what, and what becomes of those that were there.

use crate::activity::fixtures::{draft, editor, now, occurrence, reference, secretariat, submitter};
use crate::activity::{Activity, ActivityDraft, Asking, NamedImages, Status, Submission, WorkflowRefusal};
use crate::actor::Actor;
use crate::attendance::{Attendance, AttendanceRefusal, FiguresDraft, Report};
use crate::code::{ActivityId, InstitutionId, OccurrenceId};
use crate::journal::{Change, EntryKind, Subject};
use crate::occurrence::OccurrenceStatus::{self, Cancelled, Held, NotOnSale, Postponed, Scheduled, SoldOut};
use crate::refusal::{Refusal, RightsRefusal, UnknownRefusal, VersionRefusal};
use crate::text::TextRefusal;
use crate::time::Written;
use chrono::Duration;
use uuid::Uuid;

const ID: OccurrenceId = OccurrenceId(Uuid::from_u128(10));

/// An activity in Køge whose only occurrence begins so many minutes from now and lasts an hour, or nobody knows
/// how long.
fn activity(minutes: i64, ends: bool) -> Activity {
    let at = |minutes| Some(Written::Offset((now() + Duration::minutes(minutes)).fixed_offset()));
    let mut held = occurrence("2026-12-01T19:30", "koege");
    held.starts_at = at(minutes);
    held.ends_at = at(minutes + 60).filter(|_| ends);
    let draft = ActivityDraft { occurrences: vec![held], ..draft() };
    let reference = reference();
    let submission = Submission::parse(
        &draft,
        InstitutionId::parse("koege").unwrap(),
        &reference,
        NamedImages::Found(&[]),
    )
    .unwrap();
    let asking = Asking { actor: &secretariat(), reference: &reference, now: now() };
    let sent = Activity::submit(ActivityId(Uuid::from_u128(1)), submission, &asking, &mut || ID);
    Activity { status: Status::Published, ..sent.unwrap().state }
}

fn of(total: i32) -> Report {
    let figures = FiguresDraft { total: Some(total), ..FiguresDraft::default() };
    Report { figures, ..Report::default() }
}

type Reported = Result<Option<Change<Attendance>>, Vec<(String, Refusal)>>;

fn report(actor: &Actor, activity: &Activity, present: Option<&Attendance>, report: &Report) -> Reported {
    let reference = reference();
    let asking = Asking { actor, reference: &reference, now: now() };
    let reported = Attendance::report(activity, ID, present, report, &asking);
    reported.map_err(|refusals| refusals.0.into_iter().map(|told| (told.field, told.why)).collect())
}

fn refusal(field: &str, why: impl Into<Refusal>) -> Reported {
    Err(vec![(field.to_owned(), why.into())])
}

/// The first figures of an occurrence, by the library itself.
fn first() -> Attendance {
    report(&submitter("koege"), &activity(-120, true), None, &of(48)).unwrap().unwrap().state
}

#[test]
fn figures_are_of_what_was_held() {
    let cases: [(OccurrenceStatus, i64, bool, bool); 14] = [
        (Scheduled, -60, true, true),
        (Scheduled, -59, true, false),
        (Scheduled, 0, false, true),
        (Scheduled, 1, false, false),
        (SoldOut, -61, true, true),
        (SoldOut, 5, true, false),
        (NotOnSale, -61, true, true),
        (Held, -1, true, true),
        (Held, 0, true, true),
        (Held, 1, true, false),
        (Cancelled, -100, true, false),
        (Postponed, -100, true, false),
        (Postponed, -61, false, false),
        (Postponed, 61, true, false),
    ];
    for (status, minutes, ends, held) in cases {
        let mut activity = activity(minutes, ends);
        activity.occurrences[0].status = status;
        let reported = report(&submitter("koege"), &activity, None, &of(1));
        if held {
            assert!(reported.is_ok(), "{status:?} {minutes}");
        } else {
            assert_eq!(reported, refusal("occurrence", AttendanceRefusal::NotHeld), "{status:?} {minutes}");
        }
    }
}

#[test]
fn what_was_postponed_is_held_on_its_new_date() {
    let mut moved = activity(-120, true);
    moved.occurrences[0].status = Postponed;
    for (earlier, held) in [(0, false), (7, true)] {
        let start = moved.occurrences[0].facts.timing.starts() - Duration::days(earlier);
        moved.occurrences[0].previous_start =
            Some(crate::time::Moment::from_instant(start, chrono_tz::Europe::Copenhagen));
        assert_eq!(report(&submitter("koege"), &moved, None, &of(1)).is_ok(), held);
    }
}

#[test]
fn figures_are_of_what_is_published() {
    for status in Status::ALL {
        let activity = Activity { status, ..activity(-120, true) };
        let reported = report(&submitter("koege"), &activity, None, &of(1));
        match status {
            Status::Published => assert!(reported.is_ok()),
            _ => assert_eq!(reported, refusal("occurrence", WorkflowRefusal::WrongStatus(status))),
        }
    }
}

#[test]
fn those_who_write_for_the_institution_report() {
    let cases = [
        (submitter("koege"), true),
        (editor("259"), true),
        (secretariat(), true),
        (submitter("roskilde"), false),
        (editor("265"), false),
        (Actor::Visitor, false),
    ];
    for (actor, may) in cases {
        let reported = report(&actor, &activity(-120, true), None, &of(1));
        if may {
            assert!(reported.is_ok(), "{actor:?}");
        } else {
            assert_eq!(reported, refusal("occurrence", RightsRefusal::NotYours), "{actor:?}");
        }
    }
}

#[test]
fn each_report_is_a_version_with_its_author() {
    let before = activity(-120, true);
    let first = report(&submitter("koege"), &before, None, &of(48)).unwrap().unwrap();
    assert_eq!((first.state.version, first.state.reason.as_ref()), (1, None));
    assert_eq!(first.state.author.institution, Some(InstitutionId::parse("koege").unwrap()));
    let correction = Report { expected_version: 1, reason: Some("Talt igen".into()), ..of(47) };
    let second = report(&editor("259"), &before, Some(&first.state), &correction).unwrap().unwrap();
    assert_eq!((second.state.version, second.state.figures.total), (2, Some(47)));
    assert_eq!(second.state.reason.unwrap().as_str(), "Talt igen");
    assert_eq!((second.state.author.name.as_str(), second.state.author.institution), ("key 2", None));
}

/// Whoever follows the public or the activity hears nothing, and nobody is told a figure by the journal.
#[test]
fn the_entry_is_not_public_and_tells_no_figure() {
    let before = activity(-120, true);
    let entry = report(&submitter("koege"), &before, None, &of(3)).unwrap().unwrap().entry;
    assert_eq!((entry.kind, entry.version), (EntryKind::AttendanceReported, 1));
    assert_eq!(entry.subject, Subject::Attendance { occurrence: ID, institution: before.institution });
    assert!(!entry.was_public && !entry.is_public);
    assert!(entry.fields.is_empty());
}

#[test]
fn a_correction_says_why_and_what_it_corrects() {
    let reporting = |report_: &Report| {
        let present = first();
        report(&submitter("koege"), &activity(-120, true), Some(&present), report_)
    };
    let outdated = |expected| VersionRefusal { expected, present: 1, changed: vec![] };
    assert_eq!(reporting(&of(47)), refusal("expectedVersion", outdated(0)));
    let seen = |report: Report| Report { expected_version: 1, ..report };
    let ahead = Report { expected_version: 2, ..of(47) };
    assert_eq!(reporting(&ahead), refusal("expectedVersion", outdated(2)));
    for reason in [None, Some(" \n".to_owned())] {
        let silent = Report { reason, ..seen(of(47)) };
        assert_eq!(reporting(&silent), refusal("reason", TextRefusal::Empty));
    }
    let wrong = Report { reason: Some("x".repeat(1_001)), ..seen(of(-1)) };
    let fields: Vec<String> = reporting(&wrong).unwrap_err().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["total", "reason", "reason"]);
    // The same again is no correction, and needs no reason.
    assert_eq!(reporting(&seen(of(48))), Ok(None));
}

#[test]
fn the_first_figures_say_something_and_a_correction_may_take_all_back() {
    let nothing = Report::default();
    let held = activity(-120, true);
    assert_eq!(report(&submitter("koege"), &held, None, &nothing), refusal("total", TextRefusal::Empty));
    let back = Report { expected_version: 1, reason: Some("Det var en anden aften".into()), ..nothing };
    let taken = report(&submitter("koege"), &held, Some(&first()), &back).unwrap().unwrap();
    assert!(taken.state.figures.is_empty());
}

#[test]
fn an_occurrence_of_another_activity_is_unknown() {
    let mut other = activity(-120, true);
    other.occurrences[0].id = OccurrenceId(Uuid::from_u128(11));
    let unknown = UnknownRefusal::Id(format!("occurrence_{ID}"));
    assert_eq!(report(&secretariat(), &other, None, &of(1)), refusal("id", unknown));
}
