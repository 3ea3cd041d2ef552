//! One case: read, put together, judged, and reduced to what the report needs.

use super::base::Base;
use super::{Progress, at_once, secrets};
use crate::discover::{CaseFiles, FilePath};
use crate::evaluate::{
    self, Approvers, Case, CaseFile, Earlier, Horizon, Judgement, Material, Uses, Waivers,
};
use crate::expr::{Before, Cases, Digests};
use crate::finding::{Effect, Finding, Status};
use crate::policy::{Pack, Rule};
use crate::read::Tree;
use crate::readiness::{self, Forecast};
use crate::render::{CaseSummary, Fate};
use crate::source::{Date, Text, suggest};
use crate::store::{Store, WorkTree};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Gives the time that has gone by since some moment.
pub type Clock = fn() -> Duration;

/// What all cases of a run are judged by.
#[derive(Clone, Debug)]
pub(super) struct Terms<'a> {
    pub(super) pack: &'a Pack,
    /// Where the cases are read from.
    pub(super) store: Arc<dyn Store>,
    pub(super) as_of: Date,
    pub(super) waivers: Arc<Waivers>,
    /// The project as it stood at an earlier revision, where one was given.
    pub(super) base: Option<Arc<Base>>,
    /// Who has to approve changes, where there is an earlier version.
    pub(super) approvers: Option<Arc<Approvers>>,
    /// Whether to note what became of each rule.
    pub(super) fates: bool,
    /// Measures the time that each rule takes, where that is wanted.
    pub(super) clock: Option<Clock>,
    /// Is told of each case that is done.
    pub(super) progress: Option<Arc<Progress>>,
    /// What is asked of the readiness of each case; `None` where no more than findings are wanted.
    pub(super) ahead: Option<Ahead>,
}

/// What is asked of the readiness of a case.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    /// The stage that is asked about.
    pub(super) target: Option<String>,
    /// The last day to look at.
    pub(super) until: Date,
}

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
    /// What became of each of the rules, where that is noted.
    pub fates: Vec<Fate>,
    /// How long each of the rules took, where that is measured.
    pub times: Vec<Duration>,
    /// What the waivers of the project were used for.
    pub uses: Uses,
    /// How far it has come and what the coming days change, where that was asked for; the findings are then only
    /// those that no requirement holds.
    pub ahead: Option<(readiness::Progress, Forecast)>,
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
    pub(super) fn new(terms: &Terms<'_>, files: &'f CaseFiles) -> Self {
        Self::read_case(terms, files, false)
    }

    /// The same for a case that is to be judged: where it is the first of its process, the rules are made ready while
    /// it is held against its schema.
    pub(super) fn to_judge(terms: &Terms<'_>, files: &'f CaseFiles) -> Self {
        Self::read_case(terms, files, true)
    }

    fn read_case(terms: &Terms<'_>, files: &'f CaseFiles, to_judge: bool) -> Self {
        let mut findings = Vec::new();
        let tree = read(&*terms.store, terms.pack, &files.case, &mut findings);
        let process = tree.as_ref().and_then(|tree| tree.root.get("process")?.as_str()).map(str::to_owned);
        let (case, _) = at_once(
            || tree.map(|tree| CaseFile::new(terms.pack, tree, &findings)),
            || process.filter(|_| to_judge).and_then(|process| terms.pack.process(&process)).is_some(),
        );
        Self { files, case, findings }
    }
}

/// Judges the case in `files` as it stands on `as_of`, as the only one of its project.
pub fn judge_files<'a>(pack: &'a Pack, files: &CaseFiles, as_of: Date) -> CaseResult<'a> {
    let waivers = Arc::default();
    let (clock, progress, ahead, base, approvers) = (None, None, None, None, None);
    let store = Arc::new(WorkTree);
    let terms = Terms { pack, store, as_of, waivers, base, approvers, fates: false, clock, progress, ahead };
    judge(&terms, Opened::to_judge(&terms, files), &Arc::default())
}

