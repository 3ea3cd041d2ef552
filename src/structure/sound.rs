//! What must hold of the keywords of one schema: that they exist, have values that they take, and say something.

use super::compile::{Compiler, Place, bilingual, choices_of};
use super::fault::{unknown, unknown_keyword, unknown_type, without_type, wrong_value};
use super::format::regex;
use super::json::{first_repeated, has_type};
use super::keyword::{self, Keyword, TYPES, Takes};
use super::shape::{MapShape, Shape};
use super::words::kind_of;
use crate::read::{Entry, Node, Value};
use crate::source::Text;

impl<'a> Compiler<'a> {
    /// Every required key must be one that can be there.
    pub(super) fn check_required(&mut self, at: Place<'a>, map: &MapShape) {
        if map.rest.is_some() {
            return;
        }
        let known: Vec<&str> = map.fields.keys().map(String::as_str).collect();
        for item in at.node.get("required").map_or(&[][..], Node::items) {
            if let Some(name) = item.as_str().filter(|name| !known.contains(name)) {
                self.fault(at.at(item).label(), unknown(&text!(sv: "nyckeln", en: "key"), name, &known));
            }
        }
    }

    /// Keywords must exist, and have values that they take.
    pub(super) fn check_keywords(&mut self, at: Place<'a>) {
        for entry in at.node.entries() {
            match keyword::find(&entry.key) {
                None => self.fault(at.label_key(&entry.key), unknown_keyword(&entry.key)),
                Some(keyword) => self.check_value(at, entry, keyword),
            }
        }
    }

    /// What tells the items of a list apart must be keys that they can have.
    pub(super) fn check_identity(&mut self, at: Place<'a>, item: &Shape) {
        let Some(map) = item.as_map().filter(|map| map.rest.is_none()) else { return };
        let known: Vec<&str> = map.fields.keys().map(String::as_str).collect();
        for name in at.node.get("identity").map_or(&[][..], Node::items) {
            if let Some(key) = name.as_str().filter(|key| !known.contains(key)) {
                self.fault(at.at(name).label(), unknown(&text!(sv: "nyckeln", en: "key"), key, &known));
            }
        }
    }

    fn check_value(&mut self, at: Place<'a>, entry: &'a Entry, keyword: &Keyword) {
        if !keyword.takes.fits(&entry.value) {
            let label = at.at(&entry.value).label();
            self.fault(label, (wrong_value(keyword.name, keyword.takes), None));
            return;
        }
        let value = entry.value.as_str().unwrap_or_default();
        match keyword.name {
            "type" => self.check_type_names(at.at(&entry.value)),
            "pattern" => {
                if let Err(why) = regex(value) {
                    self.fault(at.at(&entry.value).label(), (why, Some(no_look_around())));
                }
            }
            "format" if self.formats.get(value).is_none() => {
                let names: Vec<&str> = self.formats.iter().map(|format| format.name.as_str()).collect();
                let words = unknown(&text!(sv: "formatet", en: "format"), value, &names);
                self.fault(at.at(&entry.value).label(), words);
            }
            _ => {}
        }
    }

    fn check_type_names(&mut self, at: Place<'a>) {
        for node in std::iter::once(at.node).chain(at.node.items()) {
            if let Some(name) = node.as_str().filter(|name| !TYPES.contains(name)) {
                self.fault(at.at(node).label(), unknown_type(name));
            }
        }
    }

    /// A keyword about a type that the value cannot have would silently do nothing.
    pub(super) fn check_types(&mut self, at: Place<'a>, types: &[&str]) {
        let known = |entry: &Entry| keyword::find(&entry.key).is_some();
        if !at.node.entries().iter().all(known) || !types.iter().all(|name| TYPES.contains(name)) {
            return;
        }
        for entry in at.node.entries() {
            let Some(keyword) = keyword::find(&entry.key) else { continue };
            if !keyword.of.is_empty() && !keyword.of.iter().any(|name| types.contains(name)) {
                self.fault(at.label_key(keyword.name), without_type(keyword.name, keyword.of));
            }
            if matches!(keyword.name, "if" | "then") {
                let name = keyword.name;
                let message = text!(sv: "`{name}` hör hemma i en post under `allOf`", en: "`{name}` belongs in an item of `allOf`");
                self.fault(at.label_key(keyword.name), (message, None));
            }
        }
    }

    /// The values of `enum` and `const` must be of the type.
    pub(super) fn check_choices(&mut self, at: Place<'a>, types: &[&str]) {
        for node in choices_of(at.node) {
            let fits = types.iter().any(|name| has_type(node, name));
            if !types.is_empty() && !fits {
                let value = at.tree.file.slice(node.span);
                let Text { sv, en } = kind_of(node);
                let wanted = types.join("`, `");
                let message = text!(
                    sv: "`{value}` är {sv}, men `type` är `{wanted}`",
                    en: "`{value}` is {en}, but `type` is `{wanted}`"
                );
                let quoted = types.contains(&"string");
                let help = text!(sv: "skriv \"{value}\"", en: "write \"{value}\"");
                self.fault(at.at(node).label(), (message, quoted.then_some(help)));
            }
        }
    }
}

impl Takes {
    /// Whether the keyword takes this value. What is below a schema is looked at when that schema is compiled.
    fn fits(self, node: &Node) -> bool {
        let each_once = |items: &[Node]| !items.is_empty() && first_repeated(items).is_none();
        match (self, &node.value) {
            (Self::Anything, _)
            | (Self::Schema | Self::NamedSchemas | Self::FalseOrSchema, Value::Map(_))
            | (Self::FalseOrSchema, Value::Bool(false))
            | (Self::Number, Value::Int(_))
            | (Self::Types | Self::Scalar, Value::Text(_))
            | (Self::Scalar, Value::Int(_) | Value::Bool(_) | Value::Null)
            | (Self::Bool, Value::Bool(_))
            | (Self::True, Value::Bool(true)) => true,
            (Self::Text, Value::Text(text)) => !text.is_empty(),
            (Self::Number | Self::Scalar, Value::Float(number)) => number.is_finite(),
            (Self::Count, Value::Int(number)) => *number >= 0,
            (Self::Names | Self::Types, Value::List(items)) => {
                items.iter().all(|item| item.as_str().is_some()) && each_once(items)
            }
            (Self::Scalars, Value::List(items)) => {
                items.iter().all(|item| Self::Scalar.fits(item)) && each_once(items)
            }
            (Self::Schemas, Value::List(items)) => !items.is_empty(),
            (Self::Bilingual, _) => bilingual(node).is_some(),
            _ => false,
        }
    }
}

fn no_look_around() -> Text {
    text!(
        sv: "reguljära uttryck har varken omgivningsvillkor (`(?=…)`) eller bakåtreferenser (`\\1`)",
        en: "regular expressions have neither look-around (`(?=…)`) nor back-references (`\\1`)"
    )
}
