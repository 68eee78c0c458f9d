//! Counts beside a list of activities.

use crate::graphql::context::{hub, reference};
use crate::graphql::error::{ErrorCode, GraphqlError};
use crate::graphql::initiative::Initiative;
use crate::graphql::institution::{self, Institution};
use crate::graphql::municipality::{self, Municipality};
use crate::graphql::page::Total;
use crate::graphql::vocabulary::{Term, term};
use async_graphql::{Context, Result, SimpleObject};
use kulturhub_domain::code::{Code, InitiativeId, MunicipalityCode};
use kulturhub_domain::vocabulary::Scheme;
use kulturhub_store::index::{Facet, Facets, Month};

/// How many activities there are for each value of a filter, as if that filter alone were off. Values without
/// any are left out; an activity counts once for each value it has.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ActivityFacets {
    /// By municipality, by name: of the place or of the responsible institution.
    municipality: Vec<MunicipalityCount>,
    /// By initiative, oldest first.
    initiative: Vec<InitiativeCount>,
    /// By category, in the order of the vocabulary; a broad one counts what lies under it.
    category: Vec<TermCount>,
    /// By audience, in the order of the vocabulary.
    audience: Vec<TermCount>,
    /// By responsible institution, those with most first.
    institution: Vec<InstitutionCount>,
    /// By the month in which an occurrence begins, oldest first. Its own filter is that of `from` and `to`.
    month: Vec<MonthCount>,
    /// What is known to be free, and what is known to cost something.
    free: Vec<FreeCount>,
    /// By what the venue is known to have, in the order of the vocabulary.
    access: Vec<TermCount>,
}

/// How many activities a municipality has.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct MunicipalityCount {
    /// The municipality.
    municipality: Municipality,
    /// How many activities.
    count: u64,
}

/// How many activities an initiative has.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct InitiativeCount {
    /// The initiative.
    initiative: Initiative,
    /// How many activities.
    count: u64,
}

/// How many activities an institution is responsible for.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct InstitutionCount {
    /// The institution.
    institution: Institution,
    /// How many activities.
    count: u64,
}

/// How many activities a term of a vocabulary has.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct TermCount {
    /// The term.
    term: Term,
    /// How many activities.
    count: u64,
}

/// How many activities a month has.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct MonthCount {
    /// The month: `2027-01`.
    month: String,
    /// How many activities begin in it.
    count: u64,
}

/// How many activities are free, or are not.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct FreeCount {
    /// True: known to be free. False: known to cost something.
    free: bool,
    /// How many activities.
    count: u64,
}

/// The counts that the selection asks for.
pub(super) async fn of(ctx: &Context<'_>, total: &Total) -> Result<ActivityFacets> {
    let Total::Activities(filter, sight) = total else {
        return Err(ErrorCode::Internal.error("only lists of activities have facets"));
    };
    let asked: Vec<Facet> = ctx.field().selection_set().filter_map(|field| facet(field.name())).collect();
    let counted = hub(ctx).store().facets(filter, sight, &asked).await.map_err(GraphqlError::graphql)?;
    Ok(wrap(ctx, counted))
}

fn facet(field: &str) -> Option<Facet> {
    Some(match field {
        "municipality" => Facet::Municipality,
        "initiative" => Facet::Initiative,
        "category" => Facet::Category,
        "audience" => Facet::Audience,
        "institution" => Facet::Institution,
        "month" => Facet::Month,
        "free" => Facet::Free,
        "access" => Facet::Access,
        _ => return None,
    })
}

fn wrap(ctx: &Context<'_>, counted: Facets) -> ActivityFacets {
    let terms = |scheme, counts: Vec<(Code, u64)>| {
        let known = counts.into_iter().filter_map(|(code, count)| Some((term(ctx, scheme, &code)?, count)));
        known.map(|(term, count)| TermCount { term, count }).collect()
    };
    let institutions = counted.institutions.into_iter();
    let months = counted.months.into_iter();
    let free = counted.free.into_iter();
    ActivityFacets {
        municipality: municipality_counts(ctx, counted.municipalities),
        initiative: initiative_counts(ctx, counted.initiatives),
        category: terms(Scheme::Category, counted.categories),
        audience: terms(Scheme::Audience, counted.audiences),
        institution: institutions
            .filter_map(|(id, count)| {
                Some(InstitutionCount { institution: institution::of_id(ctx, &id)?, count })
            })
            .collect(),
        month: months
            .map(|(Month { year, month }, count)| MonthCount {
                month: format!("{year:04}-{month:02}"),
                count,
            })
            .collect(),
        free: free.map(|(free, count)| FreeCount { free, count }).collect(),
        access: terms(Scheme::Accessibility, counted.access),
    }
}

/// Counts by municipality, by name.
pub(in crate::graphql) fn municipality_counts(
    ctx: &Context<'_>,
    counted: Vec<(MunicipalityCode, u64)>,
) -> Vec<MunicipalityCount> {
    let counts = counted.into_iter().filter_map(|(code, count)| {
        Some(MunicipalityCount { municipality: municipality::of_code(ctx, &code)?, count })
    });
    let mut counts: Vec<MunicipalityCount> = counts.collect();
    counts.sort_by(|a, b| a.municipality.0.name.as_str().cmp(b.municipality.0.name.as_str()));
    counts
}

/// Counts by initiative, oldest first.
pub(in crate::graphql) fn initiative_counts(
    ctx: &Context<'_>,
    counted: Vec<(InitiativeId, u64)>,
) -> Vec<InitiativeCount> {
    let reference = reference(ctx);
    let counts = counted.into_iter().filter_map(|(id, count)| {
        let initiative = reference.initiatives.get(&id).cloned().map(Initiative)?;
        Some(InitiativeCount { initiative, count })
    });
    let mut counts: Vec<InitiativeCount> = counts.collect();
    counts.sort_by_key(|counted| counted.initiative.0.period.from);
    counts
}
