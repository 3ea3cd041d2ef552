//! The pages that people read say what the program does: every example is run, every table is held against the
//! code. `UPDATE_DOCS=1 cargo test --test docs` writes the pages anew.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too, and reads the pages"
)]

mod markdown;
mod pages;
mod semantics;
mod tables;
