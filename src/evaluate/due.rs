//! Rules on something that is done in time.

use super::judge::{Cause, halted};
use crate::expr::{Evaluator, Expression, Halt};
use crate::finding::Status;
use crate::policy::Rule;
use crate::source::Date;

/// A date by which something has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on which it is in time.
    pub due: Date,
    /// The day on which it was done.
    pub done: Option<Date>,
}

/// The status of a rule that holds one date against another. As long as there is time, what is not done yet is in
/// the way of the rule's gate alone.
pub(super) fn due<'a>(
    rule: &'a Rule,
    (due, done): (&'a Expression, &'a Expression),
    evaluator: &mut Evaluator<'a, '_>,
) -> (Status, Cause<'a>) {
    let last = match evaluator.date(due) {
        Ok(date) => date,
        Err(halt) => return halted(halt),
    };
    evaluator.set_due(Some(last));
    let (day, absence) = match evaluator.date(done) {
        Ok(date) => (Some(date), None),
        Err(Halt::Absent(absence)) => (None, Some(absence)),
        Err(halt) => return halted(halt),
    };
    let in_time = day.unwrap_or(evaluator.scope().as_of) <= last;
    evaluator.answered(if day.is_some() { due } else { done }, in_time);
    let status = match (day, in_time) {
        (_, false) => Status::Deficient,
        (Some(_), true) => Status::Met,
        (None, true) if rule.gate.is_some() => Status::Awaiting,
        (None, true) => Status::Pending,
    };
    (status, Cause::Due(Deadline { due: last, done: day }, absence))
}
