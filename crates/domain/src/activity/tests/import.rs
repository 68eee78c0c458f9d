use super::super::fixtures::{draft, editor, occurrence, submitter};
use super::super::{
    Activity, ActivityDraft, Choice, DisputeRefusal, LocalizedDraft, SourceDraft, Status, Waits,
    WorkflowRefusal,
};
use super::{asked, ids, refused, submission};
use crate::activity::fixtures::now;
use crate::code::ActivityId;
use crate::occurrence::OccurrenceStatus::{self, Cancelled, Scheduled, SoldOut};
use crate::occurrence::{Occurrence, OccurrenceDraft};
use crate::time::Written;

/// What the source sends: a title, a tag, and a time.
fn payload(title: &str, tag: &str, starts: &str) -> ActivityDraft {
    ActivityDraft {
        title: LocalizedDraft { da: Some(title.into()), en: None },
        tags: vec![tag.into()],
        occurrences: vec![occurrence(starts, "koege")],
        source: Some(SourceDraft { name: "kalender".into(), external_id: "7".into() }),
        fingerprint: Some(format!("{title} {tag} {starts}")),
        ..draft()
    }
}

const TIME: &str = "2026-12-01T19:30";

/// Sent by its source, and published.
fn imported() -> Activity {
    super::activity(&payload("Koncert", "jazz", TIME), Status::InReview)
}

fn resent(activity: &Activity, title: &str, tag: &str, starts: &str) -> Activity {
    let raw = payload(title, tag, starts);
    let sent =
        asked(&submitter("koege"), |asking| activity.resubmit(&raw, &submission(&raw), asking, &mut ids(50)));
    sent.unwrap().map_or_else(|| activity.clone(), |change| change.state)
}

/// An editor gives it another title by hand.
fn corrected(activity: &Activity, title: &str) -> Activity {
    let draft =
        ActivityDraft { title: LocalizedDraft { da: Some(title.into()), en: None }, ..activity.to_draft() };
    let revised = asked(&editor("259"), |asking| activity.revise(submission(&draft), asking, &mut ids(60)));
    revised.unwrap().unwrap().state
}

fn says(activity: &Activity) -> (&str, Option<&str>, Option<String>) {
    let title = activity.content.title.da.as_str();
    let tag = activity.content.tags.first().map(|tag| tag.as_str());
    let disputed = activity.disputes.get("title").map(|value| value["da"].as_str().unwrap().to_owned());
    (title, tag, disputed)
}

#[test]
fn a_correction_survives_until_the_source_changes_that_field() {
    let corrected = corrected(&imported(), "Koncerten");
    let other_field = resent(&corrected, "Koncert", "pop", TIME);
    assert_eq!(says(&other_field), ("Koncerten", Some("pop"), None), "the source changed something else");
    let same_field = resent(&other_field, "Koncert i haven", "pop", TIME);
    assert_eq!(says(&same_field), ("Koncerten", Some("pop"), Some("Koncert i haven".into())));
    let again = resent(&same_field, "Koncert i haven", "rock", TIME);
    assert_eq!(
        says(&again),
        ("Koncerten", Some("rock"), Some("Koncert i haven".into())),
        "it stays disputed"
    );
    let agreed = resent(&again, "Koncerten", "rock", TIME);
    assert_eq!(says(&agreed), ("Koncerten", Some("rock"), None), "both say the same again");
}

#[test]
fn what_nobody_corrected_follows_its_source() {
    let changed = resent(&imported(), "Koncert i haven", "jazz", "2026-12-02T20:00");
    assert_eq!(says(&changed), ("Koncert i haven", Some("jazz"), None));
    let starts = changed.occurrences[0].facts.to_draft().starts_at;
    assert_eq!(starts, Written::parse("2026-12-02T20:00:00+01:00"));
    assert_eq!(resent(&changed, "Koncert i haven", "jazz", "2026-12-02T20:00"), changed, "the same again");
}

#[test]
fn a_time_that_was_moved_by_hand_stays_moved() {
    let activity = imported();
    let id = activity.occurrences[0].id;
    let moved = OccurrenceDraft { status: None, ..occurrence("2026-12-01T20:00", "koege") };
    let moved = asked(&editor("259"), |asking| activity.update_occurrence(id, &moved, asking)).unwrap();
    let resent = resent(&moved.unwrap().state, "Koncert", "pop", TIME);
    let starts = resent.occurrences[0].facts.to_draft().starts_at;
    assert_eq!(starts, Written::parse("2026-12-01T20:00:00+01:00"));
    assert_eq!(says(&resent).1, Some("pop"));
}

