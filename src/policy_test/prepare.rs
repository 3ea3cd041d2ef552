//! Tests made ready: the changed case read once, to be judged as often as need be.

use super::change::{self, Files};
use super::judged::Judged;
use super::{Failure, Outcome, Tested, expect};
use crate::config::{CodeOwners, Service};
use crate::discover::{self, CaseFiles};
use crate::evaluate::{self, Approvers, CaseFile, Earlier, Material, Stood};
use crate::expr::{Cases, Digests, Tally};
use crate::finding::{Finding, Label, Status};
use crate::policy::{self, Pack};
use crate::read::{self, Node, Tree};
use crate::source::{Date, Hasher, Text};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A test with the case that it is about.
#[derive(Debug)]
pub struct Prepared {
    name: String,
    /// The test as it is written.
    test: Node,
    /// The values that parameters have in it, in the place of those of the pack.
    parameters: Option<Node>,
    /// The case and the date, or why there is none.
    case: Result<(Material, Vec<Finding>, Date), String>,
}

/// What reads a base case, from the path that a test gives.
type Load<'l> = dyn Fn(&str) -> Option<Files> + 'l;

/// Base cases, each read once.
pub(super) struct Bases<'l> {
    load: Box<Load<'l>>,
    read: BTreeMap<String, Option<Files>>,
}

impl<'l> Bases<'l> {
    /// Base cases that `load` reads.
    pub(super) fn new(load: impl Fn(&str) -> Option<Files> + 'l) -> Self {
        Self { load: Box::new(load), read: BTreeMap::new() }
    }

    fn get(&mut self, base: &str) -> Option<Files> {
        self.read.entry(base.to_owned()).or_insert_with(|| (self.load)(base)).clone()
    }
}

/// Makes a test of `pack` ready.
pub(super) fn prepare(pack: &Pack, tree: &Tree, test: &Node, bases: &mut Bases<'_>) -> Prepared {
    let key = |key| test.get(key).or_else(|| tree.root.get(key));
    let word = |name| key(name).and_then(Node::as_str);
    let base = word("base").unwrap_or_default();
    let as_of = word("asOf").and_then(Date::parse);
    let others = key("cases").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str);
    let case = match (bases.get(base), as_of) {
        (Some(files), Some(as_of)) => {
            let earlier = earlier(pack, key("before"), base, bases);
            let whole = with_others(files, base, others, bases).and_then(|files| changed(files, test));
            whole.and_then(|files| {
                let (mut material, findings) = material(pack, files);
                material.earlier = earlier?;
                material.approvers = approvers(key("owners"), word("codeowners"));
                Ok((material, findings, as_of))
            })
        }
        _ => Err(no_case(base)),
    };
    let parameters = key("parameters").cloned();
    let unknown =
        parameters.iter().flat_map(Node::entries).find(|entry| !pack.parameters.contains_key(&*entry.key));
    let case = match unknown {
        Some(entry) => Err(format!("the pack has no parameter {}", entry.key)),
        None => case,
    };
    Prepared { name: word("name").unwrap_or_default().to_owned(), test: test.clone(), parameters, case }
}

fn no_case(base: &str) -> String {
    format!("the base {base} holds no case")
}

/// The case as it stood before: the base of the test, or another one, with changes of its own. Nothing is known of it
/// where `before` is left out.
fn earlier(pack: &Pack, before: Option<&Node>, base: &str, bases: &mut Bases<'_>) -> Result<Earlier, String> {
    let Some(before) = before else { return Ok(Earlier::Unknown) };
    if before.get("new").is_some() {
        return Ok(Earlier::New);
    }
    let base = before.get("base").and_then(Node::as_str).unwrap_or(base);
    let files = changed(bases.get(base).ok_or_else(|| no_case(base))?, before)?;
    let read = |(name, bytes): (String, Vec<u8>)| {
        let (tree, _) = read::parse(&format!("before:{name}"), bytes);
        tree.ok_or_else(|| format!("{name} cannot be read as it stood before"))
    };
    let (case, documents): (Vec<_>, Vec<_>) =
        files.yaml.into_iter().partition(|(name, _)| name == "case.yaml");
    let case = case.into_iter().map(read).next().ok_or_else(|| no_case(base))??;
    let documents = documents.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Earlier::Stood(Stood::new(pack, case, documents)))
}

