//! What there is to say of a rule that is not satisfied: message, places, who can act.

use super::assemble::Case;
use super::explained;
use super::judge::{Cause, Turn};
use crate::expr::{Absence, Evaluator, Place, Template, Value};
use crate::finding::{Effect, Finding, Label, Level, Owner, Status};
use crate::policy::{Body, OwnerRule, Row, Rule, State};
use crate::source::{Date, Text};
use crate::structure::Schema;

/// The finding for a rule; `None` where there is nothing to say, or where it has been said already.
pub(super) fn finding<'a>(
    rule: &'a Rule,
    case: &Case<'a>,
    evaluator: &mut Evaluator<'a, '_>,
    subject: Option<Place<'a>>,
    status: Status,
    cause: &Cause<'a>,
) -> Option<Finding> {
    if status.satisfied() || explained::said_already(rule, case, cause, subject) {
        return None;
    }
    if let Some(why) = broken(case, cause) {
        return Some(broken_rule(rule, case, subject, &why));
    }
    let subject = subject.unwrap_or(case.scope.case);
    let mut labels = labels(rule, case, evaluator, subject, cause);
    for (at, label) in &rule.related {
        if let Some(place) = evaluator.value(at).ok().and_then(|value| value.place()) {
            let text = label.as_ref().map(|label| label.fill(evaluator)).unwrap_or_default();
            labels.extend(marks(place, text));
        }
    }
    // What a place itself has to say comes before what there is to say of an alias to it.
    labels.sort_by_key(|label| [used_here(), written_here()].contains(&label.text));
    let mut labels = labels.into_iter();
    let primary = labels.next()?;
    let mut related: Vec<Label> = Vec::new();
    for label in labels {
        let known = |other: &Label| other.marks_same(&label);
        if !known(&primary) && !related.iter().any(known) {
            related.push(label);
        }
    }
    if matches!(cause, Cause::Failed | Cause::Row(..) | Cause::Due(_, None))
        && explained::by_a_value(case, &primary, &related)
    {
        return None;
    }
    Some(Finding {
        code: rule.id.clone(),
        level: rule.level,
        effect: Effect::Verdict,
        status: Some(status),
        case: Some(case.id.to_owned()),
        gate: rule.gate.and_then(|gate| case.process.stages.get(gate)).map(|stage| stage.id.clone()),
        due: match cause {
            Cause::Due(deadline, _) => Some(deadline.due),
            _ => None,
        },
        owner: decider(rule, status, cause).or(rule.owner.as_ref()).map(|owner| owner_of(owner, evaluator)),
        citations: case.pack.citations(&rule.cites),
        message: message(rule, status, cause).fill(evaluator),
        help: help(rule, status, cause, evaluator),
        primary,
        related,
        waiver: None,
        age: None,
    })
}

/// The headline that fits the status.
fn message<'a>(rule: &'a Rule, status: Status, cause: &Cause<'a>) -> &'a Template {
    if let Cause::Row(Row { message: Some(message), .. }, _) = cause {
        return message;
    }
    let own = match status {
        Status::Awaiting => rule.awaiting.as_ref(),
        Status::UnderReview => rule.under_review.as_ref(),
        _ => None,
    };
    own.unwrap_or(&rule.message)
}

/// The rule's help, or what follows from the cause.
fn help<'a>(
    rule: &'a Rule,
    status: Status,
    cause: &Cause<'a>,
    evaluator: &mut Evaluator<'a, '_>,
) -> Option<Text> {
    // A row of a table may be under review for reasons that the rule knows better.
    let known = matches!(cause, Cause::Row(..)) && rule.help.is_some();
    if status == Status::UnderReview && !known {
        return Some(text!(
            sv: "Invänta beslutet. Inget behöver göras om inte granskningen kräver komplettering.",
            en: "Wait for the decision. There is nothing to do unless the review asks for more.",
        ));
    }
    if let Some(help) = &rule.help {
        return Some(help.fill(evaluator));
    }
    match cause {
        Cause::Absent(Absence { field: Some(field), .. })
        | Cause::Due(_, Some(Absence { field: Some(field), .. })) => {
            Some(text!(sv: "lägg till `{field}`", en: "add `{field}`"))
        }
        _ => None,
    }
}

