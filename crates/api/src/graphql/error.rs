//! Top-level errors: mistakes of the client, missing rights, and our own faults. Each has a code of a
//! closed list in `extensions.code`; what is wrong with the content of an input is in `userErrors`.

use crate::hub::HubError;
use async_graphql::{Error, ErrorExtensions, Pos, ServerError};
use kulturhub_store::StoreError;
use std::sync::Arc;
use uuid::Uuid;

/// The closed list of `extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// An argument cannot be read: its name is in the message.
    BadArgument,
    /// A cursor is not of this list, or not of this hub.
    BadCursor,
    /// A cursor lies further back than the journal is told: read anew what is there.
    CursorTooOld,
    /// A key is needed, or the one that came is not valid.
    Unauthenticated,
    /// The key may not do this.
    Forbidden,
    /// The `Idempotency-Key` was sent before, with another request.
    IdempotencyMismatch,
    /// Another node still runs the request of this `Idempotency-Key`.
    IdempotencyInProgress,
    /// The request of this `Idempotency-Key` broke off: it may have had its effect.
    IdempotencyLost,
    /// A document has too much of something; the message and `extensions` say of what, how much, and the most there may be.
    TooManyTokens,
    TooManyFields,
    TooManyAliases,
    TooManyRootFields,
    TooManySpreads,
    TooManyDirectives,
    TooDeep,
    TooCostly,
    /// The body of a request is too long.
    BodyTooLarge,
    /// Several requests came in one.
    BatchRefused,
    /// A request took too long to come, or to be answered.
    TimedOut,
    /// Too many requests came in a minute, or too many wrong keys: `Retry-After` says when to come again.
    TooManyRequests,
    /// One client has too many connections, sockets, or operations on a socket.
    TooManyConnections,
    /// Only documents of a list are answered, and this one is not on it.
    DocumentNotTrusted,
    /// No document is known by this hash: send it along once.
    PersistedQueryNotFound,
    /// The database can be read, and not be written: its disk is full, or its file may not be changed.
    NotWritable,
    /// Our own fault; the log knows more under the id in the message.
    Internal,
}

impl ErrorCode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadArgument => "BAD_ARGUMENT",
            Self::BadCursor => "BAD_CURSOR",
            Self::CursorTooOld => "CURSOR_TOO_OLD",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::IdempotencyMismatch => "IDEMPOTENCY_MISMATCH",
            Self::IdempotencyInProgress => "IDEMPOTENCY_IN_PROGRESS",
            Self::IdempotencyLost => "IDEMPOTENCY_LOST",
            Self::TooManyTokens => "TOO_MANY_TOKENS",
            Self::TooManyFields => "TOO_MANY_FIELDS",
            Self::TooManyAliases => "TOO_MANY_ALIASES",
            Self::TooManyRootFields => "TOO_MANY_ROOT_FIELDS",
            Self::TooManySpreads => "TOO_MANY_SPREADS",
            Self::TooManyDirectives => "TOO_MANY_DIRECTIVES",
            Self::TooDeep => "TOO_DEEP",
            Self::TooCostly => "TOO_COSTLY",
            Self::BodyTooLarge => "BODY_TOO_LARGE",
            Self::BatchRefused => "BATCH_REFUSED",
            Self::TimedOut => "TIMED_OUT",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::TooManyConnections => "TOO_MANY_CONNECTIONS",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::NotWritable => "NOT_WRITABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// As it is told of a request that was not run.
    pub fn refusal(self, message: impl Into<String>) -> ServerError {
        of_request(self.error(message))
    }

    pub fn error(self, message: impl Into<String>) -> Error {
        Error::new(message).extend_with(|_, extensions| extensions.set("code", self.as_str()))
    }
}

/// An error of a request as a whole: it has no place in the document.
pub fn of_request(error: Error) -> ServerError {
    let mut told = error.into_server_error(Pos::default());
    told.locations.clear();
    told
}

/// What is told of a question that took too long.
pub const TOO_LATE: &str = "it took too long: ask for less";

/// How a fault becomes a top-level error.
pub(super) trait GraphqlError {
    fn graphql(self) -> Error;
}

impl GraphqlError for HubError {
    fn graphql(self) -> Error {
        match self {
            Self::Unauthenticated => ErrorCode::Unauthenticated.error(self.to_string()),
            Self::Forbidden | Self::ScopeMissing(_) => ErrorCode::Forbidden.error(self.to_string()),
            Self::Store(error) => error.graphql(),
            Self::Files(error) => fault(&error),
            // Refusals of an input go into `userErrors`; one that reaches here is of a query's argument.
            Self::Refused(refusals) | Self::Outdated { refusals, .. } => {
                let told = refusals.0.iter().map(|refused| format!("`{}`: {}", refused.field, refused.why));
                ErrorCode::BadArgument.error(told.collect::<Vec<_>>().join("; "))
            }
        }
    }
}

/// A fault that several who asked together are told.
impl GraphqlError for Arc<StoreError> {
    fn graphql(self) -> Error {
        store_fault(&self)
    }
}

impl GraphqlError for StoreError {
    fn graphql(self) -> Error {
        store_fault(&self)
    }
}

/// What is told when the store fails.
pub fn store_fault(error: &StoreError) -> Error {
    if error.is_not_writable() {
        tracing::error!(error = error as &dyn std::error::Error, "the database cannot be written");
        let told = "The hub cannot write now: its disk is full, or its database may not be changed. Nothing of this was \
            done, and reading goes on; send it again later";
        return ErrorCode::NotWritable.error(told);
    }
    if error.is_timed_out() {
        return ErrorCode::TimedOut.error(TOO_LATE);
    }
    fault(error)
}

/// What is told of a fault of our own: an id that the log knows.
pub fn fault(error: &(dyn std::error::Error + 'static)) -> Error {
    let id = Uuid::now_v7();
    tracing::error!(%id, error, "the store failed");
    ErrorCode::Internal.error(format!("The hub could not answer. Tell its keepers this id: {id}"))
}
