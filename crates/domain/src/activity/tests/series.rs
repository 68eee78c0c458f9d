use super::super::fixtures::{draft, editor, occurrence, submitter};
use super::super::{Activity, ActivityDraft, ContentRefusal, Status};
use super::{activity, asked, ids, refused, submission};
use crate::code::OccurrenceId;
use crate::occurrence::{OccurrenceDraft, OccurrenceRefusal, OccurrenceStatus};
use crate::refusal::Refusal;
use crate::series::{PatternDraft, RuleDraft, Scope, SeriesDraft, SeriesRefusal};
use crate::time::Written;

/// A reading group, every Tuesday in December 2026, from 19:30; beside it an evening of its own on the 31st.
fn weekly(text: &str, exclude: &[&str]) -> ActivityDraft {
    let rule = RuleDraft {
        rule: text.to_owned(),
        exclude: exclude.iter().map(|raw| Written::parse(raw).unwrap()).collect(),
        include: vec![],
    };
    let series =
        SeriesDraft { first: occurrence("2026-12-01T19:30", "koege"), pattern: PatternDraft::Rule(rule) };
    ActivityDraft {
        occurrences: vec![occurrence("2026-12-31T15:00", "koege")],
        series: vec![series],
        ..draft()
    }
}

fn reading_group(status: Status) -> Activity {
    activity(&weekly("FREQ=WEEKLY;COUNT=5", &[]), status)
}

/// Day and time, the number of the id, and `x` for what does not take place, `!` for what is an exception.
fn summed_up(activity: &Activity) -> Vec<String> {
    let one = |occurrence: &crate::occurrence::Occurrence| {
        let starts = occurrence.facts.timing.starts().with_timezone(&chrono_tz::Europe::Copenhagen);
        let exception = occurrence.slot.is_some_and(|slot| slot.exception);
        let (cancelled, exception) =
            (if occurrence.is_live() { "" } else { "x" }, if exception { "!" } else { "" });
        format!("{} #{}{cancelled}{exception}", starts.format("%d %H:%M"), occurrence.id.0.as_u128())
    };
    activity.occurrences.iter().map(one).collect()
}

/// The number of the occurrence on this day.
fn on(activity: &Activity, day: u32) -> OccurrenceId {
    let found = activity.occurrences.iter().find(|occurrence| {
        chrono::Datelike::day(&occurrence.facts.timing.first_day()) == day && occurrence.slot.is_some()
    });
    found.expect("an occurrence of the series on that day").id
}

fn at(raw: &str) -> OccurrenceDraft {
    occurrence(raw, "koege")
}

fn update(
    activity: &Activity,
    day: u32,
    draft: &OccurrenceDraft,
    scope: Scope,
) -> Result<Option<Activity>, Vec<(String, Refusal)>> {
    let id = on(activity, day);
    let updated = asked(&submitter("koege"), |asking| {
        activity.update_occurrences(id, draft, scope, asking, &mut ids(100))
    });
    match updated {
        Ok(change) => Ok(change.map(|change| change.state)),
        Err(error) => Err(refused::<()>(Err(error))),
    }
}

fn resent(activity: &Activity, draft: &ActivityDraft) -> Activity {
    let revised =
        asked(&editor("259"), |asking| activity.revise(submission(draft), asking, &mut ids(100)).unwrap());
    revised.map_or_else(|| activity.clone(), |change| change.state)
}

#[test]
fn a_series_yields_its_occurrences() {
    let group = reading_group(Status::Published);
    assert_eq!(
        summed_up(&group),
        ["01 19:30 #3", "08 19:30 #4", "15 19:30 #5", "22 19:30 #6", "29 19:30 #7", "31 15:00 #2"]
    );
    assert!(group.occurrences.iter().filter(|occurrence| occurrence.slot.is_some()).count() == 5);
    // Sent again as it is, nothing changes.
    assert_eq!(resent(&group, &weekly("FREQ=WEEKLY;COUNT=5", &[])), group);
    assert_eq!(resent(&group, &group.to_draft()), group);
}

