//! The spanned tree: a YAML document as values that know their place.

use crate::finding::Label;
use crate::source::{SourceFile, Span, Text};
use std::sync::Arc;

/// A document that was read whole.
#[derive(Debug)]
pub struct Tree {
    /// The file that it came from.
    pub file: Arc<SourceFile>,
    /// The outermost node.
    pub root: Node,
    /// The comments, in the order of the file.
    pub comments: Vec<Comment>,
}

/// A comment of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The bytes from `#` to the end of the line.
    pub span: Span,
    /// What stands after the `#`, as written.
    pub text: String,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value stands; for an alias, where the alias stands.
    pub span: Span,
    /// For an alias: where the value that it repeats is written.
    pub defined: Option<Span>,
    /// The value.
    pub value: Value,
}

/// A value of the YAML 1.2 core schema. Dates are text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Box<str>),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file, without duplicate keys.
    Map(Vec<Entry>),
}

/// A key of a mapping with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key's text.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value under `key`, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry for `key`, where this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key == key)
    }

    /// The text, where this is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a sequence; empty for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The node that a JSON Pointer leads to from here.
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        pointer.split('/').skip(1).try_fold(self, |node, step| match &node.value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            Value::Map(_) => node.get(&step.replace("~1", "/").replace("~0", "~")),
            _ => None,
        })
    }
}

/// Where a node stands in its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The way from the root, as a JSON Pointer.
    pub pointer: String,
    /// The bytes to mark: see [`Tree::locate`].
    pub mark: Span,
    /// The alias that the node stands behind, where it is reached through one.
    pub alias: Option<Span>,
}

impl Tree {
    /// Where `node`, a node of this tree, stands. `None` for a node of another tree.
    ///
    /// A scalar, and a collection written on one line, is marked as it is written. A collection of several
    /// lines is marked by its key, the root and items by their first line.
    pub fn locate(&self, node: &Node) -> Option<Located> {
        let mut steps = Vec::new();
        let Behind(alias) = find(&self.root, node, &mut steps)?;
        let pointer = steps.iter().map(Step::pointer).collect();
        let mark = self.mark(node, steps.last());
        Some(Located { pointer, mark, alias })
    }

    /// A label on `node` that says `text`. A node of another tree gives a label on the start of this file.
    pub fn label(&self, node: &Node, text: Text) -> Label {
        let located = self.locate(node).unwrap_or_else(|| Located {
            pointer: String::new(),
            mark: Span::default(),
            alias: None,
        });
        Label { file: Arc::clone(&self.file), span: located.mark, node: located.pointer, text }
    }

    /// A label on the key `key` of the mapping `parent`, or on the mapping where it lacks the key.
    pub fn label_key(&self, parent: &Node, key: &str, text: Text) -> Label {
        let mut label = self.label(parent, text);
        if let Some(entry) = parent.entry(key) {
            label.span = entry.key_span;
            label.node.push_str(&Step::Key(entry).pointer());
        }
        label
    }

    /// The way to the innermost value that the byte at `offset` is a part of, or the key of; empty where there is none.
    pub fn pointer_at(&self, offset: u32) -> String {
        let within = |span: Span| span.start <= offset && offset < span.end;
        let (mut node, mut pointer) = (&self.root, String::new());
        loop {
            let part = |entry: &&Entry| within(entry.key_span) || within(entry.value.span);
            let entry = node.entries().iter().find(part).map(|entry| (Step::Key(entry), &entry.value));
            let item = node.items().iter().enumerate().find(|(_, item)| within(item.span));
            let Some((step, inner)) = entry.or(item.map(|(at, item)| (Step::Item(at), item))) else {
                return pointer;
            };
            pointer.push_str(&step.pointer());
            node = inner;
        }
    }

    /// The bytes that stand for `node` in a message.
    fn mark(&self, node: &Node, last: Option<&Step<'_>>) -> Span {
        if self.file.line_at(node.span.start) == self.file.line_at(node.span.end) {
            return node.span;
        }
        if let Some(Step::Key(entry)) = last {
            return entry.key_span;
        }
        let line = self.file.line_span(self.file.line_at(node.span.start));
        let comment = self.comments.iter().find(|comment| comment.span.start >= node.span.start);
        let end = comment.map_or(line.end, |comment| comment.span.start.min(line.end)).min(node.span.end);
        let written = self.file.slice(Span { start: node.span.start, end: end.max(node.span.start) });
        Span::new(node.span.start as usize, node.span.start as usize + written.trim_end().len())
    }
}

/// One step of the way from the root to a node.
enum Step<'a> {
    Key(&'a Entry),
    Item(usize),
}

impl Step<'_> {
    /// The step as a part of a JSON Pointer, with its leading `/`.
    fn pointer(&self) -> String {
        match self {
            Self::Key(entry) => format!("/{}", entry.key.replace('~', "~0").replace('/', "~1")),
            Self::Item(index) => format!("/{index}"),
        }
    }
}

/// The last alias on the way to a node, if there is one.
struct Behind(Option<Span>);

/// Looks for `node` itself (not its like) in `root`, leaves the way to it in `steps`, and gives the last alias
/// on that way. The depth is bounded by the reader.
fn find<'a>(root: &'a Node, node: &Node, steps: &mut Vec<Step<'a>>) -> Option<Behind> {
    if std::ptr::eq(root, node) {
        return Some(Behind(None));
    }
    let alias = root.defined.map(|_| root.span);
    let mut inside = |step, child| {
        steps.push(step);
        let found = find(child, node, steps);
        if found.is_none() {
            steps.pop();
        }
        found
    };
    let found = match &root.value {
        Value::List(items) => {
            items.iter().enumerate().find_map(|(index, item)| inside(Step::Item(index), item))
        }
        Value::Map(entries) => entries.iter().find_map(|entry| inside(Step::Key(entry), &entry.value)),
        _ => None,
    };
    found.map(|Behind(inner)| Behind(inner.or(alias)))
}
