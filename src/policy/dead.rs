//! Dead policy: what stands in a pack and has no effect. It is not wrong, but its author believes that it is used.

use super::load::Parts;
use super::vocabulary::{CASE, word, words};
use super::{Body, Clause, Process, Rule};
use crate::finding::{Finding, Label, Level};
use crate::read::{Node, Tree};
use crate::source::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A warning for everything of the pack that nothing uses.
pub(super) fn warnings(
    parts: &Parts,
    processes: &BTreeMap<String, Process>,
    clauses: &BTreeMap<String, Clause>,
) -> Vec<Finding> {
    let mut warnings = Vec::new();
    let rules: Vec<&Rule> = processes.values().flat_map(|process| &process.rules).collect();
    definitions(parts, &rules, &mut warnings);
    functions_of_files(parts, processes, &mut warnings);
    lists(parts, &mut warnings);
    kinds(parts, processes, &mut warnings);
    uncited(parts, &rules, clauses, &mut warnings);
    warnings
}

/// Parameters, functions, owners, states, references and formats of pack.yaml that nothing uses.
fn definitions(parts: &Parts, rules: &[&Rule], warnings: &mut Vec<Finding>) {
    let root = &parts.pack.root;
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut using = |section, name| {
        used.entry(section).or_default().insert(name);
    };
    for rule in rules {
        for expression in rule.expressions() {
            expression.parameters().into_iter().for_each(|name| using("parameters", name));
            expression.functions().into_iter().for_each(|name| using("functions", name));
        }
        rule.owner.iter().for_each(|owner| using("owners", &owner.role));
        rule.approver().into_iter().for_each(|role| using("owners", role));
        if let Body::Require(requirement) = &rule.body
            && let Some(state) = &requirement.state
        {
            using("states", &state.name);
            state.decided_by.iter().for_each(|owner| using("owners", &owner.role));
        }
        if let Body::Decide(table) = &rule.body {
            table.decided_by.iter().for_each(|owner| using("owners", &owner.role));
        }
    }
    let schemas = parts.documents.values().chain(parts.shared.values());
    schemas.for_each(|tree| schema_words(&tree.root, &mut using));
    // What the lists and names of pack.yaml itself call counts as used, too.
    for (section, key) in [("references", "of"), ("owners", "name")] {
        for entry in root.get(section).map(Node::entries).unwrap_or_default() {
            mentioned(word(&entry.value, key), root, &mut using);
        }
    }
    for section in ["parameters", "functions", "owners", "states", "references", "formats"] {
        let used = |name: &str| used.get(section).is_some_and(|used| used.contains(name));
        unused(&parts.pack, section, used, warnings);
    }
}

/// Functions of rule sets and processes that nothing uses.
fn functions_of_files(parts: &Parts, processes: &BTreeMap<String, Process>, warnings: &mut Vec<Finding>) {
    let called: BTreeMap<&str, BTreeSet<&str>> = processes
        .values()
        .map(|process| {
            let expressions = process.rules.iter().flat_map(Rule::expressions);
            (process.id.as_str(), expressions.flat_map(|expression| expression.functions()).collect())
        })
        .collect();
    let calls = |process: &Tree, name: &str| {
        called.get(word(&process.root, "process")).is_some_and(|called| called.contains(name))
    };
    for process in &parts.processes {
        unused(process, "functions", |name| calls(process, name), warnings);
    }
    for set in &parts.rule_sets {
        let id = word(&set.root, "ruleSet");
        let includes = |process: &&Arc<Tree>| {
            words(&process.root, "include").any(|include| word(include, "ruleSet") == id)
        };
        let including: Vec<_> = parts.processes.iter().filter(includes).collect();
        let used = |name: &str| including.iter().any(|process| calls(process, name));
        unused(set, "functions", used, warnings);
    }
}

/// Warns of each entry of a section that is not used.
fn unused(tree: &Tree, section: &str, used: impl Fn(&str) -> bool, warnings: &mut Vec<Finding>) {
    for entry in tree.root.get(section).map(Node::entries).unwrap_or_default() {
        let name = &entry.key;
        if !used(name) {
            let message = text!(
                sv: "`{name}` i `{section}` används inte", en: "nothing uses `{name}` of `{section}`",
            );
            let mut label = tree.label(&entry.value, Text::default());
            label.span = entry.key_span;
            warnings.push(warning("policy/unused", message, label));
        }
    }
}

