//! What the sender of a wrong file gets; nothing of it is stored.

use anyhow::Result;
use image::ImageFormat;
use kulturhub_tests::{Client, Engine, Role, Server};
use serde_json::{Value, json};
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::activity_steps::{People, newest_cursor};
use crate::image_steps::{ADD, BOUNDARY, each, file, part, post, send, sound_image, upload, whole};

const GUARD: (&str, &str) = ("graphql-require-preflight", "1");

/// How many files lie in a folder, however deep.
fn files_in(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_in(&entry.path()) } else { 1 }).sum()
}

type Told = (&'static str, &'static str);

/// Refused with exactly these codes and fields.
#[track_caller]
fn assert_told(payload: &Value, expected: &[Told]) {
    let told = each(&payload["userErrors"], "code").into_iter().zip(each(&payload["userErrors"], "field"));
    let expected: Vec<_> = expected.iter().map(|(code, field)| (json!(code), json!(field))).collect();
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert!(payload["image"].is_null() && payload["outcome"].is_null(), "refused and yet taken: {payload:#}");
}

fn bomb() -> Vec<u8> {
    let mut png = file(1, 8, 8, ImageFormat::Png);
    // 60,000 by 60,000, with the sum that belongs to it.
    png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = png[12..29].iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 },
        )
    });
    png[29..33].copy_from_slice(&(!sum).to_be_bytes());
    png
}

#[tokio::test]
async fn a_wrong_file_is_told_and_nothing_is_stored() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let foreign = hub.client(Role::Submitter { institution: "roskilde-bibliotek" })?;
    let before = newest_cursor(&people.secretariat).await?;
    let jpeg = file(1, 40, 30, ImageFormat::Jpeg);
    let png = file(1, 40, 30, ImageFormat::Png);
    for (bytes, code) in [
        (bomb(), "TOO_MANY_PIXELS"),
        ([jpeg.clone(), b"PK\x03\x04\x14\0evil.class".to_vec()].concat(), "FILE_TRAILING_BYTES"),
        ([png.clone(), b"<html><script>alert(1)</script>".to_vec()].concat(), "FILE_TRAILING_BYTES"),
        (jpeg[..jpeg.len() / 2].to_vec(), "FILE_TRUNCATED"),
        (png[..png.len() - 12].to_vec(), "FILE_TRUNCATED"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(), "WRONG_FILE_KIND"),
        (b"GIF89a\x01\0\x01\0\0\0\0".to_vec(), "WRONG_FILE_KIND"),
        (b"%PDF-1.4".to_vec(), "WRONG_FILE_KIND"),
        (b"just text".to_vec(), "WRONG_FILE_KIND"),
        (Vec::new(), "EMPTY"),
    ] {
        let payload = send(&people.submitter, &sound_image(), &bytes).await?;
        assert_told(&payload, &[(code, "file")]);
    }
    let cases: [(&str, Value, Told); 4] = [
        ("alt", json!({ "en": "A choir" }), ("DANISH_MISSING", "alt.da")),
        ("alt", json!({}), ("EMPTY", "alt.da")),
        ("credit", json!(""), ("EMPTY", "credit")),
        ("institution", json!("institution_findes-ikke"), ("UNKNOWN_ID", "institution")),
    ];
    for (field, value, expected) in cases {
        let mut input = sound_image();
        input[field] = value;
        assert_told(&send(&people.submitter, &input, &jpeg).await?, &[expected]);
    }
    // All that is wrong is told at once.
    let mut input = sound_image();
    (input["alt"], input["credit"]) = (json!({}), json!(" "));
    let payload = send(&people.submitter, &input, b"GIF89a").await?;
    assert_told(&payload, &[("EMPTY", "alt.da"), ("EMPTY", "credit"), ("WRONG_FILE_KIND", "file")]);
    assert_eq!(payload["userErrors"][2]["message"], "dette er GIF; send JPEG, PNG eller WebP");
    let mut input = sound_image();
    input["institution"] = json!("institution_koege-bibliotek");
    assert_told(&send(&foreign, &input, &jpeg).await?, &[("NOT_YOURS", "institution")]);

    nothing_is_stored(&hub, &people, &before).await?;
    // What its sender calls a file does not count.
    let body = upload(&sound_image(), &png, "; filename=\"../../x.svg\"\r\nContent-Type: image/svg+xml");
    let answer = post(&people.submitter, body, &[GUARD]).await?;
    assert_eq!(answer.data()["imageAdd"]["outcome"], "CREATED");
    assert_eq!(files_in(&hub.storage().folder().join("kulturhub-images")), 1);
    Ok(())
}

