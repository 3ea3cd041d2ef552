//! Policy packs: from files to rules that can run, with every fault collected.
//!
//! A pack is compiled as a whole before any case is read, and refused as a whole when anything in it is wrong.
//! No case data here, and not today's date.

mod changes;
mod compile;
mod conflicts;
mod dead;
mod due;
mod embedded;
mod exceptions;
mod faults;
mod include;
mod load;
mod moves;
mod pack;
mod placeholders;
mod processes;
mod proven;
mod rules;
mod secrets;
mod states;
mod tables;
mod vocabulary;

pub use changes::{ChangeKind, What};
pub use compile::{compile, ready};
pub use conflicts::Conflict;
pub use embedded::{embedded, embedded_case, embedded_tests};
pub use exceptions::Exceptions;
pub use load::PackFile;
pub use pack::Pack;
pub use placeholders::Placeholders;

use crate::expr::{Environment, Expression, Moves, Template};
use crate::finding::{Label, Level, Status};
use crate::source::{Date, Text};
use std::collections::BTreeMap;
use std::fmt;

/// One statement of a source, in the pack's own words.
#[derive(Debug)]
pub struct Clause {
    /// The id of its source.
    pub source: String,
    /// The source with its version and status.
    pub source_words: Text,
    /// Where it stands in the source.
    pub section: Text,
    /// How binding it is: `obligation`, `recommendation` and so on.
    pub modality: String,
    /// How it can be checked: `mechanical`, `attested` and so on.
    pub check: String,
    /// What it says.
    pub text: Text,
    /// Why no rule checks it, where none does.
    pub unchecked: Option<Text>,
    /// Its place in the pack.
    pub origin: Label,
}

impl Clause {
    /// Whether there is nothing in it that could be checked.
    pub fn informs(&self) -> bool {
        self.check == "informational"
    }

    /// The source and the section.
    pub fn place(&self) -> Text {
        Text::each(|lang| format!("{}, {}", self.source_words.get(lang), self.section.get(lang)))
    }
}

/// A value of a parameter and the date from which it counts.
#[derive(Debug)]
pub struct Dated {
    /// `None`: since ever.
    pub from: Option<Date>,
    /// Where the value stands in the pack's file, as a JSON Pointer.
    pub pointer: String,
}

/// A list that fields of documents point into.
#[derive(Debug)]
pub struct Reference {
    /// What is pointed at.
    pub title: Text,
    /// The list.
    pub of: Expression,
}

/// A process: what a case is about.
#[derive(Debug)]
pub struct Process {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// The kinds of documents that belong to it.
    pub documents: Vec<String>,
    /// Its stages in order.
    pub stages: Vec<Stage>,
    /// The stages that a case can come to from each, by the moves that the process allows.
    pub moves: Moves,
    /// Whether a case has ended without going on to the stages that are left.
    pub closed: Option<Expression>,
    /// Its rules, those of included rule sets first.
    pub rules: Vec<Rule>,
}

impl Process {
    /// Whether the answer of some rule depends on the other cases of the project.
    pub fn looks_at_other_cases(&self) -> bool {
        self.rules.iter().any(Rule::looks_at_other_cases)
    }

    /// Whether the answer of some rule depends on the case as it stood before.
    pub fn looks_at_before(&self) -> bool {
        self.rules.iter().any(|rule| rule.looks_at_before)
    }
}

/// A stage of a process.
#[derive(Debug)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
}

/// One check.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// How much a finding of it weighs.
    pub level: Level,
    /// The stage, by its place in the process, whose gate it belongs to; `None`: it holds in every stage.
    pub gate: Option<usize>,
    /// The date before which it does not apply.
    pub effective_from: Option<Date>,
    /// Who can act.
    pub owner: Option<OwnerRule>,
    /// The ids of the clauses that it rests on.
    pub cites: Vec<String>,
    /// What it looks at.
    pub subjects: Subjects,
    /// How many subjects there must be.
    pub expect: Option<Count>,
    /// When it applies.
    pub when: Option<Expression>,
    /// What it asks.
    pub body: Body,
    /// Where a finding points, and what it says there.
    pub at: Option<Expression>,
    /// What is said at the place.
    pub label: Option<Template>,
    /// Other places.
    pub related: Vec<(Expression, Option<Template>)>,
    /// The headline.
    pub message: Template,
    /// The headline while something is missing.
    pub awaiting: Option<Template>,
    /// The headline while somebody has yet to decide.
    pub under_review: Option<Template>,
    /// What to do.
    pub help: Option<Template>,
    /// Whether a waiver may take its findings away.
    pub waivable: bool,
    /// Whether its answer depends on the case as it stood before.
    pub looks_at_before: bool,
    /// The rule's place in the pack.
    pub origin: Label,
}

/// Who can do something about a rule.
#[derive(Clone, Debug)]
pub struct OwnerRule {
    /// The role's id.
    pub role: String,
    /// The role's title.
    pub title: Text,
    /// The name of the party that has the role.
    pub name: Option<Expression>,
}

/// What a rule looks at.
#[derive(Clone, Debug)]
pub enum Subjects {
    /// The case itself.
    Case,
    /// One node.
    One(Expression),
    /// Each item of a list.
    Each(Expression),
}

/// How many of something there must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// At least so many.
    pub least: usize,
    /// At most so many; `None`: any number.
    pub most: Option<usize>,
}

