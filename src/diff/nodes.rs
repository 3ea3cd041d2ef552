//! The differences between two nodes that stand for the same thing.

use super::lists::{self, Pair};
use super::{Edit, Side, What};
use crate::policy::ChangeKind;
use crate::read::{self, Node, Tree, Value};
use crate::source::Text;
use crate::structure::{Field, Shape};

/// The way to a node: what its steps are called, and the steps themselves.
#[derive(Clone, Default)]
struct Way {
    titles: Vec<Text>,
    steps: Vec<String>,
}

impl Way {
    fn to(&self, title: Text, step: impl Into<String>) -> Self {
        let mut longer = self.clone();
        longer.titles.push(title);
        longer.steps.push(step.into());
        longer
    }
}

/// Compares two versions of a document.
pub(super) struct Comparer<'a> {
    pub(super) old: &'a Tree,
    pub(super) new: &'a Tree,
    /// The kinds of change that the document's kind can have, by their place among those of the pack.
    pub(super) kinds: Vec<(usize, &'a ChangeKind)>,
    pub(super) edits: Vec<Edit>,
}

impl<'a> Comparer<'a> {
    /// Finds every difference between the two documents.
    pub(super) fn compare(&mut self, shape: &'a Shape) {
        self.nodes(&Way::default(), shape, &[], &self.old.root, &self.new.root);
    }

    fn nodes(&mut self, way: &Way, shape: &'a Shape, identity: &'a [String], old: &'a Node, new: &'a Node) {
        match (&old.value, &new.value) {
            (Value::Map(_), Value::Map(_)) => self.maps(way, shape, old, new),
            (Value::List(before), Value::List(now)) => self.lists(way, shape, identity, before, now),
            _ if read::canonical(old) == read::canonical(new) => {}
            _ => self.edit(What::Changed, way, 0, Some(old), Some(new)),
        }
    }

    /// Compares the values of each key: those of the new version in their order, then those that are gone.
    fn maps(&mut self, way: &Way, shape: &'a Shape, old: &'a Node, new: &'a Node) {
        let (then, now) = (shape.of(old), shape.of(new));
        for entry in new.entries() {
            let (inner, field) = (now.field(&entry.key).unwrap_or(&Shape::Any), field(now, &entry.key));
            let identity = field.map(|field| field.identity.as_slice()).unwrap_or_default();
            let way = way.to(title(field, &entry.key), &*entry.key);
            match (old.get(&entry.key), &entry.value.value) {
                (Some(before), _) => self.nodes(&way, inner, identity, before, &entry.value),
                // A list that was not there is one without items.
                (None, Value::List(items)) if !items.is_empty() => {
                    self.lists(&way, inner, identity, &[], items);
                }
                (None, _) => self.edit(What::Added, &way, 0, None, Some(&entry.value)),
            }
        }
        for entry in old.entries().iter().filter(|entry| new.get(&entry.key).is_none()) {
            let (inner, field) = (then.field(&entry.key).unwrap_or(&Shape::Any), field(then, &entry.key));
            let identity = field.map(|field| field.identity.as_slice()).unwrap_or_default();
            let way = way.to(title(field, &entry.key), &*entry.key);
            match &entry.value.value {
                Value::List(items) if !items.is_empty() => self.lists(&way, inner, identity, items, &[]),
                _ => self.edit(What::Removed, &way, 0, Some(&entry.value), None),
            }
        }
    }

    fn lists(
        &mut self,
        way: &Way,
        shape: &'a Shape,
        identity: &'a [String],
        old: &'a [Node],
        new: &'a [Node],
    ) {
        let inner = shape.item().unwrap_or(&Shape::Any);
        let pairs = lists::pairs(old, new, identity);
        let moved = lists::moved(&pairs);
        for ((before, now), moved) in pairs.into_iter().zip(moved) {
            let items = (before.and_then(|at| old.get(at)), now.and_then(|at| new.get(at)));
            self.items(way, inner, identity, items, ((before, now), moved));
        }
    }

