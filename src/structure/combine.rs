//! The keywords that combine schemas: `$ref`, `oneOf`, and `allOf` of `if` and `then`.

use super::compile::{Compiled, Compiler, Place, choices_of, copied, stray};
use super::fault::unknown;
use super::format::ATTACHMENT;
use super::shape::{MapShape, Shape};
use crate::read::{Node, Value};
use crate::source::Text;
use serde_json::{Map as JsonMap, Value as JsonValue, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keywords that a condition cannot hold: what they say must be true of the value always.
const UNCONDITIONAL: [&str; 10] = [
    "$ref",
    "$defs",
    "oneOf",
    "allOf",
    "if",
    "then",
    "additionalProperties",
    "reference",
    "identity",
    "approval",
];

impl<'a> Compiler<'a> {
    /// A schema that refers to another: that other one, written out here.
    pub(super) fn reference(&mut self, at: Place<'a>) -> Compiled {
        for key in stray(at.node, &["$ref", "$defs"]) {
            let message =
                text!(sv: "`{key}` kan inte stå bredvid `$ref`", en: "`{key}` cannot stand beside `$ref`");
            self.fault(at.label_key(key), (message, None));
        }
        let Some(target) = self.target(at) else { return Compiled::anything() };
        let address = std::ptr::from_ref(target.node);
        if self.open.contains(&address) {
            let message = text!(sv: "hänvisningen leder tillbaka till sig själv", en: "the reference leads back to itself");
            self.fault(at.label_key("$ref"), (message, None));
            return Compiled::anything();
        }
        self.open.push(address);
        self.followed.insert(address);
        let compiled = self.schema(target);
        self.open.pop();
        compiled
    }

    /// The schema that `$ref` leads to; a fault where there is none.
    fn target(&mut self, at: Place<'a>) -> Option<Place<'a>> {
        let node = at.node.get("$ref")?;
        let label = || at.at(node).label();
        let Some((file, name)) = node.as_str()?.split_once("#/$defs/") else {
            let message = text!(
                sv: "`$ref` ska leda till `#/$defs/…` eller `fil.yaml#/$defs/…`",
                en: "`$ref` leads to `#/$defs/…` or to `file.yaml#/$defs/…`"
            );
            self.fault(label(), (message, None));
            return None;
        };
        let tree = if file.is_empty() { Some(at.tree) } else { self.shared.get(file).map(|tree| &**tree) };
        let Some(tree) = tree else {
            let files: Vec<&str> = self.shared.keys().map(String::as_str).collect();
            self.fault(label(), unknown(&text!(sv: "den delade filen", en: "shared file"), file, &files));
            return None;
        };
        let definitions = tree.root.get("$defs").map_or(&[][..], Node::entries);
        if let Some(entry) = definitions.iter().find(|entry| &*entry.key == name) {
            return Some(Place { tree, node: &entry.value });
        }
        let names: Vec<&str> = definitions.iter().map(|entry| &*entry.key).collect();
        self.fault(label(), unknown(&text!(sv: "definitionen", en: "definition"), name, &names));
        None
    }

    /// The definitions of a file that nothing referred to so far: faults in them are faults too.
    pub(super) fn definitions(&mut self, file: Place<'a>) {
        for entry in file.node.get("$defs").map_or(&[][..], Node::entries) {
            if !self.followed.contains(&std::ptr::from_ref(&entry.value)) {
                self.open.push(&raw const entry.value);
                self.schema(file.at(&entry.value));
                self.open.pop();
            }
        }
    }

    /// A choice between mappings that a constant tells apart. For the validator it becomes one condition for each
    /// form, so that its errors are those of the form that the document has.
    pub(super) fn one_of(&mut self, at: Place<'a>) -> Compiled {
        for key in stray(at.node, &["oneOf", "type", "$defs"]) {
            let message = text!(
                sv: "`{key}` kan inte stå bredvid `oneOf`",
                en: "`{key}` cannot stand beside `oneOf`"
            );
            let help = text!(sv: "skriv det i varje gren", en: "write it in each branch");
            self.fault(at.label_key(key), (message, Some(help)));
        }
        let branches: Vec<Compiled> = at
            .node
            .get("oneOf")
            .map_or(&[][..], Node::items)
            .iter()
            .map(|node| self.schema(at.at(node)))
            .collect();
        let Some((key, values)) = discriminator(&branches) else {
            let message = text!(
                sv: "grenarna i `oneOf` går inte att skilja åt",
                en: "the branches of `oneOf` cannot be told apart"
            );
            let help = text!(
                sv: "låt varje gren vara ett `type: object` där samma nyckel har sitt eget `const`",
                en: "let each branch be a `type: object` where the same key has a `const` of its own"
            );
            self.fault(at.label_key("oneOf"), (message, Some(help)));
            return Compiled::anything();
        };
        Compiled {
            json: choice(&key, &values, &branches),
            shape: choice_shape(&key, &values, &branches),
            ..Compiled::anything()
        }
    }

    /// Adds the conditions of `allOf` to the JSON of a schema whose values have the shape `base`.
    pub(super) fn conditions(&mut self, at: Place<'a>, base: &Shape, json: &mut JsonMap<String, JsonValue>) {
        let mut all = Vec::new();
        for node in at.node.get("allOf").map_or(&[][..], Node::items) {
            let item = at.at(node);
            let (Some(condition), Some(then)) = (node.get("if"), node.get("then")) else {
                let message = text!(
                    sv: "varje post under `allOf` ska ha `if` och `then`",
                    en: "each item of `allOf` has an `if` and a `then`"
                );
                self.fault(item.label(), (message, None));
                continue;
            };
            self.check_keywords(item);
            for key in stray(node, &["if", "then"]) {
                let message = text!(sv: "`{key}` hör inte hemma här", en: "`{key}` does not belong here");
                self.fault(item.label_key(key), (message, None));
            }
            let condition = self.condition(item.at(condition), base);
            let then = self.condition(item.at(then), base);
            all.push(json!({ "if": condition, "then": then }));
        }
        if !all.is_empty() {
            json.insert("allOf".to_owned(), JsonValue::Array(all));
        }
    }

    /// One side of a condition on values of the shape `base`. It can only narrow: what it speaks of must exist, or
    /// it would silently never hold.
    fn condition(&mut self, at: Place<'a>, base: &Shape) -> JsonValue {
        if !matches!(at.node.value, Value::Map(_)) {
            return json!({});
        }
        self.check_keywords(at);
        self.check_unconditional(at);
        self.check_possible(at, base);
        let mut json = copied(at.node);
        if let Some(items) = at.node.get("items") {
            let items = self.condition(at.at(items), base.item().unwrap_or(&Shape::Any));
            json.insert("items".to_owned(), items);
        }
        if let Some(map) = base.as_map() {
            self.check_required(at, map);
        }
        let mut properties = JsonMap::new();
        for entry in at.node.get("properties").map_or(&[][..], Node::entries) {
            if let Some(map) = base.as_map().filter(|_| base.field(&entry.key).is_none()) {
                let known: Vec<&str> = map.fields.keys().map(String::as_str).collect();
                let label = at.tree.label_key(
                    at.node.get("properties").unwrap_or(at.node),
                    &entry.key,
                    Text::default(),
                );
                self.fault(label, unknown(&text!(sv: "nyckeln", en: "key"), &entry.key, &known));
            }
            let shape = base.field(&entry.key).unwrap_or(&Shape::Any);
            properties.insert(entry.key.to_string(), self.condition(at.at(&entry.value), shape));
        }
        if !properties.is_empty() {
            json.insert("properties".to_owned(), JsonValue::Object(properties));
        }
        JsonValue::Object(json)
    }

    fn check_unconditional(&mut self, at: Place<'a>) {
        let attachment = at.node.get("format").and_then(Node::as_str) == Some(ATTACHMENT);
        let found = UNCONDITIONAL.into_iter().filter(|key| at.node.entry(key).is_some());
        for key in found.chain(attachment.then_some("format")) {
            let message = text!(
                sv: "`{key}` kan inte stå i ett villkor",
                en: "`{key}` cannot stand in a condition"
            );
            let help = text!(sv: "skriv det vid egenskapen själv", en: "write it at the property itself");
            self.fault(at.label_key(key), (message, Some(help)));
        }
    }

    /// A text that a condition compares with must be one that the value can have.
    fn check_possible(&mut self, at: Place<'a>, base: &Shape) {
        let Some(possible) = base.as_text().filter(|text| !text.values.is_empty()) else { return };
        let known: Vec<&str> = possible.values.iter().map(String::as_str).collect();
        for node in choices_of(at.node) {
            if let Some(value) = node.as_str().filter(|value| !known.contains(value)) {
                self.fault(at.at(node).label(), unknown(&text!(sv: "värdet", en: "value"), value, &known));
            }
        }
    }
}

/// The key that tells the branches apart, and its text in each of them.
fn discriminator(branches: &[Compiled]) -> Option<(String, Vec<String>)> {
    let constant = |branch: &Compiled, key: &str| {
        let text = branch.shape.as_map()?.fields.get(key)?.shape.as_text()?;
        text.values.first().filter(|_| text.values.len() == 1).cloned()
    };
    let first = branches.first()?.shape.as_map()?;
    first.fields.keys().find_map(|key| {
        let values: Vec<String> = branches.iter().map_while(|branch| constant(branch, key)).collect();
        let distinct =
            values.iter().enumerate().all(|(at, value)| !values.iter().take(at).any(|one| one == value));
        (values.len() == branches.len() && distinct).then(|| (key.clone(), values))
    })
}

/// The JSON Schema of a choice: the key is there with one of the values, and the branch of that value holds.
fn choice(key: &str, values: &[String], branches: &[Compiled]) -> JsonValue {
    let conditions = values.iter().zip(branches).map(|(value, branch)| {
        let chosen = json!({ "properties": { key: { "const": value } }, "required": [key] });
        json!({ "if": chosen, "then": branch.json })
    });
    json!({
        "type": "object",
        "required": [key],
        "properties": { key: { "enum": values } },
        "allOf": conditions.collect::<Vec<_>>(),
    })
}

/// The shape of a choice: a mapping with the keys of all branches, and each branch by its value.
fn choice_shape(key: &str, values: &[String], branches: &[Compiled]) -> Shape {
    let shapes = branches.iter().map(|branch| branch.shape.clone());
    let merged = shapes.clone().reduce(|all, branch| all.or(&branch));
    let mut map = merged.as_ref().and_then(Shape::as_map).cloned().unwrap_or_else(MapShape::default);
    if let Some(field) = map.fields.get_mut(key) {
        field.required = true;
    }
    let forms: BTreeMap<String, Shape> = values.iter().cloned().zip(shapes).collect();
    map.forms = Some((key.to_owned(), forms));
    Shape::Map(Arc::new(map))
}
