//! What a sender probably meant: the term, institution, initiative, municipality or venue closest to what was sent.

use crate::code::{InstitutionId, MunicipalityCode};
use crate::geo::{Point, km_between};
use crate::municipality::Municipality;
use crate::occurrence::VenueRef;
use crate::place::GivenPlaceDraft;
use crate::reference::Reference;
use crate::search::{alike_in_spelling, alike_in_words};
use crate::text::{Localized, Text, Title};
use crate::venue::Venue;
use crate::vocabulary::Scheme;
use std::sync::Arc;

/// From where on two names have enough words in common.
const SAME_WORDS: f64 = 0.6;
/// From where on two names are spelt close enough.
const SAME_SPELLING: f64 = 0.75;
/// How far from a given point a venue is suggested for it, in kilometres.
const NEAR_KM: f64 = 0.3;

/// What to send instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The value of the field: a code or an id.
    pub value: String,
    /// Its name, for people.
    pub label: Localized<Title>,
}

/// Where to look for what was probably meant, by what was sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Meant {
    Term(Scheme, String),
    Institution(String),
    Initiative(String),
    Municipality {
        raw: String,
        postcode: Option<String>,
        town: Option<String>,
    },
    Venue(String),
    /// Of an occurrence that names a venue and gives a place.
    VenueOf(Option<VenueRef>, Option<GivenPlaceDraft>),
    /// Of an occurrence of this institution that has neither.
    OwnVenue(InstitutionId),
}

impl Meant {
    /// The closest there is; none when nothing is close.
    pub fn suggestion(&self, reference: &Reference) -> Option<Suggestion> {
        match self {
            Self::Term(scheme, raw) => term(*scheme, raw, reference),
            Self::Institution(raw) => institution(raw, reference),
            Self::Initiative(raw) => initiative(raw, reference),
            Self::Municipality { raw, postcode, town } => {
                municipality(raw, postcode.as_deref(), town.as_deref(), reference)
            }
            Self::Venue(raw) => venue(raw, reference),
            Self::VenueOf(named, place) => venue_of(named.as_ref(), place.as_ref(), reference),
            Self::OwnVenue(institution) => own_venue(institution, reference),
        }
    }
}

/// Longer names than any there are are close to none, in bytes.
const LONGEST: usize = 400;

impl Suggestion {
    fn named(value: String, name: &Title) -> Self {
        Self { value, label: Localized { da: name.clone(), en: None } }
    }

    fn of_venue(venue: &Venue) -> Self {
        Self::named(format!("venue_{}", venue.id), &venue.facts.name)
    }

    fn of_municipality(municipality: &Municipality) -> Self {
        Self::named(municipality.code.to_string(), &municipality.name)
    }
}

/// The term of a vocabulary by its code or a name of it.
fn term(scheme: Scheme, raw: &str, reference: &Reference) -> Option<Suggestion> {
    let terms = reference.terms_of(scheme).into_iter();
    let known =
        terms.map(|term| (term, vec![term.code.as_str(), term.name.da.as_str(), english(&term.name)]));
    let term = closest(raw, known)?;
    Some(Suggestion { value: term.code.to_string(), label: term.name.clone() })
}

/// The institution by its id or name.
fn institution(raw: &str, reference: &Reference) -> Option<Suggestion> {
    let rows = reference.institutions.values();
    let known = rows.map(|row| (row, vec![row.id.as_str(), row.name.as_str()]));
    let institution = closest(word(raw), known)?;
    Some(Suggestion::named(format!("institution_{}", institution.id), &institution.name))
}

/// The initiative by its id or a name of it.
fn initiative(raw: &str, reference: &Reference) -> Option<Suggestion> {
    let rows = reference.initiatives.values();
    let known = rows.map(|row| {
        let long = row.long_name.as_ref();
        let long = [long.map_or("", |name| name.da.as_str()), long.map_or("", english)];
        (row, [row.id.as_str(), row.name.da.as_str(), english(&row.name)].into_iter().chain(long).collect())
    });
    let initiative = closest(word(raw), known)?;
    let value = format!("initiative_{}", initiative.id);
    Some(Suggestion { value, label: initiative.name.clone() })
}

