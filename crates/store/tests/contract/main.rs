//! What the store promises, asked of a real SQLite file and of a real PostgreSQL server alike.
//!
//! A contract is a function that is given an open, empty [`hub::Hub`]. Naming it in `contracts!` makes two
//! tests of it, `..::sqlite` and `..::postgres`.

#![expect(clippy::unwrap_used, reason = "a contract that cannot go on has failed")]

/// Makes two tests of every contract named: the same function on both databases.
macro_rules! contracts {
    ($($contract:ident),+ $(,)?) => { $(
        mod $contract {
            use crate::hub::{Engine, run};

            #[test]
            fn sqlite() {
                run(Engine::Sqlite, super::$contract);
            }

            #[test]
            fn postgres() {
                run(Engine::Postgres, super::$contract);
            }
        }
    )+ };
}

mod activity;
mod actor;
mod attendance;
mod calendar;
mod connection;
mod double;
mod facet;
mod filter;
mod fixtures;
mod follower;
mod history;
mod hub;
mod idempotency;
mod image;
mod journal;
mod kept;
mod list;
mod occurrence;
mod order;
mod queue;
mod region;
mod turn;
mod venue;
mod webhook;
