//! What a test expects, held against what came out.

use super::{Failure, Outcome, Tested};
use crate::finding::{Finding, Status};
use crate::read::Node;
use crate::source::{Lang, suggest};

/// Compares every expectation of `test` with the outcome, and notes what is not so.
pub(super) fn compare(test: &Node, outcome: &Outcome, tested: &mut Tested) {
    let mut named: Vec<usize> = Vec::new();
    for expected in test.get("expect").map(Node::items).unwrap_or_default() {
        let found = match (word(expected, "rule"), word(expected, "code")) {
            (Some(rule), None) => of_rule(rule, expected, outcome, tested),
            (None, Some(code)) => of_code(code, expected, outcome),
            _ => Err(Failure::plain("an expectation has either `rule` or `code`")),
        };
        match found {
            Ok(indices) => named.extend(indices),
            Err(why) => tested.failures.push(why),
        }
    }
    if tested.exclusive {
        let rest = outcome.findings.iter().enumerate().filter(|(index, _)| !named.contains(index));
        tested.failures.extend(rest.map(|(_, finding)| Failure {
            about: finding.code.clone(),
            expected: vec!["nothing else".to_owned()],
            found: lines(finding),
        }));
        let met = outcome.judgements.iter().filter(|judgement| judgement.2 == Status::Met);
        tested.seen.extend(met.map(|judgement| (judgement.0.clone(), judgement.2)));
    }
}

fn word<'t>(node: &'t Node, key: &str) -> Option<&'t str> {
    node.get(key).and_then(Node::as_str)
}

/// The findings of the judgements that fulfil an expectation of a rule.
fn of_rule(
    rule: &str,
    expected: &Node,
    outcome: &Outcome,
    tested: &mut Tested,
) -> Result<Vec<usize>, Failure> {
    let of_rule: Vec<_> = outcome.judgements.iter().filter(|judgement| judgement.0 == rule).collect();
    if of_rule.is_empty() {
        let known = outcome.judgements.iter().map(|judgement| judgement.0.as_str());
        let near = suggest(rule, known).map(|near| format!("; did you mean `{near}`?"));
        return Err(Failure::plain(format!("no rule `{rule}` ran{}", near.unwrap_or_default())));
    }
    let status = word(expected, "status").unwrap_or_default();
    let subject = word(expected, "subject");
    let about: Vec<_> =
        of_rule.iter().filter(|judgement| subject.is_none_or(|subject| judgement.1 == subject)).collect();
    // Of satisfied rules every subject is meant; of others, one is enough.
    let satisfied = matches!(status, "met" | "not-applicable");
    let fits = |judgement: &&&&(String, String, Status, Option<usize>)| {
        let finding = judgement.3.and_then(|index| outcome.findings.get(index));
        // What is awaited while there is still time is awaited all the same.
        let fits = judgement.2.code() == status || (status == "awaiting" && judgement.2 == Status::Pending);
        fits && finding.map_or(!says_something(expected), |finding| describes(expected, finding))
    };
    let fitting: Vec<_> = about.iter().filter(fits).collect();
    let enough = if satisfied { fitting.len() == about.len() } else { !fitting.is_empty() };
    if about.is_empty() || !enough {
        let expected = wanted(expected);
        let found = about.iter().map(|judgement| described(judgement, outcome));
        let alike = |lines: &Vec<String>| lines.iter().filter(|line| expected.contains(line)).count();
        let nearest = found.max_by_key(alike).unwrap_or_default();
        return Err(Failure { about: rule.to_owned(), expected, found: nearest });
    }
    tested.seen.extend(fitting.iter().map(|judgement| (rule.to_owned(), judgement.2)));
    Ok(fitting.iter().filter_map(|judgement| judgement.3).collect())
}

/// A judgement in the terms of an expectation, a line each.
fn described(judgement: &(String, String, Status, Option<usize>), outcome: &Outcome) -> Vec<String> {
    let finding = judgement.3.and_then(|index| outcome.findings.get(index));
    let head = [format!("status: {}", judgement.2.code()), format!("subject: {}", judgement.1)];
    head.into_iter().chain(finding.map(lines).unwrap_or_default()).collect()
}

/// Whether an expectation is about a finding, not only about a status.
fn says_something(expected: &Node) -> bool {
    ["at", "level", "message", "owner"].iter().any(|key| expected.get(key).is_some())
}

/// The findings, not of rules, that fulfil an expectation.
fn of_code(code: &str, expected: &Node, outcome: &Outcome) -> Result<Vec<usize>, Failure> {
    let of_code: Vec<_> =
        outcome.findings.iter().enumerate().filter(|(_, finding)| finding.code == code).collect();
    let fitting: Vec<usize> =
        of_code.iter().filter(|(_, finding)| describes(expected, finding)).map(|(index, _)| *index).collect();
    if fitting.is_empty() {
        let found = outcome.findings.iter().flat_map(lines);
        return Err(Failure { about: code.to_owned(), expected: wanted(expected), found: found.collect() });
    }
    Ok(fitting)
}

/// Whether a finding has the place, level and words that are expected.
fn describes(expected: &Node, finding: &Finding) -> bool {
    let at = word(expected, "at").is_none_or(|at| at == place(finding));
    let level = word(expected, "level").is_none_or(|level| level == finding.level.code());
    let message = word(expected, "message")
        .is_none_or(|part| Lang::ALL.iter().any(|lang| finding.message.get(*lang).contains(part)));
    let owner = word(expected, "owner").is_none_or(|owner| Some(owner) == turn(finding));
    at && level && message && owner
}

/// Whose turn it is, as the id of the role.
fn turn(finding: &Finding) -> Option<&str> {
    finding.owner.as_ref().map(|owner| owner.role.as_str())
}

fn place(finding: &Finding) -> String {
    format!("{}#{}", finding.primary.file.path(), finding.primary.node)
}

/// A finding in the terms of an expectation, a line each.
fn lines(finding: &Finding) -> Vec<String> {
    let Finding { code, message, level, .. } = finding;
    let owner = turn(finding).map(|owner| format!("owner: {owner}"));
    let rest = vec![
        format!("level: {}", level.code()),
        format!("at: {}", place(finding)),
        format!("message: {}", message.sv),
        format!("message: {}", message.en),
        format!("code: {code}"),
    ];
    rest.into_iter().chain(owner).collect()
}

/// An expectation, a line each.
fn wanted(expected: &Node) -> Vec<String> {
    let parts = ["status", "subject", "level", "at", "message", "owner"];
    parts.iter().filter_map(|key| Some(format!("{key}: {}", word(expected, key)?))).collect()
}
