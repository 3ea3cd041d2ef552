//! A schema file, compiled: every fault of it collected, references resolved, and what is left put into the two
//! things that later stages use, plain JSON Schema for the validator and the [`Shape`].

use super::fault::fault;
use super::format::Formats;
use super::json::{has_type, to_json};
use super::keyword::{self, EXPLAINING, TYPES};
use super::shape::{Field, MapShape, Shape, TextShape};
use crate::finding::{Finding, Label};
use crate::read::{Node, Tree, Value};
use crate::source::Text;
use serde_json::{Map as JsonMap, Value as JsonValue, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many schemas one file may become once its references are written out, and how deep.
const MOST_SCHEMAS: usize = 20_000;
const DEEPEST: usize = 100;

/// Keywords that the validator understands as they are.
const COPIED: [&str; 13] = [
    "type",
    "required",
    "minItems",
    "maxItems",
    "uniqueItems",
    "enum",
    "const",
    "pattern",
    "minLength",
    "maxLength",
    "format",
    "minimum",
    "maximum",
];

/// A node of a schema file.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) tree: &'a Tree,
    pub(super) node: &'a Node,
}

impl<'a> Place<'a> {
    pub(super) fn at(self, node: &'a Node) -> Self {
        Self { node, ..self }
    }

    pub(super) fn label(self) -> Label {
        self.tree.label(self.node, Text::default())
    }

    pub(super) fn label_key(self, key: &str) -> Label {
        self.tree.label_key(self.node, key, Text::default())
    }

    fn has(self, key: &str) -> bool {
        self.node.entry(key).is_some()
    }
}

/// What a schema became.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub(super) json: JsonValue,
    pub(super) shape: Shape,
    pub(super) title: Option<Text>,
    pub(super) description: Option<Text>,
    /// Of a list: the keys that tell its items apart.
    pub(super) identity: Vec<String>,
    /// Whether it records an approval of what it is a part of.
    pub(super) approval: bool,
}

/// A use of the keyword `reference`: the list that it names, and where.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The name of the list.
    pub list: String,
    /// The place in the schema file.
    pub label: Label,
}

