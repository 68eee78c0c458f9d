use super::super::fixtures::{draft, editor, now, occurrence, secretariat, submitter, trusting};
use super::super::{Activity, Asking, LocalizedDraft, SourceDraft, Status, Waits, WorkflowRefusal};
use super::{asked, ids, refused, sound, state, submission};
use crate::actor::Actor;
use crate::journal::{EntryKind, Sight};
use crate::refusal::{Refusal, Refusals, RightsRefusal, VersionRefusal};
use crate::text::Reason;
use Status::{Archived, Cancelled, Draft, InReview, Published, Returned, Withdrawn};

fn reason() -> Reason {
    Reason::parse("Mangler en målgruppe").unwrap()
}

fn retitled() -> super::ActivityDraft {
    super::ActivityDraft { title: LocalizedDraft { da: Some("Ny titel".into()), en: None }, ..draft() }
}

/// A step that can be taken with an activity.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Revise,
    Approve,
    Return,
    Cancel,
    Archive,
    Withdraw,
}

const STEPS: [Step; 6] =
    [Step::Revise, Step::Approve, Step::Return, Step::Cancel, Step::Archive, Step::Withdraw];

fn take(activity: &Activity, step: Step, actor: &Actor) -> Result<Activity, Refusals> {
    asked(actor, |asking| {
        let change = match step {
            Step::Revise => activity
                .revise(submission(&retitled()), asking, &mut ids(100))
                .map(|change| change.expect("a new title is a change")),
            Step::Approve => activity.approve(activity.version, asking, &mut ids(100)),
            Step::Return => activity.return_(activity.version, reason(), asking),
            Step::Cancel => activity.cancel(Some(reason()), asking),
            Step::Archive => activity.archive(asking),
            Step::Withdraw => activity.withdraw(None, asking),
        };
        change.map(|change| change.state)
    })
}

/// Where each step leads from each status, for the editor; none where it cannot be taken.
#[test]
fn each_step_leads_from_each_status_to_one() {
    let table = [
        //            revise            approve          return          cancel           archive         withdraw
        (Draft, [Some(InReview), None, None, None, None, Some(Withdrawn)]),
        (InReview, [Some(InReview), Some(Published), Some(Returned), None, None, Some(Withdrawn)]),
        (Returned, [Some(InReview), None, None, None, None, Some(Withdrawn)]),
        (Published, [Some(Published), None, None, Some(Cancelled), Some(Archived), Some(Withdrawn)]),
        (Cancelled, [None, None, None, None, Some(Archived), Some(Withdrawn)]),
        (Archived, [None, None, None, None, None, Some(Withdrawn)]),
        (Withdrawn, [None, None, None, None, None, None]),
    ];
    for (from, expected) in table {
        for (step, expected) in STEPS.into_iter().zip(expected) {
            let taken = take(&over(from), step, &editor("259"));
            match expected {
                Some(to) => {
                    let next = taken.unwrap();
                    assert_eq!((next.status, next.version), (to, 2), "{step:?} from {from:?}");
                }
                None => {
                    let why = Refusal::from(WorkflowRefusal::WrongStatus(from));
                    assert_eq!(refused(taken), [("id".to_owned(), why)], "{step:?} from {from:?}");
                }
            }
        }
    }
}

/// An activity in this status whose only time lies behind.
fn over(status: Status) -> Activity {
    let past = super::ActivityDraft { occurrences: vec![occurrence("2026-01-10T19:00", "koege")], ..draft() };
    super::activity(&past, status)
}

#[test]
fn what_lies_ahead_is_not_archived() {
    let why = Refusal::from(WorkflowRefusal::NotOver);
    let taken = take(&sound(Published), Step::Archive, &editor("259"));
    assert_eq!(refused(taken), [("id".to_owned(), why)]);
    assert_eq!(take(&sound(Cancelled), Step::Archive, &editor("259")).unwrap().status, Archived);
}

/// Four eyes: whoever sent it, its editor or the secretariat, does not approve it.
#[test]
fn nobody_approves_what_the_same_key_sent() {
    let id = crate::code::ActivityId(uuid::Uuid::from_u128(9));
    let why = || vec![("id".to_owned(), Refusal::from(WorkflowRefusal::SameKey))];
    for sender in [editor("259"), secretariat()] {
        let sent =
            state(asked(&sender, |asking| Activity::submit(id, submission(&draft()), asking, &mut ids(0))));
        assert_eq!(refused(take(&sent, Step::Approve, &sender)), why());
        let other = if sender == secretariat() { editor("259") } else { secretariat() };
        assert_eq!(take(&sent, Step::Approve, &other).unwrap().status, Published);
        assert_eq!(
            take(&sent, Step::Return, &sender).unwrap().status,
            Returned,
            "to send back is to approve nothing"
        );
    }
    // Who mends what is in review is not its sender.
    let mended = take(&sound(InReview), Step::Revise, &editor("259")).unwrap();
    assert_eq!(take(&mended, Step::Approve, &editor("259")).unwrap().status, Published);
    // Who sends on what was returned is.
    let returned = take(&sound(InReview), Step::Return, &editor("259")).unwrap();
    let sent_on = take(&returned, Step::Revise, &editor("259")).unwrap();
    assert_eq!(refused(take(&sent_on, Step::Approve, &editor("259"))), why());
}

