//! A document against its schema: the validator's errors, each made into one finding on the right token.

use super::Schema;
use super::cause::{Cause, causes_of};
use super::json::{Spanned, first_repeated, has_type};
use super::spot::Spot;
use super::words::{bounds, form, kind, property, value};
use crate::finding::{self, Finding, Label};
use crate::read::Tree;
use crate::source::Text;
use jsonschema::Validator;
use std::collections::BTreeMap;

/// How many findings one file has at most; finding the place of each takes time in proportion to the file.
pub(super) const MOST_FINDINGS: usize = 1_000;

/// What is wrong with a document. Nothing, and quickly so, where it is valid.
pub fn check(tree: &Tree, schema: &Schema) -> Vec<Finding> {
    let Some(validator) = schema.validator() else { return vec![unusable(tree)] };
    if validator.is_valid(&tree.root) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (pointer, causes) in causes(tree, schema, validator) {
        let root = Spot::root(tree, &schema.shape);
        let spot = root.clone().follow(&pointer).unwrap_or(root);
        let worded = worded(&spot, causes, schema).into_iter();
        findings.extend(worded.map(|finding| with_alias(finding, &spot)));
        if findings.len() > MOST_FINDINGS {
            break;
        }
    }
    finding::sort(&mut findings);
    findings.dedup_by(|a, b| a.code == b.code && a.primary.span == b.primary.span && a.message == b.message);
    if findings.len() > MOST_FINDINGS {
        findings.truncate(MOST_FINDINGS);
        findings.push(too_many(tree));
    }
    findings
}

/// The finding that stands for all those beyond the first ones.
fn too_many(tree: &Tree) -> Finding {
    let message = text!(
        sv: "filen har fler fel än de {MOST_FINDINGS} som visas",
        en: "the file has more faults than the {MOST_FINDINGS} that are listed"
    );
    let help = text!(sv: "rätta först de fel som visas", en: "correct those that are listed first");
    Finding::error("schema/too-many", message, tree.label(&tree.root, Text::default())).with_help(help)
}

/// The finding with the other place that takes part where the node stands behind an alias.
fn with_alias(finding: Finding, spot: &Spot<'_>) -> Finding {
    let other = |span, text| Label { span, text, ..finding.primary.clone() };
    let written = spot.node.defined.map(|span| other(span, text!(sv: "skrivet här", en: "written here")));
    let alias = spot.tree.locate(spot.node).and_then(|located| located.alias);
    let used = alias.map(|span| other(span, text!(sv: "används här", en: "used here")));
    written.into_iter().chain(used).fold(finding, Finding::with_related)
}

/// A schema that compiled, and from which no validator could be made.
fn unusable(tree: &Tree) -> Finding {
    let message = text!(
        sv: "filen kunde inte jämföras med sitt schema",
        en: "the file could not be compared with its schema"
    );
    Finding::error("policy/schema", message, tree.label(&tree.root, Text::default())).incomplete()
}

/// The causes at each node, by the node's JSON Pointer.
fn causes(tree: &Tree, schema: &Schema, validator: &Validator<Spanned>) -> BTreeMap<String, Vec<Cause>> {
    let mut causes: BTreeMap<String, Vec<Cause>> = BTreeMap::new();
    for error in validator.iter_errors(&tree.root) {
        let at = causes.entry(error.instance_path().as_str().to_owned()).or_default();
        at.extend(causes_of(&error, schema));
    }
    causes
}

/// The findings for what is wrong at one node.
fn worded(spot: &Spot<'_>, mut causes: Vec<Cause>, schema: &Schema) -> Vec<Finding> {
    causes.sort();
    causes.dedup();
    let mut findings = property::unknown_and_missing(spot, &causes, &schema.formats);
    if let Some(cause) = causes.iter().find(|cause| cause.is_about_value()) {
        findings.push(about_value(spot, cause, schema).unwrap_or_else(|| bounds::other(spot)));
    }
    if causes.contains(&Cause::Repeated) {
        let pair = first_repeated(spot.node.items());
        findings.push(pair.map_or_else(|| bounds::other(spot), |pair| bounds::repeated(spot, pair)));
    }
    findings
}

/// The finding for a value that is wrong itself, where there are words for it.
fn about_value(spot: &Spot<'_>, cause: &Cause, schema: &Schema) -> Option<Finding> {
    Some(match cause {
        Cause::Type(types) => kind::wrong_type(spot, types, &schema.formats),
        Cause::Choice(choices, types) => {
            if types.iter().any(|name| has_type(spot.node, name)) {
                value::unknown_value(spot, choices)
            } else {
                kind::wrong_type(spot, types, &schema.formats)
            }
        }
        Cause::Format(name) => form::mismatch(spot, schema.formats.get(name)?)?,
        Cause::Pattern(pattern) => bounds::pattern(spot, pattern),
        Cause::Bound(bound, limit) => bounds::bound(spot, *bound, limit),
        _ => return None,
    })
}