/// Judges a case of a project with these cases.
pub(super) fn judge<'a>(terms: &Terms<'a>, opened: Opened<'_>, cases: &Arc<Cases>) -> CaseResult<'a> {
    let pack = terms.pack;
    let Opened { files, case, mut findings } = opened;
    let documents = read_all(terms, &files.documents, &mut findings);
    findings.extend(secrets::elsewhere(&*terms.store, pack, files));
    let unread = files.documents.len() - documents.len();
    let count = documents.len() + usize::from(case.is_some());
    // What a document refers to is compared with the names as they are shown.
    let files_below = files.files.keys().map(|path| pack.secrets.hide(path).into_owned()).collect();
    let earlier = match (&terms.base, &case) {
        (Some(base), Some(case)) => base.earlier(pack, files, case, &mut findings),
        _ => Earlier::Unknown,
    };
    let material = Material {
        case,
        documents,
        unread,
        files: files_below,
        digests: digests(&terms.store, files.folder.full.clone()),
        earlier,
        cases: Arc::clone(cases),
        waivers: Arc::clone(&terms.waivers),
        approvers: terms.approvers.clone(),
    };
    let mut result = reduced(terms, &material, files);
    result.findings.append(&mut findings);
    for finding in &mut result.findings {
        finding.case.get_or_insert_with(|| result.summary.id.clone());
    }
    if let Some(progress) = &terms.progress {
        progress.advance();
    }
    CaseResult { files: count, ..result }
}

/// The digests of the files in the folder of a case. A path that leads elsewhere has none.
fn digests(store: &Arc<dyn Store>, folder: PathBuf) -> Digests {
    let store = Arc::clone(store);
    Digests::new(move |path| {
        let below = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let file = FilePath { shown: path.to_owned(), full: folder.join(path), unsaved: None };
        if below { store.digest(&file).ok() } else { None }
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

/// Reads documents, in their order, and makes the schemas of their kinds ready: at once, where there are threads for that.
fn read_all(terms: &Terms<'_>, paths: &[FilePath], findings: &mut Vec<Finding>) -> Vec<Tree> {
    let (first, second) = match paths {
        [] => return Vec::new(),
        [path] => {
            let tree = read(&*terms.store, terms.pack, path, findings);
            let kind = tree.as_ref().and_then(|tree| tree.root.get("kind")?.as_str());
            kind.and_then(|kind| terms.pack.kind(kind));
            return tree.into_iter().collect();
        }
        _ => paths.split_at(paths.len() / 2),
    };
    let (mut of_first, mut of_second) = (Vec::new(), Vec::new());
    let (mut trees, more) =
        at_once(|| read_all(terms, first, &mut of_first), || read_all(terms, second, &mut of_second));
    trees.extend(more);
    findings.append(&mut of_first);
    findings.append(&mut of_second);
    trees
}

/// The case judged, with what points into its trees left behind.
fn reduced<'a>(terms: &Terms<'a>, material: &Material, files: &CaseFiles) -> CaseResult<'a> {
    let pack = terms.pack;
    let id = material.case.as_ref().and_then(|case| case.word("id")).map(str::to_owned);
    let (case, mut findings) = evaluate::assemble(pack, material, terms.as_of);
    let Some(case) = case else {
        let summary = summary(material, files, None, &[]);
        return CaseResult {
            summary,
            findings,
            files: 0,
            rules: &[],
            whole: false,
            id,
            fates: Vec::new(),
            times: Vec::new(),
            uses: Uses::default(),
            ahead: None,
        };
    };
    let horizon = if terms.ahead.is_some() { Horizon::Turns } else { Horizon::Passed };
    let (judgements, times) = match terms.clock {
        Some(clock) => timed(&case, horizon, clock),
        None => (evaluate::judge(&case, horizon, None), Vec::new()),
    };
    let summary = summary(material, files, Some(&case), &judgements);
    let uses = uses(&case, &judgements);
    let process = pack.process(&case.process.id);
    let rules = process.map(|process| process.rules.as_slice()).unwrap_or_default();
    let fates = if terms.fates { fates(rules, &judgements) } else { Vec::new() };
    let ahead = match &terms.ahead {
        Some(asked) => Some(rolled_up(&case, material, judgements, asked, &mut findings)),
        None => {
            findings.extend(judgements.into_iter().filter_map(|judgement| judgement.finding));
            let left = evaluate::left_placeholders(&case, &findings);
            findings.extend(left);
            None
        }
    };
    CaseResult { summary, findings, files: 0, rules, whole: !case.incomplete, id, fates, times, uses, ahead }
}

/// The readiness of a case. What belongs to no requirement goes to the findings.
fn rolled_up<'a>(
    case: &Case<'a>,
    material: &'a Material,
    mut judgements: Vec<Judgement<'a>>,
    asked: &Ahead,
    findings: &mut Vec<Finding>,
) -> (readiness::Progress, Forecast) {
    // A rule that cannot run says so; it says nothing of the case.
    let broken = |finding: &mut Finding| finding.effect == Effect::Incomplete;
    findings.extend(judgements.iter_mut().filter_map(|judgement| judgement.finding.take_if(broken)));
    let said = judgements.iter().filter_map(|judgement| judgement.finding.clone());
    let known: Vec<Finding> = findings.iter().cloned().chain(said).collect();
    findings.extend(evaluate::left_placeholders(case, &known));
    let target = asked.target.as_ref().and_then(|target| self::target(case, target, findings));
    let last = readiness::last_date(material, case.scope.as_of);
    let progress = readiness::roll_up(case, judgements, target, last);
    let forecast = readiness::forecast(case, material, &progress, asked.until);
    (progress, forecast)
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

/// Judges by one rule after the other, and measures how long each takes.
fn timed<'a>(case: &Case<'a>, horizon: Horizon, clock: Clock) -> (Vec<Judgement<'a>>, Vec<Duration>) {
    let (mut judgements, mut times) = (Vec::new(), Vec::new());
    for rule in &case.process.rules {
        let start = clock();
        judgements.extend(evaluate::judge_rule(rule, case, horizon, None));
        times.push(clock().saturating_sub(start));
    }
    (judgements, times)
}

