//! Anchors, and what they keep for the aliases that may follow.

use super::{Node, Value};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The anchors of a document.
#[derive(Default)]
pub(super) struct Anchors<'a> {
    /// What each anchor stands for, once that is closed.
    kept: BTreeMap<usize, Anchored>,
    /// What is kept weighs this much together.
    weight: usize,
    /// The names, in the order of the file.
    pub(super) names: Vec<(Cow<'a, str>, Span)>,
}

/// A node that an alias can repeat.
pub(super) struct Anchored {
    pub(super) node: Node,
    /// How much it counts against the limit of nodes.
    pub(super) weight: usize,
    /// How deep collections lie in it.
    pub(super) depth: usize,
}

impl<'a> Anchors<'a> {
    /// Notes the name of an anchor.
    pub(super) fn name(&mut self, name: Cow<'a, str>, span: Span) {
        self.names.push((name, span));
    }

    /// Keeps a node under an anchor. Gives the weight of all that is kept.
    pub(super) fn keep(&mut self, id: usize, node: &Node) -> usize {
        let (weight, depth) = measure(node);
        self.weight += weight;
        self.kept.insert(id, Anchored { node: node.clone(), weight, depth });
        self.weight
    }

    /// What an anchor stands for; `None` inside the node that has the anchor.
    pub(super) fn get(&self, id: usize) -> Option<&Anchored> {
        self.kept.get(&id)
    }

    /// Where the last anchor with a name stands.
    pub(super) fn place(&self, name: &str) -> Option<Span> {
        self.names.iter().rev().find(|(known, _)| known == name).map(|(_, span)| *span)
    }
}

/// The weight of a node behind an alias, and the depth of collections in it. Each node and key weighs 1, and 1
/// more for every 64 bytes of text.
fn measure(node: &Node) -> (usize, usize) {
    let with = |(weight, depth): (usize, usize), node: &Node| {
        let (more, below) = measure(node);
        (weight + more, depth.max(below))
    };
    match &node.value {
        Value::Text(text) => (1 + text.len() / 64, 0),
        Value::List(items) => {
            let (weight, depth) = items.iter().fold((1, 0), with);
            (weight, depth + 1)
        }
        Value::Map(entries) => {
            let (weight, depth) = entries.iter().fold((1, 0), |sum, entry| {
                let (weight, depth) = with(sum, &entry.value);
                (weight + 1 + entry.key.len() / 64, depth)
            });
            (weight, depth + 1)
        }
        _ => (1, 0),
    }
}
