//! What a run over cases needs before it can judge them: the project, its cases, its waivers and the policy.

use super::ages::Ages;
use super::approvers;
use super::base::Base;
use super::case::{CaseResult, Terms};
use super::proposed::{self, Decided};
use super::touched::Change;
use super::versions::Versions;
use super::{Options, behind, cases_of, configuration, on_threads, pack, project, secrets, waivers};
use crate::config::{self, Config, Entry};
use crate::discover::{self, CaseFiles, FilePath, Found, Project};
use crate::evaluate::{Approvers, Waivers};
use crate::finding::Finding;
use crate::policy::Pack;
use crate::read::Secrets;
use crate::render::Skipped;
use crate::store::{Snapshot, Store, WorkTree};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a run over cases needs.
pub(super) struct Setup {
    pub(super) project: Project,
    pub(super) config: Config,
    pub(super) found: Found,
    /// The policy; `None` where it cannot be used.
    pub(super) pack: Option<Arc<Pack>>,
    pub(super) waivers: Arc<Waivers>,
    /// The versions beside the present one, where a base was given.
    pub(super) versions: Option<Versions>,
    /// The earlier version that the cases are compared with.
    pub(super) base: Option<Arc<Base>>,
    /// The cases as the base has them, where that is another version than the one that they are compared with.
    tip: Option<Base>,
    /// The ids of the cases that a waiver is taken from.
    pub(super) lifted: BTreeSet<String>,
    /// Who has to approve changes, where a base was given.
    pub(super) approvers: Option<Arc<Approvers>>,
    /// What was found so far.
    pub(super) findings: Vec<Finding>,
}

impl Setup {
    /// Finds everything that `options` ask for. With a base, it decides: the policy, the configuration and the exceptions are
    /// read from it.
    pub(super) fn new(options: &Options) -> Self {
        let mut findings = Vec::new();
        let (mut project, versions) = versions(options, &mut findings);
        let decides: &dyn Store = match &versions {
            Some(versions) => &*versions.own.tip,
            None => &WorkTree,
        };
        let (config, faults) = configuration(decides, &project);
        findings.extend(faults);
        let policy = policy_folder(options, &project, &config);
        project.packs = policy.iter().cloned().chain(new_pack(versions.as_ref(), &project)).collect();
        project.waivers = Some(waivers::place(&project, &config).0);
        let mut found = cases_of(&WorkTree, &project, &config, &options.paths);
        // Only a comparison with an earlier version needs the cases as they lie on disk.
        let mut now = if versions.is_some() { found.cases.clone() } else { Vec::new() };
        if let Some(unsaved) = &options.unsaved {
            found.findings.extend(unsaved.put_into(&project, &mut found.cases));
        }
        let compiled = compiled(versions.as_ref(), &project, policy.as_deref());
        let pack = compiled.map_err(|faults| findings.extend(faults)).ok();
        if let Some(pack) = &pack {
            secrets::hide_in_names(pack, &mut found);
        }
        findings.append(&mut found.findings);
        let secrets = pack.as_deref().map(|pack| &pack.secrets);
        let mut entries = waivers_of(options, (decides, &project, &config), secrets, &mut findings);
        let mut lifted = BTreeSet::new();
        if let Some(versions) = &versions {
            let decided = Decided {
                versions,
                project: &project,
                config: &config,
                policy: policy.as_deref(),
                pack: pack.as_deref(),
                named: options.policy.is_some(),
                as_of: options.as_of,
            };
            let before = entries.clone();
            findings.extend(decided.proposed(&mut entries));
            let lost = before.iter().filter(|entry| !entries.iter().any(|kept| kept.says_the_same(entry)));
            lifted.extend(lost.map(|entry| entry.case.clone()));
        }
        let waivers = pack.as_deref().map(|pack| {
            let (waivers, refused) = Waivers::new(pack, entries, options.as_of);
            findings.extend(refused);
            Arc::new(waivers)
        });
        let waivers = waivers.unwrap_or_default();
        if let Some(pack) = &pack {
            secrets::hide_in_paths(pack, &mut now);
        }
        let earlier = |pack: &Pack, snapshot: &Arc<Snapshot>| {
            let then = |store: &dyn Store| cases_of(store, &project, &config, &options.paths);
            let all = |store: &dyn Store| match options.paths.as_slice() {
                [] => Found::default(),
                _ => cases_of(store, &project, &config, &[]),
            };
            Base::new(pack, snapshot, then, all, now.clone())
        };
        let known = versions.as_ref().zip(pack.as_deref());
        let base = known.map(|(versions, pack)| Arc::new(earlier(pack, &versions.own.parting)));
        let ahead = known.filter(|(versions, _)| !versions.own.is_up_to_date());
        let tip = ahead.map(|(versions, pack)| earlier(pack, &versions.own.tip));
        let approvers = versions.as_ref().map(|versions| {
            findings.extend(pack.iter().flat_map(|pack| approvers::unknown_roles(pack, &config)));
            Arc::new(approvers::read(versions, &project, &config, &mut findings))
        });
        Self { project, config, found, pack, waivers, versions, base, tip, lifted, approvers, findings }
    }

