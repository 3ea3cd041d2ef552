//! Outcomes rolled up to what people ask: how far a case has come, what is in the way, whose turn it is, by when.
//!
//! Everything here follows from the judgements of `evaluate`: statuses are grouped, ordered and counted, and no
//! check is added. What is said of it, and in which language, is up to `render`.

mod actions;
mod deadlines;
mod forecast;
mod next_gate;
mod portfolio;
mod progress;
mod roll_up;

pub use actions::{Action, Since};
pub use deadlines::{Dated, Timing, deadlines};
pub use forecast::{Arising, Change, Forecast, forecast, last_date};
pub use next_gate::{NextGate, next_gate};
pub use portfolio::{Line, Party, Portfolio, RuleCount, Table, portfolio};
pub use progress::{Document, Gate, GateState, Item, Progress, Requirement, Subject, Titled};
pub use roll_up::roll_up;

use crate::finding::{Effect, Finding, Level};

/// A case with everything that readiness has to say of it.
#[derive(Debug)]
pub struct CaseReadiness {
    /// The case's id; its folder's name where it gives none.
    pub id: String,
    /// The case's folder, relative to the project.
    pub path: String,
    /// Whether every file of the case was read and its rules ran.
    pub whole: bool,
    /// What was found before any rule ran, and rules that cannot run. Those of level error stand in the way of
    /// every stage.
    pub faults: Vec<Finding>,
    /// How far it has come; `None` where it cannot be told which rules apply: the faults say why.
    pub progress: Option<Progress>,
    /// What the coming days change; `None` where there is no progress to change.
    pub forecast: Option<Forecast>,
    /// What the assumptions change; `None` where nothing of this case is assumed.
    pub assumed: Option<Assumed>,
}

/// What assumptions change for the gates of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// The gates, by their place in the process, that are open only with the assumptions.
    pub opens: Vec<usize>,
    /// The gates that are open only without them.
    pub closes: Vec<usize>,
    /// How many open items there are without them.
    pub open_before: usize,
    /// How many there are with them.
    pub open_after: usize,
}

/// The answer to whether a case is in order for the stage in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing is in the way.
    Ready,
    /// Something is.
    Blocked,
    /// It cannot be told.
    Unknown,
}

impl Verdict {
    /// The word in machine formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
        }
    }
}

/// A verdict as it is told of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It says all.
    Verdict(Verdict),
    /// The case is in order in its stage, and has stages left.
    Ongoing,
    /// The case has ended without going on.
    Closed,
}

impl CaseReadiness {
    /// Whether the case is in order for the stage in question: that of `--target`, else the one that it is in.
    pub fn verdict(&self) -> Verdict {
        let broken = self.faults.iter().any(|fault| fault.effect == Effect::Incomplete);
        match &self.progress {
            Some(progress) if self.whole && !broken => {
                let ready = progress.ready() && self.blocking_faults().next().is_none();
                if ready { Verdict::Ready } else { Verdict::Blocked }
            }
            _ => Verdict::Unknown,
        }
    }

    /// Whether a stage was asked about.
    pub fn asked(&self) -> bool {
        self.progress.as_ref().is_some_and(|progress| progress.target.is_some())
    }

    /// The verdict as it is told. Where no stage was asked about, a case that is in order and not at its end, and one
    /// that is closed, have answers of their own.
    pub fn answer(&self) -> Answer {
        match self.verdict() {
            Verdict::Ready if self.closed() && !self.asked() => Answer::Closed,
            Verdict::Ready if !self.finished() && !self.asked() => Answer::Ongoing,
            verdict => Answer::Verdict(verdict),
        }
    }

    /// Whether the case has come to the end of its process: nothing is in the way, and no gate is left.
    pub fn finished(&self) -> bool {
        let left = self.progress.as_ref().and_then(Progress::next);
        self.verdict() == Verdict::Ready && left.is_none() && !self.closed()
    }

    /// Whether the case has ended without coming to the end of its process, and nothing is in the way of that.
    pub fn closed(&self) -> bool {
        self.verdict() == Verdict::Ready && self.progress.as_ref().is_some_and(|progress| progress.closed)
    }

    /// The faults that stand in the way of every stage.
    pub fn blocking_faults(&self) -> impl Iterator<Item = &Finding> {
        self.faults.iter().filter(|fault| fault.level == Level::Error)
    }
}

impl Assumed {
    /// What changes from the case as it is to the case with the assumptions.
    pub fn between(without: &Progress, with: &Progress) -> Self {
        let open = |progress: &Progress, at: usize| {
            progress.gates.get(at).is_some_and(|gate| gate.state() == GateState::Open)
        };
        let gates = || 0..with.gates.len();
        Self {
            opens: gates().filter(|at| open(with, *at) && !open(without, *at)).collect(),
            closes: gates().filter(|at| open(without, *at) && !open(with, *at)).collect(),
            open_before: without.open().len(),
            open_after: with.open().len(),
        }
    }
}
