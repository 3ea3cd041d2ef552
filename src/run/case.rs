//! One case: read, put together, judged, and reduced to what the report needs.

use super::base::Base;
use super::secrets;
use crate::discover::{CaseFiles, FilePath};
use crate::evaluate::{self, Case, CaseFile, Earlier, Horizon, Judgement, Material};
use crate::expr::{Cases, Digests};
use crate::finding::Finding;
use crate::policy::{Pack, Rule};
use crate::read::Tree;
use crate::readiness;
use crate::render::CaseSummary;
use crate::source::Date;
use crate::store::{Store, WorkTree};
use std::path::PathBuf;
use std::sync::Arc;

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
    /// The id that the case gives itself.
    pub id: Option<String>,
}

/// A case whose `case.yaml` has been read, and nothing else yet.
#[derive(Debug)]
pub(super) struct Opened<'f> {
    pub(super) files: &'f CaseFiles,
    /// The file; `None` where it cannot be read.
    pub(super) case: Option<CaseFile>,
    /// What reading it found.
    pub(super) findings: Vec<Finding>,
}

impl<'f> Opened<'f> {
    /// Reads the `case.yaml` of a case.
    pub(super) fn new(store: &dyn Store, pack: &Pack, files: &'f CaseFiles) -> Self {
        let mut findings = Vec::new();
        let case =
            read(store, pack, &files.case, &mut findings).map(|tree| CaseFile::new(pack, tree, &findings));
        Self { files, case, findings }
    }
}

/// Judges the case in `files` as it stands on `as_of`, as the only one of its project.
pub fn judge_files<'a>(pack: &'a Pack, files: &CaseFiles, as_of: Date) -> CaseResult<'a> {
    judge_alone(pack, files, None, as_of)
}

/// The same, compared with an earlier version where there is one.
pub(super) fn judge_alone<'a>(
    pack: &'a Pack,
    files: &CaseFiles,
    base: Option<&Base>,
    as_of: Date,
) -> CaseResult<'a> {
    judge(pack, Opened::new(&WorkTree, pack, files), &Arc::default(), base, as_of)
}

/// Judges a case of a project with these cases.
pub(super) fn judge<'a>(
    pack: &'a Pack,
    opened: Opened<'_>,
    cases: &Arc<Cases>,
    base: Option<&Base>,
    as_of: Date,
) -> CaseResult<'a> {
    let Opened { files, case, mut findings } = opened;
    let documents: Vec<Tree> =
        files.documents.iter().filter_map(|path| read(&WorkTree, pack, path, &mut findings)).collect();
    findings.extend(secrets::elsewhere(pack, files));
    let unread = files.documents.len() - documents.len();
    let count = documents.len() + usize::from(case.is_some());
    // What a document refers to is compared with the names as they are shown.
    let files_below = files.files.iter().map(|path| pack.secrets.hide(path).into_owned()).collect();
    let earlier = match (base, &case) {
        (Some(base), Some(case)) => base.earlier(pack, files, case, &mut findings),
        _ => Earlier::Unknown,
    };
    let (digests, cases) = (digests(files.folder.full.clone()), Arc::clone(cases));
    let material = Material { case, documents, unread, files: files_below, digests, earlier, cases };
    let mut result = reduced(pack, &material, files, as_of);
    result.findings.append(&mut findings);
    for finding in &mut result.findings {
        finding.case.get_or_insert_with(|| result.summary.id.clone());
    }
    CaseResult { files: count, ..result }
}

/// The digests of the files in the folder of a case. A path that leads elsewhere has none.
fn digests(folder: PathBuf) -> Digests {
    Digests::new(move |path| {
        let below = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let file = FilePath { shown: path.to_owned(), full: folder.join(path) };
        if below { WorkTree.digest(&file).ok() } else { None }
    })
}

/// Reads a file, and notes what that finds. What the pack says that nothing may show stays in the file.
pub(super) fn read(
    store: &dyn Store,
    pack: &Pack,
    path: &FilePath,
    findings: &mut Vec<Finding>,
) -> Option<Tree> {
    let bytes = store.bytes(path).map_err(|fault| findings.push(fault)).ok()?;
    let (tree, found) = pack.secrets.parse(&path.shown, bytes);
    findings.extend(found);
    tree
}

/// The case judged, with what points into its trees left behind.
fn reduced<'a>(pack: &'a Pack, material: &Material, files: &CaseFiles, as_of: Date) -> CaseResult<'a> {
    let id = material.case.as_ref().and_then(|case| case.word("id")).map(str::to_owned);
    let (case, mut findings) = evaluate::assemble(pack, material, as_of);
    let Some(case) = case else {
        let summary = summary(material, files, None, &[]);
        return CaseResult { summary, findings, files: 0, rules: &[], whole: false, id };
    };
    let mut judgements = evaluate::judge(&case, Horizon::Passed, None);
    let summary = summary(material, files, Some(&case), &judgements);
    findings.extend(judgements.iter_mut().filter_map(|judgement| judgement.finding.take()));
    let left = evaluate::left_placeholders(&case, &findings);
    findings.extend(left);
    let process = pack.process(&case.process.id);
    let rules = process.map(|process| process.rules.as_slice()).unwrap_or_default();
    CaseResult { summary, findings, files: 0, rules, whole: !case.incomplete, id }
}

fn summary(
    material: &Material,
    files: &CaseFiles,
    case: Option<&Case<'_>>,
    judgements: &[Judgement<'_>],
) -> CaseSummary {
    let word = |key: &str| material.case.as_ref().and_then(|case| case.word(key)).map(str::to_owned);
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
