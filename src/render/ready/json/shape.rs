//! The shape of the output: copies of their own, so that a change inside klar cannot change what others read. The order
//! of the fields is the order in the output.

use super::super::super::json::{Entry, Exception, Passed, Place, Policy, Tool};
use serde::Serialize;

/// The whole output.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output<'a> {
    pub(super) version: u32,
    pub(super) tool: Tool,
    pub(super) as_of: String,
    pub(super) until: String,
    pub(super) policy: Option<Policy<'a>>,
    pub(super) complete: bool,
    pub(super) target: Option<&'a str>,
    pub(super) actor: Option<&'a str>,
    pub(super) assumptions: Vec<Assumption<'a>>,
    pub(super) counts: Counts,
    pub(super) cases: super::Cases<'a>,
    pub(super) deadlines: Vec<Deadline<'a>>,
    pub(super) parties: Vec<Party<'a>>,
    pub(super) rules: Vec<RuleCount<'a>>,
    pub(super) findings: Vec<Entry<'a>>,
    pub(super) skipped: Vec<Passed<'a>>,
}

#[derive(Serialize)]
pub(super) struct Assumption<'a> {
    pub(super) path: &'a str,
    pub(super) node: &'a str,
    pub(super) value: &'a str,
}

#[derive(Serialize)]
pub(super) struct Counts {
    pub(super) cases: usize,
    pub(super) ready: usize,
    pub(super) blocked: usize,
    pub(super) unknown: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Case<'a> {
    pub(super) id: &'a str,
    pub(super) path: &'a str,
    pub(super) verdict: &'static str,
    pub(super) process: Option<Name<'a>>,
    pub(super) stage: Option<&'a str>,
    pub(super) wanted: Option<&'a str>,
    pub(super) achieved: Option<&'a str>,
    pub(super) next: Option<&'a str>,
    pub(super) closed: bool,
    pub(super) last_date: Option<String>,
    pub(super) stages: Vec<Stage<'a>>,
    pub(super) always: Vec<Required<'a>>,
    pub(super) actions: Vec<Step<'a>>,
    pub(super) faults: Vec<Entry<'a>>,
    pub(super) forecast: Option<Foreseen<'a>>,
    pub(super) assumed: Option<Assumed<'a>>,
}

#[derive(Serialize)]
pub(super) struct Name<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
}

#[derive(Serialize)]
pub(super) struct Stage<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) gate: &'static str,
    pub(super) met: usize,
    pub(super) of: usize,
    pub(super) requirements: Vec<Required<'a>>,
}

#[derive(Serialize)]
pub(super) struct Required<'a> {
    pub(super) rule: &'a str,
    pub(super) title: &'a str,
    pub(super) level: &'static str,
    pub(super) status: &'static str,
    pub(super) clauses: Vec<Clause<'a>>,
    pub(super) items: Vec<Part<'a>>,
}

#[derive(Serialize)]
pub(super) struct Clause<'a> {
    pub(super) id: &'a str,
    pub(super) source: &'a str,
}

#[derive(Serialize)]
pub(super) struct Part<'a> {
    pub(super) subject: Option<&'a str>,
    pub(super) status: &'static str,
    pub(super) message: Option<&'a str>,
    pub(super) help: Option<&'a str>,
    pub(super) owner: Option<Who<'a>>,
    pub(super) due: Option<String>,
    pub(super) done: Option<String>,
    pub(super) since: Option<Known>,
    pub(super) document: About<'a>,
    pub(super) place: Place<'a>,
    pub(super) related: Vec<Place<'a>>,
    pub(super) waiver: Option<Exception<'a>>,
}

#[derive(Serialize)]
pub(super) struct Who<'a> {
    pub(super) role: &'a str,
    pub(super) party: Option<&'a str>,
    pub(super) name: &'a str,
}

#[derive(Serialize)]
pub(super) struct Known {
    pub(super) date: String,
    pub(super) basis: &'static str,
}

#[derive(Serialize)]
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) path: Option<&'a str>,
}

/// One thing to do now.
#[derive(Serialize)]
pub(super) struct Step<'a> {
    pub(super) rule: &'a str,
    pub(super) gate: Option<&'a str>,
    pub(super) title: &'a str,
    #[serde(flatten)]
    pub(super) part: Part<'a>,
}

#[derive(Serialize)]
pub(super) struct Foreseen<'a> {
    pub(super) until: String,
    pub(super) complete: bool,
    pub(super) changes: Vec<Changed<'a>>,
}

#[derive(Serialize)]
pub(super) struct Changed<'a> {
    pub(super) date: String,
    pub(super) ready: bool,
    pub(super) arises: Vec<Short<'a>>,
    pub(super) clears: Vec<Short<'a>>,
}

/// Something that begins or ceases to stand in the way.
#[derive(Serialize)]
pub(super) struct Short<'a> {
    pub(super) rule: &'a str,
    pub(super) gate: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) subject: Option<&'a str>,
    pub(super) status: &'static str,
    pub(super) message: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Assumed<'a> {
    pub(super) opens: Vec<&'a str>,
    pub(super) closes: Vec<&'a str>,
    pub(super) open_before: usize,
    pub(super) open_after: usize,
}

#[derive(Serialize)]
pub(super) struct Deadline<'a> {
    pub(super) case: &'a str,
    pub(super) rule: &'a str,
    pub(super) gate: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) subject: Option<&'a str>,
    pub(super) due: String,
    pub(super) done: Option<String>,
    pub(super) timing: &'static str,
    pub(super) owner: Option<Who<'a>>,
    pub(super) place: Place<'a>,
}

#[derive(Serialize)]
pub(super) struct Party<'a> {
    pub(super) owner: Option<Who<'a>>,
    pub(super) items: usize,
    pub(super) cases: usize,
    pub(super) oldest: Oldest<'a>,
}

#[derive(Serialize)]
pub(super) struct Oldest<'a> {
    pub(super) case: &'a str,
    pub(super) rule: &'a str,
    pub(super) since: Option<Known>,
}

#[derive(Serialize)]
pub(super) struct RuleCount<'a> {
    pub(super) rule: &'a str,
    pub(super) title: &'a str,
    pub(super) items: usize,
    pub(super) cases: usize,
}
