use super::super::fixtures::{draft, editor, occurrence, submitter};
use super::super::{Activity, ActivityDraft, LocalizedDraft, RevertRefusal, Status, Waits};
use super::{asked, ids, refused, submission};
use crate::activity::fixtures::now;
use crate::journal::{Change, Entry, FieldChange, Past};

/// A title and a second time, then another title, then the second time gone.
fn life() -> Vec<Change<Activity>> {
    let first = super::activity(&drafted("Et", true), Status::InReview);
    let mut changes = vec![];
    let mut present = Activity { status: Status::Published, published_at: Some(now()), ..first };
    for (title, twice) in [("To", true), ("To", false)] {
        let draft = drafted(title, twice);
        let change = asked(&editor("259"), |asking| present.revise(submission(&draft), asking, &mut ids(70)));
        changes.push(change.unwrap().unwrap());
        present = changes.last().unwrap().state.clone();
    }
    changes
}

fn drafted(title: &str, twice: bool) -> ActivityDraft {
    let times = ["2026-12-01T19:30", "2026-12-08T19:30"];
    let times = times.iter().take(if twice { 2 } else { 1 });
    ActivityDraft {
        title: LocalizedDraft { da: Some(title.into()), en: None },
        occurrences: times.map(|starts| occurrence(starts, "koege")).collect(),
        ..draft()
    }
}

fn past(entry: &Entry) -> Past {
    let owned = |change: &FieldChange| FieldChange {
        field: change.field.to_owned(),
        before: change.before.clone(),
        after: change.after.clone(),
    };
    Past {
        seq: i64::from(entry.version),
        kind: entry.kind,
        subject: entry.subject.clone(),
        at: entry.at,
        key: entry.key,
        version: entry.version,
        reason: entry.reason.clone(),
        fields: entry.fields.iter().map(owned).collect(),
    }
}

#[test]
fn an_earlier_version_comes_back_as_a_new_one() {
    let life = life();
    let present = &life[1].state;
    let later: Vec<Past> = life.iter().map(|change| past(&change.entry)).collect();
    for (version, title, live) in [(2, "To", 2), (1, "Et", 2)] {
        let later = &later[usize::try_from(version - 1).unwrap()..];
        let change =
            asked(&editor("259"), |asking| present.revert(version, later, 3, asking, &mut ids(90))).unwrap();
        let reverted = change.unwrap().state;
        assert_eq!((reverted.version, reverted.content.title.da.as_str()), (4, title));
        assert_eq!(reverted.occurrences.iter().filter(|occurrence| occurrence.is_live()).count(), live);
    }
}

#[test]
fn a_submitter_proposes_to_go_back() {
    let life = life();
    let later: Vec<Past> = life.iter().map(|change| past(&change.entry)).collect();
    let present = &life[1].state;
    let change = asked(&submitter("koege"), |asking| present.revert(1, &later, 3, asking, &mut ids(90)));
    assert_eq!(change.unwrap().unwrap().state.waits(), Some(Waits::Proposal));
}

#[test]
fn what_the_history_does_not_know_does_not_come_back() {
    let life = life();
    let present = &life[1].state;
    let later: Vec<Past> = life.iter().map(|change| past(&change.entry)).collect();
    for (version, later) in [(0, &later[..]), (3, &[]), (4, &[]), (1, &later[1..])] {
        let refusal = asked(&editor("259"), |asking| present.revert(version, later, 3, asking, &mut ids(90)));
        let why = RevertRefusal::UnknownVersion(version);
        assert_eq!(refused(refusal), [("version".to_owned(), why.into())], "{version}");
    }
}

#[test]
fn a_draft_that_goes_back_is_still_a_draft() {
    let first = super::activity(&drafted("Et", false), Status::Draft);
    let second = ActivityDraft { keep_as_draft: true, ..drafted("To", false) };
    let change = asked(&submitter("koege"), |asking| first.revise(submission(&second), asking, &mut ids(70)));
    let change = change.unwrap().unwrap();
    let later = [past(&change.entry)];
    let back = asked(&submitter("koege"), |asking| change.state.revert(1, &later, 2, asking, &mut ids(90)));
    let back = back.unwrap().unwrap().state;
    assert_eq!((back.status, back.content.title.da.as_str()), (Status::Draft, "Et"));
}
