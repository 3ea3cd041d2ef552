//! What the names in expressions mean for one case.

use super::cases::Others;
use super::digests::Digests;
use super::value::{Outcome, Place, Value};
use crate::read::{self, Tree};
use crate::source::Date;
use crate::structure::Schema;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The documents of a case, with the index that most rules go through.
#[derive(Clone, Debug)]
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

    /// Their files.
    pub fn trees(&self) -> impl Iterator<Item = &'a Tree> {
        self.all.iter().filter_map(Value::place).map(|place| place.tree)
    }

    /// The same as a list.
    pub(super) fn list_of(&self, kind: &str) -> Value<'a> {
        Value::List(self.by_kind.get(kind).cloned().unwrap_or_default())
    }
}

/// The stages that a case can come to from each.
pub type Moves = BTreeMap<String, BTreeSet<String>>;

/// The case as it stood at an earlier version.
#[derive(Clone, Debug)]
pub enum Before<'a> {
    /// No version was given to compare with.
    Unknown,
    /// The case was not there.
    New,
    /// It was there.
    Stood {
        /// Its own file.
        case: Place<'a>,
        /// Its other files.
        documents: Documents<'a>,
    },
}

impl<'a> Before<'a> {
    /// The case's own file.
    pub(super) fn case(&self) -> Option<Place<'a>> {
        match self {
            Self::Stood { case, .. } => Some(*case),
            _ => None,
        }
    }

    /// Its other files; a case that was not there had none.
    pub(super) fn documents(&self) -> Option<Value<'a>> {
        match self {
            Self::Stood { documents, .. } => Some(Value::List(Rc::clone(&documents.all))),
            Self::New => Some(Value::List(Rc::default())),
            Self::Unknown => None,
        }
    }

    /// Those of one kind.
    pub(super) fn documents_of(&self, kind: &str) -> Option<Value<'a>> {
        match self {
            Self::Stood { documents, .. } => Some(documents.list_of(kind)),
            _ => self.documents(),
        }
    }
}

/// What the names in expressions mean for one case.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The case's own file.
    pub case: Place<'a>,
    /// Its other files.
    pub documents: Documents<'a>,
    /// The other cases of the project.
    pub others: Others<'a>,
    /// The same case as it stood before.
    pub before: Before<'a>,
    /// How the case can move from stage to stage, where its process is known.
    pub moves: Option<&'a Moves>,
    /// The schemas of the documents, in both versions; what has none is of no known kind.
    pub schemas: Vec<(&'a Tree, &'a Schema)>,
    /// The digests of what the case holds.
    pub digests: &'a Digests,
    /// The values of the pack's parameters.
    pub parameters: BTreeMap<&'a str, Place<'a>>,
    /// Texts that only hold a place: an expression that needs one of them finds it absent.
    pub placeholders: Vec<Place<'a>>,
    /// The date of the judgement.
    pub as_of: Date,
    /// What the functions of the pack have given.
    pub answers: Answers<'a>,
}

impl<'a> Scope<'a> {
    /// The schema of the document that a place is in.
    pub(super) fn schema_of(&self, place: Place<'a>) -> Option<&'a Schema> {
        self.schemas.iter().find(|(tree, _)| std::ptr::eq(*tree, place.tree)).map(|(_, schema)| *schema)
    }
}

/// What calls of the pack's functions have given, and how many steps that took. Since a function sees nothing but
/// the case in both versions, the other cases and what it is called with, the same call gives the same again.
#[derive(Debug, Default)]
pub struct Answers<'a>(RefCell<BTreeMap<Call<'a>, (Outcome<'a>, u32)>>);

/// A call that is the same wherever it stands: the function's name, and the text that it is called with, if any.
pub(super) type Call<'a> = (&'a str, Option<&'a str>);

impl<'a> Answers<'a> {
    /// What `call` has given before.
    pub(super) fn get(&self, call: Call<'a>) -> Option<(Outcome<'a>, u32)> {
        self.0.borrow().get(&call).cloned()
    }

    /// Keeps what `call` has given.
    pub(super) fn keep(&self, call: Call<'a>, outcome: Outcome<'a>, steps: u32) {
        self.0.borrow_mut().insert(call, (outcome, steps));
    }
}