/// Whose turn it is while a document is under review: not the turn of the one who handed it in.
fn decider<'a>(rule: &'a Rule, status: Status, cause: &Cause<'a>) -> Option<&'a OwnerRule> {
    match cause {
        Cause::Row(..) if status == Status::UnderReview => match &rule.body {
            Body::Decide(table) => table.decided_by.as_ref(),
            _ => None,
        },
        Cause::State(_, state) | Cause::NoState(_, _, state) if status == Status::UnderReview => {
            state.decided_by.as_ref()
        }
        _ => None,
    }
}

/// The role that can act, with the name of the party that has it.
fn owner_of<'a>(owner: &'a OwnerRule, evaluator: &mut Evaluator<'a, '_>) -> Owner {
    let name = owner.name.as_ref().and_then(|name| evaluator.value(name).ok());
    let party = name.as_ref().and_then(Value::place).and_then(party);
    let name = match name.as_ref().and_then(Value::text) {
        Some(name) => {
            Text { sv: format!("{name} ({})", owner.title.sv), en: format!("{name} ({})", owner.title.en) }
        }
        None => owner.title.clone(),
    };
    Owner { role: owner.role.clone(), party, name }
}

/// The id of the party whose name stands at a place: that of the mapping that holds the name.
fn party(name: Place<'_>) -> Option<String> {
    let pointer = name.tree.locate(name.node)?.pointer;
    let (holder, _) = pointer.rsplit_once('/')?;
    name.tree.root.pointer(holder)?.get("id")?.as_str().map(str::to_owned)
}

/// Whose turn it is, since when, and where to look, for readers who want to know it of what is in order, too.
pub(super) fn turn<'a>(
    rule: &'a Rule,
    case: &Case<'a>,
    evaluator: &mut Evaluator<'a, '_>,
    subject: Option<Place<'a>>,
    (status, cause): (Status, &Cause<'a>),
) -> Turn {
    let owner = decider(rule, status, cause).or(rule.owner.as_ref()).map(|owner| owner_of(owner, evaluator));
    let since = since(cause, evaluator);
    let subject = subject.unwrap_or(case.scope.case);
    let labels = match cause {
        Cause::Fine => Vec::new(),
        _ => labels(rule, case, evaluator, subject, cause),
    };
    let place = labels.into_iter().next();
    let place = place.unwrap_or_else(|| subject.tree.label(subject.node, Text::default()));
    Turn { owner, since, place }
}

/// The date since when a document is in the state that decides.
fn since<'a>(cause: &Cause<'a>, evaluator: &mut Evaluator<'a, '_>) -> Option<Date> {
    let (Cause::State(place, state) | Cause::NoState(place, _, state)) = cause else { return None };
    evaluator.set_document(Place { tree: place.tree, node: &place.tree.root });
    evaluator.date(state.since.as_ref()?).ok()
}

