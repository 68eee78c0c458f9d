//! Loading a region: what the file names is put in, what it no longer names is taken out unless
//! something still points at it. Loading the same file again changes nothing.

use crate::rows::{At, ROWS_AT_ONCE, pair, string};
use crate::{Result, Write, agreement, initiative, institution, municipality, venue, vocabulary};
use kulturhub_domain::code::{Code, MunicipalityCode};
use kulturhub_domain::journal::Entry;
use kulturhub_domain::reference::{Reference, Region};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, Iterable, PrimaryKeyToColumn, Set};
use std::collections::HashSet;

mod leftovers;
mod terms;

pub use leftovers::Leftovers;

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
        let institutions = reference.institutions.values();
        upsert_keeping(
            transaction,
            &["trusted", "version"],
            institutions.map(|row| institution::ActiveModel::from(&**row)),
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
}

/// Inserts the rows, or overwrites those that are there.
async fn upsert<A>(connection: &impl ConnectionTrait, rows: impl Iterator<Item = A>) -> Result<()>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    upsert_keeping(connection, &[], rows).await
}

/// The same, but these columns of a row that is there stay as they are.
async fn upsert_keeping<A>(
    connection: &impl ConnectionTrait,
    kept: &[&str],
    rows: impl Iterator<Item = A>,
) -> Result<()>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let rows: Vec<A> = rows.collect();
    type Of<A> = <A as ActiveModelTrait>::Entity;
    let key: Vec<_> =
        <<Of<A> as EntityTrait>::PrimaryKey as Iterable>::iter().map(|key| key.into_column()).collect();
    let every = <<Of<A> as EntityTrait>::Column as Iterable>::iter();
    let written = every.filter(|column| !kept.contains(&column.as_str()));
    let upsert = OnConflict::columns(key).update_columns(written).to_owned();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let insert = <A::Entity as EntityTrait>::insert_many(rows.to_vec()).on_conflict(upsert.clone());
        insert.exec_without_returning(connection).await?;
    }
    Ok(())
}
