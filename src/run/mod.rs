//! The stages, composed: from paths to a report.

mod assume;
mod case;
mod cases;
mod explain;
mod pack;
mod policy;
mod ready;
mod secrets;

pub use case::{CaseResult, judge_files};
pub use explain::{Unexplained, explain, rule_pages};
pub use pack::pack;
pub use policy::{PolicyOptions, policy_check, policy_clauses, policy_coverage, policy_mutate, policy_test};
pub use ready::{Assume, ReadyOptions, ReadyOutcome, ready};

use crate::config::{self, Config};
use crate::discover::{self, Found, Project};
use crate::finding::{self, Finding};
use crate::policy::{Pack, Rule};
use crate::read;
use crate::render::{PolicyId, Report, Skipped, Subject};
use crate::source::{Date, Lang};
use case::Question;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

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
    let setup = Setup::new(options);
    let question = Question { as_of: options.as_of, replaced: None, readiness: None };
    let (results, shared) = setup.judge(options, &question);
    let findings = setup.findings.iter().cloned().chain(shared).collect();
    let report = report(options, setup.pack.as_deref(), results, findings, setup.skipped());
    CheckOutcome { report, language: setup.config.language }
}

/// What a run over cases needs before it can judge them.
struct Setup {
    project: Project,
    config: Config,
    found: Found,
    pack: Option<Arc<Pack>>,
    /// What was found so far.
    findings: Vec<Finding>,
}

impl Setup {
    fn new(options: &Options) -> Self {
        let mut project = project(options);
        let (config, mut findings) = configuration(&project);
        let configured = || Some(project.root.join(config.policy.as_ref()?));
        let policy = options.policy.as_ref().map(|policy| options.start.join(policy)).or_else(configured);
        let policy = policy.map(|policy| discover::absolute(&policy));
        project.policy.clone_from(&policy);
        let mut found = cases(&project, &config, &options.paths);
        let compiled = pack::ready(&project.root, policy.as_deref());
        let pack = compiled.map_err(|faults| findings.extend(faults)).ok();
        if let Some(pack) = &pack {
            secrets::hide_in_names(pack, &mut found);
        }
        findings.append(&mut found.findings);
        Self { project, config, found, pack, findings }
    }

    /// Judges the cases that were found, and finds ids that cases share.
    fn judge(&self, options: &Options, question: &Question<'_>) -> (Vec<CaseResult<'_>>, Vec<Finding>) {
        let Some(pack) = self.pack.as_deref() else { return Default::default() };
        // Where nothing marks a project, the cases asked for are all that is known of it.
        let rest = || match options.paths.as_slice() {
            [_, ..] if self.project.marked => {
                let mut cases = cases(&self.project, &self.config, &[]).cases;
                secrets::hide_in_paths(pack, &mut cases);
                cases
            }
            _ => Vec::new(),
        };
        on_threads(options.threads, || cases::judge_all(pack, &self.found.cases, rest, question))
    }

    /// What was passed over, for a report.
    fn skipped(&self) -> Vec<Skipped> {
        let skipped = self.found.skipped.iter();
        skipped.map(|path| Skipped { path: path.path.clone(), reason: path.reason.clone() }).collect()
    }
}

/// The project that the first path lies in, else the one of the working folder. A path in no project is shown
/// from the working folder where it lies below it.
fn project(options: &Options) -> Project {
    let Some(first) = options.paths.first() else { return discover::project(&options.start) };
    let found = discover::project(&options.start.join(first));
    if found.marked { found } else { discover::project(&options.start) }
}

/// The configuration of the project, where it has one.
fn configuration(project: &Project) -> (Config, Vec<Finding>) {
    let Some(path) = &project.config else { return (Config::default(), Vec::new()) };
    match read::bytes(path, "klar.yaml") {
        Ok(bytes) => config::parse("klar.yaml", bytes),
        Err(fault) => (Config::default(), vec![fault]),
    }
}

/// The cases below the paths given, or below the folders that the configuration names.
fn cases(project: &Project, config: &Config, paths: &[PathBuf]) -> Found {
    if paths.is_empty() && !config.cases.is_empty() {
        let folders: Vec<PathBuf> = config.cases.iter().map(|folder| project.root.join(folder)).collect();
        return discover::cases(project, &folders);
    }
    discover::cases(project, paths)
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
    results: Vec<CaseResult<'_>>,
    mut findings: Vec<Finding>,
    skipped: Vec<Skipped>,
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
    let rules: BTreeSet<&str> = lists.into_values().flatten().map(|rule| rule.id.as_str()).collect();
    Report {
        subject: Subject::Cases,
        as_of: options.as_of,
        policy: pack.map(policy_id),
        files,
        rules: rules.len(),
        unjudged,
        cases,
        findings,
        skipped,
    }
}
