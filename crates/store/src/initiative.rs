//! Initiatives, with their aims and tracks as JSON.

use crate::Result;
use crate::rows::{At, pair, string, to_json, words};
use kulturhub_domain::agreement::Period;
use kulturhub_domain::code::{Code, InitiativeId};
use kulturhub_domain::initiative::{Initiative, Track};
use kulturhub_domain::text::{Localized, Text};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

const TABLE: &str = "initiative";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name_da: String,
    pub name_en: Option<String>,
    pub long_name_da: Option<String>,
    pub long_name_en: Option<String>,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    pub aims: String,
    pub tracks: String,
    pub audiences: String,
    pub sources: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A text in its two languages, as JSON.
#[derive(Serialize, Deserialize)]
struct TextJson {
    da: String,
    en: Option<String>,
}

/// A track, as JSON.
#[derive(Serialize, Deserialize)]
struct TrackJson {
    id: String,
    name: TextJson,
}

impl TextJson {
    fn from<const MAX: usize>(text: &Localized<Text<MAX>>) -> Self {
        let (da, en) = pair(text);
        Self { da, en }
    }

    fn read<const MAX: usize>(&self, at: At) -> Result<Localized<Text<MAX>>> {
        at.localized(&self.da, self.en.as_ref())
    }
}

impl From<&Initiative> for ActiveModel {
    fn from(initiative: &Initiative) -> Self {
        let (name_da, name_en) = pair(&initiative.name);
        let long_name = initiative.long_name.as_ref().map(pair);
        let track = |track: &Track| TrackJson { id: track.id.to_string(), name: TextJson::from(&track.name) };
        Self {
            id: Set(initiative.id.to_string()),
            name_da: Set(name_da),
            name_en: Set(name_en),
            long_name_da: Set(long_name.as_ref().map(|(da, _)| da.clone())),
            long_name_en: Set(long_name.and_then(|(_, en)| en)),
            starts_on: Set(string(&initiative.period.from)),
            ends_on: Set(string(&initiative.period.to)),
            aims: Set(to_json(&initiative.aims.iter().map(TextJson::from).collect::<Vec<_>>())),
            tracks: Set(to_json(&initiative.tracks.iter().map(track).collect::<Vec<_>>())),
            audiences: Set(words(&initiative.audiences)),
            sources: Set(to_json(&initiative.sources)),
        }
    }
}

impl Model {
    pub fn into_domain(self) -> Result<Initiative> {
        let aims: Vec<TextJson> = At(TABLE, "aims").json(&self.aims)?;
        let tracks: Vec<TrackJson> = At(TABLE, "tracks").json(&self.tracks)?;
        let long_name = self.long_name_da.as_ref();
        let long_name = long_name
            .map(|da| At(TABLE, "long_name_da").localized(da, self.long_name_en.as_ref()))
            .transpose()?;
        Ok(Initiative {
            id: At(TABLE, "id").ok(InitiativeId::parse(&self.id))?,
            name: At(TABLE, "name_da").localized(&self.name_da, self.name_en.as_ref())?,
            long_name,
            period: Period {
                from: At(TABLE, "starts_on").day(self.starts_on.as_ref())?,
                to: At(TABLE, "ends_on").day(self.ends_on.as_ref())?,
            },
            aims: aims.iter().map(|aim| aim.read(At(TABLE, "aims"))).collect::<Result<_>>()?,
            tracks: tracks.iter().map(TrackJson::read).collect::<Result<_>>()?,
            audiences: At(TABLE, "audiences").list(&self.audiences, Code::parse)?,
            sources: At(TABLE, "sources").json(&self.sources)?,
        })
    }
}

impl TrackJson {
    fn read(&self) -> Result<Track> {
        let at = At(TABLE, "tracks");
        Ok(Track { id: at.ok(Code::parse(&self.id))?, name: self.name.read(at)? })
    }
}
