//! When something takes place, and what has become of it.

use super::{Words, fill};
use crate::http::feed::{Days, Hours, Occurrence, Period, clock};
use chrono::{DateTime, FixedOffset, NaiveDateTime, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use kulturhub_domain::text::Language;

/// Tells times to people of a region, whose clock goes without saying.
#[derive(Clone, Copy)]
pub(in crate::http) struct Times {
    pub words: &'static Words,
    pub home: Tz,
}

impl Times {
    /// `fredag 27. november 2026 kl. 19.00–21.00`, or days.
    pub fn span(&self, occurrence: &Occurrence) -> String {
        if let Some(days) = occurrence.all_day {
            return self.days(days);
        }
        let zone = &*occurrence.time_zone;
        let starts = clock::local(occurrence.starts_at, zone);
        let begins = self.moment(occurrence.starts_at, zone);
        let told = match occurrence.ends_at {
            None => begins,
            Some(end) if clock::local(end, zone).date() == starts.date() => {
                format!("{begins}–{}", self.hour(end, zone).trim_start_matches("kl. "))
            }
            Some(end) => format!("{begins} – {}", self.moment(end, zone)),
        };
        format!("{told}{}", self.zone(zone))
    }

    /// `1. december 2026 – 31. januar 2027`.
    pub fn days(&self, days: Days) -> String {
        let from = self.words.day(days.from);
        if days.from == days.to { from } else { format!("{from} – {}", self.words.day(days.to)) }
    }

    /// The zone whose clock is meant, where it is another than that of the region: ` (Asia/Tokyo)`.
    pub fn zone(&self, zone: &str) -> String {
        if zone == self.home.name() { String::new() } else { format!(" ({zone})") }
    }

    /// When what goes on for a while is open, a line for each day of the week and each day that is otherwise.
    pub fn opening(&self, period: &Period, exceptions: &[&Occurrence]) -> Vec<String> {
        let words = self.words;
        let hours = |hours: &Hours| format!("{}–{}", self.clock(&hours.opens), self.clock(&hours.closes));
        let usual = period.opening_hours.iter().map(|open| {
            let weekday = open.weekday.parse::<Weekday>();
            let weekday = weekday.map_or("", |day| words.weekdays[day.num_days_from_monday() as usize]);
            format!("{weekday} {}", hours(&open.hours))
        });
        let adjusted =
            period.adjusted.iter().map(|open| format!("{} {}", words.day(open.day), hours(&open.hours)));
        let closed = period.closed.iter().map(|day| format!("{} {}", words.day(*day), words.closed));
        let usual_place = period.line();
        let others = exceptions.iter().map(|one| self.exception(one, usual_place.as_deref()));
        usual.chain(adjusted).chain(closed).chain(others).collect()
    }

    /// A time of a period that is not as the period has it: `... kl. 10.00–17.00 (aflyst)`.
    fn exception(&self, occurrence: &Occurrence, usual_place: Option<&str>) -> String {
        let zone = &*occurrence.time_zone;
        let day = |at| clock::local(at, zone).date();
        let planned =
            occurrence.series_starts_at.filter(|planned| day(*planned) != day(occurrence.starts_at));
        let moved = planned.map(|planned| fill(self.words.moved_from, "time", &self.moment(planned, zone)));
        let moved = moved.filter(|_| occurrence.status == "SCHEDULED");
        let place = occurrence.line().filter(|place| Some(&**place) != usual_place);
        let mark = self.mark("", occurrence).map(|mark| mark.to_lowercase());
        let notes: Vec<String> = [place, moved, mark].into_iter().flatten().collect();
        let span = self.span(occurrence);
        if notes.is_empty() { span } else { format!("{span} ({})", notes.join("; ")) }
    }

    /// What is not as one would expect of a time, or of all of an activity.
    pub fn mark(&self, of_activity: &str, occurrence: &Occurrence) -> Option<String> {
        let words = self.words;
        let told = match &*occurrence.status {
            _ if of_activity == "CANCELLED" => words.cancelled,
            "CANCELLED" => words.cancelled,
            "POSTPONED" if occurrence.start_before().is_none() => words.postponed_open,
            _ if occurrence.is_over(Utc::now()) => words.over,
            "POSTPONED" => return Some(self.postponed(occurrence)),
            "SOLD_OUT" => words.sold_out,
            "NOT_ON_SALE" => words.not_on_sale,
            _ => return None,
        };
        Some(told.to_owned())
    }

    /// From when it was moved; as long as no new time is known, the old one does not hold.
    pub fn postponed(&self, occurrence: &Occurrence) -> String {
        let Some(before) = occurrence.start_before() else { return self.words.postponed_open.to_owned() };
        let zone = &*occurrence.time_zone;
        let time = match occurrence.all_day {
            Some(_) => self.words.day(clock::local(before, zone).date()),
            None => self.moment(before, zone),
        };
        format!("{} {time}", self.words.postponed_from)
    }

    fn moment(&self, at: DateTime<FixedOffset>, zone: &str) -> String {
        format!("{} {}", self.words.day(clock::local(at, zone).date()), self.hour(at, zone))
    }

    /// `kl. 19.30`; in the hour that the clock shows twice, which of both.
    fn hour(&self, at: DateTime<FixedOffset>, zone: &str) -> String {
        let time = self.time(clock::local(at, zone));
        if !clock::is_ambiguous(at, zone) {
            return time;
        }
        let words = self.words;
        let which = if clock::is_summer(at, zone) { words.summer_time } else { words.winter_time };
        format!("{time} ({which})")
    }

    fn time(&self, at: NaiveDateTime) -> String {
        match self.words.language() {
            Language::Danish => format!("kl. {}.{:02}", at.hour(), at.minute()),
            Language::English => format!("{}:{:02}", at.hour(), at.minute()),
        }
    }

    /// `10.00`, of `10:00`.
    fn clock(&self, time: &str) -> String {
        match self.words.language() {
            Language::Danish => time.replace(':', "."),
            Language::English => time.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Times, Words};
    use crate::http::feed::Occurrence;
    use chrono_tz::Europe::Copenhagen;
    use kulturhub_domain::text::Language;
    use serde_json::{Value, json};

    const DANISH: Language = Language::Danish;
    const ENGLISH: Language = Language::English;

    fn occurrence(given: &Value) -> Occurrence {
        let mut whole = json!({ "id": "occurrence_1", "endsAt": null, "allDay": null, "timeZone": "Europe/Copenhagen",
            "status": "SCHEDULED", "previousStartsAt": null, "seriesId": null, "seriesStartsAt": null,
            "exception": false, "room": null, "place": null });
        for (name, value) in given.as_object().unwrap() {
            whole[name] = value.clone();
        }
        serde_json::from_value(whole).unwrap()
    }

    fn times(language: Language) -> Times {
        Times { words: Words::of(language), home: Copenhagen }
    }

    #[test]
    fn times_are_told_as_people_do() {
        let start = "2097-01-12T19:05:00+01:00";
        let (evening, night) = ("2097-01-12T21:05:00+01:00", "2097-01-13T03:05:00+01:00");
        for (language, given, expected) in [
            (DANISH, json!({ "startsAt": start }), "lørdag 12. januar 2097 kl. 19.05"),
            (
                DANISH,
                json!({ "startsAt": start, "endsAt": evening }),
                "lørdag 12. januar 2097 kl. 19.05–21.05",
            ),
            (
                ENGLISH,
                json!({ "startsAt": start, "endsAt": night }),
                "Saturday 12 January 2097 19:05 – Sunday 13 January 2097 3:05",
            ),
            (
                ENGLISH,
                json!({ "startsAt": start, "allDay": { "from": "2097-01-12", "to": "2097-01-13" } }),
                "Saturday 12 January 2097 – Sunday 13 January 2097",
            ),
            (
                ENGLISH,
                json!({ "startsAt": start, "allDay": { "from": "2097-01-12", "to": "2097-01-12" } }),
                "Saturday 12 January 2097",
            ),
            (
                DANISH,
                json!({ "startsAt": "2097-01-12T09:00:00+09:00", "endsAt": "2097-01-12T10:00:00+09:00",
                    "timeZone": "Asia/Tokyo" }),
                "lørdag 12. januar 2097 kl. 9.00–10.00 (Asia/Tokyo)",
            ),
            (
                DANISH,
                json!({ "startsAt": "2026-10-25T02:30:00+02:00", "endsAt": "2026-10-25T02:30:00+01:00" }),
                "søndag 25. oktober 2026 kl. 2.30 (sommertid)–2.30 (vintertid)",
            ),
        ] {
            assert_eq!(times(language).span(&occurrence(&given)), expected);
        }
    }

    #[test]
    fn what_has_become_of_a_time_is_told() {
        let (start, before, past) =
            ("2097-01-12T19:05:00+01:00", "2097-01-11T18:00:00+01:00", "2020-01-12T19:05:00+01:00");
        for (given, expected) in [
            (json!({ "startsAt": start }), None),
            (json!({ "startsAt": past }), Some("Slut")),
            (json!({ "startsAt": past, "status": "CANCELLED" }), Some("Aflyst")),
            (json!({ "startsAt": start, "status": "SOLD_OUT" }), Some("Udsolgt")),
            (json!({ "startsAt": start, "status": "NOT_ON_SALE" }), Some("Billetsalget er ikke begyndt")),
            (json!({ "startsAt": past, "status": "POSTPONED" }), Some("Udsat; den nye tid kendes ikke")),
            (
                json!({ "startsAt": start, "status": "POSTPONED", "previousStartsAt": start }),
                Some("Udsat; den nye tid kendes ikke"),
            ),
            (
                json!({ "startsAt": start, "status": "POSTPONED", "previousStartsAt": before }),
                Some("Udsat fra fredag 11. januar 2097 kl. 18.00"),
            ),
        ] {
            assert_eq!(times(DANISH).mark("PUBLISHED", &occurrence(&given)).as_deref(), expected);
        }
    }
}
