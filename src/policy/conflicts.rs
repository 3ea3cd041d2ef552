//! Where the sources say different things, and what the pack makes of it: `conflicts` of pack.yaml.

use super::Clause;
use super::faults::Faults;
use super::pack::Pack;
use super::vocabulary::{text, words};
use crate::read::{Node, Tree};
use crate::source::Text;
use std::collections::BTreeMap;

/// A conflict between clauses, and how it is resolved.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The clauses that do not fit together.
    pub clauses: Vec<String>,
    /// What the conflict is.
    pub title: Text,
    /// What the pack makes of it.
    pub resolution: Text,
}

impl Pack {
    /// The conflicts in which any of these clauses takes part, in the order of the pack.
    pub fn conflicts_of(&self, clauses: &[String]) -> Vec<Conflict> {
        let conflict = |node: &Node| Conflict {
            clauses: words(node, "clauses").filter_map(Node::as_str).map(str::to_owned).collect(),
            title: text(node.get("title")),
            resolution: text(node.get("resolution")),
        };
        let all = words(&self.tree.root, "conflicts").map(conflict);
        all.filter(|conflict| conflict.clauses.iter().any(|clause| clauses.contains(clause))).collect()
    }
}

/// The clauses of a conflict must exist.
pub(super) fn check(pack: &Tree, clauses: &BTreeMap<String, Clause>, faults: &mut Faults) {
    let cited = words(&pack.root, "conflicts").flat_map(|conflict| words(conflict, "clauses"));
    faults.clauses(pack, cited, clauses);
}
