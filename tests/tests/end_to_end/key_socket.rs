//! An open socket ends when its key is no longer in force. Each test waits for the close frame.

use anyhow::{Result, ensure};
use chrono::{TimeDelta, Utc};
use kulturhub_tests::program::kulturhub;
use kulturhub_tests::{Client, Engine, Protocol, Role, Server, Socket};
use serde_json::{Value, json};

use crate::activity_steps::accepted;
use crate::key::{create, errors, revoke, submitter, update};

const FORBIDDEN: u16 = 4403;
const FOLLOW: &str = "subscription { activityChanges { kind } }";

/// A new key of a submitter, its secret, and a socket that came with it and follows.
async fn following(
    hub: &Server,
    secretariat: &Client,
    protocol: Protocol,
) -> Result<(Value, String, Socket)> {
    let mut made = accepted(create(secretariat, &submitter()).await?);
    let secret = made["secret"].as_str().unwrap_or_default().to_owned();
    let mut socket = hub.socket(protocol).await?;
    socket.init(Some(&secret)).await?;
    socket.subscribe(FOLLOW, json!({})).await?;
    Ok((made["key"].take(), secret, socket))
}

/// The socket still answers.
async fn answers(socket: &mut Socket) -> Result<()> {
    let asked = socket.subscribe("{ __typename }", json!({})).await?;
    assert_eq!(socket.next(&asked).await?["__typename"], "Query");
    Ok(())
}

fn revoke_by_command(hub: &Server, id: &Value) -> Result<()> {
    let id = id.as_str().unwrap_or_default().trim_start_matches("key_");
    let output = kulturhub()?
        .args(["key", "revoke", id, "--database", &hub.storage().url()])
        .current_dir(hub.storage().folder())
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

async fn a_revoked_key_closes_its_sockets_and_no_others(engine: Engine, protocol: Protocol) -> Result<()> {
    let hub = Server::start(engine).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let (mutated, secret, mut by_mutation) = following(&hub, &secretariat, protocol).await?;
    let (commanded, _, mut by_command) = following(&hub, &secretariat, protocol).await?;
    let (_, _, mut other) = following(&hub, &secretariat, protocol).await?;
    let mut visitor = hub.socket(protocol).await?;
    visitor.init(None).await?;

    accepted(revoke(&secretariat, &mutated["id"]).await?);
    assert_eq!(by_mutation.closed().await?, FORBIDDEN);
    answers(&mut by_command).await?;
    revoke_by_command(&hub, &commanded["id"])?;
    assert_eq!(by_command.closed().await?, FORBIDDEN);
    answers(&mut other).await?;
    answers(&mut visitor).await?;

    let mut again = hub.socket(protocol).await?;
    assert!(again.init(Some(&secret)).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_revoked_key_closes_its_sockets_of_graphql_transport_ws() -> Result<()> {
    a_revoked_key_closes_its_sockets_and_no_others(Engine::Sqlite, Protocol::Transport).await
}

#[tokio::test]
async fn a_revoked_key_closes_its_sockets_of_the_old_graphql_ws() -> Result<()> {
    a_revoked_key_closes_its_sockets_and_no_others(Engine::Sqlite, Protocol::Legacy).await
}

#[tokio::test]
async fn a_revoked_key_closes_its_sockets_on_postgres() -> Result<()> {
    a_revoked_key_closes_its_sockets_and_no_others(Engine::Postgres, Protocol::Transport).await
}

#[tokio::test]
async fn a_key_that_is_revoked_at_another_node_closes_its_sockets() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let (key, _, mut socket) = following(&hub, &secretariat, Protocol::Transport).await?;
    // A node that starts now knows the key that the first one made.
    let other = hub.start_another(&[]).await?;
    accepted(revoke(&other.client(Role::Secretariat)?, &key["id"]).await?);
    assert_eq!(socket.closed().await?, FORBIDDEN);
    Ok(())
}

#[tokio::test]
async fn a_key_that_expires_or_gets_other_scopes_closes_its_sockets() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let secretariat = hub.client(Role::Secretariat)?;
    let (key, secret, mut socket) = following(&hub, &secretariat, Protocol::Transport).await?;
    // On a busy machine a near expiry may lie behind before the hub reads it: then a later one.
    for seconds in [1, 2, 4, 8, 16] {
        let expires_at = (Utc::now() + TimeDelta::seconds(seconds)).to_rfc3339();
        let updated = update(&secretariat, &key["id"], 1, &json!({ "expiresAt": expires_at })).await?;
        if errors(&updated).is_empty() {
            break;
        }
        assert_eq!(errors(&updated), [("EXPIRY_PAST".to_owned(), "expiresAt".to_owned())]);
    }
    assert_eq!(socket.closed().await?, FORBIDDEN);
    let refused = hub.visitor().with_key(&secret).send("{ viewer { role } }", json!({})).await?;
    assert_eq!(refused.error_codes(), ["UNAUTHENTICATED"]);

    let (key, secret, mut socket) = following(&hub, &secretariat, Protocol::Transport).await?;
    accepted(update(&secretariat, &key["id"], 1, &json!({ "name": "Ny" })).await?);
    answers(&mut socket).await?;
    accepted(update(&secretariat, &key["id"], 2, &json!({ "scopes": ["SUBMIT"] })).await?);
    assert_eq!(socket.closed().await?, FORBIDDEN);
    let mut again = hub.socket(Protocol::Transport).await?;
    again.init(Some(&secret)).await
}
