//! Where the project is, and which folders in it are cases with which documents.
//!
//! Only names are looked at here; the content of a file is read by `read`, and links are never followed.

mod cases;
mod fault;
mod listed;
mod names;
mod pack;
mod project;
mod stamps;
mod walk;

pub use cases::{CaseFiles, FilePath, Found, Skipped, cases, no_case_in};
pub(crate) use fault::{link, no_case, not_found, not_regular, place, unreadable};
pub use listed::{Listed, Listing};
pub(crate) use names::shown;
pub use pack::{pack, tests};
pub use project::{Project, below_repository, project, project_where, repository};
pub(crate) use project::{absolute, exists};
pub use stamps::{Stamps, stamps};
