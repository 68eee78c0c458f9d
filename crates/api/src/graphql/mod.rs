//! The schema: resolvers that parse, call one use case, and wrap. One folder a feature.

// First, for its macro.
#[macro_use]
mod connection;

pub mod activity;
mod actor;
mod agreement;
mod attendance;
mod calendar;
mod context;
mod cursor;
mod document;
mod error;
mod follower;
mod gate;
mod history;
mod id;
mod image;
mod initiative;
mod institution;
mod journal;
mod language;
pub mod limits;
mod municipality;
mod node;
mod occurrence;
mod order;
mod overlay;
mod page;
mod persisted;
mod place;
mod review;
mod scalar;
mod series;
mod statistics;
mod user_error;
mod venue;
mod view;
mod vocabulary;
mod webhook;

pub use cursor::journal_cursor;
pub use document::Documents;
pub use error::{ErrorCode, TOO_LATE, fault, of_request, store_fault};
pub use gate::{Admitted, Gate, count as count_refusal, refused};
pub use image::UploadedFiles;
pub use language::{Language, RequestLanguage};
pub use order::Ordered;
pub use page::MAX_PAGE;
pub use persisted::{DOCUMENT_ID, Persisted};

use crate::hub::Hub;
use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, Schema};
use std::sync::Arc;

/// Everything that can be asked. What one may not read looks like what does not exist.
#[derive(MergedObject, Default)]
pub struct Query(
    activity::ActivityQuery,
    actor::ActorQuery,
    actor::KeyQuery,
    agreement::AgreementQuery,
    attendance::AttendanceQuery,
    calendar::CalendarQuery,
    follower::FollowerQuery,
    image::ImageQuery,
    initiative::InitiativeQuery,
    institution::InstitutionQuery,
    journal::JournalQuery,
    municipality::MunicipalityQuery,
    node::NodeQuery,
    occurrence::OccurrenceQuery,
    review::ReviewQuery,
    series::SeriesQuery,
    statistics::StatisticsQuery,
    venue::VenueQuery,
    view::ViewQuery,
    vocabulary::VocabularyQuery,
    webhook::WebhookQuery,
);

/// Everything that can be changed. Each needs a key; what is wrong with an input is told in `userErrors`,
/// and then nothing at all was written. A request with a header `Idempotency-Key` (1 to 255 visible ASCII characters of
/// your choice, such as a UUID) can be sent again for 24 hours, also while the first one runs: it has one effect, and
/// the same answer.
#[derive(MergedObject, Default)]
pub struct Mutation(
    activity::ActivityMutation,
    institution::InstitutionMutation,
    actor::KeyMutation,
    attendance::AttendanceMutation,
    follower::FollowerMutation,
    image::ImageMutation,
    occurrence::OccurrenceMutation,
    venue::VenueMutation,
    view::ViewMutation,
    webhook::WebhookMutation,
);

/// Everything that can be followed: over WebSocket, server-sent events or in parts of one answer. A subscription has one
/// field. It ends when your key is no longer in force.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    activity::ActivitySubscription,
    review::ReviewSubscription,
    statistics::StatisticsSubscription,
);

/// The cursor that a client has got to, told by its transport: a subscription goes on behind it.
pub struct ResumeAfter(pub String);

/// The schema with the hub behind it.
pub type HubSchema = Schema<Query, Mutation, Subscription>;

/// The schema that serves this hub. `errors` is how many of them are told of one request.
pub fn schema(hub: Arc<Hub>, documents: Documents, errors: usize) -> Ordered<HubSchema> {
    let lists = activity::NestedLists::loader(&hub);
    let figures = attendance::FiguresLoader::loader(&hub);
    let schema = Schema::build(Query::default(), Mutation::default(), Subscription::default());
    let images = image::Images::loader(&hub);
    Ordered::new(schema.data(lists).data(figures).data(images).data(hub).finish(), documents, errors)
}

/// The schema as text, sorted: what `schema.graphql` holds.
pub fn sdl() -> String {
    let schema = Schema::build(Query::default(), Mutation::default(), Subscription::default()).finish();
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    schema.sdl_with_options(options.prefer_single_line_descriptions())
}
