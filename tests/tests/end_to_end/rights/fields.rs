//! What only some may read: what each column is told of each protected field.
//!
//! A field is protected when its description says `Protected:`, or that it tells what "you may see".

use super::objects::Object;

/// A protected field, what it is asked of, and what each column is told.
pub struct Row {
    pub field: &'static str,
    pub object: Object,
    /// `$id`, `$occurrence` and `$since` (the time before it was made) can be asked for.
    pub question: &'static str,
    /// Where the answer stands in the data.
    pub pointer: &'static str,
    /// `+` it is told, `-` null or an empty list, `.` no key (UNAUTHENTICATED), `!` never (FORBIDDEN).
    pub cells: &'static str,
}

const fn row(
    field: &'static str,
    object: Object,
    cells: &'static str,
    question: &'static str,
    pointer: &'static str,
) -> Row {
    Row { field, object, question, pointer, cells }
}

#[rustfmt::skip]
pub const ROWS: [Row; 19] = [
    //                                                  vsmroOeESRW, as in `COLUMNS`
    row("Activity.history",         Object::Published,   "-+--+-+-+--", "activity(id: $id) { history(first: 1) { nodes { at } } }", "/activity/history/nodes"),
    row("Activity.likelyDoubles",   Object::Pair,        "-+--+-+-+-+", "activity(id: $id) { likelyDoubles { activity { id } } }", "/activity/likelyDoubles"),
    row("Activity.review",          Object::Published,   "-+--+-+-+--", "activity(id: $id) { review { disputes { field } } }", "/activity/review"),
    row("Image.history",            Object::Image,       "-+--+-+-+-+", "node(id: $id) { ... on Image { history(first: 1) { nodes { at } } } }", "/node/history/nodes"),
    row("Institution.history",      Object::Institution, "-+--+-+-+-+", "institution(id: $id) { history(first: 1) { nodes { at } } }", "/institution/history/nodes"),
    row("Occurrence.attendance",    Object::Counted,     "-+--+-+-+-+", "node(id: $occurrence) { ... on Occurrence { attendance { version } } }", "/node/attendance"),
    row("Query.activity",           Object::InReview,    "-+--+-+-++-", "activity(id: $id) { id }", "/activity"),
    row("Query.attendanceMissing",  Object::Held,        ".+--+-+-+!+", "attendanceMissing(first: 1) { nodes { id } }", "/attendanceMissing/nodes"),
    row("Query.followers",          Object::Follower,    ".-------+--", "followers(first: 1) { nodes { name } }", "/followers/nodes"),
    row("Query.images",             Object::Image,       ".+--+-+-+!+", "images(first: 1) { nodes { id } }", "/images/nodes"),
    row("Query.journal",            Object::InReview,    "-+--+-+-++-", "journal(since: $since, first: 100) { nodes { subjectId } }", "/journal/nodes"),
    row("Query.keys",               Object::Key,         ".!!!++!!+!!", "keys(first: 1) { nodes { id } }", "/keys/nodes"),
    row("Query.node",               Object::Draft,       "-+--+---++-", "node(id: $id) { id }", "/node"),
    row("Query.nodes",              Object::Key,         "----+---+--", "nodes(ids: [$id]) { id }", "/nodes/0"),
    row("Query.reviewQueue",        Object::InReview,    ".!!!!!+-+!!", "reviewQueue(first: 1) { nodes { waitsFor: activity { id } } }", "/reviewQueue/nodes"),
    row("Query.views",              Object::View,        ".-------+--", "views(first: 1) { nodes { id } }", "/views/nodes"),
    row("Query.webhooks",           Object::Webhook,     ".-------+--", "webhooks(first: 1) { nodes { id } }", "/webhooks/nodes"),
    row("Venue.history",            Object::Venue,       "-+--+-+-+-+", "venue(id: $id) { history(first: 1) { nodes { at } } }", "/venue/history/nodes"),
    row("View.keyName",             Object::View,        "--------+--", "view(id: $id) { keyName }", "/view/keyName"),
];
