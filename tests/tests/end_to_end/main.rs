//! End-to-end tests: the real server, a real PostgreSQL, a real browser. Run them with tests/run.

mod activity;
mod activity_refusal;
mod activity_steps;
mod activity_texts;
mod activity_workflow;
mod command_line;
mod documents;
mod finding;
mod harness;
mod image;
mod image_bucket;
mod image_refusal;
mod image_steps;
mod operation;
mod playground;
mod reading;
mod series;
mod statements;
mod transports;
