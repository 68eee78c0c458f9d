//! What a mutation is tried on: made anew for each cell of the table, so that no cell knows of another.

use anyhow::Result;
use image::ImageFormat;
use serde_json::{Value, json};

use super::actors::Actors;
use crate::activity_steps::{accepted, run};
use crate::activity_texts::sound_input;
use crate::image_steps;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Object {
    /// Nothing is there before.
    Nothing,
    Draft,
    InReview,
    Published,
    /// One that took place, published.
    Held,
    /// The same, with figures of who came.
    Counted,
    /// One that an editor corrected before its source changed the same field.
    Disputed,
    /// Two that are published.
    Pair,
    Image,
    Venue,
    Institution,
    /// The end of the journal.
    Cursor,
    /// One of the sender's key, and the end of the journal.
    Webhook,
    /// A dashboard with the key of the sender.
    Follower,
    /// A saved view of the sender.
    View,
    /// Of a submitter of koege-bibliotek.
    Key,
}

/// Its parts, as far as they are there; null else.
#[derive(Clone, Default)]
pub struct Made {
    pub id: Value,
    pub version: Value,
    pub occurrence: Value,
    pub occurrence_version: Value,
    pub other: Value,
    /// A number that no other has.
    pub number: u32,
}

const ACTIVITY: &str =
    "activity { id version status occurrences { id version } } userErrors { code field message }";

impl Object {
    pub async fn make(self, actors: &Actors, number: u32) -> Result<Made> {
        let made = match self {
            Self::Nothing => Made::default(),
            Self::Draft | Self::InReview => sent(actors, &self.input(number)).await?,
            Self::Published | Self::Held => published(actors, &self.input(number)).await?,
            Self::Counted => counted(actors, &self.input(number)).await?,
            Self::Disputed => disputed(actors, &self.input(number)).await?,
            Self::Pair => {
                let other = published(actors, &self.input(number)).await?.id;
                Made { other, ..published(actors, &self.input(number + 500_000)).await? }
            }
            Self::Image => {
                let file = image_steps::file((number % 250) as u8, 8 + number / 250, 8, ImageFormat::Png);
                let sent = image_steps::send(&actors.sender, &image_steps::sound_image(), &file).await?;
                whole(&accepted(sent)["image"])
            }
            Self::Venue => {
                let input = json!({ "input": { "name": format!("Sal {number}"), "municipality": "259",
                    "institution": "institution_koege-bibliotek" } });
                let document = "mutation Add($input: VenueInput!) { venueAdd(input: $input) {
                    venue { id version } userErrors { code field message } } }";
                whole(&accepted(run(&actors.sender, "venueAdd", document, input).await?)["venue"])
            }
            Self::Institution => doubted(actors).await?,
            Self::Follower => {
                let id = actors.sender.data("{ journalEnd }", json!({})).await?["journalEnd"].take();
                let document = "mutation Shown($cursor: String!) {
                    followerAcknowledge(name: \"foyer\", cursor: $cursor) { userErrors { code } } }";
                accepted(
                    run(&actors.sender, "followerAcknowledge", document, json!({ "cursor": id })).await?,
                );
                Made::default()
            }
            Self::Webhook => {
                let other = actors.sender.data("{ journalEnd }", json!({})).await?["journalEnd"].take();
                let document =
                    "mutation Add { webhookAdd(input: { url: \"https://example.org/hook\", paused: true }) {
                    webhook { id version } userErrors { code } } }";
                let made = accepted(run(&actors.sender, "webhookAdd", document, json!({})).await?);
                let made = whole(&made["webhook"]);
                let remove = "mutation Remove($id: ID!) { webhookRemove(id: $id) { userErrors { code } } }";
                // There is room for twenty of a key.
                let known = actors
                    .sender
                    .data("{ webhooks(first: 1) { totalCount nodes { id } } }", json!({}))
                    .await?;
                if known["webhooks"]["totalCount"].as_i64() > Some(15) {
                    let oldest = json!({ "id": known["webhooks"]["nodes"][0]["id"] });
                    accepted(run(&actors.sender, "webhookRemove", remove, oldest).await?);
                }
                Made { other, ..made }
            }
            Self::View => viewed(actors).await?,
            Self::Cursor => {
                let id = actors.decider.data("{ journalEnd }", json!({})).await?["journalEnd"].take();
                Made { id, ..Made::default() }
            }
            Self::Key => whole(&crate::key::create(&actors.decider, &crate::key::submitter()).await?["key"]),
        };
        Ok(Made { number, ..made })
    }

    fn input(self, number: u32) -> Value {
        let mut input = sound_input();
        input["source"]["externalId"] = json!(format!("rights {number}"));
        input["draft"] = json!(self == Self::Draft);
        // A second one, for the last that is left cannot be cancelled by itself.
        let mut second = input["occurrences"][0].clone();
        (second["startsAt"], second["endsAt"]) = (json!("2027-03-06T10:00"), json!("2027-03-06T11:00"));
        input["occurrences"].as_array_mut().into_iter().for_each(|all| all.push(second.take()));
        if matches!(self, Self::Held | Self::Counted) {
            input["occurrences"].as_array_mut().into_iter().for_each(|all| all.truncate(1));
            input["occurrences"][0]["startsAt"] = json!("2022-03-05T10:00");
            input["occurrences"][0]["endsAt"] = json!("2022-03-05T11:00");
        }
        input
    }
}

