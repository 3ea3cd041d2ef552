//! A case judged rule by rule, so that one rule can be judged anew in another form and held against the same test.

use super::Outcome;
use crate::evaluate::{self, Case, Horizon, Material};
use crate::expr::{Place, Tally};
use crate::finding::{Finding, Status};
use crate::policy::{Pack, Rule};
use crate::read::Node;
use crate::source::Date;

/// A case, all gates included.
pub(super) struct Judged<'a> {
    /// The case; `None` where it cannot be told which rules apply.
    case: Option<Case<'a>>,
    /// What was found before any rule ran.
    found: Vec<Finding>,
    /// What each rule came to.
    rules: Vec<(&'a str, Vec<One>)>,
}

/// What a rule came to for one subject.
struct One {
    subject: String,
    status: Status,
    finding: Option<Finding>,
}

impl<'a> Judged<'a> {
    /// Judges a case. `read` is what reading it found, `parameters` are values in the place of those of the pack. The
    /// answers of conditions are added to `tally`, where there is one.
    pub(super) fn new(
        pack: &'a Pack,
        (material, read, as_of): (&'a Material, &[Finding], Date),
        parameters: Option<&'a Node>,
        tally: Option<&Tally>,
    ) -> Self {
        let (case, found) = evaluate::assemble(pack, material, as_of);
        let mut judged = Self { case, found: [read, &found].concat(), rules: Vec::new() };
        if let Some(case) = &mut judged.case {
            for entry in parameters.map(Node::entries).unwrap_or_default() {
                case.scope.parameters.insert(&entry.key, Place { tree: &pack.tree, node: &entry.value });
            }
            let judged_rule = |rule: &'a Rule| (rule.id.as_str(), judge(rule, case, tally));
            judged.rules = case.process.rules.iter().map(judged_rule).collect();
        }
        judged
    }

    /// The process of the case.
    pub(super) fn process(&self) -> Option<&str> {
        self.case.as_ref().map(|case| case.process.id.as_str())
    }

    /// What came out.
    pub(super) fn outcome(&self) -> Outcome {
        self.put_together(|_| None)
    }

    /// What comes out with `mutant` in the place of the rule with its id; `None` where nothing is different.
    pub(super) fn with(&self, mutant: &'a Rule) -> Option<Outcome> {
        let case = self.case.as_ref()?;
        let (_, before) = self.rules.iter().find(|(rule, _)| *rule == mutant.id)?;
        let now = judge(mutant, case, None);
        let same = before.len() == now.len() && before.iter().zip(&now).all(|(a, b)| a.looks_like(b));
        (!same).then(|| self.put_together(|rule| (rule == mutant.id).then_some(&now)))
    }

    /// The outcome of all rules, of which `other` may give another form.
    fn put_together<'o>(&'o self, other: impl Fn(&str) -> Option<&'o Vec<One>>) -> Outcome {
        let mut outcome = Outcome { judgements: Vec::new(), findings: self.found.clone() };
        for (rule, ones) in &self.rules {
            for One { subject, status, finding } in other(rule).unwrap_or(ones) {
                let index = finding.as_ref().map(|finding| {
                    outcome.findings.push(finding.clone());
                    outcome.findings.len() - 1
                });
                outcome.judgements.push(((*rule).to_owned(), subject.clone(), *status, index));
            }
        }
        let left = self.case.as_ref().map(|case| evaluate::left_placeholders(case, &outcome.findings));
        outcome.findings.extend(left.into_iter().flatten());
        outcome
    }
}

impl One {
    /// Whether no expectation can tell two of them apart.
    fn looks_like(&self, other: &Self) -> bool {
        let seen = |one: &Self| {
            let finding = one.finding.as_ref()?;
            let (label, owner) = (&finding.primary, finding.owner.as_ref().map(|owner| owner.role.clone()));
            let place = (label.file.path().to_owned(), label.node.clone());
            Some((finding.code.clone(), finding.level, finding.message.clone(), place, owner))
        };
        self.subject == other.subject && self.status == other.status && seen(self) == seen(other)
    }
}

/// Judges a case by one rule.
fn judge<'a>(rule: &'a Rule, case: &Case<'a>, tally: Option<&Tally>) -> Vec<One> {
    let judgements = evaluate::judge_rule(rule, case, Horizon::All, tally).into_iter();
    let one = |judgement: evaluate::Judgement<'a>| {
        let subject = judgement.subject.map(|place| {
            let pointer = place.tree.locate(place.node).map(|located| located.pointer);
            format!("{}#{}", place.tree.file.path(), pointer.unwrap_or_default())
        });
        One { subject: subject.unwrap_or_default(), status: judgement.status, finding: judgement.finding }
    };
    judgements.map(one).collect()
}
