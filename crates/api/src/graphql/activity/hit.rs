//! What a list knows of an activity because of what was asked: how far it is, and where its words stand.

use crate::graphql::context::bad_argument;
use async_graphql::{Result, SimpleObject};
use kulturhub_domain::geo::{Area, Point};
use kulturhub_domain::search::{self, Clause};
use kulturhub_store::activity::ActivityFilter;
use std::sync::Arc;

/// The longest excerpt, in characters.
const LONGEST: usize = 1_000;

/// What a list was asked for.
#[derive(Debug, Default)]
pub(in crate::graphql) struct Asked {
    pub near: Option<Point>,
    clauses: Vec<Clause>,
}

impl Asked {
    /// None when the filter asks for neither a place nor words.
    pub fn of(filter: &ActivityFilter) -> Option<Arc<Self>> {
        let near = filter.areas.iter().find_map(Area::middle);
        let wanted = filter.text.iter().map(|text| &text.clause).filter(|clause| !clause.unwanted);
        let clauses: Vec<Clause> = wanted.cloned().collect();
        (near.is_some() || !clauses.is_empty()).then(|| Arc::new(Self { near, clauses }))
    }

    pub fn has_text(&self) -> bool {
        !self.clauses.is_empty()
    }

    /// An excerpt of the first of these texts that has most of what was asked for.
    pub fn excerpt<'t>(&self, texts: impl Iterator<Item = &'t str>, length: i32) -> Result<Option<Excerpt>> {
        let length = usize::try_from(length).ok().filter(|length| (1..=LONGEST).contains(length));
        let length =
            length.ok_or_else(|| bad_argument("length", format!("is not between 1 and {LONGEST}")))?;
        let found = |text: &str| {
            let words = search::Words::of(text);
            self.clauses.iter().filter(|clause| words.has(clause)).count()
        };
        // Of equals the last is taken: the texts come the least telling first.
        let best = texts.max_by_key(|text| found(text));
        Ok(best.map(|text| search::excerpt(text, &self.clauses, length).into()))
    }
}

/// A part of a text, with what was asked for marked in it.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct Excerpt {
    /// The part, cut up where something that was asked for begins or ends. Put together they are the text as it
    /// was written: escape it where it is shown.
    fragments: Vec<ExcerptFragment>,
    /// There is more of the text before it.
    cut_before: bool,
    /// There is more of the text after it.
    cut_after: bool,
}

/// A run of an excerpt.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct ExcerptFragment {
    /// The text.
    text: String,
    /// It is a word that was asked for: mark it.
    found: bool,
}

impl From<search::Excerpt> for Excerpt {
    fn from(excerpt: search::Excerpt) -> Self {
        let fragment = |run: search::Fragment| ExcerptFragment { text: run.text, found: run.found };
        Self {
            fragments: excerpt.fragments.into_iter().map(fragment).collect(),
            cut_before: excerpt.cut_before,
            cut_after: excerpt.cut_after,
        }
    }
}
