//! The cases of a run: those asked for, each judged on its own, beside the others of their project where rules look at
//! these, too.

use super::case::{CaseResult, Opened, Terms, judge, read};
use crate::discover::{CaseFiles, FilePath};
use crate::evaluate;
use crate::expr::Cases;
use crate::finding::Finding;
use crate::policy::{Pack, Process};
use crate::read::Tree;
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Judges the cases in `asked`, in their order, and finds ids that cases of the project share. The project is only
/// asked for all its cases where a rule looks at them; otherwise those asked for are the project, and of each of them
/// no more is kept than what there is to report.
pub(super) fn judge_all<'a>(
    terms: &Terms<'a>,
    asked: &[CaseFiles],
    project: impl FnOnce() -> Vec<CaseFiles>,
) -> (Vec<CaseResult<'a>>, Vec<Finding>) {
    let pack = terms.pack;
    if !pack.may_look_at_other_cases() {
        let judged = |files| judge(terms, Opened::to_judge(terms, files), &Arc::default());
        let results: Vec<CaseResult<'_>> = asked.par_iter().map(judged).collect();
        let named = asked
            .iter()
            .zip(&results)
            .filter_map(|(files, result)| Some((&files.case, result.id.clone()?, true)));
        let shared = shared_ids(terms, named);
        return (results, shared);
    }
    let opened: Vec<Opened<'_>> = asked.par_iter().map(|files| Opened::to_judge(terms, files)).collect();
    let (cases, shared) = if opened.iter().any(|opened| opened.looks_at_others(pack)) {
        let known: BTreeSet<&FilePath> = asked.iter().map(|files| &files.folder).collect();
        let mut rest = project();
        rest.retain(|files| !known.contains(&files.folder));
        let rest: Vec<Opened<'_>> = rest.par_iter().map(|files| Opened::new(terms, files)).collect();
        of_project(terms, &opened, &rest)
    } else {
        of_project(terms, &opened, &[])
    };
    (opened.into_par_iter().map(|opened| judge(terms, opened, &cases)).collect(), shared)
}

/// The cases of a project, of which the first are judged and the others are not, and the findings on ids that they
/// share.
fn of_project(terms: &Terms<'_>, judged: &[Opened<'_>], rest: &[Opened<'_>]) -> (Arc<Cases>, Vec<Finding>) {
    let judged = judged.iter().map(|opened| (opened, true));
    let mut all: Vec<_> = judged.chain(rest.iter().map(|opened| (opened, false))).collect();
    all.sort_by_key(|(opened, _)| &opened.files.folder);
    let named = all.iter().filter_map(|(opened, judged)| {
        Some((&opened.files.case, opened.case.as_ref()?.word("id")?.to_owned(), *judged))
    });
    let shared = shared_ids(terms, named);
    (Arc::new(Cases::new(all.iter().filter_map(|(opened, _)| opened.sound()).collect())), shared)
}

impl Opened<'_> {
    /// The tree, where other cases may look at it.
    fn sound(&self) -> Option<Arc<Tree>> {
        self.case.as_ref().filter(|case| case.sound).map(|case| Arc::clone(&case.tree))
    }

    /// Whether the rules of the case look at other cases.
    fn looks_at_others(&self, pack: &Pack) -> bool {
        let process = self.case.as_ref().and_then(|case| pack.process(case.word("process")?));
        process.is_some_and(Process::looks_at_other_cases)
    }
}

/// The findings on ids that several cases have, from where each case is, the id that it gives itself, and whether it is
/// judged. The files of those are read once more: nothing is kept of all the others.
fn shared_ids<'f>(
    terms: &Terms<'_>,
    cases: impl Iterator<Item = (&'f FilePath, String, bool)>,
) -> Vec<Finding> {
    let mut by_id: BTreeMap<String, Vec<(&FilePath, bool)>> = BTreeMap::new();
    for (path, id, judged) in cases {
        by_id.entry(id).or_default().push((path, judged));
    }
    let several = by_id.into_values().filter(|cases| cases.len() > 1);
    let found = several.filter(|cases| cases.iter().any(|(_, judged)| *judged)).filter_map(|cases| {
        // What is wrong with the files has been found already.
        let read = |(path, judged): &(&FilePath, bool)| {
            Some((read(&*terms.store, terms.pack, path, &mut Vec::new())?, *judged))
        };
        let trees: Vec<(Tree, bool)> = cases.iter().filter_map(read).collect();
        let trees: Vec<_> = trees.iter().map(|(tree, judged)| (tree, *judged)).collect();
        evaluate::duplicate_case_id(&trees)
    });
    found.collect()
}