/// Who has to approve changes; nobody is known where `owners` is left out.
fn approvers(owners: Option<&Node>, codeowners: Option<&str>) -> Option<Arc<Approvers>> {
    let people = |node: &Node| node.items().iter().filter_map(Node::as_str).map(str::to_owned).collect();
    let roles = owners?.entries().iter().map(|entry| (entry.key.to_string(), people(&entry.value)));
    let read = |text: &str| {
        Service::ALL.map(|service| CodeOwners::parse("before:CODEOWNERS", text.as_bytes().to_vec(), service))
    };
    let codeowners = codeowners.into_iter().flat_map(read).collect();
    Some(Arc::new(Approvers::new(roles, codeowners, String::new(), |_| false)))
}

/// Where the folders of other cases are, seen from the folder of the case.
const BESIDE: &str = "../";

/// The files with the `case.yaml` of each of the other cases, which lie in folders beside that of the case. The case
/// itself is not one of them.
fn with_others<'t>(
    mut files: Files,
    base: &str,
    others: impl Iterator<Item = &'t str>,
    bases: &mut Bases<'_>,
) -> Result<Files, String> {
    let whole = |folder: &'t str| folder.trim_end_matches('/');
    for folder in others.map(whole).filter(|folder| *folder != base.trim_end_matches('/')) {
        let name = folder.rsplit('/').next().unwrap_or_default();
        let path = format!("{BESIDE}{name}/case.yaml");
        let case = bases.get(folder).and_then(|mut other| other.yaml.remove("case.yaml"));
        let Some(case) = case.filter(|_| !matches!(name, "" | "." | "..")) else {
            return Err(no_case(folder));
        };
        if !files.all.insert(path.clone()) {
            return Err(format!("two of the other cases lie in folders called {name}"));
        }
        files.yaml.insert(path, case);
    }
    Ok(files)
}

/// Runs a test. The answers of conditions are added to `tally`, where there is one.
pub fn run(pack: &Pack, prepared: &Prepared, tally: Option<&Tally>) -> Tested {
    match prepared.judged(pack, tally) {
        Ok(judged) => prepared.tested(&judged.outcome()),
        Err(why) => Tested { failures: vec![Failure::plain(why)], ..prepared.untested() },
    }
}

impl Prepared {
    /// The case, judged; the error says why there is none.
    pub(super) fn judged<'a>(&'a self, pack: &'a Pack, tally: Option<&Tally>) -> Result<Judged<'a>, &'a str> {
        let (material, read, as_of) = self.case.as_ref().map_err(String::as_str)?;
        Ok(Judged::new(pack, (material, read, *as_of), self.parameters.as_ref(), tally))
    }

    /// What the test says of an outcome.
    pub(super) fn tested(&self, outcome: &Outcome) -> Tested {
        let mut tested = self.untested();
        expect::compare(&self.test, outcome, &mut tested);
        tested
    }

    fn untested(&self) -> Tested {
        let exclusive = self.test.get("others").is_some();
        Tested { name: self.name.clone(), failures: Vec::new(), seen: Vec::new(), exclusive }
    }
}

/// The files with the changes of a test.
fn changed(mut files: Files, test: &Node) -> Result<Files, String> {
    for node in test.get("change").map(Node::items).unwrap_or_default() {
        change::apply(&mut files, node)?;
    }
    // What would not be looked at has no place in a test.
    let of_others = files.all.iter().filter_map(|path| Some((path, path.strip_prefix(BESIDE)?)));
    let is_case = |path: &str| matches!(path.split_once('/'), Some((_, "case.yaml")));
    match of_others.filter(|(_, path)| !is_case(path)).map(|(path, _)| path).next() {
        Some(path) => Err(format!("{path} is not the case.yaml of another case: ../folder/case.yaml")),
        None => Ok(files),
    }
}

/// The files of the case in a folder, by their paths from it.
pub(super) fn load(folder: &Path) -> Option<Files> {
    let found = discover::cases(&discover::project(folder), &[folder.to_path_buf()]);
    let here = discover::absolute(folder);
    let case: CaseFiles = found.cases.into_iter().find(|case| case.folder.full == here)?;
    let mut files =
        Files { yaml: BTreeMap::new(), all: case.files.keys().cloned().collect(), digests: BTreeMap::new() };
    for path in std::iter::once(&case.case).chain(&case.documents) {
        let name = path.full.strip_prefix(&case.folder.full).ok()?.to_string_lossy().replace('\\', "/");
        files.yaml.insert(name, read::bytes(&path.full, &path.shown).ok()?);
    }
    for (name, path) in case.files.iter().filter(|(name, _)| !files.yaml.contains_key(*name)) {
        files.digests.insert(name.clone(), read::digest(&case.folder.full.join(path), name).ok()?);
    }
    Some(files)
}

