//! What the people of a hub do, in one call each.

use anyhow::Result;
use kulturhub_tests::{Client, Role, Server};
use serde_json::{Value, json};

/// The library in Køge, its editor, and a visitor, at one hub.
pub struct People {
    pub submitter: Client,
    pub editor: Client,
    pub secretariat: Client,
    pub visitor: Client,
}

impl People {
    pub fn of(hub: &Server) -> Result<Self> {
        Ok(Self {
            submitter: hub.client(Role::Submitter { institution: "koege-bibliotek" })?,
            editor: hub.client(Role::Editor { municipality: "259" })?,
            secretariat: hub.client(Role::Secretariat)?,
            visitor: hub.visitor(),
        })
    }

    /// Sends an activity in; gives the payload.
    pub async fn submit(&self, input: &Value) -> Result<Value> {
        run(&self.submitter, "activitySubmit", SUBMIT, json!({ "input": input })).await
    }

    /// Sends an activity in and approves it; gives the activity.
    pub async fn publish(&self, input: &Value) -> Result<Value> {
        let sent = accepted(self.submit(input).await?);
        self.approve(&sent["activity"]).await
    }

    /// Approves an activity as it was read; gives the activity.
    pub async fn approve(&self, activity: &Value) -> Result<Value> {
        let variables = json!({ "id": activity["id"], "version": activity["version"] });
        Ok(accepted(run(&self.editor, "activityApprove", APPROVE, variables).await?)["activity"].take())
    }
}

const SUBMIT: &str = "mutation Submit($input: ActivityInput!) { activitySubmit(input: $input) {
    outcome
    activity { id version status occurrences { id } }
    userErrors { code field message }
} }";
const APPROVE: &str = "mutation Approve($id: ID!, $version: Int!) {
    activityApprove(id: $id, expectedVersion: $version) {
        activity { id version status occurrences { id } }
        userErrors { code field message }
    }
}";

/// Runs a mutation and gives its payload.
pub async fn run(client: &Client, name: &str, document: &str, variables: Value) -> Result<Value> {
    Ok(client.data(document, variables).await?[name].take())
}

/// Takes a step that needs no more than the activity.
pub async fn step(client: &Client, name: &str, id: &Value) -> Result<()> {
    let document =
        format!("mutation Step($id: ID!) {{ {name}(id: $id) {{ userErrors {{ code message }} }} }}");
    accepted(run(client, name, &document, json!({ "id": id })).await?);
    Ok(())
}

/// A payload in which nothing was refused.
#[track_caller]
pub fn accepted(payload: Value) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "refused: {payload:#}");
    payload
}

/// The newest cursor of the journal that this client may see.
pub async fn newest_cursor(client: &Client) -> Result<Value> {
    let mut after = Value::Null;
    loop {
        let document = "query Journal($after: String) {
            journal(first: 100, after: $after) { pageInfo { endCursor hasNextPage } }
        }";
        let page = client.data(document, json!({ "after": after })).await?["journal"]["pageInfo"].take();
        if !page["endCursor"].is_null() {
            after = page["endCursor"].clone();
        }
        if page["hasNextPage"] == false {
            return Ok(after);
        }
    }
}
