//! What the clock on the wall of a zone shows.

use chrono::{DateTime, Duration, FixedOffset, NaiveDateTime, TimeZone};
use chrono_tz::{OffsetComponents, Tz};

/// What the clock on the wall shows: the offset of a time may be that of another day.
pub(in crate::http) fn local(time: DateTime<FixedOffset>, zone: &str) -> NaiveDateTime {
    zone.parse::<Tz>().map_or_else(|_| time.naive_local(), |known| time.with_timezone(&known).naive_local())
}

/// Whether the clock shows this time twice.
pub(in crate::http) fn is_ambiguous(time: DateTime<FixedOffset>, zone: &str) -> bool {
    let Ok(known) = zone.parse::<Tz>() else { return false };
    known.from_local_datetime(&local(time, zone)).single().is_none()
}

/// Whether the clock is set forward for the summer.
pub(in crate::http) fn is_summer(time: DateTime<FixedOffset>, zone: &str) -> bool {
    let zone = zone.parse::<Tz>().ok();
    zone.is_some_and(|zone| time.with_timezone(&zone).offset().dst_offset() > Duration::zero())
}
