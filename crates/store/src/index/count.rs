//! Facets: how many activities there would be for each value of a filter, as if that filter were off.

use super::filter::Condition;
use super::{Index, Month, Property};
use crate::activity::ActivityFilter;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::{Code, InitiativeId, InstitutionId, MunicipalityCode};
use kulturhub_domain::journal::Sight;
use kulturhub_domain::vocabulary::Scheme;
use roaring::RoaringBitmap;
use std::collections::BTreeMap;

/// What can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    Municipality,
    Initiative,
    Category,
    Audience,
    Institution,
    Month,
    Free,
    Access,
}

/// The counts that were asked for, each value with its number of activities; values with none are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    pub municipalities: Vec<(MunicipalityCode, u64)>,
    pub initiatives: Vec<(InitiativeId, u64)>,
    /// In the order of the vocabulary. A broad category counts what lies under it.
    pub categories: Vec<(Code, u64)>,
    pub audiences: Vec<(Code, u64)>,
    /// Those with most first.
    pub institutions: Vec<(InstitutionId, u64)>,
    pub months: Vec<(Month, u64)>,
    /// Known to be free, and known to cost something.
    pub free: Vec<(bool, u64)>,
    pub access: Vec<(Code, u64)>,
}

impl Store {
    /// Counts for these facets what a list with this filter would have if the facet's own filter were off.
    pub async fn facets(&self, filter: &ActivityFilter, sight: &Sight, asked: &[Facet]) -> Result<Facets> {
        let rest = filter.rest();
        let of_occurrences = rest.as_ref().is_some_and(ActivityFilter::asks_occurrences);
        let mut facets = Facets::default();
        if of_occurrences && asked.contains(&Facet::Month) {
            facets.months = self.months(filter, sight).await?;
        }
        let index = self.index().await?;
        let mut conditions = index.conditions(filter, sight, !of_occurrences);
        if let Some(rest) = rest {
            let rows = index.found(self, &rest).await?;
            conditions.push(Condition { of: None, rows: std::borrow::Cow::Owned(rows) });
        }
        for facet in asked.iter().filter(|facet| !(of_occurrences && **facet == Facet::Month)) {
            let rows = index.matching(&conditions, Some(*facet));
            index.count_by(*facet, &rows, &mut facets);
        }
        Ok(facets)
    }

    /// By the database, where single occurrences are asked for by more than their time.
    async fn months(&self, filter: &ActivityFilter, sight: &Sight) -> Result<Vec<(Month, u64)>> {
        let filter = ActivityFilter { from: None, to: None, ..filter.clone() };
        let month = "substr(o.starts_local, 1, 7)";
        let mut sql = Sql::new(self.backend(), "SELECT ");
        sql.push(month).push(", COUNT(DISTINCT a.id) FROM occurrence o JOIN activity a");
        sql.push(" ON a.id = o.activity_id WHERE TRUE");
        filter.occurrence("o", &mut sql);
        filter.activity(sight, &mut sql);
        sql.push(" GROUP BY ").push(month).push(" ORDER BY ").push(month);
        let mut months = Vec::new();
        for row in sql.all(&self.reader).await? {
            let (month, count): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let month = crate::rows::At("occurrence", "starts_local").ok(Month::parse(&month))?;
            months.push((month, u64::try_from(count).unwrap_or_default()));
        }
        Ok(months)
    }
}

impl Index {
    /// The rows that the database finds by what the index does not know: words, the clock, the map.
    async fn found(&self, store: &Store, rest: &ActivityFilter) -> Result<RoaringBitmap> {
        let places = rest.asks_occurrences();
        let mut sql = Sql::packed(store.backend());
        sql.push_id("a.id");
        if places {
            sql.push(", ").push_id("o.venue_id").push(", o.place_municipality_code");
            sql.from("occurrence o JOIN activity a ON a.id = o.activity_id WHERE TRUE");
            rest.occurrence("o", &mut sql);
        } else {
            sql.from("activity a WHERE TRUE");
        }
        rest.activity(&Sight::Everything, &mut sql);
        let mut rows = RoaringBitmap::new();
        for row in sql.rows(&store.reader).await? {
            let columns = &mut crate::columns::Columns::new(row, "activity");
            let id: uuid::Uuid = columns.take("id")?;
            let Some(number) = self.numbers.get(&id) else { continue };
            let own = self.rows_of[*number as usize].clone();
            if !places {
                rows.insert_range(own);
                continue;
            }
            let venue = columns.take::<Option<uuid::Uuid>>("venue_id")?.map(kulturhub_domain::code::VenueId);
            let place = columns.parse_optional("place_municipality_code", MunicipalityCode::parse)?;
            rows.extend(own.filter(|row| self.is_at(*row, venue, place.as_ref())));
        }
        Ok(rows)
    }

