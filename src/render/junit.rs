//! `JUnit` XML: a suite for each case, a test case for each rule, those that are met too.
//!
//! A failure is an error that was found, an error something that could not be judged. What does not apply, is not asked
//! yet or is waived is skipped. Warnings and notes stand in the output of a test case that passes.

use super::items::{Item, Standing, items};
use super::sanitise::{name, one_line};
use super::words;
use super::{CaseSummary, Options, Report, RuleFate};
use crate::finding::{Effect, Level, Status};
use crate::source::Lang;
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;
use std::io;

/// Writes the report to `out`.
pub(super) fn check(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = options.lang;
    let items = items(report);
    let mut by_case: BTreeMap<Option<&str>, Vec<&Item<'_>>> = BTreeMap::new();
    for item in &items {
        let case = item.finding.case.as_deref();
        let known = case.filter(|id| report.cases.iter().any(|case| case.id == *id));
        by_case.entry(known).or_default().push(item);
    }
    let mut junit = Junit::new(env!("CARGO_PKG_NAME"));
    if let Some(items) = by_case.get(&None) {
        junit.add_test_suite(suite(env!("CARGO_PKG_NAME"), own(items, &[], env!("CARGO_PKG_NAME"), lang)));
    }
    for case in &report.cases {
        let items = by_case.remove(&Some(case.id.as_str())).unwrap_or_default();
        junit.add_test_suite(suite(&case.id, of_case(case, &items, report, lang)));
    }
    if report.policy.is_none() && !by_case.contains_key(&None) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let why = text!(sv: "inget regelpaket kunde användas", en: "no policy could be used");
        status.set_message(why.get(lang));
        let test = test("policy", env!("CARGO_PKG_NAME"), status, &[], lang);
        junit.add_test_suite(suite(env!("CARGO_PKG_NAME"), vec![test]));
    }
    let text = junit.to_string().map_err(io::Error::other)?;
    writeln!(out, "{}", text.trim_end())
}

fn suite(id: &str, tests: Vec<TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(name(id));
    suite.add_test_cases(tests);
    suite
}

/// The rules of a case, and the codes of klar's own that were found in it.
fn of_case(case: &CaseSummary, items: &[&Item<'_>], report: &Report, lang: Lang) -> Vec<TestCase> {
    let mut tests = Vec::new();
    let mut rules = Vec::new();
    for RuleFate { rule, fate } in &case.rules {
        let Some(info) = report.catalogue.get(*rule) else { continue };
        let found: Vec<&Item<'_>> =
            items.iter().copied().filter(|item| item.finding.code == info.id).collect();
        rules.push(info.id.as_str());
        let skipped = if fate.upcoming {
            Some(text!(sv: "krävs först i ett senare steg", en: "asked for in a later stage"))
        } else if fate.status == Status::NotApplicable && !fate.waived {
            Some(text!(sv: "gäller inte här", en: "does not apply here"))
        } else {
            None
        };
        let status = if !found.is_empty() {
            status(&found, lang)
        } else if let Some(why) = skipped {
            skip(why.get(lang))
        } else if fate.status.satisfied() {
            TestCaseStatus::success()
        } else {
            let why = text!(
                sv: "kan inte bedömas förrän en annan anmärkning är åtgärdad",
                en: "cannot be judged before another finding is put right",
            );
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(why.get(lang));
            status
        };
        tests.push(test(&info.id, &case.id, status, &found, lang));
    }
    tests.extend(own(items, &rules, &case.id, lang));
    tests
}

/// A test case for each code that is none of `rules`.
fn own(items: &[&Item<'_>], rules: &[&str], class: &str, lang: Lang) -> Vec<TestCase> {
    let mut by_code: BTreeMap<&str, Vec<&Item<'_>>> = BTreeMap::new();
    for item in items.iter().filter(|item| !rules.contains(&item.finding.code.as_str())) {
        by_code.entry(&item.finding.code).or_default().push(item);
    }
    by_code.into_iter().map(|(code, found)| test(code, class, status(&found, lang), &found, lang)).collect()
}

fn test(id: &str, class: &str, status: TestCaseStatus, found: &[&Item<'_>], lang: Lang) -> TestCase {
    let passed = matches!(status, TestCaseStatus::Success { .. });
    let mut test = TestCase::new(name(id), status);
    test.set_classname(name(class));
    if passed && !found.is_empty() {
        test.set_system_out(lines(found, lang));
    }
    test
}

/// What becomes of a test case with these findings.
fn status(found: &[&Item<'_>], lang: Lang) -> TestCaseStatus {
    let counting = || found.iter().filter(|item| item.standing == Standing::Counts);
    let errors: Vec<&&Item<'_>> = counting().filter(|item| item.finding.level == Level::Error).collect();
    let kind = if counting().any(|item| item.finding.effect == Effect::Incomplete) {
        NonSuccessKind::Error
    } else if !errors.is_empty() {
        NonSuccessKind::Failure
    } else if counting().next().is_none() {
        let excuse = found.iter().find_map(|item| item.excuse(lang));
        return skip(&excuse.unwrap_or_default());
    } else {
        return TestCaseStatus::success();
    };
    let mut status = TestCaseStatus::non_success(kind);
    if let Some(first) = errors.first() {
        status.set_message(one_line(first.finding.message.get(lang)));
    }
    status.set_type(Level::Error.code()).set_description(lines(found, lang));
    status
}

fn skip(why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(why);
    status
}

/// A line for each finding.
fn lines(found: &[&Item<'_>], lang: Lang) -> String {
    let line = |item: &&Item<'_>| {
        let start = item.finding.primary.start();
        let (path, level) = (name(item.finding.primary.file.path()), words::level(item.finding.level, lang));
        format!("{path}:{}:{}: {level}: {}", start.line, start.column, item.sentence(lang))
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}
