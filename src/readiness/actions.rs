//! What is still to be done, and since when it has been so.

use super::CaseReadiness;
use super::progress::{Item, Requirement};
use crate::source::Date;

/// One thing that somebody has yet to do, or to decide.
#[derive(Clone, Copy, Debug)]
pub struct Action<'a> {
    /// The gate that it keeps closed, by its place in the process; `None` for what has to hold in every stage.
    pub gate: Option<usize>,
    /// The requirement.
    pub requirement: &'a Requirement,
    /// What became of it.
    pub item: &'a Item,
}

/// Since when something has been open, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Since {
    /// A document has been in its state since then.
    State(Date),
    /// No later date stands in the case.
    LastDate(Date),
}

impl Since {
    /// The date.
    pub fn date(self) -> Date {
        match self {
            Self::State(date) | Self::LastDate(date) => date,
        }
    }

    /// The word in machine formats for how it is known.
    pub fn basis(self) -> &'static str {
        match self {
            Self::State(_) => "state",
            Self::LastDate(_) => "last-date",
        }
    }
}

impl Action<'_> {
    /// Whether it is the turn of a party: `actor` is its id, or the id of its role.
    pub fn is_of(&self, actor: &str) -> bool {
        self.item.is_of(actor)
    }
}

impl Item {
    /// Whether it is the turn of a party: `actor` is its id, or the id of its role.
    pub fn is_of(&self, actor: &str) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.role == actor || owner.party.as_deref() == Some(actor))
    }
}

impl CaseReadiness {
    /// Since when an item of the case has been open; `None` where nothing in the case tells.
    pub fn since(&self, item: &Item) -> Option<Since> {
        let last = || self.progress.as_ref()?.last_date.map(Since::LastDate);
        item.since.map(Since::State).or_else(last)
    }
}
