//! Filters that were saved under a name.

use crate::rows::At;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::{KeyId, ViewId};
use kulturhub_domain::text::Label;
use kulturhub_domain::view::View;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};

const TABLE: &str = "saved_view";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_view")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key_id: Uuid,
    pub name: String,
    pub filter: String,
    pub version: i32,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    fn into_domain(self) -> Result<View> {
        Ok(View {
            id: ViewId(self.id),
            key: KeyId(self.key_id),
            name: At(TABLE, "name").ok(Label::parse(&self.name))?,
            filter: self.filter,
            version: self.version,
            created_at: At(TABLE, "created_at").instant(self.created_at)?,
            updated_at: At(TABLE, "updated_at").instant(self.updated_at)?,
        })
    }
}

impl Store {
    /// The views of a key, or all, oldest first.
    pub async fn views(&self, key: Option<KeyId>) -> Result<Vec<View>> {
        let mut found = Entity::find().order_by_asc(Column::Id);
        if let Some(key) = key {
            found = found.filter(Column::KeyId.eq(key.0));
        }
        found.all(&self.reader).await?.into_iter().map(Model::into_domain).collect()
    }

    pub async fn view(&self, id: ViewId) -> Result<Option<View>> {
        Entity::find_by_id(id.0).one(&self.reader).await?.map(Model::into_domain).transpose()
    }

    pub async fn add_view(&self, view: &View) -> Result<()> {
        let row = ActiveModel {
            id: Set(view.id.0),
            key_id: Set(view.key.0),
            name: Set(view.name.as_str().to_owned()),
            filter: Set(view.filter.clone()),
            version: Set(view.version),
            created_at: Set(view.created_at.timestamp_millis()),
            updated_at: Set(view.updated_at.timestamp_millis()),
        };
        Entity::insert(row).exec_without_returning(&self.writer).await?;
        Ok(())
    }

    /// Saves a change, at the version before; false when that is no longer the present one.
    pub async fn change_view(&self, view: &View) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "UPDATE saved_view SET name = ");
        sql.bind(view.name.as_str()).push(", filter = ").bind(view.filter.as_str());
        sql.push(", version = ").bind(view.version);
        sql.push(", updated_at = ").bind(view.updated_at.timestamp_millis());
        sql.push(" WHERE id = ").bind(view.id.0).push(" AND version = ").bind(view.version - 1);
        Ok(sql.run(&self.writer).await? > 0)
    }

    pub async fn remove_view(&self, id: ViewId) -> Result<()> {
        Entity::delete_by_id(id.0).exec(&self.writer).await?;
        Ok(())
    }
}
