//! The terms of the vocabularies.

use crate::Result;
use crate::rows::{At, pair, string};
use kulturhub_domain::code::Code;
use kulturhub_domain::vocabulary::{Scheme, Term};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

const TABLE: &str = "vocabulary_term";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vocabulary_term")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub scheme: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub position: i32,
    pub name_da: String,
    pub name_en: Option<String>,
    pub parent: Option<String>,
    pub schema_org: Option<String>,
    pub age_from: Option<i32>,
    pub age_to: Option<i32>,
    pub term_group: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn scheme_word(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Category => "category",
        Scheme::Audience => "audience",
        Scheme::Accessibility => "accessibility",
        Scheme::InstitutionKind => "institution_kind",
        Scheme::Language => "language",
        Scheme::PriceKind => "price_kind",
    }
}

impl From<&Term> for ActiveModel {
    fn from(term: &Term) -> Self {
        let (name_da, name_en) = pair(&term.name);
        Self {
            scheme: Set(scheme_word(term.scheme).to_owned()),
            code: Set(term.code.to_string()),
            position: Set(i32::try_from(term.position).unwrap_or(i32::MAX)),
            name_da: Set(name_da),
            name_en: Set(name_en),
            parent: Set(string(&term.parent)),
            schema_org: Set(term.schema_org.clone()),
            age_from: Set(term.age_from.map(i32::from)),
            age_to: Set(term.age_to.map(i32::from)),
            term_group: Set(term.group.clone()),
        }
    }
}

impl Model {
    pub fn into_domain(self) -> Result<Term> {
        let scheme = Scheme::ALL.into_iter().find(|scheme| scheme_word(*scheme) == self.scheme);
        let age = |years: Option<i32>| years.and_then(|years| u8::try_from(years).ok());
        Ok(Term {
            scheme: scheme.ok_or_else(|| At(TABLE, "scheme").error(&self.scheme))?,
            code: At(TABLE, "code").ok(Code::parse(&self.code))?,
            position: u32::try_from(self.position).unwrap_or_default(),
            name: At(TABLE, "name_da").localized(&self.name_da, self.name_en.as_ref())?,
            parent: At(TABLE, "parent").parse(self.parent.as_ref(), Code::parse)?,
            schema_org: self.schema_org,
            age_from: age(self.age_from),
            age_to: age(self.age_to),
            group: self.term_group,
        })
    }
}
