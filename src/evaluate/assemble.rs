//! From the trees of a folder to a case that rules can look at: kinds, process, stage, ids, references.

use super::approvers::Approvers;
use super::references::references;
use super::waivers::{self, Waivers};
use crate::expr::{Answers, Before, Cases, Digests, Documents, Evaluator, Others, Place, Scope};
use crate::finding::{Finding, Level};
use crate::policy::{Pack, Process};
use crate::read::{Node, Tree};
use crate::source::{Date, Text, suggest};
use crate::structure::{self, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was read of a case's folder.
#[derive(Debug)]
pub struct Material {
    /// Its `case.yaml`; `None` when it could not be read.
    pub case: Option<CaseFile>,
    /// The trees of the documents that could be read, in the order of their paths.
    pub documents: Vec<Tree>,
    /// How many documents could not be read.
    pub unread: usize,
    /// All files below the folder, by their path from it.
    pub files: BTreeSet<String>,
    /// The digests of what the case holds.
    pub digests: Digests,
    /// The case as it stood before, for the rules that compare.
    pub earlier: Earlier,
    /// The cases of the project, for the rules that look at others than their own; this one may be among them.
    pub cases: Arc<Cases>,
    /// The waivers of the project.
    pub waivers: Arc<Waivers>,
    /// Who has to approve changes; `None` where no version was given to compare with.
    pub approvers: Option<Arc<Approvers>>,
}

/// What was read of a case's folder as it stood at an earlier version.
#[derive(Debug, Default)]
pub enum Earlier {
    /// No version was given to compare with, or what it holds is not in the clone.
    #[default]
    Unknown,
    /// The case was not there, or was so faulty that it could not be read.
    New,
    /// It was there.
    Stood(Stood),
}

/// A case as it stood.
#[derive(Debug)]
pub struct Stood {
    /// Its `case.yaml`.
    pub case: Tree,
    /// The documents of known kinds that could be read, in the order of their paths.
    pub documents: Vec<Tree>,
    /// What the schemas find in them. It is not this version's to answer for.
    pub structural: Vec<Finding>,
}

impl Stood {
    /// A case with these trees, held against the schemas of `pack`.
    pub fn new(pack: &Pack, case: Tree, documents: Vec<Tree>) -> Self {
        let mut structural =
            pack.kind("case").map(|schema| structure::check(&case, schema)).unwrap_or_default();
        let mut known = Vec::with_capacity(documents.len());
        for tree in documents {
            let kind = tree.root.get("kind").and_then(Node::as_str).filter(|kind| *kind != "case");
            if let Some(schema) = kind.and_then(|kind| pack.kind(kind)) {
                structural.extend(structure::check(&tree, schema));
                known.push(tree);
            }
        }
        Self { case, documents: known, structural }
    }
}

/// The `case.yaml` of a case, held against its schema.
#[derive(Debug)]
pub struct CaseFile {
    /// Its tree.
    pub tree: Arc<Tree>,
    /// What its schema found.
    pub structural: Vec<Finding>,
    /// Whether nothing is wrong with it, so that other cases may look at it.
    pub sound: bool,
}

impl CaseFile {
    /// The file with this tree, for the cases of `pack`. `read` is what reading it found.
    pub fn new(pack: &Pack, tree: Tree, read: &[Finding]) -> Self {
        let structural = pack.kind("case").map(|schema| structure::check(&tree, schema));
        let structural = structural.unwrap_or_default();
        let sound = read.iter().chain(&structural).all(|finding| finding.level < Level::Error);
        Self { tree: Arc::new(tree), structural, sound }
    }

    /// The text under a key, where it has one.
    pub fn word(&self, key: &str) -> Option<&str> {
        self.tree.root.get(key).and_then(Node::as_str).filter(|word| !word.is_empty())
    }
}

/// A case that rules can look at. The places are in the trees of its [`Material`].
#[derive(Debug)]
pub struct Case<'a> {
    /// The pack that it is judged by.
    pub pack: &'a Pack,
    /// Its id.
    pub id: &'a str,
    /// What it is about.
    pub process: &'a Process,
    /// The stage that it is in, by its place in the process.
    pub stage: usize,
    /// What expressions see.
    pub scope: Scope<'a>,
    /// Whether a document is missing from `scope` because it could not be read or has no known kind.
    pub incomplete: bool,
    /// Nodes that name something that does not exist.
    pub unresolved: Vec<Place<'a>>,
    /// What the schemas found, for not saying it again: file and node of each finding with its code.
    pub structural: Vec<Finding>,
    /// The waivers of the project.
    pub waivers: &'a Waivers,
    /// Who has to approve changes, where that is known.
    pub approvers: Option<&'a Approvers>,
}

