//! The reminder list: what was held and has no figures.

use crate::graphql::activity::{
    ActivityOrder, instant, municipalities, occurrence_connection, occurrence_parts,
};
use crate::graphql::context::{bad_argument, hub, reference, writer};
use crate::graphql::error::GraphqlError;
use crate::graphql::id::HasId;
use crate::graphql::occurrence::OccurrenceConnection;
use crate::graphql::page::{PageArguments, Total};
use crate::graphql::scalar::DateTime;
use async_graphql::{Context, ID, Object, Result};
use kulturhub_domain::code::InstitutionId;
use kulturhub_store::attendance::MissingFilter;

/// The name of the list's cursors.
const MISSING: &str = "attendanceMissing";

fn known_institution(ctx: &Context<'_>, id: &ID) -> Result<InstitutionId> {
    let known = InstitutionId::of_id(id).filter(|id| reference(ctx).institutions.contains_key(id));
    known.ok_or_else(|| bad_argument("institution", format!("nothing has the id `{}`", id.as_str())))
}

/// Asking for what is to be reported.
#[derive(Default)]
pub struct AttendanceQuery;

#[Object(serial)]
impl AttendanceQuery {
    /// Occurrences that were held and have no figures yet, oldest first: what a reminder names. With a key of an
    /// institution its own, of an editor those of its municipality's institutions, of the secretariat all; to ask
    /// for another's is `FORBIDDEN`. Protected: needs a key.
    async fn attendance_missing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of institutions in this municipality, by its code.")] municipality: Option<
            String,
        >,
        #[graphql(desc = "Only of this responsible institution.")] institution: Option<ID>,
        #[graphql(desc = "Only what began at this time or later.")] since: Option<DateTime>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<OccurrenceConnection> {
        let actor = writer(ctx)?;
        let order = ActivityOrder::NextStart;
        let page = PageArguments { first, after, last: None, before: None };
        let request = page.request(ctx, MISSING, order)?;
        let asked = MissingFilter {
            institution: institution.map(|id| known_institution(ctx, &id)).transpose()?,
            municipality: municipality
                .map(|code| municipalities(ctx, &[code]))
                .transpose()?
                .unwrap_or_default()
                .pop(),
            since: instant("since", since, &reference(ctx))?,
        };
        let filter = hub(ctx).attendance_to_report(actor, asked).map_err(GraphqlError::graphql)?;
        let parts = occurrence_parts(ctx);
        let found = hub(ctx).store().attendance_missing(&filter, parts, &request).await;
        let found = found.map_err(GraphqlError::graphql)?;
        let total = Total::AttendanceMissing(filter, hub(ctx).now());
        Ok(occurrence_connection(ctx, (MISSING, order), &request, found, None, total))
    }
}
