//! What expressions are about: nodes of trees, and values computed from them.

use crate::read::{self, Node, Tree};
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
    pub field: Option<Box<str>>,
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
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, where the value is one.
    pub fn truth(&self) -> Option<bool> {
        match self.plain() {
            Self::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value with a scalar of a file as the plain value that it is; lists and mappings stay nodes.
    pub(super) fn plain(&self) -> Self {
        match self {
            Self::Node(place) => match &place.node.value {
                read::Value::Null => Self::Null,
                read::Value::Bool(value) => Self::Bool(*value),
                read::Value::Int(value) => Self::Int(*value),
                read::Value::Float(value) => Self::Float(*value),
                read::Value::Text(value) => Self::Text(value),
                read::Value::List(_) | read::Value::Map(_) => self.clone(),
            },
            other => other.clone(),
        }
    }

    /// The items, where the value is a list.
    pub fn items(&self) -> Option<Vec<Self>> {
        match self {
            Self::List(items) => Some(items.to_vec()),
            Self::Node(place) => match &place.node.value {
                read::Value::List(items) => {
                    Some(items.iter().map(|node| Self::Node(Place { tree: place.tree, node })).collect())
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether two values are alike, wherever they stand. A date is like the text that writes it.
    pub(super) fn alike(&self, other: &Self) -> bool {
        match (self.plain(), other.plain()) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            (Self::Date(date), Self::Text(text)) | (Self::Text(text), Self::Date(date)) => {
                Date::parse(text) == Some(date)
            }
            (Self::Node(a), Self::Node(b)) if matches!(a.node.value, read::Value::Map(_)) => {
                same_entries(a, b)
            }
            (a, b) => match (a.number(), b.number()) {
                (Some(a), Some(b)) => a.total_cmp(&b).is_eq(),
                _ => match (a.items(), b.items()) {
                    (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.alike(b)),
                    _ => false,
                },
            },
        }
    }

    /// The value as a number, where it is one. Whole numbers above 2⁵³ lose their last digits.
    #[expect(clippy::cast_precision_loss, reason = "counts and parameters are far below 2⁵³")]
    pub(super) fn number(&self) -> Option<f64> {
        match self.plain() {
            Self::Int(value) => Some(value as f64),
            Self::Float(value) => Some(value),
            _ => None,
        }
    }
}

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
