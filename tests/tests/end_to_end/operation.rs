//! What an operator does: start, ask whether it is up, make keys, stop, start again.

use anyhow::Result;
use kulturhub_tests::{Engine, Role, Server};
use reqwest::StatusCode;
use serde_json::json;

on_both! {
    it_starts_answers_stops_and_starts_again,
    every_role_gets_a_key_of_its_own,
}

const ROLES: [Role<'static>; 4] = [
    Role::Submitter { institution: "koege-bibliotek" },
    Role::Owner { institution: "koege-bibliotek" },
    Role::Editor { municipality: "259" },
    Role::Secretariat,
];

async fn it_starts_answers_stops_and_starts_again(engine: Engine) -> Result<()> {
    let mut hub = Server::start(engine).await?;
    assert_eq!(hub.visitor().get("/health/live").await?.status, StatusCode::OK);
    assert_eq!(hub.visitor().data("{ __typename }", json!({})).await?["__typename"], "Query");
    assert!(hub.terminate().await?.success());

    let again = hub.start_another(&[]).await?;
    assert_eq!(again.visitor().get("/health/live").await?.status, StatusCode::OK);
    Ok(())
}

async fn every_role_gets_a_key_of_its_own(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let mut keys = ROLES.iter().map(|role| hub.create_key(*role)).collect::<Result<Vec<_>>>()?;
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), ROLES.len());
    assert!(keys.iter().all(|key| !key.is_empty() && !key.contains(char::is_whitespace)), "{keys:?}");
    for role in ROLES {
        let answer = hub.client(role)?.send("{ __typename }", json!({})).await?;
        assert_eq!(answer.data()["__typename"], "Query");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_for_an_unknown_municipality_is_refused() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let refused = hub.create_key(Role::Editor { municipality: "000" });
    assert!(refused.unwrap_err().to_string().contains("key create failed"));
    Ok(())
}

#[tokio::test]
async fn the_demo_answers() -> Result<()> {
    let hub = Server::demo(&[]).await?;
    assert_eq!(hub.visitor().data("{ __typename }", json!({})).await?["__typename"], "Query");
    Ok(())
}

/// Who has a key may send 2 MiB, for a bulk of activities; others 256 KiB.
#[tokio::test]
async fn a_body_is_bounded_and_less_so_for_who_has_a_key() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let wrong_key = hub.visitor().with_key("kh_00000000000000000000000000000000_00");
    let body = |bytes: usize| json!({ "query": "{ viewer { role } }", "operationName": null, "extensions": { "x": "x".repeat(bytes) } });
    for (client, bytes, status, code) in [
        (hub.visitor(), 250_000, 200, None),
        (hub.visitor(), 300_000, 413, Some("BODY_TOO_LARGE")),
        (wrong_key, 300_000, 401, Some("UNAUTHENTICATED")),
        (secretariat.clone(), 2_000_000, 200, None),
        (secretariat, 2_200_000, 413, Some("BODY_TOO_LARGE")),
    ] {
        let answer = client.post(&body(bytes)).await?;
        let codes = answer.error_codes();
        assert_eq!((answer.status.as_u16(), codes.first().map(String::as_str)), (status, code), "{bytes}");
    }
    Ok(())
}
