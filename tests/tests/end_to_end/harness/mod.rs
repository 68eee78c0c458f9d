//! What the other tests stand on does what it says.

mod browser;
mod client;
mod page;
mod postgres;
mod process;
