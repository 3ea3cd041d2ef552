//! A baseline: the findings that were there when klar was taken into use, by rule, case and node, never by line.

use super::{checked, stops};
use crate::finding::{Finding, Label};
use crate::read::{Node, Secrets, Tree};
use crate::source::Text;

/// A finding that a baseline knows.
#[derive(Clone, Debug)]
pub struct Known {
    /// What it is known by.
    pub key: Key,
    /// Its place in the file.
    pub at: Label,
}

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The id of the case.
    pub case: String,
    /// Its code.
    pub rule: String,
    /// Its place in the case, as [`Label::address`] gives it.
    pub node: String,
}

/// Reads the baseline in the file shown as `shown`. Whatever is wrong with the file makes the run incomplete.
pub fn parse(shown: &str, bytes: Vec<u8>, secrets: &Secrets) -> (Vec<Known>, Vec<Finding>) {
    let schema = ("schema:baseline", include_str!("baseline.yaml"));
    let (tree, findings) = checked(secrets.parse(shown, bytes), schema);
    let Some(tree) = tree.filter(|_| !stops(&findings)) else { return (Vec::new(), findings) };
    let nodes = tree.root.get("findings").map(Node::items).unwrap_or_default();
    (nodes.iter().filter_map(|node| known(&tree, node)).collect(), findings)
}

fn known(tree: &Tree, node: &Node) -> Option<Known> {
    let word = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
    let key = Key { case: word("case")?, rule: word("rule")?, node: word("node")? };
    Some(Known { key, at: tree.label(node.get("rule")?, Text::default()) })
}

/// A file with these findings, in their order.
pub fn written<'k>(keys: impl Iterator<Item = &'k Key>) -> String {
    let mut text =
        "# Known findings, written by `klar check --write-baseline`. The list only becomes shorter.\n"
            .to_owned();
    let lines: Vec<String> = keys.map(line).collect();
    text.push_str(if lines.is_empty() { "findings: []\n" } else { "findings:\n" });
    text.extend(lines);
    text
}

fn line(Key { case, rule, node }: &Key) -> String {
    let [case, rule, node] = [case, rule, node].map(|text| quoted(text));
    format!("  - {{ case: {case}, rule: {rule}, node: {node} }}\n")
}

/// The text in double quotes, with everything that cannot be seen as an escape.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if crate::source::invisible(character) => {
                let escape = format!("\\U{:08x}", u32::from(character));
                quoted.push_str(&escape);
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let key = |node: &str| Key { case: "a \"b\"".into(), rule: "a/b".into(), node: node.into() };
        let keys = ["case.yaml#", "x: y#/\\/0", "\n\u{1b}\u{202e}\u{e0041}#/å"].map(key);
        let (known, faults) = parse("b.yaml", written(keys.iter()).into_bytes(), &Secrets::default());
        assert!(faults.is_empty(), "{faults:?}");
        assert!(known.iter().map(|known| &known.key).eq(&keys), "{known:?}");
        assert!(parse("b.yaml", written([].into_iter()).into_bytes(), &Secrets::default()).1.is_empty());
    }
}
