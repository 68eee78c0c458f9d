//! Institutions.

use crate::rows::{At, owned, string, uncertainty};
use crate::{Result, Write};
use kulturhub_domain::code::{Code, InstitutionId, MunicipalityCode};
use kulturhub_domain::institution::{Evidence, Institution};
use kulturhub_domain::journal::Change;
use kulturhub_domain::place::Address;
use kulturhub_domain::text::Text;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;

const TABLE: &str = "institution";

#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "institution")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub kind: String,
    pub municipality_code: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub town: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub uncertainty_m: Option<i32>,
    pub website: Option<String>,
    pub evidence: String,
    pub source: Option<String>,
    pub trusted: bool,
    pub version: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) fn evidence_word(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::LookedUp => "looked_up",
        Evidence::GeneralKnowledge => "general_knowledge",
        Evidence::Submitted => "submitted",
    }
}

pub(crate) fn parse_evidence(raw: &str) -> std::result::Result<Evidence, String> {
    match raw {
        "looked_up" => Ok(Evidence::LookedUp),
        "general_knowledge" => Ok(Evidence::GeneralKnowledge),
        "submitted" => Ok(Evidence::Submitted),
        _ => Err(format!("`{raw}` is no kind of evidence")),
    }
}

impl From<&Institution> for ActiveModel {
    fn from(institution: &Institution) -> Self {
        let address = institution.address.as_ref();
        Self {
            id: Set(institution.id.to_string()),
            name: Set(institution.name.as_str().to_owned()),
            kind: Set(institution.kind.to_string()),
            municipality_code: Set(string(&institution.municipality)),
            street: Set(address.and_then(|address| owned(&address.street))),
            postcode: Set(address.and_then(|address| owned(&address.postcode))),
            town: Set(address.and_then(|address| owned(&address.town))),
            latitude: Set(institution.point.map(|point| point.latitude())),
            longitude: Set(institution.point.map(|point| point.longitude())),
            uncertainty_m: Set(uncertainty(&institution.point)),
            website: Set(institution.website.clone()),
            evidence: Set(evidence_word(institution.evidence).to_owned()),
            source: Set(institution.source.clone()),
            // Decided in the hub, not told by the file.
            trusted: NotSet,
            version: NotSet,
        }
    }
}

impl Model {
    pub fn into_domain(self) -> Result<Institution> {
        let (street, postcode, town) = (self.street.as_ref(), self.postcode.as_ref(), self.town.as_ref());
        let address = At(TABLE, "street").address(street, postcode, town)?;
        Ok(Institution {
            id: At(TABLE, "id").ok(InstitutionId::parse(&self.id))?,
            name: At(TABLE, "name").ok(Text::parse(&self.name))?,
            kind: At(TABLE, "kind").ok(Code::parse(&self.kind))?,
            municipality: At(TABLE, "municipality_code")
                .parse(self.municipality_code.as_ref(), MunicipalityCode::parse)?,
            address: (address != Address::default()).then_some(address),
            point: At(TABLE, "latitude").point(self.latitude, self.longitude, self.uncertainty_m)?,
            website: self.website,
            evidence: At(TABLE, "evidence").ok(parse_evidence(&self.evidence))?,
            source: self.source,
            trusted: self.trusted,
            version: self.version,
        })
    }
}

impl Write {
    /// Saves whether an institution is trusted, with the entry that tells it.
    pub async fn save_trust(&mut self, change: &Change<Institution>) -> Result<()> {
        let institution = &change.state;
        let row = ActiveModel {
            id: Set(institution.id.to_string()),
            trusted: Set(institution.trusted),
            version: Set(institution.version),
            ..Default::default()
        };
        Entity::update(row).exec(&self.transaction).await?;
        self.record(&change.entry).await
    }

    /// An institution as it is now, within this transaction.
    pub async fn institution(&self, id: &InstitutionId) -> Result<Option<Institution>> {
        let row = Entity::find_by_id(id.as_str()).one(&self.transaction).await?;
        row.map(Model::into_domain).transpose()
    }
}
