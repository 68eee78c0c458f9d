//! The smaller types of an activity.

use async_graphql::{Enum, SimpleObject};
use kulturhub_domain::activity;

/// Where an activity stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "activity::Status")]
pub enum ActivityStatus {
    /// Kept by its institution, which alone sees it beside the secretariat: not sent to review yet, or a template.
    Draft,
    /// Waits for the editor of its municipality.
    InReview,
    /// Sent back to its institution; `reason` says why.
    Returned,
    /// Everybody can see it.
    Published,
    /// It does not take place. Everybody can still see it, as cancelled.
    Cancelled,
    /// Over, and closed. Everybody can still read it; lists have it when they are asked for this status.
    Archived,
    /// Taken out of sight. The journal keeps a tombstone of what was public.
    Withdrawn,
}

/// How one takes part.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "activity::AttendanceMode")]
pub enum AttendanceMode {
    /// At the place.
    OnSite,
    /// Online only: its occurrences have no place.
    Online,
    /// At the place or online.
    Mixed,
}

/// What is found behind a link.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "activity::LinkKind")]
pub enum LinkKind {
    /// Tickets are sold there.
    Tickets,
    /// One signs up there.
    Registration,
    /// More to read.
    Website,
    /// It can be watched there.
    Livestream,
}

/// Ages in years, both included.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct AgeRange {
    /// The lowest age; null when open.
    from: Option<u8>,
    /// The highest age; null when open.
    to: Option<u8>,
}

impl From<activity::AgeRange> for AgeRange {
    fn from(ages: activity::AgeRange) -> Self {
        Self { from: ages.from, to: ages.to }
    }
}

/// A web address with what is found there.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct Link {
    /// What is found there.
    kind: LinkKind,
    /// The address: `http` or `https`.
    url: String,
}

impl From<&activity::Link> for Link {
    fn from(link: &activity::Link) -> Self {
        Self { kind: link.kind.into(), url: link.url.clone() }
    }
}

/// The system an activity was imported from. Unique within its institution.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct Source {
    /// What the system is called.
    name: String,
    /// The activity's id there.
    external_id: String,
}

impl From<&activity::Source> for Source {
    fn from(source: &activity::Source) -> Self {
        Self { name: source.name.as_str().to_owned(), external_id: source.external_id.as_str().to_owned() }
    }
}
