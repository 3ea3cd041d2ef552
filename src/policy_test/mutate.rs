//! Mutants of the rules of a pack, run against the pack's tests: one that no test notices is a gap in the tests.

use super::prepare::Prepared;
use crate::expr::{Expression, Mutant};
use crate::policy::{Body, Pack, Rule, Subjects};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// What became of the mutants of a pack.
#[derive(Debug)]
pub struct Mutation {
    /// How many mutants there were.
    pub mutants: usize,
    /// Those that no test noticed.
    pub survivors: Vec<Survivor>,
}

impl Mutation {
    /// The share of mutants that a test noticed, in percent, rounded down.
    pub fn percent(&self) -> usize {
        let noticed = self.mutants - self.survivors.len();
        (noticed * 100).checked_div(self.mutants).unwrap_or(100)
    }
}

/// A mutant that no test noticed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Survivor {
    /// The rule.
    pub rule: String,
    /// The file of the rule, and its line (from 1).
    pub place: (String, u32),
    /// Which part of the rule was changed.
    pub part: &'static str,
    /// What was changed, in English.
    pub change: String,
    /// The text of the expression that was changed.
    pub source: String,
}

/// Makes every mutant of every rule and runs the tests on it. A rule that several processes share is one rule: its mutant
/// is noticed where a test of any of them notices it. A test that fails anyway notices nothing.
pub fn mutate(pack: &Pack, tests: &[Prepared]) -> Mutation {
    let mut processes: BTreeMap<&str, Vec<Made>> = BTreeMap::new();
    for process in pack.processes() {
        let mutants = process.rules.iter().flat_map(mutants_of);
        let made = mutants.map(|(survivor, rule)| Made { survivor, rule, noticed: AtomicBool::new(false) });
        processes.insert(&process.id, made.collect());
    }
    tests.into_par_iter().for_each(|test| {
        let Ok(judged) = test.judged(pack, None) else { return };
        let mutants = judged.process().and_then(|process| processes.get(process));
        if !test.tested(&judged.outcome()).failures.is_empty() {
            return;
        }
        for made in mutants.into_iter().flatten().filter(|made| !made.noticed.load(Ordering::Relaxed)) {
            let noticed = judged.with(&made.rule).is_some_and(|with| !test.tested(&with).failures.is_empty());
            made.noticed.fetch_or(noticed, Ordering::Relaxed);
        }
    });
    together(processes.into_values())
}

/// What became of the mutants of all processes, a rule that they share counted once. Two mutants of a rule can read the
/// same: each is one, by its number among them.
fn together(processes: impl Iterator<Item = Vec<Made>>) -> Mutation {
    let mut all: BTreeMap<(Survivor, usize), (usize, bool)> = BTreeMap::new();
    for made in processes {
        let mut alike: BTreeMap<Survivor, usize> = BTreeMap::new();
        for Made { survivor, noticed, .. } in made {
            let number = alike.entry(survivor.clone()).or_default();
            *number += 1;
            let place = all.len();
            all.entry((survivor, *number)).or_insert((place, false)).1 |= noticed.into_inner();
        }
    }
    let mutants = all.len();
    let mut survivors: Vec<_> = all.into_iter().filter(|(_, (_, noticed))| !noticed).collect();
    survivors.sort_by(|((a, _), (a_at, _)), ((b, _), (b_at, _))| (&a.place, a_at).cmp(&(&b.place, b_at)));
    Mutation { mutants, survivors: survivors.into_iter().map(|((survivor, _), _)| survivor).collect() }
}

/// A mutant, and whether a test has noticed it.
struct Made {
    survivor: Survivor,
    rule: Rule,
    noticed: AtomicBool,
}

/// The mutants of a rule, each with what to say if it survives.
fn mutants_of(rule: &Rule) -> Vec<(Survivor, Rule)> {
    let mut found = Vec::new();
    let mut add = |part, change: String, source: &str, changed: Rule| {
        let place = (rule.origin.file.path().to_owned(), rule.origin.start().line);
        let source = source.to_owned();
        found.push((Survivor { rule: rule.id.clone(), place, part, change, source }, changed));
    };
    let mut expression = |part, expression: &Expression, put: &dyn Fn(&mut Rule, Expression)| {
        // A day is to a deadline what `<=` made `<` is to a condition.
        let moved = if part == "due" { expression.moved() } else { Vec::new() };
        for Mutant { change, expression: mutant, .. } in expression.mutants().into_iter().chain(moved) {
            let mut changed = rule.clone();
            put(&mut changed, mutant);
            add(part, change, &expression.source, changed);
        }
    };
    if let Some(when) = &rule.when {
        expression("when", when, &|rule, mutant| rule.when = Some(mutant));
    }
    match &rule.subjects {
        Subjects::Each(each) => {
            expression("for", each, &|rule, mutant| rule.subjects = Subjects::Each(mutant));
        }
        Subjects::One(one) => expression("on", one, &|rule, mutant| rule.subjects = Subjects::One(mutant)),
        Subjects::Case => {}
    }
    match &rule.body {
        Body::Assert(condition) => {
            expression("assert", condition, &|rule, mutant| rule.body = Body::Assert(mutant));
        }
        Body::Decide(table) => {
            for (at, (_, input)) in table.inputs.iter().enumerate() {
                expression("decide", input, &|rule, mutant| {
                    if let Body::Decide(table) = &mut rule.body
                        && let Some(slot) = table.inputs.get_mut(at)
                    {
                        slot.1 = mutant;
                    }
                });
            }
        }
        Body::Approver(_) => {}
        Body::Due { due, done } => {
            expression("due", due, &|rule, mutant| {
                if let Body::Due { due, .. } = &mut rule.body {
                    *due = mutant;
                }
            });
            expression("done", done, &|rule, mutant| {
                if let Body::Due { done, .. } = &mut rule.body {
                    *done = mutant;
                }
            });
        }
        Body::Require(requirement) => {
            if let Some(filter) = &requirement.filter {
                expression("where", filter, &|rule, mutant| {
                    if let Body::Require(requirement) = &mut rule.body {
                        requirement.filter = Some(mutant);
                    }
                });
            }
        }
    }
    removals(rule, &mut add);
    found
}

/// The mutants that lack a part.
fn removals(rule: &Rule, add: &mut impl FnMut(&'static str, String, &str, Rule)) {
    let mut without = |part: &'static str, source: &str, remove: &dyn Fn(&mut Rule)| {
        let mut changed = rule.clone();
        remove(&mut changed);
        add(part, format!("`{part}` removed"), source, changed);
    };
    if let Some(when) = &rule.when {
        without("when", &when.source, &|rule| rule.when = None);
    }
    if let Some(from) = rule.effective_from {
        without("effectiveFrom", &from.to_string(), &|rule| rule.effective_from = None);
    }
    if rule.expect.is_some() {
        without("expect", "", &|rule| rule.expect = None);
    }
    if let Body::Decide(table) = &rule.body {
        for (at, row) in table.rows.iter().enumerate() {
            let line = row.origin.start().line;
            without("row", &format!("on line {line}"), &|rule| {
                if let Body::Decide(table) = &mut rule.body {
                    table.rows.remove(at);
                }
            });
        }
    }
    if let Body::Require(requirement) = &rule.body {
        if let Some(filter) = &requirement.filter {
            without("where", &filter.source, &|rule| {
                if let Body::Require(requirement) = &mut rule.body {
                    requirement.filter = None;
                }
            });
        }
        if requirement.state.is_some() {
            without("status", "", &|rule| {
                if let Body::Require(requirement) = &mut rule.body {
                    requirement.state = None;
                }
            });
        }
    }
}
