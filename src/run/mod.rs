//! The stages, composed: from paths to a report.

mod ages;
mod approvers;
mod assume;
mod base;
mod baseline;
mod behind;
mod case;
mod cases;
mod diff;
mod digest;
mod explain;
mod pack;
mod policy;
mod progress;
mod proposed;
mod ready;
mod report;
mod secrets;
mod setup;
mod table;
mod touched;
mod unsaved;
mod versions;
mod waivers;

pub use case::{CaseResult, Clock, judge_files};
pub use diff::{Between, DiffOptions, DiffOutcome, diff};
pub use digest::{DigestOptions, DigestOutcome, digest};
pub use explain::{Unexplained, explain, rule_pages};
pub use pack::pack;
pub use policy::{PolicyOptions, policy_check, policy_clauses, policy_coverage, policy_mutate, policy_test};
pub use progress::Progress;
pub use ready::{Assume, ReadyOptions, ReadyOutcome, ready};
pub use unsaved::Unsaved;
pub use waivers::{Granted, waive};

use crate::config::{self, Config};
use crate::discover::{self, Found, Project};
use crate::finding::{self, Finding};
use crate::render::{Report, Subject};
use crate::source::{Date, Lang};
use crate::store::{Store, WorkTree};
use baseline::{Baseline, Sorted};
use report::{Whole, base_id, policy_id};
use setup::Setup;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

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
    /// Whether only the cases that are touched since then are to be judged.
    pub changed: bool,
    /// The date of the judgement.
    pub as_of: Date,
    /// How many threads; none means one for each processor.
    pub threads: Option<usize>,
    /// A file whose content is not that on disk.
    pub unsaved: Option<Unsaved>,
    /// What the file of waivers is to hold; none means what it holds on disk.
    pub waivers: Option<Vec<u8>>,
    /// A file with findings that are known.
    pub baseline: Option<PathBuf>,
    /// Whether that file is to be written, or to become shorter.
    pub write_baseline: bool,
    /// Whether the report is to say what became of each rule.
    pub detail: bool,
    /// Measures the time that each rule takes, where that is wanted.
    pub clock: Option<Clock>,
    /// Is told how far the run has come.
    pub progress: Option<Arc<Progress>>,
}

impl Options {
    /// The whole project around `start`, judged as of `as_of`, and nothing else.
    pub fn new(start: PathBuf, as_of: Date) -> Self {
        Self {
            start,
            paths: Vec::new(),
            policy: None,
            base: None,
            changed: false,
            as_of,
            threads: None,
            unsaved: None,
            waivers: None,
            baseline: None,
            write_baseline: false,
            detail: false,
            clock: None,
            progress: None,
        }
    }
}

/// What `klar check` found.
#[derive(Debug)]
pub struct CheckOutcome {
    /// The report.
    pub report: Report,
    /// The language that the project asks for.
    pub language: Option<Lang>,
    /// How long each rule took, where that was measured.
    pub times: Vec<(String, Duration)>,
    /// What is to be written to the file of the baseline.
    pub baseline: Option<String>,
}