#[test]
fn somebody_decides_between_the_two_values() {
    let published = Activity { status: Status::Published, published_at: Some(now()), ..imported() };
    let corrected = corrected(&published, "Koncerten");
    let raw = payload("Koncert i haven", "jazz", TIME);
    let disputed = asked(&editor("259"), |asking| {
        corrected.resubmit(&raw, &submission(&raw), asking, &mut ids(50)).unwrap().unwrap()
    });
    assert_eq!(disputed.state.waits(), Some(Waits::Dispute));
    assert!(!disputed.entry.is_public, "nothing that is public changed");
    let disputed = disputed.state;
    for (choice, title) in [(Choice::Source, "Koncert i haven"), (Choice::Hub, "Koncerten")] {
        let settled = asked(&editor("259"), |asking| {
            disputed.settle(disputed.version, &[("title".into(), choice)], asking, &mut ids(60))
        });
        let settled = settled.unwrap().state;
        assert_eq!((says(&settled), settled.waits()), ((title, Some("jazz"), None), None));
        // What was decided holds against the same payload, and against one that changes something else.
        assert_eq!(says(&resent_by_editor(&settled, "Koncert i haven", "pop")), (title, Some("pop"), None));
    }
    let unknown = asked(&editor("259"), |asking| {
        disputed.settle(disputed.version, &[("tags".into(), Choice::Hub)], asking, &mut ids(60))
    });
    let why = DisputeRefusal::NotDisputed("tags".into());
    assert_eq!(refused(unknown), [("choices.0.field".to_owned(), why.into())]);
    let outdated = asked(&editor("259"), |asking| {
        disputed.settle(1, &[("title".into(), Choice::Hub)], asking, &mut ids(60))
    });
    assert_eq!(refused(outdated)[0].0, "expectedVersion");
}

fn resent_by_editor(activity: &Activity, title: &str, tag: &str) -> Activity {
    let raw = payload(title, tag, TIME);
    let sent =
        asked(&editor("259"), |asking| activity.resubmit(&raw, &submission(&raw), asking, &mut ids(80)));
    sent.unwrap().unwrap().state
}

/// What the source sends of what is public is proposed; what it sends next goes on from there.
#[test]
fn a_source_that_is_not_trusted_proposes() {
    let published = Activity { status: Status::Published, published_at: Some(now()), ..imported() };
    let first = resent(&published, "Koncert i haven", "jazz", TIME);
    assert_eq!((first.waits(), says(&first).0), (Some(Waits::Proposal), "Koncert"));
    let second = resent(&first, "Koncert i haven", "pop", TIME);
    let proposed = second.proposed_draft();
    assert_eq!(
        (proposed.title.da.as_deref(), proposed.tags),
        (Some("Koncert i haven"), vec!["pop".to_owned()])
    );
    assert!(second.disputes.is_empty());
}

/// The same source with these times, each with how it stands.
fn dated(times: &[(&str, OccurrenceStatus)]) -> ActivityDraft {
    let occurrences = times
        .iter()
        .map(|(starts, status)| OccurrenceDraft { status: Some(*status), ..occurrence(starts, "koege") });
    ActivityDraft {
        occurrences: occurrences.collect(),
        fingerprint: Some(format!("{times:?}")),
        ..payload("Koncert", "jazz", TIME)
    }
}

fn dated_again(activity: &Activity, times: &[(&str, OccurrenceStatus)]) -> Activity {
    let raw = dated(times);
    let sent =
        asked(&editor("259"), |asking| activity.resubmit(&raw, &submission(&raw), asking, &mut ids(50)));
    sent.unwrap().unwrap().state
}

/// The clock of each occurrence, and how it stands.
fn stand(activity: &Activity) -> Vec<(String, OccurrenceStatus)> {
    let stands = |occurrence: &Occurrence| {
        let written = serde_json::to_value(occurrence.facts.to_draft().starts_at).unwrap();
        (written.as_str().unwrap()[5..16].to_owned(), occurrence.status)
    };
    activity.occurrences.iter().map(stands).collect()
}

#[test]
fn a_source_that_calls_a_date_off_goes_on_moving_the_others() {
    let (first, second) = ("2026-12-01T19:30", "2026-12-02T19:30");
    let published = super::activity(&dated(&[(first, Scheduled), (second, Scheduled)]), Status::Published);
    let called_off = dated_again(&published, &[(first, Scheduled), (second, Cancelled)]);
    let moved = dated_again(&called_off, &[("2026-12-01T20:00", Scheduled), (second, Cancelled)]);
    assert_eq!(stand(&moved), [("12-01T20:00".to_owned(), Scheduled), ("12-02T19:30".to_owned(), Cancelled)]);
    assert!(moved.disputes.is_empty(), "nobody corrected anything: {:?}", moved.disputes);
    let back = dated_again(&moved, &[("2026-12-01T20:00", Scheduled), (second, Scheduled)]);
    assert_eq!(stand(&back)[1].1, Scheduled);
}

