//! Tests made ready: the changed case read once, to be judged as often as need be.

use super::change::{self, Files};
use super::{Failure, Outcome, Tested, expect};
use crate::discover::{self, CaseFiles};
use crate::evaluate::{self, Horizon, Material};
use crate::expr::Tally;
use crate::finding::Finding;
use crate::policy::{Pack, Rule};
use crate::read::{self, Node, Tree};
use crate::source::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A test with the case that it is about.
#[derive(Debug)]
pub struct Prepared {
    name: String,
    /// The test as it is written.
    test: Node,
    /// The case and the date, or why there is none.
    case: Result<(Material, Vec<Finding>, Date), String>,
}

/// Makes a test ready. Base cases that were read before are taken from `bases`.
pub(super) fn prepare(
    tree: &Tree,
    test: &Node,
    folder: &Path,
    bases: &mut BTreeMap<PathBuf, Option<Files>>,
) -> Prepared {
    let word = |key| test.get(key).or_else(|| tree.root.get(key)).and_then(Node::as_str);
    let base = folder.join(word("base").unwrap_or_default());
    let as_of = word("asOf").and_then(Date::parse);
    let files = bases.entry(base.clone()).or_insert_with(|| load(&base)).clone();
    let case = match (files, as_of) {
        (Some(files), Some(as_of)) => changed(files, test).map(|files| {
            let (material, findings) = material(files);
            (material, findings, as_of)
        }),
        _ => Err(format!("the base {} holds no case", base.display())),
    };
    Prepared { name: word("name").unwrap_or_default().to_owned(), test: test.clone(), case }
}

/// Runs a test. The answers of conditions are added to `tally`, where there is one.
pub fn run(pack: &Pack, prepared: &Prepared, tally: Option<&Tally>) -> Tested {
    judge(pack, prepared, None, tally)
}

/// Whether a test passes when `mutant` takes the place of the rule with its id.
pub(super) fn passes(pack: &Pack, prepared: &Prepared, mutant: Option<&Rule>) -> bool {
    judge(pack, prepared, mutant, None).failures.is_empty()
}

fn judge(pack: &Pack, prepared: &Prepared, mutant: Option<&Rule>, tally: Option<&Tally>) -> Tested {
    let mut tested = Tested {
        name: prepared.name.clone(),
        failures: Vec::new(),
        seen: Vec::new(),
        exclusive: prepared.test.get("others").is_some(),
    };
    match &prepared.case {
        Ok((material, findings, as_of)) => {
            let outcome = outcome(pack, (material, findings, *as_of), mutant, tally);
            expect::compare(&prepared.test, &outcome, &mut tested);
        }
        Err(why) => tested.failures.push(Failure::plain(why.clone())),
    }
    tested
}

/// The files with the changes of a test.
fn changed(mut files: Files, test: &Node) -> Result<Files, String> {
    for node in test.get("change").map(Node::items).unwrap_or_default() {
        change::apply(&mut files, node)?;
    }
    Ok(files)
}

/// The files of the case in a folder, by their paths from it.
fn load(folder: &Path) -> Option<Files> {
    let found = discover::cases(&discover::project(folder), &[folder.to_path_buf()]);
    let case: CaseFiles = found.cases.into_iter().next()?;
    let mut files = Files { yaml: BTreeMap::new(), all: case.files.clone() };
    for path in std::iter::once(&case.case).chain(&case.documents) {
        let name = path.full.strip_prefix(&case.folder.full).ok()?.to_string_lossy().replace('\\', "/");
        files.yaml.insert(name, read::bytes(&path.full, &path.shown).ok()?);
    }
    Some(files)
}

/// The files read, like those of any case.
fn material(files: Files) -> (Material, Vec<Finding>) {
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
    (material, findings)
}

/// The case judged, all gates included.
fn outcome(
    pack: &Pack,
    (material, read, as_of): (&Material, &[Finding], Date),
    mutant: Option<&Rule>,
    tally: Option<&Tally>,
) -> Outcome {
    let (case, found) = evaluate::assemble(pack, material, as_of);
    let mut outcome = Outcome { judgements: Vec::new(), findings: [read, &found].concat() };
    let Some(case) = case else { return outcome };
    for rule in &case.process.rules {
        let rule = mutant.filter(|mutant| mutant.id == rule.id).unwrap_or(rule);
        for judgement in evaluate::judge_rule(rule, &case, Horizon::All, tally) {
            let subject = judgement.subject.map(|place| {
                let pointer = place.tree.locate(place.node).map(|located| located.pointer);
                format!("{}#{}", place.tree.file.path(), pointer.unwrap_or_default())
            });
            let index = judgement.finding.map(|finding| {
                outcome.findings.push(finding);
                outcome.findings.len() - 1
            });
            outcome.judgements.push((rule.id.clone(), subject.unwrap_or_default(), judgement.status, index));
        }
    }
    outcome
}
