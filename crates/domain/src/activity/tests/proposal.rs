use super::super::fixtures::{draft, editor, now, occurrence, submitter};
use super::super::{Activity, ActivityDraft, LocalizedDraft, Status, Waits, WorkflowRefusal};
use super::{asked, ids, refused, sound, state, submission};
use crate::journal::{Change, EntryKind};
use crate::occurrence::{OccurrenceDraft, OccurrenceStatus};
use crate::refusal::VersionRefusal;
use crate::text::Reason;

fn titled(title: &str) -> ActivityDraft {
    ActivityDraft { title: LocalizedDraft { da: Some(title.into()), en: None }, ..draft() }
}

fn sent(activity: &Activity, draft: &ActivityDraft) -> Option<Change<Activity>> {
    asked(&submitter("koege"), |asking| activity.revise(submission(draft), asking, &mut ids(50))).unwrap()
}

fn proposed(title: &str) -> Activity {
    sent(&sound(Status::Published), &titled(title)).unwrap().state
}

fn approved(activity: &Activity) -> Change<Activity> {
    asked(&editor("259"), |asking| activity.approve(activity.version, asking, &mut ids(70))).unwrap()
}

#[test]
fn what_a_submitter_changes_in_public_waits_beside_it() {
    let public = sound(Status::Published);
    let change = sent(&public, &titled("Ny titel")).unwrap();
    assert_eq!(change.state.content, public.content, "what is public stays");
    assert_eq!((change.state.waits(), change.state.waiting_since), (Some(Waits::Proposal), Some(now())));
    assert_eq!((change.entry.kind, change.entry.version), (EntryKind::ActivityProposed, 2));
    assert!(!change.entry.was_public && !change.entry.is_public, "nobody else is told");

    let approved = approved(&change.state);
    assert_eq!(approved.state.content.title.da.as_str(), "Ny titel");
    assert_eq!((approved.state.proposal, approved.state.waiting_since), (None, None));
    assert_eq!(approved.entry.changed(), ["title"]);
    assert!(approved.entry.was_public && approved.entry.is_public);
}

#[test]
fn a_proposal_is_sent_again_amended_and_taken_back() {
    let first = proposed("Ny titel");
    assert_eq!(sent(&first, &titled("Ny titel")), None, "the same again");
    let amended = sent(&first, &titled("Endnu en")).unwrap().state;
    assert_eq!(amended.proposal.as_ref().unwrap().patch.get("title").unwrap()["da"], "Endnu en");
    // Who says what is public already takes the proposal back.
    let taken_back = sent(&amended, &draft()).unwrap().state;
    assert_eq!((taken_back.proposal, taken_back.version), (None, 4));
}

#[test]
fn what_is_changed_meanwhile_stays_changed() {
    let proposal = proposed("Ny titel");
    let with_tag = ActivityDraft { tags: vec!["jazz".into()], ..proposal.to_draft() };
    let tagged = state(asked(&editor("259"), |asking| {
        proposal.revise(submission(&with_tag), asking, &mut ids(60)).map(Option::unwrap)
    }));
    let approved = approved(&tagged).state;
    assert_eq!(approved.content.title.da.as_str(), "Ny titel");
    assert_eq!(approved.content.tags.len(), 1, "only what was proposed is taken over");
}

