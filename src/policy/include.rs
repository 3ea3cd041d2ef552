//! The inclusion of a rule set in a process: which rules it brings, at which gates, and on which clauses they rest.

use super::Stage;
use super::faults::Faults;
use super::load::Parts;
use super::vocabulary::{word, words};
use crate::read::{Node, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// The rule set that an inclusion names.
pub(super) fn set<'a>(
    tree: &Tree,
    include: &Node,
    parts: &'a Parts,
    faults: &mut Faults,
) -> Option<&'a Tree> {
    let node = include.get("ruleSet")?;
    let name = node.as_str().unwrap_or_default();
    let found = parts.rule_sets.iter().find(|set| word(&set.root, "ruleSet") == name);
    if found.is_none() {
        let message =
            text!(sv: "regeluppsättningen `{name}` finns inte", en: "there is no rule set `{name}`");
        let known = parts.rule_sets.iter().map(|set| word(&set.root, "ruleSet"));
        faults.unknown((tree, node), "policy/rule-set", message, known);
    }
    found.map(|set| &**set)
}

/// The ids that an inclusion leaves out; each must be in the set.
pub(super) fn left_out<'t>(
    tree: &Tree,
    include: &'t Node,
    set: &Tree,
    faults: &mut Faults,
) -> BTreeSet<&'t str> {
    let ids = || words(include, "leaveOut");
    ids().for_each(|node| known_rule((tree, node), node.as_str().unwrap_or_default(), set, faults));
    ids().filter_map(Node::as_str).collect()
}

/// Checks that the set has a rule `id`.
fn known_rule(place: (&Tree, &Node), id: &str, set: &Tree, faults: &mut Faults) {
    let known: Vec<&str> = words(&set.root, "rules").map(|rule| word(rule, "id")).collect();
    if !known.contains(&id) {
        let message = text!(sv: "regeln `{id}` finns inte i uppsättningen", en: "the set has no rule `{id}`");
        let label = place.0.label(place.1, crate::source::Text::default());
        faults.unknown_at((label, id), "policy/rule-set", message, known.into_iter());
    }
}

/// The gates that the rules of a file can belong to: names, and the stage of the process that each means.
pub(super) struct Gates<'a> {
    /// `None`: a fault that has been reported already.
    known: BTreeMap<&'a str, Option<usize>>,
    /// Whether the names are those of a rule set, rather than the stages of the process.
    pub(super) of_set: bool,
}

impl<'a> Gates<'a> {
    /// Those of a process: its stages.
    pub(super) fn of_process(stages: &'a [Stage]) -> Self {
        let known = stages.iter().enumerate().map(|(at, stage)| (stage.id.as_str(), Some(at)));
        Self { known: known.collect(), of_set: false }
    }

    /// Those of a rule set: the gates that it names and the inclusion finds stages for. A set that names none
    /// means the stages of the process.
    pub(super) fn of_set(
        tree: &'a Tree,
        include: &'a Node,
        set: &'a Tree,
        process: &Self,
        faults: &mut Faults,
    ) -> Self {
        let names: Vec<&str> = words(&set.root, "gates").filter_map(Node::as_str).collect();
        let given = include.get("gates").map(Node::entries).unwrap_or_default();
        let mut known = BTreeMap::new();
        for entry in given {
            let (name, stage) = (&*entry.key, entry.value.as_str().unwrap_or_default());
            if !names.contains(&name) {
                let message = text!(sv: "regeluppsättningen har ingen grind `{name}`", en: "the rule set has no gate `{name}`");
                let mut label = tree.label(&entry.value, crate::source::Text::default());
                label.span = entry.key_span;
                faults.unknown_at((label, name), "policy/gate", message, names.iter().copied());
            }
            if !process.knows(stage) {
                let message = text!(
                    sv: "processen har inget steg `{stage}`", en: "the process has no stage `{stage}`",
                );
                faults.unknown((tree, &entry.value), "policy/gate", message, process.names());
            }
            known.insert(name, process.stage(stage));
        }
        for name in &names {
            if !known.contains_key(name) {
                let message = text!(
                    sv: "det framgår inte vilket steg uppsättningens grind `{name}` är här",
                    en: "nothing says which stage the gate `{name}` of the set is here",
                );
                let help = text!(sv: "skriv `gates: {{ {name}: … }}`", en: "write `gates: {{ {name}: … }}`");
                faults.at(tree, include, "policy/gate", message, Some(help));
                known.insert(name, None);
            }
        }
        if names.is_empty() {
            Self { known: process.known.clone(), of_set: false }
        } else {
            Self { known, of_set: true }
        }
    }

    /// Whether there is a gate `name`.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// The stage that a gate means; `None` where it is not known, or a fault that has been reported.
    pub(super) fn stage(&self, name: &str) -> Option<usize> {
        self.known.get(name).copied().flatten()
    }

    /// Every name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().copied()
    }
}

/// The clauses that an inclusion gives for rules of its set, in the place of their own.
#[derive(Default)]
pub(super) struct Cites<'a>(BTreeMap<&'a str, (&'a Tree, &'a Node)>);

impl<'a> Cites<'a> {
    /// Those of an inclusion; each must be for a rule of the set.
    pub(super) fn of(tree: &'a Tree, include: &'a Node, set: &Tree, faults: &mut Faults) -> Self {
        let given = include.get("cites").map(Node::entries).unwrap_or_default();
        for entry in given {
            known_rule((tree, &entry.value), &entry.key, set, faults);
        }
        Self(given.iter().map(|entry| (&*entry.key, (tree, &entry.value))).collect())
    }

    /// The list of clauses for a rule, and the file that it stands in.
    pub(super) fn of_rule<'r>(&'r self, tree: &'r Tree, rule: &'r Node) -> (&'r Tree, &'r [Node]) {
        match self.0.get(word(rule, "id")) {
            Some((tree, list)) => (tree, list.items()),
            None => (tree, rule.get("cites").map(Node::items).unwrap_or_default()),
        }
    }
}
