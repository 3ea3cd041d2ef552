//! Faults of a pack, collected with their places.

use super::Clause;
use crate::expr::Fault;
use crate::finding::{Finding, Label};
use crate::read::{self, Node, Tree};
use crate::source::{Lang, Text, suggest};
use std::collections::BTreeMap;

/// Everything that is wrong with a pack.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<Finding>);

impl Faults {
    /// Notes a fault at a node.
    pub(super) fn at(&mut self, tree: &Tree, node: &Node, code: &str, message: Text, help: Option<Text>) {
        self.push(tree.label(node, Text::default()), code, message, help);
    }

    /// Notes a fault at a key of a mapping, or at the mapping where it lacks the key.
    pub(super) fn at_key(&mut self, tree: &Tree, parent: &Node, key: &str, code: &str, message: Text) {
        self.push(tree.label_key(parent, key, Text::default()), code, message, None);
    }

    /// Notes that `name` is not among `known`, with the nearest of them.
    pub(super) fn unknown<'n>(
        &mut self,
        (tree, node): (&Tree, &Node),
        code: &str,
        message: Text,
        known: impl Iterator<Item = &'n str>,
    ) {
        let label = tree.label(node, Text::default());
        self.unknown_at((label, node.as_str().unwrap_or_default()), code, message, known);
    }

    /// The same for a name whose place is known already.
    pub(super) fn unknown_at<'n>(
        &mut self,
        (label, name): (Label, &str),
        code: &str,
        message: Text,
        known: impl Iterator<Item = &'n str>,
    ) {
        let known: Vec<&str> = known.collect();
        let near = suggest(name, known.iter().copied());
        let help = match near {
            Some(near) => Some(text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?")),
            None if known.is_empty() || known.len() > 12 => None,
            None => {
                let known = known.join("`, `");
                Some(text!(sv: "de som finns är `{known}`", en: "these exist: `{known}`"))
            }
        };
        self.push(label, code, message, help);
    }

    /// Notes each of some ids of clauses that is not among the known ones.
    pub(super) fn clauses<'n>(
        &mut self,
        tree: &Tree,
        ids: impl IntoIterator<Item = &'n Node>,
        known: &BTreeMap<String, Clause>,
    ) {
        for node in ids {
            let id = node.as_str().unwrap_or_default();
            if !known.contains_key(id) {
                let message = text!(sv: "satsen `{id}` finns inte", en: "there is no clause `{id}`");
                self.unknown((tree, node), "policy/clause", message, known.keys().map(String::as_str));
            }
        }
    }

    /// Notes the faults of an expression that is the text of `node`.
    pub(super) fn expression(&mut self, tree: &Tree, node: &Node, faults: Vec<Fault>) {
        for fault in faults {
            let mut label = tree.label(node, Text::default());
            label.span = read::inside(tree, node, &fault.span.range());
            self.push(label, "policy/expression", fault.message, fault.help);
        }
    }

    /// Notes that the condition at a node does not depend on the case.
    pub(super) fn constant(&mut self, tree: &Tree, node: &Node) {
        let message = text!(
            sv: "villkoret ger samma svar för alla ärenden",
            en: "the condition gives the same answer for every case",
        );
        self.at(tree, node, "policy/constant", message, None);
    }

    /// Notes the faults of a message that is the mapping `node` of languages to texts.
    pub(super) fn template(&mut self, tree: &Tree, node: &Node, faults: Vec<(Lang, Fault)>) {
        for (lang, fault) in faults {
            let wording = node.get(lang.code()).unwrap_or(node);
            self.expression(tree, wording, vec![fault]);
        }
    }

    /// Notes a fault at a place.
    pub(super) fn push(&mut self, label: Label, code: &str, message: Text, help: Option<Text>) {
        let mut finding = Finding::error(code, message, label).incomplete();
        finding.help = help;
        self.0.push(finding);
    }
}
