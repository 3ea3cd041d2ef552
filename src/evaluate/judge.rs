//! Rules on a case: the status of each rule for each subject.

use super::approvers::Approval;
use super::assemble::Case;
use super::due::{self, Deadline};
use super::report;
use super::subjects::{self, Found, Lack};
use super::waivers::Cover;
use crate::expr::{Absence, Before, Evaluator, Halt, Place, Tally, Value};
use crate::finding::{Finding, Label, Owner, Status};
use crate::policy::{Body, Cell, OwnerRule, Requirement, Row, Rule, State, Table};
use crate::source::Date;
use std::sync::Arc;

/// How far ahead findings are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    /// For the gates that the case has passed, and for rules without a gate.
    Passed,
    /// For all gates.
    All,
    /// For all gates, and each judgement also says whose turn it is.
    Turns,
}

/// What a judgement has to say beside its status, whether something is wrong or not.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Who can act, or who decides.
    pub owner: Option<Owner>,
    /// Since when a document is in the state that decides, where the pack says what tells that.
    pub since: Option<Date>,
    /// Where to look.
    pub place: Label,
}

/// What became of one rule for one subject.
#[derive(Debug)]
pub struct Judgement<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// What it looked at; `None` when that stands in no file.
    pub subject: Option<Place<'a>>,
    /// Its status.
    pub status: Status,
    /// Whether the rule belongs to a gate that the case has yet to pass.
    pub upcoming: bool,
    /// The date by which something has to be done, for rules about that.
    pub deadline: Option<Deadline>,
    /// What there is to say; `None` where nothing is, or where another finding says it already.
    pub finding: Option<Finding>,
    /// Whose turn it is; `None` unless that was asked for.
    pub turn: Option<Turn>,
    /// What the waivers of the project say of it; `None` where no entry is about it.
    pub cover: Option<Cover>,
}

impl Judgement<'_> {
    /// Whether a waiver that counts takes the status away from the verdict.
    pub fn waived(&self) -> bool {
        self.cover.as_ref().is_some_and(|cover| cover.in_force)
    }

    /// Whether a gate may open: what the rule asks for is there, does not concern the subject, or is waived.
    pub fn satisfied(&self) -> bool {
        self.status.satisfied() || self.waived()
    }
}

