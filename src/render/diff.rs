//! What differs between two versions: for people, for pages, for programs.

mod json;
mod lines;
mod markdown;
mod pretty;
mod words;

use super::{Options, PolicyId};
use crate::diff::CaseDiff;
use crate::finding::{Citation, Finding};
use crate::source::Text;
use std::io;

/// Everything that a comparison found.
#[derive(Debug, Default)]
pub struct DiffReport {
    /// What the older version is called.
    pub old: String,
    /// What the newer version is called; empty for the files on disk.
    pub new: String,
    /// The policy whose words are used; `None` when none could be.
    pub policy: Option<PolicyId>,
    /// How many cases were compared.
    pub compared: usize,
    /// The cases that differ.
    pub cases: Vec<CaseDiff>,
    /// The kinds of change that the policy tells apart.
    pub kinds: Vec<KindOfChange>,
    /// What kept something from being compared.
    pub findings: Vec<Finding>,
}

/// A kind of change.
#[derive(Debug)]
pub struct KindOfChange {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// The clauses that say what follows from it.
    pub citations: Vec<Citation>,
}

/// A form in which differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffFormat {
    /// For a terminal: a list, and the text with what changed in it.
    Pretty,
    /// For a page.
    Markdown,
    /// The machine-readable contract of `docs/diff.schema.json`.
    Json,
}

/// Writes differences to `out`. An error is that of the writer.
pub fn diff(
    report: &DiffReport,
    format: DiffFormat,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        _ if options.quiet > 1 => Ok(()),
        DiffFormat::Pretty => pretty::diff(report, options, out),
        DiffFormat::Markdown => markdown::diff(report, options, out),
        DiffFormat::Json => json::diff(report, options, out),
    }
}
