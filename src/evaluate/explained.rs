//! What other findings say already, so that one fault is one finding.

use super::assemble::Case;
use super::judge::Cause;
use crate::expr::{Absence, Place};
use crate::finding::{Finding, Label};
use crate::policy::{Body, Rule};
use crate::source::{Text, suggest};
use std::sync::Arc;

/// Whether another finding says already what this one would say.
pub(super) fn said_already(
    rule: &Rule,
    case: &Case<'_>,
    cause: &Cause<'_>,
    subject: Option<Place<'_>>,
) -> bool {
    let unresolved = |place: Place<'_>| case.unresolved.contains(&place);
    match cause {
        // The document may be one that could not be read, or one that names the subject wrongly.
        Cause::TooFew => {
            case.incomplete
                || subject.is_some_and(unresolved)
                || case.names_wrongly(&rule.body)
                || case.filters_by_wrong_value(&rule.body)
        }
        Cause::Unusable(place) => case.has_structural(place),
        // What is not done may stand in the document that could not be read.
        Cause::Due(_, Some(Absence { field: None, .. })) if case.incomplete => true,
        Cause::Absent(Absence { field: None, within })
        | Cause::Due(_, Some(Absence { field: None, within })) => {
            // A date that is null counts as absent, and may be something else that a schema refuses.
            let refused =
                |place: Place<'_>| case.has_wrong_value(&place.tree.label(place.node, Text::default()));
            !case.unresolved.is_empty() || within.is_some_and(refused)
        }
        Cause::Absent(Absence { field: Some(field), within: Some(within) })
        | Cause::Due(_, Some(Absence { field: Some(field), within: Some(within) }))
        | Cause::NoState(_, Absence { field: Some(field), within: Some(within) }, _) => {
            absence(&case.structural, *within, field)
        }
        _ => false,
    }
}

/// Whether a value that takes part in a finding, or a part of it, is at fault already: to a schema, or, where the
/// finding points, because it names something that does not exist.
pub(super) fn by_a_value(case: &Case<'_>, primary: &Label, related: &[Label]) -> bool {
    let names_nothing = |place: &Place<'_>| {
        Arc::ptr_eq(&place.tree.file, &primary.file)
            && place.tree.locate(place.node).is_some_and(|located| located.pointer == primary.node)
    };
    std::iter::once(primary).chain(related).any(|label| case.has_wrong_value(label))
        || case.unresolved.iter().any(names_nothing)
}

/// Whether a schema has found that `field` is missing from `parent`, or is there under a misspelt name; or that
/// `parent` is nothing that could have fields.
pub(super) fn absence(structural: &[Finding], parent: Place<'_>, field: &str) -> bool {
    if structural.is_empty() {
        return false;
    }
    let Some(located) = parent.tree.locate(parent.node) else { return false };
    structural.iter().any(|finding| {
        if !Arc::ptr_eq(&finding.primary.file, &parent.tree.file) {
            return false;
        }
        let node = &finding.primary.node;
        match finding.code.as_str() {
            "schema/missing-property" => *node == located.pointer && names(finding, field),
            "schema/unknown-property" => node.rsplit_once('/').is_some_and(|(above, key)| {
                above == located.pointer && suggest(key, std::iter::once(field)).is_some()
            }),
            "schema/wrong-type" => *node == located.pointer,
            _ => false,
        }
    })
}

impl Case<'_> {
    /// Whether a document of the kind that a rule asks for names something that does not exist.
    fn names_wrongly(&self, body: &Body) -> bool {
        let Body::Require(requirement) = body else { return false };
        let kind =
            |place: &Place<'_>| place.tree.root.get("kind").and_then(|node| node.as_str().map(str::to_owned));
        self.unresolved.iter().any(|place| kind(place).as_deref() == Some(requirement.kind.as_str()))
    }

    /// Whether a document of the kind that a rule asks for has a wrong value that the rule chooses documents by.
    fn filters_by_wrong_value(&self, body: &Body) -> bool {
        let Body::Require(requirement) = body else { return false };
        let Some(filter) = &requirement.filter else { return false };
        let chooses_by = |finding: &Finding| {
            let key = finding.primary.node.split('/').nth(1).unwrap_or_default();
            filter.source.contains(&format!("document.{key}"))
        };
        let documents: Vec<Place<'_>> = self.scope.documents.of(&requirement.kind).collect();
        self.structural.iter().filter(|finding| about_value(finding) && chooses_by(finding)).any(|finding| {
            documents.iter().any(|document| Arc::ptr_eq(&document.tree.file, &finding.primary.file))
        })
    }

    /// Whether a schema has found something at a place, above it or below it.
    pub(super) fn has_structural(&self, place: &Place<'_>) -> bool {
        let Some(located) = place.tree.locate(place.node) else { return false };
        self.structural.iter().any(|finding| {
            let node = &finding.primary.node;
            Arc::ptr_eq(&finding.primary.file, &place.tree.file)
                && (within(&located.pointer, node) || within(node, &located.pointer))
        })
    }

    /// Whether a schema has found that the value at a place, or a part of it, cannot be what it is. A file as a whole
    /// has too many parts for that: one of them says nothing of the others.
    fn has_wrong_value(&self, place: &Label) -> bool {
        self.structural.iter().any(|finding| {
            Arc::ptr_eq(&finding.primary.file, &place.file)
                && about_value(finding)
                && !place.node.is_empty()
                && within(&finding.primary.node, &place.node)
        })
    }
}

/// Whether a finding of a schema is about a value, not about the keys around it.
fn about_value(finding: &Finding) -> bool {
    matches!(
        finding.code.as_str(),
        "schema/wrong-type" | "schema/unknown-value" | "schema/format" | "schema/value"
    )
}

/// Whether a finding names a field, alone or with a value to add.
fn names(finding: &Finding, field: &str) -> bool {
    let texts = std::iter::once(&finding.message).chain(&finding.help);
    texts
        .into_iter()
        .any(|text| [format!("`{field}`"), format!("`{field}:")].iter().any(|name| text.en.contains(name)))
}

/// Whether one JSON Pointer is the other, or leads into it.
fn within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
