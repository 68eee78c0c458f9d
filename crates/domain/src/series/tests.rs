use super::{
    AdjustedDay, Lasts, OpeningHours, Pattern, PatternDraft, Period, Rule, RuleDraft, Series, SeriesDraft,
    SeriesRefusal,
};
use crate::activity::AttendanceMode;
use crate::activity::fixtures::{occurrence, reference};
use crate::code::SeriesId;
use crate::occurrence::{OccurrenceDraft, Timing};
use crate::refusal::Refusal;
use crate::time::Written;
use chrono::{
    Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Weekday,
};
use chrono_tz::Europe::Copenhagen;

fn wall(raw: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M").expect(raw)
}

fn day(raw: &str) -> NaiveDate {
    raw.parse().expect(raw)
}

fn rule(text: &str, first: &str) -> Result<Rule, SeriesRefusal> {
    Rule::parse(text, wall(first), Lasts::For(Duration::hours(2)), Copenhagen)
}

/// The starts as the clock on the wall shows them, with the offset that tells summer from winter.
fn starts(rule: &Rule) -> Vec<String> {
    let shown = |(_, timing): &(NaiveDateTime, Timing)| match timing {
        Timing::Timed { starts, .. } => starts.with_offset().format("%Y-%m-%dT%H:%M%:z").to_string(),
        Timing::AllDay { first, last, .. } => format!("{first}/{last}"),
    };
    rule.dates(Copenhagen).timings.iter().map(shown).collect()
}

#[test]
fn a_rule_gives_its_dates_by_the_local_clock() {
    for (text, first, expected) in [
        (
            "FREQ=WEEKLY;COUNT=3",
            "2026-12-01T19:30",
            vec!["2026-12-01T19:30+01:00", "2026-12-08T19:30+01:00", "2026-12-15T19:30+01:00"],
        ),
        (
            "rrule:freq=weekly;byday=tu,th;count=3",
            "2026-12-01T10:00",
            vec!["2026-12-01T10:00+01:00", "2026-12-03T10:00+01:00", "2026-12-08T10:00+01:00"],
        ),
        // Summer ends on 2026-10-25 and begins on 2027-03-28: the evening stays the evening.
        ("FREQ=WEEKLY;COUNT=2", "2026-10-20T19:00", vec!["2026-10-20T19:00+02:00", "2026-10-27T19:00+01:00"]),
        (
            "FREQ=DAILY;UNTIL=20270329",
            "2027-03-27T19:00",
            vec!["2027-03-27T19:00+01:00", "2027-03-28T19:00+02:00", "2027-03-29T19:00+02:00"],
        ),
        // 02:30 is skipped in spring and doubled in autumn: left out, and the first of the two.
        ("FREQ=DAILY;COUNT=3", "2027-03-27T02:30", vec!["2027-03-27T02:30+01:00", "2027-03-29T02:30+02:00"]),
        ("FREQ=DAILY;COUNT=2", "2026-10-24T02:30", vec!["2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00"]),
        (
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2",
            "2026-11-27T20:00",
            vec!["2026-11-27T20:00+01:00", "2026-12-25T20:00+01:00"],
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2",
            "2026-12-31T20:00",
            vec!["2026-12-31T20:00+01:00", "2027-01-31T20:00+01:00"],
        ),
        // UNTIL in UTC is looked up on the clock there: 18:30 in Copenhagen is 17:30 in UTC.
        (
            "FREQ=DAILY;UNTIL=20261203T173000Z",
            "2026-12-02T18:30",
            vec!["2026-12-02T18:30+01:00", "2026-12-03T18:30+01:00"],
        ),
        ("FREQ=DAILY;UNTIL=20261203T172959Z", "2026-12-02T18:30", vec!["2026-12-02T18:30+01:00"]),
        (
            "FREQ=YEARLY;COUNT=2;INTERVAL=1",
            "2026-12-24T14:00",
            vec!["2026-12-24T14:00+01:00", "2027-12-24T14:00+01:00"],
        ),
    ] {
        assert_eq!(starts(&rule(text, first).expect(text)), expected, "{text}");
    }
}

#[test]
fn days_on_which_the_clock_skips_the_start_are_told() {
    let skipped = |text, first| rule(text, first).unwrap().dates(Copenhagen).skipped;
    assert_eq!(skipped("FREQ=WEEKLY;COUNT=10", "2027-03-14T02:30"), [day("2027-03-28")]);
    assert!(skipped("FREQ=WEEKLY;COUNT=10", "2027-03-14T03:00").is_empty());
}

