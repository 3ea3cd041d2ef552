//! What the files of a case name elsewhere: items of its lists, and attachments.

use super::assemble::{Material, unknown};
use super::explained;
use crate::expr::{Absence, Evaluator, Halt, Place, Scope};
use crate::finding::Finding;
use crate::policy::Pack;
use crate::read::{Node, Tree};
use crate::source::{Text, suggest};
use crate::structure::{self, Mark};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Finds references that lead nowhere and attachments that do not exist; gives the nodes that name them. A name
/// that several places use is one finding.
pub(super) fn references<'a>(
    pack: &'a Pack,
    scope: &Scope<'a>,
    material: &'a Material,
    documents: &[&'a Tree],
    findings: &mut Vec<Finding>,
) -> Vec<Place<'a>> {
    let mut unresolved = Vec::new();
    let structural = findings.clone();
    let mut dangling_names: BTreeMap<(&str, &str), Finding> = BTreeMap::new();
    let mut lists: BTreeMap<&str, Option<BTreeSet<String>>> = BTreeMap::new();
    let case = material.case.iter().map(|case| &*case.tree);
    for tree in case.chain(documents.iter().copied()) {
        let kind = tree.root.get("kind").and_then(Node::as_str).unwrap_or_default();
        let Some(schema) = pack.kind(kind) else { continue };
        for marked in structure::marked(tree, schema) {
            let (node, name) = (marked.node, marked.node.as_str().unwrap_or_default());
            match marked.what {
                Mark::Reference(to) => {
                    let list = lists.entry(to).or_insert_with(|| targets(pack, scope, to, &structural));
                    let Some(list) = list.as_ref().filter(|list| !list.contains(name)) else { continue };
                    unresolved.push(Place { tree, node });
                    let again = text!(sv: "även här", en: "here too");
                    match dangling_names.entry((to, name)) {
                        Entry::Vacant(entry) => drop(entry.insert(dangling(pack, to, (tree, node), list))),
                        Entry::Occupied(entry) => entry.into_mut().related.push(tree.label(node, again)),
                    }
                }
                Mark::Attachment => {
                    findings.extend(missing_attachment(tree, node, &material.files));
                }
            }
        }
    }
    findings.extend(dangling_names.into_values());
    unresolved
}

/// What a reference may name. `None` where a schema has found already that the list is not there, or that something
/// else than texts is in it.
fn targets<'a>(
    pack: &'a Pack,
    scope: &Scope<'a>,
    to: &str,
    structural: &[Finding],
) -> Option<BTreeSet<String>> {
    let reference = pack.references.get(to)?;
    match Evaluator::new(scope).value(&reference.of) {
        Ok(list) => list.items()?.map(|value| value.text().map(str::to_owned)).collect(),
        Err(Halt::Absent(Absence { within: Some(within), field: Some(field) }))
            if !explained::absence(structural, within, field) =>
        {
            Some(BTreeSet::new())
        }
        Err(_) => None,
    }
}

fn dangling(pack: &Pack, to: &str, (tree, node): (&Tree, &Node), list: &BTreeSet<String>) -> Finding {
    let name = node.as_str().unwrap_or_default();
    let title = pack.references.get(to).map(|reference| reference.title.clone()).unwrap_or_default();
    let message = Text {
        sv: format!("ärendet saknar {} med id `{name}`", title.sv),
        en: format!("the case has no {} with the id `{name}`", title.en),
    };
    if list.is_empty() {
        let help = text!(sv: "lägg till det i ärendet, eller rätta namnet", en: "add it to the case, or correct the name");
        let label = tree.label(node, Text::default());
        return Finding::error("case/unresolved-reference", message, label).with_help(help);
    }
    unknown("case/unresolved-reference", tree, node, message, list.iter().map(String::as_str))
}

fn missing_attachment(tree: &Tree, node: &Node, files: &BTreeSet<String>) -> Option<Finding> {
    let path = node.as_str()?;
    let below = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    // A path that leads elsewhere is a finding of its form, and is not looked up.
    if !below || files.contains(path) {
        return None;
    }
    let message = text!(sv: "bilagan `{path}` finns inte", en: "the attachment `{path}` does not exist");
    let near = suggest(path, files.iter().map(String::as_str));
    let help = match near {
        Some(near) => text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"),
        None => text!(
            sv: "lägg filen i ärendets mapp; sökvägen räknas från mappen där case.yaml ligger",
            en: "put the file into the case's folder; the path starts at the folder of case.yaml",
        ),
    };
    let label = tree.label(node, Text::default());
    Some(Finding::error("case/missing-attachment", message, label).with_help(help))
}
