//! A document against its schema: the validator's errors, each made into one finding on the right token.

use super::Schema;
use super::json::{Spanned, first_repeated, has_type};
use super::spot::Spot;
use super::words::{bounds, form, kind, property, value};
use crate::finding::{self, Finding, Label};
use crate::read::Tree;
use crate::source::Text;
use crate::text;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value as JsonValue;
use std::collections::BTreeMap;

/// What is wrong at a node. Of those that concern the value itself the worst says it all, so that a node has one
/// finding for one cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// It is of a type that it cannot have; these are the ones it can.
    Type(Vec<String>),
    /// It is none of the values that are possible; and the types that these have.
    Choice(Vec<String>, Vec<String>),
    /// It does not have the form of that name.
    Format(String),
    /// It does not match a regular expression.
    Pattern(String),
    /// It is shorter or longer, less or greater than it may be.
    Bound(Bound, String),
    /// It has the same item twice.
    Repeated,
    /// It has a key that it cannot have; the others are those that it can.
    Unknown(String, Vec<String>),
    /// It lacks a key.
    Missing(String),
    /// Something else that the schema says.
    Other,
}

/// The limits that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    MinLength,
    MaxLength,
    Minimum,
    Maximum,
    MinItems,
    MaxItems,
}

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
    }
    finding::sort(&mut findings);
    findings.dedup_by(|a, b| a.code == b.code && a.primary.span == b.primary.span && a.message == b.message);
    findings
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

/// What one error of the validator says.
fn causes_of(error: &ValidationError<'_>, schema: &Schema) -> Vec<Cause> {
    use ValidationErrorKind as Kind;
    let bound = |bound, limit: String| vec![Cause::Bound(bound, limit)];
    match error.kind() {
        Kind::Type { kind } => vec![Cause::Type(type_names(kind))],
        Kind::Enum { options } => vec![choice(options)],
        Kind::Constant { expected_value } => vec![choice(expected_value)],
        Kind::Format { format } => vec![Cause::Format(format.clone())],
        Kind::Pattern { pattern } => vec![Cause::Pattern(pattern.clone())],
        Kind::MinLength { limit } => bound(Bound::MinLength, limit.to_string()),
        Kind::MaxLength { limit } => bound(Bound::MaxLength, limit.to_string()),
        Kind::Minimum { limit } => bound(Bound::Minimum, limit.to_string()),
        Kind::Maximum { limit } => bound(Bound::Maximum, limit.to_string()),
        Kind::MinItems { limit } => bound(Bound::MinItems, limit.to_string()),
        Kind::MaxItems { limit } => bound(Bound::MaxItems, limit.to_string()),
        Kind::UniqueItems => vec![Cause::Repeated],
        Kind::Required { property } => vec![Cause::Missing(text_of(property))],
        Kind::AdditionalProperties { unexpected } => {
            let known = schema.keys_beside(error.schema_path().as_str());
            unexpected.iter().map(|key| Cause::Unknown(key.clone(), known.clone())).collect()
        }
        _ => vec![Cause::Other],
    }
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    let name = |json_type: JsonType| json_type.as_str().to_owned();
    match kind {
        TypeKind::Single(json_type) => vec![name(*json_type)],
        TypeKind::Multiple(types) => types.iter().map(name).collect(),
    }
}

/// The cause for a value that is none of those of `enum`, or not the one of `const`.
fn choice(options: &JsonValue) -> Cause {
    let options = options.as_array().map_or_else(|| vec![options], |options| options.iter().collect());
    let mut types: Vec<String> = options.iter().map(|option| type_name(option).to_owned()).collect();
    types.sort();
    types.dedup();
    Cause::Choice(options.into_iter().map(text_of).collect(), types)
}

fn type_name(value: &JsonValue) -> &'static str {
    match value {
        JsonValue::Null => "null",
        JsonValue::Bool(_) => "boolean",
        JsonValue::Number(_) => "number",
        JsonValue::String(_) => "string",
        JsonValue::Array(_) => "array",
        JsonValue::Object(_) => "object",
    }
}

fn text_of(value: &JsonValue) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
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

impl Cause {
    /// Whether it is about the value itself and not about what it holds.
    fn is_about_value(&self) -> bool {
        !matches!(self, Self::Unknown(..) | Self::Missing(_) | Self::Repeated)
    }
}
