//! A compiled pack, a case and a date: what holds, what does not, and where.
//!
//! No file system, no clock, no choice of language and no rendering.

mod approvers;
mod assemble;
mod due;
mod explained;
mod judge;
mod references;
mod report;
mod subjects;
mod waivers;

pub use approvers::Approvers;
pub use assemble::{Case, CaseFile, Earlier, Material, Stood, assemble, duplicate_case_id};
pub use due::Deadline;
pub use judge::{Horizon, Judgement, Turn, judge, judge_rule};
pub use report::left_placeholders;
pub use waivers::{Cover, Uses, Waivers};
