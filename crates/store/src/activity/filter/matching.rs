//! The filter by an activity in hand, for those who follow: the same answers as the conditions of a list give.

use super::{ActivityFilter, TextClause};
use chrono::{Datelike, NaiveTime, Timelike};
use kulturhub_domain::activity::{Activity, PriceKind, reach};
use kulturhub_domain::code::{Code, MunicipalityCode, VenueId};
use kulturhub_domain::geo::{Area, Point, km_between};
use kulturhub_domain::occurrence::{Occurrence, Timing};
use kulturhub_domain::place::Place;
use kulturhub_domain::reference::Reference;
use kulturhub_domain::search::Document;
use kulturhub_domain::venue::{AccessAnswer, Venue};

impl ActivityFilter {
    /// Whether the activity matches, whoever may see it.
    pub fn has(&self, activity: &Activity, reference: &Reference) -> bool {
        let mut document = None;
        self.has_texts(activity, &mut document)
            && (self.ids.is_empty() || self.ids.contains(&activity.id))
            && (self.statuses.is_empty() || self.statuses.contains(&activity.status))
            && self.has_terms(activity)
            && self.has_price(activity)
            && self.has_participants(activity)
            && self.updated_after.is_none_or(|after| activity.updated_at > after)
            && self.long_running.is_none_or(|long| long == activity.is_long_running())
            && self.crosses_borders.is_none_or(|crosses| crosses == crosses_borders(activity, reference))
            && (!self.asks_occurrences()
                || activity.listed().any(|occurrence| self.has_occurrence(activity, occurrence, reference)))
            && !self.not.as_ref().is_some_and(|not| not.has(activity, reference))
    }

    fn has_terms(&self, activity: &Activity) -> bool {
        let content = &activity.content;
        let is_local = content.belonging.initiatives().is_empty();
        (self.institutions.is_empty() || self.institutions.contains(&activity.institution))
            && self.local.is_none_or(|local| local == is_local)
            && any(&self.initiatives, content.belonging.initiatives())
            && any(&self.categories, &content.categories)
            && any(&self.audiences, &content.audiences)
            && any(&self.partners, &content.partners)
            && any(&self.languages, &content.languages)
            && any(&self.tracks, &content.tracks)
    }

    fn has_price(&self, activity: &Activity) -> bool {
        let price = &activity.content.price;
        let costs = |free: bool| price.kind.is_free() == free && price.kind != PriceKind::Unknown;
        self.price_up_to.is_none_or(|most| price.lowest().is_some_and(|lowest| lowest <= most))
            && self.free.is_none_or(costs)
    }

    fn has_participants(&self, activity: &Activity) -> bool {
        let content = &activity.content;
        let (from, to) = content.age_range.map_or((None, None), |ages| (ages.from, ages.to));
        (self.attendance.is_empty() || self.attendance.contains(&content.attendance))
            && self.age.is_none_or(|age| from.is_none_or(|from| from <= age) && to.is_none_or(|to| age <= to))
    }

    fn has_texts(&self, activity: &Activity, document: &mut Option<Document>) -> bool {
        self.text.iter().all(|text| {
            let words = document.get_or_insert_with(|| Document::of(activity));
            let found = words.points(&text.clause) > 0 || text.names(activity);
            found != text.clause.unwanted
        })
    }

    fn has_occurrence(&self, activity: &Activity, occurrence: &Occurrence, reference: &Reference) -> bool {
        let facts = &occurrence.facts;
        let venue = match &facts.place {
            Place::Venue(id) => reference.venues.get(id).map(AsRef::as_ref),
            _ => None,
        };
        self.from.is_none_or(|from| !facts.timing.has_ended(from))
            && self.to.is_none_or(|to| facts.timing.starts() < to)
            && (self.venues.is_empty() || venue_of(&facts.place).is_some_and(|id| self.venues.contains(id)))
            && (self.municipalities.is_empty() || self.has_municipality(activity, &facts.place, reference))
            && self.has_clock(&facts.timing)
            && self.access.iter().all(|code| venue.is_some_and(|venue| is_known_to_have(venue, code)))
            && self.areas.iter().all(|area| point_of(&facts.place, venue).is_some_and(|at| lies_in(area, at)))
    }

    fn has_municipality(&self, activity: &Activity, place: &Place, reference: &Reference) -> bool {
        let asked =
            |code: Option<&MunicipalityCode>| code.is_some_and(|code| self.municipalities.contains(code));
        let there = match place {
            Place::Online => None,
            Place::Given(place) => place.municipality.as_ref(),
            Place::Venue(id) => reference.venues.get(id).and_then(|venue| venue.facts.municipality.as_ref()),
        };
        asked(reference.municipality_of(&activity.institution)) || asked(there)
    }

    /// The day of the week and the time of day of the start, by the clock on the wall there.
    fn has_clock(&self, timing: &Timing) -> bool {
        if !self.weekdays.is_empty() && !self.weekdays.contains(&timing.first_day().weekday()) {
            return false;
        }
        match (self.time_of_day, timing) {
            (None, _) => true,
            (Some(_), Timing::AllDay { .. }) => false,
            (Some((from, to)), Timing::Timed { starts, .. }) => {
                let minutes = |time: NaiveTime| time.hour() * 60 + time.minute();
                let (from, to, clock) = (minutes(from), minutes(to), minutes(starts.local().time()));
                if from < to { from <= clock && clock < to } else { from <= clock || clock < to }
            }
        }
    }
}

impl TextClause {
    /// A name that the activity points at has it.
    fn names(&self, activity: &Activity) -> bool {
        let (named, content) = (&self.named, &activity.content);
        let of_venue = |id: &VenueId| named.venues.iter().any(|(venue, _)| venue == id);
        named.institutions.iter().any(|(id, _)| *id == activity.institution)
            || activity.listed().any(|occurrence| venue_of(&occurrence.facts.place).is_some_and(of_venue))
            || named.categories.iter().any(|(code, _)| content.categories.contains(code))
            || named.initiatives.iter().any(|(id, _)| content.belonging.initiatives().contains(id))
    }
}

/// Any of the values that are asked for, if any are.
fn any<T: PartialEq>(asked: &[T], there: &[T]) -> bool {
    asked.is_empty() || asked.iter().any(|asked| there.contains(asked))
}

fn crosses_borders(activity: &Activity, reference: &Reference) -> bool {
    let partners = &activity.content.partners;
    reach(&activity.institution, partners, &activity.occurrences, reference).crosses_borders()
}

fn venue_of(place: &Place) -> Option<&VenueId> {
    match place {
        Place::Venue(id) => Some(id),
        _ => None,
    }
}

fn is_known_to_have(venue: &Venue, code: &Code) -> bool {
    venue.facts.access.iter().any(|fact| fact.code == *code && fact.answer == AccessAnswer::Yes)
}

fn point_of(place: &Place, venue: Option<&Venue>) -> Option<Point> {
    match place {
        Place::Given(place) => place.point,
        _ => venue.and_then(|venue| venue.facts.point),
    }
}

fn lies_in(area: &Area, at: Point) -> bool {
    match *area {
        Area::Circle { middle, km } => km_between(middle, at) <= km,
        Area::Box { south_west, north_east } => {
            (south_west.latitude()..=north_east.latitude()).contains(&at.latitude())
                && (south_west.longitude()..=north_east.longitude()).contains(&at.longitude())
        }
    }
}
