//! What the pages say, in Danish and English.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};
use kulturhub_domain::text::Language;

/// The texts of the pages in one language.
pub(super) struct Words {
    pub language: Language,
    /// As HTML names it.
    pub code: &'static str,
    pub other: (&'static str, &'static str),
    pub name: &'static str,
    pub claim: &'static str,
    pub skip: &'static str,
    pub search: &'static str,
    pub anywhere: &'static str,
    pub any: &'static str,
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
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

static DANISH: Words = Words {
    language: Language::Danish,
    code: "da",
    other: ("en", "English"),
    name: "Kulturhub",
    claim: "Ét sted for kulturregionens aktiviteter, på tværs af kommunegrænser.",
    skip: "Gå til listen",
    search: "Søg",
    anywhere: "Titel, sted eller emne",
    any: "Alle",
    municipality: "Kommune",
    initiative: "Indsats",
    category: "Kategori",
    audience: "Målgruppe",
    from: "Fra",
    to: "Til og med",
    free: "Gratis",
    wheelchair: "Adgang med kørestol",
    show: "Vis",
    weekend: "I weekenden",
    all: "Vis alle",
    activities: "aktiviteter",
    none: "Intet passer. Prøv med færre valg.",
    more: "Flere",
    calendar_file: "Til kalenderen (.ics)",
    news: "Nyt (Atom)",
    embed: "Vis listen på en anden side",
    when: "Hvornår",
    wherever: "Hvor",
    price: "Pris",
    price_unknown: "Ikke oplyst",
    by: "Arrangør",
    with: "Sammen med",
    links: "Mere",
    online: "Online",
    cancelled: "Aflyst",
    postponed: "Udsat",
    sold_out: "Udsolgt",
    photo: "Foto",
    back: "Alle aktiviteter",
    not_found: "Siden findes ikke",
    not_found_why: "Der er ingen aktivitet på denne adresse.",
    gone: "Aktiviteten er trukket tilbage",
    gone_why: "Den var her, men er ikke længere offentlig.",
    wrong: "Det kan ikke vises",
    developers: "For udviklere",
    weekdays: ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
    months: [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ],
};

static ENGLISH: Words = Words {
    language: Language::English,
    code: "en",
    other: ("da", "Dansk"),
    name: "Kulturhub",
    claim: "One place for the activities of the culture region, across municipal borders.",
    skip: "Go to the list",
    search: "Search",
    anywhere: "Title, place or subject",
    any: "All",
    municipality: "Municipality",
    initiative: "Initiative",
    category: "Category",
    audience: "Audience",
    from: "From",
    to: "Until",
    free: "Free",
    wheelchair: "Wheelchair access",
    show: "Show",
    weekend: "This weekend",
    all: "Show all",
    activities: "activities",
    none: "Nothing matches. Try fewer choices.",
    more: "More",
    calendar_file: "Add to calendar (.ics)",
    news: "News (Atom)",
    embed: "Show this list on another site",
    when: "When",
    wherever: "Where",
    price: "Price",
    price_unknown: "Not stated",
    by: "By",
    with: "With",
    links: "More",
    online: "Online",
    cancelled: "Cancelled",
    postponed: "Postponed",
    sold_out: "Sold out",
    photo: "Photo",
    back: "All activities",
    not_found: "There is no such page",
    not_found_why: "There is no activity at this address.",
    gone: "The activity was withdrawn",
    gone_why: "It was here, and is no longer public.",
    wrong: "This cannot be shown",
    developers: "For developers",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Danish => &DANISH,
            Language::English => &ENGLISH,
        }
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
        match self.language {
            Language::Danish => format!("{weekday} {}. {month} {year}", day.day()),
            Language::English => format!("{weekday} {} {month} {year}", day.day()),
        }
    }

    /// `kl. 19.30`.
    pub fn time(&self, at: DateTime<FixedOffset>) -> String {
        match self.language {
            Language::Danish => format!("kl. {}.{:02}", at.hour(), at.minute()),
            Language::English => format!("{}:{:02}", at.hour(), at.minute()),
        }
    }

    /// An amount in øre.
    pub fn money(&self, ore: i64) -> String {
        let (kroner, rest) = (ore / 100, ore % 100);
        match (self.language, rest) {
            (_, 0) => format!("{kroner} kr."),
            (Language::Danish, _) => format!("{kroner},{rest:02} kr."),
            (Language::English, _) => format!("DKK {kroner}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use chrono::{DateTime, NaiveDate};
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
        assert_eq!((danish.money(12_500), danish.money(12_550)), ("125 kr.".into(), "125,50 kr.".into()));
    }
}
