//! What the validator can find wrong at a node, without its words.

use super::Schema;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as JsonValue;

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
    /// It has keys that it cannot have; the others are those that it can.
    Unknown(Vec<String>, Vec<String>),
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

impl Cause {
    /// Whether it is about the value itself and not about what it holds.
    pub(super) fn is_about_value(&self) -> bool {
        !matches!(self, Self::Unknown(..) | Self::Missing(_) | Self::Repeated)
    }
}

/// What one error of the validator says.
pub(super) fn causes_of(error: &ValidationError<'_>, schema: &Schema) -> Vec<Cause> {
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
            vec![Cause::Unknown(unexpected.clone(), known)]
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
