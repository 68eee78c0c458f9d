//! The rules of attendance: what is read, who may report when, what is shown to whom.

mod figures;
mod report;
mod shown;
