//! The shape of a value: what a schema says of it, as a type.

use crate::read::{Node, Value};
use crate::source::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a value may be. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Anything, or more than a shape can say.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// A text.
    Text(Arc<TextShape>),
    /// A list whose items have this shape.
    List(Arc<Self>),
    /// A mapping.
    Map(Arc<MapShape>),
    /// What the inner shape says, or `null`. The inner shape is never `Any`, `Null` or itself nullable.
    Nullable(Arc<Self>),
}

/// What a text may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextShape {
    /// The texts that are possible; empty where any is.
    pub values: Vec<String>,
    /// The name of its form.
    pub format: Option<String>,
    /// The name of the list that it points into.
    pub reference: Option<String>,
    /// A text that would do, where the schema gives one.
    pub example: Option<String>,
}

/// What a mapping may hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapShape {
    /// The keys that the schema names.
    pub fields: BTreeMap<String, Field>,
    /// What any other key may have as its value; nothing where there may be no other key.
    pub rest: Option<Shape>,
    /// Where the mapping has several forms: the key that tells them apart, and the shape of each form by the
    /// text under that key. `fields` then holds the keys of all forms.
    pub forms: Option<(String, BTreeMap<String, Shape>)>,
}

/// A key that a schema names.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The shape of the value.
    pub shape: Shape,
    /// Whether the key must be there, in every form of the mapping.
    pub required: bool,
    /// What the key is called.
    pub title: Option<Text>,
    /// What it is for.
    pub description: Option<Text>,
    /// Where the value is a list: the keys that tell its items apart. Empty where the schema names none.
    pub identity: Vec<String>,
    /// Whether the value records an approval of the document that it stands in.
    pub approval: bool,
}

impl Shape {
    /// The shape of a value that is not `null`.
    pub fn present(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    /// Whether `null` is possible.
    pub fn nullable(&self) -> bool {
        matches!(self, Self::Any | Self::Null | Self::Nullable(_))
    }

    /// The shape of texts, where this is one.
    pub fn as_text(&self) -> Option<&TextShape> {
        match self.present() {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The shape of mappings, where this is one.
    pub fn as_map(&self) -> Option<&MapShape> {
        match self.present() {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The shape of the items, where this is a list.
    pub fn item(&self) -> Option<&Self> {
        match self.present() {
            Self::List(item) => Some(item),
            _ => None,
        }
    }

    /// The shape of the value under `key`: of a named key, or of any other where there may be others.
    pub fn field(&self, key: &str) -> Option<&Self> {
        let map = self.as_map()?;
        map.fields.get(key).map(|field| &field.shape).or(map.rest.as_ref())
    }

    /// The same shape where `null` is possible too.
    pub(super) fn or_null(self) -> Self {
        if self.nullable() { self } else { Self::Nullable(Arc::new(self)) }
    }

    /// What is true of values of either shape.
    pub(super) fn or(&self, other: &Self) -> Self {
        if self == other {
            return self.clone();
        }
        let either = match (self.present(), other.present()) {
            (Self::Null, shape) | (shape, Self::Null) => return shape.clone().or_null(),
            (Self::Text(one), Self::Text(two)) => Self::Text(Arc::new(one.or(two))),
            (Self::List(one), Self::List(two)) => Self::List(Arc::new(one.or(two))),
            (Self::Map(one), Self::Map(two)) => Self::Map(Arc::new(one.or(two))),
            (Self::Int | Self::Number, Self::Int | Self::Number) => Self::Number,
            (one, two) if one == two => one.clone(),
            _ => return Self::Any,
        };
        if self.nullable() || other.nullable() { either.or_null() } else { either }
    }

    /// The shape of `node` itself: where this mapping has several forms, that of the form that `node` has.
    pub fn of(&self, node: &Node) -> &Self {
        let Some((key, forms)) = self.as_map().and_then(|map| map.forms.as_ref()) else { return self };
        node.get(key).and_then(Node::as_str).and_then(|form| forms.get(form)).unwrap_or(self)
    }

    /// Calls `visit` for every text below `node` that this shape says something of, `node` included.
    pub(super) fn each_text<'a>(&'a self, node: &'a Node, visit: &mut impl FnMut(&'a Node, &'a TextShape)) {
        match (self.of(node).present(), &node.value) {
            (Self::Text(text), Value::Text(_)) => visit(node, text),
            (Self::List(item), Value::List(items)) => {
                for node in items {
                    item.each_text(node, visit);
                }
            }
            (map @ Self::Map(_), Value::Map(entries)) => {
                for entry in entries {
                    if let Some(shape) = map.field(&entry.key) {
                        shape.each_text(&entry.value, visit);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Shape {
    /// Calls `visit` for every value below `node` that is marked as an approval.
    pub(super) fn each_approval<'a>(&self, node: &'a Node, visit: &mut impl FnMut(&'a Node)) {
        let shape = self.of(node);
        if let Some(item) = shape.item() {
            node.items().iter().for_each(|node| item.each_approval(node, visit));
        }
        let Some(map) = shape.as_map() else { return };
        for entry in node.entries() {
            match map.fields.get(&*entry.key) {
                Some(field) if field.approval => visit(&entry.value),
                Some(field) => field.shape.each_approval(&entry.value, visit),
                None => map.rest.iter().for_each(|rest| rest.each_approval(&entry.value, visit)),
            }
        }
    }
}

impl TextShape {
    fn or(&self, other: &Self) -> Self {
        let common = |one: &Option<String>, two: &Option<String>| one.clone().filter(|_| one == two);
        let mut values = Vec::new();
        if !self.values.is_empty() && !other.values.is_empty() {
            values.clone_from(&self.values);
            values.extend(other.values.iter().filter(|value| !self.values.contains(value)).cloned());
        }
        Self {
            values,
            format: common(&self.format, &other.format),
            reference: common(&self.reference, &other.reference),
            example: self.example.clone().or_else(|| other.example.clone()),
        }
    }
}

impl MapShape {
    fn or(&self, other: &Self) -> Self {
        let mut fields = self.fields.clone();
        for (key, field) in &mut fields {
            field.required &= other.fields.get(key).is_some_and(|other| other.required);
        }
        for (key, theirs) in &other.fields {
            match fields.get_mut(key) {
                Some(ours) => ours.shape = ours.shape.or(&theirs.shape),
                None => {
                    fields.insert(key.clone(), Field { required: false, ..theirs.clone() });
                }
            }
        }
        let rest = match (&self.rest, &other.rest) {
            (Some(one), Some(two)) => Some(one.or(two)),
            (one, two) => one.clone().or_else(|| two.clone()),
        };
        Self { fields, rest, forms: None }
    }
}