/// The state of one compilation.
pub(super) struct Compiler<'a> {
    pub(super) shared: &'a BTreeMap<String, Arc<Tree>>,
    pub(super) formats: &'a Formats,
    pub(super) faults: Vec<Finding>,
    pub(super) references: Vec<Reference>,
    /// The `$ref` targets that are being followed, by address.
    pub(super) open: Vec<*const Node>,
    /// All `$ref` targets that were followed, by address.
    pub(super) followed: BTreeSet<*const Node>,
    /// Whether the schema is known to be right, so that its keywords are not looked at closely.
    proven: bool,
    schemas: usize,
    depth: usize,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(shared: &'a BTreeMap<String, Arc<Tree>>, formats: &'a Formats, proven: bool) -> Self {
        Self {
            shared,
            formats,
            faults: Vec::new(),
            references: Vec::new(),
            open: Vec::new(),
            followed: BTreeSet::new(),
            proven,
            schemas: 0,
            depth: 0,
        }
    }

    pub(super) fn fault(&mut self, label: Label, (message, help): (Text, Option<Text>)) {
        self.faults.push(fault(label, message, help));
    }

    /// Compiles the schema at a place; one that is faulty becomes whatever is left of it.
    pub(super) fn schema(&mut self, at: Place<'a>) -> Compiled {
        self.schemas += 1;
        if self.schemas > MOST_SCHEMAS || self.depth == DEEPEST {
            if self.schemas <= MOST_SCHEMAS + 1 {
                let message = text!(
                    sv: "schemat är för stort när hänvisningarna är utskrivna",
                    en: "the schema is too large once its references are written out"
                );
                self.fault(at.label(), (message, None));
            }
            return Compiled::anything();
        }
        self.depth += 1;
        let compiled = self.schema_by_kind(at);
        self.depth -= 1;
        compiled
    }

    fn schema_by_kind(&mut self, at: Place<'a>) -> Compiled {
        if !matches!(at.node.value, Value::Map(_)) {
            let message = text!(sv: "ett schema skrivs som nycklar med värden", en: "a schema is a mapping of keywords");
            self.fault(at.label(), (message, None));
            return Compiled::anything();
        }
        if !self.proven {
            self.check_keywords(at);
        }
        let own = if at.has("$ref") {
            self.reference(at)
        } else if at.has("oneOf") {
            self.one_of(at)
        } else {
            self.plain(at)
        };
        let title = at.node.get("title").and_then(bilingual).or(own.title);
        let description = at.node.get("description").and_then(bilingual).or(own.description);
        let approval = own.approval || at.has("approval");
        Compiled { title, description, approval, ..own }
    }

    /// A schema without `$ref` and `oneOf`.
    fn plain(&mut self, at: Place<'a>) -> Compiled {
        let types = types(at.node);
        if !self.proven {
            self.check_types(at, &types);
            self.check_choices(at, &types);
            self.note_reference(at);
        }
        let mut json = copied(at.node);
        let mut shape = scalar_shape(at.node, &types);
        if types.contains(&"array") {
            let items = at.node.get("items").map(|items| self.schema(at.at(items)));
            if let Some(items) = &items {
                json.insert("items".to_owned(), items.json.clone());
            }
            let item = items.map_or(Shape::Any, |items| items.shape);
            self.check_identity(at, &item);
            shape = replace(shape, &types, Shape::List(Arc::new(item)));
        }
        if types.contains(&"object") {
            let map = self.object(at, &mut json);
            shape = replace(shape, &types, Shape::Map(Arc::new(map)));
        }
        self.conditions(at, &shape, &mut json);
        let identity = names(at.node, "identity").into_iter().map(str::to_owned).collect();
        Compiled { json: JsonValue::Object(json), shape, identity, ..Compiled::anything() }
    }

    /// Notes the list that the texts of a schema point into.
    fn note_reference(&mut self, at: Place<'a>) {
        if let Some(node) = at.node.get("reference")
            && let Some(list) = node.as_str()
        {
            self.references.push(Reference { list: list.to_owned(), label: at.at(node).label() });
        }
    }

    /// The parts of a schema that are about mappings.
    fn object(&mut self, at: Place<'a>, json: &mut JsonMap<String, JsonValue>) -> MapShape {
        let mut map = MapShape::default();
        let mut properties = JsonMap::new();
        let required = names(at.node, "required");
        for entry in at.node.get("properties").map_or(&[][..], Node::entries) {
            let property = self.schema(at.at(&entry.value));
            properties.insert(entry.key.to_string(), property.json);
            let field = Field {
                shape: property.shape,
                required: required.contains(&&*entry.key),
                title: property.title,
                description: property.description,
                identity: property.identity,
                approval: property.approval,
            };
            map.fields.insert(entry.key.to_string(), field);
        }
        json.insert("properties".to_owned(), JsonValue::Object(properties));
        match at.node.get("additionalProperties") {
            None => self.fault(at.label(), missing_additional()),
            Some(Node { value: Value::Map(_), .. }) => self.rest(at, &mut map, json),
            Some(_) => {
                json.insert("additionalProperties".to_owned(), JsonValue::Bool(false));
            }
        }
        self.check_required(at, &map);
        map
    }

    fn rest(&mut self, at: Place<'a>, map: &mut MapShape, json: &mut JsonMap<String, JsonValue>) {
        if let Some(node) = at.node.get("additionalProperties") {
            let rest = self.schema(at.at(node));
            json.insert("additionalProperties".to_owned(), rest.json);
            map.rest = Some(rest.shape);
        }
    }
}

impl Compiled {
    /// What is left of a schema that cannot be used.
    pub(super) fn anything() -> Self {
        Self {
            json: json!({}),
            shape: Shape::Any,
            title: None,
            description: None,
            identity: Vec::new(),
            approval: false,
        }
    }
}