impl Case<'_> {
    /// Whether the case has ended without going on. One that cannot be told this of has not.
    pub fn closed(&self) -> bool {
        let closed = self.process.closed.as_ref();
        closed.is_some_and(|closed| matches!(Evaluator::new(&self.scope).condition(closed), Ok(true)))
    }

    /// The same case, to be judged as of another date. What is wrong with it before any rule runs does not depend on
    /// the date.
    #[must_use]
    pub fn as_of(&self, date: Date) -> Self {
        let scope = &self.scope;
        let scope = Scope {
            case: scope.case,
            documents: scope.documents.clone(),
            others: scope.others.clone(),
            before: scope.before.clone(),
            moves: scope.moves,
            schemas: scope.schemas.clone(),
            digests: scope.digests,
            parameters: parameters(self.pack, date),
            placeholders: scope.placeholders.clone(),
            as_of: date,
            answers: Answers::default(),
        };
        let (unresolved, structural) = (self.unresolved.clone(), self.structural.clone());
        Self { scope, unresolved, structural, ..*self }
    }

    /// Whether a file of the case is one of the present version.
    pub(super) fn is_present(&self, tree: &Tree) -> bool {
        let documents = &self.scope.documents;
        std::ptr::eq(self.scope.case.tree, tree) || documents.trees().any(|known| std::ptr::eq(known, tree))
    }

    /// The folder of the case, as paths of findings begin.
    pub fn folder(&self) -> &str {
        self.scope.case.tree.file.path().rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// Puts a case together. The findings are everything that is wrong with it before any rule has run; no case is
/// given where it cannot be told which rules apply.
pub fn assemble<'a>(pack: &'a Pack, material: &'a Material, as_of: Date) -> (Option<Case<'a>>, Vec<Finding>) {
    let Some(CaseFile { tree, structural, .. }) = &material.case else { return (None, Vec::new()) };
    let mut findings = structural.clone();
    let process = process(pack, tree, &mut findings);
    let stage = process.and_then(|process| stage(process, tree, &mut findings));
    let mut known = Vec::new();
    for document in &material.documents {
        known.extend(kind(pack, process, document, &mut findings));
    }
    let incomplete = material.unread > 0 || known.len() < material.documents.len();
    duplicate_ids(tree, &known, &mut findings);
    let documents = known.iter().map(|tree| Place { tree, node: &tree.root }).collect();
    let trees = std::iter::once(&**tree).chain(known.iter().copied());
    let in_tree =
        |tree: &'a Tree| pack.placeholders.in_tree(tree).into_iter().map(move |node| Place { tree, node });
    let placeholders = trees.flat_map(in_tree).collect();
    let scope = Scope {
        case: Place { tree, node: &tree.root },
        documents: Documents::new(documents),
        others: Others::new(&material.cases, tree),
        before: before(&material.earlier),
        moves: process.map(|process| &process.moves),
        schemas: schemas(pack, material),
        digests: &material.digests,
        parameters: parameters(pack, as_of),
        placeholders,
        as_of,
        answers: Answers::default(),
    };
    let mut structural = findings.clone();
    if let Earlier::Stood(stood) = &material.earlier {
        structural.extend(stood.structural.iter().cloned());
    }
    let unresolved = references(pack, &scope, material, &known, &mut findings);
    for file in std::iter::once(&**tree).chain(&material.documents) {
        findings.extend(waivers::comments(file, case_id(tree), &material.waivers));
    }
    let case = process.zip(stage).map(|(process, stage)| Case {
        pack,
        id: case_id(tree),
        process,
        stage,
        scope,
        incomplete,
        unresolved,
        structural,
        waivers: &material.waivers,
        approvers: material.approvers.as_deref(),
    });
    (case, findings)
}

