//! What a feed reads: a query of the schema, asked as a visitor.

use crate::graphql::RequestLanguage;
use crate::http::App;
use crate::http::public::{Fault, ask, parse};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const LIST: &str = concat!(include_str!("list.graphql"), include_str!("whole.graphql"));
const ONE: &str = concat!(include_str!("one.graphql"), include_str!("whole.graphql"));
const IDS: &str = "query Ids($after: String) { activities(first: 100, after: $after) {
    nodes { id updatedAt } pageInfo { hasNextPage endCursor } } }";
const GONE: &str = "query Gone($since: DateTime!, $after: String) {
    journal(since: $since, after: $after, first: 100, filter: { kind: [ACTIVITY_WITHDRAWN, ACTIVITY_MERGED] }) {
        nodes { subjectId kind at reason replacedBy } pageInfo { hasNextPage endCursor } } }";
const WITHDRAWN: &str = "ACTIVITY_WITHDRAWN";
/// How many rows are read at once.
const PAGE: usize = 100;
/// How many pages a search engine is told of: more need several files.
const MOST_PAGES: usize = 50_000;

/// What is asked for.
pub(in crate::http) enum Asked {
    List {
        /// A filter, or a saved view.
        filter: Option<Value>,
        view: Option<String>,
        newest: bool,
        most: usize,
    },
    One(String),
}

impl Asked {
    /// The time since when something must have changed.
    pub fn since(&self) -> Option<&Value> {
        match self {
            Self::List { filter: Some(filter), .. } => filter.get("updatedAfter"),
            _ => None,
        }
    }
}

