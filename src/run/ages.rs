//! Which findings on cases are new: the cases as they stood are judged by the same terms, and what was found then is old.

use super::case::{CaseResult, Terms};
use super::cases;
use crate::discover::CaseFiles;
use crate::finding::{Age, Finding};
use std::collections::BTreeMap;

/// How often something was found that findings are recognised by.
type Seen = BTreeMap<[String; 3], usize>;

/// What was found in the cases as they stood.
#[derive(Debug, Default)]
pub(super) struct Ages {
    /// By code, case and place.
    places: Seen,
    /// By code, case and wording, for what has another place in a list now.
    words: Seen,
}

impl Ages {
    /// Judges the cases in `asked`, as they stood, beside the `rest` of their project.
    pub(super) fn of(terms: &Terms<'_>, asked: &[CaseFiles], rest: Vec<CaseFiles>) -> Self {
        let (results, _) = cases::judge_all(terms, asked, || rest);
        let mut ages = Self::default();
        for CaseResult { summary, findings, .. } in &results {
            for finding in findings {
                let [place, words] = keys(finding, &summary.path);
                *ages.places.entry(place).or_default() += 1;
                *ages.words.entry(words).or_default() += 1;
            }
        }
        ages
    }

    /// Marks the findings of a case in `folder`, each as old as often as it was found then.
    pub(super) fn mark(&mut self, folder: &str, findings: &mut [Finding]) {
        let take = |seen: &mut Seen, key: &[String; 3]| match seen.get_mut(key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        };
        for finding in findings.iter_mut() {
            let [place, words] = keys(finding, folder);
            if take(&mut self.places, &place) {
                take(&mut self.words, &words);
                finding.age = Some(Age::Old);
            }
        }
        for finding in findings.iter_mut().filter(|finding| finding.age.is_none()) {
            let [_, words] = keys(finding, folder);
            let old = take(&mut self.words, &words);
            finding.age = Some(if old { Age::Old } else { Age::New });
        }
    }
}

/// What a finding on a case in `folder` is recognised by.
fn keys(finding: &Finding, folder: &str) -> [[String; 3]; 2] {
    let case = finding.case.clone().unwrap_or_default();
    let place = finding.primary.address(folder);
    [[finding.code.clone(), case.clone(), place], [finding.code.clone(), case, finding.message.en.clone()]]
}
