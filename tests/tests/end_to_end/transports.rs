//! GraphQL over WebSocket, whatever is asked: the protocols themselves.

use anyhow::Result;
use kulturhub_tests::{Engine, Protocol, Role, Server};
use serde_json::json;

async fn a_query_over_a_websocket_is_answered_once(protocol: Protocol) -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let mut socket = hub.socket(protocol).await?;
    socket.init(None).await?;
    let first = socket.subscribe("{ __typename }", json!({})).await?;
    let second = socket.subscribe("query Again { __typename }", json!({})).await?;
    for id in [second, first] {
        assert_eq!(socket.next(&id).await?["__typename"], "Query");
        assert_eq!(socket.message_of(&id).await?["type"], "complete");
    }
    Ok(())
}

#[tokio::test]
async fn a_query_over_graphql_transport_ws_is_answered_once() -> Result<()> {
    a_query_over_a_websocket_is_answered_once(Protocol::Transport).await
}

#[tokio::test]
async fn a_query_over_the_old_graphql_ws_is_answered_once() -> Result<()> {
    a_query_over_a_websocket_is_answered_once(Protocol::Legacy).await
}

#[tokio::test]
async fn a_key_is_accepted_when_a_websocket_begins() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = hub.create_key(Role::Secretariat)?;
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(Some(&key)).await
}

#[tokio::test]
async fn a_server_that_stops_closes_its_websockets_as_going_away() -> Result<()> {
    let mut hub = Server::start(Engine::Sqlite).await?;
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(None).await?;
    let (ended, code) = tokio::join!(hub.terminate(), socket.closed());
    assert!(ended?.success());
    assert_eq!(code?, 1001);
    Ok(())
}
