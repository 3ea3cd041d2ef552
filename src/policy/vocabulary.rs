//! The words of a pack: formats, document kinds, and what its expressions can refer to.

use super::Base;
use super::faults::Faults;
use super::load::Parts;
use super::{Dated, Reference};
use crate::expr::{self, Parser, Root, Type, Vocabulary, Wanted};
use crate::read::{Node, Tree, Value};
use crate::source::{Date, Text};
use crate::structure::{self, Compilation, Format, Formats, Schema};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The kind that describes the case itself.
pub(super) const CASE: &str = "case";

/// A bilingual text of a pack's file. The schema of the file has seen to it that both languages are there.
pub(super) fn text(node: Option<&Node>) -> Text {
    Text::each(|lang| {
        let words = node.and_then(|node| node.get(lang.code())).and_then(Node::as_str);
        words.unwrap_or_default().to_owned()
    })
}

/// The text under a key; empty where there is none.
pub(super) fn word<'t>(node: &'t Node, key: &str) -> &'t str {
    node.get(key).and_then(Node::as_str).unwrap_or_default()
}

/// The items of a list of texts under a key.
pub(super) fn words<'t>(node: &'t Node, key: &str) -> impl Iterator<Item = &'t Node> {
    node.get(key).map(Node::items).unwrap_or_default().iter()
}

/// The formats of the pack, beside those that are built in.
pub(super) fn formats(pack: &Tree, faults: &mut Faults) -> Formats {
    let mut formats = Formats::default();
    for entry in pack.root.get("formats").map(Node::entries).unwrap_or_default() {
        let node = &entry.value;
        let length = match node.get("maxLength").map(|node| &node.value) {
            Some(Value::Int(length)) => usize::try_from(*length).ok(),
            _ => None,
        };
        let made = Format::new(
            entry.key.to_string(),
            text(node.get("title")),
            word(node, "example").to_owned(),
            node.get("help").map(|help| text(Some(help))),
            word(node, "pattern"),
            length,
            node.get("checksum").is_some(),
        );
        match made {
            Ok(format) => {
                if !formats.add(format) {
                    let name = &entry.key;
                    let message =
                        text!(sv: "formatet `{name}` är inbyggt", en: "the format `{name}` is built in");
                    faults.at(pack, node, "policy/format", message, None);
                }
            }
            Err((part, why)) => {
                faults.at(pack, node.get(part).unwrap_or(node), "policy/format", why, None);
            }
        }
    }
    formats
}

/// The schemas of the document kinds.
pub(super) fn kinds(parts: &Parts, formats: &Formats, faults: &mut Faults) -> BTreeMap<String, Schema> {
    let mut kinds = BTreeMap::new();
    for (kind, tree) in &parts.documents {
        let Compilation { schema, references, faults: found } =
            structure::compile(tree, &parts.shared, formats);
        if found.is_empty() {
            known_lists(&references, &parts.pack, faults);
        }
        faults.0.extend(found);
        let declared = tree.root.pointer("/properties/kind/const");
        if declared.and_then(Node::as_str) != Some(kind) {
            let node = declared.unwrap_or(&tree.root);
            let message = text!(
                sv: "schemat i {kind}.yaml ska beskriva dokumentslaget `{kind}`",
                en: "the schema in {kind}.yaml has to describe the kind `{kind}`",
            );
            let help = text!(
                sv: "skriv `kind: {{ const: {kind} }}` under `properties`",
                en: "write `kind: {{ const: {kind} }}` under `properties`",
            );
            faults.at(tree, node, "policy/kind", message, Some(help));
        }
        kinds.extend(schema.map(|schema| (kind.clone(), schema)));
    }
    if !kinds.contains_key(CASE) && faults.0.is_empty() {
        let message = text!(
            sv: "documents/case.yaml, schemat för ärendet, saknas",
            en: "documents/case.yaml, the schema of the case, is missing",
        );
        faults.at(&parts.pack, &parts.pack.root, "policy/kind", message, None);
    }
    kinds
}

/// Checks the files of shared definitions, whether a kind uses them or not. What a kind has brought to light
/// already is found again, and kept once when the faults are put in order.
pub(super) fn shared(parts: &Parts, formats: &Formats, faults: &mut Faults) {
    for tree in parts.shared.values() {
        let (references, findings) = structure::check_shared(tree, &parts.shared, formats);
        faults.0.extend(findings);
        known_lists(&references, &parts.pack, faults);
    }
}

/// Every list that a schema points into must be one of the pack.
fn known_lists(references: &[structure::Reference], pack: &Tree, faults: &mut Faults) {
    let known = pack.root.get("references").map(Node::entries).unwrap_or_default();
    for structure::Reference { list, label } in references {
        if !known.iter().any(|entry| *entry.key == **list) {
            let message = text!(
                sv: "pack.yaml har ingen lista `{list}` att hänvisa till",
                en: "pack.yaml has no list `{list}` to refer to",
            );
            let names = known.iter().map(|entry| &*entry.key);
            faults.unknown_at((label.clone(), list), "policy/reference", message, names);
        }
    }
}