    fn is_at(
        &self,
        row: u32,
        venue: Option<kulturhub_domain::code::VenueId>,
        place: Option<&MunicipalityCode>,
    ) -> bool {
        let has = |property| self.having(&property).is_some_and(|rows| rows.contains(row));
        match (venue, place) {
            (Some(venue), _) => has(Property::Venue(venue)),
            (None, Some(place)) => has(Property::Place(place.clone())),
            (None, None) => has(Property::Nowhere),
        }
    }

    fn count_by(&self, facet: Facet, rows: &RoaringBitmap, facets: &mut Facets) {
        match facet {
            Facet::Municipality => {
                let codes = self.reference.municipalities.keys();
                facets.municipalities =
                    self.counted(rows, codes.map(|code| (code.clone(), self.in_municipality(code))));
            }
            Facet::Initiative => {
                let ids = self.reference.initiatives.keys().cloned();
                facets.initiatives = self.counts(rows, ids, Property::Initiative);
            }
            Facet::Category => facets.categories = self.count_categories(rows),
            Facet::Audience => {
                let codes = self.codes(Scheme::Audience);
                facets.audiences = self.counts(rows, codes.into_iter(), Property::Audience);
            }
            Facet::Institution => {
                let ids = self.reference.institutions.keys().cloned();
                facets.institutions = self.counts(rows, ids, Property::Institution);
                facets.institutions.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            }
            Facet::Month => {
                let months = self.having.keys().filter_map(|property| match property {
                    Property::Month(month) => Some(*month),
                    _ => None,
                });
                facets.months = self.counts(rows, months, Property::Month);
                facets.months.sort_unstable();
            }
            Facet::Free => {
                let property = |free| if free { Property::Free } else { Property::Paid };
                facets.free = self.counts(rows, [true, false].into_iter(), property);
            }
            Facet::Access => {
                let codes = self.codes(Scheme::Accessibility).into_iter();
                facets.access = self.counted(rows, codes.map(|code| (code.clone(), self.with_access(&code))));
            }
        }
    }

    fn codes(&self, scheme: Scheme) -> Vec<Code> {
        self.reference.terms_of(scheme).into_iter().map(|term| term.code.clone()).collect()
    }

    /// Each category with what lies under it, and under that.
    fn count_categories(&self, rows: &RoaringBitmap) -> Vec<(Code, u64)> {
        let terms = self.reference.terms_of(Scheme::Category);
        let mut under: BTreeMap<&Code, RoaringBitmap> = BTreeMap::new();
        for term in &terms {
            let Some(own) = self.having(&Property::Category(term.code.clone())) else { continue };
            let mut above = Some(&term.code);
            let mut steps = 0;
            while let Some(code) = above.filter(|_| steps < terms.len()) {
                *under.entry(code).or_default() |= own;
                above = terms.iter().find(|term| term.code == *code).and_then(|term| term.parent.as_ref());
                steps += 1;
            }
        }
        let sets = terms.iter().filter_map(|term| Some((term.code.clone(), under.remove(&term.code)?)));
        self.counted(rows, sets)
    }

    fn counts<T: Clone>(
        &self,
        rows: &RoaringBitmap,
        values: impl Iterator<Item = T>,
        property: impl Fn(T) -> Property,
    ) -> Vec<(T, u64)> {
        let sets = values.filter_map(|value| Some((value.clone(), self.having(&property(value))?)));
        let counted = sets.map(|(value, set)| (value, self.count_both(rows, set)));
        counted.filter(|(_, count)| *count > 0).collect()
    }

    fn counted<T>(
        &self,
        rows: &RoaringBitmap,
        sets: impl Iterator<Item = (T, RoaringBitmap)>,
    ) -> Vec<(T, u64)> {
        let counted = sets.map(|(value, set)| (value, self.count_both(rows, &set)));
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// How many activities have a row in both.
    fn count_both(&self, rows: &RoaringBitmap, set: &RoaringBitmap) -> u64 {
        if self.several.is_disjoint(set) { rows.intersection_len(set) } else { self.count(&(rows & set)) }
    }
}
