//! A filter as sets: each of its conditions by itself, so that a count can leave one out.

use super::marks::Marks;
use super::{Facet, Index, Property};
use crate::activity::ActivityFilter;
use kulturhub_domain::activity::Status;
use kulturhub_domain::code::{Code, MunicipalityCode};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::venue::AccessAnswer;
use roaring::RoaringBitmap;
use std::borrow::Cow;

/// What lists ask for when nobody names statuses: it is seen by all.
fn are_the_listed_ones(statuses: &[Status]) -> bool {
    !statuses.is_empty()
        && Status::ALL.into_iter().all(|status| statuses.contains(&status) == status.is_listed())
}

/// One condition: the rows for which it holds, and the facet whose own filter it is.
pub(super) struct Condition<'a> {
    pub of: Option<Facet>,
    pub rows: Cow<'a, RoaringBitmap>,
}

impl Index {
    /// The conditions that the index can tell. The times are one of them unless the database told them.
    pub(super) fn conditions(
        &self,
        filter: &ActivityFilter,
        sight: &Sight,
        times: bool,
    ) -> Vec<Condition<'_>> {
        let mut conditions = Vec::with_capacity(8);
        let mut add = |of, rows| conditions.push(Condition { of, rows });
        if are_the_listed_ones(&filter.statuses) {
            add(None, self.any([Property::Listed]));
        } else if !filter.statuses.is_empty() {
            add(None, self.any(filter.statuses.iter().map(|status| Property::Status(*status))));
        }
        if !are_the_listed_ones(&filter.statuses)
            && let Some(seen) = self.seen(sight)
        {
            add(None, seen);
        }
        if let Some(local) = filter.local {
            let rows = self.any([Property::Local]);
            add(None, if local { rows } else { Cow::Owned(&self.alive - rows.as_ref()) });
        }
        if !filter.institutions.is_empty() {
            let own = filter.institutions.iter().cloned().map(Property::Institution);
            add(Some(Facet::Institution), self.any(own));
        }
        if !filter.initiatives.is_empty() {
            add(
                Some(Facet::Initiative),
                self.any(filter.initiatives.iter().cloned().map(Property::Initiative)),
            );
        }
        if !filter.categories.is_empty() {
            add(Some(Facet::Category), self.any(filter.categories.iter().cloned().map(Property::Category)));
        }
        if !filter.audiences.is_empty() {
            add(Some(Facet::Audience), self.any(filter.audiences.iter().cloned().map(Property::Audience)));
        }
        if let Some(free) = filter.free {
            add(Some(Facet::Free), self.any([if free { Property::Free } else { Property::Paid }]));
        }
        if !filter.municipalities.is_empty() {
            let each = filter.municipalities.iter().map(|code| self.in_municipality(code));
            add(
                Some(Facet::Municipality),
                Cow::Owned(each.fold(RoaringBitmap::new(), |all, rows| all | rows)),
            );
        }
        if !filter.venues.is_empty() {
            add(None, self.any(filter.venues.iter().copied().map(Property::Venue)));
        }
        for code in &filter.access {
            add(Some(Facet::Access), Cow::Owned(self.with_access(code)));
        }
        if times && filter.has_times() {
            add(Some(Facet::Month), Cow::Owned(self.at_times(filter)));
        }
        conditions
    }

    /// The rows for which all conditions hold, but those of one facet's own filter.
    pub(super) fn matching(&self, conditions: &[Condition<'_>], but: Option<Facet>) -> RoaringBitmap {
        let asked = conditions.iter().filter(|condition| condition.of.is_none() || condition.of != but);
        let mut asked: Vec<&RoaringBitmap> = asked.map(|condition| condition.rows.as_ref()).collect();
        // The smallest first: the rest is then looked for in less.
        asked.sort_by_key(|rows| rows.len());
        let mut asked = asked.into_iter();
        let Some(first) = asked.next() else { return self.alive.clone() };
        asked.fold(first & &self.alive, |rows, asked| rows & asked)
    }

    pub(super) fn having(&self, property: &Property) -> Option<&RoaringBitmap> {
        self.having.get(property)
    }

    pub(super) fn any(&self, properties: impl IntoIterator<Item = Property>) -> Cow<'_, RoaringBitmap> {
        let mut sets = properties.into_iter().filter_map(|property| self.having.get(&property));
        let Some(first) = sets.next() else { return Cow::Owned(RoaringBitmap::new()) };
        let mut all = Cow::Borrowed(first);
        for set in sets {
            *all.to_mut() |= set;
        }
        all
    }

    /// What the reader may see; none when that is everything.
    fn seen(&self, sight: &Sight) -> Option<Cow<'_, RoaringBitmap>> {
        let public = self.any([Property::Public]);
        match sight {
            Sight::Everything => None,
            Sight::Public => Some(public),
            Sight::Institution(own) => {
                let own = self.any([Property::Institution(own.clone())]);
                Some(Cow::Owned(public.as_ref() | own.as_ref()))
            }
            Sight::Municipality(own) => {
                let drafts = self.any([Property::Status(Status::Draft)]);
                Some(Cow::Owned(public.as_ref() | (self.of_institutions_in(own) - drafts.as_ref())))
            }
        }
    }

    fn of_institutions_in(&self, code: &MunicipalityCode) -> RoaringBitmap {
        let own = self.reference.institutions.values().filter(|row| row.municipality.as_ref() == Some(code));
        self.any(own.map(|row| Property::Institution(row.id.clone()))).into_owned()
    }

    /// The responsible institution or the place lies there.
    pub(super) fn in_municipality(&self, code: &MunicipalityCode) -> RoaringBitmap {
        let venues = self.reference.venues.values();
        let venues = venues.filter(|row| row.facts.municipality.as_ref() == Some(code));
        let places = venues.map(|row| Property::Venue(row.id)).chain([Property::Place(code.clone())]);
        self.of_institutions_in(code) | self.any(places).as_ref()
    }

    /// The venue is known to have it.
    pub(super) fn with_access(&self, code: &Code) -> RoaringBitmap {
        let venues = self.reference.venues.values().filter(|row| {
            row.facts.access.iter().any(|fact| fact.code == *code && fact.answer == AccessAnswer::Yes)
        });
        self.any(venues.map(|row| Property::Venue(row.id))).into_owned()
    }

    /// An occurrence has not ended by `from` and begins before `to`.
    fn at_times(&self, filter: &ActivityFilter) -> RoaringBitmap {
        let from = filter.from.map(|from| from.timestamp_millis());
        let to = filter.to.map(|to| to.timestamp_millis());
        let mut rows = Marks::below(self.rows());
        for time in self.times_between(from, to) {
            if from.is_none_or(|from| time.until_at > from || time.starts_at >= from) {
                rows.put(time.row);
            }
        }
        rows.into_set()
    }
}
