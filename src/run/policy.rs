//! What is done with a policy pack itself: checking it, and running its tests.

use super::report::policy_id;
use super::{on_threads, pack};
use crate::finding::{self, Finding};
use crate::policy::Pack;
use crate::policy_test::{self, Coverage, Mutation, Prepared, TestRun, Tested};
use crate::render::{ClauseMatrix, ClauseRow, Report, RuleTests, SourceClauses, Subject};
use crate::source::Date;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which pack, and as of when.
#[derive(Clone, Debug)]
pub struct PolicyOptions {
    /// The folder of the pack; none means the embedded one.
    pub folder: Option<PathBuf>,
    /// The date that output is marked with.
    pub as_of: Date,
    /// How many threads; none means one for each processor.
    pub threads: Option<usize>,
}

/// Compiles a pack and reports everything that is wrong with it, and what in it has no effect.
pub fn policy_check(options: &PolicyOptions) -> Report {
    let compiled = on_threads(Some(1), || pack(options.folder.as_deref()));
    let (pack, mut findings) = match compiled {
        Ok(mut pack) => {
            let warnings = std::mem::take(&mut pack.warnings);
            (Some(pack), warnings)
        }
        Err(faults) => (None, faults),
    };
    finding::sort(&mut findings);
    let count = |counted: fn(&Pack) -> usize| pack.as_ref().map(counted).unwrap_or_default();
    Report {
        subject: Subject::Pack {
            processes: count(|pack| pack.process_ids().count()),
            kinds: count(|pack| pack.kind_names().count()),
            clauses: count(|pack| pack.clauses().len()),
        },
        as_of: options.as_of,
        policy: pack.as_ref().map(policy_id),
        base: None,
        not_run: Vec::new(),
        files: 0,
        rules: pack.as_ref().map(|pack| rule_ids(pack).len()).unwrap_or_default(),
        unchanged: 0,
        unjudged: 0,
        cases: Vec::new(),
        findings,
        waived: Vec::new(),
        known: Vec::new(),
        skipped: Vec::new(),
        below: String::new(),
        catalogue: Vec::new(),
    }
}

/// The ids of the rules of all processes.
fn rule_ids(pack: &Pack) -> BTreeSet<&str> {
    pack.processes().flat_map(|process| &process.rules).map(|rule| rule.id.as_str()).collect()
}

/// Runs the tests of the pack in `options.folder` whose name, or a rule that they expect something of, contains
/// one of `filters`; all of them where there are no filters.
pub fn policy_test(options: &PolicyOptions, folder: &Path, filters: &[String]) -> TestRun {
    on_threads(options.threads, || match pack(Some(folder)) {
        Ok(pack) => run_tests(&pack, folder, filters),
        Err(findings) => TestRun { tests: Vec::new(), findings },
    })
}

/// The clauses of the pack in `folder` with the rules that rest on them and the tests that show these to fire. The
/// findings say why there are none.
pub fn policy_clauses(options: &PolicyOptions, folder: &Path) -> Result<ClauseMatrix, Vec<Finding>> {
    on_threads(options.threads, || {
        let pack = pack(Some(folder))?;
        let tests = run_tests(&pack, folder, &[]);
        if tests.findings.is_empty() { Ok(matrix(&pack, &tests)) } else { Err(tests.findings) }
    })
}

fn matrix(pack: &Pack, tests: &TestRun) -> ClauseMatrix {
    let mut fires: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, test) in &tests.tests {
        let fired = test.seen.iter().filter(|(_, status)| !status.satisfied());
        let fired: BTreeSet<&str> = fired.map(|(rule, _)| rule.as_str()).collect();
        for rule in fired {
            *fires.entry(rule).or_default() += 1;
        }
    }
    // A rule that several processes share may rest on other clauses in each.
    let mut resting: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for rule in pack.processes().flat_map(|process| &process.rules) {
        for clause in &rule.cites {
            resting.entry(clause).or_default().insert(&rule.id);
        }
    }
    let mut sources: Vec<SourceClauses> = Vec::new();
    let mut last = None;
    for (id, clause) in pack.clauses() {
        let rules = resting.get(id).into_iter().flatten();
        let row = ClauseRow {
            id: id.to_owned(),
            section: clause.section.clone(),
            modality: clause.modality.clone(),
            check: clause.check.clone(),
            text: clause.text.clone(),
            unchecked: clause.unchecked.clone(),
            rules: rules
                .map(|rule| RuleTests {
                    id: (*rule).to_owned(),
                    fires: fires.get(rule).copied().unwrap_or(0),
                })
                .collect(),
        };
        if last != Some(&clause.source) {
            sources.push(SourceClauses { source: clause.source_words.clone(), clauses: Vec::new() });
            last = Some(&clause.source);
        }
        if let Some(source) = sources.last_mut() {
            source.clauses.push(row);
        }
    }
    ClauseMatrix { title: pack.title.clone(), sources }
}

/// Runs the tests of a compiled pack on the threads of the caller.
fn run_tests(compiled: &Pack, folder: &Path, filters: &[String]) -> TestRun {
    let (files, mut findings) = policy_test::files(folder);
    let run = |path: PathBuf| {
        let (prepared, faults) = policy_test::read(compiled, &path, filters);
        let tests: Vec<Tested> = prepared.iter().map(|test| policy_test::run(compiled, test, None)).collect();
        (path.to_string_lossy().into_owned(), tests, faults)
    };
    let results: Vec<_> = files.into_par_iter().map(run).collect();
    let mut tests = Vec::new();
    for (shown, file, faults) in results {
        findings.extend(faults);
        tests.extend(file.into_iter().map(|test| (shown.clone(), test)));
    }
    finding::sort(&mut findings);
    TestRun { tests, findings }
}

/// The tests of the pack in `folder`, made ready, and the pack. The findings say why there are none.
fn prepared(folder: &Path) -> Result<(Pack, Vec<Prepared>), Vec<Finding>> {
    let pack = pack(Some(folder))?;
    let (files, mut faults) = policy_test::files(folder);
    let mut tests = Vec::new();
    for path in files {
        let (prepared, found) = policy_test::read(&pack, &path, &[]);
        tests.extend(prepared);
        faults.extend(found);
    }
    if faults.is_empty() { Ok((pack, tests)) } else { Err(faults) }
}

/// What the tests of the pack in `folder` show of its rules.
pub fn policy_coverage(folder: &Path) -> Result<Coverage, Vec<Finding>> {
    // The answers of conditions are collected by one thread.
    on_threads(Some(1), || prepared(folder).map(|(pack, tests)| policy_test::coverage(&pack, &tests)))
}

/// Which mistakes in the rules of the pack in `folder` its tests would not notice.
pub fn policy_mutate(folder: &Path, threads: Option<usize>) -> Result<Mutation, Vec<Finding>> {
    on_threads(threads, || prepared(folder).map(|(pack, tests)| policy_test::mutate(&pack, &tests)))
}