/// What the waivers of the project were used for in a case.
fn uses(case: &Case<'_>, judgements: &[Judgement<'_>]) -> Uses {
    let mut uses = Uses::default();
    for judgement in judgements {
        if let Some(cover) = &judgement.cover {
            uses.note(cover, judgement.finding.as_ref().map(|finding| &finding.primary));
        } else if !judgement.status.satisfied() && judgement.finding.is_none() {
            uses.doubtful.insert((judgement.rule.id.clone(), case.id.to_owned()));
        }
    }
    // What was not compared with an earlier version could have needed its waivers.
    let silent = |rule: &&Rule| rule.looks_at_before && matches!(case.scope.before, Before::Unknown);
    let silent = case.process.rules.iter().filter(silent);
    uses.doubtful.extend(silent.map(|rule| (rule.id.clone(), case.id.to_owned())));
    if !case.incomplete {
        uses.judged.insert(case.id.to_owned());
    }
    uses
}

/// What became of each of the rules, the worst for any subject; the judgements are in their order.
fn fates(rules: &[Rule], judgements: &[Judgement<'_>]) -> Vec<Fate> {
    let fate = |rule: &Rule| {
        let of_rule = judgements.iter().filter(|judgement| judgement.rule.id == rule.id);
        let mut fate = Fate { status: Status::NotApplicable, upcoming: false, waived: false };
        for judgement in of_rule {
            fate.upcoming = judgement.upcoming;
            fate.waived |= judgement.waived();
            let applies = fate.status == Status::NotApplicable && judgement.status == Status::Met;
            if applies || judgement.status > fate.status && !judgement.waived() {
                fate.status = judgement.status;
            }
        }
        fate
    };
    rules.iter().map(fate).collect()
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
        closed: case.is_some_and(Case::closed),
        next: case.and_then(|case| readiness::next_gate(case, judgements)),
        rules: Vec::new(),
    }
}
