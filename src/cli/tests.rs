//! Tests of the arguments and of the exit status.

use super::*;
use crate::finding::{Finding, Label};
use crate::render::{PolicyId, Report, Subject};
use crate::source::{SourceFile, Span, Text};
use std::sync::Arc;

/// What `klar check` makes of some arguments, written with spaces between them.
pub(super) fn arguments(typed: &str) -> CheckArguments {
    let words = ["klar", "check"].into_iter().chain(typed.split_whitespace());
    match Arguments::try_parse_from(words).unwrap().command {
        Command::Check(arguments) => arguments,
        other => panic!("not a check: {other:?}"),
    }
}

/// A report of a complete run with one finding of each of `levels`.
pub(super) fn report(levels: &[Level]) -> Report {
    let file = Arc::new(SourceFile::new("case.yaml", b"a: b\n".to_vec()));
    let finding = |level: &Level| {
        let label = Label {
            file: Arc::clone(&file),
            span: Span::new(0, 1),
            node: String::new(),
            text: Text::default(),
        };
        Finding::error("area/rule", Text::same("wrong"), label).at_level(*level)
    };
    Report {
        subject: Subject::Cases,
        as_of: Date::parse("2026-11-21").unwrap(),
        policy: Some(PolicyId { name: "pack".into(), version: "1".into(), digest: "00".into() }),
        base: None,
        not_run: Vec::new(),
        files: 1,
        rules: 1,
        unchanged: 0,
        unjudged: 0,
        cases: Vec::new(),
        findings: levels.iter().map(finding).collect(),
        waived: Vec::new(),
        known: Vec::new(),
        skipped: Vec::new(),
        below: String::new(),
        catalogue: Vec::new(),
    }
}

#[test]
fn the_exit_status_follows_the_worst_level() {
    for (levels, fail_on, expected) in [
        (&[][..], FailOn::Note, 0),
        (&[Level::Warning, Level::Error], FailOn::Error, 1),
        (&[Level::Warning, Level::Note], FailOn::Error, 0),
        (&[Level::Warning], FailOn::Warning, 1),
        (&[Level::Note], FailOn::Warning, 0),
        (&[Level::Note], FailOn::Note, 1),
        (&[Level::Error], FailOn::Never, 0),
    ] {
        assert_eq!(status(&report(levels), fail_on), expected, "{levels:?} {fail_on:?}");
    }
}

#[test]
fn an_incomplete_run_wins_over_findings_and_over_never() {
    let mut without_policy = report(&[Level::Error]);
    without_policy.policy = None;
    let mut stopped = report(&[Level::Note]);
    stopped.findings = stopped.findings.into_iter().map(Finding::incomplete).collect();
    for incomplete in [without_policy, stopped] {
        assert_eq!(status(&incomplete, FailOn::Never), INCOMPLETE);
        assert_eq!(status(&incomplete, FailOn::Error), INCOMPLETE);
    }
}

#[test]
fn wrong_usage_is_refused_with_status_2() {
    for typed in [
        "",
        "chekc",
        "check --format xml",
        "check --as-of 2026-02-30",
        "check --output result.json",
        "check --output json=a --output concise=a",
        "check --fail-on fatal",
        "check --lang de",
        "check --color sometimes",
        "check --threads many",
        "check --max-findings few",
        "check --write-baseline",
        "check -",
        "check --stdin-filename a.yaml",
        "check - cases --stdin-filename a.yaml",
        "check - --stdin-filename a.yaml --watch",
        "waive area/rule case",
    ] {
        let words = std::iter::once("klar").chain(typed.split_whitespace()).map(OsString::from);
        let error = parse(words).expect_err(typed);
        assert_eq!(error.exit_code(), i32::from(INCOMPLETE), "{typed}");
    }
}

#[test]
fn every_format_can_be_chosen() {
    for format in Format::ALL {
        assert_eq!(arguments(&format!("--format {}", format.code())).format, format);
    }
    assert_eq!(arguments("").format, Format::Pretty);
}

#[test]
fn the_arguments_are_well_formed() {
    Arguments::command().debug_assert();
}