    /// What all cases are judged by; `None` where there is no policy.
    pub(super) fn terms(&self, options: &Options) -> Option<Terms<'_>> {
        let pack = self.pack.as_deref()?;
        Some(Terms {
            pack,
            store: Arc::new(WorkTree),
            as_of: options.as_of,
            waivers: Arc::clone(&self.waivers),
            base: self.base.clone(),
            approvers: self.approvers.clone(),
            fates: options.detail,
            clock: options.clock,
            progress: options.progress.clone(),
            ahead: None,
        })
    }

    /// Judges cases of the project, and finds ids that cases share.
    pub(super) fn judge<'a>(
        &self,
        options: &Options,
        terms: &Terms<'a>,
        cases: &[CaseFiles],
    ) -> (Vec<CaseResult<'a>>, Vec<Finding>) {
        // With those of a change alone, the others that were found are the rest.
        let rest = || {
            let mut rest = self.elsewhere(options, terms.pack, cases);
            if options.paths.is_empty() {
                rest.extend(self.found.cases.iter().cloned());
            }
            rest
        };
        if let Some(progress) = &terms.progress {
            progress.begin(cases.len());
        }
        on_threads(options.threads, || super::cases::judge_all(terms, cases, rest))
    }

    /// The cases to judge: those that were found, or those among them that are touched since the base, with those that an
    /// exception is taken from.
    pub(super) fn asked(
        &self,
        options: &Options,
        pack: &Pack,
        lifted: &BTreeSet<String>,
    ) -> Cow<'_, [CaseFiles]> {
        match &self.base {
            Some(base) if options.changed => {
                let cases = &self.found.cases;
                let elsewhere = self.elsewhere(options, pack, cases);
                let change = Change { base, pack, lifted };
                Cow::Owned(on_threads(options.threads, || change.touched(cases, &elsewhere)))
            }
            _ => Cow::Borrowed(&self.found.cases),
        }
    }

    /// The cases of the project that were not asked for.
    fn elsewhere(&self, options: &Options, pack: &Pack, asked: &[CaseFiles]) -> Vec<CaseFiles> {
        // Where nothing marks a project, the cases asked for are all that is known of it.
        if options.paths.is_empty() || !self.project.marked {
            return Vec::new();
        }
        let mut cases = cases_of(&WorkTree, &self.project, &self.config, &[]).cases;
        secrets::hide_in_paths(pack, &mut cases);
        let asked: BTreeSet<&FilePath> = asked.iter().map(|case| &case.folder).collect();
        cases.retain(|case| !asked.contains(&case.folder));
        cases
    }

    /// The findings on cases that both the change and the base have changed.
    pub(super) fn behind(&self, pack: &Pack, cases: &[CaseFiles]) -> Vec<Finding> {
        let pair = self.base.as_deref().zip(self.tip.as_ref());
        pair.map(|(parting, tip)| behind::behind(pack, parting, tip, cases)).unwrap_or_default()
    }

    /// Marks what was found in cases as new or old, where there is an earlier version.
    pub(super) fn mark_old(
        &self,
        options: &Options,
        terms: &Terms<'_>,
        asked: &[CaseFiles],
        results: &mut [CaseResult<'_>],
    ) {
        let Some(base) = &self.base else { return };
        let store = Arc::clone(&base.snapshot) as Arc<dyn Store>;
        let (clock, progress) = (None, None);
        let terms = Terms { store, base: None, fates: false, clock, progress, ..terms.clone() };
        let mut ages = on_threads(options.threads, || {
            let then = base.counterparts(terms.pack, asked);
            Ages::of(&terms, &then, base.all_then().cloned().collect())
        });
        for result in results {
            ages.mark(&result.summary.path, &mut result.findings);
        }
    }

    /// What was passed over, for a report.
    pub(super) fn skipped(&self) -> Vec<Skipped> {
        let skipped = self.found.skipped.iter();
        skipped.map(|path| Skipped { path: path.path.clone(), reason: path.reason.clone() }).collect()
    }
}

