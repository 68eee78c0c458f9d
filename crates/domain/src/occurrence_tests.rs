use super::{OccurrenceDraft, OccurrenceFacts, Timing};
use crate::activity::AttendanceMode;
use crate::activity::fixtures::{occurrence, reference};
use crate::refusal::Refusals;
use crate::time::{TimeRefusal, Written};
use chrono::NaiveDate;

fn read(draft: &OccurrenceDraft) -> Result<OccurrenceFacts, Refusals> {
    OccurrenceFacts::parse(draft, AttendanceMode::OnSite, &reference())
}

fn timing(starts: &str, ends: Option<&str>, zone: Option<&str>) -> Result<Timing, Refusals> {
    let draft = OccurrenceDraft {
        ends_at: ends.and_then(Written::parse),
        zone: zone.map(str::to_owned),
        ..occurrence(starts, "koege")
    };
    read(&draft).map(|facts| facts.timing)
}

/// What a sender writes, and the instant it is: in winter, in summer, over the changes, in other zones.
#[test]
fn a_start_is_the_instant_that_its_sender_means() {
    for (written, zone, instant) in [
        ("2026-12-01T19:30", None, "2026-12-01T18:30:00Z"),
        ("2026-07-01T19:30", None, "2026-07-01T17:30:00Z"),
        ("2026-12-01T19:30:00-05:00", None, "2026-12-02T00:30:00Z"),
        ("2026-12-01T19:30", Some("Europe/London"), "2026-12-01T19:30:00Z"),
        // The doubled hour: the first one, unless the offset says otherwise.
        ("2026-10-25T02:30", None, "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30+02:00", None, "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30+01:00", None, "2026-10-25T01:30:00Z"),
        // The hours beside the skipped one.
        ("2027-03-28T01:59", None, "2027-03-28T00:59:00Z"),
        ("2027-03-28T03:00", None, "2027-03-28T01:00:00Z"),
    ] {
        let timing = timing(written, None, zone).unwrap();
        let expected: chrono::DateTime<chrono::Utc> = instant.parse().unwrap();
        assert_eq!(timing.starts(), expected, "{written} in {zone:?}");
    }
}

#[test]
fn a_start_in_the_skipped_hour_is_refused() {
    for written in ["2027-03-28T02:00", "2027-03-28T02:30", "2027-03-28T02:59:59"] {
        let refused = timing(written, None, None).unwrap_err();
        assert_eq!(refused.0[0].field, "startsAt", "{written}");
        assert!(refused.0[0].why.to_string().contains("does not exist"), "{}", refused.0[0].why);
    }
    // That hour is there in London, and the year before in Copenhagen.
    assert!(timing("2027-03-28T02:30", None, Some("Europe/London")).is_ok());
    assert!(timing("2026-03-28T02:30", None, None).is_ok());
}

#[test]
fn an_unknown_end_is_no_end() {
    let timing = timing("2026-12-01T19:30", None, None).unwrap();
    assert_eq!(timing.ends(), None);
    assert_eq!((timing.first_day(), timing.last_day()), (day(1), day(1)));
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, day).unwrap()
}

/// Through the doubled hour an end may show an earlier clock than its start and still be after it.
#[test]
fn an_end_is_compared_as_an_instant() {
    for (starts, ends, right) in [
        ("2026-12-01T19:30", "2026-12-01T19:31", true),
        ("2026-12-01T19:30", "2026-12-01T19:30", false),
        ("2026-12-01T19:30", "2026-12-01T18:00", false),
        ("2026-10-25T02:45+02:00", "2026-10-25T02:15+01:00", true),
        ("2026-10-25T02:15+01:00", "2026-10-25T02:45+02:00", false),
        ("2026-12-01T19:30", "2027-12-02T19:30", true),
        ("2026-12-01T19:30", "2027-12-02T19:31", false),
    ] {
        assert_eq!(timing(starts, Some(ends), None).is_ok(), right, "{starts} to {ends}");
    }
}

#[test]
fn whole_days_end_at_midnight_after_the_last() {
    let draft = OccurrenceDraft {
        starts_at: None,
        all_day: Some((day(1), day(2))),
        ..occurrence("2026-12-01T00:00", "koege")
    };
    let timing = read(&draft).unwrap().timing;
    assert_eq!(timing.starts().to_string(), "2026-11-30 23:00:00 UTC");
    assert_eq!(timing.ends().unwrap().to_string(), "2026-12-02 23:00:00 UTC");
    let with_end = OccurrenceDraft { ends_at: Written::parse("2026-12-02T20:00"), ..draft };
    assert_eq!(read(&with_end).unwrap_err(), Refusals::one("endsAt", TimeRefusal::EndAlone));
}

#[test]
fn facts_survive_the_way_through_a_draft() {
    for draft in [
        occurrence("2026-10-25T02:30+01:00", "koege"),
        OccurrenceDraft {
            capacity: Some(1),
            room: Some("Loftet".into()),
            ..occurrence("2026-12-01T19:30", "malmoe")
        },
        OccurrenceDraft { zone: Some("Europe/Stockholm".into()), ..occurrence("2027-03-28T03:00", "malmoe") },
        OccurrenceDraft {
            starts_at: None,
            all_day: Some((day(1), day(24))),
            ..occurrence("2026-12-01T00:00", "koege")
        },
    ] {
        let facts = read(&draft).unwrap();
        assert_eq!(read(&facts.to_draft()).unwrap(), facts);
    }
}
