//! Documents that are named by a hash or an id instead of being sent, and answers that need not be sent again.

use anyhow::Result;
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Answer, Client, Engine, Protocol, Role, Server};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::fs;

use crate::activity_steps::People;
use crate::activity_texts::sound_input;

/// The SHA-256 of it, by another program than ours.
fn hash(document: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("document");
    fs::write(&path, document)?;
    let output = std::process::Command::new("sha256sum").arg(&path).output()?;
    Ok(String::from_utf8(output.stdout)?.chars().take(64).collect())
}

fn by_hash(hash: &str) -> Value {
    json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } })
}

async fn get(client: &Client, parameters: &[(&str, &str)], tag: Option<&str>) -> Result<Answer> {
    let request = client.request(Method::GET, "/graphql").query(parameters);
    fetch(match tag {
        Some(tag) => request.header("if-none-match", tag),
        None => request,
    })
    .await
}

#[tokio::test]
async fn a_document_is_sent_once_and_then_named_by_its_hash() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let client = hub.visitor();
    let document = "query Named { journalEnd __typename }";
    let id = hash(document)?;
    let unknown = client.post(&by_hash(&id)).await?;
    assert_eq!(unknown.error_codes(), ["PERSISTED_QUERY_NOT_FOUND"]);
    // The words that Apollo's link looks for.
    assert_eq!(unknown.json()["errors"][0]["message"], "PersistedQueryNotFound");

    let mut sent = by_hash(&id);
    sent["query"] = json!("{ __typename }");
    assert_eq!(client.post(&sent).await?.error_codes(), ["BAD_ARGUMENT"]);
    assert_eq!(client.post(&by_hash(&id)).await?.error_codes(), ["PERSISTED_QUERY_NOT_FOUND"]);
    sent["query"] = json!(document);
    assert_eq!(client.post(&sent).await?.data()["__typename"], "Query");

    assert_eq!(client.post(&by_hash(&id)).await?.data()["__typename"], "Query");
    let extensions = by_hash(&id)["extensions"].to_string();
    assert_eq!(get(&client, &[("extensions", &extensions)], None).await?.data()["__typename"], "Query");
    let mut socket = hub.socket(Protocol::Transport).await?;
    socket.init(None).await?;
    socket.send(&json!({ "id": "1", "type": "subscribe", "payload": by_hash(&id) })).await?;
    assert_eq!(socket.next("1").await?["__typename"], "Query");
    for (name, value) in [("extensions", "7"), ("extensions", "{"), ("variables", "[]")] {
        let refused = get(&client, &[("query", document), (name, value)], None).await?;
        assert_eq!(
            (refused.status, refused.error_codes()),
            (StatusCode::BAD_REQUEST, vec!["BAD_ARGUMENT".into()])
        );
    }
    // What is refused by a limit is not kept.
    let deep = format!("{{ {} }}", "a".repeat(300));
    let mut refused = by_hash(&hash(&deep)?);
    refused["query"] = json!(deep);
    assert_eq!(client.post(&refused).await?.error_codes(), ["TOO_MANY_TOKENS"]);
    refused["query"] = Value::Null;
    assert_eq!(client.post(&by_hash(&hash(&deep)?)).await?.error_codes(), ["PERSISTED_QUERY_NOT_FOUND"]);
    Ok(())
}