/// The folder of the policy pack, absolute; `None` for the embedded one.
fn policy_folder(options: &Options, project: &Project, config: &Config) -> Option<PathBuf> {
    let configured = || Some(project.root.join(config.policy.as_ref()?));
    let policy = options.policy.as_ref().map(|policy| options.start.join(policy)).or_else(configured);
    policy.map(|policy| discover::absolute(&policy))
}

/// The project, and its versions where a base is given. What keeps these from being read leaves the project as it is on
/// disk.
fn versions(options: &Options, findings: &mut Vec<Finding>) -> (Project, Option<Versions>) {
    let (start, project) = project(options);
    let Some(revision) = &options.base else { return (project, None) };
    match Versions::open((&options.start, &start), &project, revision) {
        Ok((versions, project)) => (project, Some(versions)),
        Err(fault) => {
            findings.push(*fault);
            (project, None)
        }
    }
}

/// The folder of a policy that the present version names and that nothing lay in before. No case of the base can be
/// hidden there.
fn new_pack(versions: Option<&Versions>, project: &Project) -> Option<PathBuf> {
    let versions = versions?;
    let folder = configuration(&WorkTree, project).0.policy?;
    let folder = discover::absolute(&project.root.join(folder));
    let held = versions.holding(&folder)?;
    // What lies among the tests of a pack is no part of it: a case there would be judged by nobody.
    let project = Project { waivers: None, packs: Vec::new(), ..project.clone() };
    let tests = folder.join("tests");
    let hides_cases = discover::exists(&tests) && !discover::cases(&project, &[tests]).cases.is_empty();
    (!held.parting.has_below(&folder) && !hides_cases).then_some(folder)
}

/// The policy, of the base where that has it. A pack outside of the repository is read from disk.
fn compiled(
    versions: Option<&Versions>,
    project: &Project,
    folder: Option<&Path>,
) -> Result<Arc<Pack>, Vec<Finding>> {
    let held = folder.and_then(|folder| Some((folder, versions?.holding(folder)?)));
    match held {
        Some((folder, held)) if !held.tip.has_below(folder) => Err(vec![proposed::no_policy(held, folder)]),
        Some((folder, held)) => pack::ready(&*held.tip, &held.root, Some(folder)),
        None => pack::ready(&WorkTree, &project.root, folder),
    }
}

/// The waivers of the project.
fn waivers_of(
    options: &Options,
    (store, project, config): (&dyn Store, &Project, &Config),
    secrets: Option<&Secrets>,
    findings: &mut Vec<Finding>,
) -> Vec<Entry> {
    let none = Secrets::default();
    let secrets = secrets.unwrap_or(&none);
    let (entries, faults) = match &options.waivers {
        Some(bytes) => config::parse_waivers(&waivers::place(project, config).1, bytes.clone(), secrets),
        None => {
            let file = waivers::read_file(store, project, config, secrets);
            (file.entries, file.findings)
        }
    };
    findings.extend(faults);
    entries
}
