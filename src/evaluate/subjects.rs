//! What a rule looks at in a case.

use crate::expr::{Absence, Evaluator, Halt, Place, Value};
use crate::finding::Status;
use crate::policy::{Count, Rule, Subjects};

/// The subjects of a rule, or why there are none.
pub(super) enum Found<'a> {
    /// The rule is to look at each of these.
    Each(Vec<Value<'a>>),
    /// It has nothing to look at, and that settles its status.
    Settled(Status, Lack<'a>),
    /// What they are cannot be told.
    Halted(Halt<'a>),
}

/// What is lacking where there are not as many subjects as there must be.
pub(super) enum Lack<'a> {
    /// Nothing: there need not be any.
    Nothing,
    /// The field that holds them.
    Field(Absence<'a>),
    /// There are so many, in this list, and that is too few or too many.
    Number(Option<Place<'a>>),
}

/// Finds the subjects of `rule`.
pub(super) fn subjects<'a>(rule: &'a Rule, evaluator: &mut Evaluator<'a, '_>) -> Found<'a> {
    let case = evaluator.scope().case;
    let (selected, list) = match &rule.subjects {
        Subjects::Case => (Ok(vec![Value::Node(case)]), None),
        Subjects::One(one) => (evaluator.value(one).map(|value| vec![value]), None),
        Subjects::Each(each) => match evaluator.value(each) {
            Ok(list) => match (list.items(), list.place()) {
                (Some(items), place) => (Ok(items.collect()), place),
                (None, Some(place)) => (Err(Halt::Unusable(place)), None),
                (None, None) => (Ok(Vec::new()), None),
            },
            Err(halt) => (Err(halt), None),
        },
    };
    match selected {
        Ok(items) => counted(items, rule.expect, list),
        Err(Halt::Absent(absence)) => match rule.expect {
            Some(count) if count.least > 0 => Found::Settled(Status::Awaiting, Lack::Field(absence)),
            _ => Found::Settled(Status::NotApplicable, Lack::Nothing),
        },
        Err(halt) => Found::Halted(halt),
    }
}

/// Holds the number of subjects against the number that there must be.
fn counted<'a>(items: Vec<Value<'a>>, expect: Option<Count>, list: Option<Place<'a>>) -> Found<'a> {
    let count = expect.unwrap_or(Count { least: 0, most: None });
    if items.len() < count.least {
        Found::Settled(Status::Awaiting, Lack::Number(list))
    } else if count.most.is_some_and(|most| items.len() > most) {
        Found::Settled(Status::Deficient, Lack::Number(list))
    } else if items.is_empty() {
        Found::Settled(Status::NotApplicable, Lack::Nothing)
    } else {
        Found::Each(items)
    }
}