    /// Compares what an item was with what it is.
    fn items(
        &mut self,
        way: &Way,
        shape: &'a Shape,
        identity: &'a [String],
        (old, new): (Option<&'a Node>, Option<&'a Node>),
        ((before, now), moved): (Pair, bool),
    ) {
        let place = now.or(before).unwrap_or_default();
        let Some(shown) = new.or(old) else { return };
        let way = way.to(called(shown, identity, place), place.to_string());
        match (old, new) {
            (Some(old), Some(new)) => {
                if moved {
                    self.edit(What::Moved, &way, 1, Some(old), Some(new));
                }
                self.nodes(&way, shape, &[], old, new);
            }
            (None, Some(_)) => self.edit(What::Added, &way, 1, None, new),
            (Some(_), None) => self.edit(What::Removed, &way, 1, old, None),
            (None, None) => {}
        }
    }

    fn edit(&mut self, what: What, way: &Way, items: usize, old: Option<&Node>, new: Option<&Node>) {
        let subtree = new.or(old).filter(|_| matches!(what, What::Added | What::Removed));
        let fitting = self.kinds.iter().filter(|(_, kind)| fits(kind, what, &way.steps, subtree));
        let mut kinds: Vec<usize> = fitting.map(|(at, _)| *at).collect();
        if subtree.is_none() {
            // Of what can be said of one value, the first is meant.
            kinds.truncate(1);
        }
        self.edits.push(Edit {
            what,
            way: way.titles.clone(),
            items,
            old: old.map(|node| side(self.old, node)),
            new: new.map(|node| side(self.new, node)),
            kinds,
        });
    }
}

/// A place with its value.
pub(super) fn side(tree: &Tree, node: &Node) -> Side {
    let value = lists::is_scalar(node).then(|| node.value.clone());
    Side { label: tree.label(node, Text::default()), value }
}

/// Whether a kind of change is what happened at `steps`: to the node itself, in it, or, where all of it is new or gone,
/// to a part of it.
fn fits(kind: &ChangeKind, what: What, steps: &[String], subtree: Option<&Node>) -> bool {
    let alike =
        |(wanted, step): (&Option<String>, &String)| wanted.as_ref().is_none_or(|wanted| wanted == step);
    if !kind.steps.iter().zip(steps).all(alike) {
        return false;
    }
    let effective = if steps.len() > kind.steps.len() { What::Changed } else { what };
    let below = kind.steps.get(steps.len()..).unwrap_or_default();
    kind.what.contains(&effective)
        && (below.is_empty() || subtree.is_some_and(|node| leads_somewhere(node, below)))
}

/// Whether steps from a node lead to one.
fn leads_somewhere(node: &Node, steps: &[Option<String>]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    match step {
        Some(key) => node.get(key).is_some_and(|inner| leads_somewhere(inner, rest)),
        None => {
            node.items().iter().any(|inner| leads_somewhere(inner, rest))
                || node.entries().iter().any(|entry| leads_somewhere(&entry.value, rest))
        }
    }
}

fn field<'a>(shape: &'a Shape, key: &str) -> Option<&'a Field> {
    shape.as_map().and_then(|map| map.fields.get(key))
}

/// What a key is called.
fn title(field: Option<&Field>, key: &str) -> Text {
    field.and_then(|field| field.title.clone()).unwrap_or_else(|| Text::same(format!("`{key}`")))
}

/// What an item is called: by its identity, unless that is but an id, its name or its id, or by its value or place.
fn called(item: &Node, identity: &[String], place: usize) -> Text {
    let by = |key: &str| item.get(key).and_then(lists::text);
    let identity = Some(identity).filter(|keys| !keys.is_empty() && *keys != ["id"]);
    let name = identity.and_then(|identity| lists::name(item, identity));
    let name = name.or_else(|| by("name")).or_else(|| by("id")).or_else(|| lists::text(item));
    match name {
        // A name that could end its quotes shows others.
        Some(name) => Text::same(format!("`{}`", name.replace('`', "'"))),
        None => {
            let number = place + 1;
            text!(sv: "post {number}", en: "item {number}")
        }
    }
}
