//! Likely doubles: two activities that are probably one, sent in twice, perhaps by two institutions.

use super::{Activity, Status};
use crate::code::{ActivityId, MunicipalityCode, VenueId};
use crate::geo::{Point, km_between};
use crate::occurrence::{Occurrence, Timing};
use crate::place::Place;
use crate::reference::Reference;
use crate::search::{alike_in_spelling, alike_in_words};
use crate::text::{Localized, Title};
use crate::time::Instant;
use chrono::TimeDelta;

/// How far apart two starts may be that are about the same.
const ABOUT: TimeDelta = TimeDelta::minutes(60);
/// How far apart two points may be that are the same place.
const NEAR_KM: f64 = 0.15;
/// From where on two titles have enough words in common.
const SAME_WORDS: f64 = 0.6;
/// From where on they differ by a slip of the keyboard only.
const SAME_SPELLING: f64 = 0.82;
/// How many occurrences of an activity are compared, from the first.
const MOST_COMPARED: usize = 50;

/// What of an activity is compared.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    pub id: ActivityId,
    pub status: Status,
    pub title: &'a Localized<Title>,
    pub occurrences: &'a [Occurrence],
}

/// In what a double is alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness<'a> {
    /// The first occurrence of the other one that shares place and time.
    pub occurrence: &'a Occurrence,
    /// It is at the same known venue; else at a place of the same name, or a few steps away.
    pub same_venue: bool,
    /// From 0 to 1.
    pub title: f64,
}

/// Where and when something like an occurrence would be: what a store can look for.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    pub starts: Instant,
    /// Others reach into the window that end after its beginning and start before its end.
    pub from: Instant,
    pub until: Instant,
    pub venue: Option<VenueId>,
    pub municipality: Option<MunicipalityCode>,
    pub point: Option<Point>,
}

impl<'a> From<&'a Activity> for Compared<'a> {
    fn from(activity: &'a Activity) -> Self {
        let (id, status) = (activity.id, activity.status);
        Self { id, status, title: &activity.content.title, occurrences: &activity.occurrences }
    }
}

impl<'a> Compared<'a> {
    /// The occurrences that are compared.
    fn live(&self) -> impl Iterator<Item = &'a Occurrence> + use<'a> {
        self.occurrences.iter().filter(|occurrence| occurrence.is_live())
    }

    /// What has no doubles any more.
    fn is_over(&self) -> bool {
        matches!(self.status, Status::Cancelled | Status::Withdrawn)
    }

    /// Where and when its doubles would be; nowhere for what is online, or does not take place.
    pub fn windows(&self, reference: &Reference) -> Vec<Window> {
        if self.is_over() {
            return Vec::new();
        }
        let spots = self.live().take(MOST_COMPARED).filter_map(|occurrence| {
            let spot = Spot::of(&occurrence.facts.place, reference)?;
            let starts = occurrence.facts.timing.starts();
            Some(Window {
                starts,
                from: starts - ABOUT,
                until: ends(&occurrence.facts.timing).max(starts + ABOUT),
                venue: spot.venue,
                municipality: spot.municipality.cloned(),
                point: spot.point,
            })
        });
        spots.collect()
    }
}

/// How alike two titles are, from 0 to 1, in the language in which they are most alike.
pub fn title_likeness(a: &Localized<Title>, b: &Localized<Title>) -> f64 {
    let texts = |title: &Localized<Title>| {
        [Some(&title.da), title.en.as_ref()].into_iter().flatten().cloned().collect::<Vec<_>>()
    };
    let (a, b) = (texts(a), texts(b));
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a.as_str(), b.as_str())));
    pairs.fold(0.0, |best: f64, (a, b)| {
        let spelling = Some(alike_in_spelling(a, b)).filter(|alike| *alike >= SAME_SPELLING);
        best.max(alike_in_words(a, b)).max(spelling.unwrap_or_default())
    })
}

/// Whether titles are enough alike.
pub fn titles_match(likeness: f64) -> bool {
    likeness >= SAME_WORDS
}

/// In what the other one is a likely double of this one; none when it is not.
pub fn likeness<'a>(one: Compared<'_>, other: Compared<'a>, reference: &Reference) -> Option<Likeness<'a>> {
    if one.id == other.id || one.is_over() || other.is_over() {
        return None;
    }
    let title = title_likeness(one.title, other.title);
    if !titles_match(title) {
        return None;
    }
    let own: Vec<&Occurrence> = one.live().take(MOST_COMPARED).collect();
    let shared = other.live().find_map(|theirs| {
        let same_time = own.iter().filter(|own| at_the_same_time(&own.facts.timing, &theirs.facts.timing));
        let places = same_time.filter_map(|own| same_place(&own.facts.place, &theirs.facts.place, reference));
        // The same venue says more than a neighbour.
        places.max().map(|same_venue| (theirs, same_venue))
    });
    shared.map(|(occurrence, same_venue)| Likeness { occurrence, same_venue, title })
}

/// The end; the start, where nobody knows the end.
fn ends(timing: &Timing) -> Instant {
    timing.ends().unwrap_or_else(|| timing.starts())
}

fn at_the_same_time(a: &Timing, b: &Timing) -> bool {
    let about = (a.starts() - b.starts()).abs() <= ABOUT;
    about || (a.starts() < ends(b) && b.starts() < ends(a))
}

/// Whether two places are the same, and then whether they are one known venue.
fn same_place(a: &Place, b: &Place, reference: &Reference) -> Option<bool> {
    let (a, b) = (Spot::of(a, reference)?, Spot::of(b, reference)?);
    if a.venue.is_some() && a.venue == b.venue {
        return Some(true);
    }
    let near = a.point.zip(b.point).is_some_and(|(a, b)| km_between(a, b) <= NEAR_KM);
    // Two known venues are two, whatever they are called.
    let known = a.venue.is_some() && b.venue.is_some();
    let named = !known && a.municipality == b.municipality && names_match(a.name, b.name);
    (near || named).then_some(false)
}

fn names_match(a: &str, b: &str) -> bool {
    alike_in_words(a, b) >= SAME_WORDS || alike_in_spelling(a, b) >= SAME_SPELLING
}

/// A place as it is compared, known or given.
struct Spot<'a> {
    venue: Option<VenueId>,
    name: &'a str,
    municipality: Option<&'a MunicipalityCode>,
    point: Option<Point>,
}

impl<'a> Spot<'a> {
    fn of(place: &'a Place, reference: &'a Reference) -> Option<Self> {
        match place {
            Place::Venue(id) => reference.venues.get(id).map(|venue| Self {
                venue: Some(*id),
                name: venue.facts.name.as_str(),
                municipality: venue.facts.municipality.as_ref(),
                point: venue.facts.point,
            }),
            Place::Given(place) => Some(Self {
                venue: None,
                name: place.name.as_str(),
                municipality: place.municipality.as_ref(),
                point: place.point,
            }),
            Place::Online => None,
        }
    }
}
