//! The stages, composed: from paths to a report.

mod base;
mod case;
mod cases;
mod diff;
mod digest;
mod explain;
mod pack;
mod policy;
mod secrets;

pub use case::{CaseResult, judge_files};
pub use diff::{Between, DiffOptions, DiffOutcome, diff};
pub use digest::{DigestOptions, DigestOutcome, digest};
pub use explain::{Unexplained, explain, rule_pages};
pub use pack::pack;
pub use policy::{PolicyOptions, policy_check, policy_clauses, policy_coverage, policy_mutate, policy_test};

use crate::config::{self, Config};
use crate::discover::{self, Found, Project};
use crate::finding::{self, Finding};
use crate::policy::{Pack, Rule};
use crate::render::{PolicyId, Report, Skipped, Subject};
use crate::source::{Date, Lang};
use crate::store::{Store, WorkTree};
use base::Base;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The stack of a thread that evaluates, in bytes: deep enough for every expression within the limits.
const STACK: usize = 16 << 20;

/// What to check, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The working folder.
    pub start: PathBuf,
    /// The paths that were given; none means the whole project.
    pub paths: Vec<PathBuf>,
    /// The folder of a policy pack; none means that of the project, or the embedded one.
    pub policy: Option<PathBuf>,
    /// The revision that cases are compared with.
    pub base: Option<String>,
    /// The date of the judgement.
    pub as_of: Date,
    /// How many threads; none means one for each processor.
    pub threads: Option<usize>,
}

/// What `klar check` found.
#[derive(Debug)]
pub struct CheckOutcome {
    /// The report.
    pub report: Report,
    /// The language that the project asks for.
    pub language: Option<Lang>,
}

/// Checks cases against a policy pack.
pub fn check(options: &Options) -> CheckOutcome {
    let mut project = project(options);
    let (config, mut findings) = configuration(&WorkTree, &project);
    let configured = || Some(project.root.join(config.policy.as_ref()?));
    let policy = options.policy.as_ref().map(|policy| options.start.join(policy)).or_else(configured);
    let policy = policy.map(|policy| discover::absolute(&policy));
    project.policy.clone_from(&policy);
    let mut found = cases(&WorkTree, &project, &config, &options.paths);
    let compiled = pack::ready(&WorkTree, &project.root, policy.as_deref());
    let pack = compiled.map_err(|faults| findings.extend(faults)).ok();
    if let Some(pack) = &pack {
        secrets::hide_in_names(pack, &mut found);
    }
    findings.append(&mut found.findings);
    // Where nothing marks a project, the cases asked for are all that is known of it.
    let rest = || match options.paths.as_slice() {
        [_, ..] if project.marked => cases(&WorkTree, &project, &config, &[]).cases,
        _ => Vec::new(),
    };
    let rest = |pack: &Pack| {
        let mut cases = rest();
        secrets::hide_in_paths(pack, &mut cases);
        cases
    };
    let base = match (&options.base, &pack) {
        (Some(revision), Some(pack)) => {
            let then = |store: &dyn Store| cases(store, &project, &config, &options.paths);
            Base::open(pack, &project, revision, then, &found.cases)
                .map_err(|fault| findings.push(*fault))
                .ok()
        }
        _ => None,
    };
    let judge = |pack| cases::judge_all(pack, &found.cases, || rest(pack), base.as_ref(), options.as_of);
    let judged = pack.as_deref().map(|pack| on_threads(options.threads, || judge(pack)));
    let (results, shared) = judged.unwrap_or_default();
    findings.extend(shared);
    if let (Some(base), Some(pack)) = (&base, &pack) {
        findings.extend(base.gone(pack));
    }
    let report = report(options, pack.as_deref(), base.as_ref(), results, findings, found.skipped);
    CheckOutcome { report, language: config.language }
}

/// The project that the first path lies in, else the one of the working folder. A path in no project is shown
/// from the working folder where it lies below it.
fn project(options: &Options) -> Project {
    let Some(first) = options.paths.first() else { return discover::project(&options.start) };
    let found = discover::project(&options.start.join(first));
    if found.marked { found } else { discover::project(&options.start) }
}

/// The configuration of the project, where it has one.
fn configuration(store: &dyn Store, project: &Project) -> (Config, Vec<Finding>) {
    if project.config.is_none() {
        return (Config::default(), Vec::new());
    }
    let file = store.file(&project.root, "klar.yaml");
    match store.bytes(&file) {
        Ok(bytes) => config::parse(&file.shown, bytes),
        Err(fault) => (Config::default(), vec![fault]),
    }
}

/// The cases below the paths given, or below the folders that the configuration names.
fn cases(store: &dyn Store, project: &Project, config: &Config, paths: &[PathBuf]) -> Found {
    if paths.is_empty() && !config.cases.is_empty() {
        let folders: Vec<PathBuf> = config.cases.iter().map(|folder| project.root.join(folder)).collect();
        return store.cases(project, &folders);
    }
    store.cases(project, paths)
}

/// Does `work` on threads whose stack is deep enough for every expression within the limits.
fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).stack_size(STACK);
    match builder.build() {
        Ok(pool) => pool.install(work),
        // Where no threads can be had, this one does the work.
        Err(_) => work(),
    }
}

/// Which policy `pack` is.
fn policy_id(pack: &Pack) -> PolicyId {
    PolicyId { name: pack.name.clone(), version: pack.version.clone(), digest: pack.digest.clone() }
}

fn report(
    options: &Options,
    pack: Option<&Pack>,
    base: Option<&Base>,
    results: Vec<CaseResult<'_>>,
    mut findings: Vec<Finding>,
    skipped: Vec<discover::Skipped>,
) -> Report {
    // The cases of a process have the same list of rules.
    let mut lists: BTreeMap<*const Rule, &[Rule]> = BTreeMap::new();
    let (mut files, mut unjudged, mut cases) = (0, 0, Vec::with_capacity(results.len()));
    for result in results {
        unjudged += usize::from(!result.whole);
        files += result.files;
        lists.insert(result.rules.as_ptr(), result.rules);
        findings.extend(result.findings);
        cases.push(result.summary);
    }
    finding::sort(&mut findings);
    let (waiting, ran): (Vec<&Rule>, Vec<&Rule>) =
        lists.into_values().flatten().partition(|rule| rule.looks_at_before && base.is_none());
    let ids = |rules: Vec<&'_ Rule>| -> BTreeSet<String> {
        rules.into_iter().map(|rule| rule.id.clone()).collect()
    };
    let rules = ids(ran);
    Report {
        subject: Subject::Cases,
        as_of: options.as_of,
        policy: pack.map(policy_id),
        base: base.map(Base::id),
        not_run: ids(waiting).into_iter().collect(),
        files,
        rules: rules.len(),
        unjudged,
        cases,
        findings,
        skipped: skipped.into_iter().map(|path| Skipped { path: path.path, reason: path.reason }).collect(),
    }
}
