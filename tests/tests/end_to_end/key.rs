//! Keys are made, listed, changed and revoked by the secretariat and by owners.

use anyhow::Result;
use kulturhub_tests::{Client, Engine, Role, Server};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::activity_steps::{accepted, run};
use crate::activity_texts::sound_input;

on_both! {
    an_owner_makes_a_submitter_key_that_works,
}

const KEY: &str = "id name role scopes inForce createdBy createdAt expiresAt lastUsedAt revokedAt version
    institution { id } municipality { code }";
const LIST: &str = "query Keys($revoked: Boolean, $institution: ID) {
    keys(includeRevoked: $revoked, institution: $institution, first: 100) {
        totalCount nodes { id name role scopes inForce createdBy lastUsedAt revokedAt version institution { id } }
    }
}";

pub async fn create(client: &Client, input: &Value) -> Result<Value> {
    let document = format!(
        "mutation Create($input: KeyInput!) {{ keyCreate(input: $input) {{
            key {{ {KEY} }} secret userErrors {{ code field message }} }} }}"
    );
    run(client, "keyCreate", &document, json!({ "input": input })).await
}

pub async fn update(client: &Client, id: &Value, version: i32, input: &Value) -> Result<Value> {
    let document = format!(
        "mutation Update($id: ID!, $version: Int!, $input: KeyUpdateInput!) {{
            keyUpdate(id: $id, expectedVersion: $version, input: $input) {{
            key {{ {KEY} }} userErrors {{ code field message }} }} }}"
    );
    run(client, "keyUpdate", &document, json!({ "id": id, "version": version, "input": input })).await
}

pub async fn revoke(client: &Client, id: &Value) -> Result<Value> {
    let document = format!(
        "mutation Revoke($id: ID!) {{ keyRevoke(id: $id, reason: \"Mistet telefon\") {{
            key {{ {KEY} }} userErrors {{ code field message }} }} }}"
    );
    run(client, "keyRevoke", &document, json!({ "id": id })).await
}

pub async fn list(client: &Client, revoked: bool) -> Result<Vec<Value>> {
    let mut listed = client.data(LIST, json!({ "revoked": revoked })).await?["keys"].take();
    assert_eq!(listed["totalCount"], json!(listed["nodes"].as_array().map(Vec::len)));
    Ok(serde_json::from_value(listed["nodes"].take())?)
}

pub fn submitter() -> Value {
    json!({ "name": "Importør", "role": "SUBMITTER", "institution": "institution_koege-bibliotek" })
}

/// Each `code` and `field` of a payload.
pub fn errors(payload: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = payload["userErrors"].as_array().map_or(&[][..], Vec::as_slice);
    errors.iter().map(|error| (text(&error["code"]), text(&error["field"]))).collect()
}

pub fn owner(hub: &Server) -> Result<Client> {
    hub.client(Role::Owner { institution: "koege-bibliotek" })
}

async fn an_owner_makes_a_submitter_key_that_works(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let (owner, secretariat) = (owner(&hub)?, hub.client(Role::Secretariat)?);
    let made = accepted(create(&owner, &json!({ "name": " Importør ", "role": "SUBMITTER" })).await?);
    let key = &made["key"];
    for (field, expected) in [
        ("name", json!("Importør")),
        ("role", json!("SUBMITTER")),
        ("scopes", json!(["SUBMIT", "READ_DRAFTS", "WEBHOOKS"])),
        ("institution", json!({ "id": "institution_koege-bibliotek" })),
        ("municipality", Value::Null),
        ("createdBy", json!("owner of koege-bibliotek")),
        ("expiresAt", Value::Null),
        ("lastUsedAt", Value::Null),
        ("revokedAt", Value::Null),
        ("inForce", json!(true)),
        ("version", json!(1)),
    ] {
        assert_eq!(key[field], expected, "{field}");
    }
    let submitter = hub.visitor().with_key(made["secret"].as_str().unwrap_or_default());
    let sent = submitter.data("mutation Submit($input: ActivityInput!) { activitySubmit(input: $input) { userErrors { code } activity { status } } }", json!({ "input": sound_input() })).await?;
    assert_eq!(sent["activitySubmit"]["activity"]["status"], "IN_REVIEW", "{sent}");
    let viewer = submitter.data("{ viewer { role keyName scopes expiresAt } }", json!({})).await?;
    let expected = json!({ "role": "SUBMITTER", "keyName": "Importør", "expiresAt": null,
        "scopes": ["SUBMIT", "READ_DRAFTS", "WEBHOOKS"] });
    assert_eq!(viewer["viewer"], expected);

    // Both find it, used by now; the owner nothing of others.
    for client in [&owner, &secretariat] {
        let listed = list(client, false).await?;
        let found = listed.iter().find(|listed| listed["id"] == key["id"]);
        assert!(found.is_some_and(|found| found["lastUsedAt"].is_string()), "{listed:?}");
    }
    let of_owner = list(&owner, false).await?;
    let roles: Vec<&Value> = of_owner.iter().map(|key| &key["role"]).collect();
    assert_eq!(roles, ["OWNER", "SUBMITTER"]);
    assert!(list(&secretariat, false).await?.iter().any(|key| key["role"] == "SECRETARIAT"));
    let elsewhere = json!({ "institution": "institution_roskilde-bibliotek" });
    assert_eq!(owner.data(LIST, elsewhere).await?["keys"]["nodes"], json!([]));
    Ok(())
}

