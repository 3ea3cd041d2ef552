//! One evaluation, shown: one file per format. Nothing here decides a level, an order or a verdict.

mod clauses;
mod closing;
mod concise;
mod coverage;
mod diff;
mod explain;
mod json;
mod policy_tests;
mod pretty;
mod ready;
mod sanitise;
mod words;

use crate::finding::{Effect, Finding, Level};
use crate::readiness::NextGate;
use crate::source::{Date, Digest, Lang, Text};
use std::io;

pub use clauses::{ClauseMatrix, ClauseRow, ListFormat, RuleTests, SourceClauses, clauses};
pub use coverage::{CoverageFormat, coverage, mutation};
pub use diff::{DiffFormat, DiffReport, KindOfChange, diff};
pub use explain::{Body, Example, Page, PageFormat, page};
pub use policy_tests::{TestFormat, tests};
pub use ready::{Assumption, ReadyFormat, ReadyReport, ready};
pub use sanitise::one_line;

/// A form in which a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Findings with their places drawn, for people.
    Pretty,
    /// One line for each finding, for search and editors.
    Concise,
    /// The machine-readable contract of `docs/check.schema.json`.
    Json,
}

impl Format {
    /// Every format, in the order in which they are listed for users.
    pub const ALL: [Self; 3] = [Self::Pretty, Self::Concise, Self::Json];

    /// The word for the format on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pretty => "pretty",
            Self::Concise => "concise",
            Self::Json => "json",
        }
    }
}

/// How a report is to look. Nothing here changes what it says.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The language of every text for people.
    pub lang: Lang,
    /// Whether to use colour (ANSI escape sequences).
    pub color: bool,
    /// The width to fill, in columns.
    pub width: usize,
    /// Whether frames are drawn with box characters; else with ASCII.
    pub unicode: bool,
    /// How much to leave out: 1 leaves findings and counts, 2 leaves nothing.
    pub quiet: u8,
}

/// Writes `report` to `out` in a format. An error is that of the writer.
pub fn check(report: &Report, format: Format, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    if options.quiet > 1 {
        return Ok(());
    }
    match format {
        Format::Pretty => pretty::check(report, options, out),
        Format::Concise => concise::check(report, options, out),
        Format::Json => json::check(report, options, out),
    }
}

/// Everything that a run found out, in the order in which it is shown.
#[derive(Debug)]
pub struct Report {
    /// What was looked at.
    pub subject: Subject,
    /// The date on which the cases were judged.
    pub as_of: Date,
    /// The policy that judged them; `None` when none could be compiled.
    pub policy: Option<PolicyId>,
    /// The earlier version that the cases were compared with.
    pub base: Option<BaseId>,
    /// The rules that did not run, since they compare with an earlier version and none was given; in order.
    pub not_run: Vec<String>,
    /// How many files were read, the case files included.
    pub files: usize,
    /// How many rules ran, each counted once.
    pub rules: usize,
    /// How many cases were not read whole, or could not be judged: their findings say why.
    pub unjudged: usize,
    /// The cases, by path.
    pub cases: Vec<CaseSummary>,
    /// The findings, as [`crate::finding::sort`] orders them.
    pub findings: Vec<Finding>,
    /// Paths below the given ones that were passed over.
    pub skipped: Vec<Skipped>,
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Cases, judged by a policy.
    Cases,
    /// A policy pack itself.
    Pack {
        /// How many processes it has.
        processes: usize,
        /// How many document kinds it has.
        kinds: usize,
        /// How many clauses it has.
        clauses: usize,
    },
}

/// Which policy judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyId {
    /// The pack's name.
    pub name: String,
    /// The pack's version.
    pub version: String,
    /// The SHA-256 over the pack's files.
    pub digest: Digest,
}

/// An earlier version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseId {
    /// The revision as it was given.
    pub revision: String,
    /// The id of the commit that was read: where the history since then parts from that of the revision.
    pub commit: String,
}

/// One case of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSummary {
    /// The case's id; its folder's name where it gives none.
    pub id: String,
    /// The case's folder, relative to the project.
    pub path: String,
    /// The process, where it is known.
    pub process: Option<String>,
    /// The stage, where it is known.
    pub stage: Option<String>,
    /// The stage's title.
    pub stage_title: Option<Text>,
    /// The next gate, where there is one.
    pub next: Option<NextGate>,
}

/// A path that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path, relative to the project.
    pub path: String,
    /// Why.
    pub reason: Text,
}

impl Report {
    /// How many findings have `level`.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// Whether every case was read whole and every applicable rule ran.
    pub fn complete(&self) -> bool {
        self.evaluated() && self.unjudged == 0
    }

    /// Whether nothing outside the cases kept the run from reading and judging.
    pub fn evaluated(&self) -> bool {
        self.policy.is_some() && self.findings.iter().all(|finding| finding.effect == Effect::Verdict)
    }
}
