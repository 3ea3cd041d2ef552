//! What reports look like. They are built by hand here, so that every shape can be had.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot build its report, or finds it wrong in a helper, fails"
)]

mod build;
mod contract;
mod formats;
mod hostile;
mod html;
mod looks;
mod progress;
mod ready;
mod ready_contract;
