//! `VTIMEZONE`: what calendars must know of a zone's clock to show local times right.

use chrono::{DateTime, Duration, Offset, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use std::fmt::Write;

/// The component of a zone between two instants, one part for each change of its clock: as text, with the ends of its
/// lines. It begins with how the clock stands at the first.
pub(super) fn component(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let mut text = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone.name());
    part(&mut text, zone, from, from);
    let mut at = from;
    while let Some(change) = next_change(zone, at, to) {
        part(&mut text, zone, change - Duration::seconds(1), change);
        at = change;
    }
    text.push_str("END:VTIMEZONE\r\n");
    text
}

/// The first instant after this one at which the clock is set.
fn next_change(zone: Tz, after: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let (mut low, mut high) = (after, after);
    while offset(high) == offset(after) {
        if high >= until {
            return None;
        }
        low = high;
        high += Duration::days(7);
    }
    while high - low > Duration::seconds(1) {
        let middle = low + (high - low) / 2;
        if offset(middle) == offset(after) { low = middle } else { high = middle }
    }
    // Clocks are set at whole minutes; halves of a second were lost on the way.
    let seconds = (high.timestamp() + 30) / 60 * 60;
    DateTime::from_timestamp(seconds, 0)
}

fn part(text: &mut String, zone: Tz, before: DateTime<Utc>, at: DateTime<Utc>) {
    let (old, new) =
        (zone.offset_from_utc_datetime(&before.naive_utc()), zone.offset_from_utc_datetime(&at.naive_utc()));
    let kind = if new.dst_offset() > Duration::zero() { "DAYLIGHT" } else { "STANDARD" };
    // The onset is told by the clock as it stood before.
    let onset = at.with_timezone(&old.fix()).naive_local().format("%Y%m%dT%H%M%S");
    let (from, to) = (written(old.fix().local_minus_utc()), written(new.fix().local_minus_utc()));
    let name = new.abbreviation().unwrap_or(kind);
    // A text cannot fail to be written to.
    let _ = write!(
        text,
        "BEGIN:{kind}\r\nDTSTART:{onset}\r\nTZOFFSETFROM:{from}\r\nTZOFFSETTO:{to}\r\nTZNAME:{name}\r\nEND:{kind}\r\n"
    );
}

/// `+0100`.
fn written(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::component;
    use chrono::{TimeZone, Utc};

    #[test]
    fn the_clock_of_copenhagen_is_set_twice_a_year() {
        let (from, to) =
            (Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0), Utc.with_ymd_and_hms(2027, 1, 1, 0, 0, 0));
        let text = component(chrono_tz::Europe::Copenhagen, from.unwrap(), to.unwrap());
        let expected = "BEGIN:VTIMEZONE\r\nTZID:Europe/Copenhagen\r\n\
            BEGIN:STANDARD\r\nDTSTART:20260101T010000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n\
            BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n\
            BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n\
            END:VTIMEZONE\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_clock_that_is_never_set_has_one_part() {
        let (from, to) =
            (Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0), Utc.with_ymd_and_hms(2028, 1, 1, 0, 0, 0));
        let text = component(chrono_tz::Etc::UTC, from.unwrap(), to.unwrap());
        assert_eq!(text.matches("BEGIN:STANDARD").count(), 1, "{text}");
    }
}
