//! The names of reference data, as words: asked when a query comes, so that a new name is found at once.

use super::{Clause, Form, Words};
use crate::code::{Code, InitiativeId, InstitutionId, MunicipalityCode, VenueId};
use crate::reference::Reference;
use crate::text::{Localized, Text};
use crate::vocabulary::Scheme;

/// The words of all names of a region.
pub struct Names {
    institutions: Vec<(InstitutionId, Words)>,
    venues: Vec<(VenueId, Words)>,
    categories: Vec<(Code, Words)>,
    initiatives: Vec<(InitiativeId, Words)>,
}

/// What has a clause in its name, and by which form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    pub institutions: Vec<(InstitutionId, Form)>,
    pub venues: Vec<(VenueId, Form)>,
    pub categories: Vec<(Code, Form)>,
    pub initiatives: Vec<(InitiativeId, Form)>,
}

impl Names {
    /// Institutions and venues have the name of their municipality beside their own.
    pub fn of(reference: &Reference) -> Self {
        let located = |name: &str, municipality: Option<&MunicipalityCode>| {
            let mut words = Words::of(name);
            let municipality = municipality.and_then(|code| reference.municipalities.get(code));
            words.add(municipality.map(|row| row.name.as_str()).unwrap_or_default());
            words
        };
        let institutions = reference.institutions.values();
        let venues = reference.venues.values();
        let categories = reference.terms_of(Scheme::Category).into_iter();
        let initiatives = reference.initiatives.values().map(|row| {
            let mut words = localized(&row.name);
            if let Some(name) = &row.long_name {
                add_localized(&mut words, name);
            }
            (row.id.clone(), words)
        });
        Self {
            institutions: institutions
                .map(|row| (row.id.clone(), located(row.name.as_str(), row.municipality.as_ref())))
                .collect(),
            venues: venues
                .map(|row| (row.id, located(row.facts.name.as_str(), row.facts.municipality.as_ref())))
                .collect(),
            categories: categories.map(|term| (term.code.clone(), localized(&term.name))).collect(),
            initiatives: initiatives.collect(),
        }
    }

    /// What has this clause in its name.
    pub fn having(&self, clause: &Clause) -> Named {
        Named {
            institutions: having(&self.institutions, clause),
            venues: having(&self.venues, clause),
            categories: having(&self.categories, clause),
            initiatives: having(&self.initiatives, clause),
        }
    }
}

fn having<T: Clone>(names: &[(T, Words)], clause: &Clause) -> Vec<(T, Form)> {
    names.iter().filter_map(|(id, words)| Some((id.clone(), words.form_of(clause)?))).collect()
}

fn localized<const MAX: usize>(name: &Localized<Text<MAX>>) -> Words {
    let mut words = Words::default();
    add_localized(&mut words, name);
    words
}

fn add_localized<const MAX: usize>(words: &mut Words, name: &Localized<Text<MAX>>) {
    words.add(name.da.as_str());
    words.add(name.en.as_ref().map(Text::as_str).unwrap_or_default());
}