/// What a rule asks of each subject.
#[derive(Clone, Debug)]
pub enum Body {
    /// A condition.
    Assert(Expression),
    /// Documents.
    Require(Box<Requirement>),
    /// A decision table.
    Decide(Table),
    /// Something that is done in time.
    Due {
        /// The last day on which it is in time.
        due: Expression,
        /// The day on which it is done.
        done: Expression,
    },
    /// A change that somebody with this role has to approve.
    Approver(OwnerRule),
}

/// A decision table: the first row that fits the values of the inputs decides.
#[derive(Clone, Debug)]
pub struct Table {
    /// The inputs by name, in order.
    pub inputs: Vec<(String, Expression)>,
    /// The rows in order.
    pub rows: Vec<Row>,
    /// Whose turn it is while a row says that the subject is under review.
    pub decided_by: Option<OwnerRule>,
}

/// A row of a decision table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The possible values of each input, in their order; `None`: any value.
    pub cells: Vec<Option<Vec<Cell>>>,
    /// What the row decides.
    pub status: Status,
    /// The headline, where it is not that of the rule.
    pub message: Option<Template>,
    /// The row's place in the pack.
    pub origin: Label,
}

/// A value in a decision table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// True or false.
    Bool(bool),
    /// A text.
    Text(String),
    /// The input is absent, or null.
    Absent,
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(out),
            Self::Text(value) => value.fmt(out),
            Self::Absent => out.write_str("null"),
        }
    }
}

/// The documents that a rule asks for.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Their kind.
    pub kind: String,
    /// Which of that kind.
    pub filter: Option<Expression>,
    /// The state that they must be in.
    pub state: Option<State>,
    /// How many.
    pub count: Count,
}

/// A state that documents can be in, such as approved.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name in the pack.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The field that tells.
    pub of: Expression,
    /// What each value of the field means.
    pub values: BTreeMap<String, Status>,
    /// What it means that the field is absent.
    pub absent: Status,
    /// Whose turn it is while a document is under review.
    pub decided_by: Option<OwnerRule>,
    /// The date since when a document is in the state that it is in.
    pub since: Option<Expression>,
}

impl Rule {
    /// The role that has to approve what the rule looks at.
    pub fn approver(&self) -> Option<&str> {
        match &self.body {
            Body::Approver(owner) => Some(&owner.role),
            _ => None,
        }
    }

    /// Who decides on what the rule asks for, where it says so.
    pub fn decided_by(&self) -> Option<&OwnerRule> {
        match &self.body {
            Body::Require(requirement) => requirement.state.as_ref()?.decided_by.as_ref(),
            Body::Decide(table) => table.decided_by.as_ref(),
            _ => None,
        }
    }

    /// Whether the answer of the rule depends on the other cases of the project.
    pub fn looks_at_other_cases(&self) -> bool {
        let decider = self.decided_by().and_then(|owner| owner.name.as_ref());
        self.expressions().chain(decider).any(Expression::looks_at_other_cases)
    }

    /// Whether the answer of the rule can change from one day to another although nothing else changes: something is due,
    /// an expression looks at the date, or the rule or a value of a parameter counts from a date on.
    pub fn changes_with_time(&self, pack: &Pack) -> bool {
        let dated = |name: &str| {
            let mut values = pack.parameters.get(name).into_iter().flatten();
            values.any(|value| value.from.is_some())
        };
        matches!(self.body, Body::Due { .. })
            || self.effective_from.is_some()
            || self.expressions().any(|expression| {
                expression.looks_at_the_date() || expression.parameters().into_iter().any(dated)
            })
    }

    /// Every expression of the rule, those of its texts included.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let subjects = match &self.subjects {
            Subjects::Case => None,
            Subjects::One(expression) | Subjects::Each(expression) => Some(expression),
        };
        let body: Vec<&Expression> = match &self.body {
            Body::Assert(condition) => vec![condition],
            Body::Require(requirement) => {
                let state =
                    requirement.state.iter().flat_map(|state| std::iter::once(&state.of).chain(&state.since));
                requirement.filter.iter().chain(state).collect()
            }
            Body::Decide(table) => table.inputs.iter().map(|(_, input)| input).collect(),
            Body::Due { due, done } => vec![due, done],
            Body::Approver(_) => Vec::new(),
        };
        let owner = self.owner.iter().filter_map(|owner| owner.name.as_ref());
        let texts = [Some(&self.message), self.label.as_ref(), self.awaiting.as_ref(), self.help.as_ref()];
        let rows = match &self.body {
            Body::Decide(table) => table.rows.as_slice(),
            _ => &[],
        };
        let texts = texts.into_iter().chain([self.under_review.as_ref()]).flatten();
        let texts = texts.chain(rows.iter().filter_map(|row| row.message.as_ref()));
        let related = self
            .related
            .iter()
            .flat_map(|(at, label)| std::iter::once(at).chain(label.iter().flat_map(Template::expressions)));
        subjects
            .into_iter()
            .chain(&self.when)
            .chain(body)
            .chain(&self.at)
            .chain(owner)
            .chain(texts.flat_map(Template::expressions))
            .chain(related)
    }
}

/// What the expressions of a pack can refer to, before `self` and `document` are known.
type Base = Environment;
