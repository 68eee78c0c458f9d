//! Hearing of it when another node writes to the same PostgreSQL: LISTEN and NOTIFY. SQLite has no such thing.

use crate::sql::Sql;
use crate::{Result, Store};
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{DbErr, RuntimeErr};
use uuid::Uuid;

const CHANNEL: &str = "kulturhub_journal";

/// Rings when another node has committed, or may have.
pub struct Doorbell {
    listener: PgListener,
    node: String,
}

/// Has all nodes told of the commit of this transaction, should there be one. Who rings is told, so that nobody
/// answers a bell of its own.
pub(crate) fn ring(node: Uuid, sql: &mut Sql) {
    sql.push("pg_notify('").push(CHANNEL).push("', ").bind(node.to_string()).push(")");
}

impl Store {
    /// Listens to the other nodes; none on a database where nobody rings.
    pub async fn doorbell(&self) -> Result<Option<Doorbell>> {
        let Some(address) = &self.address else { return Ok(None) };
        let listener = async {
            let mut listener = PgListener::connect(address).await?;
            listener.listen(CHANNEL).await?;
            Ok::<_, sea_orm::sqlx::Error>(listener)
        };
        let listener = listener.await.map_err(of_database)?;
        Ok(Some(Doorbell { listener, node: self.node.to_string() }))
    }

    /// Whether the database can ring.
    pub fn can_ring(&self) -> bool {
        self.address.is_some()
    }
}

impl Doorbell {
    /// Waits until another node has rung. After a lost connection it rings too: who knows what was missed.
    pub async fn rung(&mut self) -> Result<()> {
        loop {
            match self.listener.try_recv().await.map_err(of_database)? {
                Some(rung) if rung.payload() == self.node => {}
                _ => break,
            }
        }
        // Those that wait are answered by the same look.
        while self.listener.next_buffered().is_some() {}
        Ok(())
    }
}

fn of_database(error: sea_orm::sqlx::Error) -> crate::StoreError {
    DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
}
