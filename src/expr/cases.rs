//! The other cases of a project: the list `cases`, and the indices that keep looking one up from taking as many steps
//! as there are cases.

use super::evaluate::Evaluator;
use super::lookup::Lookup;
use super::value::{Place, Plain, Value};
use crate::read::Tree;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The cases of a project, shared by all that are judged.
#[derive(Debug, Default)]
pub struct Cases {
    /// The trees of their `case.yaml`, in the order of their paths.
    all: Vec<Arc<Tree>>,
    /// What lookups have asked for so far, each made by the first that asks.
    indices: Mutex<BTreeMap<Box<str>, Arc<OnceLock<Index>>>>,
}

/// Which cases have which value of one key.
#[derive(Debug, Default)]
struct Index {
    /// Those whose value is a text, by that text.
    by_text: BTreeMap<Box<str>, Vec<usize>>,
    /// Those that lack it, or have something else.
    other: Vec<usize>,
}

impl Cases {
    /// The cases with these trees of their `case.yaml`, in the order of their paths.
    pub fn new(all: Vec<Arc<Tree>>) -> Self {
        Self { all, indices: Mutex::default() }
    }

    /// The index for the key of a lookup, made by `make` when it is first asked for.
    fn index(&self, key: &str, make: impl FnOnce() -> Index) -> Arc<OnceLock<Index>> {
        let mut indices = self.indices.lock().unwrap_or_else(PoisonError::into_inner);
        let index = match indices.get(key) {
            Some(known) => Arc::clone(known),
            None => Arc::clone(indices.entry(key.into()).or_default()),
        };
        drop(indices);
        index.get_or_init(make);
        index
    }
}

/// The cases of a project as one of them sees them: all but itself.
#[derive(Clone, Debug)]
pub struct Others<'a> {
    cases: &'a Cases,
    own: &'a Tree,
    all: OnceCell<Rc<[Value<'a>]>>,
}

impl<'a> Others<'a> {
    /// The cases without the one that `own` is the tree of.
    pub fn new(cases: &'a Cases, own: &'a Tree) -> Self {
        Self { cases, own, all: OnceCell::new() }
    }

    /// All of them, in the order of their paths.
    pub(super) fn all(&self) -> Rc<[Value<'a>]> {
        Rc::clone(self.all.get_or_init(|| self.values(0..self.cases.all.len())))
    }

    /// A list of the first of them, where there is one.
    pub(super) fn first(&self) -> Value<'a> {
        let mut others = self.cases.all.iter().filter(|tree| self.is_other(tree));
        Value::List(others.next().into_iter().map(|tree| value_of(tree)).collect())
    }

    /// The cases at these places in the list of all, without the own.
    fn values(&self, places: impl Iterator<Item = usize>) -> Rc<[Value<'a>]> {
        let trees = places.filter_map(|at| self.cases.all.get(at)).filter(|tree| self.is_other(tree));
        trees.map(|tree| value_of(tree)).collect()
    }

    /// Whether a tree is not that of the own case.
    fn is_other(&self, tree: &Tree) -> bool {
        !std::ptr::eq(tree, self.own)
    }

    /// The cases for which each of the lookups may hold: those whose key has the value that it is compared with, and
    /// those whose key has no text as its value. `None` where none of the lookups narrows the cases down.
    pub(super) fn found(
        &self,
        wanted: &[(&'a Lookup, Box<str>)],
        evaluator: &Evaluator<'a, '_>,
    ) -> Option<Rc<[Value<'a>]>> {
        let indices: Vec<_> = wanted
            .iter()
            .map(|(lookup, text)| (self.cases.index(&lookup.name, || self.make(lookup, evaluator)), text))
            .collect();
        let mut lists: Vec<[&[usize]; 2]> = indices
            .iter()
            .filter_map(|(index, text)| {
                let index = index.get()?;
                Some([index.by_text.get(&**text).map(Vec::as_slice).unwrap_or_default(), &index.other])
            })
            .collect();
        lists.sort_by_key(|[alike, other]| alike.len() + other.len());
        let (shortest, rest) = lists.split_first()?;
        let in_all =
            |at: &usize| rest.iter().all(|lists| lists.iter().any(|list| list.binary_search(at).is_ok()));
        let mut places: Vec<usize> = shortest.iter().copied().flatten().copied().filter(in_all).collect();
        places.sort_unstable();
        Some(self.values(places.into_iter()))
    }

    /// Finds the value of a key in every case. It does not count as steps of the rule that happens to come first.
    fn make(&self, lookup: &'a Lookup, evaluator: &Evaluator<'a, '_>) -> Index {
        let mut index = Index::default();
        for (at, tree) in self.cases.all.iter().enumerate() {
            let value = evaluator.key_of(lookup, value_of(tree));
            match value.as_ref().ok().map(Value::plain) {
                Some(Plain::Text(text)) => match index.by_text.get_mut(text) {
                    Some(known) => known.push(at),
                    None => drop(index.by_text.insert(text.into(), vec![at])),
                },
                _ => index.other.push(at),
            }
        }
        index
    }
}

fn value_of(tree: &Tree) -> Value<'_> {
    Value::Node(Place { tree, node: &tree.root })
}
