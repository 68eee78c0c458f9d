//! Keys that are refused, those who may not make any, and what a key may not do.

use anyhow::Result;
use kulturhub_tests::{Engine, Role, Server};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::activity_steps::{accepted, run};
use crate::activity_texts::sound_input;
use crate::key::{create, errors, list, owner, revoke, submitter, update};

/// The submitter's input with other fields.
fn with(fields: Value) -> Value {
    let mut input = submitter();
    if let (Some(input), Value::Object(fields)) = (input.as_object_mut(), fields) {
        input.extend(fields);
    }
    input
}

#[tokio::test]
async fn every_wrong_field_of_a_key_is_told() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    for (fields, code, field) in [
        (json!({ "name": " " }), "EMPTY", "name"),
        (json!({ "name": "æ".repeat(121) }), "TOO_LONG", "name"),
        (json!({ "name": "a\u{0}b" }), "CONTROL_CHARACTER", "name"),
        (json!({ "institution": null }), "EMPTY", "institution"),
        (json!({ "institution": "institution_mars" }), "UNKNOWN_ID", "institution"),
        (json!({ "institution": "municipality_259" }), "UNKNOWN_ID", "institution"),
        (json!({ "municipality": "259" }), "CONFLICT", "municipality"),
        (json!({ "role": "EDITOR", "municipality": "259" }), "CONFLICT", "institution"),
        (json!({ "role": "SECRETARIAT" }), "CONFLICT", "institution"),
        (json!({ "role": "EDITOR", "institution": null }), "EMPTY", "municipality"),
        (
            json!({ "role": "EDITOR", "institution": null, "municipality": "000" }),
            "UNKNOWN_MUNICIPALITY",
            "municipality",
        ),
        (
            json!({ "role": "EDITOR", "institution": null, "municipality": "259", "scopes": ["SUBMIT", "WEBHOOKS"] }),
            "SCOPE_NOT_OF_ROLE",
            "scopes.1",
        ),
        (json!({ "scopes": [] }), "EMPTY", "scopes"),
        (json!({ "expiresAt": "2026-01-01T00:00" }), "EXPIRY_PAST", "expiresAt"),
        (json!({ "expiresAt": "2300-01-01T00:00" }), "TIME_OUT_OF_RANGE", "expiresAt"),
        (json!({ "expiresAt": "2027-03-28T02:30" }), "SKIPPED_HOUR", "expiresAt"),
    ] {
        let refused = create(&secretariat, &with(fields.clone())).await?;
        assert_eq!(errors(&refused), [(code.to_owned(), field.to_owned())], "{fields}");
        assert!(refused["key"].is_null() && refused["secret"].is_null());
    }
    let several = with(json!({ "name": "", "municipality": "259", "scopes": [] }));
    let refused = create(&secretariat, &several).await?;
    let fields: Vec<String> = errors(&refused).into_iter().map(|(_, field)| field).collect();
    assert_eq!(fields, ["name", "municipality", "scopes"]);
    let danish = create(&secretariat, &with(json!({ "expiresAt": "2026-01-01T00:00" }))).await?;
    assert_eq!(danish["userErrors"][0]["message"], "udløbet ligger ikke i fremtiden");
    assert!(list(&secretariat, true).await?.iter().all(|key| key["name"] != "Importør"));
    Ok(())
}

#[tokio::test]
async fn an_owner_manages_the_submitter_keys_of_its_institution_only() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let (owner, secretariat) = (owner(&hub)?, hub.client(Role::Secretariat)?);
    for (fields, field) in [
        (json!({ "institution": "institution_roskilde-bibliotek" }), "institution"),
        (json!({ "role": "OWNER" }), "role"),
        (json!({ "role": "SECRETARIAT", "institution": null }), "role"),
        (json!({ "role": "EDITOR", "institution": null, "municipality": "259" }), "role"),
    ] {
        let refused = create(&owner, &with(fields)).await?;
        assert_eq!(errors(&refused), [("NOT_YOURS".into(), field.into())]);
    }
    // Its own key and those of other owners it sees, but they are the secretariat's.
    let keys = list(&secretariat, false).await?;
    let id_of = |role: &str| keys.iter().find(|key| key["role"] == role).map(|key| key["id"].clone());
    let named = json!({ "name": "Ny" });
    let own = id_of("OWNER").unwrap_or_default();
    assert_eq!(errors(&revoke(&owner, &own).await?), [("NOT_YOURS".into(), "id".into())]);
    assert_eq!(errors(&update(&owner, &own, 1, &named).await?), [("NOT_YOURS".into(), "id".into())]);
    // What it does not see looks like what does not exist.
    for id in [
        id_of("SECRETARIAT").unwrap_or_default(),
        json!("key_018f0000-0000-7000-8000-000000000000"),
        json!("venue_018f0000-0000-7000-8000-000000000000"),
        json!("nonsense"),
    ] {
        assert_eq!(errors(&revoke(&owner, &id).await?), [("UNKNOWN_ID".into(), "id".into())], "{id}");
        assert_eq!(errors(&update(&owner, &id, 1, &named).await?), [("UNKNOWN_ID".into(), "id".into())]);
    }
    let unknown = json!({ "id": "institution_mars" });
    let refused =
        owner.send("query Keys($id: ID) { keys(institution: $id) { totalCount } }", unknown).await?;
    assert_eq!(refused.error_codes(), ["BAD_ARGUMENT"]);
    Ok(())
}

