//! Agreements and their members.

use crate::Result;
use crate::rows::{At, pair, string, words};
use kulturhub_domain::agreement::{Agreement, Membership, Period};
use kulturhub_domain::code::{AgreementId, InitiativeId, MunicipalityCode};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

const TABLE: &str = "agreement";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub title_da: String,
    pub title_en: Option<String>,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    pub builds_on: Option<String>,
    pub initiatives: String,
    pub source: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A municipality's time in an agreement.
pub mod member {
    use super::{At, Membership, MunicipalityCode, Period, Result};
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_code: String,
        pub starts_on: Option<String>,
        pub ends_on: Option<String>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        pub fn to_domain(&self) -> Result<Membership> {
            let table = "agreement_member";
            Ok(Membership {
                municipality: At(table, "municipality_code")
                    .ok(MunicipalityCode::parse(&self.municipality_code))?,
                period: Period {
                    from: At(table, "starts_on").day(self.starts_on.as_ref())?,
                    to: At(table, "ends_on").day(self.ends_on.as_ref())?,
                },
            })
        }
    }
}

impl From<&Agreement> for ActiveModel {
    fn from(agreement: &Agreement) -> Self {
        let (title_da, title_en) = pair(&agreement.title);
        Self {
            id: Set(agreement.id.to_string()),
            title_da: Set(title_da),
            title_en: Set(title_en),
            starts_on: Set(string(&agreement.period.from)),
            ends_on: Set(string(&agreement.period.to)),
            builds_on: Set(string(&agreement.builds_on)),
            initiatives: Set(words(&agreement.initiatives)),
            source: Set(agreement.source.clone()),
        }
    }
}

/// The rows of the members of an agreement.
pub(crate) fn members(agreement: &Agreement) -> impl Iterator<Item = member::ActiveModel> {
    agreement.members.iter().map(|member| member::ActiveModel {
        agreement_id: Set(agreement.id.to_string()),
        municipality_code: Set(member.municipality.to_string()),
        starts_on: Set(string(&member.period.from)),
        ends_on: Set(string(&member.period.to)),
    })
}

impl Model {
    pub fn into_domain(self, members: &[member::Model]) -> Result<Agreement> {
        let members = members.iter().filter(|member| member.agreement_id == self.id);
        Ok(Agreement {
            id: At(TABLE, "id").ok(AgreementId::parse(&self.id))?,
            title: At(TABLE, "title_da").localized(&self.title_da, self.title_en.as_ref())?,
            period: Period {
                from: At(TABLE, "starts_on").day(self.starts_on.as_ref())?,
                to: At(TABLE, "ends_on").day(self.ends_on.as_ref())?,
            },
            builds_on: At(TABLE, "builds_on").parse(self.builds_on.as_ref(), AgreementId::parse)?,
            initiatives: At(TABLE, "initiatives").list(&self.initiatives, InitiativeId::parse)?,
            members: members.map(member::Model::to_domain).collect::<Result<_>>()?,
            source: self.source,
        })
    }
}
