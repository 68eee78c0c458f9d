//! The table: what becomes of each mutation in each column.

use serde_json::{Value, json};

use super::objects::{Made, Object};
use crate::activity_texts::sound_input;

/// A mutation, what it is tried on, and what becomes of it in each column.
pub struct Row {
    pub mutation: &'static str,
    pub object: Object,
    pub variables: fn(&Made) -> Value,
    /// `+` done, `.` no key (UNAUTHENTICATED), `!` never (FORBIDDEN), `N` not yours (NOT_YOURS),
    /// `?` it looks as if it were not there (UNKNOWN_ID).
    pub cells: &'static str,
}

const fn row(
    mutation: &'static str,
    object: Object,
    cells: &'static str,
    variables: fn(&Made) -> Value,
) -> Row {
    Row { mutation, object, variables, cells }
}

/// By its id, at the version it has.
fn at_version(made: &Made, more: Value) -> Value {
    let mut all = json!({ "id": made.id, "expectedVersion": made.version });
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    all
}

fn occurrence(made: &Made, more: Value) -> Value {
    at_version(
        &Made { id: made.occurrence.clone(), version: made.occurrence_version.clone(), ..made.clone() },
        more,
    )
}

/// An activity of koege-bibliotek that nobody has sent yet.
fn new_activity(made: &Made) -> Value {
    let mut input = sound_input();
    input["institution"] = json!("institution_koege-bibliotek");
    input["source"]["externalId"] = json!(format!("rights {}", made.number));
    input
}

fn dates() -> Value {
    json!([{ "startsAt": "2027-05-04T10:00", "at": { "place": { "name": "Torvet", "municipality": "259" } } }])
}

#[rustfmt::skip]
pub const ROWS: [Row; 33] = [
    //                                                   vsmroOeESRW, as in `COLUMNS`
    row("activityApprove",         Object::InReview,    ".!!!!!+?+!!", |made| at_version(made, json!({}))),
    row("activityArchive",         Object::Held,        ".+NN+N+N+!+", |made| at_version(made, json!({}))),
    row("activityCancel",          Object::Published,   ".+NN+N+N+!+", |made| at_version(made, json!({ "reason": "Syg" }))),
    row("activityCopy",            Object::Published,   ".+NN+N+N+!+", |made| json!({ "id": made.id, "input": {
        "institution": "institution_koege-bibliotek", "occurrences": dates() } })),
    row("activityDisputeSettle",   Object::Disputed,    ".!!!!!+?+!!", |made| at_version(made, json!({
        "choices": [{ "field": "title", "take": "HUB" }] }))),
    row("activityMerge",           Object::Pair,        ".+NN+N+N+!+", |made| at_version(made, json!({ "keep": made.other }))),
    row("activityReturn",          Object::InReview,    ".!!!!!+?+!!", |made| at_version(made, json!({ "reason": "Mangler" }))),
    row("activityRevert",          Object::Disputed,    ".+??+?+?+!?", |made| at_version(made, json!({ "version": 1 }))),
    row("activitySubmit",          Object::Nothing,     ".+NN+N+N+!+", |made| json!({ "input": new_activity(made) })),
    row("activityUpdate",          Object::InReview,    ".+??+?+?+!?", |made| at_version(made, json!({ "input": { "tags": ["ny"] } }))),
    row("activityUpsertMany",      Object::Nothing,     ".+NN+N+N+!+", |made| json!({ "items": [new_activity(made)] })),
    row("activityWithdraw",        Object::Draft,       ".+??+???+!?", |made| at_version(made, json!({}))),
    row("activityWithdrawMissing", Object::Nothing,     ".+NN+N+N+!+", |_| json!({
        "institution": "institution_koege-bibliotek", "source": "bibliotekets kalender", "seen": [] })),
    row("attendanceReport",        Object::Held,        ".+NN+N+N+!+", |made| json!({
        "occurrence": made.occurrence, "input": { "total": 12 } })),
    row("followerAcknowledge",     Object::Cursor,      ".++++++++++", |made| json!({ "name": "foyer", "cursor": made.id })),
    row("imageAdd",                Object::Nothing,     ".+NN+N+N+!+", |_| {
        let mut input = crate::image_steps::sound_image();
        input["institution"] = json!("institution_koege-bibliotek");
        json!({ "input": input })
    }),
    row("imageUpdate",             Object::Image,       ".+??+?+?+!+", |made| at_version(made, json!({ "input": { "credit": "Foto: X" } }))),
    row("institutionTrust",        Object::Institution, ".!!!!!+N+!!", |made| at_version(made, json!({ "trusted": made.number.is_multiple_of(2) }))),
    row("keyCreate",               Object::Nothing,     ".!!!+N!!+!!", |_| json!({ "input": crate::key::submitter() })),
    row("keyRevoke",               Object::Key,         ".!!!+?!!+!!", |made| json!({ "id": made.id })),
    row("keyUpdate",               Object::Key,         ".!!!+?!!+!!", |made| at_version(made, json!({ "input": { "name": "Ny" } }))),
    row("occurrenceAdd",           Object::InReview,    ".+??+?+?+!?", |made| json!({ "activity": made.id, "input": dates()[0] })),
    row("occurrenceCancel",        Object::Published,   ".+NN+N+N+!+", |made| occurrence(made, json!({}))),
    row("occurrenceUpdate",        Object::Published,   ".+NN+N+N+!+", |made| occurrence(made, json!({ "input": { "capacity": 30 } }))),
    row("venueAdd",                Object::Nothing,     ".+NN+N+N+!+", |made| json!({ "input": {
        "name": format!("Sal {}", made.number), "municipality": "259", "institution": "institution_koege-bibliotek" } })),
    row("venueUpdate",             Object::Venue,       ".+NN+N+N+!+", |made| at_version(made, json!({ "input": { "street": "Torvet 2" } }))),
    row("viewAdd",                 Object::Nothing,     ".++++++++++", |_| json!({ "input": { "name": "Gratis", "filter": { "free": true } } })),
    row("viewRemove",              Object::View,        ".NNNNNNN+NN", |made| json!({ "id": made.id })),
    row("viewUpdate",              Object::View,        ".NNNNNNN+NN", |made| at_version(made, json!({ "input": { "name": "Ny" } }))),
    row("webhookAdd",              Object::Nothing,     ".+++++!!+!!", |_| json!({ "input": { "url": "https://example.org/hook", "paused": true } })),
    row("webhookRemove",           Object::Webhook,     ".?????!!+!!", |made| json!({ "id": made.id })),
    row("webhookReplay",           Object::Webhook,     ".?????!!+!!", |made| json!({ "id": made.id, "after": made.other })),
    row("webhookUpdate",           Object::Webhook,     ".?????!!+!!", |made| at_version(made, json!({ "input": { "paused": true } }))),
];
