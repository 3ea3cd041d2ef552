//! One case: read, put together, judged, and reduced to what the report needs.

use super::secrets;
use crate::discover::{CaseFiles, FilePath};
use crate::evaluate::{self, Case, CaseFile, Horizon, Judgement, Material};
use crate::expr::Cases;
use crate::finding::{Effect, Finding};
use crate::policy::{Pack, Rule};
use crate::read::{self, Tree};
use crate::readiness::{self, Forecast, Progress};
use crate::render::CaseSummary;
use crate::source::{Date, Text, suggest};
use std::collections::BTreeMap;
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
    /// How far it has come and what the coming days change, where that was asked for; the findings are then only
    /// those that no requirement holds.
    pub ahead: Option<(Progress, Forecast)>,
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

/// What is asked of each case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'q> {
    /// The date of the judgement.
    pub(super) as_of: Date,
    /// Files that are taken to hold something else than they do.
    pub(super) replaced: Option<&'q Replaced>,
    /// What is asked of its readiness; `None` where no more than findings are wanted.
    pub(super) readiness: Option<Ahead<'q>>,
}

/// The bytes that are taken to stand in some files, by their paths.
pub(super) type Replaced = BTreeMap<PathBuf, Vec<u8>>;

/// What is asked of the readiness of a case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead<'q> {
    /// The stage that is asked about.
    pub(super) target: Option<&'q str>,
    /// The last day to look at.
    pub(super) until: Date,
}

impl<'f> Opened<'f> {
    /// Reads the `case.yaml` of a case.
    pub(super) fn new(pack: &Pack, files: &'f CaseFiles, question: &Question<'_>) -> Self {
        let mut findings = Vec::new();
        let case =
            read(pack, &files.case, question, &mut findings).map(|tree| CaseFile::new(pack, tree, &findings));
        Self { files, case, findings }
    }
}

/// Judges the case in `files` as it stands on `as_of`, as the only one of its project.
pub fn judge_files<'a>(pack: &'a Pack, files: &CaseFiles, as_of: Date) -> CaseResult<'a> {
    let question = Question { as_of, replaced: None, readiness: None };
    judge(pack, Opened::new(pack, files, &question), &Arc::default(), &question)
}

/// Judges a case of a project with these cases.
pub(super) fn judge<'a>(
    pack: &'a Pack,
    opened: Opened<'_>,
    cases: &Arc<Cases>,
    question: &Question<'_>,
) -> CaseResult<'a> {
    let Opened { files, case, mut findings } = opened;
    let read = |path| read(pack, path, question, &mut findings);
    let documents: Vec<Tree> = files.documents.iter().filter_map(read).collect();
    findings.extend(secrets::elsewhere(pack, files));
    let unread = files.documents.len() - documents.len();
    let count = documents.len() + usize::from(case.is_some());
    // What a document refers to is compared with the names as they are shown.
    let files_below = files.files.iter().map(|path| pack.secrets.hide(path).into_owned()).collect();
    let material = Material { case, documents, unread, files: files_below, cases: Arc::clone(cases) };
    let mut result = reduced(pack, &material, files, question);
    result.findings.append(&mut findings);
    for finding in &mut result.findings {
        finding.case.get_or_insert_with(|| result.summary.id.clone());
    }
    CaseResult { files: count, ..result }
}

/// Reads a file, and notes what that finds. What the pack says that nothing may show stays in the file.
pub(super) fn read(
    pack: &Pack,
    path: &FilePath,
    question: &Question<'_>,
    findings: &mut Vec<Finding>,
) -> Option<Tree> {
    let bytes = match question.replaced.and_then(|replaced| replaced.get(&path.full)) {
        Some(bytes) => bytes.clone(),
        None => read::bytes(&path.full, &path.shown).map_err(|fault| findings.push(fault)).ok()?,
    };
    let (tree, found) = pack.secrets.parse(&path.shown, bytes);
    findings.extend(found);
    tree
}

/// The case judged, with what points into its trees left behind.
fn reduced<'a>(
    pack: &'a Pack,
    material: &Material,
    files: &CaseFiles,
    question: &Question<'_>,
) -> CaseResult<'a> {
    let id = material.case.as_ref().and_then(|case| case.word("id")).map(str::to_owned);
    let (case, mut findings) = evaluate::assemble(pack, material, question.as_of);
    let Some(case) = case else {
        let summary = summary(material, files, None, &[]);
        return CaseResult { summary, findings, files: 0, rules: &[], whole: false, id, ahead: None };
    };
    let horizon = if question.readiness.is_some() { Horizon::Turns } else { Horizon::Passed };
    let mut judgements = evaluate::judge(&case, horizon, None);
    let summary = summary(material, files, Some(&case), &judgements);
    let ahead = match question.readiness {
        Some(asked) => {
            // A rule that cannot run says so; it says nothing of the case.
            let broken = |finding: &mut Finding| finding.effect == Effect::Incomplete;
            findings.extend(judgements.iter_mut().filter_map(|judgement| judgement.finding.take_if(broken)));
            let said: Vec<Finding> =
                judgements.iter().filter_map(|judgement| judgement.finding.clone()).collect();
            let left = evaluate::left_placeholders(&case, &[findings.clone(), said].concat());
            findings.extend(left);
            let target = asked.target.and_then(|target| self::target(&case, target, &mut findings));
            let last = readiness::last_date(material, question.as_of);
            let progress = readiness::roll_up(&case, judgements, target, last);
            let days = (question.as_of, asked.until);
            let forecast = readiness::forecast(pack, material, &progress, days);
            Some((progress, forecast))
        }
        None => {
            findings.extend(judgements.iter_mut().filter_map(|judgement| judgement.finding.take()));
            let left = evaluate::left_placeholders(&case, &findings);
            findings.extend(left);
            None
        }
    };
    let process = pack.process(&case.process.id);
    let rules = process.map(|process| process.rules.as_slice()).unwrap_or_default();
    CaseResult { summary, findings, files: 0, rules, whole: !case.incomplete, id, ahead }
}

/// The stage of the process that is asked about, by its place.
fn target(case: &Case<'_>, target: &str, findings: &mut Vec<Finding>) -> Option<usize> {
    let stages = &case.process.stages;
    let found = stages.iter().position(|stage| stage.id == target);
    if found.is_none() {
        let id = &case.process.id;
        let message = text!(
            sv: "processen `{id}` har inget steg `{target}` att fråga om",
            en: "the process `{id}` has no stage `{target}` to ask about",
        );
        let known: Vec<&str> = stages.iter().map(|stage| stage.id.as_str()).collect();
        let help = match suggest(target, known.iter().copied()) {
            Some(near) => text!(sv: "menade du `--target {near}`?", en: "did you mean `--target {near}`?"),
            None => {
                let known = known.join("`, `");
                text!(sv: "stegen är `{known}`", en: "the stages are `{known}`")
            }
        };
        let place = case.scope.case;
        let label = place.tree.label_near("/process", Text::default());
        findings.push(Finding::error("case/unknown-target", message, label).with_help(help).incomplete());
    }
    found
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
