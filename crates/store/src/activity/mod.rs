//! Activities: saved whole, read by parts.

mod calendar;
mod double;
mod filter;
mod links;
mod list;
mod queue;
mod ranked;
mod read;
mod row;
mod search;
mod select;
mod series;
mod workflow;
mod write;

pub use calendar::{Clash, Day};
pub use filter::ActivityFilter;
pub(crate) use filter::within_institutions;
pub use queue::{Queue, QueueKey, QueueQuery};
pub use ranked::Order;
pub(crate) use row::{parse_price_kind, parse_status};
pub use search::TextClause;
pub(crate) use search::index_words;
pub use select::Parts;
pub(crate) use select::{read_targets, targets};
pub use workflow::Workflow;

use kulturhub_domain::activity::{
    Activity, AgeRange, AttendanceMode, Belonging, Content, Link, Price, Source, Status,
};
use kulturhub_domain::code::{ActivityId, Code, ImageId, InitiativeId, InstitutionId};
use kulturhub_domain::occurrence::Occurrence;
use kulturhub_domain::series::Series;
use kulturhub_domain::text::{Description, Label, Localized, Reason, Summary, Title};
use kulturhub_domain::time::Instant;

/// By what a view is kept: the activity or the occurrence it is found by, and which parts were read.
pub(crate) type ViewKey = (uuid::Uuid, Parts);

/// An activity as far as it was asked for: what is none was not read.
#[derive(Debug, Clone)]
pub struct ActivityView {
    pub id: ActivityId,
    pub institution: InstitutionId,
    pub status: Status,
    pub version: i32,
    pub title: Localized<Title>,
    pub is_local: bool,
    pub texts: Option<Texts>,
    pub details: Option<Details>,
    pub terms: Option<Terms>,
    pub initiatives: Option<Vec<InitiativeId>>,
    pub partners: Option<Vec<InstitutionId>>,
    pub images: Option<Vec<ImageId>>,
    /// The occurrence that a list found it by.
    pub found: Option<Occurrence>,
    pub occurrences: Option<Vec<Occurrence>>,
    pub workflow: Option<Workflow>,
}

/// The long texts.
#[derive(Debug, Clone)]
pub struct Texts {
    pub summary: Option<Localized<Summary>>,
    pub description: Option<Localized<Description>>,
}

/// What is in the activity's own row, beside texts.
#[derive(Debug, Clone)]
pub struct Details {
    pub attendance: AttendanceMode,
    pub age_range: Option<AgeRange>,
    pub tags: Vec<Label>,
    pub languages: Vec<Code>,
    pub tracks: Vec<Code>,
    pub series: Vec<Series>,
    pub price: Price,
    pub links: Vec<Link>,
    pub source: Option<Source>,
    pub fingerprint: Option<String>,
    pub reason: Option<Reason>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub published_at: Option<Instant>,
}

/// Categories and audiences.
#[derive(Debug, Clone)]
pub struct Terms {
    pub categories: Vec<Code>,
    pub audiences: Vec<Code>,
}

impl ActivityView {
    /// The whole activity; none when only parts of it were read.
    pub fn into_activity(self) -> Option<Activity> {
        let (texts, details, terms, workflow) = (self.texts?, self.details?, self.terms?, self.workflow?);
        let belonging =
            if self.is_local { Belonging::Local } else { Belonging::Initiatives(self.initiatives?) };
        let content = Content {
            title: self.title,
            summary: texts.summary,
            description: texts.description,
            categories: terms.categories,
            tags: details.tags,
            audiences: terms.audiences,
            age_range: details.age_range,
            languages: details.languages,
            attendance: details.attendance,
            belonging,
            tracks: details.tracks,
            partners: self.partners?,
            price: details.price,
            links: details.links,
            images: self.images?,
        };
        Some(Activity {
            id: self.id,
            institution: self.institution,
            content,
            series: details.series,
            occurrences: self.occurrences?,
            status: self.status,
            source: details.source,
            fingerprint: details.fingerprint,
            version: self.version,
            reason: details.reason,
            created_at: details.created_at,
            updated_at: details.updated_at,
            published_at: details.published_at,
            submitted_by: workflow.submitted_by,
            proposal: workflow.proposal,
            unseen: workflow.unseen,
            waiting_since: workflow.waiting_since,
            imported: workflow.imported,
            disputes: workflow.disputes,
            merged_into: workflow.merged_into,
        })
    }
}

impl From<Activity> for ActivityView {
    fn from(activity: Activity) -> Self {
        let content = activity.content;
        let initiatives = content.belonging.initiatives().to_vec();
        Self {
            id: activity.id,
            institution: activity.institution,
            status: activity.status,
            version: activity.version,
            title: content.title,
            is_local: content.belonging == Belonging::Local,
            texts: Some(Texts { summary: content.summary, description: content.description }),
            details: Some(Details {
                attendance: content.attendance,
                age_range: content.age_range,
                tags: content.tags,
                languages: content.languages,
                tracks: content.tracks,
                series: activity.series,
                price: content.price,
                links: content.links,
                source: activity.source,
                fingerprint: activity.fingerprint,
                reason: activity.reason,
                created_at: activity.created_at,
                updated_at: activity.updated_at,
                published_at: activity.published_at,
            }),
            terms: Some(Terms { categories: content.categories, audiences: content.audiences }),
            initiatives: Some(initiatives),
            partners: Some(content.partners),
            images: Some(content.images),
            found: None,
            occurrences: Some(activity.occurrences),
            workflow: Some(Workflow {
                submitted_by: activity.submitted_by,
                proposal: activity.proposal,
                unseen: activity.unseen,
                waiting_since: activity.waiting_since,
                imported: activity.imported,
                disputes: activity.disputes,
                merged_into: activity.merged_into,
            }),
        }
    }
}
