//! Sending files, as clients do: by the multipart request specification, written by hand.

use anyhow::Result;
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use kulturhub_tests::client::fetch;
use kulturhub_tests::{Answer, Client};
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Cursor;

pub const ADD: &str = "mutation Add($input: ImageInput!, $language: Language) {
    imageAdd(input: $input, language: $language) {
        outcome
        image { id version width height format alt credit licence url(width: 600) sizes { width height url } institution { id } }
        userErrors { code field message }
    }
}";
pub const BOUNDARY: &str = "----kulturhub-7f3a";

/// A picture of stripes that no other number has.
pub fn file(number: u8, width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let stripe = |x: u32, y: u32| Rgb([number, (x / 8 % 256) as u8, (y % 256) as u8]);
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(ImageBuffer::from_fn(width, height, stripe))
        .write_to(&mut file, format)
        .expect("memory can be written to");
    file.into_inner()
}

/// What must be said of an image, and of whom it is when nobody says.
pub fn sound_image() -> Value {
    json!({
        "file": null,
        "alt": { "da": "Et kor på en scene", "en": "A choir on a stage" },
        "credit": "Foto: Køge Bibliotek",
        "licence": "CC_BY",
    })
}

/// One part of a multipart request. A file has a name and a type, whatever they are worth.
pub fn part(name: &str, more: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

/// A whole multipart request of these parts.
pub fn whole(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat()
}

/// The multipart request that adds this image.
pub fn upload(input: &Value, file: &[u8], more: &str) -> Vec<u8> {
    let operations = json!({ "query": ADD, "variables": { "input": input } }).to_string();
    let map = json!({ "0": ["variables.input.file"] }).to_string();
    whole(&[
        part("operations", "", operations.as_bytes()),
        part("map", "", map.as_bytes()),
        part("0", more, file),
    ])
}

/// Posts a body as a multipart request, with these headers.
pub async fn post(client: &Client, body: Vec<u8>, headers: &[(&'static str, &str)]) -> Result<Answer> {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = client.request(Method::POST, "/graphql").header("content-type", kind).body(body);
    fetch(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

/// Sends an image and gives the payload.
pub async fn send(client: &Client, input: &Value, file: &[u8]) -> Result<Value> {
    let body = upload(input, file, "; filename=\"billede.jpg\"\r\nContent-Type: image/jpeg");
    let answer = post(client, body, &[("graphql-require-preflight", "1")]).await?;
    Ok(answer.data()["imageAdd"].take())
}

/// One field of each item of a list.
pub fn each(list: &Value, field: &str) -> Vec<Value> {
    list.as_array().into_iter().flatten().map(|item| item[field].clone()).collect()
}