#[test]
fn what_is_left_out_and_what_is_added_counts() {
    let rule = rule("FREQ=WEEKLY;COUNT=4", "2026-12-01T19:30").unwrap();
    let rule = rule
        .with_dates(vec![wall("2026-12-08T19:30")], vec![wall("2026-12-10T18:00"), wall("2026-12-01T19:30")]);
    let found = starts(&rule);
    let days: Vec<&str> = found.iter().map(|start| &start[..16]).collect();
    assert_eq!(days, ["2026-12-01T19:30", "2026-12-10T18:00", "2026-12-15T19:30", "2026-12-22T19:30"]);
}

#[test]
fn a_rule_that_is_none_is_told() {
    let bad = |why: &str| Err(SeriesRefusal::BadRule(why.to_owned()));
    for (text, told) in [
        ("", bad("FREQ is missing")),
        ("BYDAY=TU", bad("FREQ is missing")),
        ("FREQ=HOURLY", bad("FREQ=HOURLY is none of DAILY, WEEKLY, MONTHLY, YEARLY")),
        ("FREQ=SECONDLY;COUNT=2", bad("FREQ=SECONDLY is none of DAILY, WEEKLY, MONTHLY, YEARLY")),
        ("FREQ=DAILY;BYHOUR=9,15", bad("BYHOUR: the time of day is that of the first occurrence")),
        ("FREQ=DAILY;COUNT=0", bad("COUNT=0 is no number above 0")),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", bad("COUNT and UNTIL exclude one another")),
        ("FREQ=DAILY;UNTIL=tomorrow", bad("UNTIL=TOMORROW is no time such as 20261231T235959")),
        ("FREQ=DAILY;FREQ=WEEKLY", bad("FREQ is given twice")),
        ("every tuesday", bad("`EVERY TUESDAY` has no value")),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=3", Err(SeriesRefusal::FirstNotInRule)),
        ("FREQ=DAILY;UNTIL=20261130", Err(SeriesRefusal::FirstNotInRule)),
        ("FREQ=DAILY;COUNT=731", Err(SeriesRefusal::TooLong)),
        ("FREQ=WEEKLY;UNTIL=20281206", Err(SeriesRefusal::TooLong)),
    ] {
        let found = rule(text, "2026-12-01T19:30").map(|_| ());
        assert_eq!(found, told, "{text}");
    }
    assert!(matches!(rule("FREQ=DAILY;BYDAY=XX", "2026-12-01T19:30"), Err(SeriesRefusal::BadRule(_))));
    assert!(matches!(rule(&"FREQ=DAILY;".repeat(50), "2026-12-01T19:30"), Err(SeriesRefusal::BadRule(_))));
}

#[test]
fn a_rule_without_end_is_cut_off_and_says_so() {
    for (text, last) in [
        ("FREQ=WEEKLY", "2028-11-28T19:30"),
        ("FREQ=DAILY", "2028-11-29T19:30"),
        ("FREQ=YEARLY", "2027-12-01T19:30"),
    ] {
        let dates = rule(text, "2026-12-01T19:30").unwrap().dates(Copenhagen);
        assert!(dates.cut && dates.timings.len() <= 730, "{text}");
        assert_eq!(dates.timings.last().map(|(start, _)| *start), Some(wall(last)), "{text}");
    }
    assert!(!rule("FREQ=WEEKLY;COUNT=3", "2026-12-01T19:30").unwrap().dates(Copenhagen).cut);
}

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn exhibition() -> Period {
    let open = |weekday, opens, closes| OpeningHours { weekday, opens, closes };
    Period {
        first: day("2026-12-01"),
        last: day("2026-12-13"),
        hours: vec![
            open(Weekday::Tue, at(11, 0), at(17, 0)),
            open(Weekday::Sat, at(10, 0), at(12, 0)),
            open(Weekday::Sat, at(13, 0), at(16, 0)),
            open(Weekday::Fri, at(20, 0), at(1, 0)),
        ],
        closed: vec![day("2026-12-08")],
        adjusted: vec![AdjustedDay { day: day("2026-12-12"), opens: at(9, 0), closes: at(10, 30) }],
    }
}

fn place_only() -> OccurrenceDraft {
    OccurrenceDraft { starts_at: None, ends_at: None, ..occurrence("2026-12-01T10:00", "koege") }
}

fn period(draft: Period) -> Result<Series, Vec<(String, Refusal)>> {
    parsed(&SeriesDraft { first: place_only(), pattern: PatternDraft::Period(draft) })
}

fn parsed(draft: &SeriesDraft) -> Result<Series, Vec<(String, Refusal)>> {
    let parsed = draft.parse(AttendanceMode::OnSite, &reference());
    parsed.map_err(|refusals| refusals.0.into_iter().map(|refused| (refused.field, refused.why)).collect())
}

