//! What the coming days change: the dates on which something begins to stand in the way, or ceases to.
//!
//! A verdict changes with time alone only where a rule looks at the date of the judgement. So these rules are run again
//! for every coming date that can make a difference: each date that stands in it and the day after, the day after
//! each open deadline, and the days from which a rule or a value of a parameter counts. A date that no rule is due at
//! and that only an expression computes is not foreseen.

use super::actions::Action;
use super::progress::{Progress, Requirement};
use super::roll_up::roll_up;
use crate::evaluate::{self, Case, Horizon, Material};
use crate::finding::Status;
use crate::policy::{Pack, Process, Rule};
use crate::read::{Node, Value};
use crate::source::Date;
use std::collections::{BTreeMap, BTreeSet};

/// On how many dates a case is judged at most.
const DATES: usize = 64;

/// What the coming days change for a case.
#[derive(Debug)]
pub struct Forecast {
    /// The last date that was looked at.
    pub until: Date,
    /// Whether there were more dates to look at than the limit.
    pub cut: bool,
    /// The changes, by date.
    pub changes: Vec<Change>,
}

/// What one date changes.
#[derive(Debug)]
pub struct Change {
    /// The date.
    pub date: Date,
    /// Whether nothing is in the way of the stage in question from then on.
    pub ready: bool,
    /// What begins to stand in the way.
    pub arises: Vec<Arising>,
    /// What ceases to.
    pub clears: Vec<Arising>,
}

/// A requirement with the one item that changes.
#[derive(Clone, Debug)]
pub struct Arising {
    /// Its gate, by its place in the process; `None` for what has to hold in every stage.
    pub gate: Option<usize>,
    /// The requirement.
    pub requirement: Requirement,
}

impl Forecast {
    /// The first date on which something new begins to stand in the way.
    pub fn worsens(&self) -> Option<&Change> {
        self.changes.iter().find(|change| !change.arises.is_empty())
    }
}

/// Judges a case on the coming dates until `until`, beginning with what it is today.
pub fn forecast(case: &Case<'_>, material: &Material, today: &Progress, until: Date) -> Forecast {
    let mut forecast = Forecast { until, cut: false, changes: Vec::new() };
    let rules = changing(case, today);
    let mut coming = if rules.is_empty() { BTreeSet::new() } else { days(case, material, today) };
    let (mut judged, mut seen) = (0, case.scope.as_of);
    let mut known = blockers(today);
    while let Some(date) = coming.pop_first() {
        if date <= seen {
            continue;
        }
        if date > until {
            break;
        }
        if judged == DATES {
            forecast.cut = true;
            forecast.until = seen;
            break;
        }
        (judged, seen) = (judged + 1, date);
        let then = on(case, date, &rules, today);
        // A value of a parameter that counts from a date on moves deadlines.
        coming.extend(days_after_deadlines(&then));
        let found = blockers(&then);
        let change = Change {
            date,
            ready: then.ready(),
            arises: only_in(&found, &known),
            clears: only_in(&known, &found),
        };
        if !change.arises.is_empty() || !change.clears.is_empty() {
            forecast.changes.push(change);
        }
        known = found;
    }
    forecast
}

/// The rules whose answer can change with time alone: those that look at it, and those that are waived for a while.
fn changing<'a>(case: &Case<'a>, today: &Progress) -> Vec<&'a Rule> {
    let waived =
        |requirement: &&Requirement| requirement.items.iter().any(|item| item.status == Status::Waived);
    let waived: BTreeSet<&str> =
        today.requirements().filter(waived).map(|requirement| requirement.rule.as_str()).collect();
    let changes = |rule: &&Rule| rule.changes_with_time(case.pack) || waived.contains(rule.id.as_str());
    case.process.rules.iter().filter(changes).collect()
}

/// How far the case has come on another date, where the answers of all rules but these are those of today.
fn on<'a>(case: &Case<'a>, date: Date, rules: &[&'a Rule], today: &Progress) -> Progress {
    let case = case.as_of(date);
    let judge = |rule: &&'a Rule| evaluate::judge_rule(rule, &case, Horizon::Turns, None);
    let changed = roll_up(&case, rules.iter().flat_map(judge).collect(), today.target, today.last_date);
    today.with(changed)
}

/// The dates on which something may change.
fn days(case: &Case<'_>, material: &Material, today: &Progress) -> BTreeSet<Date> {
    let dates = dates(material);
    let after = dates.iter().copied().filter_map(next_day);
    let after = after.chain(days_after_deadlines(today));
    let after: Vec<Date> = after.chain(dated(case.pack, case.process)).collect();
    dates.into_iter().chain(after).collect()
}

/// Every date that stands in the files of a case.
fn dates(material: &Material) -> BTreeSet<Date> {
    let mut found = BTreeSet::new();
    let case = material.case.iter().map(|case| &*case.tree);
    case.chain(&material.documents).for_each(|tree| collect(&tree.root, &mut found));
    found
}

/// The latest date in the files of a case that is not after `as_of`.
pub fn last_date(material: &Material, as_of: Date) -> Option<Date> {
    dates(material).range(..=as_of).next_back().copied()
}

/// Adds the dates in a node; the reader bounds how deep it is.
fn collect(node: &Node, found: &mut BTreeSet<Date>) {
    match &node.value {
        Value::Text(text) => found.extend(Date::parse(text).or_else(|| Date::of_instant(text))),
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| collect(&entry.value, found)),
        _ => {}
    }
}

/// The days from which a rule of the process, or a value of a parameter, counts.
fn dated<'a>(pack: &'a Pack, process: &'a Process) -> impl Iterator<Item = Date> + 'a {
    let rules = process.rules.iter().filter_map(|rule| rule.effective_from);
    rules.chain(pack.parameters.values().flatten().filter_map(|value| value.from))
}

/// The first day on which each thing that is not done yet is late.
fn days_after_deadlines(progress: &Progress) -> Vec<Date> {
    let items = progress.requirements().flat_map(|requirement| &requirement.items);
    let open = items.filter_map(|item| item.deadline).filter(|deadline| deadline.done.is_none());
    open.filter_map(|deadline| next_day(deadline.due)).collect()
}

fn next_day(date: Date) -> Option<Date> {
    date.plus_days(1)
}

/// What tells an item from every other of a case: its rule, and the file and node of its subject.
type Key = (String, String, String);

/// What is in the way, each as a requirement with that item alone.
fn blockers(progress: &Progress) -> BTreeMap<Key, Arising> {
    let key = |action: &Action<'_>| {
        let subject = action.item.subject.as_ref().map(|subject| &subject.place);
        let path = subject.map(|place| place.file.path().to_owned()).unwrap_or_default();
        let node = subject.map(|place| place.node.clone()).unwrap_or_default();
        (action.requirement.rule.clone(), path, node)
    };
    let alone = |action: Action<'_>| {
        let Action { gate, requirement, item } = action;
        Arising { gate, requirement: Requirement { items: vec![item.clone()], ..requirement.clone() } }
    };
    progress.blocking().into_iter().map(|action| (key(&action), alone(action))).collect()
}

/// What is in one set and not in the other.
fn only_in(these: &BTreeMap<Key, Arising>, others: &BTreeMap<Key, Arising>) -> Vec<Arising> {
    these.iter().filter(|(key, _)| !others.contains_key(*key)).map(|(_, arising)| arising.clone()).collect()
}