/// What every expression of the pack can refer to: the roots but `self` and `document`, and the functions.
pub(super) fn base(
    parser: Rc<Parser>,
    pack: &Tree,
    kinds: &BTreeMap<String, Schema>,
    faults: &mut Faults,
) -> Base {
    let types = kinds.iter().filter(|(kind, _)| *kind != CASE);
    let types = types.map(|(kind, schema)| (kind.clone(), Type::of(&schema.shape))).collect();
    let document = Type::Document(Arc::new(Vocabulary { kinds: types }), None);
    let case = kinds.get(CASE).map_or(Type::Any, |schema| Type::of(&schema.shape));
    let documents = Type::List(Arc::new(document));
    let mut base = Base { parser, ..Base::default() };
    base.roots.insert(Root::Cases, Type::List(Arc::new(case.clone())));
    base.roots.insert(Root::BeforeCase, case.clone());
    base.roots.insert(Root::Case, case);
    base.roots.insert(Root::BeforeDocuments, documents.clone());
    base.roots.insert(Root::Documents, documents);
    base.roots.insert(Root::AsOf, Type::Date);
    base.roots.insert(Root::Parameters, parameter_types(pack));
    functions(pack, &base, faults)
}

/// The environment with `self` or `document` as well.
pub(super) fn with(base: &Base, root: Root, found: Type) -> Base {
    let mut wider = base.clone();
    wider.roots.insert(root, found);
    wider
}

/// The environment without some names.
pub(super) fn without(base: &Base, roots: &[Root]) -> Base {
    let mut narrower = base.clone();
    narrower.roots.retain(|root, _| !roots.contains(root));
    narrower
}

/// The type of `document` for one kind.
pub(super) fn document_type(base: &Base, kind: &str) -> Type {
    match base.roots.get(&Root::Documents) {
        Some(Type::List(item)) => match &**item {
            Type::Document(vocabulary, _) => Type::Document(Arc::clone(vocabulary), Some(kind.into())),
            _ => Type::Any,
        },
        _ => Type::Any,
    }
}

fn parameter_types(pack: &Tree) -> Type {
    let entries = pack.root.get("parameters").map(Node::entries).unwrap_or_default();
    let fields = entries.iter().map(|entry| {
        let found = words(&entry.value, "values").filter_map(|dated| dated.get("value")).map(type_of);
        (entry.key.to_string(), found.reduce(|a, b| a.join(&b)).unwrap_or(Type::Any))
    });
    Type::Map(Arc::new(expr::MapType { fields: fields.collect(), rest: None }))
}

fn type_of(node: &Node) -> Type {
    match &node.value {
        Value::Bool(_) => Type::Bool,
        Value::Int(_) => Type::Int,
        Value::Float(_) => Type::Number,
        Value::Text(_) => Type::Text(expr::TextType::default()),
        Value::List(items) => {
            let item = items.iter().map(type_of).reduce(|a, b| a.join(&b)).unwrap_or(Type::Any);
            Type::List(Arc::new(item))
        }
        Value::Null | Value::Map(_) => Type::Any,
    }
}

/// The environment with the functions of a file as well.
pub(super) fn functions(tree: &Tree, base: &Base, faults: &mut Faults) -> Base {
    let mut functions = (*base.functions).clone();
    for entry in tree.root.get("functions").map(Node::entries).unwrap_or_default() {
        let name = &*entry.key;
        let message = if expr::FUNCTIONS.iter().any(|function| function.name == name) {
            text!(sv: "`{name}` är en inbyggd funktion", en: "`{name}` is a built-in function")
        } else if functions.has(name) {
            text!(sv: "funktionen `{name}` finns redan", en: "the function `{name}` exists already")
        } else {
            let parameters = words(&entry.value, "parameters").filter_map(Node::as_str).map(str::to_owned);
            let body = word(&entry.value, "is");
            let found = functions.define(name, parameters.collect(), body, base);
            faults.expression(tree, entry.value.get("is").unwrap_or(&entry.value), found);
            continue;
        };
        let mut label = tree.label(&entry.value, Text::default());
        label.span = entry.key_span;
        faults.push(label, "policy/function", message, None);
    }
    Base { functions: Arc::new(functions), ..base.clone() }
}

/// The parameters with their dated values.
pub(super) fn parameters(pack: &Tree, faults: &mut Faults) -> BTreeMap<String, Vec<Dated>> {
    let mut parameters = BTreeMap::new();
    for entry in pack.root.get("parameters").map(Node::entries).unwrap_or_default() {
        let mut values: Vec<Dated> = Vec::new();
        for (index, node) in words(&entry.value, "values").enumerate() {
            let from = node.get("from").and_then(Node::as_str).and_then(Date::parse);
            let in_order = match values.last() {
                None => true,
                Some(before) => from.is_some() && before.from < from,
            };
            if !in_order {
                let message = text!(
                    sv: "värdena ska stå i datumordning, med `from` i alla utom det första",
                    en: "the values have to stand in the order of their dates, with `from` in all but the first",
                );
                faults.at(pack, node, "policy/parameter", message, None);
            }
            let name = entry.key.replace('~', "~0").replace('/', "~1");
            values.push(Dated { from, pointer: format!("/parameters/{name}/values/{index}/value") });
        }
        parameters.insert(entry.key.to_string(), values);
    }
    parameters
}

/// The lists that documents may point into.
pub(super) fn references(pack: &Tree, base: &Base, faults: &mut Faults) -> BTreeMap<String, Reference> {
    let mut references = BTreeMap::new();
    // What a case names is in the case.
    let inside = without(base, &[Root::Cases, Root::BeforeCase, Root::BeforeDocuments]);
    for entry in pack.root.get("references").map(Node::entries).unwrap_or_default() {
        let Some(node) = entry.value.get("of") else { continue };
        match expr::compile(node.as_str().unwrap_or_default(), &inside, Wanted::List) {
            Ok((of, _)) => {
                let title = text(entry.value.get("title"));
                references.insert(entry.key.to_string(), Reference { title, of });
            }
            Err(found) => faults.expression(pack, node, found),
        }
    }
    references
}
