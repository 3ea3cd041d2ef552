//! Processes, with the rules of the rule sets that they include.

use super::faults::Faults;
use super::include::{self, Cites, Gates};
use super::load::Parts;
use super::rules::{self, origin};
use super::vocabulary::{self, CASE, text, word, words};
use super::{Base, Clause, Process, Rule, Stage, moves};
use crate::expr::{self, Expression, Root, Wanted};
use crate::read::{Node, Tree};
use crate::source::Text;
use crate::structure::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the rules of one file can refer to in a process.
pub(super) struct Context<'a> {
    pub(super) pack: Arc<Tree>,
    pub(super) base: Base,
    pub(super) process: &'a str,
    pub(super) gates: Gates<'a>,
    pub(super) cites: Cites<'a>,
    pub(super) documents: &'a [String],
    pub(super) owners: &'a BTreeMap<String, Owner>,
    pub(super) known: Option<Known<'a>>,
}

/// What rules name, for finding out whether it is there.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) kinds: &'a BTreeMap<String, Schema>,
    pub(super) clauses: &'a BTreeMap<String, Clause>,
}

/// Somebody who can act.
#[derive(Debug)]
pub(super) struct Owner {
    pub(super) title: Text,
    pub(super) name: Option<Expression>,
}

/// The owners of the pack.
pub(super) fn owners(pack: &Tree, base: &Base, faults: &mut Faults) -> BTreeMap<String, Owner> {
    let mut owners = BTreeMap::new();
    // Whose turn it is can be said whether an earlier version is known or not.
    let base = &vocabulary::without(base, &[Root::BeforeCase, Root::BeforeDocuments]);
    for entry in pack.root.get("owners").map(Node::entries).unwrap_or_default() {
        let name = entry.value.get("name").and_then(|node| {
            match expr::compile(node.as_str().unwrap_or_default(), base, Wanted::Shown) {
                Ok((expression, _)) => Some(expression),
                Err(found) => {
                    faults.expression(pack, node, found);
                    None
                }
            }
        });
        owners.insert(entry.key.to_string(), Owner { title: text(entry.value.get("title")), name });
    }
    owners
}

/// The clauses of the pack.
pub(super) fn clauses(parts: &Parts, faults: &mut Faults) -> BTreeMap<String, Clause> {
    let mut clauses = BTreeMap::new();
    for tree in &parts.clauses {
        clauses_in(tree, &parts.pack, &mut clauses, faults);
    }
    clauses
}

/// Adds the clauses of a file to those that there are.
pub(super) fn clauses_in(
    tree: &Tree,
    pack: &Tree,
    clauses: &mut BTreeMap<String, Clause>,
    faults: &mut Faults,
) {
    let sources = pack.root.get("sources");
    let id = word(&tree.root, "source");
    let source = sources.and_then(|sources| sources.get(id));
    if let (None, Some(node)) = (source, tree.root.get("source")) {
        let message = text!(sv: "källan `{id}` finns inte", en: "there is no source `{id}`");
        let known = sources.map(Node::entries).unwrap_or_default().iter().map(|entry| &*entry.key);
        faults.unknown((tree, node), "policy/source", message, known);
    }
    // The clauses of an unknown source are there all the same: whoever cites them is not at fault.
    let source_words = source.map(source_words).unwrap_or_default();
    for (index, node) in words(&tree.root, "clauses").enumerate() {
        let name = word(node, "id").to_owned();
        let origin = origin(tree, node, &format!("/clauses/{index}"));
        if clauses.contains_key(&name) {
            let message =
                text!(sv: "satsen `{name}` finns två gånger", en: "the clause `{name}` exists twice");
            faults.push(origin, "policy/clause", message, None);
            continue;
        }
        let clause = Clause {
            source: id.to_owned(),
            source_words: source_words.clone(),
            section: text(node.get("section")),
            modality: word(node, "modality").to_owned(),
            check: word(node, "check").to_owned(),
            text: text(node.get("text")),
            unchecked: node.get("unchecked").map(|why| text(Some(why))),
            origin,
        };
        clauses.insert(name, clause);
    }
}

/// A source's title with its version and status.
fn source_words(source: &Node) -> Text {
    let title = text(source.get("title"));
    let version = source.get("version").and_then(Node::as_str);
    let status = source.get("status").map(|status| text(Some(status)));
    Text::each(|lang| {
        let version = version.map(|version| format!(" v{version}")).unwrap_or_default();
        let status = status.as_ref().map(|status| format!(" ({})", status.get(lang))).unwrap_or_default();
        format!("{}{version}{status}", title.get(lang))
    })
}

/// Checks that every rule set has a name of its own and is part of some process: one that is not would silently do
/// nothing.
pub(super) fn rule_sets(parts: &Parts, faults: &mut Faults) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let includes = parts.processes.iter().flat_map(|process| words(&process.root, "include"));
    let included: BTreeSet<&str> = includes.map(|include| word(include, "ruleSet")).collect();
    let names: BTreeSet<&str> = parts.rule_sets.iter().map(|set| word(&set.root, "ruleSet")).collect();
    // A set that seems left over may be the one that a misspelt inclusion means.
    let all_known = included.is_subset(&names);
    for set in &parts.rule_sets {
        let name = word(&set.root, "ruleSet");
        let message = if !seen.insert(name) {
            text!(sv: "regeluppsättningen `{name}` finns två gånger", en: "the rule set `{name}` exists twice")
        } else if all_known && !included.contains(name) {
            text!(
                sv: "ingen process tar med regeluppsättningen `{name}`",
                en: "no process includes the rule set `{name}`",
            )
        } else {
            continue;
        };
        faults.at_key(set, &set.root, "ruleSet", "policy/rule-set", message);
    }
}

