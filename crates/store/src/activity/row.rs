//! The activity's own row, and the words its states are stored as.

use super::workflow;
use crate::rows::{owned, pair, stored_as, string, to_json, words};
use kulturhub_domain::activity::{
    Activity, Amount, AttendanceMode, Belonging, Link, LinkKind, PriceKind, Status,
};
use kulturhub_domain::alphabet::sort_key;
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub institution_id: String,
    pub status: String,
    pub version: i32,
    pub title_da: String,
    pub title_en: Option<String>,
    pub title_order: String,
    pub is_local: bool,
    pub price_kind: String,
    pub price_from: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub published_at: Option<i64>,
    pub attendance: String,
    pub age_from: Option<i32>,
    pub age_to: Option<i32>,
    pub tags: String,
    pub languages: String,
    pub tracks: String,
    pub series: String,
    pub is_long_running: bool,
    pub price_amounts: String,
    pub links: String,
    pub source_name: Option<String>,
    pub source_external_id: Option<String>,
    pub fingerprint: Option<String>,
    pub reason: Option<String>,
    pub summary_da: Option<String>,
    pub summary_en: Option<String>,
    pub description_da: Option<String>,
    pub description_en: Option<String>,
    pub submitted_by: Option<Uuid>,
    pub proposal: Option<String>,
    pub unseen: bool,
    pub waiting_since: Option<i64>,
    pub imported: Option<String>,
    pub disputes: String,
    pub merged_into: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A ticket kind, as JSON.
#[derive(Serialize, Deserialize)]
pub(super) struct AmountJson {
    pub label: Option<String>,
    pub ore: i64,
}

/// A link, as JSON.
#[derive(Serialize, Deserialize)]
pub(super) struct LinkJson {
    pub kind: String,
    pub url: String,
}

stored_as!(status_word, parse_status, Status, {
    Status::Draft => "draft",
    Status::InReview => "in_review",
    Status::Returned => "returned",
    Status::Published => "published",
    Status::Cancelled => "cancelled",
    Status::Archived => "archived",
    Status::Withdrawn => "withdrawn",
});

stored_as!(attendance_word, parse_attendance, AttendanceMode, {
    AttendanceMode::OnSite => "on_site",
    AttendanceMode::Online => "online",
    AttendanceMode::Mixed => "mixed",
});

stored_as!(price_word, parse_price_kind, PriceKind, {
    PriceKind::Free => "free",
    PriceKind::FreeRegistration => "free_registration",
    PriceKind::Fixed => "fixed",
    PriceKind::Range => "range",
    PriceKind::IncludedInAdmission => "included_in_admission",
    PriceKind::Members => "members",
    PriceKind::Youth => "youth",
    PriceKind::PayWhatYouCan => "pay_what_you_can",
    PriceKind::CourseFee => "course_fee",
    PriceKind::Unknown => "unknown",
});

stored_as!(link_word, parse_link_kind, LinkKind, {
    LinkKind::Tickets => "tickets",
    LinkKind::Registration => "registration",
    LinkKind::Website => "website",
    LinkKind::Livestream => "livestream",
});

impl AmountJson {
    fn from(amount: &Amount) -> Self {
        Self { label: owned(&amount.label), ore: amount.ore }
    }
}

impl LinkJson {
    fn from(link: &Link) -> Self {
        Self { kind: link_word(link.kind).to_owned(), url: link.url.clone() }
    }
}

impl From<&Activity> for ActiveModel {
    fn from(activity: &Activity) -> Self {
        let content = &activity.content;
        let (title_da, title_en) = pair(&content.title);
        let (summary_da, summary_en) = content.summary.as_ref().map(pair).unzip();
        let (description_da, description_en) = content.description.as_ref().map(pair).unzip();
        let amounts: Vec<AmountJson> = content.price.amounts.iter().map(AmountJson::from).collect();
        let links: Vec<LinkJson> = content.links.iter().map(LinkJson::from).collect();
        let ages = content.age_range;
        Self {
            id: Set(activity.id.0),
            institution_id: Set(activity.institution.to_string()),
            status: Set(status_word(activity.status).to_owned()),
            version: Set(activity.version),
            title_order: Set(sort_key(&title_da)),
            title_da: Set(title_da),
            title_en: Set(title_en),
            is_local: Set(content.belonging == Belonging::Local),
            price_from: Set(content.price.lowest()),
            price_kind: Set(price_word(content.price.kind).to_owned()),
            created_at: Set(activity.created_at.timestamp_millis()),
            updated_at: Set(activity.updated_at.timestamp_millis()),
            published_at: Set(activity.published_at.map(|at| at.timestamp_millis())),
            attendance: Set(attendance_word(content.attendance).to_owned()),
            age_from: Set(ages.and_then(|ages| ages.from).map(i32::from)),
            age_to: Set(ages.and_then(|ages| ages.to).map(i32::from)),
            tags: Set(to_json(&content.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>())),
            languages: Set(words(&content.languages)),
            tracks: Set(words(&content.tracks)),
            series: Set(super::series::to_json(&activity.series)),
            is_long_running: Set(activity.is_long_running()),
            price_amounts: Set(to_json(&amounts)),
            links: Set(to_json(&links)),
            source_name: Set(activity.source.as_ref().map(|source| source.name.as_str().to_owned())),
            source_external_id: Set(activity
                .source
                .as_ref()
                .map(|source| source.external_id.as_str().to_owned())),
            fingerprint: Set(string(&activity.fingerprint)),
            reason: Set(owned(&activity.reason)),
            summary_da: Set(summary_da),
            summary_en: Set(summary_en.flatten()),
            description_da: Set(description_da),
            description_en: Set(description_en.flatten()),
            submitted_by: Set(activity.submitted_by.map(|key| key.0)),
            proposal: Set(activity.proposal.as_ref().map(workflow::proposal_json)),
            unseen: Set(activity.unseen),
            waiting_since: Set(activity.waiting_since.map(|at| at.timestamp_millis())),
            imported: Set(activity.imported.as_ref().map(to_json)),
            disputes: Set(to_json(&activity.disputes)),
            merged_into: Set(activity.merged_into.map(|id| id.0)),
        }
    }
}