/// Checks cases against a policy pack.
pub fn check(options: &Options) -> CheckOutcome {
    let mut setup = Setup::new(options);
    let mut findings = std::mem::take(&mut setup.findings);
    let pack = setup.pack.as_deref();
    let mut lifted = std::mem::take(&mut setup.lifted);
    let known = baseline::known(options, setup.versions.as_ref(), pack, (&mut lifted, &mut findings));
    let (mut whole, mut unchanged) = (Whole::default(), 0);
    if let Some(terms) = setup.terms(options) {
        let (asked, perhaps) = setup.asked(options, terms.pack, &lifted);
        let (mut results, mut shared) = setup.judge(options, &terms, &asked);
        setup.mark_old(options, &terms, &asked, &mut results);
        touched::leave_out_unconcerned(&perhaps, &mut results, &mut shared);
        unchanged = setup.found.cases.len() - results.len();
        findings.extend(shared);
        findings.extend(setup.behind(terms.pack, &asked));
        whole = Whole::of(results, setup.base.is_some(), setup.approvers.as_deref());
        findings.extend(setup.base.iter().flat_map(|base| base.gone(terms.pack)));
    }
    findings.append(&mut whole.findings);
    // Which cases there are is known where all of them were looked for.
    let ids: BTreeSet<String> = whole.cases.iter().map(|case| case.id.clone()).collect();
    let all = options.paths.is_empty() && !options.changed;
    findings.extend(setup.waivers.leftovers(&whole.uses, all.then_some(&ids)));
    let (waived, findings) = report::without_waived(findings);
    let Sorted { mut findings, mut known, written } = match (pack, options.baseline.is_some()) {
        (Some(pack), true) => {
            let folders = whole.cases.iter().map(|case| (case.id.as_str(), case.path.as_str())).collect();
            let (entries, write, judged) = (known, options.write_baseline, &whole.uses.judged);
            Baseline { pack, entries, write, folders, judged, not_run: &whole.not_run }.sort(findings)
        }
        _ => Sorted { findings, ..Sorted::default() },
    };
    finding::sort(&mut findings);
    finding::sort(&mut known);
    let mut catalogue = Vec::new();
    if let (Some(pack), true) = (pack, options.detail) {
        catalogue = report::catalogue(pack, &whole.rules);
        catalogue.extend(report::own_codes(findings.iter().chain(&known)));
    }
    let report = Report {
        subject: Subject::Cases,
        as_of: options.as_of,
        policy: pack.map(policy_id),
        base: setup.versions.as_ref().zip(options.base.as_ref()).map(base_id),
        not_run: whole.not_run.into_iter().map(|(rule, why)| (rule.to_owned(), why)).collect(),
        files: whole.files,
        rules: whole.rules.len(),
        unjudged: whole.unjudged,
        unchanged,
        cases: whole.cases,
        findings,
        waived,
        known,
        skipped: setup.skipped(),
        below: discover::below_repository(&setup.project.root),
        catalogue,
    };
    let times = whole.times.into_iter().map(|(rule, time)| (rule.to_owned(), time)).collect();
    CheckOutcome { report, language: setup.config.language, times, baseline: written }
}

/// The language that the project asks for.
pub fn language(options: &Options) -> Option<Lang> {
    configuration(&WorkTree, &project(options).1).0.language
}

/// The project that the first path lies in, else the one of the working folder, with the path that it was found from. A
/// path in no project is shown from the working folder where it lies below it.
fn project(options: &Options) -> (PathBuf, Project) {
    let given = options.paths.first().map(|first| options.start.join(first));
    let given = given.map(|path| (discover::project(&path), path)).filter(|(project, _)| project.marked);
    let (project, start) =
        given.unwrap_or_else(|| (discover::project(&options.start), options.start.clone()));
    (start, project)
}

/// The configuration of the project, where it has one.
fn configuration(store: &dyn Store, project: &Project) -> (Config, Vec<Finding>) {
    let file = store.file(&project.root, "klar.yaml");
    if project.config.is_none() || !store.exists(&file) {
        return (Config::default(), Vec::new());
    }
    match store.bytes(&file) {
        Ok(bytes) => config::parse(&file.shown, bytes),
        Err(fault) => (Config::default(), vec![fault]),
    }
}

/// The cases below the paths given, or below the folders that the configuration names.
fn cases_of(store: &dyn Store, project: &Project, config: &Config, paths: &[PathBuf]) -> Found {
    if paths.is_empty() && !config.cases.is_empty() {
        let folders: Vec<PathBuf> = config.cases.iter().map(|folder| project.root.join(folder)).collect();
        return store.cases(project, &folders);
    }
    store.cases(project, paths)
}

/// Does two things at once where this is one of the threads of [`on_threads`], else one after the other: other threads
/// have no stack that is deep enough.
fn at_once<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    if rayon::current_thread_index().is_some() { rayon::join(one, other) } else { (one(), other()) }
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