#[test]
fn an_exhibition_is_on_when_it_is_open() {
    let series = period(exhibition()).unwrap();
    let open: Vec<String> = series
        .dates()
        .timings
        .iter()
        .map(|(_, timing)| {
            let local = |instant: crate::time::Instant| {
                instant.with_timezone(&Copenhagen).format("%dT%H:%M").to_string()
            };
            format!("{}-{}", local(timing.starts()), local(timing.ends().unwrap()))
        })
        .collect();
    assert_eq!(
        open,
        [
            "01T11:00-01T17:00",
            "04T20:00-05T01:00",
            "05T10:00-05T12:00",
            "05T13:00-05T16:00",
            "11T20:00-12T01:00",
            "12T09:00-12T10:30",
        ]
    );
}

#[test]
fn a_wrong_period_is_told_by_its_field() {
    type Spoil = fn(&mut Period);
    let table: [(Spoil, &str, Refusal); 9] = [
        (|draft| draft.last = day("2026-11-30"), "to", crate::time::TimeRefusal::EndBeforeStart.into()),
        (|draft| draft.last = day("2028-12-01"), "to", SeriesRefusal::TooLong.into()),
        (|draft| draft.hours.clear(), "openingHours", SeriesRefusal::NeverOpen.into()),
        (|draft| draft.hours[1].closes = at(10, 0), "openingHours.1.closes", SeriesRefusal::NoTime.into()),
        (|draft| draft.hours[1] = draft.hours[0], "openingHours.1", SeriesRefusal::Twice.into()),
        (|draft| draft.closed[0] = day("2026-12-14"), "closed.0", SeriesRefusal::OutsidePeriod.into()),
        (
            |draft| draft.adjusted[0].day = day("2026-11-30"),
            "adjusted.0.day",
            SeriesRefusal::OutsidePeriod.into(),
        ),
        (|draft| draft.adjusted[0].closes = at(9, 0), "adjusted.0.closes", SeriesRefusal::NoTime.into()),
        (|draft| draft.closed = vec![day("2026-12-01"); 401], "closed", SeriesRefusal::TooLong.into()),
    ];
    for (spoil, field, why) in table {
        let mut draft = exhibition();
        spoil(&mut draft);
        if field == "openingHours" {
            draft.adjusted.clear();
        }
        assert_eq!(period(draft), Err(vec![(field.to_owned(), why)]));
    }
}

#[test]
fn a_wrong_rule_is_told_by_its_field() {
    let weekly = |exclude: &[&str], include: &[&str], text: &str| {
        let written = |raw: &[&str]| raw.iter().map(|raw| Written::parse(raw).unwrap()).collect();
        let rule = RuleDraft { rule: text.to_owned(), exclude: written(exclude), include: written(include) };
        parsed(&SeriesDraft {
            first: occurrence("2026-12-01T19:30", "koege"),
            pattern: PatternDraft::Rule(rule),
        })
    };
    assert!(weekly(&["2026-12-08T19:30"], &["2026-12-09T19:30"], "FREQ=WEEKLY;COUNT=3").is_ok());
    for (exclude, include, text, field, why) in [
        (
            &["2026-12-09T19:30"][..],
            &[][..],
            "FREQ=WEEKLY;COUNT=3",
            "exclude.0",
            Refusal::from(SeriesRefusal::NotInSeries),
        ),
        (&["2026-12-08T19:30"; 2], &[], "FREQ=WEEKLY;COUNT=3", "exclude.1", SeriesRefusal::Twice.into()),
        (
            &[],
            &["2027-03-28T02:30"],
            "FREQ=WEEKLY;COUNT=3",
            "include.0",
            crate::time::TimeRefusal::SkippedHour(wall("2027-03-28T02:30"), Copenhagen).into(),
        ),
        (&[], &[], "FREQ=WEEKLY;BYDAY=WE", "rule", SeriesRefusal::FirstNotInRule.into()),
        (&[], &["2030-03-28T12:30"], "FREQ=DAILY;COUNT=730", "include", SeriesRefusal::TooLong.into()),
    ] {
        assert_eq!(weekly(exclude, include, text), Err(vec![(field.to_owned(), why)]), "{text}");
    }
    let bad_first = SeriesDraft {
        first: occurrence("2027-03-28T02:30", "nowhere"),
        pattern: PatternDraft::Rule(RuleDraft { rule: "FREQ=DAILY".into(), ..RuleDraft::default() }),
    };
    let fields: Vec<String> = parsed(&bad_first).unwrap_err().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["first.startsAt", "first.at.venue"]);
    // Half an hour over the change of the clock, which on every other date would end before it begins.
    let over_the_change = SeriesDraft {
        first: OccurrenceDraft {
            ends_at: Written::parse("2026-10-25T02:15+01:00"),
            ..occurrence("2026-10-25T02:45+02:00", "koege")
        },
        ..bad_first
    };
    let told = parsed(&over_the_change).unwrap_err();
    assert_eq!(told, [("first.endsAt".to_owned(), crate::time::TimeRefusal::EndBeforeStart.into())]);
}

