//! Why a use case gave no result.

use super::Present;
use super::image::FilesError;
use kulturhub_domain::actor::Scope;
use kulturhub_domain::refusal::{Refusals, RightsRefusal, UnknownRefusal};
use kulturhub_store::StoreError;
use thiserror::Error;

/// Why a use case gave no result.
#[derive(Debug, Error)]
pub enum HubError {
    /// The input is refused; its sender can mend it.
    #[error("the input is refused")]
    Refused(Refusals),
    /// The version that was seen is no longer the present one.
    #[error("the input is outdated")]
    Outdated { refusals: Refusals, present: Present },
    #[error("a key is needed: send it as `Authorization: Bearer <key>`")]
    Unauthenticated,
    #[error("your key may not do this")]
    Forbidden,
    #[error("your key lacks the scope {0}")]
    ScopeMissing(Scope),
    #[error("the hub could not answer")]
    Store(#[from] StoreError),
    #[error("the hub could not answer")]
    Files(#[from] FilesError),
}

impl From<Refusals> for HubError {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl HubError {
    /// Nothing has this id, or it may not be seen: both look the same.
    pub fn unknown_id(field: &str, id: &str) -> Self {
        Self::Refused(Refusals::one(field, UnknownRefusal::Id(id.to_owned())))
    }

    /// What everybody may see, and this actor may not change.
    pub fn not_yours(field: &str) -> Self {
        Self::Refused(Refusals::one(field, RightsRefusal::NotYours))
    }

    /// The database failed, and may answer again.
    pub fn is_of_database(&self) -> bool {
        matches!(self, Self::Store(StoreError::Database(_)))
    }
}
