//! What a feed reads: a query of the schema, asked as a visitor.

use super::activity::{Activity, Gone};
use super::export::STATUSES;
use crate::graphql::RequestLanguage;
use crate::http::App;
use crate::http::public::{Fault, ask, parse};
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const LIST: &str =
    concat!(include_str!("list.graphql"), include_str!("whole.graphql"), include_str!("occurrence.graphql"));
const ONE: &str =
    concat!(include_str!("one.graphql"), include_str!("whole.graphql"), include_str!("occurrence.graphql"));
const IDS: &str = "query Ids($filter: ActivityFilter!, $after: String) { activities(filter: $filter, first: 100, after: $after) {
    nodes { id updatedAt } pageInfo { hasNextPage endCursor } } }";
const GONE: &str = "query Gone($since: DateTime!, $after: String) {
    journal(since: $since, after: $after, first: 100, filter: { kind: [ACTIVITY_WITHDRAWN, ACTIVITY_MERGED] }) {
        nodes { subjectId kind at reason replacedBy } pageInfo { hasNextPage endCursor } } }";
const WITHDRAWN_ONE: &str = "query Withdrawn($id: ID!) {
    journal(filter: { activity: [$id], kind: [ACTIVITY_WITHDRAWN] }, first: 1) { nodes { at reason } } }";
const WITHDRAWN: &str = "ACTIVITY_WITHDRAWN";
/// How many rows are read at once.
pub(super) const PAGE: usize = 100;
/// How many activities a search engine is told of, beside the first page: more need several files.
const MOST_PAGES: usize = 50_000 - 1;

/// What is asked for.
pub(in crate::http) enum Asked {
    List(List),
    One(String),
}

/// A list, by a filter as the schema takes it.
pub(in crate::http) struct List {
    pub filter: Map<String, Value>,
    /// That of the saved view it is.
    pub name: Option<String>,
    pub newest: bool,
    pub most: usize,
}

impl List {
    /// The time since when something must have changed.
    pub fn since(&self) -> Option<&Value> {
        self.filter.get("updatedAfter")
    }
}

/// A filter under a name.
#[derive(Deserialize)]
pub(super) struct SavedView {
    pub name: String,
    pub filter: Map<String, Value>,
}

/// The activities of a feed.
#[derive(Debug, Default)]
pub(in crate::http) struct Feed {
    /// That of the saved view it is.
    pub name: Option<String>,
    pub activities: Vec<Activity>,
}

/// A page of a list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<T> {
    pub nodes: Vec<T>,
    /// How many the whole list has, where that is asked for.
    pub total_count: Option<u64>,
    page_info: PageInfo,
}

impl<T> Page<T> {
    /// Where the next page begins, if there is one.
    pub fn next(&self) -> Option<&str> {
        self.page_info.next()
    }
}

/// Where a page lies in its list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl PageInfo {
    /// Where the next page begins, if there is one.
    pub fn next(&self) -> Option<&str> {
        self.end_cursor.as_deref().filter(|_| self.has_next_page)
    }
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
            Ok(Feed { name: None, activities: vec![activity] })
        }
        Asked::List(list) => {
            let mut feed = Feed { name: list.name.clone(), ..Feed::default() };
            let mut after = None;
            loop {
                let first = PAGE.min(list.most - feed.activities.len());
                let page = read_page(app, language, list, first, after.as_deref()).await?;
                after = page.next().map(str::to_owned);
                feed.activities.extend(page.nodes);
                if after.is_none() || feed.activities.len() >= list.most {
                    return Ok(feed);
                }
            }
        }
    }
}

/// Reads a page of a list.
pub(super) async fn read_page(
    app: &App,
    language: RequestLanguage,
    list: &List,
    first: usize,
    after: Option<&str>,
) -> Result<Page<Activity>, Fault> {
    let order = if list.newest { "NEWEST" } else { "NEXT_START" };
    let variables = json!({ "filter": list.filter, "order": order, "first": first, "after": after });
    let mut data = ask(app, language, LIST, variables).await?;
    parse(data["activities"].take())
}

/// A saved view, if there is one with this id.
pub(super) async fn saved_view(app: &App, id: &str) -> Result<Option<SavedView>, Fault> {
    let language = RequestLanguage::of_header(None);
    let mut data =
        ask(app, language, "query($id: ID!) { view(id: $id) { name filter } }", json!({ "id": id })).await?;
    parse(data["view"].take())
}

/// The id of the activity that stands at this one: another, where it gave way to that.
pub(super) async fn kept_id(app: &App, id: &str) -> Option<String> {
    let language = RequestLanguage::of_header(None);
    let asked = ask(app, language, "query($id: ID!) { activity(id: $id) { id } }", json!({ "id": id })).await;
    asked.ok()?["activity"]["id"].as_str().map(str::to_owned)
}

/// What the journal tells of an activity that was public once, and was withdrawn: when, and why.
pub(in crate::http) async fn withdrawn(app: &App, id: &str) -> Option<Value> {
    let language = RequestLanguage::of_header(None);
    let mut data = ask(app, language, WITHDRAWN_ONE, json!({ "id": id })).await.ok()?;
    data["journal"]["nodes"].as_array_mut()?.pop()
}

/// What was withdrawn, or gave way to another, since a time.
pub(in crate::http) async fn gone_since(app: &App, since: &Value) -> Result<Vec<Gone>, Fault> {
    let language = RequestLanguage::of_header(None);
    let (mut gone, mut after) = (Vec::new(), None);
    loop {
        let mut data = ask(app, language, GONE, json!({ "since": since, "after": after })).await?;
        let page: Page<Gone> = parse(data["journal"].take())?;
        after = page.next().map(str::to_owned);
        // The one that another gave way to is still there.
        gone.extend(
            page.nodes.into_iter().filter(|gone| gone.kind == WITHDRAWN || gone.replaced_by.is_some()),
        );
        if after.is_none() {
            return Ok(gone);
        }
    }
}

/// The ids of all that everybody may see.
pub(in crate::http) async fn all_ids(app: &App) -> Result<Vec<Dated>, Fault> {
    let (mut ids, mut after) = (Vec::new(), None);
    while ids.len() < MOST_PAGES {
        let variables = json!({ "filter": { "status": STATUSES }, "after": after });
        let mut data = ask(app, RequestLanguage::of_header(None), IDS, variables).await?;
        let page: Page<Dated> = parse(data["activities"].take())?;
        after = page.next().map(str::to_owned);
        ids.extend(page.nodes);
        if after.is_none() {
            break;
        }
    }
    ids.truncate(MOST_PAGES);
    Ok(ids)
}
