//! Kinds of change, as pack.yaml tells them apart: what happens where in which kind of document.

use super::Clause;
use super::faults::Faults;
use super::vocabulary::{CASE, text, word, words};
use crate::read::{Node, Tree};
use crate::source::Text;
use crate::structure::{Schema, Shape};
use std::collections::BTreeMap;

/// What happened to something between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another value, or something in it has.
    Changed,
    /// It stands elsewhere.
    Moved,
}

impl What {
    /// Every one, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Added, Self::Removed, Self::Changed, Self::Moved];

    /// The word in packs and in machine formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Moved => "moved",
        }
    }
}

/// A kind of change: what it is called, and what has to happen where.
#[derive(Debug)]
pub struct ChangeKind {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// The ids of the clauses that say what follows from it.
    pub cites: Vec<String>,
    /// The kind of document.
    pub document: String,
    /// The way to what changes, from the root of the document; `None`: any item or key.
    pub steps: Vec<Option<String>>,
    /// What happens there.
    pub what: Vec<What>,
}

/// What the places and clauses of the table are held against; nothing where it is known to be right.
pub(super) type Known<'a> = Option<(&'a BTreeMap<String, Schema>, &'a BTreeMap<String, Clause>)>;

/// The kinds of change of the pack, in their order.
pub(super) fn changes(pack: &Tree, known: Known<'_>, faults: &mut Faults) -> Vec<ChangeKind> {
    let entries = pack.root.get("changes").map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| change(pack, &entry.key, &entry.value, known, faults)).collect()
}

fn change(pack: &Tree, id: &str, node: &Node, known: Known<'_>, faults: &mut Faults) -> ChangeKind {
    let given: Vec<What> = words(node, "what").filter_map(|node| what(node.as_str()?)).collect();
    let document = node.get("document").and_then(Node::as_str).unwrap_or(CASE);
    let steps = word(node, "at")
        .split('/')
        .skip(1)
        .map(|step| (step != "*").then(|| step.replace("~1", "/").replace("~0", "~")));
    let steps: Vec<Option<String>> = steps.collect();
    if let Some((kinds, clauses)) = known {
        match kinds.get(document) {
            Some(schema) => leads_somewhere(pack, node, &steps, schema, faults),
            None => {
                let place = node.get("document").unwrap_or(node);
                let message = text!(
                    sv: "dokumentslaget `{document}` finns inte", en: "there is no document kind `{document}`",
                );
                faults.unknown((pack, place), "policy/kind", message, kinds.keys().map(String::as_str));
            }
        }
        for cited in words(node, "cites") {
            let clause = cited.as_str().unwrap_or_default();
            if !clauses.contains_key(clause) {
                let message = text!(sv: "satsen `{clause}` finns inte", en: "there is no clause `{clause}`");
                faults.unknown((pack, cited), "policy/clause", message, clauses.keys().map(String::as_str));
            }
        }
    }
    ChangeKind {
        id: id.to_owned(),
        title: text(node.get("title")),
        cites: words(node, "cites").filter_map(Node::as_str).map(str::to_owned).collect(),
        document: document.to_owned(),
        steps,
        what: if given.is_empty() { What::ALL.to_vec() } else { given },
    }
}

fn what(word: &str) -> Option<What> {
    What::ALL.into_iter().find(|what| what.code() == word)
}

/// Checks that the way leads to something that documents of the kind can have.
fn leads_somewhere(pack: &Tree, node: &Node, steps: &[Option<String>], schema: &Schema, faults: &mut Faults) {
    let mut shapes = vec![&schema.shape];
    for step in steps {
        let inner: Vec<&Shape> = match step {
            Some(key) => shapes.iter().filter_map(|shape| shape.field(key)).collect(),
            None => shapes.iter().flat_map(|shape| parts(shape)).collect(),
        };
        if inner.is_empty() {
            let place = node.get("at").unwrap_or(node);
            let name = step.as_deref().unwrap_or("*");
            let message = text!(sv: "schemat har inget `{name}` där", en: "the schema has no `{name}` there");
            let keys = shapes.iter().filter_map(|shape| shape.as_map()).flat_map(|map| map.fields.keys());
            let known: Vec<&str> = keys.map(String::as_str).collect();
            let label = pack.label(place, Text::default());
            faults.unknown_at((label, name), "policy/change", message, known.into_iter());
            return;
        }
        shapes = inner;
    }
}

/// The shapes of what a value of a shape can hold.
fn parts(shape: &Shape) -> Vec<&Shape> {
    let fields = shape
        .as_map()
        .into_iter()
        .flat_map(|map| map.fields.values().map(|field| &field.shape).chain(&map.rest));
    shape.item().into_iter().chain(fields).collect()
}
