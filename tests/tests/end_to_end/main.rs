//! End-to-end tests: the real server, a real PostgreSQL, a real browser. Run them with tests/run.

mod harness;
mod operation;
mod transports;