#[test]
fn an_edit_of_the_series_keeps_ids_and_exceptions() {
    let group = reading_group(Status::Published);
    let moved = update(&group, 8, &at("2026-12-09T18:00"), Scope::This).unwrap().unwrap();
    let group = asked(&submitter("koege"), |asking| {
        moved.cancel_occurrences(on(&moved, 15), Scope::This, None, asking).unwrap().state
    });
    assert_eq!(
        summed_up(&group),
        ["01 19:30 #3", "09 18:00 #4!", "15 19:30 #5x!", "22 19:30 #6", "29 19:30 #7", "31 15:00 #2"]
    );
    // A longer series, and one with a date left out: what is there stays, what is gone is cancelled.
    let longer = resent(&group, &weekly("FREQ=WEEKLY;COUNT=6", &[]));
    assert_eq!(longer.occurrences[..6], group.occurrences[..6]);
    assert_eq!(longer.occurrences.len(), 7);
    let shorter = resent(&group, &weekly("FREQ=WEEKLY;COUNT=5", &["2026-12-22T19:30"]));
    assert_eq!(
        summed_up(&shorter),
        ["01 19:30 #3", "09 18:00 #4!", "15 19:30 #5x!", "22 19:30 #6x", "29 19:30 #7", "31 15:00 #2"]
    );
    // The date that was left out is taken in again.
    let whole = resent(&shorter, &weekly("FREQ=WEEKLY;COUNT=5", &[]));
    assert_eq!(summed_up(&whole), summed_up(&group));
    // An hour later: the same occurrences at another time, the exceptions as they were.
    let mut later = weekly("FREQ=WEEKLY;COUNT=5", &[]);
    later.series[0].first = at("2026-12-01T20:30");
    let later = resent(&group, &later);
    assert_eq!(
        summed_up(&later),
        ["01 20:30 #3", "09 18:00 #4!", "15 19:30 #5x!", "22 20:30 #6", "29 20:30 #7", "31 15:00 #2"]
    );
    assert_eq!(later.series[0].id, group.series[0].id);
}

#[test]
fn all_of_a_series_are_edited_by_one() {
    let group = reading_group(Status::Published);
    let group = update(&group, 15, &at("2026-12-16T10:00"), Scope::This).unwrap().unwrap();
    let later =
        update(&group, 22, &OccurrenceDraft { capacity: Some(12), ..at("2026-12-22T20:00") }, Scope::All);
    let later = later.unwrap().unwrap();
    assert_eq!(
        summed_up(&later),
        ["01 20:00 #3", "08 20:00 #4", "16 10:00 #5!", "22 20:00 #6", "29 20:00 #7", "31 15:00 #2"]
    );
    assert_eq!(later.series.len(), 1);
    let seats: Vec<Option<u32>> =
        later.occurrences.iter().map(|occurrence| occurrence.facts.capacity).collect();
    assert_eq!(seats, [Some(12), Some(12), None, Some(12), Some(12), None]);
    // The series itself says so: sent again as it now is, nothing changes.
    assert_eq!(resent(&later, &later.to_draft()), later);
    assert_eq!(
        update(&later, 22, &OccurrenceDraft { capacity: Some(12), ..at("2026-12-22T20:00") }, Scope::All),
        Ok(None)
    );
}

#[test]
fn one_and_the_following_become_a_series_of_their_own() {
    for (rule, rules) in [
        ("FREQ=WEEKLY;COUNT=5", ["FREQ=WEEKLY;UNTIL=20261215T192959", "FREQ=WEEKLY;COUNT=3"]),
        (
            "FREQ=WEEKLY;UNTIL=20261230",
            ["FREQ=WEEKLY;UNTIL=20261215T192959", "FREQ=WEEKLY;UNTIL=20261230T235959"],
        ),
    ] {
        let group = activity(&weekly(rule, &["2026-12-22T19:30"]), Status::Published);
        let edited = update(&group, 15, &at("2026-12-15T17:00"), Scope::ThisAndFollowing).unwrap().unwrap();
        assert_eq!(
            summed_up(&edited),
            ["01 19:30 #3", "08 19:30 #4", "15 17:00 #5", "29 17:00 #6", "31 15:00 #2"]
        );
        let drafts = edited.series.iter().map(|series| match series.to_draft().pattern {
            PatternDraft::Rule(rule) => rule.rule,
            PatternDraft::Period(_) => String::new(),
        });
        assert_eq!(drafts.collect::<Vec<_>>(), rules);
        assert_eq!(resent(&edited, &edited.to_draft()), edited, "what was split reads as it is");
        // From the first one on is all of it.
        let all = update(&group, 1, &at("2026-12-01T17:00"), Scope::ThisAndFollowing).unwrap().unwrap();
        assert_eq!((all.series.len(), all.series[0].id), (1, group.series[0].id));
    }
}

