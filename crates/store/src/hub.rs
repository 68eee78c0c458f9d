//! Which hub this database belongs to.

use crate::Result;
use chrono::Utc;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, Set};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hub")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: i64,
    /// By which rules the words of activities were indexed.
    pub search_version: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The id of the hub; made with the first start of an empty database.
pub(crate) async fn id(writer: &DatabaseConnection) -> Result<Uuid> {
    if let Some(row) = Entity::find().one(writer).await? {
        return Ok(row.id);
    }
    let now = Utc::now();
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        created_at: Set(now.timestamp_millis()),
        search_version: Set(0),
    };
    Ok(row.insert(writer).await?.id)
}
