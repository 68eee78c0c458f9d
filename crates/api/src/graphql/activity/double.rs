//! Likely doubles: told to those who may write for an activity, never a reason to refuse it.

use super::Activity;
use crate::graphql::context::{actor, hub};
use crate::graphql::error::GraphqlError;
use crate::graphql::language::{Language, pick};
use crate::graphql::occurrence;
use crate::graphql::scalar::DateTime;
use crate::hub::double;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use kulturhub_domain::text;
use std::sync::Arc;

/// An activity that is probably the same as yours, sent in by you or by somebody else: at the same place and
/// time, with a similar title.
#[derive(Clone)]
pub struct LikelyDouble {
    double: Arc<double::LikelyDouble>,
    activity: Activity,
}

impl From<double::LikelyDouble> for LikelyDouble {
    fn from(double: double::LikelyDouble) -> Self {
        Self { activity: Activity::from(double.activity.clone()), double: Arc::new(double) }
    }
}

/// An activity that is probably the same as yours, sent in by you or by somebody else: at the same place and
/// time, with a similar title.
#[Object(serial)]
impl LikelyDouble {
    /// The other activity.
    async fn activity(&self) -> Activity {
        self.activity.clone()
    }

    /// Both are at the same known venue. False: at a place of the same name in the same municipality, or less
    /// than 150 metres apart.
    async fn same_venue(&self) -> bool {
        self.double.same_venue
    }

    /// When the first occurrence of the other activity begins that is at your place and begins within an hour of
    /// one of yours, or overlaps with it.
    async fn starts_at(&self) -> DateTime {
        occurrence::starts_at(&self.double.occurrence)
    }

    /// How alike the titles are: from 0.6 (more than half of the words) to 1 (the same words in any order).
    async fn title_likeness(&self) -> f64 {
        self.double.title
    }
}

/// What a warning is about. There may be more kinds later: show the message of one you do not know.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubmitWarningCode {
    /// There is probably the same activity already.
    LikelyDouble,
}

/// Something that is worth a look. It refuses nothing: what was sent is kept.
#[derive(SimpleObject)]
#[graphql(serial)]
pub struct SubmitWarning {
    /// What it is about.
    code: SubmitWarningCode,
    /// What it is about, for people, in the language of the mutation's `language` or of `Accept-Language`.
    message: String,
    /// The other activity; null for warnings of other kinds.
    double: Option<LikelyDouble>,
}

/// The likely doubles of an activity, as far as who asks may see them.
pub(super) async fn doubles(ctx: &Context<'_>, activity: &Activity) -> Result<Vec<LikelyDouble>> {
    let view = activity.with(ctx, |view| view.occurrences.is_some()).await?;
    let found = hub(ctx).likely_doubles(actor(ctx), view).await.map_err(GraphqlError::graphql)?;
    Ok(found.into_iter().map(LikelyDouble::from).collect())
}

/// What is worth a look at an activity that was just sent; nothing when it was refused.
pub(super) async fn warnings(
    ctx: &Context<'_>,
    activity: Option<&Activity>,
    language: Option<Language>,
) -> Result<Vec<SubmitWarning>> {
    let Some(activity) = activity else { return Ok(Vec::new()) };
    let language = pick(ctx, language);
    let warning = |double: LikelyDouble| SubmitWarning {
        code: SubmitWarningCode::LikelyDouble,
        message: message(&double.double, language),
        double: Some(double),
    };
    Ok(doubles(ctx, activity).await?.into_iter().map(warning).collect())
}

fn message(double: &double::LikelyDouble, language: text::Language) -> String {
    let title = double.activity.title.in_language(language).0.as_str();
    match language {
        text::Language::Danish => {
            format!("»{title}« ser ud til at være den samme aktivitet på samme tid og sted")
        }
        text::Language::English => {
            format!("“{title}” looks like the same activity at the same time and place")
        }
    }
}