#[test]
fn several_are_cancelled_by_one() {
    let group = reading_group(Status::Published);
    let cancel = |activity: &Activity, day, scope| {
        asked(&submitter("koege"), |asking| {
            activity.cancel_occurrences(on(activity, day), scope, None, asking)
        })
    };
    let following = cancel(&group, 15, Scope::ThisAndFollowing).unwrap().state;
    assert_eq!(
        summed_up(&following),
        ["01 19:30 #3", "08 19:30 #4", "15 19:30 #5x!", "22 19:30 #6x!", "29 19:30 #7x!", "31 15:00 #2"]
    );
    let all = cancel(&following, 1, Scope::All).unwrap().state;
    assert_eq!(all.occurrences.iter().filter(|occurrence| occurrence.is_live()).count(), 1);
    // What was cancelled stays so when the series is edited.
    let later = update(&following, 1, &at("2026-12-01T20:00"), Scope::All).unwrap().unwrap();
    assert_eq!(later.occurrences.iter().filter(|occurrence| occurrence.is_live()).count(), 3);
    let cancelled_twice = cancel(&all, 1, Scope::All).map(|_| ());
    assert_eq!(refused(cancelled_twice)[0].0, "id");
}

#[test]
fn an_edit_that_cannot_be_is_told() {
    let group = reading_group(Status::Published);
    let other_day = update(&group, 8, &at("2026-12-09T19:30"), Scope::All);
    assert_eq!(other_day, Err(vec![("scope".to_owned(), SeriesRefusal::OtherDay.into())]));
    let single = group.occurrences.iter().find(|occurrence| occurrence.slot.is_none()).unwrap().id;
    let no_series = asked(&submitter("koege"), |asking| {
        group.update_occurrences(single, &at("2026-12-31T16:00"), Scope::All, asking, &mut ids(100))
    });
    assert_eq!(refused(no_series.map(|_| ())), [("scope".to_owned(), SeriesRefusal::NoSeries.into())]);
    let cancelled =
        asked(&submitter("koege"), |asking| group.cancel_occurrences(single, Scope::All, None, asking));
    assert_eq!(refused(cancelled.map(|_| ())), [("scope".to_owned(), SeriesRefusal::NoSeries.into())]);
}

/// The end of a rule moves with its times: none is lost, and none comes twice.
#[test]
fn a_rule_with_an_end_moves_as_a_whole() {
    let until = activity(&weekly("FREQ=WEEKLY;UNTIL=20261215T193000", &[]), Status::Published);
    let later = update(&until, 1, &at("2026-12-01T20:30"), Scope::All).unwrap().unwrap();
    assert_eq!(summed_up(&later)[..3], ["01 20:30 #3", "08 20:30 #4", "15 20:30 #5"]);

    let parted =
        update(&reading_group(Status::Published), 15, &at("2026-12-15T20:00"), Scope::ThisAndFollowing);
    let parted = parted.unwrap().unwrap();
    let earlier = update(&parted, 1, &at("2026-12-01T18:30"), Scope::All).unwrap().unwrap();
    assert_eq!(
        summed_up(&earlier),
        ["01 18:30 #3", "08 18:30 #4", "15 20:00 #5", "22 20:00 #6", "29 20:00 #7", "31 15:00 #2"]
    );
}