#[tokio::test]
async fn only_documents_of_the_list_are_answered() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let document = "query Trusted { __typename }";
    let apollo = json!({
        "format": "apollo-persisted-query-manifest", "version": 1,
        "operations": [{ "id": "one", "name": "Trusted", "type": "query", "body": document }],
    });
    // graphql-codegen writes its hashes, relay-compiler its own, as names of one object.
    for (number, manifest) in [json!({ "one": document }), apollo].iter().enumerate() {
        let path = folder.path().join(format!("{number}.json"));
        fs::write(&path, manifest.to_string())?;
        let path = path.display().to_string();
        let hub = Server::start_with(Engine::Sqlite, &["--trusted-documents", &path]).await?;
        let client = hub.visitor();
        let id = hash(document)?;
        for body in [
            json!({ "documentId": "one" }),
            json!({ "doc_id": "one" }),
            json!({ "documentId": format!("sha256:{id}") }),
            by_hash(&id),
            json!({ "query": document }),
        ] {
            assert_eq!(client.post(&body).await?.data()["__typename"], "Query", "{body}");
        }
        assert_eq!(get(&client, &[("documentId", "one")], None).await?.data()["__typename"], "Query");
        for body in [
            json!({ "query": "{ __typename }" }),
            json!({ "documentId": "two" }),
            json!({ "documentId": "one", "query": "{ __typename }" }),
            json!({ "query": "{ __schema { queryType { name } } }" }),
        ] {
            assert_eq!(client.post(&body).await?.error_codes(), ["DOCUMENT_NOT_TRUSTED"], "{body}");
        }
        let key = hub.client(Role::Secretariat)?;
        assert_eq!(
            key.post(&json!({ "query": "{ journalEnd }" })).await?.error_codes(),
            ["DOCUMENT_NOT_TRUSTED"]
        );
        let mut socket = hub.socket(Protocol::Transport).await?;
        socket.init(None).await?;
        let id = socket.subscribe("subscription { activityChanges { kind } }", json!({})).await?;
        assert_eq!(socket.message_of(&id).await?["type"], "error");
    }
    Ok(())
}

const LIST: &str = "query List($n: Int) { activities(first: $n) { totalCount nodes { title } } }";

#[tokio::test]
async fn an_answer_is_sent_again_only_when_something_is_new() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let visitor = hub.visitor();
    let asked = [("query", LIST), ("variables", "{\"n\":5}")];
    let first = get(&visitor, &asked, None).await?;
    let tag = first.header("etag").unwrap_or_default().to_owned();
    assert_eq!(first.header("cache-control"), Some("public, no-cache"));
    assert!(first.header("vary").unwrap_or_default().contains("authorization"));
    // A minute may begin just between the two.
    let known = |answer: &Answer| answer.status == StatusCode::NOT_MODIFIED && answer.text.is_empty();
    let mut again = get(&visitor, &asked, Some(&tag)).await?;
    if !known(&again) {
        again = get(&visitor, &asked, again.header("etag")).await?;
    }
    assert!(known(&again), "{again:?}");
    let several = format!("\"other\", {}", again.header("etag").unwrap_or_default());
    assert!(known(&get(&visitor, &asked, Some(&several)).await?));
    let other = [("query", LIST), ("variables", "{\"n\":6}")];
    assert_eq!(get(&visitor, &other, Some(&tag)).await?.status, StatusCode::OK);
    let english = visitor.clone().with_language("en");
    assert_eq!(get(&english, &asked, Some(&tag)).await?.status, StatusCode::OK);

    people.publish(&sound_input()).await?;
    let changed = get(&visitor, &asked, Some(&tag)).await?;
    assert_eq!(changed.data()["activities"]["totalCount"], 1);
    assert_ne!(changed.header("etag"), Some(&*tag));
    Ok(())
}

/// What is for one key, or tells an error, or changes something, is never kept.
#[tokio::test]
async fn what_is_private_is_never_kept() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let key = hub.client(Role::Secretariat)?;
    let visitor = hub.visitor();
    let private = get(&key, &[("query", "{ viewer { role } }")], None).await?;
    let wrong = get(&visitor, &[("query", "{ activities(first: 1000) { totalCount } }")], None).await?;
    let posted = visitor.send("{ __typename }", json!({})).await?;
    for answer in [private, wrong, posted] {
        assert_eq!(
            (answer.header("cache-control"), answer.header("etag")),
            (Some("no-store"), None),
            "{answer:?}"
        );
    }
    let tag = get(&visitor, &[("query", LIST)], None).await?.header("etag").unwrap_or_default().to_owned();
    assert_eq!(get(&key, &[("query", LIST)], Some(&tag)).await?.status, StatusCode::OK);
    Ok(())
}
