//! Venues.

use crate::institution::{evidence_word, parse_evidence};
use crate::rows::{At, owned, string, to_json, uncertainty};
use crate::{Result, Write};
use chrono::NaiveDate;
use kulturhub_domain::code::{Code, InstitutionId, MunicipalityCode, VenueId};
use kulturhub_domain::journal::Change;
use kulturhub_domain::text::{Label, Text};
use kulturhub_domain::venue::{AccessAnswer, AccessFact, Venue, VenueFacts};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Iterable, Set};
use serde::{Deserialize, Serialize};

const TABLE: &str = "venue";

#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "venue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: Option<String>,
    pub name: String,
    pub institution_id: Option<String>,
    pub municipality_code: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub town: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub uncertainty_m: Option<i32>,
    pub rooms: String,
    pub access: String,
    pub evidence: String,
    pub source: Option<String>,
    pub version: i32,
    pub updated_at: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// An access fact, as JSON.
#[derive(Serialize, Deserialize)]
struct AccessJson {
    code: String,
    answer: String,
    date: String,
    source: String,
}

impl AccessJson {
    fn from(fact: &AccessFact) -> Self {
        let answer = match fact.answer {
            AccessAnswer::Yes => "yes",
            AccessAnswer::No => "no",
            AccessAnswer::Unknown => "unknown",
        };
        Self {
            code: fact.code.to_string(),
            answer: answer.to_owned(),
            date: fact.date.to_string(),
            source: fact.source.as_str().to_owned(),
        }
    }

    fn read(&self) -> Result<AccessFact> {
        let at = At(TABLE, "access");
        let answer = match self.answer.as_str() {
            "yes" => AccessAnswer::Yes,
            "no" => AccessAnswer::No,
            "unknown" => AccessAnswer::Unknown,
            other => return Err(at.error(&format!("`{other}` is no answer"))),
        };
        Ok(AccessFact {
            code: at.ok(Code::parse(&self.code))?,
            answer,
            date: at.ok(self.date.parse::<NaiveDate>())?,
            source: at.ok(Label::parse(&self.source))?,
        })
    }
}

impl From<&Venue> for ActiveModel {
    fn from(venue: &Venue) -> Self {
        let facts = &venue.facts;
        Self {
            id: Set(venue.id.0),
            slug: Set(string(&venue.slug)),
            name: Set(facts.name.as_str().to_owned()),
            institution_id: Set(string(&facts.institution)),
            municipality_code: Set(string(&facts.municipality)),
            street: Set(owned(&facts.address.street)),
            postcode: Set(owned(&facts.address.postcode)),
            town: Set(owned(&facts.address.town)),
            latitude: Set(facts.point.map(|point| point.latitude())),
            longitude: Set(facts.point.map(|point| point.longitude())),
            uncertainty_m: Set(uncertainty(&facts.point)),
            rooms: Set(to_json(&facts.rooms.iter().map(Text::as_str).collect::<Vec<_>>())),
            access: Set(to_json(&facts.access.iter().map(AccessJson::from).collect::<Vec<_>>())),
            evidence: Set(evidence_word(venue.evidence).to_owned()),
            source: Set(venue.source.clone()),
            version: Set(venue.version),
            updated_at: Set(venue.updated_at.timestamp_millis()),
        }
    }
}

impl Model {
    pub fn into_domain(self) -> Result<Venue> {
        let access: Vec<AccessJson> = At(TABLE, "access").json(&self.access)?;
        let (street, postcode, town) = (self.street.as_ref(), self.postcode.as_ref(), self.town.as_ref());
        let facts = VenueFacts {
            name: At(TABLE, "name").ok(Text::parse(&self.name))?,
            institution: At(TABLE, "institution_id")
                .parse(self.institution_id.as_ref(), InstitutionId::parse)?,
            municipality: At(TABLE, "municipality_code")
                .parse(self.municipality_code.as_ref(), MunicipalityCode::parse)?,
            address: At(TABLE, "street").address(street, postcode, town)?,
            point: At(TABLE, "latitude").point(self.latitude, self.longitude, self.uncertainty_m)?,
            rooms: At(TABLE, "rooms").list(&self.rooms, Label::parse)?,
            access: access.iter().map(AccessJson::read).collect::<Result<_>>()?,
        };
        Ok(Venue {
            id: VenueId(self.id),
            slug: At(TABLE, "slug").parse(self.slug.as_ref(), Code::parse)?,
            facts,
            evidence: At(TABLE, "evidence").ok(parse_evidence(&self.evidence))?,
            source: self.source,
            version: self.version,
            updated_at: At(TABLE, "updated_at").instant(self.updated_at)?,
        })
    }
}

impl Write {
    /// A venue as it is now, within this transaction.
    pub async fn venue(&self, id: VenueId) -> Result<Option<Venue>> {
        let row = Entity::find_by_id(id.0).one(&self.transaction).await?;
        row.map(Model::into_domain).transpose()
    }

    /// Saves a venue with the entry that tells it.
    pub async fn save_venue(&mut self, change: &Change<Venue>) -> Result<()> {
        self.put_venue(&change.state).await?;
        self.record(&change.entry).await
    }

    pub(crate) async fn put_venue(&self, venue: &Venue) -> Result<()> {
        let every_column = Column::iter().filter(|column| !matches!(column, Column::Id));
        let upsert = OnConflict::column(Column::Id).update_columns(every_column).to_owned();
        Entity::insert(ActiveModel::from(venue))
            .on_conflict(upsert)
            .exec_without_returning(&self.transaction)
            .await?;
        Ok(())
    }
}
