//! Files that came beside a request.

use async_graphql::{Context, InputValueError, InputValueResult, Result, Scalar, ScalarType, Value};
use axum::body::Bytes;
use sha2::{Digest, Sha256};

use crate::graphql::context::bad_argument;

/// How the variable of a file begins, once its part was read.
const PREFIX: &str = "upload:";

/// A file, sent as a part of a multipart request (see the specification). The variable itself is null, and the request
/// has the header `GraphQL-Require-Preflight`, with any value.
pub struct Upload(usize);

/// A file, sent as a part of a multipart request (see the specification). The variable itself is null, and the request
/// has the header `GraphQL-Require-Preflight`, with any value.
#[Scalar(name = "Upload", specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = match &value {
            Value::String(raw) => {
                let file = raw.strip_prefix(PREFIX).and_then(|file| file.split_once(':'));
                file.and_then(|(number, _)| number.parse().ok())
            }
            _ => None,
        };
        number
            .map(Self)
            .ok_or_else(|| InputValueError::custom("send the file as a part of a multipart request"))
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

/// The files that came beside a request, in their order.
#[derive(Default)]
pub struct UploadedFiles(Vec<Bytes>);

impl UploadedFiles {
    /// Adds a file, and gives what stands for it in the place of its variable: its number, and a hash of its content,
    /// by which two requests are the same or not.
    pub fn add(&mut self, content: Bytes) -> String {
        let number = self.0.len();
        let hash = Sha256::digest(&content);
        self.0.push(content);
        format!("{PREFIX}{number}:{}", hex::encode(hash))
    }
}

impl Upload {
    /// Its content. What only looks like a file that came is none.
    pub(super) fn content(&self, ctx: &Context<'_>, argument: &str) -> Result<Bytes> {
        let file = ctx.data_opt::<UploadedFiles>().and_then(|files| files.0.get(self.0));
        file.cloned().ok_or_else(|| bad_argument(argument, "send the file as a part of a multipart request"))
    }
}