#[tokio::test]
async fn the_secretariat_makes_keys_of_every_role() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let expires_at = "2199-01-01T12:00:00+01:00";
    for input in [
        submitter(),
        json!({ "name": "a", "role": "OWNER", "institution": "institution_koege-bibliotek", "expiresAt": expires_at }),
        json!({ "name": "a", "role": "EDITOR", "municipality": "259", "scopes": ["READ_DRAFTS"] }),
        json!({ "name": "a", "role": "SECRETARIAT", "expiresAt": expires_at }),
    ] {
        let made = accepted(create(&secretariat, &input).await?);
        let client = hub.visitor().with_key(made["secret"].as_str().unwrap_or_default());
        let document = "{ viewer { role scopes expiresAt institution { id } municipality { code } } }";
        let viewer = client.data(document, json!({})).await?["viewer"].take();
        for field in ["role", "scopes", "expiresAt", "institution", "municipality"] {
            assert_eq!(viewer[field], made["key"][field], "{field}");
        }
        assert_eq!(viewer["role"], input["role"]);
        assert_eq!(viewer["expiresAt"], input["expiresAt"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_key_changes_and_is_revoked_once() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let owner = owner(&hub)?;
    let made = accepted(create(&owner, &submitter()).await?);
    let id = &made["key"]["id"];
    let client = hub.visitor().with_key(made["secret"].as_str().unwrap_or_default());
    let input = json!({ "name": "Ny", "scopes": ["READ_DRAFTS"], "expiresAt": "2199-01-01T00:00" });
    let changed = accepted(update(&owner, id, 1, &input).await?)["key"].take();
    assert_eq!((&changed["name"], &changed["version"]), (&json!("Ny"), &json!(2)));
    assert_eq!(changed["expiresAt"], "2199-01-01T00:00:00+01:00");
    let viewer = client.data("{ viewer { keyName scopes } }", json!({})).await?["viewer"].take();
    assert_eq!(viewer, json!({ "keyName": "Ny", "scopes": ["READ_DRAFTS"] }));
    // The same again changes nothing; another who saw version 1 is told.
    assert_eq!(accepted(update(&owner, id, 2, &input).await?)["key"]["version"], 2);
    let outdated = update(&owner, id, 1, &json!({ "name": "Anden" })).await?;
    assert_eq!(errors(&outdated), [("OUTDATED_VERSION".into(), "expectedVersion".into())]);
    let lasting = accepted(update(&owner, id, 2, &json!({ "expiresAt": null })).await?);
    assert_eq!(lasting["key"]["expiresAt"], Value::Null);

    let revoked = accepted(revoke(&owner, id).await?)["key"].take();
    assert!(revoked["revokedAt"].is_string() && revoked["inForce"] == false, "{revoked}");
    let refused = client.send("{ viewer { role } }", json!({})).await?;
    assert_eq!(
        (refused.status, refused.error_codes()),
        (StatusCode::UNAUTHORIZED, vec!["UNAUTHENTICATED".into()])
    );
    assert_eq!(errors(&revoke(&owner, id).await?), [("KEY_REVOKED".into(), "id".into())]);
    assert_eq!(errors(&update(&owner, id, 4, &input).await?), [("KEY_REVOKED".into(), "id".into())]);
    assert!(list(&owner, false).await?.iter().all(|key| key["id"] != *id));
    assert!(list(&owner, true).await?.iter().any(|key| key["id"] == *id));

    // The secretariat reads in the journal who did what, and finds the key by its id.
    let secretariat = hub.client(Role::Secretariat)?;
    let document = "{ journal(first: 100) { nodes { kind subjectId changedFields reason version } } }";
    let journal = secretariat.data(document, json!({})).await?["journal"]["nodes"].take();
    let of_key = |entry: &&Value| entry["subjectId"] == *id;
    let told: Vec<&Value> =
        journal.as_array().map(|all| all.iter().filter(of_key).collect()).unwrap_or_default();
    let kinds: Vec<&Value> = told.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["KEY_CREATED", "KEY_UPDATED", "KEY_UPDATED", "KEY_REVOKED"]);
    assert_eq!(told[1]["changedFields"], json!(["name", "scopes", "expiresAt"]));
    assert_eq!(told[3]["reason"], "Mistet telefon");
    let document = "query Node($id: ID!) { node(id: $id) { __typename id } }";
    for (client, expected) in [
        (&secretariat, json!({ "__typename": "ApiKey", "id": id })),
        (&owner, json!({ "__typename": "ApiKey", "id": id })),
        (&hub.client(Role::Editor { municipality: "259" })?, Value::Null),
        (&hub.visitor(), Value::Null),
    ] {
        assert_eq!(client.data(document, json!({ "id": id })).await?["node"], expected);
    }
    Ok(())
}

#[tokio::test]
async fn the_last_use_outlives_the_server() -> Result<()> {
    let mut hub = Server::start(Engine::Sqlite).await?;
    let (secretariat, owner) = (hub.client(Role::Secretariat)?, owner(&hub)?);
    owner.data("{ viewer { role } }", json!({})).await?;
    let of_owner = |keys: Vec<Value>| keys.into_iter().find(|key| key["role"] == "OWNER").unwrap_or_default();
    let before = of_owner(list(&secretariat, false).await?)["lastUsedAt"].take();
    assert!(hub.terminate().await?.success());
    let again = hub.start_another(&[]).await?;
    let secretariat = again.client(Role::Secretariat)?;
    let after = of_owner(list(&secretariat, false).await?)["lastUsedAt"].take();
    assert!(before.is_string() && before == after, "{before}, {after}");
    Ok(())
}

#[tokio::test]
async fn an_outdated_change_is_told_what_is_there_and_the_history_says_who() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let (owner, secretariat) = (owner(&hub)?, hub.client(Role::Secretariat)?);
    let key = accepted(create(&owner, &submitter()).await?)["key"].take();
    accepted(update(&owner, &key["id"], 1, &json!({ "name": "Kalenderen" })).await?);
    let document =
        "mutation Update($id: ID!) { keyUpdate(id: $id, expectedVersion: 1, input: { name: \"Ny\" }) {
        userErrors { code field changedFields present { ... on ApiKey { id name version } } } } }";
    let outdated = run(&secretariat, "keyUpdate", document, json!({ "id": key["id"] })).await?;
    let present = json!({ "id": key["id"], "name": "Kalenderen", "version": 2 });
    let told = json!([{ "code": "OUTDATED_VERSION", "field": "expectedVersion", "changedFields": ["name"], "present": present }]);
    assert_eq!(outdated["userErrors"], told);
    let look = "query Look($id: ID!) { node(id: $id) { ... on ApiKey { history(first: 5) {
        nodes { kind version keyName fields { field before after } } } } } }";
    let history = owner.data(look, json!({ "id": key["id"] })).await?["node"]["history"]["nodes"].take();
    let named = json!({ "kind": "KEY_UPDATED", "version": 2, "keyName": "owner of koege-bibliotek",
        "fields": [{ "field": "name", "before": "Importør", "after": "Kalenderen" }] });
    assert_eq!((&history[0], &history[1]["kind"]), (&named, &json!("KEY_CREATED")));
    Ok(())
}