#[test]
fn a_trusted_institution_publishes_at_once_and_is_looked_at_afterwards() {
    let reference = trusting("koege");
    let (library, editor) = (submitter("koege"), editor("259"));
    let by = |actor| Asking { actor, reference: &reference, now: now() };
    let id = crate::code::ActivityId(uuid::Uuid::from_u128(9));
    let sent = Activity::submit(id, submission(&draft()), &by(&library), &mut ids(0)).unwrap();
    assert_eq!((sent.state.status, sent.state.waits()), (Published, Some(Waits::Unseen)));
    assert!(sent.entry.is_public && sent.state.published_at.is_some());
    // The editor looks: nobody else is told.
    let seen = sent.state.approve(1, &by(&editor), &mut ids(0)).unwrap();
    assert_eq!((seen.state.waits(), seen.state.waiting_since), (None, None));
    assert!(!seen.entry.was_public && !seen.entry.is_public);
    let changed = seen.state.revise(submission(&retitled()), &by(&library), &mut ids(9)).unwrap().unwrap();
    assert_eq!((changed.state.status, changed.state.unseen), (Published, true));
    assert_eq!(changed.entry.changed(), ["title"]);
    let returned = changed.state.return_(3, reason(), &by(&editor)).unwrap();
    assert_eq!((returned.state.status, returned.entry.is_public), (Returned, false));
    // An editor who sends it for others, or keeps it as a draft, publishes nothing.
    let sent = Activity::submit(id, submission(&draft()), &by(&editor), &mut ids(0)).unwrap();
    assert_eq!(sent.state.status, InReview);
    let kept = super::ActivityDraft { keep_as_draft: true, ..draft() };
    let kept = Activity::submit(id, submission(&kept), &by(&library), &mut ids(0)).unwrap();
    assert_eq!(kept.state.status, Draft);
}

#[test]
fn what_a_submitter_changes_goes_to_review() {
    for (from, to) in [(InReview, InReview), (Returned, InReview), (Draft, InReview)] {
        let next = take(&sound(from), Step::Revise, &submitter("koege")).unwrap();
        assert_eq!(next.status, to, "from {from:?}");
    }
}

/// Who may take which step: nobody outside, deciding only for those who decide.
#[test]
fn rights_are_those_of_the_role() {
    let actors = [
        (Actor::Visitor, false, false),
        (submitter("koege"), true, false),
        (submitter("roskilde"), false, false),
        (editor("259"), true, true),
        (editor("265"), false, false),
        (secretariat(), true, true),
    ];
    for (actor, writes, decides) in actors {
        for (step, from) in
            STEPS.into_iter().zip([InReview, InReview, InReview, Published, Cancelled, Published])
        {
            let may = if matches!(step, Step::Approve | Step::Return) { decides } else { writes };
            let taken = take(&sound(from), step, &actor);
            if may {
                assert!(taken.is_ok(), "{actor:?} may {step:?}");
            } else {
                let why = Refusal::from(RightsRefusal::NotYours);
                assert_eq!(refused(taken), [("id".to_owned(), why)], "{actor:?} may not {step:?}");
            }
        }
    }
}

#[test]
fn nobody_submits_for_others() {
    for (actor, may) in [(submitter("koege"), true), (submitter("roskilde"), false), (editor("265"), false)] {
        let id = crate::code::ActivityId(uuid::Uuid::from_u128(9));
        let sent = asked(&actor, |asking| Activity::submit(id, submission(&draft()), asking, &mut ids(0)));
        if may {
            assert_eq!(state(sent).status, InReview);
        } else {
            assert_eq!(refused(sent), [("institution".to_owned(), RightsRefusal::NotYours.into())]);
        }
    }
}

#[test]
fn a_decision_on_another_version_is_refused() {
    let activity = sound(InReview);
    let why = || {
        vec![(
            "expectedVersion".to_owned(),
            VersionRefusal { expected: 7, present: 1, changed: vec![] }.into(),
        )]
    };
    assert_eq!(refused(asked(&editor("259"), |asking| activity.approve(7, asking, &mut ids(0)))), why());
    assert_eq!(refused(asked(&editor("259"), |asking| activity.return_(7, reason(), asking))), why());
}

