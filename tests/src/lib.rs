//! The harness of the end-to-end tests: it starts the real server, PostgreSQL databases and a browser, and talks to them.
//!
//! What a started program prints goes to the test's own output, which the test runner shows when the test fails.
//! Nothing here sleeps: every wait is for a signal, with a time limit.

pub mod browser;
pub mod client;
pub mod postgres;
pub mod process;
pub mod program;
pub mod reader;
pub mod server;
pub mod socket;
pub mod storage;

pub use browser::Browser;
pub use client::{Answer, Client};
pub use postgres::PostgresDatabase;
pub use reader::read_by;
pub use server::{Role, Server};
pub use socket::{Protocol, Socket};
pub use storage::{Engine, Storage};

use std::time::Duration;

/// How long one wait for a program may take. Generous: a busy machine with two cores must not fail a sound test.
pub const LIMIT: Duration = Duration::from_secs(30);
