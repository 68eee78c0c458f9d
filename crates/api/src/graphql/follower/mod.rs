//! Followers with a name: dashboards that say how far they have got.

use super::activity::JOURNAL;
use super::actor::key_name;
use super::context::{actor, hub, reference};
use super::cursor::{Cursor, journal_cursor};
use super::error::GraphqlError;
use super::language::Language;
use super::page::PageArguments;
use super::scalar::DateTime;
use super::user_error::{UserError, payload};
use crate::hub::follower::Followed;
use async_graphql::{Context, Object, Result, SimpleObject};

/// Somebody who follows under a name, such as a dashboard on a wall.
#[derive(Clone)]
pub struct Follower(Followed);

/// Somebody who follows under a name, such as a dashboard on a wall.
#[Object(serial)]
impl Follower {
    /// What it calls itself, among those with the same key.
    async fn name(&self) -> &str {
        self.0.follower.name.as_str()
    }

    /// The name of its key.
    async fn key_name(&self, ctx: &Context<'_>) -> Option<String> {
        key_name(ctx, self.0.follower.key)
    }

    /// The cursor of the last change that it says it has shown.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        journal_cursor(hub(ctx), self.0.follower.seq)
    }

    /// When it said so.
    async fn acknowledged_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime::at(self.0.follower.at, reference(ctx).zone())
    }

    /// How many entries on activities, of those its key may see, it has not shown yet. One that follows with a filter
    /// is told of fewer.
    async fn behind(&self) -> i64 {
        self.0.behind
    }

    /// When the first of those happened; null when it has shown all.
    async fn behind_since(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.0.since.map(|since| DateTime::at(since, reference(ctx).zone()))
    }
}

connection!(
    /// A page of followers.
    FollowerConnection,
    /// A follower in a page of them.
    FollowerEdge,
    Follower
);

/// What `followerAcknowledge` answers.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct FollowerAcknowledgePayload {
    /// The follower as it is now; null when the input was refused.
    follower: Option<Follower>,
    /// What is wrong with the input; empty when it was taken.
    user_errors: Vec<UserError>,
}

/// Asking for followers.
#[derive(Default)]
pub struct FollowerQuery;

#[Object(serial)]
impl FollowerQuery {
    /// Those who follow under a name, and how far behind each is: for the secretariat all, for others those with their own
    /// key. Protected: UNAUTHENTICATED without a key.
    async fn followers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
    ) -> Result<FollowerConnection> {
        let followers = hub(ctx).followers(actor(ctx)).await.map_err(GraphqlError::graphql)?;
        let rows: Vec<Follower> = followers.into_iter().map(Follower).collect();
        let page = PageArguments { first, after, last: None, before: None };
        let id = |row: &Follower| format!("{} {}", row.0.follower.key, row.0.follower.name.as_str());
        page.of_rows(ctx, "followers", &rows, id, Follower::clone).map(Into::into)
    }
}

/// Saying how far one has got.
#[derive(Default)]
pub struct FollowerMutation;

#[Object(serial)]
impl FollowerMutation {
    /// Says that all up to a cursor has been shown, under a name that you choose: so that the secretariat sees which
    /// dashboards are behind. Any key may, also one that only reads. A cursor behind the one that is known changes
    /// nothing.
    async fn follower_acknowledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you call yourself: 1 to 120 characters, 50 names for each key.")] name: String,
        #[graphql(desc = "The cursor of the last change that was shown.")] cursor: String,
        #[graphql(desc = "The language of messages.")] language: Option<Language>,
    ) -> Result<FollowerAcknowledgePayload> {
        let seq = Cursor { ctx, list: JOURNAL }.read_seq("cursor", &cursor).await?;
        let result = hub(ctx).acknowledge(actor(ctx), &name, seq).await;
        let (followed, user_errors) = payload(ctx, language, result)?;
        Ok(FollowerAcknowledgePayload { follower: followed.map(Follower), user_errors })
    }
}
