//! The cases that a change touches: those with a file that is not as it was, and those that name such a case.

use super::base::{Base, id_of};
use crate::discover::{CaseFiles, FilePath};
use crate::policy::Pack;
use crate::store::{Store as _, WorkTree};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Those of the cases that are touched since `base`.
pub(super) fn touched(base: &Base, pack: &Pack, cases: &[CaseFiles]) -> Vec<CaseFiles> {
    let then: BTreeMap<&Path, &CaseFiles> =
        base.then.iter().map(|case| (case.folder.full.as_path(), case)).collect();
    let before = |case: &CaseFiles| then.get(case.folder.full.as_path()).copied();
    let same = |case: &CaseFiles| before(case).is_some_and(|then| is_same(base, then, case));
    let same: Vec<bool> = cases.par_iter().map(same).collect();
    let changed = cases.iter().zip(&same).filter(|(_, same)| !**same).map(|(case, _)| case);
    let now = changed.clone().filter_map(|case| id_of(&WorkTree, pack, case));
    let earlier = changed.filter_map(before).chain(base.missing());
    let ids: BTreeSet<String> =
        now.chain(earlier.filter_map(|case| id_of(&*base.snapshot, pack, case))).collect();
    let concerned = |(case, same): (&CaseFiles, &bool)| {
        let files = || std::iter::once(&case.case).chain(&case.documents);
        !same || files().any(|file| names_one(file, &ids))
    };
    let pairs: Vec<(&CaseFiles, &bool)> = cases.iter().zip(&same).collect();
    let concerned: Vec<bool> = pairs.par_iter().map(|pair| concerned(*pair)).collect();
    cases.iter().zip(concerned).filter(|(_, concerned)| *concerned).map(|(case, _)| case.clone()).collect()
}

/// Whether a case has the files that it had, each with the content that it had.
fn is_same(base: &Base, then: &CaseFiles, now: &CaseFiles) -> bool {
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
        && others.all(|file| base.snapshot.is_same(&file))
}

/// Whether a file names one of some cases. One that cannot be read could.
fn names_one(file: &FilePath, ids: &BTreeSet<String>) -> bool {
    if ids.is_empty() {
        return false;
    }
    let bytes = WorkTree.bytes(file);
    bytes.map_or(true, |bytes| {
        let text = String::from_utf8_lossy(&bytes);
        ids.iter().any(|id| text.contains(id.as_str()))
    })
}
