//! Reach: which municipalities an activity touches, and what crossed a border. Derived, never stored.

use crate::code::{InstitutionId, MunicipalityCode};
use crate::occurrence::Occurrence;
use crate::place::Place;
use crate::reference::Reference;
use std::collections::BTreeMap;

/// Which municipalities an activity touches and what crossed a border.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// By code. Places outside the region are no municipality reached.
    pub municipalities: Vec<ReachedMunicipality>,
    /// A partner is of another municipality than the responsible institution, or from outside.
    pub partner_crossed: bool,
    /// A venue or place lies in another municipality, or outside.
    pub venue_crossed: bool,
    /// People came from another municipality; none as long as nobody counted.
    pub audience_crossed: Option<bool>,
}

/// By what a municipality is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedMunicipality {
    pub code: MunicipalityCode,
    pub as_responsible: bool,
    pub as_partner: bool,
    pub as_venue: bool,
}

impl Reach {
    /// Anything crossed a border.
    pub fn crosses_borders(&self) -> bool {
        self.partner_crossed || self.venue_crossed || self.audience_crossed == Some(true)
    }
}

/// Counts the municipalities of responsible institution, partners and places of occurrences that are not cancelled.
pub fn reach(
    institution: &InstitutionId,
    partners: &[InstitutionId],
    occurrences: &[Occurrence],
    reference: &Reference,
) -> Reach {
    let home = reference.municipality_of(institution);
    let partners: Vec<_> = partners.iter().map(|id| reference.municipality_of(id)).collect();
    let live = occurrences.iter().filter(|occurrence| occurrence.is_live());
    let places: Vec<_> =
        live.filter_map(|occurrence| municipality_of(&occurrence.facts.place, reference)).collect();

    let mut touched: BTreeMap<&MunicipalityCode, ReachedMunicipality> = BTreeMap::new();
    touch(&mut touched, home.into_iter(), |reached| reached.as_responsible = true);
    touch(&mut touched, partners.iter().flatten().copied(), |reached| reached.as_partner = true);
    touch(&mut touched, places.iter().flatten().copied(), |reached| reached.as_venue = true);
    Reach {
        municipalities: touched.into_values().collect(),
        partner_crossed: partners.iter().any(|partner| *partner != home),
        venue_crossed: places.iter().any(|place| *place != home),
        audience_crossed: None,
    }
}

/// The municipality of a place: none for online, `Some(None)` for a place outside the region.
fn municipality_of<'a>(place: &'a Place, reference: &'a Reference) -> Option<Option<&'a MunicipalityCode>> {
    match place {
        Place::Online => None,
        Place::Given(place) => Some(place.municipality.as_ref()),
        Place::Venue(id) => {
            Some(reference.venues.get(id).and_then(|venue| venue.facts.municipality.as_ref()))
        }
    }
}

fn touch<'a>(
    touched: &mut BTreeMap<&'a MunicipalityCode, ReachedMunicipality>,
    codes: impl Iterator<Item = &'a MunicipalityCode>,
    mark: impl Fn(&mut ReachedMunicipality),
) {
    for code in codes {
        let empty = ReachedMunicipality {
            code: code.clone(),
            as_responsible: false,
            as_partner: false,
            as_venue: false,
        };
        mark(touched.entry(code).or_insert(empty));
    }
}
