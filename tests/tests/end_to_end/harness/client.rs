use anyhow::Result;
use kulturhub_tests::Client;
use reqwest::StatusCode;
use serde_json::json;

use super::page;

#[tokio::test]
async fn an_answer_gives_status_headers_and_data() -> Result<()> {
    let client = Client::new(&page::serve("application/json", r#"{"data":{"viewer":null}}"#)?);
    let answer = client.send("{ viewer { kind } }", json!({})).await?;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.data(), json!({ "viewer": null }));
    assert!(answer.error_codes().is_empty());
    Ok(())
}

#[tokio::test]
#[should_panic(expected = "not the data asked for")]
async fn an_error_is_never_taken_for_data() {
    let body = r#"{"data":null,"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}"#;
    let client = Client::new(&page::serve("application/json", body).unwrap());
    let answer = client.send("{ viewer { kind } }", json!({})).await.unwrap();
    assert_eq!(answer.error_codes(), ["FORBIDDEN"]);
    answer.data();
}
