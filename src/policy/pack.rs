//! A compiled pack: what it holds, by name.

use super::proven::Proven;
use super::{ChangeKind, Clause, Dated, Exceptions, Placeholders, Process, Reference};
use crate::finding::{Citation, Finding};
use crate::read::{Secrets, Tree};
use crate::source::{Date, Digest, Text};
use crate::structure::Schema;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A compiled policy pack.
///
/// Its kinds, processes and clauses are all there when it has been compiled from a folder. The embedded pack makes
/// each when it is asked for, so that a run pays for what its cases need.
#[derive(Debug)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is called.
    pub title: Text,
    /// The SHA-256 over its files: names and contents in the order of the names.
    pub digest: Digest,
    /// The lists that documents may point into.
    pub references: BTreeMap<String, Reference>,
    /// The parameters by name.
    pub parameters: BTreeMap<String, Vec<Dated>>,
    /// What may be excepted from its rules.
    pub exceptions: Exceptions,
    /// The kinds of change, in the order in which they are looked for.
    pub changes: Vec<ChangeKind>,
    /// Texts that count as not filled in.
    pub placeholders: Placeholders,
    /// What nothing may show.
    pub secrets: Secrets,
    /// The file that holds the parameters.
    pub tree: Arc<Tree>,
    /// What is not wrong but has no effect, and should not be there.
    pub warnings: Vec<Finding>,
    pub(super) kinds: Named<Schema>,
    pub(super) processes: Named<Process>,
    /// By the file that they stand in.
    pub(super) clauses: Named<BTreeMap<String, Clause>>,
    /// Where what is not there yet comes from.
    pub(super) proven: Option<Proven>,
}

impl Pack {
    /// A kind of documents, or `case`.
    pub fn kind(&self, name: &str) -> Option<&Schema> {
        self.kinds.get(name, || self.proven.as_ref()?.kind(name))
    }

    /// The names of all kinds, `case` among them.
    pub fn kind_names(&self) -> impl Iterator<Item = &str> {
        self.kinds.names()
    }

    /// A process.
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.get(id, || self.proven.as_ref()?.process(id))
    }

    /// The ids of all processes.
    pub fn process_ids(&self) -> impl Iterator<Item = &str> {
        self.processes.names()
    }

    /// All processes, in the order of their ids.
    pub fn processes(&self) -> impl Iterator<Item = &Process> {
        self.process_ids().filter_map(|id| self.process(id))
    }

    /// A clause of the sources.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        if let Some(clause) = self.clauses.known().find_map(|clauses| clauses.get(id)) {
            return Some(clause);
        }
        let mentions = |file: &&str| self.proven.as_ref().is_none_or(|proven| proven.mentions(file, id));
        let (likely, rest): (Vec<&str>, Vec<&str>) = self.clauses.names().partition(mentions);
        likely.into_iter().chain(rest).find_map(|file| self.clauses_in(file)?.get(id))
    }

    /// All clauses with their ids, in the order of these.
    pub fn clauses(&self) -> BTreeMap<&str, &Clause> {
        let files = self.clauses.names().filter_map(|file| self.clauses_in(file));
        files.flatten().map(|(id, clause)| (id.as_str(), clause)).collect()
    }

    fn clauses_in(&self, file: &str) -> Option<&BTreeMap<String, Clause>> {
        self.clauses.get(file, || self.proven.as_ref()?.clauses(file))
    }

    /// Clauses with their places, as findings cite them.
    pub fn citations(&self, ids: &[String]) -> Vec<Citation> {
        let citation = |id: &String| Some(Citation { clause: id.clone(), place: self.clause(id)?.place() });
        ids.iter().filter_map(citation).collect()
    }

    /// The parameters with the values that count at `as_of`, as JSON Pointers into [`Pack::tree`]. A parameter
    /// whose values all come later is left out.
    pub fn parameters_at(&self, as_of: Date) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().filter_map(move |(name, values)| {
            let counting = values.iter().rfind(|value| value.from.is_none_or(|from| from <= as_of))?;
            Some((name.as_str(), counting.pointer.as_str()))
        })
    }

    /// Whether the answer of some rule may depend on the other cases of the project; [`Process`] says so of its rules
    /// for certain.
    pub fn may_look_at_other_cases(&self) -> bool {
        match &self.proven {
            Some(proven) => proven.mention_other_cases(),
            None => self.processes().any(Process::looks_at_other_cases),
        }
    }
}

/// Things of a pack by name, each made when it is first asked for. Where making one finds that there is none, there is
/// none.
#[derive(Debug)]
pub(super) struct Named<T>(BTreeMap<String, OnceLock<Option<T>>>);

impl<T> Named<T> {
    /// Things that are made already.
    pub(super) fn made(things: BTreeMap<String, T>) -> Self {
        Self(things.into_iter().map(|(name, thing)| (name, OnceLock::from(Some(thing)))).collect())
    }

    /// Things that are yet to be made.
    pub(super) fn yet(names: impl Iterator<Item = String>) -> Self {
        Self(names.map(|name| (name, OnceLock::new())).collect())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Those that are made already.
    fn known(&self) -> impl Iterator<Item = &T> {
        self.0.values().filter_map(|thing| thing.get()?.as_ref())
    }

    fn get(&self, name: &str, make: impl FnOnce() -> Option<T>) -> Option<&T> {
        self.0.get(name)?.get_or_init(make).as_ref()
    }
}
