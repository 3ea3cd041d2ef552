//! The machine-readable form, version 1: a contract, described by `docs/check.schema.json`.
//!
//! The structs are copies of their own, so that a change inside klar cannot change what others read. The order of
//! the fields is the order in the output.

use super::{BaseId, CaseSummary, Options, PolicyId, Report, Skipped, sanitise};
use crate::finding::{Age, Finding, Label, Level, Waiver};
use crate::source::{Lang, Position};
use serde::Serialize;
use std::io;

/// The whole output.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    version: u32,
    tool: Tool,
    as_of: String,
    policy: Option<Policy<'a>>,
    base: Option<Base<'a>>,
    complete: bool,
    counts: Counts,
    cases: Vec<Case<'a>>,
    findings: Vec<Entry<'a>>,
    waived: Vec<Entry<'a>>,
    known: Vec<Entry<'a>>,
    not_run: Vec<NotRun<'a>>,
    skipped: Vec<Passed<'a>>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// This program.
    pub(super) const THIS: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

#[derive(Serialize)]
pub(super) struct Policy<'a> {
    name: &'a str,
    version: &'a str,
    digest: String,
}

/// The earlier version that the cases were compared with.
#[derive(Serialize)]
struct Base<'a> {
    revision: &'a str,
    tip: &'a str,
    commit: &'a str,
}

/// A rule that did not run.
#[derive(Serialize)]
struct NotRun<'a> {
    rule: &'a str,
    reason: &'static str,
}

#[derive(Serialize)]
struct Counts {
    cases: usize,
    files: usize,
    rules: usize,
    unchanged: usize,
    error: usize,
    warning: usize,
    note: usize,
    waived: usize,
    known: usize,
}

#[derive(Serialize)]
struct Case<'a> {
    id: &'a str,
    path: &'a str,
    process: Option<&'a str>,
    stage: Option<&'a str>,
}

/// A finding.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    code: &'a str,
    level: &'static str,
    status: Option<&'static str>,
    case: Option<&'a str>,
    gate: Option<&'a str>,
    due: Option<String>,
    owner: Option<&'a str>,
    clauses: Vec<&'a str>,
    message: &'a str,
    help: Option<&'a str>,
    primary: Place<'a>,
    related: Vec<Place<'a>>,
    waiver: Option<Exception<'a>>,
    new: Option<bool>,
}

/// The waiver that takes a finding away.
#[derive(Serialize)]
pub(super) struct Exception<'a> {
    id: &'a str,
    reason: &'a str,
    owner: &'a str,
    reference: Option<&'a str>,
    until: String,
}

/// A label.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    path: &'a str,
    node: &'a str,
    label: &'a str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

/// A path that was passed over.
#[derive(Serialize)]
pub(super) struct Passed<'a> {
    path: &'a str,
    reason: &'a str,
}

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    write(&output(report, options.lang), out)
}

/// Writes a value as JSON that is safe for terminals and logs.
pub(super) fn write(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    // A string of JSON holds no end of a line, so nothing to be made safe goes from one line to the next.
    text.split_inclusive('\n').try_for_each(|line| out.write_all(sanitise::json(line).as_bytes()))?;
    writeln!(out)
}

fn output(report: &Report, lang: Lang) -> Output<'_> {
    Output {
        version: 1,
        tool: Tool::THIS,
        as_of: report.as_of.to_string(),
        policy: report.policy.as_ref().map(policy),
        base: report.base.as_ref().map(base),
        complete: report.complete(),
        counts: Counts {
            cases: report.cases.len(),
            files: report.files,
            rules: report.rules,
            unchanged: report.unchanged,
            error: report.count(Level::Error),
            warning: report.count(Level::Warning),
            note: report.count(Level::Note),
            waived: report.waived.len(),
            known: report.known.len(),
        },
        cases: report.cases.iter().map(case).collect(),
        findings: report.findings.iter().map(|finding| entry(finding, lang)).collect(),
        waived: report.waived.iter().map(|finding| entry(finding, lang)).collect(),
        known: report.known.iter().map(|finding| entry(finding, lang)).collect(),
        not_run: report.not_run.iter().map(not_run).collect(),
        skipped: report.skipped.iter().map(|skipped| passed(skipped, lang)).collect(),
    }
}

pub(super) fn policy(policy: &PolicyId) -> Policy<'_> {
    Policy {
        name: &policy.name,
        version: &policy.version,
        digest: format!("sha256:{}", policy.digest.as_str()),
    }
}

fn not_run((rule, why): &(String, super::NotRun)) -> NotRun<'_> {
    let reason = match why {
        super::NotRun::NoBase => "no-base",
        super::NotRun::NoOwners => "no-owners",
    };
    NotRun { rule, reason }
}

fn base(base: &BaseId) -> Base<'_> {
    Base { revision: &base.revision, tip: &base.tip, commit: &base.commit }
}

fn case(case: &CaseSummary) -> Case<'_> {
    Case { id: &case.id, path: &case.path, process: case.process.as_deref(), stage: case.stage.as_deref() }
}

pub(super) fn entry(finding: &Finding, lang: Lang) -> Entry<'_> {
    Entry {
        code: &finding.code,
        level: finding.level.code(),
        status: finding.status.map(crate::finding::Status::code),
        case: finding.case.as_deref(),
        gate: finding.gate.as_deref(),
        due: finding.due.map(|due| due.to_string()),
        owner: finding.owner.as_ref().map(|owner| owner.role.as_str()),
        clauses: finding.citations.iter().map(|citation| citation.clause.as_str()).collect(),
        message: finding.message.get(lang),
        help: finding.help.as_ref().map(|help| help.get(lang)),
        primary: place(&finding.primary, lang),
        related: finding.related.iter().map(|label| place(label, lang)).collect(),
        waiver: finding.waiver.as_deref().map(exception),
        new: finding.age.map(|age| age == Age::New),
    }
}

pub(super) fn exception(waiver: &Waiver) -> Exception<'_> {
    Exception {
        id: &waiver.id,
        reason: &waiver.reason,
        owner: &waiver.owner,
        reference: waiver.reference.as_deref(),
        until: waiver.until.to_string(),
    }
}

pub(super) fn place(label: &Label, lang: Lang) -> Place<'_> {
    Place {
        path: label.file.path(),
        node: &label.node,
        label: label.text.get(lang),
        start: point(label.start()),
        end: point(label.end()),
    }
}

fn point(position: Position) -> Point {
    Point { line: position.line, column: position.column, offset: position.offset }
}

pub(super) fn passed(skipped: &Skipped, lang: Lang) -> Passed<'_> {
    Passed { path: &skipped.path, reason: skipped.reason.get(lang) }
}
