//! Municipalities.

use crate::Result;
use crate::rows::{At, to_json, uncertainty};
use kulturhub_domain::code::MunicipalityCode;
use kulturhub_domain::municipality::Municipality;
use kulturhub_domain::text::Text;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

const TABLE: &str = "municipality";

#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "municipality")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub website: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub uncertainty_m: Option<i32>,
    pub postcodes: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Municipality> for ActiveModel {
    fn from(municipality: &Municipality) -> Self {
        Self {
            code: Set(municipality.code.to_string()),
            name: Set(municipality.name.as_str().to_owned()),
            website: Set(municipality.website.clone()),
            latitude: Set(municipality.point.map(|point| point.latitude())),
            longitude: Set(municipality.point.map(|point| point.longitude())),
            uncertainty_m: Set(uncertainty(&municipality.point)),
            postcodes: Set(to_json(&municipality.postcodes)),
        }
    }
}

impl Model {
    pub fn into_domain(self) -> Result<Municipality> {
        Ok(Municipality {
            code: At(TABLE, "code").ok(MunicipalityCode::parse(&self.code))?,
            name: At(TABLE, "name").ok(Text::parse(&self.name))?,
            website: self.website,
            point: At(TABLE, "latitude").point(self.latitude, self.longitude, self.uncertainty_m)?,
            postcodes: At(TABLE, "postcodes").json(&self.postcodes)?,
        })
    }
}
