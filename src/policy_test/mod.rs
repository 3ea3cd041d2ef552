//! Policy tests: a base case, changes to it, and what is then expected of rules.
//!
//! The changed case goes through the same reader and the same evaluation as any other.

mod change;
mod expect;

use crate::discover::{self, CaseFiles};
use crate::evaluate::{self, Horizon, Material};
use crate::finding::{Finding, Status};
use crate::policy::Pack;
use crate::read::{self, Node, Tree};
use crate::source::Date;
use crate::structure::{self, Formats};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a file of policy tests comes to.
#[derive(Debug, Default)]
pub struct TestedFile {
    /// Each test.
    pub tests: Vec<Tested>,
    /// What is wrong with the file itself.
    pub faults: Vec<Finding>,
}

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

/// Runs the tests of the file at `path` whose name, or a rule that they expect something of, contains one of
/// `filters`; all of them where there are no filters.
pub fn run(pack: &Pack, path: &Path, filters: &[String]) -> TestedFile {
    let shown = path.to_string_lossy();
    let bytes = match read::bytes(path, &shown) {
        Ok(bytes) => bytes,
        Err(fault) => return TestedFile { faults: vec![fault], ..TestedFile::default() },
    };
    let (tree, mut faults) = read::parse(&shown, bytes);
    if let Some(tree) = &tree {
        faults.extend(structural(tree));
    }
    let Some(tree) = tree.filter(|_| faults.is_empty()) else {
        return TestedFile { faults, ..TestedFile::default() };
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut bases = BTreeMap::new();
    let tests = tree.root.get("tests").map(Node::items).unwrap_or_default();
    let tests = tests.iter().filter(|test| wanted(test, filters));
    let tests = tests.map(|test| one(pack, &tree, test, folder, &mut bases)).collect();
    TestedFile { tests, faults: Vec::new() }
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
        let (schema, found) = structure::compile(&schema, &BTreeMap::new(), &Formats::default());
        faults.extend(found);
        faults.extend(schema.iter().flat_map(|schema| structure::check(tree, schema)));
    }
    faults
}

/// Runs one test.
fn one(
    pack: &Pack,
    tree: &Tree,
    test: &Node,
    folder: &Path,
    bases: &mut BTreeMap<PathBuf, Option<change::Files>>,
) -> Tested {
    let word = |key| test.get(key).or_else(|| tree.root.get(key)).and_then(Node::as_str);
    let base = folder.join(word("base").unwrap_or_default());
    let as_of = word("asOf").and_then(Date::parse);
    let files = bases.entry(base.clone()).or_insert_with(|| load(&base));
    let mut tested = Tested {
        name: word("name").unwrap_or_default().to_owned(),
        failures: Vec::new(),
        seen: Vec::new(),
        exclusive: test.get("others").is_some(),
    };
    let (Some(files), Some(as_of)) = (files, as_of) else {
        tested.failures.push(Failure::plain(format!("the base {} holds no case", base.display())));
        return tested;
    };
    let mut files = files.clone();
    for node in test.get("change").map(Node::items).unwrap_or_default() {
        if let Err(why) = change::apply(&mut files, node) {
            tested.failures.push(Failure::plain(why));
            return tested;
        }
    }
    let outcome = evaluate_files(pack, files, as_of);
    expect::compare(test, &outcome, &mut tested);
    tested
}

/// The files of the case in a folder, by their paths from it.
fn load(folder: &Path) -> Option<change::Files> {
    let found = discover::cases(&discover::project(folder), &[folder.to_path_buf()]);
    let case: CaseFiles = found.cases.into_iter().next()?;
    let mut files = change::Files { yaml: BTreeMap::new(), all: case.files.clone() };
    for path in std::iter::once(&case.case).chain(&case.documents) {
        let name = path.full.strip_prefix(&case.folder.full).ok()?.to_string_lossy().replace('\\', "/");
        files.yaml.insert(name, read::bytes(&path.full, &path.shown).ok()?);
    }
    Some(files)
}

/// Puts the files together as a case and judges it, all gates included.
fn evaluate_files(pack: &Pack, files: change::Files, as_of: Date) -> Outcome {
    let mut findings = Vec::new();
    let mut material = Material { case: None, documents: Vec::new(), unread: 0, files: files.all };
    for (name, bytes) in files.yaml {
        let (tree, found) = read::parse(&name, bytes);
        findings.extend(found);
        match tree {
            Some(tree) if name == "case.yaml" => material.case = Some(tree),
            Some(tree) => material.documents.push(tree),
            None => material.unread += 1,
        }
    }
    let (case, found) = evaluate::assemble(pack, &material, as_of);
    findings.extend(found);
    let mut judgements = Vec::new();
    for judgement in case.iter().flat_map(|case| evaluate::judge(case, Horizon::All)) {
        let subject = judgement.subject.map(|place| {
            let pointer = place.tree.locate(place.node).map(|located| located.pointer).unwrap_or_default();
            format!("{}#{pointer}", place.tree.file.path())
        });
        let index = judgement.finding.map(|finding| {
            findings.push(finding);
            findings.len() - 1
        });
        let rule = judgement.rule.id.clone();
        judgements.push((rule, subject.unwrap_or_default(), judgement.status, index));
    }
    Outcome { judgements, findings }
}
