//! End-to-end tests: the real server, a real PostgreSQL, a real browser. Run them with tests/run.

mod activity;
mod activity_refusal;
mod activity_steps;
mod activity_texts;
mod activity_workflow;
mod attendance;
mod command_line;
mod documents;
mod double;
mod finding;
mod harness;
mod idempotency;
mod image;
mod image_bucket;
mod image_refusal;
mod image_steps;
mod key;
mod key_refusal;
mod key_socket;
mod operation;
mod playground;
mod reading;
mod series;
mod statements;
mod suggestion;
mod transports;