/// The values that the pack's parameters have on a date.
fn parameters(pack: &Pack, as_of: Date) -> BTreeMap<&str, Place<'_>> {
    let place = |pointer| Some(Place { tree: &pack.tree, node: pack.tree.root.pointer(pointer)? });
    pack.parameters_at(as_of).filter_map(|(name, pointer)| Some((name, place(pointer)?))).collect()
}

/// The schemas of all documents of known kinds, in both versions.
fn schemas<'a>(pack: &'a Pack, material: &'a Material) -> Vec<(&'a Tree, &'a Schema)> {
    let case = material.case.iter().map(|case| &*case.tree);
    let stood = match &material.earlier {
        Earlier::Stood(stood) => Some(stood),
        Earlier::Unknown | Earlier::New => None,
    };
    let before = stood.into_iter().flat_map(|stood| std::iter::once(&stood.case).chain(&stood.documents));
    let trees = case.chain(&material.documents).chain(before);
    trees.filter_map(|tree| Some((tree, pack.kind(tree.root.get("kind")?.as_str()?)?))).collect()
}

/// What expressions see of an earlier version.
fn before(earlier: &Earlier) -> Before<'_> {
    let root = |tree| Place { tree, node: &tree.root };
    match earlier {
        Earlier::Unknown => Before::Unknown,
        Earlier::New => Before::New,
        Earlier::Stood(stood) => Before::Stood {
            case: root(&stood.case),
            documents: Documents::new(stood.documents.iter().map(root).collect()),
        },
    }
}

/// The id that a case gives itself; empty where it gives none.
fn case_id(tree: &Tree) -> &str {
    tree.root.get("id").and_then(Node::as_str).unwrap_or_default()
}

/// The process that the case names.
fn process<'a>(pack: &'a Pack, tree: &Tree, findings: &mut Vec<Finding>) -> Option<&'a Process> {
    let node = tree.root.get("process")?;
    let name = node.as_str()?;
    if let Some(process) = pack.process(name) {
        return Some(process);
    }
    let known = pack.process_ids();
    let message = text!(
        sv: "det finns inga regler för processen `{name}`",
        en: "there are no rules for the process `{name}`",
    );
    findings.push(unknown("case/unknown-process", tree, node, message, known));
    None
}

/// The stage that the case says it is in.
fn stage(process: &Process, tree: &Tree, findings: &mut Vec<Finding>) -> Option<usize> {
    let node = tree.root.get("stage")?;
    let name = node.as_str()?;
    let found = process.stages.iter().position(|stage| stage.id == name);
    if found.is_none() {
        let id = &process.id;
        let message = text!(
            sv: "processen `{id}` har inget steg `{name}`",
            en: "the process `{id}` has no stage `{name}`",
        );
        let known = process.stages.iter().map(|stage| stage.id.as_str());
        findings.push(unknown("case/unknown-stage", tree, node, message, known));
    }
    found
}

