//! What connects klar to services that run it on every change, as far as a machine without these services can tell:
//! the files are read by klar's own reader and held against small schemas, and what they run is run.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too, and reads what was written"
)]

mod action;
mod files;
#[path = "../support/repository.rs"]
mod repository;