#[test]
fn a_series_survives_being_a_draft() {
    let rule = RuleDraft {
        rule: "FREQ=WEEKLY;COUNT=5".into(),
        exclude: vec![Written::parse("2026-12-08T19:30").unwrap()],
        include: vec![Written::parse("2026-12-09T19:30").unwrap()],
    };
    let weekly =
        SeriesDraft { first: occurrence("2026-12-01T19:30", "koege"), pattern: PatternDraft::Rule(rule) };
    let days = OccurrenceDraft {
        starts_at: None,
        ends_at: None,
        all_day: Some((day("2026-12-01"), day("2026-12-02"))),
        ..occurrence("2026-12-01T19:30", "koege")
    };
    let monthly = RuleDraft { rule: "FREQ=MONTHLY;COUNT=2".into(), ..RuleDraft::default() };
    let whole_days = SeriesDraft { first: days, pattern: PatternDraft::Rule(monthly) };
    let exhibition = SeriesDraft { first: place_only(), pattern: PatternDraft::Period(exhibition()) };
    for draft in [weekly, whole_days, exhibition] {
        let series = parsed(&draft).unwrap();
        let again = parsed(&series.to_draft()).unwrap();
        assert_eq!(again, series);
    }
}

#[test]
fn series_sent_again_keep_their_ids() {
    let id = |number: u128| SeriesId(uuid::Uuid::from_u128(number));
    let of = |text: &str, first: &str| {
        let pattern = Pattern::Rule(rule(text, first).unwrap());
        let template = period(exhibition()).unwrap();
        Series { pattern, ..template }
    };
    let with = |number, series: Series| Series { id: id(number), ..series };
    let known = [
        with(1, of("FREQ=WEEKLY;COUNT=3", "2026-12-01T19:30")),
        with(2, of("FREQ=DAILY;COUNT=3", "2026-12-02T10:00")),
        with(3, period(exhibition()).unwrap()),
    ];
    let longer = Period { last: day("2026-12-20"), ..exhibition() };
    let mut sent = [
        period(longer).unwrap(),
        of("FREQ=MONTHLY;COUNT=9", "2027-01-01T10:00"),
        of("FREQ=DAILY;COUNT=5", "2026-12-02T10:00"),
        of("FREQ=YEARLY;COUNT=2", "2027-01-01T10:00"),
    ];
    super::keep_ids(&mut sent, &known, || id(100));
    assert_eq!(sent.map(|series| series.id), [id(3), id(1), id(2), id(100)]);
    let _: &Period = match &known[2].pattern {
        Pattern::Period(period) => period,
        Pattern::Rule(_) => panic!("an exhibition is a period"),
    };
}

proptest::proptest! {
    /// Against chrono-tz: a series from before one change of the clock to after the next keeps its local time on every
    /// date, leaves out what the clock skips and takes the first of what comes twice.
    #[test]
    fn a_series_keeps_its_local_time_over_both_changes(days in 0_i64..400, minutes in 0_u32..1_440, every in 1_i64..10) {
        let first_day = day("2026-09-01") + Duration::days(days);
        let first = first_day.and_time(NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).unwrap());
        if matches!(Copenhagen.from_local_datetime(&first), LocalResult::None) {
            return Ok(());
        }
        let text = format!("FREQ=DAILY;INTERVAL={every};COUNT=60");
        let rule = Rule::parse(&text, first, Lasts::For(Duration::minutes(90)), Copenhagen).unwrap();
        let found = rule.dates(Copenhagen).timings;
        let expected: Vec<_> = (0..60)
            .map(|turn| first + Duration::days(turn * every))
            .filter_map(|local| Some((local, Copenhagen.from_local_datetime(&local).earliest()?)))
            .collect();
        proptest::prop_assert_eq!(found.len(), expected.len());
        for ((slot, timing), (local, zoned)) in found.into_iter().zip(expected) {
            proptest::prop_assert_eq!(slot, local);
            proptest::prop_assert_eq!(timing.starts(), zoned.to_utc());
            proptest::prop_assert!(timing.ends().unwrap() > timing.starts());
            let shown = timing.starts().with_timezone(&Copenhagen);
            proptest::prop_assert_eq!((shown.hour(), shown.minute()), (first.hour(), first.minute()));
        }
    }

    #[test]
    fn any_text_can_be_sent_as_a_rule(text in "\\PC*", numbers in "FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);(INTERVAL|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYSETPOS|BYMONTH|COUNT|BYDAY)=-?[0-9]{1,6}(MO|SU)?") {
        for raw in [text, numbers] {
            if let Ok(rule) = rule(&raw, "2026-12-01T19:30") {
                proptest::prop_assert!(rule.dates(Copenhagen).timings.len() <= 730);
                proptest::prop_assert_eq!(rule.first().year(), 2026);
            }
        }
    }
}
