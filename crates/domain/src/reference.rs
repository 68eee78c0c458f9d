//! The small data of a region that nearly every rule asks: who its members are, what runs, which
//! words there are.

use crate::agreement::Agreement;
use crate::code::{AgreementId, Code, InitiativeId, InstitutionId, MunicipalityCode, VenueId};
use crate::initiative::Initiative;
use crate::institution::Institution;
use crate::municipality::Municipality;
use crate::text::{Localized, Title};
use crate::venue::Venue;
use crate::vocabulary::{Scheme, Term};
use chrono_tz::Tz;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The region itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    pub id: Code,
    pub name: Localized<Title>,
    /// The zone that local times are read in.
    pub zone: Tz,
    pub website: Option<String>,
    pub chair: Option<MunicipalityCode>,
    pub secretariat: Option<MunicipalityCode>,
}

/// A snapshot of all reference data. Rows are shared, so that answers need not copy them.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    pub region: Option<Arc<Region>>,
    pub municipalities: BTreeMap<MunicipalityCode, Arc<Municipality>>,
    pub agreements: BTreeMap<AgreementId, Arc<Agreement>>,
    pub initiatives: BTreeMap<InitiativeId, Arc<Initiative>>,
    pub institutions: BTreeMap<InstitutionId, Arc<Institution>>,
    pub venues: HashMap<VenueId, Arc<Venue>>,
    pub terms: BTreeMap<(Scheme, Code), Arc<Term>>,
}

impl Reference {
    /// The zone of the region; Copenhagen before a region is loaded.
    pub fn zone(&self) -> Tz {
        self.region.as_ref().map_or(Tz::Europe__Copenhagen, |region| region.zone)
    }

    pub fn has_term(&self, scheme: Scheme, code: &Code) -> bool {
        self.terms.contains_key(&(scheme, code.clone()))
    }

    /// The terms of a vocabulary, in its order.
    pub fn terms_of(&self, scheme: Scheme) -> Vec<&Arc<Term>> {
        let mut terms: Vec<_> = self.terms.values().filter(|term| term.scheme == scheme).collect();
        terms.sort_by_key(|term| term.position);
        terms
    }

    /// What this institution sends is published at once.
    pub fn trusts(&self, institution: &InstitutionId) -> bool {
        self.institutions.get(institution).is_some_and(|row| row.trusted)
    }

    /// The municipality of an institution; none when it lies outside or is not known.
    pub fn municipality_of(&self, institution: &InstitutionId) -> Option<&MunicipalityCode> {
        self.institutions.get(institution)?.municipality.as_ref()
    }
}
