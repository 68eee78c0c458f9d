//! Cursors: where a row stands in a list, as a word that only this hub can read.

use super::activity::{ActivityOrder, JOURNAL};
use super::context::hub;
use super::error::{ErrorCode, GraphqlError};
use crate::hub::Hub;
use crate::hub::journal::{Reached, Reaches};
use async_graphql::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kulturhub_domain::code::ActivityId;
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
            Some(_) if list == Some(self.list) && hub != Some(&self.hub()) => {
                Err(ErrorCode::BadCursor.error(format!("`{argument}` is a cursor of another hub")))
            }
            Some(word) if list == Some(self.list) => Ok(word.to_owned()),
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

    /// A position in the journal.
    pub async fn read_seq(&self, argument: &str, cursor: &str) -> Result<i64> {
        Ok(self.read_place(argument, cursor).await?.seq())
    }

    /// Where a follower has got to. What lies ahead of the journal is of another time of this hub; what lies too far
    /// back is refused, so that nobody misses anything unknowingly.
    pub async fn read_place(&self, argument: &str, cursor: &str) -> Result<Reached> {
        let place = read_place(&self.read(argument, cursor)?).ok_or_else(|| bad_cursor(argument))?;
        match hub(self.ctx).reach_of(place.seq()).await.map_err(GraphqlError::graphql)? {
            Reaches::There => Ok(place),
            Reaches::Ahead => Err(ErrorCode::BadCursor.error(format!(
                "`{argument}` lies ahead of the journal: it is of this hub before it was restored"
            ))),
            Reaches::TooFarBack => Err(too_old(argument)),
        }
    }
}

/// The rule of the journal lets nobody ask so far back.
pub(super) fn too_old(argument: &str) -> async_graphql::Error {
    ErrorCode::CursorTooOld.error(format!(
        "`{argument}` lies further back than the journal is told: read what is there anew, and go on from there"
    ))
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

    /// The cursor of a place in the journal.
    pub fn write_place(&self, place: Reached) -> String {
        self.write(&match place {
            Reached::Entry(seq) | Reached::Present { seq, after: None } => seq.to_string(),
            Reached::Present { seq, after: Some(id) } => format!("{seq}|{}", id.0.simple()),
        })
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

/// `SEQ`, or `SEQ|ID` among what was there at that position.
fn read_place(word: &str) -> Option<Reached> {
    match word.split_once('|') {
        None => Some(Reached::Entry(word.parse().ok().filter(|seq| *seq >= 0)?)),
        Some((seq, id)) => {
            let after = Some(ActivityId(Uuid::try_parse(id).ok()?));
            Some(Reached::Present { seq: seq.parse().ok().filter(|seq| *seq >= 0)?, after })
        }
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
