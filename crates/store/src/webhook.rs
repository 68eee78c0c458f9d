//! Webhooks, who sends them, and what became of each request.

use crate::rows::At;
use crate::sql::Sql;
use crate::{Result, Store};
use kulturhub_domain::code::{KeyId, WebhookId};
use kulturhub_domain::time::Instant;
use kulturhub_domain::webhook::{Address, State, Webhook};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

const TABLE: &str = "webhook";
/// How many requests of a webhook are remembered.
const MOST_DELIVERIES: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key_id: Uuid,
    pub url: String,
    pub following: String,
    pub secret: String,
    pub seq: i64,
    pub state: String,
    pub because: Option<String>,
    pub failing_since: Option<i64>,
    pub tries: i32,
    pub next_try_at: Option<i64>,
    pub version: i32,
    pub created_at: i64,
    pub leased_by: Option<Uuid>,
    pub leased_until: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A request to a webhook, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: Uuid,
    /// The position of what was sent.
    pub seq: i64,
    pub at: Instant,
    /// The status that was answered; none when nothing was.
    pub status: Option<u16>,
    pub error: Option<String>,
    pub took_ms: u32,
}

/// The state in its columns: word, reason, since, tries, next.
type StateColumns = (&'static str, Option<String>, Option<i64>, i32, Option<i64>);

fn columns_of(state: &State) -> StateColumns {
    match state {
        State::Active => ("active", None, None, 0, None),
        State::Failing { since, tries, next } => {
            let tries = i32::try_from(*tries).unwrap_or(i32::MAX);
            ("failing", None, Some(since.timestamp_millis()), tries, Some(next.timestamp_millis()))
        }
        State::Paused { because } => ("paused", because.clone(), None, 0, None),
    }
}

impl Model {
    fn state(&self) -> Result<State> {
        let instant = |column, at: Option<i64>| At(TABLE, column).instant(at.unwrap_or_default());
        Ok(match self.state.as_str() {
            "active" => State::Active,
            "failing" => State::Failing {
                since: instant("failing_since", self.failing_since)?,
                tries: u32::try_from(self.tries).unwrap_or_default(),
                next: instant("next_try_at", self.next_try_at)?,
            },
            "paused" => State::Paused { because: self.because.clone() },
            other => return Err(At(TABLE, "state").error(other)),
        })
    }

    fn into_domain(self) -> Result<Webhook> {
        Ok(Webhook {
            id: WebhookId(self.id),
            key: KeyId(self.key_id),
            // It was allowed when it was added.
            address: At(TABLE, "url").ok(Address::parse(&self.url, true))?,
            state: self.state()?,
            following: self.following,
            secret: self.secret,
            seq: self.seq,
            version: self.version,
            created_at: At(TABLE, "created_at").instant(self.created_at)?,
        })
    }
}

impl Store {
    /// The webhooks of a key, or all, oldest first.
    pub async fn webhooks(&self, key: Option<KeyId>) -> Result<Vec<Webhook>> {
        let mut found = Entity::find().order_by_asc(Column::Id);
        if let Some(key) = key {
            found = found.filter(Column::KeyId.eq(key.0));
        }
        found.all(&self.reader).await?.into_iter().map(Model::into_domain).collect()
    }

    pub async fn webhook(&self, id: WebhookId) -> Result<Option<Webhook>> {
        Entity::find_by_id(id.0).one(&self.reader).await?.map(Model::into_domain).transpose()
    }

    pub async fn add_webhook(&self, webhook: &Webhook) -> Result<()> {
        let (state, because, failing_since, tries, next_try_at) = columns_of(&webhook.state);
        let row = ActiveModel {
            id: Set(webhook.id.0),
            key_id: Set(webhook.key.0),
            url: Set(webhook.address.as_str().to_owned()),
            following: Set(webhook.following.clone()),
            secret: Set(webhook.secret.clone()),
            seq: Set(webhook.seq),
            state: Set(state.to_owned()),
            because: Set(because),
            failing_since: Set(failing_since),
            tries: Set(tries),
            next_try_at: Set(next_try_at),
            version: Set(webhook.version),
            created_at: Set(webhook.created_at.timestamp_millis()),
            leased_by: Set(None),
            leased_until: Set(0),
        };
        Entity::insert(row).exec_without_returning(&self.writer).await?;
        Ok(())
    }

    /// Saves what its keepers changed, at the version before; false when that is no longer the present one. Who sends
    /// loses the lease: it is to begin anew.
    pub async fn change_webhook(&self, webhook: &Webhook) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "UPDATE webhook SET url = ");
        sql.bind(webhook.address.as_str()).push(", following = ").bind(webhook.following.as_str());
        sql.push(", seq = ").bind(webhook.seq).push(", version = ").bind(webhook.version);
        sql.push(", leased_by = NULL, leased_until = 0, ");
        set_state(&webhook.state, &mut sql);
        sql.push(" WHERE id = ").bind(webhook.id.0).push(" AND version = ").bind(webhook.version - 1);
        Ok(sql.run(&self.writer).await? > 0)
    }

    pub async fn remove_webhook(&self, id: WebhookId) -> Result<()> {
        Entity::delete_by_id(id.0).exec(&self.writer).await?;
        Ok(())
    }

    /// Takes or keeps the right to send, until then; false when another node has it, or the webhook is paused or was changed.
    pub async fn lease_webhook(&self, webhook: &Webhook, now: Instant, until: Instant) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "UPDATE webhook SET leased_by = ");
        sql.bind(self.node).push(", leased_until = ").bind(until.timestamp_millis());
        sql.push(" WHERE id = ").bind(webhook.id.0).push(" AND version = ").bind(webhook.version);
        sql.push(" AND state <> 'paused' AND (leased_by = ").bind(self.node);
        sql.push(" OR leased_until < ").bind(now.timestamp_millis()).push(")");
        Ok(sql.run(&self.writer).await? > 0)
    }

    /// Gives up the right to send whatever this node sends.
    pub async fn end_leases(&self) -> Result<()> {
        let mut sql = Sql::new(self.backend(), "UPDATE webhook SET leased_until = 0 WHERE leased_by = ");
        sql.bind(self.node);
        sql.run(&self.writer).await?;
        Ok(())
    }

    /// Saves how far it has got and how it stands, if this node still has the right to send.
    pub async fn keep_webhook(&self, webhook: &Webhook) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "UPDATE webhook SET seq = ");
        sql.bind(webhook.seq).push(", ");
        set_state(&webhook.state, &mut sql);
        sql.push(" WHERE id = ").bind(webhook.id.0).push(" AND version = ").bind(webhook.version);
        sql.push(" AND leased_by = ").bind(self.node);
        Ok(sql.run(&self.writer).await? > 0)
    }

    /// Remembers a request, and forgets the oldest ones.
    pub async fn log_delivery(&self, webhook: WebhookId, delivery: &Delivery) -> Result<()> {
        let row = delivery::ActiveModel {
            id: Set(delivery.id),
            webhook_id: Set(webhook.0),
            seq: Set(delivery.seq),
            at: Set(delivery.at.timestamp_millis()),
            status: Set(delivery.status.map(i32::from)),
            error: Set(delivery.error.clone()),
            took_ms: Set(i32::try_from(delivery.took_ms).unwrap_or(i32::MAX)),
        };
        delivery::Entity::insert(row).exec_without_returning(&self.writer).await?;
        let mut sql = Sql::new(self.backend(), "DELETE FROM webhook_delivery WHERE webhook_id = ");
        sql.bind(webhook.0).push(" AND id < (SELECT id FROM webhook_delivery WHERE webhook_id = ");
        sql.bind(webhook.0).push(" ORDER BY id DESC").limit(1).push(" OFFSET ");
        sql.push(&(MOST_DELIVERIES - 1).to_string()).push(")");
        sql.run(&self.writer).await?;
        Ok(())
    }

    /// The requests that are remembered, newest first: so many before one of them.
    pub async fn deliveries(
        &self,
        webhook: WebhookId,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Delivery>> {
        let mut found = delivery::Entity::find().filter(delivery::Column::WebhookId.eq(webhook.0));
        if let Some(before) = before {
            found = found.filter(delivery::Column::Id.lt(before));
        }
        let rows = found.order_by_desc(delivery::Column::Id).limit(limit as u64).all(&self.reader).await?;
        rows.into_iter().map(delivery::Model::into_domain).collect()
    }
}

fn set_state(state: &State, sql: &mut Sql) {
    let (state, because, since, tries, next) = columns_of(state);
    sql.push("state = ")
        .bind(state)
        .push(", because = ")
        .bind(because)
        .push(", failing_since = ")
        .bind(since);
    sql.push(", tries = ").bind(tries).push(", next_try_at = ").bind(next);
}

/// The rows of requests.
mod delivery {
    use super::Delivery;
    use crate::Result;
    use crate::rows::At;
    use sea_orm::entity::prelude::*;

    const TABLE: &str = "webhook_delivery";

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub webhook_id: Uuid,
        pub seq: i64,
        pub at: i64,
        pub status: Option<i32>,
        pub error: Option<String>,
        pub took_ms: i32,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        pub fn into_domain(self) -> Result<Delivery> {
            Ok(Delivery {
                id: self.id,
                seq: self.seq,
                at: At(TABLE, "at").instant(self.at)?,
                status: self.status.and_then(|status| u16::try_from(status).ok()),
                error: self.error,
                took_ms: u32::try_from(self.took_ms).unwrap_or_default(),
            })
        }
    }
}