/// The municipality whose name was sent instead of its code; else the one that the place's postcode lies in, and of
/// several the one that is called like the town.
fn municipality(
    raw: &str,
    postcode: Option<&str>,
    town: Option<&str>,
    reference: &Reference,
) -> Option<Suggestion> {
    let raw = word(raw);
    let code = MunicipalityCode::parse(raw.trim_start_matches('0')).ok();
    if let Some(known) = code.and_then(|code| reference.municipalities.get(&code)) {
        return Some(Suggestion::of_municipality(known));
    }
    let named = |raw: &str, rows: &[&Arc<Municipality>]| {
        let known = rows.iter().map(|row| (Arc::clone(row), vec![row.name.as_str()]));
        closest(raw, known)
    };
    let all: Vec<_> = reference.municipalities.values().collect();
    let of_name = named(raw, &all);
    let of_postcode = || {
        let postcode = postcode?.trim();
        let lies_in = |row: &&&Arc<Municipality>| row.postcodes.iter().any(|known| known == postcode);
        let fitting: Vec<_> = all.iter().filter(lies_in).copied().collect();
        named(town.unwrap_or_default(), &fitting).or_else(|| fitting.first().map(|row| Arc::clone(row)))
    };
    of_name.or_else(of_postcode).map(|row| Suggestion::of_municipality(&row))
}

/// The venue by its name, or by the word that the region names it by.
fn venue(raw: &str, reference: &Reference) -> Option<Suggestion> {
    let known = venues(reference).map(|venue| {
        let slug = venue.slug.as_ref().map_or("", |slug| slug.as_str());
        (venue, vec![venue.facts.name.as_str(), slug])
    });
    closest(word(raw), known).map(Suggestion::of_venue)
}

/// The venue of an occurrence that names a venue and gives a place: the named one, or else the nearest to the place,
/// or the one called like it.
fn venue_of(
    named: Option<&VenueRef>,
    place: Option<&GivenPlaceDraft>,
    reference: &Reference,
) -> Option<Suggestion> {
    let named = named.and_then(|named| match named {
        VenueRef::Id(id) => reference.venues.get(id).map(|venue| Suggestion::of_venue(venue)),
        VenueRef::Unreadable(raw) => venue(raw, reference),
    });
    named.or_else(|| near(place?, reference))
}

fn near(place: &GivenPlaceDraft, reference: &Reference) -> Option<Suggestion> {
    let point = Point::parse_pair(place.latitude, place.longitude).ok().flatten();
    let far = |venue: &Venue| Some(km_between(point?, venue.facts.point?)).filter(|km| *km <= NEAR_KM);
    let nearest = venues(reference).filter_map(|venue| Some((far(venue)?, venue)));
    let nearest = nearest.min_by(|(a, _), (b, _)| a.total_cmp(b));
    nearest.map(|(_, venue)| Suggestion::of_venue(venue)).or_else(|| venue(&place.name, reference))
}

/// The venue of an institution that has only one.
fn own_venue(institution: &InstitutionId, reference: &Reference) -> Option<Suggestion> {
    let mut own = venues(reference).filter(|venue| venue.facts.institution.as_ref() == Some(institution));
    let only = own.next()?;
    if own.next().is_some() { None } else { Some(Suggestion::of_venue(only)) }
}

/// In an order that is the same each time.
fn venues(reference: &Reference) -> impl Iterator<Item = &Venue> {
    let mut venues: Vec<&Venue> = reference.venues.values().map(|venue| &**venue).collect();
    venues.sort_by_key(|venue| venue.id);
    venues.into_iter()
}

fn english<const MAX: usize>(name: &Localized<Text<MAX>>) -> &str {
    name.en.as_ref().map(Text::as_str).unwrap_or_default()
}

/// An id without the type before it, whichever that is.
fn word(raw: &str) -> &str {
    match raw.split_once('_') {
        Some(("institution" | "initiative" | "municipality" | "venue", word)) => word,
        _ => raw,
    }
}

