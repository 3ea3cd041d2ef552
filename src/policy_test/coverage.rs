//! What the tests of a pack show of its rules: which fire, which are met, which answers their conditions give.

use super::Tested;
use super::prepare::{Prepared, run};
use crate::expr::{Condition, Expression, Seen, Tally};
use crate::finding::Status;
use crate::policy::{Body, Pack, Rule};
use crate::source::Span;
use std::collections::BTreeMap;

/// The coverage of a pack by its tests.
#[derive(Debug)]
pub struct Coverage {
    /// Every rule.
    pub rules: Vec<RuleCoverage>,
    /// How many clauses there are that can be checked.
    pub checkable: usize,
    /// How many of them are cited by a rule that tests show both to fire and to be met.
    pub shown: usize,
    /// The ids of those that no rule cites.
    pub uncited: Vec<String>,
    /// How many clauses only inform.
    pub informational: usize,
}

/// The coverage of one rule.
#[derive(Debug)]
pub struct RuleCoverage {
    /// Its id.
    pub id: String,
    /// The file of the rule, and its line (from 1).
    pub place: (String, u32),
    /// How many tests show it to fire.
    pub fires: usize,
    /// How many tests show it to be met.
    pub met: usize,
    /// The rows of its decision table: the line (from 1) of each, and whether a test made it decide.
    pub rows: Vec<(u32, bool)>,
    /// Its conditions: the part of the rule, and the condition with the answers that it gave.
    pub conditions: Vec<(&'static str, Condition)>,
}

impl RuleCoverage {
    /// Whether it is shown both to fire and to be met.
    pub fn shown(&self) -> bool {
        self.fires > 0 && self.met > 0
    }

    /// Adds what another process shows of the same rule.
    fn join(&mut self, other: Self) {
        for ((_, reached), (_, also)) in self.rows.iter_mut().zip(other.rows) {
            *reached |= also;
        }
        // The same text has the same conditions in the same order.
        for ((_, known), (_, condition)) in self.conditions.iter_mut().zip(other.conditions) {
            known.seen = known.seen.or(condition.seen);
        }
    }
}

impl Coverage {
    /// The share of rules that are shown both to fire and to be met, in percent, rounded down.
    pub fn percent(&self) -> usize {
        let shown = self.rules.iter().filter(|rule| rule.shown()).count();
        (shown * 100).checked_div(self.rules.len()).unwrap_or(100)
    }
}

/// Runs the tests and collects what they show. Tests that fail count as well: what ran, ran.
pub fn coverage(pack: &Pack, tests: &[Prepared]) -> Coverage {
    let tally = Tally::default();
    let tested: Vec<Tested> = tests.iter().map(|test| run(pack, test, Some(&tally))).collect();
    let mut shown: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for test in &tested {
        let mut once: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for (rule, status) in &test.seen {
            let (fires, met) = once.entry(rule).or_default();
            *fires |= !status.satisfied();
            *met |= *status == Status::Met;
        }
        for (rule, (fires, met)) in once {
            let counts = shown.entry(rule).or_default();
            counts.0 += usize::from(fires);
            counts.1 += usize::from(met);
        }
    }
    let mut rules: Vec<RuleCoverage> = Vec::new();
    let mut known: BTreeMap<(String, (String, u32)), usize> = BTreeMap::new();
    for rule in pack.processes().flat_map(|process| &process.rules) {
        let covered = rule_coverage(rule, shown.get(rule.id.as_str()).copied().unwrap_or_default(), &tally);
        // A rule that processes share is one rule, whichever of them shows what.
        let at = *known.entry((covered.id.clone(), covered.place.clone())).or_insert(rules.len());
        match rules.get_mut(at) {
            Some(rule) => rule.join(covered),
            None => rules.push(covered),
        }
    }
    let mut cited: BTreeMap<&str, bool> = BTreeMap::new();
    for rule in pack.processes().flat_map(|process| &process.rules) {
        let both = shown.get(rule.id.as_str()).is_some_and(|(fires, met)| *fires > 0 && *met > 0);
        for clause in &rule.cites {
            *cited.entry(clause).or_default() |= both;
        }
    }
    let (informing, checkable): (Vec<_>, Vec<_>) =
        pack.clauses().into_iter().partition(|(_, clause)| clause.informs());
    let checkable: Vec<&str> = checkable.into_iter().map(|(id, _)| id).collect();
    let uncited = checkable.iter().filter(|id| !cited.contains_key(*id));
    Coverage {
        checkable: checkable.len(),
        shown: checkable.iter().filter(|id| cited.get(*id).copied().unwrap_or_default()).count(),
        uncited: uncited.map(|id| (*id).to_owned()).collect(),
        informational: informing.len(),
        rules,
    }
}

/// Which rows of a decision table decided.
fn rows(rule: &Rule, tally: &Tally) -> Vec<(u32, bool)> {
    match &rule.body {
        Body::Decide(table) => {
            table.rows.iter().map(|row| (row.origin.start().line, tally.has_reached(row))).collect()
        }
        _ => Vec::new(),
    }
}

/// What came of the two questions of a rule on something that is done in time, if they were asked.
fn dates(rule: &Rule, tally: &Tally) -> Vec<(&'static str, Condition)> {
    let Body::Due { due, done } = &rule.body else { return Vec::new() };
    let asked = [(due, "done <= due"), (done, "asOf <= due")].map(|(of, words)| (tally.of_value(of), words));
    if asked.iter().all(|(seen, _)| seen.is_none()) {
        return Vec::new();
    }
    let condition = |(seen, words): (Option<Seen>, &str)| {
        let (span, words) = (Span::new(0, due.source.len()), words.to_owned());
        ("due", Condition { span, words, seen: seen.unwrap_or_default() })
    };
    asked.into_iter().map(condition).collect()
}

fn rule_coverage(rule: &Rule, (fires, met): (usize, usize), tally: &Tally) -> RuleCoverage {
    let mut parts: Vec<(&'static str, &Expression)> = Vec::new();
    parts.extend(rule.when.as_ref().map(|when| ("when", when)));
    match &rule.body {
        Body::Assert(condition) => parts.push(("assert", condition)),
        Body::Require(requirement) => {
            parts.extend(requirement.filter.as_ref().map(|filter| ("where", filter)));
        }
        Body::Decide(table) => parts.extend(table.inputs.iter().map(|(_, input)| ("decide", input))),
        Body::Due { due, done } => parts.extend([("due", due), ("done", done)]),
        Body::Approver(_) => {}
    }
    let conditions = parts.into_iter().flat_map(|(part, expression)| {
        tally.conditions(expression).into_iter().map(move |condition| (part, condition))
    });
    let conditions = conditions.chain(dates(rule, tally));
    RuleCoverage {
        id: rule.id.clone(),
        place: (rule.origin.file.path().to_owned(), rule.origin.start().line),
        fires,
        met,
        rows: rows(rule, tally),
        conditions: conditions.collect(),
    }
}
