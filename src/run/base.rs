//! The cases as they stood at an earlier revision.

use super::case::read;
use super::secrets;
use crate::diff;
use crate::discover::{self, CaseFiles, Found};
use crate::evaluate::{CaseFile, Earlier, Stood};
use crate::finding::{Effect, Finding, Level};
use crate::policy::{Pack, Process};
use crate::read::{Node, Tree};
use crate::source::Text;
use crate::store::{Snapshot, Store, WorkTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The cases of a project as they stood where its history parts from that of a revision.
#[derive(Debug)]
pub(super) struct Base {
    pub(super) snapshot: Arc<Snapshot>,
    /// The cases then.
    pub(super) then: Vec<CaseFiles>,
    /// The other cases of the project then, where only some are asked for: one of these may lie elsewhere now.
    elsewhere: Vec<CaseFiles>,
    /// The cases that there are now.
    now: Vec<CaseFiles>,
    /// The ids of both, each known once they are asked for.
    ids: OnceLock<Ids>,
    /// The ids of the cases elsewhere by their place, known once a case seems to be new.
    ids_elsewhere: OnceLock<BTreeMap<String, usize>>,
    /// The cases that are gone by folder and by id, with their documents, known once a case seems to be new.
    gone: OnceLock<Vec<(diff::Names, CaseFiles)>>,
}

/// Ids of cases.
#[derive(Debug)]
struct Ids {
    /// Of the cases then, by their place.
    then: BTreeMap<String, usize>,
    /// Of the cases now.
    now: BTreeSet<String>,
    /// The same by their folders.
    by_folder: BTreeMap<PathBuf, String>,
}

impl Base {
    /// The cases in `snapshot`. `cases` finds those that were asked for, `all` those of the whole project; `now` are those
    /// that there are now.
    pub(super) fn new(
        pack: &Pack,
        snapshot: &Arc<Snapshot>,
        cases: impl FnOnce(&dyn Store) -> Found,
        all: impl FnOnce(&dyn Store) -> Found,
        now: Vec<CaseFiles>,
    ) -> Self {
        let (mut then, mut elsewhere) = (cases(&**snapshot).cases, all(&**snapshot).cases);
        let asked: BTreeSet<&Path> = then.iter().map(|case| case.folder.full.as_path()).collect();
        elsewhere.retain(|case| !asked.contains(case.folder.full.as_path()));
        secrets::hide_in_paths(pack, &mut then);
        secrets::hide_in_paths(pack, &mut elsewhere);
        let (ids, ids_elsewhere, gone) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { snapshot: Arc::clone(snapshot), then, elsewhere, now, ids, ids_elsewhere, gone }
    }

    /// A case as it stood, where one of its rules asks for that. Faults that it had then are one warning: they are not
    /// this version's, but what is faulty cannot be compared. What could not be read at all leaves the run incomplete.
    pub(super) fn earlier(
        &self,
        pack: &Pack,
        files: &CaseFiles,
        case: &CaseFile,
        findings: &mut Vec<Finding>,
    ) -> Earlier {
        let process = case.word("process").and_then(|process| pack.process(process));
        if !process.is_some_and(Process::looks_at_before) {
            return Earlier::Unknown;
        }
        let Some(files) = self.counterpart(pack, files, case.word("id")) else {
            let Some(fault) = self.snapshot.in_submodule(&files.folder) else { return Earlier::New };
            findings.push(fault);
            return Earlier::Unknown;
        };
        let mut faults = Vec::new();
        let tree = read(&*self.snapshot, pack, &files.case, &mut faults);
        let documents: Vec<Tree> = files
            .documents
            .iter()
            .filter_map(|path| read(&*self.snapshot, pack, path, &mut faults))
            .collect();
        let earlier = tree.map(|tree| Stood::new(pack, tree, documents));
        let stops = |fault: &Finding| fault.effect == Effect::Incomplete;
        let stopped = faults.iter().any(stops);
        findings.extend(faults.extract_if(.., |fault| stops(fault)));
        let structural = earlier.iter().flat_map(|stood| &stood.structural);
        let severe: Vec<&Finding> =
            faults.iter().chain(structural).filter(|fault| fault.level == Level::Error).collect();
        findings.extend(severe.first().map(|first| faulty(&self.snapshot.commit.name, first, severe.len())));
        match earlier {
            Some(stood) => Earlier::Stood(stood),
            None if stopped => Earlier::Unknown,
            // Of a case that could not be read, nothing is known to have been decided.
            None => Earlier::New,
        }
    }

    /// The case that another was: the one with its id, wherever it lay, else the one in its folder, unless that has
    /// moved, else one that is gone and had most of its documents.
    pub(super) fn counterpart(&self, pack: &Pack, files: &CaseFiles, id: Option<&str>) -> Option<&CaseFiles> {
        let ids = self.ids.get_or_init(|| self.find_ids(pack));
        let by_id = id.and_then(|id| ids.then.get(id)).and_then(|at| self.then.get(*at));
        let known = by_id.or_else(|| {
            let same_folder = |(_, case): &(usize, &CaseFiles)| case.folder.full == files.folder.full;
            let (at, case) = self.then.iter().enumerate().find(same_folder)?;
            let moved = ids.then.iter().any(|(id, place)| *place == at && ids.now.contains(id));
            (!moved).then_some(case)
        });
        let known = known.or_else(|| {
            let ids = self.ids_elsewhere.get_or_init(|| self.ids_of(pack, &self.elsewhere));
            id.and_then(|id| ids.get(id)).and_then(|at| self.elsewhere.get(*at))
        });
        known.or_else(|| self.renamed(pack, files))
    }

    /// The case that is gone, by folder and by id, and had most of the documents of one that seems to be new.
    fn renamed(&self, pack: &Pack, files: &CaseFiles) -> Option<&CaseFiles> {
        let gone = self.gone.get_or_init(|| {
            let ids = self.ids.get_or_init(|| self.find_ids(pack));
            let used = |case: &CaseFiles| {
                discover::exists(&case.case.full)
                    || id_of(&*self.snapshot, pack, case).is_some_and(|id| ids.now.contains(&id))
            };
            let all = self.then.iter().chain(&self.elsewhere);
            let gone = all.filter(|case| !used(case));
            gone.map(|case| (names(&*self.snapshot, pack, case), case.clone())).collect()
        });
        if gone.is_empty() {
            return None;
        }
        let now = names(&WorkTree, pack, files);
        gone.iter().find(|(then, _)| diff::succeeds(&now, then)).map(|(_, case)| case)
    }

    fn find_ids(&self, pack: &Pack) -> Ids {
        let id = |case: &CaseFiles| Some((case.folder.full.clone(), id_of(&WorkTree, pack, case)?));
        let by_folder: BTreeMap<PathBuf, String> = self.now.iter().filter_map(id).collect();
        let now = by_folder.values().cloned().collect();
        Ids { then: self.ids_of(pack, &self.then), now, by_folder }
    }

    /// The id that a present case gives itself, of which the file may not be as it is on disk.
    pub(super) fn id_now(&self, pack: &Pack, case: &CaseFiles) -> Option<String> {
        if case.case.unsaved.is_some() {
            return id_of(&WorkTree, pack, case);
        }
        let ids = self.ids.get_or_init(|| self.find_ids(pack));
        ids.by_folder.get(&case.folder.full).cloned()
    }

    /// The ids of cases then, by their place.
    fn ids_of(&self, pack: &Pack, cases: &[CaseFiles]) -> BTreeMap<String, usize> {
        let ids = cases.iter().enumerate();
        ids.filter_map(|(at, case)| Some((id_of(&*self.snapshot, pack, case)?, at))).collect()
    }

    /// All cases of the project then, whichever were asked for.
    pub(super) fn all_then(&self) -> impl Iterator<Item = &CaseFiles> {
        self.then.iter().chain(&self.elsewhere)
    }

    /// The cases whose folder is no longer there.
    pub(super) fn missing(&self) -> impl Iterator<Item = &CaseFiles> {
        let now: BTreeSet<&Path> = self.now.iter().map(|case| case.folder.full.as_path()).collect();
        self.then.iter().filter(move |case| !now.contains(case.folder.full.as_path()))
    }

    /// The cases as they stood that some of the present ones were.
    pub(super) fn counterparts(&self, pack: &Pack, cases: &[CaseFiles]) -> Vec<CaseFiles> {
        let was = |case: &CaseFiles| self.counterpart(pack, case, self.id_now(pack, case).as_deref());
        let then: BTreeMap<&Path, &CaseFiles> =
            cases.iter().filter_map(was).map(|case| (case.folder.full.as_path(), case)).collect();
        then.into_values().cloned().collect()
    }

    /// The findings on cases that are no longer there.
    pub(super) fn gone(&self, pack: &Pack) -> Vec<Finding> {
        let ids = || self.ids.get_or_init(|| self.find_ids(pack));
        let mut gone = self
            .missing()
            .filter(|case| id_of(&*self.snapshot, pack, case).is_none_or(|id| !ids().now.contains(&id)))
            .peekable();
        if gone.peek().is_none() {
            return Vec::new();
        }
        let renamed = self.counterparts(pack, &self.now);
        let gone = gone.filter(|case| renamed.iter().all(|other| other.folder != case.folder));
        gone.map(|case| gone_case(&case.case.shown)).collect()
    }
}

/// The id that a case gives itself.
pub(super) fn id_of(store: &dyn Store, pack: &Pack, case: &CaseFiles) -> Option<String> {
    let tree = read(store, pack, &case.case, &mut Vec::new())?;
    tree.root.get("id").and_then(Node::as_str).map(str::to_owned)
}

/// The documents of a case.
fn names(store: &dyn Store, pack: &Pack, case: &CaseFiles) -> diff::Names {
    let trees = case.documents.iter().filter_map(|path| read(store, pack, path, &mut Vec::new()));
    diff::names(&trees.collect::<Vec<_>>())
}

/// A case had faults at the earlier version.
fn faulty(revision: &str, first: &Finding, count: usize) -> Finding {
    let message = text!(
        sv: "ärendet hade fel vid `{revision}`, så allt går inte att jämföra",
        en: "the case had faults at `{revision}`, so not everything can be compared",
    );
    let rest = count.saturating_sub(1);
    let help = match rest {
        0 => text!(sv: "Det här var det enda felet då.", en: "This was the only fault then."),
        _ => text!(sv: "Det fanns {rest} fel till då.", en: "There were {rest} more faults then."),
    };
    let mut label = first.primary.clone();
    label.text = first.message.clone();
    Finding::error("case/faulty-base", message, label).with_help(help).at_level(Level::Warning)
}

/// A case of the earlier version is not there any more.
fn gone_case(shown: &str) -> Finding {
    let message = text!(sv: "ärendet finns inte längre", en: "the case is no longer there");
    let help = text!(
        sv: "Lägg tillbaka mappen om ärendet inte ska bort. Vad som gällde för det går inte att kontrollera.",
        en: "Put the folder back unless the case is to go. What held for it cannot be checked.",
    );
    let label = crate::finding::Label { text: Text::default(), ..discover::place(shown) };
    Finding::error("case/gone", message, label).with_help(help).at_level(Level::Warning)
}