/// What is done to single dates in public while a proposal waits is not undone by approving it.
#[test]
fn an_approval_undoes_no_operation() {
    let at = |raw: &str| occurrence(raw, "koege");
    let with = |occurrences: Vec<OccurrenceDraft>| ActivityDraft { occurrences, ..draft() };
    let public = super::activity(
        &with(vec![at("2026-12-01T19:00"), at("2026-12-02T19:00"), at("2026-12-03T19:00")]),
        Status::Published,
    );
    let moved = with(vec![at("2026-12-01T20:00"), at("2026-12-02T19:00"), at("2026-12-03T19:00")]);
    let proposal = sent(&public, &moved).unwrap().state;
    let (first, second) = (public.occurrences[0].id, public.occurrences[1].id);
    let third = OccurrenceDraft { room: Some("Salen".into()), ..at("2026-12-03T19:00") };
    let operated = asked(&submitter("koege"), |asking| {
        let operated = proposal.cancel_occurrence(second, None, asking).unwrap().state;
        let operated = operated.add_occurrence(&at("2026-12-09T19:00"), ids(80)(), asking).unwrap().state;
        operated.update_occurrence(public.occurrences[2].id, &third, asking).unwrap().unwrap().state
    });
    assert_eq!(operated.waits(), Some(Waits::Proposal));
    let approved = approved(&operated).state;
    let told: Vec<_> = approved
        .occurrences
        .iter()
        .map(|one| {
            let local = one.facts.timing.starts().with_timezone(&chrono_tz::Europe::Copenhagen);
            (local.format("%d %H").to_string(), one.is_live(), one.facts.room.is_some())
        })
        .collect();
    let expected =
        [("01 20", true, false), ("02 19", false, false), ("03 19", true, true), ("09 19", true, false)];
    assert_eq!(told, expected.map(|(at, live, room)| (at.to_owned(), live, room)));
    assert_eq!(approved.occurrences[0].id, first, "it moved");

    // A proposal in which nothing is left to decide goes.
    let shorter = with(vec![at("2026-12-01T19:00"), at("2026-12-03T19:00")]);
    let proposal = sent(&public, &shorter).unwrap().state;
    let done = asked(&submitter("koege"), |asking| proposal.cancel_occurrence(second, None, asking));
    assert_eq!(done.unwrap().state.proposal, None);
}

/// Two at one time, at two places: only the one that is sold out is.
#[test]
fn a_status_is_of_its_place() {
    let both = |status| {
        let here = OccurrenceDraft { status, ..occurrence("2026-12-01T19:30", "koege") };
        let there = occurrence("2026-12-01T19:30", "roskilde");
        ActivityDraft { occurrences: vec![here, there], ..draft() }
    };
    let public = super::activity(&both(None), Status::Published);
    let sold = sent(&public, &both(Some(OccurrenceStatus::SoldOut))).unwrap().state;
    let sold_out = sold.occurrences.iter().filter(|one| one.status == OccurrenceStatus::SoldOut);
    assert_eq!(sold_out.count(), 1);
}

#[test]
fn a_returned_proposal_waits_for_its_institution() {
    let proposal = proposed("Ny titel");
    let reason = Reason::parse("Skriv den gamle med").unwrap();
    let returned =
        asked(&editor("259"), |asking| proposal.return_(proposal.version, reason.clone(), asking)).unwrap();
    assert_eq!((returned.state.status, returned.state.waits()), (Status::Published, None));
    assert_eq!(returned.state.proposal.as_ref().unwrap().returned, Some(reason));
    assert!(!returned.entry.is_public);
    let again = sent(&returned.state, &titled("Ny titel")).unwrap().state;
    assert_eq!(again.waits(), Some(Waits::Proposal), "sent again, it waits again");
}

#[test]
fn how_occurrences_stand_is_public_at_once() {
    let sold_out = OccurrenceDraft {
        status: Some(OccurrenceStatus::SoldOut),
        ..occurrence("2026-12-01T19:30", "koege")
    };
    let draft = ActivityDraft { occurrences: vec![sold_out], ..titled("Ny titel") };
    let change = sent(&sound(Status::Published), &draft).unwrap();
    assert_eq!(change.state.occurrences[0].status, OccurrenceStatus::SoldOut);
    assert_eq!(change.state.content.title.da.as_str(), "Koncert");
    assert_eq!(change.entry.changed(), ["occurrences"]);
    assert!(change.entry.is_public);
    assert_eq!(change.state.waits(), Some(Waits::Proposal));
}

#[test]
fn a_proposal_is_decided_on_as_it_was_read_and_by_another_key() {
    let proposal = proposed("Ny titel");
    let outdated = asked(&editor("259"), |asking| proposal.approve(1, asking, &mut ids(0)));
    let why = VersionRefusal { expected: 1, present: 2, changed: vec![] };
    assert_eq!(refused(outdated), [("expectedVersion".to_owned(), why.into())]);
    let own = Activity {
        proposal: proposal
            .proposal
            .clone()
            .map(|known| super::super::Proposal { by: editor("259").key(), ..known }),
        ..proposal
    };
    let refusal = asked(&editor("259"), |asking| own.approve(2, asking, &mut ids(0)));
    assert_eq!(refused(refusal), [("id".to_owned(), WorkflowRefusal::SameKey.into())]);
}
