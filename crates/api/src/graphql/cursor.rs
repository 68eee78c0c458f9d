//! Cursors: where a row stands in a list, as a word that only this hub can read.

use super::activity::{ActivityOrder, JOURNAL};
use super::context::hub;
use super::error::{ErrorCode, GraphqlError};
use crate::hub::Hub;
use async_graphql::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kulturhub_store::page::{Key, Place, Segment};
use uuid::Uuid;

/// Cursors of one list of this hub. They are opaque, and those of another list or hub are refused.
pub(super) struct Cursor<'a, 'c> {
    pub ctx: &'a Context<'c>,
    pub list: &'a str,
}

impl Cursor<'_, '_> {
    fn hub(&self) -> String {
        short_id(hub(self.ctx))
    }

    /// One that writes cursors, also after the request is over.
    pub fn owned(&self) -> OwnedCursor {
        OwnedCursor::of(self.list, hub(self.ctx))
    }

    pub fn read(&self, argument: &str, cursor: &str) -> Result<String> {
        let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| bad_cursor(argument))?;
        let mut parts = text.splitn(3, '|');
        let (list, hub, word) = (parts.next(), parts.next(), parts.next());
        match word {
            Some(word) if list == Some(self.list) && hub == Some(&self.hub()) => Ok(word.to_owned()),
            _ => Err(bad_cursor(argument)),
        }
    }

    /// Where a row stands in a list in this order.
    pub fn read_key(&self, argument: &str, cursor: &str, order: ActivityOrder) -> Result<Key> {
        let word = self.read(argument, cursor)?;
        let (by, rest) = word.split_once('|').ok_or_else(|| bad_cursor(argument))?;
        if by != order.letter() {
            return Err(
                ErrorCode::BadCursor.error(format!("`{argument}` is a cursor of this list in another order"))
            );
        }
        read_key(order, rest).ok_or_else(|| bad_cursor(argument))
    }

    /// A position in the journal; one that lies ahead of it is of another hub or another time.
    pub async fn read_seq(&self, argument: &str, cursor: &str) -> Result<i64> {
        let seq: i64 = self.read(argument, cursor)?.parse().map_err(|_| bad_cursor(argument))?;
        let newest = hub(self.ctx).newest_seq().await.map_err(GraphqlError::graphql)?;
        if (0..=newest).contains(&seq) { Ok(seq) } else { Err(bad_cursor(argument)) }
    }
}

/// A few digits of the hub's id: enough to notice a cursor from elsewhere.
fn short_id(hub: &Hub) -> String {
    let id = hub.store().hub().simple().to_string();
    id[id.len() - 8..].to_owned()
}

/// The cursor of a position in the journal.
pub fn journal_cursor(hub: &Hub, seq: i64) -> String {
    OwnedCursor::of(JOURNAL, hub).write(&seq.to_string())
}

/// Writes the cursors of one list of this hub.
pub(super) struct OwnedCursor {
    prefix: String,
}

impl OwnedCursor {
    fn of(list: &str, hub: &Hub) -> Self {
        Self { prefix: format!("{list}|{}", short_id(hub)) }
    }

    pub fn write(&self, word: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}|{word}", self.prefix))
    }

    pub fn write_key(&self, key: &Key, order: ActivityOrder) -> String {
        let place = match &key.place {
            Place::Start { segment: Segment::Ahead, starts_at } => format!("a|{starts_at}"),
            Place::Start { segment: Segment::Over, starts_at } => format!("o|{starts_at}"),
            Place::Number { rank, late } => format!("{rank}|{late}"),
            Place::Text(text) => format!("{text}|"),
        };
        self.write(&format!("{}|{}|{}|{place}", order.letter(), key.anchor, key.id.simple()))
    }
}

fn read_key(order: ActivityOrder, word: &str) -> Option<Key> {
    let parts: Vec<&str> = word.split('|').collect();
    let [anchor, id, first, second] = parts.as_slice() else { return None };
    let place = match order {
        ActivityOrder::NextStart => {
            let segment = if *first == "a" { Segment::Ahead } else { Segment::Over };
            Place::Start { segment, starts_at: second.parse().ok()? }
        }
        ActivityOrder::Title => Place::Text((*first).to_owned()),
        ActivityOrder::Relevance | ActivityOrder::Distance | ActivityOrder::Newest => {
            Place::Number { rank: first.parse().ok()?, late: second.parse().ok()? }
        }
    };
    Some(Key { anchor: anchor.parse().ok()?, place, id: Uuid::try_parse(id).ok()? })
}

/// A cursor that is none of this list.
pub(super) fn bad_cursor(argument: &str) -> async_graphql::Error {
    ErrorCode::BadCursor.error(format!("`{argument}` is no cursor of this list on this hub"))
}