fn whole(node: &Value) -> Made {
    let occurrence = &node["occurrences"][0];
    Made {
        id: node["id"].clone(),
        version: node["version"].clone(),
        occurrence: occurrence["id"].clone(),
        occurrence_version: occurrence["version"].clone(),
        ..Made::default()
    }
}

async fn sent(actors: &Actors, input: &Value) -> Result<Made> {
    let document =
        format!("mutation Send($input: ActivityInput!) {{ activitySubmit(input: $input) {{ {ACTIVITY} }} }}");
    let payload = run(&actors.sender, "activitySubmit", &document, json!({ "input": input })).await?;
    Ok(whole(&accepted(payload)["activity"]))
}

/// A saved view of the sender.
async fn viewed(actors: &Actors) -> Result<Made> {
    let document = "mutation Add { viewAdd(input: { name: \"Gratis\", filter: { free: true } }) {
        view { id version } userErrors { code } } }";
    Ok(whole(&accepted(run(&actors.sender, "viewAdd", document, json!({})).await?)["view"]))
}

async fn published(actors: &Actors, input: &Value) -> Result<Made> {
    let Made { id, version, .. } = sent(actors, input).await?;
    let document = format!(
        "mutation Approve($id: ID!, $version: Int!) {{
            activityApprove(id: $id, expectedVersion: $version) {{ {ACTIVITY} }} }}"
    );
    let variables = json!({ "id": id, "version": version });
    Ok(whole(&accepted(run(&actors.decider, "activityApprove", &document, variables).await?)["activity"]))
}

async fn disputed(actors: &Actors, input: &Value) -> Result<Made> {
    let Made { id, version, .. } = sent(actors, input).await?;
    let document = format!(
        "mutation Correct($id: ID!, $version: Int!) {{
            activityUpdate(id: $id, expectedVersion: $version, input: {{ title: {{ da: \"Rettet\" }} }}) {{ {ACTIVITY} }} }}"
    );
    accepted(
        run(&actors.decider, "activityUpdate", &document, json!({ "id": id, "version": version })).await?,
    );
    let mut again = input.clone();
    again["title"]["da"] = json!("Ny fra kilden");
    sent(actors, &again).await
}

async fn counted(actors: &Actors, input: &Value) -> Result<Made> {
    let held = published(actors, input).await?;
    let document = "mutation Report($id: ID!) { attendanceReport(occurrence: $id, input: { total: 12 }) {
        userErrors { code field message } } }";
    accepted(run(&actors.decider, "attendanceReport", document, json!({ "id": held.occurrence })).await?);
    Ok(held)
}

/// koege-bibliotek, trusted once and then no more.
async fn doubted(actors: &Actors) -> Result<Made> {
    let document = "{ institution(id: \"institution_koege-bibliotek\") { id version } }";
    let mut now = actors.decider.data(document, json!({})).await?["institution"].take();
    for trusted in [true, false] {
        let document = "mutation Trust($id: ID!, $version: Int!, $trusted: Boolean!) {
            institutionTrust(id: $id, expectedVersion: $version, trusted: $trusted) {
                institution { id version } userErrors { code field message } } }";
        let variables = json!({ "id": now["id"], "version": now["version"], "trusted": trusted });
        now = accepted(run(&actors.decider, "institutionTrust", document, variables).await?)["institution"]
            .take();
    }
    Ok(whole(&now))
}
