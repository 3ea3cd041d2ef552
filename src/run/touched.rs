//! The cases that a change touches: those with a file that is not as it was, those that name such a case, those whose rules
//! look at other cases where one of these has changed, and those that lose an exception.

use super::base::{Base, id_of};
use super::case::{CaseResult, read};
use crate::discover::{CaseFiles, FilePath};
use crate::finding::{Age, Finding, Label};
use crate::policy::{Pack, Process};
use crate::read::Node;
use crate::store::{Store as _, WorkTree};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The cases that a change touches.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// Those that are to be judged.
    pub(super) cases: Vec<CaseFiles>,
    /// The folders, as they are shown, of those that are only touched where something new is found in them: the change
    /// may be of no account to them.
    pub(super) perhaps: BTreeSet<String>,
}

/// Whether a change concerns a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Concern {
    None,
    Possible,
    Certain,
}

/// What there is to know of a change.
pub(super) struct Change<'a> {
    pub(super) base: &'a Base,
    pub(super) pack: &'a Pack,
    /// The ids of the cases that lose an exception.
    pub(super) lifted: &'a BTreeSet<String>,
}

impl Change<'_> {
    /// Those of the cases that are touched, or may be. `elsewhere` are the other cases of the project, whose changes count,
    /// too.
    pub(super) fn touched(&self, cases: &[CaseFiles], elsewhere: &[CaseFiles]) -> Touched {
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
        let concern = |(case, same): &(&CaseFiles, &bool)| {
            let named = std::iter::once(&case.case).chain(&case.documents).map(|file| names_one(file, &ids));
            match (**same, named.max()) {
                (false, _) | (_, Some(Concern::Certain)) => Concern::Certain,
                _ if seen && self.looks_at_others(case) => Concern::Possible,
                (true, named) => named.unwrap_or(Concern::None),
            }
        };
        let pairs: Vec<(&CaseFiles, &bool)> = cases.iter().zip(&same).collect();
        let concerns: Vec<Concern> = pairs.par_iter().map(concern).collect();
        let mut touched = Touched::default();
        for (case, concern) in cases.iter().zip(concerns).filter(|(_, concern)| *concern > Concern::None) {
            touched.cases.push(case.clone());
            touched.perhaps.extend((concern == Concern::Possible).then(|| case.folder.shown.clone()));
        }
        touched
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

/// Leaves out the cases that a change turns out not to concern, since nothing new was found in them, with what they share
/// with each other alone.
pub(super) fn leave_out_unconcerned(
    perhaps: &BTreeSet<String>,
    results: &mut Vec<CaseResult<'_>>,
    shared: &mut Vec<Finding>,
) {
    if perhaps.is_empty() {
        return;
    }
    let new = |result: &CaseResult<'_>| result.findings.iter().any(|finding| finding.age == Some(Age::New));
    results.retain(|result| !perhaps.contains(&result.summary.path) || new(result));
    let kept: BTreeSet<&str> = results.iter().map(|result| result.summary.path.as_str()).collect();
    let concerned =
        |label: &Label| label.file.path().rsplit_once('/').is_some_and(|(folder, _)| kept.contains(folder));
    shared.retain(|finding| concerned(&finding.primary) || finding.related.iter().any(concerned));
}

/// Whether a case has the files that it had, each with the content that it had. Of a file that is no YAML, a rule may ask for
/// the digest of its bytes, so that line breaks make a difference there.
pub(super) fn is_same(base: &Base, then: &CaseFiles, now: &CaseFiles) -> bool {
    let mut known = std::iter::once(&now.case).chain(&now.documents);
    then.files == now.files
        && known.all(|file| base.snapshot.is_same(file))
        && now.others().all(|file| base.snapshot.is_identical(&file))
}

/// Whether a file names one of some cases. One that cannot be read could, and so could one with escapes.
fn names_one(file: &FilePath, ids: &BTreeSet<String>) -> Concern {
    if ids.is_empty() {
        return Concern::None;
    }
    let Ok(bytes) = WorkTree.bytes(file) else { return Concern::Possible };
    let text = String::from_utf8_lossy(&bytes);
    if ids.iter().any(|id| text.contains(id.as_str())) {
        Concern::Certain
    } else if text.contains('\\') {
        Concern::Possible
    } else {
        Concern::None
    }
}
