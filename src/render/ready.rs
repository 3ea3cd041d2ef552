//! Readiness, shown: one file for each format, and the sentences that they share.
//!
//! A format is a file beside this one and a variant of [`ReadyFormat`]; the command line takes it from there.

mod csv;
mod html;
mod ics;
mod json;
mod letter;
mod markdown;
mod pretty;
mod sentences;
mod terms;

use super::{Options, PolicyId, Skipped};
use crate::finding::{Effect, Finding, Status};
use crate::readiness::{self, CaseReadiness, Dated, Portfolio, Verdict};
use crate::source::Date;
use std::io;

/// A form in which readiness is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyFormat {
    /// One case in full, or several side by side, for people at a terminal.
    Pretty,
    /// One page for a browser, for e-mail and for paper.
    Html,
    /// The machine-readable contract of `docs/ready.schema.json`.
    Json,
    /// A comment on a pull request.
    Markdown,
    /// A table with a row for each requirement and subject.
    Csv,
    /// A table with a row for each case.
    CsvCases,
    /// A calendar of what is still to be done.
    Ics,
    /// A request for supplements.
    Letter,
}

impl ReadyFormat {
    /// Every format, in the order in which they are listed for users.
    pub const ALL: [Self; 8] = [
        Self::Pretty,
        Self::Html,
        Self::Json,
        Self::Markdown,
        Self::Csv,
        Self::CsvCases,
        Self::Ics,
        Self::Letter,
    ];

    /// The word for the format on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pretty => "pretty",
            Self::Html => "html",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::CsvCases => "csv-cases",
            Self::Ics => "ics",
            Self::Letter => "letter",
        }
    }
}

/// Writes `report` to `out` in a format. An error is that of the writer.
pub fn ready(
    report: &ReadyReport,
    format: ReadyFormat,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if options.quiet > 1 {
        return Ok(());
    }
    match format {
        ReadyFormat::Pretty => pretty::ready(report, options, out),
        ReadyFormat::Html => html::ready(report, options, out),
        ReadyFormat::Json => json::ready(report, options, out),
        ReadyFormat::Markdown => markdown::ready(report, options, out),
        ReadyFormat::Csv => csv::items(report, options, out),
        ReadyFormat::CsvCases => csv::cases(report, options, out),
        ReadyFormat::Ics => ics::ready(report, options, out),
        ReadyFormat::Letter => letter::ready(report, options, out),
    }
}

/// Everything that `klar ready` found out. It is the same for every format.
#[derive(Debug)]
pub struct ReadyReport {
    /// The date on which the cases were judged.
    pub as_of: Date,
    /// The policy that judged them; `None` when none could be used.
    pub policy: Option<PolicyId>,
    /// The stage that was asked about, by its id; `None`: that which each case is in.
    pub target: Option<String>,
    /// Whose to-do list was asked for: the id of a role or of a party; `None`: everybody's.
    pub actor: Option<String>,
    /// The last date of the coming time that was asked about.
    pub until: Date,
    /// What is assumed and does not stand in the files.
    pub assumptions: Vec<Assumption>,
    /// The cases, by path.
    pub cases: Vec<CaseReadiness>,
    /// What was found that belongs to no case: it kept klar from reading, judging or understanding.
    pub findings: Vec<Finding>,
    /// Paths below the given ones that were passed over.
    pub skipped: Vec<Skipped>,
}

/// A value that is taken for what stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The file, as it is shown.
    pub path: String,
    /// The node, as a JSON Pointer.
    pub node: String,
    /// The value, as it was typed.
    pub value: String,
}

impl ReadyReport {
    /// Whether every case was read whole, every applicable rule ran, and every question was understood.
    pub fn complete(&self) -> bool {
        let whole = self.policy.is_some() && self.verdict() != Some(Verdict::Unknown);
        whole && self.findings.iter().all(|finding| finding.effect == Effect::Verdict)
    }

    /// The worst verdict on a case; `None` where there is no case.
    pub fn verdict(&self) -> Option<Verdict> {
        self.cases.iter().map(CaseReadiness::verdict).max()
    }

    /// How many cases have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.cases.iter().filter(|case| case.verdict() == verdict).count()
    }

    /// The dates of all cases by which something has to be done; of the actor alone where there is one. What is
    /// still to be done after the time that was asked about is left out.
    pub fn deadlines(&self) -> Vec<Dated<'_>> {
        let mut all = readiness::deadlines(&self.cases, self.as_of);
        all.retain(|dated| self.concerns(&dated.action) && dated.deadline.due <= self.until);
        all
    }

    /// The cases side by side; with an actor, only what is that party's turn counts.
    pub fn portfolio(&self) -> Portfolio<'_> {
        readiness::portfolio(&self.cases, self.actor.as_deref())
    }

    /// What to do now in a case; of the actor alone where there is one.
    pub fn current<'a>(&self, case: &'a CaseReadiness) -> Vec<readiness::Action<'a>> {
        let mut current = case.progress.as_ref().map(readiness::Progress::current).unwrap_or_default();
        current.retain(|action| self.concerns(action));
        current
    }

    /// Whether something belongs in a list of everything; with an actor, only what that party has yet to do does.
    pub fn wants(&self, action: &readiness::Action<'_>) -> bool {
        let open =
            !action.item.status.satisfied() || matches!(action.item.status, Status::Pending | Status::Waived);
        self.actor.is_none() || open && self.concerns(action)
    }

    /// Whether something is the turn of the actor, or of anybody where there is none.
    pub fn concerns(&self, action: &readiness::Action<'_>) -> bool {
        self.actor.as_ref().is_none_or(|actor| action.is_of(actor))
    }
}
