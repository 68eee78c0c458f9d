//! Pages: arguments, cursors, and lists that are in memory.

use super::connection::Slice;
use super::context::{bad_argument, hub};
use super::error::{ErrorCode, GraphqlError};
use async_graphql::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kulturhub_domain::journal::Sight;
use kulturhub_store::activity::ActivityFilter;
use kulturhub_store::journal::JournalQuery;
use kulturhub_store::page::{Key, PageRequest, Segment};
use uuid::Uuid;

/// How many rows a page has when nobody says.
const DEFAULT_PAGE: usize = 20;
/// The most rows of a page.
pub const MAX_PAGE: usize = 100;

/// The four arguments of a connection, as they came.
pub(super) struct PageArguments {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl PageArguments {
    /// How many rows, and whether from the end.
    fn size(&self) -> Result<(usize, bool)> {
        let (name, asked, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(bad_argument("last", "cannot be combined with `first`")),
            (None, Some(last)) => ("last", last, true),
            (Some(first), None) => ("first", first, false),
            (None, None) => return Ok((DEFAULT_PAGE, self.before.is_some())),
        };
        match usize::try_from(asked) {
            Ok(size @ 1..=MAX_PAGE) => Ok((size, backward)),
            _ => Err(bad_argument(name, format!("{asked} is not between 1 and {MAX_PAGE}"))),
        }
    }

    /// How many rows, for a list that is read in one direction only.
    pub fn limit(&self) -> Result<usize> {
        self.size().map(|(size, _)| size)
    }

    /// What the store is asked for a list that is sorted by next start.
    pub fn by_start(&self, ctx: &Context<'_>, list: &str) -> Result<PageRequest> {
        let (limit, backward) = self.size()?;
        let key = |name: &str, cursor: &Option<String>| {
            cursor.as_ref().map(|cursor| Cursor { ctx, list }.read_key(name, cursor)).transpose()
        };
        Ok(PageRequest {
            limit,
            backward,
            after: key("after", &self.after)?,
            before: key("before", &self.before)?,
            now: hub(ctx).now().timestamp_millis(),
        })
    }

    /// A page of rows that are in memory, each named by a word that is unique among them.
    pub fn of_rows<T, N>(
        &self,
        ctx: &Context<'_>,
        list: &str,
        rows: &[T],
        word: impl Fn(&T) -> String,
        node: impl Fn(&T) -> N,
    ) -> Result<Slice<N>> {
        let (size, backward) = self.size()?;
        let reader = Cursor { ctx, list };
        let cursors = reader.owned();
        let position = |name: &str, cursor: &String| {
            let named = reader.read(name, cursor)?;
            rows.iter().position(|row| word(row) == named).ok_or_else(|| bad_cursor(name))
        };
        let start =
            self.after.as_ref().map(|cursor| position("after", cursor)).transpose()?.map_or(0, |at| at + 1);
        let end =
            self.before.as_ref().map(|cursor| position("before", cursor)).transpose()?.unwrap_or(rows.len());
        let end = end.max(start);
        let (from, to) = if backward {
            (end.saturating_sub(size).max(start), end)
        } else {
            (start, end.min(start + size))
        };
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        Ok(Slice {
            rows: rows[from..to].iter().map(|row| (cursors.write(&word(row)), node(row))).collect(),
            has_previous_page: from > 0,
            has_next_page: to < rows.len(),
            total: Total::Known(total),
        })
    }
}

/// Cursors of one list of this hub. They are opaque, and those of another list or hub are refused.
pub(super) struct Cursor<'a, 'c> {
    pub ctx: &'a Context<'c>,
    pub list: &'a str,
}

impl Cursor<'_, '_> {
    /// A few digits of the hub's id: enough to notice a cursor from elsewhere.
    fn hub(&self) -> String {
        let id = hub(self.ctx).store().hub().simple().to_string();
        id[id.len() - 8..].to_owned()
    }

    /// One that writes cursors, also after the request is over.
    pub fn owned(&self) -> OwnedCursor {
        OwnedCursor { prefix: format!("{}|{}", self.list, self.hub()) }
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

    fn read_key(&self, argument: &str, cursor: &str) -> Result<Key> {
        let word = self.read(argument, cursor)?;
        let parts: Vec<&str> = word.split('|').collect();
        let key = || {
            let [anchor, segment, starts_at, id] = parts.as_slice() else { return None };
            let segment = if *segment == "a" { Segment::Ahead } else { Segment::Over };
            let (anchor, starts_at) = (anchor.parse().ok()?, starts_at.parse().ok()?);
            Some(Key { anchor, segment, starts_at, id: Uuid::try_parse(id).ok()? })
        };
        key().ok_or_else(|| bad_cursor(argument))
    }

    /// A position in the journal; one that lies ahead of it is of another hub or another time.
    pub async fn read_seq(&self, argument: &str, cursor: &str) -> Result<i64> {
        let seq: i64 = self.read(argument, cursor)?.parse().map_err(|_| bad_cursor(argument))?;
        let newest = hub(self.ctx).newest_seq().await.map_err(GraphqlError::graphql)?;
        if (0..=newest).contains(&seq) { Ok(seq) } else { Err(bad_cursor(argument)) }
    }
}

/// Writes the cursors of one list of this hub.
pub(super) struct OwnedCursor {
    prefix: String,
}

impl OwnedCursor {
    pub fn write(&self, word: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}|{word}", self.prefix))
    }

    pub fn write_key(&self, key: &Key) -> String {
        let segment = if key.segment == Segment::Ahead { 'a' } else { 'o' };
        self.write(&format!("{}|{segment}|{}|{}", key.anchor, key.starts_at, key.id.simple()))
    }
}

fn bad_cursor(argument: &str) -> async_graphql::Error {
    ErrorCode::BadCursor.error(format!("`{argument}` is no cursor of this list on this hub"))
}

/// What a connection tells of the whole list, beside the page: counted only when it is asked for.
pub enum Total {
    Known(i64),
    Activities(ActivityFilter, Sight),
    Occurrences(ActivityFilter, Sight),
    Journal { after: i64, since: Option<i64>, sight: Sight },
}

impl Total {
    pub(super) async fn count(&self, ctx: &Context<'_>) -> Result<i64> {
        let store = hub(ctx).store();
        let counted = match self {
            Self::Known(total) => return Ok(*total),
            Self::Activities(filter, sight) => store.count_activities(filter, sight).await,
            Self::Occurrences(filter, sight) => store.count_occurrences(filter, sight).await,
            Self::Journal { after, since, sight } => {
                let (after, since) = (*after, *since);
                let query = JournalQuery { after, since, activities_only: false, sight, limit: 0 };
                store.count_journal(&query).await
            }
        };
        counted.map_err(GraphqlError::graphql)
    }
}
