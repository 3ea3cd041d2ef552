//! What the names in expressions mean for one case.

use super::value::{Place, Value};
use crate::read;
use crate::source::Date;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The documents of a case, with the index that most rules go through.
#[derive(Debug)]
pub struct Documents<'a> {
    pub(super) all: Rc<[Value<'a>]>,
    by_kind: BTreeMap<&'a str, Rc<[Value<'a>]>>,
}

impl<'a> Documents<'a> {
    /// Documents in the order in which rules see them.
    pub fn new(all: Vec<Place<'a>>) -> Self {
        let mut by_kind: BTreeMap<&str, Vec<Value<'a>>> = BTreeMap::new();
        for place in &all {
            if let Some(kind) = place.node.get("kind").and_then(read::Node::as_str) {
                by_kind.entry(kind).or_default().push(Value::Node(*place));
            }
        }
        Self {
            all: all.into_iter().map(Value::Node).collect(),
            by_kind: by_kind.into_iter().map(|(kind, values)| (kind, values.into())).collect(),
        }
    }

    /// The documents of one kind.
    pub fn of(&self, kind: &str) -> impl Iterator<Item = Place<'a>> {
        self.by_kind.get(kind).into_iter().flat_map(|values| values.iter()).filter_map(Value::place)
    }

    /// The same as a list.
    pub(super) fn list_of(&self, kind: &str) -> Value<'a> {
        Value::List(self.by_kind.get(kind).cloned().unwrap_or_default())
    }
}

/// What the names in expressions mean for one case.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The case's own file.
    pub case: Place<'a>,
    /// Its other files.
    pub documents: Documents<'a>,
    /// The values of the pack's parameters.
    pub parameters: BTreeMap<&'a str, Place<'a>>,
    /// The date of the judgement.
    pub as_of: Date,
}
