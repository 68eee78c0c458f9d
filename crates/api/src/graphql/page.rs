//! Pages: arguments, cursors, and lists that are in memory.

use super::activity::ActivityOrder;
use super::connection::Slice;
use super::context::{bad_argument, hub};
use super::cursor::{Cursor, bad_cursor};
use super::error::GraphqlError;
use async_graphql::{Context, Result};
use kulturhub_domain::journal::{Sight, Subject};
use kulturhub_domain::time::Instant;
use kulturhub_store::activity::{ActivityFilter, QueueQuery};
use kulturhub_store::attendance::MissingFilter;
use kulturhub_store::image::ImageQuery;
use kulturhub_store::journal::{JournalFilter, JournalQuery};
use kulturhub_store::page::PageRequest;
use std::sync::Arc;

/// How many rows a page has when nobody says.
pub(super) const DEFAULT_PAGE: usize = 20;
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

    /// What the store is asked for a list in this order.
    pub fn request(&self, ctx: &Context<'_>, list: &str, order: ActivityOrder) -> Result<PageRequest> {
        let (limit, backward) = self.size()?;
        let key = |name: &str, cursor: &Option<String>| {
            cursor.as_ref().map(|cursor| Cursor { ctx, list }.read_key(name, cursor, order)).transpose()
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

/// What a connection tells of the whole list, beside the page: counted only when it is asked for.
pub enum Total {
    Known(i64),
    Activities(Arc<ActivityFilter>, Sight),
    Occurrences(Arc<ActivityFilter>, Sight),
    History(Vec<Subject>),
    Queue(QueueQuery, Sight),
    AttendanceMissing(MissingFilter, Instant),
    Images(ImageQuery),
    Journal { since: Option<i64>, filter: JournalFilter, sight: Sight },
}

impl Total {
    pub(super) async fn count(&self, ctx: &Context<'_>) -> Result<i64> {
        let store = hub(ctx).store();
        let counted = match self {
            Self::Known(total) => return Ok(*total),
            Self::Activities(filter, sight) => store.count_activities(filter, sight).await,
            Self::Occurrences(filter, sight) => store.count_occurrences(filter, sight).await,
            Self::History(subjects) => store.count_history(subjects).await,
            Self::Queue(query, sight) => store.count_review_queue(query, sight).await,
            Self::AttendanceMissing(filter, now) => store.count_attendance_missing(filter, *now).await,
            Self::Images(query) => store.count_images(query).await,
            Self::Journal { since, filter, sight } => {
                let (since, filter) = (*since, filter.clone());
                let query = JournalQuery { since, filter, ..JournalQuery::after(0, sight) };
                store.count_journal(&query).await
            }
        };
        counted.map_err(GraphqlError::graphql)
    }
}
