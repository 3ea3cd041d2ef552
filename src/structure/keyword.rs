//! The keywords of schemas: what each takes, and the types of values that it speaks of.

/// A keyword of schemas.
#[derive(Debug)]
pub(super) struct Keyword {
    /// Its name.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) takes: Takes,
    /// The types that it says something about; empty where it is about any.
    pub(super) of: &'static [&'static str],
}

/// What a keyword takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// The name of a type, or a list of such names.
    Types,
    /// A schema.
    Schema,
    /// `false` or a schema.
    FalseOrSchema,
    /// A mapping from names to schemas.
    NamedSchemas,
    /// A list of schemas.
    Schemas,
    /// A list of names, each once.
    Names,
    /// A whole number from 0.
    Count,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `true`.
    True,
    /// A list of values that are no collections, each once.
    Scalars,
    /// A value that is no collection.
    Scalar,
    /// A text.
    Text,
    /// A text in both languages.
    Bilingual,
    /// Anything: nothing follows from it.
    Anything,
}

/// The names of the types.
pub(super) const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "null", "array", "object"];

const OBJECT: &[&str] = &["object"];
const ARRAY: &[&str] = &["array"];
const STRING: &[&str] = &["string"];
const NUMBER: &[&str] = &["number", "integer"];

/// Every keyword that there is.
pub(super) static KEYWORDS: [Keyword; 29] = [
    keyword("type", Takes::Types, &[]),
    keyword("properties", Takes::NamedSchemas, OBJECT),
    keyword("required", Takes::Names, OBJECT),
    keyword("additionalProperties", Takes::FalseOrSchema, OBJECT),
    keyword("items", Takes::Schema, ARRAY),
    keyword("minItems", Takes::Count, ARRAY),
    keyword("maxItems", Takes::Count, ARRAY),
    keyword("uniqueItems", Takes::Bool, ARRAY),
    keyword("identity", Takes::Names, ARRAY),
    keyword("enum", Takes::Scalars, &[]),
    keyword("const", Takes::Scalar, &[]),
    keyword("pattern", Takes::Text, STRING),
    keyword("minLength", Takes::Count, STRING),
    keyword("maxLength", Takes::Count, STRING),
    keyword("format", Takes::Text, STRING),
    keyword("reference", Takes::Text, STRING),
    keyword("minimum", Takes::Number, NUMBER),
    keyword("maximum", Takes::Number, NUMBER),
    keyword("oneOf", Takes::Schemas, &[]),
    keyword("allOf", Takes::Schemas, &[]),
    keyword("if", Takes::Schema, &[]),
    keyword("then", Takes::Schema, &[]),
    keyword("$ref", Takes::Text, &[]),
    keyword("$defs", Takes::NamedSchemas, &[]),
    keyword("approval", Takes::True, &[]),
    keyword("title", Takes::Bilingual, &[]),
    keyword("description", Takes::Bilingual, &[]),
    keyword("examples", Takes::Anything, &[]),
    keyword("$comment", Takes::Anything, &[]),
];

/// Keywords that only explain, or say what a value is for, and may stand beside `$ref` and `oneOf`.
pub(super) const EXPLAINING: [&str; 5] = ["title", "description", "examples", "$comment", "approval"];

const fn keyword(name: &'static str, takes: Takes, of: &'static [&'static str]) -> Keyword {
    Keyword { name, takes, of }
}

/// The keyword called `name`.
pub(super) fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}