#[test]
fn a_reason_is_kept_until_the_next_step() {
    let returned = take(&sound(InReview), Step::Return, &editor("259")).unwrap();
    assert_eq!(returned.reason, Some(reason()));
    let mended = take(&returned, Step::Revise, &submitter("koege")).unwrap();
    assert_eq!((mended.reason, mended.version), (None, 3));
}

#[test]
fn the_first_publication_is_remembered() {
    let published = take(&sound(InReview), Step::Approve, &editor("259")).unwrap();
    assert_eq!(published.published_at, Some(now()));
    let withdrawn = take(&published, Step::Withdraw, &submitter("koege")).unwrap();
    assert_eq!((withdrawn.status, withdrawn.published_at), (Withdrawn, Some(now())));
}

#[test]
fn the_entry_tells_what_everybody_could_and_can_see() {
    for (from, step, kind, was_public, is_public, changed) in [
        (InReview, Step::Approve, EntryKind::ActivityApproved, false, true, &[][..]),
        (InReview, Step::Return, EntryKind::ActivityReturned, false, false, &[]),
        (Published, Step::Revise, EntryKind::ActivityUpdated, true, true, &["title"]),
        (Published, Step::Cancel, EntryKind::ActivityCancelled, true, true, &[]),
        (Cancelled, Step::Withdraw, EntryKind::ActivityWithdrawn, true, false, &[]),
    ] {
        let activity = sound(from);
        let entry = asked(&editor("259"), |asking| match step {
            Step::Revise => activity.revise(submission(&retitled()), asking, &mut ids(9)).unwrap().unwrap(),
            Step::Approve => activity.approve(1, asking, &mut ids(9)).unwrap(),
            Step::Return => activity.return_(1, reason(), asking).unwrap(),
            Step::Cancel => activity.cancel(None, asking).unwrap(),
            Step::Archive => activity.archive(asking).unwrap(),
            Step::Withdraw => activity.withdraw(None, asking).unwrap(),
        })
        .entry;
        assert_eq!((entry.kind, entry.was_public, entry.is_public), (kind, was_public, is_public));
        assert_eq!(entry.changed(), changed, "{step:?}");
        assert_eq!((entry.version, entry.key), (2, editor("259").key()));
    }
}

/// The same payload changes nothing; another one that says the same changes nothing either.
#[test]
fn the_same_again_changes_nothing() {
    let fingerprinted = |print: &str, title: &str| super::ActivityDraft {
        fingerprint: Some(print.into()),
        title: LocalizedDraft { da: Some(title.into()), en: None },
        source: Some(SourceDraft { name: "kalender".into(), external_id: "7".into() }),
        ..draft()
    };
    let activity = super::activity(&fingerprinted("one", "Koncert"), InReview);
    for (print, title, to) in [
        ("one", "Koncert", None),
        ("two", "Koncert", None),
        ("one", "Det samme aftryk siger det samme", None),
        ("two", "En anden titel", Some(InReview)),
    ] {
        let raw = fingerprinted(print, title);
        let sent = submission(&raw);
        let change =
            asked(&submitter("koege"), |asking| activity.resubmit(&raw, sent, asking, &mut ids(50))).unwrap();
        assert_eq!(change.map(|change| change.state.status), to, "{print}, {title}");
    }
}

#[test]
fn a_draft_stays_one_until_it_is_sent() {
    let kept = super::ActivityDraft { keep_as_draft: true, ..draft() };
    let activity = super::activity(&kept, Draft);
    let same = asked(&submitter("koege"), |asking| activity.revise(submission(&kept), asking, &mut ids(9)));
    assert_eq!(same.unwrap(), None);
    let sent =
        asked(&submitter("koege"), |asking| activity.revise(submission(&draft()), asking, &mut ids(9)));
    assert_eq!(sent.unwrap().unwrap().state.status, InReview);
}

/// What is not public is seen by its institution, its editors and the secretariat.
#[test]
fn what_is_not_public_is_seen_by_few() {
    let reference = super::reference();
    for status in Status::ALL {
        let activity = sound(status);
        for (actor, inside) in [
            (Actor::Visitor, false),
            (submitter("koege"), true),
            (submitter("roskilde"), false),
            (editor("259"), true),
            (editor("265"), false),
            (secretariat(), true),
        ] {
            let seen = activity.visible_to(&actor, &reference);
            // A draft is for its institution alone; the secretariat sees all.
            let inside = inside && (status != Draft || actor != editor("259"));
            assert_eq!(seen, inside || status.is_public(), "{actor:?}, {status:?}");
        }
    }
    assert_eq!(Actor::Visitor.sight(), Sight::Public);
}
