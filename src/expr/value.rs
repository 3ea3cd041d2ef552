//! What expressions are about: nodes of trees, and values computed from them.

use crate::read::{self, Entry, Node, Tree};
use crate::source::Date;
use std::rc::Rc;

/// A node and the tree that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The tree.
    pub tree: &'a Tree,
    /// A node of that tree.
    pub node: &'a Node,
}

impl PartialEq for Place<'_> {
    /// Places are the same when they are one node, not when their values are alike.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.node, other.node)
    }
}

/// The value of an expression.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// A value that stands in a file.
    Node(Place<'a>),
    /// `null`.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text of the expression itself.
    Text(&'a str),
    /// A calendar date.
    Date(Date),
    /// Several values.
    List(Rc<[Self]>),
}

/// A value, or why there is none. That is the rarer case, and on the heap, so that values stay small.
pub(super) type Outcome<'a, T = Value<'a>> = Result<T, Box<Halt<'a>>>;

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub enum Halt<'a> {
    /// It needs something that is not there.
    Absent(Absence<'a>),
    /// It needs something that is there, in another form than its schema says.
    Unusable(Place<'a>),
    /// It cannot be evaluated at all: the expression is at fault, or too costly. Says why.
    Broken(crate::source::Text),
}

/// Something that an expression needs and that is not there.
#[derive(Clone, Debug)]
pub struct Absence<'a> {
    /// Where it belongs; `None` when it would come from something computed.
    pub within: Option<Place<'a>>,
    /// The name of the field; `None` for an item of a list.
    pub field: Option<&'a str>,
}

impl Halt<'_> {
    /// Whether the expression cannot be evaluated at all.
    pub(super) fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}

impl<'a> Value<'a> {
    /// The place of the value, where it stands in a file.
    pub fn place(&self) -> Option<Place<'a>> {
        match self {
            Self::Node(place) => Some(*place),
            _ => None,
        }
    }

    /// The text, where the value is one.
    pub fn text(&self) -> Option<&'a str> {
        match self.plain() {
            Plain::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, where the value is one.
    pub fn truth(&self) -> Option<bool> {
        match self.plain() {
            Plain::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value without its place.
    pub(super) fn plain(&self) -> Plain<'_, 'a> {
        match self {
            Self::Node(place) => match &place.node.value {
                read::Value::Null => Plain::Null,
                read::Value::Bool(value) => Plain::Bool(*value),
                read::Value::Int(value) => Plain::Int(*value),
                read::Value::Float(value) => Plain::Float(*value),
                read::Value::Text(value) => Plain::Text(value),
                read::Value::List(items) => Plain::Nodes(*place, items),
                read::Value::Map(entries) => Plain::Map(*place, entries),
            },
            Self::Null => Plain::Null,
            Self::Bool(value) => Plain::Bool(*value),
            Self::Int(value) => Plain::Int(*value),
            Self::Float(value) => Plain::Float(*value),
            Self::Text(text) => Plain::Text(text),
            Self::Date(date) => Plain::Date(*date),
            Self::List(items) => Plain::Values(items),
        }
    }

    /// The items, where the value is a list.
    pub fn items(&self) -> Option<Items<'a>> {
        match self.plain() {
            Plain::Values(items) => Some(Items::Values(Rc::clone(items), 0)),
            Plain::Nodes(place, items) => Some(Items::Nodes(place.tree, items.iter())),
            _ => None,
        }
    }

    /// Whether two values are alike, wherever they stand. A date is like the text that writes it.
    pub(super) fn alike(&self, other: &Self) -> bool {
        match (self.plain(), other.plain()) {
            (Plain::Text(a), Plain::Text(b)) => a == b,
            (Plain::Null, Plain::Null) => true,
            (Plain::Bool(a), Plain::Bool(b)) => a == b,
            (Plain::Int(a), Plain::Int(b)) => a == b,
            (Plain::Date(a), Plain::Date(b)) => a == b,
            (Plain::Date(date), Plain::Text(text)) | (Plain::Text(text), Plain::Date(date)) => {
                Date::parse(text) == Some(date)
            }
            (Plain::Map(a, _), Plain::Map(b, _)) => same_entries(a, b),
            (a, b) => match (a.number(), b.number()) {
                (Some(a), Some(b)) => a.total_cmp(&b).is_eq(),
                _ => match (self.items(), other.items()) {
                    (Some(a), Some(b)) => a.len() == b.len() && a.zip(b).all(|(a, b)| a.alike(&b)),
                    _ => false,
                },
            },
        }
    }
}

/// A value without its place.
#[derive(Clone, Copy)]
pub(super) enum Plain<'v, 'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    Date(Date),
    /// A list that was computed.
    Values(&'v Rc<[Value<'a>]>),
    /// A list of a file.
    Nodes(Place<'a>, &'a [Node]),
    /// A mapping of a file.
    Map(Place<'a>, &'a [Entry]),
}

impl Plain<'_, '_> {
    /// The value as a number, where it is one. Whole numbers above 2⁵³ lose their last digits.
    #[expect(clippy::cast_precision_loss, reason = "counts and parameters are far below 2⁵³")]
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(value as f64),
            Self::Float(value) => Some(value),
            _ => None,
        }
    }
}

/// The items of a list, one after the other.
#[derive(Clone, Debug)]
pub enum Items<'a> {
    /// Of a list that was computed, from an index on.
    Values(Rc<[Value<'a>]>, usize),
    /// Of a list of a file.
    Nodes(&'a Tree, std::slice::Iter<'a, Node>),
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        match self {
            Self::Values(values, next) => {
                let value = values.get(*next)?.clone();
                *next += 1;
                Some(value)
            }
            Self::Nodes(tree, nodes) => nodes.next().map(|node| Value::Node(Place { tree, node })),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match self {
            Self::Values(values, next) => values.len() - next,
            Self::Nodes(_, nodes) => nodes.len(),
        };
        (left, Some(left))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// Whether two mappings have the same keys with values that are alike.
fn same_entries(a: Place<'_>, b: Place<'_>) -> bool {
    let (left, right) = (a.node.entries(), b.node.entries());
    left.len() == right.len()
        && left.iter().all(|entry| {
            b.node.get(&entry.key).is_some_and(|node| {
                Value::Node(Place { tree: a.tree, node: &entry.value })
                    .alike(&Value::Node(Place { tree: b.tree, node }))
            })
        })
}
