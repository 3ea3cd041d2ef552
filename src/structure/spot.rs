//! The place of a fault in a document, together with what the schema says of that place.

use super::shape::{Field, Shape};
use crate::finding::Label;
use crate::read::{Entry, Node, Tree, Value};
use crate::source::{Span, Text};

/// A node with the way to it.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    pub(super) tree: &'a Tree,
    pub(super) node: &'a Node,
    /// What the schema says of the node.
    pub(super) shape: &'a Shape,
    /// The field that the node is the value of, where the schema names its key.
    pub(super) field: Option<&'a Field>,
    last: Step<'a>,
    /// The nearest key above an item.
    above: Option<&'a str>,
    parent: Option<&'a Node>,
}

/// The last step to a node.
#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a Entry),
    Item(usize),
}

impl<'a> Spot<'a> {
    /// The root of a document.
    pub(super) fn root(tree: &'a Tree, shape: &'a Shape) -> Self {
        let shape = shape.of(&tree.root);
        Self { tree, node: &tree.root, shape, field: None, last: Step::Root, above: None, parent: None }
    }

    /// The place that a JSON Pointer leads to from here.
    pub(super) fn follow(self, pointer: &str) -> Option<Self> {
        pointer.split('/').skip(1).try_fold(self, |spot, step| match &spot.node.value {
            Value::List(_) => spot.item(step.parse().ok()?),
            _ => spot.key(&step.replace("~1", "/").replace("~0", "~")),
        })
    }

    fn item(self, index: usize) -> Option<Self> {
        let node = self.node.items().get(index)?;
        let shape = self.shape.item().unwrap_or(&Shape::Any).of(node);
        let above = match self.last {
            Step::Key(entry) => Some(&*entry.key),
            _ => self.above,
        };
        Some(Self {
            node,
            shape,
            field: None,
            last: Step::Item(index),
            above,
            parent: Some(self.node),
            ..self
        })
    }

    fn key(self, key: &str) -> Option<Self> {
        let entry = self.node.entry(key)?;
        let shape = self.shape.field(key).unwrap_or(&Shape::Any).of(&entry.value);
        let field = self.shape.as_map().and_then(|map| map.fields.get(key));
        let last = Step::Key(entry);
        Some(Self { node: &entry.value, shape, field, last, above: None, parent: Some(self.node), ..self })
    }

    /// The key that the node stands under.
    pub(super) fn own_key(&self) -> Option<&'a str> {
        match self.last {
            Step::Key(entry) => Some(&entry.key),
            _ => None,
        }
    }

    /// What to call the node in a sentence.
    pub(super) fn name(&self) -> Text {
        match (self.last, self.above) {
            (Step::Root, _) => text!(sv: "filen", en: "the file"),
            (Step::Key(entry), _) => Text::same(format!("`{}`", entry.key)),
            (Step::Item(index), Some(list)) => {
                let number = index + 1;
                text!(sv: "post {number} i `{list}`", en: "item {number} of `{list}`")
            }
            (Step::Item(index), None) => {
                let number = index + 1;
                text!(sv: "post {number}", en: "item {number}")
            }
        }
    }

    /// Whether this is the whole file.
    pub(super) fn is_root(&self) -> bool {
        matches!(self.last, Step::Root)
    }

    /// The source text of the node, where it is written on one line and short.
    pub(super) fn written(&self) -> Option<&'a str> {
        let written = self.tree.file.slice(self.node.defined.unwrap_or(self.node.span));
        (!written.is_empty() && written.len() <= 60 && !written.contains(['\n', '\r'])).then_some(written)
    }

    /// Whether nothing is written where the value belongs.
    pub(super) fn is_blank(&self) -> bool {
        self.node.value == Value::Null && self.node.span.is_empty()
    }

    /// A label on the node; one with no value is marked by its key.
    pub(super) fn label(&self, text: Text) -> Label {
        if self.is_blank() { self.label_by_key(text) } else { self.tree.label(self.node, text) }
    }

    /// A label on the key that the node stands under, where there is one.
    pub(super) fn label_by_key(&self, text: Text) -> Label {
        let mut label = self.tree.label(self.node, text);
        if let Step::Key(entry) = self.last {
            label.span = entry.key_span;
        } else if label.span.is_empty() {
            label.span = self.parent.map_or(label.span, |parent| self.first_line(parent));
        }
        label
    }

    fn first_line(&self, node: &Node) -> Span {
        self.tree.label(node, Text::default()).span
    }

    /// A label on one of the node's own keys.
    pub(super) fn label_key(&self, key: &str, text: Text) -> Label {
        self.tree.label_key(self.node, key, text)
    }
}
