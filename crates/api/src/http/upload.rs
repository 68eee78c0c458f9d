//! Files beside a GraphQL request: the multipart request that clients agree on. `operations` is the request, `map`
//! says which of its variables are files, and then the files come.

use crate::graphql::{ErrorCode, UploadedFiles};
use async_graphql::Request;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt;
use kulturhub_domain::image::MOST_BYTES;
use multer::{Constraints, Field, Multipart, SizeLimit};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

use super::body::read_json;

/// A browser sends these to another site only after asking it, which this one never allows: so no page elsewhere can
/// make a person's browser send a file.
const GUARDS: [&str; 2] = ["graphql-require-preflight", "apollo-require-preflight"];
/// How long a whole upload may take.
const LONGEST: Duration = Duration::from_secs(120);
/// How long we read on what is refused: whoever still sends does not hear an answer.
const LONGEST_REFUSAL: Duration = Duration::from_secs(5);
/// How many bytes are read on.
const MOST_REFUSED: u64 = MOST_BYTES as u64;

/// Why an upload is refused: the status, the code, and what its sender is told.
#[derive(Debug)]
pub struct Refused(pub StatusCode, pub ErrorCode, pub String);

fn bad(message: impl Into<String>) -> Refused {
    Refused(StatusCode::BAD_REQUEST, ErrorCode::BadArgument, message.into())
}

fn too_large(message: String) -> Refused {
    Refused(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge, message)
}

/// Whether the request has one of the headers that pages elsewhere cannot send.
pub fn is_guarded(headers: &HeaderMap) -> bool {
    GUARDS.iter().any(|name| headers.get(*name).is_some_and(|value| !value.is_empty()))
}

/// Reads a whole upload, or nothing of it. What is no file has at most so many bytes.
pub async fn read(content_type: &str, body: Body, most: usize) -> Result<Request, Refused> {
    let boundary = multer::parse_boundary(content_type);
    let boundary = boundary.map_err(|_| bad("the content type multipart/form-data names no boundary"))?;
    let mut stream = body.into_data_stream();
    let limits = SizeLimit::new()
        .whole_stream((MOST_BYTES + most) as u64)
        .per_field(MOST_BYTES as u64)
        .for_field("operations", most as u64)
        .for_field("map", most as u64);
    let constraints = Constraints::new().size_limit(limits);
    let parts = Multipart::with_constraints(&mut stream, boundary, constraints);
    let read = match tokio::time::timeout(LONGEST, read_parts(parts)).await {
        Ok(read) => read,
        Err(_) => {
            let told = "the upload took more than two minutes".to_owned();
            Err(Refused(StatusCode::REQUEST_TIMEOUT, ErrorCode::TimedOut, told))
        }
    };
    if read.is_err() {
        read_on(stream).await;
    }
    read
}

/// Reads what is still coming and throws it away, within bounds.
pub async fn read_on(mut stream: BodyDataStream) {
    let rest = async {
        let mut left = MOST_REFUSED;
        while let Some(Ok(chunk)) = stream.next().await {
            match left.checked_sub(chunk.len() as u64) {
                Some(fewer) => left = fewer,
                None => break,
            }
        }
    };
    // Nobody waits for it.
    let _ = tokio::time::timeout(LONGEST_REFUSAL, rest).await;
}

async fn read_parts(mut parts: Multipart<'_>) -> Result<Request, Refused> {
    let operations = named(&mut parts, "operations").await?;
    let mut request: Value = serde_json::from_slice(&operations)
        .map_err(|error| bad(format!("`operations` is no JSON: {error}")))?;
    let map = named(&mut parts, "map").await?;
    let mut map: BTreeMap<String, Vec<String>> = serde_json::from_slice(&map)
        .map_err(|error| bad(format!("`map` is no object of lists of variables: {error}")))?;
    let mut files = UploadedFiles::default();
    while let Some(part) = parts.next_field().await.map_err(refusal)? {
        let name = part.name().unwrap_or_default().to_owned();
        let paths = map.remove(&name);
        let paths = paths.ok_or_else(|| bad(format!("`map` does not name the part `{name}`")))?;
        let variable = files.add(content(part).await?);
        for path in paths {
            set(&mut request, &path, &variable)?;
        }
    }
    if let Some(missing) = map.keys().next() {
        return Err(bad(format!("`map` names the part `{missing}`, which is missing")));
    }
    let read = read_json(request).map(|request| request.data(files));
    read.map_err(|(code, told)| Refused(StatusCode::BAD_REQUEST, code, told))
}

/// The next part, which must have this name.
async fn named(parts: &mut Multipart<'_>, name: &str) -> Result<Bytes, Refused> {
    let part = parts.next_field().await.map_err(refusal)?;
    match part.filter(|part| part.name() == Some(name)) {
        Some(part) => content(part).await,
        None => Err(bad(format!(
            "the part `{name}` is missing: `operations`, `map` and the files come in this order"
        ))),
    }
}

async fn content(part: Field<'_>) -> Result<Bytes, Refused> {
    part.bytes().await.map_err(refusal)
}

/// Puts a file into the place of a variable, `variables.input.file`, which must be null.
fn set(request: &mut Value, path: &str, variable: &str) -> Result<(), Refused> {
    let place = path.starts_with("variables.").then(|| format!("/{}", path.replace('.', "/")));
    let place = place.and_then(|pointer| request.pointer_mut(&pointer)).filter(|place| place.is_null());
    match place {
        Some(place) => *place = Value::from(variable),
        None => return Err(bad(format!("`map` names `{path}`, which is no variable that is null"))),
    }
    Ok(())
}

fn refusal(error: multer::Error) -> Refused {
    use multer::Error;
    match error {
        Error::FieldSizeExceeded { field_name, limit } => {
            let name = field_name.unwrap_or_default();
            too_large(format!("the part `{name}` has more than {limit} bytes"))
        }
        Error::StreamSizeExceeded { limit } => too_large(format!("the request has more than {limit} bytes")),
        Error::IncompleteFieldData { .. }
        | Error::IncompleteHeaders
        | Error::IncompleteStream
        | Error::StreamReadFailed(_) => bad("the upload broke off: nothing was stored, send it again"),
        other => bad(format!("no multipart request: {other}")),
    }
}
