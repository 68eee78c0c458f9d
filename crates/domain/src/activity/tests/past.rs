use super::super::fixtures::{draft, editor, occurrence, reference, secretariat};
use super::super::{Activity, ActivityDraft, LocalizedDraft, Status};
use super::{activity, asked, ids, submission};
use crate::journal::{Change, Entry, EntryKind, FieldChange};
use crate::occurrence::{OccurrenceDraft, OccurrenceStatus};
use crate::series::{PatternDraft, RuleDraft, SeriesDraft};

fn weekly(times: u8) -> SeriesDraft {
    let rule =
        RuleDraft { rule: format!("FREQ=WEEKLY;COUNT={times}"), exclude: Vec::new(), include: Vec::new() };
    SeriesDraft { first: occurrence("2026-12-02T19:30", "roskilde"), pattern: PatternDraft::Rule(rule) }
}

fn fields(entry: &Entry) -> Vec<FieldChange<String>> {
    let owned = |change: &FieldChange| FieldChange {
        field: change.field.to_owned(),
        before: change.before.clone(),
        after: change.after.clone(),
    };
    entry.fields.iter().map(owned).collect()
}

fn revised(known: &Activity, draft: &ActivityDraft) -> Change<Activity> {
    let change =
        asked(&editor("259"), |asking| known.revise(submission(draft), asking, &mut ids(100)).unwrap());
    change.expect("something changes")
}

/// What a filter can ask for.
fn told(activity: &Activity) -> impl PartialEq + std::fmt::Debug {
    let occurrences = activity.occurrences.iter();
    let occurrences: Vec<_> = occurrences.map(|one| (one.id, one.status, one.facts.clone())).collect();
    (activity.status, activity.content.clone(), activity.is_long_running(), occurrences)
}

/// Each kind of change, taken back: what it was before is there again.
#[test]
fn what_was_before_a_change_is_put_back() {
    let both = ActivityDraft {
        occurrences: vec![occurrence("2026-12-01T19:30", "koege"), occurrence("2026-12-08T19:30", "koege")],
        series: vec![weekly(3)],
        ..draft()
    };
    let known = activity(&both, Status::Published);
    let reviewed = activity(&both, Status::InReview);
    let last = known.occurrences.last().unwrap().id;
    let december = |day| chrono::NaiveDate::from_ymd_opt(2026, 12, day);
    let whole_days = OccurrenceDraft {
        starts_at: None,
        ends_at: None,
        all_day: december(2).zip(december(2)),
        ..occurrence("2026-12-02T19:30", "roskilde")
    };
    let whole_days = SeriesDraft { first: whole_days, ..weekly(3) };
    let whole_days = activity(&ActivityDraft { series: vec![whole_days], ..draft() }, Status::Published);
    let second = whole_days.occurrences[1].id;
    let postponed = OccurrenceDraft {
        status: Some(OccurrenceStatus::Postponed),
        ..occurrence("2026-12-20T19:30", "koege")
    };
    let title = LocalizedDraft { da: Some("Andet".into()), en: None };
    let changes = [
        revised(&known, &ActivityDraft { title, languages: vec!["da".into()], ..both.clone() }),
        revised(&known, &ActivityDraft { local: true, initiatives: Vec::new(), ..both.clone() }),
        revised(&known, &ActivityDraft { series: vec![weekly(2)], ..both.clone() }),
        revised(&known, &ActivityDraft { series: Vec::new(), ..both.clone() }),
        revised(&known, &ActivityDraft { occurrences: Vec::new(), ..both }),
        asked(&secretariat(), |asking| known.cancel_occurrence(last, None, asking)).unwrap(),
        asked(&secretariat(), |asking| known.update_occurrence(last, &postponed, asking)).unwrap().unwrap(),
        asked(&secretariat(), |asking| known.cancel(None, asking)).unwrap(),
        asked(&secretariat(), |asking| known.withdraw(None, asking)).unwrap(),
    ];
    for change in &changes {
        let before = change.state.before(&fields(&change.entry), &reference());
        assert_eq!(told(&before), told(&known), "{:?}", change.entry);
        assert_ne!(told(&change.state), told(&known));
    }
    let cancelled =
        asked(&secretariat(), |asking| whole_days.cancel_occurrence(second, None, asking)).unwrap();
    let before = cancelled.state.before(&fields(&cancelled.entry), &reference());
    assert_eq!(told(&before), told(&whole_days), "whole days too");
    let approved = asked(&secretariat(), |asking| reviewed.approve(1, asking, &mut ids(100))).unwrap();
    assert_eq!(approved.state.before(&fields(&approved.entry), &reference()).status, Status::InReview);
    let kinds: Vec<EntryKind> = changes.iter().map(|change| change.entry.kind).collect();
    assert_eq!(kinds[6], EntryKind::OccurrencePostponed, "that weighs more than that it changed");
    assert_eq!(kinds[5], EntryKind::OccurrenceCancelled);
}

#[test]
fn what_the_region_no_longer_knows_stays_as_it_is() {
    let known = activity(&draft(), Status::Published);
    let change = revised(&known, &ActivityDraft { languages: vec!["da".into()], ..draft() });
    let mut changed = fields(&change.entry);
    changed[0].field = "categories".to_owned();
    changed[0].before = serde_json::json!(["unheard of"]);
    assert_eq!(change.state.before(&changed, &reference()).content, change.state.content);
    changed[0].before = serde_json::json!({ "another": "shape" });
    assert_eq!(change.state.before(&changed, &reference()).content, change.state.content);
}
