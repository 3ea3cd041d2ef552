//! From the judgements of a case to its progress.

use super::progress::{Document, Gate, Item, Progress, Requirement, Subject, Titled};
use crate::evaluate::{Case, Deadline, Judgement};
use crate::expr::Place;
use crate::finding::{Label, Status};
use crate::policy::{Body, Rule};
use crate::read::Value;
use crate::source::{Date, Text};
use std::collections::BTreeMap;

/// Groups the judgements of a case, made for the horizon [`crate::evaluate::Horizon::Turns`], by gate and rule.
/// `target` is the stage that was asked about, by its place in the process.
pub fn roll_up(
    case: &Case<'_>,
    judgements: Vec<Judgement<'_>>,
    target: Option<usize>,
    last_date: Option<Date>,
) -> Progress {
    let kinds = kinds(case);
    let mut gates: Vec<Gate> = case
        .process
        .stages
        .iter()
        .map(|stage| Gate { stage: titled(&stage.id, &stage.title), requirements: Vec::new() })
        .collect();
    let mut always: Vec<Requirement> = Vec::new();
    for judgement in judgements {
        let rule = judgement.rule;
        let Some(item) = item(judgement, case, &kinds) else { continue };
        let list = match rule.gate.and_then(|gate| gates.get_mut(gate)) {
            Some(gate) => &mut gate.requirements,
            None => &mut always,
        };
        // The judgements of a rule follow one another.
        match list.last_mut().filter(|known| known.rule == rule.id) {
            Some(known) => known.items.push(item),
            None => list.push(requirement(rule, case, item)),
        }
    }
    let deciders = case.process.rules.iter().filter_map(Rule::decided_by).map(|owner| owner.role.clone());
    Progress {
        process: titled(&case.process.id, &case.process.title),
        stage: case.stage,
        target,
        closed: case.closed(),
        gates,
        always,
        deciders: deciders.collect(),
        last_date,
    }
}

fn titled(id: &str, title: &Text) -> Titled {
    Titled { id: id.to_owned(), title: title.clone() }
}

fn requirement(rule: &Rule, case: &Case<'_>, item: Item) -> Requirement {
    Requirement {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        level: rule.level,
        citations: case.pack.citations(&rule.cites),
        items: vec![item],
    }
}

/// The kind of each document, by the path of its file.
type Kinds<'a> = BTreeMap<&'a str, &'a str>;

/// The kinds of the documents of a case, and of the case itself.
fn kinds<'a>(case: &Case<'a>) -> Kinds<'a> {
    let own = (case.scope.case.tree.file.path(), "case");
    let kinds = case.pack.kind_names().flat_map(|kind| {
        case.scope.documents.of(kind).map(move |document| (document.tree.file.path(), kind))
    });
    std::iter::once(own).chain(kinds).collect()
}

/// A judgement without what points into the case; `None` where nothing was asked of whose turn it is.
fn item(judgement: Judgement<'_>, case: &Case<'_>, kinds: &Kinds<'_>) -> Option<Item> {
    let Judgement { rule, subject, status, deadline, finding, turn, cover, .. } = judgement;
    let waiver = cover.filter(|cover| cover.in_force).map(|cover| cover.waiver);
    let status = if waiver.is_some() { Status::Waived } else { status };
    // Once the waiver has ended, what it takes away is back.
    let ends = waiver.as_ref().map(|waiver| Deadline { due: waiver.until, done: None });
    let deadline = ends.or(deadline);
    let turn = turn?;
    let subject = subject.filter(|subject| *subject != case.scope.case).map(self::subject);
    let (message, help, place, related, owner) = match finding {
        Some(finding) => {
            let owner = finding.owner.or(turn.owner);
            (Some(finding.message), finding.help, finding.primary, finding.related, owner)
        }
        None => (None, None, turn.place, Vec::new(), turn.owner),
    };
    let document = document(rule, case, kinds, std::iter::once(&place).chain(&related));
    Some(Item {
        subject,
        status,
        place,
        related,
        message,
        help,
        owner,
        deadline,
        document,
        since: turn.since,
        waiver,
    })
}

/// A subject with the text, the id or the number that tells it from others.
fn subject(place: Place<'_>) -> Subject {
    let label = place.tree.label(place.node, Text::default());
    let id = place.node.get("id").and_then(|id| id.as_str());
    let name = match &place.node.value {
        Value::Text(text) => text.to_string(),
        _ => id.map_or_else(|| key(&label), str::to_owned),
    };
    Subject { name, place: label }
}

/// What tells a place without text or id from others: its key, its way where it is an item of a list, its file where
/// it is the whole of one.
fn key(label: &Label) -> String {
    match label.node.rsplit_once('/') {
        Some((_, item)) if item.bytes().all(|byte| byte.is_ascii_digit()) => label.node.clone(),
        Some((_, key)) => key.replace("~1", "/").replace("~0", "~"),
        None => label.file.path().to_owned(),
    }
}

/// The document that a rule is about: the one that it asks for, else the one where it points.
fn document<'l>(
    rule: &Rule,
    case: &Case<'_>,
    kinds: &Kinds<'_>,
    mut labels: impl Iterator<Item = &'l Label>,
) -> Document {
    let title = |kind: &str| case.pack.kind(kind).map(|schema| schema.title.clone()).unwrap_or_default();
    let path = |label: &Label| label.file.path().to_owned();
    let kind = |label: &Label| kinds.get(label.file.path()).copied();
    if let Body::Require(requirement) = &rule.body {
        let found = labels.find(|label| kind(label) == Some(&requirement.kind));
        return Document { title: title(&requirement.kind), path: found.map(path) };
    }
    let place = labels.next();
    Document { title: place.and_then(kind).map(title).unwrap_or_default(), path: place.map(path) }
}