/// A document of a known kind, after its schema has looked at it.
fn kind<'a>(
    pack: &Pack,
    process: Option<&Process>,
    tree: &'a Tree,
    findings: &mut Vec<Finding>,
) -> Option<&'a Tree> {
    let Some(node) = tree.root.get("kind") else {
        let message =
            text!(sv: "dokumentet säger inte vilket slag det är", en: "the document does not say its kind");
        let example = process.and_then(|process| process.documents.first()).map_or("…", String::as_str);
        let help = text!(
            sv: "skriv slaget överst, till exempel `kind: {example}`",
            en: "write the kind at the top, for example `kind: {example}`",
        );
        let label = tree.label(&tree.root, Text::default());
        findings.push(Finding::error("case/missing-kind", message, label).with_help(help));
        return None;
    };
    let name = node.as_str().unwrap_or_default();
    let Some(schema) = pack.kind(name).filter(|_| name != "case") else {
        let message =
            text!(sv: "dokumentslaget `{name}` finns inte", en: "there is no document kind `{name}`");
        let known = pack.kind_names().filter(|kind| *kind != "case");
        findings.push(unknown("case/unknown-kind", tree, node, message, known));
        return None;
    };
    if let Some(process) = process.filter(|process| !process.documents.iter().any(|kind| kind == name)) {
        let (title, process) = (&schema.title, &process.title);
        let message = Text {
            sv: format!("{} hör inte till processen {}", title.sv, process.sv),
            en: format!("{} does not belong to the process {}", title.en, process.en),
        };
        let help = text!(
            sv: "flytta dokumentet till det ärende som det hör till, eller ta bort det",
            en: "move the document to the case that it belongs to, or remove it",
        );
        let label = tree.label(node, Text::default());
        let finding = Finding::error("case/unexpected-document", message, label).with_help(help);
        findings.push(finding.at_level(Level::Warning));
    }
    findings.extend(structure::check(tree, schema));
    Some(tree)
}

/// A finding on a name that is not among those that exist.
pub(super) fn unknown<'n>(
    code: &str,
    tree: &Tree,
    node: &Node,
    message: Text,
    known: impl Iterator<Item = &'n str>,
) -> Finding {
    let known: Vec<&str> = known.collect();
    let near = suggest(node.as_str().unwrap_or_default(), known.iter().copied());
    let help = if let Some(near) = near {
        text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?")
    } else {
        let known = known.join("`, `");
        text!(sv: "de som finns är `{known}`", en: "these exist: `{known}`")
    };
    Finding::error(code, message, tree.label(node, Text::default())).with_help(help)
}

/// Finds ids that two files of the case share.
fn duplicate_ids(case: &Tree, documents: &[&Tree], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, (&Tree, &Node)> = BTreeMap::new();
    for tree in std::iter::once(&case).chain(documents) {
        let Some(node) = tree.root.get("id") else { continue };
        let Some(id) = node.as_str() else { continue };
        if let Some((first, other)) = seen.insert(id, (tree, node)) {
            let message = text!(sv: "två filer har id `{id}`", en: "two files have the id `{id}`");
            let help = text!(
                sv: "ge varje dokument i ärendet ett eget id",
                en: "give each document of the case an id of its own",
            );
            let label = tree.label(node, Text::default());
            let first = first.label(other, text!(sv: "används först här", en: "first used here"));
            let finding = Finding::error("case/duplicate-id", message, label);
            findings.push(finding.with_help(help).with_related(first));
        }
    }
}

/// The finding on an id that several cases of a project have, from the trees of their `case.yaml` in the order of their
/// paths, each with whether the case is one that is judged: the last of these is where the finding points. `None`
/// where none is.
pub fn duplicate_case_id(cases: &[(&Tree, bool)]) -> Option<Finding> {
    let at = cases.iter().rposition(|(_, judged)| *judged)?;
    let label = |tree: &Tree, text| tree.root.get("id").map(|node| tree.label(node, text));
    let (tree, _) = cases.get(at)?;
    let id = case_id(tree);
    let message = text!(
        sv: "flera ärenden i projektet har id `{id}`", en: "several cases of the project have the id `{id}`",
    );
    let help = text!(sv: "ge varje ärende ett eget id", en: "give each case an id of its own");
    let label_here = label(tree, Text::default())?;
    let mut finding =
        Finding::error("case/duplicate-case-id", message, label_here).with_help(help).in_case(id);
    for (other, (tree, _)) in cases.iter().enumerate().filter(|(other, _)| *other != at) {
        let text = if other < at {
            text!(sv: "används redan här", en: "already used here")
        } else {
            text!(sv: "används även här", en: "used here, too")
        };
        finding.related.extend(label(tree, text));
    }
    Some(finding)
}
