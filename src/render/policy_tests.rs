//! The outcome of policy tests: what failed and how it differs, or `JUnit` XML for build servers.

use super::sanitise::one_line;
use super::words::{Noun, count};
use super::{Options, pretty};
use crate::policy_test::{Failure, TestRun, Tested};
use crate::source::Lang;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use std::io;

/// A form in which the outcome of policy tests is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestFormat {
    /// For people.
    Pretty,
    /// `JUnit` XML: a suite for each file, a test case for each test.
    Junit,
}

/// Writes the outcome of policy tests to `out`. An error is that of the writer.
pub fn tests(
    run: &TestRun,
    format: TestFormat,
    options: &Options,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        _ if options.quiet > 1 => Ok(()),
        TestFormat::Pretty => plain(run, options, out),
        TestFormat::Junit => junit(run, out),
    }
}

fn plain(run: &TestRun, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &run.findings {
        writeln!(out, "{}", pretty::finding(finding, options))?;
    }
    for (file, test) in run.tests.iter().filter(|(_, test)| !test.failures.is_empty()) {
        writeln!(out, "{}: {}", one_line(file), one_line(&test.name))?;
        for failure in &test.failures {
            writeln!(out, "  {}", one_line(&failure.about))?;
            for line in difference(failure) {
                writeln!(out, "    {}", one_line(&line))?;
            }
        }
        writeln!(out)?;
    }
    let failed = run.tests.iter().filter(|(_, test)| !test.failures.is_empty()).count();
    let tests = count(run.tests.len(), Noun::Test, options.lang);
    match (run.tests.len(), failed, options.lang) {
        (0, _, Lang::Sv) => writeln!(out, "inget test att köra"),
        (0, _, Lang::En) => writeln!(out, "no test to run"),
        (_, 0, Lang::Sv) => writeln!(out, "{tests}, alla utan fel"),
        (_, 0, Lang::En) => writeln!(out, "{tests}, all passed"),
        (_, _, Lang::Sv) => writeln!(out, "{tests}, varav {failed} med fel"),
        (_, _, Lang::En) => writeln!(out, "{tests}, {failed} failed"),
    }
}

/// What was expected (`-`) against what came out (`+`), line by line.
fn difference(failure: &Failure) -> Vec<String> {
    let expected: Vec<&str> = failure.expected.iter().map(String::as_str).collect();
    let found: Vec<&str> = failure.found.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&expected, &found);
    let sign = |tag| match tag {
        ChangeTag::Delete => '-',
        ChangeTag::Insert => '+',
        ChangeTag::Equal => ' ',
    };
    diff.iter_all_changes().map(|change| format!("{} {}", sign(change.tag()), change.value())).collect()
}

fn junit(run: &TestRun, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for (file, test) in &run.tests {
        suites.entry(file).or_insert_with(|| TestSuite::new(file)).add_test_case(case(file, test));
    }
    let mut report = Report::new("klar policy test");
    for finding in &run.findings {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(one_line(&finding.message.en));
        let mut suite = TestSuite::new(finding.primary.file.path());
        suite.add_test_case(TestCase::new(&finding.code, status));
        report.add_test_suite(suite);
    }
    report.add_test_suites(suites.into_values());
    report.serialize(out).map_err(io::Error::other)
}

fn case(file: &str, test: &Tested) -> TestCase {
    let status = if test.failures.is_empty() {
        TestCaseStatus::success()
    } else {
        let about: Vec<&str> = test.failures.iter().map(|failure| failure.about.as_str()).collect();
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(about.join(", "));
        let lines = test.failures.iter().flat_map(difference).collect::<Vec<_>>();
        status.set_description(lines.join("\n"));
        status
    };
    let mut case = TestCase::new(&test.name, status);
    case.set_classname(file);
    case
}
