//! Loading a region: what the file names is put in, what it no longer names is taken out unless
//! something still points at it. Loading the same file again changes nothing.

use crate::rows::{At, pair, string};
use crate::sql::Sql;
use crate::{Result, Write, agreement, initiative, institution, municipality, venue, vocabulary};
use kulturhub_domain::code::{Code, MunicipalityCode};
use kulturhub_domain::journal::Entry;
use kulturhub_domain::reference::{Reference, Region};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, Iterable, PrimaryKeyToColumn, Set};
use std::collections::HashSet;

const TABLE: &str = "region";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name_da: String,
    pub name_en: Option<String>,
    pub zone: String,
    pub website: Option<String>,
    pub chair: Option<String>,
    pub secretariat: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Region> for ActiveModel {
    fn from(region: &Region) -> Self {
        let (name_da, name_en) = pair(&region.name);
        Self {
            id: Set(region.id.to_string()),
            name_da: Set(name_da),
            name_en: Set(name_en),
            zone: Set(region.zone.name().to_owned()),
            website: Set(region.website.clone()),
            chair: Set(string(&region.chair)),
            secretariat: Set(string(&region.secretariat)),
        }
    }
}

impl Model {
    pub fn into_domain(self) -> Result<Region> {
        let municipality =
            |raw: &Option<String>, column| At(TABLE, column).parse(raw.as_ref(), MunicipalityCode::parse);
        Ok(Region {
            id: At(TABLE, "id").ok(Code::parse(&self.id))?,
            name: At(TABLE, "name_da").localized(&self.name_da, self.name_en.as_ref())?,
            zone: At(TABLE, "zone").ok(self.zone.parse::<chrono_tz::Tz>())?,
            chair: municipality(&self.chair, "chair")?,
            secretariat: municipality(&self.secretariat, "secretariat")?,
            website: self.website,
        })
    }
}

/// What loading a region did to rows that its file does not name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leftovers {
    /// Institutions and venues that activities or keys still point at: they stay.
    pub kept: Vec<String>,
    /// How many rows were taken out.
    pub removed: u64,
}

impl Write {
    /// Puts in all rows of a region, takes out what is left over, and tells it in the journal. A venue that
    /// was changed in the hub keeps what it says there: that is newer than the file.
    pub async fn load_region(&mut self, reference: &Reference, entry: &Entry) -> Result<Leftovers> {
        let transaction = &self.transaction;
        Entity::delete_many().exec(transaction).await?;
        upsert(transaction, reference.region.iter().map(|row| ActiveModel::from(&**row))).await?;
        upsert(
            transaction,
            reference.municipalities.values().map(|row| municipality::ActiveModel::from(&**row)),
        )
        .await?;
        upsert(transaction, reference.initiatives.values().map(|row| initiative::ActiveModel::from(&**row)))
            .await?;
        agreement::member::Entity::delete_many().exec(transaction).await?;
        upsert(transaction, reference.agreements.values().map(|row| agreement::ActiveModel::from(&**row)))
            .await?;
        upsert(transaction, reference.agreements.values().flat_map(|row| agreement::members(row))).await?;
        upsert(
            transaction,
            reference.institutions.values().map(|row| institution::ActiveModel::from(&**row)),
        )
        .await?;
        upsert(transaction, reference.terms.values().map(|row| vocabulary::ActiveModel::from(&**row)))
            .await?;
        let changed_here = venue::Column::Version.gt(1);
        let changed_here = venue::Entity::find().filter(changed_here).all(transaction).await?;
        let changed_here: HashSet<Uuid> = changed_here.into_iter().map(|row| row.id).collect();
        for venue in reference.venues.values().filter(|venue| !changed_here.contains(&venue.id.0)) {
            self.put_venue(venue).await?;
        }
        let leftovers = self.remove_leftovers(reference).await?;
        self.record(entry).await?;
        Ok(leftovers)
    }

