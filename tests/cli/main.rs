//! What the program prints, and its exit status, for whole projects.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too, and reads what was written"
)]

mod approvers;
mod base;
mod baseline;
mod cases;
mod changed;
mod decides;
mod diff;
mod digest;
mod evasions;
mod faults;
mod files;
mod hostile;
mod local;
mod options;
mod others;
mod project;
mod ready;
#[path = "../support/repository.rs"]
mod repository;
mod runner;
mod stable;
mod waivers;
