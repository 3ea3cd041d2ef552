//! What was found in all cases, as one report.

use super::case::CaseResult;
use super::explain;
use super::versions::Versions;
use crate::evaluate::{Approvers, Uses};
use crate::finding::{self, Finding};
use crate::policy::{Pack, Rule};
use crate::render::{BaseId, CaseSummary, NotRun, PolicyId, RuleFate, RuleInfo};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The results of the cases, put together.
#[derive(Debug, Default)]
pub(super) struct Whole<'a> {
    pub(super) files: usize,
    pub(super) unjudged: usize,
    pub(super) cases: Vec<CaseSummary>,
    pub(super) findings: Vec<Finding>,
    pub(super) uses: Uses,
    /// The rules that ran, by id.
    pub(super) rules: BTreeMap<&'a str, &'a Rule>,
    /// The ids of those that did not, and why.
    pub(super) not_run: BTreeMap<&'a str, NotRun>,
    /// How long each rule took, where that was measured.
    pub(super) times: BTreeMap<&'a str, Duration>,
}

impl<'a> Whole<'a> {
    /// Puts the results together. `compared` says whether there was an earlier version to compare with, `approvers` who
    /// has to approve changes.
    pub(super) fn of(results: Vec<CaseResult<'a>>, compared: bool, approvers: Option<&Approvers>) -> Self {
        // The cases of a process have the same list of rules.
        let mut lists: BTreeMap<*const Rule, &'a [Rule]> = BTreeMap::new();
        for result in &results {
            lists.insert(result.rules.as_ptr(), result.rules);
        }
        let stopped = |rule: &Rule| {
            let known = |role| approvers.is_some_and(|approvers| approvers.knows(role));
            match rule.approver() {
                _ if rule.looks_at_before && !compared => Some(NotRun::NoBase),
                Some(role) if !known(role) => Some(NotRun::NoOwners),
                _ => None,
            }
        };
        let all: Vec<&'a Rule> = lists.into_values().flatten().collect();
        let (waiting, ran): (Vec<&'a Rule>, Vec<&'a Rule>) =
            all.into_iter().partition(|rule| stopped(rule).is_some());
        let mut whole = Self {
            rules: ran.into_iter().map(|rule| (rule.id.as_str(), rule)).collect(),
            not_run: waiting
                .into_iter()
                .filter_map(|rule| Some((rule.id.as_str(), stopped(rule)?)))
                .collect(),
            ..Self::default()
        };
        let index: BTreeMap<&str, usize> = whole.rules.keys().copied().zip(0..).collect();
        for result in results {
            whole.unjudged += usize::from(!result.whole);
            whole.files += result.files;
            whole.findings.extend(result.findings);
            whole.uses.join(result.uses);
            for (rule, time) in result.rules.iter().zip(result.times) {
                *whole.times.entry(&rule.id).or_default() += time;
            }
            let fate =
                |(rule, fate): (&Rule, _)| Some(RuleFate { rule: *index.get(rule.id.as_str())?, fate });
            let rules = result.rules.iter().zip(result.fates).filter_map(fate).collect();
            whole.cases.push(CaseSummary { rules, ..result.summary });
        }
        whole
    }
}

/// What there is to say of the rules that ran, in the order of their ids.
pub(super) fn catalogue(pack: &Pack, rules: &BTreeMap<&str, &Rule>) -> Vec<RuleInfo> {
    let info = |rule: &&Rule| RuleInfo {
        id: rule.id.clone(),
        title: rule.title.clone(),
        help: rule.help.as_ref().map(crate::expr::Template::outline),
        level: rule.level,
        citations: pack.citations(&rule.cites),
    };
    rules.values().map(info).collect()
}

/// What there is to say of klar's own codes among those of some findings.
pub(super) fn own_codes<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<RuleInfo> {
    let codes: BTreeSet<&str> = findings.map(|finding| finding.code.as_str()).collect();
    explain::own_codes(&codes)
}

/// Which policy `pack` is.
pub(super) fn policy_id(pack: &Pack) -> PolicyId {
    PolicyId { name: pack.name.clone(), version: pack.version.clone(), digest: pack.digest.clone() }
}

/// Which versions a run with a base read.
pub(super) fn base_id((versions, revision): (&Versions, &String)) -> BaseId {
    let held = &versions.own;
    BaseId {
        revision: revision.clone(),
        tip: held.tip.commit.id.clone(),
        commit: held.parting.commit.id.clone(),
    }
}

/// Parts the findings that are waived from the others, each in order.
pub(super) fn without_waived(findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let (mut waived, mut findings): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|finding| finding.waiver.is_some());
    finding::sort(&mut waived);
    finding::sort(&mut findings);
    (waived, findings)
}