/// What one occurrence may not become, several may not become either.
#[test]
fn a_status_that_cannot_be_is_refused_for_all() {
    let group = reading_group(Status::Published);
    let to = |status| {
        let draft = OccurrenceDraft { status: Some(status), ..at("2026-12-01T19:30") };
        [Scope::All, Scope::ThisAndFollowing].map(|scope| update(&group, 1, &draft, scope).unwrap_err())
    };
    let told = |why: OccurrenceRefusal| vec![("status".to_owned(), Refusal::from(why))];
    assert_eq!(to(OccurrenceStatus::Cancelled), [(); 2].map(|()| told(OccurrenceRefusal::CancelByUpdate)));
    assert_eq!(to(OccurrenceStatus::Held), [(); 2].map(|()| told(OccurrenceRefusal::NotHeldYet)));
}

/// A series without an end goes on as long again from where it is parted: no further than what can be sent.
#[test]
fn parting_an_endless_series_makes_not_too_many() {
    let daily = ActivityDraft { occurrences: vec![], ..weekly("FREQ=DAILY", &[]) };
    let daily = activity(&daily, Status::Published);
    let parted = update(&daily, 20, &at("2026-12-20T20:00"), Scope::ThisAndFollowing);
    assert_eq!(parted.unwrap_err(), [("scope".to_owned(), ContentRefusal::TooMany(730).into())]);
}

/// Two by one rule, in another order: both stay what they are.
#[test]
fn series_by_one_rule_are_told_apart_by_their_beginnings() {
    let both = |days: [u32; 2]| {
        let series = days.map(|day| {
            let first = at(&format!("2026-12-{day:02}T19:30"));
            SeriesDraft { first, ..weekly("FREQ=WEEKLY;COUNT=3", &[]).series.remove(0) }
        });
        ActivityDraft { series: series.to_vec(), ..weekly("FREQ=WEEKLY;COUNT=3", &[]) }
    };
    let known = activity(&both([1, 3]), Status::Published);
    assert_eq!(resent(&known, &both([3, 1])).occurrences, known.occurrences);
}

#[test]
fn an_exhibition_keeps_its_hours_and_its_exceptions() {
    let period = crate::series::Period {
        first: "2026-12-01".parse().unwrap(),
        last: "2026-12-20".parse().unwrap(),
        hours: vec![crate::series::OpeningHours {
            weekday: chrono::Weekday::Tue,
            opens: chrono::NaiveTime::from_hms_opt(11, 0, 0).unwrap(),
            closes: chrono::NaiveTime::from_hms_opt(17, 0, 0).unwrap(),
        }],
        closed: vec![],
        adjusted: vec![],
    };
    let place = OccurrenceDraft { starts_at: None, ..at("2026-12-01T11:00") };
    let with = |period| ActivityDraft {
        occurrences: vec![],
        series: vec![SeriesDraft { first: place.clone(), pattern: PatternDraft::Period(period) }],
        ..draft()
    };
    let show = activity(&with(period.clone()), Status::Published);
    assert!(show.is_long_running());
    assert_eq!(summed_up(&show), ["01 11:00 #2", "08 11:00 #3", "15 11:00 #4"]);
    let sold_out =
        OccurrenceDraft { status: Some(OccurrenceStatus::SoldOut), ..show.occurrences[1].facts.to_draft() };
    let show = update(&show, 8, &sold_out, Scope::This).unwrap().unwrap();
    // Closed on the first, and open a week longer.
    let longer = crate::series::Period {
        last: "2026-12-27".parse().unwrap(),
        closed: vec!["2026-12-01".parse().unwrap()],
        ..period
    };
    let longer = resent(&show, &with(longer));
    assert_eq!(summed_up(&longer), ["01 11:00 #2x", "08 11:00 #3!", "15 11:00 #4", "22 11:00 #101"]);
    assert_eq!(longer.occurrences[1].status, OccurrenceStatus::SoldOut);
    let later = update(&show, 15, &at("2026-12-15T12:00"), Scope::All);
    assert_eq!(later, Err(vec![("scope".to_owned(), SeriesRefusal::HoursOfPeriod.into())]));
    assert!(!reading_group(Status::Published).is_long_running());
}
