//! How far a case has come: its stages with their gates, the requirements of each, and what stands in the way.

use super::actions::Action;
use crate::evaluate::Deadline;
use crate::finding::{Citation, Label, Level, Owner, Status, Waiver};
use crate::source::{Date, Text};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Something of the pack with its id and its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Titled {
    /// The id.
    pub id: String,
    /// The title.
    pub title: Text,
}

/// The way of a case through its process.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The process.
    pub process: Titled,
    /// The stage that the case says it is in, by its place among the gates.
    pub stage: usize,
    /// The stage that was asked about, where one was.
    pub target: Option<usize>,
    /// Whether the case has ended without going on to the stages that are left.
    pub closed: bool,
    /// The gates of all stages, in the order of the process.
    pub gates: Vec<Gate>,
    /// What has to hold in every stage.
    pub always: Vec<Requirement>,
    /// The roles that decide on documents: what they have yet to do is no supplement that could be asked of others.
    pub deciders: BTreeSet<String>,
    /// The latest date in the files of the case that is not after the date of the judgement.
    pub last_date: Option<Date>,
}

/// The gate of a stage.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The stage that it leads to.
    pub stage: Titled,
    /// What it asks, in the order of the pack.
    pub requirements: Vec<Requirement>,
}

/// Whether a gate is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateState {
    /// Everything that it asks is met, and it asks something.
    Open,
    /// Something that it asks is not met.
    Closed,
    /// Nothing that it asks applies to the case: nothing shows that the stage is reached, and nothing stands in the
    /// way of those after it.
    Unasked,
}

impl GateState {
    /// The word in machine formats.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Unasked => "unasked",
        }
    }
}

/// A rule with what became of it.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: Text,
    /// How much it weighs. Only requirements of level error keep a gate closed.
    pub level: Level,
    /// The clauses that it rests on.
    pub citations: Vec<Citation>,
    /// What became of it for each subject, in their order; there is at least one.
    pub items: Vec<Item>,
}

/// What became of a rule for one subject.
#[derive(Clone, Debug)]
pub struct Item {
    /// What the rule looked at; `None` for the case as a whole, and for what stands in no file.
    pub subject: Option<Subject>,
    /// The status.
    pub status: Status,
    /// Where to look: where it is wrong or missing, or the subject where nothing is.
    pub place: Label,
    /// Other places that take part.
    pub related: Vec<Label>,
    /// What there is to say; `None` where all is well, and where a fault of the case says it already.
    pub message: Option<Text>,
    /// What to do.
    pub help: Option<Text>,
    /// Whose turn it is, or would be.
    pub owner: Option<Owner>,
    /// The date by which it has to be done, for rules about that.
    pub deadline: Option<Deadline>,
    /// The document that it is about.
    pub document: Document,
    /// Since when the document is in its state, where the data tells.
    pub since: Option<Date>,
    /// The waiver that lets the gate open all the same.
    pub waiver: Option<Arc<Waiver>>,
}

/// What a rule looked at.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its text, or its id: what tells it from the other subjects of the rule.
    pub name: String,
    /// Where it stands.
    pub place: Label,
}

/// A document that an item is about, or that it asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    /// What documents of that kind are called.
    pub title: Text,
    /// The path of its file; `None` for a document that is not there.
    pub path: Option<String>,
}

impl Progress {
    /// The stage in question: the one that was asked about, else the one that the case is in.
    pub fn wanted(&self) -> usize {
        self.target.unwrap_or(self.stage)
    }

    /// The furthest stage that the case has reached: its gate is open, and none before it is closed.
    pub fn achieved(&self) -> Option<usize> {
        let passable = self.gates.iter().take_while(|gate| gate.state() != GateState::Closed);
        passable.enumerate().filter(|(_, gate)| gate.state() == GateState::Open).last().map(|(at, _)| at)
    }

    /// Whether a gate before this one is closed: that it asks for nothing more does not mean that the case has come
    /// there.
    pub fn barred(&self, at: usize) -> bool {
        self.gates.iter().take(at).any(|gate| gate.state() == GateState::Closed)
    }

    /// The gate to work on once nothing is in the way of the stage in question: the first one after it, and after what
    /// the case has reached, that is not open. A gate that asks nothing is passed over where one after it does. A closed
    /// case has none.
    pub fn next(&self) -> Option<usize> {
        if self.closed {
            return None;
        }
        let from = self.achieved().map_or(0, |at| at + 1).max(self.wanted() + 1);
        let rest = || self.gates.iter().enumerate().skip(from);
        let asking = rest().find(|(_, gate)| gate.state() != GateState::Unasked);
        asking.or_else(|| rest().next()).map(|(at, _)| at)
    }

    /// Whether nothing is in the way of the stage in question. A stage that was asked about needs an open gate, too.
    pub fn ready(&self) -> bool {
        let asked = self.target.and_then(|target| self.gates.get(target));
        self.blocking().is_empty() && asked.is_none_or(|gate| gate.state() == GateState::Open)
    }

