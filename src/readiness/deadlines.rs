//! The dates of cases by which something has to be done, in one list.

use super::CaseReadiness;
use super::actions::Action;
use crate::evaluate::Deadline;
use crate::source::Date;

/// A date by which something has to be done.
#[derive(Clone, Copy, Debug)]
pub struct Dated<'a> {
    /// The case.
    pub case: &'a CaseReadiness,
    /// What has to be done.
    pub action: Action<'a>,
    /// By when, and when it was.
    pub deadline: Deadline,
    /// Whether there is time left.
    pub timing: Timing,
}

/// How what has to be done stands to its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    /// It is not done, and the date has passed.
    Overdue,
    /// It is not done, and there is time.
    Open,
    /// It was done after the date.
    Late,
    /// It was done in time.
    Done,
}

impl Timing {
    /// The word in machine formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Open => "open",
            Self::Late => "late",
            Self::Done => "done",
        }
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Overdue | Self::Open)
    }

    fn of(deadline: Deadline, as_of: Date) -> Self {
        match deadline.done {
            Some(done) if done > deadline.due => Self::Late,
            Some(_) => Self::Done,
            None if as_of > deadline.due => Self::Overdue,
            None => Self::Open,
        }
    }
}

/// All dates of the cases, by date and then by case.
pub fn deadlines<'a>(cases: impl IntoIterator<Item = &'a CaseReadiness>, as_of: Date) -> Vec<Dated<'a>> {
    let mut all: Vec<Dated<'_>> = cases
        .into_iter()
        .flat_map(|case| {
            let progress = case.progress.iter();
            let dated = progress.flat_map(|progress| progress.actions(|_, item| item.deadline.is_some()));
            dated.filter_map(move |action| {
                let deadline = action.item.deadline?;
                Some(Dated { case, action, deadline, timing: Timing::of(deadline, as_of) })
            })
        })
        .collect();
    all.sort_by(|a, b| (a.deadline.due, &a.case.path).cmp(&(b.deadline.due, &b.case.path)));
    all
}
