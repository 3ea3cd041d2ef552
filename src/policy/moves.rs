//! How a case moves from stage to stage, as its process says.

use super::faults::Faults;
use super::vocabulary::{word, words};
use crate::expr::Moves;
use crate::read::{Node, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// The stages that a case can come to from each of those of a process. A stage that names none that come next is
/// followed by the one after it.
pub(super) fn moves(tree: &Tree, faults: &mut Faults) -> Moves {
    let stages: Vec<&Node> = words(&tree.root, "stages").collect();
    let ids: Vec<&str> = stages.iter().map(|stage| word(stage, "id")).collect();
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (at, stage) in stages.iter().enumerate() {
        let following = || ids.get(at + 1).copied().into_iter().collect();
        let named = stage.get("next").map(|list| list.items().iter().filter_map(Node::as_str).collect());
        next.insert(word(stage, "id"), named.unwrap_or_else(following));
        for node in words(stage, "next") {
            let name = node.as_str().unwrap_or_default();
            if !ids.contains(&name) {
                let process = word(&tree.root, "process");
                let message = text!(
                    sv: "processen `{process}` har inget steg `{name}`",
                    en: "the process `{process}` has no stage `{name}`",
                );
                faults.unknown((tree, node), "policy/gate", message, ids.iter().copied());
            }
        }
    }
    let reached = |from: &str| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(stage) = open.pop() {
            for to in next.get(stage).into_iter().flatten() {
                if reached.insert((*to).to_owned()) {
                    open.push(to);
                }
            }
        }
        reached
    };
    ids.iter().map(|id| ((*id).to_owned(), reached(id))).collect()
}
