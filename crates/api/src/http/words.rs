//! What the pages say, in Danish and English.

use super::feed::{Days, Hours, Period};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Weekday};
use kulturhub_domain::text::Language;
use serde::Deserialize;
use std::sync::LazyLock;

/// The texts of the pages in one language.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Words {
    /// As HTML names it.
    pub code: &'static str,
    pub other: (&'static str, &'static str),
    pub name: &'static str,
    pub claim: &'static str,
    pub skip: &'static str,
    pub search: &'static str,
    pub anywhere: &'static str,
    pub municipality: &'static str,
    pub initiative: &'static str,
    pub category: &'static str,
    pub audience: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub free: &'static str,
    pub wheelchair: &'static str,
    pub show: &'static str,
    pub weekend: &'static str,
    pub all: &'static str,
    pub activities: &'static str,
    pub none: &'static str,
    pub more: &'static str,
    pub calendar_file: &'static str,
    pub news: &'static str,
    pub embed: &'static str,
    pub when: &'static str,
    pub wherever: &'static str,
    pub price: &'static str,
    pub price_unknown: &'static str,
    pub by: &'static str,
    pub with: &'static str,
    pub links: &'static str,
    pub online: &'static str,
    pub cancelled: &'static str,
    pub postponed: &'static str,
    pub sold_out: &'static str,
    pub photo: &'static str,
    pub back: &'static str,
    pub not_found: &'static str,
    pub not_found_why: &'static str,
    pub gone: &'static str,
    pub gone_why: &'static str,
    pub wrong: &'static str,
    pub developers: &'static str,
    closed: &'static str,
    pub postponed_from: &'static str,
    pub postponed_open: &'static str,
    pub initiatives: &'static str,
    pub access: &'static str,
    pub access_yes: &'static str,
    pub access_no: &'static str,
    pub access_unknown: &'static str,
    pub share: &'static str,
    pub dashboard: &'static str,
    pub desk: &'static str,
    pub loading: &'static str,
    pub needs_script: &'static str,
    pub not_built: &'static str,
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

/// The part of the messages that is the server's.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Messages {
    site: Words,
}

static DANISH: LazyLock<Words> = LazyLock::new(|| read(false));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| read(true));

fn read(is_english: bool) -> Words {
    let messages: Messages = serde_json::from_str(kulturhub_web::messages(is_english))
        .expect("the messages are those of the pages");
    messages.site
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Danish => &DANISH,
            Language::English => &ENGLISH,
        }
    }

    pub fn language(&self) -> Language {
        if self.code == ENGLISH.code { Language::English } else { Language::Danish }
    }

    /// The language of a text, as HTML names it, if it is not that of the page: `DA` is told as `da`.
    pub fn other_than(&self, text: &str) -> Option<&'static str> {
        let code = if text == "EN" { "en" } else { "da" };
        (code != self.code).then_some(code)
    }

    /// `tirsdag 12. januar 2027`.
    pub fn day(&self, day: NaiveDate) -> String {
        let weekday = self.weekdays[day.weekday().num_days_from_monday() as usize];
        let (month, year) = (self.months[day.month0() as usize], day.year());
        match self.language() {
            Language::Danish => format!("{weekday} {}. {month} {year}", day.day()),
            Language::English => format!("{weekday} {} {month} {year}", day.day()),
        }
    }

    /// `kl. 19.30`.
    pub fn time(&self, at: DateTime<FixedOffset>) -> String {
        match self.language() {
            Language::Danish => format!("kl. {}.{:02}", at.hour(), at.minute()),
            Language::English => format!("{}:{:02}", at.hour(), at.minute()),
        }
    }

    /// When what goes on for a while is open, a line for each day of the week and each day that is otherwise.
    pub fn opening(&self, period: &Period) -> Vec<String> {
        let hours = |hours: &Hours| format!("{}–{}", self.clock(&hours.opens), self.clock(&hours.closes));
        let usual = period.opening_hours.iter().map(|open| {
            let weekday = open.weekday.parse::<Weekday>();
            let weekday = weekday.map_or("", |day| self.weekdays[day.num_days_from_monday() as usize]);
            format!("{weekday} {}", hours(&open.hours))
        });
        let adjusted =
            period.adjusted.iter().map(|open| format!("{} {}", self.day(open.day), hours(&open.hours)));
        let closed = period.closed.iter().map(|day| format!("{} {}", self.day(*day), self.closed));
        usual.chain(adjusted).chain(closed).collect()
    }

    /// `10.00`, of `10:00`.
    fn clock(&self, time: &str) -> String {
        match self.language() {
            Language::Danish => time.replace(':', "."),
            Language::English => time.to_owned(),
        }
    }

    /// `fredag 27. november 2026 kl. 19.00–21.00`, or days.
    pub fn span(
        &self,
        starts: DateTime<FixedOffset>,
        ends: Option<DateTime<FixedOffset>>,
        all_day: Option<Days>,
    ) -> String {
        if let Some(days) = all_day {
            let from = self.day(days.from);
            return if days.from == days.to { from } else { format!("{from} – {}", self.day(days.to)) };
        }
        let begins = format!("{} {}", self.day(starts.date_naive()), self.time(starts));
        match ends {
            None => begins,
            Some(ends) if ends.date_naive() == starts.date_naive() => {
                format!("{begins}–{}", self.time(ends).trim_start_matches("kl. "))
            }
            Some(ends) => format!("{begins} – {} {}", self.day(ends.date_naive()), self.time(ends)),
        }
    }

    /// An amount in øre.
    pub fn money(&self, ore: i64) -> String {
        let (kroner, rest) = (ore / 100, ore % 100);
        match (self.language(), rest) {
            (_, 0) => format!("{kroner} kr."),
            (Language::Danish, _) => format!("{kroner},{rest:02} kr."),
            (Language::English, _) => format!("DKK {kroner}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Days, Words};
    use chrono::{DateTime, NaiveDate, TimeDelta};
    use kulturhub_domain::text::Language;

    #[test]
    fn days_times_and_amounts_are_told_as_people_do() {
        let (day, at) = (NaiveDate::from_ymd_opt(2027, 1, 12).unwrap(), "2027-01-12T19:05:00+01:00");
        let at = DateTime::parse_from_rfc3339(at).unwrap();
        let (danish, english) = (Words::of(Language::Danish), Words::of(Language::English));
        assert_eq!(
            (danish.day(day), danish.time(at)),
            ("tirsdag 12. januar 2027".into(), "kl. 19.05".into())
        );
        assert_eq!((english.day(day), english.time(at)), ("Tuesday 12 January 2027".into(), "19:05".into()));
        let (evening, night) = (at + TimeDelta::hours(2), at + TimeDelta::hours(8));
        assert_eq!(danish.span(at, Some(evening), None), "tirsdag 12. januar 2027 kl. 19.05–21.05");
        assert_eq!(
            english.span(at, Some(night), None),
            "Tuesday 12 January 2027 19:05 – Wednesday 13 January 2027 3:05"
        );
        let days = |to| Some(Days { from: day, to });
        assert_eq!(english.span(at, None, days(day)), "Tuesday 12 January 2027");
        assert_eq!(
            english.span(at, None, days(day.succ_opt().unwrap())),
            "Tuesday 12 January 2027 – Wednesday 13 January 2027"
        );
        assert_eq!((danish.money(12_500), danish.money(12_550)), ("125 kr.".into(), "125,50 kr.".into()));
    }
}
