//! States as pack.yaml defines them, for the kind of document that a rule asks for.

use super::processes::Context;
use super::rules::Compiler;
use super::vocabulary::{text, word, words};
use super::{Base, State};
use crate::expr::{self, Expression, Type, Wanted};
use crate::finding::Status;
use crate::read::Node;
use std::collections::BTreeMap;

impl Compiler<'_> {
    /// The state that `node` names, for the kind of document that `base` holds.
    pub(super) fn state(&mut self, node: &Node, base: &Base, context: &Context<'_>) -> Option<State> {
        let name = node.as_str().unwrap_or_default();
        let Some(definition) = context.pack.root.pointer(&format!("/states/{name}")) else {
            let message = text!(sv: "tillståndet `{name}` finns inte", en: "there is no state `{name}`");
            let known = context.pack.root.get("states").map(Node::entries).unwrap_or_default();
            let known = known.iter().map(|entry| &*entry.key);
            self.faults.unknown((self.tree, node), "policy/state", message, known);
            return None;
        };
        let source = definition.get("of")?;
        let (of, found) = match expr::compile(source.as_str().unwrap_or_default(), base, Wanted::Shown) {
            Ok(compiled) => compiled,
            Err(found) => {
                self.faults.expression(&context.pack, source, found);
                return None;
            }
        };
        let values = state_values(definition);
        self.no_value_twice(node, name, definition)?;
        self.every_value_has_a_meaning(node, name, &values, &found)?;
        let absent = match word(definition, "absent") {
            "under-review" => Status::UnderReview,
            _ => Status::Awaiting,
        };
        let decided_by =
            definition.get("decidedBy").and_then(|role| self.owner_called(&context.pack, role, context));
        let since = match definition.get("since") {
            Some(source) => Some(self.since(source, base, context)?),
            None => None,
        };
        let name = name.to_owned();
        Some(State { name, title: text(definition.get("title")), of, values, absent, decided_by, since })
    }

    /// The date since when a document is in its state.
    fn since(&mut self, source: &Node, base: &Base, context: &Context<'_>) -> Option<Expression> {
        match expr::compile(source.as_str().unwrap_or_default(), base, Wanted::Date) {
            Ok((expression, _)) => Some(expression),
            Err(found) => {
                self.faults.expression(&context.pack, source, found);
                None
            }
        }
    }

    /// Refuses a state that gives one value two meanings.
    fn no_value_twice(&mut self, node: &Node, name: &str, definition: &Node) -> Option<()> {
        let lists = ["met", "underReview", "awaiting", "deficient"];
        let mut all: Vec<&str> =
            lists.iter().flat_map(|key| words(definition, key)).filter_map(Node::as_str).collect();
        all.sort_unstable();
        let Some(value) = all.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        }) else {
            return Some(());
        };
        let message = text!(
            sv: "tillståndet `{name}` har `{value}` på två ställen", en: "the state `{name}` has `{value}` twice",
        );
        self.faults.at(self.tree, node, "policy/state", message, None);
        None
    }

    /// Refuses a state that leaves out a value that the schema allows for its field.
    fn every_value_has_a_meaning(
        &mut self,
        node: &Node,
        name: &str,
        values: &BTreeMap<String, Status>,
        found: &Type,
    ) -> Option<()> {
        let Some(left_out) = found.text_values().find(|value| !values.contains_key(*value)) else {
            return Some(());
        };
        let message = text!(
            sv: "tillståndet `{name}` säger inte vad `{left_out}` betyder",
            en: "the state `{name}` does not say what `{left_out}` means",
        );
        let help = text!(
            sv: "ta med `{left_out}` i en av tillståndets listor i pack.yaml",
            en: "put `{left_out}` into one of the state's lists in pack.yaml",
        );
        self.faults.at(self.tree, node, "policy/state", message, Some(help));
        None
    }
}

/// What each value of a state's field means.
fn state_values(definition: &Node) -> BTreeMap<String, Status> {
    let lists = [
        ("met", Status::Met),
        ("underReview", Status::UnderReview),
        ("awaiting", Status::Awaiting),
        ("deficient", Status::Deficient),
    ];
    let each = lists.into_iter().flat_map(|(key, status)| {
        words(definition, key).filter_map(move |node| Some((node.as_str()?.to_owned(), status)))
    });
    each.collect()
}