/// The files of an embedded case: the last part of `base` is its folder.
pub(super) fn embedded(base: &str) -> Option<Files> {
    let files = policy::embedded_case(base.rsplit('/').next()?);
    let all = files.iter().map(|file| file.name.clone()).collect();
    let is_yaml = |name: &str| Path::new(name).extension().is_some_and(|end| end == "yaml");
    let (yaml, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_yaml(&file.name));
    let digests = others.into_iter().map(|file| (file.name, Hasher::of(&file.bytes)));
    let yaml = yaml.into_iter().map(|file| (file.name, file.bytes.into_owned()));
    Some(Files { yaml: yaml.collect(), all, digests: digests.collect() })
}

/// The files read, like those of any case.
fn material(pack: &Pack, files: Files) -> (Material, Vec<Finding>) {
    let (mut findings, mut others) = (Vec::new(), Vec::new());
    let (mut case, mut documents, mut unread) = (None, Vec::new(), 0);
    let mut digests = files.digests;
    for (name, bytes) in files.yaml {
        digests.insert(name.clone(), Hasher::of(&bytes));
        let (tree, found) = pack.secrets.parse(&name, bytes);
        if name.starts_with(BESIDE) {
            others.extend(tree.map(|tree| CaseFile::new(pack, tree, &found)));
            continue;
        }
        match tree {
            Some(tree) if name == "case.yaml" => case = Some(CaseFile::new(pack, tree, &found)),
            Some(tree) => documents.push(tree),
            None => unread += 1,
        }
        findings.extend(found);
    }
    let trees = others.iter().map(|other| (&*other.tree, false));
    let trees: Vec<_> = trees.chain(case.iter().map(|case| (&*case.tree, true))).collect();
    let id = |tree: &Tree| tree.root.get("id").and_then(Node::as_str).map(str::to_owned);
    let own = case.as_ref().and_then(|case| id(&case.tree));
    let same: Vec<_> = trees.into_iter().filter(|(tree, _)| own.is_some() && id(tree) == own).collect();
    findings.extend((same.len() > 1).then(|| evaluate::duplicate_case_id(&same)).flatten());
    let sound = others.iter().filter(|other| other.sound).map(|other| Arc::clone(&other.tree));
    let cases = Arc::new(Cases::new(sound.collect()));
    let inside = files.all.into_iter().filter(|path| !path.starts_with(BESIDE));
    let digests = Digests::new(move |path| digests.get(path).cloned());
    let (earlier, waivers) = (Earlier::Unknown, Arc::default());
    (
        Material {
            case,
            documents,
            unread,
            files: inside.collect(),
            digests,
            earlier,
            cases,
            waivers,
            approvers: None,
        },
        findings,
    )
}

/// A wrong example for a rule, from the first test that expects it to fire: the test's name, the finding, and the
/// same places in a case of the tests that is in order. A deficient case is preferred to one that awaits something.
pub fn example(pack: &Pack, tests: &[Prepared], rule: &str) -> Option<(String, Finding, Vec<Label>)> {
    let expects = |test: &&Prepared| {
        let expected = test.test.get("expect").map(Node::items).unwrap_or_default();
        expected.iter().any(|expected| expected.get("rule").and_then(Node::as_str) == Some(rule))
    };
    let fired = tests.iter().filter(expects).filter_map(|test| {
        let outcome = test.judged(pack, None).ok()?.outcome();
        let of_rule = outcome.judgements.into_iter().filter(|judgement| judgement.0 == rule);
        let worst = of_rule.filter(|judgement| judgement.3.is_some()).max_by_key(|judgement| judgement.2)?;
        let finding = outcome.findings.into_iter().nth(worst.3?)?;
        Some((worst.2, test.name.clone(), finding))
    });
    let mut best: Option<(Status, String, Finding)> = None;
    for found in fired {
        let better = best.as_ref().is_none_or(|known| known.0 < found.0);
        if better {
            best = Some(found);
        }
    }
    let (_, name, finding) = best?;
    let right =
        tests.iter().find(|test| test.test.get("change").is_none() && test.test.get("expect").is_none());
    let labels = std::iter::once(&finding.primary).chain(&finding.related);
    let right = labels.filter_map(|label| same_place(right?, label)).collect();
    Some((name, finding, right))
}

/// The place in the case of a test that a label has in another version of it, or the nearest above it.
fn same_place(test: &Prepared, label: &Label) -> Option<Label> {
    let (material, ..) = test.case.as_ref().ok()?;
    let mut trees = material.case.iter().map(|case| &*case.tree).chain(&material.documents);
    let tree = trees.find(|tree| tree.file.path() == label.file.path())?;
    Some(tree.label_near(&label.node, Text::default()))
}
