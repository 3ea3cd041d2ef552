//! What a pack lets its users except from its rules: how far ahead a waiver may reach, and which rules of gates a
//! baseline may cover.

use super::faults::Faults;
use super::vocabulary::words;
use super::{Clause, Process};
use crate::read::{Node, Tree, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What may be excepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    /// How many days from the date of the judgement a waiver may reach at most; `None`: there are no waivers.
    pub waiver_days: Option<i64>,
    /// The rules with a gate that a baseline may cover. It may cover every rule without one.
    pub baseline: BTreeSet<String>,
}

/// What `waivers` and `baseline` of pack.yaml say.
pub(super) fn exceptions(pack: &Tree) -> Exceptions {
    let days = pack.root.get("waivers").and_then(|waivers| waivers.get("maximumDays"));
    let days = days.and_then(|days| if let Value::Int(days) = days.value { Some(days) } else { None });
    let rules = gate_rules(pack).filter_map(Node::as_str).map(str::to_owned);
    Exceptions { waiver_days: days, baseline: rules.collect() }
}

/// Checks that the clauses and rules that they name exist.
pub(super) fn check(
    pack: &Tree,
    clauses: &BTreeMap<String, Clause>,
    processes: &BTreeMap<String, Process>,
    faults: &mut Faults,
) {
    // Where processes are at fault, rules are missing that are there.
    if faults.0.is_empty() {
        let rules = processes.values().flat_map(|process| &process.rules);
        let known: BTreeSet<&str> = rules.map(|rule| rule.id.as_str()).collect();
        for node in gate_rules(pack) {
            let id = node.as_str().unwrap_or_default();
            if !known.contains(id) {
                let message = text!(sv: "regeln `{id}` finns inte", en: "there is no rule `{id}`");
                faults.unknown((pack, node), "policy/baseline", message, known.iter().copied());
            }
        }
    }
    for key in ["waivers", "baseline"] {
        let node = pack.root.get(key);
        faults.clauses(pack, node.into_iter().flat_map(|node| words(node, "cites")), clauses);
    }
}

fn gate_rules(pack: &Tree) -> impl Iterator<Item = &Node> {
    pack.root.get("baseline").into_iter().flat_map(|baseline| words(baseline, "gateRules"))
}