/// The functions of the pack whose names stand in an expression.
fn mentioned<'t>(source: &str, root: &'t Node, using: &mut impl FnMut(&'static str, &'t str)) {
    let words: BTreeSet<&str> = source.split(|c: char| !c.is_alphanumeric()).collect();
    for entry in root.get("functions").map(Node::entries).unwrap_or_default() {
        if words.contains(&*entry.key) {
            using("functions", &entry.key);
        }
    }
}

/// The references and formats that a schema names.
fn schema_words<'t>(node: &'t Node, using: &mut impl FnMut(&'static str, &'t str)) {
    for entry in node.entries() {
        match (&*entry.key, entry.value.as_str()) {
            ("reference", Some(name)) => using("references", name),
            ("format", Some(name)) => using("formats", name),
            _ => schema_words(&entry.value, using),
        }
    }
    node.items().iter().for_each(|item| schema_words(item, using));
}

/// Lists that nothing refers to.
fn lists(parts: &Parts, warnings: &mut Vec<Finding>) {
    let secrets = parts.pack.root.get("secrets").map(Node::entries).unwrap_or_default();
    let lists = secrets.iter().filter_map(|entry| entry.value.get("harmless"));
    let mentioned: BTreeSet<&str> = lists.map(|harmless| word(harmless, "list")).collect();
    for (name, tree) in parts.lists.iter().filter(|(name, _)| !mentioned.contains(name.as_str())) {
        let message = text!(sv: "ingenting använder listan `{name}`", en: "nothing uses the list `{name}`");
        warnings.push(warning("policy/unused", message, at(tree, "title")));
    }
}

/// Document kinds that no process mentions.
fn kinds(parts: &Parts, processes: &BTreeMap<String, Process>, warnings: &mut Vec<Finding>) {
    let mentioned: BTreeSet<&str> =
        processes.values().flat_map(|process| &process.documents).map(String::as_str).collect();
    for (kind, tree) in &parts.documents {
        if kind != CASE && !mentioned.contains(kind.as_str()) {
            let message = text!(
                sv: "ingen process har dokument av slaget `{kind}`",
                en: "no process has documents of the kind `{kind}`",
            );
            warnings.push(warning("policy/unused", message, at(tree, "title")));
        }
    }
}

/// Clauses that no rule cites and that do not say why.
fn uncited(parts: &Parts, rules: &[&Rule], clauses: &BTreeMap<String, Clause>, warnings: &mut Vec<Finding>) {
    let mut cited: BTreeSet<&str> = rules.iter().flat_map(|rule| &rule.cites).map(String::as_str).collect();
    for tree in &parts.processes {
        let stages = words(&tree.root, "stages").flat_map(|stage| words(stage, "cites"));
        cited.extend(words(&tree.root, "cites").chain(stages).filter_map(Node::as_str));
    }
    for (id, clause) in clauses {
        match (&clause.unchecked, cited.contains(id.as_str())) {
            (None, false) if !clause.informs() => {
                let message =
                    text!(sv: "ingen regel vilar på satsen `{id}`", en: "no rule rests on the clause `{id}`");
                let help = text!(
                    sv: "låt en regel hänvisa till satsen, eller skriv i `unchecked` varför ingen kan göra det",
                    en: "let a rule cite the clause, or write in `unchecked` why none can",
                );
                warnings
                    .push(warning("policy/uncited-clause", message, clause.origin.clone()).with_help(help));
            }
            (Some(_), true) => {
                let message = text!(
                    sv: "satsen `{id}` har ett skäl i `unchecked`, men en regel vilar på den",
                    en: "the clause `{id}` has a reason in `unchecked`, but a rule rests on it",
                );
                warnings.push(warning("policy/uncited-clause", message, clause.origin.clone()));
            }
            _ => {}
        }
    }
}

fn at(tree: &Tree, key: &str) -> Label {
    match tree.root.get(key) {
        Some(node) => tree.label(node, Text::default()),
        None => tree.label(&tree.root, Text::default()),
    }
}

fn warning(code: &str, message: Text, label: Label) -> Finding {
    Finding::error(code, message, label).at_level(Level::Warning)
}