    /// Everything that keeps a gate closed, or that has to hold in every stage and does not: the latter first, then
    /// by gate.
    pub fn open(&self) -> Vec<Action<'_>> {
        self.actions(|requirement, item| requirement.level == Level::Error && !item.status.satisfied())
    }

    /// What is in the way of the stage in question.
    pub fn blocking(&self) -> Vec<Action<'_>> {
        let mut open = self.open();
        open.retain(|action| action.gate.is_none_or(|gate| gate <= self.wanted()));
        open
    }

    /// What to do now: what is in the way of the stage in question; where nothing is, what the next gate waits for.
    /// What a fault of the files says already is left out: it may be gone once the fault is.
    pub fn current(&self) -> Vec<Action<'_>> {
        let mut current = self.blocking();
        if current.is_empty() {
            let next = self.next();
            current = self.open();
            current.retain(|action| action.gate == next);
        }
        current.retain(|action| action.item.message.is_some());
        current
    }

    /// The gates to work on: the closed ones up to the stage in question; where there are none, the next one.
    pub fn working(&self) -> Vec<&Gate> {
        let wanted = self.gates.iter().take(self.wanted() + 1);
        let closed: Vec<&Gate> = wanted.filter(|gate| gate.state() == GateState::Closed).collect();
        if closed.is_empty() && self.blocking().is_empty() {
            return self.next().and_then(|next| self.gates.get(next)).into_iter().collect();
        }
        closed
    }

    /// What is recommended and not followed, or likely wrong, in the stages up to the one in question.
    pub fn advice(&self) -> Vec<Action<'_>> {
        let mut advice =
            self.actions(|requirement, item| requirement.level < Level::Error && !item.status.satisfied());
        advice.retain(|action| action.gate.is_none_or(|gate| gate <= self.wanted()));
        advice
    }

    /// What is lacking and waived.
    pub fn waived(&self) -> Vec<Action<'_>> {
        self.actions(|_, item| item.waiver.is_some())
    }

    /// The items that are `wanted`, those that hold in every stage first.
    pub(super) fn actions(&self, wanted: impl Fn(&Requirement, &Item) -> bool) -> Vec<Action<'_>> {
        let always = self.always.iter().map(|requirement| (None, requirement));
        let gates = self.gates.iter().enumerate();
        let gated = gates.flat_map(|(at, gate)| gate.requirements.iter().map(move |found| (Some(at), found)));
        always
            .chain(gated)
            .flat_map(|(gate, requirement)| {
                requirement.items.iter().map(move |item| Action { gate, requirement, item })
            })
            .filter(|action| wanted(action.requirement, action.item))
            .collect()
    }

    /// Everything that was asked, whatever became of it, those that hold in every stage first.
    pub fn every(&self) -> Vec<Action<'_>> {
        self.actions(|_, _| true)
    }

    /// Every requirement, those that hold in every stage first.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.always.iter().chain(self.gates.iter().flat_map(|gate| &gate.requirements))
    }

    /// The same with what became of some rules later in the place of what did before.
    #[must_use]
    pub(super) fn with(&self, later: Self) -> Self {
        let mut changed = self.clone();
        let gates = changed.gates.iter_mut().map(|gate| &mut gate.requirements);
        let later_gates = later.gates.into_iter().map(|gate| gate.requirements);
        let lists = std::iter::once(&mut changed.always).chain(gates);
        for (list, later) in lists.zip(std::iter::once(later.always).chain(later_gates)) {
            for requirement in later {
                if let Some(known) = list.iter_mut().find(|known| known.rule == requirement.rule) {
                    *known = requirement;
                }
            }
        }
        changed
    }

    /// Every label, for whoever has to point elsewhere.
    pub fn labels_mut(&mut self) -> impl Iterator<Item = &mut Label> {
        let gated = self.gates.iter_mut().flat_map(|gate| &mut gate.requirements);
        self.always.iter_mut().chain(gated).flat_map(Requirement::labels_mut)
    }
}

impl Gate {
    /// Whether it is open.
    pub fn state(&self) -> GateState {
        match self.counts() {
            (_, 0) => GateState::Unasked,
            (met, of) if met == of => GateState::Open,
            _ => GateState::Closed,
        }
    }

    /// How many requirements are met, and how many there are. Those that do not apply, and recommendations, do not
    /// count.
    pub fn counts(&self) -> (usize, usize) {
        let counting: Vec<Status> = self
            .requirements
            .iter()
            .filter(|requirement| requirement.level == Level::Error)
            .map(Requirement::status)
            .filter(|status| *status != Status::NotApplicable)
            .collect();
        (counting.iter().filter(|status| status.satisfied()).count(), counting.len())
    }
}

impl Requirement {
    /// Every label, for whoever has to point elsewhere.
    pub fn labels_mut(&mut self) -> impl Iterator<Item = &mut Label> {
        self.items.iter_mut().flat_map(|item| {
            let subject = item.subject.iter_mut().map(|subject| &mut subject.place);
            std::iter::once(&mut item.place).chain(&mut item.related).chain(subject)
        })
    }

