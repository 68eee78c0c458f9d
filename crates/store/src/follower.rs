//! Those who follow under a name, and how far they have got.

use crate::rows::At;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::follower::Follower;
use kulturhub_domain::text::Label;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

const TABLE: &str = "follower";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follower")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub seq: i64,
    pub at: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    fn into_domain(self) -> Result<Follower> {
        Ok(Follower {
            key: KeyId(self.key_id),
            name: At(TABLE, "name").ok(Label::parse(&self.name))?,
            seq: self.seq,
            at: At(TABLE, "at").instant(self.at)?,
        })
    }
}

impl Store {
    /// Those with this key, or all, by key and name.
    pub async fn followers(&self, key: Option<KeyId>) -> Result<Vec<Follower>> {
        let mut found = Entity::find();
        if let Some(key) = key {
            found = found.filter(Column::KeyId.eq(key.0));
        }
        let rows = found.order_by_asc(Column::KeyId).order_by_asc(Column::Name).all(&self.reader).await?;
        rows.into_iter().map(Model::into_domain).collect()
    }

    /// Keeps how far somebody has got, unless it is known to have got farther. It is no change that anybody follows, so it
    /// has no entry.
    pub async fn keep_follower(&self, follower: &Follower) -> Result<()> {
        let mut sql = Sql::new(self.backend(), "INSERT INTO follower (key_id, name, seq, at) VALUES (");
        sql.bind(follower.key.0).push(", ").bind(follower.name.as_str()).push(", ").bind(follower.seq);
        sql.push(", ").bind(follower.at.timestamp_millis());
        sql.push(") ON CONFLICT (key_id, name) DO UPDATE SET seq = excluded.seq, at = excluded.at");
        sql.push(" WHERE follower.seq < excluded.seq");
        sql.run(&self.writer).await?;
        Ok(())
    }
}
