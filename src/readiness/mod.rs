//! Outcomes rolled up to gates: which are open, and what the next one waits for. No checks of its own.

use crate::source::Text;

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
