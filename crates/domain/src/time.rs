//! Local time, its zone and the instant, kept together.

use chrono::{
    DateTime, Datelike, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, Offset, SecondsFormat, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// An instant, in UTC.
pub type Instant = DateTime<Utc>;

/// Why a time is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimeRefusal {
    #[error("{0} does not exist in {1}: the clock skips that hour")]
    SkippedHour(NaiveDateTime, Tz),
    #[error("the end is not after the start")]
    EndBeforeStart,
    #[error("one occurrence lasts at most 366 days")]
    TooLong,
    #[error("only times from 1900 to 2199 are accepted")]
    OutOfRange,
    #[error("`{0}` is no IANA time zone")]
    UnknownZone(String),
    #[error("give either startsAt or allDay")]
    StartMissing,
    #[error("startsAt and allDay exclude each other")]
    StartTwice,
    #[error("an occurrence has no end without a start")]
    EndAlone,
}

/// A time as a sender writes it: with an offset, or as the clock on the wall shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Written {
    Offset(DateTime<FixedOffset>),
    Wall(NaiveDateTime),
}

impl Written {
    /// Reads RFC 3339 (`2026-12-01T19:30:00+01:00`), with or without seconds and offset. Years have four digits, and
    /// there are no leap seconds: no clock on a wall shows them.
    pub fn parse(raw: &str) -> Option<Self> {
        let offset =
            DateTime::parse_from_rfc3339(raw).or_else(|_| DateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M%:z"));
        let written = offset.map(Self::Offset).or_else(|_| {
            NaiveDateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M:%S")
                .or_else(|_| NaiveDateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M"))
                .map(Self::Wall)
        });
        written.ok().filter(Self::is_of_a_clock)
    }

    fn is_of_a_clock(&self) -> bool {
        let local = match self {
            Self::Offset(time) => time.naive_local(),
            Self::Wall(time) => *time,
        };
        (0..10_000).contains(&local.year()) && local.nanosecond() < 1_000_000_000
    }
}

/// Whether times of this year are accepted.
pub fn is_year(year: i32) -> bool {
    (1900..2200).contains(&year)
}

/// As RFC 3339 has it; a wall clock has no offset.
impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(time) => f.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
            Self::Wall(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%S")),
        }
    }
}

impl From<Written> for String {
    fn from(written: Written) -> Self {
        written.to_string()
    }
}

impl TryFrom<String> for Written {
    type Error = NotATime;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        Self::parse(&raw).ok_or(NotATime(raw))
    }
}

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no time such as 2026-12-01T19:30:00+01:00")]
pub struct NotATime(pub String);

/// A moment of a place: what its wall clock shows, its zone, and the instant.
///
/// All three are kept: the wall clock is what was meant, the instant is what sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    local: NaiveDateTime,
    zone: Tz,
    instant: Instant,
}

impl Moment {
    /// Reads what a sender wrote. The doubled hour is the first unless the offset says otherwise;
    /// a wall time in the skipped hour is refused, also when it is written with the zone's own offset.
    pub fn read(written: Written, zone: Tz) -> Result<Self, TimeRefusal> {
        let moment = match written {
            Written::Wall(local) => Self::from_wall(local, zone)?,
            Written::Offset(time) => {
                refuse_skipped(time, zone)?;
                Self::from_instant(time.to_utc(), zone)
            }
        };
        if is_year(moment.local.year()) { Ok(moment) } else { Err(TimeRefusal::OutOfRange) }
    }

    /// The wall clock of `zone` at this instant.
    pub fn from_instant(instant: Instant, zone: Tz) -> Self {
        let instant = instant.with_nanosecond(0).unwrap_or(instant);
        Self { local: instant.with_timezone(&zone).naive_local(), zone, instant }
    }

    /// What the wall clock shows; the doubled hour is the first one.
    pub fn from_wall(local: NaiveDateTime, zone: Tz) -> Result<Self, TimeRefusal> {
        match zone.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => {
                Ok(Self { local, zone, instant: time.to_utc() })
            }
            LocalResult::None => Err(TimeRefusal::SkippedHour(local, zone)),
        }
    }

    /// Puts together what a store kept: no rule is asked again.
    pub fn restore(local: NaiveDateTime, zone: Tz, instant: Instant) -> Self {
        Self { local, zone, instant }
    }

    pub fn local(&self) -> NaiveDateTime {
        self.local
    }

    pub fn zone(&self) -> Tz {
        self.zone
    }

    pub fn instant(&self) -> Instant {
        self.instant
    }

    /// The instant with the offset of its zone, as answers write it.
    pub fn with_offset(&self) -> DateTime<FixedOffset> {
        at_offset(self.instant, self.zone)
    }
}