    /// The status of the whole: that of its worst subject. A requirement that applies to some subjects applies.
    pub fn status(&self) -> Status {
        let applying =
            self.items.iter().map(|item| item.status).filter(|status| *status != Status::NotApplicable);
        applying.max().unwrap_or(Status::NotApplicable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Span};

    /// A requirement without a gate or of one, whose subjects have these statuses.
    fn requirement(level: Level, statuses: &[Status]) -> Requirement {
        let file = Arc::new(SourceFile::new("case.yaml", Vec::new()));
        let place = Label { file, span: Span::default(), node: String::new(), text: Text::default() };
        let item = |status: &Status| Item {
            subject: None,
            status: *status,
            place: place.clone(),
            related: Vec::new(),
            message: Some(Text::default()),
            help: None,
            owner: None,
            deadline: None,
            document: Document { title: Text::default(), path: None },
            since: None,
            waiver: None,
        };
        let items = statuses.iter().map(item).collect();
        Requirement { rule: "a/b".into(), title: Text::default(), level, citations: Vec::new(), items }
    }

    /// A way through a process, with a letter for each gate: open, closed, or unasked.
    fn progress(gates: &str, stage: usize, target: Option<usize>) -> Progress {
        let titled = || Titled { id: "a".into(), title: Text::default() };
        let gate = |letter: char| {
            let statuses: &[Status] = match letter {
                'o' => &[Status::Met, Status::NotApplicable],
                'c' => &[Status::Met, Status::UnderReview],
                _ => &[Status::NotApplicable],
            };
            // What is recommended makes no difference.
            let advice = requirement(Level::Warning, &[Status::Deficient]);
            Gate { stage: titled(), requirements: vec![requirement(Level::Error, statuses), advice] }
        };
        Progress {
            process: titled(),
            stage,
            target,
            closed: false,
            gates: gates.chars().map(gate).collect(),
            always: Vec::new(),
            deciders: BTreeSet::new(),
            last_date: None,
        }
    }

    #[test]
    fn a_stage_is_reached_when_its_gate_is_open_and_none_before_it_is_closed() {
        for (gates, achieved) in [
            ("", None),
            ("oooo", Some(3)),
            ("oocc", Some(1)),
            ("oco", Some(0)),
            ("coo", None),
            ("uuu", None),
            ("uou", Some(1)),
            ("ouoc", Some(2)),
            ("ouc", Some(0)),
        ] {
            assert_eq!(progress(gates, 0, None).achieved(), achieved, "{gates}");
        }
    }

    #[test]
    fn the_next_gate_is_the_first_that_asks_for_something() {
        for (gates, stage, next) in [
            ("occ", 0, Some(1)),
            ("ooc", 0, Some(2)),
            ("ouc", 0, Some(2)),
            ("ouu", 0, Some(1)),
            ("ooo", 1, None),
            ("oo", 1, None),
            ("cco", 1, Some(2)),
        ] {
            assert_eq!(progress(gates, stage, None).next(), next, "{gates} in {stage}");
        }
    }

    #[test]
    fn a_closed_case_waits_for_nothing_more() {
        let closed = |gates, stage| Progress { closed: true, ..progress(gates, stage, None) };
        assert_eq!(closed("occ", 0).next(), None);
        assert_eq!(closed("occ", 0).current().len(), 0);
        assert_eq!(closed("cc", 0).current().len(), 1, "what is in its way is still so");
    }

    #[test]
    fn a_target_needs_an_open_gate_and_none_closed_before_it() {
        for (gates, stage, target, ready) in [
            ("oc", 0, None, true),
            ("oc", 1, None, false),
            ("u", 0, None, true),
            ("oo", 0, Some(1), true),
            ("oc", 0, Some(1), false),
            ("co", 0, Some(1), false),
            ("uo", 0, Some(1), true),
            ("ou", 0, Some(1), false),
            ("oc", 1, Some(0), true),
        ] {
            assert_eq!(progress(gates, stage, target).ready(), ready, "{gates} in {stage} for {target:?}");
        }
        let mut progress = progress("oo", 0, Some(1));
        progress.always.push(requirement(Level::Error, &[Status::Pending]));
        assert!(progress.ready(), "there is time left");
        progress.always.push(requirement(Level::Error, &[Status::Deficient]));
        assert!(!progress.ready(), "what has to hold in every stage does not");
    }

    #[test]
    fn what_to_do_now_is_what_blocks_and_then_what_the_next_gate_waits_for() {
        let gates = |progress: &Progress| -> Vec<Option<usize>> {
            progress.current().iter().map(|action| action.gate).collect()
        };
        assert_eq!(gates(&progress("cccc", 1, None)), [Some(0), Some(1)]);
        assert_eq!(gates(&progress("oocc", 1, None)), [Some(2)]);
        assert_eq!(gates(&progress("oocc", 0, Some(3))), [Some(2), Some(3)]);
        assert_eq!(gates(&progress("oo", 1, None)), []);
        assert!(progress("oco", 0, None).barred(2) && !progress("ouo", 0, None).barred(2));
    }
}
