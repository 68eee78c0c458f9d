//! What a person types into a search field, as the store asks for it.

use kulturhub_domain::reference::Reference;
use kulturhub_domain::search::{Clause, Words, parse};
use kulturhub_domain::text::Localized;
use kulturhub_domain::text::Text;
use kulturhub_domain::vocabulary::Scheme;
use kulturhub_store::activity::TextClause;

/// The words and phrases of a query, each with what has it in its name.
pub(super) fn clauses(query: &str, reference: &Reference) -> Vec<TextClause> {
    parse(query).into_iter().map(|clause| with_names(clause, reference)).collect()
}

/// The reference data whose names have what a clause asks for: beside the name of an institution or venue
/// that of its municipality.
fn with_names(clause: Clause, reference: &Reference) -> TextClause {
    let has = |name: &str| Words::of(name).has(&clause);
    let municipalities: Vec<_> =
        reference.municipalities.values().filter(|row| has(row.name.as_str())).map(|row| &row.code).collect();
    let institutions = reference.institutions.values().filter(|row| {
        has(row.name.as_str()) || row.municipality.as_ref().is_some_and(|code| municipalities.contains(&code))
    });
    let venues = reference.venues.values().filter(|row| {
        let municipality = row.facts.municipality.as_ref();
        has(row.facts.name.as_str()) || municipality.is_some_and(|code| municipalities.contains(&code))
    });
    let categories =
        reference.terms_of(Scheme::Category).into_iter().filter(|term| has_localized(&term.name, &clause));
    let initiatives = reference.initiatives.values().filter(|row| {
        has_localized(&row.name, &clause)
            || row.long_name.as_ref().is_some_and(|name| has_localized(name, &clause))
    });
    TextClause {
        institutions: institutions.map(|row| row.id.clone()).collect(),
        venues: venues.map(|row| row.id).collect(),
        categories: categories.map(|term| term.code.clone()).collect(),
        initiatives: initiatives.map(|row| row.id.clone()).collect(),
        clause,
    }
}

fn has_localized<const MAX: usize>(name: &Localized<Text<MAX>>, clause: &Clause) -> bool {
    Words::of(name.da.as_str()).has(clause)
        || name.en.as_ref().is_some_and(|name| Words::of(name.as_str()).has(clause))
}
