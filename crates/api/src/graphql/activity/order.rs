//! What a list of activities is sorted by.

use crate::graphql::context::bad_argument;
use async_graphql::{Enum, Result};
use kulturhub_domain::geo::Area;
use kulturhub_store::activity::{ActivityFilter, Order};

/// What a list of activities is sorted by. A cursor is of the order it was made in.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ActivityOrder {
    /// What lies ahead, soonest first; then what is over, latest first. With `from` or `to` in the filter, by the
    /// start of the occurrence that matched.
    #[default]
    NextStart,
    /// What fits the filter's `text` best: words as they are written, then their forms, then what begins so,
    /// then other spellings, then parts of words; in a title before names, summary and description.
    Relevance,
    /// What is nearest to the filter's `near`. Of several occurrences the nearest counts.
    Distance,
    /// What was published last.
    Newest,
    /// The Danish title, by the Danish alphabet: æ, ø and å last.
    Title,
}

impl ActivityOrder {
    /// The order as the store takes it. Two of them need something in the filter to go by.
    pub(super) fn read(self, filter: &ActivityFilter) -> Result<Order> {
        match self {
            Self::NextStart => Ok(Order::NextStart),
            Self::Newest => Ok(Order::Newest),
            Self::Title => Ok(Order::Title),
            Self::Relevance if filter.text.iter().any(|text| !text.clause.unwanted) => Ok(Order::Relevance),
            Self::Relevance => Err(bad_argument("orderBy", "RELEVANCE needs a word in the filter's `text`")),
            Self::Distance => match filter.areas.iter().find_map(Area::middle) {
                Some(middle) => Ok(Order::Distance(middle)),
                None => Err(bad_argument("orderBy", "DISTANCE needs `near` in the filter")),
            },
        }
    }

    /// How its cursors begin.
    pub(in crate::graphql) fn letter(self) -> &'static str {
        match self {
            Self::NextStart => "s",
            Self::Relevance => "r",
            Self::Distance => "d",
            Self::Newest => "n",
            Self::Title => "t",
        }
    }
}
