//! `waivers.yaml`: what may stay as it is for a while, why, and who answers for it. What an entry means to a rule or a
//! case is for `evaluate`.

mod append;

pub use append::{NewWaiver, append, free_id};

use super::{checked, stops};
use crate::finding::{Finding, Label, Waiver};
use crate::read::{Node, Secrets, Tree};
use crate::source::{Date, Text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An entry of the file, well-formed by itself.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it says.
    pub waiver: Arc<Waiver>,
    /// The id of the rule.
    pub rule: String,
    /// Where that stands.
    pub rule_at: Label,
    /// The id of the case.
    pub case: String,
    /// Where that stands.
    pub case_at: Label,
    /// The place in the case, as [`Label::address`] gives it; `None` stands for every place.
    pub node: Option<String>,
    /// Where the last day stands.
    pub until_at: Label,
}

impl Entry {
    /// Whether another entry says the same, wherever it stands.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |entry: &Self| {
            let Self { waiver, rule, case, node, .. } = entry.clone();
            let Waiver { id, reason, owner, reference, until, origin: _ } = (*waiver).clone();
            (rule, case, node, id, reason, owner, reference, until)
        };
        said(self) == said(other)
    }
}

/// Reads the waivers in the file shown as `shown`. There are none where anything is wrong with the file, and then the
/// run is incomplete: an exception that is not understood must not be guessed at.
pub fn parse(shown: &str, bytes: Vec<u8>, secrets: &Secrets) -> (Vec<Entry>, Vec<Finding>) {
    let schema = ("schema:waivers.yaml", include_str!("../waivers.yaml"));
    let (tree, mut findings) = checked(secrets.parse(shown, bytes), schema);
    let Some(tree) = tree.filter(|_| !stops(&findings)) else { return (Vec::new(), findings) };
    let nodes = tree.root.get("waivers").map(Node::items).unwrap_or_default();
    findings.extend(nodes.iter().flat_map(|node| blanks(&tree, node)));
    let entries: Vec<Entry> = nodes.iter().filter_map(|node| entry(&tree, node)).collect();
    findings.extend(duplicates(&entries));
    if stops(&findings) { (Vec::new(), findings) } else { (entries, findings) }
}

fn entry(tree: &Tree, node: &Node) -> Option<Entry> {
    let word = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
    let at = |key| node.get(key).map(|value| tree.label(value, Text::default()));
    let waiver = Waiver {
        id: word("id")?,
        reason: word("reason")?,
        owner: word("owner")?,
        reference: word("reference"),
        until: Date::parse(&word("until")?)?,
        origin: at("id")?,
    };
    Some(Entry {
        waiver: Arc::new(waiver),
        rule: word("rule")?,
        rule_at: at("rule")?,
        case: word("case")?,
        case_at: at("case")?,
        node: word("node").map(|node| address(&node)),
        until_at: at("until")?,
    })
}

/// A place in a case as [`Label::address`] gives it: a JSON Pointer alone points into the `case.yaml`.
pub(super) fn address(node: &str) -> String {
    if node.starts_with('/') { format!("case.yaml#{node}") } else { node.to_owned() }
}

/// The texts of an entry that say nothing.
fn blanks<'t>(tree: &'t Tree, node: &'t Node) -> impl Iterator<Item = Finding> + 't {
    ["reason", "owner", "reference"].into_iter().filter_map(|key| {
        let value = node.get(key)?;
        value.as_str().filter(|text| text.trim().is_empty())?;
        let message = text!(sv: "`{key}` i undantaget är tomt", en: "`{key}` of the waiver is empty");
        let help = text!(
            sv: "skriv varför undantaget behövs och vem som svarar för det",
            en: "write why the waiver is needed and who answers for it",
        );
        let label = tree.label(value, Text::default());
        Some(Finding::error("waiver/blank", message, label).with_help(help).incomplete())
    })
}

/// Ids that two entries share.
fn duplicates(entries: &[Entry]) -> Vec<Finding> {
    let mut seen: BTreeMap<&str, &Label> = BTreeMap::new();
    let mut findings = Vec::new();
    for Entry { waiver, .. } in entries {
        let Some(first) = seen.insert(&waiver.id, &waiver.origin) else { continue };
        let id = &waiver.id;
        let message = text!(sv: "två undantag har id `{id}`", en: "two waivers have the id `{id}`");
        let help = text!(sv: "ge varje undantag ett eget id", en: "give each waiver an id of its own");
        let first = Label { text: text!(sv: "används först här", en: "first used here"), ..first.clone() };
        let finding = Finding::error("waiver/duplicate-id", message, waiver.origin.clone());
        findings.push(finding.with_help(help).with_related(first).incomplete());
    }
    findings
}
