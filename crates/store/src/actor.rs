//! API keys: who an actor is, by the id part of a key.

use crate::rows::{At, string, to_json};
use crate::{Result, Store, Write};
use kulturhub_domain::actor::key::ApiKey;
use kulturhub_domain::actor::{Role, Scope, Scopes};
use kulturhub_domain::code::{InstitutionId, KeyId, MunicipalityCode};
use kulturhub_domain::journal::Change;
use kulturhub_domain::time::Instant;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, Set};

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
    pub scopes: String,
    pub secret_hash: String,
    pub created_at: i64,
    pub created_by: Option<Uuid>,
    pub expires_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub revoked_at: Option<i64>,
    pub version: i32,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A key with what is kept beside it. The secret itself is nowhere, only its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    pub key: ApiKey,
    /// SHA-256 of the secret part, in hex.
    pub secret_hash: String,
    /// To the minute or so; none when it was never used.
    pub last_used_at: Option<Instant>,
}

/// Every scope with the word it is stored as.
const SCOPES: [(Scope, &str); 3] =
    [(Scope::Submit, "submit"), (Scope::ReadDrafts, "read_drafts"), (Scope::Webhooks, "webhooks")];

fn scope_words(scopes: &Scopes) -> String {
    let words = SCOPES.iter().filter(|(scope, _)| scopes.contains(scope));
    to_json(&words.map(|(_, word)| *word).collect::<Vec<_>>())
}

fn milliseconds(at: Option<Instant>) -> Option<i64> {
    at.map(|at| at.timestamp_millis())
}

/// What a change can change; the rest of a row stays as it was made.
fn changeable(key: &ApiKey) -> ActiveModel {
    ActiveModel {
        id: Set(key.id.0),
        name: Set(key.name.clone()),
        scopes: Set(scope_words(&key.scopes)),
        expires_at: Set(milliseconds(key.expires_at)),
        revoked_at: Set(milliseconds(key.revoked_at)),
        version: Set(key.version),
        ..Default::default()
    }
}

impl From<&KeptKey> for ActiveModel {
    fn from(kept: &KeptKey) -> Self {
        let key = &kept.key;
        let role = match &key.role {
            Role::Submitter { .. } => "submitter",
            Role::Owner { .. } => "owner",
            Role::Editor { .. } => "editor",
            Role::Secretariat => "secretariat",
        };
        Self {
            role: Set(role.to_owned()),
            institution_id: Set(string(&key.role.institution())),
            municipality_code: Set(string(&key.role.municipality())),
            secret_hash: Set(kept.secret_hash.clone()),
            created_at: Set(key.created_at.timestamp_millis()),
            created_by: Set(key.created_by.map(|id| id.0)),
            last_used_at: Set(milliseconds(kept.last_used_at)),
            ..changeable(key)
        }
    }
}

impl Model {
    fn role(&self) -> Result<Role> {
        let institution = || {
            let raw = self.institution_id.as_deref().unwrap_or_default();
            At(TABLE, "institution_id").ok(InstitutionId::parse(raw))
        };
        let municipality = self.municipality_code.as_deref().unwrap_or_default();
        match self.role.as_str() {
            "submitter" => Ok(Role::Submitter { institution: institution()? }),
            "owner" => Ok(Role::Owner { institution: institution()? }),
            "editor" => Ok(Role::Editor {
                municipality: At(TABLE, "municipality_code").ok(MunicipalityCode::parse(municipality))?,
            }),
            "secretariat" => Ok(Role::Secretariat),
            other => Err(At(TABLE, "role").error(other)),
        }
    }

    fn scopes(&self) -> Result<Scopes> {
        let at = At(TABLE, "scopes");
        let words: Vec<String> = at.json(&self.scopes)?;
        let scope = |word: &String| SCOPES.iter().find(|(_, known)| known == word).map(|(scope, _)| *scope);
        words.iter().map(|word| scope(word).ok_or_else(|| at.error(word))).collect()
    }

    fn into_domain(self) -> Result<KeptKey> {
        let instant = |column, at: Option<i64>| at.map(|at: i64| At(TABLE, column).instant(at)).transpose();
        let key = ApiKey {
            id: KeyId(self.id),
            role: self.role()?,
            scopes: self.scopes()?,
            expires_at: instant("expires_at", self.expires_at)?,
            created_at: At(TABLE, "created_at").instant(self.created_at)?,
            created_by: self.created_by.map(KeyId),
            revoked_at: instant("revoked_at", self.revoked_at)?,
            version: self.version,
            name: self.name,
        };
        let last_used_at = instant("last_used_at", self.last_used_at)?;
        Ok(KeptKey { key, secret_hash: self.secret_hash, last_used_at })
    }
}

async fn all(connection: &impl ConnectionTrait) -> Result<Vec<KeptKey>> {
    let oldest_first = Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id);
    oldest_first.all(connection).await?.into_iter().map(Model::into_domain).collect()
}

impl Store {
    /// The key with this id, revoked or not.
    pub async fn key(&self, id: KeyId) -> Result<Option<KeptKey>> {
        let row = Entity::find_by_id(id.0).one(&self.reader).await?;
        row.map(Model::into_domain).transpose()
    }

    /// All keys, oldest first.
    pub async fn keys(&self) -> Result<Vec<KeptKey>> {
        all(&self.reader).await
    }

    /// Notes when keys were last used, where that is later than what is known. It is no change that anybody follows,
    /// so it has no entry.
    pub async fn note_last_use(&self, used: &[(KeyId, Instant)]) -> Result<()> {
        let write = self.begin().await?;
        for (id, at) in used {
            let at = at.timestamp_millis();
            let earlier = Condition::any().add(Column::LastUsedAt.is_null()).add(Column::LastUsedAt.lt(at));
            Entity::update_many()
                .col_expr(Column::LastUsedAt, Expr::value(at))
                .filter(Column::Id.eq(id.0))
                .filter(earlier)
                .exec(&write.transaction)
                .await?;
        }
        write.commit().await?;
        Ok(())
    }
}

impl Write {
    /// All keys as they are now, within this transaction, oldest first.
    pub async fn keys(&self) -> Result<Vec<ApiKey>> {
        Ok(all(&self.transaction).await?.into_iter().map(|kept| kept.key).collect())
    }

    /// Saves a new key with the hash of its secret and the entry that tells it.
    pub async fn add_key(&mut self, change: &Change<ApiKey>, secret_hash: &str) -> Result<()> {
        let (key, secret_hash) = (change.state.clone(), secret_hash.to_owned());
        let row = ActiveModel::from(&KeptKey { key, secret_hash, last_used_at: None });
        Entity::insert(row).exec_without_returning(&self.transaction).await?;
        self.record(&change.entry).await
    }

    /// Saves what changed at a key, with the entry that tells it.
    pub async fn save_key(&mut self, change: &Change<ApiKey>) -> Result<()> {
        Entity::update(changeable(&change.state)).exec(&self.transaction).await?;
        self.record(&change.entry).await
    }
}
