//! The cases that a change touches: those with a file that is not as it was, those that name such a case, those whose rules
//! look at other cases where one of these has changed, and those that lose an exception.

use super::base::{Base, id_of};
use super::case::read;
use crate::discover::{CaseFiles, FilePath};
use crate::policy::{Pack, Process};
use crate::read::Node;
use crate::store::{Store as _, WorkTree};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What there is to know of a change.
pub(super) struct Change<'a> {
    pub(super) base: &'a Base,
    pub(super) pack: &'a Pack,
    /// The ids of the cases that lose an exception.
    pub(super) lifted: &'a BTreeSet<String>,
}

impl Change<'_> {
    /// Those of the cases that are touched. `elsewhere` are the other cases of the project, whose changes count, too.
    pub(super) fn touched(&self, cases: &[CaseFiles], elsewhere: &[CaseFiles]) -> Vec<CaseFiles> {
        let Self { base, pack, lifted } = self;
        let then: BTreeMap<&Path, &CaseFiles> =
            base.all_then().map(|case| (case.folder.full.as_path(), case)).collect();
        let before = |case: &CaseFiles| then.get(case.folder.full.as_path()).copied();
        let is_old = |case: &CaseFiles| before(case).is_some_and(|then| is_same(base, then, case));
        let all: Vec<&CaseFiles> = cases.iter().chain(elsewhere).collect();
        let same: Vec<bool> = all.par_iter().map(|case| is_old(case)).collect();
        let changed: Vec<&CaseFiles> =
            all.iter().zip(&same).filter(|(_, same)| !**same).map(|(case, _)| *case).collect();
        let folders: BTreeSet<&Path> = all.iter().map(|case| case.folder.full.as_path()).collect();
        let missing: Vec<&CaseFiles> =
            base.all_then().filter(|case| !folders.contains(case.folder.full.as_path())).collect();
        let now = changed.iter().filter_map(|case| id_of(&WorkTree, pack, case));
        let earlier = changed.iter().filter_map(|case| before(case)).chain(missing.iter().copied());
        let earlier = earlier.filter_map(|case| id_of(&*base.snapshot, pack, case));
        let ids: BTreeSet<String> = now.chain(earlier).chain(lifted.iter().cloned()).collect();
        // Other cases see of a case what its `case.yaml` says.
        let known = |case: &CaseFiles| before(case).is_some() && base.snapshot.is_same(&case.case);
        let seen = !missing.is_empty() || changed.iter().any(|case| !known(case));
        let concerned = |(case, same): &(&CaseFiles, &bool)| {
            let files = || std::iter::once(&case.case).chain(&case.documents);
            !**same || seen && self.looks_at_others(case) || files().any(|file| names_one(file, &ids))
        };
        let pairs: Vec<(&CaseFiles, &bool)> = cases.iter().zip(&same).collect();
        let concerned: Vec<bool> = pairs.par_iter().map(concerned).collect();
        cases
            .iter()
            .zip(concerned)
            .filter(|(_, concerned)| *concerned)
            .map(|(case, _)| case.clone())
            .collect()
    }

    /// Whether rules of a case look at other cases. One that cannot be read could.
    fn looks_at_others(&self, case: &CaseFiles) -> bool {
        let tree = read(&WorkTree, self.pack, &case.case, &mut Vec::new());
        tree.is_none_or(|tree| {
            let process = tree.root.get("process").and_then(Node::as_str);
            process.and_then(|process| self.pack.process(process)).is_some_and(Process::looks_at_other_cases)
        })
    }
}

/// Whether a case has the files that it had, each with the content that it had. Of a file that is no YAML, a rule may ask for
/// the digest of its bytes, so that line breaks make a difference there.
pub(super) fn is_same(base: &Base, then: &CaseFiles, now: &CaseFiles) -> bool {
    let known = || std::iter::once(&now.case).chain(&now.documents);
    let below = |file: &FilePath| file.full.strip_prefix(&now.folder.full).map(crate::discover::shown);
    let read: BTreeSet<String> = known().filter_map(|file| below(file).ok()).collect();
    let others = now.files.iter().filter(|(name, _)| !read.contains(*name));
    let mut others = others.map(|(name, path)| FilePath {
        shown: name.clone(),
        full: now.folder.full.join(path),
        unsaved: None,
    });
    then.files == now.files
        && known().all(|file| base.snapshot.is_same(file))
        && others.all(|file| base.snapshot.is_identical(&file))
}

/// Whether a file names one of some cases. One that cannot be read could, and so could one with escapes.
fn names_one(file: &FilePath, ids: &BTreeSet<String>) -> bool {
    if ids.is_empty() {
        return false;
    }
    let Ok(bytes) = WorkTree.bytes(file) else { return true };
    let text = String::from_utf8_lossy(&bytes);
    text.contains('\\') || ids.iter().any(|id| text.contains(id.as_str()))
}