/// Which of these has a name that is closest to what was sent, if any is close enough; of equal ones the first.
fn closest<'a, T>(raw: &str, known: impl Iterator<Item = (T, Vec<&'a str>)>) -> Option<T> {
    if raw.len() > LONGEST {
        return None;
    }
    let rated = known.map(|(row, names)| {
        let best = names.into_iter().map(|name| closeness(raw, name)).fold(0.0, f64::max);
        (best, row)
    });
    let better = |best: Option<(f64, T)>, next: (f64, T)| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    };
    rated.filter(|(alike, _)| *alike > 0.0).fold(None, better).map(|(_, row)| row)
}

/// How close a name is to what was sent, from 0 (too far) to 1.
fn closeness(raw: &str, name: &str) -> f64 {
    let spelling = alike_in_spelling(raw, name);
    let spelling = if spelling >= SAME_SPELLING { spelling } else { 0.0 };
    let words = alike_in_words(raw, name);
    if words >= SAME_WORDS { words.max(spelling) } else { spelling }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::fixtures::{reference, venue_id};
    use crate::code::{Code, InitiativeId};
    use crate::geo::Point;
    use crate::vocabulary::Term;

    fn title(text: &str) -> Title {
        Title::parse(text).unwrap()
    }

    fn both(da: &str, en: &str) -> Localized<Title> {
        Localized { da: title(da), en: Some(title(en)) }
    }

    /// The region of the tests, with names that people use.
    fn named() -> Reference {
        let mut reference = reference();
        let any = Term::clone(reference.terms_of(Scheme::Category)[0]);
        reference.terms.retain(|(scheme, _), _| *scheme != Scheme::Category);
        for (position, (code, da, en)) in (0..).zip([
            ("music", "Musik", "Music"),
            ("musical", "Musical", "Musical"),
            ("rock_pop", "Rock og pop", "Rock and pop"),
            ("theatre", "Teater", "Theatre"),
            ("story_time", "Højtlæsning", "Story time"),
        ]) {
            let code = Code::parse(code).unwrap();
            let term = Term { code: code.clone(), position, name: both(da, en), ..any.clone() };
            reference.terms.insert((Scheme::Category, code), Arc::new(term));
        }
        for (id, name) in [("koege", "Køge Bibliotek"), ("roskilde", "Roskilde Museum")] {
            let id = InstitutionId::parse(id).unwrap();
            let row = reference.institutions.get_mut(&id).unwrap();
            Arc::make_mut(row).name = title(name);
        }
        let music = reference.initiatives.get_mut(&InitiativeId::parse("musik").unwrap()).unwrap();
        Arc::make_mut(music).name = both("Musik i øjenhøjde", "Music at eye level");
        for (code, postcodes) in [("259", ["4600", "4621"]), ("265", ["4000", "4621"])] {
            let row = reference.municipalities.get_mut(&MunicipalityCode::parse(code).unwrap()).unwrap();
            Arc::make_mut(row).postcodes = postcodes.map(str::to_owned).into();
        }
        for (name, owner, point) in
            [("koege", Some("koege"), (55.456, 12.182)), ("roskilde", Some("roskilde"), (55.641, 12.080))]
        {
            let row = Arc::make_mut(reference.venues.get_mut(&venue_id(name)).unwrap());
            row.slug = Some(Code::parse(&format!("{name}-hus")).unwrap());
            row.facts.institution = owner.map(|id| InstitutionId::parse(id).unwrap());
            row.facts.point = Some(Point::parse(point.0, point.1, None).unwrap());
        }
        reference
    }

    fn value(suggestion: Option<Suggestion>) -> Option<String> {
        suggestion.map(|suggestion| suggestion.value)
    }

    #[test]
    fn a_term_is_found_by_its_code_or_a_name() {
        let reference = named();
        for (raw, expected) in [
            ("musik", Some("music")),
            ("MUSIC", Some("music")),
            ("musicals", Some("musical")),
            ("Teater", Some("theatre")),
            ("theater", Some("theatre")),
            ("hoejtlaesning", Some("story_time")),
            ("højtlæsnig", Some("story_time")),
            ("story-time", Some("story_time")),
            ("rock", Some("rock_pop")),
            ("gymnastik", None),
            ("m", None),
            (&"musik".repeat(100), None),
            ("", None),
            ("💥", None),
        ] {
            assert_eq!(value(term(Scheme::Category, raw, &reference)).as_deref(), expected, "{raw}");
        }
        assert_eq!(term(Scheme::Audience, "musik", &reference), None, "each vocabulary by itself");
        let label = term(Scheme::Category, "musik", &reference).unwrap().label;
        assert_eq!(label, both("Musik", "Music"));
    }

    #[test]
    fn an_institution_and_an_initiative_are_found_by_id_or_name() {
        let reference = named();
        for (raw, expected) in [
            ("Køge Bibliotek", Some("institution_koege")),
            ("biblioteket i koege", Some("institution_koege")),
            ("institution_koge", Some("institution_koege")),
            ("Roskildemuseum", Some("institution_roskilde")),
            ("venue_koege", Some("institution_koege")),
            ("institution_", None),
            ("aarhus-teater", None),
        ] {
            assert_eq!(value(institution(raw, &reference)).as_deref(), expected, "{raw}");
        }
        for (raw, expected) in [
            ("music", Some("initiative_musik")),
            ("initiative_musikk", Some("initiative_musik")),
            ("Music at eye-level", Some("initiative_musik")),
            ("dans", None),
        ] {
            assert_eq!(value(initiative(raw, &reference)).as_deref(), expected, "{raw}");
        }
    }

    #[test]
    fn a_municipality_is_found_by_its_name_or_the_postcode() {
        let reference = named();
        for (raw, postcode, town, expected) in [
            ("Køge", None, None, Some("259")),
            ("koege kommune", None, None, Some("259")),
            ("0265", None, None, Some("265")),
            ("municipality_265", None, None, Some("265")),
            ("Køge", Some("4000"), None, Some("259")),
            ("101", Some(" 4000 "), None, Some("265")),
            ("101", Some("4621"), Some("Roskilde"), Some("265")),
            ("101", Some("4621"), Some("Gadstrup"), Some("259")),
            ("101", Some("4621"), None, Some("259")),
            ("101", Some("9999"), Some("Køge"), None),
            ("101", None, None, None),
            ("", None, None, None),
        ] {
            let found = value(municipality(raw, postcode, town, &reference));
            assert_eq!(found.as_deref(), expected, "{raw} {postcode:?} {town:?}");
        }
    }

    #[test]
    fn a_venue_is_found_by_its_name_or_where_it_is() {
        let reference = named();
        let id = |name: &str| format!("venue_{}", venue_id(name));
        for (raw, expected) in [
            ("Køge", Some(id("koege"))),
            ("venue_roskilde", Some(id("roskilde"))),
            ("roskilde-hus", Some(id("roskilde"))),
            ("Operaen", None),
        ] {
            assert_eq!(value(venue(raw, &reference)), expected, "{raw}");
        }
        let place = |name: &str, point: Option<(f64, f64)>| GivenPlaceDraft {
            name: name.into(),
            latitude: point.map(|point| point.0),
            longitude: point.map(|point| point.1),
            ..GivenPlaceDraft::default()
        };
        let known = Some(VenueRef::Id(venue_id("roskilde")));
        let unknown = Some(VenueRef::Unreadable("Operaen".into()));
        for (named, place, expected) in [
            (known, place("Køge", Some((55.456, 12.182))), Some(id("roskilde"))),
            (unknown.clone(), place("Scenen", Some((55.4561, 12.1825))), Some(id("koege"))),
            (unknown.clone(), place("Scenen", Some((55.47, 12.182))), None),
            (unknown.clone(), place("Roskilde", Some((400.0, 0.0))), Some(id("roskilde"))),
            (unknown, place("Scenen", None), None),
        ] {
            let meant = Meant::VenueOf(named, Some(place));
            assert_eq!(value(meant.suggestion(&reference)), expected, "{meant:?}");
        }
    }

    #[test]
    fn only_one_venue_is_the_own_one() {
        let mut reference = named();
        let koege = InstitutionId::parse("koege").unwrap();
        let own = |reference: &Reference| value(own_venue(&koege, reference));
        assert_eq!(own(&reference), Some(format!("venue_{}", venue_id("koege"))));
        let malmoe = Arc::make_mut(reference.venues.get_mut(&venue_id("malmoe")).unwrap());
        malmoe.facts.institution = Some(koege.clone());
        assert_eq!(own(&reference), None, "which of two, nobody knows");
        reference.venues.clear();
        assert_eq!(own(&reference), None);
    }
}