#[tokio::test]
async fn others_manage_no_keys() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let editor = hub.client(Role::Editor { municipality: "259" })?;
    let submitter = hub.client(Role::Submitter { institution: "koege-bibliotek" })?;
    for (client, code) in
        [(&editor, "FORBIDDEN"), (&submitter, "FORBIDDEN"), (&hub.visitor(), "UNAUTHENTICATED")]
    {
        for document in [
            "mutation { keyCreate(input: { name: \"a\", role: SUBMITTER }) { secret } }",
            "mutation { keyUpdate(id: \"key_018f0000-0000-7000-8000-000000000000\", expectedVersion: 1, input: {}) { key { id } } }",
            "mutation { keyRevoke(id: \"key_018f0000-0000-7000-8000-000000000000\") { key { id } } }",
            "{ keys { totalCount } }",
        ] {
            let refused = client.send(document, json!({})).await?;
            assert_eq!(refused.error_codes(), [code], "{document}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_key_without_a_scope_may_less_than_its_role() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let koege = Role::Submitter { institution: "koege-bibliotek" };
    let reading = hub.visitor().with_key(hub.create_key_with(koege, &["--scopes", "read-drafts"])?);
    let writing = hub.visitor().with_key(hub.create_key_with(koege, &["--scopes", "submit"])?);
    let submit = "mutation Submit($input: ActivityInput!) { activitySubmit(input: $input) {
        activity { id status } userErrors { code } } }";
    let sent = accepted(run(&writing, "activitySubmit", submit, json!({ "input": sound_input() })).await?);
    assert_eq!(sent["activity"]["status"], "IN_REVIEW");
    let refused = reading.send(submit, json!({ "input": sound_input() })).await?;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    assert!(refused.text.contains("SUBMIT"), "{}", refused.text);

    let one = "query One($id: ID!) { activity(id: $id) { status } }";
    let id = json!({ "id": sent["activity"]["id"] });
    assert_eq!(reading.data(one, id.clone()).await?["activity"]["status"], "IN_REVIEW");
    assert_eq!(writing.data(one, id).await?["activity"], Value::Null);
    let refused =
        writing.send("{ activities(filter: { status: [IN_REVIEW] }) { totalCount } }", json!({})).await?;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    assert!(refused.text.contains("READ_DRAFTS"), "{}", refused.text);

    // Who only reads manages no keys, and nobody gives what it does not have.
    let owner = Role::Owner { institution: "koege-bibliotek" };
    let reading = hub.visitor().with_key(hub.create_key_with(owner, &["--scopes", "read-drafts"])?);
    let create_one = "mutation { keyCreate(input: { name: \"a\", role: SUBMITTER }) { secret } }";
    assert_eq!(reading.send(create_one, json!({})).await?.error_codes(), ["FORBIDDEN"]);
    let writing = hub.visitor().with_key(hub.create_key_with(owner, &["--scopes", "submit,webhooks"])?);
    let made = accepted(create(&writing, &submitter()).await?);
    assert_eq!(made["key"]["scopes"], json!(["SUBMIT", "WEBHOOKS"]));
    let refused = create(&writing, &with(json!({ "scopes": ["READ_DRAFTS"] }))).await?;
    assert_eq!(errors(&refused), [("NOT_YOURS".into(), "scopes.0".into())]);
    Ok(())
}

#[tokio::test]
async fn the_last_key_of_the_secretariat_stays() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let keys = list(&secretariat, false).await?;
    let id_of = |name: &str| keys.iter().find(|key| key["name"] == name).map(|key| key["id"].clone());
    let (first, own) =
        (id_of("first secretariat").unwrap_or_default(), id_of("secretariat").unwrap_or_default());
    accepted(revoke(&secretariat, &first).await?);
    let last = |field: &str| [("LAST_SECRETARIAT_KEY".to_owned(), field.to_owned())];
    assert_eq!(errors(&revoke(&secretariat, &own).await?), last("id"));
    let expiring = update(&secretariat, &own, 1, &json!({ "expiresAt": "2199-01-01T00:00" })).await?;
    assert_eq!(errors(&expiring), last("expiresAt"));
    let reading = update(&secretariat, &own, 1, &json!({ "scopes": ["READ_DRAFTS"] })).await?;
    assert_eq!(errors(&reading), last("scopes"));
    accepted(create(&secretariat, &json!({ "name": "Afløser", "role": "SECRETARIAT" })).await?);
    accepted(revoke(&secretariat, &own).await?);
    assert_eq!(secretariat.send("{ viewer { role } }", json!({})).await?.status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn a_wrong_secret_opens_nothing() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let (key, other) = (hub.create_key(Role::Secretariat)?, hub.create_key(Role::Secretariat)?);
    let (id, secret) = key.rsplit_once('_').unwrap_or_default();
    let (other_id, _) = other.rsplit_once('_').unwrap_or_default();
    let unknown_id = "kh_018f0000000070008000000000000000";
    for wrong in [
        format!("{other_id}_{secret}"),
        format!("{unknown_id}_{secret}"),
        format!("{id}_"),
        format!("{id}_{}", &secret[1..]),
        format!("{key}0"),
        "kh_".to_owned(),
    ] {
        let refused = hub.visitor().with_key(&wrong).send("{ viewer { role } }", json!({})).await?;
        assert_eq!(
            (refused.status, refused.error_codes()),
            (StatusCode::UNAUTHORIZED, vec!["UNAUTHENTICATED".into()])
        );
    }
    Ok(())
}
