//! Serves Kulturhub: HTTP, GraphQL, the command line, and the use cases behind them.

pub mod cli;
pub mod graphql;
pub mod http;
pub mod hub;