/// The activities of a feed.
#[derive(Debug, Default)]
pub(in crate::http) struct Feed {
    pub activities: Vec<Activity>,
    /// Those that went since, where what changed since a time is asked for.
    pub gone: Vec<Gone>,
    /// There are more than were read.
    pub is_cut: bool,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Activity {
    pub id: String,
    pub title: String,
    /// `DA` or `EN`: English falls back to Danish.
    pub text_language: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub status: String,
    pub version: i32,
    pub updated_at: DateTime<FixedOffset>,
    pub published_at: Option<DateTime<FixedOffset>>,
    pub attendance_mode: String,
    pub reason: Option<String>,
    pub categories: Vec<Term>,
    pub audiences: Vec<Term>,
    pub age_range: Option<AgeRange>,
    pub languages: Vec<Term>,
    pub initiatives: Vec<Named>,
    pub responsible: Named,
    pub partners: Vec<Named>,
    pub price: Price,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    pub occurrences: Vec<Occurrence>,
    pub series: Vec<Series>,
    pub periods: Vec<Period>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Term {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub schema_org_type: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct AgeRange {
    pub from: Option<i32>,
    pub to: Option<i32>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Price {
    pub kind: String,
    pub free: Option<bool>,
    pub amounts: Vec<Amount>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Amount {
    pub label: Option<String>,
    /// In øre.
    pub amount: i64,
    pub currency: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Link {
    pub kind: String,
    pub url: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Image {
    pub url: String,
    pub alt: String,
    pub credit: String,
    pub licence: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Occurrence {
    pub id: String,
    pub starts_at: DateTime<FixedOffset>,
    pub ends_at: Option<DateTime<FixedOffset>>,
    pub all_day: Option<Days>,
    pub time_zone: String,
    pub status: String,
    pub previous_starts_at: Option<DateTime<FixedOffset>>,
    pub series_id: Option<String>,
    pub series_starts_at: Option<DateTime<FixedOffset>>,
    pub exception: bool,
    pub room: Option<String>,
    pub place: Option<Place>,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(in crate::http) struct Days {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Place {
    pub name: String,
    pub address: Postal,
    pub municipality: Option<Municipality>,
    pub point: Option<Point>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Postal {
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub town: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct Municipality {
    pub code: String,
    pub name: String,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(in crate::http) struct Point {
    pub lat: f64,
    pub lon: f64,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Series {
    pub id: String,
    pub rule: String,
    pub starts_at: Option<DateTime<FixedOffset>>,
    pub exclude: Vec<DateTime<FixedOffset>>,
    pub include: Vec<DateTime<FixedOffset>>,
    /// The rule has no end; the hub has the first two years of it.
    pub cut: bool,
    pub time_zone: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Period {
    pub id: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub time_zone: String,
    pub opening_hours: Vec<OpeningHours>,
    pub place: Option<Place>,
    pub room: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(in crate::http) struct OpeningHours {
    pub weekday: String,
    pub opens: String,
    pub closes: String,
}

/// An activity that was public and is no more.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Gone {
    #[serde(rename(deserialize = "subjectId"))]
    pub id: String,
    /// Whether it was withdrawn, or gave way to another.
    pub kind: String,
    pub at: DateTime<FixedOffset>,
    /// Why, if somebody said so.
    pub reason: Option<String>,
    /// The one that stands in its place.
    pub replaced_by: Option<String>,
}

/// A page of a list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    nodes: Vec<T>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// An id for a search engine, and when what it names last changed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Dated {
    pub id: String,
    pub updated_at: DateTime<FixedOffset>,
}

/// Reads what is asked for.
pub(in crate::http) async fn read(
    app: &App,
    language: RequestLanguage,
    asked: &Asked,
) -> Result<Feed, Fault> {
    match asked {
        Asked::One(id) => {
            let mut data = ask(app, language, ONE, json!({ "id": id })).await?;
            let activity: Option<Activity> = parse(data["activity"].take())?;
            let activity = activity.ok_or(Fault::Unknown)?;
            Ok(Feed { activities: vec![activity], ..Feed::default() })
        }
        Asked::List { filter, view, newest, most } => {
            let order = if *newest { "NEWEST" } else { "NEXT_START" };
            let mut feed = Feed::default();
            let mut after = None;
            loop {
                let first = PAGE.min(most - feed.activities.len());
                let variables =
                    json!({ "filter": filter, "view": view, "order": order, "first": first, "after": after });
                let mut data = ask(app, language, LIST, variables).await?;
                let page: Page<Activity> = parse(data["activities"].take())?;
                feed.activities.extend(page.nodes);
                let goes_on = page.page_info.has_next_page;
                after = page.page_info.end_cursor;
                if !goes_on || feed.activities.len() >= *most {
                    feed.is_cut = goes_on;
                    return Ok(feed);
                }
            }
        }
    }
}

/// Whether there is such a saved view.
pub(in crate::http) async fn has_view(app: &App, id: &str) -> Result<bool, Fault> {
    let language = RequestLanguage::of_header(None);
    let data =
        ask(app, language, "query($id: ID!) { view(id: $id) { version } }", json!({ "id": id })).await?;
    Ok(!data["view"].is_null())
}

/// What was withdrawn, or gave way to another, since a time.
pub(in crate::http) async fn gone_since(app: &App, since: &Value) -> Result<Vec<Gone>, Fault> {
    let language = RequestLanguage::of_header(None);
    let (mut gone, mut after) = (Vec::new(), None);
    loop {
        let mut data = ask(app, language, GONE, json!({ "since": since, "after": after })).await?;
        let page: Page<Gone> = parse(data["journal"].take())?;
        // The one that another gave way to is still there.
        gone.extend(
            page.nodes.into_iter().filter(|gone| gone.kind == WITHDRAWN || gone.replaced_by.is_some()),
        );
        after = page.page_info.end_cursor;
        if !page.page_info.has_next_page {
            return Ok(gone);
        }
    }
}

/// The ids of all that is public.
pub(in crate::http) async fn all_ids(app: &App) -> Result<Vec<Dated>, Fault> {
    let (mut ids, mut after) = (Vec::new(), None);
    while ids.len() < MOST_PAGES {
        let mut data = ask(app, RequestLanguage::of_header(None), IDS, json!({ "after": after })).await?;
        let page: Page<Dated> = parse(data["activities"].take())?;
        ids.extend(page.nodes);
        after = page.page_info.end_cursor;
        if !page.page_info.has_next_page {
            break;
        }
    }
    Ok(ids)
}