/// The places that take part, the deciding one first.
fn labels<'a>(
    rule: &'a Rule,
    case: &Case<'a>,
    evaluator: &mut Evaluator<'a, '_>,
    subject: Place<'a>,
    cause: &Cause<'a>,
) -> Vec<Label> {
    match cause {
        Cause::Absent(absence) => {
            let (place, text) = missing(absence, subject);
            marks(place, placeholder(case, place).unwrap_or(text))
        }
        Cause::Number(list) => marks(list.unwrap_or(subject), own_label(rule, evaluator)),
        Cause::TooFew => {
            let mut found = pointed_at(rule, evaluator, subject);
            if let (Some(first), Body::Require(requirement)) = (found.first_mut(), &rule.body)
                && first.text.is_empty()
                && let Some(Schema { title, .. }) = case.pack.kind(&requirement.kind)
            {
                first.text =
                    Text { sv: format!("{} saknas", title.sv), en: format!("{} is missing", title.en) };
            }
            found
        }
        Cause::TooMany(documents) => {
            let each = documents.iter().rev().flat_map(|document| {
                let place = document.node.get("id").map_or(*document, |node| Place { node, ..*document });
                marks(place, Text::default())
            });
            each.chain(pointed_at(rule, evaluator, subject)).collect()
        }
        Cause::State(place, state) => {
            let value = place.node.as_str().unwrap_or_default();
            let text = state_label(rule, case, state, value);
            with_subject(rule, case, evaluator, subject, marks(*place, text))
        }
        Cause::NoState(document, absence, state) => {
            let (place, _) = missing(absence, *document);
            let text = undecided(state);
            with_subject(rule, case, evaluator, subject, marks(place, text))
        }
        Cause::Due(deadline, absence) => {
            let within = absence.as_ref().and_then(|absence| absence.within);
            due_labels(rule, evaluator, within.unwrap_or(subject), deadline.due)
        }
        Cause::Row(row, deciding) => {
            let mut labels = pointed_at(rule, evaluator, subject);
            for (name, value) in deciding {
                if let Some(place) = value.place() {
                    labels
                        .extend(marks(place, text!(sv: "`{name}` i tabellen", en: "`{name}` of the table")));
                }
            }
            let text = text!(sv: "raden som avgör", en: "the row that decides");
            labels.push(Label { text, ..row.origin.clone() });
            labels
        }
        Cause::Open(why) => {
            let mut labels = pointed_at(rule, evaluator, subject);
            labels.extend(why.clone());
            labels
        }
        _ => pointed_at(rule, evaluator, subject),
    }
}

/// Where the rule says, and where the day stands on which something was done; `otherwise` where neither is known.
fn due_labels<'a>(
    rule: &'a Rule,
    evaluator: &mut Evaluator<'a, '_>,
    otherwise: Place<'a>,
    due: Date,
) -> Vec<Label> {
    let done = match &rule.body {
        Body::Due { done, .. } => evaluator.place_of_date(done),
        _ => None,
    };
    let mut labels = pointed_at(rule, evaluator, done.unwrap_or(otherwise));
    let by = text!(sv: "senast {due}", en: "by {due}");
    let done = done.map(|place| marks(place, by.clone())).unwrap_or_default();
    match (labels.first_mut(), done.first()) {
        (Some(first), Some(other)) if !first.marks_same(other) => labels.extend(done),
        (Some(first), _) if first.text.is_empty() => first.text = by,
        _ => {}
    }
    labels
}

/// The subject first, then the places in a document; only these where the subject is the case as a whole.
fn with_subject<'a>(
    rule: &'a Rule,
    case: &Case<'a>,
    evaluator: &mut Evaluator<'a, '_>,
    subject: Place<'a>,
    places: Vec<Label>,
) -> Vec<Label> {
    if subject == case.scope.case && rule.at.is_none() {
        return places;
    }
    let mut labels = pointed_at(rule, evaluator, subject);
    labels.extend(places);
    labels
}

/// Where the rule says that a finding points: the subject, unless it says otherwise.
fn pointed_at<'a>(rule: &'a Rule, evaluator: &mut Evaluator<'a, '_>, subject: Place<'a>) -> Vec<Label> {
    let at = rule.at.as_ref().and_then(|at| evaluator.value(at).ok()).and_then(|value| value.place());
    marks(at.unwrap_or(subject), own_label(rule, evaluator))
}

fn own_label<'a>(rule: &'a Rule, evaluator: &mut Evaluator<'a, '_>) -> Text {
    rule.label.as_ref().map(|label| label.fill(evaluator)).unwrap_or_default()
}

/// A label on a place; where an alias takes part, also one on its other end.
fn marks(place: Place<'_>, text: Text) -> Vec<Label> {
    let label = place.tree.label(place.node, text);
    let alias = place.tree.locate(place.node).and_then(|located| located.alias);
    let ends = [alias.map(|span| (span, used_here())), place.node.defined.map(|span| (span, written_here()))];
    let other = ends.into_iter().flatten().filter(|(span, _)| *span != label.span);
    let other: Vec<Label> = other.map(|(span, text)| Label { span, text, ..label.clone() }).collect();
    std::iter::once(label).chain(other).collect()
}

