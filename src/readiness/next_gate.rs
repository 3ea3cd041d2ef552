//! The gate after the stage that a case is in, in short: for the last line of `klar check`.

use crate::evaluate::{Case, Judgement};
use crate::finding::{Level, Status};
use crate::source::Text;
use std::collections::BTreeMap;

/// The gate that a case has to pass next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextGate {
    /// The stage that the gate leads to.
    pub stage: String,
    /// The stage's title.
    pub title: Text,
    /// How many requirements of the gate are met; those that do not apply are not counted.
    pub met: usize,
    /// How many requirements there are; those that do not apply are not counted.
    pub of: usize,
}

/// The gate after the stage that the case is in; `None` at the last stage.
///
/// A requirement is a rule of that gate whose level is error; it is met when the rule is satisfied, or
/// waived, for every subject.
pub fn next_gate(case: &Case<'_>, judgements: &[Judgement<'_>]) -> Option<NextGate> {
    let gate = case.stage + 1;
    let stage = case.process.stages.get(gate)?;
    let mut requirements: BTreeMap<&str, bool> = BTreeMap::new();
    for judgement in judgements {
        let rule = judgement.rule;
        if rule.gate != Some(gate) || rule.level < Level::Error || judgement.status == Status::NotApplicable {
            continue;
        }
        *requirements.entry(&rule.id).or_insert(true) &= judgement.satisfied();
    }
    Some(NextGate {
        stage: stage.id.clone(),
        title: stage.title.clone(),
        met: requirements.values().filter(|met| **met).count(),
        of: requirements.len(),
    })
}
