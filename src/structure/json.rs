//! The spanned tree as a representation of JSON, so that the validator reads it in place and nothing is copied
//! while a document is valid.

use crate::read::{self, Entry, Node, Value};
use jsonschema::JsonType;
use jsonschema::json::{self, Json, JsonNumber, NodeIdentity};
use serde_json::{Number, Value as JsonValue};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The spanned tree as JSON. A number that is not finite is no JSON: it counts as `null`.
pub(super) struct Spanned;

impl Json for Spanned {
    type Node<'a> = &'a Node;
    type PreparedKey = Box<str>;
    type StringBuffer = Option<Node>;

    // A look-up scans the keys, so that one pass over all of them costs about as much as two look-ups.
    const KEYS_PER_LOOKUP: usize = 4;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(buffer: &mut Option<Node>, text: &str, then: impl FnOnce(&Node) -> T) -> T {
        let value = Value::Text(text.into());
        then(buffer.insert(Node { span: crate::source::Span::default(), defined: None, value }))
    }
}

impl<'a> json::Node<'a, Spanned> for &'a Node {
    type Object = &'a [Entry];
    type Array = &'a [Node];
    type Number = NodeNumber;

    fn as_object(&self) -> Option<&'a [Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&'a [Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match &self.value {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<NodeNumber> {
        match self.value {
            Value::Int(number) => Some(NodeNumber::Int(number)),
            Value::Float(number) if number.is_finite() => Some(NodeNumber::Float(number)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        match &self.value {
            Value::Bool(_) => JsonType::Boolean,
            Value::Int(_) => JsonType::Number,
            Value::Float(number) if number.is_finite() => JsonType::Number,
            Value::Float(_) | Value::Null => JsonType::Null,
            Value::Text(_) => JsonType::String,
            Value::List(_) => JsonType::Array,
            Value::Map(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &JsonValue) -> bool {
        match (&self.value, expected) {
            (Value::Text(text), JsonValue::String(expected)) => **text == **expected,
            (Value::Text(_), _) | (_, JsonValue::String(_)) => false,
            _ => json::cmp::equal(&to_json(self), expected),
        }
    }

    // The validator asks for this only to put the instance into its errors, which nobody reads: findings are
    // worded from the tree. A collection is not copied for that.
    fn to_value(&self) -> Cow<'a, JsonValue> {
        Cow::Owned(match &self.value {
            Value::List(_) | Value::Map(_) => JsonValue::Null,
            _ => to_json(self),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref::<Node>(self).addr()))
    }
}

impl<'a> json::Object<'a, Spanned> for &'a [Entry] {
    type Node = &'a Node;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        <[Entry]>::len(self)
    }

    fn get(&self, key: &Box<str>) -> Option<&'a Node> {
        self.iter().find(|entry| entry.key == *key).map(|entry| &entry.value)
    }

    fn members(&self) -> Members<'a> {
        Members(self.iter())
    }
}

/// The entries of a mapping as pairs.
pub(super) struct Members<'a>(std::slice::Iter<'a, Entry>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|entry| (&*entry.key, &entry.value))
    }
}

impl<'a> json::Array<'a, Spanned> for &'a [Node] {
    type Node = &'a Node;
    type ElementsIter = std::slice::Iter<'a, Node>;

    fn len(&self) -> usize {
        <[Node]>::len(self)
    }

    fn elements(&self) -> std::slice::Iter<'a, Node> {
        self.iter()
    }

    fn is_unique(&self) -> bool {
        first_repeated(self).is_none()
    }
}

/// A finite number of the tree.
pub(super) enum NodeNumber {
    Int(i64),
    Float(f64),
}

impl JsonNumber for NodeNumber {
    fn as_u64(&self) -> Option<u64> {
        self.as_i64().and_then(|number| u64::try_from(number).ok())
    }

    fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Float(_) => None,
        }
    }

    fn as_f64(&self) -> Option<f64> {
        self.to_number().as_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_number().to_string())
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(match self {
            Self::Int(number) => Number::from(*number),
            Self::Float(number) => Number::from_f64(*number).unwrap_or_else(|| Number::from(0)),
        })
    }
}

/// The first item that is equal to an earlier one, and that earlier one.
pub(super) fn first_repeated(items: &[Node]) -> Option<(&Node, &Node)> {
    let mut seen: BTreeMap<String, &Node> = BTreeMap::new();
    items.iter().find_map(|item| seen.insert(read::canonical(item), item).map(|earlier| (item, earlier)))
}

/// Whether a value has the type of that name.
pub(super) fn has_type(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Int(_) => matches!(name, "integer" | "number"),
        Value::Float(number) => name == "number" || (name == "integer" && number.fract() == 0.0),
        Value::Text(_) => name == "string",
        Value::List(_) => name == "array",
        Value::Map(_) => name == "object",
    }
}

/// A copy of the node and all below it as JSON.
pub(super) fn to_json(node: &Node) -> JsonValue {
    match &node.value {
        Value::Null => JsonValue::Null,
        Value::Bool(value) => JsonValue::Bool(*value),
        Value::Int(number) => JsonValue::from(*number),
        Value::Float(number) => Number::from_f64(*number).map_or(JsonValue::Null, JsonValue::Number),
        Value::Text(text) => JsonValue::from(&**text),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => {
            let members = entries.iter().map(|entry| (entry.key.to_string(), to_json(&entry.value)));
            JsonValue::Object(members.collect())
        }
    }
}
