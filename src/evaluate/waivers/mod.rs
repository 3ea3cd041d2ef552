//! Waivers, held against a pack and used on what rules find. A finding that is waived stays a finding.

mod comments;
mod words;

pub(super) use comments::comments;

use crate::config::Entry;
use crate::finding::{Finding, Label, Status, Waiver};
use crate::policy::{Pack, Rule};
use crate::source::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The waivers of a project.
#[derive(Debug, Default)]
pub struct Waivers {
    entries: Vec<Held>,
}

/// An entry, and whether it counts.
#[derive(Debug)]
struct Held {
    entry: Entry,
    standing: Standing,
}

/// Whether an entry counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    InForce,
    /// Its last day is over.
    Expired,
    /// It must not be, or names what does not exist: another finding says so.
    Refused,
}

/// What the waivers of a project say of what a rule found.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The entry, by its place among all.
    pub entry: usize,
    /// What it says.
    pub waiver: Arc<Waiver>,
    /// Whether it counts; else its last day is over.
    pub in_force: bool,
}

/// What came of the waivers in a run.
#[derive(Debug, Default)]
pub struct Uses {
    /// The entries that covered something, each with where that is, as far as it has a place.
    pub covered: BTreeMap<usize, Vec<Label>>,
    /// The rules and cases of which it cannot be told what an entry covers, since another finding says it all.
    pub doubtful: BTreeSet<(String, String)>,
    /// The ids of the cases that were judged whole.
    pub judged: BTreeSet<String>,
}

impl Waivers {
    /// The entries as they stand on `as_of` with the rules of `pack`, and the findings on those that must not be.
    pub fn new(pack: &Pack, entries: Vec<Entry>, as_of: Date) -> (Self, Vec<Finding>) {
        let (mut held, mut findings) = (Vec::new(), Vec::new());
        for entry in entries {
            let standing = match words::refusal(pack, &entry, as_of) {
                Some(refusal) => {
                    findings.push(refusal);
                    Standing::Refused
                }
                None if entry.waiver.until < as_of => Standing::Expired,
                None => Standing::InForce,
            };
            held.push(Held { entry, standing });
        }
        (Self { entries: held }, findings)
    }

    /// Whether an entry is about this rule in this case.
    pub(super) fn concern(&self, rule: &Rule, case: &str) -> bool {
        self.about(&rule.id, case).next().is_some()
    }

    /// What the waivers say of a status of `rule` in the case `case`, whose files lie in `folder`, and of the finding
    /// that comes with it. A place that only another finding names is covered by entries for every place alone.
    pub(super) fn cover(
        &self,
        rule: &Rule,
        (case, folder): (&str, &str),
        (status, as_of): (Status, Date),
        finding: Option<&Finding>,
    ) -> Option<Cover> {
        // A rule that cannot run has another finding than its own.
        if status.satisfied() || finding.is_some_and(|finding| finding.code != rule.id) {
            return None;
        }
        let address = finding.map(|finding| finding.primary.address(folder));
        let fits = |held: &Held| held.entry.node.is_none() || held.entry.node == address;
        let fitting = self.about(&rule.id, case).filter(|(_, held)| fits(held));
        // An entry that counts goes before one that is over, and one for this place before one for every place.
        let best =
            fitting.min_by_key(|(_, held)| (held.standing == Standing::Expired, held.entry.node.is_none()));
        best.map(|(entry, held)| Cover {
            entry,
            waiver: Arc::clone(&held.entry.waiver),
            in_force: held.standing == Standing::InForce && as_of <= held.entry.waiver.until,
        })
    }

    /// The entries about a rule in a case that are not refused.
    fn about<'w>(&'w self, rule: &'w str, case: &'w str) -> impl Iterator<Item = (usize, &'w Held)> {
        let about = move |held: &&Held| {
            held.standing != Standing::Refused && held.entry.rule == rule && held.entry.case == case
        };
        self.entries.iter().enumerate().filter(move |(_, held)| about(held))
    }

    /// The findings on entries that are over or cover nothing. Only entries about cases that were judged whole can be
    /// said to cover nothing. `known` are the ids of all cases of the project, where these are known.
    pub fn leftovers(&self, uses: &Uses, known: Option<&BTreeSet<String>>) -> Vec<Finding> {
        let entries = self.entries.iter().enumerate();
        let finding = |(at, held): (usize, &Held)| {
            let entry = &held.entry;
            let covered = uses.covered.get(&at);
            let unknown = known.filter(|known| !known.contains(&entry.case));
            let doubtful = uses.doubtful.contains(&(entry.rule.clone(), entry.case.clone()));
            let judged = uses.judged.contains(&entry.case) && !doubtful;
            match (held.standing, covered) {
                (Standing::Refused, _) => None,
                _ if unknown.is_some() => unknown.map(|known| words::unknown_case(entry, known)),
                (Standing::Expired, Some(covered)) => Some(words::expired(entry, covered)),
                (Standing::Expired, None) => judged.then(|| words::over(entry)),
                (Standing::InForce, None) => judged.then(|| words::unused(entry)),
                (Standing::InForce, Some(_)) => None,
            }
        };
        entries.filter_map(finding).collect()
    }
}

impl Uses {
    /// Notes what `cover` says of a place.
    pub fn note(&mut self, cover: &Cover, place: Option<&Label>) {
        self.covered.entry(cover.entry).or_default().extend(place.cloned());
    }

    /// The uses of two parts of a run.
    pub fn join(&mut self, other: Self) {
        for (entry, mut places) in other.covered {
            self.covered.entry(entry).or_default().append(&mut places);
        }
        self.doubtful.extend(other.doubtful);
        self.judged.extend(other.judged);
    }
}
