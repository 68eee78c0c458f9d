//! The same mutation sent again with its `Idempotency-Key`: one effect, one answer.

use std::io::Write;
use std::net::TcpStream;

use anyhow::Result;
use futures_util::future::try_join_all;
use kulturhub_tests::client::{Answer, fetch};
use kulturhub_tests::{Client, Engine, Role, Server};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::activity_steps::People;
use crate::activity_texts::sound_input;

on_both! {
    fifty_at_once_have_one_effect,
    an_answer_is_kept_with_its_request,
}

const SUBMIT: &str = "mutation Submit($input: ActivityInput!) { activitySubmit(input: $input) {
    outcome activity { id } userErrors { code field }
} }";

/// An activity without a source: sent twice, it would be there twice.
fn input(title: &str) -> Value {
    let mut input = sound_input();
    input["title"] = json!({ "da": title });
    if let Some(input) = input.as_object_mut() {
        input.remove("source");
    }
    input
}

fn submit(title: &str) -> Value {
    json!({ "query": SUBMIT, "variables": { "input": input(title) } })
}

async fn send(client: &Client, word: &str, body: &Value) -> Result<Answer> {
    fetch(client.request(Method::POST, "/graphql").header("Idempotency-Key", word).json(body)).await
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

async fn activities(client: &Client) -> Result<Value> {
    let document = "{ activities(filter: { status: [IN_REVIEW, PUBLISHED] }) { totalCount } }";
    Ok(client.data(document, json!({})).await?["activities"]["totalCount"].take())
}

async fn fifty_at_once_have_one_effect(engine: Engine) -> Result<()> {
    let hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let body = submit("Halvtreds på en gang");
    let answers = try_join_all((0..50).map(|_| send(&people.submitter, "order-7", &body))).await?;
    assert_eq!(answers[0].data()["activitySubmit"]["outcome"], "CREATED");
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (StatusCode::OK, &answers[0].text));
        assert_eq!(answer.header("content-type"), answers[0].header("content-type"));
    }
    let first: Vec<&Answer> = answers.iter().filter(|answer| !replayed(answer)).collect();
    assert_eq!(first.len(), 1, "the others are told that theirs is a replay");
    assert_eq!(activities(&people.secretariat).await?, 1);
    Ok(())
}

#[tokio::test]
async fn two_servers_have_one_effect() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let other = hub.start_another(&[]).await?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let clients = [hub.visitor().with_key(&key), other.visitor().with_key(&key)];
    let body = submit("To servere");
    let answers = try_join_all((0..20).map(|number| send(&clients[number % 2], "both", &body))).await?;
    assert!(answers.iter().all(|answer| answer.text == answers[0].text));
    assert_eq!(answers[0].data()["activitySubmit"]["outcome"], "CREATED");
    assert_eq!(answers.iter().filter(|answer| !replayed(answer)).count(), 1);
    assert_eq!(activities(&hub.client(Role::Secretariat)?).await?, 1);
    Ok(())
}

async fn an_answer_is_kept_with_its_request(engine: Engine) -> Result<()> {
    let mut hub = Server::start(engine).await?;
    let people = People::of(&hub)?;
    let first = send(&people.submitter, "w", &submit("Et")).await?;
    assert_eq!(first.data()["activitySubmit"]["outcome"], "CREATED");
    assert!(!replayed(&first));

    let other = send(&people.submitter, "w", &submit("To")).await?;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.error_codes(), ["IDEMPOTENCY_MISMATCH"]);
    assert!(other.json().get("data").is_none());

    // Another key has words of its own, and another word is another request.
    for (client, word) in [(&people.secretariat, "w"), (&people.submitter, "W")] {
        let mut body = submit("Et");
        body["variables"]["input"]["institution"] = json!("institution_koege-bibliotek");
        let answer = send(client, word, &body).await?;
        assert_eq!(answer.data()["activitySubmit"]["outcome"], "CREATED");
        assert!(!replayed(&answer));
    }
    assert_eq!(activities(&people.secretariat).await?, 3);

    // It outlives the server.
    assert!(hub.terminate().await?.success());
    let again = hub.start_another(&[]).await?;
    let submitter = again.visitor().with_headers_of(&people.submitter);
    let kept = send(&submitter, "w", &submit("Et")).await?;
    assert!(replayed(&kept));
    assert_eq!(kept.text, first.text);
    Ok(())
}

/// What the rules refuse is an answer; what cannot be run is none, and may be mended under the same word.
#[tokio::test]
async fn a_refusal_is_kept_and_a_mistake_is_not() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let refused = send(&people.submitter, "refused", &submit("")).await?;
    assert_eq!(refused.data()["activitySubmit"]["userErrors"][0]["code"], "EMPTY");
    let kept = send(&people.submitter, "refused", &submit("")).await?;
    assert!(replayed(&kept));
    assert_eq!(kept.text, refused.text);

    for mistake in ["mutation { nothingLikeThat }", "mutation {", "mutation($a: Int!) { __typename }"] {
        let answer = send(&people.submitter, "mistake", &json!({ "query": mistake })).await?;
        assert!(answer.json().get("data").is_none(), "{}", answer.text);
        assert!(!replayed(&answer));
    }
    let mended = send(&people.submitter, "mistake", &submit("Rettet")).await?;
    assert_eq!(mended.data()["activitySubmit"]["outcome"], "CREATED");
    Ok(())
}