/// Why a rule has the status that it has.
pub(super) enum Cause<'a> {
    /// Nothing needs to be said.
    Fine,
    /// The condition is false.
    Failed,
    /// Something is not there.
    Absent(Absence<'a>),
    /// There are too few or too many subjects in a list.
    Number(Option<Place<'a>>),
    /// Too few documents.
    TooFew,
    /// Too many documents.
    TooMany(Vec<Place<'a>>),
    /// A document is in another state, which stands here.
    State(Place<'a>, &'a State),
    /// A document has yet to get a state.
    NoState(Place<'a>, Absence<'a>, &'a State),
    /// This row of a decision table decided, for these values of the inputs that it asks for.
    Row(&'a Row, Vec<(&'a str, Value<'a>)>),
    /// Something is done late, or is not done because this is not there.
    Due(Deadline, Option<Absence<'a>>),
    /// Others can approve a change than those who have the role; the place says why, where there is one.
    Open(Option<Label>),
    /// The data is not as its schema says.
    Unusable(Place<'a>),
    /// The rule cannot run.
    Broken(crate::source::Text),
}

/// Runs every rule of the case's process. The answers of their conditions are added to `tally`, where there is
/// one.
pub fn judge<'a>(case: &Case<'a>, horizon: Horizon, tally: Option<&Tally>) -> Vec<Judgement<'a>> {
    case.process.rules.iter().flat_map(|rule| judge_rule(rule, case, horizon, tally)).collect()
}

/// Runs one rule. One that compares with an earlier version has nothing to say where none is known, and does not
/// concern a case that is new, unless it asks who has to approve what is new. That one has nothing to say where nobody is
/// known to have the role.
pub fn judge_rule<'a>(
    rule: &'a Rule,
    case: &Case<'a>,
    horizon: Horizon,
    tally: Option<&Tally>,
) -> Vec<Judgement<'a>> {
    let mut evaluator = Evaluator::new(&case.scope).counting(tally);
    let compares = rule.looks_at_before;
    if compares && matches!(case.scope.before, Before::Unknown) {
        return Vec::new();
    }
    if rule.approver().is_some_and(|role| !case.approvers.is_some_and(|approvers| approvers.knows(role))) {
        return Vec::new();
    }
    let yet_to_apply = rule.effective_from.is_some_and(|from| case.scope.as_of < from);
    let found = if yet_to_apply
        || (compares && rule.approver().is_none() && matches!(case.scope.before, Before::New))
    {
        Found::Settled(Status::NotApplicable, Lack::Nothing)
    } else {
        subjects::subjects(rule, &mut evaluator)
    };
    let conclude = |evaluator: &mut Evaluator<'a, '_>, subject: Option<&Value<'a>>, status, cause| {
        let upcoming = rule.gate.is_some_and(|gate| gate > case.stage);
        let wanted = horizon != Horizon::Passed || !upcoming;
        let place = subject.and_then(Value::place);
        let say = wanted || matches!(cause, Cause::Broken(_));
        // The place of the finding says which waivers are about it, also where nothing is to be said.
        let concerned = case.waivers.concern(rule, case.id);
        let finding =
            (say || concerned).then(|| report::finding(rule, case, evaluator, place, status, &cause));
        let mut finding = finding.flatten();
        let cover =
            case.waivers.cover(rule, (case.id, case.folder()), (status, case.scope.as_of), finding.as_ref());
        if let (Some(finding), Some(cover)) = (&mut finding, cover.as_ref().filter(|cover| cover.in_force)) {
            finding.waiver = Some(Arc::clone(&cover.waiver));
        }
        let finding = finding.filter(|_| say);
        let turn =
            (horizon == Horizon::Turns).then(|| report::turn(rule, case, evaluator, place, (status, &cause)));
        let deadline = match cause {
            Cause::Due(deadline, _) => Some(deadline),
            _ => None,
        };
        Judgement { rule, subject: place, status, upcoming, deadline, finding, turn, cover }
    };
    match found {
        Found::Each(items) => {
            let mut judgements = Vec::with_capacity(items.len());
            for item in items {
                evaluator.set_this(item.clone());
                let (status, cause) = status_of(rule, case, &mut evaluator);
                judgements.push(conclude(&mut evaluator, Some(&item), status, cause));
            }
            judgements
        }
        Found::Settled(status, lack) => {
            // `self` stays open: what a message says of it is missing, and not what the case is.
            let subject = Value::Node(case.scope.case);
            let cause = match lack {
                Lack::Nothing => Cause::Fine,
                Lack::Field(absence) => Cause::Absent(absence),
                Lack::Number(list) => Cause::Number(list),
            };
            vec![conclude(&mut evaluator, Some(&subject), status, cause)]
        }
        Found::Halted(halt) => {
            let subject = Value::Node(case.scope.case);
            let (status, cause) = halted(halt);
            vec![conclude(&mut evaluator, Some(&subject), status, cause)]
        }
    }
}

/// The status of a rule for the subject that the evaluator has.
fn status_of<'a>(rule: &'a Rule, case: &Case<'a>, evaluator: &mut Evaluator<'a, '_>) -> (Status, Cause<'a>) {
    evaluator.set_due(None);
    match rule.when.as_ref().map(|when| evaluator.condition(when)) {
        Some(Ok(false)) => return (Status::NotApplicable, Cause::Fine),
        Some(Err(halt)) => return halted(halt),
        Some(Ok(true)) | None => {}
    }
    match &rule.body {
        Body::Assert(condition) => match evaluator.condition(condition) {
            Ok(true) => (Status::Met, Cause::Fine),
            Ok(false) => (Status::Deficient, Cause::Failed),
            Err(halt) => halted(halt),
        },
        Body::Require(requirement) => require(requirement, evaluator),
        Body::Decide(table) => decide(table, case, evaluator),
        Body::Due { due, done } => due::due(rule, (due, done), evaluator),
        Body::Approver(owner) => approved(owner, case, evaluator),
    }
}

/// What it means that an expression has no value.
pub(super) fn halted(halt: Halt<'_>) -> (Status, Cause<'_>) {
    let cause = match halt {
        Halt::Absent(absence) => Cause::Absent(absence),
        Halt::Unusable(place) => Cause::Unusable(place),
        Halt::Broken(why) => Cause::Broken(why),
    };
    (Status::Awaiting, cause)
}

/// The status of a rule that asks who has to approve the change of the file that the subject stands in.
fn approved<'a>(owner: &OwnerRule, case: &Case<'a>, evaluator: &Evaluator<'a, '_>) -> (Status, Cause<'a>) {
    let subject = evaluator.this().and_then(Value::place).unwrap_or(case.scope.case);
    let path = subject.tree.file.path();
    // A file of the earlier version has its name before it.
    let earlier = matches!(&case.scope.before, Before::Stood { .. }) && !case.is_present(subject.tree);
    let path = if earlier { path.split_once(':').map_or(path, |(_, path)| path) } else { path };
    match case.approvers.map(|approvers| approvers.approval(&owner.role, path)) {
        Some(Approval::Open(why)) => (Status::Deficient, Cause::Open(why)),
        Some(Approval::Needed) | None => (Status::Met, Cause::Fine),
    }
}

