//! Agreements.

use super::context::reference;
use super::id::HasId;
use super::initiative::Initiative;
use super::language::{Language, pick};
use super::municipality::{self, Municipality};
use super::scalar::Date;
use async_graphql::{Context, ID, Object};
use kulturhub_domain::agreement;
use kulturhub_domain::code::AgreementId;
use std::sync::Arc;

/// A culture agreement of the region's municipalities with the minister of culture.
#[derive(Clone)]
pub struct Agreement(pub Arc<agreement::Agreement>);

/// A culture agreement of the region's municipalities with the minister of culture.
#[Object(serial)]
impl Agreement {
    /// Its id in this hub.
    pub async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// Its title.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Danish when there is no text in this language.")] language: Option<Language>,
    ) -> &str {
        self.0.title.in_language(pick(ctx, language)).0.as_str()
    }

    /// Its first day; null when not known.
    async fn from(&self) -> Option<Date> {
        self.0.period.from.map(Date)
    }

    /// Its last day; null when not known.
    async fn to(&self) -> Option<Date> {
        self.0.period.to.map(Date)
    }

    /// The agreement it continues; null when none is known.
    async fn builds_on(&self, ctx: &Context<'_>) -> Option<Agreement> {
        of_id(ctx, self.0.builds_on.as_ref()?)
    }

    /// The initiatives that ran under it, as far as known.
    async fn initiatives(&self, ctx: &Context<'_>) -> Vec<Initiative> {
        let reference = reference(ctx);
        let known = self.0.initiatives.iter().filter_map(|id| reference.initiatives.get(id));
        known.cloned().map(Initiative).collect()
    }

    /// Who was a member, and when, as far as known.
    async fn members(&self) -> Vec<AgreementMember> {
        self.0.members.iter().cloned().map(AgreementMember).collect()
    }

    /// Where this is known from: a web address; null when nothing was found.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
}

/// A municipality's time in an agreement.
pub struct AgreementMember(agreement::Membership);

/// A municipality's time in an agreement.
#[Object(serial)]
impl AgreementMember {
    /// The municipality; null when the region's present file no longer has it.
    async fn municipality(&self, ctx: &Context<'_>) -> Option<Municipality> {
        municipality::of_code(ctx, &self.0.municipality)
    }

    /// Its first day as a member; null when not known.
    async fn from(&self) -> Option<Date> {
        self.0.period.from.map(Date)
    }

    /// Its last day as a member; null when it did not leave.
    async fn to(&self) -> Option<Date> {
        self.0.period.to.map(Date)
    }
}

/// The agreement with this id, if the region has it.
pub(super) fn of_id(ctx: &Context<'_>, id: &AgreementId) -> Option<Agreement> {
    reference(ctx).agreements.get(id).cloned().map(Agreement)
}

/// Asking for agreements.
#[derive(Default)]
pub struct AgreementQuery;

#[Object(serial)]
impl AgreementQuery {
    /// The region's agreements, oldest first; those without a known start come before the others.
    async fn agreements(&self, ctx: &Context<'_>) -> Vec<Agreement> {
        let mut all: Vec<Agreement> = reference(ctx).agreements.values().cloned().map(Agreement).collect();
        all.sort_by_key(|agreement| agreement.0.period.from);
        all
    }

    /// One agreement; null when there is none with this id.
    async fn agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of an agreement.")] id: ID,
    ) -> Option<Agreement> {
        of_id(ctx, &AgreementId::of_id(&id)?)
    }
}