#[tokio::test]
async fn a_query_and_a_visitor_have_no_use_for_it() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let too_long = "x".repeat(256);
    for word in ["w", "not one word", too_long.as_str()] {
        for query in ["{ __typename }", "{ viewer { role } }"] {
            let answer = send(&people.submitter, word, &json!({ "query": query })).await?;
            assert!(!replayed(&answer));
            answer.data();
        }
        for _ in 0..2 {
            let answer = send(&people.visitor, word, &submit("Uden nøgle")).await?;
            assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"]);
            assert!(!replayed(&answer));
        }
    }
    for word in ["not one word", too_long.as_str(), ""] {
        let answer = send(&people.submitter, word, &submit("Forkert")).await?;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.error_codes(), ["BAD_ARGUMENT"]);
    }
    assert_eq!(activities(&people.secretariat).await?, 0);
    Ok(())
}

/// A server that went away while a request ran leaves its claim behind.
#[tokio::test]
async fn a_request_whose_server_went_away_runs_anew_unless_its_key_has_acted() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let people = People::of(&hub)?;
    let database = hub.storage().postgres().expect("a PostgreSQL");
    let body = submit("Afbrudt");
    let first = send(&people.submitter, "w", &body).await?;
    // As the crash of another node leaves it: with its effect, or, once the journal is behind, without.
    let unanswered = "UPDATE idempotency SET status = NULL, media = NULL, body = NULL, seen_at = 0,
        process_id = '00000000-0000-4000-8000-000000000000'";
    database.execute(unanswered)?;
    let lost = send(&people.submitter, "w", &body).await?;
    assert_eq!((lost.status, lost.error_codes()), (StatusCode::CONFLICT, vec!["IDEMPOTENCY_LOST".into()]));
    let after = &lost.json()["errors"][0]["extensions"]["journalAfter"];
    let document = "query Since($after: String) { journal(after: $after) { nodes { subjectId } } }";
    let since = people.submitter.data(document, json!({ "after": after })).await?;
    assert_eq!(since["journal"]["nodes"][0]["subjectId"], first.data()["activitySubmit"]["activity"]["id"]);

    database.execute("UPDATE idempotency SET seq = (SELECT MAX(seq) FROM journal)")?;
    let anew = send(&people.submitter, "w", &body).await?;
    assert_eq!(anew.data()["activitySubmit"]["outcome"], "CREATED");
    assert!(!replayed(&anew));
    assert!(replayed(&send(&people.submitter, "w", &body).await?));
    assert_eq!(activities(&people.secretariat).await?, 2);

    // What another node is just running is waited for, and not for ever.
    let now = "(EXTRACT(EPOCH FROM now()) * 1000)::bigint";
    database.execute(&unanswered.replace("seen_at = 0", &format!("seen_at = {now}")))?;
    let waited = send(&people.submitter, "w", &body).await?;
    assert_eq!(waited.status, StatusCode::CONFLICT);
    assert_eq!(waited.error_codes(), ["IDEMPOTENCY_IN_PROGRESS"]);
    assert_eq!(waited.header("retry-after"), Some("10"));
    let other = send(&people.submitter, "w", &submit("En anden")).await?;
    assert_eq!(other.error_codes(), ["IDEMPOTENCY_MISMATCH"]);
    Ok(())
}

/// What broke off in this very process is known to run no more.
#[tokio::test]
async fn an_answer_that_could_not_be_kept_is_lost_at_once() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let people = People::of(&hub)?;
    let database = hub.storage().postgres().expect("a PostgreSQL");
    send(&people.submitter, "w", &submit("Ikke gemt")).await?.data();
    database.execute("UPDATE idempotency SET status = NULL, media = NULL, body = NULL")?;
    let lost = send(&people.submitter, "w", &submit("Ikke gemt")).await?;
    assert_eq!(lost.error_codes(), ["IDEMPOTENCY_LOST"]);
    Ok(())
}

/// Our own faults are no answers: what is sent again is tried again.
#[tokio::test]
async fn a_fault_is_not_kept() -> Result<()> {
    let hub = Server::start(Engine::Postgres).await?;
    let people = People::of(&hub)?;
    let database = hub.storage().postgres().expect("a PostgreSQL");
    database.execute("ALTER TABLE activity RENAME TO gone")?;
    let fault = send(&people.submitter, "w", &submit("Fejl")).await?;
    assert_eq!(fault.error_codes(), ["INTERNAL"]);
    database.execute("ALTER TABLE gone RENAME TO activity")?;
    let mended = send(&people.submitter, "w", &submit("Fejl")).await?;
    assert_eq!(mended.data()["activitySubmit"]["outcome"], "CREATED");
    assert!(!replayed(&mended));
    Ok(())
}

/// Whoever hangs up before the answer came can send it again, as often as the line breaks.
#[tokio::test]
async fn who_hangs_up_and_sends_again_has_one_effect() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let body = submit("Afbrudt forbindelse").to_string();
    let mut request = people.submitter.request(Method::POST, "/graphql").build()?;
    let key = request.headers_mut().remove("authorization").expect("a submitter has a key");
    let host = hub.url().trim_start_matches("http://");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nidempotency-key: line\r\n\
         authorization: {}\r\ncontent-length: {}\r\n\r\n{body}",
        key.to_str()?,
        body.len()
    );
    for _ in 0..20 {
        let mut line = TcpStream::connect(host)?;
        line.write_all(head.as_bytes())?;
    }
    let answer = send(&people.submitter, "line", &submit("Afbrudt forbindelse")).await?;
    assert_eq!(answer.data()["activitySubmit"]["outcome"], "CREATED");
    assert_eq!(activities(&people.secretariat).await?, 1);
    Ok(())
}