/// The status of a rule that is a decision table: that of the first row that fits.
fn decide<'a>(table: &'a Table, case: &Case<'a>, evaluator: &mut Evaluator<'a, '_>) -> (Status, Cause<'a>) {
    let (mut values, mut cells, mut absence) = (Vec::new(), Vec::new(), None);
    for (at, (_, input)) in table.inputs.iter().enumerate() {
        let (value, cell) = match evaluator.value(input) {
            Ok(value) => {
                let cell =
                    value.truth().map(Cell::Bool).or_else(|| Some(Cell::Text(value.text()?.to_owned())));
                (Some(value), cell.unwrap_or(Cell::Absent))
            }
            Err(Halt::Absent(absent)) => {
                let asked = |row: &Row| {
                    row.cells
                        .get(at)
                        .and_then(Option::as_ref)
                        .is_some_and(|cells| cells.contains(&Cell::Absent))
                };
                if !table.rows.iter().any(asked) {
                    absence = absence.or(Some(absent));
                }
                (None, Cell::Absent)
            }
            Err(halt) => return halted(halt),
        };
        values.push(value);
        cells.push(cell);
    }
    let Some(row) = table.rows.iter().find(|row| row.fits(&cells)) else {
        // A value that its schema refuses, such as a misspelt one, is the file's fault.
        let mut places = values.iter().flatten().filter_map(Value::place);
        let refused = places.find(|place| case.has_structural(place));
        return match (absence, refused) {
            (Some(absence), _) => halted(Halt::Absent(absence)),
            (None, Some(place)) => halted(Halt::Unusable(place)),
            (None, None) => halted(Halt::Broken(text!(
                sv: "ingen rad i tabellen passar", en: "no row of the table fits",
            ))),
        };
    };
    evaluator.reached(row);
    if row.status.satisfied() {
        return (row.status, Cause::Fine);
    }
    let asked = table.inputs.iter().zip(values).zip(&row.cells).filter(|(_, cell)| cell.is_some());
    let deciding = asked.filter_map(|(((name, _), value), _)| Some((name.as_str(), value?)));
    (row.status, Cause::Row(row, deciding.collect()))
}

/// The status of a rule that asks for documents.
fn require<'a>(requirement: &'a Requirement, evaluator: &mut Evaluator<'a, '_>) -> (Status, Cause<'a>) {
    let (selected, doubt) = match select(requirement, evaluator) {
        Ok(found) => found,
        Err(why) => return halted(why),
    };
    if selected.len() < requirement.count.least {
        return match doubt {
            Some(halt) => halted(halt),
            None => (Status::Awaiting, Cause::TooFew),
        };
    }
    if requirement.count.most.is_some_and(|most| selected.len() > most) {
        return (Status::Deficient, Cause::TooMany(selected));
    }
    let Some(state) = &requirement.state else { return (Status::Met, Cause::Fine) };
    let mut worst = (Status::Met, Cause::Fine);
    for document in selected {
        evaluator.set_document(document);
        let found = state_of(state, document, evaluator);
        if found.0 > worst.0 {
            worst = found;
        }
    }
    worst
}

type Selected<'a> = (Vec<Place<'a>>, Option<Halt<'a>>);

/// The documents that are asked for, and why it cannot be told of some other whether it is one of them.
fn select<'a>(
    requirement: &'a Requirement,
    evaluator: &mut Evaluator<'a, '_>,
) -> Result<Selected<'a>, Halt<'a>> {
    let mut selected = Vec::new();
    let mut doubt = None;
    for document in evaluator.scope().documents.of(&requirement.kind) {
        evaluator.set_document(document);
        match requirement.filter.as_ref().map_or(Ok(true), |filter| evaluator.condition(filter)) {
            Ok(true) => selected.push(document),
            Ok(false) => {}
            Err(broken @ Halt::Broken(_)) => return Err(broken),
            Err(halt) => doubt = Some(halt),
        }
    }
    Ok((selected, doubt))
}

/// What the state says of a document.
fn state_of<'a>(
    state: &'a State,
    document: Place<'a>,
    evaluator: &mut Evaluator<'a, '_>,
) -> (Status, Cause<'a>) {
    let value = match evaluator.value(&state.of) {
        Ok(value) => value,
        Err(Halt::Absent(absence)) => return (state.absent, Cause::NoState(document, absence, state)),
        Err(halt) => return halted(halt),
    };
    let place = value.place().unwrap_or(document);
    match value.text().and_then(|text| state.values.get(text)) {
        Some(Status::Met) => (Status::Met, Cause::Fine),
        Some(status) => (*status, Cause::State(place, state)),
        None => (Status::Awaiting, Cause::Unusable(place)),
    }
}
