//! The rules of Kulturhub, and nothing else.
//!
//! No I/O, no clock, no randomness: the time and new ids are arguments. Values are parsed once
//! (newtypes with a private field), states are enums, and a rule returns a [`journal::Change`]: the
//! new state with the journal entry that tells it. Who saves, sends or logs it lives elsewhere.

pub mod activity;
pub mod actor;
pub mod agreement;
pub mod alphabet;
pub mod attendance;
pub mod code;
pub mod follower;
pub mod geo;
pub mod idempotency;
pub mod image;
pub mod initiative;
pub mod institution;
pub mod journal;
pub mod municipality;
pub mod occurrence;
pub mod place;
pub mod reference;
pub mod refusal;
pub mod search;
pub mod series;
pub mod suggestion;
pub mod text;
pub mod time;
pub mod venue;
pub mod view;
pub mod vocabulary;
pub mod webhook;
