//! `klar diff`: the cases of two folders or revisions, compared.

use super::base::id_of;
use super::case::read;
use super::report::policy_id;
use super::{configuration, on_threads, pack, secrets, waivers};
use crate::diff::{self, Version};
use crate::discover::{self, CaseFiles, FilePath, Project};
use crate::finding::{self, Effect, Finding};
use crate::policy::{ChangeKind, Pack};
use crate::read::Tree;
use crate::render::{DiffReport, KindOfChange};
use crate::source::Lang;
use crate::store::{Commit, Repository, Store, WorkTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What to compare.
#[derive(Clone, Debug)]
pub struct DiffOptions {
    /// The working folder.
    pub start: PathBuf,
    /// The two versions.
    pub between: Between,
    /// The cases, or folders with cases; all where there are none. Between folders, seen from each of them.
    pub paths: Vec<PathBuf>,
    /// The folder of a policy pack; none means that of the project, or the embedded one.
    pub policy: Option<PathBuf>,
}

/// Two versions.
#[derive(Clone, Debug)]
pub enum Between {
    /// Two folders.
    Folders(PathBuf, PathBuf),
    /// Two revisions of the project, or one and its files as they lie on disk.
    Revisions {
        /// The older one.
        old: String,
        /// The newer one; none means the files on disk.
        new: Option<String>,
        /// Whether the commit at which the two parted takes the place of the older one.
        since_parting: bool,
    },
}

impl Between {
    /// Reads `A..B`, `A...B` or `A`; an `A` or `B` that is left out beside dots is `HEAD`.
    pub fn revisions(text: &str) -> Self {
        let named = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
        let (parted, since_parting) = match text.split_once("...") {
            Some(parts) => (Some(parts), true),
            None => (text.split_once(".."), false),
        };
        match parted {
            Some((old, new)) => Self::Revisions { old: named(old), new: Some(named(new)), since_parting },
            None => Self::Revisions { old: text.to_owned(), new: None, since_parting: false },
        }
    }
}

/// What `klar diff` found.
#[derive(Debug)]
pub struct DiffOutcome {
    /// The differences.
    pub report: DiffReport,
    /// The language that the project asks for.
    pub language: Option<Lang>,
}

/// One of the two versions: where it is read from.
struct Side {
    name: String,
    project: Project,
    store: Box<dyn Store>,
    paths: Vec<PathBuf>,
    /// Whether the project around the paths belongs to it: a revision is one of the project, a folder is itself alone.
    in_project: bool,
    /// The folder from which the places of cases are told.
    top: PathBuf,
}

/// Compares the cases of two versions.
pub fn diff(options: &DiffOptions) -> DiffOutcome {
    on_threads(Some(1), || compare(options))
}

fn compare(options: &DiffOptions) -> DiffOutcome {
    let mut findings = Vec::new();
    let sides = sides(options).map_err(|fault| findings.push(*fault)).ok();
    let mut report = DiffReport::default();
    let mut language = None;
    if let Some([mut old, mut new]) = sides {
        let (config, faults) = configuration(&*new.store, &new.project);
        findings.extend(faults);
        language = config.language;
        let given = options.policy.as_ref().map(|policy| options.start.join(policy));
        let policy = given.clone().or_else(|| Some(new.project.root.join(config.policy.as_ref()?)));
        let policy = policy.map(|policy| discover::absolute(&policy));
        for side in [&mut old, &mut new] {
            side.project.packs = policy.iter().cloned().collect();
            side.project.waivers = Some(waivers::place(&side.project, &config).0);
        }
        // A pack that the command line names is read from disk, whatever the project is read from.
        let store = if given.is_some() { &WorkTree } else { &*new.store };
        match pack::ready(store, &new.project.root, policy.as_deref()) {
            Ok(pack) => {
                report = differences(&pack, &old, &new, &mut findings);
                report.policy = Some(policy_id(&pack));
            }
            Err(faults) => findings.extend(faults),
        }
        (report.old, report.new) = (old.name, new.name);
    }
    finding::sort(&mut findings);
    report.findings = findings;
    DiffOutcome { report, language }
}

/// Where the two versions are read from.
fn sides(options: &DiffOptions) -> Result<[Side; 2], Box<Finding>> {
    match &options.between {
        Between::Folders(old, new) => {
            for folder in [old, new] {
                let full = options.start.join(folder);
                if !full.is_dir() {
                    return Err(discover::not_found(&discover::shown(folder), None).into());
                }
            }
            Ok([old, new].map(|folder| {
                let full = discover::absolute(&options.start.join(folder));
                let paths = match options.paths.as_slice() {
                    [] => vec![full.clone()],
                    paths => paths.iter().map(|path| full.join(path)).collect(),
                };
                let name = folder.to_string_lossy().into_owned();
                let mut project = discover::project(&full);
                if !project.marked {
                    project.root.clone_from(&full);
                }
                Side { name, project, store: Box::new(WorkTree), paths, in_project: false, top: full }
            }))
        }
        Between::Revisions { old, new, since_parting } => {
            let of_first = options.paths.first().map(|first| discover::project(&options.start.join(first)));
            let project = of_first.filter(|project| project.marked);
            let project = project.unwrap_or_else(|| discover::project(&options.start));
            let repository = Repository::of(&project.root)?;
            let newer = new.as_ref().map(|name| repository.commit(name)).transpose()?;
            let mut older = repository.commit(old)?;
            if *since_parting {
                let head = newer.clone().map_or_else(|| repository.head(), Ok)?;
                older = repository.merge_base(&older, &head)?;
            }
            let paths: Vec<PathBuf> = options.paths.iter().map(|path| options.start.join(path)).collect();
            let side = |commit: Option<Commit>| -> Result<Side, Box<Finding>> {
                let store: Box<dyn Store> = match &commit {
                    Some(commit) => Box::new(repository.snapshot(commit)?),
                    None => Box::new(WorkTree),
                };
                let name = commit.map_or_else(String::new, |commit| commit.name);
                let top = project.root.clone();
                Ok(Side {
                    name,
                    project: project.clone(),
                    store,
                    paths: paths.clone(),
                    in_project: true,
                    top,
                })
            };
            Ok([side(Some(older))?, side(newer)?])
        }
    }
}

/// The differences, with the kinds of change that occur.
fn differences(pack: &Pack, old: &Side, new: &Side, findings: &mut Vec<Finding>) -> DiffReport {
    let [mut then, mut now] = [old, new].map(|side| versions(pack, side, findings));
    let (came, went) =
        (elsewhere(pack, old, &then, &now, findings), elsewhere(pack, new, &now, &then, findings));
    then.extend(came);
    now.extend(went);
    // What only one version has is a difference. That neither has anything is a fault.
    if then.is_empty() && now.is_empty() {
        let paths = if new.paths.is_empty() { std::slice::from_ref(&new.project.root) } else { &new.paths };
        findings.extend(paths.iter().map(|path| discover::no_case_in(&new.project, path)));
    }
    let kind = |change: &ChangeKind| KindOfChange {
        id: change.id.clone(),
        title: change.title.clone(),
        citations: pack.citations(&change.cites),
    };
    let (compared, cases) = diff::cases(pack, &then, &now);
    DiffReport { compared, cases, kinds: pack.changes.iter().map(kind).collect(), ..DiffReport::default() }
}

/// The cases of one version.
fn versions(pack: &Pack, side: &Side, findings: &mut Vec<Finding>) -> Vec<Version> {
    let mut found = side.store.cases(&side.project, &side.paths);
    secrets::hide_in_names(pack, &mut found);
    let absent = |fault: &Finding| matches!(fault.code.as_str(), "io/not-found" | "case/none-found");
    let stops = |fault: &Finding| fault.effect == Effect::Incomplete && !absent(fault);
    findings.extend(found.findings.into_iter().filter(stops));
    found.cases.iter().map(|case| version(pack, side, case, findings)).collect()
}

/// The cases of a revision that lie elsewhere than was asked for, and have the ids of cases that only the other version has
/// there: those moved.
fn elsewhere(
    pack: &Pack,
    side: &Side,
    here: &[Version],
    other: &[Version],
    findings: &mut Vec<Finding>,
) -> Vec<Version> {
    let known: BTreeSet<&str> = here.iter().filter_map(Version::id).collect();
    let ids: BTreeSet<&str> = other.iter().filter_map(Version::id).filter(|id| !known.contains(id)).collect();
    if ids.is_empty() || side.paths.is_empty() || !side.in_project {
        return Vec::new();
    }
    let mut found = side.store.cases(&side.project, &[]);
    secrets::hide_in_names(pack, &mut found);
    let wanted =
        |case: &&CaseFiles| id_of(&*side.store, pack, case).is_some_and(|id| ids.contains(id.as_str()));
    found.cases.iter().filter(wanted).map(|case| version(pack, side, case, findings)).collect()
}

/// One case, read whole. Faults of its content are left to `klar check`, unless they keep it from being read.
fn version(pack: &Pack, side: &Side, case: &CaseFiles, findings: &mut Vec<Finding>) -> Version {
    let mut files = Vec::new();
    let below = |path: &std::path::Path| {
        let below = path.strip_prefix(&case.folder.full).unwrap_or(path);
        pack.secrets.hide(&discover::shown(below)).into_owned()
    };
    let mut unread = BTreeSet::new();
    for path in std::iter::once(&case.case).chain(&case.documents) {
        let mut faults = Vec::new();
        let tree: Option<Tree> = read(&*side.store, pack, path, &mut faults);
        match tree {
            Some(tree) => files.push((below(&path.full), tree)),
            None => {
                findings.extend(faults.into_iter().map(Finding::incomplete));
                unread.insert(below(&path.full));
            }
        }
    }
    let known = |name: &String| files.iter().any(|(path, _)| path == name) || unread.contains(name);
    let mut attachments = BTreeMap::new();
    for (name, path) in &case.files {
        let name = pack.secrets.hide(name).into_owned();
        if known(&name) {
            continue;
        }
        let shown = format!("{}/{name}", case.folder.shown);
        match side.store.digest(&FilePath { shown, full: case.folder.full.join(path), unsaved: None }) {
            Ok(digest) => drop(attachments.insert(name, digest)),
            Err(fault) => findings.push(fault),
        }
    }
    let place = case.folder.full.strip_prefix(&side.top).unwrap_or(&case.folder.full).to_path_buf();
    Version { folder: case.folder.shown.clone(), place, files, unread, attachments }
}