/// Everything that a process is compiled against.
pub(super) struct Shared<'a> {
    pub(super) parts: &'a Parts,
    pub(super) base: &'a Base,
    pub(super) owners: &'a BTreeMap<String, Owner>,
    pub(super) known: Option<Known<'a>>,
}

/// The processes of the pack.
pub(super) fn processes(shared: &Shared<'_>, faults: &mut Faults) -> BTreeMap<String, Process> {
    let mut processes = BTreeMap::new();
    for tree in &shared.parts.processes {
        let process = process(tree, shared, faults);
        if processes.contains_key(&process.id) {
            let id = &process.id;
            let message =
                text!(sv: "processen `{id}` finns två gånger", en: "the process `{id}` exists twice");
            faults.at_key(tree, &tree.root, "process", "policy/process", message);
        }
        processes.insert(process.id.clone(), process);
    }
    processes
}

/// One process.
pub(super) fn process(tree: &Tree, shared: &Shared<'_>, faults: &mut Faults) -> Process {
    let root = &tree.root;
    let stages: Vec<Stage> = words(root, "stages")
        .map(|node| Stage { id: word(node, "id").to_owned(), title: text(node.get("title")) })
        .collect();
    let documents: Vec<String> =
        words(root, "documents").filter_map(Node::as_str).map(str::to_owned).collect();
    if let Some(known) = shared.known {
        unknown_kinds(tree, known.kinds, faults);
        faults.clauses(tree, words(root, "cites"), known.clauses);
        let stages = words(root, "stages").flat_map(|stage| words(stage, "cites"));
        faults.clauses(tree, stages, known.clauses);
    }
    let own = Context {
        pack: Arc::clone(&shared.parts.pack),
        base: shared.base.clone(),
        process: word(root, "process"),
        gates: Gates::of_process(&stages),
        cites: Cites::default(),
        documents: &documents,
        owners: shared.owners,
        known: shared.known,
    };
    let (rules, closed) = rules_of(tree, shared, own, faults);
    Process {
        id: word(root, "process").to_owned(),
        title: text(root.get("title")),
        moves: moves::moves(tree, faults),
        documents,
        stages,
        closed,
        rules,
    }
}

fn unknown_kinds(tree: &Tree, kinds: &BTreeMap<String, Schema>, faults: &mut Faults) {
    for node in words(&tree.root, "documents") {
        let kind = node.as_str().unwrap_or_default();
        if !kinds.contains_key(kind) || kind == CASE {
            let message =
                text!(sv: "dokumentslaget `{kind}` finns inte", en: "there is no document kind `{kind}`");
            let known = kinds.keys().map(String::as_str).filter(|kind| *kind != CASE);
            faults.unknown((tree, node), "policy/kind", message, known);
        }
    }
}

/// The rules of the included sets, then the process's own; each id once. The rules of a set see the functions of
/// the pack and of the set, those of the process the functions of all sets that it includes, and its own. So does what
/// tells whether a case is closed, which comes second.
fn rules_of<'a>(
    tree: &'a Tree,
    shared: &Shared<'a>,
    mut own: Context<'a>,
    faults: &mut Faults,
) -> (Vec<Rule>, Option<Expression>) {
    let mut rules = Vec::new();
    for include in words(&tree.root, "include") {
        let Some(set) = include::set(tree, include, shared.parts, faults) else { continue };
        let context = Context {
            pack: Arc::clone(&own.pack),
            base: vocabulary::functions(set, shared.base, faults),
            gates: Gates::of_set(tree, include, set, &own.gates, faults),
            cites: Cites::of(tree, include, set, faults),
            ..own
        };
        own.base = vocabulary::functions(set, &own.base, faults);
        let left_out = include::left_out(tree, include, set, faults);
        compile_all(set, &left_out, &context, &mut rules, faults);
    }
    own.base = vocabulary::functions(tree, &own.base, faults);
    compile_all(tree, &BTreeSet::new(), &own, &mut rules, faults);
    (rules, closed(tree, &own.base, faults))
}

/// What tells whether a case is closed: the case itself, whatever stood in it before and whatever other cases say.
fn closed(tree: &Tree, base: &Base, faults: &mut Faults) -> Option<Expression> {
    let node = tree.root.get("closed")?;
    let base = &vocabulary::without(base, &[Root::BeforeCase, Root::BeforeDocuments, Root::Cases]);
    match expr::compile(node.as_str().unwrap_or_default(), base, Wanted::Condition) {
        Ok((expression, _)) if expression.is_constant() => {
            faults.constant(tree, node);
            None
        }
        Ok((expression, _)) => Some(expression),
        Err(found) => {
            faults.expression(tree, node, found);
            None
        }
    }
}

fn compile_all(
    tree: &Tree,
    left_out: &BTreeSet<&str>,
    context: &Context<'_>,
    rules: &mut Vec<Rule>,
    faults: &mut Faults,
) {
    for (index, node) in words(&tree.root, "rules").enumerate() {
        let id = word(node, "id");
        if left_out.contains(id) {
            continue;
        }
        if let Some(known) = rules.iter().find(|rule| rule.id == id) {
            let place = known.origin.file.path();
            let message = text!(
                sv: "regeln `{id}` finns redan i {place}", en: "the rule `{id}` already exists in {place}",
            );
            faults.at(tree, node.get("id").unwrap_or(node), "policy/duplicate-rule", message, None);
            continue;
        }
        rules.extend(rules::rule(tree, node, &format!("/rules/{index}"), context, faults));
    }
}