/// A request that is refused before it is a GraphQL request: its status, and what its message says.
async fn refused(
    client: &Client,
    body: Vec<u8>,
    guard: &[(&'static str, &str)],
) -> Result<(u16, String, Vec<String>)> {
    let answer = post(client, body, guard).await?;
    let message = answer.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
    Ok((answer.status.as_u16(), message, answer.error_codes()))
}

#[tokio::test]
async fn a_wrong_upload_is_told_by_its_status() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let before = newest_cursor(&people.secretariat).await?;
    let jpeg = file(1, 40, 30, ImageFormat::Jpeg);
    let sound = upload(&sound_image(), &jpeg, "; filename=\"a\"");
    let operations =
        |query: &str| json!({ "query": query, "variables": { "input": sound_image() } }).to_string();
    let operations_of = |query: &str| part("operations", "", operations(query).as_bytes());
    let map = |map: Value| part("map", "", map.to_string().as_bytes());
    let names = json!({ "0": ["variables.input.file"] });
    let sent = || part("0", "; filename=\"a\"", &jpeg);
    let cases: [(&str, Vec<u8>, u16, &str); 13] = [
        ("too large", upload(&sound_image(), &vec![0xff; 10_000_001], ""), 413, "10000000"),
        ("operations too large", whole(&[part("operations", "", &vec![b' '; 300_000])]), 413, "operations"),
        ("no operations", whole(&[map(names.clone()), sent()]), 400, "operations"),
        ("no map", whole(&[operations_of(ADD), sent()]), 400, "map"),
        ("no part", whole(&[operations_of(ADD), map(names.clone())]), 400, "missing"),
        (
            "no variable",
            whole(&[operations_of(ADD), map(json!({ "0": ["variables.nothing"] })), sent()]),
            400,
            "variables.nothing",
        ),
        (
            "a variable that is given",
            whole(&[operations_of(ADD), map(json!({ "0": ["variables.input.credit"] })), sent()]),
            400,
            "credit",
        ),
        ("the query", whole(&[operations_of(ADD), map(json!({ "0": ["query"] })), sent()]), 400, "query"),
        ("a part of no map", whole(&[operations_of(ADD), map(json!({})), sent()]), 400, "`0`"),
        (
            "a batch",
            whole(&[part("operations", "", format!("[{}]", operations(ADD)).as_bytes()), map(json!({}))]),
            400,
            "batches",
        ),
        ("no JSON", whole(&[part("operations", "", b"{"), map(json!({}))]), 400, "JSON"),
        ("no end", sound[..sound.len() - BOUNDARY.len() - 6].to_vec(), 400, "broke off"),
        ("nothing", Vec::new(), 400, "broke off"),
    ];
    for (name, body, status, word) in cases {
        let (answered, message, codes) = refused(&people.submitter, body, &[GUARD]).await?;
        let code = match (status, name) {
            (413, _) => "BODY_TOO_LARGE",
            (_, "a batch") => "BATCH_REFUSED",
            _ => "BAD_ARGUMENT",
        };
        assert_eq!((answered, codes), (status, vec![code.to_owned()]), "{name}: {message}");
        assert!(message.contains(word), "{name}: {message}");
    }
    nothing_is_stored(&hub, &people, &before).await
}

/// Nothing was told, and no file lies there.
async fn nothing_is_stored(hub: &Server, people: &People, before: &Value) -> Result<()> {
    assert_eq!(newest_cursor(&people.secretariat).await?, *before);
    assert_eq!(files_in(&hub.storage().folder().join("kulturhub-images")), 0);
    Ok(())
}

#[tokio::test]
async fn an_upload_needs_a_header_that_pages_elsewhere_cannot_send_and_a_key() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let before = newest_cursor(&people.secretariat).await?;
    let sound = upload(&sound_image(), &file(1, 40, 30, ImageFormat::Jpeg), "; filename=\"a\"");
    for guard in [&[][..], &[("graphql-require-preflight", "")], &[("x-requested-with", "1")]] {
        let (status, message, _) = refused(&people.submitter, sound.clone(), guard).await?;
        assert_eq!(status, 400);
        assert!(message.contains("GraphQL-Require-Preflight"), "{message}");
    }
    // Without a key, large or small; and with one that is none.
    let large = upload(&sound_image(), &vec![0; 5_000_000], "");
    for (client, body) in [
        (people.visitor.clone(), sound.clone()),
        (people.visitor.clone(), large.clone()),
        (people.visitor.clone().with_key("kh_00000000000000000000000000000000_00"), large),
    ] {
        let (status, _, codes) = refused(&client, body, &[GUARD]).await?;
        assert_eq!((status, codes), (401, vec!["UNAUTHENTICATED".to_owned()]));
    }
    nothing_is_stored(&hub, &people, &before).await?;
    let answer = post(&people.submitter, sound, &[("apollo-require-preflight", "true")]).await?;
    assert_eq!(answer.data()["imageAdd"]["outcome"], "CREATED");
    Ok(())
}

