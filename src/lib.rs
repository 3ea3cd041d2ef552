//! klar validates cases, folders of YAML files, against a policy pack and reports like a compiler.
//!
//! Data flows one way: discover → read → structure → evaluate → readiness → render. Policy files go through
//! the same reader and the same structural check before `policy` compiles them. The modules below stand in
//! the order of that flow, and each imports only from those above it (`tests/architecture.rs` holds this).

#[macro_use]
pub mod source;

pub mod finding;

pub mod discover;

pub mod read;

pub mod store;

pub mod structure;

pub mod config;

pub mod expr;

pub mod policy;

pub mod diff;

pub mod evaluate;

pub mod readiness;

pub mod policy_test;

pub mod render;

pub mod run;

pub mod cli;