#[test]
fn how_a_date_stands_is_told_by_its_source_after_a_correction_by_hand() {
    let (first, second) = ("2026-12-01T19:30", "2026-12-02T19:30");
    let published = super::activity(&dated(&[(first, Scheduled), (second, Scheduled)]), Status::Published);
    let id = published.occurrences[0].id;
    let room = OccurrenceDraft { room: Some("Salen".into()), ..occurrence(first, "koege") };
    let corrected = asked(&editor("259"), |asking| published.update_occurrence(id, &room, asking)).unwrap();
    let sold_out = dated_again(&corrected.unwrap().state, &[(first, Scheduled), (second, SoldOut)]);
    assert_eq!(sold_out.occurrences[1].status, SoldOut);
    assert!(sold_out.occurrences[0].facts.room.is_some() && sold_out.disputes.is_empty());
}

/// Two at one time, of which one was corrected by hand: what is sold out is told of its own place.
#[test]
fn how_a_date_stands_is_told_of_its_place() {
    let both = |status, said: &str| {
        let here = OccurrenceDraft { status: Some(status), ..occurrence(TIME, "koege") };
        let there = OccurrenceDraft { status: Some(Scheduled), ..occurrence(TIME, "roskilde") };
        let (occurrences, fingerprint) = (vec![here, there], Some(said.to_owned()));
        ActivityDraft { occurrences, fingerprint, ..payload("Koncert", "jazz", TIME) }
    };
    let published = super::activity(&both(Scheduled, "first"), Status::Published);
    let room = OccurrenceDraft { room: Some("Salen".into()), ..occurrence(TIME, "koege") };
    let id = published.occurrences[0].id;
    let corrected = asked(&editor("259"), |asking| published.update_occurrence(id, &room, asking)).unwrap();
    let corrected = corrected.unwrap().state;
    let raw = both(SoldOut, "second");
    let sent =
        asked(&editor("259"), |asking| corrected.resubmit(&raw, &submission(&raw), asking, &mut ids(50)));
    let told: Vec<_> = sent.unwrap().unwrap().state.occurrences.iter().map(|one| one.status).collect();
    assert_eq!(told, [SoldOut, Scheduled]);
}

#[test]
fn a_date_that_its_source_calls_off_is_not_proposed_as_well() {
    let (first, second) = ("2026-12-01T19:30", "2026-12-02T19:30");
    let published = super::activity(&dated(&[(first, Scheduled), (second, Scheduled)]), Status::Published);
    let raw = dated(&[(first, Scheduled), (second, Cancelled)]);
    let sent = asked(&submitter("koege"), |asking| {
        published.resubmit(&raw, &submission(&raw), asking, &mut ids(50))
    });
    let called_off = sent.unwrap().unwrap().state;
    assert_eq!((called_off.occurrences[1].status, called_off.waits()), (Cancelled, None));
}

#[test]
fn what_its_source_missed_comes_back_when_it_is_sent_again() {
    let published = Activity { status: Status::Published, published_at: Some(now()), ..imported() };
    let missed = asked(&submitter("koege"), |asking| published.withdraw_missing(None, asking)).unwrap().state;
    let back = resent(&missed, "Koncert", "jazz", TIME);
    assert_eq!((back.status, back.id, back.waits()), (Status::InReview, missed.id, Some(Waits::Review)));
    assert_eq!(resent(&missed, "Koncert", "pop", TIME).status, Status::InReview);
    // What somebody took back by hand, and what another one stands in the place of, stays withdrawn.
    let by_hand = asked(&editor("259"), |asking| published.withdraw(None, asking)).unwrap().state;
    let merged = Activity { merged_into: Some(ActivityId(uuid::Uuid::from_u128(9))), ..missed.clone() };
    let raw = payload("Koncert", "jazz", TIME);
    for withdrawn in [by_hand, merged] {
        let again = asked(&submitter("koege"), |asking| {
            withdrawn.resubmit(&raw, &submission(&raw), asking, &mut ids(50))
        });
        let why = WorkflowRefusal::WrongStatus(Status::Withdrawn);
        assert_eq!(refused(again), [("id".to_owned(), why.into())]);
    }
    let by_update = asked(&editor("259"), |asking| missed.revise(submission(&raw), asking, &mut ids(60)));
    assert!(by_update.is_err(), "its source alone brings it back");
}
