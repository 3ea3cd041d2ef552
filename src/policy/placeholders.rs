//! Texts that only hold a place, such as "to be decided": `placeholders` of pack.yaml.

use super::faults::Faults;
use super::vocabulary::words;
use crate::read::{Node, Tree};
use crate::structure;
use regex::Regex;

/// What texts that only hold a place look like, in lower case and without space around them.
#[derive(Debug, Default)]
pub struct Placeholders(Vec<Regex>);

/// How many bytes a text that only holds a place has at the most.
const LONGEST: usize = 100;

impl Placeholders {
    /// The placeholders of a pack.
    pub(super) fn of(pack: &Tree, faults: &mut Faults) -> Self {
        let mut patterns = Vec::new();
        for node in words(&pack.root, "placeholders") {
            match structure::regex(node.as_str().unwrap_or_default()) {
                Ok(pattern) => patterns.push(pattern),
                Err(why) => faults.at(pack, node, "policy/placeholder", why, None),
            }
        }
        Self(patterns)
    }

    /// The texts of a tree that only hold a place, in the order of the file.
    pub fn in_tree<'t>(&self, tree: &'t Tree) -> Vec<&'t Node> {
        let mut found = Vec::new();
        if !self.0.is_empty() {
            self.collect(&tree.root, &mut found);
        }
        found
    }

    fn collect<'t>(&self, node: &'t Node, found: &mut Vec<&'t Node>) {
        if node.as_str().is_some_and(|text| self.have(text)) {
            found.push(node);
        }
        node.items().iter().for_each(|item| self.collect(item, found));
        node.entries().iter().for_each(|entry| self.collect(&entry.value, found));
    }

    fn have(&self, text: &str) -> bool {
        let text = text.trim();
        if text.len() > LONGEST {
            return false;
        }
        let text = text.to_lowercase();
        self.0.iter().any(|pattern| pattern.is_match(&text))
    }
}
