//! One case: read, put together, judged, and reduced to what the report needs.

use crate::discover::{CaseFiles, FilePath};
use crate::evaluate::{self, Case, Horizon, Judgement, Material};
use crate::finding::Finding;
use crate::policy::{Pack, Rule};
use crate::read::{self, Node, Tree};
use crate::readiness;
use crate::render::CaseSummary;
use crate::source::Date;

/// What there is to report of one case. It holds the files that findings point into, and nothing else of the case.
#[derive(Debug)]
pub struct CaseResult<'a> {
    /// The case in short.
    pub summary: CaseSummary,
    /// Everything found.
    pub findings: Vec<Finding>,
    /// How many files were read.
    pub files: usize,
    /// The rules that ran.
    pub rules: &'a [Rule],
    /// Whether every file was read and the rules of a process ran.
    pub whole: bool,
}

/// Judges the case in `files` as it stands on `as_of`.
pub fn judge_files<'a>(pack: &'a Pack, files: &CaseFiles, as_of: Date) -> CaseResult<'a> {
    let (material, mut findings) = material(files);
    let count = material.documents.len() + usize::from(material.case.is_some());
    let mut result = reduced(pack, &material, files, as_of);
    result.findings.append(&mut findings);
    for finding in &mut result.findings {
        finding.case.get_or_insert_with(|| result.summary.id.clone());
    }
    CaseResult { files: count, ..result }
}

/// Reads the files of a case.
fn material(files: &CaseFiles) -> (Material, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut read = |path: &FilePath| -> Option<Tree> {
        let bytes = read::bytes(&path.full, &path.shown).map_err(|fault| findings.push(fault)).ok()?;
        let (tree, found) = read::parse(&path.shown, bytes);
        findings.extend(found);
        tree
    };
    let case = read(&files.case);
    let documents: Vec<Tree> = files.documents.iter().filter_map(read).collect();
    let unread = files.documents.len() - documents.len();
    (Material { case, documents, unread, files: files.files.clone() }, findings)
}

/// The case judged, with what points into its trees left behind.
fn reduced<'a>(pack: &'a Pack, material: &Material, files: &CaseFiles, as_of: Date) -> CaseResult<'a> {
    let (case, mut findings) = evaluate::assemble(pack, material, as_of);
    let Some(case) = case else {
        let summary = summary(material, files, None, &[]);
        return CaseResult { summary, findings, files: 0, rules: &[], whole: false };
    };
    let mut judgements = evaluate::judge(&case, Horizon::Passed, None);
    let process = pack.processes.get(&case.process.id);
    let rules = process.map(|process| process.rules.as_slice());
    let summary = summary(material, files, Some(&case), &judgements);
    findings.extend(judgements.iter_mut().filter_map(|judgement| judgement.finding.take()));
    CaseResult { summary, findings, files: 0, rules: rules.unwrap_or_default(), whole: !case.incomplete }
}

fn summary(
    material: &Material,
    files: &CaseFiles,
    case: Option<&Case<'_>>,
    judgements: &[Judgement<'_>],
) -> CaseSummary {
    let word = |key: &str| {
        let node = material.case.as_ref().and_then(|tree| tree.root.get(key));
        node.and_then(Node::as_str).filter(|word| !word.is_empty()).map(str::to_owned)
    };
    let folder = files.folder.shown.rsplit('/').next().unwrap_or_default();
    let stage = case.and_then(|case| case.process.stages.get(case.stage));
    CaseSummary {
        id: word("id").unwrap_or_else(|| folder.to_owned()),
        path: files.folder.shown.clone(),
        process: word("process"),
        stage: word("stage"),
        stage_title: stage.map(|stage| stage.title.clone()),
        next: case.and_then(|case| readiness::next_gate(case, judgements)),
    }
}
