//! Policy tests: a base case, changes to it, and what is then expected of rules.
//!
//! The changed case goes through the same reader and the same evaluation as any other.

mod change;
mod coverage;
mod expect;
mod judged;
mod mutate;
mod prepare;

pub use change::assume;
pub use coverage::{Coverage, RuleCoverage, coverage};
pub use mutate::{Mutation, Survivor, mutate};
use prepare::Bases;
pub use prepare::{Prepared, example, run};

use crate::discover;
use crate::finding::{Finding, Status};
use crate::policy::{self, Pack};
use crate::read::{self, Node, Tree};
use crate::structure::{self, Formats};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the tests of a pack come to.
#[derive(Debug)]
pub struct TestRun {
    /// Each test, with the path of its file.
    pub tests: Vec<(String, Tested)>,
    /// What kept tests from running.
    pub findings: Vec<Finding>,
}

/// What one test comes to.
#[derive(Debug)]
pub struct Tested {
    /// Its name.
    pub name: String,
    /// What was expected and is not so; empty when the test passes.
    pub failures: Vec<Failure>,
    /// The rules with the statuses that the test holds: those that it asks for, and every rule that is met in a
    /// test that allows no other finding.
    pub seen: Vec<(String, Status)>,
    /// Whether the test holds the whole case to be satisfied but for what it names.
    pub exclusive: bool,
}

/// Something that was expected and is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it is about: a rule, a code, a change.
    pub about: String,
    /// What was expected, a line each.
    pub expected: Vec<String>,
    /// What came out, a line each.
    pub found: Vec<String>,
}

impl Failure {
    /// A failure that says why the test could not be carried out.
    fn plain(why: impl Into<String>) -> Self {
        Self { about: why.into(), expected: Vec::new(), found: Vec::new() }
    }
}

/// The outcome of a case, in the terms of expectations.
struct Outcome {
    /// Rule, subject, status, the index of its finding.
    judgements: Vec<(String, String, Status, Option<usize>)>,
    findings: Vec<Finding>,
}

/// The files of tests of the pack in `folder`, in the order of their names.
pub fn files(folder: &Path) -> (Vec<PathBuf>, Vec<Finding>) {
    let (files, faults) = discover::tests(folder);
    (files.into_iter().map(|file| file.full).collect(), faults)
}

/// Reads the tests of `pack` in the file at `path` whose name, or a rule that they expect something of, contains one of
/// `filters`; all of them where there are no filters. The findings say what is wrong with the file itself.
pub fn read(pack: &Pack, path: &Path, filters: &[String]) -> (Vec<Prepared>, Vec<Finding>) {
    let shown = path.to_string_lossy();
    let folder = path.parent().unwrap_or(Path::new("."));
    match read::bytes(path, &shown) {
        Ok(bytes) => {
            parse(pack, &shown, bytes, filters, &mut Bases::new(|base| prepare::load(&folder.join(base))))
        }
        Err(fault) => (Vec::new(), vec![fault]),
    }
}

/// The tests of `pack`, the embedded one.
pub fn embedded(pack: &Pack) -> Vec<Prepared> {
    let mut bases = Bases::new(prepare::embedded);
    let files = policy::embedded_tests().into_iter();
    files.flat_map(|file| parse(pack, &file.shown, file.bytes.into_owned(), &[], &mut bases).0).collect()
}

fn parse(
    pack: &Pack,
    shown: &str,
    bytes: Vec<u8>,
    filters: &[String],
    bases: &mut Bases<'_>,
) -> (Vec<Prepared>, Vec<Finding>) {
    let (tree, mut faults) = read::parse(shown, bytes);
    if let Some(tree) = &tree {
        faults.extend(structural(tree));
    }
    let Some(tree) = tree.filter(|_| faults.is_empty()) else { return (Vec::new(), faults) };
    let tests = tree.root.get("tests").map(Node::items).unwrap_or_default();
    let tests = tests.iter().filter(|test| wanted(test, filters));
    (tests.map(|test| prepare::prepare(pack, &tree, test, bases)).collect(), Vec::new())
}

/// Whether a test is among those that are asked for.
fn wanted(test: &Node, filters: &[String]) -> bool {
    let expectations = test.get("expect").map(Node::items).unwrap_or_default();
    let names = expectations.iter().flat_map(|expected| [expected.get("rule"), expected.get("code")]);
    let names: Vec<&str> = names.chain([test.get("name")]).flatten().filter_map(Node::as_str).collect();
    filters.is_empty() || filters.iter().any(|filter| names.iter().any(|name| name.contains(filter.as_str())))
}

/// What the schema of policy tests finds.
fn structural(tree: &Tree) -> Vec<Finding> {
    let schema = include_str!("schema.yaml").as_bytes().to_vec();
    let (schema, mut faults) = read::parse("schema:tests.yaml", schema);
    if let Some(schema) = schema {
        let made = structure::compile(&schema, &BTreeMap::new(), &Formats::default());
        faults.extend(made.faults);
        faults.extend(made.schema.iter().flat_map(|schema| structure::check(tree, schema)));
    }
    faults
}
