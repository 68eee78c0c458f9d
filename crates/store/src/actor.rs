//! API keys: who an actor is, by the id part of a key.

use crate::rows::{At, string};
use crate::{Result, Store, Write};
use kulturhub_domain::actor::Role;
use kulturhub_domain::code::{InstitutionId, KeyId, MunicipalityCode};
use kulturhub_domain::journal::Entry;
use kulturhub_domain::time::Instant;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use std::collections::HashMap;

const TABLE: &str = "api_key";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub role: String,
    pub institution_id: Option<String>,
    pub municipality_code: Option<String>,
    pub secret_hash: String,
    pub created_at: i64,
    pub revoked_at: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A key as it is kept. The secret itself is nowhere, only its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: KeyId,
    pub name: String,
    pub role: Role,
    /// SHA-256 of the secret part, in hex.
    pub secret_hash: String,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
}

impl From<&ApiKey> for ActiveModel {
    fn from(key: &ApiKey) -> Self {
        let (role, institution, municipality) = match &key.role {
            Role::Submitter { institution } => ("submitter", Some(institution.clone()), None),
            Role::Editor { municipality } => ("editor", None, Some(municipality.clone())),
            Role::Secretariat => ("secretariat", None, None),
        };
        Self {
            id: Set(key.id.0),
            name: Set(key.name.clone()),
            role: Set(role.to_owned()),
            institution_id: Set(string(&institution)),
            municipality_code: Set(string(&municipality)),
            secret_hash: Set(key.secret_hash.clone()),
            created_at: Set(key.created_at.timestamp_millis()),
            revoked_at: Set(key.revoked_at.map(|at| at.timestamp_millis())),
        }
    }
}

impl Model {
    fn role(&self) -> Result<Role> {
        let institution = self.institution_id.as_deref().unwrap_or_default();
        let municipality = self.municipality_code.as_deref().unwrap_or_default();
        match self.role.as_str() {
            "submitter" => Ok(Role::Submitter {
                institution: At(TABLE, "institution_id").ok(InstitutionId::parse(institution))?,
            }),
            "editor" => Ok(Role::Editor {
                municipality: At(TABLE, "municipality_code").ok(MunicipalityCode::parse(municipality))?,
            }),
            "secretariat" => Ok(Role::Secretariat),
            other => Err(At(TABLE, "role").error(other)),
        }
    }

    fn into_domain(self) -> Result<ApiKey> {
        Ok(ApiKey {
            id: KeyId(self.id),
            role: self.role()?,
            created_at: At(TABLE, "created_at").instant(self.created_at)?,
            revoked_at: self.revoked_at.map(|at| At(TABLE, "revoked_at").instant(at)).transpose()?,
            name: self.name,
            secret_hash: self.secret_hash,
        })
    }
}

impl Store {
    /// The key with this id, revoked or not.
    pub async fn key(&self, id: KeyId) -> Result<Option<ApiKey>> {
        let reader = self.reader.clone();
        let read = move |ids: Vec<KeyId>| {
            let reader = reader.clone();
            async move {
                let rows =
                    Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.0))).all(&reader).await?;
                let keys = rows.into_iter().map(|row| Ok((KeyId(row.id), row.into_domain()?)));
                keys.collect::<Result<HashMap<_, _>>>()
            }
        };
        self.keys.ask(id, read).await
    }

    /// All keys, oldest first.
    pub async fn keys(&self) -> Result<Vec<ApiKey>> {
        let rows =
            Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(&self.reader).await?;
        rows.into_iter().map(Model::into_domain).collect()
    }
}

impl Write {
    /// Saves a new key, with its entry.
    pub async fn add_key(&mut self, key: &ApiKey, entry: &Entry) -> Result<()> {
        Entity::insert(ActiveModel::from(key)).exec_without_returning(&self.transaction).await?;
        self.record(entry).await
    }

    /// Revokes a key from `at` on, with its entry. False when there is no such key, or it is revoked already.
    pub async fn revoke_key(&mut self, id: KeyId, entry: &Entry) -> Result<bool> {
        let update = Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(entry.at.timestamp_millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::RevokedAt.is_null());
        let changed = update.exec(&self.transaction).await?.rows_affected == 1;
        if changed {
            self.record(entry).await?;
        }
        Ok(changed)
    }
}
