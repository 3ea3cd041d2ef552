//! One evaluation, shown: one file per format. Nothing here decides a level, an order or a verdict.

mod clauses;
mod closing;
mod concise;
mod coverage;
mod diff;
mod explain;
mod github;
mod gitlab;
mod items;
mod json;
mod junit;
mod markdown;
mod policy_tests;
mod pretty;
mod rdjson;
mod ready;
mod sanitise;
mod sarif;
mod statistics;
mod words;

use crate::finding::{Citation, Effect, Finding, Level, Status};
use crate::readiness::NextGate;
use crate::source::{Date, Digest, Lang, Text};
use std::io;

pub use clauses::{ClauseMatrix, ClauseRow, ListFormat, RuleTests, SourceClauses, clauses};
pub use concise::lines;
pub use coverage::{CoverageFormat, coverage, mutation};
pub use diff::{DiffFormat, DiffReport, KindOfChange, diff};
pub use explain::{Body, Example, Page, PageFormat, page};
pub use markdown::summary;
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
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// The code quality report of GitLab.
    Gitlab,
    /// `JUnit` XML, for build servers.
    Junit,
    /// The format of reviewdog.
    Rdjson,
    /// A summary for a comment on a change.
    Markdown,
}

impl Format {
    /// Every format, in the order in which they are listed for users.
    pub const ALL: [Self; 9] = [
        Self::Pretty,
        Self::Concise,
        Self::Json,
        Self::Github,
        Self::Sarif,
        Self::Gitlab,
        Self::Junit,
        Self::Rdjson,
        Self::Markdown,
    ];

    /// The word for the format on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pretty => "pretty",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Github => "github",
            Self::Sarif => "sarif",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Rdjson => "rdjson",
            Self::Markdown => "markdown",
        }
    }

    /// Whether the format lists the rules that ran, and what became of each.
    pub fn lists_rules(self) -> bool {
        matches!(self, Self::Sarif | Self::Junit)
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
    /// The most findings that the formats for people show; the others are counted. `None` leaves it to the format.
    pub most: Option<usize>,
    /// Whether the formats for people show how often each code was found, in the place of the findings.
    pub statistics: bool,
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
        Format::Github => github::check(report, options, out),
        Format::Sarif => sarif::check(report, options, out),
        Format::Gitlab => gitlab::check(report, options, out),
        Format::Junit => junit::check(report, options, out),
        Format::Rdjson => rdjson::check(report, options, out),
        Format::Markdown => markdown::check(report, options, out),
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
    /// The rules that did not run, and why; in order.
    pub not_run: Vec<(String, NotRun)>,
    /// How many files were read, the case files included.
    pub files: usize,
    /// How many rules ran, each counted once.
    pub rules: usize,
    /// How many cases were not read whole, or could not be judged: their findings say why.
    pub unjudged: usize,
    /// How many cases were left out, since nothing has touched them since the earlier version.
    pub unchanged: usize,
    /// The cases, by path.
    pub cases: Vec<CaseSummary>,
    /// The findings, as [`crate::finding::sort`] orders them.
    pub findings: Vec<Finding>,
    /// The findings that a waiver takes away from the verdict, in the same order.
    pub waived: Vec<Finding>,
    /// The findings that a baseline knows, in the same order.
    pub known: Vec<Finding>,
    /// Paths below the given ones that were passed over.
    pub skipped: Vec<Skipped>,
    /// The way from the top of the repository to the project, with `/` at its end; empty where they are the same.
    pub below: String,
    /// The rules that ran and klar's own codes that were given, for the formats that list them; else empty.
    pub catalogue: Vec<RuleInfo>,
}

/// Why a rule did not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRun {
    /// It compares with an earlier version, and none was given.
    NoBase,
    /// It asks who has to approve a change, and nobody is known to have the role.
    NoOwners,
}

/// What there is to say of a rule, or of a code of klar's own, whatever it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its id.
    pub id: String,
    /// What it asks.
    pub title: Text,
    /// What to do where it is not fulfilled.
    pub help: Option<Text>,
    /// How much a finding of it weighs.
    pub level: Level,
    /// The clauses that it rests on.
    pub citations: Vec<Citation>,
}

/// What became of a rule in a case: the worst of its statuses, those that are waived left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The status.
    pub status: Status,
    /// Whether the rule belongs to a gate that the case has yet to pass.
    pub upcoming: bool,
    /// Whether a waiver took something away.
    pub waived: bool,
}

/// What became of a rule of [`Report::catalogue`], by its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleFate {
    /// The place.
    pub rule: usize,
    /// What became of it.
    pub fate: Fate,
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
    /// The id of its commit, from which policy, configuration and exceptions were read.
    pub tip: String,
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
    /// Whether it is closed: nothing more is to come.
    pub closed: bool,
    /// The next gate, where there is one.
    pub next: Option<NextGate>,
    /// What became of each rule, for the formats that list them; else empty.
    pub rules: Vec<RuleFate>,
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