/// The text of `{ sv: …, en: … }`, where both are there and nothing else.
pub(super) fn bilingual(node: &Node) -> Option<Text> {
    let words = |key| node.get(key).and_then(Node::as_str).filter(|words| !words.trim().is_empty());
    let text = Text { sv: words("sv")?.to_owned(), en: words("en")?.to_owned() };
    (node.entries().len() == 2).then_some(text)
}

/// The keywords that the validator understands as they are.
pub(super) fn copied(node: &Node) -> JsonMap<String, JsonValue> {
    let kept = node.entries().iter().filter(|entry| COPIED.contains(&&*entry.key));
    kept.map(|entry| (entry.key.to_string(), to_json(&entry.value))).collect()
}

/// The names of the types that `type` gives.
fn types(node: &Node) -> Vec<&str> {
    let given = node.get("type");
    given
        .into_iter()
        .flat_map(|given| std::iter::once(given).chain(given.items()))
        .filter_map(Node::as_str)
        .collect()
}

/// The values of `enum` and `const`.
pub(super) fn choices_of(node: &Node) -> impl Iterator<Item = &Node> {
    node.get("enum").map_or(&[][..], Node::items).iter().chain(node.get("const"))
}

/// The texts of a list under a keyword.
pub(super) fn names<'a>(node: &'a Node, keyword: &str) -> Vec<&'a str> {
    node.get(keyword).map_or(&[][..], Node::items).iter().filter_map(Node::as_str).collect()
}

/// The shape of a schema, as far as it follows from `type`, `enum`, `const` and what is about texts.
fn scalar_shape(node: &Node, types: &[&str]) -> Shape {
    let choices: Vec<&Node> = choices_of(node).collect();
    let null_among = choices.iter().any(|choice| has_type(choice, "null"));
    let nullable = if types.is_empty() {
        null_among
    } else {
        types.contains(&"null") && (choices.is_empty() || null_among)
    };
    let possible: Vec<&str> = if types.is_empty() {
        let type_of = |choice: &&Node| TYPES.into_iter().find(|name| has_type(choice, name));
        let found: Vec<&str> = choices.iter().filter_map(type_of).collect();
        TYPES.into_iter().filter(|name| found.contains(name)).collect()
    } else {
        types.to_vec()
    };
    let shape = match possible.into_iter().filter(|name| *name != "null").collect::<Vec<_>>()[..] {
        [] if nullable => Shape::Null,
        ["string"] => Shape::Text(Arc::new(text_shape(node, &choices))),
        ["boolean"] => Shape::Bool,
        ["integer"] => Shape::Int,
        ["number"] | ["integer", "number"] | ["number", "integer"] => Shape::Number,
        _ => Shape::Any,
    };
    if nullable { shape.or_null() } else { shape }
}

fn text_shape(node: &Node, choices: &[&Node]) -> TextShape {
    let word = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    TextShape {
        values: choices.iter().filter_map(|choice| choice.as_str()).map(str::to_owned).collect(),
        format: word("format"),
        reference: word("reference"),
        example: node.get("examples").and_then(|all| all.items().first()?.as_str()).map(str::to_owned),
    }
}

/// The shape `collection` where it is the only one beside `null`; otherwise what there was.
fn replace(shape: Shape, types: &[&str], collection: Shape) -> Shape {
    match types.iter().filter(|name| **name != "null").count() {
        1 if types.len() == 2 => collection.or_null(),
        1 => collection,
        _ => shape,
    }
}

fn missing_additional() -> (Text, Option<Text>) {
    let message = text!(
        sv: "schemat säger inte om andra nycklar är tillåtna",
        en: "the schema does not say whether other keys are allowed"
    );
    let help = text!(
        sv: "lägg till `additionalProperties: false`, eller ett schema för dem",
        en: "add `additionalProperties: false`, or a schema for them"
    );
    (message, Some(help))
}

/// Whether only keywords that explain, and `others`, stand in the schema.
pub(super) fn stray<'a>(node: &'a Node, others: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let keys = node.entries().iter().map(|entry| &*entry.key);
    keys.filter(|key| keyword::find(key).is_some())
        .filter(|key| !EXPLAINING.contains(key) && !others.contains(key))
}