#[tokio::test]
async fn what_is_no_file_or_lacks_what_is_compulsory_is_no_request() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let before = newest_cursor(&people.secretariat).await?;
    let jpeg = file(1, 40, 30, ImageFormat::Jpeg);
    // A file that is no file: by JSON, under any name that the hub itself may use.
    for name in [json!("upload:0"), json!("upload:x"), json!("#__graphql_file__:0"), json!(7), Value::Null] {
        let mut input = sound_image();
        input["file"] = name;
        let answer = people.submitter.send(ADD, json!({ "input": input })).await?;
        assert!(!answer.json()["errors"].as_array().is_none_or(Vec::is_empty), "{}", answer.text);
        assert!(answer.json()["data"].as_object().is_none_or(|data| data.values().all(Value::is_null)));
    }
    // Credit and licence are compulsory by the schema itself.
    for field in ["credit", "licence", "alt"] {
        let mut input = sound_image();
        input[field] = Value::Null;
        let answer = post(&people.submitter, upload(&input, &jpeg, ""), &[GUARD]).await?;
        let message = answer.json()["errors"][0]["message"].to_string();
        assert!(message.contains(field), "{message}");
    }
    nothing_is_stored(&hub, &people, &before).await
}

/// The connection ends in the middle of the file: whoever can still listen is told, and nothing is left.
#[tokio::test]
async fn an_upload_that_stops_half_way_leaves_nothing() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let key = hub.create_key(Role::Submitter { institution: "koege-bibliotek" })?;
    let before = newest_cursor(&people.secretariat).await?;
    let body = upload(&sound_image(), &file(1, 300, 300, ImageFormat::Png), "; filename=\"a\"");
    let address = hub.url().trim_start_matches("http://");
    for half_closed in [true, false] {
        let mut stream = TcpStream::connect(address).await?;
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\nContent-Length: {}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nGraphQL-Require-Preflight: 1\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&body[..body.len() / 2]).await?;
        stream.flush().await?;
        if half_closed {
            stream.shutdown().await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            let answer = String::from_utf8_lossy(&answer).into_owned();
            assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
            assert!(answer.contains("the upload broke off"), "{answer}");
        }
        drop(stream);
    }
    nothing_is_stored(&hub, &people, &before).await?;
    // The hub goes on.
    let answer = post(&people.submitter, body, &[GUARD]).await?;
    assert_eq!(answer.data()["imageAdd"]["outcome"], "CREATED");
    Ok(())
}

#[tokio::test]
async fn the_same_word_with_another_file_is_another_request() -> Result<()> {
    let hub = Server::start(Engine::Sqlite).await?;
    let people = People::of(&hub)?;
    let headers = [GUARD, ("idempotency-key", "picture-1")];
    let of =
        |number| upload(&sound_image(), &file(number, 40, 30, ImageFormat::Jpeg), "; filename=\"a.jpg\"");
    let first = post(&people.submitter, of(1), &headers).await?;
    assert_eq!(first.data()["imageAdd"]["outcome"], "CREATED");
    let again = post(&people.submitter, of(1), &headers).await?;
    assert_eq!(
        (again.text.as_str(), again.header("idempotency-replayed")),
        (first.text.as_str(), Some("true"))
    );
    let (status, _, codes) = refused(&people.submitter, of(2), &headers).await?;
    assert_eq!((status, codes), (422, vec!["IDEMPOTENCY_MISMATCH".to_owned()]));
    Ok(())
}