/// The instant with the offset that `zone` has then.
pub fn at_offset(instant: Instant, zone: Tz) -> DateTime<FixedOffset> {
    instant.with_timezone(&zone).fixed_offset()
}

/// The first instant of a day: midnight, or where the clock skips midnight what follows it.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Instant {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    (0..=3)
        .find_map(|hours| zone.from_local_datetime(&(midnight + chrono::Duration::hours(hours))).earliest())
        .map_or_else(|| midnight.and_utc(), |time| time.to_utc())
}

/// A zone by its IANA name.
pub fn parse_zone(raw: &str) -> Result<Tz, TimeRefusal> {
    raw.parse().map_err(|_| TimeRefusal::UnknownZone(raw.to_owned()))
}

/// `02:30+01:00` on the last Sunday of March is a wall time nobody sees; `01:30Z` of the same
/// instant is fine. So only an offset that is the zone's own, before or after the jump, is asked.
fn refuse_skipped(time: DateTime<FixedOffset>, zone: Tz) -> Result<(), TimeRefusal> {
    let local = time.naive_local();
    let skipped = matches!(zone.from_local_datetime(&local), LocalResult::None);
    if !skipped {
        return Ok(());
    }
    let own = |hours: i64| {
        let nearby = (time.to_utc() + chrono::Duration::hours(hours)).with_timezone(&zone);
        nearby.offset().fix() == *time.offset()
    };
    if own(-3) || own(3) { Err(TimeRefusal::SkippedHour(local, zone)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Copenhagen;

    fn read(raw: &str) -> Result<String, TimeRefusal> {
        Moment::read(Written::parse(raw).expect(raw), Copenhagen)
            .map(|moment| moment.with_offset().to_rfc3339())
    }

    #[test]
    fn times_are_read_in_copenhagen_over_both_changes_of_the_clock() {
        let cases = [
            // An ordinary evening, in winter and in summer.
            ("2026-12-01T19:30", "2026-12-01T19:30:00+01:00"),
            ("2026-07-01T19:30:00", "2026-07-01T19:30:00+02:00"),
            ("2026-12-01T18:30:00Z", "2026-12-01T19:30:00+01:00"),
            ("2026-12-01T10:30:00-08:00", "2026-12-01T19:30:00+01:00"),
            // 2026-10-25: 02:00-03:00 comes twice; the first unless the offset says the second.
            ("2026-10-25T01:59", "2026-10-25T01:59:00+02:00"),
            ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),
            ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00"),
            ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
            ("2026-10-25T03:00", "2026-10-25T03:00:00+01:00"),
            // 2027-03-28: 02:00-03:00 does not exist.
            ("2027-03-28T01:59", "2027-03-28T01:59:00+01:00"),
            ("2027-03-28T03:00", "2027-03-28T03:00:00+02:00"),
            ("2027-03-28T01:30:00Z", "2027-03-28T03:30:00+02:00"),
        ];
        for (raw, expected) in cases {
            assert_eq!(read(raw).as_deref(), Ok(expected), "{raw}");
        }
    }

    #[test]
    fn the_skipped_hour_is_refused_however_it_is_written() {
        for raw in
            ["2027-03-28T02:00", "2027-03-28T02:59:59", "2027-03-28T02:30+01:00", "2027-03-28T02:30:00+02:00"]
        {
            assert!(matches!(read(raw), Err(TimeRefusal::SkippedHour(..))), "{raw}");
        }
    }

    #[test]
    fn what_is_no_time_is_none_and_far_years_are_refused() {
        let far = ["+262142-12-31T23:59+00:00", "-262143-01-01T00:00+00:00", "2027-03-10T19:00:60"];
        for raw in ["", "i morgen", "2026-13-01T10:00", "2026-12-01", "19:30"].into_iter().chain(far) {
            assert_eq!(Written::parse(raw), None, "{raw}");
        }
        assert_eq!(read("0026-12-01T10:00"), Err(TimeRefusal::OutOfRange));
        assert_eq!(parse_zone("Mars/Olympus"), Err(TimeRefusal::UnknownZone("Mars/Olympus".into())));
    }

    #[test]
    fn days_start_at_local_midnight() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 28).unwrap();
        assert_eq!(start_of_day(day, Copenhagen).to_rfc3339(), "2027-03-27T23:00:00+00:00");
        assert_eq!(
            start_of_day(day.succ_opt().unwrap(), Copenhagen).to_rfc3339(),
            "2027-03-28T22:00:00+00:00"
        );
    }

    proptest::proptest! {
        #[test]
        fn a_moment_survives_writing_and_reading(seconds in 0_i64..7_000_000_000) {
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let moment = Moment::from_instant(instant, Copenhagen);
            let again = Moment::read(Written::Offset(moment.with_offset()), Copenhagen).unwrap();
            proptest::prop_assert_eq!(moment, again);
        }
    }
}