fn used_here() -> Text {
    text!(sv: "används här genom ett alias", en: "used here through an alias")
}

fn written_here() -> Text {
    text!(sv: "skrivet här", en: "written here")
}

/// Where something belongs that is not there, and what to say at that place.
fn missing<'a>(absence: &Absence<'a>, otherwise: Place<'a>) -> (Place<'a>, Text) {
    let text = match &absence.field {
        Some(field) => text!(sv: "`{field}` saknas här", en: "`{field}` is missing here"),
        None => text!(sv: "här saknas ett värde", en: "a value is missing here"),
    };
    (absence.within.unwrap_or(otherwise), text)
}

/// What to say of a text that only holds a place; `None` of any other value.
fn placeholder(case: &Case<'_>, place: Place<'_>) -> Option<Text> {
    let text = place.node.as_str().filter(|_| case.scope.placeholders.contains(&place))?;
    Some(text!(sv: "`{text}` räknas inte som ifyllt", en: "`{text}` does not count as filled in"))
}

/// The findings on texts that only hold a place and that none of `findings` points at.
pub fn left_placeholders(case: &Case<'_>, findings: &[Finding]) -> Vec<Finding> {
    let labels = case.scope.placeholders.iter().map(|place| place.tree.label(place.node, Text::default()));
    let new = |label: &Label| !findings.iter().any(|finding| finding.primary.marks_same(label));
    let finding = |label: Label| {
        let text = label.file.slice(label.span);
        let message = text!(
            sv: "`{text}` räknas inte som ifyllt", en: "`{text}` does not count as filled in",
        );
        let help = text!(
            sv: "Skriv det som gäller, eller utelämna nyckeln tills det är känt.",
            en: "Write what is the case, or leave the key out until it is known.",
        );
        let finding = Finding::error("case/placeholder", message, label).with_help(help);
        finding.in_case(case.id).at_level(Level::Warning)
    };
    labels.filter(new).map(finding).collect()
}

/// `rejected`; step 3 needs it approved.
fn state_label(rule: &Rule, case: &Case<'_>, state: &State, value: &str) -> Text {
    let stage = rule.gate.and_then(|gate| case.process.stages.get(gate));
    let title = &state.title;
    match stage {
        Some(stage) => Text {
            sv: format!("`{value}`; {} kräver {}", stage.title.sv, title.sv),
            en: format!("`{value}`; {} needs it {}", stage.title.en, title.en),
        },
        None => Text {
            sv: format!("`{value}`, men ska vara {}", title.sv),
            en: format!("`{value}`, but it has to be {}", title.en),
        },
    }
}

fn undecided(state: &State) -> Text {
    let title = &state.title;
    Text { sv: format!("ännu inte {}", title.sv), en: format!("not yet {}", title.en) }
}

/// Why the rule cannot run, if that is the cause. Data that its schema accepts and the rule cannot use means
/// that the two do not fit together: that is the pack's fault, not the case's.
fn broken(case: &Case<'_>, cause: &Cause<'_>) -> Option<Text> {
    match cause {
        Cause::Broken(why) => Some(why.clone()),
        Cause::Unusable(place) if !case.has_structural(place) => Some(text!(
            sv: "regeln kan inte använda ett värde som schemat godtar",
            en: "the rule cannot use a value that the schema accepts",
        )),
        _ => None,
    }
}

fn broken_rule(rule: &Rule, case: &Case<'_>, subject: Option<Place<'_>>, why: &Text) -> Finding {
    let id = &rule.id;
    let message = Text {
        sv: format!("regeln `{id}` går inte att köra: {}", why.sv),
        en: format!("the rule `{id}` cannot run: {}", why.en),
    };
    let subject = subject.unwrap_or(case.scope.case);
    let place = subject.tree.label(subject.node, text!(sv: "för det här", en: "for this"));
    let finding = Finding::error("policy/broken-rule", message, rule.origin.clone());
    finding.in_case(case.id).with_related(place).incomplete()
}