    /// From what points to what is pointed at, so that nothing is taken out under another's feet.
    async fn remove_leftovers(&self, reference: &Reference) -> Result<Leftovers> {
        let mut left = Leftovers::default();
        for table in &TABLES {
            let named: HashSet<String> = (table.named)(reference);
            for (name, id) in self.unnamed(table, &named).await? {
                if self.is_pointed_at(table, &id).await? {
                    left.kept.push(format!("{} {name}", table.name));
                } else {
                    let mut sql = Sql::new(self.backend(), "DELETE FROM ");
                    sql.push(table.name).push(" WHERE ").push(table.key).push(" = ").bind(id);
                    left.removed += sql.run(&self.transaction).await?;
                }
            }
        }
        Ok(left)
    }

    /// The rows that a region file made and that this one does not name, with their keys.
    async fn unnamed(&self, table: &RegionTable, named: &HashSet<String>) -> Result<Vec<(String, Value)>> {
        let mut sql = Sql::new(self.backend(), "SELECT ");
        sql.push(table.word).push(", ").push(table.key).push(" FROM ").push(table.name);
        sql.push(" WHERE ").push(table.word).push(" IS NOT NULL");
        let mut unnamed = Vec::new();
        for row in sql.all(&self.transaction).await? {
            let word: String = row.try_get_by_index(0)?;
            let key = match row.try_get_by_index::<Uuid>(1) {
                Ok(id) if table.key != table.word => Value::from(id),
                _ => Value::from(word.clone()),
            };
            if !named.contains(&word) {
                unnamed.push((word, key));
            }
        }
        Ok(unnamed)
    }

    async fn is_pointed_at(&self, table: &RegionTable, key: &Value) -> Result<bool> {
        for (from, column) in table.pointed_at_by {
            let mut sql = Sql::new(self.backend(), "SELECT 1 FROM ");
            sql.push(from).push(" WHERE ").push(column).push(" = ").bind(key.clone()).push(" LIMIT 1");
            if sql.one(&self.transaction).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A table of the region, by what its rows are named in a file and what may point at them.
struct RegionTable {
    name: &'static str,
    key: &'static str,
    /// The column with the word that the file names a row by.
    word: &'static str,
    named: fn(&Reference) -> HashSet<String>,
    pointed_at_by: &'static [(&'static str, &'static str)],
}

/// In the order they can be emptied in.
const TABLES: [RegionTable; 5] = [
    RegionTable {
        name: "venue",
        key: "id",
        word: "slug",
        named: |reference| reference.venues.values().filter_map(|row| string(&row.slug)).collect(),
        pointed_at_by: &[("occurrence", "venue_id")],
    },
    RegionTable {
        name: "institution",
        key: "id",
        word: "id",
        named: |reference| reference.institutions.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[
            ("activity", "institution_id"),
            ("activity_partner", "institution_id"),
            ("venue", "institution_id"),
            ("api_key", "institution_id"),
        ],
    },
    RegionTable {
        name: "agreement",
        key: "id",
        word: "id",
        named: |reference| reference.agreements.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[],
    },
    RegionTable {
        name: "initiative",
        key: "id",
        word: "id",
        named: |reference| reference.initiatives.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[("activity_initiative", "initiative_id")],
    },
    RegionTable {
        name: "municipality",
        key: "code",
        word: "code",
        named: |reference| reference.municipalities.keys().map(ToString::to_string).collect(),
        pointed_at_by: &[
            ("institution", "municipality_code"),
            ("venue", "municipality_code"),
            ("occurrence", "place_municipality_code"),
            ("api_key", "municipality_code"),
        ],
    },
];

/// Inserts the rows, or overwrites those that are there.
async fn upsert<A>(connection: &impl ConnectionTrait, rows: impl Iterator<Item = A>) -> Result<()>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let rows: Vec<A> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    type Of<A> = <A as ActiveModelTrait>::Entity;
    let key: Vec<_> =
        <<Of<A> as EntityTrait>::PrimaryKey as Iterable>::iter().map(|key| key.into_column()).collect();
    let every = <<Of<A> as EntityTrait>::Column as Iterable>::iter();
    let upsert = OnConflict::columns(key).update_columns(every).to_owned();
    <A::Entity as EntityTrait>::insert_many(rows)
        .on_conflict(upsert)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}
