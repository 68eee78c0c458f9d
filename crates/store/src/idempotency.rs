//! Requests that must have one effect: claimed before they run, with their answer kept beside.

use crate::rows::At;
use crate::sql::Sql;
use crate::{Result, Store, Write, journal};
use kulturhub_domain::code::KeyId;
use kulturhub_domain::idempotency::{Answer, Asked, Claim, IdempotencyKey};
use kulturhub_domain::time::Instant;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, Set};

const TABLE: &str = "idempotency";

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    pub digest: String,
    pub process_id: Uuid,
    pub run_id: Uuid,
    pub seq: i64,
    pub claimed_at: i64,
    pub seen_at: i64,
    pub status: Option<i32>,
    pub media: Option<String>,
    pub body: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Claim> for ActiveModel {
    fn from(claim: &Claim) -> Self {
        let answer = claim.answer.as_ref();
        Self {
            key_id: Set(claim.asked.key.0),
            word: Set(claim.asked.word.as_str().to_owned()),
            digest: Set(claim.asked.digest.clone()),
            process_id: Set(claim.process),
            run_id: Set(claim.run),
            seq: Set(claim.seq),
            claimed_at: Set(claim.claimed_at.timestamp_millis()),
            seen_at: Set(claim.seen_at.timestamp_millis()),
            status: Set(answer.map(|answer| answer.status.into())),
            media: Set(answer.map(|answer| answer.media.clone())),
            body: Set(answer.map(|answer| answer.body.clone())),
        }
    }
}

impl Model {
    fn answer(&mut self) -> Result<Option<Answer>> {
        let (Some(status), media, body) = (self.status, self.media.take(), self.body.take()) else {
            return Ok(None);
        };
        Ok(Some(Answer {
            status: At(TABLE, "status").ok(u16::try_from(status))?,
            media: media.ok_or_else(|| At(TABLE, "media").error("an answer has one"))?,
            body: body.ok_or_else(|| At(TABLE, "body").error("an answer has one"))?,
        }))
    }

    fn into_domain(mut self) -> Result<Claim> {
        Ok(Claim {
            answer: self.answer()?,
            asked: Asked {
                key: KeyId(self.key_id),
                word: At(TABLE, "word").ok(IdempotencyKey::parse(self.word.as_bytes()))?,
                digest: self.digest,
            },
            process: self.process_id,
            run: self.run_id,
            seq: self.seq,
            claimed_at: At(TABLE, "claimed_at").instant(self.claimed_at)?,
            seen_at: At(TABLE, "seen_at").instant(self.seen_at)?,
        })
    }
}

async fn find(connection: &impl ConnectionTrait, asked: &Asked) -> Result<Option<Claim>> {
    let row = Entity::find_by_id((asked.key.0, asked.word.as_str().to_owned())).one(connection).await?;
    row.map(Model::into_domain).transpose()
}

/// The row of this run; none when another run has taken its place.
fn of_run(sql: &mut Sql, claim: &Claim) {
    sql.push(" WHERE key_id = ").bind(claim.asked.key.0).push(" AND word = ").bind(claim.asked.word.as_str());
    sql.push(" AND run_id = ").bind(claim.run);
}

/// What a run says of itself needs no transaction: each is one statement on a row that only it writes.
impl Store {
    /// The claim by this word, whatever became of it.
    pub async fn claim(&self, asked: &Asked) -> Result<Option<Claim>> {
        find(&self.reader, asked).await
    }

    /// The run is seen: at `now` it still runs, or, long ago, it was given up.
    pub async fn see_claim(&self, claim: &Claim, now: Instant) -> Result<()> {
        let mut sql = Sql::new(self.backend(), "UPDATE idempotency SET seen_at = ");
        sql.bind(now.timestamp_millis());
        of_run(&mut sql, claim);
        sql.run(&self.writer).await?;
        Ok(())
    }

    /// Keeps the answer of a run. False when another run has taken its place.
    pub async fn answer_claim(&self, claim: &Claim, answer: &Answer) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "UPDATE idempotency SET status = ");
        sql.bind(i32::from(answer.status)).push(", media = ").bind(answer.media.as_str());
        sql.push(", body = ").bind(answer.body.as_str());
        of_run(&mut sql, claim);
        Ok(sql.run(&self.writer).await? == 1)
    }

    /// Takes back the claim of a run that did nothing.
    pub async fn drop_claim(&self, claim: &Claim) -> Result<()> {
        let mut sql = Sql::new(self.backend(), "DELETE FROM idempotency");
        of_run(&mut sql, claim);
        sql.run(&self.writer).await?;
        Ok(())
    }

    /// Forgets what was claimed before this instant, or at it; tells how many there were.
    pub async fn forget_claims(&self, until: Instant) -> Result<u64> {
        let mut sql = Sql::new(self.backend(), "DELETE FROM idempotency WHERE claimed_at <= ");
        sql.bind(until.timestamp_millis());
        sql.run(&self.writer).await
    }
}

impl Write {
    /// The claim by this word, as no other writer can change it now.
    pub async fn claim(&self, asked: &Asked) -> Result<Option<Claim>> {
        find(&self.transaction, asked).await
    }

    /// Claims a request, in the place of an older claim by the same word. The claim remembers the newest
    /// position of the journal.
    pub async fn save_claim(&mut self, claim: Claim) -> Result<Claim> {
        let seq = journal::newest(&self.transaction, self.backend()).await?;
        let claim = Claim { seq, ..claim };
        let word = claim.asked.word.as_str().to_owned();
        Entity::delete_by_id((claim.asked.key.0, word)).exec(&self.transaction).await?;
        Entity::insert(ActiveModel::from(&claim)).exec_without_returning(&self.transaction).await?;
        Ok(claim)
    }

    /// Whether this key has done anything after a position of the journal.
    pub async fn key_has_acted(&self, key: KeyId, after: i64) -> Result<bool> {
        let mut sql = Sql::new(self.backend(), "SELECT 1 FROM journal WHERE seq > ");
        sql.bind(after).push(" AND key_id = ").bind(key.0).limit(1);
        Ok(sql.one(&self.transaction).await?.is_some())
    }
}
